"""Lists whose pager no link shows: by words, buttons, selects, forms, folders and offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.posting import read_request
from scraper.sites import ListText, read_list
from scraper.sites.counting import Place, read_count, read_place, script_total
from scraper.sites.numbered import next_by_number, next_files

BASE = "http://www.xx.gov.cn/zwgk/nb/"
ROWS = "".join(
    f"<li><a href='/art/{n}.html'>某局{2015 + n}年政府信息公开工作年度报告</a></li>" for n in range(6)
)
BOTH = ["index_1.html", "index_2.html"]


def names(text: str, path: str = "index.html") -> list[str]:
    shown = read_list(ListText(BASE + path, f"<ul>{ROWS}</ul>{text}"))
    return [url.removeprefix(BASE) for url in shown.next_pages]


@pytest.mark.parametrize(
    ("words", "number", "total"),
    [
        ("第2页/共5页", 2, 5),
        ("第 2 页 / 共 5 页", 2, 5),
        ("第<b>2</b>页，共<b>5</b>页", 2, 5),
        ("第2页&nbsp;共5页", 2, 5),
        ("共5页 当前第2页", 2, 5),
        ("页次：2/5", 2, 5),
        ("2／5页", 2, 5),
        ("当前2/5页,共53条", 2, 5),
        ("当前页/总页数：2/5", 2, 5),
        ("页次：2页/5页，共53条", 2, 5),
        ("当前页:2 总页: 5", 2, 5),
        ("每页<b>15</b> 总数<b>53</b>", None, 4),
        ("共53篇 15条信息/页", None, 4),
        ("总数5页", None, 5),
        ("第二页 共五页", 2, 5),
        ("首页 第一页 共5页", None, 5),
        ("当前第 1 页，共十二页", 1, 12),
        ("当前页码：3 总页数：7", 3, 7),
        ("共53条 每页15条", None, 4),
        ("总共 53 条记录，分 4 页显示", None, 4),
        ("共<span id='total'>0</span>页", None, None),
        ("共0条 每页15条", None, None),
        ("共53条 每页0条", None, None),
        ("2021/12页", None, None),
        ("共有五章", None, None),
        ("", None, None),
    ],
)
def test_what_words_say_of_a_place(words: str, number: int | None, total: int | None) -> None:
    assert read_place(ListText(BASE, f"<div>{words}</div>")) == Place(number, total)


@given(st.integers(1, 99))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    written = f"{'' if tens < 2 else digits[tens]}{'十' if tens else ''}{digits[ones].strip()}"
    assert read_count(written) == read_count(str(number)) == number


@pytest.mark.parametrize(
    ("script", "total"),
    [
        ("laypage({cont: 'p', pages: 5, curr: 1})", 5),
        ("var pageCount = 0;", 0),
        ("totalPageCount=9", 9),
        ("contenpage = 2", 2),
        ("{\"page_total\": \"7\"}", 7),
        ("data-page-count='3'", 3),
        ("var webpages = 4", 0),
        ("pageSize: 15", 0),
    ],
)  # fmt: skip
def test_what_scripts_say_of_a_total(script: str, total: int) -> None:
    assert script_total(script) == total


@pytest.mark.parametrize(
    ("text", "path", "following"),
    [
        ("第2页/共5页", "list/2/", ["list/3/"]),
        ("第2页/共5页", "list/2/index.html", ["list/3/index.html"]),
        ("第1页/共5页", "list/1/", ["list/1/index_1.html", "list/1/index_2.html"]),
        ("第5页/共5页", "list/5/", []),
        ("共5页", "page/2", ["page/3"]),
        ("共5页", "p-2/", ["p-3/"]),
        ("第2页/共5页", "index2.html", ["index3.html"]),
        ("第2页/共50页", "list_104_2.html", ["list_104_3.html"]),
        ("第2页/共50页", "list_1.html", ["list_2.html"]),
        ("第09页/共50页", "list_09.html", ["list_10.html"]),
        ("第1页/共300页", "list_104.html", ["list_104_1.html", "list_104_2.html"]),
        ("共5页", "_1.shtml", ["_2.shtml"]),
        ("共5页", "l.jsp?start=20&limit=20", ["l.jsp?start=40&limit=20"]),
        ("共2页", "l.jsp?start=20&limit=20", []),
        ("共5页", "l.jsp?page=-1", ["l.jsp?page=1", "l.jsp?page=2"]),
        ("共5页", "l.jsp?PageIndex=0", ["l.jsp?PageIndex=1"]),
        ("<div id='pager'></div><script>laypage({pages: 5})</script>", "index.html", BOTH),
        ("<script>list2({pages: 5})</script>", "index.html", []),
        ("<a href='javascript:;'>下一页</a><script>var pageCount=0;</script>", "index.html", BOTH),
        ("共<i>0</i>页<a href='javascript:;'>下一页</a>", "index.html", BOTH),
        ("共1页<a href='javascript:;'>下一页</a>", "index.html", []),
        ("<li class='disabled'><a href='javascript:;'>下一页</a></li>", "index.html", []),
        ("<a style='display:none' href='javascript:;'>下一页</a>", "index.html", []),
    ],
)
def test_where_the_next_page_may_be(text: str, path: str, following: list[str]) -> None:
    assert names(text, path) == following


@pytest.mark.parametrize(
    "button",
    [
        "<a href='javascript:void(0)' data-page='2'>下一页</a>",
        "<a href='javascript:void(0)' data-page-index='2'>下一页</a>",
        "<button onclick=\"toPage('list', 2)\">下一页</button>",
        "<a href='javascript:go(2, 15)'>下页</a>",
        "<a href='javascript:queryAll(2, 15);'>下一页&gt;</a>",
    ],
)
def test_a_button_that_names_its_page_is_a_sign_below_one_row(button: str) -> None:
    row = "<li><a href='/art/1.html'>某局2020年政府信息公开工作年度报告</a></li>"
    shown = read_list(ListText(f"{BASE}l.jsp?id=7", row + button))
    assert shown.next_pages == tuple(f"{BASE}l.jsp?id=7&page={n}" for n in (1, 2))
    assert read_list(ListText(f"{BASE}l.jsp?id=7", button)).next_pages == ()


@pytest.mark.parametrize(
    ("select", "following"),
    [
        ("<select onchange=\"location='list_'+this.value+'.html'\">", ["list_2.html"]),
        ("<select name='month'>", []),
    ],
)
def test_a_select_of_numbers_turns_pages_where_it_says_so(select: str, following: list[str]) -> None:
    text = f"{select}<option selected>1</option><option>2</option></select>"
    assert names(text, "list_1.html") == following


FORM = (
    "共5页<form action='list.do' method='{method}'><input type='hidden' name='cid' value='7'>{field}"
    "<input type='radio' name='r' value='1'><input type='submit' name='go' value='ok'>{more}</form>"
)


@pytest.mark.parametrize(
    ("field", "following"),
    [
        ("<input type='hidden' name='pageNo' value='1'>", "cid=7&pageNo=2"),
        ("<input type='hidden' name='pageBean.currentPage' value='0'>", "cid=7&pageBean.currentPage=1"),
        ("<input name='pageNo' value=''>", "cid=7&pageNo=2"),
        ("<select name='page'><option value='0'>0<option value='1' selected>1</select>", "cid=7&page=2"),
        ("<select name='page'><option>1<option>2</select>", "cid=7&page=2"),
        ("<select name='page'></select>", "cid=7&page=2"),
    ],
)
def test_a_form_that_counts_pages_is_sent_as_it_stands(field: str, following: str) -> None:
    (asked,) = names(FORM.format(method="get", field=field, more=""), "list.do?cid=7")
    assert asked == f"list.do?{following}"
    (posted,) = names(FORM.format(method="POST", field=field, more=""), "list.do?cid=7")
    request = read_request(BASE + posted)
    assert (request.url, request.body) == (f"{BASE}list.do", following.encode())


@pytest.mark.parametrize(
    "more",
    [
        "<input name='__VIEWSTATE' value='x'>",
        "<input type='password' name='p'>",
        "<textarea name='t'></textarea>",
    ],
)
def test_a_form_with_more_to_it_is_left_alone(more: str) -> None:
    text = FORM.format(method="post", field="<input name='page' value='1'>", more=more)
    assert names(text, "list.aspx") == ["list.aspx?page=1", "list.aspx?page=2"]


def test_a_form_is_sent_in_the_charset_of_its_page() -> None:
    field = "<input name='pageNo' value='1'><input name='q' value='年'>"
    text = "<meta charset='gb2312'>" + FORM.format(method="get", field=field, more="")
    assert names(text, "list.do") == ["list.do?cid=7&pageNo=2&q=%C4%EA"]


def test_a_form_on_its_second_page_goes_on_from_there() -> None:
    field = "<input type='hidden' name='pageNo' value='{}'>"
    (second,) = names(FORM.format(method="post", field=field.format(1), more=""), "list.do")
    (third,) = names(FORM.format(method="post", field=field.format(2), more=""), second)
    assert read_request(BASE + third).body == b"cid=7&pageNo=3"
    assert (
        names(
            FORM.format(method="post", field=field.format(5), more="").replace("共5页", "第5页/共5页"), third
        )
        == []
    )


@pytest.mark.parametrize(
    "url", [f"{BASE}list_2.html?b=1&a=%e5", f"{BASE}2/?A=&a=", f"{BASE}page/2/index.shtml#!/x"]
)
def test_only_the_number_of_a_path_changes(url: str) -> None:
    assert next_by_number(url, 2) == url.replace("2", "3", 1)


def test_a_name_from_a_script_may_hold_a_folder() -> None:
    first = next_files(f"{BASE}index.html", 3, "/zwgk/nb/index", "html")
    assert first == (f"{BASE}index_1.html", f"{BASE}index_2.html")
    assert next_files(first[0], 3, "/zwgk/nb/index", "html") == (f"{BASE}index_2.html",)
