"""Files and folders that a person names: found, read, and told apart (pages, texts, WARC files).

Promises: a folder is walked in the order of its names; what is missing or unreadable comes back as a
Failure and the rest goes on.
Refuses: to follow links out of a folder, and files larger than any report.
Caveat: in a folder only .html, .htm, .shtml, .txt, .warc and .warc.gz are looked at; a file that is named is
read whatever it is called.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai.reading import Failure
from parsers.errors import DocumentTooLarge
from parsers.reading import MAX_BYTES
from scraper.archive import foreign_captures
from scraper.errors import ArchiveError
from scraper.records import NO_HINTS, Hints
from scraper.warc_read import read_body, scan

TYPES = {".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".txt": "text/plain"}
WARC_SUFFIXES = (".warc", ".warc.gz")
PEEK = 2048  # bytes; our files name their software in the first record
_PAGE_TYPES = ("text/", "application/xhtml")


@dataclass(frozen=True, slots=True)
class Input:
    """One document: `shown` is its path as given, `address` what it is called in the archive."""

    shown: str
    address: str
    data: bytes
    content_type: str | None
    fetched_at: datetime
    hints: Hints = NO_HINTS


def read_inputs(paths: Iterable[Path]) -> Iterator[Input | Failure]:
    """The documents in files, folders and WARC files, in order."""
    for path in paths:
        if not path.exists():
            yield Failure(str(path), "no_such_file", "no such file or folder: check the path")
        elif path.is_dir():
            yield from _read_folder(path)
        else:
            yield from _read_file(path, path.name)


def _read_folder(folder: Path) -> Iterator[Input | Failure]:
    files = _files_below(folder)
    if not files:
        suffixes = ", ".join((*TYPES, *WARC_SUFFIXES))
        yield Failure(str(folder), "no_files", f"the folder holds no file that is read ({suffixes})")
    for path in files:
        yield from _read_file(path, path.relative_to(folder).as_posix())


def _files_below(folder: Path) -> list[Path]:
    found = [Path(top) / name for top, _, names in os.walk(folder) for name in names]
    return sorted(path for path in found if path.suffix.lower() in TYPES or is_warc(path))


def is_warc(path: Path) -> bool:
    """True for names of WARC files.

    >>> is_warc(Path("a.WARC.gz")), is_warc(Path("a.gz"))
    (True, False)
    """
    return path.name.lower().endswith(WARC_SUFFIXES)


def _read_file(path: Path, name: str) -> Iterator[Input | Failure]:
    if is_warc(path):
        yield from _read_warc(path)
        return
    try:
        about = path.stat()
        if about.st_size > MAX_BYTES:
            yield Failure(
                str(path), DocumentTooLarge.code, f"more than {MAX_BYTES >> 20} MiB: no report is so large"
            )
            return
        data = path.read_bytes()
    except OSError as error:
        yield Failure(str(path), "unreadable_file", f"cannot be read: {error.strerror}")
        return
    moment = datetime.fromtimestamp(about.st_mtime, UTC)
    yield Input(str(path), file_address(name), data, TYPES.get(path.suffix.lower()), moment)


def file_address(name: str) -> str:
    """The address of an imported file: `file:` and its path in the folder.

    >>> file_address("溪云县/2020.html")
    'file:溪云县/2020.html'
    """
    return "file:" + name.encode("utf-8", "replace").decode()  # names of other encodings are kept readable


def _read_warc(path: Path) -> Iterator[Input | Failure]:
    yield from _read_own(path) if is_own(path) else _read_foreign(path)


def is_own(path: Path) -> bool:
    """True for WARC files that a crawl or an import of ours wrote: they know what each page is."""
    try:
        with gzip.open(path) as file:
            return b"software: gongkai" in file.read(PEEK)
    except (OSError, EOFError, zlib.error):
        return False


def _read_own(path: Path) -> Iterator[Input | Failure]:
    damage: list[ArchiveError] = []
    with path.open("rb") as file:
        for entry in scan(path, damage.append):
            if entry.kind != "report" or entry.revisit:
                continue
            try:
                body = read_body(file, path, entry)
            except ArchiveError as error:
                damage.append(error)
                continue
            shown = f"{path}#{entry.url}"
            yield Input(shown, entry.url, body, entry.content_type, entry.fetched_at, entry.hints)
    yield from (_unreadable(path, error) for error in damage)


def _read_foreign(path: Path) -> Iterator[Input | Failure]:
    skipped: list[ArchiveError] = []
    try:
        for capture in foreign_captures(path, on_skip=skipped.append):
            yield from (_unreadable(path, error) for error in skipped)
            skipped.clear()
            if is_page(capture.url, capture.content_type):
                shown = f"{path}#{capture.url}"
                yield Input(shown, capture.url, capture.body, capture.content_type, capture.fetched_at)
        yield from (_unreadable(path, error) for error in skipped)
    except (ArchiveError, OSError) as error:
        yield _unreadable(path, error)


def _unreadable(path: Path, error: Exception) -> Failure:
    return Failure(str(path), "bad_archive", str(error))


def is_page(url: str, content_type: str | None) -> bool:
    """True for captures that may be a report: pages and texts, not robots.txt, pictures or scripts.

    >>> is_page("http://a.example/1", "text/html; charset=gbk"), is_page("http://a.example/a", "text/css")
    (True, False)
    """
    kind = (content_type or "text/html").lower()
    is_text = kind.startswith(_PAGE_TYPES) and not kind.startswith(("text/css", "text/javascript"))
    return is_text and not url.endswith("/robots.txt")
