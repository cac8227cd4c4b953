"""Tokens to stretches of the form: the labels in the form's order, and the values that stand between them.

The alignment is global: of all chains of labels and headings that keep the form's order, the heaviest one
holds. A label that is damaged beyond recognition is read where only the rows of one stretch are expected.
Refuses: to count values; `parsers.flattened` and `parsers.options` do.
Caveat: a label out of order is left outside, and its values with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.cutting import Token
from parsers.labels import Match, RowRef, similarity
from parsers.plans import DISPUTES, ONE_ROW, FormRow, Key, Plan
from parsers.sections import read_heading

SIMILAR = 0.5  # of a damaged label to the one that is expected between its neighbours
HEADING_WEIGHT = 0.5  # of a row's label; a label without values counts half of one with
MAX_JOINED = 3  # pieces of a damaged label
MIN_IN_ZONE = 12  # labelled rows in the sections of the tables; the forms have 31 and 35
_PROSE = re.compile(r"[，。；：,;:]")
_LATER_SECTIONS = ("problems", "other")
_TABLE_SECTIONS = ("proactive", "requests", "disputes")


@dataclass(frozen=True, slots=True)
class Run:
    """A label, heading or other words (or none), and the values that follow up to the next."""

    label: Token | None
    values: tuple[Token, ...]


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
    grounded: bool = True  # words of the table's header stand above, or enough of its rows around


def align(tokens: Sequence[Token], plan: Plan) -> list[Stretch]:
    """Align a document's tokens with the form; the sections of the tables alone, where they hold them."""
    runs = runs_of(tokens)
    heads = _repeated(tokens)
    zone = _zone(runs)
    chain = _chain(runs[zone.start : zone.stop], plan)
    if sum(place in plan.at for _, place, _ in chain) >= MIN_IN_ZONE:
        runs = runs[zone.start : zone.stop]
    else:
        chain = _chain(runs, plan)
    chain = _with_damaged(runs, chain, plan)
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
    """Words that stand again and again and are none of the tables': the heads of pages."""
    words = Counter(t.text for t in tokens if not t.is_value and not t.match.words)
    return frozenset(text for text, count in words.items() if count > 1)


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
        if section in _TABLE_SECTIONS and (section == "proactive" or not start):
            rows = 0
        if section == "proactive" or (section in _TABLE_SECTIONS and not start):
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


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """Group tokens by what stands before them; the first run has no label."""
    runs: list[Run] = []
    label: Token | None = None
    start = 0
    for i, token in enumerate(tokens):
        if not token.is_value:
            runs.append(Run(label, tuple(tokens[start:i])))
            label, start = token, i + 1
    return [*runs, Run(label, tuple(tokens[start:]))]


def rows_of(stretch: Stretch) -> tuple[FormRow, ...]:
    """The rows that a stretch's values may belong to: the labelled one first."""
    return (stretch.row, *stretch.lost) if stretch.row is not None else stretch.lost


def has_text(values: Iterable[Token]) -> bool:
    """True where any of the values is no blank."""
    return any(token.text for token in values)


# --- the chain of labels ------------------------------------------------------------------------------------

Link = tuple[int, int, float]  # run, place in the plan, score


def _chain(runs: Sequence[Run], plan: Plan) -> list[Link]:
    """The heaviest chain of labels and headings in the form's order."""
    pairs = [
        (i, place, score)
        for i, run in enumerate(runs)
        if run.label is not None
        for place, score in _claims(run, plan)
    ]
    best: list[tuple[float, int]] = []  # by place taken so far, ascending: weight of the best chain, its pair
    places: list[int] = []
    before: list[int] = []
    for n, (i, place, score) in enumerate(pairs):
        at = bisect_left(places, place)
        weight, previous = best[at - 1] if at else (0.0, -1)
        before.append(previous)
        weight += _weight(runs[i], place, score, plan)
        if at < len(places) and places[at] == place:
            is_row = place in plan.at  # of equal rows the first counts, of equal headings the last
            if best[at][0] > weight or (is_row and best[at][0] == weight):
                continue
            best[at] = (weight, n)
        else:
            places.insert(at, place)
            best.insert(at, (weight, n))
        _drop_lighter(places, best, at, weight)
    return _unwound(pairs, before, best[-1][1] if best else -1)


def _drop_lighter(places: list[int], best: list[tuple[float, int]], at: int, weight: float) -> None:
    """Keep weights rising with the place: a later place with a lighter chain is never better."""
    end = at + 1
    while end < len(best) and best[end][0] <= weight:
        end += 1
    del places[at + 1 : end], best[at + 1 : end]


