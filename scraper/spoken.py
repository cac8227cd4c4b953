"""What an answer to a script says: the words in its values, and whether they are those of an error.

Promises: escapes are undone before words are looked for.
Refuses: to call an answer an error that says anything at length.
Caveat: numbers of errors differ from software to software; those of HTTP are known, and a plain `false`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_WORDS = 300  # characters; an error says less
_NUMBERS = frozenset({"code", "status", "statuscode", "errcode", "errorcode", "ret", "retcode", "resultcode"})
_FLAGS = frozenset({"success", "issuccess", "ok", "succ"})
_ERRORS = frozenset({"error", "errormsg", "errmsg", "errormessage", "exception"})


def read_words(value: Any) -> str:
    r"""The words of a value, one line a string.

    >>> read_words({"title": "\u5e74\u62a5", "rows": [{"content": "<p>1</p>"}, 2]})
    '年报\n<p>1</p>'
    """
    return "\n".join(one for _, one in _members(value) if isinstance(one, str))


def is_error(value: Any) -> bool:
    """True for an answer that says nothing but that something went wrong, or that nothing is there.

    >>> [is_error(value) for value in ({"code": 404, "msg": "文章不存在"}, {"success": False}, {"code": 200})]
    [True, True, False]
    """
    return len(read_words(value)) <= MOST_WORDS and any(_tells_error(*member) for member in _members(value))


def _tells_error(name: str, value: Any) -> bool:
    name = name.replace("_", "").lower()
    if name in _NUMBERS:
        text = str(value).strip()
        return text.isdecimal() and 400 <= int(text[:6]) < 600
    if name in _FLAGS:
        return value is False or str(value).lower() == "false"
    return name in _ERRORS and bool(value) and str(value) not in ("0", "false")


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Each value that is no object and no list, with the name of the member that it stands in."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict):
            waiting += reversed([(str(key), inner) for key, inner in one.items()])
        elif isinstance(one, list):
            waiting += [(name, inner) for inner in reversed(one)]
        else:
            yield name, one
