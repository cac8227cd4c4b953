"""Rows of table 3 whose values have moved: one was lost, and another number makes up for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from papers import (
    Box,
    Figures,
    Tables,
    cells_of,
    codes_of,
    find_row,
    flatten,
    make_figures,
    make_tables,
    names_of,
    read_page,
    read_text_page,
    values_of,
    wrong,
)

from parsers.report import Code, Report

SEPARATED = ("A", "C", "D", "I-bare")
LABELS = {
    "received": "一、本年新收政府信息公开申请数量",
    "granted": "（一）予以公开",
    "not_processed_repeat": "2.重复申请",
    "handled_total": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
FEW = (9, 3, 0, 0, 0, 1, 13)  # requests, all received and granted in the year


def few() -> Figures:
    """Figures of a body that got FEW requests and granted them."""
    figures = make_figures("2021", 1, 0)
    for row in ("received", "granted", "handled_total"):
        names = [name for name in figures if name.startswith(f"requests_{row}_")]
        names = [name for name in names if "in_part" not in name]
        figures |= dict(zip(names, FEW, strict=True))
    return figures


def printed(figures: Figures, row: str, values: Sequence[int | str]) -> tuple[Tables, list[str]]:
    """The tables with other values in a row, and the names of its cells."""
    tables = make_tables("2021", figures)
    boxes = tables["requests"][find_row(tables["requests"], LABELS[row])]
    names = names_of(boxes)
    boxes[:] = [box for box in boxes if not box.indicator] + [Box(str(value)) for value in values]
    return tables, names


def numbers_of(figures: Figures, row: str) -> list[int]:
    table = make_tables("2021", figures)["requests"]
    return [int(figures[name]) for name in names_of(table[find_row(table, LABELS[row])])]


def assert_doubted(report: Report, names: Sequence[str], figures: Figures) -> None:
    """The row is null and said to have lost a cell; all others are as printed."""
    assert {cells_of(report)[name].value for name in names} == {None}
    lost = [finding for finding in report.findings if finding.code == Code.CELL_LOST]
    assert {name for finding in lost for name in finding.indicators} == {*names}
    others = {name: value for name, value in figures.items() if name not in names}
    assert {name: values_of(report)[name] for name in others} == others


# --- moved --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize(
    "values", [(3, 0, 0, 0, 1, 13, 27), (9, 27, 3, 0, 0, 1, 13), (27, 9, 0, 0, 0, 1, 13)]
)
def test_zeros_of_a_row_that_has_moved_are_no_values(name: str, values: tuple[int, ...]) -> None:
    figures = few()
    tables, names = printed(figures, "granted", values)
    assert_doubted(read_text_page("2021", flatten(tables, name)), names, figures)


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize("row", ["received", "not_processed_repeat", "handled_total", "carried_out"])
def test_a_row_that_lost_its_first_value_and_ends_in_a_stranger_has_none(name: str, row: str) -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, row)
    tables, names = printed(figures, row, [*values[1:], 27])
    assert_doubted(read_text_page("2021", flatten(tables, name)), names, figures)


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize("row", ["received", "not_processed_repeat", "carried_out"])
def test_a_row_that_lost_a_value_and_has_a_stranger_inside_has_none(name: str, row: str) -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, row)
    tables, names = printed(figures, row, [*values[:2], 27, *values[2:5], values[6]])
    assert_doubted(read_text_page("2021", flatten(tables, name)), names, figures)


@pytest.mark.parametrize("name", SEPARATED)
def test_a_row_that_lost_a_value_and_has_another_in_two_lines_has_none(name: str) -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, "not_processed_repeat")
    assert values[3] == 36
    tables, names = printed(figures, "not_processed_repeat", [*values[1:3], 3, 6, *values[4:]])
    assert_doubted(read_text_page("2021", flatten(tables, name)), names, figures)


# --- misprinted ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize("row", LABELS)
@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_misprint_of_one_cell_or_total_stays_as_printed(name: str, row: str, place: int) -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, row)
    values[place] += 10
    tables, names = printed(figures, row, values)
    report = read_text_page("2021", flatten(tables, name))
    assert values_of(report) == figures | dict(zip(names, values, strict=True))
    assert Code.ROW_SUM in codes_of(report)
    assert Code.CELL_LOST not in codes_of(report)


def test_two_misprints_that_no_move_mends_stay_as_printed() -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, "not_processed_repeat")
    values[0], values[3] = values[0] + 10, values[3] + 5
    tables, names = printed(figures, "not_processed_repeat", values)
    report = read_text_page("2021", flatten(tables, "C"))
    assert values_of(report) == figures | dict(zip(names, values, strict=True))


def test_a_grid_says_where_its_values_stand() -> None:
    figures = make_figures("2021")
    values = numbers_of(figures, "not_processed_repeat")
    moved = [*values[1:], 27]
    tables, names = printed(figures, "not_processed_repeat", moved)
    report = read_page("2021", dict(tables))
    assert values_of(report) == figures | dict(zip(names, moved, strict=True))


# --- one number for seven cells -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["A", "C", "D"])
@pytest.mark.parametrize("rows", [["received"], ["granted"], ["received", "granted", "handled_total"]])
@pytest.mark.parametrize("shown", ["27", "93000113"])
def test_a_number_alone_is_never_the_total_of_its_row(name: str, rows: list[str], shown: str) -> None:
    """Seven numbers that ran together in the line below their label, or none of the row's."""
    figures = few()
    tables = make_tables("2021", figures)
    alone = []
    for row in rows:
        boxes = tables["requests"][find_row(tables["requests"], LABELS[row])]
        alone += names_of(boxes)
        boxes[:] = [box for box in boxes if not box.indicator] + [Box(shown)]
    report = read_text_page("2021", flatten(tables, name))
    assert {cells_of(report)[cell].value for cell in alone} == {None}
    assert Code.CELL_LOST in codes_of(report)
    assert wrong(report, figures) == []
