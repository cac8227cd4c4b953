"""Reads WARC files that a crawl or an import of ours wrote, from another archive.

Promises: a page that was kept with the body of another address comes with that body, if it is in one of the
files that were named.
Refuses: nothing silently, but that a page was seen again unchanged: that says nothing of its text.
Caveat: files are read in the order of their names, which is that of their making: bodies come first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gongkai.documents import Input
from gongkai.reading import Failure
from scraper.errors import ArchiveError
from scraper.warc_read import Entry, read_record, scan


class Bodies:
    """Where the bodies lie that have been read; close it."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a temporary file, so that memory stays flat
        self._db.execute(
            "CREATE TABLE body (digest TEXT PRIMARY KEY, path TEXT, offset INTEGER) WITHOUT ROWID"
        )

    def add(self, path: Path, entry: Entry) -> None:
        """Note the body of a capture."""
        values = (entry.digest, str(path), entry.offset)
        self._db.execute("INSERT OR IGNORE INTO body VALUES (?, ?, ?)", values)

    def find(self, digest: str) -> tuple[Path, int] | None:
        """File and byte of the record that has a body."""
        row = self._db.execute("SELECT path, offset FROM body WHERE digest = ?", (digest,)).fetchone()
        return (Path(row[0]), row[1]) if row else None

    def close(self) -> None:
        """Forget them."""
        self._db.close()


def read_own(path: Path, bodies: Bodies) -> Iterator[Input | Failure]:
    """The reports and registers of one of our own files; what is damaged comes last."""
    damage: list[ArchiveError] = []
    for entry in scan(path, damage.append):
        if entry.kind not in ("report", "register") or (entry.revisit and entry.target is None):
            continue
        try:
            yield _read(path, entry, bodies)
        except ArchiveError as error:
            damage.append(error)
    yield from (unreadable(path, error) for error in damage)


def _read(path: Path, entry: Entry, bodies: Bodies) -> Input:
    place: tuple[Path, int] | None = (path, entry.offset)
    if entry.revisit:
        place = bodies.find(entry.digest)
    else:
        bodies.add(path, entry)
    if place is None or not place[0].exists():
        problem = f"{entry.url} has the body of {entry.target}, which is in no file that was named"
        raise ArchiveError(path, entry.offset, problem)
    with place[0].open("rb") as file:
        body = read_record(file, place[0], place[1], entry.digest)
    kept = replace(entry, content_type=body.content_type)
    return Input(f"{path}#{kept.url}", kept.url, body.data, kept.content_type, kept.fetched_at, kept.hints)


def unreadable(path: Path, error: Exception) -> Failure:
    """A WARC file, or a record of it, that could not be read."""
    return Failure(str(path), "bad_archive", str(error))
