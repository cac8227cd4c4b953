"""`gongkai check`: each kind of fault is named with its file and byte."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import handmade
import pytest

from gongkai.cli import main
from gongkai.locking import hold_lock
from gongkai.pipeline import build
from scraper.archive import Archive
from scraper.errors import ArchiveError
from scraper.records import Hints
from scraper.warc_check import MAX_RECORD, check_archive
from scraper.warc_read import scan

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder: three bodies, one seen again, one at a second address; an index; a release."""
    archive = Archive(tmp_path / "data" / "archive")
    bodies = {
        f"http://a.example/{n}": handmade.document(cells={"requests_received_total": n}) for n in range(3)
    }
    with archive.writer() as writer:
        for url, body in bodies.items():
            writer.write_exchange(
                url=url,
                request_headers=[("Host", "a.example")],
                status=200,
                reason="OK",
                response_headers=[("ETag", '"1"')],
                body=body,
                fetched_at=NOON,
                kind="report",
                hints=Hints(division_code="990101"),
            )
        for url, target in (("http://a.example/1", None), ("http://b.example/1", "http://a.example/1")):
            digest = hashlib.sha256(bodies["http://a.example/1"]).hexdigest()
            writer.write_revisit(
                url=url, status=200, digest=digest, fetched_at=NOON, kind="report", target=target
            )
    build(archive, tmp_path / "data" / "dataset", parse=handmade.parse)
    return tmp_path / "data"


