"""Releases: folders `v<YYYY>.<N>` that are complete or absent, and `current`, which points at one.

Promises: a release is written aside, synced and renamed; a kill at any moment leaves the one before it
readable. A build that gives the bytes of the newest release makes no new one.
Refuses: to change a release that is there; to publish one that fails a check.
Caveat: a kill is not a power cut; files and folders are synced for that too, which was not tried with one.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gongkai.changes_page import tell_changes
from gongkai.errors import ReleaseError, ValidationError
from gongkai.papers import read_changes, write_papers
from gongkai.validation import Outcome

ASIDE = ".building"  # what a killed build leaves behind; removed by the next
_LINK_ASIDE = ".current"
_NAME = re.compile(r"v(\d{4})\.(\d+)")

WriteTables = Callable[[Path], Mapping[str, int]]
Validate = Callable[[Path, Path | None], Outcome]  # the release aside, and the last one


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder; `is_new` is False where the build gave the bytes of one that was there.

    `validation` is what was found before it was published; None where it is not new.
    """

    path: Path
    is_new: bool
    validation: Outcome | None = None

    @property
    def name(self) -> str:
        """The release's name, such as v2026.1."""
        return self.path.name


def publish(
    releases: Path, write_tables: WriteTables, *, newest: datetime, validate: Validate | None = None
) -> Release:
    """Write a release below `releases` and point `current` at it; `newest` is the archive's newest date.

    Raises ReleaseError where the disk refuses, ValidationError where `validate` finds that it must not be
    published; the release before is whole then, and its tables stay aside until the next build.
    """
    try:
        sweep(releases)
        aside = releases / ASIDE
        aside.mkdir(parents=True)
        counts = write_tables(aside)
        return _finish(releases, aside, counts, newest, validate)
    except OSError as error:
        raise ReleaseError(
            f"{releases}: the release could not be written: {error.strerror or error}",
            remedy="Free some space or check the permissions, then build again; " + tell_last(releases) + ".",
        ) from error


def _finish(
    releases: Path, aside: Path, counts: Mapping[str, int], newest: datetime, validate: Validate | None
) -> Release:
    last, name = newest_release(releases), next_name(releases, newest.year)
    known = read_changes(last) if last is not None else ""
    write_papers(aside, name=last.name if last else name, created=newest, counts=counts, changes=known)
    if last is not None and is_same_tree(aside, last):
        shutil.rmtree(aside)
        point_current(releases, last.name)
        return Release(last, is_new=False)
    found = _validated(aside, last, validate)
    changes = tell_changes(last, aside, name)
    write_papers(aside, name=name, created=newest, counts=counts, changes=changes)
    sync_tree(aside)
    aside.rename(releases / name)
    sync(releases)
    point_current(releases, name)
    return Release(releases / name, is_new=True, validation=found)


def _validated(aside: Path, last: Path | None, validate: Validate | None) -> Outcome | None:
    found = validate(aside, last) if validate is not None else None
    if found is not None and found.blocking:
        failed = ", ".join(found.failed_checks)
        raise ValidationError(
            f"the release was not published: it fails {failed}",
            found,
            remedy=f"The tables stay in {aside} until the next build; {tell_last(aside.parent)}.",
        )
    return found


def sweep(releases: Path) -> None:
    """Remove what a killed build left behind."""
    shutil.rmtree(releases / ASIDE, ignore_errors=True)
    (releases / _LINK_ASIDE).unlink(missing_ok=True)


def newest_release(releases: Path) -> Path | None:
    """The release with the highest year and number."""
    found = [(key, path) for path in releases.glob("v*.*") if (key := _key(path.name))]
    return max(found)[1] if found else None


def tell_last(releases: Path) -> str:
    """What is there after a build that did not end.

    >>> tell_last(Path("no such folder"))
    'no release was made'
    """
    return "the last release is whole" if newest_release(releases) else "no release was made"


def next_name(releases: Path, year: int) -> str:
    """The first free name of that year.

    >>> next_name(Path("no such folder"), 2026)
    'v2026.1'
    """
    keys = [_key(path.name) for path in releases.glob(f"v{year}.*")]
    return f"v{year}.{max((key[1] for key in keys if key), default=0) + 1}"


def _key(name: str) -> tuple[int, int] | None:
    found = _NAME.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def is_same_tree(one: Path, other: Path) -> bool:
    """True where both folders hold the same files with the same bytes."""
    names = [sorted(path.relative_to(top) for path in top.rglob("*")) for top in (one, other)]
    files = [name for name in names[0] if (one / name).is_file()]
    return names[0] == names[1] and all(
        filecmp.cmp(one / name, other / name, shallow=False) for name in files
    )


def point_current(releases: Path, name: str) -> None:
    """Make `current` point at a release, in one step."""
    link, aside = releases / "current", releases / _LINK_ASIDE
    if link.is_symlink() and link.readlink() == Path(name):
        return
    aside.unlink(missing_ok=True)
    aside.symlink_to(name)
    aside.replace(link)
    sync(releases)


def sync_tree(folder: Path) -> None:
    """Sync every file and folder below `folder`, and itself."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Sync one file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
