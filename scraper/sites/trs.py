"""TRS WCM and its look-alikes: static lists `index.html`, `index_1.html` ..., paged by a script.

Promises: page 2 is first looked for at `index_1`, then at `index_2`: the same call numbers from 0 on one
site and from 1 on another, and a page skipped is worse than a request too many.
Caveat: the declared total only says whether to go on; a page that shows nothing new ends the list.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText, read_links
from scraper.sites.numbered import next_files
from scraper.sites.pagers import Pager, has_every_row, read_pager
from scraper.sites.turning import next_request, page_number

_ARTICLE = re.compile(r"/t20\d{6}_\d+\.s?html?$")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    pager, links = read_pager(page.text), read_links(page.soup, page.base)
    if pager is None and not any(_ARTICLE.search(link.url) for link in links):
        return None
    is_whole = pager is None or has_every_row(page.text)
    return ListPage(links, () if pager is None or is_whole else _next_pages(page.url, pager), "trs")


def _next_pages(url: str, pager: Pager) -> tuple[str, ...]:
    number = None if pager.prefix else page_number(url)
    if number is not None:
        following = next_request(url) if number < pager.total else None
        return (following,) if following else ()
    return next_files(url, pager.total, pager.prefix, pager.suffix)
