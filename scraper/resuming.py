"""What is done before a crawl goes on: unfinished records are cut off, and a lost frontier is made anew.

Promises: after it each address of the archive is known with its validators, digest and record, so that
nothing that is unchanged is fetched whole a second time.
Refuses: to touch a frontier that is there, even an old one: what it lacks costs a fetch, no page.
Caveat: what waited in a lost frontier is found again by its lists, which are read whole in each crawl.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path

from scraper.archive import Archive
from scraper.errors import ArchiveError
from scraper.frontier import Frontier, Known, Page, Restored
from scraper.page import past_date
from scraper.records import MISSES
from scraper.warc_read import Entry
from scraper.warc_repair import Repair, repair

_MODIFIED = frozenset({"etag", "last_modified"})
_STATES = {"report": "stored", "refusal": "refused", "failure": "failed"}


def make_ready(archive: Archive, frontier: Path) -> list[Repair]:
    """Mend the archive and, where the frontier is gone, make it from the archive; what was cut off.

    Raises ArchiveError where the disk refuses.
    """
    try:
        cut = mend(archive)
        if not frontier.exists():
            rebuild(archive, frontier)
    except OSError as error:
        raise ArchiveError(archive.folder, None, f"cannot be mended: {error.strerror}") from error
    return cut


def mend(archive: Archive) -> list[Repair]:
    """Cut what killed runs left at the ends of files; only files that the index finds damaged are read."""
    archive.newest()
    damaged = dict.fromkeys(error.path for error in archive.damage if error.path.exists())
    done = [mended for path in damaged if (mended := repair(path)) is not None]
    for path in damaged:
        archive.forget(path)
    return done


def rebuild(archive: Archive, frontier: Path) -> None:
    """Make the frontier anew from the archive, if that holds anything."""
    pages = _pages(archive.entries())
    first = next(pages, None)
    if first is not None:
        Frontier.restore(frontier, chain([first], pages))


def _pages(entries: Iterable[Entry]) -> Iterator[Restored]:
    for _, group in groupby(entries, key=lambda entry: entry.url):
        found = [entry for entry in group if entry.kind != "robots"]
        if found and found[-1].url.startswith(("http:", "https:")):
            bodies = [(one.digest, one.record) for one in found if one.kind == "report" and not one.revisit]
            changes = [one for one in found if not one.revisit] or found
            yield Restored(*_page(found), bodies, found[-1].fetched_at, changes[-1].fetched_at)


def _page(entries: list[Entry]) -> tuple[Page, str, Known]:
    last, known = entries[-1], Known()
    bodies = {entry.digest: entry.record for entry in entries if not entry.revisit}
    for entry in entries:
        if entry.kind not in MISSES:
            known = _known(entry, known, bodies)
    asked = next((entry for entry in reversed(entries) if entry.kind not in MISSES), last)
    hints = asked.hints
    page = Page(
        url=last.url,
        kind=_kind(asked),
        source=hints.source or last.url,
        column_url=hints.column_url,
        link_title=hints.link_title,
        column_title=hints.column,
        organization=hints.organization,
        division_code=hints.division_code,
    )
    state = "unchanged" if last.kind == "report" and last.witness else _STATES.get(last.kind, "read")
    return page, state, known


def _kind(entry: Entry) -> str:
    """What an address was asked for as; an older record of a refusal does not say it."""
    if entry.kind not in MISSES:
        return entry.kind
    return entry.miss.asked if entry.miss else "report"


def _known(entry: Entry, before: Known, bodies: dict[str, str]) -> Known:
    file, offset, _ = entry.body or ("", 0, None)
    record = bodies.get(entry.digest) or (f"{file}:{offset}" if file else None)
    if record is None:  # its body is lost: what refers to it is worth nothing
        return before
    modified = past_date(entry.last_modified, entry.fetched_at)
    known = Known(entry.etag, modified, entry.digest, record, witness=entry.witness)
    if entry.witness not in _MODIFIED:
        return known
    return replace(
        known,
        etag=entry.etag or before.etag,
        last_modified=modified or before.last_modified,
        trusted=before.trusted + 1,
    )
