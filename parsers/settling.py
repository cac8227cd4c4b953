"""The sums decide where values belong whose row lost some: constraint propagation over all such rows.

Each segment has options: ways of setting its values upon cells. An option is out where it breaks the sum of
a line (a row, a column), whatever the other segments turn out to be. Where the body itself made a mistake, it
must break two lines: one wrong figure breaks one line of those that a shifted row touches.
Promises: a segment whose every option breaks a sum is left undecided; the sums are then the body's mistake.
Refuses: to choose between options that the sums leave; what they all say is certain, the rest is not.
Source: bounds propagation as for linear integer constraints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parsers.forms import Identity
from parsers.numbers import Kind, read_value
from parsers.placements import Settled
from parsers.report import Code
from parsers.texts import Option, Text

MARGIN = 1  # lines that an option must break to be out
WARY_MARGIN = 2  # where a sum of the report does not hold
ROUNDS = 8
TOTAL = "_total"
NO_LIMIT = 10**17  # above any sum of values of 15 digits

Bounds = tuple[int, int]
FREE: Bounds = (0, NO_LIMIT)


class Question(NamedTuple):
    """The cells of a segment and the ways of setting its values upon them.

    `wary`: as many values stand there as cells, so that the sums must speak twice against that way.
    """

    names: Sequence[str]
    options: Sequence[Option]
    wary: bool = False


@dataclass(slots=True)
class _Way:
    """An option while the sums are weighed: bounds by cell, and the lines that it breaks."""

    option: Option
    bounds: list[Bounds]
    broken: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Open:
    """A segment that is not decided yet."""

    names: Sequence[str]
    ways: list[_Way]
    first: list[_Way]
    margin: int  # lines that an option must break at the least
    torn: bool = False
    touched: list[tuple[int, list[tuple[int, int]]]] = field(default_factory=list)
    out: list[_Way] = field(default_factory=list)


def settle(
    identities: Sequence[Identity],
    values: Mapping[str, int | None],
    segments: Sequence[Question],
    blanks: Iterable[str] = (),
) -> list[Settled]:
    """Decide segments by the sums; `values` are the cells that are certain, `blanks` those printed empty.

    >>> total = Identity("row_sum", ("t",), ("a", "b"), "r")
    >>> column = Identity("results_sum", ("s",), ("b",), "c")
    >>> three, one = Text("3", ""), Text("1", "")
    >>> ways = [(three, one, None), (three, None, one), (None, three, one)]
    >>> settle([total, column], {"s": 0}, [Question(("t", "a", "b"), ways)])[0].left
    3
    """
    board = _Board(identities, values, segments)
    margin = WARY_MARGIN if board.is_broken(blanks) else MARGIN
    board.run(margin)
    if margin < WARY_MARGIN and any(segment.torn for segment in board.open):
        board = _Board(identities, values, segments)
        board.run(WARY_MARGIN)
    return [_settled(segment, board.verified(segment)) for segment in board.open]


class _Board:
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
        self._margin = MARGIN
        self.open = [self._opened(segment) for segment in segments]
        inside = {name for segment in self.open for name in segment.names}
        self._free = [name for name in names - inside if values.get(name) is None]
        self._bounds |= dict.fromkeys(inside & names, FREE)

    def _opened(self, question: Question) -> _Open:
        names = question.names
        ways = [_Way(option, [_bounds_of(text) for text in option]) for option in question.options]
        segment = _Open(names, ways, list(ways), WARY_MARGIN if question.wary else MARGIN)
        place = {name: i for i, name in enumerate(names)}
        for number, row in enumerate(self._terms):
            mine = [(place[name], sign) for name, sign in row.items() if name in place]
            if mine:
                segment.touched.append((number, mine))
        return segment

    def is_broken(self, blanks: Iterable[str]) -> bool:
        """True where a sum of certain cells does not hold, the parts that are printed empty taken for 0."""
        before = self._bounds
        parts = (name for name in blanks if name in before and not name.endswith(TOTAL))
        self._bounds = {**before, **dict.fromkeys(parts, (0, 0))}
        totals = [self._sum(row) for row in self._terms]
        self._bounds = before
        return any(low > 0 or high < 0 for low, high in totals)

    def run(self, margin: int) -> None:
        """Weigh until nothing changes."""
        self._margin = margin
        for _ in range(ROUNDS):
            self._spread()
            self._tighten()
            sums = [self._sum(row) for row in self._terms]
            changed = [self._weigh(segment, sums) for segment in self.open if not segment.torn]
            if not any(changed):
                return

    def verified(self, segment: _Open) -> frozenset[str]:
        """The cells in a sum whose every other cell is known and which holds; and zeros by columns.

        A row's own sum counts only where its table has no others and none of its cells is lost: a shifted row
        still adds up, and a lost cell takes any rest.
        """
        own = not any(self._lines[n].startswith("column") for n, _ in segment.touched)
        found = set[str]() if own else {name for name in segment.names if self._bounds.get(name) == (0, 0)}
        for n, mine in segment.touched:
            gaps = any(way.option[i] is None for way in segment.ways for i, _ in mine)
            speaks = not gaps if own else self._lines[n].startswith("column")
            if speaks and self._sum(self._terms[n]) == (0, 0):
                found.update(segment.names[i] for i, _ in mine)
        return frozenset(found)

    def _spread(self) -> None:
        """The bounds of a segment's cells are those of all its options together."""
        for segment in self.open:
            for i, name in enumerate(segment.names):
                if name in self._bounds:
                    lows, highs = zip(*(way.bounds[i] for way in segment.ways), strict=True)
                    self._bounds[name] = (min(lows), max(highs))

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
        free = set(self._free)
        for row in self._terms:
            mine = [name for name in row if name in free]
            if not mine:
                continue
            low, high = self._sum(row)
            for name in mine:
                a, b = self._bounds[name]
                narrow = _narrowed((a, b), row[name], low, high)
                if narrow is not None:
                    self._bounds[name] = narrow

    def _weigh(self, segment: _Open, sums: Sequence[Bounds]) -> bool:
        """Drop the options that break too many lines; True where anything changed."""
        others = [(n, mine, self._without(segment, sums[n], mine)) for n, mine in segment.touched]
        changed = False
        for way in segment.ways:
            before = way.bounds[:]
            way.broken = frozenset(self._broken(way, others))
            changed = changed or way.bounds != before
        least = min(len(way.broken) for way in segment.ways)
        if least:
            segment.torn = True  # every way breaks a sum: the body's own mistake, or values of another kind
            segment.ways = [_Way(w.option, [_bounds_of(t) for t in w.option]) for w in segment.first]
            return True
        margin = max(self._margin, segment.margin)
        if margin < WARY_MARGIN and _lacks_a_total(segment, margin):
            margin = WARY_MARGIN
        out = [way for way in segment.ways if len(way.broken) >= margin]
        if out:
            segment.out += out
            segment.ways = [way for way in segment.ways if len(way.broken) < margin]
        return changed or bool(out)

    def _without(self, segment: _Open, total: Bounds, mine: Sequence[tuple[int, int]]) -> Bounds:
        low, high = total
        for i, sign in mine:
            a, b = self._bounds[segment.names[i]]
            low, high = (low - a, high - b) if sign > 0 else (low + b, high + a)
        return low, high

    def _broken(
        self, way: _Way, others: Sequence[tuple[int, list[tuple[int, int]], Bounds]]
    ) -> Iterable[str]:
        broken = set()
        for n, mine, (low, high) in others:
            for i, sign in mine:
                a, b = way.bounds[i]
                low, high = (low + a, high + b) if sign > 0 else (low - b, high - a)
            if low > 0 or high < 0:
                broken.add(self._lines[n])
                continue
            for i, sign in mine:
                if way.option[i] is None and way.bounds[i][0] < way.bounds[i][1]:
                    narrow = _narrowed(way.bounds[i], sign, low, high)
                    if narrow is not None:
                        a, b = way.bounds[i]
                        low, high = (
                            (low + narrow[0] - a, high + narrow[1] - b)
                            if sign > 0
                            else (low - narrow[1] + b, high - narrow[0] + a)
                        )
                        way.bounds[i] = narrow
        return broken


