"""Lists that a script fills or goes on with: rows in arrays, addresses in variables, more rows on request."""

from __future__ import annotations

import pytest

from scraper.posting import read_request
from scraper.sites import ListText, read_list

COLUMN = "http://a.example/nb/"
TITLES = [f"某局{year}年政府信息公开工作年度报告" for year in range(2016, 2022)]
ROWS = "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))
MORE = """<a href="javascript:;" onclick="more()">{label}</a><script>var page = 1;
function more() {{
    page++; $.get("/nb/more.jsp?page=" + page, function (h) {{ $("#l").append(h) }})
}}</script>"""


def whole(body: str) -> str:
    return f"<html><head><title>政府信息公开年报</title></head><body>{body}</body></html>"


def test_rows_that_are_arrays_of_texts_are_links() -> None:
    rows = ", ".join(f'["{title}", "/a/{n}.html", "2022-01-0{n}"]' for n, title in enumerate(TITLES))
    shown = read_list(ListText(COLUMN, whole(f"<script>var rows = [{rows}];</script>")))
    assert [(link.title, link.url) for link in shown.links] == [
        (title, f"http://a.example/a/{n}.html") for n, title in enumerate(TITLES)
    ]


def test_arrays_of_other_texts_are_no_rows() -> None:
    script = 'var names = [["统计局", "教育局"], ["周一", "周二"]]; var at = [[1, 2], [3, 4]];'
    assert read_list(ListText(COLUMN, whole(f"<script>{script}</script>"))).links == ()


@pytest.mark.parametrize("assigned", ['var url = "/list/load";', "const url='/list/load';"])
@pytest.mark.parametrize(
    "call",
    ["$.post(url, {id: '7', pageNo: 1})", "$.ajax({type: 'post', url: url, data: {id: '7', pageNo: 1}})"],
)
def test_the_address_of_a_request_may_stand_in_a_variable(assigned: str, call: str) -> None:
    shown = read_list(ListText(COLUMN, whole(f"<script>{assigned} {call}</script>")))
    (following,) = shown.next_pages
    asked = read_request(following)
    assert asked.url == "http://a.example/list/load"
    assert asked.body == b"id=7&pageNo=1"


@pytest.mark.parametrize("label", ["加载更多", "点击加载更多", "显示更多"])
def test_more_rows_are_asked_for_until_none_come(label: str) -> None:
    first = read_list(ListText(COLUMN, whole(f"<ul>{ROWS}</ul>{MORE.format(label=label)}")))
    assert first.next_pages == ("http://a.example/nb/more.jsp?page=1",)
    fragment = read_list(ListText(first.next_pages[0], ROWS, COLUMN))
    assert fragment.next_pages == ("http://a.example/nb/more.jsp?page=2",)
    assert fragment.opens  # its rows may be those of the page itself
    assert len(fragment.links) == len(TITLES)
    last = read_list(ListText(fragment.next_pages[0], ROWS[: ROWS.index("<li>", 1)], COLUMN))
    assert last.next_pages == ()


def test_a_whole_page_that_was_asked_for_by_its_number_is_no_fragment() -> None:
    page = ListText("http://a.example/nb/list.jsp?page=2", whole(f"<ul>{ROWS}</ul>"), COLUMN)
    assert read_list(page).next_pages == ()


def test_files_are_counted_on_by_their_names_whatever_they_end_in() -> None:
    script = """<script>function go(n) {
        var p = (n == 1) ? "index.jhtml" : "index_" + n + ".jhtml"; location.href = p
    }</script>共3页 <a href="javascript:go(2)">下一页</a>"""
    expected = {"index.jhtml": "index_2", "index_2.jhtml": "index_3"}
    for name, following in expected.items():
        page = ListText(f"{COLUMN}{name}", whole(ROWS + script), f"{COLUMN}index.jhtml")
        assert f"{COLUMN}{following}.jhtml" in read_list(page).next_pages
    last = ListText(f"{COLUMN}index_3.jhtml", whole(ROWS + script), f"{COLUMN}index.jhtml")
    assert f"{COLUMN}index_4.jhtml" not in read_list(last).next_pages
