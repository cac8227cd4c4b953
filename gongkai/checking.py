"""`gongkai check`: what the data folder holds, verified digest by digest.

Promises: faults of the archive and of the current release with file and byte; nothing is written or mended.
Refuses: to run beside a crawl or a build of the same folder: what is being written is not whole.
Caveat: only the release that `current` points at is looked at, and only whether its bytes are its own; what
they say is checked when they are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from gongkai.config import Settings, check_folder
from gongkai.datapackage import digest_of
from gongkai.errors import InputError, ReleaseError
from gongkai.locking import hold_lock
from scraper.errors import ArchiveError
from scraper.warc_check import Tally, check_archive

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class DataCheck:
    """What was verified; `archive` and `release` are None where they were not there, or not asked for."""

    faults: tuple[ArchiveError, ...]
    archive: Tally | None
    release: str | None


def check_data(settings: Settings, *, archive_only: bool = False) -> DataCheck:
    """Verify the archive and the current release; InputError where there is nothing to verify.

    LockedError where a run is at work in the folder.
    """
    check_folder(settings)
    try:
        with hold_lock(settings.data):
            return _check(settings, archive_only)
    except ReleaseError:  # nothing can be written here, so no run can be at work either
        return _check(settings, archive_only)


def _check(settings: Settings, archive_only: bool) -> DataCheck:
    faults: list[ArchiveError] = []
    tally = name = None
    if any(settings.archive.glob("*.warc.gz")):
        tally = check_archive(settings.archive, faults.append)
    current = settings.releases / "current"
    if not archive_only and (current / SUMS).is_file():
        name = current.resolve().name
        faults += _release_faults(current)
    if tally is None and name is None:
        what = f"{settings.archive}: no WARC file" if archive_only else f"{settings.data}: nothing to check"
        raise InputError(what, remedy="gongkai crawl and gongkai import fill the archive.")
    return DataCheck(tuple(faults), tally, name)


def _release_faults(folder: Path) -> Iterator[ArchiveError]:
    """Files of a release that are gone, altered, or not its own."""
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(sums):
        if name not in there:
            yield ArchiveError(folder / name, None, "the release has lost this file: make it anew")
            continue
        digest = None
        with suppress(OSError):
            digest = digest_of(folder / name)
        if digest != sums[name]:
            yield ArchiveError(folder / name, None, f"it does not match its digest in {SUMS}: make it anew")
    for name in sorted(there - {*sums, SUMS}):
        yield ArchiveError(folder / name, None, f"{SUMS} does not name it")


def check_lines(check: DataCheck, *, as_json: bool) -> Iterator[str]:
    """What `check_data` found, a line each: for people, or JSON."""
    if as_json:
        yield from (json.dumps(one, ensure_ascii=False) for one in _objects(check))
        return
    yield from map(str, check.faults)
    if check.archive is not None:
        tally = check.archive
        kinds = ", ".join(f"{count} {kind}" for kind, count in tally.captures)
        yield (
            f"Archive: {tally.files} files, {tally.bytes} bytes, {tally.records} records; captures: "
            f"{kinds or 'none'}; index {tally.index}."
        )
    if check.release is not None:
        yield f"Release: {check.release}."
    yield f"{len(check.faults)} faults." if check.faults else "Every digest holds."


def _objects(check: DataCheck) -> Iterator[dict[str, object]]:
    for fault in check.faults:
        yield {"kind": "fault", "file": str(fault.path), "offset": fault.offset, "problem": fault.problem}
    archive = asdict(check.archive) | {"captures": dict(check.archive.captures)} if check.archive else None
    yield {"kind": "summary", "faults": len(check.faults), "archive": archive, "release": check.release}
