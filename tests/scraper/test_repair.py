"""Unfinished writes are cut off, at whatever byte the kill came; nothing else is touched."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.archive import Archive
from scraper.errors import ArchiveError
from scraper.resuming import make_ready, mend
from scraper.warc_repair import repair

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def fill(folder: Path, count: int = 2) -> tuple[Path, list[int]]:
    """An archive file of some captures, and where each write of it ends."""
    ends = []
    with Archive(folder).writer() as writer:
        for number in range(count):
            writer.write_exchange(
                url=f"http://a.example/{number}",
                request_headers=[("Host", "a.example")],
                status=200,
                reason="OK",
                response_headers=[("Content-Type", "text/html")],
                body=bytes(range(256)) * (number + 1),
                fetched_at=NOON,
                kind="report",
            )
            (path,) = folder.glob("*.warc.gz")
            ends.append(path.stat().st_size)
    return path, ends


def test_a_file_is_cut_at_its_last_whole_capture_wherever_it_was_torn(tmp_path: Path) -> None:
    path, ends = fill(tmp_path)
    whole = path.read_bytes()
    for cut in range(ends[0] + 1, ends[1]):
        path.write_bytes(whole[:cut])
        done = repair(path)
        assert done is not None, cut
        assert (done.offset, done.size) == (ends[0], cut - ends[0])
        assert path.read_bytes() == whole[: ends[0]]
        assert done.kept is not None
        assert done.kept.read_bytes() == whole[ends[0] : cut]
        assert repair(path) is None


def test_a_file_that_was_killed_at_its_first_write_goes_and_its_bytes_stay(tmp_path: Path) -> None:
    path, _ = fill(tmp_path)
    whole = path.read_bytes()
    for size in (0, 1, 100):
        path.write_bytes(whole[:size])
        assert repair(path) is not None
        assert not path.exists()
        kept = path.with_name(f"{path.name}.0.cut")
        assert (kept.read_bytes() if kept.exists() else b"") == whole[:size]


def test_a_whole_file_is_left_as_it_is(tmp_path: Path) -> None:
    path, _ = fill(tmp_path)
    before = path.read_bytes()
    assert repair(path) is None
    assert path.read_bytes() == before


def test_damage_with_whole_records_behind_it_is_left_as_it_is(tmp_path: Path) -> None:
    path, ends = fill(tmp_path, 3)
    data = bytearray(path.read_bytes())
    data[ends[1] - 60 : ends[1] - 30] = bytes(30)
    path.write_bytes(data)
    assert repair(path) is None
    assert path.read_bytes() == data


def test_files_of_other_names_are_left_as_they_are(tmp_path: Path) -> None:
    path, ends = fill(tmp_path)
    other = path.rename(tmp_path / "mine.warc.gz")
    os.truncate(other, ends[1] - 5)
    archive = Archive(tmp_path)
    assert mend(archive) == []
    assert other.stat().st_size == ends[1] - 5


def test_mending_leaves_an_archive_without_damage(tmp_path: Path) -> None:
    path, ends = fill(tmp_path / "archive")
    os.truncate(path, ends[1] - 5)
    archive = Archive(tmp_path / "archive")
    (done,) = make_ready(archive, tmp_path / "frontier.sqlite")
    assert str(done).startswith(f"{path} at byte {ends[0]}: ")
    assert [capture.url for capture in archive.captures()] == ["http://a.example/0"]
    assert archive.damage == []
    assert make_ready(archive, tmp_path / "frontier.sqlite") == []


def test_a_disk_that_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, ends = fill(tmp_path)
    os.truncate(path, ends[1] - 5)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scraper.warc_repair.os.fsync", full)
    archive = Archive(tmp_path)
    with pytest.raises(ArchiveError, match="No space left"):
        make_ready(archive, tmp_path / "frontier.sqlite")
    assert path.stat().st_size == ends[1] - 5, "nothing is cut before it is kept"
