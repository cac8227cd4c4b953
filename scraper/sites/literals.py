"""Values that scripts and answers write: JSON, JSONP, and the looser literals of JavaScript.

Promises: single quotes, bare keys, comments and commas too many are read; what is no literal in the place
of a value (a variable, a sum, a call) becomes an `Expression` of its pieces, for whoever can look names up.
Refuses: to run anything, or to read deeper than `MAX_DEPTH`.
Caveat: a regular expression that holds a quote or a brace ends the reading; the value is then None.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 40  # levels; trees of categories have about eight
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<token>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`"""
    r"""|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_$][\w$]*|.)""",
    re.DOTALL,
)
_QUOTES = "\"'`"
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_CALLBACK = re.compile(r"^(?:/\*.*?\*/)?\s*[\w$.]{1,80}\s*\(\s*(?=[{\[\"'])(.*)\)\s*;?\s*$", re.DOTALL)
_WRAPPERS = frozenset(["encodeURIComponent", "encodeURI", "escape", "String", "Number", "parseInt"])
_PLACE = re.compile(r"\$\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, the last word of a dotted one, or the text that a call is given: what to look up."""

    text: str


@dataclass(frozen=True, slots=True)
class Expression:
    """What stands for a value: strings and names to be joined; `less` is what is subtracted at its end."""

    pieces: tuple[str | Name, ...]
    less: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """A value that stands as JSON in a string."""

    value: Any


def read_json(text: str) -> Any:
    """The value of a JSON or JSONP answer; None where the text is neither.

    >>> read_json('cb({"a": [1]});'), read_json("{'a': 1,}"), read_json("<html>")
    ({'a': [1]}, {'a': 1}, None)
    """
    text = text.strip("\ufeff \t\r\n")
    if called := _CALLBACK.match(text):
        text = called[1].strip()
    if text[:1] not in ("{", "[", '"', "'") or not text:
        return None
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        value = read_literal(text)
    return read_json(value) if isinstance(value, str) else value


def read_literal(text: str, start: int = 0) -> Any:
    """The object, list or string that begins at `start`; None where none does, or it has no end.

    >>> read_literal("{SID: '755', u: '/a/' + site.id, // x\\n}")
    {'SID': '755', 'u': Expression(pieces=('/a/', Name(text='id')), less=0)}
    """
    try:
        return _Reader(text, start).read()
    except (StopIteration, ValueError):
        return None


def read_pieces(text: str) -> tuple[str | Name, ...]:
    """The strings and names of an expression such as `a.b + '/x/' + id('#y')`."""
    expression = _join_up([found["token"] for found in _TOKEN.finditer(text) if found["token"]])
    return expression.pieces


def unquote_literal(token: str) -> str:
    """The text of a quoted string."""
    text = _ESCAPE.sub(_unescape, token[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of one sign, joined


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self._tokens = (found["token"] for found in _TOKEN.finditer(text, start) if found["token"])
        self._token = next(self._tokens)

    def read(self) -> Any:
        if self._token not in ("{", "[") and self._token[0] not in _QUOTES:
            return None
        return self._value(0, is_outermost=True)

    def _advance(self) -> str:
        token, self._token = self._token, next(self._tokens, "")
        if not token:
            raise ValueError("the text ends within a value")
        return token

    def _value(self, depth: int, *, is_outermost: bool = False) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} levels")
        if self._token == "{":
            return self._object(depth)
        if self._token == "[":
            return self._list(depth)
        taken = [self._advance()]
        if taken == ["JSON"] and (packed := self._packed(taken, depth)):
            return packed
        while not is_outermost and self._token not in (",", "}", "]"):
            taken += self._group() if self._token in ("(", "{", "[") else [self._advance()]
        return _simple(taken)

    def _packed(self, taken: list[str], depth: int) -> Packed | None:
        """What `JSON.stringify(...)` is given; of another call the tokens are left in `taken`."""
        while self._token in (".", "stringify"):
            taken.append(self._advance())
        if self._token != "(" or taken[-1] != "stringify":
            return None
        if (group := self._group())[1] not in ("{", "["):
            return Packed(_simple(group[1:-1])) if len(group) > 2 else None
        return Packed(_Reader(" ".join(group[1:]), 0)._value(depth + 1))

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._advance()
        while self._token != "}":
            key = self._advance()
            if key == ",":
                continue
            key = unquote_literal(key) if key[0] in _QUOTES else key
            if self._token == ":":
                self._advance()
                found[key] = self._value(depth + 1)
            else:
                self._skip()  # a method, or the short form {a}
        self._advance()
        return found

    def _list(self, depth: int) -> list[Any]:
        found = []
        self._advance()
        while self._token != "]":
            if self._token == ",":
                self._advance()
                continue
            found.append(self._value(depth + 1))
        self._advance()
        return found

    def _skip(self) -> None:
        while self._token not in (",", "}"):
            if self._token in ("(", "{", "["):
                self._group()
            else:
                self._advance()

    def _group(self) -> list[str]:
        taken, depth = [self._advance()], 1
        while depth:
            token = self._advance()
            depth += (token in ("(", "{", "[")) - (token in (")", "}", "]"))
            taken.append(token)
        return taken


def _simple(taken: list[str]) -> Any:
    first = taken[0]
    if taken[0] == "-" and len(taken) == 2 and taken[1][0].isdigit():
        return -_number(taken[1])
    if len(taken) > 1:
        return _join_up(taken)
    if first[0] in _QUOTES and not (first[0] == "`" and _PLACE.search(first)):
        return unquote_literal(first)
    if first in _WORDS:
        return _WORDS[first]
    return _number(first) if first[0].isdigit() else _join_up(taken)


def _number(token: str) -> int | float:
    return int(token) if token.isdigit() else float(token)


def _join_up(taken: list[str]) -> Expression:
    taken, pieces = _unwrapped(taken), list[str | Name]()
    depth, before, is_answer, method = 0, "", False, ""
    for token in taken:
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if token[0] in _QUOTES:
            inside = _filled(token)
            if depth and pieces and isinstance(pieces[-1], Name) and not is_answer:
                pieces[-1] = Name(
                    unquote_literal(token).lstrip("#.").removeprefix("data-")
                )  # $("#channelId")
            elif is_answer and pieces and (method == "data" or token[1:].startswith("data-")):
                pieces[-1] = Name(unquote_literal(token).removeprefix("data-"))  # $("#list").data("channel")
            elif not depth:
                pieces += inside
        elif not depth and (token[0].isalpha() or token[0] in "_$"):
            if before != ".":
                pieces.append(Name(token))
            elif pieces and (
                not is_answer or method == "dataset"
            ):  # of a.b.c the last, of $("#c").val() what it was given
                pieces[-1] = Name(token)
        elif not depth and token.isdigit() and before == "+":
            pieces.append(token)
        method = token if is_answer and before == "." else method
        is_answer = token == ")" or (is_answer and (token in (".", "(") or before == "."))
        before = token
    less = int(taken[-1]) if len(taken) > 2 and taken[-2] == "-" and taken[-1].isdigit() else 0
    return Expression(tuple(pieces), less)


def _unwrapped(taken: list[str]) -> list[str]:
    """The tokens without functions that only write what they are given in another way."""
    kept: list[str] = []
    wraps: list[bool] = []  # for each bracket that is open
    for before, token in zip(["", *taken], taken, strict=False):
        if token == "(":
            wraps.append(before in _WRAPPERS)
        if token == "(" and wraps[-1]:
            kept.pop()
        elif not (token == ")" and wraps and wraps.pop()):
            kept.append(token)
    return kept


def _filled(token: str) -> list[str | Name]:
    """A quoted string; of a template string, the strings and names of which it is made."""
    text = unquote_literal(token)
    if token[0] != "`":
        return [text]
    pieces: list[str | Name] = list(_PLACE.split(text))
    pieces[1::2] = [next(iter(read_pieces(str(piece))), "") for piece in pieces[1::2]]
    return pieces


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)
