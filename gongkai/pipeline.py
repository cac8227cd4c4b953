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
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gongkai.coverage import Coverage
from gongkai.dataset import write_tables
from gongkai.diskspace import check_space, size_of
from gongkai.divisions import read_divisions
from gongkai.errors import InputError, InterruptedRunError
from gongkai.evidence import Evidence
from gongkai.fingerprint import fingerprint
from gongkai.linking import Links
from gongkai.reading import Engine, Failure, Parser, Task, read_documents
from gongkai.release import Release, newest_release, point_current, publish, tell_last
from gongkai.reuse import Reuse, find_built, note_built
from gongkai.staged import Staged, staging
from gongkai.store import Store
from gongkai.validation import Demand, validate_release
from gongkai.versions import find_steps, fold_versions
from scraper.archive import Archive, Capture

SCRATCH = ".staging"

Read = Callable[[Iterable[Task]], Generator[Staged | Failure, None, None]]
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
    """A capture on its way through the parser; its body is gone, `is_fresh` says whether it was parsed.

    `captures` is the digest of its address.
    """

    capture: Capture
    captures: str
    is_fresh: bool


def build(
    archive: Archive,
    releases: Path,
    *,
    parse: Parser,
    store: Path | None = None,
    engine: Engine = read_documents,
    on_document: OnDocument = lambda done, address: None,
    stop: threading.Event | None = None,
    accept: Mapping[str, str] = MappingProxyType({}),
) -> BuildSummary:
    """Make a release below `releases` from everything in the archive.

    `store` is where to keep what was parsed, so that the next build parses only what is new; without it all
    is parsed. `engine` is what runs the parser, in one process or many. `accept` maps ids of checks that may
    fail to why. Raises InputError where nothing could be read, InterruptedRunError where `stop` is set,
    ReleaseError where the disk refuses, DatasetError where rows break the rules of their table,
    ValidationError where the release fails a check.
    """
    newest = archive.newest()
    if newest is None:
        raise InputError(
            f"{archive.folder}: the archive is empty",
            remedy="Fill it first: gongkai crawl or gongkai import.",
        )
    last = newest_release(releases)
    check_space(releases, size_of(last) if last else 0)
    scratch = _fresh(releases / SCRATCH)
    watch = _Watch(on_document, stop, releases)
    try:
        with (
            Store(store or scratch / "store.sqlite", fingerprint()) as kept,
            Evidence(scratch / "evidence.sqlite") as evidence,
        ):
            sizes = archive.sizes()
            if last is not None and (known := find_built(kept, sizes, last)) is not None:
                point_current(releases, last.name)
                return _known_summary(Release(last, is_new=False), kept, known)
            _stage(kept, evidence, archive, partial(engine, work=staging(parse)), watch)
            if kept.count() == 0:
                raise _nothing_read(kept.failures())
            evidence.read(archive, watch.check)
            release, found = _publish(kept, evidence, releases, newest, accept)
            if not archive.damage:
                note_built(kept, sizes, release.path, [watch.done, asdict(found)])
            return BuildSummary(release, watch.done, kept.count(), kept.failures(), found)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _publish(
    store: Store, evidence: Evidence, releases: Path, newest: datetime, accept: Mapping[str, str]
) -> tuple[Release, CoverageSummary]:
    """Make the release of what the store and the evidence hold."""
    coverage = Coverage(evidence, store.path, read_divisions())
    coverage.judge()
    reuse = Reuse(store, newest_release(releases))
    demand = Demand(newest, accept, store.path.with_name("validated"), same_code=reuse.knows_last)
    with Links(releases / SCRATCH / "links.sqlite", store.path, coverage.listed()) as links:
        write = partial(write_tables, links, coverage.rows, reuse)
        validate = partial(validate_release, demand=demand)
        release = publish(releases, write, newest=newest, validate=validate)
    reuse.note(release.path)
    return release, CoverageSummary(coverage.counts(), coverage.unplaced, evidence.problems())


def _known_summary(release: Release, store: Store, known: Any) -> BuildSummary:
    documents, coverage = known
    found = CoverageSummary(
        tuple((state, count) for state, count in coverage["states"]),
        coverage["unplaced"],
        tuple((address, problem) for address, problem in coverage["problems"]),
    )
    return BuildSummary(release, documents, store.count(), store.failures(), found)


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class _Watch:
    """Counts documents, tells of each, and stops the build where it was asked to."""

    def __init__(self, on_document: OnDocument, stop: threading.Event | None, releases: Path) -> None:
        self._on_document, self._stop, self._releases = on_document, stop, releases
        self.done = 0

    def check(self) -> None:
        if self._stop is not None and self._stop.is_set():
            raise InterruptedRunError(f"stopped while parsing; {tell_last(self._releases)}")

    def tell(self, url: str) -> None:
        self.check()
        self.done += 1
        self._on_document(self.done, url)


def _stage(store: Store, evidence: Evidence, archive: Archive, read: Read, watch: _Watch) -> None:
    """Bring the store up to the archive."""
    waiting: deque[_Seen] = deque()
    tasks = _tasks(archive, store, evidence, waiting, watch)
    with closing(read(tasks)) as outcomes:
        for url, group in groupby(_matched(outcomes, waiting), key=lambda pair: pair[0].capture.url):
            _stage_address(store, evidence, url, group, watch)
    store.seal()


def _tasks(
    archive: Archive, store: Store, evidence: Evidence, waiting: deque[_Seen], watch: _Watch
) -> Iterator[Task]:
    """The documents that the store does not have."""
    for address in archive.addresses(kinds=("report",)):
        captures, damage = address.digest(), len(archive.damage)
        if store.has(address.url, captures):
            for entry in address.entries:
                evidence.add_report(entry)
                watch.tell(entry.url)
            continue
        before: str | None = None
        for capture in address.captures:
            known = captures if len(archive.damage) == damage else ""  # what is damaged is tried again
            waiting.append(_Seen(replace(capture, body=b""), known, capture.digest != before))
            if capture.digest != before:
                yield Task(capture.url, capture.body, capture.content_type, capture.hints)
            before = capture.digest


def _matched(
    outcomes: Iterator[Staged | Failure], waiting: deque[_Seen]
) -> Iterator[tuple[_Seen, Staged | Failure]]:
    last: Staged | Failure | None = None
    for outcome in outcomes:
        # captures that were seen again unchanged stand in the queue before the one just read
        while not waiting[0].is_fresh:
            assert last is not None
            yield waiting.popleft(), last
        last = outcome
        yield waiting.popleft(), outcome
    while waiting and last is not None:
        yield waiting.popleft(), last


def _stage_address(
    store: Store,
    evidence: Evidence,
    url: str,
    group: Iterable[tuple[_Seen, Staged | Failure]],
    watch: _Watch,
) -> None:
    readings: list[tuple[Staged, datetime]] = []
    failures: list[Failure] = []
    captures = ""
    for seen, outcome in group:
        watch.tell(url)
        evidence.add_report(seen.capture)
        captures = seen.captures
        if isinstance(outcome, Staged):
            readings.append((outcome, seen.capture.fetched_at))
        elif seen.is_fresh:
            failures.append(outcome)
    store.put(url, captures, fold_versions(readings), find_steps(readings), failures)


def _nothing_read(failures: tuple[Failure, ...]) -> InputError:
    reasons = sorted({failure.code for failure in failures})
    return InputError(
        f"none of {len(failures)} documents could be read ({', '.join(reasons)})"
        if failures
        else "the archive holds no report",
        remedy="Look at what was fetched: gongkai status. Reports are pages whose tables are in them.",
    )
