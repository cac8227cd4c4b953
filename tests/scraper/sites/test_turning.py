"""Requests for the next page: one number higher, and nothing else changed."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.posting import FORM, JSON, post_address, read_request
from scraper.sites.fields import with_fields
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
            "/s?paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A%2215%22%7D",
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


OTHER_PAIRS = st.sampled_from(
    (
        *("id=7", "id=", "Empty", "q=%e5%B9%b4", "q=%E5%B9%B4", "name=%D6%D0+x", "id=%37", "id=007", "a=b=c"),
        *("p1=3", "%66ilter%5Bid%5D=3", "year=2023", "x=%7B%22a%22%3A+1%7D", "page=-2", "page=", "t=1e3"),
        *(
            "channelid=20230",
            "pageSize=15",
            "PAGESIZE=15",
            "rows=%31%35",
            "page=x",
            "dept=[1,2]",
            "page_=2.5",
        ),
    )
)
PAGE_NAMES = st.sampled_from(
    ("page", "pageNo", "PageIndex", "cur_page", "p%61ge", "pager.pageNo", "page%5Bpage%5D")
)


@given(
    before=st.lists(OTHER_PAIRS, max_size=5),
    after=st.lists(OTHER_PAIRS, max_size=5),
    name=PAGE_NAMES,
    number=st.integers(0, 9998),
    is_posted=st.booleans(),
)
def test_the_next_page_differs_in_its_number_alone(
    before: list[str], after: list[str], name: str, number: int, *, is_posted: bool
) -> None:
    asked, following = ("&".join([*before, f"{name}={n}", *after]) for n in (number, number + 1))
    if is_posted:
        pages = [post_address(f"{HOST}/s?Id=%37", pairs.encode(), FORM) for pairs in (asked, following)]
    else:
        pages = [f"{HOST}/S.jsp?{pairs}#/a" for pairs in (asked, following)]
    assert (page_number(pages[0]), next_request(pages[0])) == (number, pages[1])


SPACE = st.sampled_from(("", " ", "\n\t", "  "))
OTHER_MEMBERS = st.sampled_from(
    (
        *(
            '"id":7',
            '"page" : null',
            '"page":1.0',
            '"page":-3',
            '"q":"年\\u5e74\\"2\\""',
            '"a":[1,"2",{"b":3}]',
        ),
        *(
            '"page":[4]',
            '"page":{"id":1}',
            '"size":"15"',
            '"page":true',
            '"\\u5e74":""',
            '"q":"{\\"id\\": 7}"',
        ),
    )
)


@given(
    members=st.lists(OTHER_MEMBERS, max_size=5),
    at=st.integers(0, 5),
    space=SPACE,
    number=st.integers(0, 9998),
)
@pytest.mark.parametrize(
    "member",
    [
        '"pageNo":{}',
        '"pageNo": "{}"',
        '"a":{{"pageIndex" :{}}}',
        r'"b":"{{\"x\":1, \"page\" : \"{}\"}}"',
        '"current":{}',
    ],
)
def test_the_next_page_of_json_differs_in_its_number_alone(
    members: list[str], at: int, space: str, number: int, member: str
) -> None:
    bodies = []
    for written in (member.format(number), member.format(number + 1)):
        all_members = [*members[:at], written, *members[at:]]
        bodies.append(f"{space}{{{space}{f'{space},'.join(all_members)}{space}}}")
    posted = [post_address(f"{HOST}/s", body.encode(), JSON) for body in bodies]
    assert next_request(posted[0]) == posted[1]
    queried = [f"{HOST}/s?f={quote(body)}&z=%37" for body in bodies]
    assert next_request(queried[0]) == queried[1]


@pytest.mark.parametrize(
    ("asked", "following"),
    [
        ("/s?start=20&limit=20", "/s?start=40&limit=20"),
        ("/s?offset=0&rows=15", "/s?offset=15&rows=15"),
        ("/s?startRow=16&pageSize=15", "/s?startRow=31&pageSize=15"),
        ("/s?page=2&start=20&limit=20", "/s?page=3&start=40&limit=20"),
        ("/s?startrecord=61&endrecord=105&perpage=15", "/s?startrecord=106&endrecord=150&perpage=15"),
        ("/s?page=01&p=2", "/s?page=02&p=2"),
        ("/s?p=3&page=3", "/s?p=4&page=4"),
        ("/s?p=3&page=1", "/s?p=3&page=2"),
        ("/s?page=0", "/s?page=1"),
        ("/s?page=2&page=2", "/s?page=3&page=3"),
        ("/s?nb_pageIndex=2&pageCountEvery=3", "/s?nb_pageIndex=3&pageCountEvery=3"),
        ("/s?page[number]=2&page[size]=9", "/s?page[number]=3&page[size]=9"),
        ("/s?page=-1", None),
        ("/s?page=20230101", None),
        ("/s?start=20200101&limit=20", None),
        ("/s?start=2020&end=2021", None),
        ("/s?start=7&limit=20", None),
        ("/s?start=20", None),
        ("/s?offset=20&limit=0", None),
        ("/#/list?page=2", None),
    ],
)
def test_what_turns_and_what_does_not(asked: str, following: str | None) -> None:
    assert next_request(HOST + asked) == (HOST + following if following else None)


def test_a_form_in_another_encoding_keeps_its_bytes() -> None:
    body = "name=年报&page=9".encode("gbk")
    asked = read_request(next_request(post_address(f"{HOST}/s", body, FORM)) or "")
    assert asked.body == "name=年报&page=10".encode("gbk")


def test_a_field_is_the_same_however_its_name_is_written() -> None:
    assert with_fields(f"{HOST}/s?filter[id]=1&p%61ge=1", {"filter[id]": "2", "page": "3"}) == (
        f"{HOST}/s?filter[id]=2&p%61ge=3"
    )
    assert with_fields(f"{HOST}/s#/top", {"page": "3"}) == f"{HOST}/s?page=3#/top"


@given(st.text(max_size=40))
def test_no_query_breaks_the_reading(query: str) -> None:
    address = f"{HOST}/s?{query}"
    assert page_number(address) is None or next_request(address) != address
