"""kill -9 at any moment of a build: the published release is whole, and the next run makes the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import handmade
import pytest
from handmade import NOON, document

from gongkai.datapackage import digest_of
from gongkai.pipeline import build
from gongkai.release import newest_release
from gongkai.reuse import is_whole
from scraper.archive import Archive

Fill = Callable[..., Archive]

# One process imports, and forks a child for each build: a kill costs no second of imports.
ZYGOTE = """
import os, sys, traceback
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import handmade
import pandas, pyarrow.parquet
from gongkai.pipeline import build
from scraper.archive import Archive
folder = Path(sys.argv[1])
for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            store = folder / "store.sqlite"
            build(Archive(folder / "archive"), folder / "dataset", parse=handmade.parse, store=store)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(pid, flush=True)
    _, status = os.waitpid(pid, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Builder:
    """Starts builds of one data folder, and kills them."""

    def __init__(self, into: IO[str], out: IO[str]) -> None:
        self._into, self._out = into, out

    def build(self, kill_after: float | None = None) -> tuple[int, float]:
        """The exit code of a build and its seconds; it is killed after `kill_after` seconds."""
        self._into.write("build\n")
        self._into.flush()
        pid = int(self._out.readline())
        start = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)  # it is waited for only after this, so the id is still its own
        return int(self._out.readline()), time.perf_counter() - start


@contextmanager
def builder(folder: Path) -> Iterator[Builder]:
    command = [sys.executable, "-c", ZYGOTE, str(folder), str(Path(handmade.__file__).parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Builder(process.stdin, process.stdout)
        process.stdin.close()


def some(round_: int) -> dict[str, bytes]:
    """What comes to the archive between two rounds: new bodies, and a restatement of an old report."""
    new = {
        f"http://a.example/{round_}-{number}": document(
            year=2019 + number % 4, organization=f"溪云县第{round_}局"
        )
        for number in range(4)
    }
    return new | {"http://a.example/0-0": document(year=2019, organization="溪云县第0局", n=round_)}


def files(release: Path | None) -> dict[str, str]:
    assert release is not None
    return {str(p.relative_to(release)): digest_of(p) for p in release.rglob("*.parquet")}


def check_kills(fill: Fill, archive: Archive, folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    releases = folder / "dataset"
    killed = 0
    with builder(folder) as process:
        fill(some(0))
        code, seconds = process.build()
        assert code == 0
        for round_ in range(1, kills + 1):
            before = newest_release(releases)
            fill(some(round_), at=NOON + timedelta(days=round_))
            code, _ = process.build(kill_after=rng.uniform(0, seconds * 1.1))
            killed += code == -signal.SIGKILL
            assert code in (0, -signal.SIGKILL)
            current = (releases / "current").resolve()
            assert current in (before and before.resolve(), newest_release(releases))
            assert is_whole(current)
        assert process.build()[0] == 0
    assert killed > kills / 2
    undisturbed = build(archive, folder / "undisturbed", parse=handmade.parse).release.path
    assert files(newest_release(releases)) == files(undisturbed)
    assert not list(releases.glob(".*"))


def test_ten_kills_leave_whole_releases(fill: Fill, archive: Archive, tmp_path: Path) -> None:
    check_kills(fill, archive, tmp_path, 10, seed=7)


@pytest.mark.soak
def test_a_hundred_kills_leave_whole_releases(fill: Fill, archive: Archive, tmp_path: Path) -> None:
    check_kills(fill, archive, tmp_path, 100, seed=8)
