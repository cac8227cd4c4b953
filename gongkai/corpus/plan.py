"""Which documents the corpus holds: classes of rendering and damage, and how many of each.

Promises: the same cases in the same order, always; a class has one name, its rendering and its damage.
Refuses: pairs that mean nothing (lines of a real table cannot be merged).
Caveat: counts are small for each class and large in all: floors are per class, the bars are for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.corpus.damages import CLEAN, DAMAGES
from gongkai.corpus.grids import GRIDS
from gongkai.corpus.renderings import FINISHED, TEXTS, WRAPPED

_GRIDS = tuple(f"grid {name}" for name in GRIDS)
_UNDAMAGED = ((tuple(TEXTS), 8), (tuple(FINISHED), 3), (tuple(WRAPPED), 3), (_GRIDS, 6))
_TEXT = ("text A", "text B", "text E", "text I")
_TEXT_AND_GRID = (*_TEXT, "grid plain")
_MANY = (
    *_TEXT_AND_GRID,
    "text C",
    "text D",
    "text J",
    "text H",
    "text K",
    "text L",
    "text N",
    "br B",
    "p A",
    "text A-even",
)
_LINED = ("text A", "text B", "text D", "text E")  # a break inside a cell is a break of the line
_ROWS = (
    "text H",
    "text I",
    "text I-bare",
    "text J",
    "text L",
    "text tabs",
    "text spaces",
    "text N",
    "text O",
)
_WORN_TEXT = ("text A", "text B", "text C", "text E", "text I")
_LEANEST = ("text A", "text C", "text spaces", "text N")  # blanks vanish

# damage: its renderings and the documents of each
_WIDE = {
    **dict.fromkeys(("drop-1", "drop-5", "drop-20", "labels-lost-3"), (_MANY, 6)),
    **dict.fromkeys(("labels-split-2", "labels-split-3", "label-over-page"), (_LINED, 3)),
    "numbers-split": ((*_LINED, "grid plain", "grid word"), 3),
    "numbers-torn": (_ROWS, 4),
    "numbers-in-two-cells": (("text I", "text J", "text I-bare"), 3),
    **dict.fromkeys(
        ("blank-10", "blanks", "inapplicable", "only-totals"),
        ((*_TEXT_AND_GRID, *_LEANEST[1:], "text A-even"), 2),
    ),
    "deduplicated": (("text A", "text C", "text E"), 4),
    **dict.fromkeys(("run-together", "run-together-large"), (("text A", "text C", "text D"), 3)),
    "subtotal": (_TEXT_AND_GRID, 5),
    "index-card": (("text I", "text J", "text E", "grid plain"), 2),
    "extra-cells": (("text E", "text I", "grid plain"), 2),
    "pages-bare": ((*_TEXT, "text C", "text N"), 3),
    "one-page": (("text A", "text I", "text N"), 4),
    "cut-half": (("text A", "text E", "text I", "text J", "p A", "pre I", "grid plain"), 5),
    "cut-early": (("text A", "text E", "text I", "text J", "p A", "pre I"), 3),
    **dict.fromkeys(
        ("column-lost", "zero-rows-lost", "row-lost", "rows-lost-2"), ((*_TEXT_AND_GRID, "text C"), 4)
    ),
}
_WIDE |= dict.fromkeys(("list-rows-lost", "list-rows-added"), ((), 0))
LIST = "list "  # before the rendering of a list of 2014
_LIST_TEXT = ("text A", "text B", "text E", "text I")
_LIST_WHOLE = (
    *(name for name in TEXTS if name not in ("text H", "text J-ruled", "text I-padded", "text I-repeated")),
    *("p A", "p I", "br B", "br D", "pre tabs", "span E", "div I"),
)
_LIST_GRIDS = tuple(f"grid {name}" for name, grid in GRIDS.items() if grid.edit is None)
_LIST_DAMAGES = (
    *("drop-1", "drop-5", "drop-20", "blank-10", "labels-lost-1", "labels-lost-3", "headers-lost-3"),
    *("labels-split-2", "labels-split-3", "labels-changed", "labels-short-1", "labels-short-3"),
    *("labels-doubled", "labels-spaced", "labels-renumbered", "brackets-corrupt", "advertised"),
    *("traditional", "pinyin", "half-width", "full-width", "noise", "narrative", "links"),
    *("slash", "dash", "none", "nbsp", "blanks", "unreadable", "numbers-split", "thousands"),
    *("wide-digits", "pages-dashed", "pages-chinese", "pages-of", "pages-bare", "heads-repeated"),
    *("deduplicated", "merged-spaced", "merged-glued", "run-together", "numbers-torn", "cut-early"),
    *("cut-half", "one-page", "worn-labels", "worn-values", "worn-copy", "worn-all", "mistake"),
    *("mistake-drop-1", "mistake-drop-5", "mistake-unlabelled", "list-rows-lost", "list-rows-added"),
)
_WORN = tuple(name for name in DAMAGES if name.startswith(("worn-", "mistake")))
_SERIES = 1_000  # more than any class has documents
_ONLY_TEXT = {name for name, damage in DAMAGES.items() if damage.text is not None}


@dataclass(frozen=True, slots=True)
class Case:
    """One document to make: its class and its number in it."""

    rendering: str
    damage: str
    number: int

    @property
    def group(self) -> str:
        """The name of the class.

        >>> Case("text A", "drop-5", 0).group
        'text A drop-5'
        """
        return f"{self.rendering} {self.damage}"

    @property
    def is_list(self) -> bool:
        """True for a report of 2014 to 2018."""
        return self.rendering.startswith(LIST)

    @property
    def shown_as(self) -> str:
        """The rendering, of whatever paper."""
        return self.rendering.removeprefix(LIST)


def all_cases(series: int = 0) -> Iterator[Case]:
    """Every document of the corpus; another series has as many, with other numbers.

    >>> next(all_cases())
    Case(rendering='text A', damage='clean', number=0)
    """
    for rendering, damage, count in _classes():
        yield from (Case(rendering, damage, series * _SERIES + number) for number in range(count))


def _classes() -> Iterator[tuple[str, str, int]]:
    for renderings, count in _UNDAMAGED:
        yield from ((rendering, CLEAN, count) for rendering in renderings)
    for damage in DAMAGES:
        renderings, count = _renderings(damage)
        yield from ((rendering, damage, count) for rendering in renderings)
    for rendering in (*_LIST_WHOLE, *_LIST_GRIDS):
        yield LIST + rendering, CLEAN, 4
    for damage in _LIST_DAMAGES:
        for rendering in _LIST_TEXT if damage in _ONLY_TEXT else (*_LIST_TEXT, "grid plain"):
            yield LIST + rendering, damage, 2


def _renderings(damage: str) -> tuple[tuple[str, ...], int]:
    if damage == CLEAN:
        return (), 0
    if damage in _WORN:
        return (_WORN_TEXT if DAMAGES[damage].text else (*_WORN_TEXT, "grid plain")), 7
    return _WIDE.get(damage) or ((_TEXT if damage in _ONLY_TEXT else _TEXT_AND_GRID), 2)
