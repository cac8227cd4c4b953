"""How many pages a search for columns may ask for.

Promises: at most `page_budget` pages a host, and ten times as many for all hosts of one portal; as many again
for the lists below the columns of one source (years, bodies), whatever its kind. What is over it ends as
refused, `page_budget`, and is told once. Reports and the next pages of a list cost nothing.
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
    """Counts the pages that a crawl asks for on its search from `portals`, and below any column."""

    def __init__(self, queue: Frontier, settings: CrawlSettings, portals: Collection[str]) -> None:
        self._queue, self._settings, self._portals = queue, settings, portals
        self._asked: Counter[str] | None = None  # by what `_counted` names
        self._told: set[str] = set()

    def skip(self, page: Page, *, has_column: bool) -> Outcome | None:
        """How the page ends without being asked for; None where it is to be fetched, which is counted."""
        is_below = page.kind == "list" and page.depth > 0
        if not (is_below or page.source in self._portals) or not _is_search(page):
            return None
        if page.kind == "maybe" and has_column:
            return Outcome("read", "not_needed", is_skipped=True)
        if self._asked is None:  # a crawl that goes on has asked for some in the runs before
            seen = pages_asked(self._queue)
            self._asked = Counter(name for row in seen for name in _counted(*row))
        names = _counted(page.url, page.source, is_below)
        for name, most in zip(names, self._bounds(len(names)), strict=True):
            if self._asked[name] >= most:
                return Outcome("refused", "page_budget", cut=self._tell(name, most))
        self._asked.update(names)
        return None

    def _bounds(self, count: int) -> tuple[int, ...]:
        budget = self._settings.page_budget
        return (budget, HOSTS * budget)[-count:]

    def _tell(self, name: str, most: int) -> str:
        if name in self._told:
            return ""
        self._told.add(name)
        return f"{most} pages were looked at {name}: the page budget ends the search there"


def _counted(url: str, source: str, is_below: bool) -> tuple[str, ...]:
    """What a page counts for, in the words that tell of it: its host and portal, or its source."""
    if is_below:
        return (f"below columns of {source}",)
    return f"on {urlsplit(url).netloc}", f"from {source}"


def _is_search(page: Page) -> bool:
    is_home = page.kind == "portal" and page.depth == 0
    return page.number == 1 and page.kind != "report" and not is_home
