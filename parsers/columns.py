"""Columns of a grid: what the header cells above a row say of its values.

Promises: columns by the words above them; by position only where as many values stand there and no word
speaks against it. Refuses: headers that name columns of another block, or that stand in an order that merged
headers cannot have: then a header cell has vanished, and the others have moved.
Caveat: a header lost as a whole leaves positions alone to speak, for rows as long as the form's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.documents import GridCell
from parsers.forms import Block, Column, Form, load_forms
from parsers.headers import GROUPS, Header, printed_columns
from parsers.labels import Match, RowRef, match_label, normalise
from parsers.placements import blocks_with, stated_unit

MAX_CELLS = 100  # of a row or a header; the form's longest have 15 and 19
Shape = tuple[tuple[int, int], ...]  # the place and the width of each value of a row


@dataclass(frozen=True, slots=True)
class GridRow:
    """A data row: its label's match, the label's text, its value cells and the header above them."""

    number: int
    match: Match
    label: str
    values: tuple[GridCell, ...]
    header: Header

    @property
    def shape(self) -> Shape:
        """Where the values stand and how wide they are."""
        return tuple([(cell.column, cell.colspan) for cell in self.values])

    @property
    def is_blank(self) -> bool:
        """True where no value has a text."""
        return not any(cell.text for cell in self.values)


@dataclass(frozen=True, slots=True)
class Named:
    """The columns of a block, by their number in it, that a header names at each place.

    `trusted`: they stand in the form's order, or nothing merged can have moved them; `complete`: all do.
    """

    columns: dict[int, int]
    trusted: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How values of one shape stand under a header.

    `covers` has the columns, by number, under which each value stands; `own` says of each value whether a
    header that no form has stands above it (小计, 备注); `aligned`, whether it is as wide as its header.
    `reached`: every column that the header names has a value under it.
    """

    covers: tuple[tuple[int, ...], ...]
    own: tuple[bool, ...]
    aligned: tuple[bool, ...]
    columns: int
    reached: bool
    plain: dict[int, int] | None  # for each column its one value; None where several stand under one
    units: tuple[str | None, ...]
    choice: int = 0  # which of the blocks that print the row


_NO_FIT = Fit((), (), (), 0, reached=False, plain=None, units=())


def fit_row(row: GridRow, ref: RowRef, form: Form) -> Fit:
    """How the row's values stand under its header, by the form's block that this header fits best."""
    if len(row.values) > MAX_CELLS:
        return _NO_FIT
    return _best_fit(row.header, row.shape, _blocks_that_print(ref), form.id)


@cache
def _blocks() -> list[tuple[str, Block]]:
    """Every block of every form, with its form's id."""
    return [(form.id, block) for form in load_forms().values() for block in form.blocks]


@cache
def _blocks_that_print(ref: RowRef) -> tuple[int, ...]:
    """The numbers of the blocks in `blocks_with`: short keys, as rows of one block share their fits."""
    return tuple(next(i for i, (_, b) in enumerate(_blocks()) if b is block) for block, _ in blocks_with(ref))


@lru_cache(maxsize=4096)
def _best_fit(header: Header, shape: Shape, blocks: tuple[int, ...], form_id: str) -> Fit:
    choices = []
    for choice, number in enumerate(blocks):
        owner, block = _blocks()[number]
        own = owner == form_id
        columns = _map_columns(header, shape, number, own)
        if not columns and own:
            columns = _under_its_heading(header, shape, block)
        named = len(set(columns.values()))
        # a full fit first; then as many columns as the row has values; then the form of the document
        rank = (named == len(block.columns), named, len(block.columns) == len(shape), own)
        choices.append((rank, choice, block, columns))
    _, choice, block, columns = max(choices, key=lambda one: one[0])
    starts = {column: place for place, column in sorted(columns.items(), reverse=True)}
    units = [
        stated_unit(column, header.texts.get(starts.get(i, -1), ())) for i, column in enumerate(block.columns)
    ]
    return fit_places(header, shape, columns, tuple(units), choice)


def fit_places(
    header: Header, shape: Shape, columns: dict[int, int], units: tuple[str | None, ...], choice: int = 0
) -> Fit:
    """How values of this shape stand, where `columns` says what stands at each place."""
    covers = tuple(
        tuple(dict.fromkeys(columns[place] for place in range(start, start + width) if place in columns))
        for start, width in shape
    )
    upon = [(column, i) for i, covered in enumerate(covers) for column in covered]
    reached, first = dict(upon), min(columns, default=0)
    return Fit(
        covers,
        tuple(start > first and header.is_foreign_at(start) for start, _ in shape),
        tuple(width in (1, header.extent(start)) for start, width in shape),
        len(set(columns.values())),
        reached.keys() == set(columns.values()),
        reached if len(reached) == len(upon) else None,
        units,
        choice,
    )


