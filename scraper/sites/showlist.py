"""The showList family: `/OpennessContent/showList/<branch>/<column>/page_1.html`, and what came before it.

Promises: pages are counted from 1 in `page_N.html`, or in `page` of the older `/opennessTarget/`, where only
a script draws the pager; an article that stands in its mobile form too is one article.
Caveat: a mobile address without its other form on the same page is kept as it is.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.pages import next_page

_PAGE = re.compile(r"(/showList/[^?#]*?page_)(\d+)(\.s?html?)", re.IGNORECASE)
_LIST = re.compile(r"/showList/|/opennessTarget\b", re.IGNORECASE)
_FIELD = re.compile(r"([?&]page=)(\d+)")
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
    for pattern, end in ((_PAGE, r"\g<3>"), (_FIELD, "")):
        if (found := pattern.search(page.url)) is not None:
            number = int(found[2])
            more = has_more(page, number, rows)
            return pattern.sub(rf"\g<1>{number + 1}{end}", page.url, count=1) if more else None
    if "opennessTarget" in page.url and has_more(page, 1, rows):
        return f"{page.url}{'&' if '?' in page.url else '?'}page=2"
    return None
