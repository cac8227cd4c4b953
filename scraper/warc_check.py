"""Verifies an archive digest by digest: every record of every file, what refers to what, and the index.

Promises: each byte of each WARC file is looked at, by no library that also wrote or reads them elsewhere; a
fault says file, byte and what is wrong; after a broken record the next one is looked for.
Refuses: to mend or to write anything: a torn end is cut off when the next crawl or import begins.
Caveat: an index older than its files is no fault, it is made anew when it is next used; one that claims to
know these very files and tells something else is.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scraper.decoding import MAX_BYTES, STEP
from scraper.errors import ArchiveError
from scraper.index import Index
from scraper.records import MISSES, read_note
from scraper.warc_read import next_member

MAX_RECORD = MAX_BYTES + (1 << 20)  # bytes: a body under the cap, and its headers
_CAPTURES = frozenset({"response", "resource", "revisit"})
_TYPES = _CAPTURES | {"warcinfo", "metadata", "request"}
_NEEDED = ("warc-type", "warc-record-id", "warc-date", "content-length", "warc-block-digest")
_TABLE = """CREATE TABLE capture (
    file TEXT, offset INTEGER, url TEXT, digest TEXT, revisit INTEGER, target TEXT, listed INTEGER DEFAULT 0,
    PRIMARY KEY (file, offset))"""
_LOST = """SELECT file, offset, target, digest FROM capture r WHERE revisit AND NOT EXISTS (
    SELECT 1 FROM capture b WHERE b.digest = r.digest AND NOT b.revisit) ORDER BY file, offset"""
_ASTRAY = """SELECT file, offset, target FROM capture r WHERE revisit AND NOT EXISTS (
    SELECT 1 FROM capture b WHERE b.digest = r.digest AND NOT b.revisit AND b.url = r.target)
    AND EXISTS (SELECT 1 FROM capture b WHERE b.digest = r.digest AND NOT b.revisit) ORDER BY file, offset"""

OnFault = Callable[[ArchiveError], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was looked at: `captures` by kind; `index` is whole, stale or missing."""

    files: int
    bytes: int
    records: int
    captures: tuple[tuple[str, int], ...]
    index: str


@dataclass(frozen=True, slots=True)
class _Record:
    offset: int
    fields: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.fields["warc-type"]


def check_archive(folder: Path, on_fault: OnFault) -> Tally:
    """Verify every WARC file of an archive; faults go to `on_fault` in the order of files and bytes."""
    paths = sorted(folder.glob("*.warc.gz"))
    for path in sorted(path for path in folder.iterdir() if path not in paths and not _is_ours(path)):
        on_fault(ArchiveError(path, None, "nothing reads it here: bring it in with gongkai import"))
    kinds: Counter[str] = Counter()
    records = 0
    with closing(sqlite3.connect("")) as table:  # a temporary file, so that memory stays flat
        table.execute(_TABLE)
        for path in paths:
            records += _check_file(path, table, kinds, on_fault)
        table.execute("CREATE INDEX bodies ON capture (digest) WHERE NOT revisit")
        _check_revisits(folder, table, on_fault)
        index = _check_index(folder, table, on_fault)
    size = sum(path.stat().st_size for path in paths)
    return Tally(len(paths), size, records, tuple(sorted(kinds.items())), index)


def _is_ours(path: Path) -> bool:
    return path.name in ("index.cdxj", "index.tmp") or path.suffix == ".cut"


def _check_file(path: Path, table: sqlite3.Connection, kinds: Counter[str], on_fault: OnFault) -> int:
    count, announced = 0, None
    for offset, data in _members(path, on_fault):
        count += 1
        found = _read_record(data, offset)
        if isinstance(found, str):
            on_fault(ArchiveError(path, offset, found))
            continue
        for problem in _problems(found):
            on_fault(ArchiveError(path, offset, problem))
        if found.type == "metadata":
            if announced is not None:
                on_fault(ArchiveError(path, announced.offset, "the capture that it belongs to is gone"))
            announced = found if "warc-concurrent-to" in found.fields else None
            if announced is None:
                _check_miss(path, found, table, kinds, on_fault)
        elif found.type in _CAPTURES:
            _check_capture(path, found, announced, table, kinds, on_fault)
            announced = None
    if announced is not None:
        on_fault(ArchiveError(path, announced.offset, "the capture that it belongs to is gone"))
    return count


def _check_miss(
    path: Path, record: _Record, table: sqlite3.Connection, kinds: Counter[str], on_fault: OnFault
) -> None:
    """A metadata record that stands for itself says which address was not had, and why."""
    note, url = read_note(record.block), record.fields.get("warc-target-uri")
    if note.kind not in MISSES or note.miss is None or not url:
        on_fault(
            ArchiveError(path, record.offset, "it belongs to no capture, and does not say what was missed")
        )
        return
    kinds[note.kind] += 1
    table.execute("INSERT INTO capture VALUES (?, ?, ?, '', 0, NULL, 0)", (path.name, record.offset, url))


