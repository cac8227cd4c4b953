"""Numbers that a line break tore: none of their parts is ever taken for the whole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from papers import Figures, flatten, make_figures, make_tables, text_page, values_of

from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import Case
from parsers import parse

NUMBER = re.compile(r"(?<![\d年月日.,])\d{2,}(?![\d年月日.,])")


def torn(text: str, rng: random.Random, count: int) -> Iterator[str]:
    """The text with one of its table's numbers on two lines, so many times."""
    start = text.index("第二十条")
    found = [number for number in NUMBER.finditer(text) if number.start() > start]
    for number in rng.sample(found, min(count, len(found))):
        at = rng.randrange(number.start() + 1, number.end())
        yield text[:at] + rng.choice(("\n", "\n\n")) + text[at:]


def faults(text: str, figures: Figures) -> list[str]:
    read = values_of(parse(text.encode()))
    return [f"{key}: {read[key]}" for key in figures if read.get(key) not in (None, figures[key])]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("name", ["E", "F", "H", "I", "I-bare", "J", "L", "N"])
def test_no_part_of_a_torn_number_is_a_value(form_id: str, name: str) -> None:
    figures = make_figures(form_id, 2, 300)
    text = text_page(form_id, flatten(make_tables(form_id, figures), name))
    rng = random.Random(name)
    assert [fault for one in torn(text, rng, 40) for fault in faults(one, figures)] == []


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("name", ["H", "I", "N"])
def test_parts_that_rise_are_no_numbers_of_pages(form_id: str, name: str) -> None:
    figures = make_figures(form_id, 3, 300)
    text = text_page(form_id, flatten(make_tables(form_id, figures), name))
    rng = random.Random(name)
    for one in torn(text, rng, 12):
        assert [fault for two in torn(one, rng, 2) for fault in faults(two, figures)] == []


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("name", ["tabs", "spaces", "O", "O-line", "I-repeated"])
def test_nor_where_nothing_but_space_parts_the_cells(name: str, number: int) -> None:
    text = make_document(Case(f"text {name}", "clean", number)).data.decode()
    figures = {key: value for key, value in values_of(parse(text.encode())).items() if value is not None}
    rng = random.Random(f"{name}{number}")
    assert [fault for one in torn(text, rng, 8) for fault in faults(one, figures)] == []


def test_a_number_of_a_page_behind_a_row_that_a_pipe_closes_tears_nothing() -> None:
    figures = make_figures("2021")
    text = text_page("2021", flatten(make_tables("2021", figures), "I"))
    label = "规章"
    (line,) = (line for line in text.split("\n") if line.startswith(label))
    read = values_of(parse(text.replace(line, f"{line}\n7").encode()))
    row = [name for name in figures if name.startswith("proactive_regulations_")]
    assert [read[name] for name in row] == [figures[name] for name in row]


def test_a_number_that_a_line_begins_with_is_no_part_of_the_label_behind_it() -> None:
    text = "行政许可911\n8第二十条第（六）项信息内容本年处理决定数量行政处罚5行政强制7"
    head = "清河县统计局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容本年处理决定数量"
    read = values_of(parse(f"{head}{text}".encode()))
    assert read["proactive_licensing_decisions"] is None
    assert read["proactive_penalties_decisions"] == 5
