"""Scripts that page static lists: what they say of the total, the current page and the names of the files.

Promises: both orders of arguments, numbers in quotes, and variables that the page sets itself.
Refuses: to take the definition of such a function for a call of it.
Caveat: no number here is believed to be right; a total only says that it is worth asking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = 1 << 16  # a total that the pager does not say: ask until a page shows nothing new
_ARGUMENT = r"""(?:"[^"]*"|'[^']*'|[\w.$]+)"""
_CALL = re.compile(
    rf"(?<!function )(?<![\w.])create\w*?Page\w*\s*\(\s*({_ARGUMENT}(?:\s*,\s*{_ARGUMENT})+)", re.IGNORECASE
)
_SET_PAGE = re.compile(
    rf"""\.pagination\s*\(\s*["']setPage["']\s*,\s*(?P<current>{_ARGUMENT})\s*,\s*(?P<total>{_ARGUMENT})"""
)
_OBJECT = re.compile(r"\bPager\s*\(\s*\{(?P<body>[^{}]*)")
_FIELD = r"""["']?\b(?:{})["']?\s*:\s*["']?([\w-]+)"""
_TOTALS = "countPage|totalPages?|pageCount|totalPageCount|contenpage|pagesCount|page_count|total_page"
_COUNT = re.compile(
    rf"""(?<![\w.])(?:{_TOTALS})\s*=\s*(?:parseInt\(\s*)?["']?(?P<total>\d{{1,5}})\b""", re.IGNORECASE
)
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
    for call in _CALL.finditer(text):
        if pager := _read_call(text, re.findall(_ARGUMENT, call[1])):
            return pager
    if set_page := _SET_PAGE.search(text):
        total = _value(text, set_page["total"])
        return Pager(int(total) if total.isdigit() else UNKNOWN)
    if made := _OBJECT.search(text):
        return _read_object(made["body"])
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


def _read_call(text: str, arguments: list[str]) -> Pager | None:
    values = [_value(text, argument) for argument in arguments]
    first = next((at for at, value in enumerate(values) if value.isdigit()), None)
    if first is None or first > 2:
        return None
    names = [value.lstrip(".") for value in values[first + 1 :] if value and not value.isdigit()]
    if len(names) < 2 or not values[first + 1].isdigit():
        return None
    return Pager(int(values[first]), names[0], names[1])


def _read_object(body: str) -> Pager:
    size, prefix, suffix = (
        found[1] if (found := re.search(_FIELD.format(names), body)) else ""
        for names in (f"size|total|{_TOTALS}", "prefix", "suffix")
    )
    return Pager(int(size) if size.isdigit() else UNKNOWN, prefix or "index", suffix or "html")


def _value(text: str, argument: str) -> str:
    """What an argument says; of a variable, what the page sets it to."""
    if argument[0] in "\"'":
        return argument[1:-1].strip()
    if argument.isdigit():
        return argument
    name = argument.rpartition(".")[2]
    found = re.search(_VARIABLE.format(re.escape(name)), text)
    return found[1] if found else ""
