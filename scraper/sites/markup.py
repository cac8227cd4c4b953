"""Markup as a tree whose depth is bounded, so that no page costs the square of its length to read.

Promises: every word and every link of a page stands in its tree; what lies deeper than MAX_DEPTH stands
beside what would hold it. Real pages are a tenth as deep, but for those that never close their elements.
Caveat: in a page that deep, rows within rows come out side by side.
"""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

MAX_DEPTH = 100  # elements; each walk up or down a page costs at most so many steps an element
_ROOM = {"a": 10}  # levels left free below an element, for what stands in a link
_INSIDE = frozenset({"span", "b", "i", "u", "em", "strong", "font", "img", "small", "br", "input", "label"})
_BLOCK_ROOM = 20


def read_markup(text: str) -> BeautifulSoup:
    """The tree of a page.

    >>> soup = read_markup("<div>" * 5000 + "<ul><li><a href='/'><b>年报</b></a>")
    >>> soup.a.get_text(), soup.a.parent.name, len(list(soup.a.parents)) < MAX_DEPTH
    ('年报', 'li', True)
    """
    return _Shallow(text, "lxml")


class _Shallow(BeautifulSoup):
    """Closes what is open where one more element would lie too deep."""

    def handle_starttag(self, name: str, *more: Any, **named: Any) -> Tag | None:
        room = 0 if name in _INSIDE else _ROOM.get(name, _BLOCK_ROOM)
        while len(self.tagStack) > MAX_DEPTH - room:
            self.popTag()
        return super().handle_starttag(name, *more, **named)
