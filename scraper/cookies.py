"""Cookies of each host, for as long as a crawl runs.

Promises: a cookie goes back byte for byte, to the host that set it alone, under the path that it is for; no
host is sent more of them than its server reads.
Refuses: cookies for other hosts, whatever domain they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request

MAX_COOKIES = 50  # of one host, the least that RFC 6265 asks for; some sites set a new one with each page
MAX_BYTES = 8 << 10  # of all of them; servers refuse a longer line


class Cookies:
    """One jar for each host.

    >>> cookies = Cookies()
    >>> cookies.take("a.example", "http://a.example/x/1", ["n=1; Path=/x", "m=2; Domain=b.example"])
    >>> cookies.line("a.example", "http://a.example/x/2"), cookies.line("b.example", "http://b.example/x/")
    ('n=1', None)
    """

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    def take(self, host: str, url: str, values: Sequence[str]) -> None:
        """Keep what the Set-Cookie headers of an answer from `url` say."""
        if values:
            jar = self._jars.setdefault(host, CookieJar())
            jar.extract_cookies(_Headers(values), Request(url))  # type: ignore[arg-type]
            _drop_oldest(jar)

    def line(self, host: str, url: str) -> str | None:
        """The Cookie header for a request; None where there is nothing to send."""
        if host not in self._jars:
            return None
        request = Request(url)
        self._jars[host].add_cookie_header(request)
        return request.get_header("Cookie")


class _Headers:
    """As much of an answer as a jar looks at."""

    def __init__(self, values: Sequence[str]) -> None:
        self._message = Message()
        for value in values:
            self._message["Set-Cookie"] = value

    def info(self) -> Message:
        return self._message


def _drop_oldest(jar: CookieJar) -> None:
    count, size = 0, 0
    for cookie in reversed(list(jar)):
        count, size = count + 1, size + len(cookie.name) + len(cookie.value or "")
        if count > MAX_COOKIES or size > MAX_BYTES:
            jar.clear(cookie.domain, cookie.path, cookie.name)
