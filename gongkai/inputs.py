"""Files and folders that a person names: found, read, and told apart (pages, texts, WARC and WACZ files).

Promises: a folder is walked in the order of its names; what is missing or unreadable comes back as a
Failure and the rest goes on. A saved page has the address that it came from, where a witness names it.
Refuses: to follow links out of a folder, and files larger than any report.
Caveat: in a folder only .html, .htm, .shtml, .txt, .mht, .mhtml, .warc, .warc.gz and .wacz are looked at, and
pages of other names below a folder that is called like a host; a file that is named is read whatever it is
called.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from gongkai.documents import Input
from gongkai.mhtml import SUFFIXES, is_mhtml, read_mhtml
from gongkai.own_files import Bodies, read_own, unreadable
from gongkai.reading import Failure
from gongkai.saved_pages import find_origin, is_mirrored, is_page_of_mirror, original_of
from gongkai.wacz import read_wacz
from parsers.errors import DocumentTooLarge
from parsers.reading import MAX_BYTES
from scraper.archive import foreign_captures
from scraper.errors import ArchiveError

__all__ = ["Input", "file_address", "files_below", "is_own", "is_page", "is_warc", "read_inputs", "read_warc"]

TYPES = {".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".txt": "text/plain"}
WARC_SUFFIXES = (".warc", ".warc.gz")
WACZ_SUFFIX = ".wacz"
PEEK = 2048  # bytes; our files name their software in the first record
_PAGE_TYPES = ("text/", "application/xhtml")


def read_inputs(paths: Iterable[Path]) -> Iterator[Input | Failure]:
    """The documents in files, folders and WARC files, in order."""
    with closing(Bodies()) as bodies:
        for path in paths:
            if not path.exists():
                yield Failure(str(path), "no_such_file", "no such file or folder: check the path")
            elif path.is_dir():
                yield from _read_folder(path, bodies)
            else:
                yield from _read_file(path, path.name, bodies)


def _read_folder(folder: Path, bodies: Bodies) -> Iterator[Input | Failure]:
    files = files_below(folder)
    if not files:
        suffixes = ", ".join((*TYPES, *SUFFIXES, *WARC_SUFFIXES, WACZ_SUFFIX))
        yield Failure(str(folder), "no_files", f"the folder holds no file that is read ({suffixes})")
    for path in files:
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield Failure(str(path), "link_out", "a link that leads out of the folder is not followed")
        elif not path.is_file():
            yield Failure(str(path), "unreadable_file", "no file: a pipe, a device, or a link to nothing")
        else:
            yield from _read_file(path, path.relative_to(folder).as_posix(), bodies, _place(path, folder))


def files_below(folder: Path) -> list[Path]:
    """The files of a folder that are read, in the order of their names."""
    found = [Path(top) / name for top, _, names in os.walk(folder) for name in names]
    return sorted(path for path in found if _is_read(path, folder))


def _is_read(path: Path, folder: Path) -> bool:
    place = _place(path, folder)
    if is_warc(path) or is_wacz(path) or is_mhtml(path):
        return True
    if path.suffix.lower() in TYPES:
        return not (path.name == "robots.txt" and is_mirrored(place))
    try:
        return is_mirrored(place) and path.is_file() and is_page_of_mirror(place, _first_bytes(path))
    except OSError:
        return True  # what is wrong with it is named when it is read


def _place(path: Path, folder: Path) -> str:
    """The path of a file with the folder that was named, which may be that of a host."""
    return f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}"


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(PEEK)


def is_warc(path: Path) -> bool:
    """True for names of WARC files.

    >>> is_warc(Path("a.WARC.gz")), is_warc(Path("a.gz"))
    (True, False)
    """
    return path.name.lower().endswith(WARC_SUFFIXES)


def is_wacz(path: Path) -> bool:
    """True for names of WACZ files."""
    return path.name.lower().endswith(WACZ_SUFFIX)


def _read_file(path: Path, name: str, bodies: Bodies, place: str | None = None) -> Iterator[Input | Failure]:
    """The documents of a file; `name` is its path in the folder, `place` that with the folder's own name."""
    if is_wacz(path):
        yield from read_wacz(path, lambda aside: read_warc(aside, bodies))
        return
    if is_warc(path):
        yield from read_warc(path, bodies)
        return
    try:
        about = path.stat()
        if about.st_size > MAX_BYTES:
            yield Failure(
                str(path), DocumentTooLarge.code, f"more than {MAX_BYTES >> 20} MiB: no report is so large"
            )
            return
        data = _as_it_came(path) or path.read_bytes()
    except OSError as error:
        yield Failure(str(path), "unreadable_file", f"cannot be read: {error.strerror}")
        return
    moment = datetime.fromtimestamp(about.st_mtime, UTC)
    if is_mhtml(path):
        yield read_mhtml(path, data, file_address(name), moment)
        return
    content_type = TYPES.get(path.suffix.lower()) or ("text/html" if place and is_mirrored(place) else None)
    origin = find_origin(place or name, data)
    address = origin.address if origin else file_address(name)
    yield Input(str(path), address, data, content_type, (origin and origin.saved_at) or moment)


def _as_it_came(path: Path) -> bytes | None:
    """The page as it came, where wget kept it beside the one with converted links."""
    for name in original_of(path.name):
        original = path.with_name(name)
        if original.is_file() and not original.is_symlink() and original.stat().st_size <= MAX_BYTES:
            return original.read_bytes()
    return None


def file_address(name: str) -> str:
    """The address of an imported file: `file:` and its path in the folder.

    >>> file_address("溪云县/2020.html")
    'file:溪云县/2020.html'
    """
    return "file:" + name.encode("utf-8", "replace").decode()  # names of other encodings are kept readable


def read_warc(path: Path, bodies: Bodies) -> Iterator[Input | Failure]:
    """The documents of a WARC file, ours or another tool's; `bodies` are those of our files read before."""
    yield from read_own(path, bodies) if is_own(path) else _read_foreign(path)


def is_own(path: Path) -> bool:
    """True for WARC files that a crawl or an import of ours wrote: they know what each page is."""
    try:
        with gzip.open(path) as file:
            return b"software: gongkai" in file.read(PEEK)
    except (OSError, EOFError, zlib.error):
        return False


def _read_foreign(path: Path) -> Iterator[Input | Failure]:
    skipped: list[ArchiveError] = []
    try:
        for capture in foreign_captures(path, on_skip=skipped.append):
            yield from (unreadable(path, error) for error in skipped)
            skipped.clear()
            if is_page(capture.url, capture.content_type):
                shown = f"{path}#{capture.url}"
                yield Input(shown, capture.url, capture.body, capture.content_type, capture.fetched_at)
        yield from (unreadable(path, error) for error in skipped)
    except (ArchiveError, OSError) as error:
        yield unreadable(path, error)


def is_page(url: str, content_type: str | None) -> bool:
    """True for captures that may be a report: pages and texts, not robots.txt, pictures or scripts.

    >>> is_page("http://a.example/1", "text/html; charset=gbk"), is_page("http://a.example/a", "text/css")
    (True, False)
    """
    kind = (content_type or "text/html").lower()
    is_text = kind.startswith(_PAGE_TYPES) and not kind.startswith(("text/css", "text/javascript"))
    return is_text and not url.endswith("/robots.txt")
