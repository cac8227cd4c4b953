"""What a data folder holds: the archive, the queue of the last crawl, the current release.

Promises: nothing is disturbed: while a run holds the lock, archive and queue are left alone.
Refuses: to make a data folder that is not there.
Caveat: reading the archive may refresh its index, which is a cache; in a folder that cannot be written a
stale index shows no newest date.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from gongkai.config import Settings, check_folder
from gongkai.errors import InputError, LockedError, ReleaseError
from gongkai.locking import hold_lock
from gongkai.matrix import Matrix, read_matrix
from gongkai.summary import Overview, look_at
from scraper.archive import Archive
from scraper.errors import ArchiveError
from scraper.frontier import STATES, Frontier
from scraper.frontier_look import read_counts, told_apart


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """`busy` names the run that holds the lock; archive and queue are then not looked at."""

    files: int = 0
    bytes: int = 0
    newest: datetime | None = None
    states: tuple[tuple[str, int], ...] = ()
    busy: str | None = None
    release: Overview | None = None


def read_status(settings: Settings) -> FolderStatus:
    """Look at a data folder; InputError where it is not there, FrontierError where its queue is no queue."""
    check_folder(settings)
    current = settings.releases / "current"
    release = look_at(current) if (current / "datapackage.json").is_file() else None
    if not settings.archive.exists() and not settings.frontier.exists():
        return FolderStatus(release=release)
    paths = list(settings.archive.glob("*.warc.gz"))
    size = sum(path.stat().st_size for path in paths)
    try:
        with hold_lock(settings.data), told_apart(settings.frontier):
            newest, states = Archive(settings.archive).newest(), _states(settings)
    except LockedError as error:
        return FolderStatus(len(paths), size, busy=str(error), release=release)
    except ReleaseError:  # nothing can be written here, so no run can be at work either
        with told_apart(settings.frontier):
            newest, states = _newest_as_is(settings), read_counts(settings.frontier)
    return FolderStatus(len(paths), size, newest, states, release=release)


def _newest_as_is(settings: Settings) -> datetime | None:
    try:
        return Archive(settings.archive).newest()
    except ArchiveError:  # the index is stale, and cannot be made anew
        return None


def _states(settings: Settings) -> tuple[tuple[str, int], ...]:
    if not settings.frontier.exists():
        return ()
    with Frontier(settings.frontier) as frontier:
        counts = ((state, frontier.count(state)) for state in STATES)
        return tuple((state, count) for state, count in counts if count)


def read_coverage(
    settings: Settings, *, years: Collection[int] = (), states: Collection[str] = (), most: int | None = None
) -> Matrix | None:
    """Coverage by body and year in the current release; None where there is no release, or it has none."""
    return read_matrix(
        settings.releases / "current", years=years, states=[str(state) for state in states], most=most
    )


def need_coverage(matrix: Matrix | None, settings: Settings) -> Matrix:
    """The matrix; InputError where there is none, or nothing is in it."""
    if matrix is None:
        raise InputError(
            f"{settings.releases}: no release has a table of coverage", remedy="Make one: gongkai build."
        )
    if not matrix.bodies:
        raise InputError("no body is in these years and states", remedy="Leave out --year or --state.")
    return matrix


def status_json(status: FolderStatus) -> str:
    """What the folder holds, as one line of JSON."""
    values = {
        "kind": "status",
        "files": status.files,
        "bytes": status.bytes,
        "newest": status.newest.isoformat() if status.newest else None,
        "last_crawl": dict(status.states),
        "busy": status.busy,
        "release": status.release.name if status.release else None,
    }
    return json.dumps(values, ensure_ascii=False)
