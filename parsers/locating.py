"""Broken identities to the fewest cells that could explain them: one cell, else two, each with its value.

Promises: a candidate mends every identity of its group and breaks none that holds; nothing is changed.
Refuses: to choose between candidates, and to look for three cells.
Caveat: an identity with an unknown cell says nothing for or against; two misprints that cancel are not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.arithmetic import System, system_of
from parsers.forms import Identity

MAX_BROKEN = 6  # two cells stand in six identities at the most
MAX_SHOWN = 4  # cells in a message
MAX_WAYS = 60  # beyond this, the number of ways says nothing


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell, and the value that it would need."""

    indicator: str
    value: int


Way = tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Suspects:
    """Broken identities that hang together, and the ways to mend them all: each of one cell, or of two."""

    identities: tuple[Identity, ...]
    ways: tuple[Way, ...]


def locate(identities: Sequence[Identity], values: Mapping[str, int | None]) -> list[Suspects]:
    """The suspects of each group of broken identities.

    >>> row = Identity("row_sum", ("t",), ("a", "b"), "row")
    >>> column = Identity("results_sum", ("s",), ("a", "c"), "column")
    >>> locate([row, column], {"t": 3, "a": 7, "b": 1, "s": 5, "c": 3})[0].ways
    ((Correction(indicator='a', value=2),),)
    """
    board = _Board(system_of(identities), values)
    return [
        Suspects(tuple(board.system.identities[row] for row in group), tuple(board.ways(group)))
        for group in board.groups()
    ]


class _Board:
    """The complete identities with their differences, and the printed values, by number."""

    def __init__(self, system: System, values: Mapping[str, int | None]) -> None:
        self.system = system
        self.values = [values.get(name) for name in system.names]
        differences = system.differences([*(value or 0 for value in self.values), 0])
        self.difference = {
            row: difference
            for row, difference in enumerate(differences)
            if all(self.values[cell] is not None for cell in system.signs[row])
        }

    def groups(self) -> Iterator[dict[int, int]]:
        """Broken identities that share cells, with their differences."""
        left = {row: difference for row, difference in self.difference.items() if difference}
        while left:
            rows = [next(iter(left))]
            group = {rows[0]: left.pop(rows[0])}
            for row in rows:
                more = [other for other in left if self.system.masks[row] & self.system.masks[other]]
                rows += more
                group |= {other: left.pop(other) for other in more}
            yield dict(sorted(group.items()))

    def ways(self, broken: Mapping[int, int]) -> list[Way]:
        """The ways to mend the group with one cell; where there is none, with two."""
        alone: list[Way] = [(self._correction(cell, change),) for cell, change in self._menders(broken)]
        if alone or len(broken) > MAX_BROKEN:
            return alone
        return list(islice(dict.fromkeys(self._pairs(broken)), MAX_WAYS))

    def _menders(self, broken: Mapping[int, int], but: int = -1) -> Iterator[tuple[int, int]]:
        """Cells, with the change, that alone mend these identities and stand in no other complete one."""
        first, *others = broken
        signs = self.system.signs
        for cell in signs[first]:
            change = -signs[first][cell] * broken[first]
            if (
                cell != but
                and all(signs[row].get(cell, 0) * change == -broken[row] for row in others)
                and all(row in broken or row not in self.difference for row in self.system.touching[cell])
                and (self.values[cell] or 0) + change >= 0
            ):
                yield cell, change

    def _pairs(self, broken: Mapping[int, int]) -> Iterator[Way]:
        """One of the two stands in the first identity; its change is what one of its own identities needs."""
        for cell in self.system.signs[next(iter(broken))]:
            for change in self._changes(cell, broken):
                rest = self._after(broken, cell, change)
                for other, second in self._menders(rest, cell) if rest else ():
                    pair = sorted(((cell, change), (other, second)))
                    yield tuple(self._correction(*one) for one in pair)

    def _changes(self, cell: int, broken: Mapping[int, int]) -> set[int]:
        signs, value = self.system.signs, self.values[cell] or 0
        needed = {-signs[row][cell] * broken[row] for row in self.system.touching[cell] if row in broken}
        return {change for change in needed if value + change >= 0}

    def _after(self, broken: Mapping[int, int], cell: int, change: int) -> dict[int, int]:
        """What is broken once a cell is changed."""
        left = dict(broken)
        for row in self.system.touching[cell]:
            if row in self.difference:
                left[row] = left.get(row, 0) + self.system.signs[row][cell] * change
        return {row: difference for row, difference in left.items() if difference}

    def _correction(self, cell: int, change: int) -> Correction:
        return Correction(self.system.names[cell], (self.values[cell] or 0) + change)


def describe(suspects: Suspects, labels: Mapping[str, str]) -> tuple[str, str]:
    """The suspects as the tail of a message, in Chinese and in English; `labels` by indicator."""
    if not suspects.ways:
        return "；改动一格或两格都不能使其成立", "; no one or two cells explain it"
    size = len(suspects.ways[0])
    shown = suspects.ways[: MAX_SHOWN // size]
    more = len(suspects.ways) - len(shown)
    zh = "，或".join("且".join(_needs(labels, way, "应为")) for way in shown)
    en = ", or ".join(" with ".join(_needs(labels, way, " = ")) for way in shown)
    tail_zh, tail_en = (f"，另有{more}种", f", and {more} more") if more else ("", "")
    head_zh, head_en = ("一格", "one cell") if size == 1 else ("两格", "two cells")
    return f"；改动{head_zh}即可成立：{zh}{tail_zh}", f"; {head_en} would explain it: {en}{tail_en}"


def _needs(labels: Mapping[str, str], way: Iterable[Correction], verb: str) -> list[str]:
    return [f"“{labels[one.indicator]}”({one.indicator}){verb}{one.value}" for one in way]
