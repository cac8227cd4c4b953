"""easttone: an empty template filled from POST `/front/api/data/search`.

Promises: the channel and the path of the service are what `new CMS({...})` or the page's own call print; the
channel is always sent as a list, for where it is a string the whole site comes back.
Caveat: without a printed path the common one is asked.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from scraper.posting import JSON, read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import DEFAULT_SIZE, as_address, find_printed
from scraper.sites.literals import read_literal
from scraper.sites.variables import find_value, resolve_names

_SERVICE = re.compile(r"/api/data/(?:search|affair)\b")
_SETUP = re.compile(r"\bnew\s+CMS\s*\(\s*(?=\{)")
_CHANNELS = ("channelList", "channelIds", "channelId", "channel")
_ORDER = {"orderFields": ["display_date", "id"], "orderTypes": ["desc", "desc"]}


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page is neither such a template nor an answer for one."""
    if page.data is not None:
        return read_answer(page, "easttone") if _SERVICE.search(read_request(page.url).url) else None
    setup, service = _SETUP.search(page.text), find_printed(page, _SERVICE)
    if setup is None and service is None:
        return None
    values = _flat(resolve_names(page, "", read_literal(page.text, setup.end()))) if setup else {}
    channels = _channels(page, values)
    if not channels:
        return None
    size = str(values.get("pageSize"))
    fields = {
        "channelList": channels,
        "pageNo": 1,
        "pageSize": int(size) if size.isdecimal() else DEFAULT_SIZE,
        **{
            name: values[name] if isinstance(values.get(name), list) else usual
            for name, usual in _ORDER.items()
        },
    }
    url = urljoin(page.base, service or "/front/api/data/search")
    return ListPage(page.links, (as_address(url, fields, JSON),), "easttone")


def _channels(page: ListText, values: dict[str, Any]) -> list[str]:
    known = (values.get(name) for name in _CHANNELS)
    printed = next((value for value in known if value and isinstance(value, list | str | int)), None)
    if printed is None:
        listed = re.search(r"channelList[\"']?\s*[:=]\s*(?=\[)", page.text)
        printed = read_literal(page.text, listed.end()) if listed else None
    if printed is None:
        printed = next(filter(None, (find_value(page, name) for name in _CHANNELS)), "")
    told = printed if isinstance(printed, list) else str(printed).split(",")
    return [str(one).strip() for one in told if isinstance(one, str | int) and str(one).strip()]


def _flat(value: Any) -> dict[str, Any]:
    """The fields of an object and of the objects in it, the outer ones first."""
    found: dict[str, Any] = {}
    level = [value]
    while level:
        outer = [one for one in level if isinstance(one, dict)]
        for one in outer:
            found = {**one, **found}
        level = [inner for one in outer for inner in one.values()]
    return found
