"""Whether two answers show the same article: what the template adds to it does not count.

Promises: two pages that differ in any character between their first section heading and what follows the
article, in their title, or in any text that is not recognised as the template's, are not the same.
Refuses: to guess: a page without section headings, one that is no text, or one larger than any report is
the same only byte by byte. Recognised outside the article, and only there: counters of visits, dates of
generation, blocks that are nothing but links; everywhere: comments, styles, scripts that can hold no text,
signed values in addresses.
Caveat: text that a template changes from day to day (weather, a ticker) makes a page look changed.
"""

from __future__ import annotations

import re

from parsers.decode import decode
from parsers.errors import ParseError
from scraper.article import FILES, Block, Part, find_article, read_blocks, tag_name

MAX_COMPARED = 2 << 20  # bytes; larger pages hold pictures in themselves, and are kept anew
LONGEST_BAR = 150  # characters of a line of facts (date, source, visits) above or below an article
LONGEST_SCRIPT = 2000  # characters of a script that is left out; a longer one may hold a table

_ADDRESS = re.compile(r"""\b(?:href|src|oldsrc)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_SHOWN = frozenset({"img", "iframe", "embed", "object", "input", "frame"})
_NEIGHBOUR = re.compile(r"^[【\[\s>|]*[上下]一[篇条页个则]")
_COUNTER = re.compile(
    r"((?:浏览|阅读|点击|访问|点阅|查看)(?:次数|数|量|人数)?|人气)\s*[:：]?\s*[\[【(（]?\s*\d[\d,]*\s*[\]】)）]?\s*(?:次|人次)?"
)
_WHOLE_COUNTER = re.compile(rf"^[【\[(（\s]*(?:本文|本页)?{_COUNTER.pattern}[】\])）\s]*$")
_FACTS = re.compile(r"(?:发布(?:时间|日期)|日期|时间|来源|作者|编辑|字体|字号|分享)\s*[:：]|打印|关闭")
_PROSE = re.compile(r"[。，；]")
_MADE_AT = re.compile(
    r"(?:页面生成(?:时间|于|日期)|当前时间|现在时间|服务器时间)\s*[:：]?\s*[\d年月日时分秒:：./\s-]+"
    r"|今天是\s*[:：]?\s*\d+年\d+月\d+日\s*(?:星期[一二三四五六日天])?"
)
_VARYING = re.compile(
    r"((?:[?&;]|&amp;)(?:sign|signature|token|access_token|nonce|auth_key|ossaccesskeyid|x-amz-[\w-]+|_?csrf"
    r"|sessionid|phpsessid)=)[^&#\"'\s;]*"
    # names that may also mean something: their values only where they are times or made by chance
    r"|((?:[?&;]|&amp;)(?:expires?|timestamp|_?ts?|_|rnd|rand|random)=)(?:\d{8,}|0\.\d+)(?=[&#\"'\s;]|$)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^?#\"'\s]*", re.IGNORECASE)
_TELLING = re.compile(r"[^\x00-\x7f]|\\u|%u|&#|<|\[|atob|unescape|base64", re.IGNORECASE)
_HIDDEN = re.compile(r"csrf|token|nonce|viewstate|eventvalidation|session", re.IGNORECASE)


def is_same_article(one: bytes, one_type: str | None, other: bytes, other_type: str | None) -> bool:
    """True where both bodies show the same article, by their content types; in doubt False.

    >>> page = "<h1>某局2023年年报</h1><p>浏览次数：{}</p><p>一、甲</p><p>二、乙</p><p>三、{}</p>"
    >>> old, counted, changed = (page.format(*values).encode() for values in ((7, 1), (8, 1), (7, 2)))
    >>> is_same_article(old, None, counted, None), is_same_article(old, None, changed, None)
    (True, False)
    """
    if max(len(one), len(other)) > MAX_COMPARED:
        return False
    try:
        first, second = read_article(decode(one, one_type).text), read_article(decode(other, other_type).text)
    except ParseError:
        return False
    return first is not None and first == second


def read_article(html: str) -> tuple[str, ...] | None:
    """A page without what its template changes from visit to visit; None where no article is seen.

    >>> read_article("<p>一、甲</p>") is None
    True
    """
    blocks = list(read_blocks(html))
    region = find_article(blocks)
    if region is None:
        return None
    kept: list[str] = []
    for i, block in enumerate(blocks):
        kept += _inside(block) if i in region else _outside(block, is_below=i >= region.stop)
    return tuple(kept)


def _inside(block: Block) -> list[str]:
    """All of a block of the article: its tag, its text, the tags and scripts in it."""
    parts = [piece for part in block.parts for piece in _piece(part)]
    return [*(_plain_tag(tag) for tag in block.tags), *parts]


def _piece(part: Part) -> list[str]:
    if part.kind == "script":
        return _script(part.source)
    return [_plain_tag(part.source)] if part.kind == "tag" else [" ".join(part.source.split())]


def _script(token: str) -> list[str]:
    """A script, unless it is short and can hold no text: a counter, a token, a time."""
    body = token[token.find(">") + 1 :].rpartition("</")[0]
    is_bare = len(body) <= LONGEST_SCRIPT and not _TELLING.search(body)
    return [] if is_bare else [" ".join(token.split())]


def _plain_tag(token: str) -> str:
    """A tag without values that differ from visit to visit; links to styles, tokens of forms say nothing."""
    name = tag_name(token)
    if (name in ("input", "meta") and _HIDDEN.search(token)) or (name == "link" and "canonical" not in token):
        return ""
    return _ADDRESS.sub(lambda found: _lasting(found[0]), " ".join(token.split()))


def _lasting(address: str) -> str:
    return _VARYING.sub(r"\1\2", _SESSION.sub("", address))


def _outside(block: Block, *, is_below: bool) -> list[str]:
    """What counts of a block outside the article: its text, pictures and files, and the head's meta tags."""
    text = block.text
    if block.is_linked or (is_below and _NEIGHBOUR.match(text) and len(text) <= LONGEST_BAR):
        return []
    if len(text) <= LONGEST_BAR and not _PROSE.search(text):
        text = _without_varying(text)
    said = (tag for tag in block.tags if tag.lower().startswith(("<meta", "<iframe", "<embed")))
    tags = [_MADE_AT.sub("", _plain_tag(tag)) for tag in said]
    pieces = (piece for part in block.parts if part.kind != "text" for piece in _piece(part))
    shown = [piece for piece in pieces if piece.startswith("<") and _counts(piece)]
    return [*tags, *shown, *([text] if text else [])]


def _without_varying(text: str) -> str:
    text = _MADE_AT.sub("", text)
    if _WHOLE_COUNTER.match(text) or _FACTS.search(text):
        text = _COUNTER.sub(r"\1", text)
    return text.strip()


def _counts(piece: str) -> bool:
    name = tag_name(piece)
    return name in _SHOWN or name == "script" or (name == "a" and bool(FILES.search(piece)))
