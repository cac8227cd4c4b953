"""Which bodies should have reported for a year, which did, and what became of the rest: the table `coverage`.

Promises: a row for each body and year that a register, a list or the body's own other reports name; it is
made from the archive alone. What is not known is said so by the reason, never guessed.
Refuses: to expect a year after the newest of the site that lists the body's reports, or one that a whole
register leaves out.
Caveat: what no crawl came to, before it was stopped, is `found` with `not_fetched`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.divisions import Divisions
from gongkai.evidence import Evidence, host_of, name_of, year_of
from gongkai.fields import TABLES
from gongkai.identifying import Bodies, Body
from gongkai.organizations import kind_of
from gongkai.reaching import Reach, due_year
from gongkai.reasons import STATES, VIAS
from gongkai.rows import Row

_SCHEMA = """
CREATE TABLE claim (
    organization_id TEXT, name TEXT, year INTEGER, state INTEGER, reason TEXT, url TEXT, via INTEGER,
    register TEXT, doubt TEXT, seen_at INTEGER, host TEXT);
CREATE INDEX claim_key ON claim (organization_id, year);
CREATE INDEX claim_host ON claim (host, year);
CREATE TABLE whole (host TEXT, code TEXT, is_town INTEGER, year INTEGER,
    PRIMARY KEY (host, code, is_town, year)) WITHOUT ROWID;
"""
_VERSIONS = """
SELECT v.organization_id, v.year, v.url, v.is_panel, c.code, c.seen_at, v.reports,
    c.title IS NOT NULL OR EXISTS (SELECT 1 FROM link l WHERE l.url = v.url)
FROM built.version v JOIN capture c ON c.url = v.url
WHERE v.organization_id IS NOT NULL AND v.year > 0
"""
_NAMELESS = """
SELECT c.url, c.title, c.organization, c.code, c.source, c."column", c.seen_at, coalesce(
    (SELECT f.code FROM built.failure f WHERE f.address = c.url ORDER BY f.code LIMIT 1),
    (SELECT CASE WHEN v.organization_id IS NULL THEN 'organization_unclear' ELSE 'year_unclear' END
     FROM built.version v WHERE v.url = c.url ORDER BY v.is_current DESC LIMIT 1), 'not_a_report')
FROM capture c WHERE NOT EXISTS (
    SELECT 1 FROM built.version v WHERE v.url = c.url AND v.organization_id IS NOT NULL AND v.year > 0)
ORDER BY c.url
"""
_MISDATED = """
SELECT c.url, c.title, c.organization, c.code, c.seen_at, v.organization_id, v.year
FROM capture c JOIN built.version v ON v.url = c.url AND v.is_current
WHERE v.organization_id IS NOT NULL AND v.year > 0 AND c.title IS NOT NULL ORDER BY c.url
"""
_LINKS = """
SELECT l.url, l.name, l.year, l.code, l.source, l."column", l.seen_at, l.has_address, l.list_url FROM link l
WHERE NOT EXISTS (SELECT 1 FROM capture c WHERE c.url = l.url) AND NOT EXISTS (
    SELECT 1 FROM capture c WHERE c.source = l.source AND c."column" = l."column" AND c.title = l.title)
ORDER BY l.url
"""
_STATEMENTS = """
SELECT r.url, r.host, r.year, r.areas, r.code, r.is_whole, r.doubt, r.seen_at, s.name, s.published, s.url
FROM register r JOIN statement s ON s.register = r.url ORDER BY r.url, s.rowid
"""
_LISTED = """
SELECT DISTINCT c.register, c.year, c.organization_id FROM claim c JOIN register r ON r.url = c.register
WHERE r.is_whole AND r.doubt IS NULL AND r.problem IS NULL
"""
_CLOSED_ENTRIES = """
SELECT url, host, is_refused, reason, organization, code, seen_at FROM miss r
WHERE is_entry AND organization IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM host h WHERE h.host = r.host AND h.listed_at >= r.seen_at) ORDER BY url
"""
# a year that was not over when it was seen is a slip of the page's
_BODIES = """
CREATE TEMP TABLE site AS SELECT host, max(year) AS newest FROM claim
    WHERE host IS NOT NULL AND year < CAST(strftime('%Y', seen_at / 1000, 'unixepoch') AS INTEGER)
    GROUP BY host;
CREATE INDEX site_host ON site (host);
CREATE TEMP TABLE body AS SELECT organization_id, max(name) AS name, min(year) AS first, max(year) AS last
    FROM claim WHERE via > 0 GROUP BY organization_id;
