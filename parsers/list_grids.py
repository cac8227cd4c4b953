"""Grids to the entries of a list: each row's label, unit and number, by the header or by the order of cells.

Promises: a number is certain only where the row holds one alone, or the header says which of them it is.
Refuses: to take a number from a row that was moved against its header.
Caveat: a list set in two halves side by side is read half by half, by its repeated header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.documents import Grid, GridCell
from parsers.forms import Form, ListHeader
from parsers.labels import normalise, without_gloss
from parsers.list_entries import Entry
from parsers.list_labels import index_of, is_unit
from parsers.numbers import Kind, read_value
from parsers.texts import Text

MAX_NUMERAL = 4  # characters of a number in a cell of its own, before its label


@dataclass(frozen=True, slots=True)
class Half:
    """The places of one list, from `start` up to `stop`; where its header names them, of units and numbers.

    `single`: the header has one column of numbers, and that is one place wide; `more`: other columns stand
    right of it. `end`: the place behind the last header cell; None where there is none.
    """

    start: int
    stop: int
    unit: int | None = None
    value: int | None = None
    ordinal: int | None = None
    single: bool = True
    more: bool = False
    end: int | None = None


def read_list(grid: Grid, form: Form, above: Sequence[Half] = ()) -> tuple[list[Entry], tuple[Half, ...]]:
    """The entries of a grid, and the columns of its header; `above` are those of the grid that it goes on."""
    halves, first = _header(grid, form)
    halves = halves or tuple(above) or (Half(0, grid.columns),)
    rows = grid.by_row()[first:]
    longest = max((_end(row) for row in rows if len(row) > 1), default=0)  # a text may be wider than a list
    return [e for half in halves for row in rows for e in _entries(row, half, longest, form)], halves


def _header(grid: Grid, form: Form) -> tuple[tuple[Half, ...], int]:
    """The columns that the header names, and the first row below it; none and 0 where there is no header."""
    words = form.header
    for number, row in enumerate(grid.by_row()):
        if len(row) > 1 and any(index_of(form).names(cell.text) for cell in row):
            break
        kinds = [(cell, _kind(cell.text, words)) for cell in row] if words else []
        if any(kind == "label" for _, kind in kinds) and len({kind for _, kind in kinds}) > 1:
            depth = max(cell.rowspan for cell in row)
            return tuple(_halves(kinds, grid.columns, depth)), number + depth
    return (), 0


def _end(row: Sequence[GridCell]) -> int:
    """The place behind the last cell of a row."""
    return row[-1].column + row[-1].colspan if row else 0


def _kind(text: str, words: ListHeader | None) -> str:
    """What a header cell stands above; `other` where the form does not say."""
    key = without_gloss(normalise(text))
    known = ("label", "unit", "value", "ordinal", "beside")
    return next((kind for kind in known if words and key in getattr(words, kind)), "other")


def _halves(kinds: Sequence[tuple[GridCell, str]], columns: int, depth: int) -> Iterator[Half]:
    """One list for each column of labels in the header."""
    starts = [i for i, (_, kind) in enumerate(kinds) if kind == "label" and not _continues(kinds, i)]
    starts = [i - 1 if i and kinds[i - 1][1] == "ordinal" else i for i in starts]
    places = [kinds[i][0].column if n else 0 for n, i in enumerate(starts)]
    for (start, stop), (begin, end) in zip(
        pairwise([*places, columns]), pairwise([*starts, len(kinds)]), strict=True
    ):
        found = {kind: cell for cell, kind in kinds[begin:end]}
        values = [cell for cell, kind in kinds[begin:end] if kind == "value"]
        if not values:  # a year or a body's name may stand above the only column of numbers
            values = [cell for cell, kind in kinds[begin:end] if kind == "other"]
        unit, ordinal = found.get("unit"), found.get("ordinal")
        yield Half(
            start,
            stop,
            unit.column if unit else None,
            values[0].column if values else None,
            ordinal.column if ordinal else None,
            len(values) == 1 and (values[0].colspan == 1 or depth == 1),
            bool(values) and kinds[-1][0] is not values[-1],
            _end([cell for cell, _ in kinds[begin:end]]),
        )


def _continues(kinds: Sequence[tuple[GridCell, str]], i: int) -> bool:
    """True for a second column of labels beside the first: 项目 | 指标."""
    return i > 0 and kinds[i - 1][1] == "label"


def _entries(row: Sequence[GridCell], half: Half, longest: int, form: Form) -> Iterator[Entry]:
    """The labels of a row, the merged one of a section before its own; the number is the last one's."""
    cells = [cell for cell in row if half.start <= cell.column < half.stop]
    cells = _joined_numerals([cell for cell in cells if cell.column != half.ordinal or not _is_number(cell)])
    index = index_of(form)
    named = [i for i, cell in enumerate(cells) if index.names(cell.text)]
    if not named:
        named = [i for i, cell in enumerate(cells) if _is_words(cell)][:1]
    if not named and cells and not cells[0].text and half.start == cells[0].column:
        named = [0]  # the label is lost
    if named and cells[named[-1]].rowspan > 1 and any(map(_is_words, cells[named[-1] + 1 :][:1])):
        named.append(named[-1] + 1)  # beside the heading of its section, a label that is none of the form
    for i in named[:-1]:
        yield Entry(cells[i].text, cells[i].where, whole=True)
    if named:
        yield _entry(cells[named[-1]], cells[named[-1] + 1 :], half, is_full=_end(row) >= longest)


def _joined_numerals(cells: Sequence[GridCell]) -> list[GridCell]:
    """The cells, with a number that stands alone put before its label: `（一）` | `收到申请数`."""
    for i, (cell, after) in enumerate(pairwise(cells)):
        text = cell.text.strip()
        if 1 < len(text) <= MAX_NUMERAL and text[-1] in ")）、.．" and _is_words(after):
            return [*cells[:i], after._replace(text=text + after.text), *cells[i + 2 :]]
    return list(cells)


def _is_number(cell: GridCell) -> bool:
    return read_value(cell.text).kind is not Kind.OTHER


def _is_words(cell: GridCell) -> bool:
    return bool(cell.text) and not _is_number(cell) and not is_unit(cell.text)


def _entry(label: GridCell, cells: Sequence[GridCell], half: Half, *, is_full: bool) -> Entry:
    """A label and the cells right of it: a unit, if any, and the number; `is_full`: the row has lost none."""
    is_stated = bool(cells) and is_unit(cells[0].text)
    has_unit = is_stated or (is_full and len(cells) > 1 and cells[0].column == half.unit)
    unit = cells[0].text.strip() if has_unit else None
    rest = cells[1:] if has_unit else cells
    if not rest:
        return Entry(label.text, label.where, unit=unit, whole=True)
    if len(rest) == 1:
        cell, certain = rest[0], half.single and (is_full or not half.more)
    else:
        at = [cell for cell in rest if half.value is not None and _covers(cell, half.value)]
        is_straight = is_full or (is_stated and cells[0].column == half.unit)
        is_within = half.end is None or not any(cell.text for cell in rest if cell.column >= half.end)
        cell, certain = at[0] if at else rest[0], bool(at) and is_straight and is_within and half.single
    if cell.rowspan > 1 or not certain:
        shown = [one for one in rest if one.text]
        certain = not shown and is_full and cell.rowspan == 1
        cell = cell._replace(text=" ".join(one.text for one in shown))
    return Entry(label.text, label.where, Text(cell.text, cell.where), unit, certain, whole=True)


def _covers(cell: GridCell, place: int) -> bool:
    return cell.column <= place < cell.column + cell.colspan