def _map_columns(header: Header, shape: Shape, number: int, own: bool) -> dict[int, int]:
    """Columns by the words above; by position where as many stand there and no word speaks against it."""
    named, block = _named_columns(header, number), _blocks()[number][1]
    begun = {named.columns.get(start) for start, _ in shape}
    if named.trusted and begun >= set(range(len(block.columns))):
        return named.columns
    if _is_layered(block) and (placed := _as_printed(header, shape, block)):
        return placed
    if not named.trusted:
        return {}  # a merged header cell has vanished, and the headers right of it have moved
    if not named.complete and _is_layered(block) and len(shape) < len(block.columns):
        return {}  # a cell is gone from the header, and one from the row
    return _by_position(header, shape, block, named, own) or named.columns


@lru_cache(maxsize=4096)
def _named_columns(header: Header, number: int) -> Named:
    block = _blocks()[number][1]
    columns = _by_words(header, block)
    order = list(dict.fromkeys(columns[place] for place in sorted(columns)))
    in_order = order == sorted(order)
    plain = header.rows == 1 or not _is_layered(block)
    return Named(columns, in_order or plain, order == list(range(len(block.columns))))


def _is_layered(block: Block) -> bool:
    """True for the block whose header cells stand under others, which editors merge and move."""
    return any(column.group for column in block.columns)


def _by_words(header: Header, block: Block) -> dict[int, int]:
    """The columns that the header names; none where it names a column that the block does not have.

    An exact word beats a damaged one; a column that two header cells name equally well is at neither.
    """
    claims: dict[int, list[tuple[float, int]]] = {}
    for place, texts in header.texts.items():
        match = match_label(texts[-1])
        if not match.columns:
            continue
        named = [i for i, column in enumerate(block.columns) if column.label in match.columns]
        if not named:
            return {}
        named = [i for i in named if _under_its_group(block.columns[i], texts[:-1])]
        if len(named) == 1:
            claims.setdefault(named[0], []).append((match.score, place))
    found: dict[int, int] = {}
    for column, places in claims.items():
        best = max(score for score, _ in places)
        named_at = [place for score, place in places if score == best]
        if len({header.lowest[place] for place in named_at}) == 1:
            found.update(dict.fromkeys(named_at, column))
    return found


def _under_its_group(column: Column, above: Sequence[str]) -> bool:
    """A total that stands under the header of a group is the group's, not the table's."""
    groups = {normalise(text) for text in above} & GROUPS
    return not groups or (column.group is not None and normalise(column.group) in groups)


def _by_position(header: Header, shape: Shape, block: Block, named: Named, own: bool) -> dict[int, int]:
    """One value a column, in order; the header may have moved as a whole, if it names all in order.

    The values of table 2 fill its width in the document's own form; elsewhere a wide one may be merged.
    """
    starts = [start for start, width in shape if width == 1 or (own and block.heading)]
    if len(starts) != len(block.columns) or len(starts) != len(shape) or not header.speaks_for(block):
        return {}
    above = [header.texts.get(start, ()) for start in starts]
    if (named.complete and not _has_more_columns(header, named)) or _speak_for(above, block):
        return {start: i for i, start in enumerate(starts)}
    return {}


def _has_more_columns(header: Header, named: Named) -> bool:
    """True where a column of no form (小计) stands among those that the header names."""
    places = range(min(named.columns), max(named.columns))
    return any(place in header.texts and place not in named.columns for place in places)


def _as_printed(header: Header, shape: Shape, block: Block) -> dict[int, int]:
    """One value a column, in order, under a header that spells all of them out in order, wherever."""
    order = printed_columns(header)
    if not len(order) == len(shape) == len(block.columns) or any(width > 1 for _, width in shape):
        return {}
    if not all(column.label in names for column, names in zip(block.columns, order, strict=True)):
        return {}
    return {start: i for i, (start, _) in enumerate(shape)}


def _under_its_heading(header: Header, shape: Shape, block: Block) -> dict[int, int]:
    """One value a column, in order, where the block's heading stands above and no word names a column."""
    if block.heading is None or len(block.columns) != len(shape):
        return {}
    matches = [match_label(text) for text, _, _, _ in header.cells]
    if not all(match.words and not match.columns for match in matches):
        return {}
    is_named = any(match.group == block.heading for match in matches)
    return {start: i for i, (start, _) in enumerate(shape)} if is_named else {}


def _speak_for(above: Sequence[Sequence[str]], block: Block) -> bool:
    """No header speaks against its column; one may repeat that of another, where it says whose it is."""
    odd = [
        texts for texts, column in zip(above, block.columns, strict=True) if not _compatible(texts, column)
    ]
    if len(odd) != 1:
        return not odd
    own = [c for texts, c in zip(above, block.columns, strict=True) if texts and texts[-1] == odd[0][-1]]
    return len(own) == 2 and sum(_compatible(odd[0], column) for column in own) == 1


def _compatible(texts: Sequence[str], column: Column) -> bool:
    """No header above, or one that is the beginning of the column's own."""
    if not texts:
        return True
    names = match_label(texts[-1])
    if names.columns:
        return column.label in names.columns
    key = normalise(texts[-1])
    return names.words or normalise(column.label).startswith(key)
