"""What a button says, and which pieces of a page may be one.

Promises: a piece that says more than a button would is none, unless an attribute calls it the next page.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

BUTTONS = ("a", "link", "span", "li", "button", "input", "option", "div")
NEXT = re.compile(
    r"^\W*(?:[下后]\s*一?\s*[页頁]|(?:点击)?加载更多|显示更多|next(?:\s*page)?)\W*$", re.IGNORECASE
)
_TOLD = ("title", "value", "aria-label")
_LONGEST = 12  # characters on a button
_PIECES = 4  # of text that a button is put together from
_NEAR = 40  # elements and texts in which they stand


def read_label(tag: Tag) -> str:
    """What a button says; the empty text where it says more than a button would."""
    text = _first_pieces(tag)
    return text if len(text) <= _LONGEST else ""


def told_beside(tag: Tag) -> list[str]:
    """What the attributes of a button say, and the names of its pictures."""
    told = [tag.get(name) for name in _TOLD]
    if tag.name == "a":
        told += [
            inner.get("alt") for inner in tag.descendants if isinstance(inner, Tag) and inner.name == "img"
        ]
    return [str(text) for text in told if text]


def may_turn(tag: Tag) -> bool:
    """True for a piece of a page that says little, or that something calls the next page.

    >>> from bs4 import BeautifulSoup
    >>> page = "<a>2</a><a title='下一页'>to what is behind it</a><a>某局2023年政府工作报告书</a>"
    >>> [may_turn(tag) for tag in BeautifulSoup(page, "lxml")("a")]
    [True, True, False]
    """
    if tag.name not in BUTTONS:
        return False
    return len(_first_pieces(tag)) <= _LONGEST or any(map(NEXT.match, told_beside(tag)))


def _first_pieces(tag: Tag) -> str:
    """The first words in a piece of a page, as far as they stand at its beginning."""
    near = islice(tag.descendants, _NEAR)
    pieces = (text for one in near if type(one) is NavigableString and (text := one.strip()))
    return "".join(islice(pieces, _PIECES))
