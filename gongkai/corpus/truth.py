"""What a reader may say of a document: the cells that it shows, those it hides, those in doubt.

Promises: a truth is made from what was printed and what survived, never by reading the document back.
Refuses: to say which of several equal neighbours was lost: the first ones count as shown, the others are
`excused`: they may come out as published all the same.
Caveat: a cell in doubt (0/0, a number in two pieces) costs nothing where it is left unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from gongkai.samplesite.truth import TruthReport, Value


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one document; names that are None are not to be seen in it and not compared.

    `cells` are shown (None: blank), `behind` has the figures that blanks stand for. `hidden` are cells of the
    form that are not shown, with their true figures; where the body's own sums do not hold, nothing says
    what they should be, and recovered values are not judged. `doubts` print what is not one plain number,
    with the only value that may be read there. `tolerated` are findings that may be there or not.
    """

    cells: dict[str, Value]
    hidden: dict[str, Value] = field(default_factory=dict)
    doubts: dict[str, Value] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    behind: dict[str, Value] = field(default_factory=dict)
    units: dict[str, str | None] = field(default_factory=dict)
    sums_hold: bool = True
    organization: str | None = None
    year: int | None = None
    form: str | None = None
    title: str | None = None
    expected_findings: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()


def truth_of(report: TruthReport) -> Truth:
    """The truth of a report of the sample site."""
    return Truth(
        cells=report.cells,
        hidden=report.hidden,
        units=report.units,
        organization=report.organization,
        year=report.year,
        form=report.form,
        title=report.title,
        expected_findings=report.expected_findings,
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A cell of the form in the stream of a document; `run` changes wherever a label stands between."""

    indicator: str
    text: str
    survives: bool
    run: int


def settle(tokens: Iterable[Token]) -> tuple[set[str], set[str]]:
    """The cells that count as shown, and the hidden ones that equal neighbours excuse.

    Of four zeros of which the second is lost, the first three are shown and the last is excused:

    >>> settle([Token(name, "0", name != "b", 1) for name in "abcd"])[1]
    {'d'}
    >>> settle([Token(*one, 1) for one in (("a", "5", True), ("b", "0", False), ("c", "7", True))])[1]
    set()
    """
    shown: set[str] = set()
    excused: set[str] = set()
    for _, group in groupby(tokens, key=lambda token: token.run):
        run = list(group)
        certain, possible = _embed([one.text for one in run], [one.text for one in run if one.survives])
        shown |= {run[at].indicator for at in certain}
        excused |= {run[at].indicator for at in possible - certain}
    return shown, excused


def _embed(true: list[str], seen: list[str]) -> tuple[set[int], set[int]]:
    """Places of what is seen among what is true, as far left as can be; and all its possible places."""
    left = list(_leftmost(true, seen))
    right = [len(true) - 1 - at for at in _leftmost(true[::-1], seen[::-1])][::-1]
    possible = {
        at
        for text, first, last in zip(seen, left, right, strict=True)
        for at in range(first, last + 1)
        if true[at] == text
    }
    return set(left), possible


def _leftmost(true: list[str], seen: list[str]) -> Iterator[int]:
    at = -1
    for text in seen:
        at = true.index(text, at + 1)
        yield at
