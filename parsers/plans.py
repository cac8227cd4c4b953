"""The printed order of a form's tables: what a reader of flattened text expects, from top to bottom.

Promises: one `FormRow` for each printed row, and one `place` for each row and each heading above rows.
Refuses: to know of values; which of two forms' blocks a heading stands for is decided by the header words.
Caveat: the disputes table is one printed row of 15 cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from parsers.forms import Block, Column, Form, load_forms
from parsers.labels import Match, RowRef

DISPUTES = RowRef("disputes", "")  # the one printed row of its table
ONE_ROW = RowRef("requests", "other")  # （六）其他处理, a row in one form and a group in the next

Key = RowRef | str  # a row; or a heading: of a block, a group, a table


@dataclass(frozen=True, slots=True, eq=False)
class FormRow:
    """A printed row of the form: its cells in order; `place` counts rows and headings from the top."""

    ref: RowRef
    block: Block
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    label: str
    place: int
    widest: int

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Rows in printed order, and the place of every row and heading."""

    rows: tuple[FormRow, ...]
    places: dict[Key, int]
    at: dict[int, FormRow]
    tables: tuple[str, ...]  # by place

    def between(self, first: int, last: int) -> list[FormRow]:
        """The rows whose places lie between two places."""
        return [row for row in self.rows if first < row.place < last]


def plan_for(form: Form, tables: Iterable[str], matches: Iterable[Match]) -> Plan:
    """The plan of a document: `form`, but for the blocks and rows whose own words are another form's.

    `matches` are those of the document's labels and headers, in order.
    """
    heading = ""
    columns: dict[str, set[str]] = {name: set() for name in _headings()}
    rows: set[RowRef] = set()
    for match in matches:
        if match.row is not None:
            rows.add(match.row)
            heading = heading if match.row.table == "proactive" else ""
        elif match.group in columns:
            heading = match.group or ""
        elif match.columns and heading:
            columns[heading] |= match.columns
    variants = tuple(_variant(form, name, found) for name, found in columns.items())
    return _plan(form.id, tuple(tables), variants, _other_rows(form, rows))


@lru_cache(maxsize=1)
def _headings() -> tuple[str, ...]:
    """The headings of table 2 in any form, in order."""
    found = (b.heading for f in load_forms().values() for b in f.blocks if b.heading is not None)
    return tuple(sorted(dict.fromkeys(found), key=lambda h: _NUMERALS.index(h[6])))


_NUMERALS = "一二三四五六七八九"


def _variant(form: Form, heading: str, columns: set[str]) -> str:
    """The id of the form whose block stands under a heading: the one whose headers are all there."""
    whole = [id_ for id_ in load_forms() if (own := _own_columns(id_, heading)) and own <= columns]
    return form.id if form.id in whole or not whole else whole[-1]


@lru_cache(maxsize=64)
def _own_columns(form: str, heading: str) -> frozenset[str]:
    blocks = [b for b in load_forms()[form].blocks if b.heading == heading]
    return frozenset(column.label for block in blocks for column in block.columns)


def _other_rows(form: Form, rows: set[RowRef]) -> str:
    """The id of the form whose rows stand under （六）: the one row unless a row of the group is named."""
    for other in load_forms().values():
        mine = {RowRef("requests", row.id) for b in other.blocks if b.table == "requests" for row in b.rows}
        if ONE_ROW not in mine and {ref for ref in mine if ref.row.startswith("other_")} & rows:
            return other.id
    one = next(f.id for f in load_forms().values() if any(r.id == "other" for b in f.blocks for r in b.rows))
    return one if ONE_ROW in rows else form.id


@lru_cache(maxsize=64)
def _plan(form: str, tables: tuple[str, ...], variants: tuple[str, ...], others: str) -> Plan:
    builder = _Builder()
    forms = load_forms()
    if "proactive" in tables:
        builder.head("proactive", "proactive")
        for heading, variant in zip(_headings(), variants, strict=True):
            for block in forms[variant].blocks:
                if block.heading == heading:
                    builder.head(heading, "proactive")
                    builder.block(block)
    if "requests" in tables:
        builder.head("requests", "requests")
        builder.block(next(b for b in forms[others].blocks if b.table == "requests"))
    if "disputes" in tables:
        builder.head("disputes", "disputes")
        builder.one_row(next(b for b in forms[form].blocks if b.table == "disputes"))
    return builder.plan()


class _Builder:
    def __init__(self) -> None:
        self._rows: list[FormRow] = []
        self._places: dict[Key, int] = {}
        self._tables: list[str] = []

    def head(self, key: Key, table: str) -> None:
        self._places[key] = len(self._tables)
        self._tables.append(table)

    def block(self, block: Block) -> None:
        for row in block.rows:
            if row.group is not None and row.group not in self._places:
                self.head(row.group, block.table)
            names = tuple(block.indicator(row, column) for column in block.columns)
            self._row(RowRef(block.table, row.id), block, names, block.columns, row.label)

    def one_row(self, block: Block) -> None:
        names = tuple(block.indicator(row, column) for row in block.rows for column in block.columns)
        self._row(DISPUTES, block, names, block.columns * len(block.rows), "行政复议、行政诉讼")

    def _row(
        self, ref: RowRef, block: Block, names: tuple[str, ...], columns: tuple[Column, ...], label: str
    ) -> None:
        widest = 3 if block.table == "proactive" else len(names)
        self._rows.append(FormRow(ref, block, names, columns, label, len(self._tables), widest))
        self.head(ref, block.table)

    def plan(self) -> Plan:
        rows = {row.place: row for row in self._rows}
        return Plan(tuple(self._rows), self._places, rows, tuple(self._tables))
