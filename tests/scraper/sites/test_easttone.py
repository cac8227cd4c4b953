"""easttone: the channel is sent as a list, whatever the page prints."""

from __future__ import annotations

import json

import pytest

from scraper.posting import JSON, post_address, read_request
from scraper.sites import Link, ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
COLUMN = f"{HOST}/zhengwu/zwgk-nb/"
SERVICE = f"{HOST}/front/api/data/search"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text, COLUMN))


@pytest.mark.parametrize(
    "setup",
    [
        "new CMS({channelList: ['1899'], pageSize: 15})",
        'new CMS({"channelList":["1899"],"pageSize":15,})',
        "new CMS({el: '#app', channelList: '1899', pageSize: '15'})",
        "new CMS( {data: {list: [], channelId: 1899, pageSize: 15}, methods: {f: function () { go() }}} )",
        "new CMS({pageSize: 15}); post('/front/api/data/search', {channelList: ['1899'], pageNo: n})",
        "var channelId = '1899'; new CMS({el: '#app', channelList: [channelId]})",
        "var channelId = '1899'; new CMS({el: '#app'})",
    ],
)
def test_the_template_says_which_channel_it_shows(setup: str) -> None:
    shown = read(f"<li v-for='item in list'>{{{{item.title}}}}</li><script>{setup}</script>")
    (address,) = shown.next_pages
    asked = read_request(address)
    assert (shown.family, asked.url, asked.content_type) == ("easttone", SERVICE, JSON)
    assert json.loads(asked.body or b"") == {
        "channelList": ["1899"],
        "pageNo": 1,
        "pageSize": 15,
        "orderFields": ["display_date", "id"],
        "orderTypes": ["desc", "desc"],
    }


def test_the_service_is_the_one_that_the_page_prints() -> None:
    shown = read(
        "<script>new CMS({channelList: ['7'], api: '/pt/api/data/affair', orderFields: ['id']})</script>"
    )
    asked = read_request(shown.next_pages[0])
    assert asked.url == f"{HOST}/pt/api/data/affair"
    assert json.loads(asked.body or b"")["orderFields"] == ["id"]


@pytest.mark.parametrize(
    "setup",
    ["new CMS({el: '#app'})", "new CMS({channelList: []})", "new CMS(", "new Vue({channelList: ['1']})"],
)
def test_without_a_channel_nothing_is_asked(setup: str) -> None:
    assert read(f"<script>{setup}</script>").next_pages == ()


def test_rows_and_the_page_after_them() -> None:
    rows = [{"display_date": 1704729600000, "title": "某局年报", "url": f"{COLUMN}20240109/a.html"}]
    asked = post_address(SERVICE, b'{"channelList": ["1899"], "pageNo": 1, "pageSize": 1}', JSON)
    shown = read(json.dumps({"data": {"totalPage": 667, "totalCount": 10000, "list": rows}}), asked)
    assert shown.links == (Link(f"{COLUMN}20240109/a.html", "某局年报", "2024-01-09"),)
    (following,) = shown.next_pages
    assert json.loads(read_request(following).body or b"") == {
        "channelList": ["1899"],
        "pageNo": 2,
        "pageSize": 1,
    }
