"""Headers of a grid: the cells that stand above the values, by place and as they are printed.

Promises: what each place has above it, top down; and which columns the header names in the order of print,
the cells under a group's cell in its place, however the spans that held them together were lost.
Refuses: to read an order out of a header that holds a word of no form.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.forms import Block, load_forms
from parsers.labels import MAX_LABEL, NOTHING, Match, match_label, normalise

GROUPS = {normalise(c.group) for f in load_forms().values() for b in f.blocks for c in b.columns if c.group}

HeaderCell = tuple[str, int, int, int]  # text, row, column, colspan


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """What stands above the columns, top down; a new one begins where a header row follows a data row.

    `cells` as printed, those that reach down more than once; `texts` by place; `lowest`, by place, is where
    the last cell above it begins, and `extents` how many places that cell covers; `rows` counts header rows.
    `foreign`: words that no form has stand above the values: a table of another kind.
    """

    cells: tuple[HeaderCell, ...] = ()
    texts: dict[int, list[str]] = field(default_factory=dict)
    lowest: dict[int, tuple[int, int]] = field(default_factory=dict)
    extents: dict[tuple[int, int], int] = field(default_factory=dict)
    rows: int = 0
    foreign: bool = False

    def speaks_for(self, block: Block) -> bool:
        """True where positions can be trusted: words of the block's table above, and none of another kind.

        The long labels of the requests table need none: they stand nowhere else.
        """
        if self.foreign:
            return False
        own = (match_label(text) for texts in self.texts.values() for text in texts)
        return block.table == "requests" or any(match.header for match in own)

    @property
    def first_row(self) -> int:
        """The row in which the header begins."""
        return min((row for row, _ in self.lowest.values()), default=0)

    def extent(self, place: int) -> int:
        """How many places the lowest header cell above `place` covers."""
        return self.extents.get(self.lowest.get(place, (-1, -1)), 0)

    def names_at(self, place: int) -> bool:
        """True where the header cell right above `place` names a column of the forms."""
        texts = self.texts.get(place)
        return texts is not None and bool(name_of(texts[-1]).columns)

    def is_foreign_at(self, place: int) -> bool:
        """True where a header cell that names no column of the forms stands right above `place`."""
        texts = self.texts.get(place)
        match = name_of(texts[-1]) if texts else None
        return match is not None and (not match.words or bool(match.columns))


NO_HEADER = Header()
FOREIGN_HEADER = Header(foreign=True)


@lru_cache(maxsize=1024)
def header_of(cells: tuple[HeaderCell, ...]) -> Header:
    """The header that these cells make, top down; the official ones return in every document."""
    header = Header(cells, rows=len({row for _, row, _, _ in cells}))
    for text, row, column, colspan in cells:
        for place in range(column, column + colspan):
            texts = header.texts.setdefault(place, [])
            if text not in texts[-1:]:
                texts.append(text)
            header.lowest[place] = (row, column)
    header.extents.update(Counter(header.lowest.values()))
    return header


def name_of(text: str) -> Match:
    """What a cell's text names; numbers, most of the cells, name nothing and are not asked."""
    return NOTHING if not text or len(text) > MAX_LABEL or text.isdigit() else match_label(text)


@lru_cache(maxsize=1024)
def first_column(header: Header) -> int:
    """The first place whose header names a column of the forms; 0 where none does."""
    named = (c for c, texts in header.texts.items() if any(match_label(text).columns for text in texts))
    return min(named, default=0)


@lru_cache(maxsize=1024)
def printed_columns(header: Header) -> tuple[frozenset[str], ...]:
    """The columns that the header names as a reader takes them, from left to right; () where nothing is sure.

    The cells of the next row stand in the place of a group's cell: 自然人 | 法人或其他组织 | 总计 above
    商业企业 | 科研机构 are four columns, wherever a lost rowspan has moved the lower ones.
    """
    below: list[frozenset[str]] = []
    for line in reversed(_lines(header.cells)):
        names: list[frozenset[str]] = []
        spelt = below
        for text in line:
            match = name_of(text)
            if normalise(text) in GROUPS:
                names, spelt = [*names, *spelt], []
            elif match.columns:
                names.append(match.columns)
            elif not match.words:
                return ()
        if names and spelt:
            return ()  # two rows of columns, and no group's cell that the lower one could stand under
        below = names or below
    return tuple(below)


def _lines(cells: tuple[HeaderCell, ...]) -> list[list[str]]:
    """The header's texts row by row, each once."""
    lines: dict[int, list[tuple[int, str]]] = {}
    for text, row, column, _ in dict.fromkeys(cells):
        lines.setdefault(row, []).append((column, text))
    return [[text for _, text in sorted(lines[row])] for row in sorted(lines)]


@lru_cache(maxsize=1024)
def is_of_another_table(header: Header, table: str) -> bool:
    """True where words of no form stand above, and none of this table's: 项目 | 上一年度 | 本年度 | 增减."""
    columns = {
        c.label for f in load_forms().values() for b in f.blocks if b.table == table for c in b.columns
    }
    matches = [name_of(text) for text, _, _, _ in header.cells]
    own = any(match.words and (not match.columns or match.columns & columns) for match in matches)
    return not own and any(not match.words for match in matches)
