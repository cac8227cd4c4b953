"""Runs to rows of the form: the labels that stand in the form's order, and the values that belong to each.

Promises: a row without its label gets values only where the labelled rows around it leave exactly its cells.
Refuses: to stretch a short row over its cells, or to cut a long one, but for blanks at its end.
Caveat: the chain of labels is the heaviest increasing one; a label out of order is left to `extras`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.cutting import Run, Token
from parsers.forms import Block, Column, Form, Row
from parsers.labels import RowRef
from parsers.report import Evidence

DISPUTE_CELLS = 15  # cells in the one row of the disputes table, in both forms
MIN_UNHEADED = 5  # rows of table 2 in order that need no header above; the form of 2021 has 6
MAX_HEADERS = 20  # header words of the disputes table, in both forms
DISPUTES = RowRef("disputes", "")  # the one printed row of its table


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form as it is printed: its cells in order; `widest` is the widest row of its table."""

    ref: RowRef
    block: Block
    cells: tuple[tuple[Row, Column], ...]
    label: str
    widest: int


@dataclass(frozen=True, slots=True)
class Stand:
    """The values that stand for a row. `width` counts blanks at its end too, `label` None: it is lost.

    `closed`: another row or header of the tables follows, so that blanks at its end are no white space.
    """

    row: FormRow
    values: tuple[Token, ...]
    width: int
    label: Token | None
    closed: bool
    twice: bool = False  # the same label stands elsewhere with other values
    grounded: bool = True  # words of the table's header stand above, or enough of its rows around

    @property
    def is_exact(self) -> bool:
        """True where as many values stand here as the row has cells."""
        return len(self.values) == len(self.row.cells)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What supports the place of the values."""
        return (Evidence.ORDER if self.label is None else Evidence.LABEL, Evidence.COUNT)


@dataclass(frozen=True, slots=True)
class Alignment:
    """One way of cutting, aligned with the form; `extras` are values that belong to no row."""

    stands: tuple[Stand, ...]
    extras: tuple[Run, ...]
    used: frozenset[str]
    headers: tuple[tuple[str, str], ...]  # the official label of a column, and its header as printed

    @property
    def exact(self) -> int:
        """How many cells stand in rows that are exactly as long as the form's."""
        return sum(len(stand.values) for stand in self.stands if stand.is_exact)


def form_rows(form: Form, tables: Iterable[str]) -> list[FormRow]:
    """The printed rows of a form in order; the disputes table is one row."""
    wanted = set(tables)
    blocks = [block for block in form.blocks if block.table in wanted]
    widest = {table: max(len(b.columns) for b in blocks if b.table == table) for table in wanted}
    rows: list[FormRow] = []
    for block in blocks:
        if block.one_row:
            cells = tuple((row, column) for row in block.rows for column in block.columns)
            rows.append(FormRow(DISPUTES, block, cells, "行政复议、行政诉讼", len(cells)))
            continue
        for row in block.rows:
            cells = tuple((row, column) for column in block.columns)
            rows.append(FormRow(RowRef(block.table, row.id), block, cells, row.label, widest[block.table]))
    return rows


def align(runs: Sequence[Run], rows: Sequence[FormRow]) -> Alignment:
    """Align the runs of a document with the rows of the form."""
    anchors = _anchors(runs, rows)
    if any(_has_idle_gap(runs[run], rows[row]) for run, row in anchors):
        runs = [Run(run.label, without_gaps(run.values)) for run in runs]
    stands: list[Stand] = []
    extras: list[Run] = []
    bounds = [(-1, -1), *anchors, (len(runs), len(rows))]
    for (first, row), (last, next_row) in pairwise(bounds):
        own, spill = _own(runs, rows, first, row, next_row)
        lost = rows[row + 1 : next_row] if first >= 0 and next_row < len(rows) else []
        stands += own + _nameless(runs[first + 1 : last], spill, lost, extras)
    doubles = _doubles(runs, anchors)
    loose = _loose(runs, rows, anchors)
    stands = [
        replace(stand, twice=stand.row.ref in doubles, grounded=stand.row.ref not in loose)
        for stand in stands
    ]
    headers = ((name, run.label.text) for run in runs if run.label for name in run.label.match.columns)
    return Alignment(tuple(stands), tuple(extras), frozenset(_used(runs, stands)), tuple(headers))


def without_gaps(values: Iterable[Token]) -> tuple[Token, ...]:
    """The values without the blanks that only blank lines show."""
    return tuple(token for token in values if not token.gap)


def has_text(values: Iterable[Token]) -> bool:
    """True where any of the values is no blank."""
    return any(token.text for token in values)


def _has_idle_gap(run: Run, row: FormRow) -> bool:
    """A blank line inside a row that is whole without it: in this text blank lines are no blank cells."""
    values = list(run.values)
    while values and values[-1].gap:
        values.pop()
    return any(token.gap for token in values) and len(without_gaps(values)) == len(row.cells)


def _used(runs: Sequence[Run], stands: Sequence[Stand]) -> set[str]:
    used = {token.where for stand in stands for token in stand.values}
    for run in runs:
        if run.label is not None and run.label.match.words:
            used |= {run.label.where, *run.label.pieces}
    return used


# --- labels in the form's order -----------------------------------------------------------------------------


