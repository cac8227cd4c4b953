"""Hanweb jpage lists: rows inside `<script type="text/xml"><datastore>`, which no HTML parser sees.

Promises: rows of the datastore and of a dataproxy answer alike, then the page's own links; of several lists
on a page each goes on by itself. What may come next is in `dataproxy.py`.
Caveat: sites that encrypt their next page often answer it with an empty list; that ends the column.
"""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup

from scraper.sites.base import Link, ListPage, ListText, read_links
from scraper.sites.dataproxy import asks_dataproxy, next_records
from scraper.sites.dataproxy_ways import Store
from scraper.sites.functions import write_addresses
from scraper.sites.markup import read_markup

_STORE = re.compile(r"<(datastore|recordset)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record\b[^>]{0,200}>", re.IGNORECASE)
_RECORD_END = re.compile(r"</record>", re.IGNORECASE)
_CDATA = re.compile(r"(?:<|&lt;)!\[CDATA\[")
_CDATA_END = re.compile(r"\]\](?:>|&gt;)$")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page holds no datastore and asks for none."""
    stores = _stores(_unescaped(page.text))
    if not stores and not asks_dataproxy(page):
        return None
    links: dict[str, Link] = {}
    for record in (record for store in stores for record in _records(store.text)):
        for link in read_links(_parsed(record, page), page.base):
            links.setdefault(link.url, link)
    for link in page.links:
        if "dataproxy.jsp" not in link.url:
            links.setdefault(link.url, link)
    first, *others = [next_records(page, store) for store in stores or [Store("", page.text, page.text, 0)]]
    parts = (url for following in others for url in following[:2])  # asked in the query, and posted
    return ListPage(tuple(links.values()), first, "hanweb", parts=tuple(parts), opens=not stores)


def _unescaped(text: str) -> str:
    """The page with the quotes and slashes of its strings undone, where a string holds the store."""
    if not re.search(r"<\\/record", text, re.IGNORECASE):
        return text
    return re.sub(r"\\([\"'/])", r"\1", text)


def _stores(text: str) -> list[Store]:
    found = list(_STORE.finditer(text))
    outside = _STORE.sub(" ", text) if found else ""
    ends = (*(one.start() for one in found[1:]), len(text))
    return [
        Store(one[0], text[one.end() : end] if len(found) > 1 else outside, outside, len(_records(one[0])))
        for one, end in zip(found, ends, strict=False)
    ]


def _records(store: str) -> list[str]:
    found: list[str] = []
    at = 0
    while (begun := _RECORD.search(store, at)) and (ended := _RECORD_END.search(store, begun.end())):
        found.append(_content(store[begun.end() : ended.start()].strip()))
        at = ended.end()
    return found


def _content(body: str) -> str:
    cdata = _CDATA.match(body)
    return _CDATA_END.sub("", body[cdata.end() :]) if cdata else html.unescape(body)


def _parsed(record: str, page: ListText) -> BeautifulSoup:
    """A record's markup; a script in it is written so that it does not end the one around."""
    soup = read_markup(record.replace("<\\/", "</"))
    write_addresses(soup, page.soup)
    return soup
