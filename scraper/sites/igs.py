"""TRS IGS: rows as JSON from `/igs/front/search/.../list.html`, or from its `search.jhtml`.

Promises: the request is the one that the page prints; both of its page numbers are turned together.
Refuses: to take the form of a search box, which stands on every page of such a site, for a list.
Caveat: where the page does not print the `code` that some sites ask for, they answer with an error.
"""

from __future__ import annotations

import re

from scraper.posting import read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import find_call
from scraper.sites.turning import page_number, page_size

_SERVICE = re.compile(r"/igs/front/search(?:/[\w/]*list\.html|\.jhtml)")
_DEFAULTS = {"pageNumber": "1", "pageSize": "20"}


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page prints no such request and is no answer to one."""
    if page.data is not None:
        return read_answer(page, "igs") if _SERVICE.search(read_request(page.url).url) else None
    printed = find_call(page, _SERVICE)
    if printed is None or (
        page_number(printed) is None and page_size(printed) is None and ".jhtml" in printed
    ):
        return None
    address = printed if page_number(printed) is not None else find_call(page, _SERVICE, _DEFAULTS)
    return ListPage(page.links, (address or printed,), "igs")
