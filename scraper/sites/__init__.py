"""One module a family of site software; which one a page belongs to, the page itself shows."""

from __future__ import annotations

from scraper.sites import anchors, hanweb, trs
from scraper.sites.base import Link, ListPage, ListText

__all__ = ["Link", "ListPage", "ListText", "read_list"]


def read_list(page: ListText) -> ListPage:
    """Read a list page by the family that it shows.

    >>> read_list(ListText("http://a.example/", "<a href='?p=2'>下一页</a>")).next_pages
    ('http://a.example/?p=2',)
    """
    return hanweb.read(page) or trs.read(page) or anchors.read(page)
