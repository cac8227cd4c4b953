"""A look at the file of a frontier without writing to it, and its errors as ours.

Promises: nothing is made or changed.
Caveat: what a killed crawl left in the write-ahead log is not seen by `read_counts`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path

from scraper.errors import ArchiveError, FrontierError
from scraper.frontier_schema import RANK, STATES
from scraper.page import Page

_LAST = "crawl = (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'crawl')"


def peek(path: Path, count: int) -> list[Page]:
    """The first addresses that wait in the file of a crawl that did not end."""
    if not path.exists():
        return []
    names = ", ".join(field.name for field in fields(Page))
    query = f"""SELECT {names} FROM page WHERE state IN ('todo', 'claimed') AND {_LAST}
        ORDER BY {RANK}, place LIMIT ?"""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return [Page(*row) for row in db.execute(query, (count,))]


def read_counts(path: Path) -> tuple[tuple[str, int], ...]:
    """How many addresses of the last crawl are in each state, where nothing may be written."""
    if not path.exists():
        return ()
    query = f"SELECT state, count(*) FROM page WHERE {_LAST} GROUP BY state"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        counts = dict(db.execute(query).fetchall())
    return tuple((state, counts[state]) for state in STATES if state in counts)


@contextmanager
def told_apart(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: what to do about them is the same for all but a full disk."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:  # moving it away would not help
            raise ArchiveError(path, None, f"cannot be written: {error}") from error
        raise FrontierError(path, str(error)) from error
