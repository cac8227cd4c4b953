from __future__ import annotations

import hashlib
import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.archive import Archive, Hints
from scraper.errors import ArchiveError
from scraper.warc_text import is_too_long

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = "<html><p>二〇二三年</p></html>".encode("gb18030")


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def store(archive: Archive, url: str, body: bytes = PAGE, *, hours: int = 0, kind: str = "report") -> str:
    with archive.writer() as writer:
        return writer.write_exchange(
            url=url,
            request_headers=[("Host", "a.example"), ("User-Agent", "gongkai/0 (+http://c.example/)")],
            status=200,
            reason="OK",
            response_headers=[("Content-Type", "text/html; charset=gb2312"), ("Content-Encoding", "gzip")],
            body=body,
            fetched_at=NOON + timedelta(hours=hours),
            kind=kind,
            hints=Hints(link_title="某局\n年报", source="http://a.example/"),
        )


def test_a_capture_comes_back_as_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    record = store(archive, "http://a.example/1?x=年")
    (capture,) = archive.captures()
    assert (capture.url, capture.fetched_at, capture.status) == ("http://a.example/1?x=年", NOON, 200)
    assert (capture.body, capture.digest, capture.revisit) == (PAGE, sha(PAGE), False)
    assert capture.content_type == "text/html; charset=gb2312"
    assert capture.hints == Hints(link_title="某局 年报", source="http://a.example/")
    assert capture.record == record
    assert archive.damage == []


@pytest.mark.parametrize(
    "value",
    [
        "名=年; Path=/".encode().decode("latin-1"),
        "名=年; Path=/",
        'a="\x80;\xff"; b',
        "\x00\x1b;\x7f=",
        "x" * 60_000,
        "\xe5;" * 20_000,
    ],
)
def test_no_header_ends_a_run_or_hides_its_record(tmp_path: Path, value: str) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_exchange(
            url="http://a.example/1",
            request_headers=[("Cookie", value)],
            status=200,
            reason="OK",
            response_headers=[("Set-Cookie", value), ("Content-Type", "text/html")],
            body=PAGE,
            fetched_at=NOON,
            kind="report",
        )
        writer.write_resource(url="http://a.example/2", body=PAGE, content_type=value, fetched_at=NOON)
    assert [capture.body for capture in archive.captures()] == [PAGE, PAGE]
    assert archive.damage == []


