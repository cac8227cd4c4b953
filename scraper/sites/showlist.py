"""The showList family: `/OpennessContent/showList/<branch>/<column>/page_1.html`, and what came before it.

Promises: pages are counted from 1 in `page_N.html`, or in `page` of the older `/opennessTarget/`, where only
a script draws the pager; an article that stands in its mobile form too is one article.
Caveat: a mobile address without its other form on the same page is kept as it is.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.fields import with_fields
from scraper.sites.pages import next_page
from scraper.sites.turning import next_request, page_number

_PAGE = re.compile(r"(/showList/[^?#]*?page_)(\d+)(\.s?html?)", re.IGNORECASE)
_LIST = re.compile(r"/showList/|/opennessTarget\b", re.IGNORECASE)
_ARTICLE = re.compile(r"/show/\w+\.s?html?$|/openness/detail/", re.IGNORECASE)
_MOBILE = "/mobileOpenness/"


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page has no such address."""
    if not _LIST.search(page.url):
        return None
    links = page.links
    known = {link.url for link in links}
    links = tuple(link for link in links if link.url.replace(_MOBILE, "/openness/") not in known - {link.url})
    rows = sum(bool(_ARTICLE.search(link.url)) for link in links)
    following = next_page(page, links) or _count_on(page, rows)
    return ListPage(links, (following,) if following else (), "showlist")


def _count_on(page: ListText, rows: int) -> str | None:
    here = _PAGE.search(page.url)
    number = int(here[2]) if here else page_number(page.url) or 1
    if not has_more(page, number, rows):
        return None
    if here is not None:
        return _PAGE.sub(rf"\g<1>{number + 1}\g<3>", page.url, count=1)
    is_old = "opennessTarget" in page.url
    return next_request(page.url) or (with_fields(page.url, {"page": "2"}) if is_old else None)
