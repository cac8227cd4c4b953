"""What a crawl makes of obstacles on lists, and of pages that only look like the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.sources import Source

LONG = "某" * 1000
POLITE = CrawlSettings(contact=None, delay_min=0.0)
MORE = "<a href='/nb/p2.html'>下一页</a>"


def title(number: int) -> str:
    return f"第{number}局2022年政府信息公开工作年度报告"


def listing(*numbers: int, more: str = "") -> str:
    rows = "".join(f"<li><a href='/nb/r{n}.html'>{title(n)}</a></li>" for n in numbers)
    return f"<title>政府信息公开年报</title><ul>{rows}</ul>{more}<p>{LONG}</p>"


@pytest.fixture
def column(site: Any) -> str:
    """A list of two pages."""
    for n in range(4):
        site.page(f"/nb/r{n}.html", f"<title>{title(n)}</title><p>{LONG}</p>")
    site.page("/nb/p2.html", listing(2, 3))
    return str(site.page("/nb/", listing(0, 1, more=MORE)))


@pytest.fixture
def run(tmp_path: Path, time: Any) -> Any:
    def crawl_it(*urls: str) -> CrawlSummary:
        return crawl(
            [Source(url) for url in urls],
            archive=Archive(tmp_path / "archive"),
            frontier=tmp_path / "f.sqlite",
            settings=POLITE,
            clock=time.clock,
        )

    return crawl_it


CLOSED = "<h1>网站维护中，请稍后访问</h1>"
GONE = "<title>404</title><p>您访问的页面不存在</p>"
CAPTCHA = "<p>请完成安全验证</p><script src='/TCaptcha.js'></script>"


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        (CLOSED, "failed", "maintenance"),
        (GONE, "failed", "soft_404"),
        (CAPTCHA, "refused", "challenge_captcha"),
    ],
)
def test_a_list_that_is_none_is_told_and_not_taken_for_an_empty_one(
    site: Any, run: Any, column: str, text: str, state: str, reason: str
) -> None:
    site.page("/nb/", text)
    summary = run(column)
    assert (summary.stored, getattr(summary, state), summary.reasons) == (0, 1, ((reason, 1),))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [(CLOSED, (("maintenance", 1),)), (CAPTCHA, (("challenge_captcha", 1),)), (GONE, ())],
)
def test_on_a_second_page_only_what_is_gone_is_the_end_of_the_column(
    site: Any, run: Any, column: str, text: str, reasons: object
) -> None:
    site.page("/nb/p2.html", text)
    summary = run(column)
    assert (summary.stored, summary.reasons) == (2, reasons)


def test_a_site_closed_for_a_while_is_asked_again_an_hour_later(
    site: Any, run: Any, column: str, time: Any
) -> None:
    site.page("/nb/r1.html", CLOSED)
    assert run(column).reasons == (("maintenance", 1),)
    site.page("/nb/r1.html", f"<title>{title(1)}</title><p>{LONG}</p>")
    time.seconds += 3601
    assert run(column).stored == 1


@pytest.mark.parametrize("answers", ["index of another column", "another report"])
def test_a_burst_that_is_answered_with_an_index_stores_no_index(
    site: Any, run: Any, column: str, answers: str
) -> None:
    links = "".join(f"<li><a href='/x/{n}.html'>关于第{n}号文件的通知公告</a></li>" for n in range(40))
    if answers == "another report":  # not ours to judge: the parser has the last word
        site.page("/nb/r1.html", f"<title>{title(7)}</title>{links}<p>{LONG}</p>")
        assert run(column).stored == 4
    else:
        site.page("/nb/r1.html", f"<title>通知公告</title><ul>{links}</ul><p>版权所有</p>")
        assert run(column).reasons == (("index_page", 1),)


def test_an_article_that_is_sent_to_a_check_of_the_same_host_is_refused(
    site: Any, run: Any, column: str
) -> None:
    site.page("/waf/verify.html?back=/nb/r1.html", f"<p>{LONG}</p>")
    site.routes["/nb/r1.html"] = (302, {"Location": "/waf/verify.html?back=/nb/r1.html"}, b"")
    summary = run(column)
    assert (summary.stored, summary.reasons) == (3, (("challenge_redirect", 1),))