def _anchors(runs: Sequence[Run], rows: Sequence[FormRow]) -> list[tuple[int, int]]:
    """The labels that stand in the form's order: the heaviest increasing chain of (run, row)."""
    place = {row.ref: i for i, row in enumerate(rows)}
    named = [(i, _reference(run, runs, i)) for i, run in enumerate(runs)]
    pairs = [(i, place[ref], _weight(runs[i])) for i, ref in named if ref in place]
    best: list[tuple[float, int]] = [(0.0, -1)] * len(rows)  # by row: weight of its best chain, the last pair
    before: list[int] = []  # for each pair, the pair before it in its best chain
    for n, (_, row, weight) in enumerate(pairs):
        heaviest = max(best[:row], default=(0.0, -1))
        before.append(heaviest[1])
        if heaviest[0] + weight > best[row][0]:
            best[row] = (heaviest[0] + weight, n)
    chain: list[tuple[int, int]] = []
    n = max(best, default=(0.0, -1))[1]
    while n >= 0:
        chain.append(pairs[n][:2])
        n = before[n]
    return chain[::-1]


def _reference(run: Run, runs: Sequence[Run], index: int) -> RowRef | None:
    """The row that a run's label names; the last header word before 15 values stands for the disputes row."""
    row = run.row
    filled = has_text(run.values) or len(run.values) >= DISPUTE_CELLS
    if run.label is not None and filled and run.label.match.header and _after_disputes(runs, index):
        return DISPUTES
    return None if row is None or row.table == DISPUTES.table else row


def _after_disputes(runs: Sequence[Run], index: int) -> bool:
    """True where the headers just before are those of the disputes table."""
    for run in reversed(runs[max(0, index - MAX_HEADERS) : index + 1]):
        interrupted = has_text(run.values) and run is not runs[index]
        if run.label is None or not run.label.match.words or interrupted:
            return False
        if run.row is not None:
            return run.row.table == DISPUTES.table
    return False


def _weight(run: Run) -> float:
    """Labels with values count most: 规章 alone on a line may be prose."""
    return (run.label.match.score if run.label else 0.0) * (2.0 if run.values else 1.0)


def _doubles(runs: Sequence[Run], anchors: Sequence[tuple[int, int]]) -> set[RowRef]:
    """Rows whose label stands a second time, outside the chain, with values of its own."""
    chained = {run for run, _ in anchors}
    return {run.row for i, run in enumerate(runs) if run.row and i not in chained and has_text(run.values)}


def _loose(runs: Sequence[Run], rows: Sequence[FormRow], anchors: Sequence[tuple[int, int]]) -> set[RowRef]:
    """Rows of table 2 in a list of another kind: no header word of the tables above, and few rows around.

    Their labels are everyday words (规章, 行政许可), which overviews compare over years or count by kind.
    """
    mine = [(run, rows[row].ref) for run, row in anchors if rows[row].block.table == "proactive"]
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


# --- values of a row ----------------------------------------------------------------------------------------


def _own(
    runs: Sequence[Run], rows: Sequence[FormRow], run: int, row: int, next_row: int
) -> tuple[list[Stand], tuple[Token, ...]]:
    """The anchor's own values, and what is left of them for rows without a label that follow."""
    if run < 0:
        return [], ()
    follower = runs[run + 1].label if run + 1 < len(runs) else None
    closed = follower is not None and follower.match.words
    values = runs[run].values if closed else _without_space_at_end(runs[run].values)
    own, width, spill = _cut_row(values, rows[row], rows[row + 1 : next_row])
    return [Stand(rows[row], own, width, runs[run].label, closed)], spill


def _without_space_at_end(values: tuple[Token, ...]) -> tuple[Token, ...]:
    """Blank lines after the last row of a table are white space, unless they are all that the row has."""
    if not has_text(values):
        return values
    end = len(values)
    while values[end - 1].gap:
        end -= 1
    return values[:end]


def _cut_row(
    values: tuple[Token, ...], row: FormRow, lost: Sequence[FormRow]
) -> tuple[tuple[Token, ...], int, tuple[Token, ...]]:
    """The row's own values, how many there are with the blanks at its end, and what is left over."""
    size = len(row.cells)
    for candidate in (values, without_gaps(values)):
        more = candidate[size:]
        miscounted = bool(more) and any(token.gap for token in candidate[:size])  # too many blanks within
        if len(candidate) >= size and not has_text(more) and (not miscounted or not has_text(candidate)):
            return candidate[:size], len(candidate), ()
        if more and len(more) == sum(len(r.cells) for r in lost):
            return candidate[:size], size, more
    return values, len(values), ()


def _nameless(
    runs: Sequence[Run], spill: tuple[Token, ...], lost: Sequence[FormRow], extras: list[Run]
) -> list[Stand]:
    """Values under no row's label: placed only if they are exactly the cells of the rows lost here."""
    plain, other = [], []
    for run in runs:
        if run.label is None or run.label.match.group:
            plain.append(run)
        elif has_text(run.values):
            other.append(run)
    extras += other
    values = spill + tuple(token for run in plain for token in run.values)
    size = sum(len(row.cells) for row in lost)
    for candidate in (values, without_gaps(values)):
        if lost and not other and len(candidate) >= size and not has_text(candidate[size:]):
            return list(_deal(candidate, lost))
    if has_text(values):
        extras.append(Run(None, values))
    return []


def _deal(values: tuple[Token, ...], rows: Sequence[FormRow]) -> Iterator[Stand]:
    start = 0
    for row in rows:
        size = len(row.cells)
        yield Stand(row, values[start : start + size], size, None, closed=True)
        start += size
