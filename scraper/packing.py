"""Bodies of requests in few bytes, for an address to carry them: base64 in them as bytes, and deflated.

Promises: `unpack(pack(body))` is the body, byte for byte; what is no packed body, or says to be larger than
LARGEST, is a ValueError.
Refuses: to unpack more than LARGEST bytes.
Caveat: the state of an ASP.NET page becomes a quarter to a tenth of its base64; one that is encrypted, three
quarters.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error
from urllib.parse import unquote_to_bytes

LARGEST = 1 << 20  # bytes of a body; an address may claim to have more
_LEAST = 200  # bytes of a field; shorter ones are left as they are
_PLAIN, _BASE64 = 0, 1
_QUOTED = ((b"+", b"%2B"), (b"/", b"%2F"), (b"=", b"%3D"))


def pack(body: bytes) -> bytes:
    """The body of a form, packed.

    >>> unpack(pack(b"a=1&b=2"))
    b'a=1&b=2'
    """
    fields = map(_pack_field, body.split(b"&"))
    return zlib.compress(b"".join(bytes([kind]) + _size(data) + data for kind, data in fields), 9)


def unpack(data: bytes) -> bytes:
    """The body that was packed; ValueError where none was."""
    whole, at, fields = inflate(data), 0, []
    while at < len(whole):
        kind, end = whole[at], at + 5 + int.from_bytes(whole[at + 1 : at + 5], "big")
        if kind not in (_PLAIN, _BASE64) or end > len(whole):
            raise ValueError("no packed fields")
        fields.append(_unpack_field(kind, whole[at + 5 : end]))
        at = end
    return b"&".join(fields)


def inflate(data: bytes) -> bytes:
    """Deflated bytes as they were; ValueError where they are none, have no end, or are too many."""
    inflater = zlib.decompressobj()
    try:
        body = inflater.decompress(data, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not inflater.eof:
        raise ValueError("no end, or too far away")
    return body


def _size(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big")


def _pack_field(field: bytes) -> tuple[int, bytes]:
    name, _, value = field.partition(b"=")
    if len(value) < _LEAST:
        return _PLAIN, field
    try:
        raw = b64decode(unquote_to_bytes(value), validate=True)
    except Error:
        return _PLAIN, field
    return (_BASE64, name + b"=" + raw) if _quoted(raw) == value else (_PLAIN, field)


def _unpack_field(kind: int, data: bytes) -> bytes:
    if kind == _PLAIN:
        return data
    name, _, raw = data.partition(b"=")
    return name + b"=" + _quoted(raw)


def _quoted(raw: bytes) -> bytes:
    """Bytes as a form sends their base64."""
    text = b64encode(raw)
    for sign, quoted in _QUOTED:
        text = text.replace(sign, quoted)
    return text
