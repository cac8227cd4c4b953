"""The identities of a form as one integer system over cells >= 0: what holds, what is broken, what is forced.

Promises: a value is implied only where it is unique over the integers >= 0; nothing printed is ever changed.
Refuses: to choose where identities contradict each other: of lost cells that hang together in such a
contradiction, only those are implied that printed cells force directly, each with one value.
Caveat: two swapped rows satisfy every identity; arithmetic alone never places a number.
Source: the note in table 3 (第一项加第二项之和，等于第三项加第四项之和) and the totals of the forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from parsers.equations import Bounds, Contradiction, Equation, propagate, reduce, without_found
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
    """What the identities say.

    `witnesses` counts, for a lost cell, the derivations of its `implied` that share no printed cell, so that
    one misprint cannot be in two of them; `torn` are lost cells whose identities contradict each other.
    """

    implied: dict[str, int] = field(default_factory=dict)
    witnesses: dict[str, int] = field(default_factory=dict)
    holding: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()
    torn: frozenset[str] = frozenset()

    @property
    def is_consistent(self) -> bool:
        """True where no identity is broken and none contradicts another."""
        return not (self.broken or self.torn)


def solve(identities: Sequence[Identity], values: Mapping[str, int | None]) -> Solution:
    """Check the identities over `values` (None or absent = not printed) and derive what they force.

    >>> total = Identity("row_sum", ("t",), ("a", "b"), "row")
    >>> solve([total], {"t": 3, "a": 1, "b": None}).implied["b"]
    2
    >>> solve([total], {"t": 3, "a": 1, "b": 1}).broken[0].difference
    1

    `holding` has every indicator whose identities can all be checked and all hold.
    """
    system = system_of(identities)
    printed = list(map(values.get, system.names))
    whole: list[int] = [*(value or 0 for value in printed), 0]
    differences = system.differences(whole)
    if None not in printed and not any(differences) and min(whole) >= 0:
        return Solution(dict(zip(system.names, whole, strict=False)), holding=system.every)
    return _Weighing(system, printed, differences).solution()


@dataclass(frozen=True, slots=True)
class System:
    """Identities compiled to cell numbers. `signs` is +1 on the left and -1 on the right, an identity each.

    `masks` are the cells of each identity as a bit set, `touching` the identities of each cell.
    """

    identities: tuple[Identity, ...]
    names: tuple[str, ...]
    signs: tuple[dict[int, int], ...]
    masks: tuple[int, ...]
    touching: tuple[tuple[int, ...], ...]
    every: frozenset[str]
    sides: tuple[tuple[Callable[[list[int]], tuple[int, ...]], Callable[[list[int]], tuple[int, ...]]], ...]

    def differences(self, values: list[int]) -> list[int]:
        """Left minus right of each identity; `values` by cell, and a 0 at the end."""
        return [sum(left(values)) - sum(right(values)) for left, right in self.sides]


class _Same:
    """A key for a cache: the very same identities in the same order. Hashing their texts takes 60 us."""

    __slots__ = ("_ids", "identities")

    def __init__(self, identities: Sequence[Identity]) -> None:
        self.identities = tuple(identities)
        self._ids = tuple(map(id, self.identities))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._ids == other._ids


def system_of(identities: Sequence[Identity]) -> System:
    """The identities compiled, once for the same ones."""
    return _compiled(_Same(identities))


@lru_cache(maxsize=128)
def _compiled(key: _Same) -> System:
    identities = key.identities
    names = tuple(dict.fromkeys(name for i in identities for name in (*i.left, *i.right)))
    number = {name: n for n, name in enumerate(names)}
    signs = tuple({**{number[n]: 1 for n in i.left}, **{number[n]: -1 for n in i.right}} for i in identities)
    touching: list[list[int]] = [[] for _ in names]
    for row, cells in enumerate(signs):
        for cell in cells:
            touching[cell].append(row)
    return System(
        identities,
        names,
        signs,
        tuple(sum(1 << cell for cell in row) for row in signs),
        tuple(map(tuple, touching)),
        frozenset(names),
        tuple((_getter(row, 1, len(names)), _getter(row, -1, len(names))) for row in signs),
    )


def _getter(row: Mapping[int, int], sign: int, zero: int) -> Callable[[list[int]], tuple[int, ...]]:
    """Picks the cells of a side; padded with the 0 at the end, as one index alone would give no tuple."""
    return itemgetter(*(cell for cell, s in row.items() if s == sign), zero, zero)


@dataclass(frozen=True, slots=True)
class _Found:
    """A lost cell's only value, and the derivations of it: the printed cells that each rests on."""

    value: int
    masks: tuple[int, ...]


