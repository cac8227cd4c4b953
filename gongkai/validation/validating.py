"""The validation of a release before it is published: files, then rows, then tables, then the last release.

Promises: nothing is changed; whatever the files hold ends as problems, not as an exception.
Refuses: to look across tables of which one cannot be read or has other columns: what would be said then
follows from that alone.
Caveat: memory grows by about 200 bytes a report, and 200 a report of the last release; rows are never held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gongkai.rows import to_milliseconds
from gongkai.validation import across, against, carried, jumps, replaced, winners
from gongkai.validation.cells import CellSums, sum_cells, sum_group
from gongkai.validation.demand import Demand
from gongkai.validation.files import (
    UNREADABLE,
    File,
    KeyOrder,
    check_columns,
    check_folder,
    list_files,
    note_unreadable,
)  # fmt: skip
from gongkai.validation.hashing import Hashes
from gongkai.validation.memory import Memory
from gongkai.validation.outcome import Notes, Outcome
from gongkai.validation.panel import Negatives, PanelSums, sum_panel, sum_panel_group
from gongkai.validation.release_tables import ReleaseTables, path_of
from gongkai.validation.schemas import check_rows
from gongkai.validation.tables import read_bodies, read_reports, sum_findings


def validate(folder: Path, last: Path | None, demand: Demand) -> Outcome:
    """All that is wrong with the release in `folder`; `last` is the one before it."""
    notes, memory = Notes(demand.accept), Memory(demand.memory)
    files = list_files(folder)
    check_folder(folder, files, notes)
    sums = {file.path: found for file in files if (found := _check_file(file, memory, notes)) is not None}
    compared = None
    if len(sums) == len(files) and set(across.needed_tables()) <= set(sums):
        tables = _tables(files, sums)
        _check_tables(tables, demand, notes)
        if last is not None:
            compared = _compare(tables, last, demand, memory, notes)
    memory.forget()
    return notes.outcome(compared)


Sums = CellSums | PanelSums | bool  # what stays of a file; True of a table that is not kept by year


def _check_file(file: File, memory: Memory, notes: Notes) -> Sums | None:
    """Check a file by itself; None where it is no ground for other checks."""
    if not check_columns(file, notes):
        return None
    kind = {"cells": CellSums, "indicators": PanelSums}.get(file.table.name)
    known: Sums | None = memory.recall(kind, file.digest) if kind else None
    if known is not None:
        notes.files += 1
        return known
    own = Notes()
    try:
        found = _read_file(file, own)
    except UNREADABLE as error:
        note_unreadable(file, error, notes)
        return None
    notes.join(own)
    if kind and not own.has_any and not isinstance(found, bool):
        memory.keep(file.digest, found)
    return found


def _read_file(file: File, notes: Notes) -> Sums:
    order, negatives = KeyOrder(file, notes), Negatives()
    notes.files += 1
    cells: list[CellSums] = []
    panel: list[PanelSums] = []
    for group in file.groups():
        order.see(group)
        check_rows(file, group, notes)
        notes.rows += group.num_rows
        if file.table.name == "cells":
            cells.append(sum_group(file, group, notes))
        elif file.table.name == "indicators":
            negatives.see(group)
            panel.append(sum_panel_group(group))
    negatives.note(file, notes)
    return sum_cells(cells) if cells else sum_panel(panel) if panel else True


def _tables(files: Sequence[File], sums: Mapping[str, Sums]) -> ReleaseTables:
    known = {file.path: file for file in files}
    reports = read_reports(known[path_of("reports")])
    cells, panel = {}, {}
    for file in files:
        found = sums[file.path]
        if isinstance(found, CellSums):
            cells[file.year or 0] = found
        elif isinstance(found, PanelSums):
            panel[file.year or 0] = found
    findings = sum_findings(known[path_of("findings")], reports)
    return ReleaseTables(known, reports, read_bodies(known[path_of("organizations")]), findings, cells, panel)


def _check_tables(tables: ReleaseTables, demand: Demand, notes: Notes) -> None:
    across.check_ids(tables, notes)
    across.check_counts(tables, notes)
    across.check_years(tables, notes)
    across.check_dates(tables, to_milliseconds(demand.newest), notes)
    across.check_versions(tables, notes)
    across.check_codebook(tables, notes)
    across.check_coverage(tables, notes)
    across.check_coverage_names(tables, notes)
    winners.check_panel(tables, notes)
    winners.check_same_as(tables, notes)
    carried.check_ledger(tables, notes)
    replaced.check_changes(tables, notes)
    jumps.check_jumps(tables, notes)
    against.check_names(tables, notes)


def _compare(tables: ReleaseTables, folder: Path, demand: Demand, memory: Memory, notes: Notes) -> str | None:
    """Compare with the last release; its name, or None where it cannot be compared with."""
    files = {file.path: file for file in list_files(folder)}
    scratch = Notes()
    whole = all(check_columns(file, scratch) for file in files.values())
    if not whole or not set(across.needed_tables()) <= set(files):
        told = [{"release": folder.name, "problem": "it cannot be read, or has other columns: not compared"}]
        notes.add("last_release", folder.name, 1, told, severity="warning")
        return None
    last = against.Last(
        folder.name,
        files,
        read_reports(files[path_of("reports")]),
        read_bodies(files[path_of("organizations")]),
        _frozen(tables, files, memory),
    )
    against.check_against(tables, last, demand.same_code, notes)
    return folder.name


def _frozen(
    tables: ReleaseTables, last: Mapping[str, File], memory: Memory
) -> Iterator[tuple[Hashes, Hashes]]:
    """What the last release read in the years whose file is not the same now."""
    same = {file.digest for file in tables.files.values()}
    for file in last.values():
        if file.table.name == "cells" and file.digest not in same:
            known = memory.recall(CellSums, file.digest)
            if known is None:
                known = sum_cells([sum_group(file, group, Notes()) for group in file.groups()])
            yield known.report, known.frozen