def _check_capture(
    path: Path,
    record: _Record,
    note: _Record | None,
    table: sqlite3.Connection,
    kinds: Counter[str],
    on_fault: OnFault,
) -> None:
    fields = record.fields
    is_noted = note is not None and note.fields.get("warc-concurrent-to") == fields["warc-record-id"]
    kind = read_note(note.block).kind if note is not None and is_noted else None
    if kind is None:
        on_fault(ArchiveError(path, record.offset, "no metadata record before it names its kind"))
        return
    kinds[kind] += 1
    digest = fields.get("warc-payload-digest", "").removeprefix("sha256:")
    target = fields.get("warc-refers-to-target-uri")
    values = (
        path.name,
        record.offset,
        fields.get("warc-target-uri"),
        digest,
        record.type == "revisit",
        target,
    )
    table.execute("INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, 0)", values)


def _members(path: Path, on_fault: OnFault) -> Iterator[tuple[int, bytes]]:
    """Offset and content of each gzip member; between them, what is none is a fault."""
    offset, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while offset < size:
            found = _inflate(file, offset)
            if isinstance(found, tuple):
                yield offset, found[0]
                offset = found[1]
                continue
            on_fault(ArchiveError(path, offset, found))
            following = next_member(file, offset + 1)
            if following is None:
                return
            offset = following
    if size == 0:
        on_fault(ArchiveError(path, 0, "the file is empty: a run was killed at its first write"))


def _inflate(file: BinaryIO, offset: int) -> tuple[bytes, int] | str:
    """The content of the member at `offset` and where it ends, or what is wrong with it."""
    file.seek(offset)
    inflate, data = zlib.decompressobj(31), bytearray()
    try:
        while not inflate.eof and (chunk := file.read(STEP)):
            while chunk and not inflate.eof:
                data += inflate.decompress(chunk, STEP)
                chunk = inflate.unconsumed_tail
                if len(data) > MAX_RECORD:
                    return f"the record is larger than {MAX_RECORD} bytes: none of ours is"
    except zlib.error as error:
        return f"no whole gzip member: {error}"
    if not inflate.eof:
        return "the file ends inside a record: it was torn, or cut short"
    return bytes(data), file.tell() - len(inflate.unused_data)


def _read_record(data: bytes, offset: int) -> _Record | str:
    """A record from the content of its member, or what is wrong with its form."""
    head, blank, rest = data.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    if not blank or not lines[0].startswith("WARC/1."):
        return "no WARC record"
    pairs = (line.partition(":") for line in lines[1:])
    fields = {name.strip().lower(): value.strip() for name, _, value in pairs}
    lacking = [name for name in _NEEDED if not fields.get(name)]
    if lacking:
        return f"it lacks {', '.join(lacking)}"
    length = fields["content-length"]
    if not length.isdecimal() or len(rest) != int(length) + 4 or rest[-4:] != b"\r\n\r\n":
        return f"its length is {len(rest) - 4} bytes, and it says {length}"
    return _Record(offset, fields, rest[:-4])


def _problems(record: _Record) -> Iterator[str]:
    fields = record.fields
    if record.type not in _TYPES:
        yield f"a record of type {record.type}: we write none"
    if not _matches(record.block, fields["warc-block-digest"]):
        yield "its block does not match its digest"
    claimed = fields.get("warc-payload-digest")
    if record.type not in _CAPTURES:
        return
    if not claimed or not fields.get("warc-target-uri"):
        yield "it lacks a payload digest or an address"
    elif record.type != "revisit" and not _matches(_payload(record), claimed):
        yield "its payload does not match its digest"
    if record.type != "resource" and not record.block.startswith(b"HTTP/"):
        yield "it holds no HTTP answer"


def _payload(record: _Record) -> bytes:
    return record.block if record.type == "resource" else record.block.partition(b"\r\n\r\n")[2]


def _matches(data: bytes, claimed: str) -> bool:
    """True where `claimed` is a digest of `data`: sha256 or sha1, in hex or base32."""
    name, _, value = claimed.partition(":")
    if name not in ("sha256", "sha1"):
        return False
    digest = hashlib.new(name, data)
    return value in (digest.hexdigest(), base64.b32encode(digest.digest()).decode().rstrip("="))


def _check_revisits(folder: Path, table: sqlite3.Connection, on_fault: OnFault) -> None:
    for file, offset, target, digest in table.execute(_LOST).fetchall():
        problem = (
            f"the body that it refers to, of {target} with digest {digest[:12]}..., is not in the archive"
        )
        on_fault(ArchiveError(folder / file, offset, problem))
    for file, offset, target in table.execute(_ASTRAY).fetchall():
        problem = f"it refers to {target}, whose captures have another body; its body is at another address"
        on_fault(ArchiveError(folder / file, offset, problem))


def _check_index(folder: Path, table: sqlite3.Connection, on_fault: OnFault) -> str:
    index = Index(folder)
    if not index.path.exists():
        return "missing"
    if index.head()["files"] != index.sizes():
        return "stale"
    same = "file = ? AND offset = ? AND url = ? AND digest = ? AND revisit = ?"
    try:
        for entry in index.entries():
            values = (entry.file, entry.offset, entry.url, entry.digest, entry.revisit)
            if table.execute(f"UPDATE capture SET listed = 1 WHERE {same}", values).rowcount == 0:
                on_fault(ArchiveError(index.path, None, f"it lists {entry.record}, where no such capture is"))
    except (ValueError, LookupError, TypeError) as error:
        on_fault(ArchiveError(index.path, None, f"a line cannot be read ({error}): remove the file"))
        return "broken"
    for file, offset in table.execute("SELECT file, offset FROM capture WHERE NOT listed").fetchall():
        on_fault(ArchiveError(folder / file, offset, f"{index.path.name} does not list it: remove that file"))
    return "whole"
