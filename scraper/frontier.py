"""Which addresses wait, and how each one ended: SQLite in WAL mode.

Promises: an address is fetched at most once a crawl; a killed or stopped crawl goes on where it was, with
what was claimed back in the queue; a later crawl knows what it may ask for conditionally.
Refuses: nothing. It is only a cache: the archive is the truth, and `resuming.py` makes a lost one from it.
Caveat: one process at a time; the lock is its caller's. What waited in a lost one is found anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scraper.address import read_address
from scraper.canonical import canonical_key
from scraper.frontier_schema import (
    COLUMNS,
    INSERT,
    KNOWN,
    RANK,
    STATES,
    STRONGER,
    TIMES,
    UPGRADE,
    bring_up,
    remove,
    to_row,
)
from scraper.guard import site_of
from scraper.page import Known, Page
from scraper.sources import Source
from scraper.turns import Turn

__all__ = ["STATES", "Body", "Frontier", "IsDue", "Known", "Page", "Restored"]

_KIND_OF_SOURCE = {"portal": "portal", "column": "list", "page": "report"}
GONE_ON_WITH = timedelta(
    days=1
)  # for so long a crawl that was killed at its very end is ended, not begun anew
MAX_TWINS = 4  # addresses of one document that are looked at; more are a site whose pages are all alike

# whether a page that ended in a state, was last seen and last changed at those times, is to be asked for
IsDue = Callable[[Page, str, datetime | None, datetime | None], bool]
Body = tuple[str, str]  # the digest of a report's body, and the record that has it


@dataclass(frozen=True, slots=True)
class Restored:
    """What an archive says of an address: how it ended, when it was seen, and when it last was another."""

    page: Page
    state: str
    known: Known
    bodies: list[Body]
    seen_at: datetime
    changed_at: datetime


class Frontier:
    """The queue of one data directory. Open it as a context; every change is kept at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        bring_up(self._db)
        self.crawl = int(self._meta("crawl") or 0)
        self._opened: str | None = None
        self._is_due: IsDue | None = None
        self._waiting: dict[str, int] = {}  # by site; counted once, for counting a million rows costs 50 ms
        self._count_waiting()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._db.close()

    def begin(self, sources: Collection[Source], now: datetime, is_due: IsDue | None = None) -> bool:
        """Begin a crawl, or go on with the one that did not end; True where it goes on.

        With `is_due` known pages are queued where it says so, and no others; what is new always is.
        """
        self.release()
        self._opened, self._is_due = now.isoformat(), is_due
        goes_on = self._goes_on(now)
        if goes_on:
            again = "UPDATE page SET state = 'todo' WHERE crawl = ? AND state = 'failed' AND next_try <= ?"
            self._db.execute(again, (self.crawl, now.isoformat()))
        else:
            self.crawl += 1
            self._set_meta("crawl", str(self.crawl))
            self._db.executescript("DELETE FROM shown; DELETE FROM met")
        self._set_meta("opened", now.isoformat())
        self._count_waiting()
        self.add((_seed(source) for source in sources), twins=True)
        if is_due is not None:
            self.add(self._known_pages(sources), twins=True)
        return goes_on

    def _known_pages(self, sources: Iterable[Source]) -> list[Page]:
        """Reports and first pages of lists that earlier crawls met from these sources."""
        query = f"""SELECT {", ".join(COLUMNS)} FROM page WHERE source = ? AND crawl < ?
            AND kind IN ('list', 'register', 'report') AND number = 1 AND NOT is_guess ORDER BY place"""
        rows = (row for one in sources for row in self._db.execute(query, (one.url, self.crawl)))
        return [page for page in (Page(*row) for row in rows) if self._may_ask(page)]

    def _may_ask(self, page: Page) -> bool:
        if self._is_due is None:
            return True
        query = "SELECT state, seen_at, changed_at FROM page WHERE url = ? AND crawl < ?"
        row = self._db.execute(query, (page.url, self.crawl)).fetchone()
        if row is None or row[0] in ("todo", "claimed"):
            return True
        seen, changed = (datetime.fromisoformat(text) if text else None for text in row[1:])
        return self._is_due(page, row[0], seen, changed)

    def count_resting(self) -> int:
        """How many known reports this crawl did not ask for, because their time had not come."""
        if self._is_due is None:
            return 0
        query = """SELECT count(*) FROM page WHERE crawl < ? AND kind = 'report'
            AND state IN ('stored', 'unchanged')"""
        return int(self._db.execute(query, (self.crawl,)).fetchone()[0])

    def _goes_on(self, now: datetime) -> bool:
        """True where the last crawl did not end; one with nothing left to do only where it is of today."""
        opened = self._meta("opened")
        if self._meta("ended") == str(self.crawl) or self.crawl == 0:
            return False
        return self.queued > 0 or (
            opened is not None and abs(now - datetime.fromisoformat(opened)) < GONE_ON_WITH
        )

    def waiting(self) -> Iterator[Page]:
        """What this crawl has not asked for, in the order met."""
        query = f"""SELECT {", ".join(COLUMNS)} FROM page WHERE crawl = ? AND state = 'todo' ORDER BY place"""
        for row in self._db.execute(query, (self.crawl,)):
            yield Page(*row)

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

    def add(self, pages: Iterable[Page], *, twins: bool = False) -> int:
        """Queue addresses that this crawl has not met; returns how many were new to it.

        Another spelling of an address that it has met (http and https, `m.`, `index.html`) is new with
        `twins` only. What waits as a page to look around on, and proves to be a list, waits as a list.
        """
        added = 0
        self._db.execute("BEGIN")
        for page in pages:
            if (self._is_twin(page.url) and not twins) or not self._may_ask(page):
                continue
            site = site_of(page.url)
            if self._db.execute(INSERT, (*to_row(page).values(), site, self.crawl)).rowcount > 0:
                self._waiting[site] = self._waiting.get(site, 0) + 1
                added += 1
            elif page.kind in STRONGER:
                values = (*to_row(page).values(), page.url, self.crawl, *STRONGER[page.kind])
                self._db.execute(UPGRADE, values)
        self._db.execute("COMMIT")
        return added

    def _is_twin(self, url: str) -> bool:
        key = canonical_key(url)
        self._db.execute("INSERT OR IGNORE INTO met VALUES (?, ?)", (key, url))
        return bool(self._db.execute("SELECT url FROM met WHERE key = ?", (key,)).fetchone()[0] != url)

    def claim(self, site: str) -> Page | None:
        """Take the next address of a site: a report, else a list, else a page to look around on."""
        query = f"""UPDATE page SET state = 'claimed' WHERE place = (
            SELECT place FROM page WHERE crawl = ? AND state = 'todo' AND site = ?
            ORDER BY {RANK}, place LIMIT 1) RETURNING {", ".join(COLUMNS)}"""
        row = self._db.execute(query, (self.crawl, site)).fetchone()
        if row is None:
            self._waiting.pop(site, None)
            return None
        self._waiting[site] = self._waiting.get(site, 1) - 1
        return Page(*row)

    def known(self, url: str) -> Known:
        """What an earlier fetch left of this address."""
        query = f"SELECT {KNOWN} FROM page WHERE url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        return Known(*row) if row else Known()

    def bearers(self, digest: str) -> list[Known]:
        """Where the body of `digest` lies, if it is that of a report, of whatever address, last or not."""
        rows = self._db.execute("SELECT record FROM body WHERE digest = ?", (digest,))
        return [Known(digest=digest, record=record) for (record,) in rows]

    def twins(self, url: str) -> list[Known]:
        """What is known of other report addresses under which a site may show the document of `url`."""
        query = f"""SELECT url, {KNOWN} FROM page WHERE canonical = ? AND kind = 'report'
            AND digest IS NOT NULL ORDER BY place LIMIT {MAX_TWINS}"""
        rows = self._db.execute(query, (canonical_key(url),))
        return [Known(*row) for twin, *row in rows if twin != url]

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
        query = "SELECT state, site, kind, digest, changed_at FROM page WHERE url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        if row is not None and row[0] == "todo":  # never claimed: a redirect led to it
            self._waiting[row[1]] = self._waiting.get(row[1], 1) - 1
        values: dict[str, str | None] = {"state": state, "reason": reason, "rule": rule}
        values["next_try"] = next_try.isoformat() if next_try else None
        values |= {**to_row(known), "canonical": canonical_key(url)} if known else {}
        if self._opened is not None and state != "failed":
            is_other = known is not None and known.digest != (row[3] if row else None)
            changed = row[4] if row and not is_other else None
            values |= {"seen_at": self._opened, "changed_at": changed or self._opened}
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE page SET {names} WHERE url = ?", (*values.values(), url))
        if known and known.digest and known.record and row is not None and row[2] == "report":
            self._note_bodies([(known.digest, known.record)])

    def _note_bodies(self, bodies: Iterable[Body]) -> None:
        """The newest place of a body is kept: the file of an older one may be gone."""
        self._db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", bodies)

    def note_links(self, column_url: str, page: str, urls: Collection[str]) -> int:
        """How many of these links no other page of the column has shown in this crawl.

        `page` is the address that shows them: asked again after a kill, it is told the same.
        """
        rows = [(column_url, url, page) for url in dict.fromkeys(urls)]
        query = "SELECT 1 FROM shown WHERE column_url = ? AND url = ? AND page = ?"
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO shown VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")
        return sum(self._db.execute(query, row).fetchone() is not None for row in rows)

    def note_turns(self, turns: Iterable[Turn]) -> None:
        """Write down when keys may be asked again, also by a run that goes on after a kill."""
        rows = [
            (one.key, one.until.timestamp(), one.asked.timestamp() if one.asked else None, one.least)
            for one in turns
        ]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO turn VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def turns(self) -> list[Turn]:
        """What `note_turns` was told last of each key."""
        rows = self._db.execute("SELECT key, until, asked, least FROM turn ORDER BY key").fetchall()
        return [
            Turn(key, _moment(until), None if asked is None else _moment(asked), least)
            for key, until, asked, least in rows
        ]

    def waiting_sites(self) -> list[str]:
        """Sites with something to fetch, those met first first."""
        return [site for site, count in self._waiting.items() if count > 0]

    @staticmethod
    def restore(path: Path, pages: Iterable[Restored]) -> None:
        """Make the file anew from what an archive says of each address.

        They count as met by no crawl, so that the next one asks for each again, and conditionally.
        """
        aside = path.with_name(f"{path.name}.new")  # a kill here leaves no half frontier
        remove(aside)
        with Frontier(aside) as queue:
            queue._db.execute("BEGIN")
            for one in pages:
                url = one.page.url
                queue._db.execute(INSERT, (*to_row(one.page).values(), site_of(url), 0))
                queue.finish(url, one.state, known=one.known)
                queue._db.execute(TIMES, (one.seen_at.isoformat(), one.changed_at.isoformat(), url))
                queue._note_bodies(one.bodies)
            queue._db.execute("COMMIT")
            queue._db.execute("PRAGMA journal_mode = DELETE")
        remove(path)
        aside.replace(path)

    @property
    def queued(self) -> int:
        """How many addresses wait."""
        return sum(self._waiting.values())

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a question to the table `page` (`survey.py` asks them)."""
        return self._db.execute(query, values).fetchall()

    def queued_at(self, site: str) -> int:
        """How many addresses wait at a site."""
        return self._waiting.get(site, 0)

    def count(self, state: str) -> int:
        """How many addresses of this crawl are in a state; slow on a large frontier."""
        query = "SELECT count(*) FROM page WHERE crawl = ? AND state = ?"
        return int(self._db.execute(query, (self.crawl, state)).fetchone()[0])

    def _count_waiting(self) -> None:
        query = """SELECT site, count(*) FROM page WHERE crawl = ? AND state = 'todo'
            GROUP BY site ORDER BY min(place)"""
        self._waiting = dict(self._db.execute(query, (self.crawl,)).fetchall())

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seed(source: Source) -> Page:
    return Page(
        url=read_address(source.url, source.url) or source.url,
        kind=_KIND_OF_SOURCE[source.kind],
        source=source.url,
        column_url=source.url,
        organization=source.organization,
        division_code=source.division_code,
    )
