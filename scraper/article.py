"""A page as the blocks that its tags make, and the region of them that is the article: one reader for all.

Promises: every character of the page's text is in one block, with whether it stands in a link; never raises.
Refuses: to say where the article is on a page without section headings.
Caveat: by patterns alone, in one pass: a tag that is written wrong is text. A link spans blocks where it is
closed before the next one begins; one that is not closed ends with its block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

MAX_LINKS = 100  # links in one block; more are no neighbours of an article
LONGEST_MARK = 60  # characters of a line that ends an article; a longer one is prose

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<[!/?]?[a-z][^<>]*>|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "em", "font", "i", "img", "input", "ins", "label", "mark", "o:p", "s", "script"}
    | {"small", "span", "strike", "strong", "sub", "sup", "u"}
)
_HEADING = re.compile(r"^[（(]?[一二三四五六七八][）)]?\s*[、．.]")
_LEAST_HEADINGS = 3  # of the six; fewer may be a menu or a list of laws
_TAIL = re.compile(
    r"^[【\[\s>|]*(?:上一[篇条页个则]|下一[篇条页个则]|打印|关闭|扫一扫|扫码|分享|相关(?:阅读|文章|新闻|链接|信息|稿件|推荐)"
    r"|责任编辑|信息来源|主办|承办|版权所有|网站地图|联系我们|网站标识码|浏览(?:次数|量)|点击(?:次数|量)|字体)"
)
_LINK_LABELS = re.compile(
    r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|[上下]一[篇条页个则]|没有了|[\s:：|>»·\[\]【】()（）•/-]"
)
FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|wps|et|rtf|ofd|zip|rar|7z|csv|txt|jpe?g|png)\b|download|downfile", re.IGNORECASE
)
_LINK = re.compile(r"<a\b|</a\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a block as the page writes it; `kind` is text, tag (of an inline element) or script."""

    kind: str
    source: str
    is_linked: bool = False


@dataclass
class Block:
    """What stands between two block tags: `texts` as written, `own` what of it is outside links, `linked`
    what is inside."""

    tags: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """What is shown; ask once the block is whole."""
        return _shown(self.texts)

    @cached_property
    def unlinked(self) -> str:
        """What is shown outside links."""
        return _shown(self.own)

    @cached_property
    def is_linked(self) -> bool:
        """True for a block that is nothing but links to other pages."""
        linked = unescape("".join(self.linked)).strip()
        is_crowd = not linked or len(self.linked) > MAX_LINKS
        if is_crowd or any(FILES.search(href) for href in self.hrefs) or "附件" in self.text:
            return False
        rest = self.text
        for piece in self.linked:
            rest = rest.replace(" ".join(unescape(piece).split()), "", 1)
        return not _LINK_LABELS.sub("", rest)

    def add_text(self, source: str, *, is_linked: bool) -> None:
        """Take in text."""
        if source.strip():
            self.parts.append(Part("text", source, is_linked))
            self.texts.append(source)
            (self.linked if is_linked else self.own).append(source)


def find_article(blocks: Sequence[Block]) -> range | None:
    """From the first section heading to what follows the article; None where there are too few headings."""
    headings = [i for i, block in enumerate(blocks) if _HEADING.match(block.text) and not block.is_linked]
    if len(headings) < _LEAST_HEADINGS:
        return None
    return range(headings[0], _end(blocks, headings[-1]))


def read_blocks(html: str) -> Iterator[Block]:
    """The blocks of a page, in order; comments and styles are left out.

    >>> [(block.text, block.unlinked) for block in read_blocks("<p>a<a href='b'>b</a></p><a><p>c</p></a>")]
    [('', ''), ('ab', 'a'), ('', ''), ('c', ''), ('', '')]
    """
    block, link, spans = Block(), "", False
    for found in _TOKEN.finditer(html):
        token, hidden = found[0], (found[1] or "").lower()
        if token.startswith("<!--") or hidden == "style":
            continue
        tag = _TAG.match(token)
        if hidden:
            block.parts.append(Part("script", token, bool(link)))
        elif tag is None:
            block.add_text(token, is_linked=bool(link))
        elif tag[2].lower() not in _INLINE:
            yield block
            link = link if spans else ""
            block = Block([token], hrefs=[link] if link else [])
        else:
            if tag[2].lower() == "a":
                link = "" if tag[1] else token
                spans = bool(link) and _is_closed(html, found.end())
                block.hrefs.append(token)
            block.parts.append(Part("tag", token, bool(link) or tag[2].lower() == "a"))
    yield block


def tag_name(token: str) -> str:
    """The name of a tag in lower case; empty where it is none.

    >>> tag_name("</TD >"), tag_name("x")
    ('td', '')
    """
    tag = _TAG.match(token)
    return tag[2].lower() if tag else ""


def _is_closed(html: str, start: int) -> bool:
    following = _LINK.search(html, start)
    return following is not None and following[0].startswith("</")


def _shown(texts: Sequence[str]) -> str:
    return " ".join(unescape("".join(texts)).split())


def _end(blocks: Sequence[Block], last_heading: int) -> int:
    """Where the article ends: at the first line of the template that follows its last heading or table."""
    ends = (i for i, b in enumerate(blocks) if i > last_heading and "".join(b.tags)[:7].lower() == "</table")
    for i in range(max(ends, default=last_heading) + 1, len(blocks)):
        text = blocks[i].text
        if len(text) <= LONGEST_MARK and _TAIL.match(text):
            return i
    return len(blocks)
