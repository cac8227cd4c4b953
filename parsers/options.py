"""Ways of setting values upon cells where there are more or fewer of them than cells.

Promises: every way is listed in which values were lost, run together, split in two, or strange numbers stand
among them; the one with the losses farthest right comes first. Refuses: to choose; the sums do.
Caveat: beyond MAX_OPTIONS ways nothing is listed, and the row stays unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import comb

from parsers.numbers import read_value
from parsers.texts import Option, Text

MAX_OPTIONS = 3003  # ways of losing 5 of 15 cells
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
        return list(_with_spares(values, size))
    if glued:
        return list(_split(values, size)) if 0 < _count_splits(values, size) <= MAX_OPTIONS else []
    if comb(size, missing) > MAX_OPTIONS:
        return []
    ways = list(_with_gaps(values, size))
    return ways + list(_merged(values)) if missing == 1 else ways


def only_split(value: Text, size: int, *, glued: bool = False) -> Option | None:
    """The one way in which digits that ran together are `size` numbers; None for several, or none.

    Counting takes a hundredth of listing: a text without separators has dozens of such rows.

    >>> [part and part.text for part in only_split(Text("000", ""), 3) or ()]
    ['0', '0', '0']
    >>> only_split(Text("0012", ""), 3) is None, only_split(Text("3", ""), 2) is None
    (False, True)
    """
    if not (glued or _is_glued(value)):
        return (value,) if size == 1 else None
    return next(_split([value], size)) if _count_splits([value], size) == 1 else None


def _with_gaps(values: Sequence[Text], size: int) -> Iterator[Option]:
    """Cells that were lost, the last ones first."""
    for places in combinations(range(size), len(values)):
        way: list[Text | None] = [None] * size
        for place, text in zip(places, values, strict=True):
            way[place] = text
        yield tuple(way)


def _merged(values: Sequence[Text]) -> Iterator[Option]:
    """Two lines that were merged into one number."""
    for i, text in enumerate(values):
        for pair in _cut(text, 2):
            yield (*values[:i], *pair, *values[i + 1 :])


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
    longest = sum(max(len(text.text), 1) for text in rest)
    for parts in range(max(1, size - longest), size - len(rest) + 1):
        for pieces in _cut(first, parts):
            for tail in _split(rest, size - parts):
                yield (*pieces, *tail)


def _count_splits(values: Sequence[Text], size: int) -> int:
    """How many ways `_split` has."""
    ways = {0: 1}
    for text in values:
        more = _count_cuts(text, size)
        sums: dict[int, int] = {}
        for done, count in ways.items():
            for parts, factor in more.items():
                if done + parts <= size:
                    sums[done + parts] = sums.get(done + parts, 0) + count * factor
        ways = sums
    return ways.get(size, 0)


def _count_cuts(text: Text, most: int) -> dict[int, int]:
    """How many ways a value's digits have of being so many numbers, at most `most`; a 0 opens none."""
    digits = text.text
    if not digits.isdigit():
        return {1: 1}
    if len(digits) > MAX_DIGITS * most:
        return {}  # else the count takes the square of the digits: 150 s for a line of 40,000
    ends: list[dict[int, int]] = [{0: 1}, *({} for _ in digits)]
    for start, digit in enumerate(digits):
        longest = 1 if digit == "0" else min(MAX_DIGITS, len(digits) - start)
        for length in range(1, longest + 1):
            for parts, count in ends[start].items():
                if parts == most:
                    continue
                ends[start + length][parts + 1] = ends[start + length].get(parts + 1, 0) + count
    return ends[-1]


def _cut(text: Text, parts: int) -> Iterator[Option]:
    """The ways of cutting a value's digits into so many numbers."""
    digits = text.text
    if parts == 1:
        if not _is_glued(text):
            yield (text,)
        return
    if not digits.isdigit() or len(digits) < parts:
        return
    longest = 1 if digits[0] == "0" else min(MAX_DIGITS, len(digits) - parts + 1)
    for end in range(1, longest + 1):
        for tail in _cut(Text(digits[end:], text.where), parts - 1):
            yield (Text(digits[:end], text.where), *tail)


def _with_spares(values: Sequence[Text], size: int) -> Iterator[Option]:
    """Numbers too many: they are none of the row's, or some of the others were split."""
    count, more = len(values), len(values) - size
    if not size or more > MAX_SPARE:
        return
    if sum(comb(count, n) * comb(count - n - 1, size - 1) for n in range(more + 1)) > MAX_OPTIONS:
        return
    for spare in range(more, -1, -1):
        for kept in combinations(values, len(values) - spare):
            for breaks in combinations(range(1, len(kept)), size - 1):
                way = [_joined(kept[a:b]) for a, b in pairwise((0, *breaks, len(kept)))]
                if None not in way:
                    yield tuple(way)


def _joined(parts: Sequence[Text]) -> Text | None:
    """One number that was split."""
    if len(parts) == 1:
        return parts[0]
    whole = "".join(text.text for text in parts)
    if not all(text.text for text in parts) or not whole.isdigit() or read_value(whole).number is None:
        return None
    return Text(whole, parts[0].where)
