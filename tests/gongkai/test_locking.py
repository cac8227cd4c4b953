from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai import locking
from gongkai.errors import LockedError, ReleaseError
from gongkai.locking import hold_lock

HOLD = """
import pathlib, sys
from gongkai.locking import hold_lock
with hold_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        for _ in range(2):  # trying must not lose the holder's name
            with pytest.raises(LockedError, match=f"process {other.pid}") as caught, hold_lock(tmp_path):
                pass
        assert caught.value.exit_code == 3
        other.kill()
    with hold_lock(tmp_path):
        assert (tmp_path / "state" / "lock.pid").read_text() == f"{os.getpid()}\n"


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(PermissionError, match="mine"), hold_lock(tmp_path):
        raise PermissionError("mine")
    with hold_lock(tmp_path):
        pass


def test_a_holder_that_left_no_name_is_unknown(tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        (tmp_path / "state" / "lock.pid").write_text("no number")
        with pytest.raises(LockedError, match="process unknown"), hold_lock(tmp_path):
            pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*values: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(locking.Path, "mkdir", refuse)
    with pytest.raises(ReleaseError, match="Permission denied"), hold_lock(tmp_path):
        pass
