"""A page without what its tags say of looks: of a page from Word that is four fifths, and lxml reads it all.

Promises: text, links, spans, and what hides or raises text stay; what is no well-formed tag stays as it is.
Refuses: to take out an attribute that a reader asks for: of `style` and `class` only what hides or raises
nothing goes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.html_scraps import is_telling

MAX_PIECE = 1000  # bytes of a tag and the text before it; longer ones are left as they are

_LOOKS = frozenset(
    (
        *(b"style", b"class", b"lang", b"xml:lang", b"align", b"valign", b"width", b"height", b"border"),
        *(b"cellspacing", b"cellpadding", b"bgcolor", b"bordercolor", b"color", b"face", b"size", b"nowrap"),
    )
)
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^\s"'<>=`]++)"""
_ATTRIBUTE = re.compile(rb"""\s++([^\s"'<>/=]++)(?:=%b)?+(?=\s|/?\Z)""" % _VALUE)
_TAG = re.compile(
    rb"""([^<]*+<[a-zA-Z][^\s"'<>/=]*+)((?:\s++[^\s"'<>/=]++(?:=%b)?+(?=\s|/?\Z))++)(\s*+/?)""" % _VALUE
)


def lean(page: bytes) -> tuple[bytes, bytes]:
    """A page in UTF-8 without looks, and its gist: what stands between the ends of its tags, each once.

    A page from Word says most of its tags a hundred times; to look for a word in the gist takes a tenth of
    the time.

    >>> lean(b'<p class=a><i style="color:red">1</i><p class="a"><i>2</i>')[0]
    b'<p><i>1</i><p><i>2</i>'
    >>> lean(b'<td style="display:none" width=3 rowspan=2>5</td>')[0]
    b'<td style="display:none" width=3 rowspan=2>5</td>'
    """
    pieces = page.split(b">")
    known = {piece: _lean(piece) if b"=" in piece else piece for piece in set(pieces)}
    return b">".join(map(known.__getitem__, pieces)), b">".join(known.values())


def _lean(piece: bytes) -> bytes:
    return _lean_tag(piece) if len(piece) <= MAX_PIECE else piece


@lru_cache(maxsize=4096)
def _lean_tag(piece: bytes) -> bytes:
    """A piece that ends in a tag, without the looks of the tag."""
    tag = _TAG.fullmatch(piece)
    if tag is None or b"&" in tag[2] or is_telling(tag[2].decode("latin-1")):
        return piece
    return tag[1] + _ATTRIBUTE.sub(_unless_look, tag[2]) + tag[3]


def _unless_look(attribute: re.Match[bytes]) -> bytes:
    return b"" if attribute[1].lower() in _LOOKS else attribute[0]
