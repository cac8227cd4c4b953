"""Epoint without its service: `subPage.html` or `moreinfo.html`, then `2.html`, `3.html`.

Promises: pages are counted where only a script draws the pager, and the page shows articles of this kind.
Caveat: what such a list is called in front of its numbers is known from a few sites.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scraper.sites.base import ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.pages import next_page

_PAGE = re.compile(r"/(?:subpage\d*|moreinfo|secondpage|(?P<number>\d{1,4}))\.html$", re.IGNORECASE)
_ARTICLE = re.compile(r"/\d{8}/[0-9a-f-]{32,36}\.html$", re.IGNORECASE)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the address or the articles are of another kind."""
    here = _PAGE.search(urlsplit(page.url).path)
    links = page.links if here else ()
    rows = sum(bool(_ARTICLE.search(link.url)) for link in links)
    if here is None or not rows:
        return None
    number = int(here["number"] or 1)
    following = next_page(page, links)
    if following is None and has_more(page, number, rows):
        following = urljoin(page.url, f"{number + 1}.html")
    return ListPage(links, (following,) if following else (), "epoint")
