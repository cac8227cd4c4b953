"""What changed between two releases: tables and columns, rows, and the panel's numbers, each with its reason.

Promises: every number of the panel that is not the same in both is counted, by reason; memory does not grow
with the number of columns. Refuses: to call two releases equal because their counts are.
Caveat: a renamed organisation counts as rows that went and rows that came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.codebook import read_codebook
from gongkai.errors import DatasetError
from gongkai.fields import TABLES
from gongkai.load import pandas_type

AT_ONCE = 32  # columns of the panel in memory
SHOWN = 50  # moved numbers that are listed one by one
KEY = ["organization_id", "report_id"]
RESTATED, READ_ANEW = "another version of the report", "the same version, read anew"


@dataclass(frozen=True, slots=True)
class Moved:
    """A number of the panel that is not what it was; `after` is None where it is gone."""

    organization_id: str
    year: int
    indicator: str
    before: float
    after: float | None
    reason: str


@dataclass(slots=True)
class Difference:
    """What changed from release `one` to release `other`; rows are (came, went) by table."""

    one: str
    other: str
    schema: list[str] = field(default_factory=list)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    examples: list[Moved] = field(default_factory=list)

    @property
    def values_moved(self) -> int:
        """How many numbers of the panel changed or went, where both releases have the body and the year."""
        return sum(self.moved.values())


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
    found = Difference(one.resolve().name, name)
    for table in TABLES:
        _compare_schema(found, table, one, other)
        found.rows[table] = _rows(table, one, other)
    for year in sorted(_years(one) & _years(other)):
        _compare_year(found, year, _panel(one, year), _panel(other, year))
    return found


def _files(release: Path, table: str) -> list[Path]:
    single = release / f"{table}.parquet"
    return [single] if single.is_file() else sorted(release.glob(f"{table}/year=*/part-0.parquet"))


def _compare_schema(found: Difference, table: str, one: Path, other: Path) -> None:
    before, after = _columns(one, table), _columns(other, table)
    if not before or not after:
        if before != after:
            found.schema.append(f"table `{table}` {'went' if before else 'came'}")
        return
    for name in sorted({*before, *after}):
        if name not in before:
            found.schema.append(f"column `{table}.{name}` came ({after[name]})")
        elif name not in after:
            found.schema.append(f"column `{table}.{name}` went")
        elif before[name] != after[name]:
            found.schema.append(f"column `{table}.{name}` was {before[name]}, is {after[name]}")


def _columns(release: Path, table: str) -> dict[str, str]:
    files = _files(release, table)
    return {field.name: str(field.type) for field in pq.read_schema(files[0])} if files else {}


def _rows(table: str, one: Path, other: Path) -> tuple[int, int]:
    """How many keys came, and how many went."""
    before, after = _keys(one, table), _keys(other, table)
    common = pc.sum(pc.is_in(after, value_set=before)).as_py() or 0 if len(after) and len(before) else 0
    return len(after) - common, len(before) - common


def _keys(release: Path, table: str) -> pa.Array:
    """Keys as one text each, of a whole table."""
    pieces = []
    for path in _files(release, table):
        names = [name for name in TABLES[table].file_key if name in pq.read_schema(path).names]
        columns = pq.read_table(path, columns=names, partitioning=None)
        texts = [pc.fill_null(pc.cast(columns[name], pa.string()), "") for name in names]
        year = path.parent.name if TABLES[table].by_year else ""
        pieces.append(pc.binary_join_element_wise(pa.scalar(year), *texts, "\x1f"))
    chunks = [chunk for piece in pieces for chunk in piece.chunks]
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def _years(release: Path) -> set[int]:
    return {int(path.parent.name.removeprefix("year=")) for path in _files(release, "indicators")}


def _panel(release: Path, year: int) -> Path:
    return release / "indicators" / f"year={year}" / "part-0.parquet"


def _compare_year(found: Difference, year: int, one: Path, other: Path) -> None:
    numbers = [name for name in _numbers(one) if name in set(_numbers(other))]
    for names in _batches(numbers):
        both = _read(one, names).merge(_read(other, names), on=KEY[0], suffixes=("_before", ""))
        same_version = both[f"{KEY[1]}_before"] == both[KEY[1]]
        for name in names:
            _compare_column(found, year, name, both, same_version)


def _compare_column(
    found: Difference, year: int, name: str, both: pd.DataFrame, same_version: pd.Series[bool]
) -> None:
    before, after = both[f"{name}_before"], both[name]
    reasons = same_version.map({True: READ_ANEW, False: RESTATED})
    filled = before.isna() & after.notna()
    found.filled.update(reasons[filled])
    moved = before.notna() & (after.isna() | (before != after).fillna(value=True))
    found.moved.update(reasons[moved])
    for place in both.index[moved][: SHOWN - len(found.examples)]:
        now: Any = after[place]
        found.examples.append(
            Moved(
                str(both[KEY[0]][place]),
                year,
                name,
                float(before[place]),
                None if pd.isna(now) else float(now),
                reasons[place],
            )
        )


def _numbers(path: Path) -> list[str]:
    known = {found.indicator for found in read_codebook()}
    return [name for name in pq.read_schema(path).names if name in known]


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), AT_ONCE):
        yield list(names[start : start + AT_ONCE])


def _read(path: Path, names: Sequence[str]) -> pd.DataFrame:
    table = pq.read_table(path, columns=[*KEY, *names], partitioning=None)
    frame: pd.DataFrame = table.to_pandas(types_mapper=pandas_type)
    return frame


def to_markdown(found: Difference) -> str:
    """The text of CHANGES.md."""
    lines = [f"# Changes from {found.one} to {found.other}", "", "## Schema", ""]
    lines += [f"- {line}" for line in found.schema] or ["No table or column came, went or changed."]
    lines += ["", "## Rows", "", "| table | came | went |", "|---|---:|---:|"]
    lines += [f"| `{name}` | {came:,} | {went:,} |" for name, (came, went) in found.rows.items()]
    lines += ["", "## Numbers of the panel", ""]
    lines += _summary(found)
    if found.examples:
        lines += ["", "| organisation | year | indicator | was | is | why |", "|---|---|---|---:|---:|---|"]
        lines += [
            f"| {one.organization_id} | {one.year} | `{one.indicator}` | {one.before:g} "
            f"| {'' if one.after is None else format(one.after, 'g')} | {one.reason} |"
            for one in found.examples
        ]
    return "\n".join(lines) + "\n"


def tell_changes(last: Path | None, folder: Path, name: str) -> str:
    """The text of CHANGES.md of the tables in `folder`, which are to become the release after `last`."""
    if last is None:
        return f"# Changes in {name}\n\nThis is the first release.\n"
    try:
        return to_markdown(compare(last, folder, name))
    except (OSError, pa.ArrowInvalid) as error:
        return (
            f"# Changes from {last.name} to {name}\n\n"
            f"What changed is not known: {last.name} could not be read ({type(error).__name__}).\n"
        )


def _summary(found: Difference) -> list[str]:
    lines = [f"- {count:,} changed or went: {reason}." for reason, count in sorted(found.moved.items())]
    lines += [f"- {count:,} came where none was: {reason}." for reason, count in sorted(found.filled.items())]
    more = found.values_moved - len(found.examples)
    shown = [f"- The first {len(found.examples)} of those that changed or went follow."] if more > 0 else []
    return [*lines, *shown] or ["No number that both releases have is another one."]
