"""No page costs more than its length: work is counted in calls, for clocks of busy machines say little."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from gongkai.registers import is_register_page
from scraper.navigation import read_choices
from scraper.sites import ListText, read_list
from scraper.sites.markup import MAX_DEPTH, read_markup

REGISTER = "<h1>清河县2023年政府信息公开年报公布情况</h1>"
NESTED = [
    "<div>", "<ul><li>", "<span><a href=x>1</a>", "<ul><li><a href=x>某局年报</a>", "<div onclick='go(3)'>",
    "<table><tr><td>", "<a href=1>", "<font>2", "<form><input name=page value=1>",
    "<select><option value=2>2",
    "<div class=nav>", "<div class=nav><table><tr><td>城关镇",
]  # fmt: skip
FLAT = [
    "<li><a href='{}.html' title='某局报告'>某局2023年政府信息公开工作报告</a><span>2024-01-02</span></li>",
    "<a href='{}.html'>2</a> 3 ",
    "<p>已公布：城关镇。</p><br>x",
    "<a href='{}.html'><img src=x></a>",
    "<option value='{}/index.html'>{}</option>",
]


def calls(work: Callable[[], object]) -> int:
    """How many calls some work takes, those into C counted."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def read_all(markup: str) -> None:
    page = ListText("http://a.example/nb/", markup)
    read_list(page)
    read_choices(page)
    is_register_page(REGISTER + markup + "<p>未公布1家：城关镇。</p>", page.url)


@pytest.mark.parametrize("piece", [*NESTED, *FLAT])
def test_twice_the_page_costs_twice_the_work(piece: str) -> None:
    small, large = ("".join(piece.replace("{}", str(n)) for n in range(size)) for size in (200, 400))
    read_all(small)  # patterns are compiled once
    assert calls(lambda: read_all(large)) < 2.4 * calls(lambda: read_all(small))


def test_a_link_costs_few_calls() -> None:
    rows = "".join(FLAT[0].replace("{}", str(n)) for n in range(200))
    page = ListText("http://a.example/nb/", rows)
    assert calls(lambda: read_list(page)) < 2000 * 200


@pytest.mark.parametrize("piece", NESTED)
def test_a_page_that_never_closes_its_elements_is_no_deeper_than_any(piece: str) -> None:
    soup = read_markup(piece * 500)
    assert max(len(list(tag.parents)) for tag in soup.find_all(True)) <= MAX_DEPTH


@pytest.mark.parametrize(
    "opened", ["<div>", "<font>", "<ul><li>", "<span>", "<table><tr><td>", "<b><center>"]
)
def test_no_row_of_a_page_that_never_closes_its_elements_is_lost(opened: str) -> None:
    row = "<a href='{0}.html'><span><b>某局{0}年政府信息公开工作年度报告</b></span></a><i>2024-01-02</i>"
    page = ListText("http://a.example/nb/", "".join(opened + row.format(n) for n in range(2000, 2300)))
    found = {link.url: link.title for link in read_list(page).links}
    wanted = {n: f"某局{n}年政府信息公开工作年度报告" for n in range(2000, 2300)}
    assert found == {f"http://a.example/nb/{n}.html": title for n, title in wanted.items()}
