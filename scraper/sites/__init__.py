"""One module a family of site software; which one a page belongs to, the page itself shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from scraper.sites import (
    ajax,
    anchors,
    aspnet,
    catgov,
    easttone,
    epoint,
    epoint_detail,
    epoint_static,
    gkmlpt,
    hanweb,
    hanweb_xxgk,
    igs,
    jpaas,
    lonsun,
    shells,
    showlist,
    trs,
    truecms,
    ucap,
    vsb,
)
from scraper.sites.base import Link, ListPage, ListText, rows_without_address
from scraper.sites.frames import read_frames
from scraper.sites.guessing import guess_next
from scraper.sites.inline import read_inline
from scraper.sites.pages import is_pager_link, named_next, unnamed_next
from scraper.sites.script_files import is_script_file, read_script_files, shows_rows

# in the order of asking: what a page shows of the later ones may stand in a page of the earlier ones too
_FAMILIES: tuple[Callable[[ListText], ListPage | None], ...] = (
    gkmlpt.read,
    truecms.read,
    jpaas.read,
    hanweb_xxgk.read,
    hanweb.read,
    easttone.read,
    epoint.read,
    epoint_detail.read,
    epoint_static.read,
    ucap.read,
    igs.read,
    lonsun.read,
    showlist.read,
    catgov.read,
    aspnet.read,
    shells.read,
    vsb.read,
    trs.read,
    ajax.read,
)
# those that print a request, which may stand in a script file as well
_CALLING = (
    epoint.read,
    jpaas.read,
    hanweb_xxgk.read,
    hanweb.read,
    easttone.read,
    ucap.read,
    igs.read,
    ajax.read,
)
_GUESSED = ("anchors", "trs", "shells")  # the others know where their lists end

__all__ = ["Link", "ListPage", "ListText", "read_list"]


def read_list(page: ListText) -> ListPage:
    """Read a list page by the family that it shows; links that only turn pages are no part of the list.

    >>> read_list(ListText("http://a.example/", "<a href='?p=2'>下一页</a>")).next_pages
    ('http://a.example/?p=2',)
    """
    if is_script_file(page):
        asked = next(filter(None, (read(page) for read in _CALLING)), None) or anchors.read(page)
        return replace(asked, links=read_inline(page), opens=True)
    shown = next(filter(None, (read(page) for read in _FAMILIES)), None) or anchors.read(page)
    if page.data is not None:
        return shown
    if not shows_rows(shown.links):
        shown = replace(shown, links=(*shown.links, *_new(read_inline(page), shown.links)))
    following = _next_pages(page, shown)
    links = (link for link in shown.links if link.url not in following and not is_pager_link(link))
    files = () if following or shown.parts else read_script_files(page, shown.links)
    parts = dict.fromkeys((*shown.parts, *read_frames(page), *files))
    return replace(
        shown,
        links=tuple(links),
        next_pages=following,
        rows_lost=shown.rows_lost or rows_without_address(page.soup, page.base),
        parts=tuple(part for part in parts if part not in following),
    )


def _new(links: Iterable[Link], known: Iterable[Link]) -> Iterator[Link]:
    urls = {link.url for link in known}
    yield from (link for link in links if link.url not in urls)


def _next_pages(page: ListText, shown: ListPage) -> tuple[str, ...]:
    """A link that is named so, then what the family says; else a number of the pager; else guesses."""
    named = named_next(page, shown.links)
    known = tuple(dict.fromkeys((*((named,) if named else ()), *shown.next_pages)))
    if known:
        return known
    numbered = unnamed_next(page)
    if numbered or shown.family not in _GUESSED:
        return (numbered,) if numbered else ()
    return guess_next(page)
