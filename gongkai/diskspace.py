"""A full disk, told from other faults, whoever met it: the system, SQLite, or an error made of theirs.

Promises: what is no full disk is said to be none, and goes on as the fault that it is.
Caveat: SQLite keeps large sorts in the system's folder for temporary files, so that disk may be the full one.
"""

from __future__ import annotations

import errno
import sqlite3

FULL_REMEDY = (
    "Free some space on the disk of the data folder, and on that of temporary files (TMPDIR); then run the "
    "same command again: what was kept is still there, and the last release is whole."
)
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
