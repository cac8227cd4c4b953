"""Layouts: a table is read by what its like has said exactly as it is read alone, whatever its numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from papers import (
    Table,
    cells_of,
    make_figures,
    make_tables,
    page_html,
    table_html,
    wrong,
)

from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import Case, all_cases
from parsers import grids, parse
from parsers.documents import Grid, GridCell
from parsers.layouts import MAX_CELLS, MAX_TEXT, forget, layout_of
from parsers.report import Report, Status

GROUPS = {case.group: case for case in all_cases() if case.group.startswith("grid ")}
NUMBER = re.compile(rb">(\d{1,6})<")


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    forget()
    yield
    forget()


def read_alone(data: bytes) -> Report:
    forget()
    return parse(data)


def page(form_id: str, seed: int, edit: Callable[[Table], Table] = lambda table: table) -> bytes:
    tables = make_tables(form_id, make_figures(form_id, seed))
    return page_html(form_id, {name: edit(table) for name, table in tables.items()}).encode()


def with_other_numbers(data: bytes, rng: random.Random) -> bytes:
    zeros = rng.choice((0.1, 0.5, 0.9))
    return NUMBER.sub(
        lambda _: b">%d<" % (0 if rng.random() < zeros else rng.choice((1, 2, 3, 25, 300))), data
    )


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_a_second_table_of_a_template_is_not_read_row_by_row(
    form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse(page(form_id, 1))

    def refuse(grid: object) -> list[object]:
        raise AssertionError(f"read again: {grid}")

    monkeypatch.setattr(grids, "data_rows", refuse)
    assert wrong(parse(page(form_id, 2)), make_figures(form_id, 2)) == []


@pytest.mark.parametrize("case", GROUPS.values(), ids=GROUPS.keys())
def test_any_numbers_are_read_as_they_are_alone(case: Case) -> None:
    rng = random.Random(case.group)
    data = make_document(case).data
    pages = [data, *(with_other_numbers(data, rng) for _ in range(2))]
    alone = [read_alone(one) for one in pages]
    forget()
    assert [parse(one) for one in pages] == alone


RECEIVED = [
    f"requests_received_{part}"
    for part in (
        "natural_person",
        "business",
        "research",
        "public_interest",
        "legal_service",
        "other_organization",
        "total",
    )
]


def printing(texts: Mapping[str, str]) -> Callable[[Table], Table]:
    """Sets these texts upon their indicators."""
    return lambda table: [
        [replace(box, text=texts.get(box.indicator or "", box.text)) for box in row] for row in table
    ]


@pytest.mark.parametrize("blank", ["", "/", "无"])
def test_a_blank_total_is_weighed_anew(blank: str) -> None:
    """Where the last part is as much as all others, it may be the total, and the row is not taken."""
    rows = ([9, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 5])
    plain, doubtful = (
        page("2021", 1, printing(dict(zip(RECEIVED, [*map(str, row), blank], strict=True)))) for row in rows
    )
    alone = [read_alone(plain), read_alone(doubtful)]
    shown = [{cells_of(report)[name].status for name in RECEIVED} for report in alone]
    assert shown == [{Status.PUBLISHED, Status.BLANK}, {Status.UNREADABLE}]
    forget()
    assert [parse(plain), parse(doubtful)] == alone


def test_a_blank_row_of_table_4_gives_way_to_another_tables() -> None:
    tables = make_tables("2021", make_figures("2021", 1))
    blank = [[replace(box, text="") if box.indicator else box for box in row] for row in tables["disputes"]]
    twice = {**tables, "disputes": table_html(tables["disputes"]) + "<p>又表</p>" + table_html(blank)}
    once = {**tables, "disputes": blank}
    pages = [page_html("2021", shown).encode() for shown in (once, twice, once)]
    alone = [read_alone(one) for one in pages]
    forget()
    assert [parse(one) for one in pages] == alone


def test_a_grid_of_several_tables_is_told_in_the_same_words_again() -> None:
    """Last year's tables in an annex, all in one: table 4 is read first, and stands last."""
    tables = make_tables("2021", make_figures("2021", 1))
    annex = "<p>附：上一年度</p>" + table_html([*tables["requests"], *tables["disputes"]])
    data = page_html("2021", tables).replace("</body>", f"{annex}</body>").encode()
    assert [parse(data), parse(data)] == [read_alone(data)] * 2


@pytest.mark.parametrize(
    "cells",
    [
        (GridCell("3", row, 0, 1, 1, str(row)) for row in range(MAX_CELLS + 1)),
        (GridCell("规章" * 100, row, 0, 1, 1, str(row)) for row in range(MAX_TEXT // 200 + 1)),
    ],
    ids=["of many cells", "of much text"],
)
def test_no_table_is_remembered_that_is_larger_than_a_forms(cells: Iterable[GridCell]) -> None:
    large = tuple(cells)
    grids = [Grid(large, len(large), 1, "") for _ in range(2)]
    assert layout_of(grids[0]) == layout_of(grids[1])
    assert layout_of(grids[0]) is not layout_of(grids[1])


def test_blank_values_keep_their_places() -> None:
    def edit(table: Table) -> Table:
        return [[replace(box, text="") if box.text == "7" else box for box in row] for row in table]

    first, second = page("2021", 1, edit), page("2021", 1, edit).replace(b">0<", b">4<")
    alone = [read_alone(first), read_alone(second)]
    forget()
    assert [parse(first), parse(second)] == alone


@pytest.mark.parametrize("sign", ["-", "+", "增加", "--", "约"])
def test_signs_points_and_units_are_kinds_of_numbers(sign: str) -> None:
    names = [name for name in make_figures("2019") if name.startswith("proactive_")]
    pages = [page("2019", 3, printing(dict.fromkeys(names, f"{sign}{i}"))) for i in (3, 5)]
    alone = [read_alone(one) for one in pages]
    forget()
    assert [parse(one) for one in pages] == alone


def test_a_table_of_one_form_is_read_anew_in_another() -> None:
    mixed = page("2021", 1).replace("2022年".encode(), "2020年".encode())
    alone = [read_alone(page("2021", 1)), read_alone(mixed)]
    forget()
    assert [parse(page("2021", 1)), parse(mixed)] == alone
