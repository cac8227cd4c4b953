"""Recognises pages that a site gives in place of the one asked for, with status 200.

Promises: a page that names a report outside its links is never taken for a substitute; what is taken has a
name: soft_404, maintenance, index_page.
Refuses: to judge a page whose report may be elsewhere: in a file it links to, a frame, a picture, a script.
Caveat: a list page that was read is known better by its bytes; this is for pages that were not met before.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from parsers.titles import read_title, squeeze
from scraper.address import read_address
from scraper.article import Block, read_blocks
from scraper.notices import EMPTY, GONE, REPAIRED
from scraper.sites.literals import read_json
from scraper.spoken import MOST_WORDS, is_error, read_words
from scraper.visible import decode_page, read_title_tag, read_visible

PASSING = frozenset({"maintenance"})  # worth trying again later
HOMES = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})
LARGEST = 512 << 10  # bytes; no error page and no index seen is so large
FRAME = 1500  # characters of text: what stands round an error message on the largest portals
LEAST_LINKS = 8  # an index has at least a shelf of them
LINKED = 0.6  # of the text is in links; an article and its frame have under a half
_FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")  # no text, or no answer to a script
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LINK = re.compile(rb"<a\b[^<>]*>((?:[^<]++|<(?!/?a\b))*+)</a\s*>", re.IGNORECASE)
_HEADING = re.compile(r"<h[1-4]\b", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^<>]{0,1000}>", re.IGNORECASE)
_NAMED = re.compile(r"""name\s*=\s*["']?(\w+)["']?""", re.IGNORECASE)
_CONTENT = re.compile(r"""content\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CANONICAL = re.compile(
    rb"""<link\b(?=[^<>]*\brel\s*=\s*["']?canonical)[^<>]*\bhref\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    rb"<(?:i?frame|embed|object|canvas)\b|pdfsrc|\.(?:pdf|docx?|wps|xlsx?|rtf|ofd|zip|rar)\b|downfile|download\.jsp"
    rb"|/download\b|UCAPCONTENT",
    re.IGNORECASE,
)


def read_substitute(body: bytes, *, url: str, asked: str, link_title: str | None = None) -> str | None:
    """What this page is instead of the report at `asked`; None where it may be the report.

    >>> page = "<title>404</title><p>对不起，您访问的页面不存在！</p>".encode()
    >>> read_substitute(page, url="http://a.example/1.html", asked="http://a.example/1.html")
    'soft_404'
    """
    if (value := _read_json(body)) is not None:
        return _read_error(body, value, link_title)
    if not _is_judged(body) or _names_report(body, link_title):
        return None
    unlinked = _LINK.sub(b" ", body)
    found = read_notice(unlinked, has_to_say=True)
    if found is None and not _ELSEWHERE.search(body) and _is_index(body, unlinked, url, asked):
        return "index_page"
    return found


def read_empty_list(body: bytes) -> str | None:
    """What a page with hardly a link is instead of a list; None where it may be one.

    >>> read_empty_list("<h1>404</h1><p>栏目正在建设中</p>".encode())
    'soft_404'
    """
    is_list = not _is_judged(body) or body.count(b"<a ") >= LEAST_LINKS
    return None if is_list or _names_report(body, None) else read_notice(body)


def read_notice(body: bytes, *, has_to_say: bool = False) -> str | None:
    """`soft_404` or `maintenance` where a page says so of itself and says little else.

    A page that `has_to_say` something is `soft_404` too where it says that it has nothing.

    >>> read_notice("<title>某市人民政府</title><p>网站正在升级维护中，请稍后访问</p>".encode())
    'maintenance'
    """
    text, title = read_visible(body), read_title_tag(body)
    if len(text) > FRAME:
        return None
    words = f"{title}\n{text}"
    if REPAIRED.search(words):
        return "maintenance"
    is_gone = GONE.search(words) or (has_to_say and EMPTY.search(words))
    return "soft_404" if is_gone else None


def _read_json(body: bytes) -> Any:
    """The value of an answer to a script; None where it is none."""
    is_short = len(body) <= LARGEST and body.removeprefix(BOM_UTF8).lstrip()[:1] != b"<"
    return read_json(decode_page(body)) if is_short and not body.startswith(_FILES) else None


def _read_error(body: bytes, value: Any, link_title: str | None) -> str | None:
    """What an answer to a script is that holds no report: it says so, or it says nothing at all."""
    words = read_words(value)
    squeezed, stem = squeeze(words), squeeze(link_title or "").rstrip(".…")
    is_named = any(map(_is_report_title, words.splitlines())) or (len(stem) >= 6 and stem in squeezed)
    if is_named or _ELSEWHERE.search(body) or len(words) > MOST_WORDS:
        return None
    if REPAIRED.search(words):
        return "maintenance"
    is_gone = is_error(value) or GONE.search(words) or EMPTY.search(words) or not _CHINESE.search(words)
    return "soft_404" if is_gone else None


def _is_judged(body: bytes) -> bool:
    return len(body) <= LARGEST and body.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"


def _names_report(body: bytes, link_title: str | None) -> bool:
    """True where a report of a year is named: in the head, a heading, a line outside links, or a script."""
    head = (read_title_tag(body), _meta(body, "articletitle") or "")
    if any(map(_is_report_title, head)):
        return True
    blocks = list(read_blocks(decode_page(body)))
    headings = (block.text for block in blocks if block.tags and _HEADING.match(block.tags[0]))
    if any(map(_is_report_title, headings)) or any(_is_report_title(block.unlinked) for block in blocks):
        return True
    return link_title is not None and _is_written(squeeze(link_title), blocks)


def _is_report_title(text: str) -> bool:
    title = read_title(text) if text else None
    return title is not None and title.year is not None


def _is_written(title: str, blocks: Sequence[Block]) -> bool:
    """True where the words of the link stand in the page's source, outside links, as text or in a script."""
    parts = (part.source for block in blocks for part in block.parts if not part.is_linked)
    source = squeeze("".join([*parts, "\n", *(tag for block in blocks for tag in block.tags)]))
    stem = title.rstrip(".…")
    return len(stem) >= 6 and (stem in source or json.dumps(stem)[1:-1].lower() in source.lower())


def _is_index(body: bytes, unlinked: bytes, url: str, asked: str) -> bool:
    canonical = _CANONICAL.search(body)
    if canonical is not None:
        target = read_address(canonical[1].decode("utf-8", "replace"), url)
        if target and urlsplit(target).path in HOMES and urlsplit(asked).path not in HOMES:
            return True
    links = _LINK.findall(body)
    if len(links) < LEAST_LINKS:
        return False
    if _meta(body, "columnname") and not _meta(body, "articletitle") and b"<td" not in body:
        return True
    inside = sum(len(read_visible(link)) for link in links)
    return inside > LINKED * (inside + len(read_visible(unlinked)))


def _meta(body: bytes, name: str) -> str | None:
    for tag in _META.findall(body):
        text = tag.decode("utf-8", "replace")
        text = text if "\ufffd" not in text else tag.decode("gb18030", "replace")
        named, content = _NAMED.search(text), _CONTENT.search(text)
        if named and content and named[1].lower() == name:
            return (content[1] or content[2] or "").strip() or None
    return None