@pytest.fixture
def check(data: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    def call(*words: str) -> tuple[int, list[str]]:
        code = main(["--data", str(data), "check", *words])
        shown = capsys.readouterr()
        return code, (shown.out + shown.err).splitlines()

    return call


def only(data: Path) -> Path:
    (path,) = (data / "archive").glob("*.warc.gz")
    return path


def offsets(path: Path) -> list[int]:
    return [entry.offset for entry in scan(path, lambda error: None)]


def remake(path: Path, offset: int, change: Callable[[bytes], bytes]) -> None:
    """Rewrite one record: a change that no gzip checksum gives away."""
    data = path.read_bytes()
    inflate = zlib.decompressobj(31)
    record = inflate.decompress(data[offset:])
    path.write_bytes(data[:offset] + gzip.compress(change(record), mtime=0) + inflate.unused_data)


def test_a_whole_folder_has_no_fault(check: Check, data: Path) -> None:
    code, lines = check()
    assert (code, lines[-1]) == (0, "Every digest holds.")
    assert lines[0].startswith("Archive: 1 files, ")
    assert lines[0].endswith("14 records; captures: 5 report; index whole.")
    assert lines[1].startswith("Release: v2026.")
    code, lines = check("--archive", "--json")
    assert code == 0
    summary = json.loads(lines[-1])
    assert (summary["faults"], summary["archive"]["captures"], summary["release"]) == (0, {"report": 5}, None)
    assert check("--quiet") == (0, [])


@pytest.mark.parametrize(
    ("number", "old", "new", "problem"),
    [
        (0, b'"year": 2020', b'"year": 2021', "its payload does not match its digest"),
        (1, b"HTTP/1.1 200", b"HTTP/1.1 201", "its block does not match its digest"),
        (1, b"WARC/1.1", b"WARC/9.1", "no WARC record"),
        (1, b"WARC-Date", b"WARC-Data", "it lacks warc-date"),
        (2, b"Content-Length: ", b"Content-Length: 1", "and it says 1"),
        (3, b"WARC-Type: revisit", b"WARC-Type: rumours", "a record of type rumours: we write none"),
        (
            4,
            b"a.example/1",
            b"a.example/2",
            "it refers to http://a.example/2, whose captures have another body",
        ),
    ],
)
def test_an_altered_record_is_named_with_its_byte(
    check: Check, data: Path, number: int, old: bytes, new: bytes, problem: str
) -> None:
    path = only(data)
    offset = offsets(path)[number]
    remake(path, offset, lambda record: record.replace(old, new, 1))
    code, lines = check("--archive")
    assert code == 1
    assert any(line.startswith(f"{path} at byte {offset}: ") and problem in line for line in lines), lines


def test_a_torn_file_is_named_and_so_is_the_note_that_lost_its_capture(check: Check, data: Path) -> None:
    path = only(data)
    path.write_bytes(path.read_bytes()[:-30])
    code, lines = check("--archive")
    assert code == 1
    assert "the file ends inside a record" in lines[0]
    assert "the capture that it belongs to is gone" in lines[1]


def test_what_follows_a_broken_record_is_verified_too(check: Check, data: Path) -> None:
    path = only(data)
    first, second = offsets(path)[:2]
    content = bytearray(path.read_bytes())
    content[first + 30 : first + 60] = bytes(30)
    path.write_bytes(content)
    remake(path, second, lambda record: record.replace(b"200", b"201", 1))
    code, lines = check("--archive")
    assert code == 1
    assert any(f"at byte {first}: no whole gzip member" in line for line in lines)
    assert any(f"at byte {second}: its block" in line for line in lines)


def test_a_revisit_without_its_body_is_named(check: Check, data: Path) -> None:
    archive = Archive(data / "archive")
    with archive.writer() as writer:
        writer.write_revisit(
            url="http://c.example/", status=304, digest="ab" * 32, fetched_at=NOON, kind="report"
        )
    code, lines = check("--archive")
    assert code == 1
    assert "of http://c.example/ with digest abababababab..., is not in the archive" in lines[0]


def test_an_index_that_tells_another_thing_is_named_and_a_stale_one_is_not(check: Check, data: Path) -> None:
    index = data / "archive" / "index.cdxj"
    good = index.read_text(encoding="utf-8")
    index.write_text(good.replace("http://a.example/2 ", "http://a.example/9 ", 1), encoding="utf-8")
    assert check("--archive")[0] == 0, "the key of a line is no fact of its own"
    index.write_text("\n".join(good.splitlines()[:-1]) + "\n", encoding="utf-8")
    code, lines = check("--archive")
    assert (code, "index.cdxj does not list it" in lines[0]) == (1, True)
    index.write_text(good.replace('"revisit": true', '"revisit": false', 1), encoding="utf-8")
    assert any("where no such capture is" in line for line in check("--archive")[1])
    index.write_text(good + "{}\n", encoding="utf-8")
    assert "a line cannot be read" in check("--archive")[1][0]
    with Archive(data / "archive").writer() as writer:
        writer.write_resource(url="file:a", body=b"a", content_type=None, fetched_at=NOON)
    assert check("--archive")[1][0].endswith("index stale.")
    index.unlink()
    assert check("--archive")[1][0].endswith("index missing.")


def test_no_byte_of_a_file_can_change_unnoticed(data: Path) -> None:
    path, dice = only(data), Random(7)
    good = path.read_bytes()
    for _ in range(300):
        content, place = bytearray(good), dice.randrange(len(good))
        content[place] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        faults: list[ArchiveError] = []
        check_archive(path.parent, faults.append)
        # bits of a gzip member that say nothing (its time, its padding) are no part of a record
        assert faults or gzip.decompress(content) == gzip.decompress(good), place


def test_a_bomb_is_named_and_not_unpacked(data: Path) -> None:
    path = only(data)
    path.write_bytes(path.read_bytes() + gzip.compress(bytes(MAX_RECORD + 1), 9, mtime=0))
    faults: list[ArchiveError] = []
    check_archive(path.parent, faults.append)
    assert [f"larger than {MAX_RECORD} bytes" in str(fault) for fault in faults] == [True]


def test_a_release_whose_files_changed_is_named(check: Check, data: Path) -> None:
    current = data / "dataset" / "current"
    (current / "reports.parquet").write_bytes(b"x")
    (current / "ledger.txt").write_text("mine")
    (current / "codebook.parquet").unlink()
    code, lines = check()
    assert code == 1
    assert [line.split(": ")[0].rpartition("/")[2] for line in lines[:3]] == [
        "codebook.parquet",
        "reports.parquet",
        "ledger.txt",
    ]
    assert lines[-1] == "3 faults."
    assert check("--archive")[0] == 0


def test_nothing_to_check_and_a_run_at_work_have_codes_of_their_own(
    check: Check, data: Path, tmp_path: Path
) -> None:
    with hold_lock(data):
        assert check()[0] == 3
    (tmp_path / "empty").mkdir()
    assert main(["--data", str(tmp_path / "empty"), "check"]) == 2
    assert main(["--data", str(tmp_path / "nowhere"), "check", "--archive"]) == 2
