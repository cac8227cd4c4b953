"""Scripts that page static lists: what they say of the total, the current page and the names of the files.

Promises: arguments in any order, numbers in quotes and in calls, and variables that the page sets itself.
Refuses: to take the definition of such a function for a call of it.
Caveat: no number here is believed to be right; a total only says that it is worth asking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from scraper.sites.counting import TOTALS
from scraper.sites.literals import Expression, Name, read_literal

_MOST_CALLS = 20  # of one page that are looked at; each variable in them is looked for in all of it
UNKNOWN = 1 << 16  # a total that the pager does not say: ask until a page shows nothing new
_ARGUMENT = r"""(?:"[^"]*"|'[^']*'|`[^`]*`|[\w.$]+)"""
_CALL = re.compile(
    rf"(?<!function )(?<![\w.])create\w*?Page\w*\s*\(\s*({_ARGUMENT}(?:\s*,\s*{_ARGUMENT})+)", re.IGNORECASE
)
_SET_PAGE = re.compile(
    rf"""\.pagination\s*\(\s*["']setPage["']\s*,\s*(?P<current>{_ARGUMENT})\s*,\s*(?P<total>{_ARGUMENT})"""
)
_OBJECT = re.compile(r"\bPager\s*\(\s*(?=\{)")
_SIZE = re.compile(rf"size|total|{TOTALS}", re.IGNORECASE)
_COUNT = re.compile(rf"""(?<![\w.])(?:{TOTALS})\s*=\s*["']?(?P<total>\d{{1,5}})\b""", re.IGNORECASE)
_SUFFIX = re.compile(r"\.?(?:s?html?|jhtml|aspx?|jsp|php)", re.IGNORECASE)
_WRAPPED = re.compile(r"\b(?:parseInt|Number)\(\s*([^()]{1,60}?)\s*(?:,\s*10\s*)?\)")
_CEILED = re.compile(r"\bMath\.ceil\(\s*(\d{1,7})\s*/\s*(\d{1,4})\s*\)")
_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_VARIABLE = r"""(?<![\w.]){}\s*=\s*["']?([\w-]+)"""
_EMBEDDED = re.compile(r"""class\s*=\s*["'][^"']*\bpagedContent\b""")
_ROWS = re.compile(r"""(?<!\w)totalCount\s*[=:]\s*["']?(\d+)""")


@dataclass(frozen=True, slots=True)
class Pager:
    """What a script says; `prefix` and `suffix` are empty where it does not name the files."""

    total: int
    prefix: str = ""
    suffix: str = ""


def read_pager(text: str) -> Pager | None:
    """The pager of a page, None where no script shows one.

    >>> read_pager("createPageHTML('paging', 3, 1, 'index', 'html', 40)")
    Pager(total=3, prefix='index', suffix='html')
    >>> read_pager("var countPage = 5 //共多少页"), read_pager("function createPageHTML(a, b, c, d) {")
    (Pager(total=5, prefix='', suffix=''), None)
    """
    text = _plain(text)
    for call in islice(_CALL.finditer(text), _MOST_CALLS):
        if pager := _read_call(text, re.findall(_ARGUMENT, call[1])):
            return pager
    if set_page := _SET_PAGE.search(text):
        total = _value(text, set_page["total"])
        return Pager(int(total) if total.isdigit() else UNKNOWN)
    if made := _OBJECT.search(text):
        return _read_object(text, read_literal(text, made.end()) or {})
    counts = [int(found["total"]) for found in _COUNT.finditer(text)]
    return Pager(max(counts)) if counts else None


def has_every_row(text: str) -> bool:
    """True where a script only turns through rows that are all in the page.

    >>> has_every_row("<li class='pagedContent'></li><script>totalCount=1;perSize=1</script>")
    True
    """
    rows = len(_EMBEDDED.findall(text))
    declared = _ROWS.search(text)
    return rows > 0 and (declared is None or rows >= int(declared[1]))


def _plain(text: str) -> str:
    """A script without comments, and with numbers as they come out of the calls around them."""
    text = _WRAPPED.sub(r"\1", _COMMENT.sub("", text))
    return _CEILED.sub(lambda found: str(-(-int(found[1]) // (int(found[2]) or 1))), text)


def _read_call(text: str, arguments: list[str]) -> Pager | None:
    """Total and current page stand in either order, the name of the files before or after them."""
    values = [_value(text, argument) for argument in arguments]
    numbers = [int(value) for value in values if value.isdecimal()][:2]
    names = [value for value in values if value and not value.isdecimal()]
    at = next((at for at, name in enumerate(names) if at and _SUFFIX.fullmatch(name)), None)
    if at is not None:
        prefix, suffix = names[at - 1], names[at].lstrip(".")
    else:
        prefix, suffix = next(
            (_split(name) for name in names if _SUFFIX.fullmatch(_split(name)[1])), ("", "")
        )
    return Pager(max(numbers), prefix, suffix) if numbers and prefix else None


def _split(name: str) -> tuple[str, str]:
    prefix, _, suffix = name.rpartition(".")
    return prefix, suffix if prefix else ""


def _read_object(text: str, told: dict[str, Any]) -> Pager:
    values = {name: _told(text, value) for name, value in told.items()}
    size = next((value for name, value in values.items() if _SIZE.fullmatch(name) and value.isdecimal()), "")
    prefix, suffix = values.get("prefix") or "index", values.get("suffix") or "html"
    return Pager(int(size) if size else UNKNOWN, prefix, suffix)


def _told(text: str, value: Any) -> str:
    """What a member of an object says; of a variable, what the page sets it to."""
    if isinstance(value, Expression):
        names = [piece.text for piece in value.pieces if isinstance(piece, Name)]
        return _value(text, names[0]) if len(value.pieces) == len(names) == 1 else ""
    return "" if value is None else str(value)


def _value(text: str, argument: str) -> str:
    """What an argument says; of a variable, what the page sets it to."""
    if argument[0] in "\"'`":
        return argument[1:-1].strip()
    if argument.isdecimal():
        return argument
    name = argument.rpartition(".")[2]
    found = re.search(_VARIABLE.format(re.escape(name)), text)
    return found[1] if found else ""
