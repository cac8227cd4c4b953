"""Cuts what a killed run left at the end of a WARC file: a record that is not whole, or has lost its capture.

Promises: nothing is thrown away: what is cut off lies beside the file first, as `<file>.<byte>.cut`; every
whole capture stays; a kill at any moment of a repair leaves a file that the next repair mends.
Refuses: files that are not ours by their name, and damage that has whole records behind it: that is told by
`gongkai check --archive`, and left as it is.
Caveat: one process at a time; the lock is its caller's.
"""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from scraper.decoding import STEP

OUR_NAME = re.compile(r"\d{8}T\d{12}Z-\d{5}\.warc\.gz")
_HEAD = 1 << 16  # bytes of a record that are looked at for its type
_TYPE = re.compile(rb"^WARC-Type:[ \t]*(\w+)", re.MULTILINE | re.IGNORECASE)
_JOINED = re.compile(rb"^WARC-Concurrent-To:", re.MULTILINE | re.IGNORECASE)
_ENDS = frozenset({b"warcinfo", b"response", b"resource", b"revisit"})  # what a write of ours ends with
_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


@dataclass(frozen=True, slots=True)
class Repair:
    """`size` bytes from `offset` on were taken out of `path`; `kept` has them, None where there were none."""

    path: Path
    offset: int
    size: int
    kept: Path | None

    def __str__(self) -> str:
        kept = f"; they are kept in {self.kept.name}" if self.kept else ""
        return (
            f"{self.path} at byte {self.offset}: {self.size} bytes of an unfinished record were cut off{kept}"
        )


def repair(path: Path) -> Repair | None:
    """Cut a file of ours at the end of its last whole capture; None where nothing is to be cut.

    OSError where the disk refuses.
    """
    if not OUR_NAME.fullmatch(path.name):
        return None
    end, size = _whole_end(path), path.stat().st_size
    if end is None or (end == size and size > 0):
        return None
    kept = _set_aside(path, end) if size > end else None
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    if end == 0:
        path.unlink()
    _sync_folder(path.parent)
    return Repair(path, end, size - end, kept)


def _set_aside(path: Path, end: int) -> Path:
    kept = path.with_name(f"{path.name}.{end}.cut")
    with path.open("rb") as file, kept.open("wb") as out:
        file.seek(end)
        while chunk := file.read(STEP):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    _sync_folder(path.parent)
    return kept


def _whole_end(path: Path) -> int | None:
    """Where the last whole capture ends; None where what follows it is no unfinished write."""
    end = position = 0
    with path.open("rb") as file:
        while (found := _member(path, position)) is not None:
            is_end, position = found
            if is_end:
                end = position
        file.seek(position)
        rest = file.read(STEP)
        while rest:
            if _MEMBER in rest[1:]:  # a record begins behind the broken one
                return None
            tail, rest = rest[-len(_MEMBER) :], file.read(STEP)
            rest = tail + rest if rest else b""
    return end


def _member(path: Path, offset: int) -> tuple[bool, int] | None:
    """Whether a write of ours ends with the whole record at `offset`, and where it ends; None where there is
    none."""
    inflate, head = zlib.decompressobj(31), b""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            while not inflate.eof and (chunk := file.read(STEP)):
                while chunk and not inflate.eof:
                    part = inflate.decompress(chunk, STEP)
                    head += part[: _HEAD - len(head)]
                    chunk = inflate.unconsumed_tail
        except zlib.error:
            return None
        end = file.tell() - len(inflate.unused_data)
    found = _TYPE.search(head)
    if not inflate.eof or not found:
        return None
    is_alone = found[1].lower() == b"metadata" and not _JOINED.search(head)
    return is_alone or found[1].lower() in _ENDS, end


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
