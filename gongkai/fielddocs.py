"""The pages made from code: `docs/tables.md` from `fields.py`, `docs/findings.md` from the finding codes; and
the record of the schema.

`python -m gongkai.fielddocs` writes them anew; tests keep them current.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.aliases import read_renamed
from gongkai.codebook import read_codebook
from gongkai.fields import SCHEMA_VERSION, TABLES, Field, Table
from gongkai.schema_record import RECORD, read_record, update_record, write_record
from parsers.report import Code

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "tables.md"
FINDINGS_PAGE = DOCS / "findings.md"

_HEAD = """\
# Tables

Made from `gongkai/fields.py` by `python -m gongkai.fielddocs`; do not edit.

Tables kept by year lie in one folder a year (`cells/year=2020/part-0.parquet`): `year` is the name of the
folder, and rows without a year are in `year=0`. `gongkai.open_dataset()` adds the column.

**Never sum across levels.** A government's report adds up the bodies below it, and columns named `total`
add up the columns beside them (`is_total` in `codebook`).
"""


_FINDINGS_HEAD = """\
# Findings

Made from `parsers/report.py` by `python -m gongkai.fielddocs`; do not edit.

A finding says what is odd about one document. It never changes a number: what is printed stands as printed.
`severity` is `info`, `warning` or `error`; `--fail-on` turns the exit code to 1 from one of them on.

| code | meaning |
|---|---|
"""


def findings_page() -> str:
    """The page of finding codes, in Markdown.

    >>> findings_page().splitlines()[0]
    '# Findings'
    """
    return _FINDINGS_HEAD + "".join(f"| `{code.value}` | {code.meaning} |\n" for code in Code)


def tables_page() -> str:
    """The page, in Markdown.

    >>> tables_page().splitlines()[0]
    '# Tables'
    """
    return "\n".join([_HEAD, *map(_table, TABLES.values()), _indicators()])


def _table(table: Table) -> str:
    named = {indicator.indicator for indicator in read_codebook()}
    lines = [
        f"## {table.name}",
        "",
        f"{table.en} {table.zh}。 Key: {', '.join(f'`{name}`' for name in table.key)}."
        + (" Kept by year." if table.by_year else ""),
        "",
        "| column | type | null | unit | meaning | 含义 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_field(field) for field in table.fields if field.name not in named]
    if table.name == "indicators":
        lines.append(
            "| … | integer or number | yes | | one column an indicator, listed below | 各指标，见下表 |"
        )
    return "\n".join([*lines, ""])


def _field(field: Field) -> str:
    null = "yes" if field.nullable else "no"
    return f"| `{field.name}` | {field.type} | {null} | {field.unit or ''} | {field.en} | {field.zh} |"


def _indicators() -> str:
    lines = [
        "## The indicators",
        "",
        "| indicator | forms | unit | total | meaning | 含义 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{found.indicator}` | {', '.join(found.forms)} | {found.unit} "
        f"| {'yes' if found.is_total else ''} | {found.label_en} | {found.place} |"
        for found in read_codebook()
    ]
    return "\n".join([*lines, ""])


def schema_record() -> str:
    """The record of the schema, brought up to date; DatasetError where a promise is broken."""
    known = read_record(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else []
    return write_record(update_record(known, TABLES, SCHEMA_VERSION, read_renamed()))


if __name__ == "__main__":
    RECORD.write_text(schema_record(), encoding="utf-8")
    PAGE.write_text(tables_page(), encoding="utf-8")
    FINDINGS_PAGE.write_text(findings_page(), encoding="utf-8")
