"""What the archive says of each report that should exist: captures, lists, registers, misses, robots.txt.

Promises: it is read from the archive alone, never from the frontier, and kept in a scratch file of SQLite, so
that memory stays flat; of one address the newest record of a kind speaks.
Refuses: to judge: states and reasons are made of it in `coverage.py`.
Caveat: a miss (refusal or failure) stands under the address that was asked for, as the crawl spelt it.
"""

from __future__ import annotations

import re
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

from gongkai.registers import Register, read_register
from gongkai.rows import to_milliseconds
from parsers.decode import decode
from parsers.errors import ParseError
from parsers.titles import read_title, squeeze, to_year
from scraper.archive import Archive, Capture, Entry
from scraper.challenge import read_refusal
from scraper.columns import is_report_column
from scraper.discover import lost_reports, pick_reports
from scraper.sites import ListText, read_list

KINDS = ("list", "register", "refusal", "failure", "robots")

T = TypeVar("T")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|二[〇○零][〇○零一二三四五六七八九]{2}")
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE capture (
    url TEXT PRIMARY KEY, title TEXT, "column" TEXT, source TEXT, organization TEXT, code TEXT,
    seen_at INTEGER);
CREATE TABLE link (
    url TEXT PRIMARY KEY, title TEXT, name TEXT, year INTEGER, code TEXT, source TEXT, "column" TEXT,
    list_url TEXT, seen_at INTEGER, has_address INTEGER);
CREATE TABLE listing (url TEXT PRIMARY KEY, seen_at INTEGER);
CREATE TABLE miss (
    url TEXT PRIMARY KEY, host TEXT, is_refused INTEGER, reason TEXT, organization TEXT, code TEXT,
    is_entry INTEGER, is_list INTEGER, seen_at INTEGER);
CREATE TABLE robots (origin TEXT PRIMARY KEY, host TEXT, status INTEGER, body BLOB, seen_at INTEGER);
CREATE TABLE host (host TEXT PRIMARY KEY, listed_at INTEGER);
CREATE TABLE register (
    url TEXT PRIMARY KEY, host TEXT, year INTEGER, areas TEXT, code TEXT, is_whole INTEGER, doubt TEXT,
    problem TEXT, seen_at INTEGER);
CREATE TABLE statement (register TEXT, name TEXT, published INTEGER, url TEXT);
CREATE TABLE unread (url TEXT PRIMARY KEY, kind TEXT, problem TEXT);
CREATE INDEX link_list ON link (list_url);
CREATE INDEX capture_column ON capture (source, "column", title);
"""
_LINK = """
INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET
title = excluded.title, name = excluded.name, year = excluded.year, code = excluded.code,
source = excluded.source, "column" = excluded."column", list_url = excluded.list_url,
seen_at = max(seen_at, excluded.seen_at)
WHERE (excluded.name IS NOT NULL) + (excluded.year IS NOT NULL) >= (name IS NOT NULL) + (year IS NOT NULL)
"""


class Evidence:
    """A scratch store of what the archive says; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.executescript(_SCHEMA)
        self._parsed: dict[str, str] = {}  # address of the list read last, and its digest
        self._readers: dict[str, Callable[[Capture], None]] = {
            "list": self._read_list,
            "register": self._read_register,
            "refusal": self._read_miss,
            "failure": self._read_miss,
            "robots": self._read_robots,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def add_report(self, capture: Capture | Entry) -> None:
        """Take in that a report was fetched; its body is not looked at."""
        hints = capture.hints
        values = (capture.url, hints.link_title, hints.column, hints.source, hints.organization)
        moment = to_milliseconds(capture.fetched_at)
        self.db.execute(
            "INSERT OR REPLACE INTO capture VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*values, hints.division_code, moment),
        )

    def read(self, archive: Archive, on_capture: Callable[[], None] = lambda: None) -> None:
        """Take in everything but reports; `on_capture` is called before each, and may raise to stop."""
        for capture in archive.captures(kinds=KINDS):
            on_capture()
            self._readers[capture.kind](capture)
        self.db.commit()

    def problems(self) -> tuple[tuple[str, str], ...]:
        """Lists and registers that could not be read, and registers whose counts and names disagree."""
        query = """SELECT url, kind || ': ' || problem FROM unread UNION
            SELECT url, 'register: ' || problem FROM register WHERE problem IS NOT NULL ORDER BY 1, 2"""
        return tuple(self.db.execute(query).fetchall())

    def _look(self, reader: Callable[[Capture], T], capture: Capture) -> T | None:
        """What a page says; None, and a problem, where it cannot be read: no page stops a build.

        The readers look at markup alone, and store nothing: a fault of theirs is named with its place.
        """
        try:
            return reader(capture)
        except ParseError as error:
            self._note(capture, error.code)
        except Exception as error:  # noqa: BLE001 - the markup is of others, and the parser of markup too
            self._note(capture, f"page_unreadable: {describe(error)}")
        return None

    def _note(self, capture: Capture, problem: str) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?)", (capture.url, capture.kind, problem)
        )

    def _read_list(self, capture: Capture) -> None:
        moment = to_milliseconds(capture.fetched_at)
        is_known = self._parsed.get(capture.url) == capture.digest
        links = None if is_known else self._look(_links, capture)
        if links is None and not is_known:
            self._add_miss(capture, "page_unreadable", is_list=True)
            return
        self.db.execute(
            "INSERT INTO host VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET "
            "listed_at = max(listed_at, excluded.listed_at)",
            (host_of(capture.url), moment),
        )
        self.db.execute("INSERT OR REPLACE INTO listing VALUES (?, ?)", (capture.url, moment))
        if links is None:
            self.db.execute("UPDATE link SET seen_at = ? WHERE list_url = ?", (moment, capture.url))
            return
        self._parsed = {capture.url: capture.digest}  # captures come sorted by address
        rows = [(*link, capture.url, moment, has_address) for *link, has_address in links]
        self.db.executemany(_LINK, rows)

    def _read_register(self, capture: Capture) -> None:
        looked = self._look(_register, capture)
        register = looked[0] if looked else None
        if register is None:
            if looked:
                self._note(capture, "no year, or no body, was read on it")
            return
        self.db.execute("DELETE FROM statement WHERE register = ?", (capture.url,))
        self.db.execute(
            "INSERT OR REPLACE INTO register VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.url, host_of(capture.url), register.year, " ".join(register.areas),
                capture.hints.division_code, register.is_whole, register.doubt, register.problem,
                to_milliseconds(capture.fetched_at),
            ),
        )  # fmt: skip
        self.db.executemany(
            "INSERT INTO statement VALUES (?, ?, ?, ?)",
            [(capture.url, one.name, one.published, one.url) for one in register.statements],
        )

    def _read_miss(self, capture: Capture) -> None:
        is_list = capture.miss is not None and capture.miss.asked == "list"
        self._add_miss(capture, _reason(capture), is_list=is_list)

    def _add_miss(self, capture: Capture, reason: str, *, is_list: bool) -> None:
        hints = capture.hints
        self.db.execute(
            "INSERT OR REPLACE INTO miss VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.url, host_of(capture.url), capture.kind == "refusal", reason,
                hints.organization, hints.division_code, _is_entry(capture), is_list,
                to_milliseconds(capture.fetched_at),
            ),
        )  # fmt: skip

    def _read_robots(self, capture: Capture) -> None:
        parts = urlsplit(capture.url)
        if parts.path == "/robots.txt":
            self.db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?)",
                (
                    origin_of(capture.url), host_of(capture.url), capture.status, capture.body,
                    to_milliseconds(capture.fetched_at),
                ),
            )  # fmt: skip


