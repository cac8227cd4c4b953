"""Addresses as pages write them, made into one form, so that a page is not fetched twice.

Promises: an absolute http(s) address in ASCII, or None. Session ids go, and fragments that are neither a
route nor, on gkmlpt sites, the number of a category.
Refuses: `javascript:`, `mailto:` and the like.
Caveat: http and https of one page stay two addresses; which of them a site serves is not ours to say.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2000  # characters; longer ones are traps or mistakes
_SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)
_BY_CATEGORY = re.compile(r"/gkmlpt/\w+$")  # `/gkmlpt/annualreport#2629`: another number is another list
_SAFE = "".join(map(chr, range(33, 127))).replace('"', "").replace("<", "").replace(">", "")
PORTS = {"http": 80, "https": 443}  # the schemes that are fetched


def read_address(href: str, base: str) -> str | None:
    """The absolute address of `href` on the page `base`.

    >>> read_address(" ./202101/t20210129_1.html#top ", "http://www.example.gov.cn/zfxxgknb/")
    'http://www.example.gov.cn/zfxxgknb/202101/t20210129_1.html'
    >>> read_address("javascript:void(0)", "http://a.example/") is None
    True
    >>> read_address("/a;JSESSIONID=12?x=年", "http://A.example.:80/b")
    'http://a.example/a?x=%E5%B9%B4'
    """
    try:
        parts = urlsplit(urljoin(base, "".join(href.split("\n")).strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host:
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    host = f"[{host}]" if ":" in host else host
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""  # kept: the guard refuses it
    netloc = user + (host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}")
    path = quote(_SESSION.sub("", parts.path) or "/", safe=_SAFE)
    is_category = parts.fragment.isdecimal() and bool(_BY_CATEGORY.search(path))
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) or is_category else ""
    address = urlunsplit(
        (parts.scheme, netloc, path, quote(parts.query, safe=_SAFE), quote(fragment, safe=_SAFE))
    )
    return address if len(address) <= MAX_LENGTH else None
