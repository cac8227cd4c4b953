"""Marks around the cells of a paper, so that after any damage to its text the cells that survived are known.

Promises: a pair of private-use characters around each cell that prints something; `erase` takes all out.
Refuses: papers with more cells than there are marks.
Caveat: a cell survives where all its characters still stand between its marks, white space aside.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gongkai.corpus.editing import GONE, map_slots, places
from gongkai.samplesite.paper import Paper, Slot

_FIRST = 0xE000  # U+E000 to U+F8FF are private: no document of the corpus prints them
_MARKS = re.compile("[\ue000-\uf8ff]+")
_PAIR = re.compile("([\ue000-\uf8ff])([^\ue000-\uf8ff]*)(?=([\ue000-\uf8ff]))")


def mark(paper: Paper) -> Paper:
    """The paper with a pair of marks around the text of each cell that has one.

    >>> from gongkai.samplesite.paper import Slot, Table
    >>> marked = mark(Paper("", (Table("t", 2, ((Slot("a"), Slot("7")),)),)))
    >>> [ascii(slot.text) for slot in marked.slots()]
    ["'\\\\ue000a\\\\ue001'", "'\\\\ue0027\\\\ue003'"]
    """
    numbers = {place.key: number for number, place in enumerate(places(paper))}
    return map_slots(
        paper,
        lambda key, slot: replace(slot, text=_marked(slot.text, numbers[key])) if prints(slot) else slot,
    )


def prints(slot: Slot) -> bool:
    """True for a slot that shows something: neither blank nor gone."""
    return slot.text != GONE and bool(slot.text.strip())


def erase(text: str) -> str:
    """The text without marks."""
    return _MARKS.sub("", text)


def has_marks(text: str) -> bool:
    """True where a mark stands in the text."""
    return _MARKS.search(text) is not None


def surviving(text: str) -> dict[int, str]:
    """What stands between the marks of each cell, by the cell's number; cells with one mark are left out."""
    found = {}
    for opening, inner, closing in _PAIR.findall(text):
        number, odd = divmod(ord(opening) - _FIRST, 2)
        if not odd and ord(closing) == ord(opening) + 1:
            found[number] = "".join(inner.split())
    return found


def last_marked(text: str) -> int | None:
    """The number of the cell with whose mark a text ends; None where it ends in anything else."""
    return (ord(text[-1]) - _FIRST) // 2 if has_marks(text[-1:]) else None


def _marked(text: str, number: int) -> str:
    return f"{chr(_FIRST + 2 * number)}{text}{chr(_FIRST + 2 * number + 1)}"
