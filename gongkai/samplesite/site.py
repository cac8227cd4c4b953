"""The whole site: three counties, each a host with its robots.txt, lists, reports and near misses.

Promises: a pure function of its state: equal bytes for equal states, and the truth of every report.
Refuses: to open a port (`server` does) or to need one: `page(host, target)` answers offline.
Caveat: state 2 differs from state 1 by two reports, replaced at the same address; in state 3 one is back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from gongkai.samplesite.bodies import BODIES, COUNTIES, REAL_TOWN, Body, County, find_body
from gongkai.samplesite.catalogue import all_cases
from gongkai.samplesite.editions import Edition, make_edition, make_truth, text_name
from gongkai.samplesite.family_hanweb import DATAPROXY, HANWEB, canonical_target
from gongkai.samplesite.family_trs import TRS
from gongkai.samplesite.near_misses import near_misses
from gongkai.samplesite.numbers import Figures, yearly_figures
from gongkai.samplesite.pages import (
    ARCHIVE,
    COLUMNS,
    REPOSTS,
    Article,
    Column,
    Family,
    Page,
    fill,
    html_page,
    text_page,
)
from gongkai.samplesite.server import Served, serve
from gongkai.samplesite.truth import TruthReport

FAMILIES: dict[str, Family] = {"trs": TRS, "hanweb": HANWEB}
STATES = (1, 2, 3)
PORTAL_COLUMN = "/zwgk/zfxxgknb/"

ROBOTS: dict[str, Page] = {
    "990101": text_page(200, "User-agent: *\nDisallow: /zwgk/lsgd/\nDisallow: /admin/\n"),
    "990102": text_page(404, "not found\n"),
    "990103": text_page(200, "User-agent: *\nCrawl-delay: 0\nDisallow:\n"),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An edition and the article that it became."""

    edition: Edition
    article: Article


class SampleSite:
    """The sample site in one of its states (2: two reports were silently replaced; 3: one of them is back).

    >>> site = SampleSite()
    >>> site.page(0, "/robots.txt").body.decode().splitlines()[1]
    'Disallow: /zwgk/lsgd/'
    >>> site.page(1, "/nothing/").status
    404
    """

    def __init__(self, *, state: int = 1) -> None:
        if state not in STATES:
            raise ValueError(f"the sample site has states 1 to {STATES[-1]}, not {state}")
        self.state = state

    def truth(self) -> list[TruthReport]:
        """What every report of the site shows, sorted by host and path."""
        return list(_truths(self.state))

    def page(self, host_index: int, target: str) -> Page:
        """The answer of a host to a target (path, or path and query); a 404 page for what is not there."""
        pages = _pages(self.state)[host_index]
        parts = urlsplit(target)
        if parts.path == DATAPROXY:
            target = canonical_target(dict(parse_qsl(parts.query))) or target
        elif target not in pages:
            target = parts.path  # a query after a static address changes nothing
        return pages.get(target) or Page(
            404, (("Content-Type", "text/html; charset=utf-8"),), "<html><p>页面不存在</p></html>".encode()
        )

    def targets(self, host_index: int) -> list[str]:
        """Every target that a host has an answer for."""
        return sorted(_pages(self.state)[host_index])

    def columns(self) -> Iterator[tuple[int, str, str]]:
        """The entry pages of the columns: host, path, division code."""
        for index, county in enumerate(COUNTIES):
            for column in COLUMNS:
                yield index, _family(county).column_path(column), county.code

    @property
    def host_count(self) -> int:
        """How many hosts there are, one a county."""
        return len(COUNTIES)

    def unlisted(self) -> list[TruthReport]:
        """Reports that no list links to; a sources file names their pages."""
        listed = {one.article.title for one in _placed(self.state) if one.edition.case.listed}
        return [truth for truth in self.truth() if truth.title not in listed]

    def text_files(self) -> dict[str, bytes]:
        """The flattened reports as plain text files (UTF-8) by name, to import."""
        return {
            text_name(placed.edition.case): placed.edition.text.encode()
            for placed in _placed(self.state)
            if placed.edition.text is not None
        }

    def serve(self, ports: Sequence[int] | None = None) -> AbstractContextManager[Served]:
        """Serve on loopback, one port a county; without `ports`, on free ones.

        Raises OSError where a port is taken.
        """
        return serve(self, ports)

    def host_pages(self, county: County) -> dict[str, Page]:
        """Every page of the host of a county, by target."""
        family = _family(county)
        placed = [one for one in _placed(self.state) if one.edition.case.body.county == county]
        others = [
            Article(
                miss.title,
                miss.published,
                _column(miss.slug),
                number,
                f"{county.name}人民政府",
                "",
                miss.html,
            )
            for number, miss in enumerate(near_misses(county), start=5001)
        ]
        articles = [*(one.article for one in placed), *others]
        pages = {family.article_path(one): html_page(county, family.article(county, one)) for one in articles}
        for column in COLUMNS:
            rows = [
                one.article
                for one in placed
                if one.edition.case.listed and _list_of(one.edition.case.body) == column
            ]
            rows += [one for one in others if one.column == column]
            rows.sort(key=lambda article: (article.published, article.number), reverse=True)
            for target, text in family.lists(county, column, tuple(rows)).items():
                pages[target] = html_page(county, text)
        return pages | self._front(county) | {"/robots.txt": ROBOTS[county.code]}

    def _front(self, county: County) -> dict[str, Page]:
        columns = [(column.name, _family(county).column_path(column)) for column in COLUMNS]
        pages = {}
        for path, heading, links in (
            ("/", f"{county.name}人民政府", [("政府信息公开年报", PORTAL_COLUMN)]),
            (PORTAL_COLUMN, "政府信息公开年报", columns),
        ):
            values = {"county": county, "article": None, "heading": heading, "column_name": heading}
            pages[path] = html_page(county, fill("portal.html", links=links, **values))
        return pages


