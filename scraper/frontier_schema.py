"""The tables of the frontier's file, and the statements that write its pages.

Promises: a file of an older version is brought up in place. It is a cache: what cannot be is made anew.
"""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from pathlib import Path
from typing import Any

from scraper.page import Known, Page

STATES = ("todo", "claimed", "stored", "unchanged", "refused", "failed", "read")
# reports first, so that a limited run shows some; then lists, then portals, the nearest to their home first
RANK = "CASE kind WHEN 'report' THEN 0 WHEN 'portal' THEN 2 + depth WHEN 'maybe' THEN 99 ELSE 1 END"
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS page (
    place INTEGER PRIMARY KEY, url TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
    depth INTEGER NOT NULL, number INTEGER NOT NULL, column_url TEXT, otherwise TEXT,
    link_title TEXT, column_title TEXT, organization TEXT, division_code TEXT,
    is_guess INTEGER NOT NULL DEFAULT 0,
    site TEXT NOT NULL, crawl INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, rule TEXT, next_try TEXT,
    etag TEXT, last_modified TEXT, digest TEXT, record TEXT, trusted INTEGER NOT NULL DEFAULT 0,
    canonical TEXT, witness TEXT, seen_at TEXT, changed_at TEXT);
CREATE INDEX IF NOT EXISTS page_next ON page (crawl, state, site, {RANK}, place);
CREATE TABLE IF NOT EXISTS body (digest TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO body SELECT digest, record FROM page
    WHERE kind = 'report' AND record IS NOT NULL AND NOT EXISTS (SELECT 1 FROM body) ORDER BY place;
CREATE INDEX IF NOT EXISTS page_canonical ON page (canonical) WHERE kind = 'report' AND digest IS NOT NULL;
CREATE TABLE IF NOT EXISTS shown (
    column_url TEXT, url TEXT, page TEXT, PRIMARY KEY (column_url, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS met (key TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turn (
    key TEXT PRIMARY KEY, until REAL NOT NULL, asked REAL, least REAL NOT NULL) WITHOUT ROWID;
"""
_ADDED = {
    "is_guess": "INTEGER NOT NULL DEFAULT 0",
    "trusted": "INTEGER NOT NULL DEFAULT 0",
    "canonical": "TEXT",
    "witness": "TEXT",
    "seen_at": "TEXT",
    "changed_at": "TEXT",
}  # columns that older files lack

COLUMNS = tuple(field.name for field in fields(Page))
KNOWN = ", ".join(field.name for field in fields(Known))
INSERT = f"""
INSERT INTO page ({", ".join(COLUMNS)}, site, crawl, state)
VALUES ({", ".join("?" * len(COLUMNS))}, ?, ?, 'todo')
ON CONFLICT (url) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])},
crawl = excluded.crawl, state = 'todo', reason = NULL, rule = NULL, next_try = NULL
WHERE page.crawl < excluded.crawl
"""
UPGRADE = f"""
UPDATE page SET {", ".join(f"{name} = ?" for name in COLUMNS)}
WHERE url = ? AND crawl = ? AND state IN ('todo', 'claimed') AND kind IN (?, ?)
"""
STRONGER = {"list": ("portal", "maybe"), "portal": ("maybe", "")}  # what gives way to a kind known better
TIMES = "UPDATE page SET seen_at = ?, changed_at = ? WHERE url = ?"


def bring_up(db: sqlite3.Connection) -> None:
    """Make the tables, and add what those of an older version lack."""
    names = {row[1] for row in db.execute("PRAGMA table_info(page)")}
    for name, type_ in _ADDED.items() if names else ():
        if name not in names:
            db.execute(f"ALTER TABLE page ADD COLUMN {name} {type_}")
    db.executescript(SCHEMA)


def remove(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def to_row(value: Page | Known) -> dict[str, Any]:
    """Its fields by name; `dataclasses.asdict` would copy each of them."""
    return {name: getattr(value, name) for name in value.__slots__}
