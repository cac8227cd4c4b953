from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import handmade
import pytest

from gongkai import release as release_module
from gongkai.errors import ReleaseError
from gongkai.load import open_dataset
from gongkai.pipeline import build
from gongkai.release import publish
from scraper.archive import Archive

NEWEST = datetime(2026, 5, 6, tzinfo=UTC)


def write(text: str) -> Callable[[Path], dict[str, int]]:
    def write_tables(folder: Path) -> dict[str, int]:
        (folder / "reports.parquet").write_text(text)
        return {"reports.parquet": 1}

    return write_tables


def current(releases: Path) -> str:
    return (releases / "current" / "reports.parquet").read_text()


def test_releases_count_up_within_the_year_of_the_archive(tmp_path: Path) -> None:
    names = [publish(tmp_path, write(text), newest=NEWEST).name for text in "ab"]
    names.append(publish(tmp_path, write("c"), newest=datetime(2027, 1, 1, tzinfo=UTC)).name)
    assert names == ["v2026.1", "v2026.2", "v2027.1"]
    assert (tmp_path / "current").readlink() == Path("v2027.1")


def test_tenth_release_comes_after_the_ninth(tmp_path: Path) -> None:
    for number in range(11):
        publish(tmp_path, write(str(number)), newest=NEWEST)
    assert not publish(tmp_path, write("10"), newest=NEWEST).is_new
    assert (tmp_path / "current").readlink() == Path("v2026.11")


def test_the_same_bytes_make_no_new_release(tmp_path: Path) -> None:
    assert publish(tmp_path, write("a"), newest=NEWEST).is_new
    again = publish(tmp_path, write("a"), newest=NEWEST)
    assert (again.name, again.is_new) == ("v2026.1", False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "v2026.1"]


def test_a_damaged_release_is_not_taken_for_the_same(tmp_path: Path) -> None:
    publish(tmp_path, write("a"), newest=NEWEST)
    (tmp_path / "v2026.1" / "reports.parquet").write_text("x")
    assert publish(tmp_path, write("a"), newest=NEWEST).name == "v2026.2"


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    publish(tmp_path, write("a"), newest=NEWEST)
    publish(tmp_path, write("b"), newest=NEWEST)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("v2026.1")
    assert not publish(tmp_path, write("b"), newest=NEWEST).is_new
    assert current(tmp_path) == "b"


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".building").mkdir()
    (tmp_path / ".building" / "half").write_text("x")
    (tmp_path / ".current").symlink_to("v2020.1")
    publish(tmp_path, write("a"), newest=NEWEST)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "v2026.1"]
    assert not (tmp_path / "v2026.1" / "half").exists()


@pytest.mark.parametrize("nth", range(1, 12))
def test_any_failing_sync_or_rename_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    publish(tmp_path, write("a"), newest=NEWEST)
    calls = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*values: object) -> object:
            nonlocal calls
            calls += 1
            if calls == nth:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*values)

        return call

    with monkeypatch.context() as patch:
        for name in ("fsync", "rename", "replace"):
            patch.setattr(os, name, failing(getattr(os, name)))
        try:
            publish(tmp_path, write("b"), newest=NEWEST)
            failed = False
        except ReleaseError:
            failed = True
    assert failed == (calls >= nth)
    assert current(tmp_path) == ("a" if (tmp_path / "current").readlink() == Path("v2026.1") else "b")
    publish(tmp_path, write("b"), newest=NEWEST)
    assert current(tmp_path) == "b"


def test_a_release_is_synced_before_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    real_sync, real_rename = release_module.sync, Path.rename
    monkeypatch.setattr(
        release_module, "sync", lambda path: (events.append(f"sync {path.name}"), real_sync(path))
    )
    monkeypatch.setattr(Path, "rename", lambda path, to: (events.append("rename"), real_rename(path, to))[1])
    publish(tmp_path, write("a"), newest=NEWEST)
    before = events[: events.index("rename")]
    assert {"sync reports.parquet", "sync datapackage.json", "sync SHA256SUMS", "sync .building"} <= set(
        before
    )
    assert events[events.index("rename") + 1] == f"sync {tmp_path.name}"


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import handmade
from gongkai.pipeline import build
from scraper.archive import Archive
print("go", flush=True)
while True:
    build(Archive(Path(sys.argv[1])), Path(sys.argv[2]), parse=handmade.parse)
    for path in Path(sys.argv[2]).glob("v*.2"):
        import shutil
        (path.parent / "current").unlink()
        (path.parent / "current").symlink_to("v2026.1")
        path.rename(path.parent / ".gone")
        shutil.rmtree(path.parent / ".gone")
"""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 4))])
def test_kill_9_during_a_build_leaves_a_whole_release(
    tmp_path: Path, fill: Callable[..., Archive], seed: int
) -> None:
    releases = tmp_path / "dataset"
    archive = fill({"http://a.example/1": handmade.document()})
    build(archive, releases, parse=handmade.parse)
    fill({f"http://a.example/{number}": handmade.document(year=2019, n=number) for number in range(2, 12)})
    support = str(Path(handmade.__file__).parent)
    command = [sys.executable, "-c", KILLED, str(archive.folder), str(releases), support]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.02, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
    target = (releases / "current").readlink()
    assert target in (Path("v2026.1"), Path("v2026.2"))
    reports = open_dataset(releases / "current").reports()
    assert len(reports) == (1 if target == Path("v2026.1") else 11)
    build(archive, releases, parse=handmade.parse)
    assert len(open_dataset(releases).reports()) == 11
