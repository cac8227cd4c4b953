"""TrueCMS: the first rows in a datastore of the page, the rest as JSONP from `getMessage.do`.

Promises: the records after those of the page are asked for, so many at once as the page says; the answer is
a datastore in a JSON string, read like the one of the page. What comes short is gone on with where it ended.
Refuses: to ask for more at once than the page does; where even that is answered with nothing, `SIZE` are
asked for.
Caveat: some servers answer only where a Referer names the column, which the visitor sends.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from scraper.address import read_address
from scraper.posting import read_request
from scraper.sites import hanweb
from scraper.sites.answers import read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import as_address, find_printed
from scraper.sites.turning import record_count
from scraper.sites.variables import find_value

SIZE = 20  # records at once where the page names no number: 50 and 100 are refused by some
_SERVICE = re.compile(r"/messageController/getMessage\.do")
_RECORD = re.compile(r"<record>")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,7})\s*<")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page does not ask this service."""
    if page.data is not None:
        return _answer(page) if _SERVICE.search(read_request(page.url).url) else None
    service = find_printed(page, _SERVICE)
    url = read_address(service, page.base) if service else None
    if url is None:
        return None
    shown = hanweb.read(page)
    links = shown.links if shown and shown.links else page.links
    return ListPage(links, _next(page, url, len(_RECORD.findall(page.text))), "truecms")


def _next(page: ListText, url: str, records: int) -> tuple[str, ...]:
    path, asked = url.partition("?")[0], dict(parse_qsl(urlsplit(url).query))
    column = next(filter(None, (asked.get("columnId"), find_value(page, "columnId"))), None)
    if column is None:
        return ()
    told = find_value(page, "perPage") or ""
    size = int(told) if told.isdecimal() and int(told) else SIZE
    asked |= {"columnId": column, "callback": "cb"}
    sizes = (size, SIZE) if size > SIZE else (size,)
    windows = (
        {"startrecord": str(records + 1), "endrecord": str(records + count), "perpage": str(count)}
        for count in sizes
    )
    return tuple(as_address(path, {**window, **asked}, None) for window in windows)


def _answer(page: ListText) -> ListPage | None:
    result = page.data.get("result") if isinstance(page.data, dict) else None
    if not isinstance(result, str):
        return read_answer(page, "truecms")
    shown, following = hanweb.read(ListText(page.base, result)), _after(page.url, result)
    return ListPage(shown.links if shown else (), (following,) if following else (), "truecms")


def _after(address: str, result: str) -> str | None:
    """The request for what follows the records that came, be they fewer than were asked for."""
    path, asked = address.partition("?")[0], dict(parse_qsl(urlsplit(address).query))
    count, size = len(_RECORD.findall(result)), record_count(address)
    told = _TOTAL.search(result)
    if not count or size is None:
        return None
    first, total = int(asked["startrecord"]) + count, int(told[1]) if told else 0
    if count < size and 0 < total < first:
        return None
    window = {"startrecord": str(first), "endrecord": str(first + size - 1)}
    return as_address(path, {**asked, **window}, None)
