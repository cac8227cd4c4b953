"""Reads single records of WARC files by their lines in an index, as Common Crawl publishes them.

Promises: only the bytes that a line names are read; the record must be of the address that the line says.
Refuses: by name and with the reason: lines that are no index, names that lead out of the folders, ranges that
hold no whole record, records of another address.
Caveat: the files lie here already, whole or as the ranges alone (`range_names`); nothing is fetched.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongkai.documents import Input
from gongkai.reading import Failure
from parsers.decode import decode
from parsers.errors import ParseError
from parsers.titles import read_title
from scraper.address import read_address
from scraper.errors import ArchiveError
from scraper.sites import ListText
from scraper.warc_foreign import read_range

MAX_LINE = 1 << 20  # characters of a line; real ones have under 2,000
MAX_LENGTH = 64 << 20  # bytes of a packed record
_LETTERS = {"a": "url", "s": "status", "m": "mime", "S": "length", "V": "offset", "g": "filename"}
_NO_LINE = "no line of an index (CDXJ, JSON or CDX with url, filename, offset, length)"
_PAGES = ("text/html", "application/xhtml", "text/plain", "unk", "-")  # media types of lines


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines of an index are read: of hosts below `host`, and pages whose title names a report."""

    host: str | None = None
    is_titled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an index: where the record of `url` lies."""

    url: str
    filename: str
    offset: int
    length: int
    status: str
    mime: str


def read_cdx(index: Path, places: Sequence[Path], choice: Choice = Choice()) -> Iterator[Input | Failure]:
    """The pages that the lines of `index` name, from the WARC files and ranges in `places`."""
    try:
        for number, line in enumerate(_lines(index), start=1):
            shown = f"{index}:{number}"
            if isinstance(line, str):
                yield Failure(shown, "bad_index", f"{shown}: {line}")
            elif line is not None and _is_chosen(line, choice):
                found = _read(line, shown, places, choice)
                if found is not None:
                    yield found
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        yield Failure(str(index), "bad_index", f"{index}: cannot be read: {_why(error)}")


def _why(error: Exception) -> str:
    """What is wrong with an index, in words that say nothing of how it is read."""
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "the packed file is damaged, or cut off"


def range_names(line: Line) -> tuple[str, ...]:
    """Names under which a range alone may lie.

    >>> range_names(Line("http://a.example/", "crawl-data/x/CC-1.warc.gz", 7, 9, "200", "text/html"))
    ('CC-1-7-9.warc.gz', 'CC-1-7.warc.gz', 'CC-1.warc.gz.7', 'CC-1.warc.gz.7-9')
    """
    name = line.filename.rpartition("/")[2]
    stem = name.removesuffix(".gz").removesuffix(".warc")
    ending = name[len(stem) :]
    at = f"{stem}-{line.offset}"
    return (
        f"{at}-{line.length}{ending}",
        f"{at}{ending}",
        f"{name}.{line.offset}",
        f"{name}.{line.offset}-{line.length}",
    )


def _lines(index: Path) -> Iterator[Line | str | None]:
    """Each line of an index; None for one without a page, text for what is wrong with it."""
    with index.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    names = ["urlkey", "timestamp", "url", "mime", "status", "", "", "", "length", "offset", "filename"]
    with gzip.open(index) if is_packed else index.open("rb") as lines:
        while raw := lines.readline(MAX_LINE):
            text = raw.decode("utf-8-sig").strip()
            if text.startswith("CDX "):
                names = [_LETTERS.get(letter, "") for letter in text.split()[1:]]
            elif text and not text.startswith("!"):
                yield _read_line(text, names)


def _read_line(text: str, names: Sequence[str]) -> Line | str | None:
    begin = text.find("{")
    try:
        if begin >= 0:
            fields: dict[str, Any] = json.loads(text[begin:])
        else:
            values = text.split()
            if len(values) != len(names):
                return f"{_NO_LINE}: it has {len(values)} fields, not {len(names)}"
            fields = {name: value for name, value in zip(names, values, strict=True) if name}
        offset, length = int(fields["offset"]), int(fields["length"])
        line = Line(
            str(fields["url"]),
            str(fields["filename"]),
            offset,
            length,
            str(fields.get("status", "200")),
            str(fields.get("mime-detected") or fields.get("mime") or "-"),
        )
    except KeyError as error:
        return f"{_NO_LINE}: it has no {error.args[0]}"
    except json.JSONDecodeError:
        return f"{_NO_LINE}: its JSON is not whole"
    except (ValueError, TypeError):
        return f"{_NO_LINE}: its offset or its length is no number"
    if offset < 0 or not 0 < length <= MAX_LENGTH:
        return f"offset {offset} and length {length} are no range of a record"
    return line


def _is_chosen(line: Line, choice: Choice) -> bool:
    host = (urlsplit(line.url).hostname or "").rstrip(".")
    wanted = (choice.host or "").strip(".").lower()
    is_there = not wanted or host == wanted or host.endswith(f".{wanted}")
    return is_there and line.status in ("200", "-") and line.mime.startswith(_PAGES)


def _read(line: Line, shown: str, places: Sequence[Path], choice: Choice) -> Input | Failure | None:
    try:
        path, start = _find(line, places)
        with path.open("rb") as file:
            file.seek(start)
            capture = read_range(file.read(line.length), path, start)
    except (ArchiveError, OSError) as error:
        return Failure(shown, "bad_archive", f"{shown}: {line.url}: {error}")
    if capture is None:
        problem = "the record is no answer with status 200"
        return Failure(shown, "mislabelled", f"{shown}: {line.url}: {problem}")
    if not _is_same(capture.url, line.url):
        problem = f"the line says {line.url}, and the record is of {capture.url}"
        return Failure(shown, "mislabelled", f"{shown}: {problem}: is it the index of these files?")
    if choice.is_titled and not _names_report(capture.body, capture.content_type, line.url):
        return None
    address = f"{path}#{capture.url}"
    return Input(address, capture.url, capture.body, capture.content_type, capture.fetched_at)


def _find(line: Line, places: Sequence[Path]) -> tuple[Path, int]:
    """The file that has the record, and where in it; ArchiveError where there is none."""
    name = line.filename.rpartition("/")[2]
    for place in places:
        if place.is_file():
            if place.name == name:
                return place, _start(place, line)
            continue
        for relative in (line.filename, name):
            path = place / relative
            if ".." not in Path(relative).parts and not Path(relative).is_absolute() and path.is_file():
                return path, _start(path, line)
        for relative in range_names(line):
            if (place / relative).is_file():
                return place / relative, 0
    last = line.offset + line.length - 1
    raise ArchiveError(Path(line.filename), line.offset, f"not here: fetch its bytes {line.offset}-{last}")


def _start(path: Path, line: Line) -> int:
    """Where the record begins: at its offset, or at once where the file is the range alone."""
    return 0 if path.stat().st_size == line.length else line.offset


def _is_same(one: str, other: str) -> bool:
    return one == other or (read_address(one, one) or one) == (read_address(other, other) or other)


def _names_report(body: bytes, content_type: str | None, url: str) -> bool:
    try:
        page = ListText(url, decode(body, content_type).text)
    except ParseError:
        return False
    names = (page.title, page.meta("ArticleTitle"))
    return any(read_title(part) for name in names for part in _parts(name or ""))


def _parts(title: str) -> list[str]:
    """A title and what stands between its separators: sites add their names."""
    text = title
    for mark in ("_", "|", "—", " - ", ">>"):
        text = text.replace(mark, "\n")
    return [title, *text.split("\n")]
