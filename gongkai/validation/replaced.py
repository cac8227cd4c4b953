"""The table `changes` against the cells of both versions.

Promises: what a version replaced is all there, as the cells of both show it, and when both were seen; which
versions followed each other is read from `reports`.
Refuses: to say that no step is missing at an address where an older version came back: how often it did is
known to the archive alone. What is said of such a step must hold all the same.
Caveat: cells are read once more only where the sums of two versions do not account for what is said of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from gongkai.validation.across import note_reports
from gongkai.validation.cells import show_rows
from gongkai.validation.hashing import (
    NULL,
    Flags,
    Hashes,
    Index,
    Places,
    hash_column,
    mix,
    numbers_of,
    sum_by,
)  # fmt: skip
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables
from gongkai.validation.tables import Ints, Reports, moments_of

_NOW = ("report_id", "indicator", "value", "raw", "status")
_SHOWN = (
    *("report_id", "replaced", "seen_at", "replaced_last_seen_at", "indicator"),
    *("value_before", "value", "raw_before", "raw", "status_before", "status"),
)
_BEFORE = ("replaced", "indicator", "value_before", "raw_before", "status_before")


@dataclass(frozen=True, slots=True)
class _Steps:
    """Each time that one version took the place of another: places in `reports`, and when both were seen."""

    after: Places
    before: Places
    seen_at: Ints
    last_seen: Ints

    @property
    def is_known(self) -> Flags:
        """Where both versions are in `reports`."""
        return np.asarray((self.after >= 0) & (self.before >= 0))

    @property
    def keys(self) -> Hashes:
        """A number for each step."""
        return mix(*(one.astype(np.uint64) for one in (self.after, self.before, self.seen_at)))


def check_changes(tables: ReleaseTables, notes: Notes) -> None:
    """Every row of `changes` is of one address, body and year, and shows the cells of both; none is lost."""
    file = tables.file("changes")
    whole = file.read([field.name for field in file.table.fields])
    rows = _Steps(
        *(tables.reports.index.find(hash_column(whole.column(name))) for name in ("report_id", "replaced")),
        *(moments_of(whole.column(name)) for name in ("seen_at", "replaced_last_seen_at")),
    )
    wrong = _is_elsewhere(tables, whole) | (rows.is_known & _is_untimely(tables.reports, rows))
    uneven = _uneven(tables, rows, whole)
    if uneven.any():
        wrong |= _are_no_cells(tables, whole)
        told = {"problem": np.full(len(uneven), "`changes` does not show all that its version changed")}
        note_reports(tables, "changes_values", uneven, told, notes)
    notes.add("changes_values", file.path, int(wrong.sum()), show_rows(whole, wrong, _SHOWN))


def _is_elsewhere(tables: ReleaseTables, whole: Any) -> Flags:
    reports = tables.reports
    ids = (hash_column(whole.column(name)) for name in ("url", "organization_id"))
    year = numbers_of(whole.column("year"))[0].astype(np.uint64)
    stated = mix(*ids, year)
    known = mix(reports.url, reports.organization, reports.year.astype(np.uint64))
    wrong = np.zeros(len(stated), dtype=bool)
    for name in ("report_id", "replaced"):
        place = reports.index.find(hash_column(whole.column(name)))
        wrong |= (place >= 0) & (known[place] != stated)
    return wrong


def _is_untimely(reports: Reports, rows: _Steps) -> Flags:
    """Which rows say of a version that it was seen when it was not."""
    after, before = rows.after, rows.before
    came_once = reports.first_seen_at[before] == reports.fetched_at[before]
    return np.asarray(
        (rows.seen_at < reports.first_seen_at[after])
        | (rows.seen_at > reports.fetched_at[after])
        | (rows.last_seen < reports.first_seen_at[before])
        | (rows.last_seen > reports.last_seen_at[before])
        | (came_once & (rows.last_seen != reports.last_seen_at[before]))
        | (rows.last_seen > rows.seen_at)
    )


def _uneven(tables: ReleaseTables, rows: _Steps, whole: Any) -> Flags:
    """Which reports took a place with other changes than `changes` shows, by the sums of their cells."""
    due = _due(tables.reports)
    known = rows.is_known
    keys, first = np.unique(np.concatenate([rows.keys[known], due.keys]), return_index=True)
    after, before = (
        np.concatenate([one[known], other])[first]
        for one, other in ((rows.after, due.after), (rows.before, due.before))
    )
    stated = sum_by(Index(keys).find(rows.keys[known]), _difference(whole)[known], len(keys))
    shown = tables.of_cells("shown")
    found = np.zeros(len(shown), dtype=bool)
    found[after[stated != shown[after] - shown[before]]] = True
    return found


def _due(reports: Reports) -> _Steps:
    """The steps that follow from `reports`: those of one body and year, where no version came back."""
    returned = np.unique(reports.url[reports.first_seen_at != reports.fetched_at])
    after = reports.index.find(reports.superseded_by)
    is_step = (reports.superseded_by != NULL) & (after >= 0) & ~np.isin(reports.url, returned)
    for column in (reports.organization, reports.year):
        is_step &= column[after] == column
    before = np.flatnonzero(is_step)
    after = after[before]
    return _Steps(after, before, reports.fetched_at[after], reports.last_seen_at[before])


def _difference(whole: Any) -> Hashes:
    """What each row adds to the sum of the cells, and takes from that of the version before."""
    now, before = (
        np.where(pc.is_valid(whole.column(names[-1])), _cells(whole, names[1:]), np.uint64(0))
        for names in (_NOW, _BEFORE)
    )
    return np.asarray(now - before)


def _are_no_cells(tables: ReleaseTables, whole: Any) -> Flags:
    """Which rows show a cell, of either version, that is not in `cells`."""
    wrong = np.zeros(whole.num_rows, dtype=bool)
    for names in (_NOW, _BEFORE):
        stands = np.asarray(pc.is_valid(whole.column(names[-1])))
        wrong |= stands & ~_are_cells(tables, whole, names)
    return wrong


def _are_cells(tables: ReleaseTables, whole: Any, names: Sequence[str]) -> Flags:
    """Which rows are found among the cells."""
    wanted = _cells(whole, names)
    place = tables.reports.index.find(hash_column(whole.column(names[0])))
    years = set(tables.reports.year[place[place >= 0]].tolist()) & set(tables.cells)
    index, back = np.unique(wanted, return_inverse=True)
    met = np.zeros(len(index), dtype=bool)
    lookup = Index(index)
    for year in sorted(years):
        for group in tables.file("cells", year).groups(_NOW):
            at = lookup.find(_cells(group, _NOW))
            met[at[at >= 0]] = True
    return np.asarray(met[back])


def _cells(table: Any, names: Sequence[str]) -> Hashes:
    return mix(*(hash_column(table.column(name)) for name in names))
