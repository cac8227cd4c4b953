"""What changed between two releases: tables and columns, rows, and every number, each with its reason.

Promises: every number of the panel and every cell of a report that is not the same in both is counted; files
are read side by side, so that memory does not grow with their rows; a renamed column is compared with itself.
Refuses: to call two releases equal because their counts are.
Caveat: a body whose id changed counts as rows that went and rows that came; it is named where its name tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.codebook import read_codebook
from gongkai.diff_notes import Notes
from gongkai.diff_schema import compare_columns, files_of, schema_version, with_new_indicators
from gongkai.errors import DatasetError
from gongkai.fields import TABLES, Table
from gongkai.pairing import is_same_file, paired

_WAS = " was"  # behind the names of what was; no column has a space in its name
SHOWN = 50  # moved numbers, cells and bodies that are listed one by one
RESTATED, READ_ANEW = "another version of the report", "the same version, read anew"
_TURNING = frozenset({("cells", "status"), ("coverage", "state")})  # told by what was and what is
_HEAD = {one.name for one in TABLES["indicators"].fields} - {one.indicator for one in read_codebook()}


@dataclass(frozen=True, slots=True)
class Moved:
    """A number of the panel that is not what it was; `after` is None where it is gone."""

    organization_id: str
    year: int
    indicator: str
    before: float
    after: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reread:
    """A cell of one version of a report that is read another way: (status, value) before and after."""

    report_id: str
    indicator: str
    before: tuple[str, float | None]
    after: tuple[str, float | None]


@dataclass(slots=True)
class Difference:
    """What changed from release `one` to release `other`.

    `rows` are (came, went) by table, `noted` the same by table, column and text; `changed` counts rows with
    the same key by table and column, `turned` those of one text to another: table, column, before, after.
    """

    one: str
    other: str
    versions: tuple[str, str] = ("", "")
    schema: list[str] = field(default_factory=list)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    noted: dict[tuple[str, str], dict[str, tuple[int, int]]] = field(default_factory=dict)
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    turned: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    examples: list[Moved] = field(default_factory=list)
    reread: list[Reread] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def values_moved(self) -> int:
        """How many numbers changed or went, of bodies and years, and of cells, that both releases have."""
        return sum(self.moved.values()) + self.changed["cells", "value"]


def diff(one: Path, other: Path) -> Difference:
    """Compare two release folders; DatasetError where one of them is none."""
    for path in (one, other):
        if not (path / "datapackage.json").is_file():
            raise DatasetError(f"{path}: no release", remedy="Give a folder that holds datapackage.json.")
    try:
        return compare(one, other, other.resolve().name)
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(
            f"{one} or {other}: {error}", remedy="A release is not whole: build it again."
        ) from error


def compare(one: Path, other: Path, name: str) -> Difference:
    """Compare a release with the tables in a folder that is to become the release `name`."""
    found = Difference(one.resolve().name, name, (schema_version(one), schema_version(other)))
    for table in TABLES.values():
        lines, names = compare_columns(table, one, other)
        found.schema += lines
        notes = Notes(table.name)
        pairs = _Pairs(found, table, names, notes)
        counts = [pairs.compare(path, one, other) for path in files_of(table, one, other)]
        found.rows[table.name] = (sum(came for came, _ in counts), sum(went for _, went in counts))
        found.noted |= notes.by_text()
        found.renamed += notes.renamed()
    return found


class _Pairs:
    """Compares the files of one table; `names` are the columns of both, with their names in the first."""

    def __init__(self, found: Difference, table: Table, names: Mapping[str, str], notes: Notes) -> None:
        self._found, self._table, self._names, self._notes = found, table, names, notes
        self._key = [name for name in table.file_key if name in names]
        self._rest = [name for name in names if name not in self._key]

    def compare(self, path: str, one: Path, other: Path) -> tuple[int, int]:
        """How many rows of a file came, and how many went; what changed in the others is noted."""
        if is_same_file(one / path, other / path):
            return 0, 0
        if not self._key:  # one of the releases does not have the table
            return _count(other / path), _count(one / path)
        columns = [*self._key, *self._rest]
        came = went = 0
        for left, right in paired(one / path, other / path, columns, [self._names[name] for name in columns]):
            both = with_new_indicators(left).merge(
                right, on=self._key, how="outer", suffixes=(_WAS, ""), indicator="_side"
            )
            new, gone = both[both["_side"] == "right_only"], both[both["_side"] == "left_only"]
            came, went = came + len(new), went + len(gone)
            self._notes.add(new, _as_before(gone, self._rest))
            self._compare_rows(path, both[both["_side"] == "both"])
        return came, went

    def _compare_rows(self, path: str, both: pd.DataFrame) -> None:
        found, table = self._found, self._table.name
        differing = {name: _differ(both[f"{name}{_WAS}"], both[name]) for name in self._rest}
        if table == "indicators":
            numbers = {name: differing.pop(name) for name in self._rest if name not in _HEAD}
            _compare_panel(found, int(path.split("year=")[1].split("/")[0]), both, numbers)
        for name, rows in differing.items():
            if count := int(rows.sum()):
                found.changed[table, name] += count
                if (table, name) in _TURNING:
                    texts = both.loc[rows, [f"{name}{_WAS}", name]].itertuples(index=False, name=None)
                    found.turned.update((table, name, str(was), str(now)) for was, now in texts)
        if table == "cells":
            _note_reread(found, both[differing["value"] | differing["status"]])


def _count(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.is_file() else 0


def _as_before(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return rows.drop(columns=list(columns)).rename(columns={f"{name}{_WAS}": name for name in columns})


def _differ(before: pd.Series[Any], after: pd.Series[Any]) -> pd.Series[bool]:
    """True where the one is not the other; two absent values are the same."""
    unlike = (before != after).fillna(value=True).astype(bool)
    return unlike & ~(before.isna() & after.isna())


def _compare_panel(
    found: Difference, year: int, both: pd.DataFrame, differing: Mapping[str, pd.Series[bool]]
) -> None:
    reasons = (both[f"report_id{_WAS}"] == both["report_id"]).map({True: READ_ANEW, False: RESTATED})
    for name, rows in differing.items():
        if not rows.any():
            continue
        came = rows & both[f"{name}{_WAS}"].isna()
        found.filled.update(reasons[came])
        moved = rows & ~came
        found.moved.update(reasons[moved])
        for place in both.index[moved][: SHOWN - len(found.examples)]:
            before, now = both[f"{name}{_WAS}"][place], both[name][place]
            body = str(both["organization_id"][place])
            found.examples.append(Moved(body, year, name, float(before), _number(now), reasons[place]))


def _note_reread(found: Difference, rows: pd.DataFrame) -> None:
    for row in rows[: SHOWN - len(found.reread)].to_dict("records"):
        before = (str(row[f"status{_WAS}"]), _number(row[f"value{_WAS}"]))
        after = (str(row["status"]), _number(row["value"]))
        found.reread.append(Reread(str(row["report_id"]), str(row["indicator"]), before, after))


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