def _narrowed(bounds: Bounds, sign: int, low: int, high: int) -> Bounds | None:
    """The bounds of a cell in an identity whose sides differ by `low` to `high` with it; None: none fits."""
    a, b = bounds
    new = (max(a, b - high), min(b, a - low)) if sign > 0 else (max(a, low + b), min(b, high + a))
    return new if new[0] <= new[1] else None


def _lacks_a_total(segment: _Open, margin: int) -> bool:
    """True where the sums would take a total from its place: it is then its row's last value that is wrong.

    A row that adds up as it stands, against one column, is as likely as one whose total is lost.
    """
    alive = [way for way in segment.ways if len(way.broken) < margin]
    totals = [i for i, name in enumerate(segment.names) if name.endswith(TOTAL)]
    return any(
        all(way.option[i] is None for way in alive)
        and any(way.option[i] is not None for way in segment.ways if len(way.broken) >= margin)
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


def _settled(segment: _Open, verified: frozenset[str]) -> Settled:
    best = [way for way in segment.ways if not way.broken]
    rejected = tuple((way.option, way.broken) for way in segment.out)
    if not best or segment.torn:
        return Settled({}, frozenset(), len(segment.ways), rejected, segment.torn)
    shown = best[0].option
    texts: dict[str, Text] = {}
    lost: set[str] = set()
    for i, name in enumerate(segment.names):
        text = shown[i]
        said = {_reading(way, i) for way in segment.ways}
        agreed = len(said) == 1 and None not in said and (name in verified or _is_fixed(segment, i))
        if agreed or all(_is_empty(way.option[i]) for way in segment.ways):
            if text is None:
                lost.add(name)
            else:
                texts[name] = text
    return Settled(texts, frozenset(lost), len(segment.ways), rejected)


def _is_fixed(segment: _Open, i: int) -> bool:
    """True where every option that shows the cell shows the same: the row's values are equal around it."""
    return len({text.text for way in segment.first if (text := way.option[i]) is not None}) == 1


def _is_empty(text: Text | None) -> bool:
    """True where nothing is printed: a blank, or a cell that is lost."""
    return text is None or read_value(text.text).kind is Kind.BLANK


def _reading(way: _Way, i: int) -> int | str | None:
    """What an option says of a cell: a number, a text that is none, or nothing certain."""
    text = way.option[i]
    if text is not None and read_value(text.text).kind is not Kind.NUMBER:
        return text.text
    low, high = way.bounds[i]
    if low == high:
        return low
    return None if text is None else text.text