# what a state holds is made once: several hundred pages take a second
@cache
def _placed(state: int) -> tuple[Placed, ...]:
    figures: dict[Body, dict[int, Figures]] = {body: yearly_figures(body) for body in (*BODIES, REAL_TOWN)}
    editions = []
    for case in all_cases(state):
        name, year = case.numbers_of or (case.body.name, case.year)
        editions.append(make_edition(case, figures[find_body(name)][year]))
    return tuple(Placed(one, _article(one, number)) for number, one in enumerate(editions, start=1001))


@cache
def _truths(state: int) -> tuple[TruthReport, ...]:
    truths = (
        make_truth(
            placed.edition,
            path=_family(placed.edition.case.body.county).article_path(placed.article),
            host_index=COUNTIES.index(placed.edition.case.body.county),
            allowed=not placed.edition.case.archived,
        )
        for placed in _placed(state)
    )
    return tuple(sorted(truths, key=lambda truth: (truth.host_index, truth.path)))


@cache
def _pages(state: int) -> tuple[dict[str, Page], ...]:
    site = SampleSite(state=state)
    return tuple(site.host_pages(county) for county in COUNTIES)


def forget() -> None:
    """Forget what was made, so that it is made again: for tests."""
    for made in (_placed, _truths, _pages):
        made.cache_clear()


def _family(county: County) -> Family:
    return FAMILIES[county.family]


def _column(slug: str) -> Column:
    return next(column for column in COLUMNS if column.slug == slug)


def _list_of(body: Body) -> Column:
    return _column({"government": "zf", "office": "zf", "department": "bm"}.get(body.kind, "xz"))


def _article(edition: Edition, number: int) -> Article:
    case = edition.case
    column = ARCHIVE if case.archived else _list_of(case.body) if case.listed else REPOSTS
    index_number = f"{case.body.code}-{case.body.slug.upper()}/{case.year + 1}-{number:05d}"
    return Article(
        edition.paper.title, edition.published, column, number, case.body.name_in(case.year),
        index_number, edition.html,
    )  # fmt: skip
