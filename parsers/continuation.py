"""Tables that go on in another: the page break of a converter, or a header that stands in a table of its own.

Promises: a table is joined to the one above it only where it has no header, is as wide, and its rows come
later in the form than those above it; with nothing between but a page number or 续表.
Caveat: a rest that is wider or narrower than its beginning is read alone, by the words of its labels.
"""

from __future__ import annotations

from functools import cache

from parsers.columns import GridRow
from parsers.documents import Block, Grid, Paragraph
from parsers.forms import load_forms
from parsers.grid_rows import data_rows
from parsers.labels import RowRef

MAX_BETWEEN = 10  # characters, as in 第 3 页 共 12 页


def join_continued(blocks: list[Block]) -> None:
    """Join tables that go on; a blank paragraph stands where the second one was, so that no block moves."""
    above: int | None = None
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            above = above if len(block.text) <= MAX_BETWEEN else None
            continue
        first = blocks[above] if above is not None else None
        both = _continued(first, block) if isinstance(first, Grid) else None
        if above is not None and both is not None:
            blocks[above] = both
            blocks[i] = Paragraph("", block.where)
        else:
            above = i


def _continued(first: Grid, second: Grid) -> Grid | None:
    """Both as one grid; None where the second does not go on with the first."""
    if first.columns != second.columns:
        return None
    below = tuple(cell._replace(row=cell.row + first.rows) for cell in second.cells)
    rows, capped = first.rows + second.rows, first.capped or second.capped
    both = Grid(first.cells + below, rows, first.columns, first.where, capped)
    return both if _is_one(data_rows(both), first.rows) else None


def _is_one(rows: list[GridRow], border: int) -> bool:
    """True where the rows from `border` on have no header of their own and go on with the form."""
    above = [row for row in rows if row.number < border]
    below = [row for row in rows if row.number >= border]
    if not below or not below[0].header.texts or below[0].header.first_row >= border:
        return False
    labels = [row.match.row for row in below if row.match.row is not None]
    last = next((row.match.row for row in reversed(above) if row.match.row is not None), None)
    if last is None:
        return not above  # a header alone
    return bool(labels) and _comes_later(last, labels[0])


def _comes_later(first: RowRef, second: RowRef) -> bool:
    """True where a form prints `second` below `first`, in the same table."""
    return first.table == second.table and any(
        order[first] < order[second] for order in _orders() if first in order and second in order
    )


@cache
def _orders() -> list[dict[RowRef, int]]:
    """The rows of each form, numbered as printed."""
    rows = [
        [RowRef(block.table, row.id) for block in form.blocks for row in block.rows]
        for form in load_forms().values()
    ]
    return [{ref: i for i, ref in enumerate(refs)} for refs in rows]
