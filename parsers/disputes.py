"""Table 4 as grids show it: 行政复议 and 行政诉讼 beside or above each other, or with outcomes as rows.

Promises: a value is placed only where both its row (复议后起诉) and its outcome (结果维持) are named, by the
header above it or by the label beside it; fifteen values in one row are placed by their order.
Refuses: a header in which two columns name the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from parsers.columns import GridRow, fit_places
from parsers.forms import Block, Column, Row
from parsers.grid_cells import place_cells, texts_of
from parsers.headers import Header, name_of
from parsers.labels import RowRef
from parsers.numbers import Kind, read_value
from parsers.placements import Reading, blocks_with, rows_lost
from parsers.report import Evidence

_GEOMETRY = (Evidence.GEOMETRY, Evidence.LABEL)


def is_disputes(row: GridRow) -> bool:
    """A row of numbers under the header of table 4, that no label of another table names."""
    if row.match.row is not None or not row.values or not _owners(row.header):
        return False
    return sum(_is_number_like(cell.text) for cell in row.values) >= len(row.values) - 1


def _is_number_like(text: str) -> bool:
    """True for blanks and numbers, those too that a line's end has cut in two."""
    return read_value(text).kind is not Kind.OTHER or text[0].isdigit()


def place_disputes(rows: Sequence[GridRow], reading: Reading) -> None:
    """Place the rows of table 4 that one grid holds; a blank row only where no other has its cells."""
    for row in sorted(rows, key=lambda row: row.is_blank):
        _place(row, reading)


def _place(row: GridRow, reading: Reading) -> None:
    block, pairs = _pairs()
    places = _places(row.header, row.match.columns)
    reached = {places.get(cell.column) for cell in row.values}
    is_whole = len(row.values) == len(pairs) and _is_in_order(row.header)
    if not row.match.columns and is_whole and len(reached - {None}) < len(pairs):
        places = {cell.column: i for i, cell in enumerate(row.values)}
    names = tuple(block.indicator(entry, column) for entry, column in pairs)
    units = tuple(column.unit for _, column in pairs)
    if row.match.columns:
        wanted = sorted(set(places.values()))
        number = {old: new for new, old in enumerate(wanted)}
        places = {place: number[i] for place, i in places.items()}
        names, units = tuple(names[i] for i in wanted), tuple(units[i] for i in wanted)
    if row.is_blank and any(names[i] in reading.placements for i in set(places.values())):
        return
    fit = fit_places(row.header, row.shape, places, units)
    if not place_cells(row, names, fit, _GEOMETRY, reading) and not row.match.columns:
        rows_lost(reading, block, block.rows, texts_of(row))


@cache
def _pairs() -> tuple[Block, tuple[tuple[Row, Column], ...]]:
    """The cells of table 4 in printed order."""
    block = blocks_with(RowRef("disputes", "reconsideration"))[-1][0]
    return block, tuple((entry, column) for entry in block.rows for column in block.columns)


@lru_cache(maxsize=1024)
def _places(header: Header, labelled: frozenset[str]) -> dict[int, int]:
    """For each place, which cell of table 4 the words above it and the row's label name.

    Nothing where two header cells name the same, or where they stand in another order than the form's, or
    not all that belong together: then one of them is lost, and the others have moved.
    """
    owners = _owners(header)
    found: dict[int, int] = {}
    header_cells: dict[int, set[tuple[int, int]]] = {}
    for place, texts in header.texts.items():
        outcomes = labelled or name_of(texts[-1]).columns
        for i, (entry, column) in enumerate(_pairs()[1]):
            if owners.get(place) == entry.id and column.label in outcomes:
                found[place] = i
                header_cells.setdefault(i, set()).add(header.lowest[place])
    order = list(dict.fromkeys(found[place] for place in sorted(found)))
    whole = labelled or len(order) == len(set(owners.values())) * len(_pairs()[0].columns)
    once = all(len(cells) == 1 for cells in header_cells.values())
    return found if once and whole and order == sorted(order) else {}


@lru_cache(maxsize=1024)
def _is_in_order(header: Header) -> bool:
    """False where the words above name the bodies, or the outcomes, in another order than the form."""
    block = _pairs()[0]
    bodies = [row.id for row in block.rows]
    owners = _owners(header)
    seen = list(dict.fromkeys(bodies.index(owners[place]) for place in sorted(owners)))
    outcomes = [name_of(header.texts[place][-1]).columns for place in sorted(header.texts)]
    named = [columns for columns in outcomes if columns]
    total = block.columns[-1].label
    # where the outcomes' own headers are lost, the totals alone remain, and stand first
    leads = bool(named) and total in named[0] and any(total not in columns for columns in named)
    return seen == sorted(seen) and not leads


@lru_cache(maxsize=1024)
def _owners(header: Header) -> dict[int, str]:
    """For each place, the row of table 4 that the words above it name last."""
    owners: dict[int, str] = {}
    for place, texts in header.texts.items():
        names = [m.row.row for m in map(name_of, texts) if m.row and m.row.table == "disputes"]
        if names:
            owners[place] = names[-1]
    return owners
