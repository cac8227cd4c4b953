"""Tokens to stretches of the form: the labels in the form's order, and the values that stand between them.

The alignment is global: of all chains of labels and headings that keep the form's order, the heaviest one
holds. A label that is damaged beyond recognition is read where only the rows of one stretch are expected.
Refuses: to count values; `parsers.flattened` and `parsers.options` do.
Caveat: a label out of order is left outside, and its values with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.chains import TABLE_SECTIONS, Link, Run, chain_of, has_text, runs_of, with_damaged
from parsers.labels import RowRef
from parsers.plans import DISPUTES, FormRow, Plan
from parsers.sections import is_furniture, read_heading
from parsers.tokens import Token

MIN_IN_ZONE = 12  # labelled rows in the sections of the tables; the forms have 31 and 35
MAX_MARK = 10  # characters of words in place of a number
_PROSE = re.compile(r"[，。；：,;:]")
_LATER_SECTIONS = ("problems", "other")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two labels of the chain.

    `row`: the row whose label opens it (None under a heading), with `label` and its `score`; `lost`: the
    rows of the form that have no label here; `values`: what follows, words between them left out;
    `others`: runs of values behind words that no row of the form has.
    """

    row: FormRow | None
    label: Token | None
    score: float
    lost: tuple[FormRow, ...]
    values: tuple[Token, ...]
    others: tuple[Run, ...]
    closed: bool = False  # more of the same table follows: blanks at the end are no white space
    unsure: bool = False  # a row of a table of another width: its values are not dealt out
    twice: bool = False  # the same label stands elsewhere with other values
    torn: tuple[int, ...] = ()  # values, from either end, of which a number alone on its line may be a part
    grounded: bool = True  # words of the table's header stand above, or enough of its rows around


def align(tokens: Sequence[Token], plan: Plan) -> list[Stretch]:
    """Align a document's tokens with the form; the sections of the tables alone, where they hold them."""
    runs = runs_of(tokens)
    heads = _repeated(tokens)
    zone = _zone(runs)
    chain = chain_of(runs[zone.start : zone.stop], plan)
    if sum(place in plan.at for _, place, _ in chain) >= MIN_IN_ZONE:
        runs = runs[zone.start : zone.stop]
    else:
        chain = chain_of(runs, plan)
    chain = with_damaged(runs, chain, plan)
    stretches = [
        _stretch(runs, plan, chain, number, heads)
        for number in range(len(chain))
        if chain[number][0] < len(runs)
    ]
    stretches += _out_of_order(runs, chain, plan)
    doubles = _doubles(runs, chain, plan)
    loose = _loose(runs, chain, plan)
    if not doubles and not loose:
        return stretches
    return [
        replace(s, twice=s.row.ref in doubles, grounded=s.row.ref not in loose) if s.row else s
        for s in stretches
    ]


def _repeated(tokens: Sequence[Token]) -> frozenset[str]:
    """Words that stand again and again and are none of the tables': heads of pages, no marks for a blank."""
    count: Counter[str] = Counter()
    marks: set[str] = set()
    row: set[str] = set()  # words since the last label, behind a row's or between values
    is_in_row = False
    for token in tokens:
        if token.match.words:
            row.clear()
        elif not token.is_value:
            count[token.text] += 1
            if token.text in row and _is_mark(token.text):
                marks.add(token.text)
            row |= {token.text} if is_in_row else set()
        names_row = token.match.row is not None and not token.match.header
        is_in_row = token.is_value or names_row or (is_in_row and not token.match.words)
    return frozenset(text for text, number in count.items() if number > 1) - marks


def _zone(runs: Sequence[Run]) -> range:
    """The runs from the first heading of a section with a table to the next section without one.

    What stands before and behind (an overview's comparison, last year's tables in an annex) is not the
    report's own.
    """
    start, stop, rows = 0, len(runs), 0
    for i, run in enumerate(runs):
        section = read_heading(run.label.text) if run.label is not None else None
        rows += run.label is not None and run.label.match.row is not None
        if stop < len(runs) and rows >= MIN_IN_ZONE:
            break  # what follows is another report
        if section in TABLE_SECTIONS and (section == "proactive" or not start):
            rows = 0
        if section == "proactive" or (section in TABLE_SECTIONS and not start):
            start, stop = i, len(runs)
        elif section in _LATER_SECTIONS and start and stop == len(runs):
            stop = i
    return range(start, stop)


