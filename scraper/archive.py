"""The archive: a folder of WARC files, and an index of them that is only a cache.

Promises: captures come sorted by address and time, one body in memory at a time, from the WARC files
alone; the index is made again where it is missing or stale.
Refuses: nothing silently. What cannot be read is kept in `damage`, with file and byte, and left out.
Caveat: a capture whose body lies at another address is lost with the file that has that body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from scraper.errors import ArchiveError
from scraper.index import Index
from scraper.records import NO_HINTS, Capture, Hints
from scraper.warc_foreign import foreign_captures
from scraper.warc_read import Body, Entry, read_record
from scraper.warc_write import ArchiveWriter

__all__ = ["NO_HINTS", "Address", "Archive", "ArchiveWriter", "Capture", "Entry", "Hints", "foreign_captures"]

_OPEN_FILES = 32  # WARC files kept open while captures are read in the order of addresses


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its captures without bodies, and with them, which are read once, as they are asked for."""

    url: str
    entries: tuple[Entry, ...]
    captures: Iterator[Capture]

    def digest(self) -> str:
        """A digest of all that is known of the captures: where it is equal, nothing was seen since."""
        known = [
            (
                entry.fetched_at.isoformat(),
                entry.digest,
                entry.content_type,
                entry.status,
                astuple(entry.hints),
            )
            for entry in self.entries
        ]
        return hashlib.sha256(repr(known).encode("utf-8", "surrogatepass")).hexdigest()


class Archive:
    """A folder of WARC files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._damage: dict[tuple[Path, int | None], ArchiveError] = {}
        self._index = Index(folder)

    @property
    def damage(self) -> list[ArchiveError]:
        """What could not be read in any use so far, each place once; it is never raised."""
        return list(self._damage.values())

    def forget(self, path: Path) -> None:
        """Look anew for damage in a file that was mended."""
        self._damage = {place: error for place, error in self._damage.items() if error.path != path}

    def writer(self) -> ArchiveWriter:
        """A writer with a fresh file of its own; use it in a `with`."""
        return ArchiveWriter(self.folder)

    def captures(self, *, kinds: Collection[str] = ("report",)) -> Iterator[Capture]:
        """All captures of these kinds, sorted by (url, fetched_at); a body is read as it is asked for."""
        for address in self.addresses(kinds=kinds):
            yield from address.captures

    def addresses(self, *, kinds: Collection[str] = ("report",)) -> Iterator[Address]:
        """All addresses with captures of these kinds, sorted; read one before the next is asked for."""
        self._refresh()
        with _Files(self.folder) as files:
            for url, group in groupby(self._index.entries(), key=lambda entry: entry.url):
                entries = list(group)
                if wanted := tuple(entry for entry in entries if entry.kind in kinds):
                    yield Address(url, wanted, self._captures_of_one(entries, kinds, files))

    def entries(self) -> Iterator[Entry]:
        """All captures without their bodies, of every kind, sorted by (url, fetched_at)."""
        self._refresh()
        yield from self._index.entries()

    def sizes(self) -> dict[str, int]:
        """The WARC files and their sizes: files are only added to, so with equal sizes nothing is new."""
        return self._index.sizes()

    def newest(self) -> datetime | None:
        """The newest WARC-Date of any capture; None in an empty archive."""
        self._refresh()
        return self._index.newest()

    def reread(self, record: str, digest: str) -> Body:
        """The body at `record`; ArchiveError where it is gone, or is not that of `digest`."""
        name, _, offset = record.rpartition(":")
        path = self.folder / name
        try:
            with path.open("rb") as file:
                return read_record(file, path, int(offset), digest)
        except OSError as error:
            raise ArchiveError(path, int(offset), f"cannot be opened: {error.strerror}") from error

    def _captures_of_one(
        self, entries: list[Entry], kinds: Collection[str], files: _Files
    ) -> Iterator[Capture]:
        bodies = {entry.digest: entry for entry in reversed(entries) if not entry.revisit}
        for entry in entries:
            if entry.kind not in kinds:
                continue
            if not entry.digest:  # no answer came
                yield _capture(entry, entry, b"")
                continue
            first = bodies.get(entry.digest) or _body_elsewhere(entry)
            if first is None:
                path = self.folder / entry.file
                self._note(ArchiveError(path, entry.offset, "the body that it refers to is not here"))
                continue
            try:
                yield _capture(entry, first, files.read(first))
            except ArchiveError as error:
                self._note(error)

    def _refresh(self) -> None:
        self._index.refresh()
        for error in self._index.damage:
            self._note(error)

    def _note(self, error: ArchiveError) -> None:
        self._damage.setdefault((error.path, error.offset), error)


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
        return read_record(file, path, entry.offset, entry.digest).data


def _body_elsewhere(entry: Entry) -> Entry | None:
    """The capture at another address that has the body of a revisit."""
    if entry.body is None:
        return None
    file, offset, content_type = entry.body
    return replace(entry, file=file, offset=offset, content_type=content_type)


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
        record=entry.record,
        witness=entry.witness,
        miss=entry.miss,
    )
