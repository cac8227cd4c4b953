"""How many pages a search for columns may ask for.

Promises: at most `page_budget` pages a host, and ten times as many for all hosts of one portal; what is over
it ends as refused, `page_budget`, and is told once a host. Reports and the pages of a list cost nothing.
Refuses: to look at a doubtful page once a column was found.
Caveat: a portal's own home page is always asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from scraper.frontier import Frontier, Page
from scraper.outcome import Outcome
from scraper.settings import CrawlSettings
from scraper.survey import pages_asked

HOSTS = 10  # budgets of a host that a portal has for all its hosts: departments have some of their own


class Budget:
    """Counts the pages that a search from `portals` asks for."""

    def __init__(self, queue: Frontier, settings: CrawlSettings, portals: Collection[str]) -> None:
        self._queue, self._settings, self._portals = queue, settings, portals
        self._asked: dict[str, int] = {}  # by host
        self._of_source: Counter[str] = Counter()
        self._told: set[str] = set()

    def skip(self, page: Page, *, has_column: bool) -> Outcome | None:
        """How the page ends without being asked for; None where it is to be fetched, which is counted."""
        if page.source not in self._portals or not _is_search(page):
            return None
        if page.kind == "maybe" and has_column:
            return Outcome("read", "not_needed", is_skipped=True)
        host = urlsplit(page.url).netloc
        if host not in self._asked:
            self._asked[host] = pages_asked(self._queue, host)
        budget = self._settings.page_budget
        if self._asked[host] >= budget or self._of_source[page.source] >= HOSTS * budget:
            return Outcome("refused", "page_budget", cut=self._tell(host, budget))
        self._asked[host] += 1
        self._of_source[page.source] += 1
        return None

    def _tell(self, host: str, budget: int) -> str:
        if host in self._told:
            return ""
        self._told.add(host)
        return f"{budget} pages were looked at on {host}: the page budget ends the search there"


def _is_search(page: Page) -> bool:
    is_home = page.kind == "portal" and page.depth == 0
    is_below_column = page.kind == "list" and page.depth > 0
    return page.number == 1 and page.kind != "report" and not is_home and not is_below_column
