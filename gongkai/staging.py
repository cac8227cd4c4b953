"""The rows of a build on their way to Parquet, kept on disk so that memory stays flat.

Promises: rows come out sorted by the key of their table, whatever the order in which they went in.
Refuses: to outlive a build: it is a scratch file, made anew from the archive each time.
Caveat: the rows of one version are one JSON text in SQLite: quick to write, not meant to be queried.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from gongkai.diskspace import FULL_REMEDY, is_disk_full
from gongkai.divisions import Divisions
from gongkai.errors import ReleaseError
from gongkai.fields import TABLES
from gongkai.organizations import Organization, resolve
from gongkai.reading import Failure
from gongkai.rows import (
    Row,
    cell_rows,
    finding_rows,
    is_panel_report,
    narrative_rows,
    panel_row,
    report_row,
    to_milliseconds,
)
from gongkai.versions import Version, cells_digest

COMMIT_EVERY = 500  # versions a transaction

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE version (
    report_id TEXT PRIMARY KEY, url TEXT, fetched_at INTEGER, organization_id TEXT, year INTEGER,
    is_panel INTEGER, is_current INTEGER, cells_digest TEXT,
    reports TEXT, cells TEXT, findings TEXT, narratives TEXT, panel TEXT
);
CREATE TABLE name (organization_id TEXT, name TEXT, row TEXT, PRIMARY KEY (organization_id, name));
CREATE TABLE failure (address TEXT, code TEXT, message TEXT);
"""
_INDEXES = """
CREATE INDEX by_year ON version (year, report_id);
CREATE INDEX by_url ON version (url);
CREATE INDEX by_organization ON version (organization_id, year, cells_digest, url);
"""
# The same numbers at another address: the first by address stands for all.
_SAME_AS = """
SELECT v.reports, (
    SELECT o.report_id FROM version o WHERE v.is_panel AND o.is_panel
    AND o.organization_id = v.organization_id AND o.year = v.year AND o.cells_digest = v.cells_digest
    AND o.url < v.url ORDER BY o.url, o.fetched_at, o.report_id LIMIT 1
) FROM version v ORDER BY v.report_id
"""
_PANEL = """
SELECT panel, (
    SELECT count(DISTINCT o.cells_digest) > 1 FROM version o WHERE o.is_panel AND o.is_current
    AND o.organization_id = ranked.organization_id AND o.year = ranked.year
) FROM (
    SELECT organization_id, year, panel, row_number() OVER (
        PARTITION BY organization_id ORDER BY fetched_at DESC, report_id DESC
    ) AS place FROM version WHERE is_panel AND organization_id IS NOT NULL AND year = ?
) ranked WHERE place = 1 ORDER BY organization_id
"""
_ORGANIZATIONS = """
SELECT n.organization_id, n.row, (
    SELECT min(year) FROM version v WHERE v.organization_id = n.organization_id AND year > 0
), (SELECT max(year) FROM version v WHERE v.organization_id = n.organization_id AND year > 0)
FROM name n ORDER BY n.organization_id, length(n.name) DESC, n.name
"""


class Staging:
    """A scratch store of the rows of one build; use it in a `with`."""

    def __init__(self, path: Path, divisions: Divisions) -> None:
        self._divisions = divisions
        self._pending = 0
        self._db = sqlite3.connect(path)
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        if is_disk_full(error):
            raise ReleaseError(f"the rows could not be staged: {error}", remedy=FULL_REMEDY) from error

    def add(self, version: Version) -> None:
        """Take in the rows of one version."""
        report, hints = version.reading.report, version.reading.hints
        name = report.organization or hints.organization
        organization = resolve(name, hints.division_code, self._divisions) if name else None
        if organization is not None:
            self._add_name(organization)
        is_panel = is_panel_report(report) and organization is not None and report.year is not None
        values = (
            version.reading.report_id,
            version.reading.url,
            to_milliseconds(version.reading.fetched_at),
            organization.organization_id if organization else None,
            report.year or 0,
            is_panel,
            version.superseded_by is None,
            cells_digest(report),
            _dump(report_row(version, organization, name)),
            _dump(cell_rows(version)),
            _dump(finding_rows(version)),
            _dump(narrative_rows(version)),
            _dump(panel_row(version, organization)) if is_panel and organization else None,
        )
        self._db.execute(f"INSERT INTO version VALUES ({', '.join('?' * len(values))})", values)
        self._count()

    def add_failure(self, failure: Failure) -> None:
        """Take in a document that could not be read."""
        self._db.execute(
            "INSERT INTO failure VALUES (?, ?, ?)", (failure.address, failure.code, failure.message)
        )
        self._count()

    def seal(self) -> None:
        """Say that all versions are in: indexes are made once, not row by row."""
        self._db.commit()
        self._db.executescript(_INDEXES)

    def years(self) -> list[int]:
        """The years that have versions; 0 for versions without one."""
        return [year for (year,) in self._db.execute("SELECT DISTINCT year FROM version ORDER BY year")]

    def reports(self) -> Iterator[Row]:
        """The rows of `reports`, sorted, with `same_as`."""
        place = TABLES["reports"].schema().names.index("same_as")
        for text, same_as in self._db.execute(_SAME_AS):
            row = json.loads(text)
            row[place] = same_as
            yield row

    def rows(self, table: str, year: int | None = None) -> Iterator[Row]:
        """The rows of `cells`, `findings` or `narratives`, sorted; of one year, where one is given."""
        where, values = ("WHERE year = ?", (year,)) if year is not None else ("", ())
        for (text,) in self._db.execute(f"SELECT {table} FROM version {where} ORDER BY report_id", values):
            yield from json.loads(text)

    def panel(self, year: int) -> Iterator[Row]:
        """The rows of `indicators` of one year, sorted, with `addresses_differ`."""
        place = TABLES["indicators"].schema().names.index("addresses_differ")
        for text, differ in self._db.execute(_PANEL, (year,)):
            row = json.loads(text)
            row[place] = bool(differ)
            yield row

    def organizations(self) -> Iterator[Row]:
        """The rows of `organizations`, sorted; the longest name that was met is the name."""
        row: Row | None = None
        for organization_id, text, first_year, last_year in self._db.execute(_ORGANIZATIONS):
            if row is not None and row[0] == organization_id:
                name = json.loads(text)[1]
                row[-1] = name if row[-1] is None else f"{row[-1]};{name}"
                continue
            if row is not None:
                yield row
            row = [*json.loads(text), first_year, last_year, None]
        if row is not None:
            yield row

    def failures(self) -> tuple[Failure, ...]:
        """The documents that could not be read, by address."""
        rows = self._db.execute("SELECT address, code, message FROM failure ORDER BY address, code, message")
        return tuple(Failure(*row) for row in rows)

    def count(self) -> int:
        """How many versions are in."""
        (number,) = self._db.execute("SELECT count(*) FROM version").fetchone()
        return int(number)

    def _add_name(self, found: Organization) -> None:
        row = [
            found.organization_id, found.name, found.kind, found.level, found.division_code,
            found.province, found.prefecture, found.county, found.township,
        ]  # fmt: skip
        values = (found.organization_id, found.name, _dump(row))
        self._db.execute("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", values)

    def _count(self) -> None:
        self._pending += 1
        if self._pending % COMMIT_EVERY == 0:
            self._db.commit()


def _dump(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode(
        "utf-8", "replace"
    ).decode()  # a lone surrogate (&#xD800;) is no text in SQLite or Arrow
