"""What the build knows of each address of the archive, kept on disk: only what is new is parsed.

Promises: an address is in it whole or not at all, also after a kill; other code, other reference data or a
damaged file make it anew. Memory stays flat.
Refuses: to be a source: it is a cache of the archive, and may be deleted at any time.
Caveat: its rows are packed (`staged.py`); what ties documents together is worked out anew in each build.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from gongkai.diskspace import FULL_REMEDY, is_disk_full
from gongkai.errors import ReleaseError
from gongkai.organizations import Organization
from gongkai.reading import Failure
from gongkai.rows import Row, to_milliseconds
from gongkai.versions import Step, Version

COMMIT_EVERY = 500  # addresses a transaction

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE address (url TEXT PRIMARY KEY, captures TEXT) WITHOUT ROWID;
CREATE TABLE version (
    report_id TEXT PRIMARY KEY, url TEXT, fetched_at INTEGER, first_seen_at INTEGER, last_seen_at INTEGER,
    superseded_by TEXT, organization_id TEXT, organization TEXT, year INTEGER, is_panel INTEGER,
    is_current INTEGER, cells_digest TEXT, rows_digest TEXT,
    reports TEXT, cells BLOB, findings BLOB, narratives BLOB, panel BLOB
);
CREATE TABLE mark (report_id TEXT, digest TEXT);
CREATE TABLE step (url TEXT, before TEXT, after TEXT, last_seen INTEGER, seen_at INTEGER);
CREATE TABLE failure (address TEXT, code TEXT, message TEXT);
CREATE INDEX by_year ON version (year, report_id);
CREATE INDEX by_url ON version (url);
CREATE INDEX by_organization ON version (organization_id, year, cells_digest, url);
CREATE INDEX by_report ON mark (report_id);
CREATE INDEX by_digest ON mark (digest);
CREATE INDEX by_step ON step (url);
CREATE INDEX by_address ON failure (address);
CREATE VIEW name AS
    SELECT DISTINCT organization_id, organization ->> 1 AS name, organization AS row FROM version
    WHERE organization_id IS NOT NULL;
"""
_FINGERPRINT = "fingerprint"


class Store:
    """The store at `path`; use it in a `with`. `fingerprint` names the code and the reference data."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self._pending = 0
        self._db = _open(path, fingerprint)

    def __enter__(self) -> Store:
        self._db.execute("CREATE TEMP TABLE met (url TEXT PRIMARY KEY) WITHOUT ROWID")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, sqlite3.Error):
            self._db.commit()  # what was parsed before a stop need not be parsed again
        self._db.close()
        if is_disk_full(error):
            raise _full(error) from error

    def has(self, url: str, captures: str) -> bool:
        """True where the address was read with these very captures; it counts as met then."""
        row = self._db.execute("SELECT 1 FROM address WHERE url = ? AND captures = ?", (url, captures))
        if row.fetchone() is None:
            return False
        self._db.execute("INSERT OR IGNORE INTO met VALUES (?)", (url,))
        return True

    def put(
        self,
        url: str,
        captures: str,
        versions: Iterable[Version],
        steps: Iterable[Step],
        failures: Iterable[Failure],
    ) -> None:
        """What is known of one address, in place of what was; `captures` is a digest of its captures."""
        self._drop(url)
        self._db.execute("INSERT INTO address VALUES (?, ?)", (url, captures))
        self._db.execute("INSERT OR IGNORE INTO met VALUES (?)", (url,))
        for version in versions:
            values = _values(version, url)
            self._db.execute(f"INSERT INTO version VALUES ({', '.join('?' * len(values))})", values)
            marks = [(version.staged.report_id, mark) for mark in version.staged.marks]
            self._db.executemany("INSERT INTO mark VALUES (?, ?)", marks)
        self._db.executemany(
            "INSERT INTO step VALUES (?, ?, ?, ?, ?)",
            [
                (url, step.before, step.after, to_milliseconds(step.last_seen), to_milliseconds(step.seen_at))
                for step in steps
            ],
        )
        self._db.executemany(
            "INSERT INTO failure VALUES (?, ?, ?)",
            [(failure.address, failure.code, failure.message) for failure in failures],
        )
        self._pending += 1
        if self._pending % COMMIT_EVERY == 0:
            self._db.commit()

    def seal(self) -> None:
        """Say that all addresses are in: those that were not met are gone from the archive, and from here."""
        gone = "SELECT url FROM address WHERE url NOT IN (SELECT url FROM met)"
        for (url,) in self._db.execute(gone).fetchall():
            self._drop(url)
        self._db.commit()

    def failures(self) -> tuple[Failure, ...]:
        """The documents that could not be read, by address."""
        rows = self._db.execute("SELECT address, code, message FROM failure ORDER BY address, code, message")
        return tuple(Failure(*row) for row in rows)

    def count(self) -> int:
        """How many versions are in."""
        (number,) = self._db.execute("SELECT count(*) FROM version").fetchone()
        return int(number)

    def note(self, key: str, value: object) -> None:
        """Keep a value, as JSON, from build to build."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))
        self._db.commit()

    def noted(self, key: str) -> object:
        """The value that a build before has kept; None where there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def _drop(self, url: str) -> None:
        gone = "DELETE FROM mark WHERE report_id IN (SELECT report_id FROM version WHERE url = ?)"
        self._db.execute(gone, (url,))
        for table in ("version", "step", "address"):
            self._db.execute(f"DELETE FROM {table} WHERE url = ?", (url,))
        self._db.execute("DELETE FROM failure WHERE address = ?", (url,))


def _open(path: Path, fingerprint: str) -> sqlite3.Connection:
    """The store at `path`, empty where it was made by other code, or is damaged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    try:
        row = db.execute("SELECT value FROM meta WHERE key = ?", (_FINGERPRINT,)).fetchone()
        if row and json.loads(row[0]) == fingerprint:
            return db
    except (sqlite3.DatabaseError, ValueError):
        pass
    db.close()
    try:
        return _make(path, fingerprint)
    except sqlite3.Error as error:
        raise _full(error) from error


def _make(path: Path, fingerprint: str) -> sqlite3.Connection:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(_SCHEMA)
    db.execute("INSERT INTO meta VALUES (?, ?)", (_FINGERPRINT, json.dumps(fingerprint)))
    db.commit()
    return db


def _full(error: BaseException | None) -> ReleaseError:
    return ReleaseError(f"the rows could not be staged: {error}", remedy=FULL_REMEDY)


def _values(version: Version, url: str) -> tuple[object, ...]:
    staged = version.staged
    return (
        staged.report_id,
        url,
        to_milliseconds(version.fetched_at),
        to_milliseconds(version.first_seen_at),
        to_milliseconds(version.last_seen_at),
        version.superseded_by,
        staged.organization.organization_id if staged.organization else None,
        _dump(_organization_row(staged.organization)) if staged.organization else None,
        staged.year or 0,
        staged.panel is not None,
        version.superseded_by is None,
        staged.cells_digest,
        staged.rows_digest,
        _dump(staged.report),
        staged.cells,
        staged.findings,
        staged.narratives,
        staged.panel,
    )


def _organization_row(found: Organization) -> Row:
    """The row of `organizations` as one document gives it, and the name that it prints."""
    return [
        found.organization_id, found.name, found.kind, found.level, found.division_code,
        found.province, found.prefecture, found.county, found.township, found.township_code, found.printed,
    ]  # fmt: skip


def _dump(row: Row) -> str:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    # a lone surrogate (&#xD800;) is no text in SQLite or Arrow
    return text.encode("utf-8", "replace").decode()
