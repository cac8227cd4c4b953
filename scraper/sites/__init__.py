"""One module a family of site software; which one a page belongs to, the page itself shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scraper.sites import (
    ajax,
    anchors,
    catgov,
    easttone,
    epoint,
    epoint_detail,
    epoint_static,
    gkmlpt,
    hanweb,
    igs,
    lonsun,
    showlist,
    trs,
    truecms,
    ucap,
)
from scraper.sites.base import Link, ListPage, ListText, rows_without_address
from scraper.sites.pages import is_pager_link, next_page

# in the order of asking: what a page shows of the later ones may stand in a page of the earlier ones too
_FAMILIES: tuple[Callable[[ListText], ListPage | None], ...] = (
    gkmlpt.read,
    truecms.read,
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
    trs.read,
    ajax.read,
)

__all__ = ["Link", "ListPage", "ListText", "read_list"]


def read_list(page: ListText) -> ListPage:
    """Read a list page by the family that it shows; links that only turn pages are no part of the list.

    >>> read_list(ListText("http://a.example/", "<a href='?p=2'>下一页</a>")).next_pages
    ('http://a.example/?p=2',)
    """
    read = (family(page) for family in _FAMILIES)
    shown = next((found for found in read if found is not None), None) or anchors.read(page)
    if page.data is not None:
        return shown
    following = shown.next_pages
    if not following and (url := next_page(page, shown.links)) is not None:
        following = (url,)
    links = (link for link in shown.links if link.url not in following and not is_pager_link(link))
    lost = rows_without_address(page.soup, page.base)
    return replace(shown, links=tuple(links), next_pages=following, rows_lost=lost)
