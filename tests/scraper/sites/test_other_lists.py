"""VSB, frames, and rows whose address stands outside `href`."""

from __future__ import annotations

import pytest

from scraper.sites import ListPage, ListText, read_list

BASE = "http://www.xx.gov.cn/zwgk/"


def read(text: str, path: str = "nb.htm") -> ListPage:
    return read_list(ListText(BASE + path, text))


@pytest.mark.parametrize(
    "mark",
    [
        "<script>_showDynClicks('wbnews', 1, 2)</script>",
        "<script src='/system/resource/js/counter.js'></script>",
        "<!--Announced by Visual SiteBuilder 9-->",
        "<form name='_newscontent_fromname'>",
    ],
)
def test_vsb_is_turned_by_its_link_alone(mark: str) -> None:
    row = "<li><a href='../info/1475/44091.htm'>某局年报</a></li>"
    page = read(f"{row}<a href='nb/1.htm'>4</a><a href='nb/3.htm'>下页</a>{mark}")
    assert (page.family, page.next_pages) == ("vsb", (f"{BASE}nb/3.htm",))
    assert read(f"{row}<a href='2.htm'>上页</a><span>下页</span>{mark}", "nb/1.htm").next_pages == ()


@pytest.mark.parametrize(
    ("frame", "parts"),
    [
        ("<iframe src='list.html'></iframe>", ["list.html"]),
        ("<IFRAME name=a SRC=list.html height='100%'></IFRAME>", ["list.html"]),
        ("<iframe data-src='list.html'></iframe>", ["list.html"]),
        ("<iframe src='http://other.example/list.html'></iframe>", []),
        ("<iframe src='list.html' width='0'></iframe>", []),
        ("<iframe src='list.html' style='display: none'></iframe>", []),
        ("<iframe src='list.html' style='min-height: 0; height: 600px'></iframe>", ["list.html"]),
        ("<iframe src='/pdf/viewer.html?file=a.pdf'></iframe>", []),
        ("<iframe src='about:blank'></iframe>", []),
        ("<iframe src='about:blank' data-src='list.html'></iframe>", ["list.html"]),
        ("<object type='text/html' data='list.html'></object>", ["list.html"]),
        ("<object type='application/pdf' data='list'></object>", []),
        ("<iframe src='static/list.html'></iframe>", ["static/list.html"]),
        ("<iframe src='search.jsp?infotypeId=7'></iframe>", ["search.jsp?infotypeId=7"]),
        ("<iframe src='search.jsp'></iframe><iframe src='stat/x.html'></iframe>", []),
        ("<iframe></iframe>", []),
    ],
)
def test_frames_that_may_hold_a_list(frame: str, parts: list[str]) -> None:
    assert [part.removeprefix(BASE) for part in read(f"<p>年报</p>{frame}").parts] == parts


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='javascript:' onclick=\"jumpToDetail('./a')\">某局年报</a></li>",
        "<li><a href='javascript:;' to-href='a'>某局年报</a></li>",
        "<li><a data-url='a' href='#'>某局年报</a></li>",
        "<li data-href='a'><a>某局年报</a></li>",
        "<li onclick=\"openInfo('/zwgk/a')\"><a href='javascript:void(0)'>某局年报</a></li>",
        "<div onclick=\"window.open('a')\"><p>某局年报</p></div>",
        "<a oldsrc='a'>某局年报</a>",
    ],
)
def test_addresses_outside_href(row: str) -> None:
    assert [(link.url, link.title) for link in read(row).links] == [(f"{BASE}a", "某局年报")]


@pytest.mark.parametrize("call", ["openDoc('2021', 7)", "openInfo('nb')", 'openDialog("3f2a")'])
def test_what_a_function_is_given_is_no_address_if_it_looks_like_none(call: str) -> None:
    shown = read(f"<li><a href='#' onclick='{call.replace(chr(39), chr(34))}'>某局年报</a></li>")
    assert (shown.links, shown.rows_lost) == ((), ("某局年报",))
