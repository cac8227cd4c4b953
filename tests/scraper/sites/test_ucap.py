"""UCAP: how pages name their channel, and what the answers hold."""

from __future__ import annotations

import json

import pytest

from scraper.posting import FORM, post_address, read_request
from scraper.sites import ListPage, ListText, read_list

COLUMN = "http://www.xx.gov.cn/hlj/c108371/zfxxgk_search.shtml"
CHANNEL = "0a2f4e8c9d1b4c6f8a7e5d3c2b1a0f9e"
SEARCH = f"http://www.xx.gov.cn/common/search/{CHANNEL}"
USUAL = "_pageSize=15&_isAgg=true&_isJson=true&_template=index"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text, COLUMN))


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (
            f"<script>$.get('/common/search/{CHANNEL}?page=1&{USUAL}', draw)</script>",
            f"{SEARCH}?page=1&{USUAL}",
        ),
        (
            f'<script>channelId="{CHANNEL}"; u = "/common/search/" + channelId + "?_isJson=true&page=" + n'
            ";$.ajax({type: 'get', url: u})</script>",
            f"{SEARCH}?_isJson=true&page=1&_pageSize=15&_isAgg=true&_template=index",
        ),
        (
            f"<input type='hidden' id='channelId' value='{CHANNEL}'>"
            "<script>fetch(`/common/search/${$('#channelId').val()}?page=${page}&_isJson=true`)</script>",
            f"{SEARCH}?page=1&_isJson=true&_pageSize=15&_isAgg=true&_template=index",
        ),
        (
            f"<div data-url='/common/search/{CHANNEL}?_isJson=true&amp;_pageSize=20&amp;page=3'></div>",
            f"{SEARCH}?_isJson=true&_pageSize=20&page=1&_isAgg=true&_template=index",
        ),
        (
            f"<script>$.ajax({{url: 'https://api.xx.gov.cn/search/common/search/{CHANNEL}', dataType: 'json',"
            " data: {page: pageNo, _pageSize: size, _isJson: true, _isAgg: true}})</script>",
            f"https://api.xx.gov.cn/search/common/search/{CHANNEL}"
            "?page=1&_pageSize=15&_isJson=true&_isAgg=true&_template=index",
        ),
        (f"<meta name='channelId' content='{CHANNEL}'>", f"{SEARCH}?page=1&{USUAL}"),
        (f"<META NAME='channelid' CONTENT='{CHANNEL}'><a href='/'>首页</a>", f"{SEARCH}?page=1&{USUAL}"),
        (f"<script>var config = {{'channelId' : '{CHANNEL}'}}</script>", f"{SEARCH}?page=1&{USUAL}"),
    ],
)
def test_the_channel_is_where_the_page_prints_it(page: str, address: str) -> None:
    shown = read(page)
    assert (shown.family, shown.next_pages) == ("ucap", (address,))


@pytest.mark.parametrize(
    "page",
    [
        "<script>$.get('/common/search/' + unknown + '?page=1')</script>",
        "<a href='/hlj/c107858/202605/c00_31943619.shtml'>某局年报</a>",
        f"<meta name='channelId' content='{CHANNEL}'><a href='/hlj/c1/202605/{CHANNEL}.shtml'>某局年报</a>",
        "<meta name='channelId' content='a b'>",
        "<meta name='channelId' content='../../etc'>",
    ],
)
def test_a_page_that_shows_its_articles_or_no_channel_is_not_asked_for_rows(page: str) -> None:
    assert read(page).next_pages == ()


def test_the_name_of_a_channel_elsewhere_is_no_such_list() -> None:
    assert read(f"<meta name='channelId' content='{CHANNEL}'>", "http://a.example/nb/").family == "anchors"


def answer(count: int, **more: object) -> str:
    meta = {"resultList": [{"key": "indexnumber", "value": "1"}, {"key": "url", "value": "/no.shtml"}]}
    rows = [
        {"domainMetaList": [meta], "url": f"/c1/202401/{i}.shtml", "title": f"<em>某局</em>{i}"}
        for i in range(count)
    ]
    return json.dumps({"data": {"page": 1, "rows": 15, "results": rows, **more}})


def test_rows_of_an_answer_and_the_page_after_it() -> None:
    shown = read(answer(15, total=15), f"{SEARCH}?page=1&{USUAL}")
    assert (shown.family, len(shown.links), shown.links[0].title) == ("ucap", 15, "某局0")
    assert shown.links[0].url == "http://www.xx.gov.cn/c1/202401/0.shtml"
    assert shown.next_pages == (f"{SEARCH}?page=2&{USUAL}",)
    assert read(answer(3, total="3"), f"{SEARCH}?page=1&{USUAL}").next_pages == ()
    assert read(answer(0, total=9999), f"{SEARCH}?page=3&{USUAL}").next_pages == ()


@pytest.mark.parametrize(
    "page",
    [
        f"<meta name='channelId' content='{CHANNEL}'><script>var api='/getFileListByCodeId'</script>",
        f"<script>var channelId='{CHANNEL}'; $.post('/getFileListByCodeId', {{codeId: '',"
        " channelId: channelId, page: 1, size: 30}, draw)</script>",
    ],
)
def test_the_older_list_is_posted(page: str) -> None:
    (address,) = read(page).next_pages
    asked = read_request(address)
    assert (asked.method, asked.url, asked.content_type) == (
        "POST",
        "http://www.xx.gov.cn/getFileListByCodeId",
        FORM,
    )
    assert asked.body == f"codeId=&channelId={CHANNEL}&page=1&size=30".encode()


def test_the_older_list_names_a_host_where_its_pages_are_not() -> None:
    asked = post_address("https://fgk.xx.gov.cn/getFileListByCodeId", b"channelId=1&page=1&size=1", FORM)
    rows = [
        {"title": "甲局年报", "url": "http://www.xx.gov.cn/zcfgk/c1/c2/content.html"},
        {"title": "乙局年报", "url": "http://www.yy.gov.cn/1.html"},
    ]
    shown = read(json.dumps({"results": {"data": {"results": rows}}}), asked)
    assert [link.url for link in shown.links] == [
        "https://fgk.xx.gov.cn/zcfgk/c1/c2/content.html",
        "http://www.yy.gov.cn/1.html",
    ]
    (following,) = shown.next_pages
    assert read_request(following).body == b"channelId=1&page=2&size=1"
