"""Hanweb jpage lists: rows inside `<script type="text/xml"><datastore>`, which no HTML parser sees.

Promises: rows of the datastore and of a dataproxy answer alike, then the page's own links; the next page is
as the site prints it, else as its dataproxy may count: by records or by pages, verified by what it shows.
Caveat: sites that encrypt their next page often answer it with an empty list; that ends the column.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from scraper.address import read_address
from scraper.posting import post_address
from scraper.sites.base import Link, ListPage, ListText, read_links
from scraper.sites.fields import read_fields, with_fields

_STORE = re.compile(r"<(datastore|recordset)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record\b[^>]*>\s*(.*?)\s*</record>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"^(?:<|&lt;)!\[CDATA\[(.*?)(?:\]\](?:>|&gt;))?\s*$", re.DOTALL)
_NEXT = re.compile(
    r"<nextgroup>.*?(?:href|url)\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|&quot;(.+?)&quot;|&#39;(.+?)&#39;).*?</nextgroup>",
    re.DOTALL | re.IGNORECASE,
)
_PROXY = re.compile(r"""["']([^"'<>\s]*dataproxy\.jsp[^"'<>\s]*)["']""")
_NUMBER = r"""\b{}["']?\s*[:=>]\s*["']?(\d+)"""
_VALUE = r"""\b{}["']?\s*[:=]\s*["']?([\w/%.-]+)"""
DEFAULT_SIZE = 15  # rows a shown page, as the software comes; a request asks for three
_ASKED = (
    "columnid",
    "unitid",
    "webid",
    "webname",
    "appid",
    "path",
    "permissiontype",
    "sourceContentType",
    "col",
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page holds no datastore."""
    stores = [found[0] for found in _STORE.finditer(page.text)]
    if not stores:
        return None
    links: dict[str, Link] = {}
    for record in _records(stores):
        for link in read_links(BeautifulSoup(record, "lxml"), page.base):
            links.setdefault(link.url, link)
    rows = len(links)
    for link in read_links(page.soup, page.base):
        if "dataproxy.jsp" not in link.url:
            links.setdefault(link.url, link)
    following = _next_pages(page, stores[0], rows)
    others = (_printed(page, store) for store in stores[1:])  # a page may show several lists
    return ListPage(tuple(links.values()), following, "hanweb", parts=tuple(filter(None, others)))


def _records(stores: list[str]) -> list[str]:
    found = [body for store in stores for body in _RECORD.findall(store)]
    return [cdata[1] if (cdata := _CDATA.match(body)) else html.unescape(body) for body in found]


def _next_pages(page: ListText, store: str, rows: int) -> tuple[str, ...]:
    asked = read_fields(page.url) if "dataproxy" in page.url else {}
    total = _number("totalrecord", store) or _number("totalrecord", page.text)
    if asked.get("startrecord", "").isdigit() and asked.get("endrecord", "").isdigit():
        return (
            _after(page.url, int(asked["startrecord"]), int(asked["endrecord"]), total or 0) if rows else ()
        )
    printed = _printed(page, store)
    if printed is not None:
        number = read_fields(printed).get("page")
        first = not asked and number in ("0", "1")  # the group that the page itself shows may be the first
        pages = [printed] + ([with_fields(printed, {"page": str(int(number or 0) + 1)})] if first else [])
    else:
        is_last = _NEXT.search(store) is not None  # it prints itself
        pages = _counted(page.url, asked, _number("totalpage", store) or 0) if asked and not is_last else []
    if not asked and total is not None and total > rows:
        pages += _by_records(page, printed, rows, total)
    return tuple(dict.fromkeys(url for url in pages if url != page.url))


def _printed(page: ListText, store: str) -> str | None:
    found = _NEXT.search(store)
    href = next(filter(None, found.groups()), "") if found else ""
    url = read_address(html.unescape(href), page.url) if href else None
    return url if url != page.url else None


def _counted(url: str, asked: dict[str, str], total: int) -> list[str]:
    number = asked.get("page", "")
    is_more = number.isdigit() and int(number) < total
    return [with_fields(url, {"page": str(int(number) + 1)})] if is_more else []


def _after(url: str, first: int, last: int, total: int) -> tuple[str, ...]:
    step = last - first + 1
    if last >= total:
        return ()
    return (with_fields(url, {"startrecord": str(last + 1), "endrecord": str(last + step)}),)


def _by_records(page: ListText, printed: str | None, rows: int, total: int) -> list[str]:
    """Requests for the records after those shown: asked in the query, posted, and by page."""
    proxy = next((html.unescape(found[1]) for found in _PROXY.finditer(page.text)), None)
    url = read_address(printed or proxy or "javascript:", page.url)
    if url is None:
        return []
    size = _number("perpage", page.text) or _number("perPage", page.text) or DEFAULT_SIZE
    known = {name: value for name in _ASKED if (value := _asked(page.text, name))}
    known = {**known, **read_fields(url)}
    known.pop("page", None)
    range_ = {"startrecord": str(rows + 1), "endrecord": str(rows + 3 * size), "perpage": str(size)}
    bare = url.partition("?")[0]
    posted = post_address(with_fields(bare, range_), urlencode(known).encode())
    return [with_fields(bare, {**range_, **known}), posted, with_fields(bare, {**known, "page": "2"})]


def _number(name: str, text: str) -> int | None:
    found = re.search(_NUMBER.format(name), text, re.IGNORECASE)
    return int(found[1]) if found else None


def _asked(text: str, name: str) -> str | None:
    found = re.search(_VALUE.format(name), text)
    return found[1] if found else None