def _unwound(pairs: Sequence[Link], before: Sequence[int], last: int) -> list[Link]:
    chain: list[Link] = []
    while last >= 0:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _claims(run: Run, plan: Plan) -> Iterator[tuple[int, float]]:
    """The places that a label or heading may stand for, and its score."""
    token = run.label
    if token is None:
        return
    match = token.match
    for key in _keys(match, token.text):
        place = plan.places.get(key)
        if place is not None:
            yield place, match.score or 1.0
            return


def _keys(match: Match, text: str) -> Iterator[Key]:
    if not match.words:
        section = read_heading(text)
        if section in _TABLE_SECTIONS:
            yield section
        return
    if match.row is not None and match.row.table != DISPUTES.table:
        yield match.row
    if match.group is not None:
        yield match.group
    if match.row is not None and match.row.table == DISPUTES.table:
        yield DISPUTES.table
    if match.columns:
        yield from _tables_of(match.columns)
    elif match.row is None and match.group is None and text:
        yield from (table for word, table in _TABLE_WORDS if word in text)


_TABLE_WORDS = (("申请人情况", "requests"), ("法人或其他组织", "requests"), ("行政诉讼", "disputes"))
_COLUMNS = {
    **dict.fromkeys(("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"), "requests"),
    **dict.fromkeys(("结果维持", "结果纠正", "其他结果", "尚未审结"), "disputes"),
}


def _tables_of(columns: frozenset[str]) -> Iterator[str]:
    for column in columns:
        if column in _COLUMNS:
            yield _COLUMNS[column]
            return


def _weight(run: Run, place: int, score: float, plan: Plan) -> float:
    """Labels with values count most: 规章 alone on a line may be prose."""
    if place not in plan.at:
        return HEADING_WEIGHT * score
    return score * (2.0 if run.values else 1.0)


# --- damaged labels -----------------------------------------------------------------------------------------


def _with_damaged(runs: list[Run], chain: list[Link], plan: Plan) -> list[Link]:
    """Add the labels that no form has as they stand, but that are like those expected between neighbours."""
    found: list[Link] = []
    bounds = [(-1, -1), *((run, place) for run, place, _ in chain), (len(runs), len(plan.places))]
    for (first, low), (last, high) in pairwise(bounds):
        if last - first > 1:
            lost = plan.between(low, high)
            if lost:
                found += _damaged(runs, range(first + 1, last), lost)
    return sorted([*chain, *found]) if found else chain


def _damaged(runs: list[Run], stretch: range, lost: Sequence[FormRow]) -> Iterator[Link]:
    """Each run of words with values, joined with words before it, as the likest of the lost rows."""
    low = 0
    for i in stretch:
        run = runs[i]
        if run.label is None or run.label.match.words or not run.values:
            continue
        best = (SIMILAR, -1)
        for start in range(i, max(stretch.start - 1, i - MAX_JOINED), -1):
            label = runs[start].label
            if label is None or (start < i and (runs[start].values or label.match.row is not None)):
                break
            text = "".join((runs[n].label.text if runs[n].label else "") for n in range(start, i + 1))  # type: ignore[union-attr]
            scored = ((similarity(text, row.label), n) for n, row in enumerate(lost) if n >= low)
            best = max(best, max(scored, default=best), key=lambda pair: pair[0])
        if best[1] >= 0 and best[0] > SIMILAR:
            low = best[1] + 1
            yield i, lost[best[1]].place, round(0.8 * best[0], 3)


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
    values, others = _values(runs[run:end], row, lost, heads, plan)
    return Stretch(row, runs[run].label, score, lost, values, others, _is_closed(plan, chain, number))


def _is_closed(plan: Plan, chain: Sequence[Link], number: int) -> bool:
    """True where more of the same table follows."""
    if number + 1 == len(chain):
        return False
    return plan.tables[chain[number][1]] == plan.tables[chain[number + 1][1]]


def _values(
    runs: Sequence[Run], row: FormRow | None, lost: Sequence[FormRow], heads: frozenset[str], plan: Plan
) -> tuple[tuple[Token, ...], tuple[Run, ...]]:
    """The values of a stretch, and the runs behind words that are none of the tables'."""
    own = list(runs[0].values)
    others: list[Run] = []
    rows = lost if row is None else (row, *lost)
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
        elif len(rows) == 1 and (own or row):
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
        if _texts(run) != values[ref] and ref != ONE_ROW:
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
