"""The sample site's whole history: three crawls and three releases, each table exactly as its truth says."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

import parsers
from gongkai.diffing import RESTATED, diff
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from gongkai.samplesite import SampleSite
from gongkai.samplesite.expected import COLUMNS, INDICATORS, expected_rows
from gongkai.samplesite.history import History, Place, Visit, version_key
from scraper.archive import Archive
from scraper.clock import Clock
from scraper.crawl import CrawlSettings, crawl

STARTS = tuple(datetime(2025, month, 1, 8, tzinfo=UTC) for month in (6, 9, 12))  # all is due by then
SETTINGS = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0, delay_factor=0.0)
TABLES = tuple(COLUMNS)


@dataclass
class Time:
    """Time that passes a little with each look, so that no two pages are met at one moment."""

    at: datetime

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=7)
        return self.at

    def clock(self) -> Clock:
        return Clock(now=self.now, monotonic=lambda: self.now().timestamp(), sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Run:
    """One data folder; `releases` and `visits` grow by one with each crawl."""

    folder: Path
    ports: tuple[int, ...] | None = None
    visits: list[Visit] = field(default_factory=list)
    releases: list[Dataset] = field(default_factory=list)

    def again(self, state: int, hosts: Sequence[int]) -> None:
        archive = Archive(self.folder / "archive")
        start = STARTS[state - 1]
        with SampleSite(state=state).serve(self.ports) as served:
            self.ports = served.ports
            sources = [source for source in served.sources if self.place(source.url)[0] in hosts]
            crawl(
                sources, archive=archive, frontier=self.folder / "frontier.sqlite", settings=SETTINGS,
                clock=Time(start).clock(),
            )  # fmt: skip
        reports = [one for one in archive.entries() if one.kind == "report" and one.fetched_at >= start]
        self.visits.append(Visit(state, {self.place(one.url): one.fetched_at for one in reports}))
        build(archive, self.folder / "dataset", parse=parsers.parse, store=self.folder / "store.sqlite")
        self.releases.append(open_dataset(open_dataset(self.folder).path.resolve()))

    def place(self, url: str) -> Place:
        parts = urlsplit(url)
        assert self.ports is not None
        assert parts.port is not None
        return self.ports.index(parts.port), parts.path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(tmp_path_factory.mktemp("history"))
    run.again(1, hosts=(0, 1, 2))
    run.again(2, hosts=(0, 1, 2))
    run.again(3, hosts=(2,))
    return run


@pytest.fixture(scope="module")
def histories(run: Run) -> list[History]:
    return [History(run.visits[: number + 1]) for number in range(3)]


def rows_of(run: Run, release: int, table: str) -> list[tuple[object, ...]]:
    """The rows of a table of a release, with versions and addresses named as the truth names them."""
    dataset = run.releases[release]
    frame: pd.DataFrame = getattr(dataset, table)()
    frame = frame[list(COLUMNS[table])].astype(object)
    keys = keys_of(run, dataset)
    for column in {"report_id", "next_report_id", "superseded_by", "same_as", "replaced"} & set(frame):
        frame[column] = frame[column].map(keys, na_action="ignore")
    if "url" in frame:
        frame["url"] = frame["url"].map(run.place, na_action="ignore")
    return list(frame.itertuples(index=False, name=None))


def keys_of(run: Run, dataset: Dataset) -> Mapping[str, str]:
    """The name in the truth of each version: its address and the state in which it was first seen."""
    keys: dict[str, str] = {}
    for report in dataset.reports().itertuples():
        place, first = run.place(str(report.url)), report.first_seen_at
        states = [
            visit.state
            for visit in run.visits
            if place in visit.met and _milliseconds(visit.met[place]) == first
        ]
        assert len(states) == 1, report
        keys[str(report.report_id)] = version_key(place, states[0])
    assert len(set(keys.values())) == len(keys)
    return keys


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def plain(rows: list[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Rows in no order, numbers of one value alike, moments as the dataset keeps them."""
    return Counter(tuple(map(_plain, row)) for row in rows)


