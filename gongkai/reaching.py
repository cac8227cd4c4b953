"""Why a report is not in the archive: refused, forbidden, not fetched yet, or nowhere to be seen.

Promises: robots.txt is asked as the crawl asked it, from the archived answer of the host.
Refuses: to say that a site does not have a report, where its lists were not read after it was due.
Caveat: an address that no crawl came to, before it was stopped, is `not_fetched`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from gongkai.evidence import host_of, origin_of
from scraper.robots import Robots, read_robots

DUE_MONTH = 2  # reports are due by 31 January of the next year (art. 50 of the Regulations)
_ORIGINS = 32  # hosts whose rules are kept in memory; addresses come sorted by host


class Reach:
    """Looks up refusals, robots answers and lists in the evidence."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rules = lru_cache(maxsize=_ORIGINS)(self._read_rules)

    def of_address(self, url: str) -> tuple[str, str]:
        """State and reason of a report that a page names and that is not in the archive."""
        miss = self._db.execute("SELECT is_refused, reason FROM miss WHERE url = ?", (url,)).fetchone()
        if miss is not None:
            return "refused" if miss[0] else "found", miss[1]
        if self._db.execute("SELECT 1 FROM listing WHERE url = ?", (url,)).fetchone() is not None:
            return "unreadable", "not_a_report"  # it was fetched, and is a list or another paper
        decision = self._rules(origin_of(url)).decide(url)
        if not decision.allowed:
            return "refused", decision.reason
        met = "SELECT 1 FROM robots WHERE host = ?1 UNION SELECT 1 FROM host WHERE host = ?1"
        is_met = self._db.execute(met, (host_of(url),)).fetchone() is not None
        return "found", "not_fetched" if is_met else "out_of_scope"

    def of_year(self, hosts: Sequence[str], year: int) -> tuple[str, str, int | None]:
        """State, reason and moment for a year of which a body's sites show nothing."""
        listed = [at for host in hosts if (at := self._listed_at(host)) is not None]
        listed_at = max(listed, default=None)
        due = due_at(year)
        for state, reason, at in filter(None, map(self._closed, hosts)):
            if listed_at is None or listed_at < min(at, due):
                return state, reason, at
        if listed_at is None:
            return "not_found", "no_list", None
        if listed_at < due:
            return "not_found", "not_looked_since", listed_at
        return "not_found", "list_missed" if any(map(self._lacks_list, hosts)) else "not_listed", listed_at

    def _lacks_list(self, host: str) -> bool:
        """True where a list of a host could not be had the last time: what it names is not known."""
        query = """SELECT 1 FROM miss m WHERE host = ? AND is_list AND NOT EXISTS (
            SELECT 1 FROM listing l WHERE l.url = m.url AND l.seen_at > m.seen_at)"""
        return self._db.execute(query, (host,)).fetchone() is not None

    def _listed_at(self, host: str) -> int | None:
        found = self._db.execute("SELECT listed_at FROM host WHERE host = ?", (host,)).fetchone()
        return found[0] if found else None

    def _closed(self, host: str) -> tuple[str, str, int] | None:
        """How and when a host did not give its entry pages, or refused all of itself, the last time."""
        query = """SELECT is_refused, reason, seen_at FROM miss WHERE host = ? AND is_entry
            ORDER BY seen_at DESC, url"""
        miss = self._db.execute(query, (host,)).fetchone()
        if miss is not None:
            return "refused" if miss[0] else "not_found", miss[1], miss[2]
        query = "SELECT origin, seen_at FROM robots WHERE host = ? ORDER BY seen_at DESC, origin"
        for origin, at in self._db.execute(query, (host,)):
            decision = self._rules(origin).decide(f"{origin}/")
            if not decision.allowed:
                return "refused", decision.reason, at
        return None

    def _read_rules(self, origin: str) -> Robots:
        query = """SELECT status, body FROM robots WHERE origin = ?1 OR host = ?2
            ORDER BY origin = ?1 DESC, seen_at DESC LIMIT 1"""  # http answers often stand under https
        found = self._db.execute(query, (origin, host_of(origin))).fetchone()
        return read_robots(*found) if found else Robots()


def due_at(year: int) -> int:
    """When the report for a year has to be out, in milliseconds since 1970."""
    return int(datetime(year + 1, DUE_MONTH, 1, tzinfo=UTC).timestamp() * 1000)


def due_year(milliseconds: int) -> int:
    """The newest year whose report has to be out at a moment.

    >>> due_year(due_at(2024)), due_year(due_at(2024) - 1)
    (2024, 2023)
    """
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.year - (1 if moment.month >= DUE_MONTH else 2)
