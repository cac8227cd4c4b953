"""Reports that a page keeps as a string in a script, for the script to show: `{"content": "<p>..."}`.

Promises: only a string of markup that speaks of 信息公开, and is longer than all that the page shows by
itself, stands for the page. Refuses: to run a script; a string put together from several is not seen.
Caveat: of several such strings the longest is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MIN_LENGTH = 400  # bytes; a report's tables alone, emptied of every number, have thousands

_STRING = re.compile(rb'"(?:[^"\\]|\\.){400,}"' + rb"|'(?:[^'\\]|\\.){400,}'", re.DOTALL)
_MARKUP = re.compile(r"<(?:p|table|div|span|br)\b", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"\\'")
_BARE_QUOTE = re.compile(r'(?<!\\)"')


def article_in_script(page: bytes, shown: int) -> bytes | None:
    """The markup in UTF-8 that a script of the page would show; None where there is none, or the page shows
    enough by itself (`shown` characters of text).

    >>> page = b'<script>x = {"content": "<p>' + "信息公开".encode() * 50 + b'</p>"}</script>'
    >>> len(article_in_script(page, 0) or b""), article_in_script(page, 9000)
    (607, None)
    """
    found = [text for script in _scripts(page) for text in _strings(script)]
    article = max(found, key=len, default="")
    return article.encode("utf-8", "replace") if len(article) > shown else None


def _scripts(page: bytes) -> Iterator[bytes]:
    lowered, end = page.lower(), 0
    while (start := lowered.find(b"<script", end)) >= 0 and (end := lowered.find(b"</script", start)) >= 0:
        yield page[start:end]


def _strings(script: bytes) -> list[str]:
    if len(script) < MIN_LENGTH:
        return []
    texts = (_unquote(quoted.decode("utf-8", "replace")) for quoted in _STRING.findall(script))
    return [text for text in texts if "信息公开" in text and _MARKUP.search(text)]


def _unquote(quoted: str) -> str:
    inner = quoted[1:-1]
    if quoted[0] == "'":
        inner = _BARE_QUOTE.sub(r'\\"', _ESCAPED_QUOTE.sub("'", inner))
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        return ""
