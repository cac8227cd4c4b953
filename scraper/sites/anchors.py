"""Any other page: its anchors, and a cautious guess at the next page.

Promises: only a link that is named as the next page is followed as one; nothing is counted up.
Caveat: lists that a script draws are empty here.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText, read_links

_NEXT = re.compile(r"^(?:下一?页|后一?页|下一頁|next)\W*$", re.IGNORECASE)


def read(page: ListText) -> ListPage:
    """The list; every page has one, though it may be empty."""
    links = read_links(page.soup, page.base)
    following = tuple(
        link.url for link in links if _NEXT.match(link.title.strip(" >»›")) and link.url != page.url
    )
    return ListPage(tuple(link for link in links if link.url not in following), following[:1], "anchors")
