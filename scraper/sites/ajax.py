"""Any page that fills its list by a request which it prints, with the number of a page in it.

Promises: the request as printed, by GET or POST, and its JSON answer read by its rows, whatever the names of
their fields, or its markup by its links; so sites of no known family are read as well.
Refuses: pages that link to their next page: those need no script; and calls that name no page.
Caveat: of several such calls the first is taken.
"""

from __future__ import annotations

import re

from scraper.sites.answers import LEAST_ROWS, read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import find_call
from scraper.sites.pages import next_page
from scraper.sites.turning import next_request, page_number

_CALL = re.compile(
    r"""(?:\burl["']?\s*:\s*|(?:\bfetch|\.(?:ajax|post|get|getJSON))\s*\(\s*)(?:[\w$.]{1,60}\s*\+\s*)?["'`](?=[^"'`\s]*/)."""
)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_HEAD = 2000  # characters in which a page says that it is one
# var url = "/list/load"; $.post(url, {pageNo: 1})
_NAMED = re.compile(
    r"""(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s*=\s*["'`](?=[^"'`\s]*/[^"'`\n]*["'`][\s\S]{0,1500}?"""
    r"""(?:\burl["']?\s*:\s*|(?:\bfetch|\.(?:ajax|post|get|getJSON))\s*\(\s*)\1\s*[,)}\s])."""
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page prints no such call and is no JSON."""
    if page.data is not None:
        return read_answer(page, "ajax")
    links = page.links
    if next_page(page, links) is not None:
        return None
    if _is_fragment(page) and len(links) >= LEAST_ROWS:
        following = next_request(page.url)
        return ListPage(links, (following,) if following else (), "ajax", opens=page_number(page.url) == 1)
    calls = (find_call(page, marker, wanted=_names_a_page) for marker in (_CALL, _NAMED))
    address = next(filter(None, calls), None)
    return ListPage(links, (address,), "ajax") if address else None


def _is_fragment(page: ListText) -> bool:
    """True for markup that a request of another page was answered with: rows, and no page around them."""
    is_asked = page.column is not None and page.column != page.url and _names_a_page(page.url)
    return is_asked and not _PAGE.search(page.text, 0, _HEAD)


def _names_a_page(address: str) -> bool:
    return page_number(address) is not None
