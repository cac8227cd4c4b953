"""TRS IGS: the list and not the search box."""

from __future__ import annotations

import json

import pytest

from scraper.sites import Link, ListPage, ListText, read_list

COLUMN = "http://www.xx.gov.cn/zwgk/nb/"
SERVICE = "http://www.xx.gov.cn/igs/front/search/publish/data/list.html"
BOX = "<form action='/igs/front/search.jhtml' method='get'><input name='searchWord'></form>"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text, COLUMN))


@pytest.mark.parametrize(
    ("script", "address"),
    [
        (
            "$.ajax({url:'/igs/front/search/publish/data/list.html', data:{siteId:3, pageSize:20,"
            " pageIndex: n, pageNumber: n, 'filter[CHANNELID]': 21985}})",
            f"{SERVICE}?siteId=3&pageSize=20&pageIndex=1&pageNumber=1&filter%5BCHANNELID%5D=21985",
        ),
        (
            'load("/igs/front/search/publish/data/list.html?siteId=3&pageSize=20&pageNumber=1&filter[CHANNELID]=7")',
            f"{SERVICE}?siteId=3&pageSize=20&pageNumber=1&filter%5BCHANNELID%5D=7",
        ),
        (
            "var cid = '7'; $.get('/igs/front/search/list.html?siteId=3&filter[channelId]=' + cid)",
            "http://www.xx.gov.cn/igs/front/search/list.html"
            "?siteId=3&filter%5BchannelId%5D=7&pageNumber=1&pageSize=20",
        ),
        (
            "$.getJSON('/igs/front/search.jhtml', {code: 'ab', siteId: '34', pageSize: 10, pageNumber: 1})",
            "http://www.xx.gov.cn/igs/front/search.jhtml?code=ab&siteId=34&pageSize=10&pageNumber=1",
        ),
    ],
)
def test_the_request_is_the_one_that_the_page_prints(script: str, address: str) -> None:
    shown = read(f"{BOX}<ul></ul><script>{script}</script>")
    assert (shown.family, shown.next_pages) == ("igs", (address,))


def test_a_search_box_is_no_list() -> None:
    shown = read(
        BOX + "<script>$.ajax({data: {pageNumber: 1}, url: '/hits'})</script><a href='1.html'>某局年报</a>"
    )
    assert (shown.family, shown.next_pages) in [("anchors", ()), ("ajax", shown.next_pages)]
    assert not [url for url in shown.next_pages if "igs" in url]


def test_rows_and_both_numbers_of_the_next_page() -> None:
    row = {
        "trs_time": "2024-01-09 00:00:00",
        "title": "<em>某局</em>年报",
        "url": "./202401/t20240109_1.html",
    }
    text = json.dumps({"page": {"content": [row], "total": "9", "totalPages": 9}})
    shown = read(text, f"{SERVICE}?pageSize=1&pageIndex=1&pageNumber=1")
    assert shown.links == (Link(f"{COLUMN}202401/t20240109_1.html", "某局年报", "2024-01-09"),)
    assert shown.next_pages == (f"{SERVICE}?pageSize=1&pageIndex=2&pageNumber=2",)
