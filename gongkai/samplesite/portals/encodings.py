"""Portals that say one encoding and use another: whatever they declare, titles and tables come through.

Promises: the same pages as the static portal, encoded at the door; each name holds 〇 or 镕, beyond GB2312.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Request
from gongkai.samplesite.portals.static import TrsFromZero

_HEAD = re.compile("<head>")


class Gb2312Header(TrsFromZero):
    """The header says gb2312, the bytes are gb18030."""

    name = "gb2312-header"
    area = "镕江县"
    header: str = "text/html; charset=gb2312"
    meta_charset: str = ""
    encoding: str = "gb18030"

    def ask(self, request: Request) -> Page:
        """The answer in its own bytes."""
        page = super().ask(request)
        if request.path == "/robots.txt":
            return page
        meta = f"<head><meta charset='{self.meta_charset}'>" if self.meta_charset else "<head>"
        text = _HEAD.sub(meta, page.body.decode(), count=1)
        return self.encoded(
            replace(page, headers=(("Content-Type", self.header),), body=text.encode(self.encoding))
        )

    def encoded(self, page: Page) -> Page:
        """The answer as it goes out."""
        return page


class Utf8Header(Gb2312Header):
    """The header says utf-8, the meta tag gb2312, the bytes follow the tag."""

    name = "utf8-header"
    area = "镕城县"
    header = "text/html; charset=utf-8"
    meta_charset = "gb2312"


class NoCharset(Gb2312Header):
    """Nothing says what the bytes are."""

    name = "no-charset"
    area = "镕山县"
    header = "text/html"


class Marked(Gb2312Header):
    """A byte-order mark of UTF-8, and a meta tag that says gbk."""

    name = "byte-order-mark"
    area = "镕水县"
    header = "text/html"
    meta_charset = "gbk"
    encoding = "utf-8-sig"


class GzipUnasked(Gb2312Header):
    """Compressed, whatever was asked for."""

    name = "gzip-unasked"
    area = "镕原县"

    def encoded(self, page: Page) -> Page:
        """The answer in gzip."""
        headers = (*page.headers, ("Content-Encoding", "gzip"))
        return replace(page, headers=headers, body=gzip.compress(page.body, mtime=0))
