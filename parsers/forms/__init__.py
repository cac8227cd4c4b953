"""The national forms as data (`*.toml`) and as records: tables, rows, columns, identities.

A form is a new file here, never a new branch in code. A cell's indicator is `<table>_<row>_<column>`; that of
a list, which has one column of numbers, is `<table>_<row>`.
Source: 国办发〔2014〕32号, 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block; `group` is the header cell above it, `unit` None where the form prints none."""

    id: str
    label: str
    also: tuple[str, ...]
    group: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a block; `group` is the merged label cell that it stands under.

    In a list each row has a `unit` of its own. `confirmed`: its label was read on a published page.
    """

    id: str
    label: str
    also: tuple[str, ...]
    group: str | None
    unit: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share their columns. `one_row`: all its rows stand side by side in one printed row.

    `headings`: rows of a list that hold no number, but for the block's own `heading`.
    """

    table: str
    heading: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    one_row: bool
    headings: tuple[str, ...] = ()

    def indicator(self, row: Row, column: Column) -> str:
        """The codebook's id of a cell."""
        return _name(self.table, row.id, column.id)


@dataclass(frozen=True, slots=True)
class Identity:
    """The indicators in `left` add up to those in `right`; `label` says of which row or column."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class ListHeader:
    """The words in the header of a list: above labels, units, numbers and row numbers; `beside`: notes."""

    label: tuple[str, ...]
    unit: tuple[str, ...]
    value: tuple[str, ...]
    ordinal: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One national form; `header` where it is a list: one table, a row for each number.

    What a list lacks is never recovered: filers add rows of their own to its sums.
    """

    id: str
    first_year: int
    last_year: int
    sections: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    identities: tuple[Identity, ...]
    indicators: tuple[str, ...]
    tables: tuple[str, ...]
    header: ListHeader | None = None

    def __hash__(self) -> int:
        return hash(self.id)  # caches ask for it often, and a form holds thousands of fields


@cache
def load_forms() -> dict[str, Form]:
    """The forms of three tables by id, oldest first.

    >>> [len(form.indicators) for form in load_forms().values()]
    [198, 200]
    """
    return {name: form for name, form in every_form().items() if form.header is None}


@cache
def list_forms() -> dict[str, Form]:
    """The forms that are lists by id, oldest first.

    >>> [len(form.indicators) for form in list_forms().values()]
    [58]
    """
    return {name: form for name, form in every_form().items() if form.header is not None}


@cache
def every_form() -> dict[str, Form]:
    """All forms by id, oldest first.

    >>> list(every_form())
    ['2014', '2019', '2021']
    """
    folder = resources.files(__name__)
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    forms = (_form(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
    return {form.id: form for form in forms}


def _form(data: dict[str, Any]) -> Form:
    blocks = tuple(_block(block) for block in data["blocks"])
    identities = tuple(i for rule in data["identities"] for i in _identities(rule, blocks))
    return Form(
        data["id"],
        data["first_year"],
        data["last_year"],
        tuple((section["id"], section["title"]) for section in data["sections"]),
        blocks,
        identities,
        tuple(b.indicator(row, column) for b in blocks for row in b.rows for column in b.columns),
        tuple(dict.fromkeys(block.table for block in blocks)),
        _header(data["header"]) if "header" in data else None,
    )


def _header(data: dict[str, Any]) -> ListHeader:
    return ListHeader(*(tuple(data[part]) for part in ("label", "unit", "value", "ordinal", "beside")))


def _name(table: str, row: str, column: str) -> str:
    return f"{table}_{row}_{column}" if column else f"{table}_{row}"


def _block(data: dict[str, Any]) -> Block:
    columns = tuple(
        Column(c["id"], c["label"], tuple(c.get("also", ())), c.get("group"), c.get("unit"))
        for c in data["columns"]
    )
    rows = tuple(
        Row(
            r["id"],
            r["label"],
            tuple(r.get("also", ())),
            r.get("group"),
            r.get("unit"),
            r.get("confirmed", True),
        )
        for r in data["rows"]
    )
    is_one_row, headings = data.get("layout") == "one_row", tuple(data.get("headings", ()))
    return Block(data["table"], data.get("heading"), columns, rows, is_one_row, headings)


def _identities(rule: dict[str, Any], blocks: tuple[Block, ...]) -> list[Identity]:
    """One identity a row (`across` columns) or a column (`across` rows) of the rule's table."""
    table = rule["table"]
    block = next(b for b in blocks if b.table == table)
    if rule["across"] == "columns":
        lines = [(row.label, row.id, "") for row in block.rows]
    else:
        lines = [
            (column.label or _label_of(rule["left"][0], blocks), "", column.id) for column in block.columns
        ]
    return [
        Identity(
            rule["code"],
            tuple(_name(table, row or name, name if row else column) for name in rule["left"]),
            tuple(_name(table, row or name, name if row else column) for name in rule["right"]),
            label,
        )
        for label, row, column in lines
    ]


def _label_of(row_id: str, blocks: tuple[Block, ...]) -> str:
    return next(row.label for block in blocks for row in block.rows if row.id == row_id)
