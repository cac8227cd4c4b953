"""Pages of a single kind of piece, many times over: the work grows as the page does, counted in calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from scraper.navigation import read_choices
from scraper.sites import ListText, read_list

PAGES: dict[str, Callable[[int], str]] = {
    "rows in nested tables": lambda n: (
        "<table><tr><td>" * (n // 4) + "<table>" + "<tr><td>x<td><a href='1'>查看</a>" * n
    ),
    "links without words in a paragraph": lambda n: "<p>" + "<a href='1'></a>" * n + "</p>",
    "links to more in a paragraph": lambda n: "<p>" + "".join(f"<a href='{i}'>更多</a>" for i in range(n)),
    "links in nested pieces": lambda n: "<div>" * (n // 2) + "<a href='1'>x</a>" * n,
    "calls": lambda n: "".join(f"<a onclick='go({i})'>x</a>" for i in range(n)),
}


def calls_of(text: str) -> int:
    """How many calls it takes to read a page both as a list and for its ways on."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_list(ListText("http://a.example/nb/", text))
        read_choices(ListText("http://a.example/nb/", text))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", PAGES)
def test_twice_the_page_takes_twice_the_work(name: str) -> None:
    short, long = (calls_of(PAGES[name](n)) for n in (240, 480))
    assert long < 2.3 * short
