"""README.md and CODEBOOK.md of a release: what a person reads before the tables, in English and Chinese.

Promises: made from the codebook, `fields.py` and the numbers of rows alone; the same gives the same bytes.
Refuses: a column or an indicator that is left out.
Caveat: what all indicators of one table of the form share (its legal basis) stands once, above them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from gongkai.categories import labels_of
from gongkai.citation import cite, tables_digest
from gongkai.codebook import read_codebook
from gongkai.datapackage import TableFile
from gongkai.dataset import codebook_rows
from gongkai.fields import SCHEMA_VERSION, TABLES, Field, Table
from gongkai.rendering import render

_TOLD = {  # of the codebook's columns, those that an indicator shows, with their heads
    "indicator": "indicator 指标",
    "short_name": "short name 短名",
    "forms": "form 表样",
    "unit": "unit 单位",
    "is_total": "total 合计",
    "label_en": "meaning",
    "definition": "含义",
    "definition_en": "definition",
    "legal_basis": "legal basis 法律依据",
    "series": "comparable across forms 跨表样可比",
    "example": "example 示例",
}
_COMMON = ("legal_basis",)  # stands above a table where all its indicators share it
_CODES = ("indicator", "short_name")


def release_page(files: Sequence[TableFile], *, name: str, created: datetime) -> str:
    """The text of README.md."""
    rows = Counter[str]()
    for file in files:
        rows[file.table.name] += file.rows
    return render(
        "release.md",
        name=name,
        created=created.date().isoformat(),
        schema=SCHEMA_VERSION,
        tables=[
            {"name": t.name, "en": t.en, "zh": t.zh, "key": _key(t), "rows": f"{rows[t.name]:,}"}
            for t in TABLES.values()
        ],
        years=_years(files),
        citation=cite(name, created),
        digest=tables_digest(files),
    )


def _years(files: Sequence[TableFile]) -> list[dict[str, str]]:
    rows = {(file.table.name, file.year): file.rows for file in files}
    years = sorted({file.year for file in files if file.year is not None})
    return [
        {
            "en": str(year) if year else "0 (unclear)",
            "zh": str(year) if year else "0（不明）",
            "bodies": f"{rows.get(('indicators', year), 0):,}",
            "cells": f"{rows.get(('cells', year), 0):,}",
        }
        for year in years
    ]


def codebook_page(name: str) -> str:
    """The text of CODEBOOK.md."""
    columns = TABLES["codebook"].schema().names
    known = {str(row[0]): dict(zip(columns, row, strict=True)) for row in codebook_rows()}
    ordered = [known[found.indicator] for found in read_codebook()]
    parts = [_part(table, list(rows)) for table, rows in groupby(ordered, key=lambda row: str(row["table"]))]
    tables = [_table(table) for table in TABLES.values()]
    return render(
        "codebook.md", name=name, schema=SCHEMA_VERSION, count=len(ordered), parts=parts, tables=tables
    )


def _part(table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    en, zh = labels_of("codebook", "table").get(table, ("", ""))
    shared = [name for name in _COMMON if len({row.get(name) for row in rows}) == 1 and rows[0].get(name)]
    told = [name for name in _TOLD if name not in shared and any(row.get(name) for row in rows)]
    return {
        "name": table,
        "en": en,
        "zh": zh,
        "common": [f"{_TOLD[name]}: {rows[0][name]}" for name in shared],
        "heads": [_TOLD[name] for name in told],
        "rows": [[_shown(name, row[name], row) for name in told] for row in rows],
    }


def _shown(name: str, value: object, row: dict[str, Any]) -> str:
    if value is None or value is False:
        return ""
    if value is True or (name == "series" and value == row["indicator"]):
        return "yes 是"
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return f"`{text}`" if name in _CODES else text


def _table(table: Table) -> dict[str, Any]:
    named = {found.indicator for found in read_codebook()}
    rows = [_column(table, field) for field in table.fields if field.name not in named]
    return {
        "name": table.name,
        "en": table.en,
        "zh": table.zh,
        "key": _key(table),
        "kept": " One file a year 按年度分文件。" if table.by_year else "",
        "rows": rows,
    }


def _column(table: Table, field: Field) -> list[str]:
    labels = labels_of(table.name, field.name)
    en = "; ".join(f"`{text}`: {meaning}" for text, (meaning, _) in labels.items())
    zh = "；".join(f"`{text}`：{meaning}" for text, (_, meaning) in labels.items())
    null = "yes 是" if field.nullable else "no 否"
    return [
        f"`{field.name}`",
        field.type,
        null,
        field.unit or "",
        f"{field.en} {en}".strip(),
        f"{field.zh}。{zh}" if zh else field.zh,
    ]


def _key(table: Table) -> str:
    return ", ".join(f"`{name}`" for name in table.key)
