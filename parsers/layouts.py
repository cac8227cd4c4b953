"""Layouts: what the words and places of a table say, learnt once for all that differ in their numbers alone.

A hundred thousand bodies fill in the same few templates. A table's skeleton is what is left of it where
numbers of one kind are taken for the same; tables of one skeleton name the same rows and columns, and their
numbers stand on the same cells.
Promises: places are kept only of a table in which every value is placed for certain, nothing is odd, and no
rule of the readers of grids has asked how much a number is or what else the document holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from parsers.columns import GridRow
from parsers.documents import Grid
from parsers.grid_cells import TOTAL, is_blank
from parsers.labels import Match, match_label
from parsers.list_labels import lists_named
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading
from parsers.texts import Text

MAX_LAYOUTS = 256  # of about 20 KB each; the pages of one site, most of one template, are read in a row
MAX_CELLS = 1000  # three tables in one have 280
MAX_TEXT = 20_000  # characters; three tables in one have 2,000
_DIGITS, _OTHER_NUMBER = 0, 1  # the readers tell digits before they ask for the grammar

# the texts or kinds of numbers; then of each cell the row, the column and the spans
Skeleton = tuple[tuple[str | int, ...], *tuple[tuple[int, ...], ...]]
Places = tuple[tuple[int, Placement], ...]  # which cell, and the placement of its like in another table


@dataclass(frozen=True, slots=True)
class Layout:
    """What tables of one skeleton share: names, and by the form's id the places of their numbers.

    `lists`: the forms whose list such a table is, or is a part of.
    """

    words: tuple[Match, ...]
    lists: tuple[str, ...] = ()
    places: dict[str, Places] = field(default_factory=dict)


def layout_of(grid: Grid) -> Layout:
    """The layout of a grid's skeleton, the same one while it is remembered; the reader sets its places.

    A grid larger than any form's is not remembered.
    """
    return _layout_of(grid) if len(grid.cells) <= MAX_CELLS else _new([c.text for c in grid.cells])


@lru_cache(maxsize=16)  # a document's tables, which are asked for twice
def _layout_of(grid: Grid) -> Layout:
    texts, *places, _ = zip(*grid.cells, strict=True) if grid.cells else ((), ())
    if sum(map(len, texts)) > MAX_TEXT:
        return _new(texts)
    return _layout((tuple(map(_kind, texts)), *places))


@lru_cache(maxsize=16384)
def _kind(text: str) -> str | int:
    """What kind of number a text is; the text itself where it is none, or could be taken for a label."""
    if read_value(text).kind is not Kind.NUMBER or match_label(text).words:
        return text
    return _DIGITS if text.isdecimal() else _OTHER_NUMBER


@lru_cache(maxsize=MAX_LAYOUTS)
def _layout(skeleton: Skeleton) -> Layout:
    return _new([text for text in skeleton[0] if isinstance(text, str)])


def _new(texts: Sequence[str]) -> Layout:
    return Layout(_words(texts), lists_named(texts))


def _words(texts: Iterable[str]) -> tuple[Match, ...]:
    """What the texts name, each once."""
    matches = map(match_label, texts)
    return tuple({id(match): match for match in matches if match.words}.values())


def place_again(grid: Grid, places: Places, reading: Reading) -> None:
    """Place the numbers of a table as those of another one of its skeleton were placed."""
    cells, new = grid.cells, tuple.__new__  # half the time of a named tuple's own
    fresh = {}
    for i, (name, _, evidence, unit, certain, label, score) in places:
        text, _, _, _, _, where = cells[i]
        printed = new(Text, (text, where))
        fresh[name] = new(Placement, (name, printed, evidence, unit, certain, label, score))
    if fresh.keys().isdisjoint(reading.placements):
        reading.placements |= fresh
        return
    for placement in fresh.values():
        reading.place(placement)


def learn_places(grid: Grid, rows: Sequence[GridRow], before: tuple[int, ...], reading: Reading) -> Places:
    """Where the values of a table stand, if that is all that was read of it since `before`; else nothing."""
    held, *odd = before
    placed = {one.text.where: one for one in islice(reading.placements.values(), held, None)}
    values = {cell.where for row in rows for cell in row.values}
    beside = (cell for cell in grid.cells if cell.where not in values)
    is_plain = (
        odd == list(reading.extent()[1:])
        and len(placed) == len(reading.placements) - held
        and placed.keys() == values
        and all(one.certain for one in placed.values())
        and not any(read_value(cell.text).kind is Kind.NUMBER for cell in beside)
        and not any(_depends_on_more(row, placed) for row in rows)
    )
    if not is_plain:
        return ()
    number = {cell.where: i for i, cell in enumerate(grid.cells)}
    return tuple((number[where], one) for where, one in placed.items())


def _depends_on_more(row: GridRow, placed: Mapping[str, Placement]) -> bool:
    """True for a row whose blanks are told by how much its numbers are, or by what was read before.

    Beside a blank total another value may be the total; a blank row of table 4 gives way to another grid's.
    """
    names = [placed[cell.where].indicator for cell in row.values if is_blank(cell)]
    if len(names) == len(row.values):
        return any(name.startswith("disputes_") for name in names)
    return any(name.endswith(TOTAL) for name in names)


def forget() -> None:
    """Forget all layouts, as at the start: for tests and measurements."""
    _layout_of.cache_clear()
    _layout.cache_clear()
