"""Rows whose address a function of the page puts together: `onclick="show('2024', 77)"`.

Promises: where the function only joins strings and what it is given, the row gets that address in `to-href`,
where every reader of links looks for it.
Refuses: functions that compute, choose between addresses, or join what the call does not give.
Caveat: a function that stands in a file of its own is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from scraper.sites.literals import read_pieces, unquote_literal

MOST = 5000  # elements of a page that are looked at
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*'|`[^`]*`)"""
_WRAPPED = r"(?<=encodeURIComponent)\([^()\n]*\)|(?<=encodeURI)\([^()\n]*\)"
_JOINED = rf"((?:{_STRING}|[\w$.]++|\s*\+\s*|[ \t]++|{_WRAPPED})++)(?=[;,)}}\n]|$)"
_GOES = re.compile(
    rf"(?:\blocation(?:\.href)?\s*=(?!=)\s*|\blocation\.(?:replace|assign)\s*\(\s*|\bopen\s*\(\s*){_JOINED}"
)
_CALL = re.compile(r"(?:javascript:)?\s*(?:return\s+)?(?:this\.|window\.)?([A-Za-z_$][\w$]*)\s*\(([^()]*)\)")
_ARGUMENT = re.compile(rf"\s*({_STRING}|[^,'\"`]*)\s*(?:,|$)")
_FUNCTION = re.compile(
    r"(?:\bfunction\s+([\w$]+)\s*\(|(?<![\w$.])([\w$]+)\s*[=:]\s*(?:function\b\s*)?\()"
    r"([\w$,\s]*)\)\s*(?:=>\s*)?\{"
)
_LONGEST = 2000  # characters of a function, and of a call


@dataclass(frozen=True)  # no slots: the body is cut out once
class _Function:
    """What a function is given, and where it begins."""

    parameters: list[str]
    script: str
    start: int

    @cached_property
    def body(self) -> str:
        """What stands between its braces; nothing where they do not close in time."""
        depth, text = 1, self.script[self.start : self.start + _LONGEST]
        for bracket in re.finditer(r"[{}]", text):
            depth += 1 if bracket[0] == "{" else -1
            if not depth:
                return text[: bracket.start()]
        return ""


def write_addresses(soup: BeautifulSoup, around: BeautifulSoup | None = None) -> None:
    """Give rows without an address the one that their call leads to; `around` is the page that they are of.

    >>> script = "<script>function go(id) { open('/x/' + id + '.html') }</script>"
    >>> soup = BeautifulSoup("<a onclick='go(7)'>a</a>" + script, "lxml")
    >>> write_addresses(soup)
    >>> soup.a["to-href"]
    '/x/7.html'
    """
    known: dict[str, _Function] | None = None
    for tag in soup.find_all(_calls, limit=MOST):
        if known is None:
            known = _functions((around or soup).find_all("script"))
        for call in (str(tag.get(name) or "")[:_LONGEST] for name in ("onclick", "href")):
            address = _called(call, known) or _led_to(call, {})
            if address is not None:
                tag["to-href"] = address


def _functions(scripts: Iterable[Tag]) -> dict[str, _Function]:
    """The functions that scripts define, by name: the first of each."""
    found: dict[str, _Function] = {}
    for text in (str(script.string or "") for script in scripts):
        for one in _FUNCTION.finditer(text):
            parameters = [name.strip() for name in one[3].split(",")]
            found.setdefault(one[1] or one[2], _Function(parameters, text, one.end()))
    return found


def _calls(tag: Tag) -> bool:
    href = str(tag.get("href") or "").strip().lower()
    if href and href[0] != "#" and not href.startswith("javascript:"):
        return False
    return bool(tag.get("onclick") or href.startswith("javascript:")) and not tag.get("to-href")


def _called(call: str, known: Mapping[str, _Function]) -> str | None:
    """The address that a call of one of the page's functions leads to."""
    found = _CALL.match(call)
    function = known.get(found[1]) if found else None
    if found is None or function is None:
        return None
    given = (argument[1].strip() for argument in _ARGUMENT.finditer(found[2]))
    pairs = zip(function.parameters, given, strict=False)
    values = {name: value for name, one in pairs if (value := _value(one))}
    return _led_to(function.body, values)


def _value(argument: str) -> str | None:
    """What a call gives: a string or a number; None for what would have to be looked up."""
    if argument[:1] in ("'", '"'):
        return unquote_literal(argument)
    return argument if argument.isdecimal() else None


def _led_to(body: str, values: Mapping[str, str]) -> str | None:
    """The one address to which `body` goes, joined of several pieces."""
    goals = {goal[1].strip() for goal in _GOES.finditer(body)}
    if len(goals) != 1:
        return None
    goal = goals.pop()
    named = re.findall(rf"(?<![\w$.]){re.escape(goal)}\s*=(?!=)\s*{_JOINED}", body)
    if goal.isidentifier() and goal not in values and len(named) == 1:
        goal = named[0]
    pieces = [piece if isinstance(piece, str) else values.get(piece.text) for piece in read_pieces(goal)]
    if len(pieces) < 2 or None in pieces:
        return None
    return "".join(filter(None, pieces))
