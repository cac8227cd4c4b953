"""Requests that a page's own script makes for its rows, put together from what the page prints.

Promises: address and fields as the script writes them; names in them are looked up in the page (its
variables, inputs and meta tags) and in the page's own address; the first page is asked for.
Refuses: to guess what stands in a path: a call with an unknown piece there is left alone.
Caveat: of a script file, which is read like a page, the names must stand in it or in its fragment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from scraper.address import read_address
from scraper.posting import FORM, JSON, post_address
from scraper.sites.base import ListText
from scraper.sites.fields import PAGE_FIELDS, SIZE_FIELDS, field_name
from scraper.sites.literals import Name, read_pieces
from scraper.sites.variables import ADDED, NAME, STRING, find_value, resolve_names, value_at

DEFAULT_SIZE = 15  # rows; what most templates ask for
_LONGEST = 600  # characters of one address
_AROUND = 1200  # characters of script before and after an address in which its call stands
_HEAD = 40  # characters in front of an address in which a short call begins: `axios.post(`
_MAX_TRIED = 20  # places of one page
_BEFORE = re.compile(rf"(?:{NAME}\s{{0,9}}\+\s{{0,9}}){{1,4}}$")
_AFTER = re.compile(ADDED)
_ADDRESS_BEFORE, _ADDRESS_AFTER = re.compile(r"[^\s\"'`<>()=]+$"), re.compile(r"[^\s\"'`<>)]{0,600}")
_WHOLE = re.compile(STRING)
_ARGUMENT = re.compile(
    r"\s*,\s*(?:(?:JSON|qs|Qs)\.stringify\(\s*|\$\.param\(\s*)?(?=\{|[A-Za-z_$][\w$]*\s*[,)])"
)
_DATA = re.compile(r"""\b(?:data|params|body|datas)["']?\s*:\s*(JSON\.stringify\(\s*)?(?=[\w"'{$`])""")
_OTHER_CALL = re.compile(r"""\burl["']?\s*:|\bfetch\s*\(|(?:\w|\$)+\.(?:ajax|post|get|getJSON)\s*\(""")
_ASSIGNED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s*=\s*$")
_POSTED = re.compile(r"""(?:\bpost\s*\(\s*$|\b(?:type|method)["']?\s*:\s*["']post)""", re.IGNORECASE)
_AS_FORM = re.compile(r"\bqs\.stringify|\$\.param\(|URLSearchParams|urlencoded", re.IGNORECASE)
# a field of a form that holds JSON
_PACKED = re.compile(r"""[{,]\s*["']?(?!(?:data|body|datas)\b)[\w.]+["']?\s*:\s*JSON\.stringify""")
_AS_JSON = re.compile(r"JSON\.stringify|application/json|\baxios\b|\$http\b", re.IGNORECASE)


def find_call(
    page: ListText,
    marker: re.Pattern[str],
    defaults: Mapping[str, str] = {},
    *,
    wanted: Callable[[str], bool] = bool,
) -> str | None:
    """The first `wanted` request whose address holds `marker`; `defaults` are fields that it has where the
    page prints none.

    >>> page = ListText("http://a.example/", "<script>$.post('/list/load', {pageIndex: n, id: '7'})</script>")
    >>> from scraper.posting import read_request
    >>> read_request(find_call(page, re.compile("/load")) or "").body
    b'pageIndex=1&id=7'
    """
    for count, found in enumerate(marker.finditer(page.text)):
        if count == _MAX_TRIED:
            break
        address = _read_call(page, found.end() - 1, defaults)
        if address is not None and wanted(address):
            return address
    return None


def find_printed(page: ListText, marker: re.Pattern[str]) -> str | None:
    """The address in which `marker` stands first, as the page prints it.

    >>> page = ListText("http://a.example/", "<script>post('/x/api/data/search')</script>")
    >>> find_printed(page, re.compile("/api/data/"))
    '/x/api/data/search'
    """
    found = marker.search(page.text)
    if found is None:
        return None
    before = _ADDRESS_BEFORE.search(page.text, max(0, found.start() - _LONGEST), found.start())
    after = _ADDRESS_AFTER.match(page.text, found.end())
    return unescape((before[0] if before else "") + found[0] + (after[0] if after else ""))


def as_address(url: str, fields: Mapping[str, Any], content_type: str | None) -> str:
    """A request's address: `content_type` FORM or JSON to post the fields, None to ask with them."""
    if content_type == JSON:
        return post_address(url, json.dumps(fields, ensure_ascii=False).encode(), JSON)
    text = urlencode(
        [(k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)) for k, v in fields.items()]
    )
    if content_type == FORM:
        return post_address(url, text.encode(), FORM)
    return f"{url}{'&' if '?' in url else '?'}{text}" if text else url


