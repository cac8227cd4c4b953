"""Pages that someone already has, into the archive: folders of saved files, and WARC files of other tools.

Promises: importing twice writes once; what could not be read is named and the rest goes in.
Refuses: to parse here: the build reads the archive, whatever way a page came in.
Caveat: files are known by their path in the folder that is named. Two folders that hold `2020.html` each
are two versions of one page: name the folder above them.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import InterruptedRunError
from gongkai.inputs import Input, read_inputs
from gongkai.reading import Failure
from scraper.archive import Archive


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: pages `stored`, pages that were there already, and what could not be read."""

    stored: int
    unchanged: int
    failures: tuple[Failure, ...]


def import_(
    paths: Iterable[Path],
    archive: Archive,
    *,
    on_document: Callable[[int, str], None] = lambda done, address: None,
    stop: threading.Event | None = None,
) -> ImportSummary:
    """Write the documents in `paths` to the archive, each once; InterruptedRunError where `stop` is set."""
    stored = unchanged = 0
    failures: list[Failure] = []
    with closing(_seen(archive)) as seen, archive.writer() as writer:
        for found in read_inputs(paths):
            if stop is not None and stop.is_set():
                raise InterruptedRunError(f"stopped while importing: {stored} documents kept")
            if isinstance(found, Failure):
                failures.append(found)
                continue
            if _is_new(seen, found):
                writer.write_resource(
                    url=found.address,
                    body=found.data,
                    content_type=found.content_type,
                    fetched_at=found.fetched_at,
                    hints=found.hints,
                )
                stored += 1
            else:
                unchanged += 1
            on_document(stored + unchanged, found.address)
    return ImportSummary(stored, unchanged, tuple(failures))


def _seen(archive: Archive) -> sqlite3.Connection:
    seen = sqlite3.connect("")  # a temporary file, so that memory stays flat
    seen.execute("CREATE TABLE seen (url TEXT, digest TEXT, PRIMARY KEY (url, digest)) WITHOUT ROWID")
    pairs = ((capture.url, capture.digest) for capture in archive.captures())
    seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", pairs)
    return seen


def _is_new(seen: sqlite3.Connection, found: Input) -> bool:
    values = (found.address, hashlib.sha256(found.data).hexdigest())
    return seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", values).rowcount > 0
