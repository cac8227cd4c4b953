"""JSON answers: rows by their fields, the next page, and where the list ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraper.sites.answers import read_answer
from scraper.sites.base import Link, ListPage, ListText

API = "http://www.xx.gov.cn/api/list?page={}&pageSize={}"
COLUMN = "http://www.xx.gov.cn/zwgk/nb/index.html"


def read(
    value: Any, page: int = 1, size: int = 2, url: str | None = None, column: str | None = None
) -> ListPage:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shown = read_answer(ListText(url or API.format(page, size), text, column), "x")
    assert shown is not None
    return shown


ROW = {"title": "某局2023年政府信息公开年报", "url": "/1.html"}
OTHER = {"title": "某镇2023年政府信息公开年报", "url": "/2.html"}


@pytest.mark.parametrize(
    "value",
    [
        [ROW, OTHER],
        {"data": {"results": [ROW, OTHER], "total": 9}},
        {"page": {"content": [ROW, OTHER]}, "facets": [{"name": "全部", "count": 3}]},
        {"data": json.dumps({"list": [ROW, OTHER]})},
        {"code": 0, "result": {"records": [{"doc": 1, **ROW}, OTHER, "more"]}},
        {"rows": [{"TITLE": row["title"], "LINK_URL": row["url"]} for row in (ROW, OTHER)]},
        {"rows": [{"name": row["title"], "href": row["url"]} for row in (ROW, OTHER)]},
        {"rows": [{**row, "attachment": [{"name": "附件", "url": "/a.doc"}]} for row in (ROW, OTHER)]},
        "cb(" + json.dumps({"rows": [ROW, OTHER]}) + ");",
        str({"rows": [ROW, OTHER]}),
        "\ufeff" + json.dumps([ROW, OTHER]),
    ],
)
def test_rows_are_found_wherever_they_are(value: Any) -> None:
    assert [link.title for link in read(value).links] == [ROW["title"], OTHER["title"]]
    assert read(value).next_pages == (API.format(2, 2),)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": "<em>某局</em>年报"}, "某局年报"),
        ({"title": "&lt;em&gt;某局&lt;/em&gt;年报&nbsp;"}, "某局年报"),
        ({"title": "某局…", "realtitle": "某局年报"}, "某局年报"),
        ({"title": "", "docTitle": "某局年报"}, "某局年报"),
        ({"title": " 某局\n年报 \ud83d"}, "某局 年报"),
    ],
)
def test_titles_come_clean(fields: dict[str, str], title: str) -> None:
    assert read([{**fields, "url": "/1"}]).links[0].title == title


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"publishedTimeStr": "2024-01-09 10:00:00"}, "2024-01-09"),
        ({"display_date": 1704729600000}, "2024-01-09"),
        ({"date": 1704729600}, "2024-01-09"),
        ({"date": "1704733200"}, "2024-01-09"),
        ({"date": 1704729600, "expire_time": 9}, "2024-01-09"),
        ({"update_time": "2026-01-01", "pubDate": "20240109"}, "2024-01-09"),
        ({"create_time": "2020-01-01", "release_date": "2024/1/9"}, "2024-01-09"),
        ({"time": None}, None),
        ({"date": "去年"}, None),
        ({"date": True}, None),
    ],
)
def test_dates_in_seconds_milliseconds_or_words(fields: dict[str, Any], date: str | None) -> None:
    assert read([{**ROW, **fields}]).links[0].date == date


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/1.html", "http://www.xx.gov.cn/1.html"),
        ("./202401/1.html", "http://www.xx.gov.cn/zwgk/nb/202401/1.html"),
        ("//zw.xx.gov.cn/1.html", "http://zw.xx.gov.cn/1.html"),
        ("https://zw.xx.gov.cn/1.html?a=1&amp;b=2", "https://zw.xx.gov.cn/1.html?a=1&b=2"),
        (" /a b.html ", "http://www.xx.gov.cn/a%20b.html"),
    ],
)
def test_addresses_start_from_the_column_that_the_script_runs_on(url: str, address: str) -> None:
    shown = read([{**ROW, "url": url}], url="http://api.xx.gov.cn/s?page=1", column=COLUMN)
    assert shown.links[0].url == address


def test_rows_without_an_address_are_told_and_markup_in_them_is_no_row() -> None:
    shown = read([ROW, {"title": "某镇年报", "url": None, "content": "<li><a href='/x'>年报</a></li>"}])
    assert [link.url for link in shown.links] == ["http://www.xx.gov.cn/1.html"]
    assert shown.rows_lost == ("某镇年报",)


def test_a_list_of_which_no_row_has_an_address_is_told_too() -> None:
    shown = read(
        {"menu": [{"name": "首页"}], "data": [{"title": "某镇年报", "id": 7}, {"title": "某局年报"}]}
    )
    assert (shown.links, shown.rows_lost) == ((), ("某镇年报", "某局年报"))


def test_markup_in_the_place_of_rows_is_read_as_markup() -> None:
    shown = read({"success": True, "data": {"html": "<ul><li><a href='/1.html'>某局年报</a></li></ul>"}})
    assert shown.links == (Link("http://www.xx.gov.cn/1.html", "某局年报"),)


@pytest.mark.parametrize(
    ("rows", "total", "page", "goes_on"),
    [
        (2, None, 1, True),
        (2, "2", 1, True),  # a total too low is not believed
        (2, 9999, 7, True),
        (1, None, 1, False),
        (1, 3, 1, True),  # a row was left out by the server: the page is short, the list is not
        (1, "3", 2, False),
        (0, 9999, 3, False),
        (0, None, 1, False),
    ],
)
def test_where_a_list_ends(rows: int, total: Any, page: int, goes_on: bool) -> None:
    shown = read({"total": total, "list": [ROW, OTHER][:rows]}, page)
    assert bool(shown.next_pages) is goes_on


def test_a_request_that_names_no_page_has_no_next() -> None:
    assert read([ROW, OTHER], url="http://www.xx.gov.cn/api/7").next_pages == ()


@pytest.mark.parametrize(("page", "opens"), [(0, True), (1, True), (2, False)])
def test_only_the_first_answer_may_repeat_what_its_page_shows(page: int, opens: bool) -> None:
    assert read([ROW, OTHER], page).opens is opens


@pytest.mark.parametrize("text", ["", "<html></html>", "出错了", "{", "null", "true", "404"])
def test_what_is_no_json_is_no_answer(text: str) -> None:
    assert read_answer(ListText("http://a.example/?page=1", text), "x") is None


@pytest.mark.parametrize(
    "value", [{}, [], {"code": 500, "msg": "错误"}, {"data": None}, [[[]]], {"a": [1, "b"]}]
)
def test_answers_without_rows_are_empty_lists(value: Any) -> None:
    assert read(value) == ListPage((), (), "x", opens=True)


@pytest.mark.parametrize(
    ("rows", "total", "page", "goes_on"),
    [
        (8, 30, 1, True),
        (8, 28, 2, True),  # as many as are left, if the pages before were whole
        (8, None, 1, True),
        (8, 0, 3, True),
        (8, 8, 1, False),
        (4, 0, 3, False),
        (20, 20, 1, True),
    ],
)
def test_servers_that_give_fewer_rows_than_they_are_asked_for(
    rows: int, total: int | None, page: int, goes_on: bool
) -> None:
    listed = [{**ROW, "url": f"/{n}.html"} for n in range(rows)]
    assert bool(read({"total": total, "results": listed}, page, size=20).next_pages) is goes_on


def test_rows_that_lead_nowhere_are_no_rows_where_others_lead_on() -> None:
    years = [{"name": str(year), "title": str(year), "url": "#"} for year in range(2008, 2026)]
    shown = read({"data": {"agg": years, "results": [ROW, OTHER]}})
    assert [link.title for link in shown.links] == [ROW["title"], OTHER["title"]]
    page = read([{**ROW, "url": "#/detail/7"}])
    assert [link.url for link in page.links] == ["http://www.xx.gov.cn/api/list?page=1&pageSize=2#/detail/7"]
