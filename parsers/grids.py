"""Grids to placements: a row by its label, a column by the header cells above it.

Promises: a value is placed where its row's label and its column's header meet; a cell that an editor merged
over several columns is never several values; a row without its label is placed only where the labelled rows
around it leave exactly one possibility.
Caveat: a transposed table is not yet read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.documents import Grid, GridCell
from parsers.forms import Block, Column, Form, Row
from parsers.labels import NOTHING, Match, RowRef, match_label, normalise
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading, Text, blocks_with, row_lost, stated_unit
from parsers.report import Code, Evidence, Severity

_GEOMETRY = (Evidence.GEOMETRY, Evidence.LABEL)
_ORDER = (Evidence.GEOMETRY, Evidence.ORDER)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A data row: its label's match, the label's text, its value cells and the header above them."""

    number: int
    match: Match
    label: str
    values: tuple[GridCell, ...]
    header: Header


@dataclass(slots=True, eq=False)
class Header:
    """The texts above each column, top down; a new one begins where a header row follows a data row."""

    texts: dict[int, list[str]] = field(default_factory=dict)
    mapped: dict[int, dict[int, Column]] = field(default_factory=dict)

    def add(self, cell: GridCell) -> None:
        """Put a header cell's text above every column that it spans."""
        for column in range(cell.column, cell.column + cell.colspan):
            texts = self.texts.setdefault(column, [])
            if cell.text not in texts[-1:]:
                texts.append(cell.text)


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
    for number, cells in enumerate(grid.by_row()):
        matches = [match_label(cell.text) for cell in cells]
        if _is_header(cells, matches):
            if not fresh:
                header, fresh = Header(), True
            for cell in [*_reaching(above, number), *cells]:
                header.add(cell)
        elif (row := _data_row(number, cells, matches, header)) is not None:
            rows.append(row)
            fresh = False
        for cell in cells:
            if cell.rowspan > 1:
                above[cell.column] = cell
    return rows


def _reaching(above: dict[int, GridCell], row: int) -> list[GridCell]:
    return [cell for cell in above.values() if cell.row + cell.rowspan > row and cell.text]


def _is_header(cells: Sequence[GridCell], matches: Sequence[Match]) -> bool:
    """A row with words that stand above columns, no number, and no label of a data row."""
    if any(m.row is not None and not m.header for m in matches):
        return False
    if not any(m.header for m in matches):
        return False
    return not any(read_value(cell.text).kind is Kind.NUMBER for cell in cells if cell.text)


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
        first = min(_value_columns(header), default=0)
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


def _value_columns(header: Header) -> set[int]:
    return {c for c, texts in header.texts.items() if any(match_label(text).columns for text in texts)}


def _place_row(
    row: GridRow, ref: RowRef, form: Form, evidence: tuple[Evidence, ...], reading: Reading
) -> None:
    """Place a row's values under their columns; a row that its header does not fit is uncertain.

    It does not fit where a column has no value under it, or where a column of the form has no header while
    a value stands under none: then a cell has vanished, from the row or from the header, and the rest moved.
    """
    block, entry, columns = _columns_for(row, ref, form)
    reached = {place for cell in row.values for place in _span(cell)}
    spare = [cell for cell in row.values if cell.text and columns.keys().isdisjoint(_span(cell))]
    is_full = len(columns) == len(block.columns)
    if not columns or not columns.keys() <= reached or (spare and not is_full):
        row_lost(reading, block, entry, [Text(c.text, c.where) for c in row.values if c.text])
        return
    if is_full and not spare:
        evidence = (*evidence, Evidence.COUNT)
    for cell in row.values:
        _place_cell(cell, block, entry, columns, evidence, row.header, reading)
    if spare:
        _extra_cells(entry.label, spare, reading)


def _span(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.colspan)


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
    covered = [columns[place] for place in _span(cell) if place in columns]
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


def _columns_for(row: GridRow, ref: RowRef, form: Form) -> tuple[Block, Row, dict[int, Column]]:
    """The form's block that this header fits best, and its columns by place."""
    choices = []
    for block, entry in blocks_with(ref):
        columns = _map_columns(row, block)
        # a full fit first; then as many columns as the row has values; then the form of the document
        fit = (len(columns) == len(block.columns), len(columns), len(block.columns) == len(row.values))
        choices.append(((*fit, block in form.blocks), block, entry, columns))
    _, block, entry, columns = max(choices, key=lambda choice: choice[0])
    return block, entry, columns


def _map_columns(row: GridRow, block: Block) -> dict[int, Column]:
    """Columns by the words above; by position where as many stand there and no word speaks against it."""
    found = row.header.mapped.get(id(block))
    if found is None:
        found = row.header.mapped[id(block)] = _by_words(row.header, block)
    if not _in_order(found, block):
        return {}  # a merged header cell has vanished, and the headers right of it have moved
    places = {cell.column for cell in row.values}
    if len(found) == len(block.columns) and found.keys() <= places:
        return found
    return _by_position(row, block, found) or found


