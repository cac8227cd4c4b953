"""Grids to placements: a row by its label, a column by the header cells above it.

Promises: a value is placed where its row's label and its column's header meet; a cell that an editor merged
over several columns is never several values; a row without its label is placed only where the labelled rows
around it leave exactly one possibility.
Caveat: a transposed table is not yet read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.columns import (
    GridRow,
    Header,
    columns_for,
    dispute_names,
    dispute_places,
    span_of,
    value_columns,
)
from parsers.documents import Grid, GridCell
from parsers.forms import Block, Column, Form, Row
from parsers.labels import NOTHING, Match, RowRef, match_label
from parsers.numbers import Kind, read_value
from parsers.placements import (
    Placement,
    Reading,
    Text,
    blocks_with,
    extra_row,
    row_lost,
    row_unlabelled,
    stated_unit,
)
from parsers.report import Code, Evidence, Severity

MAX_NUMERAL = 4  # characters, as in （十）
NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]+")
_GEOMETRY = (Evidence.GEOMETRY, Evidence.LABEL)
_ORDER = (Evidence.GEOMETRY, Evidence.ORDER)


def read_grid(grid: Grid, form: Form, reading: Reading) -> None:
    """Add the placements of a grid to `reading`; `form` is the one that the whole document follows."""
    rows = _data_rows(grid)
    disputes = [row for row in rows if row.match.row is None and _is_disputes(row)]
    filled = [row for row in disputes if any(cell.text for cell in row.values)]
    for row in filled or disputes[:1]:
        _place_disputes(row, reading)
    for row in rows:
        if row.match.row is not None:
            _place_row(row, row.match.row, form, _GEOMETRY, reading)
    _place_unlabelled(rows, form, reading)


def _data_rows(grid: Grid) -> list[GridRow]:
    """Walk down the grid: header rows build the header, other rows become data rows under it."""
    rows: list[GridRow] = []
    header, fresh = Header(), True
    above: dict[int, GridCell] = {}  # cells that reach down from earlier rows, by column
    for number, printed in enumerate(grid.by_row()):
        cells = _joined_labels(printed)
        matches = [match_label(cell.text) for cell in cells]
        if _is_header(cells, matches):
            if not fresh:
                header, fresh = Header(), True
            for cell in [*_reaching(above, number), *cells]:
                header.add(cell)
        elif _is_foreign_header(cells, matches):
            header, fresh = Header(foreign=True), False
        elif (row := _data_row(number, cells, matches, header)) is not None:
            rows.append(row)
            fresh = False
        for cell in cells:
            if cell.rowspan > 1:
                above[cell.column] = cell
    return rows


def _joined_labels(cells: list[GridCell]) -> list[GridCell]:
    """Put a number that stands in a cell of its own before its label: `3.` | `其他`."""
    for i, (number, label) in enumerate(pairwise(cells)):
        if (
            len(number.text) <= MAX_NUMERAL
            and NUMERAL.fullmatch(number.text)
            and not match_label(number.text).words
        ):
            text = number.text + label.text
            if match_label(text).words and number.rowspan == label.rowspan:
                width = number.colspan + label.colspan
                return [*cells[:i], replace(number, text=text, colspan=width), *cells[i + 2 :]]
    return cells


def _reaching(above: dict[int, GridCell], row: int) -> list[GridCell]:
    return [cell for cell in above.values() if cell.row + cell.rowspan > row and cell.text]


def _is_header(cells: Sequence[GridCell], matches: Sequence[Match]) -> bool:
    """A row with words that stand above columns, no number, and no label of a data row."""
    if any(m.row is not None and not m.header for m in matches):
        return False
    if not any(m.header for m in matches):
        return False
    return not any(read_value(cell.text).kind is Kind.NUMBER for cell in cells if cell.text)


def _is_foreign_header(cells: Sequence[GridCell], matches: Sequence[Match]) -> bool:
    """A row of words that no form has, above what looks like its rows: 类别 | 公开条数."""
    filled = [cell for cell in cells if read_value(cell.text).kind is not Kind.BLANK]
    if len(filled) < 2 or any(m.words for m in matches):
        return False
    return all(read_value(cell.text).kind is Kind.OTHER for cell in filled)


def _data_row(
    number: int, cells: Sequence[GridCell], matches: Sequence[Match], header: Header
) -> GridRow | None:
    """Split a row at its last label cell; the values are what stands right of it."""
    labels = [i for i, (c, m) in enumerate(zip(cells, matches, strict=True)) if m.words or _is_words(c)]
    last = _last_label(cells, matches, labels)
    values = tuple(cells[last + 1 :])
    if not values:
        return None
    match, label = (matches[last], cells[last].text) if last >= 0 else (NOTHING, "")
    if last >= 0 and (cells[last].rowspan > 1 or (match.group and last != max(labels))):
        match, label = NOTHING, ""  # the merged cell of a group: the row's own label is lost
    if match.row is None and header.texts:
        first = min(value_columns(header), default=0)
        values = tuple(cell for cell in values if cell.column >= first)
    return GridRow(number, match, label, values, header)


def _last_label(cells: Sequence[GridCell], matches: Sequence[Match], labels: Sequence[int]) -> int:
    """The rightmost cell that names a row, but no group's merged cell; else the first run of words."""
    named = [
        i for i in labels if matches[i].row is not None and not (matches[i].group and cells[i].rowspan > 1)
    ]
    if named and not (matches[named[-1]].group and named[-1] + 1 in labels):
        return named[-1]
    last = -1
    for i in labels:
        if i <= last + 2:
            last = i
    return last


