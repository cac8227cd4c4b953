"""The papers that go with a release: `datapackage.json`, README.md, CHANGES.md, LICENSE-DATA, SHA256SUMS.

Promises: every file with its bytes and sha256, every table with its columns, key and meaning; dates come
from the archive, so that the same archive gives the same papers.
Refuses: absolute paths, machine names, the time of the build.
Caveat: a table kept by year is one resource a year; `year` is a property of the resource.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai.fields import TABLES, Field, Table

_YEAR = re.compile(r"/year=(\d+)/")
SUMS = "SHA256SUMS"
CHANGES = "CHANGES.md"
LICENSE = """\
The tables of this release are licensed under the Creative Commons Attribution 4.0 International licence
(CC BY 4.0, https://creativecommons.org/licenses/by/4.0/).

The numbers and texts in them were published by public bodies of the People's Republic of China, which the
Regulations on Open Government Information (政府信息公开条例) oblige to publish them. Cite the body and the
address (column `url` of `reports`) together with the release.
"""
README = """\
# gongkai {name}

Indicators of the annual reports on government information disclosure (政府信息公开工作年度报告),
read from the pages that were fetched until {created}.

{tables}

- `indicators` and `cells` lie in one folder a year (`indicators/year=2020/part-0.parquet`); rows without a
  year are in `year=0`.
- **Never sum across levels.** A government's report adds up the bodies below it, and columns named `total`
  add up the columns beside them (`is_total` in `codebook`).
- `value` is as printed, also where a report's sums are wrong; `implied` is what the report's own arithmetic
  forces. `null` is never zero: `status` in `cells` says why a value is absent.
- Money is in `indicators` only where the report states its unit.

    import gongkai
    indicators = gongkai.open_dataset("{name}").indicators()
"""


def write_papers(
    folder: Path, *, name: str, created: datetime, counts: Mapping[str, int], changes: str
) -> None:
    """Write the papers of release `name` beside the tables in `folder`.

    `counts` are rows by path, `changes` is the text of CHANGES.md.
    """
    (folder / CHANGES).write_text(changes, encoding="utf-8")
    package = describe(folder, name=name, created=created, counts=counts)
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    readme = README.format(name=name, created=created.date().isoformat(), tables=_table_list(counts))
    (folder / "README.md").write_text(readme, encoding="utf-8")
    (folder / "LICENSE-DATA").write_text(LICENSE, encoding="utf-8")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def read_changes(release: Path) -> str:
    """The text of a release's CHANGES.md; empty where it has none."""
    path = release / CHANGES
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def describe(folder: Path, *, name: str, created: datetime, counts: Mapping[str, int]) -> dict[str, Any]:
    """The Frictionless description of the tables in `folder`."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gongkai",
        "title": "Annual reports on government information disclosure: indicators",
        "version": name.removeprefix("v"),
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [_resource(folder, path, counts[path]) for path in sorted(counts)],
    }


def _resource(folder: Path, path: str, rows: int) -> dict[str, Any]:
    table = TABLES[path.split("/")[0].removesuffix(".parquet")]
    year = _YEAR.search(path)
    return {
        "name": f"{table.name}-{year.group(1)}" if year else table.name,
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.en,
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digest_of(folder / path)}",
        "rows": rows,
        **({"year": int(year.group(1))} if year else {}),
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    return {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [],  # Parquet has nulls of its own
        "primaryKey": list(table.file_key),
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "title": field.zh,
        "description": field.en,
        **({"unit": field.unit} if field.unit else {}),
        "constraints": {"required": not field.nullable},
    }


def _table_list(counts: Mapping[str, int]) -> str:
    rows: dict[str, int] = {}
    for path, count in counts.items():
        table = path.split("/")[0].removesuffix(".parquet")
        rows[table] = rows.get(table, 0) + count
    lines = ["| table | one row is | rows |", "|---|---|---:|"]
    lines += [f"| `{t.name}` | {t.en} {t.zh}。 | {rows.get(t.name, 0):,} |" for t in TABLES.values()]
    return "\n".join(lines)


def digest_of(path: Path) -> str:
    """sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
