"""What a reader sees of a page, by patterns alone: enough to judge an answer at a thousandth of a parse.

Promises: text without scripts, styles, comments and tags; never raises.
Caveat: this is no reading of a report. Text that a script writes, or a style hides, is not told apart.
"""

from __future__ import annotations

import re
from html import unescape

_HIDDEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|title)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(rb"<[^<>]*>")
_TITLE = re.compile(rb"<title[^<>]*>([^<]*)", re.IGNORECASE)
_LONGEST_TITLE = 1000  # bytes; what is longer is no title
_GB = re.compile(rb"charset\s*=\s*[\"']?\s*gb", re.IGNORECASE)


def read_visible(body: bytes) -> str:
    """The words of a page in a row, one space between them.

    >>> read_visible("<title>a</title><style>b</style><p>某局&nbsp;年报</p><!-- c -->".encode())
    '某局 年报'
    """
    return _words(_TAG.sub(b" ", _HIDDEN.sub(b" ", body)), body)


def read_title_tag(body: bytes) -> str:
    """The page's title, as its head has it; empty where there is none."""
    found = _TITLE.search(body)
    return _words(found[1][:_LONGEST_TITLE], body) if found else ""


def decode_page(body: bytes) -> str:
    """A page as text.

    >>> decode_page("<meta charset=gbk><p>年报".encode("gbk"))
    '<meta charset=gbk><p>年报'
    """
    return _decode(body, body)


def _words(part: bytes, body: bytes) -> str:
    return " ".join(unescape(_decode(part, body)).split())


def _decode(part: bytes, body: bytes) -> str:
    """UTF-8, else what most Chinese pages are that are not; a title may have been cut within a character."""
    if _GB.search(body[:2048]):
        return part.decode("gb18030", "replace")
    text = part.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= 2 else part.decode("gb18030", "replace")
