"""Smaller patterns: CatGov, calls that a page prints, and pages by query."""

from __future__ import annotations

import json

import pytest

from scraper.posting import FORM, JSON, post_address, read_request
from scraper.sites import Link, ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
LIST = f"{HOST}/info/iList.jsp?node_id=GK&cat_id=10111&tm_id=41&cur_page=1&site_id=CMS"
ROW = "<li><a href='javascript:' to-href='/info/iList.jsp?tm_id=77&info_id=9'>某局2023年年报</a></li>"


def read(text: str, url: str = f"{HOST}/nb/") -> ListPage:
    return read_list(ListText(url, text, url))


@pytest.mark.parametrize(
    ("pager", "url", "following"),
    [
        ("<p>共3页</p>", LIST, LIST.replace("cur_page=1", "cur_page=2")),
        ("<p>共3页</p>", LIST.replace("&cur_page=1", ""), LIST.replace("&cur_page=1", "") + "&cur_page=2"),
        ("<p>共3页</p>", LIST.replace("cur_page=1", "cur_page=3"), None),
        (f"<a to-href='{LIST}&x=2'>下一页</a>", LIST, f"{LIST}&x=2"),
        ("", LIST, None),
    ],
)
def test_catgov_counts_in_its_query(pager: str, url: str, following: str | None) -> None:
    shown = read(f"<ul>{ROW}</ul>{pager}", url)
    assert (shown.family, shown.next_pages) == ("catgov", (following,) if following else ())
    assert [link.url for link in shown.links] == [f"{HOST}/info/iList.jsp?tm_id=77&info_id=9"]


@pytest.mark.parametrize(
    ("script", "method", "address", "body"),
    [
        ("$.post('/x?pageSize=15', {page: n, id: '7'}, draw)", "POST", "/x?pageSize=15", "page=1&id=7"),
        ("$.ajax({type:'POST', data: {page: 1, id: cid}, url: '/x'}); cid = 7", "POST", "/x", "page=1&id=7"),
        ("$.ajax({url: '/x', type: 'post', data: JSON.stringify({page: 1})})", "POST", "/x", '{"page": 1}'),
        ("axios.post('/x', {pageNo: this.page, id: '7'})", "POST", "/x", '{"pageNo": 1, "id": "7"}'),
        ("axios.get('/x', {params: {pageNo: this.page, id: '7'}})", "GET", "/x?pageNo=1&id=7", None),
        ("fetch('/x', {method: 'POST', body: JSON.stringify({page: 1})})", "POST", "/x", '{"page": 1}'),
        ("fetch(`/x?id=${id}&page=${page}`); let id = 7", "GET", "/x?id=7&page=1", None),
        ("var p = {page: 1, id: 7}; $.ajax({url: '/x', data: p})", "GET", "/x?page=1&id=7", None),
        ("$.ajax({url: '/x', data: 'page=' + n + '&id=7', type: 'GET'})", "GET", "/x?page=1&id=7", None),
        ("$.getJSON('/hits?id=3'); $.getJSON('/x?curPage=' + n)", "GET", "/x?curPage=1", None),
        ("$.post('/log', {id: 1}); $.get('/x', {page: 1})", "GET", "/x?page=1", None),
    ],
)  # fmt: skip
def test_a_list_may_be_filled_by_any_call_that_names_a_page(
    script: str, method: str, address: str, body: str | None
) -> None:
    shown = read(f"<ul id='list'></ul><script>{script}</script>")
    (following,) = shown.next_pages
    asked = read_request(following)
    assert (shown.family, asked.method, asked.url) == ("ajax", method, HOST + address)
    assert asked.body == (body.encode() if body else None)


@pytest.mark.parametrize(
    "page",
    [
        "<script>$.getJSON('/hits?id=3')</script>",
        "<script>$.ajax({url: '/login', type: 'post', data: {user: u}})</script>",
        "<script>$.get('/x/' + unknown + '/load?page=1')</script>",
        "<script>fetch(url)</script>",
        "<script>$.ajax({url: 'javascript:/', data: {page: 1}})</script>",
    ],
)
def test_other_calls_are_left_alone(page: str) -> None:
    assert (read(page).family, read(page).next_pages) == ("anchors", ())


def test_a_page_that_links_to_its_next_page_needs_no_script() -> None:
    page = "<a href='?page=2'>下一页</a><script>$.getJSON('/x/load?page=1')</script>"
    assert read(page).next_pages == (f"{HOST}/nb/?page=2",)


@pytest.mark.parametrize(
    ("address", "content_type"),
    [("/x/loadData?pageSize=1", FORM), ("/api/list", JSON)],
)
def test_answers_of_no_known_family_are_read_by_their_rows(address: str, content_type: str) -> None:
    body = b"pageIndex=1" if content_type == FORM else b'{"pageIndex": 1, "pageSize": 1}'
    text = json.dumps({"data": {"allRow": 2, "list": [{"TITLE": "某局年报", "URL": "/1.shtml"}]}})
    shown = read(text, post_address(HOST + address, body, content_type))
    assert (shown.family, shown.links) == ("ajax", (Link(f"{HOST}/1.shtml", "某局年报"),))
    assert len(shown.next_pages) == 1


@pytest.mark.parametrize(
    ("url", "pager", "following"),
    [
        ("/InfoPublic.aspx?cid=1019&page=1", "<a href='?page=2'>下一页</a>", "/InfoPublic.aspx?page=2"),
        ("/list/lm_zc.thtml?pid=74", "<b>1</b><a href='?pid=74&p=2'>2</a>", "/list/lm_zc.thtml?pid=74&p=2"),
        ("/xxgk/index.jhtml", "<a href='index_2.jhtml'>下一页</a>", "/xxgk/index_2.jhtml"),
        ("/?a=dir&h=1&p=D0104X", "<a href='/?a=dir&h=2&p=D0104X'>2</a><b>1</b>", "/?a=dir&h=2&p=D0104X"),
        ("/Node-23116.html", "<a href='Node-23116_2.html'>下页</a>", "/Node-23116_2.html"),
    ],
)  # fmt: skip
def test_other_small_patterns_are_read_by_their_anchors(url: str, pager: str, following: str) -> None:
    shown = read(f"<ul><li><a href='/i/1.html'>某局年报</a></li></ul><div>{pager}</div>", HOST + url)
    assert (shown.family, shown.next_pages) == ("anchors", (HOST + following,))