def _out_of_order(runs: Sequence[Run], chain: Sequence[Link], plan: Plan) -> Iterator[Stretch]:
    """Rows whose labels stand out of the form's order: each is its label's, if it has exactly its values."""
    taken = {place for _, place, _ in chain}
    chained = {run for run, _, _ in chain}
    strays = [
        (i, plan.places[ref])
        for i, run in enumerate(runs)
        if i not in chained and run.label is not None and (ref := run.label.match.row) in plan.places and ref
    ]
    count = Counter(place for _, place in strays)
    for i, place in strays:
        row, run = plan.at.get(place), runs[i]
        if row is not None and place not in taken and count[place] == 1 and len(run.values) == len(row):
            score = run.label.match.score if run.label is not None else 0.0
            yield Stretch(row, run.label, score, (), run.values, (), closed=True)


def rows_of(stretch: Stretch) -> tuple[FormRow, ...]:
    """The rows that a stretch's values may belong to: the labelled one first."""
    return (stretch.row, *stretch.lost) if stretch.row is not None else stretch.lost


# --- what stands between two labels -------------------------------------------------------------------------


def _stretch(
    runs: Sequence[Run], plan: Plan, chain: Sequence[Link], number: int, heads: frozenset[str]
) -> Stretch:
    run, place, score = chain[number]
    end, high, _ = chain[number + 1] if number + 1 < len(chain) else (len(runs), len(plan.places), 0.0)
    row = plan.at.get(place)
    is_last = number + 1 == len(chain)
    lost = () if is_last and row is not None else tuple(plan.between(place, high))
    if row is None and is_last:
        lost = lost[:1]
    values, others = _values(runs[run:end], row, lost, heads, plan, ends=is_last)
    return Stretch(row, runs[run].label, score, lost, values, others, _is_closed(plan, chain, number))


def _is_closed(plan: Plan, chain: Sequence[Link], number: int) -> bool:
    """True where more of the same table follows."""
    if number + 1 == len(chain):
        return False
    return plan.tables[chain[number][1]] == plan.tables[chain[number + 1][1]]


def _values(
    runs: Sequence[Run],
    row: FormRow | None,
    lost: Sequence[FormRow],
    heads: frozenset[str],
    plan: Plan,
    *,
    ends: bool,
) -> tuple[tuple[Token, ...], tuple[Run, ...]]:
    """The values of a stretch, and the runs behind words that are none of the tables'.

    `ends`: no label follows; what stands behind words is then the page's, not the row's.
    """
    own = list(runs[0].values)
    others: list[Run] = []
    rows = lost if row is None else (row, *lost)
    has_words = len(rows) == 1 and len(runs) > 1 and not ends
    if has_words and len(marked := _with_marks(runs, heads)) == len(rows[0]):
        return marked, ()
    ended = False
    for run in runs[1:]:
        label = run.label
        ended = ended or (
            label is not None
            and (_names_a_row(label, plan) or (row is not None and bool(read_heading(label.text))))
        )
        if ended:
            others += [run] if has_text(run.values) else []
            continue
        more: Sequence[Token] | None = None
        if label is None or label.match.words:
            more = run.values
        elif len(rows) == 1 and (own or row) and not (ends and own and _is_of_the_page(label, plan, rows[0])):
            more = _going_on(label, run.values, len(rows[0]) - len(own))
        elif not own and _is_disputes(run, lost):
            more = run.values
        if more is None and label is not None and label.text in heads:
            more = run.values
        if more is not None:
            own += more
        elif has_text(run.values):
            others.append(run)
    return tuple(own), tuple(others)


