"""Pages that someone already has, into the archive: saved files, mirrors, WARC and WACZ files of other tools.

Promises: importing twice writes once, and one body at several addresses is kept once; what could not be read
is named and the rest goes in; 公布情况 pages go in as registers.
Refuses: to parse reports here: the build reads the archive, whatever way a page came in.
Caveat: files whose address is not known have their path in the folder that is named. Two folders that hold
`2020.html` each are two versions of one page: name the folder above them.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gongkai.cdx import Choice, read_cdx
from gongkai.documents import Input
from gongkai.errors import InterruptedRunError
from gongkai.inputs import read_inputs
from gongkai.reading import Failure
from gongkai.registers import is_register_page
from scraper.archive import Archive, ArchiveWriter
from scraper.judging import read_text
from scraper.resuming import mend
from scraper.warc_text import is_too_long

_SHOWN = 200  # characters of an address that is too long


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
    index: Path | None = None,
    choice: Choice = Choice(),  # noqa: B008  (frozen)
    on_document: Callable[[int, str], None] = lambda done, address: None,
    stop: threading.Event | None = None,
) -> ImportSummary:
    """Write the documents in `paths` to the archive, each once; with an `index`, those that its lines name.

    InterruptedRunError where `stop` is set.
    """
    stored = unchanged = 0
    failures: list[Failure] = []
    places = list(paths)
    mend(archive)
    with closing(_seen(archive)) as seen, archive.writer() as writer:
        for found in read_cdx(index, places, choice) if index else read_inputs(places):
            if stop is not None and stop.is_set():
                raise InterruptedRunError(f"stopped while importing: {stored} documents kept")
            if isinstance(found, Failure) or is_too_long(found.address):
                failures.append(found if isinstance(found, Failure) else _too_long(found))
                continue
            if _write(writer, seen, found):
                stored += 1
            else:
                unchanged += 1
            on_document(stored + unchanged, found.address)
    return ImportSummary(stored, unchanged, tuple(failures))


def _too_long(found: Input) -> Failure:
    problem = f"an address of {len(found.address)} characters is not archived"
    return Failure(f"{found.address[:_SHOWN]}…", "long_address", problem)


def _write(writer: ArchiveWriter, seen: sqlite3.Connection, found: Input) -> bool:
    """Keep a document; False where the archive has it under this address, as what it is, already."""
    digest, kind = hashlib.sha256(found.data).hexdigest(), _kind(found)
    query = "SELECT url FROM seen WHERE digest = ? AND content_type IS ? ORDER BY rowid LIMIT 1"
    twin = seen.execute(query, (digest, found.content_type)).fetchone()
    values = (found.address, digest, kind, found.content_type)
    if seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", values).rowcount == 0:
        return False
    if twin is not None:
        writer.write_revisit(
            url=found.address,
            status=200,
            digest=digest,
            fetched_at=found.fetched_at,
            kind=kind,
            hints=found.hints,
            target=twin[0] if twin[0] != found.address else None,
        )
        return True
    writer.write_resource(
        url=found.address,
        body=found.data,
        content_type=found.content_type,
        fetched_at=found.fetched_at,
        kind=kind,
        hints=found.hints,
    )
    return True


def _kind(found: Input) -> str:
    """A register, where the page is one by its own words; in doubt a report, which the build looks at."""
    page = read_text(found.address, found.data, found.content_type)
    try:
        is_register = page is not None and is_register_page(page.text, found.address, found.hints.link_title)
    except Exception:  # noqa: BLE001 - markup that breaks its reader is kept all the same
        return "report"
    return "register" if is_register else "report"


def _seen(archive: Archive) -> sqlite3.Connection:
    seen = sqlite3.connect("")  # a temporary file, so that memory stays flat
    seen.execute(
        "CREATE TABLE seen (url TEXT, digest TEXT, kind TEXT, content_type TEXT, UNIQUE (url, digest, kind))"
    )
    seen.execute("CREATE INDEX bodies ON seen (digest)")
    kept = archive.captures(kinds=("report", "register"))
    rows = ((one.url, one.digest, one.kind, one.content_type) for one in kept)
    seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", rows)
    return seen
