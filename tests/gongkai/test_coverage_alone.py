"""Coverage is of the archive alone: a site with faults, a frontier that is lost, the same table."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import parsers
from gongkai.cli import main
from gongkai.load import open_dataset
from gongkai.pipeline import build
from gongkai.samplesite import SampleSite
from gongkai.samplesite.site import Page
from scraper.archive import Archive
from scraper.clock import Clock
from scraper.crawl import CrawlSettings, crawl
from scraper.warc_check import check_archive

SETTINGS = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0, delay_factor=0.0)
TRUTHS = [truth for truth in SampleSite().truth() if truth.allowed]
CLOSED = 2  # the county whose reports are all refused, until it is left
GONE = "<title>404</title><p>对不起，页面不存在</p>".encode()
FAULTS = {
    "http_404": (404, b"<p>404</p>"),
    "http_410": (410, b""),
    "http_503": (503, b""),
    "soft_404": (200, GONE),
    "empty_body": (200, b" "),
    "unreachable": None,
}


class Time:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> Clock:
        return Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        self.seconds += 1e-6
        return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


class FaultySite(SampleSite):
    """The sample site, where one report of a county has each fault, and another county closes its door."""

    def __init__(self) -> None:
        super().__init__()
        open_ = [truth for truth in TRUTHS if truth.host_index != CLOSED and not truth.path.endswith("pdf")]
        self.faults = {
            (one.host_index, one.path): word for one, word in zip(open_[3::5], FAULTS, strict=False)
        }
        self.closed = {(one.host_index, one.path) for one in TRUTHS if one.host_index == CLOSED}

    def page(self, host_index: int, target: str) -> Page:
        page = super().page(host_index, target)
        if (host_index, target) in self.closed:
            return replace(page, status=412, body=b"<script>x</script>")
        word = self.faults.get((host_index, target))
        if word is None:
            return page
        if FAULTS[word] is None:
            raise ConnectionResetError
        status, body = FAULTS[word]
        return replace(page, status=status, body=body)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faulty") / "data"


@pytest.fixture(scope="module")
def ends(data: Path) -> dict[str, str]:
    """How each address that was not had ended, by the crawl's own word."""
    site = FaultySite()
    with site.serve() as served:
        archive = Archive(data / "archive")
        summary = crawl(
            served.sources,
            archive=archive,
            frontier=data / "state" / "frontier.sqlite",
            settings=SETTINGS,
            clock=Time().clock(),
        )
        faults = {served.url(*place): word for place, word in site.faults.items()}
    build(archive, data / "dataset", parse=parsers.parse)
    ends = dict(summary.unfetched)
    assert {url: ends.get(url) for url in faults} == faults
    return ends


def test_every_address_that_was_not_had_says_why_in_coverage(data: Path, ends: dict[str, str]) -> None:
    coverage = open_dataset(data).coverage()
    told = dict(zip(coverage["url"], zip(coverage["state"], coverage["reason"], strict=True), strict=True))
    assert len({*ends.values()} & {*FAULTS, "site_left", "challenge_412"}) == len(FAULTS) + 2
    reports = {truth.path for truth in SampleSite().truth()}
    missed = {url: reason for url, reason in ends.items() if f"/{url.split('/', 3)[3]}" in reports}
    assert len(missed) >= len(FAULTS) + SETTINGS.max_refusals + 2
    for url, reason in missed.items():
        state = "refused" if reason in ("challenge_412", "robots_disallow") else "found"
        assert told[url] == (state, reason), url
    assert "not_fetched" not in set(coverage["reason"])


def status_of(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--data", str(data), "status", "--json"]) == 0
    _, *bodies = capsys.readouterr().out.splitlines()  # the first line counts what the queue holds
    assert len(bodies) > 50
    return "\n".join(bodies)


def test_without_the_frontier_the_table_is_the_same_byte_for_byte(
    data: Path, ends: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    table = data / "dataset" / "current" / "coverage.parquet"
    before, shown = table.read_bytes(), status_of(data, capsys)
    for name in ("state", "dataset"):
        shutil.rmtree(data / name)
    (data / "archive" / "index.cdxj").unlink()
    assert main(["--data", str(data), "--quiet", "--workers", "1", "build"]) in (0, 1)
    assert table.read_bytes() == before
    assert status_of(data, capsys) == shown


def test_misses_are_verified_like_any_record(data: Path, ends: dict[str, str]) -> None:
    faults: list[object] = []
    kinds = dict(check_archive(data / "archive", faults.append).captures)
    assert not faults
    assert kinds["failure"] + kinds["refusal"] == len(ends)
