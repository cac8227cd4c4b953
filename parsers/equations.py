"""Integer equations over cells >= 0: what they leave for each cell, by elimination and by bounds.

Promises: a cell is found only where exactly one value is left for it; every bound knows which printed cells
it rests on (a bit set), so that two witnesses can be told to be independent.
Refuses: to go on where the equations contradict each other: `Contradiction`.
Caveat: bounds are not an integer program: a value that only a search would find stays open.
Source: bounds propagation for linear constraints; Gauss-Jordan without fractions (Bareiss).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd
from typing import NamedTuple

NO_LIMIT = 10**18  # above any sum of 200 values of 15 digits
ROUNDS = 24  # passes over the equations; a report needs 3 to 6, contradicting ones could creep on for ever


class Equation(NamedTuple):
    """The cells times their factors add up to `total`; `mask` has a bit for each printed cell it rests on."""

    terms: dict[int, int]
    total: int
    mask: int


class Contradiction(Exception):
    """The equations have no solution in integers >= 0."""


class Bounds:
    """The least and the greatest value that is left for each cell, and what each rests on."""

    __slots__ = ("high", "low", "why_high", "why_low")

    def __init__(self, cells: Iterable[int]) -> None:
        self.low = dict.fromkeys(cells, 0)
        self.high = dict.fromkeys(self.low, NO_LIMIT)
        self.why_low = dict.fromkeys(self.low, 0)
        self.why_high = dict.fromkeys(self.low, 0)

    def found(self) -> dict[int, int]:
        """The cells that have one value left."""
        high = self.high
        return {cell: low for cell, low in self.low.items() if low == high[cell]}

    def why(self, cell: int) -> int:
        """The printed cells that a found value rests on."""
        return self.why_low[cell] | self.why_high[cell]


def propagate(equations: Sequence[Equation], bounds: Bounds) -> None:
    """Narrow the bounds until no equation narrows any more.

    >>> bounds = Bounds([0, 1])
    >>> propagate([Equation({0: 1, 1: 1}, 0, 1)], bounds)
    >>> bounds.found()
    {0: 0, 1: 0}

    Raises Contradiction.
    """
    for _ in range(ROUNDS):
        if not sum([_tighten(equation, bounds) for equation in equations]):
            return


def _tighten(equation: Equation, bounds: Bounds) -> bool:
    """True where a bound was narrowed."""
    terms, total, _ = equation
    low, high = bounds.low, bounds.high
    least = most = 0
    for cell, factor in terms.items():
        if factor > 0:
            least += factor * low[cell]
            most += factor * high[cell]
        else:
            least += factor * high[cell]
            most += factor * low[cell]
    slack, excess = total - least, most - total
    if slack < 0 or excess < 0:
        raise Contradiction
    if slack >= NO_LIMIT and excess >= NO_LIMIT:
        return False
    changed = False
    for cell, factor in terms.items():
        a, b = low[cell], high[cell]
        if a == b:
            continue
        size = abs(factor)
        over, under = (slack // size, excess // size) if factor > 0 else (excess // size, slack // size)
        if a + over < b:
            high[cell] = a + over
            bounds.why_high[cell] = _reason(equation, cell, bounds, least=factor > 0)
            changed = True
        if b - under > a:
            low[cell] = b - under
            bounds.why_low[cell] = _reason(equation, cell, bounds, least=factor < 0)
            changed = True
        if low[cell] > high[cell]:
            raise Contradiction
    return changed


def _reason(equation: Equation, cell: int, bounds: Bounds, *, least: bool) -> int:
    """What a bound rests on: the equation, and the bounds of its other cells at the end that was used."""
    mask = equation.mask
    for other, factor in equation.terms.items():
        if other != cell:
            mask |= (bounds.why_low if (factor > 0) == least else bounds.why_high)[other]
    return mask


def without_found(equations: Iterable[Equation], bounds: Bounds) -> list[Equation]:
    """The equations with the found cells taken out; those with no cell left are gone."""
    found = bounds.found()
    rest = []
    for terms, total, mask in equations:
        left = dict(terms)
        for cell in terms.keys() & found.keys():
            total -= left.pop(cell) * found[cell]
            mask |= bounds.why(cell)
        if left:
            rest.append(Equation(left, total, mask))
    return rest


def reduce(equations: Sequence[Equation]) -> list[Equation]:
    """The reduced echelon form; raises Contradiction where a row says 0 = 1.

    >>> [e.terms for e in reduce([Equation({0: 1, 1: 1}, 3, 1), Equation({0: 1, 1: -1}, 1, 2)])]
    [{0: 1}, {1: -1}]
    """
    done: list[tuple[int, Equation]] = []
    for equation in sorted(equations, key=_length):
        for pivot, by in done:
            if pivot in equation.terms:
                equation = _cancel(equation, pivot, by)
        if not equation.terms:
            if equation.total:
                raise Contradiction
            continue
        fresh = min(equation.terms, key=lambda cell: abs(equation.terms[cell]))
        done = [(p, _cancel(e, fresh, equation) if fresh in e.terms else e) for p, e in done]
        done.append((fresh, equation))
    return [equation for _, equation in done]


def _length(equation: Equation) -> int:
    return len(equation.terms)


def _cancel(equation: Equation, pivot: int, by: Equation) -> Equation:
    """The equation without its pivot, by taking away the right multiple of `by`."""
    factor, divisor = equation.terms[pivot], by.terms[pivot]
    if divisor in (1, -1):
        scale, times = 1, factor * divisor
        terms = dict(equation.terms)
    else:
        common = gcd(factor, divisor)
        scale, times = divisor // common, factor // common
        terms = {cell: scale * value for cell, value in equation.terms.items()}
    for cell, value in by.terms.items():
        left = terms.get(cell, 0) - times * value
        if left:
            terms[cell] = left
        else:
            del terms[cell]
    return _shortened(terms, scale * equation.total - times * by.total, equation.mask | by.mask)


def _shortened(terms: dict[int, int], total: int, mask: int) -> Equation:
    """Without a common factor, where the total has it too; bounds see where it has not."""
    common = gcd(total, *terms.values()) if terms else 1
    if common > 1:
        return Equation({cell: value // common for cell, value in terms.items()}, total // common, mask)
    return Equation(terms, total, mask)
