"""One run at a time in a data folder.

Promises: a second run is told who holds the lock; the lock of a killed run is free again at once.
Refuses: to wait, or to break a lock.
Caveat: on file systems without flock (some network drives) two machines may both get it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from gongkai.errors import LockedError, ReleaseError


@contextmanager
def hold_lock(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder.

    Raises LockedError, which names the process that has it, and ReleaseError where nothing can be written.
    """
    state = data / "state"
    # Beside the lock file, not in it: whoever tries the lock truncates it.
    holder = state / "lock.pid"
    lock = _acquire(data, state, holder)
    try:
        holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _acquire(data: Path, state: Path, holder: Path) -> BaseFileLock:
    lock = FileLock(state / "lock", timeout=0)
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise LockedError(
            f"{data}: another run holds the lock ({_holder(holder)})",
            remedy="Wait until it has ended, or use another folder: --data FOLDER.",
        ) from error
    except OSError as error:
        raise ReleaseError(
            f"{state}: cannot be written: {error.strerror}",
            remedy="Choose a folder that you may write to: --data FOLDER.",
        ) from error
    return lock


def _holder(path: Path) -> str:
    try:
        return f"process {int(path.read_text(encoding='utf-8'))}"
    except (OSError, ValueError):
        return "process unknown"
