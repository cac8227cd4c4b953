"""Reads WARC files: our own with their hints, and those of other tools.

Promises: every record is checked against its digest or its length; what cannot be read is named with
its file and byte. A torn last record, which a killed run leaves, hides none before it.
Refuses: to guess. A record without our metadata is not ours and must be imported.
Caveat: foreign records are taken where their status is 200; their revisits are left out.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.decoding import STEP, Decoder, read_codings
from scraper.errors import ArchiveError, FetchError
from scraper.records import Capture, Hints, read_fields

_CAPTURES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_BROKEN = (OSError, ValueError, KeyError, AttributeError, TypeError)  # what fastwarc raises on damaged bytes
_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # how each gzip member of our files begins: no name, no time


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture of ours without its body; `offset` is that of its record in `file`."""

    url: str
    fetched_at: datetime
    file: str
    offset: int
    status: int
    kind: str
    content_type: str | None
    digest: str
    revisit: bool
    hints: Hints


def scan(path: Path, on_damage: Callable[[ArchiveError], None]) -> Iterator[Entry]:
    """The captures of one of our own files; what cannot be read goes to `on_damage` and is left out."""
    named: set[int] = set()

    def name(start: int, problem: str) -> None:
        if start not in named:  # a torn record is met by its digest, and again at the tail
            named.add(start)
            on_damage(ArchiveError(path, start, problem))

    with path.open("rb") as file:
        offset: int | None = 0
        while offset is not None:
            file.seek(offset)
            try:
                _check_tail(path, (yield from _scan_from(path, file, name)), name)
                return
            except _Damage as damage:
                if damage.offset == offset:  # else the record after it is the bad one: begin again there
                    name(offset, str(damage))
                offset = _next_member(path, damage.offset + 1)


def read_body(file: BinaryIO, path: Path, entry: Entry) -> bytes:
    """The body of a capture that is no revisit, checked against its digest."""
    file.seek(entry.offset)
    try:
        record = next(iter(ArchiveIterator(file, record_types=_CAPTURES)))
        body = record.reader.read()
    except (*_BROKEN, StopIteration) as error:
        raise ArchiveError(path, entry.offset, f"cannot be read: {error}") from error
    if hashlib.sha256(body).hexdigest() != entry.digest:
        raise ArchiveError(path, entry.offset, "the body does not match its digest")
    return body


def foreign_captures(
    path: Path, *, max_bytes: int = 32 << 20, on_skip: Callable[[ArchiveError], None] | None = None
) -> Iterator[Capture]:
    """The pages of a WARC file that another tool wrote (response with status 200, and resource records).

    A record that cannot be decoded goes to `on_skip`, or is raised where there is none; a file that is
    no WARC, or is torn, raises ArchiveError after what could be read of it.
    """
    found = 0
    with path.open("rb") as file:
        for offset, record in _records(path, file):
            found += 1
            if not record.record_type & (WarcRecordType.response | WarcRecordType.resource):
                continue
            try:
                capture = _foreign(path, offset, record, max_bytes)
            except (FetchError, *_BROKEN) as error:
                problem = ArchiveError(path, offset, f"the record cannot be decoded: {error}")
                if on_skip is None:
                    raise problem from error
                on_skip(problem)
                continue
            if capture is not None:
                yield capture
    if not found:
        raise ArchiveError(path, 0, "no WARC record was found: give a .warc or .warc.gz file")


class _Damage(Exception):  # noqa: N818  (never leaves this module)
    def __init__(self, offset: int, problem: str) -> None:
        self.offset = offset
        super().__init__(problem)


