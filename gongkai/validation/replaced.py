"""The table `changes` against the cells of both versions.

Promises: what it shows of a cell, before and after, is what `cells` has.
Refuses: to say that no change is missing: which versions followed each other is known to the archive alone.
Caveat: the cells of the years that it names are read once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from gongkai.validation.cells import show_rows
from gongkai.validation.hashing import Flags, Hashes, Index, hash_column, mix, numbers_of
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables

_NOW = ("report_id", "indicator", "value", "raw", "status")
_BEFORE = ("replaced", "indicator", "value_before", "raw_before", "status_before")


def check_changes(tables: ReleaseTables, notes: Notes) -> None:
    """Every row of `changes` is of one address, body and year, and shows the cells of both versions."""
    file = tables.file("changes")
    whole = file.read([field.name for field in file.table.fields])
    if not whole.num_rows:
        return
    wrong = _is_elsewhere(tables, whole)
    for names in (_NOW, _BEFORE):
        stands = np.asarray(pc.is_valid(whole.column(names[-1])))
        wrong |= stands & ~_are_cells(tables, whole, names)
    shown = ("report_id", "replaced", "indicator", "value_before", "value", "raw_before", "raw")
    notes.add("changes_values", file.path, int(wrong.sum()), show_rows(whole, wrong, shown))


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


def _are_cells(tables: ReleaseTables, whole: Any, names: Sequence[str]) -> Flags:
    """Which rows are found among the cells."""
    wanted = _rows(whole, names)
    place = tables.reports.index.find(hash_column(whole.column(names[0])))
    years = set(tables.reports.year[place[place >= 0]].tolist()) & set(tables.cells)
    index, back = np.unique(wanted, return_inverse=True)
    met = np.zeros(len(index), dtype=bool)
    lookup = Index(index)
    for year in sorted(years):
        for group in tables.file("cells", year).groups(_NOW):
            at = lookup.find(_rows(group, _NOW))
            met[at[at >= 0]] = True
    return np.asarray(met[back])


def _rows(table: Any, names: Sequence[str]) -> Hashes:
    return mix(*(hash_column(table.column(name)) for name in names))
