"""Lists that are reached over a script or a template, crawled from their column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.sources import Source

POLITE = CrawlSettings(contact=None, delay_min=0.0, delay_max=60.0)
CALL = "<script>$.getJSON('/api/list?page=1&size=2', draw)</script>"
LONG = "某" * 1000


def rows(*numbers: int, total: int = 9) -> bytes:
    found = [{"title": f"甲局{year}年政府信息公开工作年度报告", "url": f"/r{year}.html"} for year in numbers]
    return json.dumps({"total": total, "list": found}).encode()


@pytest.fixture
def column(site: Any) -> str:
    for year in range(2019, 2024):
        title = f"甲局{year}年政府信息公开工作年度报告"
        site.page(f"/r{year}.html", f"<html><title>{title}</title><p>{LONG}</p></html>")
    site.routes["/api/list?page=1&size=2"] = (200, {}, rows(2023, 2022))
    site.routes["/api/list?page=2&size=2"] = (200, {}, rows(2021, 2020))
    site.routes["/api/list?page=3&size=2"] = (200, {}, rows(2019, total=5))
    return site.page("/nb/", f"<html><title>政府信息公开年报</title>{CALL}<p>{LONG}</p></html>")


def run(column: str, folder: Path, time: Any) -> tuple[CrawlSummary, list[str]]:
    archive = Archive(folder / "archive")
    frontier = folder / "frontier.sqlite"
    summary = crawl([Source(column)], archive=archive, frontier=frontier, settings=POLITE, clock=time.clock)
    return summary, sorted(capture.url[-10:-5] for capture in archive.captures())


ALL = [f"r{year}" for year in range(2019, 2024)]


def years(found: list[str]) -> list[str]:
    return [name.strip("/") for name in found]


def test_rows_that_a_script_asks_for_are_fetched(site: Any, time: Any, tmp_path: Path, column: str) -> None:
    summary, found = run(column, tmp_path, time)
    assert (years(found), summary.failed) == (ALL, 0)
    asked = {name: headers for name, headers in site.requests if name.startswith("/api/")}
    assert len(asked) == 3
    assert {headers["Referer"] for headers in asked.values()} == {column}


def test_the_first_answer_may_repeat_what_the_page_shows(
    site: Any, time: Any, tmp_path: Path, column: str
) -> None:
    shown = "".join(
        f"<li><a href='/r{y}.html'>甲局{y}年政府信息公开工作年度报告</a></li>" for y in (2023, 2022)
    )
    site.page("/nb/", f"<html><title>政府信息公开年报</title>{shown}{CALL}<p>{LONG}</p></html>")
    assert years(run(column, tmp_path, time)[1]) == ALL


def test_a_template_of_a_few_bytes_is_no_shell(site: Any, time: Any, tmp_path: Path, column: str) -> None:
    site.page("/nb/", f"<html>{CALL}</html>")
    summary, found = run(column, tmp_path, time)
    assert (years(found), summary.refused) == (ALL, 0)


@pytest.mark.parametrize("text", ["<html><script>run()</script></html>", "<script>fetch('/token')</script>"])
def test_other_shells_of_a_few_bytes_are_still_refused(
    site: Any, time: Any, tmp_path: Path, column: str, text: str
) -> None:
    site.page("/nb/", text)
    assert run(column, tmp_path, time)[0].reasons == (("tiny_shell", 1),)


def test_a_column_whose_service_has_no_rows_is_an_error(
    site: Any, time: Any, tmp_path: Path, column: str
) -> None:
    site.routes["/api/list?page=1&size=2"] = (200, {}, rows(total=0))
    assert run(column, tmp_path, time)[0].reasons == (("empty_list", 1),)


def test_rows_without_an_address_are_told(site: Any, time: Any, tmp_path: Path, column: str) -> None:
    lost = [{"title": "乙局2023年政府信息公开工作年度报告", "url": None}]
    answer = json.loads(rows(2019, total=5)) | {}
    answer["list"] += lost
    site.routes["/api/list?page=3&size=2"] = (200, {}, json.dumps(answer).encode())
    summary, found = run(column, tmp_path, time)
    assert years(found) == ALL
    assert summary.reasons == (("no_address", 1),)


def test_addresses_start_from_the_column_and_not_from_the_service(
    site: Any, time: Any, tmp_path: Path, column: str
) -> None:
    answer = json.loads(rows(2023, 2022))
    answer["list"] = [{**row, "url": "." + row["url"]} for row in answer["list"]]
    site.routes["/api/list?page=1&size=2"] = (200, {}, json.dumps(answer).encode())
    for year in (2023, 2022):
        site.routes[f"/nb/r{year}.html"] = site.routes.pop(f"/r{year}.html")
    assert years(run(column, tmp_path, time)[1]) == ALL


def test_a_category_survives_a_redirect(site: Any, time: Any, tmp_path: Path, column: str) -> None:
    config = "<script>window._CONFIG = {SID: '2', TREE: []}</script>"
    site.routes["/gkmlpt/annualreport"] = (302, {"Location": "/x/gkmlpt/annualreport"}, b"")
    site.page("/x/gkmlpt/annualreport", f"<html><title>年报</title>{config}<p>{LONG}</p></html>")
    answer = json.dumps({"total": 2, "articles": json.loads(rows(2023, 2022))["list"]})
    site.routes["/x/gkmlpt/api/all/2629?page=1&sid=2"] = (200, {}, answer.encode())
    _, found = run(f"{site.url}/gkmlpt/annualreport#2629", tmp_path, time)
    assert years(found) == ["r2022", "r2023"]
