"""The showList family and the platform before it."""

from __future__ import annotations

import pytest

from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
ROW = "<li><a href='/OpennessContent/show/7.html'>某局2023年政府信息公开年报</a></li>"
OLD = f"{HOST}/xxgk/opennessTarget/?branch_id=57b5e1ae&column_code=10000&tag="
OLD_ROW = "<a href='/xxgk/openness/detail/content/{}.html'>某局{}</a>"


def read(text: str, url: str) -> ListPage:
    return read_list(ListText(url, text))


@pytest.mark.parametrize(
    "path",
    ["/OpennessContent/showList/1038/77/", "/BranchOpennessContent/showList/10395/0/", "/News/showList/5/"],
)
@pytest.mark.parametrize(
    ("pager", "number", "following"),
    [
        ("<script>laypage({pages: 3})</script>", 1, 2),
        ("<script>laypage({pages: '3'})</script>", 3, None),
        ("<span>共3页</span>", 2, 3),
        ("<span>2/3页</span>", 2, 3),
        ("<a href='page_2.html'>下一页</a>", 1, 2),
        ("<b>1</b><a href='page_2.html'>2</a>", 1, 2),
        ("<a href='javascript:next()'>下一页</a>", 4, 5),
        ("", 1, None),
    ],
)
def test_pages_count_from_one(path: str, pager: str, number: int, following: int | None) -> None:
    shown = read(f"<ul>{ROW}</ul><div>{pager}</div>", f"{HOST}{path}page_{number}.html?dataType=x")
    if following is None:
        assert (shown.family, shown.next_pages) == ("showlist", ())
    else:
        assert shown.next_pages[0].partition("?")[0] == f"{HOST}{path}page_{following}.html"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        (f"{OLD}&page=1", f"{OLD}&page=2"),
        (OLD, f"{OLD}&page=2"),
        (f"{OLD}&page=2&x=1", f"{OLD}&page=3&x=1"),
        (f"{OLD}&page=3", None),
    ],
)
def test_the_older_platform_counts_in_its_query(url: str, following: str | None) -> None:
    shown = read(OLD_ROW.format("a", 1) + "<p>共3页</p>", url)
    assert shown.next_pages == ((following,) if following else ())


def test_an_article_and_its_mobile_form_are_one() -> None:
    mobile = OLD_ROW.replace("/openness/", "/mobileOpenness/")
    page = OLD_ROW.format("a", 1) + mobile.format("a", 1) + mobile.format("b", 2)
    assert [link.url.rpartition("/xxgk/")[2] for link in read(page, OLD).links] == [
        "openness/detail/content/a.html",
        "mobileOpenness/detail/content/b.html",
    ]


def test_a_page_without_rows_has_no_next() -> None:
    assert read("<span>共9页</span>", f"{HOST}/News/showList/5/page_1.html").next_pages == ()
