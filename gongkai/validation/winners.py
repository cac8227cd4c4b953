"""Which version of which report stands in the panel, with what numbers; and which addresses say the same.

Promises: the panel is derived again from `reports`, `cells` and `findings`, row by row and number by number.
Refuses: to take over anything from the code that made it, but the meaning of a unit (`rows.panel_value`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gongkai.codebook import read_codebook
from gongkai.rows import panel_value
from gongkai.validation.across import note_reports
from gongkai.validation.cells import STATUSES
from gongkai.validation.hashing import NULL, Flags, Hashes, Places, mix
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables, first_places
from gongkai.validation.tables import Ints
from parsers.report import Cell, Status

_SHOWN_ROWS = 3  # of which the numbers are compared one by one for the page


def check_panel(tables: ReleaseTables, notes: Notes) -> None:
    """The panel's rows, numbers, counts and flags are what the other tables say."""
    newest = _newest(tables)
    differ = _differing(tables)
    stands = np.zeros(len(tables.reports.id), dtype=bool)
    numbers = tables.of_cells("panel")
    for year, rows in tables.panel.items():
        place = tables.reports.index.find(rows.report)
        inside = place >= 0
        stands[place[inside]] = True
        right = (
            inside
            & newest[place]
            & (tables.reports.organization[place] == rows.organization)
            & (tables.reports.year[place] == year)
            & (tables.reports.form[place] == rows.form)
        )
        _note_rows(tables, year, "panel_rows", ~right, {}, notes)
        _check_numbers(tables, year, place, inside & (numbers[place] != rows.panel), notes)
        _check_counts(tables, year, place, inside, differ, notes)
    lost = newest & ~stands
    note_reports(tables, "panel_rows", lost, {"problem": np.full(len(lost), "not in indicators")}, notes)


def _newest(tables: ReleaseTables) -> Flags:
    """Which reports are the newest of their body and year, by fetched_at, then report_id."""
    reports = tables.reports
    places = np.flatnonzero(tables.is_panel)
    order = places[
        np.lexsort((places, reports.fetched_at[places], reports.year[places], reports.organization[places]))
    ]
    key = _body_years(tables)[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = key[1:] != key[:-1]
    found = np.zeros(len(reports.id), dtype=bool)
    found[order[is_last]] = True
    return found


def _body_years(tables: ReleaseTables) -> Hashes:
    return mix(tables.reports.organization, tables.reports.year.astype(np.uint64))


def _differing(tables: ReleaseTables) -> Flags:
    """Which reports are of a body and year of which the addresses give different cells."""
    current = tables.is_panel & (tables.reports.superseded_by == NULL)
    keys, group = np.unique(_body_years(tables), return_inverse=True)
    pairs = np.unique(np.stack([group[current].astype(np.uint64), tables.digests[current]]), axis=1)
    count = np.bincount(pairs[0].astype(np.intp), minlength=len(keys))
    return np.asarray(count[group] > 1)


def _check_counts(
    tables: ReleaseTables, year: int, place: Places, inside: Flags, differ: Flags, notes: Notes
) -> None:
    rows, findings = tables.panel[year], tables.findings
    cells = tables.of_cells("statuses")
    recovered = STATUSES.index(Status.RECOVERED)
    without = [at for at, status in enumerate(STATUSES) if not Status(status).has_value]
    expected: dict[str, Ints] = {
        "values_recovered": cells[:, recovered],
        "cells_without_value": cells[:, without].sum(axis=1),
        "findings_warning": findings.warnings,
        "findings_error": findings.errors,
        "sums_hold": (findings.arithmetic == 0).astype(np.int64),
    }
    for name, values in expected.items():
        wrong = inside & (values[place] != getattr(rows, name))
        told = {"column": np.full(len(wrong), name), "stated": getattr(rows, name), "counted": values[place]}
        _note_rows(tables, year, "panel_counts", wrong, told, notes)
    wrong = inside & (differ[place] != rows.addresses_differ.astype(bool))
    _note_rows(tables, year, "addresses", wrong, {"addresses_differ": rows.addresses_differ}, notes)


def _note_rows(
    tables: ReleaseTables, year: int, check: str, wrong: Flags, told: dict[str, Any], notes: Notes
) -> None:
    if not wrong.any():
        return
    file = tables.file("indicators", year)
    wanted = {int(at): {name: values[at] for name, values in told.items()} for at in first_places(wrong)}
    rows = file.rows_at(wanted, ["organization_id", "report_id", "form"])
    notes.add(check, file.path, int(wrong.sum()), rows)


def _check_numbers(tables: ReleaseTables, year: int, place: Places, wrong: Flags, notes: Notes) -> None:
    if not wrong.any():
        return
    file = tables.file("indicators", year)
    wanted: dict[int, dict[str, object]] = {int(at): {} for at in first_places(wrong, _SHOWN_ROWS)}
    rows = file.rows_at(wanted, [field.name for field in file.table.fields])
    shown = [difference for row in rows for difference in _differences(tables, year, row)]
    notes.add("panel_values", file.path, int(wrong.sum()), shown)


def _differences(tables: ReleaseTables, year: int, row: dict[str, Any]) -> list[dict[str, object]]:
    """The numbers of one row of the panel that are not those of the report's cells."""
    cells = {}
    if ("cells", year) in {(file.table.name, file.year) for file in tables.files.values()}:
        for group in tables.file("cells", year).groups(["report_id", "indicator", "value", "unit"]):
            held = group.to_pandas()
            for cell in held[held["report_id"] == row["report_id"]].to_dict("records"):
                cells[cell["indicator"]] = cell
    found = []
    for one in read_codebook():
        cell = cells.get(one.indicator)
        value = None if cell is None or cell["value"] != cell["value"] else cell["value"]
        unit = cell["unit"] if cell and isinstance(cell["unit"], str) else None
        expected = panel_value(one, Cell(one.indicator, value, Status.PUBLISHED, unit=unit))
        if expected != row[one.indicator]:
            keys = {name: row[name] for name in ("organization_id", "report_id")}
            stated = {"indicator": one.indicator, "in indicators": row[one.indicator], "in cells": expected}
            found.append({**keys, **stated})
    return found


def check_same_as(tables: ReleaseTables, notes: Notes) -> None:
    """`same_as` is the first report, by address, with the same body, year and cells at another address."""
    reports = tables.reports
    places = np.flatnonzero(tables.is_panel)
    key = mix(_body_years(tables)[places], tables.digests[places])
    order = np.lexsort((places, reports.fetched_at[places], reports.url_rank[places], key))
    places, key = places[order], key[order]
    starts = np.ones(len(places), dtype=bool)
    starts[1:] = key[1:] != key[:-1]
    first = places[np.maximum.accumulate(np.where(starts, np.arange(len(places)), 0))]
    expected = np.full(len(reports.id), NULL, dtype=np.uint64)
    is_other = reports.url[places] != reports.url[first]
    expected[places[is_other]] = reports.id[first[is_other]]
    wrong = expected != reports.same_as
    told = {
        "problem": np.where(expected == NULL, "no other address says the same", "another report is the first")
    }
    note_reports(tables, "addresses", wrong, told, notes)
