"""The identities of a form as exact integer arithmetic: what holds, what is broken, what is forced.

Promises: a value is implied only where it is unique over the integers >= 0; nothing printed is ever changed.
Refuses: to choose where two identities force different values: the cell gets none.
Caveat: two swapped rows satisfy every identity; arithmetic alone never places a number.
Source: the note in table 3 (第一项加第二项之和，等于第三项加第四项之和) and the totals of the forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from parsers.forms import Identity

MAX_UNKNOWN = 120  # beyond this, hardly a cell is determined and elimination takes tens of milliseconds


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity whose cells are all known and whose sides differ: `left` - `right` = `difference`."""

    identity: Identity
    left: int
    right: int

    @property
    def difference(self) -> int:
        """The left side minus the right side."""
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class Solution:
    """What the identities say. `witnesses` counts the identities that force a lost cell to its `implied`."""

    implied: dict[str, int] = field(default_factory=dict)
    witnesses: dict[str, int] = field(default_factory=dict)
    holding: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()


def solve(identities: Sequence[Identity], values: Mapping[str, int | None]) -> Solution:
    """Check the identities over `values` (None = not printed) and derive what they force.

    >>> total = Identity("row_sum", ("t",), ("a", "b"), "row")
    >>> solve([total], {"t": 3, "a": 1, "b": None}).implied["b"]
    2
    >>> solve([total], {"t": 3, "a": 1, "b": 1}).broken[0].difference
    1

    `holding` has every indicator whose identities can all be checked and all hold.
    """
    terms = [_signed(identity) for identity in identities]
    unknown = {name for row in terms for name in row if values.get(name) is None}
    residuals = [_residual(row, values, unknown) for row in terms]
    broken = tuple(
        Broken(identity, _sum(identity.left, values), _sum(identity.right, values))
        for identity, residual in zip(identities, residuals, strict=True)
        if residual
    )
    lost = _Unknowns(terms, values, unknown) if unknown else None
    implied = _implied_of_printed(terms, residuals, values, lost.direct if lost else {})
    if lost is not None:
        implied.update(lost.solve())
    return Solution(
        implied,
        {name: len(forced) for name, forced in lost.direct.items()} if lost else {},
        _holding(terms, residuals),
        broken,
    )


Terms = dict[str, int]  # indicator -> +1 on the left, -1 on the right; the terms add up to 0


@lru_cache(maxsize=512)
def _signed(identity: Identity) -> Terms:
    return {**dict.fromkeys(identity.left, 1), **dict.fromkeys(identity.right, -1)}


def _sum(names: Sequence[str], values: Mapping[str, int | None]) -> int:
    return sum(values.get(name) or 0 for name in names)


def _residual(row: Terms, values: Mapping[str, int | None], unknown: Collection[str]) -> int | None:
    """Left minus right; None where a cell is unknown."""
    total = 0
    for name, sign in row.items():
        if name in unknown:
            return None
        total += sign * (values[name] or 0)
    return total


def _holding(terms: Sequence[Terms], residuals: Sequence[int | None]) -> frozenset[str]:
    good: set[str] = set()
    bad: set[str] = set()
    for row, residual in zip(terms, residuals, strict=True):
        (good if residual == 0 else bad).update(row)
    return frozenset(good - bad)


def _implied_of_printed(
    terms: Sequence[Terms],
    residuals: Sequence[int | None],
    values: Mapping[str, int | None],
    direct: Mapping[str, Mapping[int, int]],
) -> dict[str, int]:
    """For each printed cell, the value that the other printed cells force; left out where they disagree."""
    forced: dict[str, set[int]] = defaultdict(set)
    for number, (row, residual) in enumerate(zip(terms, residuals, strict=True)):
        if residual is None:
            _force_through_lost(number, row, values, direct, terms, forced)
            continue
        for name, sign in row.items():
            forced[name].add((values[name] or 0) - sign * residual)
    return {name: found.pop() for name, found in forced.items() if len(found) == 1 and min(found) >= 0}


def _force_through_lost(
    number: int,
    row: Terms,
    values: Mapping[str, int | None],
    direct: Mapping[str, Mapping[int, int]],
    terms: Sequence[Terms],
    forced: dict[str, set[int]],
) -> None:
    """An identity with lost cells still binds a printed one, if identities without it give the lost ones."""
    lost = [name for name in row if values.get(name) is None]
    for name, sign in row.items():
        if name in lost:
            continue
        known = {}
        for other in lost:
            found = {v for i, v in direct.get(other, {}).items() if i != number and name not in terms[i]}
            if len(found) == 1:
                known[other] = found.pop()
        if len(known) == len(lost):
            rest = sum(s * (known.get(n, values.get(n)) or 0) for n, s in row.items() if n != name)
            forced[name].add(-sign * rest)


