"""Every table: what a row is, its key, and its columns, which `columns.py` and the codebook define.

Promises: Arrow schemas, `datapackage.json`, and `docs/tables.md` come from these definitions alone.
Refuses: a column that is not defined here; the writer takes rows in this order and no other.
Caveat: `year` of the tables kept by year is the name of the folder (`cells/year=2020/`), not a column inside
the files: readers that know Hive folders add it themselves. Rows without a year are in `year=0`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from gongkai.codebook import read_codebook
from gongkai.columns import (
    CELLS,
    CHANGES,
    CODEBOOK,
    COVERAGE,
    FINDINGS,
    LEDGER,
    NARRATIVES,
    ORGANIZATIONS,
    PANEL_HEAD,
    REPORTS,
    SERIES,
    Field,
)

__all__ = ["ARROW_TYPES", "SCHEMA_VERSION", "TABLES", "Field", "Table"]

SCHEMA_VERSION = "1.0"  # of tables and columns; docs/dataset.md says what moves it

ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", tz="UTC"),  # Parquet has no seconds
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key, its columns; `by_year` tables lie in one folder a year."""

    name: str
    en: str
    zh: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    by_year: bool = False

    def schema(self) -> pa.Schema:
        """The Arrow schema of the files, without the year of the folder.

        >>> TABLES["narratives"].schema().names
        ['report_id', 'section', 'title', 'text']
        """
        return pa.schema([pa.field(f.name, ARROW_TYPES[f.type], nullable=f.nullable) for f in self.fields])

    @property
    def file_key(self) -> tuple[str, ...]:
        """The key within one file: `year` is known from the folder."""
        return tuple(name for name in self.key if not (self.by_year and name == "year"))


def _panel() -> tuple[Field, ...]:
    """The columns of `indicators`: its head, and one an indicator."""
    numbers = (
        Field(
            found.indicator,
            "number" if found.is_money else "integer",
            found.label_en,
            found.place,
            found.unit,
        )
        for found in read_codebook()
    )
    return (*PANEL_HEAD, *numbers)


_TABLES = (
    Table("reports", "A version of a report.", "报告的一个版本", ("report_id",), REPORTS),
    Table(
        "cells",
        "A cell of a report.",
        "报告中的一个单元格",
        ("report_id", "indicator"),
        CELLS,
        by_year=True,
    ),
    Table(
        "indicators",
        "An organisation in a year.",
        "一个机构的一个年度",
        ("organization_id", "year"),
        _panel(),
        by_year=True,
    ),
    Table("organizations", "An organisation.", "一个机构", ("organization_id",), ORGANIZATIONS),
    Table("findings", "A finding about a report.", "一个问题", ("report_id", "code", "ordinal"), FINDINGS),
    Table("narratives", "A section of a report.", "报告的一个部分", ("report_id", "section"), NARRATIVES),
    Table(
        "coverage",
        "An organisation that should report, in a year.",
        "一个应公布报告的机构的一个年度",
        ("organization_id", "year"),
        COVERAGE,
    ),
    Table(
        "ledger",
        "What a year hands on to the next.",
        "一项跨年度结转",
        ("organization_id", "year", "indicator"),
        LEDGER,
    ),
    Table(
        "changes",
        "A cell that a body replaced.",
        "一个被替换的单元格",
        ("report_id", "seen_at", "indicator"),
        CHANGES,
    ),
    Table("codebook", "An indicator.", "一个指标", ("indicator",), CODEBOOK),
    Table(
        "series",
        "An indicator of a form beside a series.",
        "一个序列中的一个指标",
        ("series", "indicator", "form"),
        SERIES,
    ),
)
TABLES = {table.name: table for table in _TABLES}
