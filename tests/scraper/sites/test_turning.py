"""Requests for the next page: one number higher, and nothing else changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.posting import FORM, JSON, post_address, read_request
from scraper.sites.turning import next_request, page_number, page_size

HOST = "http://a.example"


@pytest.mark.parametrize(
    ("asked", "following"),
    [
        ("/s?page=1&sid=2", "/s?page=2&sid=2"),
        ("/s?q=%E5%B9%B4+a&pageNo=9", "/s?q=%E5%B9%B4+a&pageNo=10"),
        ("/s?pageIndex=1&pageNumber=1&filter%5BID%5D=3", "/s?pageIndex=2&pageNumber=2&filter%5BID%5D=3"),
        ("/s?cur_page=3&cat_id=1", "/s?cur_page=4&cat_id=1"),
        ("/s?startrecord=1&endrecord=20&perpage=20", "/s?startrecord=21&endrecord=40&perpage=20"),
        (
            "/s?paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A%2215%22%7D",
            "/s?paramJson=%7B%22pageNo%22%3A+2%2C+%22pageSize%22%3A+%2215%22%7D",
        ),
        ("/s?a=dir&h=1&p=D0104X", None),
        ("/s?id=7", None),
        ("/list_2.html", None),
    ],
)
def test_the_next_page_of_a_query(asked: str, following: str | None) -> None:
    assert next_request(HOST + asked) == (HOST + following if following else None)


@pytest.mark.parametrize(
    ("body", "following"),
    [
        ({"pageNo": 1, "channelList": ["1899"]}, {"pageNo": 2, "channelList": ["1899"]}),
        ({"params": {"pageIndex": "0", "pageSize": 20}}, {"params": {"pageIndex": "1", "pageSize": 20}}),
        ({"page": {"current": 3, "size": 10}}, {"page": {"current": 4, "size": 10}}),
    ],
)
def test_the_next_page_of_posted_json(body: object, following: object) -> None:
    address = next_request(post_address(f"{HOST}/s", json.dumps(body).encode(), JSON))
    asked = read_request(address or "")
    assert (json.loads(asked.body or b""), asked.content_type) == (following, JSON)


def test_the_next_page_of_a_posted_form() -> None:
    address = next_request(post_address(f"{HOST}/s?pageSize=15", b"pageIndex=1&channel_id=8a-1", FORM))
    asked = read_request(address or "")
    assert (asked.url, asked.body) == (f"{HOST}/s?pageSize=15", b"pageIndex=2&channel_id=8a-1")


@pytest.mark.parametrize(
    ("address", "number", "size"),
    [
        ("/s?page=4&_pageSize=15", 4, 15),
        ("/s?pageIndex=0&rows=8", 0, 8),
        ("/s?startrecord=46&endrecord=60", 4, 15),
        ("/s?startrecord=20&endrecord=1", None, None),
        ("/s?page=x&size=-1", None, None),
        ("/s", None, None),
    ],
)
def test_what_a_request_says_of_itself(address: str, number: int | None, size: int | None) -> None:
    assert (page_number(HOST + address), page_size(HOST + address)) == (number, size)


@given(st.text(max_size=40))
def test_no_query_breaks_the_reading(query: str) -> None:
    address = f"{HOST}/s?{query}"
    assert page_number(address) is None or next_request(address) != address
