"""What ties the documents of a build together: the version that the panel takes, what one says of another.

Promises: it is worked out anew in each build, from the store alone; all rows come out sorted by the key of
their table, whatever the order in which documents went in. Memory stays flat.
Refuses: to change a value: what it adds are findings, witnesses (`prior`) and tables of its own.
Caveat: it lives in a scratch file that is gone after the build.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType

from gongkai.changes import change_rows
from gongkai.fields import TABLES
from gongkai.ledger import settle
from gongkai.mentions import find_mentions, organization_row
from gongkai.rows import Row, finding_row
from gongkai.staged import unpack
from gongkai.tracked import read_tracked
from gongkai.twins import find_twins
from parsers.report import Finding

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE winner (organization_id TEXT, year INTEGER, report_id TEXT, addresses_differ INTEGER,
    PRIMARY KEY (organization_id, year)) WITHOUT ROWID;
CREATE TABLE added (report_id TEXT, code TEXT, number INTEGER, severity TEXT, indicators TEXT,
    message_zh TEXT, message_en TEXT, "where" TEXT, PRIMARY KEY (report_id, code, number)) WITHOUT ROWID;
CREATE TABLE ledger (organization_id TEXT, year INTEGER, indicator TEXT, carried_out INTEGER,
    carried_in_next INTEGER, difference INTEGER, report_id TEXT, next_report_id TEXT,
    PRIMARY KEY (organization_id, year, indicator)) WITHOUT ROWID;
CREATE TABLE prior (report_id TEXT, indicator TEXT, PRIMARY KEY (report_id, indicator)) WITHOUT ROWID;
"""
_WINNERS = """
INSERT INTO winner SELECT organization_id, year, report_id, (
    SELECT count(DISTINCT o.cells_digest) > 1 FROM built.version o WHERE o.is_panel AND o.is_current
    AND o.organization_id = ranked.organization_id AND o.year = ranked.year
) FROM (
    SELECT organization_id, year, report_id, row_number() OVER (
        PARTITION BY organization_id, year ORDER BY fetched_at DESC, report_id DESC
    ) AS place FROM built.version WHERE is_panel
) ranked WHERE place = 1
"""
# The same numbers at another address: the first by address stands for all.
_REPORTS = """
SELECT v.reports, v.report_id, v.fetched_at, v.first_seen_at, v.last_seen_at, v.superseded_by, (
    SELECT o.report_id FROM built.version o WHERE v.is_panel AND o.is_panel
    AND o.organization_id = v.organization_id AND o.year = v.year AND o.cells_digest = v.cells_digest
    AND o.url < v.url ORDER BY o.url, o.fetched_at, o.report_id LIMIT 1
), (SELECT count(*) FROM added a WHERE a.report_id = v.report_id)
FROM built.version v ORDER BY v.report_id
"""
_PANEL = """
SELECT v.panel, w.addresses_differ, (
    SELECT count(*) FROM added a WHERE a.report_id = w.report_id AND a.severity = 'warning'
), (SELECT count(*) FROM added a WHERE a.report_id = w.report_id AND a.severity = 'error'), v.rows_digest
FROM winner w JOIN built.version v ON v.report_id = w.report_id WHERE w.year = ? ORDER BY w.organization_id
"""
_ORGANIZATIONS = """
SELECT organization_id, organization, year FROM built.version
WHERE organization_id IS NOT NULL ORDER BY organization_id
"""
_ADDED = "SELECT * FROM added WHERE report_id = ? ORDER BY code, number"
_MOMENTS = ("fetched_at", "first_seen_at", "last_seen_at", "superseded_by", "same_as")
_REPORT = {name: place for place, name in enumerate(TABLES["reports"].schema().names)}
_PANEL_PLACES = {name: place for place, name in enumerate(TABLES["indicators"].schema().names)}
_EVIDENCE = TABLES["cells"].schema().names.index("evidence")

Found = Iterable[tuple[str, Finding]]  # a report_id, and what another document says of that report


