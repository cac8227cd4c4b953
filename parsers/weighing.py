"""Options of short rows weighed against the sums: bounds spread over all open rows until nothing changes.

An option is out where it breaks the sum of a line (a row, a column), whatever the other segments turn out to
be. Lines that hold a misprint of the body are set aside, and those that may hold the same one have half a
voice: it takes two of them.
Promises: a segment whose every option breaks a sum has them all again; `found` says what they have in common.
Refuses: to choose between options that the sums leave.
Source: bounds propagation as for linear integer constraints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parsers.doubts import FREE, Bounds, Doubts, suspects_of
from parsers.forms import Identity
from parsers.numbers import read_value
from parsers.report import Code
from parsers.texts import Option, Text

MARGIN = 1  # lines that an option must break to be out
WARY_MARGIN = 2  # where the values as they stand, or a misprint, are as likely
ROUNDS = 8
TOTAL = "_total"


class Question(NamedTuple):
    """The cells of a segment and the ways of setting its values upon them.

    `plain`: the values as they stand, where there are as many as cells; the sums must speak twice against it.
    """

    names: Sequence[str]
    options: Sequence[Option]
    plain: Option | None = None


@dataclass(slots=True, eq=False)
class Way:
    """An option while the sums are weighed: bounds by cell, and the sums that it breaks, by number."""

    option: Option
    margin: int  # lines that it must break to be out
    bounds: list[Bounds]
    broken: frozenset[int] = frozenset()


@dataclass(slots=True)
class Open:
    """A segment that is not decided yet."""

    names: Sequence[str]
    ways: list[Way]
    first: list[Way]
    torn: bool = False
    touched: list[tuple[int, list[tuple[int, int]]]] = field(default_factory=list)
    out: list[Way] = field(default_factory=list)


class Board:
    """The sums, the bounds of their cells, and the segments; `found` are the doubts that arose on the way."""

    def __init__(
        self,
        identities: Sequence[Identity],
        values: Mapping[str, int | None],
        segments: Sequence[Question],
    ) -> None:
        self._terms = [{**dict.fromkeys(i.left, 1), **dict.fromkeys(i.right, -1)} for i in identities]
        self._lines = [_line_of(identity) for identity in identities]
        names = {name for row in self._terms for name in row}
        self._bounds = {name: _known(values.get(name)) for name in names}
        self._aside: frozenset[int] = frozenset()
        self._doubtful: frozenset[str] = frozenset()
        self.found = Doubts()
        self.open = [self._opened(segment) for segment in segments]
        self._inside = {name for segment in self.open for name in segment.names}
        self._free = frozenset(name for name in names - self._inside if values.get(name) is None)
        self._bounds |= dict.fromkeys(self._inside & names, FREE)

    def _opened(self, question: Question) -> Open:
        names = question.names
        ways = [
            Way(option, WARY_MARGIN if option == question.plain else MARGIN, _bounds_of_all(option))
            for option in question.options
        ]
        segment = Open(names, ways, list(ways))
        place = {name: i for i, name in enumerate(names)}
        for number, row in enumerate(self._terms):
            mine = [(place[name], sign) for name, sign in row.items() if name in place]
            if mine:
                segment.touched.append((number, mine))
        return segment

    def broken(self, blanks: Iterable[str]) -> frozenset[int]:
        """The sums of certain cells that do not hold, the parts that are printed empty taken for 0."""
        before = self._bounds
        empty = before.keys() & set(blanks) - self._inside
        parts = (name for name in empty if not name.endswith(TOTAL))
        self._bounds = {**before, **dict.fromkeys(parts, (0, 0))}
        totals = self._sums()
        self._bounds = before
        return frozenset(n for n, (low, high) in enumerate(totals) if low > 0 or high < 0)

    def run(self, doubts: Doubts) -> None:
        """Weigh until nothing changes."""
        self._aside = doubts.broken
        suspects = suspects_of(doubts.broken, self._terms, self._sums()) if doubts.broken else set()
        near = (line for line, row in zip(self._lines, self._terms, strict=True) if suspects & row.keys())
        self._doubtful = doubts.unclear.union(near)
        for _ in range(ROUNDS):
            self._spread()
            self._tighten()
            sums = self._sums()
            changed = [self._weigh(segment, sums) for segment in self.open if not segment.torn]
            if not any(changed):
                return

    def verified(self, segment: Open) -> frozenset[str]:
        """The cells in a sum whose every other cell is known and which holds, and zeros that columns force.

        A row's own sum counts only where its table has no others and none of its cells is lost: a shifted row
        still adds up, and a lost cell takes any rest.
        """
        own = not any(self._lines[n].startswith("column") for n, _ in segment.touched)
        found = set[str]()
        for n, mine in self._heard(segment):
            gaps = any(way.option[i] is None for way in segment.ways for i, _ in mine)
            total = self._sum(self._terms[n])
            if own:
                speaks = not gaps and total == (0, 0)
            else:
                speaks = self._lines[n].startswith("column") and (
                    total == (0, 0) or _forces_zero(mine, *self._without(segment, total, mine))
                )
            if speaks:
                found.update(segment.names[i] for i, _ in mine)
        return frozenset(found)

    def _spread(self) -> None:
        """The bounds of a segment's cells are those of all its options together."""
        for segment in self.open:
            for i, name in enumerate(segment.names):
                if name in self._bounds:
                    mine = [way.bounds[i] for way in segment.ways]
                    self._bounds[name] = (min(mine)[0], max(high for _, high in mine))

    def _sums(self) -> list[Bounds]:
        return [self._sum(row) for row in self._terms]

    def _sum(self, row: Mapping[str, int]) -> Bounds:
        low = high = 0
        for name, sign in row.items():
            a, b = self._bounds[name]
            if sign > 0:
                low, high = low + a, high + b
            else:
                low, high = low - b, high - a
        return low, high

    def _tighten(self) -> None:
        """Narrow the cells that no segment holds."""
        if not self._free:
            return
        for n, row in enumerate(self._terms):
            mine = [name for name in row if name in self._free]
            if not mine or n in self._aside or self._lines[n] in self._doubtful:
                continue
            low, high = self._sum(row)
            for name in mine:
                a, b = self._bounds[name]
                narrow = _narrowed((a, b), row[name], low, high)
                if narrow is not None:
                    self._bounds[name] = narrow

    def _weigh(self, segment: Open, sums: Sequence[Bounds]) -> bool:
        """Drop the options that break too many lines; True where anything changed."""
        others = [(n, mine, self._without(segment, sums[n], mine)) for n, mine in self._heard(segment)]
        changed = False
        for way in segment.ways:
            before = way.bounds[:]
            way.broken = frozenset(self._broken(way, others))
            changed = changed or way.bounds != before
        if all(way.broken for way in segment.ways):
            self._tear(segment)
            return True
        out = self._out(segment)
        if out:
            segment.out += (way for way in segment.ways if way in out)
            segment.ways = [way for way in segment.ways if way not in out]
        return changed or bool(out)

    def _heard(self, segment: Open) -> list[tuple[int, list[tuple[int, int]]]]:
        """The sums that touch a segment, without those that are set aside."""
        return [(n, mine) for n, mine in segment.touched if n not in self._aside]

    def _tear(self, segment: Open) -> None:
        """Every way breaks a sum: by one mistake of the body in a sum of all ways, or as strange values."""
        segment.torn = True
        common = frozenset.intersection(*(way.broken for way in segment.ways))
        lost = any(None in way.option for way in segment.ways)
        touched = {n for n, _ in segment.touched}
        if lost and len(self.lines(common)) == 1 and not touched & self._aside:
            more = Doubts(broken=common)
        else:
            more = Doubts(unclear=self.lines(touched))
        self.found = self.found.joined(more)
        segment.ways = [Way(way.option, way.margin, _bounds_of_all(way.option)) for way in segment.first]

    def _out(self, segment: Open) -> set[Way]:
        """The ways that break enough lines; of doubtful ones it takes two."""
        out = {way for way in segment.ways if self._breaks(way, way.margin)}
        if _lack_a_total(segment.ways, out, segment.names):
            return {way for way in out if self._breaks(way, WARY_MARGIN)}
        return out

    def _breaks(self, way: Way, margin: int) -> bool:
        lines = self.lines(way.broken)
        return len(lines) >= margin and (len(lines) > 1 or not lines <= self._doubtful)

    def lines(self, sums: Iterable[int]) -> frozenset[str]:
        """The rows and columns that sums speak of."""
        return frozenset(self._lines[n] for n in sums)

    def _without(self, segment: Open, total: Bounds, mine: Sequence[tuple[int, int]]) -> Bounds:
        low, high = total
        for i, sign in mine:
            a, b = self._bounds[segment.names[i]]
            low, high = (low - a, high - b) if sign > 0 else (low + b, high + a)
        return low, high

    def _broken(self, way: Way, others: Sequence[tuple[int, list[tuple[int, int]], Bounds]]) -> Iterable[int]:
        """The sums that a way breaks; the others narrow its lost cells, those with half a voice too."""
        broken = set()
        for n, mine, (low, high) in others:
            for i, sign in mine:
                a, b = way.bounds[i]
                low, high = (low + a, high + b) if sign > 0 else (low - b, high - a)
            if low > 0 or high < 0:
                broken.add(n)
                continue
            for i, sign in mine:
                a, b = way.bounds[i]
                if way.option[i] is None and a < b:
                    narrow = _narrowed((a, b), sign, low, high)
                    if narrow is not None:
                        up, down = narrow[0] - a, b - narrow[1]
                        low, high = (low + up, high - down) if sign > 0 else (low + down, high - up)
                        way.bounds[i] = narrow
        return broken


