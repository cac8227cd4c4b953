"""A disk that fills up: it is named before and during a run, and the old release stays."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import handmade
import pytest
from handmade import document

from gongkai import diskspace
from gongkai.errors import ReleaseError
from gongkai.pipeline import build
from gongkai.reuse import is_whole
from scraper.archive import Archive

Fill = Callable[..., Archive]
MANY = {f"http://a.example/{n}.html": document(year=2019 + n % 6, n=n) for n in range(400)}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3M", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk cannot be mounted here: it takes root, and leave to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def make(archive: Archive, folder: Path) -> Path:
    return build(
        archive, folder / "dataset", parse=handmade.parse, store=folder / "store.sqlite"
    ).release.path


def test_too_little_space_is_named_before_a_build(
    fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill({"http://a.example/1.html": document()})
    old = make(archive, tmp_path)
    fill(MANY)
    usage: Any = type("Usage", (), {"free": 10 << 20})
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(ReleaseError, match="10 MiB are free on its disk, 64 MiB may be needed"):
        make(archive, tmp_path)
    assert is_whole(old)
    assert (tmp_path / "dataset" / "current").resolve() == old.resolve()


def test_a_disk_that_fills_up_during_a_build_is_named_and_the_old_release_stays(
    fill: Fill, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diskspace, "LEAST", 0)  # this disk is full before any run would begin
    archive = fill({"http://a.example/1.html": document()})
    old = make(archive, small_disk)
    fill(MANY)
    with pytest.raises(ReleaseError) as caught:
        make(archive, small_disk)
    assert "Free some space" in (caught.value.remedy or "")
    assert is_whole(old)
    assert (small_disk / "dataset" / "current").resolve() == old.resolve()
    assert not list((small_disk / "dataset").glob("v*.2"))
