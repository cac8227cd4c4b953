"""What a body's own mistake casts doubt upon: sums that do not hold, and the cells that may be misprinted.

Promises: a cell in a sum that is known whole and holds is no suspect, if another can be.
Refuses: to say which of the suspects it is. Caveat: two misprints that mend each other are not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

NO_LIMIT = 10**17  # above any sum of values of 15 digits

Bounds = tuple[int, int]
FREE: Bounds = (0, NO_LIMIT)
Terms = Sequence[Mapping[str, int]]  # for each sum its cells, with 1 on one side of it and -1 on the other


class Doubts(NamedTuple):
    """Sums that a misprint breaks, by number, and lines that a segment without any fitting option touches."""

    broken: frozenset[int] = frozenset()
    unclear: frozenset[str] = frozenset()

    def joined(self, other: Doubts) -> Doubts:
        """Both together."""
        return Doubts(self.broken | other.broken, self.unclear | other.unclear)


def suspects_of(broken: frozenset[int], terms: Terms, sums: Sequence[Bounds]) -> set[str]:
    """In each broken sum the cells that explain the most of them and stand in no sum that is whole and holds.

    `sums` are the bounds of what the sides of each sum differ by. The row is 4 short and so is the column:

    >>> terms = [{"t": 1, "a": -1, "b": -1}, {"s": 1, "a": -1, "c": -1}]
    >>> suspects_of(frozenset((0, 1)), terms, [(4, 4), (4, 4)])
    {'a'}
    """
    whole = {name for row, total in zip(terms, sums, strict=True) if total == (0, 0) for name in row}
    explained = {name: _explained(name, broken, terms, sums) for n in broken for name in terms[n]}
    found = set[str]()
    for n in broken:
        mine = terms[n].keys() - whole or terms[n].keys()
        most = max(explained[name] for name in mine)
        found.update(name for name in mine if explained[name] == most)
    return found


def _explained(name: str, broken: frozenset[int], terms: Terms, sums: Sequence[Bounds]) -> int:
    """How many broken sums another number in this one cell would mend."""
    low, high, count = -NO_LIMIT, NO_LIMIT, 0
    for n in broken:
        sign = terms[n].get(name)
        if sign is not None:
            a, b = sums[n]
            low, high = (max(low, -b), min(high, -a)) if sign > 0 else (max(low, a), min(high, b))
            count += 1
    return count if low <= high else 1
