"""The table `coverage` of a release as people look at it: bodies by years, totals, reasons.

Promises: totals are of every row that the filters let through, also where not every body is listed.
Refuses: to hold all rows of a large release: bodies over `most` are counted, those with gaps listed first.
Caveat: a release made before there was a table `coverage` has no matrix.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.reasons import STATES

FILE = "coverage.parquet"
READ = "read"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one report that should be there."""

    state: str
    reason: str | None
    doubt: str | None
    url: str | None
    expected_by: str
    register: str | None


@dataclass(frozen=True, slots=True)
class BodyYears:
    """One body; `entries` has a place for each year of the matrix, None where nothing is expected."""

    organization_id: str
    name: str
    entries: tuple[Entry | None, ...]


@dataclass(frozen=True, slots=True)
class YearTotals:
    """How many bodies are in each state in a year; all states are there, in order."""

    year: int
    counts: tuple[tuple[str, int], ...]

    @property
    def expected(self) -> int:
        """How many reports there should be."""
        return sum(count for _, count in self.counts)

    def share(self, state: str = READ) -> float:
        """The part of the expected reports that is in a state.

        >>> YearTotals(2020, (("read", 3), ("refused", 1))).share()
        0.75
        """
        return dict(self.counts).get(state, 0) / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason, or a doubt, stands in the table, and where for the first time."""

    state: str
    word: str
    count: int
    example: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Coverage, by body and year. `hidden` bodies are counted and not in `bodies`; `whole` have no gap."""

    release: str
    newest: str
    years: tuple[int, ...]
    totals: tuple[YearTotals, ...]
    reasons: tuple[ReasonCount, ...]
    doubts: tuple[ReasonCount, ...]
    bodies: tuple[BodyYears, ...]
    body_count: int
    whole: int

    @property
    def hidden(self) -> int:
        """How many bodies are left out of `bodies`."""
        return self.body_count - len(self.bodies)

    @property
    def all_years(self) -> YearTotals:
        """The totals of all years together, under the year 0."""
        sums = dict.fromkeys(STATES, 0)
        for total in self.totals:
            for state, count in total.counts:
                sums[state] += count
        return YearTotals(0, tuple(sums.items()))


def read_matrix(
    release: Path, *, years: Collection[int] = (), states: Collection[str] = (), most: int | None = None
) -> Matrix | None:
    """The matrix of a release, of some years or states alone; at most `most` bodies are listed: those with
    gaps first.

    None where the release has no table `coverage`.
    """
    if not (release / FILE).is_file():
        return None
    table = _filtered(pq.read_table(release / FILE, partitioning=None), years, states)
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    shown = tuple(sorted(set(table["year"].to_pylist())))
    with_gaps = _ids(table.filter(pc.not_equal(table["state"], READ)))
    bodies = _ids(table)
    first = [key for key in bodies if key in with_gaps] + [key for key in bodies if key not in with_gaps]
    listed = first[:most]
    return Matrix(
        release=release.resolve().name,
        newest=str(package.get("created", ""))[:10],
        years=shown,
        totals=tuple(_totals(table, year) for year in shown),
        reasons=_counts(table, "reason"),
        doubts=_counts(table, "doubt"),
        bodies=_bodies(table, sorted(listed), shown),
        body_count=len(bodies),
        whole=len(bodies) - len(with_gaps),
    )


def _filtered(table: pa.Table, years: Collection[int], states: Collection[str]) -> pa.Table:
    if years:
        table = table.filter(pc.is_in(table["year"], value_set=pa.array(sorted(years), pa.int64())))
    if states:
        table = table.filter(pc.is_in(table["state"], value_set=pa.array(sorted(states))))
    return table


def _ids(table: pa.Table) -> dict[str, None]:
    return dict.fromkeys(table["organization_id"].to_pylist())


def _totals(table: pa.Table, year: int) -> YearTotals:
    states = table.filter(pc.equal(table["year"], year))["state"]
    found = {one["values"]: one["counts"] for one in pc.value_counts(states).to_pylist()}
    return YearTotals(year, tuple((state, found.get(state, 0)) for state in STATES))


def _counts(table: pa.Table, column: str) -> tuple[ReasonCount, ...]:
    """The words of a column, the most frequent first; what is not read comes before what is."""
    kept = table.filter(pc.is_valid(table[column]))
    if not kept.num_rows:
        return ()
    groups = kept.group_by(["state", column], use_threads=False).aggregate(
        [("organization", "count"), ("organization", "first"), ("url", "first")]
    )
    rows = [
        ReasonCount(
            one["state"], one[column], one["organization_count"], one["organization_first"], one["url_first"]
        )
        for one in groups.to_pylist()
    ]
    return tuple(sorted(rows, key=lambda one: (-one.count, one.state, one.word)))


def _bodies(table: pa.Table, keys: list[str], years: tuple[int, ...]) -> tuple[BodyYears, ...]:
    kept = table.filter(pc.is_in(table["organization_id"], value_set=pa.array(keys, pa.string())))
    rows: dict[str, dict[int, Any]] = {key: {} for key in keys}
    for row in kept.to_pylist():
        rows[row["organization_id"]][row["year"]] = row
    return tuple(_body(key, by_year, years) for key, by_year in rows.items())


def _body(key: str, by_year: dict[int, Any], years: tuple[int, ...]) -> BodyYears:
    names = [row["organization"] for row in by_year.values()]
    entries = (_entry(by_year[year]) if year in by_year else None for year in years)
    return BodyYears(key, max(names, key=len), tuple(entries))


def _entry(row: Any) -> Entry:
    return Entry(row["state"], row["reason"], row["doubt"], row["url"], row["expected_by"], row["register"])
