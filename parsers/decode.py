"""Bytes to text: byte-order mark, bytes, header and meta tag weighed, in this order of trust.

Promises: `gb2312`, `gbk` and their kin are read as gb18030, as the WHATWG Encoding Standard asks, so that
one character beyond GB2312 (〇, ㎡, 镕) never costs the rest of the page. Refuses: bytes that are no text.
Caveat: a few bytes that no candidate explains become U+FFFD; `lost` counts them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.errors import EmptyDocument, UnsupportedFormat

HEAD_BYTES = 8192  # pages pasted from Word carry kilobytes of XML before their meta tag

_GB = "gb18030"
_LABELS = {
    **dict.fromkeys(
        [
            "gb2312",
            "gb_2312",
            "gb_2312-80",
            "csgb2312",
            "iso-ir-58",
            "chinese",
            "gbk",
            "x-gbk",
            "cp936",
            "ms936",
            "windows-936",
            "euc-cn",
            "hz-gb-2312",
            "gb18030",
        ],
        _GB,
    ),
    **dict.fromkeys(["utf-8", "utf8", "unicode-1-1-utf-8", "utf-8-sig"], "utf-8"),
    **dict.fromkeys(["big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5"], "big5hkscs"),
    **dict.fromkeys(["utf-16", "utf-16le", "unicode", "ucs-2"], "utf-16-le"),
    "utf-16be": "utf-16-be",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", _GB),
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_.:\-]+)""")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_COMMON = re.compile(r"[的一是不了人在有中国政府信息公开工作年度报告主动申请情况数量行总计其他]")
_EMPTY = re.compile(r"[\s\ufeff\u200b\x00]*\Z")
_OF_TEXT = bytes({*range(32, 256)} | {*b"\t\n\v\f\r\x1b"})
_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "a zip or an Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "gzip",
    b"Rar!": "a RAR archive",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was found: `declared` is the label used as a witness, `lost` counts U+FFFD set in.

    `data` are the bytes of the text without a byte-order mark, where they are at hand.
    """

    text: str
    encoding: str
    declared: str | None
    lost: int
    data: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8, which most documents are in; without NULs, so that no word is broken by one."""
        if self.data is not None and self.encoding == "utf-8" and not self.lost:
            return self.data.replace(b"\x00", b"")
        return to_utf8(self.text)


def to_utf8(text: str) -> bytes:
    """A text in UTF-8, without NULs."""
    return text.encode("utf-8", "replace").replace(b"\x00", b"")


def canonical_encoding(label: str | None) -> str | None:
    """The codec for a declared label, or None for one that we do not know.

    >>> canonical_encoding("GB2312"), canonical_encoding("x-gbk"), canonical_encoding("x-unknown")
    ('gb18030', 'gb18030', None)
    """
    return _LABELS.get(label.strip().strip("\"'").lower()) if label else None


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Decode a document; `content_type` is the HTTP header's value.

    >>> decode("<meta charset=gb2312>二〇二三年".encode("gb18030")).text[-5:]
    '二〇二三年'

    Raises EmptyDocument and UnsupportedFormat.
    """
    decoded = None if not data or data.isspace() else _decode(data, content_type)
    if decoded is None or _EMPTY.match(decoded.text):
        raise EmptyDocument("the file is empty")
    return decoded


def _decode(data: bytes, content_type: str | None) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding, encoding)
    _refuse_binary(data)
    declared = _declared(data, content_type)
    for encoding in _candidates(data, declared):
        try:
            return Decoded(data.decode(encoding), encoding, declared, 0, data)
        except UnicodeDecodeError:
            continue
    return _least_lost(data, declared)


def _candidates(data: bytes, declared: str | None) -> list[str]:
    """UTF-8 first, as it is hardly ever valid by accident, unless it yields no Chinese."""
    if declared and declared.startswith("utf-16"):
        return ["utf-8", _GB]
    if declared not in (None, "utf-8") and not _CJK.search(data.decode("utf-8", "ignore")):
        return [declared, "utf-8", _GB]
    if declared == "big5hkscs":
        return ["utf-8", "big5hkscs"]
    return ["utf-8", _GB]


def _least_lost(data: bytes, declared: str | None) -> Decoded:
    """Where no codec fits every byte: the one that loses least and yields most everyday Chinese."""
    tries = [_read(data, encoding, declared) for encoding in ("utf-8", _GB, "big5hkscs")]
    return max(tries, key=lambda t: (len(_COMMON.findall(t.text)) - 20 * t.lost, t.encoding == declared))


def _read(data: bytes, encoding: str, declared: str | None) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, declared, text.count("\ufffd"), data)


def _declared(data: bytes, content_type: str | None) -> str | None:
    """The header's label, else the first one in the head that we know."""
    for text in ((content_type or "").encode("ascii", "ignore"), data[:HEAD_BYTES]):
        for label in _labels(text.lower()):
            if encoding := canonical_encoding(label.decode("ascii")):
                return encoding
    return None


def _labels(head: bytes) -> Iterator[bytes]:
    """What follows `charset=` and `encoding=`; word by word, as a pattern of both is slow."""
    places = sorted(at for word in (b"charset", b"encoding") for at in _places(word, head))
    for at in places:
        if found := _CHARSET.match(head, at):
            yield found[1]


def _places(word: bytes, head: bytes) -> Iterator[int]:
    at = head.find(word)
    while at >= 0:
        yield at
        at = head.find(word, at + 1)


def _refuse_binary(data: bytes) -> None:
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise UnsupportedFormat(f"the file is {name}; HTML and plain text are read")
    head = data[:65536]
    if len(head.translate(None, _OF_TEXT)) > len(head) // 100:
        raise UnsupportedFormat("the file is binary, no text; HTML and plain text are read")