def describe(error: Exception) -> str:
    """What failed, and where: for a report of the fault.

    >>> try:
    ...     int("x")
    ... except ValueError as error:
    ...     print(describe(error).rpartition(" in ")[0])
    ValueError: invalid literal for int() with base 10: 'x'
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} in {Path(place.filename).name}:{place.lineno}, {place.name}"


def _register(capture: Capture) -> tuple[Register | None]:
    text = decode(capture.body, capture.content_type).text
    return (read_register(text, capture.url, capture.hints.link_title),)


def _reason(capture: Capture) -> str:
    """Why an address was not had; where its record does not say it, by what it answered."""
    if capture.miss is not None:
        return capture.miss.reason
    return read_refusal(capture.status, capture.body) or f"http_{capture.status}"


def _is_entry(capture: Capture) -> bool:
    """True for a page that leads to reports; of those that failed only what the sources file names."""
    hints, miss = capture.hints, capture.miss
    if capture.kind == "failure":
        return capture.url == hints.source and miss is not None and miss.asked != "report"
    if miss is not None:
        return miss.asked != "report"
    title = read_title(hints.link_title) if hints.link_title else None
    return title is None or title.year is None


def host_of(url: str) -> str | None:
    """Host and port of an address; None for imported files, which have no site.

    >>> host_of("http://a.example:81/x"), host_of("file:x.html")
    ('a.example:81', None)
    """
    return urlsplit(url).netloc.lower() or None


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def year_of(title: str | None) -> int | None:
    """The one year that a link's title names.

    >>> year_of("统计局2023年度年报"), year_of("2019-2023年年报"), year_of("年报")
    (2023, None, None)
    """
    found = read_title(title) if title else None
    if found is not None:
        return found.year
    years = {to_year(year) for year in _YEAR.findall(squeeze(title or ""))} - {None}
    return years.pop() if len(years) == 1 else None


def name_of(title: str | None, organization: str | None) -> str | None:
    """Who reports, by a link's title, else by the sources file."""
    found = read_title(title) if title else None
    return (found.organization if found else None) or organization


def _links(capture: Capture) -> list[tuple[str | int | None, ...]]:
    """The reports that a list names: address, title, name, year, code, source, column, and if it has one.

    A row that leads nowhere has its list's address and its title for an address.
    """
    hints = capture.hints
    page = ListText(capture.url, decode(capture.body, capture.content_type).text)
    shown, title = read_list(page), page.title
    is_column = hints.column is not None or is_report_column(title, capture.url)
    found = pick_reports(shown, url=capture.url, is_column=is_column)
    named = [(one.url, one.title, True) for one in found if one.kind == "report"]
    lost = lost_reports(shown, title, hints.column) if is_column else []
    return [
        (
            url, words, name_of(words, hints.organization), year_of(words), hints.division_code,
            hints.source, hints.column or title or None, has_address,
        )
        for url, words, has_address in (*named, *((f"{capture.url}#{words}", words, False) for words in lost))
    ]  # fmt: skip
