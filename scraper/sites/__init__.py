"""One module a family of site software; which one a page belongs to, the page itself shows."""

from __future__ import annotations

from scraper.sites import anchors, hanweb, trs
from scraper.sites.base import Link, ListPage, ListText, rows_without_address
from scraper.sites.pages import is_pager_link, next_page

__all__ = ["Link", "ListPage", "ListText", "read_list"]


def read_list(page: ListText) -> ListPage:
    """Read a list page by the family that it shows; links that only turn pages are no part of the list.

    >>> read_list(ListText("http://a.example/", "<a href='?p=2'>下一页</a>")).next_pages
    ('http://a.example/?p=2',)
    """
    shown = hanweb.read(page) or trs.read(page) or anchors.read(page)
    following = shown.next_pages
    if not following and (url := next_page(page, shown.links)) is not None:
        following = (url,)
    links = (link for link in shown.links if link.url not in following and not is_pager_link(link))
    return ListPage(tuple(links), following, shown.family, rows_without_address(page.soup, page.base))
