"""Grids to data rows: down a grid, header rows build the header, other rows become data rows under it.

Promises: each row is split at its last label; a label that a page break cut in two is put together again.
Refuses: to take a row of words that no form has for anything but the header of another kind of table.
Caveat: a value that is a sentence can be taken for words of a header, if no label stands in its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.columns import MAX_CELLS, GridRow
from parsers.documents import Grid, GridCell
from parsers.headers import (
    FOREIGN_HEADER,
    NO_HEADER,
    Header,
    HeaderCell,
    first_column,
    header_of,
    name_of,
)
from parsers.labels import MAX_LABEL, NOTHING, Match, match_label
from parsers.numbers import Kind, read_value

MAX_WIDTH = 200  # places; converters cut the widest of the form's tables into about 60
MAX_NUMERAL = 4  # characters, as in （十）
_UNITS = frozenset(("件", "项", "个", "条", "宗", "份", "元", "万元", "件次", "人次"))
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]+")
_NUMBERED_WORDS = re.compile(r"[（(]?\d{1,2}[)）、.．]\s*[\u4e00-\u9fff]{2}")


def data_rows(grid: Grid) -> list[GridRow]:
    """The grid's data rows, top down, each with the header above it; a row without values has none."""
    rows: list[GridRow] = []
    heads: list[HeaderCell] = []
    header = NO_HEADER
    above: list[GridCell] = []  # cells that reach down into later rows
    for number, spoken in enumerate(_spoken_rows(grid)):
        if spoken.is_header() and not _is_blank_row(spoken, header):
            above = [cell for cell in above if cell.row + cell.rowspan > number]
            heads += [
                _head(cell) for cell in (*above, *spoken.cells) if cell.text and cell.column < MAX_WIDTH
            ]
            header = header_of(tuple(heads)) if len(heads) <= MAX_CELLS else FOREIGN_HEADER
            heads = heads[: MAX_CELLS + 1]
        elif spoken.is_foreign_header() and not spoken.stands_left_of(first_column(header)):
            heads, header = [], FOREIGN_HEADER
        elif (row := _data_row(number, spoken, header)) is not None:
            rows.append(row)
            heads = heads if row.is_blank and not row.label else []  # a spare row can stand in a header
        above += [cell for cell in spoken.cells if cell.rowspan > 1]
    return _mended(rows)


def _head(cell: GridCell) -> HeaderCell:
    return cell.text[:MAX_LABEL], cell.row, cell.column, min(cell.colspan, MAX_WIDTH - cell.column)


class _Spoken:
    """A printed row, and what its words name: by cell, for those that are no digits. Most cells are."""

    __slots__ = ("cells", "names")

    def __init__(self, cells: list[GridCell]) -> None:
        self.cells = cells
        self.names = [(i, name_of(c.text)) for i, c in enumerate(cells) if c.text and not c.text.isdigit()]

    def kinds(self) -> Iterator[Kind]:
        """What the texts are that are not empty."""
        return (read_value(cell.text).kind for cell in self.cells if cell.text)

    def is_header(self) -> bool:
        """A row with words that stand above columns, no number, and no label of a data row."""
        heads = False
        for _, match in self.names:
            if match.header:
                heads = True
            elif match.row is not None:
                return False
        return heads and Kind.NUMBER not in self.kinds()

    def is_nameless(self) -> bool:
        """A row of words in every cell, none of which names anything."""
        return 0 < len(self.names) == len(self.cells) and not any(match.words for _, match in self.names)

    def is_foreign_header(self) -> bool:
        """A row of words that no form has, above what looks like its rows: 类别 | 公开条数."""
        if len(self.names) < 2 or any(match.words for _, match in self.names):
            return False
        kinds = [kind for kind in self.kinds() if kind is not Kind.BLANK]
        return len(kinds) > 1 and all(kind is Kind.OTHER for kind in kinds)

    def stands_left_of(self, column: int) -> bool:
        """True where nothing but blanks stands at this place or right of it."""
        return all(
            cell.column + cell.colspan <= column or read_value(cell.text).kind is Kind.BLANK
            for cell in self.cells
        )


def _spoken_rows(grid: Grid) -> list[_Spoken]:
    """The grid's rows; a header that breaks over two of them (商业 / 企业) stands in the upper one."""
    rows = [_Spoken(printed) for printed in grid.by_row()]
    for i in range(len(rows) - 1, 0, -1):
        if rows[i].is_nameless() and (whole := _joined_headers(rows[i - 1], rows[i])):
            rows[i - 1 : i + 1] = [whole, _Spoken([])]
    return [_joined_labels(row) for row in rows]


def _joined_headers(upper: _Spoken, lower: _Spoken) -> _Spoken | None:
    """Both as one row, where each cell of the lower one ends the name of a column that begins right above."""
    begun = {(c.column, c.colspan, c.row + c.rowspan): i for i, c in enumerate(upper.cells) if c.text}
    cells = list(upper.cells)
    for cell in lower.cells:
        i = begun.get((cell.column, cell.colspan, cell.row))
        text = "" if i is None else cells[i].text + cell.text
        if i is None or not match_label(text).columns:
            return None
        cells[i] = cells[i]._replace(text=text, rowspan=cells[i].rowspan + cell.rowspan)
    return _Spoken(cells)


