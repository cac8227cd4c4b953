"""The tables and columns of two releases against each other; a renamed column is one column.

Promises: each column that came, went, changed its type or its name is a line; what both have is paired.
Caveat: only renames of `renamed_columns.csv` are known; others are a column that went and one that came.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from gongkai.aliases import read_renamed
from gongkai.fields import SCHEMA_VERSION, Table


def schema_version(release: Path) -> str:
    """The schema version of a release; that of this code for one that is being built."""
    path = release / "datapackage.json"
    if not path.is_file():
        return SCHEMA_VERSION
    return str(json.loads(path.read_text(encoding="utf-8")).get("schemaVersion", "none"))


def files_of(table: Table, *releases: Path) -> list[str]:
    """The files of a table in any of some releases, by their paths there."""
    pattern = f"{table.name}/year=*/part-0.parquet" if table.by_year else f"{table.name}.parquet"
    return sorted({path.relative_to(top).as_posix() for top in releases for path in top.glob(pattern)})


def compare_columns(table: Table, one: Path, other: Path) -> tuple[list[str], dict[str, str]]:
    """What changed in the columns, in words; and the columns of both, with their names in the first."""
    before, after = _columns(one, table), _columns(other, table)
    if not before or not after:
        is_change = bool(before or after) and not table.by_year  # a table by year without rows has no files
        return ([f"table `{table.name}` {'went' if before else 'came'}"] if is_change else []), {}
    names = {_now(table.name, name, after): name for name in before}
    lines = [_line(table.name, name, names, before, after) for name in sorted({*names, *after})]
    return [line for line in lines if line], {name: was for name, was in names.items() if name in after}


def _columns(release: Path, table: Table) -> dict[str, str]:
    for path in files_of(table, release):
        return {field.name: str(field.type) for field in pq.read_schema(release / path)}
    return {}


def _now(table: str, name: str, after: Collection[str]) -> str:
    steps = {one.old: one.new for one in read_renamed() if one.table == table}
    now = name
    while now not in after and now in steps:
        now = steps[now]
    return now if now in after else name


def _line(
    table: str, name: str, names: dict[str, str], before: dict[str, str], after: dict[str, str]
) -> str | None:
    if name not in names:
        return f"column `{table}.{name}` came ({after[name]})"
    was = names[name]
    if name not in after:
        return f"column `{table}.{name}` went"
    called = f"column `{table}.{was}` is called `{name}`" if was != name else f"column `{table}.{name}`"
    if before[was] != after[name]:
        return f"{called} was {before[was]}, is {after[name]}"
    return called if was != name else None


def with_new_indicators(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows, with indicators under the names that they have now."""
    steps = {one.old: one.new for one in read_renamed() if one.table == "indicators"}
    if "indicator" not in frame or not steps:
        return frame
    return frame.assign(indicator=frame["indicator"].replace(steps))
