"""Pagers as templates write them: which button leads on, which is off, which number is the page's own."""

from __future__ import annotations

import pytest

from scraper.sites import ListText, read_list
from scraper.sites.base import Link
from scraper.sites.pages import is_pager_link

BASE = "http://www.xx.gov.cn/zwgk/nb/"
ROWS = "".join(
    f"<li><a href='/art/{n}.html'>某局{2015 + n}年政府信息公开工作年度报告</a></li>" for n in range(3)
)


def names(text: str, path: str = "a1.html") -> list[str]:
    shown = read_list(ListText(BASE + path, f"<ul>{ROWS}</ul>{text}"))
    return [url.removeprefix(BASE) for url in shown.next_pages]


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='a1.html'>第1页</a><a href='a2.html'>第2页</a>",
        "<a href='a1.html'>第一页</a><a href='a2.html'>第二页</a>",
        "<a href='a2.html'>下 一 页</a>",
        "<a href='a2.html'>下一頁</a>",
        "<a rel='next' href='a2.html'><i></i></a>",
        "<a aria-label='下一页' href='a2.html'><i></i></a>",
        "<p class='pagination'><a href='a9.html'>&raquo;</a><a href='a2.html'>&gt;</a></p>",
        "<div class='pages'><a href='a2.html'>&raquo;</a></div>",
        "<div class='page'><a class='page-next' href='a2.html'><i class='arrow'></i></a></div>",
        "<ul class='pager'><li class='next'><a href='a2.html'></a></li></ul>",
        "<a href='a2.html'>２</a><b>１</b>",
        "<a href='a2.html'>[2]</a><b>[1]</b>",
        "<select><option value='a1.html'>1</option><option value='a2.html'>2</option></select>",
        "<a class='next disabled' href='a1.html'>下一页</a><a href='a2.html'>2</a>",
    ],
)
def test_the_button_that_leads_on(pager: str) -> None:
    assert names(pager) == ["a2.html"]


@pytest.mark.parametrize(
    "pager",
    [
        "<a class='disabled' href='a2.html'>下一页</a>",
        "<li class='layui-disabled'><a href='a2.html'>下一页</a></li>",
        "<button disabled data-url='a2.html'>下一页</button>",
        "<a aria-disabled='true' href='a2.html'>下一页</a>",
        "<a class='page_noclick' href='a2.html'>下一页</a>",
        "<a href='a1.html'>下一页</a>",
        "<a href='a2.html' rel='next'>下一篇：某局年报</a>",
        "<a class='next' href='a2.html'></a>",
        "<div class='banner'><a class='next' href='a2.html'>&gt;</a></div>",
        "<div class='page'><a class='next' href='a2.html'>更多图片新闻</a></div>",
        "<div class='page'><a class='next disabled' href='a2.html'>&gt;</a></div>",
        "<a href='a0.html'>上一页</a>",
    ],
)
def test_what_does_not_lead_on(pager: str) -> None:
    assert names(pager) == []


@pytest.mark.parametrize(
    ("path", "mark", "following"),
    [
        ("l.jsp?page=3&x=1", "", "l.jsp?x=1&page=4"),
        ("l.jsp?page=3", "共4页", "l.jsp?x=1&page=4"),
        ("l.jsp?PAGE=1", "", "l.jsp?x=1&page=2"),
        ("l.jsp?id=7", "第3页/共4页", "l.jsp?x=1&page=4"),
        ("l.jsp?id=7", "当前页：2", "l.jsp?x=1&page=3"),
        ("l.jsp?id=7", "<b>1</b>/4页", "l.jsp?x=1&page=2"),
        ("l.jsp?page=4", "", None),
    ],
)
def test_a_page_finds_its_own_number_where_no_mark_shows_it(
    path: str, mark: str, following: str | None
) -> None:
    pager = "".join(f"<a href='?x=1&page={n}'>{n}</a>" for n in (1, 2, 3, 4))
    assert names(f"<div>{pager}</div><p>{mark}</p>", path) == ([following] if following else [])


def test_pages_that_count_from_0_are_named_from_1() -> None:
    pager = "".join(f"<a href='?page={n - 1}'>{n}</a>" for n in (1, 2, 3))
    assert [names(pager, f"l.jsp?page={n}&x") for n in (0, 1, 2)] == [["l.jsp?page=1"], ["l.jsp?page=2"], []]


@pytest.mark.parametrize("mark", ["selected", "class='on'", "aria-current='page'"])
def test_the_marked_number_is_the_pages_own(mark: str) -> None:
    options = "".join(f"<option value='a{n}.html' {mark if n == 2 else ''}>{n}</option>" for n in (1, 2, 3))
    assert names(f"<select>{options}</select>", "z.html") == ["a3.html"]


def test_how_many_pages_there_are_is_no_place() -> None:
    pager = "<a href='a1.html'>1</a><a href='a2.html'>2</a><a href='a4.html'>4</a><span>/3</span><em>3页</em>"
    assert names(f"<div>{pager}</div>") == ["a2.html"]


def test_words_that_turn_pages_are_no_links_of_the_list() -> None:
    titles = ("第2页", "第十二页", "首 页", "上一頁", "[3]", "最后页", "二", "第二章", "2022", "5月")
    found = [title for title in titles if is_pager_link(Link("http://a.example/", title))]
    assert found == ["第2页", "第十二页", "首 页", "上一頁", "[3]", "最后页"]
