"""Checks that look from one table into another: ids, counts, years, versions, coverage, the codebook.

Promises: each id leads to its row, and each count is that of the rows.
Refuses: to guess which of two tables is wrong.
Caveat: what `coverage` says of reports that were not read is known to the archive alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gongkai.codebook import indicators_of
from gongkai.dataset import codebook_rows, series_rows
from gongkai.fields import TABLES, Table
from gongkai.validation.cells import FORMS, STATUSES, show_rows
from gongkai.validation.hashing import NULL, Flags, Index, hash_column, hash_text, mix, numbers_of
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables, first_places, path_of
from gongkai.validation.tables import Ints, unknown
from parsers.report import Status

_REPORT_IDS = {
    "reports": ("superseded_by", "same_as"),
    "cells": ("report_id",),
    "findings": ("report_id",),
    "narratives": ("report_id",),
    "indicators": ("report_id",),
    "ledger": ("report_id", "next_report_id"),
    "changes": ("report_id", "replaced"),
}
_ORGANIZATION_IDS = ("reports", "indicators", "ledger", "changes")
_READ_STATES = ("read", "unreadable")


def check_ids(tables: ReleaseTables, notes: Notes) -> None:
    """Every report_id and organization_id leads to its row."""
    for file in tables.files.values():
        name = file.table.name
        reports = _REPORT_IDS.get(name, ())
        bodies = ("organization_id",) if name in _ORGANIZATION_IDS else ()
        if not reports and not bodies:
            continue
        keys = tuple(dict.fromkeys((*file.table.file_key, *reports, *bodies)))
        for group in file.groups(keys):
            for column in reports:
                wrong = unknown(tables.reports.index, group.column(column))
                notes.add("report_unknown", file.path, int(wrong.sum()), show_rows(group, wrong, keys))
            for column in bodies:
                wrong = unknown(tables.bodies.index, group.column(column))
                notes.add("organization_unknown", file.path, int(wrong.sum()), show_rows(group, wrong, keys))


def note_reports(
    tables: ReleaseTables, check: str, wrong: Flags, told: Mapping[str, Any], notes: Notes
) -> None:
    """Note the flagged reports, with what is told of each beside its id and address."""
    if not wrong.any():
        return
    wanted = {
        int(place): {name: values[place] for name, values in told.items()} for place in first_places(wrong)
    }
    rows = tables.file("reports").rows_at(wanted, ["report_id", "organization_id", "year", "url"])
    notes.add(check, path_of("reports"), int(wrong.sum()), rows)


def check_counts(tables: ReleaseTables, notes: Notes) -> None:
    """The counts of `reports` are those of `cells` and `findings`, and a report has all cells of its form."""
    reports, cells = tables.reports, tables.of_cells("statuses")
    stated = reports.statuses
    wrong = (stated != cells).any(axis=1)
    told = {f"stated ({', '.join(STATUSES)})": stated.tolist(), "in cells": cells.tolist()}
    note_reports(tables, "cell_counts", wrong, told, notes)
    told = {"stated": reports.findings, "in findings": tables.findings.all}
    note_reports(tables, "finding_counts", reports.findings != tables.findings.all, told, notes)
    held = tables.of_cells("forms")
    expected = np.zeros_like(held[:, 0])
    found = np.zeros_like(expected)
    for place, form in enumerate(FORMS):
        is_form = reports.form == hash_text(form)
        expected[is_form] = len(indicators_of(form))
        found[is_form] = held[is_form, place]
    note_reports(tables, "form_cells", found != expected, {"expected": expected, "found": found}, notes)


def check_years(tables: ReleaseTables, notes: Notes) -> None:
    """Rows lie in the folder of their report's year, and organisations have the years of their reports."""
    years = np.zeros_like(tables.reports.year)
    has_cells = np.zeros(len(years), dtype=bool)
    for year, places in tables.cell_places.items():
        inside = places[places >= 0]
        years[inside], has_cells[inside] = year, True
    told = {"year of its report": tables.reports.year, "folder": years}
    note_reports(tables, "year_folder", has_cells & (years != tables.reports.year), told, notes)
    _check_body_years(tables, notes)


def _check_body_years(tables: ReleaseTables, notes: Notes) -> None:
    bodies = tables.bodies
    place = bodies.index.find(tables.reports.organization)
    dated = (place >= 0) & (tables.reports.year > 0)
    first = np.full(len(bodies.id), 9999, dtype=np.int64)
    last = np.zeros(len(bodies.id), dtype=np.int64)
    np.minimum.at(first, place[dated], tables.reports.year[dated])
    np.maximum.at(last, place[dated], tables.reports.year[dated])
    first[last == 0] = 0
    wrong = (first != bodies.first_year) | (last != bodies.last_year)
    if wrong.any():
        wanted = {int(at): {"of its reports": f"{first[at]}-{last[at]}"} for at in first_places(wrong)}
        file = tables.file("organizations")
        rows = file.rows_at(wanted, ["organization_id", "first_year", "last_year"])
        notes.add("organization_years", file.path, int(wrong.sum()), rows)


