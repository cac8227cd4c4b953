"""Columns of a grid: what the header cells above a row say of its values.

Promises: columns by the words above them; by position only where as many values stand there and no word
speaks against it. Refuses: headers that name columns of another block, or that stand in an order that merged
headers cannot have: then a header cell has vanished, and the others have moved.
Caveat: a header lost as a whole leaves positions alone to speak, for rows as long as the form's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.documents import GridCell
from parsers.forms import Block, Column, Form, Row, load_forms
from parsers.labels import Match, RowRef, match_label, normalise
from parsers.placements import blocks_with

_GROUPS = {normalise(c.group) for f in load_forms().values() for b in f.blocks for c in b.columns if c.group}


@dataclass(frozen=True, slots=True)
class GridRow:
    """A data row: its label's match, the label's text, its value cells and the header above them."""

    number: int
    match: Match
    label: str
    values: tuple[GridCell, ...]
    header: Header


@dataclass(frozen=True, slots=True)
class Named:
    """The columns of a block that a header names, by place.

    `trusted`: they stand in the form's order, or nothing merged can have moved them; `complete`: all do.
    """

    columns: dict[int, Column]
    trusted: bool
    complete: bool


@dataclass(slots=True, eq=False)
class Header:
    """The texts above each column, top down; a new one begins where a header row follows a data row."""

    texts: dict[int, list[str]] = field(default_factory=dict)
    lowest: dict[int, tuple[int, int]] = field(default_factory=dict)  # by place: where its last cell begins
    rows: set[int] = field(default_factory=set)
    foreign: bool = False  # words that no form has stand above the values: a table of another kind
    mapped: dict[int, Named] = field(default_factory=dict)  # by block, as every row under it asks again

    def add(self, cell: GridCell) -> None:
        """Put a header cell's text above every column that it spans; an empty cell says nothing."""
        if not cell.text:
            return
        self.rows.add(cell.row)
        for column in range(cell.column, cell.column + cell.colspan):
            texts = self.texts.setdefault(column, [])
            if cell.text not in texts[-1:]:
                texts.append(cell.text)
            self.lowest[column] = (cell.row, cell.column)

    def speaks_for(self, block: Block) -> bool:
        """True where positions can be trusted: words of the block's table above, and none of another kind.

        The long labels of the requests table need none: they stand nowhere else.
        """
        if self.foreign:
            return False
        own = (match_label(text) for texts in self.texts.values() for text in texts)
        return block.table == "requests" or any(match.header for match in own)


def span_of(cell: GridCell) -> range:
    """The places that a cell covers, from left to right."""
    return range(cell.column, cell.column + cell.colspan)


def value_columns(header: Header) -> set[int]:
    """The places whose header names a column of the forms."""
    return {c for c, texts in header.texts.items() if any(match_label(text).columns for text in texts)}


def columns_for(row: GridRow, ref: RowRef, form: Form) -> tuple[Block, Row, dict[int, Column]]:
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
    named = row.header.mapped.get(id(block))
    if named is None:
        named = row.header.mapped[id(block)] = _named_columns(row.header, block)
    if not named.trusted:
        return {}  # a merged header cell has vanished, and the headers right of it have moved
    if len(named.columns) == len(block.columns) and named.columns.keys() <= {c.column for c in row.values}:
        return named.columns
    return _by_position(row, block, named) or named.columns


def _named_columns(header: Header, block: Block) -> Named:
    columns = _by_words(header, block)
    order = [block.columns.index(columns[place]) for place in sorted(columns)]
    in_order = order == sorted(order)
    plain = len(header.rows) == 1 or not any(column.group for column in block.columns)
    return Named(columns, in_order or plain, order == list(range(len(block.columns))))


def _by_words(header: Header, block: Block) -> dict[int, Column]:
    """The columns that the header names; none where it names a column that the block does not have.

    An exact word beats a damaged one; a column that two header cells name equally well is at neither.
    """
    claims: dict[Column, list[tuple[float, int]]] = {}
    for place, texts in header.texts.items():
        match = match_label(texts[-1])
        named = [c for c in block.columns if c.label in match.columns and _under_its_group(c, texts[:-1])]
        if match.columns and not any(column.label in match.columns for column in block.columns):
            return {}
        if len(named) == 1:
            claims.setdefault(named[0], []).append((match.score, place))
    found: dict[int, Column] = {}
    for column, places in claims.items():
        best = max(score for score, _ in places)
        named_at = [place for score, place in places if score == best]
        if len({header.lowest[place] for place in named_at}) == 1:
            found[min(named_at)] = column
    return found


def _under_its_group(column: Column, above: Sequence[str]) -> bool:
    """A total that stands under the header of a group is the group's, not the table's."""
    groups = {normalise(text) for text in above} & _GROUPS
    return not groups or (column.group is not None and normalise(column.group) in groups)


def _by_position(row: GridRow, block: Block, named: Named) -> dict[int, Column]:
    """One value a column, in order; the header may have moved as a whole, if it names all in order."""
    cells = [cell for cell in row.values if cell.colspan == 1]
    if len(cells) != len(block.columns) or len(cells) != len(row.values) or not row.header.speaks_for(block):
        return {}
    pairs = list(zip(cells, block.columns, strict=True))
    if named.complete or all(
        _compatible(row.header.texts.get(cell.column, ()), column) for cell, column in pairs
    ):
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


def dispute_names(text: str) -> set[str]:
    """The row of the disputes table that a header cell names, if any."""
    match = match_label(text)
    return {match.row.row} if match.row is not None and match.row.table == "disputes" else set()


def dispute_places(row: GridRow, block: Block) -> dict[int, tuple[Row, Column]]:
    """For each place, the row and the outcome that its header path names; none where two places agree."""
    places: dict[int, tuple[Row, Column]] = {}
    for place, texts in row.header.texts.items():
        owners = [name for text in texts for name in sorted(dispute_names(text))]
        names = match_label(texts[-1]).columns
        for entry in block.rows:
            for column in block.columns:
                if owners and owners[-1] == entry.id and column.label in names:
                    places[place] = (entry, column)
    return places if len(set(places.values())) == len(places) else {}
