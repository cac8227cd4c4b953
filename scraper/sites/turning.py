"""Requests that say which page they ask for: reading the number, and asking for the next one.

Promises: the next request is the one that was asked, with its page one higher and nothing else changed:
in the query, in a posted form, in posted JSON, and in JSON that a field holds.
Refuses: to make a next page up for an address that names none.
Caveat: which fields are numbers of pages is known by their names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from scraper.posting import JSON, post_address, read_request

PAGE_FIELDS = frozenset(
    {
        *("page", "pageno", "pagenum", "pagenumber", "pageindex", "currpage", "curpage", "currentpage"),
        *("current", "nowpage", "pn", "p"),
    }
)
SIZE_FIELDS = frozenset(["pagesize", "size", "rows", "perpage", "limit", "pagerows"])
_FROM, _TO = "startrecord", "endrecord"
_PAIR = re.compile(r"([^&=]+)=([^&]*)")


def field_name(name: str) -> str:
    """A field's name without case, underscores and signs: `_pageSize` and `page_size` are one.

    >>> field_name("cur_page") in PAGE_FIELDS, field_name("_pageSize") in SIZE_FIELDS
    (True, True)
    """
    return re.sub(r"[^a-z]", "", name.lower())


def next_request(address: str) -> str | None:
    """The address of the next page of the list that `address` asks for; None where it names no page.

    >>> next_request("http://a.example/api/all/7?page=1&sid=2")
    'http://a.example/api/all/7?page=2&sid=2'
    """
    size = record_count(address)
    names = {name for name, _ in asked_fields(address)}

    def turn(name: str, value: str) -> str:
        if size and name in (_FROM, _TO):
            return str(int(value) + size)
        return str(int(value) + 1) if name in PAGE_FIELDS else value

    return change_fields(address, turn) if names & (PAGE_FIELDS | ({_FROM} if size else set())) else None


def page_number(address: str) -> int | None:
    """Which page an address asks for; None where it does not say.

    >>> page_number("http://a.example/list?pageIndex=3&p=1"), page_number("http://a.example/")
    (3, None)
    """
    fields = list(asked_fields(address))
    if size := record_count(address):
        return (dict(fields)[_FROM] - 1) // size + 1
    return next((number for name, number in fields if name in PAGE_FIELDS), None)


def page_size(address: str) -> int | None:
    """How many rows an address asks for; None where it does not say."""
    sizes = (number for name, number in asked_fields(address) if name in SIZE_FIELDS and number > 0)
    return record_count(address) or next(sizes, None)


def record_count(address: str) -> int | None:
    """How many records lie between `startrecord` and `endrecord`; None where there are none."""
    numbers = dict(asked_fields(address))
    first, last = numbers.get(_FROM), numbers.get(_TO)
    return last - first + 1 if first is not None and last is not None and last >= first else None


def asked_fields(address: str) -> Iterator[tuple[str, int]]:
    """Names (as `field_name`) and values of all fields of a request that hold a whole number."""
    found: list[tuple[str, int]] = []

    def note(name: str, value: str) -> str:
        found.append((name, int(value)))
        return value

    change_fields(address, note)
    yield from found


def change_fields(address: str, change: Callable[[str, str], str]) -> str:
    """The request with `change(name, value)` in the place of each whole number."""
    asked = read_request(address)
    url, mark, query = asked.url.partition("?")
    url += mark + _change_pairs(query, change)
    if asked.body is None:
        return url
    text = asked.body.decode("utf-8", "replace")
    changed = _change_json(text, change) if asked.content_type == JSON else _change_pairs(text, change)
    return post_address(url, changed.encode(), asked.content_type or JSON)


def _change_pairs(query: str, change: Callable[[str, str], str]) -> str:
    def changed(found: re.Match[str]) -> str:
        value = unquote_plus(found[2])
        if _is_whole(value):
            return f"{found[1]}={change(field_name(unquote_plus(found[1])), value)}"
        if value[:1] in "{[" and value:
            return f"{found[1]}={quote_plus(_change_json(value, change))}"
        return found[0]

    return _PAIR.sub(changed, query)


def _change_json(text: str, change: Callable[[str, str], str]) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return json.dumps(_change_value("", value, change), ensure_ascii=False)


def _change_value(name: str, value: Any, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _change_value(field_name(key), inner, change) for key, inner in value.items()}
    if isinstance(value, str) and _is_whole(value):
        return change(name, value)
    if isinstance(value, str) and value[:1] == "{":
        return _change_json(value, change)
    return int(change(name, str(value))) if type(value) is int and value >= 0 else value


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