def _read_call(page: ListText, at: int, defaults: Mapping[str, str]) -> str | None:
    text = page.text
    opening = max(text.rfind(quote, max(0, at - _LONGEST), at) for quote in "\"'`")
    whole = _WHOLE.match(text, opening) if opening >= 0 else None
    if whole is None or whole.end() <= at or text[:opening].rstrip().endswith("action="):
        return None  # the form of a search box is no list
    before = _BEFORE.search(text[max(0, opening - 400) : opening])
    after = _AFTER.match(text, whole.end())
    opening -= len(before[0]) if before else 0
    closing = after.end() if after else whole.end()
    printed = _join(page, read_pieces(text[opening:closing]))
    url = read_address(unescape(printed), page.base) if printed else None
    if url is None:
        return None
    opening, closing = _place_of_call(text, opening, closing)
    start = _call_start(text, opening)
    following = _OTHER_CALL.search(text, closing, closing + _AROUND)
    end = following.start() if following else min(len(text), closing + _AROUND)
    fields = _data(page, start, opening, closing, end)
    around = _PACKED.sub("", f"{text[start:opening]}\n{text[closing:end]}")
    is_posted = bool(_POSTED.search(text[start:opening]) or _POSTED.search(around))
    is_json = _AS_JSON.search(around) and not _AS_FORM.search(around)
    kind = (JSON if is_json else FORM) if is_posted else None
    return _send_first(url, fields, kind, defaults)


def _send_first(url: str, fields: dict[str, Any], kind: str | None, defaults: Mapping[str, str]) -> str:
    path, _, query = url.partition("?")
    asked = {name: _first(name, value) for name, value in parse_qsl(query, keep_blank_values=True)}
    fields = {name: _first(name, value) for name, value in fields.items()}
    for name, value in defaults.items():
        names = {field_name(known) for known in (*asked, *fields)}
        group = next((known for known in (PAGE_FIELDS, SIZE_FIELDS) if field_name(name) in known), {name})
        if field_name(name) not in names and not names & set(group):
            fields[name] = value
    if kind is None:
        return as_address(path, {**asked, **fields}, None)
    return as_address(as_address(path, asked, None), fields, kind)


def _first(name: str, value: Any) -> Any:
    """The value of a field of the first page's request."""
    if isinstance(value, dict):
        return {key: _first(key, inner) for key, inner in value.items()}
    if field_name(name) in PAGE_FIELDS:
        return value if str(value) in ("0", "1") else 1
    if field_name(name) in SIZE_FIELDS and value in ("", None):
        return DEFAULT_SIZE
    return "" if value is None else value


def _call_start(text: str, opening: int) -> int:
    """Where the call begins in which the address at `opening` stands; the address itself if none is open."""
    earliest = max(0, opening - _AROUND)
    starts = [found.start() for found in _OTHER_CALL.finditer(text, earliest, opening)]
    if starts and text.startswith("url", starts[-1]):
        starts.pop()  # `url:` of this call
    own = text[starts[-1] : opening] if starts else ""
    return starts[-1] if own.count("{") > own.count("}") else max(earliest, opening - _HEAD)


def _place_of_call(text: str, opening: int, closing: int) -> tuple[int, int]:
    """Where the address is used: elsewhere, where it is only given a name here."""
    named = _ASSIGNED.search(text[max(0, opening - 60) : opening])
    if named is None:
        return opening, closing
    name = re.escape(named[1])
    use = re.compile(rf"(?:\burl[\"']?\s*:\s*|(?:\bfetch|\.(?:post|get|getJSON))\s*\(\s*){name}(?![\w$])")
    used = use.search(text, closing, closing + 2 * _AROUND)
    return (used.end() - len(named[1]), used.end()) if used else (opening, closing)


def _data(page: ListText, start: int, opening: int, closing: int, end: int) -> dict[str, Any]:
    """The fields that the call sends which holds its address between `opening` and `closing`."""
    text = page.text
    argument = _ARGUMENT.match(text, closing)
    if argument and not re.search(r"fetch\s*\(\s*$", text[start:opening]):
        found = value_at(page, argument.end())
        inner = found.get("params") if isinstance(found, dict) else None  # axios.get(url, {params: {...}})
        is_axios = set(found or ()) <= {"params", "headers"} and isinstance(inner, dict)
        return _resolve(page, inner if is_axios else found)
    earlier = list(_DATA.finditer(text, start, opening))
    place = _DATA.search(text, closing, end) or (earlier[-1] if earlier else None)
    return _resolve(page, value_at(page, place.end())) if place else {}


def _resolve(page: ListText, value: Any) -> dict[str, Any]:
    found = resolve_names(page, "", value)
    return found if isinstance(found, dict) else {}


def _join(page: ListText, pieces: tuple[str | Name, ...]) -> str | None:
    """An address from its pieces; None where a piece of its path is not known."""
    text = ""
    for piece in pieces:
        known = piece if isinstance(piece, str) else find_value(page, piece.text)
        if known is None and text and "?" not in text:
            return None
        text += known or ""
    return text
