"""Cells upon columns: which of a row's cells holds the value of which column, or that nothing says so.

Promises: no value is taken from a row that has a value beside its columns, or two values under one; a cell
over several columns or rows is certain only where it is blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.columns import Fit, GridRow
from parsers.documents import GridCell
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading
from parsers.report import Code, Evidence, Severity
from parsers.texts import Text

TOTAL = "_total"


def texts_of(row: GridRow) -> list[Text]:
    """The row's values in printed order, blank ones too."""
    return [Text(cell.text, cell.where) for cell in row.values]


def place_cells(
    row: GridRow, names: Sequence[str], fit: Fit, evidence: tuple[Evidence, ...], reading: Reading
) -> bool:
    """Set the cells upon the indicators `names`, one for each column; False where they do not fit."""
    cells = row.values
    if not fit.columns or not fit.reached:
        return False
    spare = [i for i, under in enumerate(fit.covers) if not under and not is_blank(cells[i])]
    if spare and _has_moved(cells, spare, fit, len(names)):
        _extra_cells(row.label, [cells[i] for i in spare], reading)
        return False
    upon = fit.plain or _upon(cells, fit, len(names))
    if upon is None or _has_been_filled_up(cells, upon, names):
        return False
    if not spare and fit.columns == len(names):
        evidence = (*evidence, Evidence.COUNT)
    place = reading.place
    label = row.label if Evidence.LABEL in evidence and row.label else None
    score = row.match.score if label else 0.0
    for column, i in upon.items():
        cell = cells[i]
        merged = (len(fit.covers[i]) > 1 or cell.rowspan > 1) and not is_blank(cell)
        text = Text(cell.text, cell.where)
        place(Placement(names[column], text, evidence, fit.units[column], not merged, label, score))
    if spare:
        _extra_cells(row.label, [cells[i] for i in spare], reading)
    return True


def is_blank(cell: GridCell) -> bool:
    """True for a cell that holds nothing, or a placeholder."""
    return not cell.text or read_value(cell.text).kind is Kind.BLANK


def _has_moved(cells: Sequence[GridCell], spare: Sequence[int], fit: Fit, columns: int) -> bool:
    """True where a value beside the columns shows that a cell was lost or set in, and the others moved.

    It shows nothing where it stands under a header of its own (小计), or right of the value of a block that
    has one column only (行政处罚 | 5 | 0 | 0, met on a filed report).
    """
    if fit.columns < columns:
        return True
    strays = [i for i in spare if not fit.own[i]]
    if strays and not (
        columns == 1 and any(fit.covers[i] and not is_blank(cells[i]) for i in range(strays[0]))
    ):
        return True
    return not all(fit.aligned[i] for i, cell in enumerate(cells) if cell.text)


def _has_been_filled_up(cells: Sequence[GridCell], upon: dict[int, int], names: Sequence[str]) -> bool:
    """True for a row without its total whose last value is no less than all others: it may be the total.

    A cell has vanished then, and an editor has filled the row up on the right.
    """
    last = len(names) - 1
    if len(upon) < len(names) or not names[last].endswith(TOTAL) or not is_blank(cells[upon[last]]):
        return False
    stem = names[last].removesuffix(TOTAL)
    values = [read_value(cells[upon[i]].text).number or 0 for i in range(last) if names[i].startswith(stem)]
    return bool(values) and values[-1] > 0 and values[-1] >= sum(values[:-1])


def _upon(cells: Sequence[GridCell], fit: Fit, columns: int) -> dict[int, int] | None:
    """For each column the cell that holds its value; None where two have one."""
    if columns == 1 and _has_leftovers(cells, fit):
        return {0: 0}
    upon: dict[int, int] = {}
    for i, under in enumerate(fit.covers):
        for column in under:
            if column not in upon or is_blank(cells[upon[column]]):
                upon[column] = i
            elif not is_blank(cells[i]):
                return None
    return upon


def _has_leftovers(cells: Sequence[GridCell], fit: Fit) -> bool:
    """True for the zeros of 2019's other columns behind the only value: 行政处罚 | 32 | 0 | 0.

    The header of the one column spans all three; two cells alone may be a number torn up.
    """
    return len(cells) > 2 and all(fit.covers) and all(cell.text == "0" for cell in cells[1:])


def _extra_cells(label: str, spare: Sequence[GridCell], reading: Reading) -> None:
    reading.find(
        Code.EXTRA_CELLS,
        Severity.INFO,
        f"“{label}”一行有表头以外的数：{'、'.join(c.text for c in spare)}",
        f"row “{label}” holds values under no header of the form: {', '.join(c.text for c in spare)}",
        where=spare[0].where,
    )
