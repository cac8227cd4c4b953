"""TRS WCM and its look-alikes: static lists `index.html`, `index_1.html` ..., paged by a script.

Promises: page 2 is first looked for at `index_1`, then at `index_2`: the same call numbers from 0 on one
site and from 1 on another, and a page skipped is worse than a request too many.
Files that nothing names are looked for with the suffix of the list's articles, then with `.html`.
Caveat: the declared total only says whether to go on; a page that shows nothing new ends the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.numbered import next_files
from scraper.sites.pagers import Pager, has_every_row, read_pager
from scraper.sites.turning import next_request, page_number

_ARTICLE = re.compile(r"/t20\d{6}_\d+\.(s?html?)$")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    pager, links = read_pager(page.text), page.links
    if pager is None and not any(_ARTICLE.search(link.url) for link in links):
        return None
    is_whole = pager is None or has_every_row(page.text)
    return ListPage(links, () if pager is None or is_whole else _next_pages(page.url, pager, links), "trs")


def _next_pages(url: str, pager: Pager, links: Iterable[Link]) -> tuple[str, ...]:
    number = None if pager.prefix else page_number(url)
    if number is not None:
        following = next_request(url) if number < pager.total else None
        return (following,) if following else ()
    is_named = pager.suffix or re.search(r"\.\w+$", url)  # a page says itself how its files end
    suffixes = (pager.suffix,) if is_named else (_suffix(links), "html")
    files = (next_files(url, pager.total, pager.prefix, suffix) for suffix in suffixes)
    return tuple(dict.fromkeys(chain.from_iterable(files)))


def _suffix(links: Iterable[Link]) -> str:
    """How the articles of a list end; nothing where it shows none."""
    ends = Counter(found[1] for link in links if (found := _ARTICLE.search(link.url)))
    return next((end for end, _ in ends.most_common(1)), "")
