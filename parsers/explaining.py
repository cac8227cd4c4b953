"""How one cell was obtained: its place in the source, what speaks for it, and what was rejected.

Promises: the same stages as `parse`, run once, with nothing decided anew; what is shown is what decided.
Refuses: cells of no form. Caveat: a copy in traditional script is shown as it was read, in simplified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from parsers.documents import Document, Grid
from parsers.forms import Identity, every_form
from parsers.grid_rows import data_rows
from parsers.placements import Placement, Reading, Segment, Settled
from parsers.reading import Traced, trace
from parsers.report import Cell, Code, Finding, Report, Severity, Status
from parsers.surroundings import Line, lines_around
from parsers.texts import Option, Text

OF_ALL = (Code.TRADITIONAL_SCRIPT, Code.ENCODING_UNCLEAR)  # findings on a document that touch every cell


class State(StrEnum):
    """What can be said of an identity."""

    HOLDS = "holds"
    BROKEN = "does not hold"
    OPEN = "cannot be checked"


@dataclass(frozen=True, slots=True)
class Term:
    """A cell in a sum; `value` None where none is known."""

    indicator: str
    value: int | float | None
    status: Status


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity that touches the cell; `forces` is what its other cells force upon it."""

    code: Code
    line: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    state: State
    forces: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way of setting a row's values upon its cells (None: lost), and the lines whose sums it breaks."""

    values: tuple[str | None, ...]
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row whose values may stand in several ways; `left` are those that the sums leave.

    `printed` are its values in order; `torn`: every way breaks a sum, so that none was taken.
    """

    row: str
    cells: tuple[str, ...]
    printed: tuple[str, ...]
    left: tuple[Way, ...]
    rejected: tuple[Way, ...]
    torn: bool

    @property
    def ways(self) -> int:
        """How many ways there were."""
        return len(self.left) + len(self.rejected)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a cell was obtained; `cell` is None where the report has no such cell, or there is no report.

    `label` as printed and its `score` (1: the form's own words); `header`: what stands above it in a table;
    `between`: the labels around a row that has none; `aside`: other texts that were seen for the cell.
    """

    indicator: str
    report: Report
    cell: Cell | None
    lines: tuple[Line, ...] = ()
    label: str | None = None
    score: float = 0.0
    header: tuple[str, ...] = ()
    between: tuple[str | None, str | None] = (None, None)
    sums: tuple[Sum, ...] = ()
    findings: tuple[Finding, ...] = ()
    weighed: Weighed | None = None
    aside: tuple[Text, ...] = ()


def explain(
    data: bytes, indicator: str, *, content_type: str | None = None, url: str | None = None
) -> Explanation:
    """Say how one cell of a report was obtained; the arguments are those of `parse`.

    >>> text = "清河县统计局2022年政府信息公开工作年度报告\\n本年制发件数\\n规章\\n1\\n0\\n3"
    >>> how = explain(text.encode(), "proactive_regulations_issued")
    >>> how.cell.value, how.label, [line.text for line in how.lines if line.marks]
    (1, '规章', ['1'])

    Raises ParseError as `parse` does.
    """
    traced = trace(data, content_type=content_type, url=url)
    cells = {cell.indicator: cell for cell in traced.report.cells}
    cell = cells.get(indicator)
    findings = tuple(f for f in traced.report.findings if _is_about(f, cell))
    if cell is None or traced.reading is None:
        return Explanation(indicator, traced.report, cell, findings=findings)
    reading = traced.reading
    segment, settled = _decided(indicator, reading)
    label, score = _label(indicator, reading, segment)
    return Explanation(
        indicator,
        traced.report,
        cell,
        tuple(_lines(cell, traced, segment)),
        label,
        score,
        _header(cell, traced.document),
        (None, None) if label else _labels_around(indicator, reading),
        tuple(_sum(i, indicator, cells) for i in traced.identities if indicator in (*i.left, *i.right)),
        findings,
        _weighed(segment, settled) if segment and settled else None,
        _aside(cell, reading),
    )


def _is_about(finding: Finding, cell: Cell | None) -> bool:
    if cell is None:
        return finding.severity is Severity.ERROR
    if finding.indicators:
        return cell.indicator in finding.indicators
    is_grave = finding.severity is Severity.ERROR and cell.status is not Status.PUBLISHED
    return is_grave or finding.code in OF_ALL


def _decided(indicator: str, reading: Reading) -> tuple[Segment | None, Settled | None]:
    return next(((s, d) for s, d in reading.decided if indicator in s.names), (None, None))


# --- label and place ----------------------------------------------------------------------------------------


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    """For each cell of any form, the cells of its row."""
    rows: dict[str, tuple[str, ...]] = {}
    for form in every_form().values():
        for block in form.blocks:
            for row in block.rows:
                names = tuple(block.indicator(row, column) for column in block.columns)
                rows.update(dict.fromkeys(names, names))
    return rows


