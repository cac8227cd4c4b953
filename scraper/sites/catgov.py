"""CatGov: lists and articles are both `/info/iList.jsp`, told apart by `info_id`; pages by `cur_page`.

Promises: the address of a row is the one in `to-href` where `href` is none; pages are counted in `cur_page`
where only a script draws the pager.
Caveat: who makes this software is not known; the name is that of its first site.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.fields import with_fields
from scraper.sites.pages import next_page
from scraper.sites.turning import next_request, page_number

_LIST = re.compile(r"/info/iList\.jsp\?(?!.*\binfo_id=)", re.IGNORECASE)
_ARTICLE = re.compile(r"[?&]info_id=\w")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page has no such address."""
    if not _LIST.search(page.url):
        return None
    links = page.links
    following = next_page(page, links) or _count_on(
        page, sum(bool(_ARTICLE.search(link.url)) for link in links)
    )
    return ListPage(links, (following,) if following else (), "catgov")


def _count_on(page: ListText, rows: int) -> str | None:
    if not has_more(page, page_number(page.url) or 1, rows):
        return None
    return next_request(page.url) or with_fields(page.url, {"cur_page": "2"})