def _is_words(cell: GridCell) -> bool:
    return (
        bool(cell.text)
        and read_value(cell.text).kind is Kind.OTHER
        and not any(c.isdigit() for c in cell.text[:3])
    )


def _place_row(
    row: GridRow, ref: RowRef, form: Form, evidence: tuple[Evidence, ...], reading: Reading
) -> None:
    """Place a row's values under their columns; a row that its header does not fit is uncertain.

    It does not fit where a column has no value under it, or where a column of the form has no header while
    a value stands under none: then a cell has vanished, from the row or from the header, and the rest moved.
    """
    if row.header.foreign:
        _extra_row(row, reading)
        return
    block, entry, columns = columns_for(row, ref, form)
    reached = {place for cell in row.values for place in span_of(cell)}
    spare = [cell for cell in row.values if cell.text and columns.keys().isdisjoint(span_of(cell))]
    is_full = len(columns) == len(block.columns)
    moved = spare and (not is_full or any(cell.colspan > 1 for cell in row.values if cell.text))
    if not columns or not columns.keys() <= reached or moved:
        own = ((b, e) for b, e in blocks_with(ref) if b in form.blocks)
        block, entry = next(own, (block, entry))
        row_lost(reading, block, entry, [Text(c.text, c.where) for c in row.values if c.text])
        return
    if is_full and not spare:
        evidence = (*evidence, Evidence.COUNT)
    for cell in row.values:
        _place_cell(cell, block, entry, columns, evidence, row.header, reading)
    if spare:
        _extra_cells(entry.label, spare, reading)


def _place_cell(
    cell: GridCell,
    block: Block,
    row: Row,
    columns: dict[int, Column],
    evidence: tuple[Evidence, ...],
    header: Header,
    reading: Reading,
) -> None:
    """Set a cell upon its column; one over several columns or rows is certain only when blank."""
    covered = [columns[place] for place in span_of(cell) if place in columns]
    text = Text(cell.text, cell.where)
    merged = (len(covered) > 1 or cell.rowspan > 1) and read_value(cell.text).kind is not Kind.BLANK
    for column in covered:
        unit = stated_unit(column, header.texts.get(cell.column, ()))
        reading.place(Placement(block.indicator(row, column), text, evidence, unit, not merged))


