"""Lonsun: the third section of every organ, pages by `pageIndex`."""

from __future__ import annotations

import pytest

from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
COLUMN = f"{HOST}/zfxxgk/public/column/6001?type=3&action=list"
ROWS = "<ul><li><a href='/zfxxgk/public/6001/7.html'>某局2023年政府信息公开年报</a></li></ul>"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text))


@pytest.mark.parametrize(
    ("link", "column"),
    [
        ("/public/column/29601?type=4&catId=77&action=list", "/public/column/29601?type=3&action=list"),
        ("/public/column/29601?type=4&action=list&nav=3", "/public/column/29601?type=3&action=list&nav=3"),
        ("/public/column/29601", "/public/column/29601?type=3&action=list"),
        ("/public/column/29601/?type=2", "/public/column/29601/?type=3&action=list"),
        ("/zfxxgk/public/column/29601?type=3", "/zfxxgk/public/column/29601?type=3"),
    ],
)
def test_every_organ_leads_to_its_reports(link: str, column: str) -> None:
    shown = read(f"<a href='{link}'>县教育局</a>", f"{HOST}/zfxxgk/")
    assert shown.family == "lonsun"
    assert [(found.url, found.title) for found in shown.columns] == [
        (HOST + column, "县教育局政府信息公开年报")
    ]


def test_an_organ_stands_once_and_as_the_page_itself_links_to_its_reports() -> None:
    page = (
        "<a href='/public/column/1?type=2'>政府信息公开指南</a><a href='/public/column/1?type=4'>目录</a>"
        "<a href='/public/column/1?type=3&nav=2'>政府信息公开年报</a>"
    )
    shown = read(page, f"{HOST}/")
    assert [(link.url, link.title) for link in shown.columns] == [
        (f"{HOST}/public/column/1?type=3&nav=2", "政府信息公开年报")
    ]
    assert read(page, f"{HOST}/public/column/1?type=3").columns == ()


@pytest.mark.parametrize(
    ("pager", "url", "following"),
    [
        ("<script>Ls.pagination('#p', {pageIndex: 1, pageCount: 3})</script>", "", "&pageIndex=2"),
        ('<script>Ls.pagination({"totalPage": "3"})</script>', "&pageIndex=2", "&pageIndex=3"),
        ("<script>Ls.pagination({pageCount:3})</script>", "&pageIndex=3", None),
        ("<script>Ls.pagination({pageCount:1})</script>", "", None),
        ("<script>Ls.pagination({total: 25, pageSize: 10})</script>", "&pageIndex=2", "&pageIndex=3"),
        ("<script>Ls.pagination({total: 20, pageSize: 10})</script>", "&pageIndex=2", None),
        ("<script>Ls.pagination(setup)</script>", "", "&pageIndex=2"),
        ("<p>共 2 页</p>", "", "&pageIndex=2"),
        ("", "", None),
    ],
)
def test_pages_are_counted_where_a_script_draws_the_pager(
    pager: str, url: str, following: str | None
) -> None:
    shown = read(ROWS + pager, COLUMN + url)
    assert shown.next_pages == ((COLUMN + following,) if following else ())


def test_a_printed_link_to_the_next_page_goes_before_counting() -> None:
    pager = "<a href='?type=3&action=list&pageIndex=2&x=1'>下一页</a><script>page({pageCount:9})</script>"
    assert read(ROWS + pager).next_pages == (f"{COLUMN}&pageIndex=2&x=1",)


@pytest.mark.parametrize("url", [f"{COLUMN}&pageIndex=x", f"{COLUMN}&pageIndex="])
def test_an_odd_number_counts_as_the_first_page(url: str) -> None:
    assert len(read(ROWS + "<p>共2页</p>", url).next_pages) == 1


def test_ordinary_columns_of_such_a_site_are_paged_in_the_same_way() -> None:
    url = f"{HOST}/content/column/6785?pageIndex=2"
    shown = read("<a href='/content/article/12.html'>某局年报</a><p>共5页</p>", url)
    assert shown.next_pages == (f"{HOST}/content/column/6785?pageIndex=3",)


def test_a_page_without_such_addresses_is_of_another_family() -> None:
    assert read("<a href='/public/1/2.html'>某局</a>", f"{HOST}/zwgk/").family == "anchors"
