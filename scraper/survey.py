"""What the queue of a crawl knows: which columns were found or had reports, what was read, what was not had.

Promises: answers from the frontier alone, so that a crawl that goes on knows what it knew.
Caveat: the frontier is a cache; a new one has no earlier crawls to compare with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.frontier import Frontier

_NOT_ASKED = "('page_budget', 'not_needed', 'site_left')"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of annual reports, or where `is_page` a report that no column shows.

    `state` and `reason` are the frontier's: `read` without a reason is a column that shows reports.
    """

    url: str
    title: str
    source: str
    organization: str | None
    division_code: str | None
    state: str
    reason: str | None
    is_page: bool = False

    @property
    def is_found(self) -> bool:
        """True where reports, or columns with reports, are shown, or the column's page is a report itself."""
        is_report = self.state in ("stored", "unchanged")
        return is_report or (self.state == "read" and (self.reason is None or self.is_page))


def had_reports(queue: Frontier, column_url: str) -> bool:
    """True where an earlier crawl found reports in this column."""
    query = "SELECT 1 FROM page WHERE column_url = ? AND kind = 'report' AND crawl < ? LIMIT 1"
    return bool(queue.ask(query, column_url, queue.crawl))


def list_digests(queue: Frontier) -> set[str]:
    """Digests of the list pages that this crawl has read."""
    query = """SELECT digest FROM page WHERE crawl = ? AND kind != 'report' AND digest IS NOT NULL
        AND (state = 'read' OR reason = 'empty_list')"""
    return {digest for (digest,) in queue.ask(query, queue.crawl)}


def unfetched(queue: Frontier) -> list[tuple[str, str]]:
    """The addresses of this crawl that were refused or failed, each with its reason, in the order met."""
    query = """SELECT url, coalesce(reason, state) FROM page
        WHERE crawl = ? AND state IN ('refused', 'failed') ORDER BY place"""
    return [(url, reason) for url, reason in queue.ask(query, queue.crawl)]


def sources_with_columns(queue: Frontier) -> set[str]:
    """The sources of this crawl behind which a column was found that shows reports."""
    query = """SELECT DISTINCT source FROM page
        WHERE crawl = ? AND kind = 'list' AND state = 'read' AND reason IS NULL"""
    return {source for (source,) in queue.ask(query, queue.crawl)}


def moved_lists(queue: Frontier) -> dict[str, str]:
    """Sources of this crawl that were sent on, each with the address of the list that it was sent to."""
    query = """SELECT source, url FROM page WHERE crawl = ? AND kind = 'list' AND depth = 0 AND number = 1
        AND state = 'read' AND reason = 'redirected_here'"""
    return dict(queue.ask(query, queue.crawl))


def by_host(unfetched: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Addresses and reasons as they are told to people: what lies over a budget is one line a host.

    >>> by_host([("http://a.example/1", "page_budget"), ("http://a.example/2", "page_budget")])
    [('a.example, 2 pages', 'page_budget')]
    """
    kept = list(unfetched)
    cut = Counter(urlsplit(url).netloc for url, reason in kept if reason == "page_budget")
    lines = [(url, reason) for url, reason in kept if reason != "page_budget"]
    return [*lines, *((f"{host}, {count} pages", "page_budget") for host, count in cut.items())]


def portals_without_reports(queue: Frontier, portals: Iterable[str]) -> list[tuple[str, int]]:
    """Portals that were read and led to no report: (address, pages looked at)."""
    query = """SELECT source, max(CASE WHEN kind = 'portal' AND depth = 0 AND state = 'read' THEN url END),
        sum(state = 'read' AND reason IS NOT 'not_needed'),
        sum(kind = 'report' OR state IN ('stored', 'unchanged')
            OR (kind = 'list' AND state = 'read' AND reason IS NULL))
        FROM page WHERE crawl = ? GROUP BY source"""
    wanted = set(portals)
    rows = [(source, home, pages, found) for source, home, pages, found in queue.ask(query, queue.crawl)]
    return [
        (home, int(pages)) for source, home, pages, found in rows if source in wanted and home and not found
    ]


def pages_asked(queue: Frontier) -> list[tuple[str, str, bool]]:
    """What this crawl has looked at in its searches: (address, source, is a list below a column)."""
    query = f"""SELECT url, source, kind = 'list' AND depth > 0 FROM page
        WHERE crawl = ? AND kind IN ('portal', 'maybe', 'list', 'register')
        AND number = 1 AND state NOT IN ('todo', 'claimed') AND NOT (kind = 'portal' AND depth = 0)
        AND (reason IS NULL OR reason NOT IN {_NOT_ASKED})"""
    return [(url, source, bool(below)) for url, source, below in queue.ask(query, queue.crawl)]


def read_columns(queue: Frontier) -> list[Column]:
    """The columns that this crawl met, in the order met, and the reports that stand in none of them."""
    columns = """SELECT url, coalesce(link_title, column_title, ''), source, organization, division_code,
        state, reason, 0 FROM page WHERE crawl = ?1 AND kind = 'list' AND number = 1 AND depth = 0
        AND state NOT IN ('todo', 'claimed')"""
    pages = """SELECT url, coalesce(link_title, ''), source, organization, division_code, state, reason, 1
        FROM page WHERE crawl = ?1 AND ((kind = 'report' AND reason = 'seen')
        OR (kind IN ('portal', 'maybe') AND state IN ('stored', 'unchanged')))"""
    rows = [row for query in (columns, pages) for row in queue.ask(f"{query} ORDER BY place", queue.crawl)]
    return [Column(*row) for row in rows]
