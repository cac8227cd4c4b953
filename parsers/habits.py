"""The habits of a flattened text: what a blank line, a pipe or a line of its own means in it.

Promises: a habit is told by rows that prove it, never by one row alone. Refuses: to place anything.
Caveat: a text whose tables were flattened in two ways has the habits of the greater part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.alignment import Stretch, rows_of
from parsers.chains import Run, has_text
from parsers.headings import disordered_tables
from parsers.pages import Mark, are_pages, is_page_mark, page_marks
from parsers.tokens import Token
from parsers.widths import narrowed, usual_width

MIN_KEPT = 2  # rows whose inner blanks show that blank lines are cells


@dataclass(frozen=True, slots=True)
class Habits:
    """`filled`: the tables whose rows blanks fill up to a width; `kept`: blank lines are blank cells;
    `row_lines`: a line is a row, `labels_in_line`: with its label; `odd`: the table of requests has a column
    more or less than the form.
    """

    filled: frozenset[str]
    kept: bool
    row_lines: bool
    labels_in_line: bool
    odd: bool


def read_habits(
    stretches: list[Stretch], tokens: Sequence[Token], has_filling: bool
) -> tuple[list[Stretch], Habits]:
    """The habits of a text, and its stretches without what they say is no value.

    `has_filling`: lines of pipes alone fill rows up.
    """
    idle = sum(_has_idle_gap(stretch) for stretch in stretches)
    if idle > sum(_keeps_blanks(stretch) for stretch in stretches):  # here blank lines are no blank cells
        stretches = [replace(s, values=without_gaps(s.values)) for s in stretches]
    row_lines = _has_row_lines(stretches)
    if row_lines:
        stretches = _doubt_torn([_without_strays(stretch) for stretch in stretches])
    if _runs_together(stretches):
        stretches = [replace(s, unsure=True) if _is_over_lines(s) else s for s in stretches]
    width = usual_width(stretches, tokens)
    if width is not None:
        stretches = [narrowed(stretch, width) for stretch in stretches]
    stretches = _without_labels_behind(stretches)
    wrong = disordered_tables(tokens)
    if wrong:
        stretches = [_distrusted(stretch, wrong) for stretch in stretches]
    kept = sum(_keeps_blanks(stretch) for stretch in stretches) >= MIN_KEPT
    filled, in_line = _filled_tables(stretches, has_filling), _has_labels_in_line(stretches)
    return stretches, Habits(filled, kept, row_lines, in_line, width is not None)


def _without_labels_behind(stretches: list[Stretch]) -> list[Stretch]:
    """Where labels stand behind their values, each would get the next row's: none of such rows is dealt out.

    It shows where a heading is followed by as many values as the first row has, and the last row by none.
    """
    starts = [i for i, stretch in enumerate(stretches) if stretch.row is None]
    for start, end in pairwise([*starts, len(stretches)]):
        rows = stretches[start + 1 : end]
        if not rows or rows[0].row is None or has_text(rows[-1].values):
            continue
        if not stretches[start].lost and len(without_gaps(stretches[start].values)) == len(rows[0].row):
            stretches[start + 1 : end] = [replace(stretch, unsure=True) for stretch in rows]
    return stretches


def _distrusted(stretch: Stretch, wrong: frozenset[str]) -> Stretch:
    """Rows under headers in another order than the form's are not dealt out."""
    blocks = [row.block for row in rows_of(stretch)]
    hit = any(block.heading in wrong or block.table in wrong for block in blocks)
    return replace(stretch, unsure=True) if hit else stretch


def without_gaps(values: Iterable[Token]) -> tuple[Token, ...]:
    """The values without the blanks that only blank lines show."""
    return tuple(token for token in values if not token.gap)


def _has_idle_gap(stretch: Stretch) -> bool:
    """A blank line inside a row that is whole without it."""
    if stretch.row is None or stretch.lost or not any(token.gap for token in stretch.values):
        return False
    values = list(stretch.values)
    while values and values[-1].gap:
        values.pop()
    return any(token.gap for token in values) and len(without_gaps(values)) == len(stretch.row)


