"""A full disk, told from other faults, whoever met it: the system, SQLite, or an error made of theirs.

Promises: what is no full disk is said to be none, and goes on as the fault that it is.
Caveat: SQLite keeps large sorts in the system's folder for temporary files, so that disk may be the full one.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from gongkai.errors import ReleaseError

FULL_REMEDY = (
    "Free some space on the disk of the data folder, and on that of temporary files (TMPDIR); then run the "
    "same command again: what was kept is still there, and the last release is whole."
)
LEAST = 64 << 20  # bytes; below it no run begins: SQLite and a WARC file alone may take as much
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_disk_full(error: BaseException | None) -> bool:
    """True where `error`, or what it was raised from, is a disk or a quota without space.

    >>> is_disk_full(OSError(errno.ENOSPC, "No space left on device")), is_disk_full(OSError(errno.EIO, ""))
    (True, False)
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__
    return False


def check_space(folder: Path, needed: int = 0) -> None:
    """Raise ReleaseError where the disk of a folder has less than `needed` bytes, or less than any run takes.

    >>> check_space(Path("."), 1 << 60)
    Traceback (most recent call last):
    gongkai.errors.ReleaseError: .: ... MiB are free on its disk, 1,099,511,627,776 MiB may be needed
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free, most = shutil.disk_usage(there).free, max(needed, LEAST)
    if free < most:
        raise ReleaseError(
            f"{folder}: {free >> 20:,} MiB are free on its disk, {most >> 20:,} MiB may be needed",
            remedy=FULL_REMEDY,
        )


def size_of(folder: Path) -> int:
    """The bytes of the files below a folder; 0 where it is not there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
