"""Numbers of pages among the values of flattened tables: which they are, where others of them are known.

Promises: a number is taken for a page's only where two others are known, and its place fits between theirs.
Refuses: to drop it: it only becomes doubtful. Caveat: marks such as `- 3 -` are told apart by their form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.tokens import Token

MAX_PAGES, MAX_LENGTH = 200, 3  # of a report, and digits of their numbers
MIN_MARKS = 2  # known numbers of pages
MIN_PAGE = 15  # lines of a page

Mark = tuple[int, int]  # line, number


class _Chain(NamedTuple):
    """Marks that rise, from the last to the first."""

    line: int
    number: int
    before: _Chain | None

    def marks(self) -> list[Mark]:
        """From the first to the last."""
        return [*(self.before.marks() if self.before else ()), (self.line, self.number)]


def page_marks(
    rows: Sequence[Sequence[Token]], sizes: Sequence[int], strangers: Sequence[Sequence[Token]]
) -> list[Mark]:
    """The numbers that stand one too many in a row, or alone among words, in rising order down the page."""
    found: list[Mark] = []
    for values, size in zip(rows, sizes, strict=True):
        if len(values) == size + 1:
            found += [_mark(token) for token in values if _is_number(token)]
    for values in strangers:
        if len(values) == 1 and _is_number(values[0]):
            found.append(_mark(values[0]))
    chain = _rising(found)
    return chain if len(chain) >= MIN_MARKS else []


def are_pages(marks: Sequence[Mark]) -> bool:
    """True for marks that no parts of torn numbers would be: the next number each, and a page apart.

    >>> are_pages([(34, 2), (59, 3)]), are_pages([(34, 2), (59, 9)]), are_pages([(34, 2), (37, 3)])
    (True, False, False)
    """
    steps = list(pairwise(marks))
    return bool(steps) and all(b[1] == a[1] + 1 and b[0] - a[0] >= MIN_PAGE for a, b in steps)


def is_page_mark(token: Token, marks: Sequence[Mark]) -> bool:
    """True where a value's place and size fit between those of known pages."""
    if not marks or not _is_number(token):
        return False
    number = int(token.text)
    (first, low), (last, high) = marks[0], marks[-1]
    pace = (last - first) / (high - low)  # lines a page
    expected = low + (token.line - first) / pace
    return abs(number - expected) <= 1


def _mark(token: Token) -> Mark:
    return token.line, int(token.text)


def _is_number(token: Token) -> bool:
    return token.text.isdecimal() and len(token.text) <= MAX_LENGTH and 1 < int(token.text) <= MAX_PAGES


def _rising(marks: Iterable[Mark]) -> list[Mark]:
    """A longest run of numbers that rise with their lines.

    >>> _rising([(1, 2), (4, 9), (5, 3), (5, 4), (8, 6)])
    [(1, 2), (5, 3), (8, 6)]
    """
    ends: list[_Chain] = []  # for each length that one which ends with the smallest number
    for line, number in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        length = bisect_left(ends, number, key=lambda chain: chain.number)
        ends[length : length + 1] = [_Chain(line, number, ends[length - 1] if length else None)]
    return ends[-1].marks() if ends else []