def _scan_from(path: Path, file: BinaryIO, name: Callable[[int, str], None]) -> Generator[Entry, None, int]:
    notes: dict[str, tuple[str | None, Hints]] = {}
    offset = file.tell()
    try:
        for record in ArchiveIterator(file):
            offset = record.stream_pos
            if record.record_type == WarcRecordType.metadata:
                notes = {record.headers.get("WARC-Concurrent-To") or "": read_fields(record.reader.read())}
            elif record.record_type & _CAPTURES:
                entry = _entry(path, offset, record, notes)
                if isinstance(entry, str):
                    name(offset, entry)
                else:
                    yield entry
    except _BROKEN as error:
        raise _Damage(offset, f"cannot be read: {error}") from error
    return offset


def _check_tail(path: Path, offset: int, name: Callable[[int, str], None]) -> None:
    """A torn last record: fastwarc ends before it, or inside it, without a word."""
    inflate = zlib.decompressobj(31)
    with path.open("rb") as file:
        file.seek(offset)
        while not inflate.eof and (chunk := file.read(STEP)):
            while chunk and not inflate.eof:
                inflate.decompress(chunk, STEP)
                chunk = inflate.unconsumed_tail
        end = file.tell() - len(inflate.unused_data)
        if not inflate.eof:
            name(offset, "the last record is torn")
        elif end < path.stat().st_size:
            name(end, "the last record is torn")


def _entry(
    path: Path, offset: int, record: WarcRecord, notes: dict[str, tuple[str | None, Hints]]
) -> Entry | str:
    kind, hints = notes.get(record.record_id or "", (None, Hints()))
    url, claimed = record.headers.get("WARC-Target-URI"), record.headers.get("WARC-Payload-Digest") or ""
    digest = claimed.removeprefix("sha256:")
    is_revisit = record.record_type == WarcRecordType.revisit
    if not is_revisit and hashlib.sha256(record.reader.read()).hexdigest() != digest:
        return "the record is torn or altered: its body does not match its digest"
    if kind is None or not url:
        return "the record does not name its kind: bring files of other tools in by importing them"
    return Entry(
        url=url,
        fetched_at=record.record_date.astimezone(UTC),
        file=path.name,
        offset=offset,
        status=_status(record),
        kind=kind,
        content_type=_content_type(record),
        digest=digest,
        revisit=is_revisit,
        hints=hints,
    )


def _status(record: WarcRecord) -> int:
    return (record.http_headers.status_code or 0) if record.is_http_parsed else 200


def _content_type(record: WarcRecord) -> str | None:
    return (
        record.http_headers.get("Content-Type")
        if record.is_http_parsed
        else record.headers.get("Content-Type")
    )


def _next_member(path: Path, start: int) -> int | None:
    with path.open("rb") as file:
        position, tail = start, b""
        file.seek(start)
        while chunk := file.read(STEP):
            chunk = tail + chunk
            found = chunk.find(_MEMBER)
            if found >= 0:
                return position + found
            tail = chunk[1 - len(_MEMBER) :]
            position += len(chunk) - len(tail)
    return None


def _records(path: Path, file: BinaryIO) -> Iterator[tuple[int, WarcRecord]]:
    offset = 0
    try:
        for record in ArchiveIterator(file, auto_decode="transfer"):
            offset = record.stream_pos
            yield offset, record
    except _BROKEN as error:
        raise ArchiveError(path, offset, f"cannot be read: {error}") from error


def _foreign(path: Path, offset: int, record: WarcRecord, max_bytes: int) -> Capture | None:
    url = record.headers.get("WARC-Target-URI")
    if not url or _status(record) != 200:
        return None
    encoding = record.http_headers.get("Content-Encoding") if record.is_http_parsed else None
    decoder = Decoder(url, read_codings(url, encoding), max_bytes)
    while chunk := record.reader.read(STEP):
        decoder.feed(chunk)
    body = decoder.finish()
    return Capture(
        url=url.strip("<>"),  # wget writes them, as the WARC/1.0 grammar did
        fetched_at=record.record_date.astimezone(UTC),
        status=_status(record),
        kind="report",
        content_type=_content_type(record),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        revisit=False,
        hints=Hints(),
        record=f"{path.name}:{offset}",
    )
