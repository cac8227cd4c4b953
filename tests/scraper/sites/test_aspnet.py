"""ASP.NET WebForms: which button turns the page, and what the form sends back."""

from __future__ import annotations

from base64 import b64encode
from random import Random
from urllib.parse import parse_qsl

import pytest

from scraper.posting import FORM, MAX_ADDRESS, post_address, read_request
from scraper.sites import ListPage, ListText, read_list

URL = "http://www.xx.gov.cn/xxgk/list.aspx?lmid=9044"
HIDDEN = (
    "<input type='hidden' name='__VIEWSTATE' value='/wEP+8='>"
    "<input type='hidden' name='__EVENTVALIDATION' value='ev'>"
)
ROW = "<li><a href='View.aspx?id=1'>某局2023年政府信息公开工作年度报告</a></li>"


def read(inside: str, *, action: str = "./list.aspx?lmid=9044", url: str = URL, head: str = "") -> ListPage:
    form = f"<form method='post' action='{action}'>{HIDDEN}{ROW}{inside}</form>"
    return read_list(ListText(url, f"<html><head>{head}</head><body>{form}</body></html>"))


def sent(shown: ListPage, charset: str = "utf-8") -> dict[str, str]:
    (address,) = shown.next_pages
    asked = read_request(address)
    assert (shown.family, asked.url, asked.content_type) == ("aspnet", URL, FORM)
    return dict(parse_qsl((asked.body or b"").decode(), keep_blank_values=True, encoding=charset))


def pressed(shown: ListPage) -> tuple[str, str]:
    fields = sent(shown)
    assert (fields["__VIEWSTATE"], fields["__EVENTVALIDATION"]) == ("/wEP+8=", "ev")
    return fields["__EVENTTARGET"], fields["__EVENTARGUMENT"]


def call(argument: str, label: str, target: str = "Pager1", quote: str = "'") -> str:
    return f'<a href="javascript:__doPostBack({quote}{target}{quote},{quote}{argument}{quote})">{label}</a> '


WITH_OPTIONS = (
    "WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("
    "&quot;c$next&quot;, &quot;&quot;, true, &quot;&quot;, &quot;&quot;, false, true))"
)


SELECT = (
    "<select name='go' onchange=\"javascript:setTimeout('__doPostBack(\\'go\\',\\'\\')', 0)\">{}</select>"
)


def test_a_select_of_pages_chooses_the_next_one() -> None:
    fields = sent(
        read(SELECT.format("<option value=a>1</option><option value=b selected>2</option><option value=c>3"))
    )
    assert (fields["__EVENTTARGET"], fields["go"]) == ("go", "c")


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        (call("3", "下一页"), ("Pager1", "3")),
        (call("9", "尾页") + call("3", "下一页"), ("Pager1", "3")),
        (
            "<span>1</span> " + call("Page$2", "2", "c$Grid", "&#39;") + call("Page$3", "3"),
            ("c$Grid", "Page$2"),
        ),
        (call("1", "1") + "<b>2</b> " + call("3", "3"), ("Pager1", "3")),
        (call("1", "1") + "<b>2</b> " + call("3", "...") + call("9", "&gt;&gt;"), ("Pager1", "3")),
        (
            call("Page$1", "...") + call("Page$9", "9") + "<b>10</b> " + call("Page$11", "..."),
            ("Pager1", "Page$11"),
        ),
        ('<a onclick=\'return __doPostBack("d$_ctl1","")\'>下一页</a>', ("d$_ctl1", "")),
        (
            f"<a href='javascript:{WITH_OPTIONS}'>下页</a>",
            ("c$next", ""),
        ),
        (
            call("8432", "2", "Calendar1") + call("V8401", "&gt;", "Calendar1") + call("2", "2"),
            ("Pager1", "2"),
        ),
    ],
)
def test_the_button_for_the_next_page_is_pressed(pager: str, expected: tuple[str, str]) -> None:
    assert pressed(read(pager)) == expected


@pytest.mark.parametrize(
    "pager",
    [
        "",
        call("1", "上一页") + "<a disabled>下一页</a>",
        call("1", "1") + "<b>2</b>",
        call("", "退出", "logout"),
        call("8432", "2", "Calendar1"),
        "<input type='submit' name='search' value='搜索'>",
        SELECT.format("<option>1</option><option selected>2</option>"),
        SELECT.format("<option selected>2023</option><option>2022</option>"),
        SELECT.replace("onchange", "title").format("<option selected>1</option><option>2</option>"),
        "<input type='submit' name='next' value='下一页' disabled>",
    ],
)
def test_no_other_button_is_pressed(pager: str) -> None:
    shown = read(pager)
    assert all(read_request(url).method == "GET" for url in shown.next_pages)
    assert [link.title[:2] for link in shown.links] == ["某局"]


@pytest.mark.parametrize(
    ("button", "fields"),
    [
        ("<input type='submit' name='c$next' value='下一页'>", {"c$next": "下一页"}),
        ("<input type='image' name='next' alt='下一页'>", {"next.x": "1", "next.y": "1"}),
    ],
)
def test_a_button_that_sends_the_form_is_sent_with_it(button: str, fields: dict[str, str]) -> None:
    found = sent(read(button + "<input type='submit' name='search' value='搜索'>"))
    assert {name: value for name, value in found.items() if not name.startswith("__")} == fields


def test_the_form_is_sent_as_a_browser_would() -> None:
    inside = (
        "<input name='key' value='关键字'><input type=checkbox name=a><input type=checkbox name=b checked>"
        "<select name=year><option value=''>全部</option><option selected>2023</option></select>"
        "<select name=size><option value=10>十</option><option>20</option></select>"
        "<input type=submit name=go value=搜索><input name=off value=1 disabled><textarea name=t>x</textarea>"
    )
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    fields = sent(read(inside + call("2", "下一页"), head=head), "gb18030")
    assert {name: value for name, value in fields.items() if name[0] != "_"} == {
        "key": "关键字",
        "b": "on",
        "year": "2023",
        "size": "10",
        "t": "x",
    }


@pytest.mark.parametrize(
    "action", ["", "?lmid=9044", "./list.aspx?lmid=9044", "/xxgk/list.aspx?lmid=9044", URL]
)
def test_a_page_that_came_by_post_is_turned_from_its_own_address(action: str) -> None:
    shown = read(call("3", "下一页"), action=action, url=post_address(URL, b"__VIEWSTATE=x"))
    assert pressed(shown) == ("Pager1", "3")


def test_a_form_too_large_for_a_record_is_not_sent() -> None:
    pad = f"<input type=hidden name=__VIEWSTATE1 value='{{}}'>{call('2', '下一页')}"
    state = b64encode(Random(1).randbytes(MAX_ADDRESS)).decode()
    (address,) = read(pad.format(state[: MAX_ADDRESS - 3000])).next_pages
    assert len(address) <= MAX_ADDRESS
    assert read(pad.format(state)).next_pages == ()
