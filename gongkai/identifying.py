"""Who is meant by a printed name: in a link's title, in a register, in a sources file.

Promises: a name that the evidence knows already goes before one that it does not; areas are put before names
that lack them, so that 教育局 of one county is never that of another.
Refuses: to join two bodies because their names are alike.
Caveat: a body is known only once a report or a list has named it: ask after those were read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from gongkai.divisions import Divisions
from gongkai.names import readings_of
from gongkai.organizations import resolve

Body = tuple[str, str]  # organization_id, name


class Bodies:
    """Looks names up in the claims made so far, and in the staged reports of the build."""

    def __init__(self, db: sqlite3.Connection, divisions: Divisions) -> None:
        self._db, self._divisions = db, divisions

    def linked(
        self, name: str | None, code: str | None, source: str | None, column: str | None, year: int | None
    ) -> Body | None:
        """Who a link is about: the name that it gives, else the one body whose reports its column holds."""
        if name:
            return self.identify(name, code, year=year)
        query = """SELECT DISTINCT v.organization_id FROM capture c JOIN built.version v ON v.url = c.url
            WHERE c.source = ? AND c."column" IS ? AND v.organization_id IS NOT NULL LIMIT 2"""
        keys = [key for (key,) in self._db.execute(query, (source, column))]
        return (keys[0], keys[0]) if len(keys) == 1 else None

    def named(self, name: str, code: str | None, areas: Sequence[str], url: str | None, year: int) -> Body:
        """Who a register means: a known body of that name, else the body of the report that it links to."""
        body = self.identify(name, code, areas, year)
        if url is None or self._is_known(body[0]):
            return body
        query = """SELECT DISTINCT organization_id FROM built.version
            WHERE url = ? AND year = ? AND organization_id IS NOT NULL"""
        keys = [key for (key,) in self._db.execute(query, (url, year))]
        return (keys[0], name) if len(keys) == 1 else body

    def identify(
        self, name: str, code: str | None, areas: Sequence[str] = (), year: int | None = None
    ) -> Body:
        """The first reading of a name that is known; else the first of all."""
        own = self._divisions.at(code or "", year)
        inside = areas or [area for area in (own.county or own.prefecture or own.province,) if area]
        bodies = [resolve(one, code, self._divisions, year) for one in readings_of(name, inside)]
        known = (one for one in bodies if self._is_known(one.organization_id))
        body = next(known, bodies[0])
        return body.organization_id, body.name

    def _is_known(self, key: str) -> bool:
        query = "SELECT 1 FROM claim WHERE organization_id = ?"
        return self._db.execute(query, (key,)).fetchone() is not None
