"""From the running site to the dataset, compared with the truth: crawl, build, change the site, again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

import parsers
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from gongkai.samplesite import SampleSite
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl

HOST = 1  # the county with the replaced report, the mixed form, the missing year and the real town
SETTINGS = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)


class Run:
    """One data folder, crawled and built several times while the site stays at its ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports: tuple[int, ...] | None = None

    def again(self, site: SampleSite) -> tuple[CrawlSummary, Dataset]:
        with site.serve(self.ports) as served:
            self.ports = served.ports
            origin = served.url(HOST, "/")
            sources = [source for source in served.sources if source.url.startswith(origin)]
            archive = Archive(self.folder / "archive")
            frontier = self.folder / "frontier.sqlite"
            summary = crawl(sources, archive=archive, frontier=frontier, settings=SETTINGS)
            self.requests = [target for _, target in served.requests]
        build(archive, self.folder / "dataset", parse=parsers.parse)
        return summary, open_dataset(self.folder)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def first(run: Run) -> tuple[CrawlSummary, Dataset, list[str]]:
    summary, dataset = run.again(SampleSite())
    frames = open_dataset(dataset.path.resolve())  # stays at this release when `current` moves on
    return summary, frames, run.requests


TRUTHS = [truth for truth in SampleSite().truth() if truth.host_index == HOST]


def test_every_report_of_the_county_is_found_once(first: tuple[CrawlSummary, Dataset, list[str]]) -> None:
    summary, dataset, requests = first
    assert (summary.stored, summary.failed, summary.refused) == (len(TRUTHS), 0, 0)
    assert {truth.path for truth in TRUTHS} <= set(requests)
    assert max(requests.count(truth.path) for truth in TRUTHS) == 1
    reports = dataset.reports()
    named = sorted(zip(reports["organization_id"], reports["year"], strict=True))
    assert named == sorted((truth.organization_id, truth.year) for truth in TRUTHS)


def test_near_misses_are_left_alone(first: tuple[CrawlSummary, Dataset, list[str]], run: Run) -> None:
    _, _, requests = first
    kept = Archive(run.folder / "archive").captures(kinds=("register",))
    registers = {urlsplit(capture.url).path for capture in kept}
    assert len(registers) == len({truth.year for truth in TRUTHS})
    reports = {truth.path for truth in TRUTHS}
    articles = {target for target in requests if "/t20" in target}
    assert articles - registers == reports


def test_the_dataset_says_what_the_pages_say(first: tuple[CrawlSummary, Dataset, list[str]]) -> None:
    _, dataset, _ = first
    cells = dataset.cells().merge(dataset.reports()[["report_id", "organization_id"]], on="report_id")
    found = cells.set_index(["organization_id", "year", "indicator"])[["value", "status"]].to_dict("index")
    for truth in TRUTHS:
        for indicator, value in truth.cells.items():
            cell = found[truth.organization_id, truth.year, indicator]
            assert cell["status"] == ("blank" if value is None else "published"), (truth.path, indicator)
            assert pd.isna(cell["value"]) if value is None else cell["value"] == value


def test_a_report_that_was_replaced_is_kept_in_both_versions(
    first: tuple[CrawlSummary, Dataset, list[str]], run: Run
) -> None:
    _, before, _ = first
    summary, after = run.again(SampleSite(state=2))
    assert (summary.stored, summary.unchanged) == (1, len(TRUTHS) - 1)
    assert len(after.reports()) == len(before.reports()) + 1
    old = after.reports().dropna(subset=["superseded_by"])
    assert list(old["organization"]) == ["鹭洲县教育局"]
    body = ["990102:教育局", 2023]
    total = "requests_received_total"
    numbers = [
        frame.set_index(["organization_id", "year"]).loc[tuple(body), total]
        for frame in (before.indicators(), after.indicators())
    ]
    assert numbers[1] == numbers[0] + 1


def test_what_nobody_published_is_not_there(first: tuple[CrawlSummary, Dataset, list[str]]) -> None:
    _, dataset, _ = first
    frame = dataset.indicators().set_index("organization_id")
    assert sorted(frame.loc["990102:苇湾镇人民政府", "year"]) == [2019, 2020, 2021, 2023, 2024]