def test_an_address_is_refused_or_read_back_whatever_its_length(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    urls = ["http://a.example/" + sign * length for sign in "x年\x01" for length in (5000, 16_000, 40_000)]
    kept = [url for url in urls if not is_too_long(url)]
    for url in urls:
        if url in kept:
            store(archive, url)
        else:
            with pytest.raises(ValueError, match="is not archived"):
                store(archive, url)
    assert len(kept) == 3
    assert len(list(archive.captures())) == len(kept)
    assert archive.damage == []


def test_an_empty_archive_has_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    assert list(archive.captures()) == []
    assert archive.newest() is None


def test_captures_are_sorted_by_address_and_time_and_filtered_by_kind(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for url, hours, kind in [
        ("http://b/", 0, "report"),
        ("http://a/", 5, "report"),
        ("http://a/", 1, "list"),
    ]:
        store(archive, url, hours=hours, kind=kind)
    store(archive, "http://a/", b"new", hours=-3)
    got = [(c.url, c.fetched_at) for c in archive.captures(kinds=("report", "list"))]
    assert got == sorted(got)
    assert len(got) == 4
    assert [c.kind for c in archive.captures(kinds=("list",))] == ["list"]
    assert archive.newest() == NOON + timedelta(hours=5)


def test_a_revisit_brings_the_body_it_refers_to(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1", b"old")
    store(archive, "http://a/1", PAGE, hours=1)
    with archive.writer() as writer:
        moment = NOON + timedelta(hours=2)
        writer.write_revisit(
            url="http://a/1", status=304, digest=sha(b"old"), fetched_at=moment, kind="report"
        )
    last = list(archive.captures())[-1]
    assert (last.body, last.revisit, last.status) == (b"old", True, 304)
    assert last.content_type == "text/html; charset=gb2312"


def test_a_revisit_brings_the_body_of_another_address(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number in range(3):
        store(archive, f"http://a/{number}", b"%d" % number)
    with archive.writer() as writer:
        for number in (2, 0, 1):
            writer.write_revisit(
                url=f"http://b/{number}",
                status=200,
                digest=sha(b"%d" % number),
                fetched_at=NOON,
                kind="report",
                target=f"http://a/{number}",
            )
    captures = [capture for capture in archive.captures() if capture.revisit]
    assert [(c.url, c.body) for c in captures] == [(f"http://b/{n}", b"%d" % n) for n in range(3)]
    assert {capture.content_type for capture in captures} == {"text/html; charset=gb2312"}
    assert [entry.target for entry in archive.entries() if entry.revisit] == [
        f"http://a/{n}" for n in range(3)
    ]
    first = sorted(tmp_path.glob("*.warc.gz"))[0]
    first.unlink()  # the body of one goes, and what refers to it with it
    assert [c.body for c in archive.captures() if c.revisit] == [b"1", b"2"]
    assert "refers to is not here" in str(archive.damage[0])


def test_a_revisit_of_nothing_is_damage_not_a_capture(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_revisit(url="http://a/1", status=304, digest=sha(b"old"), fetched_at=NOON, kind="report")
    assert list(archive.captures()) == []
    assert "refers to is not here" in str(archive.damage[0])


def test_an_imported_file_is_a_resource(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_resource(url="file:a/某局.txt", body=b"x", content_type=None, fetched_at=NOON)
    (capture,) = archive.captures()
    assert (capture.url, capture.status, capture.body) == ("file:a/某局.txt", 200, b"x")
    assert capture.content_type == "application/octet-stream"


def test_records_are_warc_1_1_whose_digests_and_headers_hold(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a.example/1")
    (path,) = tmp_path.glob("*.warc.gz")
    seen = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            seen.append(record.rec_type)
            assert record.rec_headers.protocol == "WARC/1.1"
            if record.rec_type == "response":
                assert body == PAGE
                response_id = record.rec_headers.get_header("WARC-Record-ID")
                assert record.http_headers.get_header("Content-Encoding") is None
                assert record.http_headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
                assert record.http_headers.get_header("Content-Length") == str(len(PAGE))
            elif record.rec_type == "request":
                concurrent = record.rec_headers.get_header("WARC-Concurrent-To")
                assert record.http_headers.to_str().startswith("GET /1 HTTP/1.1\r\nHost: a.example\r\n")
    assert seen == ["warcinfo", "metadata", "request", "response"]
    assert concurrent == response_id


def test_no_remote_name_becomes_a_path_and_no_file_is_written_over(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "in")
    for _ in range(3):
        store(archive, "http://a/../../etc/passwd%00/CON")
    names = sorted(path.name for path in tmp_path.rglob("*.gz"))
    assert names == [f"20261123T120000123456Z-0000{n}.warc.gz" for n in (1, 2, 3)]


def test_equal_writes_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        store(Archive(tmp_path / name), "http://a/1")
    one, two = (next((tmp_path / name).glob("*.gz")).read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_record_cut_at_any_place_hides_none_before_it(tmp_path: Path) -> None:
    whole = Archive(tmp_path / "whole")
    with whole.writer() as writer:
        for number in range(2):
            writer.write_exchange(
                url=f"http://a/{number}",
                request_headers=[],
                status=200,
                reason="",
                response_headers=[],
                body=bytes(range(256)) * 3,
                fetched_at=NOON,
                kind="report",
            )
    (path,) = (tmp_path / "whole").glob("*.gz")
    data, offset = path.read_bytes(), int(list(whole.captures())[1].record.rpartition(":")[2])
    for cut in range(offset + 1, len(data) - 30, 7):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / "x.warc.gz").write_bytes(data[:cut])
        archive = Archive(folder)
        assert [c.url for c in archive.captures()] == ["http://a/0"]
        assert archive.damage, "a torn record must be named"


def test_damage_in_the_middle_is_named_and_what_follows_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        for number in range(3):
            body = hashlib.sha256(bytes([number])).digest() * 40
            writer.write_resource(url=f"file:{number}", body=body, content_type=None, fetched_at=NOON)
    (path,) = tmp_path.glob("*.gz")
    offset = int(list(archive.captures())[1].record.rpartition(":")[2])
    data = bytearray(path.read_bytes())
    data[offset + 60 : offset + 90] = bytes(30)
    path.write_bytes(data + b" ")  # another size, so that the index is stale
    assert [c.url for c in archive.captures()] == ["file:0", "file:2"]
    assert archive.damage[0].offset == offset


def test_a_body_altered_behind_the_index_is_named_and_left_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1", b"a" * 5000)
    store(archive, "http://a/2", b"b" * 5000, hours=1)
    assert len(list(archive.captures())) == 2
    first, second = sorted(tmp_path.glob("*.gz"))
    size = first.stat().st_size
    first.write_bytes(second.read_bytes()[:size].ljust(size, b"\0"))
    assert [c.url for c in archive.captures()] == ["http://a/2"]
    assert archive.damage


@pytest.mark.parametrize("text", ["", "no index\n", "!CDXJ 1.0 []\n", "!CDXJ 1.0 {}\nhttp://x 1 {}\n"])
def test_the_index_is_only_a_cache(tmp_path: Path, text: str) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1")
    before = list(archive.captures())
    good = (tmp_path / "index.cdxj").read_bytes()
    (tmp_path / "index.cdxj").write_text(text, encoding="utf-8")
    assert list(Archive(tmp_path).captures()) == before
    assert (tmp_path / "index.cdxj").read_bytes() == good


def test_the_index_is_sorted_and_follows_new_and_removed_files(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for url in ("http://b/", "http://a/", "http://a/b"):
        store(archive, url)
        list(archive.captures())
    lines = (tmp_path / "index.cdxj").read_bytes().splitlines()
    assert lines == sorted(lines)
    assert [line.split()[0] for line in lines[1:]] == [b"http://a/", b"http://a/b", b"http://b/"]
    sorted(tmp_path.glob("*.gz"))[0].unlink()
    assert [c.url for c in archive.captures()] == ["http://a/", "http://a/b"]


def test_damage_is_remembered_with_the_index(tmp_path: Path) -> None:
    store(Archive(tmp_path), "http://a/1", bytes(9000))
    (path,) = tmp_path.glob("*.gz")
    path.write_bytes(path.read_bytes()[:-20])
    for _ in range(2):
        archive = Archive(tmp_path)
        assert list(archive.captures()) == []
        assert len(archive.damage) == 1


def test_a_disk_that_is_full_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_resource(url="file:1", body=b"1", content_type=None, fetched_at=NOON)
        file = writer._file
        assert file is not None
        whole = file.tell()

        class Full:
            def write(self, data: bytes) -> int:
                file.write(bytes(data)[:10])
                raise OSError(28, "No space left on device")

            truncate, close = file.truncate, file.close

        monkeypatch.setattr(writer, "_file", Full())
        with pytest.raises(ArchiveError, match="No space left"):
            writer.write_resource(url="file:2", body=b"2", content_type=None, fetched_at=NOON)
        (path,) = tmp_path.glob("*.gz")
        assert path.stat().st_size == whole
        writer.write_resource(url="file:3", body=b"3", content_type=None, fetched_at=NOON)
    assert [c.url for c in archive.captures()] == ["file:1", "file:3"]
    assert archive.damage == []


def test_a_file_is_begun_anew_past_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.warc_write.MAX_FILE", 1000)
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        for number in range(6):
            writer.write_resource(url=f"file:{number}", body=b"1", content_type=None, fetched_at=NOON)
    assert len(list(tmp_path.glob("*.gz"))) > 1
    assert len(list(archive.captures())) == 6


def test_a_naive_moment_and_an_unknown_kind_are_refused(tmp_path: Path) -> None:
    with Archive(tmp_path).writer() as writer:
        naive = NOON.replace(tzinfo=None)
        with pytest.raises(ValueError, match="time zone"):
            writer.write_resource(url="file:1", body=b"", content_type=None, fetched_at=naive)
        with pytest.raises(ValueError, match="kind"):
            writer.write_resource(url="file:1", body=b"", content_type=None, fetched_at=NOON, kind="page")


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    peaks = []
    for count in (20, 200):
        archive = Archive(tmp_path / str(count))
        with archive.writer() as writer:
            for number in range(count):
                body = hashlib.sha256(str(number).encode()).digest() * 3000
                writer.write_resource(url=f"file:{number}", body=body, content_type=None, fetched_at=NOON)
        tracemalloc.start()
        assert sum(1 for _ in archive.captures()) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "a\nWARC-Type: resource",
        "a\r\n\r\nb",
        "a\x00b",
        "\udcff",
        "a\u2028b",
        "年\u3000报",
        "../x",
        '"',
    ],
)
def test_no_name_of_a_file_breaks_a_record_or_the_index(tmp_path: Path, name: str) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_resource(url=f"file:{name}", body=b"1", content_type="a/\nb", fetched_at=NOON)
        writer.write_resource(url="file:\U0010ffff", body=b"2", content_type=None, fetched_at=NOON)
    first, last = archive.captures()
    assert (first.body, first.content_type, last.body) == (b"1", "a/ b", b"2")
    assert archive.damage == []
    store(archive, "http://a/")
    assert len(list(archive.captures())) == 3


@pytest.mark.parametrize("number", [0, 1])
def test_a_capture_that_a_reader_skips_without_a_word_is_named(tmp_path: Path, number: int) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        for url in ("file:0", "file:1"):
            writer.write_resource(url=url, body=b"x" * 99, content_type=None, fetched_at=NOON)
    (path,) = tmp_path.glob("*.gz")
    offset = int(list(archive.captures())[number].record.rpartition(":")[2])
    data = bytearray(path.read_bytes())
    data[offset : offset + 3] = bytes(3)  # no gzip member begins here any more
    path.write_bytes(data + b" ")
    assert [c.url for c in archive.captures()] == [f"file:{1 - number}"]
    assert archive.damage


def test_no_damage_goes_unnamed_whatever_it_is(tmp_path: Path) -> None:
    archive, dice = Archive(tmp_path), random.Random(11)
    with archive.writer() as writer:
        for number in range(4):
            body = dice.randbytes(300) * 2
            writer.write_resource(url=f"file:{number}", body=body, content_type=None, fetched_at=NOON)
    (path,) = tmp_path.glob("*.gz")
    good, whole = path.read_bytes(), list(archive.captures())
    for _ in range(200):
        data, place = bytearray(good), dice.randrange(len(good))
        faults = [(0, b"\x00"), (3, b""), (20, bytes(20)), (1, dice.randbytes(1)), (0, dice.randbytes(9))]
        cut, put = dice.choice(faults)
        data[place : place + cut] = put
        path.write_bytes(data)
        (tmp_path / "index.cdxj").unlink()
        read = {capture.url: capture.body for capture in archive.captures()}
        assert len(read) == 4 or archive.damage, (place, cut, put)
        assert all(read.get(one.url, one.body) == one.body for one in whole)


def test_few_files_are_open_at_once_and_all_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.archive._OPEN_FILES", 2)
    archive = Archive(tmp_path)
    for number in range(6):
        store(archive, f"http://a/{number % 3}", str(number).encode(), hours=number)
    assert len(list(archive.captures())) == 6


def test_a_file_that_goes_away_while_it_is_read_is_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1")
    store(archive, "http://a/2", hours=1)
    captures = archive.captures()
    assert next(captures).url == "http://a/1"
    sorted(tmp_path.glob("*.gz"))[1].unlink()
    assert list(captures) == []
    assert "cannot be opened" in str(archive.damage[0])


def test_an_index_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1")
    (tmp_path / "index.tmp").mkdir()
    with pytest.raises(ArchiveError, match="cannot be written"):
        list(archive.captures())


def test_damage_that_one_pass_has_found_is_still_told_after_the_next(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    store(archive, "http://a/1", b"one" * 500)
    record = store(archive, "http://a/2", b"two" * 500, kind="list")
    assert len(list(archive.captures(kinds=("report", "list")))) == 2
    path = tmp_path / record.rpartition(":")[0]
    data = bytearray(path.read_bytes())
    data[int(record.rpartition(":")[2]) + 200] ^= 0xFF
    path.write_bytes(data)  # of the same size: the index does not see it
    list(archive.captures(kinds=("list",)))
    assert len(archive.damage) == 1
    for _ in range(2):
        list(archive.captures(kinds=("report",)))
        list(archive.captures(kinds=("list",)))
        assert len(archive.damage) == 1