def check_dates(tables: ReleaseTables, newest: int, notes: Notes) -> None:
    """No report was seen after `newest`, in ms; one alone at its address was fetched when first seen.

    `fetched_at` is later only where another version stood there meanwhile.
    """
    found = tables.reports
    _, place, versions = np.unique(found.url, return_inverse=True, return_counts=True)
    wrong = found.last_seen_at > newest
    wrong |= (versions[place] == 1) & (found.first_seen_at != found.fetched_at)
    times = ("first_seen_at", "fetched_at", "last_seen_at")
    told = {name: getattr(found, name).astype("datetime64[ms]").astype(str) for name in times}
    note_reports(tables, "dates", wrong, told, notes)


def check_versions(tables: ReleaseTables, notes: Notes) -> None:
    """The version that replaced another is of the same address, and was fetched later."""
    found = tables.reports
    after = found.index.find(found.superseded_by)
    is_replaced = found.superseded_by != NULL
    wrong = (
        is_replaced
        & (after >= 0)
        & ((found.url[after] != found.url) | (found.fetched_at[after] < found.fetched_at))
    )
    note_reports(
        tables, "versions", wrong, {"problem": np.full(len(wrong), "of another address, or older")}, notes
    )
    standing = found.url[~is_replaced]
    _, first, count = np.unique(standing, return_index=True, return_counts=True)
    twice = np.zeros(len(found.id), dtype=bool)
    twice[np.flatnonzero(~is_replaced)[first[count > 1]]] = True
    note_reports(
        tables, "versions", twice, {"problem": np.full(len(twice), "two stand at one address")}, notes
    )
    _, targets, uses = np.unique(found.superseded_by[is_replaced], return_index=True, return_counts=True)
    forked = np.zeros(len(found.id), dtype=bool)
    forked[np.flatnonzero(is_replaced)[targets[uses > 1]]] = True
    note_reports(tables, "versions", forked, {"problem": np.full(len(forked), "replaced two")}, notes)


def check_codebook(tables: ReleaseTables, notes: Notes) -> None:
    """The rows of `codebook` and of `series` are those of the code."""
    for name, expected in (("codebook", codebook_rows()), ("series", series_rows())):
        file = tables.file(name)
        names = file.table.schema().names
        found = [list(row.values()) for row in file.read(names).to_pylist()]
        odd = [dict(zip(names, row, strict=True)) for row in found if row not in expected]
        lost = [_keys(file.table, row) for row in expected if row not in found]
        notes.add("codebook", file.path, max(len(odd), len(lost)), [*odd, *lost])


def _keys(table: Table, row: Sequence[object]) -> dict[str, object]:
    values = dict(zip(table.schema().names, row, strict=True))
    return {**{name: values[name] for name in table.file_key}, "problem": "not as in the code"}


def check_coverage(tables: ReleaseTables, notes: Notes) -> None:
    """A body and year with numbers is `read`, one with a report but no number `unreadable`, no other is."""
    reports, file = tables.reports, tables.file("coverage")
    has_number = tables.is_panel & (reports.statuses[:, _with_value()].sum(axis=1) > 0)
    known = (reports.organization != NULL) & (reports.year > 0)
    keys = mix(reports.organization, _as_hash(reports.year))
    read, held = Index(keys[has_number]), Index(keys[known])
    addresses = Index(mix(keys[known], reports.url[known]))
    met = []
    for group in file.groups(["organization_id", "year", "state", "url"]):
        key = mix(hash_column(group.column("organization_id")), _as_hash(_years(group)))
        state, url = (hash_column(group.column(name)) for name in ("state", "url"))
        is_read, is_held = read.find(key) >= 0, held.find(key) >= 0
        wrong = is_read != (state == hash_text("read"))
        wrong |= is_held & ~is_read & (state != hash_text("unreadable"))
        wrong |= is_read & (addresses.find(mix(key, url)) < 0)
        names = ("organization_id", "year", "state", "url")
        notes.add("coverage_states", file.path, int(wrong.sum()), show_rows(group, wrong, names))
        met.append(key)
    rows = Index(np.concatenate([np.zeros(0, dtype=np.uint64), *met]))
    lost = known & (rows.find(keys) < 0)
    note_reports(
        tables, "coverage_states", lost, {"problem": np.full(len(lost), "no row in coverage")}, notes
    )


def check_coverage_names(tables: ReleaseTables, notes: Notes) -> None:
    """A body that reports has in `coverage` one of the names that it has in `organizations`."""
    bodies, file = tables.bodies, tables.file("coverage")
    known = hash_column(bodies.names)
    for group in file.groups(["organization_id", "year", "organization"]):
        place = bodies.index.find(hash_column(group.column("organization_id")))
        wrong = place >= 0
        wrong[wrong] = known[place[wrong]] != hash_column(group.column("organization"))[wrong]
        for at in np.flatnonzero(wrong):
            aliases = bodies.aliases[int(place[at])].as_py() or ""
            wrong[at] = group.column("organization")[int(at)].as_py() not in aliases
        names = ("organization_id", "year", "organization")
        notes.add("coverage_names", file.path, int(wrong.sum()), show_rows(group, wrong, names))


def _with_value() -> list[int]:
    return [place for place, status in enumerate(STATUSES) if Status(status).has_value]


def _as_hash(years: Ints) -> Any:
    return years.astype(np.uint64)


def _years(group: Any) -> Ints:
    return numbers_of(group.column("year"))[0].astype(np.int64)


def needed_tables() -> list[str]:
    """The paths without which no check across tables can be made."""
    return [path_of(table.name) for table in TABLES.values() if not table.by_year]
