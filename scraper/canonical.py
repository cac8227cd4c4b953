"""One key for the addresses under which sites show one document: schemes, mirrors, default files, sessions.

Promises: two addresses with one key may be one document, and are then kept as one body where the bytes or
the article agree.
Refuses: to say that they are one: whether a page is fetched, and whose report it is, never hangs on the key.
Caveat: `m.` and `www.` are the only mirrors that are known by their name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from scraper.address import read_address

_MIRROR = re.compile(r"^(?:www|m|wap|3g)\.(?=[^.]+\.)")
_DEFAULT = re.compile(r"(?:index|default|home)\.(?:s?html?|jsp|aspx?|php|do)$", re.IGNORECASE)
_SESSION = re.compile(r"(?:^|&)(?:jsessionid|phpsessid|aspsessionid\w*)=[^&]*", re.IGNORECASE)
_VOLATILE = re.compile(  # a session, a clock, a number drawn by lot: another on each page that shows the link
    r"(?:^|(?<=&))(?:(?:jsessionid|phpsessid|aspsessionid\w*|_?csrf|nonce|_?rand(?:om)?|rnd|nocache)=[^&]*"
    r"|(?:_?t|_|ts|_?time(?:stamp)?|_?r|sid|session_?id|_?token)=(?:0?\.\d+|[\w.-]{6,}))(?:&|$)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
_MOBILE = re.compile(r"^/mobile(?=/)", re.IGNORECASE)


@lru_cache(4096)
def canonical_key(url: str) -> str:
    """What two addresses of one document have in common.

    >>> canonical_key("https://m.example.gov.cn/nb/index.html;jsessionid=1")
    'example.gov.cn/nb'
    >>> canonical_key("http://www.example.gov.cn:80/nb/")
    'example.gov.cn/nb'
    >>> canonical_key("http://example.gov.cn/nb?id=1"), canonical_key("file:a.html")
    ('example.gov.cn/nb?id=1', 'file:a.html')
    >>> canonical_key("http://example.gov.cn/%7enb/%e6%8a%a5?JSESSIONID=4F&id=1")
    'example.gov.cn/~nb/%E6%8A%A5?id=1'
    """
    address = read_address(url, url)
    if address is None:
        return url
    parts = urlsplit(address)
    host = _MIRROR.sub("", parts.netloc.lower())
    path = _DEFAULT.sub("", _MOBILE.sub("", _plain(parts.path))).rstrip("/")
    query = _SESSION.sub("", _plain(parts.query)).removeprefix("&")
    query = f"?{query}" if query else ""
    return f"{host}{path}{query}" + (f"#{parts.fragment}" if parts.fragment else "")


def seen_key(url: str, title: str) -> str:
    """What a link is known by among those of a list; where a field of it is volatile, by its title too.

    >>> seen_key("http://a.example/nb?t=1700000000&id=1", "某局年报")
    'http://a.example/nb?id=1 某局年报'
    >>> seen_key("http://a.example/nb?id=1", "某局年报")
    'http://a.example/nb?id=1'
    """
    query = urlsplit(url).query
    stable = _VOLATILE.sub("", query).removesuffix("&")
    return f"{url.replace(query, stable)} {title}" if stable != query else url


def _plain(text: str) -> str:
    """Escapes in one spelling: none for what needs none, upper case for the rest."""

    def spell(found: re.Match[str]) -> str:
        sign = chr(int(found[1], 16))
        return sign if sign in _UNRESERVED else found[0].upper()

    return _ESCAPE.sub(spell, text)
