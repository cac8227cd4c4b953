"""The archive: a folder of WARC files, and an index of them that is only a cache.

Promises: captures come sorted by address and time, one body in memory at a time, from the WARC files
alone; the index is made again where it is missing or stale.
Refuses: nothing silently. What cannot be read is kept in `damage`, with file and byte, and left out.
Caveat: the key of the index is the address itself, not its SURT form: it has the order of captures.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from scraper.errors import ArchiveError
from scraper.records import Capture, Hints, format_date
from scraper.warc_foreign import foreign_captures
from scraper.warc_read import Entry, read_body, scan
from scraper.warc_write import ArchiveWriter

__all__ = ["Archive", "ArchiveWriter", "Capture", "Hints", "foreign_captures"]

_HEAD = "!CDXJ 1.0 "
_PLACE = re.compile(r'\{"file": ("(?:[^"\\]|\\.)*"), "offset": (\d+)')
_OPEN_FILES = 32  # WARC files kept open while captures are read in the order of addresses


class Archive:
    """A folder of WARC files. `damage` lists what could not be read in the last use, never raised."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damage: list[ArchiveError] = []
        self._index = folder / "index.cdxj"

    def writer(self) -> ArchiveWriter:
        """A writer with a fresh file of its own; use it in a `with`."""
        return ArchiveWriter(self.folder)

    def captures(self, *, kinds: Collection[str] = ("report",)) -> Iterator[Capture]:
        """All captures of these kinds, sorted by (url, fetched_at); a body is read as it is asked for."""
        self._refresh()
        if not self._index.exists():
            return
        with _Files(self.folder) as files, self._index.open(encoding="utf-8") as lines:
            next(lines)
            entries = map(_from_line, lines)
            for _, group in groupby(entries, key=lambda entry: entry.url):
                yield from self._captures_of_one(list(group), kinds, files)

    def newest(self) -> datetime | None:
        """The newest WARC-Date of any capture; None in an empty archive."""
        self._refresh()
        if not self._index.exists():
            return None
        newest = self._read_head()["newest"]
        return datetime.strptime(newest, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC) if newest else None

    def _captures_of_one(
        self, entries: list[Entry], kinds: Collection[str], files: _Files
    ) -> Iterator[Capture]:
        bodies = {entry.digest: entry for entry in reversed(entries) if not entry.revisit}
        for entry in entries:
            if entry.kind not in kinds:
                continue
            first = bodies.get(entry.digest)
            path = self.folder / entry.file
            if first is None:
                self.damage.append(ArchiveError(path, entry.offset, "the body that it refers to is not here"))
                continue
            try:
                yield _capture(entry, first, files.read(first))
            except ArchiveError as error:
                self.damage.append(error)

    def _refresh(self) -> None:
        self.damage.clear()
        sizes = {path.name: path.stat().st_size for path in sorted(self.folder.glob("*.warc.gz"))}
        head = self._read_head()
        if head["files"] == sizes and (sizes or not self._index.exists()):
            self.damage += [
                ArchiveError(self.folder / name, offset, text) for name, offset, text in head["damage"]
            ]
            return
        with closing(sqlite3.connect("")) as table:  # a temporary file, so that memory stays flat
            table.execute("CREATE TABLE entry (url TEXT, stamp TEXT, file TEXT, offset INTEGER, line TEXT)")
            self._fill(table, head["files"], sizes)
            self._write_index(table, sizes)

    def _fill(self, table: sqlite3.Connection, known: dict[str, int], sizes: dict[str, int]) -> None:
        kept = {name for name, size in known.items() if sizes.get(name) == size}
        if kept:
            head = self._read_head()
            self.damage += [ArchiveError(self.folder / n, o, t) for n, o, t in head["damage"] if n in kept]
            with self._index.open(encoding="utf-8") as lines:
                next(lines)
                _insert(table, (line for line in map(str.rstrip, lines) if _keys(line)[2] in kept))
        for name in sizes:
            if name not in kept:
                _insert(table, map(_to_line, scan(self.folder / name, self.damage.append)))

    def _write_index(self, table: sqlite3.Connection, sizes: dict[str, int]) -> None:
        damage = [(error.path.name, error.offset, error.problem) for error in self.damage]
        (newest,) = table.execute("SELECT max(stamp) FROM entry").fetchone()
        head = {"files": sizes, "newest": newest, "damage": damage}
        rows = table.execute("SELECT line FROM entry ORDER BY url, stamp, file, offset")
        aside = self._index.with_suffix(".tmp")
        try:
            with aside.open("w", encoding="utf-8", newline="\n") as out:
                out.write(f"{_HEAD}{json.dumps(head)}\n")
                out.writelines(f"{line}\n" for (line,) in rows)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(self._index)
        except OSError as error:
            raise ArchiveError(self._index, None, f"cannot be written: {error.strerror}") from error

    def _read_head(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"files": {}, "newest": None, "damage": []}
        try:
            with self._index.open(encoding="utf-8") as lines:
                head = json.loads(next(lines).removeprefix(_HEAD))
        except (OSError, ValueError, StopIteration):  # a cache: whatever is wrong with it, it is made again
            return empty
        return {**empty, **head} if isinstance(head, dict) else empty


class _Files:
    """Open WARC files, the least recently used closed first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()

    def read(self, entry: Entry) -> bytes:
        path = self._folder / entry.file
        try:
            file = self._open.pop(entry.file, None) or path.open("rb")
        except OSError as error:
            raise ArchiveError(path, None, f"cannot be opened: {error.strerror}") from error
        self._open[entry.file] = file
        if len(self._open) > _OPEN_FILES:
            self._open.pop(next(iter(self._open))).close()
        return read_body(file, path, entry)


def _capture(entry: Entry, first: Entry, body: bytes) -> Capture:
    return Capture(
        url=entry.url,
        fetched_at=entry.fetched_at,
        status=entry.status,
        kind=entry.kind,
        content_type=first.content_type,
        body=body,
        digest=entry.digest,
        revisit=entry.revisit,
        hints=entry.hints,
        record=f"{entry.file}:{entry.offset}",
    )


def _insert(table: sqlite3.Connection, lines: Iterable[str]) -> None:
    table.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", map(_keys, lines))


def _keys(line: str) -> tuple[str, str, str, int, str]:
    """Address, stamp, file, offset and the line itself; parsing all of it would cost twice as much."""
    url, stamp, fields = line.split(" ", 2)
    place = _PLACE.match(fields)
    if place is None:
        raise ValueError(f"not a line of the index: {line[:80]}")
    return url, stamp, json.loads(place[1]), int(place[2]), line


def _to_line(entry: Entry) -> str:
    stamp = "".join(filter(str.isdigit, format_date(entry.fetched_at)))
    hints = {name: value for name, value in asdict(entry.hints).items() if value is not None}
    fields = {"file": entry.file, "offset": entry.offset} | asdict(entry)
    fields |= {"fetched_at": format_date(entry.fetched_at), "hints": hints}
    return f"{'%20'.join(entry.url.split())} {stamp} {json.dumps(fields, ensure_ascii=False)}"


def _from_line(line: str) -> Entry:
    fields = json.loads(line.split(" ", 2)[2])
    moment = datetime.fromisoformat(fields.pop("fetched_at"))
    hints = Hints(**fields.pop("hints"))
    return Entry(fetched_at=moment, hints=hints, **fields)
