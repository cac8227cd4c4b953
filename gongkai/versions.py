"""From the captures of one address to the versions of its report.

Promises: a capture whose title, sections and raw cells equal the last one's is no new version: it moves
`last_seen_at`. Each version but the newest names the one that took its place.
Refuses: to join versions of different addresses; that two addresses agree is a column of the dataset.
Caveat: a report that goes back to an older text is that older version again, fetched anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from gongkai.staged import Staged


@dataclass(frozen=True, slots=True)
class Version:
    """One text of one report: `staged` was read from the capture of `fetched_at`."""

    staged: Staged
    fetched_at: datetime
    first_seen_at: datetime
    last_seen_at: datetime
    superseded_by: str | None = None


def fold_versions(readings: Iterable[tuple[Staged, datetime]]) -> list[Version]:
    """The versions of one address, oldest first; `readings` are of that address, by time."""
    versions: dict[str, Version] = {}
    for staged, fetched_at in readings:
        newest = next(reversed(versions.values()), None)
        if newest is not None and newest.staged.content == staged.content:
            versions[newest.staged.report_id] = replace(newest, last_seen_at=fetched_at)
        else:
            older = versions.pop(staged.report_id, None)  # taken out, so that it becomes the last
            first = older.first_seen_at if older else fetched_at
            versions[staged.report_id] = Version(staged, fetched_at, first, fetched_at)
    return _linked(list(versions.values()))


@dataclass(frozen=True, slots=True)
class Step:
    """One replacement: `after` was met at `seen_at`, `before` was last seen at `last_seen`."""

    before: str
    after: str
    last_seen: datetime
    seen_at: datetime


def find_steps(readings: Iterable[tuple[Staged, datetime]]) -> list[Step]:
    """Each time that one text of an address gave way to another, also to an older one that came back."""
    steps: list[Step] = []
    standing: tuple[Staged, datetime] | None = None  # and when it was last seen
    for staged, fetched_at in readings:
        if standing is not None and standing[0].content == staged.content:
            standing = (standing[0], fetched_at)
            continue
        if standing is not None:
            steps.append(Step(standing[0].report_id, staged.report_id, standing[1], fetched_at))
        standing = (staged, fetched_at)
    return steps


def _linked(versions: list[Version]) -> list[Version]:
    following = [version.staged.report_id for version in versions[1:]]
    return [replace(one, superseded_by=after) for one, after in zip_longest(versions, following)]
