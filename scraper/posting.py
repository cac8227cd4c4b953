"""Requests with a body, as addresses: some lists answer only to POST.

Promises: such a request is one address, so that queue, archive and delays treat it as any other; it is
`url?__wb_method=POST&...`, after the convention of web archive players for POST in an index.
Refuses: to send a body to anything but what the address says before the mark.
Caveat: the body travels as base64, for it must come back byte for byte; a long one is packed before
(`packing`), and addresses of older archives have it deflated.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from scraper.packing import inflate, pack, unpack

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MAX_ADDRESS = 30_000  # characters; a line of a record's head is read up to 32 KiB, and not beyond
_LONG = 2000  # bytes; shorter bodies are left as they are
_MARK = "__wb_method=POST"
_TYPES = {"form": FORM, "json": JSON}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: GET where there is no body."""

    url: str
    body: bytes | None = None
    content_type: str | None = None

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.body is None else "POST"


def post_address(url: str, body: bytes, content_type: str = FORM) -> str:
    """The address of a POST request; `content_type` is FORM or JSON.

    >>> post_address("http://a.example/search?x=1", b"page=2")
    'http://a.example/search?x=1&__wb_method=POST&__wb_type=form&__wb_post_data=cGFnZT0y'
    """
    kind = next(name for name, known in _TYPES.items() if known == content_type)
    is_long = len(body) > _LONG
    data = urlsafe_b64encode(pack(body) if is_long else body).decode("ascii").rstrip("=")
    packed = {"__wb_packed": "1"} if is_long else {}
    fields = urlencode({"__wb_type": kind, **packed, "__wb_post_data": data})
    return f"{url}{'&' if '?' in url else '?'}{_MARK}&{fields}"


def read_request(address: str) -> Request:
    """The request that an address stands for; a mark without a body is part of an ordinary address.

    >>> read_request(post_address("http://a.example/search", b"{}", JSON))
    Request(url='http://a.example/search', body=b'{}', content_type='application/json')
    >>> read_request("http://a.example/1").method
    'GET'
    """
    url, mark, rest = address.partition(_MARK)
    fields = dict(parse_qsl(rest, keep_blank_values=True)) if mark else {}
    content_type = _TYPES.get(fields.get("__wb_type", ""))
    if content_type is None or "__wb_post_data" not in fields:
        return Request(address)
    data = fields["__wb_post_data"]
    try:
        body = urlsafe_b64decode(data + "=" * (-len(data) % 4))
        if "__wb_packed" in fields:
            body = unpack(body)
        elif "__wb_deflated" in fields:
            body = inflate(body)
    except (Error, ValueError):
        return Request(address)
    return Request(url[:-1], body, content_type)
