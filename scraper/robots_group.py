"""Which lines of a robots.txt speak to us: RFC 9309, section 2.2.

Promises: a product token is matched whole, in any case, whatever version stands behind it; groups of one
agent count together; a line that is no rule (Sitemap, Crawl-delay, anything unknown) parts no group; the
longest delay holds.
Refuses: to read less into a line than its writer meant: a full-width colon, a byte-order mark, a path without
its slash or with its host forbid all the same.
Caveat: what allows has to be written by the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

TOKEN = "gongkai"
_ANY = "*"
_ENDS = re.compile(r"\r\n|\r|\n")  # and no other character: Python knows more ends of lines than the RFC
_NOTHING = str.maketrans("", "", "\0\ufeff\u200b")  # what is not seen, and stands where files were joined
_LINE = re.compile(
    r"(?:(?P<agent>user[- ]?agent)|(?P<allow>allow)|(?P<disallow>dis+al+ow|diasllow|disallaw)"
    r"|(?P<delay>crawl[- ]delay)|(?P<rate>request[- ]rate))(?:\s*[:：]\s*|\s+|$)(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"[\w-]+", re.ASCII)
_DELAY = re.compile(
    r"\+?((?:\d[\d_]*\.?\d*|\.\d+)(?:e\+?\d+)?)\s*(?:s|secs?|seconds?|秒)?", re.ASCII | re.IGNORECASE
)
_RATE = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})\s*([smhd]?)\b", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_ENCODINGS = ("utf-8", "gb18030")
_KEPT = "".join(map(chr, range(33, 127)))  # of a pattern; white space would end a line, or lose its end


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that allows or forbids: as it is written, and its pattern."""

    text: str
    is_allow: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class Group:
    """All that a robots.txt says to us: its rules, and the seconds that it asks to have between requests."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0


def has_agents(text: str) -> bool:
    """True where a line names an agent: the least that makes a robots.txt."""
    return any(kind == "agent" and value for _, kind, value in _fields(text))


def read_group(text: str) -> Group:
    """The group of our own name, else the one of all.

    >>> read_group("User-agent: gong\\nDisallow: /\\n\\nUser-agent: *\\nDisallow: /a").rules
    (Rule(text='Disallow: /a', is_allow=False, pattern='/a'),)
    >>> read_group("User-agent: gongkai/1.0\\nCrawl-delay: 7\\nUser-agent: b\\nDisallow: /").delay
    7.0
    """
    said: dict[str, list[tuple[str, str, str]]] = {}
    names: set[str] = set()
    has_rules = False
    for field in _fields(text):
        if field[1] == "agent":
            names = _names(field[2]) | (set() if has_rules else names)
            has_rules = False
            for name in names:
                said.setdefault(name, [])
            continue
        has_rules = has_rules or field[1] in ("allow", "disallow")
        for name in names:
            said[name].append(field)
    return _group(said.get(TOKEN, said.get(_ANY, [])))


def _fields(text: str) -> Iterable[tuple[str, str, str]]:
    """Each line that says something: the line, what it is, and its value."""
    for raw in _ENDS.split(text.translate(_NOTHING)):
        line = raw.partition("#")[0].strip()
        found = _LINE.match(line)
        if found is not None:
            kind = next(name for name, said in found.groupdict().items() if said is not None)
            yield line, kind, found["value"].strip()


def _names(value: str) -> set[str]:
    """Those agents of a line that matter to us; some lines name several."""
    parts = [part.strip() for part in value.split(",")]
    names = {found[0].lower() for part in parts if (found := _NAME.match(part)) is not None}
    return (names & {TOKEN}) | {_ANY for part in parts if part.split()[:1] == [_ANY]}


def _group(fields: Iterable[tuple[str, str, str]]) -> Group:
    rules, delays = [], [0.0]
    for line, kind, value in fields:
        if kind == "delay":
            delays.append(_delay(value))
        elif kind == "rate":
            delays.append(_pace(value))
        elif value:
            is_allow = kind == "allow"
            rules += [Rule(line, is_allow, one) for one in _spellings(value if is_allow else _meant(value))]
    return Group(tuple(rules), max(delays))


def _spellings(pattern: str) -> tuple[str, ...]:
    """A pattern as addresses have it: a Chinese name is spelt there in UTF-8 or in GB 18030."""
    spelt = (quote(pattern, safe=_KEPT, encoding=encoding, errors="replace") for encoding in _ENCODINGS)
    return tuple(dict.fromkeys(spelt))


def _meant(pattern: str) -> str:
    """The path that a line forbids, where it is written without its slash, or with scheme and host."""
    if pattern.lower().startswith(("http://", "https://")):
        return "/" + pattern.partition("://")[2].partition("/")[2]
    return pattern if pattern[0] in "/*" else f"/{pattern}"


def _delay(value: str) -> float:
    found = _DELAY.fullmatch(value)
    return float(found[1].replace("_", "")) if found is not None else 0.0


def _pace(value: str) -> float:
    found = _RATE.match(value)
    if found is None or not int(found[1]):
        return 0.0
    return int(found[2]) * _UNITS[found[3].lower()] / int(found[1])
