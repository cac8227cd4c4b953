"""What the names in a page's scripts stand for: variables, inputs, meta tags, fields of its address.

Promises: a name is looked up where the page tells it; an object with what it is given afterwards.
Refuses: to compute: a call, or a sum of names that are not told, stands for the empty text.
Caveat: of a text that is given twice the first counts, of an object the last.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scraper.sites.base import ListText
from scraper.sites.fields import PAGE_FIELDS, SIZE_FIELDS, field_name
from scraper.sites.literals import Expression, Name, Packed, read_literal, read_pieces

STRING = r"""(?:"(?:[^"\\\n]|\\.){0,600}"|'(?:[^'\\\n]|\\.){0,600}'|`(?:[^`\\]|\\.){0,600}`)"""
NAME = r"(?:[A-Za-z_$][\w$.]{0,80}(?:\([^()\n]{0,80}\))?(?:\.\w{1,20}(?:\([^()\n]{0,40}\))?){0,3})"
ADDED = rf"(?:\s{{0,9}}\+\s{{0,9}}(?:{STRING}|{NAME})){{1,20}}"  # to a string
_SUM = re.compile(rf"{STRING}(?:{ADDED})?")
_VARIABLE = re.compile(r"[A-Za-z_$][\w$]*")
_GIVEN = r"""(?:\.([A-Za-z_$][\w$]*)|\[["']([\w.$-]+)["']\])\s*=(?![=>])\s*(?!function\b|new\b)"""
_GIVEN += rf"((?:{STRING}|{NAME}|\d{{1,20}})(?:{ADDED})?)"
_OF_OBJECTS = frozenset({"params", "param", "query", "condition"})  # fields that hold what is asked for
_DEEPEST = 3  # objects that are named within each other


def find_value(page: ListText, name: str) -> str | None:
    """What a name stands for on this page: a field of its address, a variable, an input or a meta tag; in a
    script file also what its page tells, in the file's fragment and in its own address.

    >>> find_value(ListText("http://a.example/?cid=7", "<script>var siteId = '3';</script>"), "siteId")
    '3'
    """
    if not re.fullmatch(r"[\w-]{1,60}", name):
        return None
    if value := _asked_for(page.url).get(name.lower()):
        return value
    if value := _tagged(page, name):
        return value
    value = r"""(?:"([^"\n<>]*)"|'([^'\n<>]*)'|(\d+)\b)"""
    assigned = re.findall(rf"""(?<![\w$-])["']?{name}["']?\s*[:=]\s*{value}""", page.scripts, re.IGNORECASE)
    written = re.findall(rf"""\bdata-{name}\s*=\s*{value}""", page.text, re.IGNORECASE)
    found = ["".join(values) for values in (*assigned, *written)]
    told = _asked_for(page.column or "").get(name.lower()) if page.base == page.column else None
    return next(filter(None, found), told or ("" if found else None))


def resolve_names(page: ListText, name: str, value: Any, depth: int = 0) -> Any:
    """A literal with every name in it looked up; what a page does not tell is the empty text."""
    if isinstance(value, dict):
        return {key: resolve_names(page, key, inner, depth) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolve_names(page, name, inner, depth) for inner in value]
    inner = value.value if isinstance(value, Packed) else value
    named = _named_object(page, name, value) if depth < _DEEPEST else None
    if named is not None:
        return resolve_names(page, name, named, depth + 1)
    if not isinstance(inner, Expression):
        return inner if inner is value else resolve_names(page, name, inner, depth)
    text = join_pieces(page, inner.pieces) or find_value(page, name) or ""
    is_count = text.isdecimal() and field_name(name) in PAGE_FIELDS | SIZE_FIELDS
    return max(int(text) - inner.less, 0) if is_count else text


def value_at(page: ListText, start: int) -> Any:
    """What a call is given at `start` of the text: an object, a query written as a string, or one of them
    by its name; None where it is neither.

    >>> page = ListText("http://a.example/", "var q = {id: '7'}; q.page = 1; post(q)")
    >>> value_at(page, page.text.index("q)"))
    {'id': '7', 'page': 1}
    """
    if page.text.startswith("{", start):
        return read_literal(page.text, start)
    named = _VARIABLE.match(page.text, start)
    if named is None:
        return _query(page, start)
    found = _object(page, named[0])
    if found is not None:
        return found
    places = _assignments(page, named[0], r"(?=[\"'`])")
    return _query(page, places[-1]) if places else None


def join_pieces(page: ListText, pieces: tuple[str | Name, ...]) -> str:
    """A text from its pieces; what a page does not tell is left out."""
    return "".join(
        piece if isinstance(piece, str) else find_value(page, piece.text) or "" for piece in pieces
    )


def _query(page: ListText, start: int) -> dict[str, str] | None:
    """Fields that are written as a string: `"page=" + n + "&id=7"`."""
    written = _SUM.match(page.text, start)
    if written is None:
        return None
    return dict(parse_qsl(join_pieces(page, read_pieces(written[0])), keep_blank_values=True))


def _object(page: ListText, name: str) -> dict[str, Any] | None:
    """The object of this name, with what it is given afterwards; None where the page has none."""
    places = _assignments(page, name, r"(?:JSON\.stringify\(\s*)?(?=\{)")
    found = read_literal(page.text, places[-1]) if places else None
    given = re.findall(rf"(?<![\w$.]){re.escape(name)}{_GIVEN}", page.text)
    told = {dotted or quoted: _value(text) for dotted, quoted, text in given}
    own = found if isinstance(found, dict) else {}
    return {**own, **told} if own or told or found is not None else None


def _named_object(page: ListText, field: str, value: Any) -> dict[str, Any] | None:
    """The object that a name stands for in a field of objects, or where it is written as JSON: here, or
    where the name is given it."""
    inner = value.value if isinstance(value, Packed) else value
    pieces = inner.pieces if isinstance(inner, Expression) else ()
    if len(pieces) != 1 or not isinstance(pieces[0], Name):
        return None
    if isinstance(value, Packed) or field_name(field) in _OF_OBJECTS:
        return _object(page, pieces[0].text)
    places = _assignments(page, pieces[0].text, r"JSON\.stringify\(\s*(?=\{)")
    found = read_literal(page.text, places[-1]) if places else None
    return found if isinstance(found, dict) else None


def _assignments(page: ListText, name: str, value: str) -> list[int]:
    return [
        one.end() for one in re.finditer(rf"(?<![\w$.]){re.escape(name)}\s*=(?![=>])\s*{value}", page.text)
    ]


def _value(text: str) -> Any:
    found = read_literal(f"{{x: {text}}}")
    return found.get("x", "") if isinstance(found, dict) else ""


def _asked_for(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    fields = (*parse_qsl(parts.fragment.removeprefix("!")), *parse_qsl(parts.query))
    return {name.lower(): value for name, value in fields}


def _tagged(page: ListText, name: str) -> str | None:
    exact = re.compile(f"^{re.escape(name)}$", re.IGNORECASE)
    for attribute in ("id", "name"):
        tag = page.soup.find(["input", "meta"], attrs={attribute: exact})
        if value := tag and str(tag.get("value") or tag.get("content") or ""):
            return value
    return None
