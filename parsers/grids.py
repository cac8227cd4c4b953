"""Grids to placements: a row by its label, a column by the header cells above it.

Promises: a value is placed where its row's label and its column's header meet; a cell that an editor merged
over several columns is never several values; a row without its label is placed only where the labelled rows
around it leave exactly one possibility.
Refuses: rows longer or shorter than their header: what stands in them is kept, and no value is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from parsers.columns import GridRow, fit_row
from parsers.damaged import is_as_long, read_damaged, without_false_name
from parsers.disputes import is_disputes, place_disputes
from parsers.documents import Document, Grid
from parsers.forms import Form, load_forms
from parsers.grid_cells import place_cells, texts_of
from parsers.grid_rows import data_rows
from parsers.headers import is_of_another_table
from parsers.labels import RowRef
from parsers.layouts import layout_of, learn_places, place_again
from parsers.placements import Reading, blocks_with, extra_row, row_unlabelled, rows_lost
from parsers.report import Evidence
from parsers.sections import table_zone

_GEOMETRY = (Evidence.GEOMETRY, Evidence.LABEL)
_ORDER = (Evidence.GEOMETRY, Evidence.ORDER)


def read_grids(document: Document, form: Form, reading: Reading) -> None:
    """Add the placements of all grids; of those outside the sections of the tables, what these lack."""
    zone = table_zone(document.blocks, document.body)
    grids = [(i, block) for i in document.body if isinstance(block := document.blocks[i], Grid)]
    for i, grid in grids:
        if i in zone:
            read_grid(grid, form, reading)
    outside = [grid for i, grid in grids if i not in zone]
    held = _tables_of(reading) if outside else set()
    for grid in outside:
        if not _set_aside(grid, held, form, reading):
            read_grid(grid, form, reading)


def _set_aside(grid: Grid, held: set[str], form: Form, reading: Reading) -> bool:
    """True for a grid of a table that the report's own sections hold, as last year's in an annex."""
    if not held:
        return False
    alone = Reading()
    read_grid(grid, form, alone)
    if not held & _tables_of(alone):
        return False
    texts = [placement.text.text for placement in alone.placements.values()]
    extra_row(reading, "", texts, grid.where)
    return True


def _tables_of(reading: Reading) -> set[str]:
    """The tables in which anything is placed, or waits for the sums."""
    names = {*reading.placements, *(name for segment in reading.segments for name in segment.names)}
    return {name.split("_", 1)[0] for name in names}


def read_grid(grid: Grid, form: Form, reading: Reading) -> None:
    """Add the placements of a grid to `reading`; `form` is the one that the whole document follows."""
    places = layout_of(grid).places
    if form.id in places:
        place_again(grid, places[form.id], reading)
        return
    before = reading.extent()
    rows = data_rows(grid)
    _read_rows(rows, form, reading)
    learnt = learn_places(grid, rows, before, reading)
    if learnt:
        places[form.id] = learnt


def _read_rows(rows: list[GridRow], form: Form, reading: Reading) -> None:
    place_disputes([row for row in rows if is_disputes(row)], reading)
    rows = _recognised([row for row in rows if not is_disputes(row)], form)
    for row in rows:
        if row.match.row is not None and row.values:
            _place_row(row, row.match.row, form, _GEOMETRY, reading)
    _place_unlabelled(rows, form, reading)


def _place_row(
    row: GridRow, ref: RowRef, form: Form, evidence: tuple[Evidence, ...], reading: Reading
) -> None:
    """Place a row's values under their columns; a row that its header does not fit is lost."""
    if row.header.foreign or is_of_another_table(row.header, ref.table):
        _extra_row(row, reading)
        return
    fit = fit_row(row, ref, form)
    block, entry = blocks_with(ref)[fit.choice]
    if not place_cells(row, _names(ref, fit.choice), fit, evidence, reading):
        own = ((b, e) for b, e in blocks_with(ref) if any(b is one for one in form.blocks))
        block, entry = next(own, (block, entry))
        rows_lost(reading, block, (entry,), texts_of(row))


@cache
def _names(ref: RowRef, choice: int) -> tuple[str, ...]:
    block, entry = blocks_with(ref)[choice]
    return tuple(block.indicator(entry, column) for column in block.columns)


def _recognised(rows: list[GridRow], form: Form) -> list[GridRow]:
    """The rows, with damaged labels read as rows that are missing there."""
    found = [without_false_name(row) for row in rows]
    for (above, below), wanted in list(_gaps(found, form)):
        if wanted:
            found[above:below] = read_damaged(found[above:below], wanted)
    return found


def _gaps(rows: Sequence[GridRow], form: Form) -> Iterator[tuple[tuple[int, int], list[RowRef]]]:
    """Runs of rows between two that are labelled, with the rows that the form has there."""
    order = _numbered(form.id, frozenset(row.match.row.table for row in rows if row.match.row is not None))
    known = [(i, order[row.match.row]) for i, row in enumerate(rows) if row.match.row in order]
    for (above, first), (below, last) in pairwise([(-1, -1), *known, (len(rows), len(order))]):
        if below > above + 1:
            yield (above + 1, below), list(order)[first + 1 : last]


def _place_unlabelled(rows: Sequence[GridRow], form: Form, reading: Reading) -> None:
    """Nameless rows between two labelled ones, where the form leaves exactly as many rows there."""
    for (start, below), wanted in _gaps(rows, form):
        above = rows[start - 1].match.row if start and not rows[start - 1].values else None
        between = _nameless(rows[start:below], wanted)
        if above is not None and not wanted and len(between) == 1 and not between[0].label:
            _place_row(between[0], above, form, _GEOMETRY, reading)  # a row cut in two: label, values
        elif between and len(between) == len(wanted) and not any(row.label for row in between):
            for row, ref in zip(between, wanted, strict=True):
                _place_unnamed(row, ref, form, reading)
        else:
            for row in between:
                _extra_row(row, reading)


def _nameless(rows: Sequence[GridRow], wanted: Sequence[RowRef]) -> list[GridRow]:
    """The rows without a label of the form; blank ones where all are as long as the rows that are missing."""
    between = [row for row in rows if row.match.row is None]
    if len(between) == len(wanted) and all(map(is_as_long, between, wanted)):
        return between
    return [row for row in between if row.label or not row.is_blank]


@cache
def _numbered(form_id: str, tables: frozenset[str]) -> dict[RowRef, int]:
    blocks = load_forms()[form_id].blocks
    refs = [RowRef(block.table, row.id) for block in blocks if block.table in tables for row in block.rows]
    return {ref: i for i, ref in enumerate(refs)}


def _place_unnamed(row: GridRow, ref: RowRef, form: Form, reading: Reading) -> None:
    _place_row(row, ref, form, _ORDER, reading)
    block, entry = blocks_with(ref)[-1]
    names = [block.indicator(entry, column) for column in block.columns]
    row_unlabelled(reading, entry.label, names, row.values[0].where)


def _extra_row(row: GridRow, reading: Reading) -> None:
    texts = [cell.text for cell in row.values if cell.text]
    if texts:
        extra_row(reading, row.label, texts, row.values[0].where)
