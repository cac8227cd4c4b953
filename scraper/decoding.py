"""Removes content codings under a cap on *decoded* bytes.

Promises: never holds more than the cap and 1 MiB of a body, whatever 200 bytes claim to unpack to; a
body that ends before its end is TruncatedBody, never a shorter body.
Refuses: br, zstd and anything else that was not asked for; more than two codings in a row.
Caveat: bytes after the end of a gzip stream that are no further member are ignored, as browsers do.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.errors import BodyTooLarge, TruncatedBody, UnknownEncoding

MAX_BYTES = 32 << 20  # of one decoded body: no report is so large
MAX_CODINGS = 2  # two are seen on misconfigured servers; three only on hostile ones
STEP = 1 << 20  # bytes unpacked at a time, so that the cap trips early
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_MAGIC = b"\x1f\x8b"
_NO_CODINGS = frozenset(  # charsets and MIME encodings that servers write in its place
    (
        "",
        "identity",
        "none",
        "utf-8",
        "utf8",
        "gbk",
        "gb2312",
        "gb18030",
        "iso-8859-1",
        "8bit",
        "7bit",
        "binary",
    )
)
_PAGE = re.compile(r"\s*(?:text/|application/(?:json|javascript|(?:[\w.-]+\+)?xml)|$)", re.IGNORECASE)
_TRIED = b"raw"  # long enough for a head: a bare stream is tried once


def read_codings(url: str, header: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding header, outermost last; UnknownEncoding for one that is not read.

    >>> read_codings("http://a.example/", "gzip, identity")
    ('gzip',)
    """
    names = [name.partition(";")[0].strip(' \t"').lower() for name in (header or "").split(",")]
    codings = tuple(name for name in names if name not in _NO_CODINGS)
    if len(codings) > MAX_CODINGS:
        raise UnknownEncoding(url, f"{len(codings)} content codings in a row: {header}")
    for name in codings:
        if name not in _GZIP and name != "deflate":
            raise UnknownEncoding(url, f"content coding {name} was not asked for and is not read")
    return codings


@dataclass(slots=True)
class Decoder:
    """Feeds chunks of an answer through its codings; `feed` as they come, then `finish` for the body.

    >>> import gzip
    >>> decoder = Decoder("http://a.example/", ("gzip",), cap=100)
    >>> decoder.feed(gzip.compress(b"abc")); decoder.finish()
    b'abc'
    """

    url: str
    codings: tuple[str, ...]
    cap: int
    _stages: list[_Inflater] = field(init=False)
    _body: bytearray = field(init=False, default_factory=bytearray)
    _received: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._stages = [_Inflater(self.url, name) for name in reversed(self.codings)]

    def feed(self, chunk: bytes) -> None:
        """Take a chunk as it came; BodyTooLarge past the cap, TruncatedBody where it is garbled."""
        self._received += len(chunk)
        if self._received > self.cap + STEP:  # what unpacks to nothing could come without an end
            raise BodyTooLarge(self.url, f"more than {self.cap} bytes as they came")
        self._push(chunk, 0)

    @property
    def size(self) -> int:
        """How many bytes are decoded so far."""
        return len(self._body)

    def first(self, most: int) -> bytes:
        """The first `most` bytes, whatever may follow."""
        return bytes(self._body[:most])

    def finish(self) -> bytes:
        """The whole body; TruncatedBody where a coding has not come to its end."""
        for stage in self._stages:
            stage.check_end(len(self._body))
        return bytes(self._body)

    def _push(self, chunk: bytes, stage: int) -> None:
        if stage < len(self._stages):
            for part in self._stages[stage].inflate(chunk):
                self._push(part, stage + 1)
            return
        self._body += chunk
        if len(self._body) > self.cap:
            raise BodyTooLarge(self.url, f"more than {self.cap} bytes when decoded")


def decode_whole(url: str, body: bytes, codings: tuple[str, ...], cap: int) -> bytes:
    """A body that is here already, without its codings; BodyTooLarge or TruncatedBody as in `Decoder`."""
    decoder = Decoder(url, codings, cap)
    decoder.feed(body)
    return decoder.finish()


def is_packed_page(content_type: str, body: bytes) -> bool:
    """True where a page came packed, as we asked, and its header does not say so; a packed file is a file.

    >>> [is_packed_page(kind, b"\\x1f\\x8b\\x08") for kind in ("text/html", "", "application/gzip")]
    [True, True, False]
    """
    return body.startswith(_GZIP_MAGIC) and _PAGE.match(content_type) is not None


class _Inflater:
    """One coding: gzip with any number of members, or deflate with or without its zlib header."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self._name = url, name
        self._decoder = zlib.decompressobj(31 if name in _GZIP else 15)
        self._is_over = False  # what comes now is no further member
        self._head = b""  # what was fed before the two bytes that tell zlib from a bare stream were there

    def inflate(self, chunk: bytes) -> Iterable[bytes]:
        while chunk and not self._is_over:
            if self._decoder.eof:
                self._is_over = self._name not in _GZIP or not _GZIP_MAGIC.startswith(chunk[:2])
                if self._is_over:
                    return
                self._decoder = zlib.decompressobj(31)
            yield self._decompress(chunk)
            chunk = self._decoder.unconsumed_tail or self._decoder.unused_data

    def check_end(self, size: int) -> None:
        if not self._decoder.eof:
            raise TruncatedBody(self._url, f"the {self._name} stream ends after {size} decoded bytes")

    def _decompress(self, chunk: bytes) -> bytes:
        is_head = len(self._head) < 2
        try:
            part = self._decoder.decompress(chunk, STEP)
        except zlib.error as error:
            if self._name == "deflate" and is_head:
                # RFC 9110 means zlib; some send the bare stream
                chunk, self._head = self._head + chunk, _TRIED
                self._decoder = zlib.decompressobj(-15)
                return self._decompress(chunk)
            raise TruncatedBody(self._url, f"the {self._name} stream is garbled: {error}") from error
        self._head = self._head + chunk[:2] if is_head else self._head
        return part
