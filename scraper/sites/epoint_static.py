"""Epoint without its service: `subPage.html` or `moreinfo.html`, then `2.html`, `3.html`.

Promises: pages are counted where only a script draws the pager, and the page shows articles of this kind.
Caveat: a list of another name is known by its articles alone, whose names are guids with their dashes.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scraper.sites.base import ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.pages import next_page

_KNOWN = re.compile(r"/(?:subpage|moreinfo|secondpage|about)\w*\.html$", re.IGNORECASE)
_PAGE = re.compile(r"/(?:(?P<number>\d{1,4})|(?!index|default)[a-z]\w*)\.html$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"/\d{8}/(?:[0-9a-f]{32}|(?P<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))\.html$", re.I
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the address or the articles are of another kind."""
    path = urlsplit(page.url).path
    here = _PAGE.search(path)
    links = page.links if here else ()
    rows = [found for link in links if (found := _ARTICLE.search(link.url))]
    is_known = bool(_KNOWN.search(path) or (here and here["number"]))
    if here is None or not rows or not (is_known or all(row["guid"] for row in rows)):
        return None
    number = int(here["number"] or 1)
    following = next_page(page, links)
    if following is None and has_more(page, number, len(rows)):
        following = urljoin(page.url, f"{number + 1}.html")
    return ListPage(links, (following,) if following else (), "epoint")
