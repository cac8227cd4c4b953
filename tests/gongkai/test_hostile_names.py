"""200 hostile names, as addresses, headers, hints and files: none of them becomes a path."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from gongkai.importing import import_
from scraper.archive import Archive, Hints

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = "<html><title>某局2022年政府信息公开工作年度报告</title></html>".encode()
OURS = re.compile(r"archive(?:/(?:\d{8}T\d{12}Z-\d{5}\.warc\.gz|index\.cdxj))?")
_CLIMBS = [
    "../",
    "..\\",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%2f",
    "..;/",
    "....//",
    "．．／",
    "..%c0%af",
    "%252e%252e/",
]
_TARGETS = ["x.html", "etc/passwd", "archive/index.cdxj", "frontier.sqlite", "home/.ssh/authorized_keys"]
_ODD = [
    "/etc/passwd", "//etc/passwd", "\\\\server\\share", "C:\\x.html", "C:x", "~/x", "~root/.bashrc",
    ".", "..", "...", ". ", " ", "", "CON", "con.html", "NUL", "AUX.txt", "COM1", "LPT9.html",
    "x.html.", "x.html ", "x.html::$DATA", "a:b", "a|b", "a?b", "a*b", 'a"b', "a<b>c", "a\0b", "\0",
    "a\nb", "a\r\nX: y", "a\tb", "\x1b[2J", "\x7f", "\x85", "a\u2028b", "\u202exslx.exe", "\u200b",
    "\ufeffx", "e\u0301", "é", "Ａ／Ｂ", "a／b", "a∕b", "年报.html", "x" * 300, "年" * 300, "a/" * 300,
    "-rf", "--help", "$(id)", "`id`", "; rm -rf x", "&x", "%00", "%0a", "%", "%zz", "{x}", "[x]", "!x",
    "#x", "'x'", "x.warc.gz", "../x.warc.gz", "index.cdxj", ".hidden", "..hidden", "x.lock", "x~",
    "\ud800", "a\udcffb", "\U0001f4a9", "./x", "x/.", "x/..", "x/../../y",
]  # fmt: skip
NAMES = [*_ODD, *(up * n + target for up in _CLIMBS for n in (1, 6) for target in _TARGETS)]
NAMES += [f"{bad}{name}" for bad in ("a/../../", "/..;x=") for name in ("x", "年报", "C:", "\0", ".", "~")]
NAMES += [f"{level}/{'../' * level}x" for level in range(1, 20)]
NAMES += [f"x{bad}" for bad in ("%2f..%2fy", "\\..\\y", ".tmp", ".part", ".html/../..", ";jsessionid=/../")]


def below(folder: Path) -> set[str]:
    return {
        (Path(top) / name).relative_to(folder).as_posix()
        for top, folders, files in os.walk(folder)
        for name in (*folders, *files)
    }


def only_ours(folder: Path) -> bool:
    return all(OURS.fullmatch(path) for path in below(folder))


def test_there_are_as_many_as_said() -> None:
    assert len(NAMES) >= 200
    assert len(set(NAMES)) == len(NAMES)


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder deep enough that what climbs out of it is seen."""
    folder = tmp_path / "1" / "2" / "3" / "4" / "5" / "6" / "data"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_as_addresses_headers_and_hints_of_what_is_archived(tmp_path: Path, inside: Path) -> None:
    archive = Archive(inside / "archive")
    with archive.writer() as writer:
        for n, name in enumerate(NAMES):
            moment = NOON + timedelta(seconds=n)
            clean = name.encode("utf-8", "replace").decode("latin-1").replace("\0", "")
            writer.write_exchange(
                url=f"http://www.xx.gov.cn/{name}",
                request_headers=(),
                status=200,
                reason="OK",
                response_headers=[("Content-Disposition", f"attachment; filename={' '.join(clean.split())}")],
                body=PAGE,
                fetched_at=moment,
                kind="report",
                hints=Hints(link_title=name or None, organization=name or None),
            )
            writer.write_resource(url=f"file:{name}", body=PAGE, content_type=clean, fetched_at=moment)
    captures = list(archive.captures())
    assert len(captures) == 2 * len(NAMES)
    assert all(capture.body == PAGE for capture in captures)
    assert archive.damage == []
    assert only_ours(inside)
    assert len(below(tmp_path)) == len(below(inside)) + 7


def test_as_targets_in_a_warc_file_of_another_tool(tmp_path: Path, inside: Path) -> None:
    source = tmp_path / "other.warc.gz"
    with source.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for name in NAMES:
            target = "http://www.xx.gov.cn/" + "".join(name.encode("utf-8", "replace").decode().splitlines())
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
            record = writer.create_warc_record(
                target, "response", payload=BytesIO(PAGE), length=len(PAGE), http_headers=head,
                warc_headers_dict={"WARC-Date": "2021-02-03T04:05:06Z", "WARC-Filename": "../../x.warc"},
            )  # fmt: skip
            writer.write_record(record)
    before = below(tmp_path)
    done = import_([source], Archive(inside / "archive"))
    assert done.stored + done.unchanged + len(done.failures) >= len(NAMES) - 20
    assert done.stored >= 180
    assert only_ours(inside)
    assert {path for path in below(tmp_path) - before if "data/archive" not in path} == set()


def test_as_files_of_a_saved_folder(tmp_path: Path, inside: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    made = 0
    for n, name in enumerate(NAMES):
        plain = name.replace("/", "").replace("\0", "") or "x"
        path = saved / str(n) / f"{plain[:60]}.html"
        try:
            path.parent.mkdir()
            path.write_bytes(PAGE)
        except (OSError, UnicodeError):  # a name that this file system cannot hold
            continue
        made += 1
    before = below(tmp_path)
    done = import_([saved], Archive(inside / "archive"))
    assert made >= 180
    assert done.stored == made
    assert only_ours(inside)
    assert {path for path in below(tmp_path) - before if "data/archive" not in path} == set()
