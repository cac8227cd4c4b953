"""Requests that a page's own script makes for its rows, put together from what the page prints.

Promises: address and fields as the script writes them; names in them are looked up in the page (its
variables, inputs and meta tags) and in the page's own address; the first page is asked for.
Refuses: to guess what stands in a path: a call with an unknown piece there is left alone.
Caveat: calls that an external script makes are not seen; families know what theirs ask.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.address import read_address
from scraper.posting import FORM, JSON, post_address
from scraper.sites.base import ListText
from scraper.sites.literals import Expression, Name, read_literal, read_pieces
from scraper.sites.turning import PAGE_FIELDS, SIZE_FIELDS, field_name

DEFAULT_SIZE = 15  # rows; what most templates ask for
_LONGEST = 600  # characters of one address
_AROUND = 1200  # characters of script before and after an address in which its call stands
_MAX_TRIED = 20  # places of one page
_STRING = r"""(?:"(?:[^"\\\n]|\\.){0,600}"|'(?:[^'\\\n]|\\.){0,600}'|`(?:[^`\\]|\\.){0,600}`)"""
_NAME = r"(?:[A-Za-z_$][\w$.]{0,80}(?:\([^()\n]{0,80}\))?(?:\.\w{1,20}\(\))?)"
_BEFORE = re.compile(rf"(?:{_NAME}\s{{0,9}}\+\s{{0,9}}){{1,4}}$")
_AFTER = re.compile(rf"(?:\s{{0,9}}\+\s{{0,9}}(?:{_STRING}|{_NAME})){{1,20}}")
_WHOLE = re.compile(_STRING)
_ARGUMENT = re.compile(r"\s*,\s*(JSON\.stringify\(\s*)?(?=\{)")
_DATA = re.compile(r"""\b(?:data|params|body|datas)["']?\s*:\s*(JSON\.stringify\(\s*)?(?=[\w"'{$`])""")
_OTHER_CALL = re.compile(r"""\b(?:url["']?\s*:|ajax\s*\(|fetch\s*\(|\.(?:post|get)\s*\()""")
_POSTED = re.compile(r"""(?:\bpost\s*\(\s*$|\b(?:type|method)["']?\s*:\s*["']post)""", re.IGNORECASE)
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


def find_value(page: ListText, name: str) -> str | None:
    """What a name stands for on this page: a field of its address, a variable, an input or a meta tag.

    >>> find_value(ListText("http://a.example/?cid=7", "<script>var siteId = '3';</script>"), "siteId")
    '3'
    """
    if not re.fullmatch(r"[\w$-]{1,60}", name):
        return None
    asked = {key.lower(): value for key, value in parse_qsl(urlsplit(page.url).query)}
    if value := asked.get(name.lower()):
        return value
    if value := _tagged(page, name):
        return value
    value = r"""(?:"([^"\n<>]*)"|'([^'\n<>]*)'|(\d+)\b)"""
    pattern = rf"""(?<![\w$.-])["']?(?:data-)?{re.escape(name)}["']?\s*[:=]\s*{value}"""
    found = ["".join(values) for values in re.findall(pattern, page.text, re.IGNORECASE)]
    return next(filter(None, found), "" if found else None)


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


def _tagged(page: ListText, name: str) -> str | None:
    exact = re.compile(f"^{re.escape(name)}$", re.IGNORECASE)
    for attribute in ("id", "name"):
        tag = page.soup.find(["input", "meta"], attrs={attribute: exact})
        if value := tag and str(tag.get("value") or tag.get("content") or ""):
            return value
    return None


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
    around = _window(text, opening, closing)
    fields = _data(page, opening, closing)
    is_posted = bool(_POSTED.search(text[max(0, opening - 30) : opening]) or _POSTED.search(around))
    kind = (JSON if _AS_JSON.search(around) else FORM) if is_posted else None
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


def _window(text: str, opening: int, closing: int) -> str:
    """The script around an address, up to the calls before and after it."""
    before, after = text[max(0, opening - _AROUND) : opening], text[closing : closing + _AROUND]
    others = [found.start() for found in _OTHER_CALL.finditer(before)]
    own = others[-1] if others and not before[others[-1] :].count("}") else None
    following = _OTHER_CALL.search(after)
    return before[own if own is not None else max(before.rfind(";"), before.rfind("}")) + 1 :][-200:] + (
        after[: following.start()] if following else after
    )


def _data(page: ListText, opening: int, closing: int) -> dict[str, Any]:
    text = page.text
    argument = _ARGUMENT.match(text, closing)
    if argument and not re.search(r"fetch\s*\(\s*$", text[max(0, opening - 20) : opening]):
        found = read_literal(text, argument.end())
        inner = found.get("params") if isinstance(found, dict) else None  # axios.get(url, {params: {...}})
        is_axios = set(found or ()) <= {"params", "headers"} and isinstance(inner, dict)
        return _resolve(page, inner if is_axios else found)
    following = _OTHER_CALL.search(text, closing, closing + _AROUND)
    later = _DATA.search(text, closing, following.start() if following else closing + _AROUND)
    earlier = list(_DATA.finditer(text, max(0, opening - _AROUND), opening))
    place = later or (earlier[-1] if earlier else None)
    return _read_data(page, place.end()) if place else {}


def _read_data(page: ListText, start: int) -> dict[str, Any]:
    text = page.text
    if text[start] == "{":
        return _resolve(page, read_literal(text, start))
    named = re.compile(r"[A-Za-z_$][\w$]*").match(text, start)
    if named is None:  # "page=" + n + "&id=7"
        written = re.compile(rf"{_STRING}(?:{_AFTER.pattern})?").match(text, start)
        joined = _join(page, read_pieces(written[0])) if written else ""
        return dict(parse_qsl(joined or "", keep_blank_values=True))
    assigned = list(
        re.finditer(rf"(?<![\w$.]){re.escape(named[0])}\s*=\s*(?:JSON\.stringify\(\s*)?(?=\{{)", text)
    )
    return _resolve(page, read_literal(text, assigned[-1].end())) if assigned else {}


def _resolve(page: ListText, value: Any) -> dict[str, Any]:
    found = _resolved(page, "", value)
    return found if isinstance(found, dict) else {}


def _resolved(page: ListText, name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(page, key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(page, name, inner) for inner in value]
    if not isinstance(value, Expression):
        return value
    known = [piece if isinstance(piece, str) else find_value(page, piece.text) for piece in value.pieces]
    text = "".join(filter(None, known)) or (find_value(page, name) or "")
    is_count = text.isdecimal() and field_name(name) in PAGE_FIELDS | SIZE_FIELDS
    return max(int(text) - value.less, 0) if is_count else text


def _join(page: ListText, pieces: tuple[str | Name, ...]) -> str | None:
    """An address from its pieces; None where a piece of its path is not known."""
    text = ""
    for piece in pieces:
        known = piece if isinstance(piece, str) else find_value(page, piece.text)
        if known is None and text and "?" not in text:
            return None
        text += known or ""
    return text