def _narrowed(bounds: Bounds, sign: int, low: int, high: int) -> Bounds | None:
    """The bounds of a cell in an identity whose sides differ by `low` to `high` with it; None: none fits."""
    a, b = bounds
    new = (max(a, b - high), min(b, a - low)) if sign > 0 else (max(a, low + b), min(b, high + a))
    return new if new[0] <= new[1] else None


def _forces_zero(mine: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    """True where the rest of a sum, `low` to `high`, leaves its one cell nothing but 0."""
    return len(mine) == 1 and (low >= 0 if mine[0][1] > 0 else high <= 0)


def _lack_a_total(ways: Sequence[Way], out: set[Way], names: Sequence[str]) -> bool:
    """True where without those that are out a total is gone: it is then its row's last value that is wrong.

    A row that adds up as it stands, against one column, is as likely as one whose total is lost.
    """
    alive = [way.option for way in ways if way not in out]
    totals = [i for i, name in enumerate(names) if name.endswith(TOTAL)]
    return any(
        all(option[i] is None for option in alive) and any(way.option[i] is not None for way in out)
        for i in totals
    )


def _line_of(identity: Identity) -> str:
    """The row or the column that an identity speaks of; a column has two."""
    kind = "row" if identity.code in (Code.ROW_SUM, Code.DISPUTE_SUM) else "column"
    return f"{kind} {identity.label}"


def _known(value: int | None) -> Bounds:
    return FREE if value is None else (value, value)


def _bounds_of(text: Text | None) -> Bounds:
    number = None if text is None else read_value(text.text).number
    return (number, number) if isinstance(number, int) else FREE


def _bounds_of_all(option: Option) -> list[Bounds]:
    return [_bounds_of(text) for text in option]
