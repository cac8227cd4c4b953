"""Which addresses wait, and how each one ended: SQLite in WAL mode.

Promises: an address is fetched at most once a crawl; a killed or stopped crawl goes on where it was, with
what was claimed back in the queue; a later crawl knows what it may ask for conditionally.
Refuses: nothing. It is only a cache: the archive is the truth, and a lost frontier costs a fetch anew.
Caveat: one process at a time; the lock is its caller's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper.address import read_address
from scraper.guard import site_of
from scraper.records import Hints
from scraper.sources import Source

STATES = ("todo", "claimed", "stored", "unchanged", "refused", "failed", "read")
_KIND_OF_SOURCE = {"portal": "portal", "column": "list", "page": "report"}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS page (
    place INTEGER PRIMARY KEY, url TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
    depth INTEGER NOT NULL, number INTEGER NOT NULL, column_url TEXT, otherwise TEXT,
    link_title TEXT, column_title TEXT, organization TEXT, division_code TEXT,
    site TEXT NOT NULL, crawl INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, rule TEXT, next_try TEXT,
    etag TEXT, last_modified TEXT, digest TEXT, record TEXT);
CREATE INDEX IF NOT EXISTS page_waiting ON page (crawl, state, site, kind != 'report', place);
CREATE TABLE IF NOT EXISTS seen (column_url TEXT, url TEXT, PRIMARY KEY (column_url, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rest (site TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Page:
    """An address to fetch and what is known of it. `kind` is portal, list or report.

    `number` counts the pages of a column from 1, `otherwise` is what to try where this one is no new page.
    """

    url: str
    kind: str
    source: str
    depth: int = 0
    number: int = 1
    column_url: str | None = None
    otherwise: str | None = None
    link_title: str | None = None
    column_title: str | None = None
    organization: str | None = None
    division_code: str | None = None

    @property
    def hints(self) -> Hints:
        """What the way to this page says, for the archive."""
        return Hints(self.link_title, self.column_title, self.organization, self.division_code, self.source)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier fetch left: validators, the digest of the body, and its record in the archive."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    record: str | None = None


_COLUMNS = tuple(field.name for field in fields(Page))
_INSERT = f"""
INSERT INTO page ({", ".join(_COLUMNS)}, site, crawl, state)
VALUES ({", ".join("?" * len(_COLUMNS))}, ?, ?, 'todo')
ON CONFLICT (url) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])},
crawl = excluded.crawl, state = 'todo', reason = NULL, rule = NULL, next_try = NULL
WHERE page.crawl < excluded.crawl
"""


class Frontier:
    """The queue of one data directory. Open it as a context; every change is kept at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self.crawl = int(self._meta("crawl") or 0)
        self._waiting: dict[str, int] = {}  # by site; counted once, for counting a million rows costs 50 ms
        self._count_waiting()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._db.close()

    def begin(self, sources: Iterable[Source], now: datetime) -> bool:
        """Begin a crawl, or go on with the one that did not end; True where it goes on."""
        self.release()
        goes_on = self.queued > 0 and self._meta("ended") != str(self.crawl)
        if goes_on:
            again = "UPDATE page SET state = 'todo' WHERE crawl = ? AND state = 'failed' AND next_try <= ?"
            self._db.execute(again, (self.crawl, now.isoformat()))
        else:
            self.crawl += 1
            self._set_meta("crawl", str(self.crawl))
            self._db.execute("DELETE FROM seen")
        self._count_waiting()
        self.add(_seed(source) for source in sources)
        return goes_on

    def end(self) -> int:
        """The crawl came to its end: what still waits is on sites that were left; returns how many."""
        left = "UPDATE page SET state = 'refused', reason = 'site_left' WHERE crawl = ? AND state = 'todo'"
        count = self._db.execute(left, (self.crawl,)).rowcount
        self._set_meta("ended", str(self.crawl))
        self._waiting.clear()
        return count

    def release(self) -> None:
        """Put what was claimed, and not finished, back into the queue."""
        self._db.execute("UPDATE page SET state = 'todo' WHERE state = 'claimed'")
        self._count_waiting()

    def add(self, pages: Iterable[Page]) -> int:
        """Queue addresses that this crawl has not met; returns how many were new to it."""
        added = 0
        self._db.execute("BEGIN")
        for page in pages:
            site = site_of(page.url)
            if self._db.execute(_INSERT, (*asdict(page).values(), site, self.crawl)).rowcount > 0:
                self._waiting[site] = self._waiting.get(site, 0) + 1
                added += 1
        self._db.execute("COMMIT")
        return added

    def claim(self, site: str) -> Page | None:
        """Take the next address of a site: reports before lists, so that a limited run shows reports."""
        query = f"""UPDATE page SET state = 'claimed' WHERE place = (
            SELECT place FROM page WHERE crawl = ? AND state = 'todo' AND site = ?
            ORDER BY kind != 'report', place LIMIT 1) RETURNING {", ".join(_COLUMNS)}"""
        row = self._db.execute(query, (self.crawl, site)).fetchone()
        if row is None:
            self._waiting.pop(site, None)
            return None
        self._waiting[site] = self._waiting.get(site, 1) - 1
        return Page(*row)

    def known(self, url: str) -> Known:
        """What an earlier fetch left of this address."""
        row = self._db.execute(
            "SELECT etag, last_modified, digest, record FROM page WHERE url = ?", (url,)
        ).fetchone()
        return Known(*row) if row else Known()

    def is_done(self, url: str) -> bool:
        """True where this crawl has stored this address, or found it unchanged."""
        query = "SELECT 1 FROM page WHERE url = ? AND crawl = ? AND state IN ('stored', 'unchanged')"
        return self._db.execute(query, (url, self.crawl)).fetchone() is not None

    def finish(
        self,
        url: str,
        state: str,
        *,
        reason: str | None = None,
        rule: str | None = None,
        next_try: datetime | None = None,
        known: Known | None = None,
    ) -> None:
        """Write how an address ended; `known` is kept as it was where none is given."""
        row = self._db.execute("SELECT state, site FROM page WHERE url = ?", (url,)).fetchone()
        if row is not None and row[0] == "todo":  # never claimed: a redirect led to it
            self._waiting[row[1]] = self._waiting.get(row[1], 1) - 1
        values: dict[str, str | None] = {"state": state, "reason": reason, "rule": rule}
        values["next_try"] = next_try.isoformat() if next_try else None
        values |= asdict(known) if known else {}
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE page SET {names} WHERE url = ?", (*values.values(), url))

    def note_links(self, column_url: str, urls: Collection[str]) -> int:
        """How many of these links the column has not shown before in this crawl."""
        before = self._db.total_changes
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(column_url, url) for url in urls])
        self._db.execute("COMMIT")
        return self._db.total_changes - before

    def list_digests(self) -> set[str]:
        """Digests of the list pages that this crawl has read."""
        query = """SELECT digest FROM page WHERE crawl = ? AND kind != 'report' AND digest IS NOT NULL
            AND (state = 'read' OR reason = 'empty_list')"""
        return {digest for (digest,) in self._db.execute(query, (self.crawl,))}

    def rest(self, site: str, until: datetime) -> None:
        """Write down that a site is to be left alone until then, for a run that begins sooner."""
        self._db.execute("INSERT OR REPLACE INTO rest VALUES (?, ?)", (site, until.isoformat()))

    def rests(self, now: datetime) -> dict[str, float]:
        """Sites that are still to be left alone, and for how many seconds; the others are forgotten."""
        rows = self._db.execute("SELECT site, until FROM rest").fetchall()
        left = {site: (datetime.fromisoformat(until) - now).total_seconds() for site, until in rows}
        over = [(site,) for site, seconds in left.items() if seconds <= 0]
        self._db.executemany("DELETE FROM rest WHERE site = ?", over)
        return {site: seconds for site, seconds in left.items() if seconds > 0}

    def waiting_sites(self) -> list[str]:
        """Sites with something to fetch, those met first first."""
        return [site for site, count in self._waiting.items() if count > 0]

    @staticmethod
    def peek(path: Path, count: int) -> list[Page]:
        """The first addresses that wait in the file of a crawl that did not end; nothing is written."""
        if not path.exists():
            return []
        query = f"""SELECT {", ".join(_COLUMNS)} FROM page WHERE state IN ('todo', 'claimed')
            AND crawl = (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'crawl')
            ORDER BY kind != 'report', place LIMIT ?"""
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return [Page(*row) for row in db.execute(query, (count,))]

    @staticmethod
    def read_counts(path: Path) -> tuple[tuple[str, int], ...]:
        """How many addresses of the last crawl are in each state, where nothing may be written.

        What a killed crawl left in the write-ahead log is not seen.
        """
        if not path.exists():
            return ()
        query = """SELECT state, count(*) FROM page
            WHERE crawl = (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'crawl') GROUP BY state"""
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            counts = dict(db.execute(query).fetchall())
        return tuple((state, counts[state]) for state in STATES if state in counts)

    @property
    def queued(self) -> int:
        """How many addresses wait."""
        return sum(self._waiting.values())

    def queued_at(self, site: str) -> int:
        """How many addresses wait at a site."""
        return self._waiting.get(site, 0)

    def count(self, state: str) -> int:
        """How many addresses of this crawl are in a state; slow on a large frontier."""
        query = "SELECT count(*) FROM page WHERE crawl = ? AND state = ?"
        return int(self._db.execute(query, (self.crawl, state)).fetchone()[0])

    def unfetched(self) -> list[tuple[str, str]]:
        """The addresses of this crawl that were refused or failed, each with its reason, in the order met."""
        query = """SELECT url, coalesce(reason, state) FROM page
            WHERE crawl = ? AND state IN ('refused', 'failed') ORDER BY place"""
        return self._db.execute(query, (self.crawl,)).fetchall()

    def _count_waiting(self) -> None:
        query = """SELECT site, count(*) FROM page WHERE crawl = ? AND state = 'todo'
            GROUP BY site ORDER BY min(place)"""
        self._waiting = dict(self._db.execute(query, (self.crawl,)).fetchall())

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _seed(source: Source) -> Page:
    return Page(
        url=read_address(source.url, source.url) or source.url,
        kind=_KIND_OF_SOURCE[source.kind],
        source=source.url,
        column_url=source.url,
        organization=source.organization,
        division_code=source.division_code,
    )
