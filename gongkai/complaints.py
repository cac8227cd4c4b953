"""What a person is told of an error that ends a command: what it is, where, and what to do.

Promises: an error of the system is its path and its reason in words; each that a person can mend says how.
Refuses: nothing: an error without a remedy is told all the same.
"""

from __future__ import annotations

import errno

from gongkai.diskspace import FULL_REMEDY, is_disk_full
from gongkai.errors import GongkaiError

_PERMISSIONS = "Check its permissions, and as which user gongkai runs."
_REMEDIES = {
    errno.ENOENT: "Check the path.",
    errno.ENOTDIR: "Check the path: a part of it is a file.",
    errno.EISDIR: "Name a file, not a folder.",
    errno.EACCES: _PERMISSIONS,
    errno.EPERM: _PERMISSIONS,
    errno.EROFS: "Choose a folder that you may write to: --data FOLDER.",
    errno.EIO: "The disk could not be read or written: check it, and the last copy of the data folder.",
}


def describe_error(error: Exception) -> tuple[str, str | None]:
    """The message and what to do; None where the message says all that is known.

    >>> describe_error(PermissionError(errno.EACCES, "Permission denied", "a.warc.gz"))[0]
    'a.warc.gz: Permission denied'
    """
    remedy = error.remedy if isinstance(error, GongkaiError) else None
    if is_disk_full(error):
        return _message(error), remedy or FULL_REMEDY
    return _message(error), remedy or _remedy_of_system(error)


def _message(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _remedy_of_system(error: BaseException | None) -> str | None:
    """What mends the error of the system that this one was raised from, or is."""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__
    return _REMEDIES.get(error.errno or 0) if error is not None else None
