"""One module a family of site software; which one a page belongs to, the page itself shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scraper.sites import (
    anchors,
    hanweb,
    hanweb_xxgk,
    jpaas,
    trs,
    vsb,
)
from scraper.sites.base import Link, ListPage, ListText, rows_without_address
from scraper.sites.frames import read_frames
from scraper.sites.guessing import guess_next
from scraper.sites.pages import is_pager_link, named_next, next_page

__all__ = ["Link", "ListPage", "ListText", "read_list"]

_FAMILIES: tuple[Callable[[ListText], ListPage | None], ...] = (
    jpaas.read,
    hanweb_xxgk.read,
    hanweb.read,
    vsb.read,
    trs.read,
)  # the first that knows its marks reads the page; marks that others copy come last
_GUESSED = ("anchors", "trs")  # the others know where their lists end


def read_list(page: ListText) -> ListPage:
    """Read a list page by the family that it shows; links that only turn pages are no part of the list.

    >>> read_list(ListText("http://a.example/", "<a href='?p=2'>下一页</a>")).next_pages
    ('http://a.example/?p=2',)
    """
    shown = next(filter(None, (read(page) for read in _FAMILIES)), None) or anchors.read(page)
    following = _next_pages(page, shown)
    links = (link for link in shown.links if link.url not in following and not is_pager_link(link))
    parts = dict.fromkeys((*shown.parts, *read_frames(page)))
    return replace(
        shown,
        links=tuple(links),
        next_pages=following,
        rows_lost=shown.rows_lost or rows_without_address(page.soup, page.base),
        parts=tuple(part for part in parts if part not in following),
    )


def _next_pages(page: ListText, shown: ListPage) -> tuple[str, ...]:
    """A link that is named so, then what the family says; else a number of the pager; else guesses."""
    named = named_next(page, shown.links)
    known = tuple(dict.fromkeys((*((named,) if named else ()), *shown.next_pages)))
    if known:
        return known
    numbered = next_page(page, shown.links)
    if numbered or shown.family not in _GUESSED:
        return (numbered,) if numbered else ()
    return guess_next(page)
