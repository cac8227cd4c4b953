from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongkai import inputs
from gongkai.errors import InterruptedRunError
from gongkai.importing import import_
from gongkai.inputs import Input, read_inputs
from gongkai.reading import Failure
from scraper.archive import Archive, Hints
from scraper.errors import ArchiveError
from scraper.warc_check import check_archive


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def write_warc(path: Path, pages: Iterable[tuple[str, str, str, bytes]]) -> Path:
    """A WARC file of another tool: (address, status line, media type, body) a response."""
    records = [_record(*page) for page in pages]
    packed = path.name.endswith(".gz")
    path.write_bytes(b"".join(gzip.compress(record) if packed else record for record in records))
    return path


def _record(url: str, status: str, kind: str, body: bytes) -> bytes:
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2024-05-06T07:08:09Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def names(found: Iterable[Input | Failure]) -> list[str]:
    return [one.address if isinstance(one, Input) else one.code for one in found]


def test_a_folder_is_walked_in_order_and_other_files_are_left(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        {"b.html": b"b", "a/溪云.TXT": b"a", "a/c.htm": b"c", "d.shtml": b"d", "e.css": b"e", "f.pdf": b"f"},
    )
    assert names(read_inputs([folder])) == ["file:a/c.htm", "file:a/溪云.TXT", "file:b.html", "file:d.shtml"]


def test_a_named_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path, {"report.dat": b"x"})
    (found,) = read_inputs([tmp_path / "report.dat"])
    assert isinstance(found, Input)
    assert (found.address, found.content_type, found.data) == ("file:report.dat", None, b"x")
    assert found.fetched_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path, {"good.txt": b"x", "bad.warc.gz": b"no archive"})
    paths = [tmp_path / name for name in ("nowhere", "empty", "bad.warc.gz", "good.txt")]
    assert names(read_inputs(paths)) == ["no_such_file", "no_files", "bad_archive", "file:good.txt"]


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    put(tmp_path, {"a.txt": b"x"})
    monkeypatch.setattr(inputs.Path, "read_bytes", refuse)
    (found,) = read_inputs([tmp_path / "a.txt"])
    assert isinstance(found, Failure)
    assert (found.code, found.message) == ("unreadable_file", "cannot be read: Permission denied")


def test_a_file_larger_than_any_report_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(inputs.MAX_BYTES + 1)
    assert names(read_inputs([tmp_path])) == ["document_too_large"]


