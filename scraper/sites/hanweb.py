"""Hanweb jpage lists: rows inside `<script type="text/xml"><datastore>`, which no HTML parser sees.

Promises: rows of the datastore and of a dataproxy answer alike; the next page is as the site prints it.
Caveat: sites that encrypt their next page often answer it with an empty list; that ends the column.
"""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup

from scraper.address import read_address
from scraper.sites.base import Link, ListPage, ListText, read_links

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"<nextgroup>.*?href\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|&quot;(.+?)&quot;)", re.DOTALL)
_TOTAL = re.compile(r"<totalpage>\s*(\d+)\s*</totalpage>")
_PAGE = re.compile(r"([?&]page=)(\d+)")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page holds no datastore."""
    if "<datastore>" not in page.text and "<recordset>" not in page.text:
        return None
    links: dict[str, Link] = {}
    for record in _RECORD.findall(page.text):
        for link in read_links(BeautifulSoup(record, "lxml"), page.base):
            links.setdefault(link.url, link)
    return ListPage(tuple(links.values()), _next_pages(page), "hanweb")


def _next_pages(page: ListText) -> tuple[str, ...]:
    printed = _NEXT.search(page.text)
    if printed:
        url = read_address(html.unescape(next(filter(None, printed.groups()))), page.url)
        return (url,) if url and url != page.url else ()
    number, total = _PAGE.search(page.url), _TOTAL.search(page.text)
    if number and total and int(number[2]) < int(total[1]):
        return (_PAGE.sub(rf"\g<1>{int(number[2]) + 1}", page.url),)
    return ()
