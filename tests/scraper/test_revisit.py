from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.frontier import Frontier, Known, Page
from scraper.revisit import CHINA, DAY, is_due, rest_of
from scraper.sources import Source

COLUMN = "http://a.xx.gov.cn/nb/"
LONG = "政府信息公开" * 100


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def page(kind: str, organization: str | None = None) -> Page:
    return Page("http://a.xx.gov.cn/1.html", kind, COLUMN, organization=organization)


@pytest.mark.parametrize(
    ("organization", "now", "days"),
    [
        ("溪云县统计局", "2024-01-20", 1),
        ("溪云县统计局", "2024-01-31", 1),
        ("溪云县统计局", "2024-02-10", 7),
        ("溪云县统计局", "2024-03-20", 60),
        ("溪云县人民政府", "2024-03-20", 1),
        ("溪云县人民政府", "2024-04-20", 7),
        ("溪云县人民政府", "2024-08-01", 60),
        (None, "2024-03-20", 1),
    ],
)
def test_a_column_is_looked_at_by_the_calendar(organization: str | None, now: str, days: int) -> None:
    long_ago = day("2020-01-01")
    assert rest_of(page("list", organization), long_ago, day(now)) == days * DAY


@pytest.mark.parametrize(
    ("changed", "days"),
    [("2024-07-31", 7), ("2024-04-23", 25), ("2020-01-01", 180)],
    ids=["lately", "", "long"],
)
def test_a_report_rests_the_longer_the_longer_it_has_not_changed(changed: str, days: int) -> None:
    assert rest_of(page("report"), day(changed), day("2024-08-01")).days == days


@pytest.mark.parametrize(
    ("state", "days_ago", "due"),
    [
        ("failed", 0, True),
        ("refused", 6, False),
        ("refused", 7, True),
        ("stored", 6, False),
        ("read", 6, False),
    ],
)
def test_what_failed_is_due_and_what_was_refused_rests_a_week(state: str, days_ago: int, due: bool) -> None:
    now = day("2024-08-01")
    seen = now - days_ago * DAY
    assert is_due(page("report"), state, seen, seen, now) is due
    assert is_due(page("report"), state, None, None, now)


def test_the_frontier_queues_what_is_due_and_what_is_new(tmp_path: Path) -> None:
    path, source = tmp_path / "frontier.sqlite", Source(COLUMN)
    old, fresh = (Page(f"http://a.xx.gov.cn/{name}.html", "report", COLUMN) for name in ("old", "fresh"))

    def run(now: datetime, changed: str | None) -> list[str]:
        with Frontier(path) as queue:
            queue.begin([source], now, partial(is_due, now=now))
            queue.add([old, fresh] if changed else [old, fresh, page("report")])
            asked = []
            while (one := queue.claim("xx.gov.cn")) is not None:
                asked.append(one.url.rsplit("/", 1)[1])
                digest = "same" if one.url == old.url else changed
                queue.finish(one.url, "read" if one.kind == "list" else "stored", known=Known(digest=digest))
            queue.end()
            return sorted(asked)

    assert run(day("2024-07-01"), "one") == ["", "fresh.html", "old.html"]
    assert run(day("2024-07-03"), "one") == []
    assert run(day("2024-07-08"), "two") == ["", "fresh.html", "old.html"]
    assert run(day("2024-12-01"), "two") == ["", "fresh.html", "old.html"]
    assert run(day("2024-12-12"), "two") == []
    assert run(day("2024-12-13"), None) == ["1.html"]


def test_a_crawl_of_what_is_due_knows_its_times_also_from_the_archive(
    tmp_path: Path, site: Any, time: Any
) -> None:
    links = ""
    for n in range(3):
        title = f"甲局{2019 + n}年政府信息公开工作年度报告"
        site.page(f"/nb/r{n}.html", f"<html><title>{title}</title><p>{LONG}</p></html>", ETag=f'"{n}"')
        links += f"<li><a href='r{n}.html'>{title}</a></li>"
    column = site.page("/nb/", f"<html><title>政府信息公开年报</title><ul>{links}</ul><p>{LONG}</p></html>")
    archive, frontier = Archive(tmp_path / "archive"), tmp_path / "frontier.sqlite"

    def run() -> CrawlSummary:
        settings = CrawlSettings(None, delay_min=0.0, delay_max=0.0, only_due=True)
        return crawl(
            [Source(column)], archive=archive, frontier=frontier, settings=settings, clock=time.clock
        )

    assert (run().stored, run().lists) == (3, 0)
    frontier.unlink()
    again = run()
    assert (again.stored, again.unchanged, again.lists, again.resting) == (0, 0, 0, 3)
    time.seconds += timedelta(days=400).total_seconds()
    assert run().unchanged == 3
