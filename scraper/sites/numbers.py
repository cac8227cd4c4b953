"""Whole numbers in the fields of a request: in its query, its posted form, its JSON, and JSON in a field.

Promises: a number that is changed is the only thing that changes; all else keeps its bytes, whatever their
encoding.
Refuses: signs, fractions and numbers of ten digits: they count neither pages nor rows.
Caveat: numbers in a list have no name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from scraper.posting import FORM, JSON, post_address, read_request
from scraper.sites.fields import PAIR, field_name, split_query

_LONGEST = 9  # digits
_QUOTED = re.compile(r"%([0-9a-fA-F]{2})|.", re.DOTALL)
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<is_name>\s*:)?|(?P<number>-?\d[\d.eE+-]*)|(?P<list>\[)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number that a field holds, and where its digits stand; `name` is that of `field_name`."""

    name: str
    text: str
    start: int
    end: int

    @property
    def value(self) -> int:
        """What the digits say."""
        return int(self.text)


def read_numbers(address: str) -> tuple[Number, ...]:
    """All whole numbers that fields of a request hold, those in JSON too.

    >>> [(found.name, found.value) for found in read_numbers('http://a.example/?page=2&f={"size":15}')]
    [('page', 2), ('size', 15)]
    """
    found: list[Number] = []

    def note(number: Number) -> str:
        found.append(number)
        return number.text

    change_numbers(address, note)
    return tuple(found)


def change_numbers(address: str, change: Callable[[Number], str]) -> str:
    """The request with `change(number)` in the place of each whole number."""
    asked = read_request(address)
    url, query, fragment = split_query(asked.url)
    mark = "?" if asked.url.startswith("?", len(url)) else ""
    url += mark + _changed(query, _in_pairs(query), change) + fragment
    if asked.body is None:
        return url
    text, is_json = asked.body.decode("latin-1"), asked.content_type == JSON
    text = _changed(text, _in_json(text) if is_json else _in_pairs(text), change)
    return post_address(url, text.encode("latin-1"), JSON if is_json else FORM)


def _changed(text: str, numbers: Iterable[Number], change: Callable[[Number], str]) -> str:
    pieces, last = [], 0
    for number in numbers:
        new = change(number)
        if new != number.text:
            pieces += [text[last : number.start], new]
            last = number.end
    return "".join(pieces) + text[last:]


def _in_pairs(text: str) -> Iterator[Number]:
    for found in PAIR.finditer(text):
        pieces = list(_QUOTED.finditer(found[2]))
        value = "".join(chr(int(piece[1], 16)) if piece[1] else piece[0] for piece in pieces)
        places = [found.start(2) + place for place in (*(piece.start() for piece in pieces), len(found[2]))]
        yield from _in_value(field_name(unquote_plus(found[1])), value.replace("+", " "), places)


def _in_json(text: str) -> Iterator[Number]:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return
    name = ""
    for token in _TOKEN.finditer(text):
        if token["is_name"]:
            name = field_name(token["text"])
        elif token["list"]:
            name = ""  # what a list holds has no name
        elif token["number"]:
            places = list(range(token.start("number"), token.end("number") + 1))
            yield from _in_value(name, token["number"], places)
        elif token["text"]:
            pieces = list(_ESCAPED.finditer(token["text"]))
            value = "".join(json.loads(f'"{piece[0]}"', strict=False) for piece in pieces)
            places = [token.start("text") + piece.start() for piece in pieces]
            yield from _in_value(name, value, [*places, token.end("text")])


def _in_value(name: str, value: str, places: list[int]) -> Iterator[Number]:
    """The numbers in a value of which each character stands at one of `places`."""
    if value.isascii() and value.isdigit() and len(value) <= _LONGEST:
        yield Number(name, value, places[0], places[-1])
    elif value.lstrip()[:1] in ("{", "["):
        for inner in _in_json(value):
            yield Number(inner.name, inner.text, places[inner.start], places[inner.end])
