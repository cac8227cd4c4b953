"""Marks and numbers before every line: the values are those of the text without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from papers import flatten, make_figures, make_tables, text_page, values_of

from parsers import parse

PREFIXES: dict[str, Callable[[int, str], str]] = {
    "quotation": lambda number, line: f"> {line}",
    "quotation of what holds something": lambda number, line: f"> {line}" if line else line,
    "hyphen": lambda number, line: f"- {line}" if line else line,
    "star": lambda number, line: f"  * {line}" if line else line,
    "bullet": lambda number, line: f"• {line}" if line else line,
    "number": lambda number, line: f"{number} {line}",
    "number and colon": lambda number, line: f"{number}: {line}",
    "number and tab": lambda number, line: f"{number}\t{line}",
}


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("name", ["A", "B", "C", "E", "I", "J"])
def test_what_stands_before_every_line_is_no_cell(name: str, prefix: str) -> None:
    figures = make_figures("2021", 3)
    text = text_page("2021", flatten(make_tables("2021", figures), name))
    lines = [PREFIXES[prefix](number, line) for number, line in enumerate(text.split("\n"), 1)]
    assert values_of(parse("\n".join(lines).encode())) == figures


def test_values_that_are_blank_as_a_hyphen_are_no_bullets() -> None:
    figures = {name: value or "-" for name, value in make_figures("2021", 1, high=1).items()}
    text = text_page("2021", flatten(make_tables("2021", figures), "A"))
    read = values_of(parse(text.encode()))
    assert read == {name: None if value == "-" else value for name, value in figures.items()}
