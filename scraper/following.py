"""From a page that was read to the pages behind it: which are queued, which lie outside, which too deep.

Promises: reports before all else; below a portal also the doors, directories and bodies that a page shows.
A page that was only looked at becomes a column where it is one, by its meta tags, its name or what it shows.
Refuses: to go deeper than the settings say, and from a county's sub-domain to its neighbours'.
Caveat: below a column of the sources file no menus are followed, only what is listed in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from scraper.bodies import name_bodies
from scraper.columns import is_collection, is_report_column, is_year_name
from scraper.discover import (
    Found,
    is_disclosure_page,
    known_columns,
    pick_columns,
    pick_counted,
    pick_reports,
    shows_reports,
    strongest,
)
from scraper.doors import is_directory
from scraper.frontier import Frontier, Page
from scraper.guard import Guard
from scraper.looking import (
    asks_for_rows,
    is_beside,
    is_named_column,
    is_of_body,
    key_of,
    loaded,
    read_elsewhere,
    reports_on,
    with_options,
    without,
)
from scraper.navigation import Choice, read_choices
from scraper.neighbours import is_below
from scraper.outcome import EMPTY, Outcome
from scraper.settings import CrawlSettings
from scraper.sites import Link, ListPage, ListText
from scraper.sites.counting import read_place
from scraper.survey import had_reports, sources_with_columns

_FROM_COLUMN = 2  # steps left for what a column's own menus lead to: a body, and its page of disclosure
_LOOKED_AT = ("portal", "maybe")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a page is (`page` may have become a list), what it lists, and where else it leads."""

    page: Page
    here: list[Found]
    ways: list[Found]
    depth: int  # of the page among those that are looked at
    has_turned: bool = False
    is_framed: bool = False  # the list, if it is one, stands in a frame of the page

    @property
    def is_list(self) -> bool:
        """True for a column, or a list below one."""
        return self.page.kind == "list"


