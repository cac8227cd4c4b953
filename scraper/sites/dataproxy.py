"""What Hanweb's dataproxy is asked for the records after those that are known.

Promises: the next group as the store prints it, then records by their numbers (asked in the query, and
posted), then pages; each way is verified by what it shows.
Refuses: to make up what identifies a list: columns and units are those that the page prints.
Caveat: a page that hides them in an external script shows only its embedded rows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from scraper.address import read_address
from scraper.posting import post_address, read_request
from scraper.sites.base import ListText
from scraper.sites.fields import read_fields, with_fields

DEFAULT_SIZE = 15  # rows a shown page, as the software comes; a request asks for three
_NEXT = re.compile(r"<nextgroup>((?:(?!<nextgroup>).){0,4000}?)</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(
    r"(?:href|url)\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|&quot;(.+?)&quot;|&#39;(.+?)&#39;)",
    re.DOTALL | re.IGNORECASE,
)
_PROXY = re.compile(r"""["']([^"'<>\s]*dataproxy\.jsp[^"'<>\s]*)["']""")
_NUMBER = r"""\b{}["']?\s*[:=>]\s*["']?(\d+)"""
_VALUE = r"""\b{}["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|([\w/%.+-]+))"""
_ASKED = ("columnid", "unitid", "webid", "webname", "appid", "path", "permissiontype", "sourceContentType")
_COUNTS = ("page", "startrecord", "endrecord", "perpage")


@dataclass(frozen=True, slots=True)
class Store:
    """A datastore: `own` is the text of the page that belongs to it, `page` all that is in no store."""

    text: str
    own: str
    page: str
    rows: int


def asks_dataproxy(page: ListText) -> bool:
    """True for a page that fills its list by the dataproxy alone."""
    return "dataproxy" not in page.url and page.data is None and _PROXY.search(page.text) is not None


def next_records(page: ListText, store: Store) -> tuple[str, ...]:
    """Where the records after those of the store may be, likelier first."""
    asked = read_fields(page.url) if "dataproxy" in read_request(page.url).url else {}
    if asked.get("startrecord", "").isdigit() and asked.get("endrecord", "").isdigit():
        return tuple(_after(page.url, asked, store))
    total, printed = _total(store), _printed(page, store.text)
    found = [printed] if printed else []
    if not asked:
        number = read_fields(printed).get("page", "") if printed else ""
        if printed and number in ("0", "1"):  # the group that the page itself shows may be the first
            found.append(with_fields(printed, {"page": str(int(number) + 1)}))
        if total is None or total > store.rows:
            found += _by_records(page, store, printed, is_sure=total is not None)
    elif printed is None and not _HREF.search(_group(store.text)):  # the last group prints itself
        found += _counted(page.url, asked, store)
    return tuple(dict.fromkeys(url for url in found if url != page.url))


def _after(url: str, asked: dict[str, str], store: Store) -> Iterator[str]:
    """The records after those of an answer; some servers give fewer than they are asked for."""
    first, last = int(asked["startrecord"]), int(asked["endrecord"])
    total = _number("totalrecord", store.text)
    for following in (first + store.rows, last + 1) if store.rows else ():
        if total is None or following <= total:
            range_ = {"startrecord": str(following), "endrecord": str(following + last - first)}
            yield with_fields(url, range_)


def _counted(url: str, asked: dict[str, str], store: Store) -> Iterator[str]:
    number, total = asked.get("page", ""), _number("totalpage", store.text)
    if number.isdigit() and store.rows and (total is None or int(number) < total):
        yield with_fields(url, {"page": str(int(number) + 1)})


def _group(store: str) -> str:
    found = _NEXT.search(store)
    return found[1] if found else ""


def _printed(page: ListText, store: str) -> str | None:
    found = _HREF.search(_group(store))
    href = next(filter(None, found.groups()), "") if found else ""
    url = read_address(html.unescape(href), page.url) if href else None
    return url if url != page.url else None


def _by_records(page: ListText, store: Store, printed: str | None, *, is_sure: bool) -> Iterator[str]:
    """Requests for the records after those shown; what the group prints may be encrypted, the rest not."""
    proxies = (_PROXY.search(text.replace("\\/", "/")) for text in (store.own, store.page))
    proxy = next((html.unescape(found[1]) for found in proxies if found), None)
    if proxy is None and not (printed and is_sure):
        return
    url = read_address(proxy or printed or "", page.base) or page.url
    told = {name: value for name in _ASKED if (value := _asked(store, name))} | read_fields(url)
    group = read_fields(printed) if printed else {}
    for known in ({**told, **group}, {**group, **told}):
        fields = {name: value for name, value in known.items() if name not in _COUNTS}
        yield from _ways(url.partition("?")[0], fields, store)


def _ways(bare: str, fields: dict[str, str], store: Store) -> Iterator[str]:
    size = next(filter(None, (_number("perpage", text) for text in (store.own, store.page))), DEFAULT_SIZE)
    range_ = {
        "startrecord": str(store.rows + 1),
        "endrecord": str(store.rows + 3 * size),
        "perpage": str(size),
    }
    yield with_fields(bare, {**range_, **fields})
    yield post_address(with_fields(bare, range_), urlencode(fields).encode())
    for number in (2, store.rows // size + 1) if store.rows >= size else (1, 2):
        yield with_fields(bare, {**fields, "page": str(number)})


def _total(store: Store) -> int | None:
    return next(
        filter(None, (_number("totalrecord", text) for text in (store.text, store.own, store.page))), None
    )


def _number(name: str, text: str) -> int | None:
    found = re.search(_NUMBER.format(name), text, re.IGNORECASE)
    return int(found[1]) if found else None


def _asked(store: Store, name: str) -> str:
    found = (re.search(_VALUE.format(name), text) for text in (store.own, store.page))
    values = ("".join(filter(None, one.groups())) for one in found if one)
    return unquote(next(filter(None, values), ""))
