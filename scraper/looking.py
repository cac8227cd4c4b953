"""What a page that was looked at is: a column, a body's page, one that asks for its rows, one of a pair.

Promises: judged by the page's own words and links alone; nothing is fetched and nothing is noted.
Caveat: what is queued because of it, `following.py` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.titles import read_title
from scraper.columns import is_miss, is_report_column, plain_name
from scraper.discover import Found, is_same_level, pick_reports
from scraper.doors import is_body
from scraper.frontier import Page
from scraper.judging import is_short_title
from scraper.navigation import Choice
from scraper.sites import Link, ListPage, ListText

_ELSEWHERE = -2  # the menu of links that stand in none
_COUNTED = ("anchors", "trs", "vsb")  # families whose rows stand in the page


def is_named_column(page: ListText) -> bool:
    """True where a page says in its head that it is a column of annual reports.

    >>> head = "<meta name='ColumnName' content='{}'><meta name='ColumnType' content='信息公开年报'>"
    >>> [is_named_column(ListText("http://a.example/", head.format(name))) for name in ("年报", "网站年报")]
    [True, False]
    """
    name, kind = page.meta("ColumnName"), page.meta("ColumnType") or ""
    if page.meta("ArticleTitle"):
        return False
    first = name or re.split(r"[-_|—–]", page.title)[0]
    if is_miss(plain_name(first)):
        return False
    return is_report_column(first, "") or is_report_column(kind, "")


def asks_for_rows(page: Page, text: ListText, shown: ListPage) -> bool:
    """True for a page that was only looked at, whose own script asks for its rows: the first answer says
    whether it is a column.
    """
    if page.number > 1:
        return shown.opens and not shown.links  # a script on the way to the rows
    linked = {link.url for link in text.links}
    return shown.family not in _COUNTED and not linked.intersection(shown.next_pages)


def is_of_body(page: Page) -> bool:
    """True for a page that a body's name led to, and for a frame of it."""
    return is_body(page.link_title or "") or (page.link_title == "" and page.organization is not None)


def is_beside(found: Found, page: Page) -> bool:
    """True for a list that stands beside `page` below one column: another year, another body."""
    if found.kind != "list" or page.depth == 0 or not page.link_title:
        return False
    return is_same_level(found.title, page.link_title)


def reports_on(shown: ListPage, text: ListText, *, is_column: bool) -> list[Found]:
    """Reports on a page that is no column; on one about disclosure that names no column short titles too."""
    here = [one for one in pick_reports(shown, url=text.url, is_column=False) if _names_year(one)]
    if here or not is_column:
        return here
    short = [one for one in pick_reports(shown, url=text.url, is_column=True) if is_short_title(one.title)]
    return [one for one in short if one.kind == "report"]


def _names_year(found: Found) -> bool:
    """On a page that is no column a report must say its year; a list below says what it is itself."""
    title = read_title(found.title)
    return found.kind != "report" or (title is not None and title.year is not None)


def read_elsewhere(shown: ListPage, known: Sequence[Choice]) -> tuple[Choice, ...]:
    """Links that only the page's family reads: of answers in JSON, of trees, of rows in scripts."""
    urls = {choice.url for choice in known}
    return tuple(Choice(link.url, link.title, _ELSEWHERE) for link in shown.links if link.url not in urls)


def loaded(shown: ListPage, led: Sequence[Found], *, is_home: bool) -> list[Found]:
    """The pieces that a page loads by itself, where it shows no way on without them; scripts are no pages."""
    enough = ("list", "portal") if is_home else ("list",)
    if any(way.kind in enough for way in led):
        return []
    pieces = (part for part in shown.parts if not urlsplit(part).path.endswith(".js"))
    return [Found(part, "portal", "") for part in pieces]


def with_options(shown: ListPage, choices: Sequence[Choice]) -> ListPage:
    """A list with what its selects offer: years and bodies, as other lists have them in links."""
    known = {link.url for link in shown.links}
    offered = [one for one in choices if one.form == "option" and one.url not in known]
    return replace(shown, links=(*shown.links, *(Link(one.url, one.title) for one in offered)))


def without(found: Sequence[Found], page: Page, *own: str) -> list[Found]:
    """What was found but for the page itself, its column, and its `own` other addresses."""
    return [one for one in found if one.url not in (page.url, page.column_url, *own)]


def key_of(page: Page) -> str:
    """What the pages of one column have in common."""
    return page.column_url or page.url
