"""The index of an archive: one CDXJ line a capture, sorted by address and time, made from the WARC files.

Promises: a revisit whose body lies at another address names its place, so that one line is enough to read it.
Refuses: nothing: whatever is wrong with the file, it is made again; it is only a cache.
Caveat: the key is the address itself, not its SURT form: it has the order of captures.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scraper.errors import ArchiveError
from scraper.records import Hints, Miss, format_date
from scraper.warc_read import Entry, scan

VERSION = 4  # of the lines; others are made anew
_HEAD = "!CDXJ 1.0 "
_STRING = r'"(?:[^"\\]|\\.)*"'
_KEYS = re.compile(rf'\{{"file": ({_STRING}), "offset": (\d+), "digest": "(\w*)", "revisit": (true|false)')
_TABLE = """CREATE TABLE entry (
    url TEXT, stamp TEXT, file TEXT, offset INTEGER, digest TEXT, revisit INTEGER, line TEXT)"""
_BODIES = "CREATE INDEX bodies ON entry (digest, url) WHERE NOT revisit"
# the body of a revisit, at the first address that has it; one at its own address comes before that in use
_SORTED = """SELECT line, CASE WHEN revisit THEN (
    SELECT b.line FROM entry b WHERE NOT b.revisit AND b.digest = e.digest
    ORDER BY b.url, b.stamp, b.file, b.offset LIMIT 1) END
FROM entry e ORDER BY url, stamp, file, offset"""


class Index:
    """The index file of the WARC files in `folder`; `damage` lists what could not be read in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "index.cdxj"
        self.damage: list[ArchiveError] = []

    def refresh(self) -> None:
        """Bring the index up to the files as they are; ArchiveError where it cannot be written."""
        self.damage.clear()
        sizes = self.sizes()
        head = self.head()
        if head["files"] == sizes and (sizes or not self.path.exists()):
            self.damage += self._known_damage(head, sizes)
            return
        with closing(sqlite3.connect("")) as table:  # a temporary file, so that memory stays flat
            table.execute(_TABLE)
            self._fill(table, head, sizes)
            table.execute(_BODIES)
            self._write(table, sizes)

    def entries(self) -> Iterator[Entry]:
        """What the index says, in its order; `refresh` first."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as lines:
            next(lines)
            yield from map(_from_line, lines)

    def newest(self) -> datetime | None:
        """The newest date of a capture."""
        stamp = self.head()["newest"]
        return datetime.strptime(stamp, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC) if stamp else None

    def sizes(self) -> dict[str, int]:
        """The WARC files of the folder and their sizes."""
        return {path.name: path.stat().st_size for path in sorted(self._folder.glob("*.warc.gz"))}

    def head(self) -> dict[str, Any]:
        """The first line: files with sizes, the newest date, damage; empty where it is not one of ours."""
        empty: dict[str, Any] = {"files": {}, "newest": None, "damage": []}
        try:
            with self.path.open(encoding="utf-8") as lines:
                head = json.loads(next(lines).removeprefix(_HEAD))
        except (OSError, ValueError, StopIteration):  # a cache: whatever is wrong with it, it is made again
            return empty
        is_ours = isinstance(head, dict) and head.get("version") == VERSION
        return {**empty, **head} if is_ours else empty

    def _known_damage(self, head: dict[str, Any], names: Iterable[str]) -> list[ArchiveError]:
        found = (ArchiveError(self._folder / name, offset, text) for name, offset, text in head["damage"])
        return [error for error in found if error.path.name in names]

    def _fill(self, table: sqlite3.Connection, head: dict[str, Any], sizes: dict[str, int]) -> None:
        kept = {name for name, size in head["files"].items() if sizes.get(name) == size}
        if kept:
            self.damage += self._known_damage(head, kept)
            with self.path.open(encoding="utf-8") as lines:
                next(lines)
                _insert(table, (line for line in map(str.rstrip, lines) if _keys(line)[2] in kept))
        for name in sizes:
            if name not in kept:
                _insert(table, map(to_line, scan(self._folder / name, self.damage.append)))

    def _write(self, table: sqlite3.Connection, sizes: dict[str, int]) -> None:
        damage = [(error.path.name, error.offset, error.problem) for error in self.damage]
        (newest,) = table.execute("SELECT max(stamp) FROM entry").fetchone()
        head = {"version": VERSION, "files": sizes, "newest": newest, "damage": damage}
        aside = self.path.with_suffix(".tmp")
        try:
            with aside.open("w", encoding="utf-8", newline="\n") as out:
                out.write(f"{_HEAD}{json.dumps(head)}\n")
                out.writelines(f"{_with_body(*row)}\n" for row in table.execute(_SORTED))
                out.flush()
                os.fsync(out.fileno())
            aside.replace(self.path)
        except OSError as error:
            raise ArchiveError(self.path, None, f"cannot be written: {error.strerror}") from error


def _insert(table: sqlite3.Connection, lines: Iterable[str]) -> None:
    table.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", map(_keys, lines))


def _keys(line: str) -> tuple[str, str, str, int, str, bool, str]:
    """Address, stamp, file, offset, digest, revisit, the line; parsing all of it would cost twice as much."""
    url, stamp, fields = line.split(" ", 2)
    found = _KEYS.match(fields)
    if found is None:
        raise ValueError(f"not a line of the index: {line[:80]}")
    return url, stamp, json.loads(found[1]), int(found[2]), found[3], found[4] == "true", line


def to_line(entry: Entry) -> str:
    """An entry as a line of the index, without its line break."""
    stamp = "".join(filter(str.isdigit, format_date(entry.fetched_at)))
    values = {name: value for name, value in asdict(entry).items() if value is not None}
    first = {name: values[name] for name in ("file", "offset", "digest", "revisit")}
    hints = {name: value for name, value in values["hints"].items() if value is not None}
    fields = first | values | {"fetched_at": format_date(entry.fetched_at), "hints": hints}
    return f"{'%20'.join(entry.url.split())} {stamp} {json.dumps(fields, ensure_ascii=False)}"


def _with_body(line: str, body: str | None) -> str:
    """The line of a revisit with the place of its body, where that is another address, as it is now."""
    if body is None and '"body": ' not in line:
        return line
    url, stamp, fields = line.split(" ", 2)
    values = json.loads(fields)
    values.pop("body", None)
    if body is not None and body.split(" ", 1)[0] != url:
        first = _from_line(body)
        values["body"] = (first.file, first.offset, first.content_type)
    return f"{url} {stamp} {json.dumps(values, ensure_ascii=False)}"


def _from_line(line: str) -> Entry:
    fields = json.loads(line.split(" ", 2)[2])
    moment = datetime.fromisoformat(fields.pop("fetched_at"))
    hints, body = Hints(**fields.pop("hints")), fields.pop("body", None)
    content_type = fields.pop("content_type", None)
    place, miss = tuple(body) if body else None, fields.pop("miss", None)
    return Entry(
        fetched_at=moment,
        hints=hints,
        content_type=content_type,
        body=place,
        miss=Miss(**miss) if miss else None,
        **fields,
    )
