"""`datapackage.json`: a release's tables for programs, by the Frictionless Data Package standard, version 2.

Promises: every table file with its sha256, columns, keys and what they point at; `frictionless validate`
reads all of it and finds it valid. Dates come from the archive: the same archive gives the same text.
Refuses: absolute paths, machine names, the time of the build.
Caveat: a table kept by year is one resource a year, and `year` a property of it. `bytes` is left out: where
it stands, frictionless calls every Parquet file invalid; croissant.json and SHA256SUMS tell a cut file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai.categories import labels_of
from gongkai.fields import SCHEMA_VERSION, TABLES, Field, Table
from gongkai.relations import KEYS, relations_of

SUMS = "SHA256SUMS"
TITLE = "Annual reports on government information disclosure in China: indicators"
CREATOR = "The gongkai developers"
KEYWORDS = ("open government information", "China", "政府信息公开", "annual reports", "panel data")
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
_YEAR = re.compile(r"/year=(\d+)/")
# What frictionless makes of the nulls of Parquet, which it reads through NumPy's types.
_NULLS = {"integer": "nan", "number": "nan", "datetime": "NaT", "date": "NaT"}


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file of a table, by its path in the release."""

    path: str
    rows: int
    size: int
    sha256: str

    @property
    def table(self) -> Table:
        """The table that it is a part of, or all of."""
        return TABLES[self.path.split("/")[0].removesuffix(".parquet")]

    @property
    def year(self) -> int | None:
        """The year of its folder."""
        found = _YEAR.search(self.path)
        return int(found.group(1)) if found else None

    @property
    def name(self) -> str:
        """Its name in the papers.

        >>> TableFile("cells/year=2020/part-0.parquet", 1, 1, "").name
        'cells-2020'
        """
        return self.table.name if self.year is None else f"{self.table.name}-{self.year}"


def read_files(folder: Path, counts: Mapping[str, int]) -> list[TableFile]:
    """The files of the tables in `folder`, by path; `counts` are their rows."""
    return [
        TableFile(path, counts[path], (folder / path).stat().st_size, digest_of(folder / path))
        for path in sorted(counts)
    ]


def describe(files: Sequence[TableFile], *, name: str, created: datetime) -> dict[str, Any]:
    """The Frictionless description of the tables of a release."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gongkai",
        "title": TITLE,
        "description": "Read README.md first: what is in it, what is not, and what must never be added up.",
        "version": name.removeprefix("v"),
        "schemaVersion": SCHEMA_VERSION,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keywords": list(KEYWORDS),
        "contributors": [{"title": CREATOR, "roles": ["creator"]}],
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": LICENSE_URL}],
        "resources": [_resource(file, {other.table.name for other in files}) for file in files],
    }


def _resource(file: TableFile, tables: set[str]) -> dict[str, Any]:
    return {
        "name": file.name,
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": f"{file.table.en} {file.table.zh}。",
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        **({} if file.year is None else {"year": file.year}),
        "schema": _schema(file.table, tables),
    }


def _schema(table: Table, tables: set[str]) -> dict[str, Any]:
    links = [
        _foreign_key(table, column, other) for column, other in relations_of(table.name) if other in tables
    ]
    return {
        "fields": [_field(table, field) for field in table.fields],
        "missingValues": [],  # Parquet has nulls of its own
        "primaryKey": list(table.file_key),
        **({"foreignKeys": links} if links else {}),
    }


def _foreign_key(table: Table, column: str, other: str) -> dict[str, Any]:
    reference = {"resource": "" if other == table.name else other, "fields": [KEYS[other]]}
    return {"fields": [column], "reference": reference}


def _field(table: Table, field: Field) -> dict[str, Any]:
    labels = labels_of(table.name, field.name)
    return {
        "name": field.name,
        "type": field.type,
        "title": field.zh,
        "description": field.en,
        **({"unit": field.unit} if field.unit else {}),
        **({"missingValues": [_NULLS[field.type]]} if field.type in _NULLS else {}),
        "constraints": {"required": not field.nullable, **({"enum": list(labels)} if labels else {})},
    }


def digest_of(path: Path) -> str:
    """sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