class Follower:
    """Queues what the pages of one crawl lead to; `portals` are the sources to be searched."""

    def __init__(
        self, *, queue: Frontier, guard: Guard, settings: CrawlSettings, portals: Collection[str]
    ) -> None:
        self._queue, self._guard, self._settings, self._portals = queue, guard, settings, portals
        self._barren: set[str] = set()  # columns of which no page has shown a report so far
        self._fruitful: set[str] | None = None  # sources with a column that shows reports
        self._declared: dict[str, int] = {}  # pages that a column says it has, by its words

    def has_column(self, source: str) -> bool:
        """True where a column was found behind this source."""
        if self._fruitful is None:
            self._fruitful = sources_with_columns(self._queue)
        return source in self._fruitful

    def follow(self, page: Page, text: ListText, shown: ListPage) -> Outcome:
        """Queue what a page leads to; the Outcome says what became of it."""
        if page.kind == "register":
            return self._follow_register(page, shown)
        look = self._look(page, text, shown)
        inside, outside, deeper = self._following(look, text)
        following = [*self._next(look, text, shown), *self._parts(look.page, shown)]
        self._note(look, is_shown=bool(look.here) if look.is_list else bool(inside or outside))
        if self._settings.only_columns:
            inside, following = self._without_reports(look, inside), [] if look.here else following
        added = self._queue.add([*inside, *following])
        cut = (
            f"{deeper} links lie deeper than the search goes: {self._settings.portal_depth} steps from the"
            f" home page, {self._settings.max_depth} below a column"
            if deeper
            else ""
        )
        outcome = Outcome("read", message=f"{shown.family}: {added} new", added=added, cut=cut)
        if look.is_list:
            self._declared[key_of(page)] = max(
                read_place(text).total or 0, self._declared.get(key_of(page), 0)
            )
        if look.is_list and not following:
            outcome = self._told_short(outcome, page, page.number)
        if look.is_framed and not (following or look.here):
            outcome = replace(outcome, reason="no_report")
        elif not following and key_of(look.page) in self._barren:
            outcome = self._empty(look.page, outcome)
        return replace(outcome, outside=self._refuse(outside))

    def follow_beside(self, page: Page, text: ListText, shown: ListPage) -> int:
        """Queue what stands beside a report that a column shows in place of a list: its other years."""
        if page.depth or self._settings.only_columns:
            return 0
        choices = read_choices(text)
        look = self._look_at_list(page, text, with_options(shown, choices), choices)
        inside, _, _ = self._following(replace(look, ways=[]), text)
        return self._queue.add(inside)

    def follow_attachment(self, page: Page, file: Link, outcome: Outcome) -> Outcome:
        """Queue the file that is the report of `page`, under the page's own name where that says it."""
        title = page.link_title if page.kind == "report" else file.title
        attached = replace(page, url=file.url, kind="report", link_title=title, number=1, otherwise=None)
        if self._settings.only_columns:
            return outcome
        if not self._guard.is_in_scope(file.url, page.source):
            return replace(outcome, outside=outcome.outside + self._refuse([attached]))
        return replace(outcome, added=outcome.added + self._queue.add([attached]))

    def end_of_column(self, page: Page, reason: str) -> Outcome:
        """A page that shows nothing new: past the end, or its numbers begin at another one."""
        added = 0
        if page.otherwise is not None:
            url, _, others = page.otherwise.partition(" ")
            added = self._queue.add([replace(page, url=url, otherwise=others or None)])
        outcome = Outcome("read", reason, added=added)
        if not added:
            outcome = self._told_short(outcome, page, page.number - 1)
        return self._empty(page, outcome) if not added and key_of(page) in self._barren else outcome

    def _told_short(self, outcome: Outcome, page: Page, last: int) -> Outcome:
        """Say that a list has more pages, by its own words, than were read: its words may be wrong, too."""
        declared = self._declared.get(key_of(page), 0)
        if outcome.cut or last >= declared:
            return outcome
        return replace(
            outcome, cut=f"the list says that it has {declared} pages; none was found behind page {last}"
        )

    def _follow_register(self, page: Page, shown: ListPage) -> Outcome:
        """A register may link to the reports that it counts."""
        look = _Look(page, pick_counted(shown, url=page.url), [], self._settings.portal_depth)
        inside, outside, _ = self._following(look, ListText(page.url, ""))
        added = 0 if self._settings.only_columns else self._queue.add(inside)
        return Outcome("read", message=f"register: {added} new", added=added, outside=self._refuse(outside))

    def _empty(self, page: Page, outcome: Outcome) -> Outcome:
        """A column, or a source, that shows nothing: a fault where it was named, or had reports before."""
        is_own = page.column_url == page.source
        if page.kind in _LOOKED_AT:  # a portal that led to nothing is told at the end
            return outcome
        if is_own or had_reports(self._queue, key_of(page)):
            return replace(EMPTY, added=outcome.added)
        return replace(outcome, reason=outcome.reason or "no_report")

    def _note(self, look: _Look, *, is_shown: bool) -> None:
        page = look.page
        if is_shown:
            self._barren.discard(key_of(page))
        elif page.number == 1:
            self._barren.add(key_of(page))
        if look.is_list and is_shown and not self.has_column(page.source) and self._fruitful is not None:
            self._fruitful.add(page.source)
        if look.has_turned:  # from now on the queue knows it as the list that it is
            self._queue.add([page], twins=True)

    def _look(self, page: Page, text: ListText, shown: ListPage) -> _Look:
        choices = read_choices(text)
        if page.kind not in _LOOKED_AT:
            return self._look_at_list(page, text, with_options(shown, choices), choices)
        choices += read_elsewhere(shown, choices)
        shown = with_options(shown, choices)
        bodies = name_bodies(choices, is_directory=is_directory(page.link_title or "", page.url))
        is_home = page.depth == 0  # of what is looked at, only a source is no step away from itself
        is_disclosure = not is_home or is_disclosure_page(text.title, text.url)
        led = pick_columns(choices, is_home=is_home, is_disclosure=is_disclosure, bodies=bodies)
        led += loaded(shown, led, is_home=is_home)
        ways = without(strongest([*known_columns(shown).values(), *led]), page)
        if is_of_body(page) and any(way.kind == "list" for way in ways):
            ways = [way for way in ways if way.kind != "portal"]  # a body's page that names its column
        here = reports_on(shown, text, is_column=is_disclosure and not any(w.kind == "list" for w in ways))
        is_asked = page.number > 1 and any(one.kind == "report" for one in here)
        if is_named_column(text) or is_asked or (not is_home and shows_reports(strongest([*here, *ways]))):
            listed = without(pick_reports(shown, url=text.url, is_column=True, bodies=bodies), page)
            if listed or shown.next_pages:
                column = page.url if page.number == 1 else page.column_url
                turned = replace(page, kind="list", depth=0, column_url=column)
                return _Look(turned, listed, ways, page.depth, has_turned=True)
        return _Look(page, here, ways, page.depth)

    def _look_at_list(
        self, page: Page, text: ListText, shown: ListPage, choices: tuple[Choice, ...]
    ) -> _Look:
        is_column = page.depth == 0 or page.column_title is not None or is_report_column(text.title, page.url)
        bodies = name_bodies(choices)
        name = page.link_title or ""
        is_of_year = is_column and (is_collection(name) or is_year_name(name))
        picked = pick_reports(shown, url=page.url, is_column=is_column, bodies=bodies, is_of_year=is_of_year)
        here = [one for one in without(picked, page, text.url) if not is_beside(one, page)]
        is_searched = page.source in self._portals and page.number == 1
        menus = [choice for choice in choices if choice.form != "frame"]  # frames are parts of the list
        led = pick_columns(menus) if is_searched else []
        ways = [*known_columns(shown).values(), *(one for one in led if one.kind in ("list", "portal"))]
        depth = self._settings.portal_depth - _FROM_COLUMN
        ways = without(strongest(ways), page, text.url)
        reports = [one for one in here if one.kind == "report"]
        if page.depth and reports and not any(self._is_new(one.url) for one in reports):
            here, ways = reports, []  # the same rows in another order, or under another name
        return _Look(page, here, ways, depth, is_framed=bool(shown.parts))

    def _following(self, look: _Look, text: ListText) -> tuple[list[Page], list[Page], int]:
        """The pages behind the links: those to queue, reports and columns that lie outside, and how many
        new ones lie too deep."""
        inside, outside, deeper = [], [], 0
        for link in strongest([*look.here, *look.ways]):
            following = self._page(link, look, text.title)
            if not self._guard.is_in_scope(link.url, following.source):
                outside += [following] if link.kind in ("report", "list") else []
            elif not self._is_near(following):
                deeper += self._is_new(link.url)
            elif following.kind not in _LOOKED_AT or is_below(link.url, following.source, link.organization):
                inside.append(following)
        return inside, outside, deeper

    def _page(self, link: Found, look: _Look, title: str) -> Page:
        page, is_report = look.page, link.kind in ("report", "register")
        depth = page.depth + (not is_report and look.is_list)
        if link.kind in _LOOKED_AT:
            depth = look.depth + link.cost
        elif not look.is_list:
            depth = 0
        return Page(
            url=link.url,
            kind=link.kind,
            source=page.source,
            depth=depth,
            column_url=page.column_url if is_report else link.url,
            link_title=link.title,
            column_title=(page.column_title or title or None) if is_report else link.title,
            organization=link.organization or page.organization,
            is_guess=link.is_guess,
            division_code=page.division_code,
        )

    def _is_near(self, page: Page) -> bool:
        settings = self._settings
        return page.depth <= (settings.portal_depth if page.kind in _LOOKED_AT else settings.max_depth)

    def _is_new(self, url: str) -> bool:
        return not self._queue.ask("SELECT 1 FROM page WHERE url = ? AND crawl = ?", url, self._queue.crawl)

    def _without_reports(self, look: _Look, pages: list[Page]) -> list[Page]:
        """What a search for columns goes on with; reports are only noted, by where they stand."""
        ways = {way.url for way in look.ways if way.kind != "report"}
        for page in pages:
            if page.kind == "report" and (self._queue.add([page]) or look.is_list):
                self._queue.finish(page.url, "read", reason="listed" if look.is_list else "seen")
        return [page for page in pages if page.url in ways and page.kind != "register"]

    def _next(self, look: _Look, text: ListText, shown: ListPage) -> list[Page]:
        page = look.page
        pages = [url for url in shown.next_pages if self._guard.is_in_scope(url, page.source)]
        if not pages or page.number >= self._settings.max_pages_per_column:
            return []
        if not look.is_list and not asks_for_rows(page, text, shown):
            return []
        return [replace(page, url=pages[0], number=page.number + 1, otherwise=" ".join(pages[1:]) or None)]

    def _parts(self, page: Page, shown: ListPage) -> list[Page]:
        """What the page loads by itself: lists like it."""
        inside = [url for url in shown.parts if self._guard.is_in_scope(url, page.source)]
        is_asked = page.kind == "list" and page.number < self._settings.max_pages_per_column
        return [replace(page, url=url, number=page.number + 1, otherwise=None) for url in inside if is_asked]

    def _refuse(self, outside: list[Page]) -> int:
        """Write down what lies on hosts that were not asked for, so that it is not lost in silence."""
        new = [page for page in outside if self._queue.add([page])]
        for page in new:
            self._queue.finish(page.url, "refused", reason="out_of_scope")
        return len(new)
