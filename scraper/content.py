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
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from parsers.decode import decode
from parsers.errors import ParseError

MAX_COMPARED = 2 << 20  # bytes; larger pages hold pictures in themselves, and are kept anew
MAX_LINKS = 100  # links in one block; more are no neighbours of an article
LONGEST_BAR = 150  # characters of a line of facts (date, source, visits) above or below an article
LONGEST_MARK = 60  # characters of a line that ends an article; a longer one is prose
LONGEST_SCRIPT = 2000  # characters of a script that is left out; a longer one may hold a table

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<[!/?]?[a-z][^<>]*>|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "em", "font", "i", "img", "input", "ins", "label", "mark", "o:p", "s", "script"}
    | {"small", "span", "strike", "strong", "sub", "sup", "u"}
)
_ADDRESS = re.compile(r"""\b(?:href|src|oldsrc)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_SHOWN = frozenset({"img", "iframe", "embed", "object", "input", "frame"})
_HEADING = re.compile(r"^[（(]?[一二三四五六七八][）)]?\s*[、．.]")
_LEAST_HEADINGS = 3  # of the six; fewer may be a menu or a list of laws
_TAIL = re.compile(
    r"^[【\[\s>|]*(?:上一[篇条页个则]|下一[篇条页个则]|打印|关闭|扫一扫|扫码|分享|相关(?:阅读|文章|新闻|链接|信息|稿件|推荐)"
    r"|责任编辑|信息来源|主办|承办|版权所有|网站地图|联系我们|网站标识码|浏览(?:次数|量)|点击(?:次数|量)|字体)"
)
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
_LINK_LABELS = re.compile(
    r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|[上下]一[篇条页个则]|没有了|[\s:：|>»·\[\]【】()（）•/-]"
)
_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|wps|et|rtf|ofd|zip|rar|7z|csv|txt|jpe?g|png)\b|download|downfile", re.IGNORECASE
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


@dataclass(slots=True)
class _Block:
    """What stands between two block tags: `text` as shown, `linked` what of it is inside links."""

    tags: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(unescape("".join(self.texts)).split())


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
    blocks = list(_blocks(html))
    headings = [i for i, block in enumerate(blocks) if _HEADING.match(block.text) and not _is_linked(block)]
    if len(headings) < _LEAST_HEADINGS:
        return None
    first, last = headings[0], _end(blocks, headings[-1])
    kept: list[str] = []
    for i, block in enumerate(blocks):
        kept += [*block.tags, *block.parts] if first <= i < last else _outside(block, is_below=i >= last)
    return tuple(kept)


def _end(blocks: list[_Block], last_heading: int) -> int:
    """Where the article ends: at the first line of the template that follows its last heading or table."""
    ends = (i for i, b in enumerate(blocks) if i > last_heading and "".join(b.tags)[:7].lower() == "</table")
    for i in range(max(ends, default=last_heading) + 1, len(blocks)):
        text = blocks[i].text
        if len(text) <= LONGEST_MARK and _TAIL.match(text):
            return i
    return len(blocks)


def _blocks(html: str) -> Iterator[_Block]:
    block, depth = _Block(), 0
    for found in _TOKEN.finditer(html):
        token = found[0]
        if token.startswith("<!--") or (found[1] and found[1].lower() == "style"):
            continue
        tag = _TAG.match(token)
        if tag is None or found[1]:
            if found[1]:
                block.parts += _script(token)
            else:
                _add_text(block, token, depth)
            continue
        name, is_end = tag[2].lower(), bool(tag[1])
        if name not in _INLINE:
            yield block
            block, depth = _Block([_plain_tag(token, name)]), 0
            continue
        if name == "a":
            depth = 0 if is_end else 1
            block.hrefs.append(token)
        block.parts.append(_plain_tag(token, name))
    yield block


def _add_text(block: _Block, token: str, depth: int) -> None:
    text = " ".join(token.split())
    if text:
        block.parts.append(text)
        block.texts.append(token)
        block.linked += [token] if depth else []


def _script(token: str) -> list[str]:
    """A script, unless it is short and can hold no text: a counter, a token, a time."""
    body = token[token.find(">") + 1 :].rpartition("</")[0]
    is_bare = len(body) <= LONGEST_SCRIPT and not _TELLING.search(body)
    return [] if is_bare else [" ".join(token.split())]


def _plain_tag(token: str, name: str) -> str:
    """A tag without values that differ from visit to visit; links to styles, tokens of forms say nothing."""
    if (name in ("input", "meta") and _HIDDEN.search(token)) or (name == "link" and "canonical" not in token):
        return ""
    return _ADDRESS.sub(lambda found: _lasting(found[0]), " ".join(token.split()))


def _lasting(address: str) -> str:
    return _VARYING.sub(r"\1\2", _SESSION.sub("", address))


def _outside(block: _Block, *, is_below: bool) -> list[str]:
    """What counts of a block outside the article: its text, pictures and files, and the head's meta tags."""
    text = block.text
    if _is_linked(block) or (is_below and _NEIGHBOUR.match(text) and len(text) <= LONGEST_BAR):
        return []
    if len(text) <= LONGEST_BAR and not _PROSE.search(text):
        text = _without_varying(text)
    said = (tag for tag in block.tags if tag.lower().startswith(("<meta", "<iframe", "<embed")))
    tags = [_MADE_AT.sub("", tag) for tag in said]
    shown = [part for part in block.parts if part.startswith("<") and _counts(part)]
    return [*tags, *shown, *([text] if text else [])]


def _without_varying(text: str) -> str:
    text = _MADE_AT.sub("", text)
    if _WHOLE_COUNTER.match(text) or _FACTS.search(text):
        text = _COUNTER.sub(r"\1", text)
    return text.strip()


def _counts(part: str) -> bool:
    tag = _TAG.match(part)
    name = tag[2].lower() if tag else ""
    return name in _SHOWN or name == "script" or (name == "a" and bool(_FILES.search(part)))


def _is_linked(block: _Block) -> bool:
    """True for a block that is nothing but links to other pages."""
    linked = unescape("".join(block.linked)).strip()
    if (
        not linked
        or len(block.linked) > MAX_LINKS
        or any(_FILES.search(href) for href in block.hrefs)
        or "附件" in block.text
    ):
        return False
    rest = block.text
    for piece in block.linked:
        rest = rest.replace(" ".join(unescape(piece).split()), "", 1)
    return not _LINK_LABELS.sub("", rest)
