from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import handmade
import pytest
from handmade import NOON, document
from rich.console import Console

from gongkai.display import show_crawl, show_outcome, show_overview
from gongkai.pipeline import build
from gongkai.reading import Failure, Parsed
from gongkai.summary import Overview, look_at
from parsers.report import Code, Severity
from scraper.archive import Archive, Hints
from scraper.crawl import CrawlSummary

TOTAL = "requests_received_total"


@pytest.fixture
def overview(tmp_path: Path, fill: Callable[..., Archive]) -> Overview:
    replaced = document(findings=["flow", "row_lost"])
    fill({"http://a.example/1": replaced})
    fill(
        {"http://a.example/1": document(statuses={TOTAL: "missing"}, findings=["row_lost"])},
        at=NOON + timedelta(1),
    )
    fill({"http://a.example/2": document(year=2022, form="2021", findings=["row_lost", "row_lost"])})
    none = document(organization=None, form=None, year=None, findings=["not_a_report"])
    fill({"http://a.example/3": none}, hints=Hints())
    return look_at(build(fill({}), tmp_path / "dataset", parse=handmade.parse).release.path)


def shown(renderable: object) -> str:
    console = Console(width=160, no_color=True)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_only_the_newest_versions_are_counted(overview: Overview) -> None:
    assert (overview.versions, overview.reports, overview.organizations, overview.unnamed) == (4, 2, 1, 1)
    assert (overview.first_year, overview.last_year) == (2020, 2022)
    assert dict(overview.cells) == {
        "published": 197 + 200, "blank": 0, "unreadable": 0, "recovered": 0, "missing": 1,
    }  # fmt: skip
    assert overview.findings == (("not_a_report", "error", 1), ("row_lost", "warning", 3))
    assert overview.worst() is Severity.ERROR


def test_the_overview_is_words_for_a_person(overview: Overview) -> None:
    text = shown(show_overview(overview))
    assert "1 organisations x years 2020-2022: 2 organisation-years, from 4 versions" in text
    assert "1 documents do not say who reports." in text
    assert Code.NOT_A_REPORT.meaning in text
    assert "99.7%" in text


def test_a_release_without_findings_has_no_worst(tmp_path: Path, fill: Callable[..., Archive]) -> None:
    release = build(fill({"http://a.example/1": document()}), tmp_path, parse=handmade.parse).release
    assert look_at(release.path).worst() is None


def test_a_crawl_says_why_pages_were_refused() -> None:
    text = shown(show_crawl(CrawlSummary(1, 2, 3, 4, 5, 6, 7_000_000, False, (("robots_disallow", 3),))))
    assert (
        "1 new or changed reports, 2 unchanged, 5 list pages; 3 refused, 4 failed, 6 still queued; 7.0 MB"
        in text
    )
    assert "3 x robots_disallow" in text


def test_a_crawl_names_the_first_pages_that_were_not_fetched() -> None:
    pages = tuple((f"http://a.example/{number:02}", "robots_disallow") for number in range(12))
    reasons = (("robots_disallow", 12),)
    text = shown(show_crawl(CrawlSummary(1, 0, 12, 0, 1, 0, 7_000, False, reasons, pages)))
    assert "; 7 KB." in text
    assert "    http://a.example/09: robots_disallow\n    and 2 more, all in run_summary.json" in text
    assert "http://a.example/10" not in text


def test_a_crawl_names_families_where_they_say_more_than_the_count() -> None:
    alone = tuple((f"http://a.example/{number}", "robots_disallow") for number in range(2))
    several = (("http://b.example/1", "http_403"), ("http://c.d.example/1", "http_403"))
    reasons = (("http_403", 2), ("robots_disallow", 2))
    text = shown(show_crawl(CrawlSummary(1, 0, 4, 0, 1, 0, 7_000, False, reasons, alone + several)))
    assert "robots_disallow at" not in text
    assert "http_403 at b.example: 1 pages\n  http_403 at d.example: 1 pages" in text


def test_text_of_documents_is_never_read_as_colours() -> None:
    report = handmade.parse(document(organization="[red]局[/red]", statuses={TOTAL: "unreadable"}))
    text = shown(show_outcome(Parsed("[bold]a.txt", "id", report)))
    assert "[bold]a.txt" in text
    assert "[red]局[/red], 2020, form of 2019: 197 published, 1 unreadable" in text
    assert "[b]" in shown(show_outcome(Failure("a", "b", "[b]")))


def test_rows_stand_below_the_labels_of_their_groups() -> None:
    lines = [
        line.rstrip()
        for line in shown(show_outcome(Parsed("a", "id", handmade.parse(document())))).splitlines()
    ]
    above = lines.index("  （三）不予公开")
    assert lines[above + 1].startswith("    1.属于国家秘密")
    assert lines.count("三、本年度办理结果") == 1
    other = [line for line in lines if line.lstrip().startswith("（六）其他处理")]
    assert len(other) == 1


def test_only_the_signs_that_are_in_use_are_explained() -> None:
    text = shown(show_outcome(Parsed("a", "id", handmade.parse(document(statuses={TOTAL: "missing"})))))
    assert "? missing\n" in text
    assert "* recovered" not in text
