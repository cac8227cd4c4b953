"""A page without what its tags say of looks: of a page from Word that is four fifths, and lxml reads it all.

Promises: text, links, spans, and what hides or raises text stay; lxml makes the same tree but for looks.
Refuses: a page with a tag whose quotes do not pair, outside scripts, styles and comments: it stays as it is,
for such a quote runs on to the next one. Of `style` and `class` only what hides or raises nothing goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from parsers.html_scraps import is_telling

MAX_PIECE = 1000  # bytes of a tag and the text before it, of which the lean ones are remembered

_LOOKS = frozenset(
    (
        *(b"style", b"class", b"lang", b"xml:lang", b"align", b"valign", b"width", b"height", b"border"),
        *(b"cellspacing", b"cellpadding", b"bgcolor", b"bordercolor", b"color", b"face", b"size", b"nowrap"),
    )
)
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^\s"'<>=`]++)"""
_ATTRIBUTE = re.compile(rb"""\s++([^\s"'<>/=]++)(?:=%b)?+(?=\s|/?\Z)""" % _VALUE)
_TAG = re.compile(
    rb"""([^<]*+<[a-zA-Z][^\s"'<>/=]*+)((?:\s++[^\s"'<>/=]++(?:=%b)?+(?=\s|/?\Z))*+)(\s*+/?)""" % _VALUE
)
_DECLARATION = re.compile(rb"""[^<]*+<[!?](?!--)(?:[^<"']|"[^"]*+"|'[^']*+')*+""")
_OPENER = re.compile(rb"[^<]*+<(?:(script|style)(?=[\s/]|\Z)|(!--))", re.IGNORECASE)


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
    known = {piece: _lean(piece) for piece in set(pieces)}
    if None not in known.values():
        paired = cast("dict[bytes, bytes]", known)
        return b">".join(map(paired.__getitem__, pieces)), b">".join(paired.values())
    outside = _lean_outside(pieces, known) or pieces
    return b">".join(outside), b">".join(set(outside))


def _lean_outside(pieces: list[bytes], known: Mapping[bytes, bytes | None]) -> list[bytes] | None:
    """The pieces, lean but in scripts, styles and comments; None where a quote does not pair elsewhere."""
    found: list[bytes] = []
    end = b""  # what ends the script, style or comment
    for piece in pieces:
        shown = piece if end else known[piece]
        opener = None if end else _OPENER.match(piece)
        if end and piece.rstrip().lower().endswith(end):
            end = b""
        elif opener and opener[2]:
            shown, end = None if piece.endswith(b"--") else piece, b"--"
        elif opener:
            end = b"</" + opener[1].lower()
        if shown is None:
            return None
        found.append(shown)
    return found


def _lean(piece: bytes) -> bytes | None:
    """A piece that ends in a tag, without the looks of the tag; None where quotes in it do not pair."""
    if b"=" not in piece and b'"' not in piece and b"'" not in piece:
        return piece
    return (_remembered if len(piece) <= MAX_PIECE else _lean_tag)(piece)


def _lean_tag(piece: bytes) -> bytes | None:
    tag = _TAG.fullmatch(piece)
    if tag is None:
        rest = piece.partition(b"<")[2]
        is_odd = (b'"' in rest or b"'" in rest) and _DECLARATION.fullmatch(piece) is None
        return None if is_odd else piece
    if b"&" in tag[2] or is_telling(tag[2].decode("latin-1")):
        return piece
    return tag[1] + _ATTRIBUTE.sub(_unless_look, tag[2]) + tag[3]


_remembered = lru_cache(maxsize=4096)(_lean_tag)


def _unless_look(attribute: re.Match[bytes]) -> bytes:
    return b"" if attribute[1].lower() in _LOOKS else attribute[0]