def _keeps_blanks(stretch: Stretch) -> bool:
    """A row that is as long as the form's with the blanks that lines before or between its values show."""
    row, values = stretch.row, stretch.values
    if row is None or len(values) != len(row) or not values[-1].text:
        return False
    return any(token.gap for token in values)


def _has_row_lines(stretches: Sequence[Stretch]) -> bool:
    """True where most rows of several values have them all on one line."""
    rows = [s.values for s in stretches if s.row is not None and len(s.row) > 1 and len(s.values) > 1]
    return 3 * sum(len({token.line for token in values}) == 1 for values in rows) > 2 * len(rows)


def _runs_together(stretches: Sequence[Stretch]) -> bool:
    """True where most rows have their values right behind their labels, all digits together."""
    rows = [s.values for s in stretches if s.row is not None and s.values]
    return 2 * sum(any(token.glued for token in values) for values in rows) > len(rows)


def _is_over_lines(stretch: Stretch) -> bool:
    """True where more digits follow on another line, of which nobody knows whether they begin a number."""
    return len({token.line for token in stretch.values if token.text}) > 1


def _has_labels_in_line(stretches: Sequence[Stretch]) -> bool:
    """True where most labels stand on the line of their values."""
    own = [(s.label.line, s.values[0].line) for s in stretches if s.row and s.label and s.values]
    return 2 * sum(label == value for label, value in own) > len(own)


def _without_strays(stretch: Stretch) -> Stretch:
    """Where a line is a row, a number alone on its line is a page's and none of the row's."""
    rows = rows_of(stretch)
    if not rows or min(map(len, rows)) == 1:
        return stretch
    lines = Counter(token.line for token in stretch.values)
    if not lines or max(lines.values()) == 1:
        return stretch
    own = stretch.label.line if stretch.label is not None else -1
    strays = tuple(t for t in stretch.values if lines[t.line] == 1 and t.line != own)
    if not strays:
        return stretch
    values = tuple(t for t in stretch.values if lines[t.line] > 1 or t.line == own)
    others = (*stretch.others, *(Run(None, (stray,)) for stray in strays))
    return replace(stretch, values=values, others=others)


def _doubt_torn(stretches: list[Stretch]) -> list[Stretch]:
    """Say which rows have a number alone on the line before or behind theirs: it may be a part of a value.

    In table 2 it is none where a pipe closes the row behind which it stands, or where it is a page's; in the
    other tables the sums tell.
    """
    marks = page_marks([], [], [run.values for stretch in stretches for run in stretch.others])
    marks = marks if are_pages(marks) else []
    ends = [stretch.values[-1].piped for stretch in stretches if stretch.values]
    closes = 2 * sum(ends) > len(ends)
    return [replace(stretch, torn=tuple(_torn_ends(stretch, marks, closes))) for stretch in stretches]


def _torn_ends(stretch: Stretch, marks: Sequence[Mark], closes: bool) -> Iterator[int]:
    """The first value (0), the last (-1), or both."""
    rows = rows_of(stretch)
    if not rows or not stretch.values:
        return
    alone = [run.values[0] for run in stretch.others if run.label is None and len(run.values) == 1]
    summed = rows[0].block.table != "proactive"
    pages = {token.line for token in alone if not summed and is_page_mark(token, marks)}
    first, last = stretch.values[0], stretch.values[-1]
    if any(token.line < first.line and token.line not in pages for token in alone):
        yield 0
    behind = [token.line for token in alone if token.line > last.line]
    if behind and (summed or (not last.piped if closes else not pages.issuperset(behind))):
        yield -1


def _filled_tables(stretches: Sequence[Stretch], has_filling: bool) -> frozenset[str]:
    """The tables whose rows blanks may fill up to a width: where some have more than their cells.

    In table 2 every row may be, unless a narrow one ends in its last number.
    """
    found = {"requests", "disputes"} if has_filling else set()
    plain = False
    for stretch in stretches:
        row = stretch.row
        if row is None or not stretch.values:
            continue
        more = [token for token in stretch.values[len(row) :] if not token.gap]
        if more and not has_text(more):
            found.add(row.block.table)
        narrow = row.block.table == "proactive" and len(row) < row.widest
        plain = plain or (narrow and len(stretch.values) == len(row) and bool(stretch.values[-1].text))
    return frozenset(found if plain and not has_filling else found | {"proactive"})