def _extra_cells(label: str, spare: Sequence[GridCell], reading: Reading) -> None:
    reading.find(
        Code.EXTRA_CELLS,
        Severity.INFO,
        f"“{label}”一行有表头以外的数：{'、'.join(c.text for c in spare)}",
        f"row “{label}” holds values under no header of the form: {', '.join(c.text for c in spare)}",
        where=spare[0].where,
    )


def _is_disputes(row: GridRow) -> bool:
    """A row of numbers under the header of the disputes table."""
    names = {name for texts in row.header.texts.values() for text in texts for name in dispute_names(text)}
    return (
        bool(names)
        and sum(read_value(c.text).kind is not Kind.OTHER for c in row.values) >= len(row.values) - 1
    )


def _place_disputes(row: GridRow, reading: Reading) -> None:
    """The one printed row of the disputes table: each column's path names its block row and its outcome."""
    block = blocks_with(RowRef("disputes", "reconsideration"))[-1][0]
    wanted = [(entry, column) for entry in block.rows for column in block.columns]
    places = dispute_places(row, block)
    if len(places) < len(wanted) and len(row.values) == len(wanted):
        places = {cell.column: pair for cell, pair in zip(row.values, wanted, strict=True)}
    reached = {place for cell in row.values for place in span_of(cell)}
    spare = [cell for cell in row.values if cell.text and places.keys().isdisjoint(span_of(cell))]
    if not places or not places.keys() <= reached or (spare and len(places) < len(wanted)):
        for entry in block.rows:
            row_lost(reading, block, entry, [Text(c.text, c.where) for c in row.values if c.text])
        return
    full = len(places) == len(wanted) and not spare
    for cell in row.values:
        _place_dispute(cell, block, places, (*_GEOMETRY, Evidence.COUNT) if full else _GEOMETRY, reading)
    if spare:
        _extra_cells("行政复议、行政诉讼", spare, reading)


def _place_dispute(
    cell: GridCell,
    block: Block,
    places: dict[int, tuple[Row, Column]],
    evidence: tuple[Evidence, ...],
    reading: Reading,
) -> None:
    pairs = [places[place] for place in span_of(cell) if place in places]
    certain = len(pairs) == 1 or read_value(cell.text).kind is Kind.BLANK
    for entry, column in pairs:
        text = Text(cell.text, cell.where)
        reading.place(Placement(block.indicator(entry, column), text, evidence, column.unit, certain))


def _place_unlabelled(rows: Sequence[GridRow], form: Form, reading: Reading) -> None:
    """Nameless rows between two labelled ones, where the form leaves exactly as many rows there."""
    tables = {row.match.row.table for row in rows if row.match.row is not None}
    order = [
        RowRef(block.table, row.id) for block in form.blocks if block.table in tables for row in block.rows
    ]
    place = {ref: i for i, ref in enumerate(order)}
    known = [(i, place[row.match.row]) for i, row in enumerate(rows) if row.match.row in place]
    for (above, first), (below, last) in zip(
        [(-1, -1), *known], [*known, (len(rows), len(order))], strict=True
    ):
        between = [row for row in rows[above + 1 : below] if row.match.row is None and not _is_disputes(row)]
        between = [row for row in between if row.label or any(cell.text for cell in row.values)]
        wanted = order[first + 1 : last]
        nameless = [row for row in between if not row.label]
        if between and len(between) == len(nameless) == len(wanted):
            for row, ref in zip(nameless, wanted, strict=True):
                _place_row(row, ref, form, _ORDER, reading)
                block, entry = blocks_with(ref)[-1]
                names = [block.indicator(entry, column) for column in block.columns]
                row_unlabelled(reading, entry.label, names, row.values[0].where)
        else:
            for row in between:
                _extra_row(row, reading)


def _extra_row(row: GridRow, reading: Reading) -> None:
    texts = [cell.text for cell in row.values if cell.text]
    if texts:
        extra_row(reading, row.label, texts, row.values[0].where)