def _with_marks(runs: Sequence[Run], heads: frozenset[str]) -> tuple[Token, ...]:
    """The values and the marks and words between them (未发生, *) as cells, if no sentence stands there."""
    cells = list(runs[0].values)
    for run in runs[1:]:
        label = run.label
        if label is None or label.match.words or label.text in heads or not _is_mark(label.text):
            return ()
        cells += [label._replace(is_value=True), *run.values]
    while cells and cells[-1].gap:
        cells.pop()
    return tuple(cells)


def _is_mark(text: str) -> bool:
    """A few characters in place of a number, none of them a digit that ran into a label."""
    return len(text) <= MAX_MARK and not any(map(str.isdigit, text))


def _is_of_the_page(label: Token, plan: Plan, row: FormRow) -> bool:
    """True for words behind the last row that is labelled, but for those in a cell of the form's last row."""
    return row.place < plan.rows[-1].place or is_furniture(label.text)


def _names_a_row(label: Token, plan: Plan) -> bool:
    """True for a row's label out of the form's order: the values behind it are that row's."""
    ref = label.match.row
    return ref is not None and ref in plan.places


def _going_on(label: Token, values: Sequence[Token], missing: int) -> Sequence[Token] | None:
    """Words inside a row that lacks so many values: a sentence in place of one, or a page's head.

    None where they are neither; where no pipe closes the words, a blank at the end leaves it open.
    """
    if missing <= 0 or not has_text(values) or _PROSE.search(label.text):
        return None
    cell = [label._replace(is_value=True)]
    if label.piped:
        end = len(values)
        while end and not values[end - 1].text:
            end -= 1
        return [*cell, *values[:end]] if end == missing - 1 else None
    if len(values) not in (missing, missing - 1) or (values and not values[-1].text):
        return None
    return values if len(values) == missing else [*cell, *values]


def _is_disputes(run: Run, lost: Sequence[FormRow]) -> bool:
    """The one row of its table, in a line below headers that came out a character at a time."""
    if len(lost) != 1 or lost[0].ref != DISPUTES:
        return False
    return len(run.values) > len(lost[0]) // 2 and len({token.line for token in run.values}) == 1


# --- labels that prove little -------------------------------------------------------------------------------

MIN_UNHEADED = 5  # rows of table 2 in order that need no header above; the form of 2021 has 6
MAX_HEADERS = 20  # header words of the disputes table, in both forms


def _doubles(runs: Sequence[Run], chain: Sequence[Link], plan: Plan) -> set[RowRef]:
    """Rows whose label stands a second time, outside the chain, with other values."""
    chained = {run: plan.at[place] for run, place, _ in chain if place in plan.at}
    values = {row.ref: _texts(runs[run]) for run, row in chained.items()}
    found: set[RowRef] = set()
    for i, run in enumerate(runs):
        ref = run.label.match.row if run.label is not None else None
        if ref is None or ref not in values or i in chained or not has_text(run.values):
            continue
        if _texts(run) != values[ref]:
            found.add(ref)
    return found


def _texts(run: Run) -> list[str]:
    return [token.text for token in run.values]


def _loose(runs: Sequence[Run], chain: Sequence[Link], plan: Plan) -> set[RowRef]:
    """Rows of table 2 in a list of another kind: no header word of the tables above, and few rows around.

    Their labels are everyday words (规章, 行政许可), which overviews compare over years or count by kind.
    """
    mine = [
        (run, row.ref)
        for run, place, _ in chain
        if (row := plan.at.get(place)) is not None and row.block.table == "proactive"
    ]
    if len(mine) >= MIN_UNHEADED:
        return set()
    return {ref for run, ref in mine if not _has_header(runs, run)}


def _has_header(runs: Sequence[Run], index: int) -> bool:
    """True where, going up from a row over words of the tables, a header word comes before any other word."""
    for run in reversed(runs[max(0, index - MAX_HEADERS) : index]):
        if run.label is None or not run.label.match.words:
            return False
        if run.label.match.header:
            return True
    return False
