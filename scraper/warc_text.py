"""Text that goes into the lines of a WARC file: addresses and headers, however they came.

Promises: one line each, in printable ASCII for headers, and no longer than readers of WARC files take.
Refuses: an address that no reader would give back; a header of that length is cut, and says so.
Caveat: a header with bytes beyond ASCII does not come back byte for byte, but percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

_MADE_UNTRUE = frozenset({"content-encoding", "transfer-encoding", "content-length"})  # by decoding the body
PRINTABLE = "".join(map(chr, range(33, 127)))
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")  # a file name may hold any of them
_UNSENDABLE = re.compile(r"[^\x20-\x7e]+")  # in a header: bytes that came unescaped, as latin-1
MAX_LINE = 31 << 10  # bytes of an address or a header; readers of WARC files give up at lines of 32 KiB
_CUT = " [cut]"  # at the end of a header of more

Headers = Iterable[tuple[str, str]]


def is_too_long(url: str) -> bool:
    """True for an address that readers of WARC files would not give back.

    >>> is_too_long("http://a.example/" + "x" * MAX_LINE)
    True
    """
    return len(quote(_CONTROL.sub(_escape, url), safe=PRINTABLE)) > MAX_LINE  # as it is written at the worst


def true_headers(headers: Headers, length: int | None = None) -> list[tuple[str, str]]:
    """Headers of a body without its content codings: what decoding has made untrue is renamed."""
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in _MADE_UNTRUE else name, value)
        for name, value in safe_headers(headers)
    ]
    return kept if length is None else [*kept, ("Content-Length", str(length))]


def _escape(found: re.Match[str]) -> str:
    return quote(
        found[0].encode("utf-8", "surrogateescape" if "\udc80" <= found[0] <= "\udcff" else "replace")
    )


def one_line_address(url: str) -> str:
    """An address on one line; ValueError where no reader of WARC files would take the line."""
    if is_too_long(url):
        raise ValueError(f"an address of {len(url)} characters is not archived: {url[:100]}...")
    return _CONTROL.sub(_escape, url)


def safe_headers(headers: Headers) -> list[tuple[str, str]]:
    """Headers in printable ASCII, one line each; the bytes that are not are percent-encoded as they came."""
    return [(one_line(name), one_line(value)) for name, value in headers]


def one_line(text: str) -> str:
    """A header on one line of printable ASCII, cut where it is longer than a reader takes."""
    line = _UNSENDABLE.sub(lambda found: quote(_as_came(found[0])), " ".join(text.split()))
    return line if len(line) <= MAX_LINE else line[:MAX_LINE] + _CUT


def _as_came(text: str) -> bytes:
    return text.encode("latin-1" if max(text) <= "\xff" else "utf-8", "replace")