def test_a_link_out_of_the_folder_is_not_walked(tmp_path: Path) -> None:
    put(tmp_path / "out", {"a.html": b"a"})
    put(tmp_path / "in", {"b.html": b"b"})
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    assert names(read_inputs([tmp_path / "in"])) == ["file:b.html"]


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_pages_of_a_warc_file_keep_address_and_date(tmp_path: Path, name: str) -> None:
    page = ("http://a.example/1.html", "200 OK", "text/html; charset=gbk", "报告".encode("gbk"))
    path = write_warc(
        tmp_path / name,
        [
            page,
            ("http://a.example/2.html", "404 Not Found", "text/html", b"gone"),
            ("http://a.example/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
            ("http://a.example/a.css", "200 OK", "text/css", b"p {}"),
            ("http://a.example/a.png", "200 OK", "image/png", b"\x89PNG"),
        ],
    )
    (found,) = read_inputs([path])
    assert isinstance(found, Input)
    assert (found.address, found.content_type) == (page[0], page[2])
    assert found.shown == f"{path}#{page[0]}"
    assert found.fetched_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_torn_warc_file_gives_what_is_before_the_tear(tmp_path: Path, name: str) -> None:
    pages = [(f"http://a.example/{n}", "200 OK", "text/html", os.urandom(5000)) for n in range(3)]
    path = write_warc(tmp_path / name, pages)
    path.write_bytes(path.read_bytes()[:-2000])
    found = list(read_inputs([path]))
    assert names(found) == ["http://a.example/0", "http://a.example/1", "bad_archive"]
    assert isinstance(found[-1], Failure)
    assert str(path) in found[-1].message


def test_importing_twice_writes_once(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.html": b"a", "b.txt": b"b"})
    archive = Archive(tmp_path / "archive")
    first = import_([folder], archive)
    again = import_([folder, folder], archive)
    assert (first.stored, first.unchanged) == (2, 0)
    assert (again.stored, again.unchanged) == (0, 4)
    assert len(list(archive.captures())) == 2


def test_a_changed_file_is_another_capture_of_the_same_address(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    for data in (b"old", b"new"):
        import_([put(tmp_path / "in", {"a.html": data})], archive)
    assert [(capture.url, capture.body) for capture in archive.captures()] == [
        ("file:a.html", b"old"),
        ("file:a.html", b"new"),
    ]


def test_an_import_that_is_stopped_keeps_what_it_has_and_goes_on_later(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {f"{number}.html": b"%d" % number for number in range(4)})
    archive, stop = Archive(tmp_path / "archive"), threading.Event()

    def count(done: int, address: str) -> None:
        if done == 2:
            stop.set()

    with pytest.raises(InterruptedRunError, match="2 documents kept"):
        import_([folder], archive, on_document=count, stop=stop)
    again = import_([folder], archive)
    assert (again.stored, again.unchanged) == (2, 2)


def test_failures_are_in_the_summary(tmp_path: Path) -> None:
    summary = import_([tmp_path / "nowhere"], Archive(tmp_path / "archive"))
    assert [failure.code for failure in summary.failures] == ["no_such_file"]


def test_files_of_our_own_archive_bring_their_hints_and_reports_alone(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    with Archive(tmp_path / "theirs").writer() as writer:
        for kind, hints in (("report", Hints(organization="溪云县统计局")), ("list", Hints())):
            writer.write_resource(
                url=f"http://a.example/{kind}",
                body=kind.encode(),
                content_type="text/html",
                fetched_at=moment,
                kind=kind,
                hints=hints,
            )
    ours = Archive(tmp_path / "ours")
    assert import_([tmp_path / "theirs"], ours).stored == 1
    (capture,) = ours.captures(kinds=("report", "list"))
    assert (capture.url, capture.hints.organization) == ("http://a.example/report", "溪云县统计局")
    assert capture.fetched_at == moment


def test_a_damaged_file_of_our_own_is_named(tmp_path: Path) -> None:
    with Archive(tmp_path / "theirs").writer() as writer:
        for number in range(2):
            writer.write_resource(
                url=f"http://a.example/{number}",
                body=os.urandom(4000),
                content_type="text/html",
                fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
            )
    (path,) = (tmp_path / "theirs").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-1000])
    assert names(read_inputs([path])) == ["http://a.example/0", "bad_archive"]


def test_a_page_of_our_own_files_comes_with_the_body_of_another_address(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    theirs = Archive(tmp_path / "theirs")
    import_([put(tmp_path / "in", {"www.a.gov.cn/1.html": b"<p>1"})], theirs)
    digest = next(iter(theirs.captures())).digest
    with theirs.writer() as writer:
        for url, target in (("http://m.a.gov.cn/1.html", "http://www.a.gov.cn/1.html"), ("http://a/x", None)):
            writer.write_revisit(
                url=url, status=200, digest=digest, fetched_at=moment, kind="report", target=target
            )
    _, alone = sorted(theirs.folder.glob("*.warc.gz"))
    ours = Archive(tmp_path / "ours")
    assert import_([tmp_path / "theirs"], ours).stored == 2
    assert [(c.url, c.body) for c in ours.captures()] == [
        ("http://m.a.gov.cn/1.html", b"<p>1"),
        ("http://www.a.gov.cn/1.html", b"<p>1"),
    ]
    (failure,) = read_inputs([alone])
    assert isinstance(failure, Failure)
    assert "http://m.a.gov.cn/1.html has the body of http://www.a.gov.cn/1.html" in failure.message


REGISTER = (
    "<h1>溪云县2022年政府信息公开工作年度报告公布情况</h1>"
    "<p>应公布2家，已公布1家，未公布1家：城关镇。</p><p>浏览次数：{}</p>"
)
FORM = "<h2>二、主动公开政府信息情况</h2><h2>三、收到和处理政府信息公开申请情况</h2>"


def kinds(archive: Archive) -> list[tuple[str, str]]:
    captures = archive.captures(kinds=("report", "register"))
    return [(one.url.rpartition("/")[2], one.kind) for one in captures]


def test_registers_are_recognised_and_in_doubt_a_page_is_a_report(tmp_path: Path, archive: Archive) -> None:
    pages = {
        "gb.html": REGISTER,
        "own.html": REGISTER + FORM,  # a report that says who else published
        "empty.html": "<h1>溪云县2022年政府信息公开工作年度报告公布情况</h1><p>见附件</p>",
        "r.html": "<h1>溪云县2022年政府信息公开工作年度报告</h1>" + FORM,
        "broken.html": "<h1>公布情况信息公开\x00",
    }
    warc = write_warc(
        tmp_path / "in.warc",
        [(f"http://a.gov.cn/{name}", "200 OK", "text/html", text.encode()) for name, text in pages.items()],
    )
    wanted = sorted((name, "register" if name == "gb.html" else "report") for name in pages)
    assert import_([warc], archive).stored == 5
    assert kinds(archive) == wanted
    assert import_([warc], archive).stored == 0
    assert kinds(archive) == wanted
    other = Archive(tmp_path / "other")
    assert import_(sorted(archive.folder.glob("*.warc.gz")), other).stored == 5  # of our own files too
    assert kinds(other) == wanted


def test_a_register_that_was_imported_as_a_report_becomes_one(tmp_path: Path, archive: Archive) -> None:
    warc = write_warc(
        tmp_path / "in.warc", [("http://a.gov.cn/gb.html", "200 OK", "text/html", REGISTER.encode())]
    )
    with archive.writer() as writer:
        writer.write_resource(
            url="http://a.gov.cn/gb.html",
            body=REGISTER.encode(),
            content_type="text/html",
            fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        )
    assert (import_([warc], archive).stored, import_([warc], archive).stored) == (1, 0)
    assert kinds(archive) == [("gb.html", "report"), ("gb.html", "register")]
    faults: list[ArchiveError] = []
    check_archive(archive.folder, faults.append)
    assert not faults
    captures = archive.captures(kinds=("report", "register"))
    assert [one.body for one in captures] == [REGISTER.encode()] * 2


def test_a_page_that_breaks_the_reader_of_registers_is_kept(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("gongkai.registers.read_register", fall)
    warc = write_warc(
        tmp_path / "in.warc", [("http://a.gov.cn/gb.html", "200 OK", "text/html", REGISTER.encode())]
    )
    assert import_([warc], archive).stored == 1
    assert kinds(archive) == [("gb.html", "report")]
