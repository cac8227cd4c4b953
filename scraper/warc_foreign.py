"""Reads the WARC files of other tools: Common Crawl, a browser's crawler, wget.

Promises: chunked and coded bodies come decoded, under the cap; a record that was torn is never a page.
Refuses: what cannot be decoded (br, zstd, too large), and what a crawler itself cut short
(WARC-Truncated): it is named and skipped, or raised.
Caveat: records with status 200 and resource records are taken. Revisits are left out; one whose
address has no record with a body in the same file is named.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.decoding import MAX_BYTES, STEP, Decoder, read_codings
from scraper.errors import ArchiveError, FetchError
from scraper.records import NO_HINTS, Capture
from scraper.warc_read import BROKEN, MAX_HEAD, content_type_of, plain_end, status_of, tail_problem

_PAGES = ("http:", "https:", "file:")  # wget keeps its own log as a resource of another scheme


def foreign_captures(
    path: Path, *, max_bytes: int = MAX_BYTES, on_skip: Callable[[ArchiveError], None] | None = None
) -> Iterator[Capture]:
    """The pages of a WARC file that another tool wrote (response with status 200, and resource records).

    A record that cannot be decoded goes to `on_skip`, or is raised where there is none; a file that is
    no WARC, or is torn, raises ArchiveError after what could be read of it.
    """
    last, waiting = -1, None
    revisits, seen = dict[str, int](), set[int]()  # hashes, for a file may hold a hundred thousand addresses
    with path.open("rb") as file:
        for offset, record in _records(path, file):
            if waiting is not None:  # the record after it is there, so it is whole
                seen.add(hash(waiting.url))
                yield waiting
            if record.record_type == WarcRecordType.revisit:
                revisits.setdefault(_address_of(record), offset)
            last, waiting = offset, _read_foreign(path, offset, record, max_bytes, on_skip)
    if last < 0:
        raise ArchiveError(path, 0, "no WARC record was found: give a .warc or .warc.gz file")
    problem = tail_problem(path, last)
    if waiting is not None and (problem is None or problem[0] > last):
        seen.add(hash(waiting.url))
        yield waiting
    for url, offset in revisits.items():
        if on_skip is not None and url.startswith(_PAGES) and hash(url) not in seen:
            on_skip(ArchiveError(path, offset, f"{url} was seen again, but its body is not in this file"))
    if problem is not None:
        raise ArchiveError(path, *problem)


def read_range(data: bytes, path: Path, offset: int, *, max_bytes: int = MAX_BYTES) -> Capture | None:
    """The page in the bytes of one record, which begins at `offset` of `path`; None where it is no page.

    ArchiveError where the bytes are no whole record, or cannot be decoded.
    """
    problem = "the range holds no whole record: it is cut short, or begins elsewhere"
    if not _is_whole(data):
        raise ArchiveError(path, offset, problem)
    for _, record in _records(path, BytesIO(data)):
        if not record.record_type & (WarcRecordType.response | WarcRecordType.resource):
            return None
        return _read_foreign(path, offset, record, max_bytes, None)
    raise ArchiveError(path, offset, problem)


def _is_whole(data: bytes) -> bool:
    if not data.startswith(b"\x1f\x8b"):
        return (plain_end(data[:MAX_HEAD], 0) or len(data) + 1) <= len(data)
    inflate = zlib.decompressobj(31)
    try:
        while data and not inflate.eof:
            inflate.decompress(data, STEP)
            data = inflate.unconsumed_tail
    except zlib.error:
        return False
    return inflate.eof


def _records(path: Path, file: BinaryIO) -> Iterator[tuple[int, WarcRecord]]:
    offset = 0
    try:
        for record in ArchiveIterator(file, auto_decode="transfer"):
            offset = record.stream_pos
            yield offset, record
    except BROKEN as error:
        raise ArchiveError(path, offset, f"cannot be read: {error}") from error


def _read_foreign(
    path: Path,
    offset: int,
    record: WarcRecord,
    max_bytes: int,
    on_skip: Callable[[ArchiveError], None] | None,
) -> Capture | None:
    if not record.record_type & (WarcRecordType.response | WarcRecordType.resource):
        return None
    try:
        return _foreign(path, offset, record, max_bytes)
    except (FetchError, *BROKEN) as error:
        problem = ArchiveError(path, offset, f"the record cannot be decoded: {error}")
        if on_skip is None:
            raise problem from error
        on_skip(problem)
        return None


def _foreign(path: Path, offset: int, record: WarcRecord, max_bytes: int) -> Capture | None:
    url = _address_of(record)
    if not url.startswith(_PAGES) or status_of(record) != 200:
        return None
    if cut := record.headers.get("WARC-Truncated"):
        raise ValueError(f"the crawler that made it cut {url} short (WARC-Truncated: {cut})")
    encoding = record.http_headers.get("Content-Encoding") if record.is_http_parsed else None
    decoder = Decoder(url, read_codings(url, encoding), max_bytes)
    while chunk := record.reader.read(STEP):
        decoder.feed(chunk)
    body = decoder.finish()
    return Capture(
        url=url,
        fetched_at=record.record_date.astimezone(UTC),
        status=status_of(record),
        kind="report",
        content_type=content_type_of(record),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        revisit=False,
        hints=NO_HINTS,
        record=f"{path.name}:{offset}",
    )


def _address_of(record: WarcRecord) -> str:
    """The address of a record; wget writes it in angle brackets, as the grammar of WARC/1.0 did."""
    return str(record.headers.get("WARC-Target-URI") or "").strip("<>")
