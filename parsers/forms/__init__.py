"""The national forms as data (`*.toml`) and as records: tables, rows, columns, identities.

A form is a new file here, never a new branch in code. A cell's indicator is `<table>_<row>_<column>`.
Source: 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号.
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
    """A row of a block; `group` is the merged label cell that it stands under."""

    id: str
    label: str
    also: tuple[str, ...]
    group: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share their columns. `one_row`: all its rows stand side by side in one printed row."""

    table: str
    heading: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    one_row: bool

    def indicator(self, row: Row, column: Column) -> str:
        """The codebook's id of a cell."""
        return f"{self.table}_{row.id}_{column.id}"


@dataclass(frozen=True, slots=True)
class Identity:
    """The indicators in `left` add up to those in `right`; `label` says of which row or column."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """One national form."""

    id: str
    first_year: int
    last_year: int
    sections: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    identities: tuple[Identity, ...]
    indicators: tuple[str, ...]
    tables: tuple[str, ...]


@cache
def load_forms() -> dict[str, Form]:
    """All forms by id, oldest first.

    >>> [len(form.indicators) for form in load_forms().values()]
    [198, 200]
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
    )


def _block(data: dict[str, Any]) -> Block:
    columns = tuple(
        Column(c["id"], c["label"], tuple(c.get("also", ())), c.get("group"), c.get("unit"))
        for c in data["columns"]
    )
    rows = tuple(Row(r["id"], r["label"], tuple(r.get("also", ())), r.get("group")) for r in data["rows"])
    return Block(data["table"], data.get("heading"), columns, rows, data.get("layout") == "one_row")


def _identities(rule: dict[str, Any], blocks: tuple[Block, ...]) -> list[Identity]:
    """One identity a row (`across` columns) or a column (`across` rows) of the rule's table."""
    table = rule["table"]
    block = next(b for b in blocks if b.table == table)
    if rule["across"] == "columns":
        lines = [(row.label, f"{table}_{row.id}_{{}}") for row in block.rows]
    else:
        lines = [(column.label, f"{table}_{{}}_{column.id}") for column in block.columns]
    return [
        Identity(
            rule["code"],
            tuple(pattern.format(name) for name in rule["left"]),
            tuple(pattern.format(name) for name in rule["right"]),
            label,
        )
        for label, pattern in lines
    ]
