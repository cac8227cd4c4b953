"""The sums decide where values belong whose row lost some: all such rows of a report together.

Each segment has options: ways of setting its values upon cells. `parsers.weighing` drops those that the sums
of the report exclude; a first weighing shows which sums the body itself got wrong, the next one doubts them.
Promises: a segment whose every option breaks a sum that others do not explain is left undecided.
Refuses: to choose between options that the sums leave; what they all say is certain, the rest is not.
Caveat: where any sum is broken, a cell needs a witness of its own: a sum known whole, or two against others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from parsers.doubts import Doubts
from parsers.forms import Identity
from parsers.numbers import Kind, read_value
from parsers.placements import Settled
from parsers.texts import Text
from parsers.weighing import WARY_MARGIN, Board, Open, Question, Way

RESTARTS = 4  # with the doubts that a weighing has raised; beyond, nothing is decided


class Answers(NamedTuple):
    """What became of each segment; `hold`: no sum of the report is broken."""

    settled: list[Settled]
    hold: bool


def settle(
    identities: Sequence[Identity],
    values: Mapping[str, int | None],
    segments: Sequence[Question],
    blanks: Iterable[str] = (),
) -> Answers:
    """Decide segments by the sums; `values` are the cells that are certain, `blanks` those printed empty.

    >>> total = Identity("row_sum", ("t",), ("a", "b"), "r")
    >>> column = Identity("results_sum", ("s",), ("b",), "c")
    >>> three, one = Text("3", ""), Text("1", "")
    >>> ways = [(three, one, None), (three, None, one), (None, three, one)]
    >>> settle([total, column], {"s": 0}, [Question(("t", "a", "b"), ways)]).settled[0].left
    3
    """
    board = Board(identities, values, segments)
    doubts = Doubts(board.broken(blanks))
    for _ in range(RESTARTS):
        board.run(doubts)
        more = doubts.joined(board.found)
        if more == doubts:
            break
        board, doubts = Board(identities, values, segments), more
    else:
        board.run(doubts)
    hold = not doubts.broken and not doubts.unclear
    answers = [
        _settled(segment, None if hold else board.verified(segment), board.lines) for segment in board.open
    ]
    return Answers(answers, hold)


def _settled(
    segment: Open, verified: frozenset[str] | None, lines: Callable[[Iterable[int]], frozenset[str]]
) -> Settled:
    """What all ways say, of the `verified` cells alone where there are such."""
    best = [way for way in segment.ways if not way.broken]
    rejected = tuple((way.option, lines(way.broken)) for way in segment.out)
    if not best or segment.torn:
        return Settled({}, frozenset(), len(segment.ways), rejected, segment.torn)
    texts: dict[str, Text] = {}
    lost: set[str] = set()
    for i, name in enumerate(segment.names):
        text = best[0].option[i]
        said = {_reading(way, i) for way in segment.ways}
        trusted = verified is None or name in verified or _is_fixed(segment, i, lines)
        agreed = trusted and len(said) == 1 and None not in said
        if agreed or all(_is_empty(way.option[i]) for way in segment.ways):
            if text is None or (agreed and not all(_stands_by_equals(way, i) for way in segment.ways)):
                lost.add(name)
            else:
                texts[name] = text
    return Settled(texts, frozenset(lost), len(segment.ways), rejected)


def _stands_by_equals(way: Way, i: int) -> bool:
    """True where an option shows the cell, or lost it beside its equal: nobody can tell which of the two."""
    if way.option[i] is not None:
        return True
    value = _reading(way, i)
    for step in (-1, 1):
        at = i + step
        while 0 <= at < len(way.option) and _reading(way, at) == value:
            if way.option[at] is not None:
                return True
            at += step
    return False


def _is_fixed(segment: Open, i: int, lines: Callable[[Iterable[int]], frozenset[str]]) -> bool:
    """True where all options that show the cell show the same, or all others break two lines."""
    shown = {text.text for way in segment.first if (text := way.option[i]) is not None}
    likely = {
        text and text.text
        for way in segment.first
        if len(lines(way.broken)) < WARY_MARGIN
        for text in [way.option[i]]
    }
    return len(shown) == 1 or len(likely) == 1


def _is_empty(text: Text | None) -> bool:
    """True where nothing is printed: a blank, or a cell that is lost."""
    return text is None or read_value(text.text).kind is Kind.BLANK


def _reading(way: Way, i: int) -> int | str | None:
    """What an option says of a cell: a number, a text that is none, or nothing certain."""
    text = way.option[i]
    if text is not None and read_value(text.text).kind is not Kind.NUMBER:
        return text.text
    low, high = way.bounds[i]
    if low == high:
        return low
    return None if text is None else text.text