class _Unknowns:
    """The lost cells of one report: forced one at a time, then by elimination."""

    def __init__(self, terms: Sequence[Terms], values: Mapping[str, int | None], unknown: set[str]) -> None:
        self.direct: dict[str, dict[int, int]] = defaultdict(dict)  # cell -> identity -> value that it forces
        self._unknown = unknown
        self._known: dict[str, int] = {}
        self._rows = [
            (
                {n: s for n, s in row.items() if n in unknown},
                -sum(s * (values.get(n) or 0) for n, s in row.items()),
            )
            for row in terms
        ]
        self._force_all()

    def solve(self) -> dict[str, int]:
        """The cells whose value is unique."""
        while self._accept() or (len(self._unknown) <= MAX_UNKNOWN and self._eliminate()):
            self._force_all()
        return self._known

    def _left_of(self, row: Terms, total: int) -> tuple[Terms, int]:
        """An equation with the cells found so far taken out."""
        found = sum(s * self._known[n] for n, s in row.items() if n in self._known)
        return {n: s for n, s in row.items() if n not in self._known}, total - found

    def _force_all(self) -> None:
        for number, (row, total) in enumerate(self._rows):
            for name, value in _forced(*self._left_of(row, total)).items():
                self.direct[name].setdefault(number, value)

    def _accept(self) -> bool:
        """Take each forced cell whose identities agree; a cell whose identities disagree is never taken."""
        new = {
            name: next(iter(found.values()))
            for name, found in self.direct.items()
            if name not in self._known and len(set(found.values())) == 1 and min(found.values()) >= 0
        }
        self._known.update(new)
        return bool(new)

    def _eliminate(self) -> bool:
        """Gauss on what is left; a row of the result with one cell, or with a sum of 0, forces its cells."""
        open_rows = [self._left_of(row, total) for row, total in self._rows]
        equations = [
            ({name: Fraction(sign) for name, sign in row.items()}, Fraction(total))
            for row, total in open_rows
            if row and not any(self._torn(name) for name in row)
        ]
        reduced = _reduce(equations)
        found: dict[str, int] = {}
        for row, total in reduced:
            if not row and total:
                return False
            found.update(_forced_fraction(row, total))
        new = {n: v for n, v in found.items() if n not in self._known and v >= 0}
        self._known.update(new)
        return bool(new)

    def _torn(self, name: str) -> bool:
        return len(set(self.direct.get(name, {}).values())) > 1


def _forced(row: Terms, total: int) -> dict[str, int]:
    """What `row` = `total` forces on its cells, all >= 0: one cell, or a sum of 0 of like signs."""
    if len(row) == 1:
        ((name, sign),) = row.items()
        return {name: sign * total}
    if total == 0 and len(set(row.values())) == 1:
        return dict.fromkeys(row, 0)
    return {}


def _forced_fraction(row: Mapping[str, Fraction], total: Fraction) -> dict[str, int]:
    if len(row) == 1:
        ((name, factor),) = row.items()
        value = total / factor
        return {name: int(value)} if value.denominator == 1 else {}
    if row and total == 0 and len({factor > 0 for factor in row.values()}) == 1:
        return dict.fromkeys(row, 0)
    return {}


Equation = tuple[dict[str, Fraction], Fraction]


def _reduce(equations: Sequence[Equation]) -> list[Equation]:
    """Reduced row echelon form, exact and sparse."""
    done: list[tuple[str, Equation]] = []
    for row, total in equations:
        for pivot, equation in done:
            row, total = _cancel((row, total), pivot, equation)
        if not row:
            done.append(("", ({}, total)))
            continue
        pivot = next(iter(row))
        factor = row[pivot]
        fresh: Equation = ({n: f / factor for n, f in row.items()}, total / factor)
        done = [(p, _cancel(e, pivot, fresh)) for p, e in done]
        done.append((pivot, fresh))
    return [equation for _, equation in done]


def _cancel(equation: Equation, pivot: str, by: Equation) -> Equation:
    """`equation` without its `pivot`, by subtracting the right multiple of `by`."""
    row, total = equation
    factor = row.get(pivot)
    if not factor:
        return equation
    result = dict(row)
    for name, value in by[0].items():
        left = result.get(name, Fraction(0)) - factor * value
        if left:
            result[name] = left
        else:
            result.pop(name, None)
    return result, total - factor * by[1]