class Links:
    """The scratch file at `path`, over the sealed store at `store`; use it in a `with`."""

    def __init__(self, path: Path, store: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.executescript(_SCHEMA)
        self.db.execute("ATTACH ? AS built", (str(store),))
        self.db.execute(_WINNERS)
        for find in (settle, find_twins):
            self._add_findings(find)
        self.db.commit()

    def __enter__(self) -> Links:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def _add_findings(self, find: Callable[[sqlite3.Connection], Found]) -> None:
        """Add what a look across documents finds; numbers within a code follow the order of finding."""
        seen: Counter[tuple[str, str]] = Counter()
        for report_id, finding in find(self.db):
            key = (report_id, finding.code.value)
            row = finding_row(report_id, finding, seen[key])
            seen[key] += 1
            self.db.execute("INSERT INTO added VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def years(self) -> list[int]:
        """The years that have versions; 0 for versions without one."""
        return [year for (year,) in self.db.execute("SELECT DISTINCT year FROM built.version ORDER BY year")]

    def reports(self) -> Iterator[Row]:
        """The rows of `reports`."""
        for text, _, *known, added in self.db.execute(_REPORTS):
            row = json.loads(text)
            for name, value in zip(_MOMENTS, known, strict=True):
                row[_REPORT[name]] = value
            row[_REPORT["findings"]] += added
            yield row

    def cells(self, year: int) -> Iterator[Row]:
        """The rows of `cells` of one year."""
        query = "SELECT report_id, cells FROM built.version WHERE year = ? ORDER BY report_id"
        for report_id, packed in self.db.execute(query, (year,)):
            confirmed = {
                indicator
                for (indicator,) in self.db.execute(
                    "SELECT indicator FROM prior WHERE report_id = ?", (report_id,)
                )
            }
            for row in unpack(packed):
                if row[1] in confirmed:
                    row[_EVIDENCE] = f"{row[_EVIDENCE]}+prior".lstrip("+")
                yield row

    def findings(self) -> Iterator[Row]:
        """The rows of `findings`: those of the documents, and those that were added."""
        query = "SELECT report_id, findings FROM built.version ORDER BY report_id"
        for report_id, packed in self.db.execute(query):
            added = self.db.execute(
                "SELECT * FROM added WHERE report_id = ? ORDER BY code, number", (report_id,)
            )
            yield from _renumbered([*unpack(packed), *map(list, added)])

    def narratives(self) -> Iterator[Row]:
        """The rows of `narratives`."""
        for (packed,) in self.db.execute("SELECT narratives FROM built.version ORDER BY report_id"):
            yield from unpack(packed)

    def panel(self, year: int) -> Iterator[Row]:
        """The rows of `indicators` of one year."""
        for packed, differ, warnings, errors, _ in self.db.execute(_PANEL, (year,)):
            (row,) = unpack(packed)
            row[_PANEL_PLACES["addresses_differ"]] = bool(differ)
            row[_PANEL_PLACES["findings_warning"]] += warnings
            row[_PANEL_PLACES["findings_error"]] += errors
            yield row

    def organizations(self) -> Iterator[Row]:
        """The rows of `organizations`: each body as its newest year has it, with all names that were met."""
        for key, group in groupby(self.db.execute(_ORGANIZATIONS), key=itemgetter(0)):
            yield organization_row(find_mentions(row[1:] for row in group), read_tracked().names(key))

    def ledger(self) -> Iterator[Row]:
        """The rows of `ledger`."""
        yield from map(
            list, self.db.execute("SELECT * FROM ledger ORDER BY organization_id, year, indicator")
        )

    def changes(self) -> Iterator[Row]:
        """The rows of `changes`."""
        return change_rows(self.db)

    def digest(self, table: str, year: int) -> str:
        """A digest of all that the rows of `cells` or `indicators` of a year are made from."""
        return _digest(self._sources_of_cells(year) if table == "cells" else self._sources_of_panel(year))

    def _sources_of_cells(self, year: int) -> Iterator[tuple[object, ...]]:
        query = "SELECT report_id, rows_digest FROM built.version WHERE year = ? ORDER BY report_id"
        yield from self.db.execute(query, (year,))
        yield from self.db.execute(
            "SELECT p.report_id, p.indicator FROM built.version v JOIN prior p ON p.report_id = v.report_id "
            "WHERE v.year = ? ORDER BY p.report_id, p.indicator",
            (year,),
        )

    def _sources_of_panel(self, year: int) -> Iterator[tuple[object, ...]]:
        for _, *known in self.db.execute(_PANEL, (year,)):
            yield tuple(known)


def _renumbered(rows: list[Row]) -> Iterator[Row]:
    seen: Counter[object] = Counter()
    for row in sorted(rows, key=lambda row: str(row[1])):
        yield [row[0], row[1], seen[row[1]], *row[3:]]
        seen[row[1]] += 1


def _digest(rows: Iterable[tuple[object, ...]]) -> str:
    total = hashlib.sha256()
    for row in rows:
        total.update(repr(row).encode())
    return total.hexdigest()