def _in_order(found: dict[int, Column], block: Block) -> bool:
    """True where columns under merged headers stand in the form's order; others may change places."""
    places = [block.columns.index(found[place]) for place in sorted(found)]
    return places == sorted(places) or not any(column.group for column in block.columns)


def _by_words(header: Header, block: Block) -> dict[int, Column]:
    """The columns that the header names; none where it names a column that the block does not have."""
    found: dict[int, Column] = {}
    for place, texts in header.texts.items():
        names = match_label(texts[-1]).columns
        named = [column for column in block.columns if column.label in names]
        if names and not named:
            return {}
        if len(named) == 1 and named[0] not in found.values():
            found[place] = named[0]
    return found


def _by_position(row: GridRow, block: Block, found: dict[int, Column]) -> dict[int, Column]:
    """One value a column, in order; the header may have moved as a whole, if it names all in order."""
    cells = [cell for cell in row.values if cell.colspan == 1]
    if len(cells) != len(block.columns) or len(cells) != len(row.values):
        return {}
    pairs = list(zip(cells, block.columns, strict=True))
    in_order = tuple(found[place] for place in sorted(found)) == block.columns
    if in_order or all(_compatible(row.header.texts.get(cell.column, ()), column) for cell, column in pairs):
        return {cell.column: column for cell, column in pairs}
    return {}


def _compatible(texts: Sequence[str], column: Column) -> bool:
    """No header above, or one that is the beginning of the column's own."""
    if not texts:
        return True
    names = match_label(texts[-1])
    if names.columns:
        return column.label in names.columns
    key = normalise(texts[-1])
    return names.words or normalise(column.label).startswith(key)


def _is_disputes(row: GridRow) -> bool:
    """A row of numbers under the header of the disputes table."""
    names = {name for texts in row.header.texts.values() for text in texts for name in _dispute_names(text)}
    return (
        bool(names)
        and sum(read_value(c.text).kind is not Kind.OTHER for c in row.values) >= len(row.values) - 1
    )


def _dispute_names(text: str) -> set[str]:
    match = match_label(text)
    return {match.row.row} if match.row is not None and match.row.table == "disputes" else set()


def _place_disputes(row: GridRow, reading: Reading) -> None:
    """The one printed row of the disputes table: each column's path names its block row and its outcome."""
    block = blocks_with(RowRef("disputes", "reconsideration"))[-1][0]
    wanted = [(entry, column) for entry in block.rows for column in block.columns]
    places = _dispute_places(row, block)
    if len(places) < len(wanted) and len(row.values) == len(wanted):
        places = {cell.column: pair for cell, pair in zip(row.values, wanted, strict=True)}
    reached = {place for cell in row.values for place in _span(cell)}
    spare = [cell for cell in row.values if cell.text and places.keys().isdisjoint(_span(cell))]
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
    pairs = [places[place] for place in _span(cell) if place in places]
    certain = len(pairs) == 1 or read_value(cell.text).kind is Kind.BLANK
    for entry, column in pairs:
        text = Text(cell.text, cell.where)
        reading.place(Placement(block.indicator(entry, column), text, evidence, column.unit, certain))


def _dispute_places(row: GridRow, block: Block) -> dict[int, tuple[Row, Column]]:
    places: dict[int, tuple[Row, Column]] = {}
    for place, texts in row.header.texts.items():
        owners = [name for text in texts for name in sorted(_dispute_names(text))]
        names = match_label(texts[-1]).columns
        for entry in block.rows:
            for column in block.columns:
                if owners and owners[-1] == entry.id and column.label in names:
                    places[place] = (entry, column)
    return places if len(set(places.values())) == len(places) else {}


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
                _unlabelled(row, ref, reading)
        else:
            for row in between:
                _extra_row(row, reading)


def _unlabelled(row: GridRow, ref: RowRef, reading: Reading) -> None:
    block, entry = blocks_with(ref)[-1]
    reading.find(
        Code.ROW_UNLABELLED,
        Severity.WARNING,
        f"“{entry.label}”一行的行名缺失，按前后行的次序定位",
        f"the label of row “{entry.label}” is lost; the row was placed by the labelled rows around it",
        [block.indicator(entry, column) for column in block.columns],
        row.values[0].where,
    )


def _extra_row(row: GridRow, reading: Reading) -> None:
    texts = [cell.text for cell in row.values if cell.text]
    if not texts:
        return
    reading.find(
        Code.EXTRA_ROW,
        Severity.INFO,
        f"表内有统一格式以外的行“{row.label or '（无行名）'}”：{'、'.join(texts)}",
        f"a row that the form does not have, “{row.label or '(no label)'}”: {', '.join(texts)}",
        where=row.values[0].where,
    )