class _Weighing:
    """One report's values against a system."""

    def __init__(self, system: System, printed: Sequence[int | None], differences: Sequence[int]) -> None:
        self._system, self._printed, self._differences = system, printed, differences
        unknown = [cell for cell, value in enumerate(printed) if value is None]
        self._lost = sum(1 << cell for cell in unknown)
        self._open = frozenset(row for cell in unknown for row in system.touching[cell])
        self._found: dict[int, _Found] = {}
        self._torn: set[int] = set()
        for cells, rows in self._groups(unknown):
            self._solve(cells, [self._equation(row) for row in rows])

    def solution(self) -> Solution:
        """Everything that is to be said."""
        names, rows = self._system.names, range(len(self._differences))
        broken = [row for row in rows if self._differences[row] and row not in self._open]
        bad = {cell for row in (*broken, *self._open) for cell in self._system.signs[row]}
        implied = self._implied_of_printed()
        implied |= {names[cell]: found.value for cell, found in self._found.items()}
        return Solution(
            implied,
            {names[cell]: _independent(found.masks) for cell, found in self._found.items()},
            frozenset(name for cell, name in enumerate(names) if cell not in bad),
            tuple(map(self._broken, broken)),
            frozenset(names[cell] for cell in self._torn),
        )

    def _broken(self, row: int) -> Broken:
        value = {n: v or 0 for n, v in zip(self._system.names, self._printed, strict=True)}
        identity = self._system.identities[row]
        return Broken(
            identity, sum(value[name] for name in identity.left), sum(value[name] for name in identity.right)
        )

    def _groups(self, unknown: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
        """Lost cells that hang together by identities, and these identities."""
        left = dict.fromkeys(unknown)
        while left:
            cells, rows = [left.popitem()[0]], dict[int, None]()
            for cell in cells:
                for row in self._system.touching[cell]:
                    if row not in rows:
                        rows[row] = None
                        more = [other for other in self._system.signs[row] if other in left]
                        cells += more
                        for other in more:
                            del left[other]
            yield cells, list(rows)

    def _equation(self, row: int) -> Equation:
        """What an identity leaves for its lost cells."""
        signs, printed = self._system.signs[row], self._printed
        terms = {cell: sign for cell, sign in signs.items() if printed[cell] is None}
        return Equation(terms, -self._differences[row], self._system.masks[row] & ~self._lost)

    def _solve(self, cells: Sequence[int], equations: Sequence[Equation]) -> None:
        try:
            bounds = _narrowed(cells, equations)
            found = bounds.found()
            self._found |= {
                cell: _Found(value, (bounds.why(cell), *_seconds(cell, equations, bounds, found)))
                for cell, value in found.items()
            }
        except Contradiction:
            self._torn.update(cells)
            self._found |= _directly(cells, equations)

    def _implied_of_printed(self) -> dict[str, int]:
        """For each printed cell, the value that the other printed cells force; none where they disagree."""
        forced: dict[int, set[int]] = {}
        for row, difference in enumerate(self._differences):
            if row not in self._open:
                self._force(row, difference, 0, forced)
                continue
            lost = [cell for cell in self._system.signs[row] if self._printed[cell] is None]
            if all(cell in self._found for cell in lost):
                self._force_through(row, lost, forced)
        names = self._system.names
        agreed = {names[cell]: min(values) for cell, values in forced.items() if len(values) == 1}
        return {name: value for name, value in agreed.items() if value >= 0}

    def _force(self, row: int, difference: int, barred: int, forced: dict[int, set[int]]) -> None:
        for cell, sign in self._system.signs[row].items():
            value = self._printed[cell]
            if value is not None and not barred >> cell & 1:
                forced.setdefault(cell, set()).add(value - sign * difference)

    def _force_through(self, row: int, lost: Sequence[int], forced: dict[int, set[int]]) -> None:
        """An identity with lost cells binds those printed ones without which the lost ones are found too."""
        signs, difference, barred = self._system.signs[row], self._differences[row], 0
        for cell in lost:
            found = self._found[cell]
            difference += signs[cell] * found.value
            barred |= _shared(found.masks)
        self._force(row, difference, barred, forced)


def _narrowed(cells: Sequence[int], equations: Sequence[Equation]) -> Bounds:
    """Bounds and elimination in turns, until neither finds more; raises Contradiction."""
    bounds = Bounds(cells)
    propagate(equations, bounds)
    before, after = -1, len(bounds.found())
    while before < after < len(cells) <= MAX_UNKNOWN + after:
        propagate(reduce(without_found(equations, bounds)), bounds)
        before, after = after, len(bounds.found())
    return bounds


def _seconds(
    cell: int, equations: Iterable[Equation], bounds: Bounds, found: Mapping[int, int]
) -> Iterator[int]:
    """What each identity rests on that forces a found cell by cells that are printed or found."""
    for equation in equations:
        if cell in equation.terms and equation.terms.keys() <= found.keys():
            mask = equation.mask
            for other in equation.terms:
                if other != cell:
                    mask |= bounds.why(other)
            yield mask


def _directly(cells: Iterable[int], equations: Iterable[Equation]) -> dict[int, _Found]:
    """The cells that printed ones alone force, each equation by itself, all to the same value."""
    values: dict[int, set[int]] = {}
    masks: dict[int, list[int]] = {}
    for equation in equations:
        bounds = Bounds(equation.terms)
        try:
            propagate([equation], bounds)
            forced = bounds.found()
        except Contradiction:
            forced = dict.fromkeys(equation.terms, -1)
        for cell, value in forced.items():
            values.setdefault(cell, set()).add(value)
            masks.setdefault(cell, []).append(equation.mask)
    return {
        cell: _Found(min(values[cell]), tuple(masks[cell]))
        for cell in cells
        if len(values.get(cell, ())) == 1 and min(values[cell]) >= 0
    }


def _independent(masks: Sequence[int]) -> int:
    """How many of the derivations share no printed cell, taken greedily, the shortest first."""
    taken = count = 0
    for mask in sorted(masks, key=int.bit_count):
        if not mask & taken:
            taken |= mask
            count += 1
    return count


def _shared(masks: Sequence[int]) -> int:
    """The printed cells that every derivation rests on."""
    shared = masks[0]
    for mask in masks:
        shared &= mask
    return shared
