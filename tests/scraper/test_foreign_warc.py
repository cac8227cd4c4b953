from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive import foreign_captures
from scraper.errors import ArchiveError

PAGE = "<html>二〇二三年政府信息公开工作年度报告</html>".encode("gb18030")
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


class Other:
    """Another tool's file."""

    def __init__(self, path: Path, *, version: str = "1.0") -> None:
        self.path, self._file = path, path.open("wb")
        self._writer = WARCWriter(self._file, gzip=path.suffix == ".gz", warc_version=version)

    def add(
        self, url: str, body: bytes, *, kind: str = "response", status: str = "200 OK", **headers: str
    ) -> None:
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        http = StatusAndHeaders(status, named, "HTTP/1.1") if kind != "resource" else None
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_content_type="text/html" if kind == "resource" else "",
            warc_headers_dict={"WARC-Date": "2021-02-03T04:05:06Z"},
        )
        self._writer.write_record(record)

    def done(self) -> Path:
        self._file.close()
        return self.path


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_pages_of_another_tool_are_read_whatever_their_codings(tmp_path: Path, name: str) -> None:
    file = Other(tmp_path / name)
    file.add("http://a/plain", PAGE, Content_Type="text/html; charset=gb2312")
    file.add("http://a/gzip", gzip.compress(PAGE), Content_Encoding="gzip")
    file.add("http://a/deflate", zlib.compress(PAGE), Content_Encoding="deflate")
    file.add("http://a/chunked", CHUNKED, Transfer_Encoding="chunked")
    both = gzip.compress(PAGE)
    file.add(
        "http://a/both",
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(both), both),
        Transfer_Encoding="chunked",
        Content_Encoding="gzip",
    )
    file.add("http://a/file", PAGE, kind="resource")
    file.add("metadata://gnu.org/software/wget/warc/wget.log", b"log", kind="resource")
    file.add("http://a/404", b"no", status="404 Not Found")
    file.add("http://a/ask", b"", kind="request")
    captures = list(foreign_captures(file.done()))
    assert [c.url.rpartition("/")[2] for c in captures] == [
        "plain",
        "gzip",
        "deflate",
        "chunked",
        "both",
        "file",
    ]
    assert {c.body for c in captures} == {PAGE}
    assert {c.fetched_at for c in captures} == {datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)}
    assert captures[0].content_type == "text/html; charset=gb2312"
    assert captures[-1].content_type == "text/html"
    assert {(c.status, c.kind, c.revisit) for c in captures} == {(200, "report", False)}
    assert captures[0].record == f"{name}:0"


def test_what_cannot_be_decoded_is_skipped_by_name_or_raised(tmp_path: Path) -> None:
    file = Other(tmp_path / "x.warc.gz")
    file.add("http://a/1", b"x", Content_Encoding="br")
    file.add("http://a/2", gzip.compress(bytes(5000)), Content_Encoding="gzip")
    file.add("http://a/3", gzip.compress(PAGE)[:-9], Content_Encoding="gzip")
    file.add("http://a/4", PAGE)
    path, skipped = file.done(), []
    captures = list(foreign_captures(path, max_bytes=1000, on_skip=skipped.append))
    assert [c.url for c in captures] == ["http://a/4"]
    assert [error.path for error in skipped] == [path] * 3
    for error, word in zip(skipped, ("br", "1000 bytes", "ends after"), strict=True):
        assert word in str(error)
    with pytest.raises(ArchiveError, match=r"at byte 0: .* br"):
        list(foreign_captures(path))


@pytest.mark.parametrize(
    "data", [b"", b"<html>no warc</html>", bytes(500), gzip.compress(b"no warc", mtime=0)]
)
def test_a_file_that_is_no_warc_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz at byte 0"):
        list(foreign_captures(path))


def drain(path: Path, into: list[bytes]) -> None:
    for capture in foreign_captures(path):
        into.append(capture.body)


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_torn_file_gives_what_is_whole_and_then_names_the_place(tmp_path: Path, name: str) -> None:
    file = Other(tmp_path / name)
    bodies = [bytes([65 + n]) * 50 + bytes(range(256)) * 4 for n in range(3)]
    for number, body in enumerate(bodies):
        file.add(f"http://a/{number}", body)
    path = file.done()
    path.write_bytes(path.read_bytes()[:-200])
    got = []
    with pytest.raises(ArchiveError, match="torn"):
        drain(path, got)
    assert got == bodies[:2]