def _plain(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return _milliseconds(value).isoformat()
    return float(value) if isinstance(value, (int, float)) else value


@pytest.mark.parametrize("release", [0, 1, 2])
@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_what_the_truth_says(
    run: Run, histories: list[History], table: str, release: int
) -> None:
    found, wanted = plain(rows_of(run, release, table)), plain(expected_rows(histories[release], table))
    assert (found - wanted, wanted - found) == (Counter(), Counter())


def test_the_numbers_of_a_day_are_those_that_stood_then(run: Run, histories: list[History]) -> None:
    """Between two visits the last release gives the numbers of the first, and so on."""
    last = run.releases[-1]
    for number, history in enumerate(histories):
        frame = last.indicators(as_of=STARTS[number] + timedelta(days=1))
        assert plain(panel(frame)) == plain(expected_panel(history))
    before = last.indicators(as_of=STARTS[0] - timedelta(days=1))
    assert before.empty


def panel(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = ["organization_id", "year", *INDICATORS]
    return list(frame[columns].astype(object).itertuples(index=False, name=None))


def expected_panel(history: History) -> list[tuple[Any, ...]]:
    first = COLUMNS["indicators"].index(INDICATORS[0])
    return [(*row[:2], *row[first:]) for row in expected_rows(history, "indicators")]


def test_diff_names_exactly_the_cells_that_were_restated(run: Run, histories: list[History]) -> None:
    came, went = moved(histories[0], histories[2])
    found = diff(run.releases[0].path, run.releases[2].path)
    assert (found.moved, found.filled, found.schema) == ({RESTATED: len(went)}, {}, [])
    assert came == set()
    told = {(at.organization_id, at.year, at.indicator, at.before, at.after) for at in found.examples}
    assert told == went
    assert {(key, year) for key, year, *_ in told} == {("990102:教育局", 2023)}


@pytest.mark.parametrize("number", [1, 2])
def test_each_release_tells_what_moved_since_the_last(
    run: Run, histories: list[History], number: int
) -> None:
    came, went = moved(histories[number - 1], histories[number])
    text = (run.releases[number].path / "CHANGES.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| 99")]
    assert {tuple(row[:5]) for row in rows} == {
        (key, f"{year:g}", f"`{name}`", f"{before:g}", "" if after is None else f"{after:g}")
        for key, year, name, before, after in went
    }
    assert {row[5] for row in rows} == {RESTATED}
    told = re.findall(r"^- (\d+) came where none was: (.*)\.$", text, re.MULTILINE)
    assert told == ([(str(len(came)), RESTATED)] if came else [])


def moved(one: History, other: History) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """Numbers of the panel that came where none was, and those that changed or went."""
    before, after = numbers(expected_panel(one)), numbers(expected_panel(other))
    assert before.keys() == after.keys()
    changed = {(*key, before[key], after[key]) for key in before if before[key] != after[key]}
    came = {row for row in changed if row[3] is None}
    return came, changed - came


def numbers(rows: list[tuple[Any, ...]]) -> dict[tuple[str, int, str], float | None]:
    return {
        (row[0], row[1], name): value for row in rows for name, value in zip(INDICATORS, row[2:], strict=True)
    }


def test_the_history_holds_what_it_is_for(histories: list[History]) -> None:
    """What the truth itself must have, so that agreeing with it means something."""
    codes = [Counter(row[1] for row in expected_rows(one, "findings")) for one in histories]
    assert [count["carry_over"] for count in codes] == [
        4,
        6,
        4,
    ]  # the restated report breaks a chain, and mends it
    assert [count["stock"] for count in codes] == [3] * 3
    assert [count["twin_report"] for count in codes] == [4] * 3
    assert [count["contradicts_narrative"] for count in codes] == [2] * 3
    assert [count["contradicts_members"] for count in codes] == [2] * 3  # a member copied its last year
    assert [len(expected_rows(one, "changes")) for one in histories] == [0, 11, 16]
    last = histories[-1]
    assert sum(row[-2] is not None for row in expected_rows(last, "reports")) > 0
    assert sum(bool(row[9]) for row in expected_rows(last, "indicators")) == 1
    assert len([one for one in last.versions.values() if one.superseded_by]) == 2


def test_a_wrong_number_would_be_seen(run: Run, histories: list[History]) -> None:
    """Another state's truth is not that of a release."""
    for table in ("reports", "cells", "indicators", "findings", "ledger", "changes"):
        assert plain(rows_of(run, 1, table)) != plain(expected_rows(histories[0], table)), table


def test_two_addresses_met_at_one_moment_are_no_history() -> None:
    noon = datetime(2025, 6, 1, 12, tzinfo=UTC)
    met = {(one.host_index, one.path): noon for one in SampleSite().truth() if one.allowed}
    with pytest.raises(ValueError, match="met at the same moment"):
        History([Visit(1, met)])