"""
_ROWS = """
SELECT organization_id, year, coalesce((
    SELECT n.name FROM built.name n WHERE n.organization_id = c.organization_id
    ORDER BY length(n.name) DESC, n.name LIMIT 1), name), state, reason, url,
    (SELECT min(o.via) FROM claim o WHERE o.organization_id = c.organization_id AND o.year = c.year),
    (SELECT o.register FROM claim o WHERE o.organization_id = c.organization_id AND o.year = c.year
        AND o.register IS NOT NULL ORDER BY o.seen_at DESC, o.register LIMIT 1),
    (SELECT group_concat(DISTINCT coalesce(o.doubt, '') || ',' || coalesce(o.reason, '')) FROM claim o
        WHERE o.organization_id = c.organization_id AND o.year = c.year AND o.register IS NOT NULL),
    seen_at
FROM (SELECT *, row_number() OVER (PARTITION BY organization_id, year
    ORDER BY state, seen_at DESC, url, reason, name) AS place FROM claim) c
WHERE place = 1 ORDER BY organization_id, year
"""


class Coverage:
    """Judges the evidence of one build; `staging` is the path of its sealed staging file.

    `unplaced` counts links and documents of which neither title nor text says who or when.
    """

    def __init__(self, evidence: Evidence, staging: Path, divisions: Divisions) -> None:
        self._db = evidence.db
        self._db.execute("ATTACH ? AS built", (str(staging),))
        self._db.executescript(_SCHEMA)
        self._reach = Reach(self._db)
        self._bodies = Bodies(self._db, divisions)
        self.unplaced = 0

    def judge(self) -> None:
        """Make a claim of every piece of evidence, the surest first: later ones ask who is known."""
        self._add_versions()
        self._add_nameless()
        self._add_misdated()
        self._add_links()
        self._add_registers()
        self._add_closed_entries()
        self._add_gaps()
        self._db.commit()

    def rows(self) -> Iterator[Row]:
        """The rows of `coverage`, sorted by organisation and year."""
        for row in self._db.execute(_ROWS):
            *head, state, reason, url, via, register, words, seen_at = row
            doubt = _doubt(STATES[state], set((words or "").split(",")))
            yield [*head, STATES[state], reason, doubt, url, VIAS[via], register, seen_at]

    def listed(self) -> Iterator[tuple[str, int, str]]:
        """Who is listed in whole registers without a doubt: register, year and organisation."""
        yield from self._db.execute(_LISTED)

    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many organisation-years are in each state."""
        best = "SELECT min(state) AS state FROM claim GROUP BY organization_id, year"
        counts = dict(self._db.execute(f"SELECT state, count(*) FROM ({best}) GROUP BY state").fetchall())
        return tuple((state, counts[place]) for place, state in enumerate(STATES) if place in counts)

    def _add_versions(self) -> None:
        names = TABLES["reports"].schema().names
        for key, year, url, is_panel, code, seen_at, text, is_listed in self._db.execute(_VERSIONS):
            state, reason = _state_of(is_panel, dict(zip(names, json.loads(text), strict=True)))
            via = "list" if is_listed else "known_body"
            host = host_of(url) if is_listed and _is_home(key, code) else None
            self._claim((key, key), year, state, reason, url=url, via=via, seen_at=seen_at, host=host)

    def _add_nameless(self) -> None:
        for url, title, organization, code, source, column, seen_at, reason in self._db.execute(_NAMELESS):
            year = year_of(title)
            body = self._bodies.linked(name_of(title, organization), code, source, column, year)
            if body is None or year is None:
                self.unplaced += 1
                continue
            self._claim(body, year, "unreadable", reason, url=url, seen_at=seen_at, host=host_of(url))

    def _add_misdated(self) -> None:
        """A link that promises another year than its page holds: that year's report is not there."""
        for url, title, organization, code, seen_at, key, held in self._db.execute(_MISDATED):
            name, year = name_of(title, organization), year_of(title)
            if name and year and year != held and self._bodies.identify(name, code, year=held)[0] == key:
                self._claim((key, name), year, "found", "holds_other_year", url=url, seen_at=seen_at)

    def _add_links(self) -> None:
        for url, name, year, code, source, column, seen_at, has_address, page in self._db.execute(_LINKS):
            body = self._bodies.linked(name, code, source, column, year)
            if body is None or year is None:
                self.unplaced += 1
                continue
            state, reason = self._reach.of_address(url) if has_address else ("found", "no_address")
            place = url if has_address else page
            self._claim(body, year, state, reason, url=place, seen_at=seen_at, host=host_of(place))

    def _add_registers(self) -> None:
        for row in self._db.execute(_STATEMENTS):
            page, host, year, areas, code, is_whole, doubt, seen_at, name, published, url = row
            body = self._bodies.named(name, code, areas.split(), url, year)
            state, reason = self._promised(published, url)
            self._claim(
                body, year, state, reason, url=url, via="register", seen_at=seen_at, host=host,
                register=page, doubt=doubt,
            )  # fmt: skip
            if is_whole:
                key = (host, _area_of(body[0]), _is_town(body[0]), year)
                self._db.execute("INSERT OR IGNORE INTO whole VALUES (?, ?, ?, ?)", key)

    def _promised(self, published: int | None, url: str | None) -> tuple[str, str]:
        """What a register's word is worth where nothing else is known of the report."""
        if url is None or published == 0:
            words = {None: "not_listed", 0: "said_not_published", 1: "said_published"}
            return "not_found", words[published]
        if self._one("SELECT 1 FROM capture WHERE url = ?", url) is None:
            return self._reach.of_address(url)
        if self._one("SELECT 1 FROM built.version WHERE url = ? AND year > 0", url) is not None:
            return "found", "holds_other_report"
        failure = self._one("SELECT code FROM built.failure WHERE address = ? ORDER BY code", url)
        return "unreadable", str(failure or "year_unclear")

    def _add_closed_entries(self) -> None:
        """A body of a sources file whose entry page was not had: nor was the report that was due then."""
        for url, host, is_refused, reason, name, code, seen_at in self._db.execute(_CLOSED_ENTRIES):
            state = "refused" if is_refused else "not_found"
            year = due_year(seen_at)
            self._claim(
                self._bodies.identify(name, code, year=year), year, state, reason, url=url,
                via="known_body", seen_at=seen_at, host=host if is_refused else None,
            )  # fmt: skip

    def _add_gaps(self) -> None:
        self._db.executescript(_BODIES)
        for key, name, first, last in self._db.execute("SELECT * FROM body ORDER BY organization_id"):
            claims = self._db.execute(
                "SELECT year, host FROM claim WHERE organization_id = ?", (key,)
            ).fetchall()
            hosts = sorted({host for _, host in claims if host is not None})
            newest = [self._one("SELECT newest FROM site WHERE host = ?", host) for host in hosts]
            until = max([last, *(year for year in newest if isinstance(year, int))])
            for year in set(range(first, until + 1)) - {year for year, _ in claims}:
                if not self._is_left_out(key, hosts, year):
                    state, reason, at = self._reach.of_year(hosts, year)
                    self._claim((key, name), year, state, reason, via="known_body", seen_at=at)

    def _is_left_out(self, key: str, hosts: Sequence[str], year: int) -> bool:
        """True where a whole register of the body's site and area names bodies of its kind, and not it."""
        query = "SELECT 1 FROM whole WHERE host = ? AND code = ? AND is_town = ? AND year = ?"
        return any(self._one(query, host, _area_of(key), _is_town(key), year) for host in hosts)

    def _claim(
        self,
        body: Body,
        year: int,
        state: str,
        reason: str | None,
        *,
        url: str | None = None,
        via: str = "list",
        seen_at: int | None = None,
        host: str | None = None,
        register: str | None = None,
        doubt: str | None = None,
    ) -> None:
        values = (*body, year, STATES.index(state), reason, url, VIAS.index(via), register, doubt, seen_at)
        self._db.execute("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, host))

    def _one(self, query: str, *values: object) -> object:
        found = self._db.execute(query, values).fetchone()
        return found[0] if found else None


def _state_of(is_panel: int, report: dict[str, object]) -> tuple[str, str | None]:
    """Read, where a form was seen and any number in it; else unreadable, and why."""
    if is_panel and (report["cells_published"] or report["cells_recovered"]):
        return "read", None
    if is_panel:
        return "unreadable", "no_value"
    return "unreadable", "no_table" if report["form"] is None else "not_a_report"


def _doubt(state: str, words: set[str]) -> str | None:
    found = words & {"register_counts_differ"}
    if state == "read" and "said_not_published" in words:
        found.add("register_says_not_published")
    return ";".join(sorted(found)) or None


def _area_of(key: str) -> str:
    return key.partition(":")[0]


def _is_town(key: str) -> bool:
    return kind_of(key) in ("town", "street")


def _is_home(key: str, code: str | None) -> bool:
    """True where a body belongs to the area of the site that its report was found on.

    >>> _is_home("990101:统计局", "990100"), _is_home("152922:巴丹吉林镇人民政府", "990102")
    (True, False)
    """
    area = _area_of(key)
    top = code or ""
    while top.endswith("00"):
        top = top[:-2]
    return not area.isdigit() or area.startswith(top)