def _joined_labels(row: _Spoken) -> _Spoken:
    """Put a number that stands in a cell of its own before its label: `3.` | `其他`."""
    cells = row.cells
    for i, match in row.names:
        numeral = cells[i].text
        if len(numeral) > MAX_NUMERAL or numeral[-1] not in ")）、.．" or i + 1 == len(cells) or match.words:
            continue
        label = cells[i + 1]
        text = numeral + label.text
        if _NUMERAL.fullmatch(numeral) and match_label(text).words and cells[i].rowspan == label.rowspan:
            joined = cells[i]._replace(text=text, colspan=cells[i].colspan + label.colspan)
            return _Spoken([*cells[:i], joined, *cells[i + 2 :]])
    return row


def _is_blank_row(row: _Spoken, header: Header) -> bool:
    """A row of table 4 whose values are all blank: the words of its label stand above columns elsewhere.

    All that it holds stands left of the columns that its header names across it: outcomes where the row
    names 行政复议, and the other way round.
    """
    filled = [(row.cells[i], m) for i, m in row.names if read_value(row.cells[i].text).kind is not Kind.BLANK]
    is_outcome = all(match.columns for _, match in filled)
    if not is_outcome and not all(_is_dispute(match) for _, match in filled):
        return False
    across = [
        place
        for place, texts in header.texts.items()
        if (_is_dispute(match_label(texts[-1])) if is_outcome else match_label(texts[-1]).columns)
    ]
    return len(across) > 1 and all(cell.column + cell.colspan <= min(across) for cell, _ in filled)


def _is_dispute(match: Match) -> bool:
    """True for a row of table 4 (行政复议, 复议后起诉) or their group (行政诉讼)."""
    return match.header and (match.row.table == "disputes" if match.row is not None else not match.columns)


def _data_row(number: int, row: _Spoken, header: Header) -> GridRow | None:
    """Split a row at its last label cell; the values are what stands right of it."""
    cells = row.cells
    labels = {
        i: match
        for i, match in row.names
        if match.words or (_is_words(cells[i].text) and not header.names_at(cells[i].column))
    }
    last = _last_label(cells, labels)
    if last < 0 and not cells:
        return None
    start = last + 1
    while last >= 0 and start < len(cells) and cells[start].text in _UNITS:
        start += 1  # a column of units between the labels and the values
    values = tuple(cells[start:])
    match, label = (labels[last], cells[last].text) if last >= 0 else (NOTHING, "")
    if last >= 0 and (cells[last].rowspan > 1 or (match.group and last != max(labels))):
        match, label = NOTHING, ""  # the merged cell of a group: the row's own label is lost
    if match.row is None:
        values = _from(header, values)
    return GridRow(number, match, label, values, header)


def _from(header: Header, values: tuple[GridCell, ...]) -> tuple[GridCell, ...]:
    """The values under the header's columns; all of them where one stands left of these.

    All blanks, too, of a row that ends before the header does: it has moved left as its label vanished.
    """
    first = first_column(header)
    if any(cell.text for cell in values if cell.column < first):
        return values
    if values and values[-1].column < max(header.texts, default=0) and not any(c.text for c in values):
        return values
    return tuple(cell for cell in values if cell.column >= first)


def _last_label(cells: Sequence[GridCell], labels: dict[int, Match]) -> int:
    """The rightmost cell that names a row, but no group's merged cell; else the first run of words."""
    named = [i for i, m in labels.items() if m.row is not None and not (m.group and cells[i].rowspan > 1)]
    if named and not (labels[named[-1]].group and named[-1] + 1 in labels):
        return named[-1]
    last = -1
    for i in labels:
        if i <= last + 2:
            last = i
    return last


def _is_words(text: str) -> bool:
    if read_value(text).kind is not Kind.OTHER:
        return False
    return not any(c.isdigit() for c in text[:3]) or bool(_NUMBERED_WORDS.match(text))


def _mended(rows: list[GridRow]) -> list[GridRow]:
    """Put rows together that a page break cut inside their label: 1.本机关不掌, and what follows."""
    if not any(row.label and row.match.row is None for row in rows):
        return rows
    mended: list[GridRow] = []
    gone = -1
    for i, (row, after) in enumerate(pairwise([*rows, GridRow(-1, NOTHING, "", (), NO_HEADER)])):
        if i == gone:
            continue
        whole = _joined(row, after)
        gone = i + 1 if whole else gone
        mended.append(whole or row)
    return mended


def _joined(row: GridRow, after: GridRow) -> GridRow | None:
    """Both as one row, where their labels together name a row exactly and one of them has no values."""
    if row.match.row is not None or after.match.row is not None or not (row.label and after.label):
        return None
    match = match_label(row.label + after.label)
    if match.row is None or match.score < 1.0 or not (row.is_blank or after.is_blank):
        return None
    values = row.values if after.is_blank else after.values
    return replace(row, match=match, label=row.label + after.label, values=values)
