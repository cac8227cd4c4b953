"""Ways of setting values upon cells where there are more or fewer of them than cells.

Promises: every way is listed in which values were lost, run together, split in two, or strange numbers stand
among them; the one with the losses farthest right comes first. Refuses: to choose; the sums do.
Caveat: beyond MAX_OPTIONS ways nothing is listed, and the row stays unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from math import comb

from parsers.numbers import read_value
from parsers.texts import Option, Text

MAX_OPTIONS = 400  # beyond this hardly a row is ever decided
MAX_DIGITS = 9  # a count of requests or cases has at most 7
MAX_SPARE = 2  # numbers of pages among the values of a row


def options_for(values: Sequence[Text], size: int, *, glued: bool = False) -> list[Option]:
    """Every way of setting `values`, in order, upon `size` cells.

    `glued`: digits of several cells stand together, so that nothing was lost.

    >>> [[text and text.text for text in way] for way in options_for([Text("3", ""), Text("0", "")], 3)]
    [['3', '0', None], ['3', None, '0'], [None, '3', '0']]
    """
    glued = glued or any(map(_is_glued, values))
    missing = size - len(values)
    if missing == 0 and not glued:
        return [tuple(values)]
    if missing < 0:
        ways = _with_spares(values, size)
    elif glued:
        ways = _split(values, size)
    else:
        ways = _with_gaps(values, size)
    listed = list(islice(ways, MAX_OPTIONS + 1))
    return listed if len(listed) <= MAX_OPTIONS else []


def _with_gaps(values: Sequence[Text], size: int) -> Iterator[Option]:
    """Cells that were lost; or two lines that were merged into one number."""
    if comb(size, len(values)) <= MAX_OPTIONS:
        for places in combinations(range(size), len(values)):
            way: list[Text | None] = [None] * size
            for place, text in zip(places, values, strict=True):
                way[place] = text
            yield tuple(way)
    if size - len(values) == 1:
        yield from _split(values, size)


def _is_glued(text: Text) -> bool:
    """Digits that are no number (000, 0012), or too many for a count, are several."""
    return text.text.isdigit() and (len(text.text) > MAX_DIGITS or read_value(text.text).number is None)


def _split(values: Sequence[Text], size: int) -> Iterator[Option]:
    """Every way in which values that ran together make exactly `size` numbers."""
    if not values:
        if size == 0:
            yield ()
        return
    first, rest = values[0], values[1:]
    most = size - len(rest)
    for parts in range(1, most + 1):
        for pieces in _cut(first, parts):
            for tail in _split(rest, size - parts):
                yield (*pieces, *tail)


def _cut(text: Text, parts: int) -> Iterator[Option]:
    """The ways of cutting a value's digits into so many numbers."""
    if parts == 1:
        if not _is_glued(text):
            yield (text,)
        return
    if not text.text.isdigit() or len(text.text) < parts:
        return
    for end in range(1, len(text.text) - parts + 2):
        head = Text(text.text[:end], text.where)
        if read_value(head.text).number is None:
            return
        for tail in _cut(Text(text.text[end:], text.where), parts - 1):
            yield (head, *tail)


def _with_spares(values: Sequence[Text], size: int) -> Iterator[Option]:
    """A number too many: it is none of the row's, or two of them are one that was split."""
    if len(values) - size <= MAX_SPARE:
        for kept in combinations(range(len(values)), size):
            yield tuple(values[i] for i in kept)
    if len(values) - size == 1:
        yield from _joined(values)


def _joined(values: Sequence[Text]) -> Iterator[Option]:
    for i in range(len(values) - 1):
        both = values[i].text + values[i + 1].text
        if both.isdigit() and read_value(both).number is not None:
            yield (*values[:i], Text(both, values[i].where), *values[i + 2 :])
