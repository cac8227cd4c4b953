"""The requests that Hanweb's dataproxy knows for records by their numbers, and by pages.

Promises: what identifies a list is what its page prints; each way of asking once, likelier first.
Caveat: which of them a server knows is told by what it answers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from scraper.address import read_address
from scraper.posting import post_address
from scraper.sites.base import ListText
from scraper.sites.fields import read_fields, with_fields

DEFAULT_SIZE = 15  # rows a shown page, as the software comes; a request asks for three
PROXY = re.compile(r"""["']([^"'<>\s]*dataproxy\.jsp[^"'<>\s]*)["']""")
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


def ask_by_records(page: ListText, store: Store, printed: str | None, *, is_sure: bool) -> Iterator[str]:
    """Requests for the records after those shown; what the group prints may be encrypted, the rest not."""
    proxies = (PROXY.search(text.replace("\\/", "/")) for text in (store.own, store.page))
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
    size = next(
        filter(None, (printed_number("perpage", text) for text in (store.own, store.page))), DEFAULT_SIZE
    )
    range_ = {
        "startrecord": str(store.rows + 1),
        "endrecord": str(store.rows + 3 * size),
        "perpage": str(size),
    }
    yield with_fields(bare, {**range_, **fields})
    yield post_address(with_fields(bare, range_), urlencode(fields).encode())
    for number in (2, store.rows // size + 1) if store.rows >= size else (1, 2):
        yield with_fields(bare, {**fields, "page": str(number)})


def total_records(store: Store) -> int | None:
    """How many records the store says that there are, or the page does."""
    return next(
        filter(None, (printed_number("totalrecord", text) for text in (store.text, store.own, store.page))),
        None,
    )


def printed_number(name: str, text: str) -> int | None:
    """The number that stands by `name`, be it a tag, a variable or a field."""
    found = re.search(_NUMBER.format(name), text, re.IGNORECASE)
    return int(found[1]) if found else None


def _asked(store: Store, name: str) -> str:
    found = (re.search(_VALUE.format(name), text) for text in (store.own, store.page))
    values = ("".join(filter(None, one.groups())) for one in found if one)
    return unquote(next(filter(None, values), ""))
