"""The two kinds of block, and the lines that a document shows."""

from __future__ import annotations

from parsers.documents import Document, Grid, GridCell, Paragraph


def cell(text: str, row: int, column: int) -> GridCell:
    return GridCell(text, row, column, 1, 1, f"html:/table[1]/tr[{row + 1}]/td[{column + 1}]")


GRID = Grid(
    (cell("甲", 0, 0), cell("", 0, 1), cell("规章", 1, 0), cell("3", 1, 1), cell("上\n下", 2, 0)),
    3,
    2,
    "html:/table[1]",
)


def test_cells_come_back_by_the_row_in_which_they_begin() -> None:
    assert [[c.text for c in row] for row in GRID.by_row()] == [["甲", ""], ["规章", "3"], ["上\n下"]]


def test_a_lone_cell_of_a_row_is_a_line_and_each_break_in_it_another() -> None:
    document = Document((Paragraph("前", "a"), GRID, Paragraph("后", "b")), range(1, 2))
    lines, body = document.lines()
    assert [line.text for line in lines] == ["前", "甲", "上", "下", "后"]
    assert [lines[i].text for i in body] == ["甲", "上", "下"]
    assert lines[1].where == "html:/table[1]/tr[1]/td[1]"


def test_a_document_of_nothing_has_no_lines() -> None:
    assert Document((), range(0)).lines() == ([], range(0))