def _label(indicator: str, reading: Reading, segment: Segment | None) -> tuple[str | None, float]:
    """The label of the cell, or of its row."""
    for name in (indicator, *_rows()[indicator]):
        placement = reading.placements.get(name)
        if placement is not None and placement.label:
            return placement.label, placement.score
    return (segment.printed, segment.score) if segment else (None, 0.0)


def _labels_around(indicator: str, reading: Reading) -> tuple[str | None, str | None]:
    """The labels of the nearest rows above and below that have one."""
    order = _of_its_table(indicator)
    here = order.index(indicator)
    labels = [p.label if (p := reading.placements.get(name)) else None for name in order]
    above = next((label for label in reversed(labels[:here]) if label), None)
    return above, next((label for label in labels[here:] if label), None)


def _of_its_table(indicator: str) -> list[str]:
    """The cells of its table in the newest form that has this one, in printed order."""
    form = [form for form in every_form().values() if indicator in form.indicators][-1]
    table = indicator.split("_", 1)[0]
    return [name for name in form.indicators if name.split("_", 1)[0] == table]


def _lines(cell: Cell, traced: Traced, segment: Segment | None) -> list[Line]:
    reading = traced.reading
    if reading is None:
        return []
    printed: dict[str, list[tuple[str, Text]]] = {}
    for name, placement in reading.placements.items():
        if placement.certain:
            printed.setdefault(placement.text.where, []).append((name, placement.text))
    marked, lost = _marked(cell, reading, segment)
    return lines_around(traced.document, marked, printed, lost) if marked else []


def _marked(cell: Cell, reading: Reading, segment: Segment | None) -> tuple[Sequence[Text], str]:
    """The texts that are the cell's, or may be; for one that is not there, the text before its place."""
    placement = reading.placements.get(cell.indicator)
    if placement is not None:
        if placement.certain:
            return [placement.text], ""
        if cell.indicator in reading.disputed:
            return [kept.text for kept in reading.passed[cell.indicator]], ""
        return segment.texts if segment else [placement.text], ""
    before = _placed_before(cell.indicator, reading)
    return ([before.text], "the cell is not in the document; its place is here") if before else ([], "")


def _placed_before(indicator: str, reading: Reading) -> Placement | None:
    """The last cell of the same table that is placed before this one."""
    order = _of_its_table(indicator)
    before = reversed(order[: order.index(indicator)])
    return next((reading.placements[name] for name in before if name in reading.placements), None)


def _header(cell: Cell, document: Document) -> tuple[str, ...]:
    """What stands above the cell, where it is one of a real table's."""
    if cell.where is None:
        return ()
    for grid in document.blocks:
        if isinstance(grid, Grid):
            for row in data_rows(grid):
                for value in row.values:
                    if value.where == cell.where:
                        return tuple(row.header.texts.get(value.column, ()))
    return ()


# --- sums, ways, other texts --------------------------------------------------------------------------------


def _sum(identity: Identity, indicator: str, cells: dict[str, Cell]) -> Sum:
    left = tuple(_term(name, cells) for name in identity.left)
    right = tuple(_term(name, cells) for name in identity.right)
    totals = [_total(side) for side in (left, right)]
    state = State.OPEN
    if None not in totals:
        state = State.HOLDS if totals[0] == totals[1] else State.BROKEN
    forces = _forced(left, right, indicator) if indicator in identity.left else None
    forces = _forced(right, left, indicator) if indicator in identity.right else forces
    return Sum(Code(identity.code), identity.label, left, right, state, forces)


def _term(name: str, cells: dict[str, Cell]) -> Term:
    cell = cells.get(name)
    return Term(name, None, Status.MISSING) if cell is None else Term(name, cell.value, cell.status)


def _total(terms: Sequence[Term]) -> int | float | None:
    values = [term.value for term in terms]
    return None if None in values else sum(value for value in values if value is not None)


def _forced(own: Sequence[Term], other: Sequence[Term], indicator: str) -> int | None:
    """What the other terms leave for the cell on its side; None where one of them is unknown."""
    rest = _total([term for term in own if term.indicator != indicator])
    total = _total(other)
    return None if rest is None or total is None else int(total - rest)


def _weighed(segment: Segment, settled: Settled) -> Weighed:
    rejected = () if settled.torn else settled.rejected
    out = {option for option, _ in rejected}
    return Weighed(
        segment.label,
        segment.names,
        tuple(text.text for text in segment.texts),
        tuple(_way(option, ()) for option in segment.options if option not in out),
        tuple(_way(option, tuple(sorted(lines))) for option, lines in rejected),
        settled.torn,
    )


def _way(option: Option, breaks: tuple[str, ...]) -> Way:
    return Way(tuple(None if text is None else text.text for text in option), breaks)


def _aside(cell: Cell, reading: Reading) -> tuple[Text, ...]:
    kept = reading.placements.get(cell.indicator)
    texts = dict.fromkeys(placement.text for placement in reading.passed.get(cell.indicator, ()))
    return tuple(text for text in texts if kept is None or text != kept.text)
