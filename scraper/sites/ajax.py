"""Any page that fills its list by a request which it prints, with the number of a page in it.

Promises: the request as printed, by GET or POST, and its JSON answer read by its rows, whatever the names of
their fields; so sites of no known family are read as well.
Refuses: pages that link to their next page: those need no script; and calls that name no page.
Caveat: of several such calls the first is taken.
"""

from __future__ import annotations

import re

from scraper.sites.answers import read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import find_call
from scraper.sites.pages import next_page
from scraper.sites.turning import page_number

_CALL = re.compile(
    r"""(?:\burl["']?\s*:\s*|(?:\bfetch|\.(?:ajax|post|get|getJSON))\s*\(\s*)(?:[\w$.]{1,60}\s*\+\s*)?["'`](?=[^"'`\s]*/)."""
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page prints no such call and is no JSON."""
    if page.data is not None:
        return read_answer(page, "ajax")
    links = page.links
    if next_page(page, links) is not None:
        return None
    address = find_call(page, _CALL, wanted=_names_a_page)
    return ListPage(links, (address,), "ajax") if address else None


def _names_a_page(address: str) -> bool:
    return page_number(address) is not None
