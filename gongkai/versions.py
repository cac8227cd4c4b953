"""From the captures of one address to the versions of its report.

Promises: a capture whose title, sections and raw cells equal the last one's is no new version: it moves
`last_seen_at`. Each version but the newest names the one that took its place.
Refuses: to join versions of different addresses; that two addresses agree is a column of the dataset.
Caveat: a report that goes back to an older text is that older version again, fetched anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from parsers.report import Report
from scraper.archive import Hints


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture and what a parser read in it."""

    report_id: str
    url: str
    fetched_at: datetime
    hints: Hints
    report: Report


@dataclass(frozen=True, slots=True)
class Version:
    """One text of one report: `reading` is the capture that it was read from."""

    reading: Reading
    first_seen_at: datetime
    last_seen_at: datetime
    superseded_by: str | None = None


def fold_versions(readings: Iterable[Reading]) -> list[Version]:
    """The versions of one address, oldest first; `readings` are of that address, by time."""
    versions: dict[str, Version] = {}
    for reading in readings:
        newest = next(reversed(versions.values()), None)
        if newest is not None and is_same_content(newest.reading.report, reading.report):
            versions[newest.reading.report_id] = replace(newest, last_seen_at=reading.fetched_at)
        else:
            older = versions.pop(reading.report_id, None)  # taken out, so that it becomes the last
            first = older.first_seen_at if older else reading.fetched_at
            versions[reading.report_id] = Version(reading, first, reading.fetched_at)
    return _linked(list(versions.values()))


def _linked(versions: list[Version]) -> list[Version]:
    following = [version.reading.report_id for version in versions[1:]]
    return [replace(one, superseded_by=after) for one, after in zip_longest(versions, following)]


def is_same_content(one: Report, other: Report) -> bool:
    """True where title, sections and raw cells are equal: then two captures are one version."""
    return _content(one) == _content(other)


def _content(report: Report) -> tuple[object, ...]:
    cells = tuple((cell.indicator, cell.status, cell.raw) for cell in report.cells)
    return report.title, report.sections, cells


def cells_digest(report: Report) -> str:
    """A digest of the values of all cells: two addresses with one digest give the same numbers."""
    parts = sorted(f"{cell.indicator}\t{cell.status}\t{cell.value}\t{cell.unit}" for cell in report.cells)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
