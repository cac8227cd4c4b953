"""The blind spots of arithmetic are what labels see: rows or columns that changed places, a row that is gone.

The limit: where both rows lost their labels as well, nothing in the document tells that they changed places.
"""

from __future__ import annotations

import pytest
from papers import (
    CLASSES,
    Box,
    Table,
    codes_of,
    flatten,
    make_figures,
    make_tables,
    names_of,
    read_page,
    read_text_page,
    statuses_of,
    values_of,
    wrong,
)

from parsers.report import Code, Report, Status

FIGURES = make_figures("2021", 5)
PAIRS = [
    ("2.重复申请", "3.要求提供公开出版物"),
    ("2.其他法律行政法规禁止公开", "8.属于行政查询事项"),
    ("2.没有现成信息需要另行制作", "4.无正当理由大量反复申请"),
]
SEPARATORS = ["grid", *CLASSES]


def requests() -> Table:
    return make_tables("2021", FIGURES)["requests"]


def read(table: Table, separators: str) -> Report:
    tables = make_tables("2021", FIGURES) | {"requests": table}
    if separators == "grid":
        return read_page("2021", tables)
    return read_text_page("2021", flatten(tables, separators))


def row_of(table: Table, label: str) -> int:
    return next(i for i, row in enumerate(table) if row[0].text == label)


def swap(table: Table, pair: tuple[str, str]) -> list[str]:
    """Let two rows change places; the cells that they hold."""
    first, second = (row_of(table, label) for label in pair)
    table[first], table[second] = table[second], table[first]
    return names_of(table[first] + table[second])


def without_label(row: list[Box]) -> list[Box]:
    return [box if box.indicator else Box("", box.colspan, box.rowspan) for box in row]


@pytest.mark.parametrize("separators", SEPARATORS)
@pytest.mark.parametrize("pair", PAIRS, ids=["neighbours", "of a group", "of two groups"])
def test_rows_that_changed_places_with_their_labels_are_never_wrong(
    pair: tuple[str, str], separators: str
) -> None:
    table = requests()
    names = swap(table, pair)
    report = read(table, separators)
    assert wrong(report, FIGURES) == []
    assert statuses_of(report, names) <= {Status.PUBLISHED, Status.UNREADABLE, Status.MISSING}


@pytest.mark.parametrize("separators", SEPARATORS)
@pytest.mark.parametrize("pair", PAIRS, ids=["neighbours", "of a group", "of two groups"])
def test_rows_that_changed_places_and_one_label_is_lost_are_never_wrong(
    pair: tuple[str, str], separators: str
) -> None:
    table = requests()
    swap(table, pair)
    at = row_of(table, pair[0])
    table[at] = without_label(table[at])
    assert wrong(read(table, separators), FIGURES) == []


@pytest.mark.parametrize("separators", SEPARATORS)
def test_columns_that_changed_places_with_their_heads_are_never_wrong(separators: str) -> None:
    table = requests()
    for row in table[3:]:
        row[-6], row[-5] = row[-5], row[-6]
    table[2][0], table[2][1] = table[2][1], table[2][0]
    report = read(table, separators)
    assert wrong(report, FIGURES) == []


@pytest.mark.parametrize("separators", SEPARATORS)
@pytest.mark.parametrize("pair", PAIRS, ids=["neighbours", "of a group", "of two groups"])
def test_a_row_that_is_gone_moves_no_other(pair: tuple[str, str], separators: str) -> None:
    table = requests()
    gone = table.pop(row_of(table, pair[0]))
    report = read(table, separators)
    printed = FIGURES.keys() - set(names_of(gone))
    assert wrong(report, FIGURES, printed) == []
    assert {n: v for n, v in values_of(report).items() if n in printed} == {n: FIGURES[n] for n in printed}


@pytest.mark.parametrize("separators", ["grid", "D", "I"])
def test_the_limit_two_unlabelled_rows_that_changed_places_look_as_if_they_had_not(separators: str) -> None:
    table = requests()
    names = swap(table, PAIRS[0])
    for label in PAIRS[0]:
        at = row_of(table, label)
        table[at] = without_label(table[at])
    report = read(table, separators)
    values = values_of(report)
    assert {n: v for n, v in values.items() if n not in names} == {
        n: v for n, v in FIGURES.items() if n not in names
    }
    assert {Code.ROW_SUM, Code.RESULTS_SUM}.isdisjoint(codes_of(report))
    if statuses_of(report, names) == {Status.PUBLISHED}:
        assert Code.ROW_UNLABELLED in codes_of(report)
