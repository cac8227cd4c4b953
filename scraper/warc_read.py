"""Reads the WARC files that we wrote, with their hints.

Promises: every record is checked against its digest; what cannot be read is named with its file and
byte. A torn last record, which a killed run leaves, hides none before it.
Refuses: to guess. A record without our metadata is not ours and must be imported.
Caveat: every member of a file is decompressed once to index it.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.decoding import STEP
from scraper.errors import ArchiveError
from scraper.records import MISSES, NO_HINTS, Hints, Miss, Note, read_note

_CAPTURES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_OTHERS = WarcRecordType.warcinfo | WarcRecordType.request
BROKEN = (OSError, ValueError, KeyError, AttributeError, TypeError)  # what fastwarc raises on damaged bytes
_LOST = "the capture that belongs to this record is gone"
_GZIP = b"\x1f\x8b"
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
_NO_NOTE = Note(None, NO_HINTS)
MAX_HEAD = 64 << 10  # bytes of WARC header lines that are looked through
_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # how each gzip member of our files begins: no name, no time


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture of ours without its body; `offset` is that of its record in `file`.

    `target` is the address that a revisit has its body from, where that is another one, and `body` is where
    that body is, as (file, offset, content type). `miss` is why an address was not had; where no answer came
    there is no status (0), and no digest.
    """

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
    etag: str | None = None
    last_modified: str | None = None
    witness: str | None = None
    target: str | None = None
    body: tuple[str, int, str | None] | None = None
    miss: Miss | None = None

    @property
    def record(self) -> str:
        """The place of the capture, as `file.warc.gz:offset`."""
        return f"{self.file}:{self.offset}"


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
                last, alone = yield from _scan_from(file, name)
                problem = tail_problem(path, last) or ((alone, _LOST) if alone is not None else None)
                if problem is not None:
                    name(*problem)
                return
            except _Damage as damage:
                bad = offset if damage.after is None else _end_of(file, damage.after)
                name(bad, str(damage))
                offset = next_member(file, bad + 1)


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the archive, with the address and the content type that it came with."""

    url: str
    data: bytes
    content_type: str | None


def read_body(file: BinaryIO, path: Path, entry: Entry) -> bytes:
    """The body of a capture that is no revisit; ArchiveError where it cannot be read or is altered."""
    return read_record(file, path, entry.offset, entry.digest).data


def read_record(file: BinaryIO, path: Path, offset: int, digest: str) -> Body:
    """The body of the capture at `offset`; ArchiveError where it is not that of `digest`."""
    file.seek(offset)
    try:
        record = next(iter(ArchiveIterator(file, record_types=_CAPTURES)))
        url, content_type = record.headers.get("WARC-Target-URI") or "", content_type_of(record)
        data = record.reader.read()
    except (*BROKEN, StopIteration) as error:
        raise ArchiveError(path, offset, f"cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise ArchiveError(path, offset, "the body does not match its digest")
    return Body(url, data, content_type)


class _Damage(Exception):
    """The reader stopped at the record that follows the one at `after` (None: at the first one)."""

    def __init__(self, after: int | None, problem: str) -> None:
        self.after = after
        super().__init__(problem)


def _scan_from(
    file: BinaryIO, name: Callable[[int, str], None]
) -> Generator[Entry, None, tuple[int, int | None]]:
    """The entries from here on; returns where the last record begins, and a metadata record left alone."""
    notes: dict[str, Note] = {}
    alone: int | None = None
    last: int | None = None
    start = file.tell()
    records = iter(ArchiveIterator(file))
    while True:
        try:
            record = next(records)
        except StopIteration:
            return start if last is None else last, alone
        except BROKEN as error:
            raise _Damage(last, f"cannot be read: {error}") from error
        last = record.stream_pos
        if record.record_type == WarcRecordType.metadata:
            if alone is not None:
                name(alone, _LOST)
            is_alone = "WARC-Concurrent-To" not in record.headers
            alone, notes = (None, {}) if is_alone else (last, _notes(record))
            entry = _miss(file, last, record) if is_alone else None
        elif record.record_type & _CAPTURES:
            alone, entry = None, _entry(Path(file.name).name, last, record, notes)
        elif record.record_type & _OTHERS:
            entry = None
        else:
            entry = "the record is altered: we write none of its type"
        if isinstance(entry, Entry):
            yield entry
        elif entry is not None:
            name(last, entry)


def _notes(record: WarcRecord) -> dict[str, Note]:
    try:
        return {record.headers.get("WARC-Concurrent-To") or "": read_note(record.reader.read())}
    except BROKEN:
        return {}  # its capture is named instead, for want of a kind


def _miss(file: BinaryIO, offset: int, record: WarcRecord) -> Entry | str:
    """The entry of a metadata record that stands for itself, or why there is none."""
    try:
        data, url = record.reader.read(), record.headers.get("WARC-Target-URI")
        claimed, moment = record.headers.get("WARC-Block-Digest"), record.record_date
    except BROKEN as error:
        return f"cannot be read: {error}"
    note = read_note(data)
    if claimed != f"sha256:{hashlib.sha256(data).hexdigest()}":
        return "the record is torn or altered: it does not match its digest"
    if note.kind not in MISSES or note.miss is None or not url:
        return "a metadata record without a capture, which does not say what was missed"
    return Entry(
        url=url,
        fetched_at=moment.astimezone(UTC),
        file=Path(file.name).name,
        offset=offset,
        status=0,
        kind=note.kind,
        content_type=None,
        digest="",
        revisit=False,
        hints=note.hints,
        miss=note.miss,
    )


def _end_of(file: BinaryIO, offset: int) -> int:
    """Where the member at `offset` ends; `offset` itself where it is the broken one."""
    file.seek(offset)
    return _member_end(file) or offset


def tail_problem(path: Path, offset: int) -> tuple[int, str] | None:
    """Where a file is torn at its end: fastwarc stops before such a record, or inside it, without a word."""
    with path.open("rb") as file:
        file.seek(offset)
        head = file.read(MAX_HEAD)
        file.seek(offset)
        end = _member_end(file) if head.startswith(_GZIP) else plain_end(head, offset)
        size = path.stat().st_size
        if end is None or end > size:
            return offset, "the last record is torn"
        file.seek(end)
        return (end, "the last record is torn") if file.read(MAX_HEAD).strip() else None


def _member_end(file: BinaryIO) -> int | None:
    inflate = zlib.decompressobj(31)
    try:
        while not inflate.eof and (chunk := file.read(STEP)):
            while chunk and not inflate.eof:
                inflate.decompress(chunk, STEP)
                chunk = inflate.unconsumed_tail
    except zlib.error:
        return None
    return file.tell() - len(inflate.unused_data) if inflate.eof else None


def plain_end(head: bytes, offset: int) -> int | None:
    """Where an unpacked record that begins with `head` ends by its own length; None where it says none."""
    fields, blank, _ = head.partition(b"\r\n\r\n")
    length = _LENGTH.search(fields)
    return offset + len(fields) + len(blank) + int(length[1]) if blank and length else None


def _entry(file: str, offset: int, record: WarcRecord, notes: dict[str, Note]) -> Entry | str:
    """The entry of a capture, or why there is none."""
    try:
        note = notes.get(record.record_id or "", _NO_NOTE)
        url, claimed = record.headers.get("WARC-Target-URI"), record.headers.get("WARC-Payload-Digest") or ""
        digest = claimed.removeprefix("sha256:")
        is_revisit = record.record_type == WarcRecordType.revisit
        if not is_revisit and hashlib.sha256(record.reader.read()).hexdigest() != digest:
            return "the record is torn or altered: its body does not match its digest"
        if note.kind is None or not url:
            return "the record does not name its kind: bring files of other tools in by importing them"
        target = record.headers.get("WARC-Refers-To-Target-URI") if is_revisit else None
        moment, status, content_type = record.record_date, status_of(record), content_type_of(record)
    except BROKEN as error:
        return f"cannot be read: {error}"
    return Entry(
        url=url,
        fetched_at=moment.astimezone(UTC),
        file=file,
        offset=offset,
        status=status,
        kind=note.kind,
        content_type=content_type,
        digest=digest,
        revisit=is_revisit,
        hints=note.hints,
        etag=_header_of(record, "ETag"),
        last_modified=_header_of(record, "Last-Modified"),
        witness=note.witness,
        target=target if target != url else None,
        miss=note.miss,
    )


def _header_of(record: WarcRecord, name: str) -> str | None:
    value = record.http_headers.get(name) if record.is_http_parsed else None
    return str(value) if value else None


def status_of(record: WarcRecord) -> int:
    """The HTTP status; 200 for what came without HTTP."""
    return (record.http_headers.status_code or 0) if record.is_http_parsed else 200


def content_type_of(record: WarcRecord) -> str | None:
    """The content type of the payload."""
    return (
        record.http_headers.get("Content-Type")
        if record.is_http_parsed
        else record.headers.get("Content-Type")
    )


def next_member(file: BinaryIO, start: int) -> int | None:
    """Where the next gzip member begins at `start` or behind it; None where there is no more."""
    file.seek(start)
    position, tail = start, b""
    while chunk := file.read(STEP):
        chunk = tail + chunk
        found = chunk.find(_MEMBER)
        if found >= 0:
            return position + found
        tail = chunk[1 - len(_MEMBER) :]
        position += len(chunk) - len(tail)
    return None
