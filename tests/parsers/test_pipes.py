"""Pipes: which of them are blank cells, and which only open a row."""

from __future__ import annotations

import random

import pytest
from papers import (
    Figures,
    Tables,
    flatten,
    make_figures,
    make_tables,
    names_of,
    read_text_page,
    text_page,
    values_of,
)

from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import Case
from parsers import parse
from parsers.report import Report


def under_pipes(tables: Tables) -> dict[str, str]:
    """Class K: a pipe opens each row, each cell's text stands on the next line, a pipe behind it."""
    rows = {
        name: ["|" + "".join(f"\u00a0\n\u00a0{box.text}\u00a0 |" for box in row) for row in table]
        for name, table in tables.items()
    }
    return {name: "\n".join(lines) + "\n" for name, lines in rows.items()}


def faults(report: Report, figures: Figures) -> list[str]:
    read = values_of(report)
    return [f"{key}: {read[key]}" for key in figures if read.get(key) not in (None, figures[key])]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_the_pipe_that_opens_a_row_is_no_blank_cell_of_the_one_that_lost_a_value(
    form_id: str, table: str
) -> None:
    figures = make_figures(form_id)
    places = [(i, j) for i, row in enumerate(make_tables(form_id, figures)[table]) for j in range(len(row))]
    for i, j in random.Random(form_id).sample(places, min(40, len(places))):
        tables = make_tables(form_id, figures)
        if names_of(tables[table][i][j : j + 1]):
            del tables[table][i][j]
            assert faults(read_text_page(form_id, under_pipes(tables)), figures) == []


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_whole_rows_and_blank_cells_are_read_where_a_pipe_opens_a_row(form_id: str) -> None:
    figures = make_figures(form_id, high=3)
    for figure, text in (("-1", "0"), ("0", "")):
        shown = {key: text if str(value) == figure else value for key, value in figures.items()}
        read = values_of(read_text_page(form_id, under_pipes(make_tables(form_id, shown))))
        assert read == {key: None if value == "" else value for key, value in shown.items()}


def test_a_lone_pipe_is_a_blank_cell_where_none_opens_the_rows_of_headers() -> None:
    document = make_document(Case("text F", "blanks", 0))
    cells = {cell.indicator: cell for cell in parse(document.data).cells}
    blank = [name for name, value in document.truth.cells.items() if value is None]
    assert len(blank) > 20
    assert {cells[name].status for name in blank} == {"blank"}


@pytest.mark.parametrize("name", ["E", "I", "J", "D"])
def test_tabs_beside_pipes_are_white_space(name: str) -> None:
    figures = make_figures("2021", 2)
    text = text_page("2021", flatten(make_tables("2021", figures), name))
    assert values_of(parse(text.replace(" |", "\t|\t").replace("| ", "|\t").encode())) == figures
