"""A Document: what a file shows, in reading order, before anyone asks what it means.

Every format becomes the same two kinds of block, so that the readers of tables know nothing of HTML or PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


# named tuples: a page has a thousand of them, and a frozen dataclass takes 2.6 x as long to make
class Paragraph(NamedTuple):
    """A line of text as shown; an empty one stands for a blank line, which can be a blank cell.

    `spaced`: a line of plain text that holds white space and nothing else, which is no empty line.
    """

    text: str
    where: str
    in_link: bool = False
    spaced: bool = False


class GridCell(NamedTuple):
    """A cell of a real table, kept once at its top left place, whatever it spans."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    where: str


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A real table: cells in row order, on `rows` x `columns` places."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    where: str
    capped: bool = False

    def by_row(self) -> list[list[GridCell]]:
        """The cells that begin in each row, from left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in reading order; `body` is the range of them that holds the report, the rest is furniture.

    `meta` has the page's meta tags by lower-case name; `lost` says that the markup's end was cut off.
    """

    blocks: tuple[Block, ...]
    body: range
    meta: dict[str, str] = field(default_factory=dict)
    page_title: str | None = None
    lost: str | None = None

    def lines(self) -> tuple[list[Paragraph], range]:
        """Paragraphs and lone cells of table rows (titles in layout tables), and which are the body's."""
        lines: list[Paragraph] = []
        starts = [0]
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block)
            else:
                lines += _single_cells(block)
            starts.append(len(lines))
        return lines, range(starts[self.body.start], starts[self.body.stop])


def _single_cells(grid: Grid) -> Iterator[Paragraph]:
    alone: dict[int, GridCell | None] = {}  # by row; None for a row of several
    for cell in grid.cells:
        text, row, _, _, _, _ = cell
        if text and not text.isspace():
            alone[row] = None if row in alone else cell
    for lone in alone.values():
        if lone is not None:
            for line in lone.text.split("\n"):
                yield Paragraph(line, lone.where)
