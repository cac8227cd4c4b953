"""The build: from the archive to a release, and nothing else goes in.

Promises: the dataset is made from the archive alone; the same archive gives the same bytes, with any number
of processes; one bad document never stops it and is named in the summary.
Refuses: an archive in which nothing could be read: no release is made of it.
Caveat: a document that was seen again unchanged is not parsed again; its last outcome stands for it.
"""

from __future__ import annotations

import shutil
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from gongkai.coverage import Coverage
from gongkai.dataset import write_tables
from gongkai.divisions import read_divisions
from gongkai.errors import InputError, InterruptedRunError
from gongkai.evidence import Evidence
from gongkai.reading import Failure, Outcome, Parsed, Parser, Task, read_documents
from gongkai.release import Release, publish, tell_last
from gongkai.staging import Staging
from gongkai.versions import Reading, fold_versions
from scraper.archive import Archive, Capture

SCRATCH = ".staging"
STAGING = "staging.sqlite"

OnDocument = Callable[[int, str], None]  # documents read so far, address of the last


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """Organisation-years by state; links and documents that name no body or no year; and what is wrong with
    the lists and registers of the archive: an address and a problem each."""

    states: tuple[tuple[str, int], ...]
    unplaced: int
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did: `versions` came out of `documents`, some of which were `failures`."""

    release: Release
    documents: int
    versions: int
    failures: tuple[Failure, ...]
    coverage: CoverageSummary


@dataclass(frozen=True, slots=True)
class _Seen:
    """A capture on its way through the parser; its body is gone, `is_fresh` says whether it was parsed."""

    capture: Capture
    is_fresh: bool


def build(
    archive: Archive,
    releases: Path,
    *,
    parse: Parser,
    workers: int = 1,
    on_document: OnDocument = lambda done, address: None,
    stop: threading.Event | None = None,
) -> BuildSummary:
    """Make a release below `releases` from everything in the archive.

    Raises InputError where nothing could be read, InterruptedRunError where `stop` is set, ReleaseError where
    the disk refuses, DatasetError where rows break the rules of their table.
    """
    newest = archive.newest()
    if newest is None:
        raise InputError(
            f"{archive.folder}: the archive is empty",
            remedy="Fill it first: gongkai crawl or gongkai import.",
        )
    scratch = _fresh(releases / SCRATCH)
    try:
        with (
            Staging(scratch / STAGING, read_divisions()) as staging,
            Evidence(scratch / "evidence.sqlite") as evidence,
            closing(_read(archive, parse, workers)) as outcomes,
        ):
            documents = _stage(staging, evidence, _watched(outcomes, on_document, stop, releases))
            if staging.count() == 0:
                raise _nothing_read(staging.failures())
            evidence.read(archive, partial(_check, stop, releases))
            coverage = Coverage(evidence, scratch / STAGING, read_divisions())
            coverage.judge()
            release = publish(releases, partial(write_tables, staging, coverage.rows), newest=newest)
            found = CoverageSummary(coverage.counts(), coverage.unplaced, evidence.problems())
            return BuildSummary(release, documents, staging.count(), staging.failures(), found)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _read(archive: Archive, parse: Parser, workers: int) -> Generator[tuple[_Seen, Outcome], None, None]:
    waiting: deque[_Seen] = deque()
    last: Outcome | None = None
    with closing(read_documents(_tasks(archive, waiting), parse, workers=workers)) as outcomes:
        for outcome in outcomes:
            # captures that were seen again unchanged stand in the queue before the one just read
            while not waiting[0].is_fresh:
                assert last is not None
                yield waiting.popleft(), last
            last = outcome
            yield waiting.popleft(), outcome
    while waiting and last is not None:
        yield waiting.popleft(), last


def _tasks(archive: Archive, waiting: deque[_Seen]) -> Iterator[Task]:
    before: tuple[str, str] | None = None
    for capture in archive.captures(kinds=("report",)):
        is_fresh = before != (capture.url, capture.digest)
        before = (capture.url, capture.digest)
        waiting.append(_Seen(replace(capture, body=b""), is_fresh))
        if is_fresh:
            yield Task(capture.url, capture.body, capture.content_type)


def _watched(
    outcomes: Iterator[tuple[_Seen, Outcome]],
    on_document: OnDocument,
    stop: threading.Event | None,
    releases: Path,
) -> Iterator[tuple[_Seen, Outcome]]:
    for done, (seen, outcome) in enumerate(outcomes, start=1):
        _check(stop, releases)
        on_document(done, seen.capture.url)
        yield seen, outcome


def _check(stop: threading.Event | None, releases: Path) -> None:
    if stop is not None and stop.is_set():
        raise InterruptedRunError(f"stopped while parsing; {tell_last(releases)}")


def _stage(staging: Staging, evidence: Evidence, outcomes: Iterator[tuple[_Seen, Outcome]]) -> int:
    documents = 0
    for _, group in groupby(outcomes, key=lambda pair: pair[0].capture.url):
        readings: list[Reading] = []
        for seen, outcome in group:
            documents += 1
            evidence.add_report(seen.capture)
            if isinstance(outcome, Parsed):
                readings.append(_reading(seen.capture, outcome))
            elif seen.is_fresh:
                staging.add_failure(outcome)
        for version in fold_versions(readings):
            staging.add(version)
    staging.seal()
    return documents


def _reading(capture: Capture, parsed: Parsed) -> Reading:
    return Reading(parsed.report_id, capture.url, capture.fetched_at, capture.hints, parsed.report)


def _nothing_read(failures: tuple[Failure, ...]) -> InputError:
    reasons = sorted({failure.code for failure in failures})
    return InputError(
        f"none of {len(failures)} documents could be read ({', '.join(reasons)})"
        if failures
        else "the archive holds no report",
        remedy="Look at what was fetched: gongkai status. Reports are pages whose tables are in them.",
    )
