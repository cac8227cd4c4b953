"""Reports that are only a file on their page: which file, and that it is fetched under the page's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from places import FILL, Place

from scraper.attachments import attached_report
from scraper.sites import ListText

PAGE = "http://www.xx.gov.cn/art/2024/1/9/art_7_1.html"
TITLE = "甲县教育局2023年政府信息公开工作年度报告"
NAMED = f"<p>附件：<a href='/attach/1.pdf'>{TITLE}.pdf</a></p>"
NUMBERS = "<table><tr><td>规章</td><td>0</td></tr><tr><td>许可</td><td>12</td><td>3</td></tr></table>"
LAYOUT = (
    "<table><tr><td>首页</td><td>2024</td></tr><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>"
)


def attached(body: str, title: str | None = TITLE) -> str | None:
    link = attached_report(ListText(PAGE, f"<h1>{TITLE}</h1>{body}"), title)
    return link.url.removeprefix("http://www.xx.gov.cn") if link else None


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (NAMED, "/attach/1.pdf"),
        (LAYOUT.format(NAMED), "/attach/1.pdf"),
        ("<a href='/upload/2023年年报.docx'>点击下载</a>", "/upload/2023%E5%B9%B4%E5%B9%B4%E6%8A%A5.docx"),
        ("<a href='P0202401.doc'>附件1</a>", "/art/2024/1/9/P0202401.doc"),
        (
            "<a href='/module/download/downfile.jsp?classid=0&filename=0a.pdf'>年度报告</a>",
            "/module/download/downfile.jsp?classid=0&filename=0a.pdf",
        ),
        ("<span id='appendix'><a oldsrc='/P020.wps'>政府信息公开年报</a></span>", "/P020.wps"),
        ("<iframe src='/pdfjs/web/viewer.html?file=/attach/2.pdf'></iframe>", "/attach/2.pdf"),
        ("<embed src='/attach/3.pdf' type='application/pdf'>", "/attach/3.pdf"),
        ("<div class='wp_pdf_player' pdfsrc='/_upload/4.pdf'></div>", "/_upload/4.pdf"),
        (NAMED + f"<a href='/attach/1.docx'>{TITLE}.docx</a>", "/attach/1.pdf"),  # twice the same
        (NAMED + "<a href='/attach/2.doc'>依申请公开申请表</a>", "/attach/1.pdf"),
    ],
)
def test_the_file_that_is_the_report_is_told(body: str, url: str) -> None:
    assert attached(body) == url


@pytest.mark.parametrize(
    "body",
    [
        "",
        NUMBERS + NAMED,  # the page itself is the report
        LAYOUT.format(NUMBERS) + NAMED,
        "<a href='/attach/1.pdf'>甲县教育局2022年政府信息公开工作年度报告.pdf</a>",  # of another year
        "<a href='/attach/1.pdf'>2023年法治政府建设年度报告</a>",
        "<a href='/attach/1.pdf'>甲县水务公司2023年年度报告</a>",
        "<a href='/attach/1.pdf'>依申请公开申请表</a>",
        "<a href='/attach/1.pdf'>附件1</a><a href='/attach/2.pdf'>附件2</a>",
        "<a href='/attach/1.pdf'>甲局2023年信息公开年报</a><a href='/attach/2.pdf'>乙局2023年公开年报</a>",
        "<a href='/download/index.html'>下载</a>",
        f"<a href='/art/2.html'>{TITLE}</a>",
        "<embed src='/attach/3.mp4'>",
    ],
)
def test_where_no_file_is_the_report_none_is_told(body: str) -> None:
    assert attached(body) is None


@pytest.fixture
def place(site: Any, tmp_path: Path, time: Any) -> Place:
    place = Place(site, tmp_path, time)
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page("/nb/", {"/nb/1.html": TITLE}, title="政府信息公开年报")
    place.page("/nb/1.html", title=TITLE, more=NAMED)
    site.routes["/attach/1.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 " + FILL.encode())
    return place


def test_the_file_is_kept_beside_its_page_and_under_its_name(place: Place) -> None:
    place.crawl()
    assert place.kept() == {"/nb/1.html", "/attach/1.pdf"}
    (file,) = (found for found in place.archive.captures() if found.url.endswith(".pdf"))
    assert (file.hints.link_title, file.hints.column) == (TITLE, "政府信息公开年报")


def test_robots_txt_holds_for_the_file(place: Place) -> None:
    place.site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /attach/\n")
    summary = place.crawl()
    assert place.kept() == {"/nb/1.html"}
    assert "/attach/1.pdf" not in place.site.paths()
    assert summary.refused == 1


def test_a_file_on_another_site_is_refused_and_told(place: Place) -> None:
    place.page("/nb/1.html", title=TITLE, more=NAMED.replace("/attach", "http://other.example/attach"))
    summary = place.crawl()
    assert (place.kept(), summary.refused) == ({"/nb/1.html"}, 1)


def test_the_file_of_a_page_that_is_unchanged_is_asked_for_again(place: Place) -> None:
    kept = place.site.routes["/nb/1.html"]
    place.site.routes["/nb/1.html"] = [(200, {**kept[1], "ETag": '"1"'}, kept[2]), (304, {}, b"")]
    place.crawl()
    place.crawl()
    assert place.site.paths().count("/nb/1.html") == 2
    assert place.site.paths().count("/attach/1.pdf") == 2
