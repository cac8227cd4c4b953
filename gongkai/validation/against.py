"""A release against the last one: rows that are gone, columns that became empty, documents read otherwise.

Promises: a loss is told by province and year; where an address left the release, that is a loss, where its
report has another year or body now, it is none.
Refuses: to stop a release for what grew.
Caveat: it says nothing where the last release has other columns, and then says that it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.fields import TABLES
from gongkai.validation.across import note_reports
from gongkai.validation.files import File
from gongkai.validation.hashing import NULL, Flags, Hashes, Index, Places, hash_column, hash_text, mix
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables, first_places, path_of
from gongkai.validation.tables import CHINESE, Bodies, FindingSums, Reports, by_report, sum_findings
from parsers.forms import every_form
from parsers.report import AT_BUILD, Code

LEAST_FALL, SHARE_FALL = 2, 0.05  # rows of a province and year
LEAST_TABLE, SHARE_TABLE = 10, 0.2  # rows of a table
LEAST_VALUES = 10  # of a column that is empty now; one report may take its few values back
LEAST_RESTATED, SHARE_RESTATED = 5, 0.1  # documents that new code reads otherwise
LEAST_BODIES, SHARE_BODIES = 3, 0.05  # organisations of another name, kind or area
LEAST_NAMES, SHARE_NAMES = 3, 0.02  # names without a Chinese character
LEAST_MUTE = 5  # reports without a section, and without a finding that says so
_TEXTS = {
    "narratives": ("section", "title", "text"),
    "findings": ("code", "ordinal", "severity", "indicators", "message_zh", "message_en", "where"),
}
# these follow from other reports and the sources file, or from bytes of which the text does not tell
_NOT_OF_TEXT = [*AT_BUILD, Code.ENCODING_UNCLEAR]
_MAY_SHRINK = frozenset({"findings", "coverage", "changes"})  # better reading finds less; links expire


@dataclass(frozen=True, slots=True)
class Last:
    """What is needed of the last release; `frozen_cells` by report, of the years whose file changed."""

    name: str
    files: Mapping[str, File]
    reports: Reports
    bodies: Bodies
    frozen_cells: Iterable[tuple[Hashes, Hashes]]


def check_names(tables: ReleaseTables, notes: Notes) -> None:
    """Names of organisations are Chinese."""
    has = pc.match_substring_regex(tables.bodies.names, CHINESE)
    odd = ~np.asarray(has)
    many = odd.sum() >= LEAST_NAMES and odd.sum() >= SHARE_NAMES * len(odd)
    file = tables.file("organizations")
    rows = file.rows_at({int(at): {} for at in first_places(odd)}, ["organization_id", "name"])
    notes.add("names", file.path, int(odd.sum()), rows, severity="error" if many else "warning")


def check_against(tables: ReleaseTables, last: Last, same_code: bool, notes: Notes) -> None:
    """All checks against the last release; `same_code` where the same code made that too."""
    _check_rows(tables, last, notes)
    _check_sizes(tables, last, notes)
    _check_columns(tables, last, notes)
    _check_frozen(tables, last, same_code, notes)
    _check_texts(tables, last, notes)
    _check_bodies(tables, last, notes)


def _check_rows(tables: ReleaseTables, last: Last, notes: Notes) -> None:
    """Reports by province and year."""
    before, now = _areas(last.reports, last.bodies), _areas(tables.reports, tables.bodies)
    keys, place = np.unique(before, return_inverse=True)
    count = np.bincount(place)
    found = Index(keys).find(now)
    left = np.bincount(found[found >= 0], minlength=len(keys))
    # an address that is still there has its report at another body or year now: no loss
    standing = Index(tables.reports.url).find(last.reports.url) >= 0
    known = tables.reports.index.find(last.reports.id)
    moved = standing & ((known < 0) | (now[known] != before))
    excused = np.bincount(place, weights=moved, minlength=len(keys)).astype(np.int64)
    fallen = count - left - excused
    for at in np.flatnonzero(fallen > 0):
        many = fallen[at] >= LEAST_FALL and fallen[at] > SHARE_FALL * count[at]
        gone = (place == at) & ~standing
        _note_fall(last, gone, (int(count[at]), int(left[at])), many, notes)


def _areas(reports: Reports, bodies: Bodies) -> Hashes:
    place = bodies.index.find(reports.organization)
    area = np.where(place >= 0, bodies.area[place], NULL) if len(bodies.id) else np.full(len(place), NULL)
    return mix(area, reports.year.astype(np.uint64))


def _note_fall(last: Last, gone: Flags, counts: tuple[int, int], many: bool, notes: Notes) -> None:
    told = {"rows before": counts[0], "rows now": counts[1]}
    wanted = {int(at): told for at in first_places(gone)}
    rows: list[dict[str, object]] = last.files[path_of("reports")].rows_at(
        wanted, ["organization_id", "year", "url"]
    )
    severity = "error" if many else "warning"
    notes.add("rows_fell", path_of("reports"), counts[0] - counts[1], rows or [told], severity=severity)


def _rows(files: Iterable[File], table: str) -> int:
    paths = [file.folder / file.path for file in files if file.table.name == table]
    return sum(pq.read_metadata(path).num_rows for path in paths)


def _check_sizes(tables: ReleaseTables, last: Last, notes: Notes) -> None:
    for table in TABLES:
        before, now = _rows(last.files.values(), table), _rows(tables.files.values(), table)
        many = before - now >= LEAST_TABLE and before - now > SHARE_TABLE * before
        if many:
            severity = "warning" if table in _MAY_SHRINK else "error"
            told = {"table": table, "rows before": before, "rows now": now}
            notes.add("table_fell", table, before - now, [told], severity=severity)


def _check_columns(tables: ReleaseTables, last: Last, notes: Notes) -> None:
    for table in TABLES.values():
        before, now = _filled(last.files.values(), table.name), _filled(tables.files.values(), table.name)
        if not _rows(tables.files.values(), table.name):
            continue
        for name in sorted(before):
            if before[name] and now.get(name) == 0:
                told = {"column": name, "values before": before[name], "values now": 0}
                severity = "error" if before[name] >= LEAST_VALUES else "warning"
                notes.add("column_empty", table.name, before[name], [told], severity=severity)


def _filled(files: Iterable[File], table: str) -> dict[str, int]:
    """How many values each column of a table has, by the statistics of its files."""
    total: dict[str, int] = {}
    for file in files:
        if file.table.name != table:
            continue
        metadata = pq.read_metadata(file.folder / file.path)
        for at in range(metadata.num_row_groups):
            group = metadata.row_group(at)
            for place in range(group.num_columns):
                column = group.column(place)
                if column.statistics is not None:
                    filled = group.num_rows - column.statistics.null_count
                    total[column.path_in_schema] = total.get(column.path_in_schema, 0) + filled
    return total


def _check_frozen(tables: ReleaseTables, last: Last, same_code: bool, notes: Notes) -> None:
    """Documents that both releases have, and that are not read as before."""
    place = tables.reports.index.find(last.reports.id)
    both, at = np.flatnonzero(place >= 0), place[place >= 0]
    moved = np.zeros(len(tables.reports.id), dtype=bool)
    moved[at] = tables.reports.frozen[at] != last.reports.frozen[both]
    if same_code:
        same = tables.reports.fetched_at[at] == last.reports.fetched_at[both]
        moved[at] |= same & (tables.reports.bytes[at] != last.reports.bytes[both])
    cells = tables.of_cells("frozen")
    for report, frozen in last.frozen_cells:
        there = tables.reports.index.find(report)
        moved[there[there >= 0]] |= cells[there[there >= 0]] != frozen[there >= 0]
    for table in _TEXTS if same_code else ("narratives",):  # new code may word a finding otherwise
        ours, theirs = (_texts(files[path_of(table)], tables.reports) for files in (tables.files, last.files))
        moved[at] |= ours[at] != theirs[at]
    count = int(moved.sum())
    many = count >= LEAST_RESTATED and count > SHARE_RESTATED * len(at)
    told = {"problem": np.full(len(moved), "read otherwise than for the last release")}
    if same_code:
        note_reports(tables, "restated_by_us", moved, told, notes)
    elif count:
        wanted = {int(one): {"problem": told["problem"][0]} for one in first_places(moved)}
        rows = tables.file("reports").rows_at(wanted, ["report_id", "organization_id", "year", "url"])
        notes.add("restated", path_of("reports"), count, rows, severity="error" if many else "warning")


def _texts(file: File, reports: Reports) -> Hashes:
    """What a table says of each report, as far as it follows from the text of the document."""
    total = np.zeros(len(reports.id), dtype=np.uint64)
    others = np.array([hash_text(code) for code in _NOT_OF_TEXT])
    for group in file.groups():
        columns = [hash_column(group.column(name)) for name in _TEXTS[file.table.name]]
        row = np.where(np.isin(columns[0], others), np.uint64(0), mix(*columns))
        total += by_report(reports.index, hash_column(group.column("report_id")), row, len(total))
    return total


def _check_texts(tables: ReleaseTables, last: Last, notes: Notes) -> None:
    """Reports without a section, of which no finding says so, where the last release had none such."""
    mute = _are_mute(tables.file("narratives"), tables.findings, tables.reports)
    if mute.sum() < LEAST_MUTE:
        return
    before = sum_findings(last.files[path_of("findings")], last.reports)
    if not _are_mute(last.files[path_of("narratives")], before, last.reports).any():
        told = {"problem": np.full(len(mute), "no section, and no finding says so")}
        note_reports(tables, "texts_lost", mute, told, notes)


def _are_mute(narratives: File, findings: FindingSums, reports: Reports) -> Flags:
    forms = [hash_text(form.id) for form in every_form().values() if form.sections]
    mute = np.isin(reports.form, np.array(forms)) & (findings.no_section == 0)
    for group in narratives.groups(["report_id"]):
        place = reports.index.find(hash_column(group.column("report_id")))
        mute[place[place >= 0]] = False
    return np.asarray(mute)


def _check_bodies(tables: ReleaseTables, last: Last, notes: Notes) -> None:
    place: Places = tables.bodies.index.find(last.bodies.id)
    both = place >= 0
    changed = np.zeros(len(tables.bodies.id), dtype=bool)
    changed[place[both]] = tables.bodies.fixed[place[both]] != last.bodies.fixed[both]
    count = int(changed.sum())
    many = count >= LEAST_BODIES and count > SHARE_BODIES * int(both.sum())
    file = tables.file("organizations")
    names = ["organization_id", "name", "kind", "level", "division_code", "province"]
    rows = file.rows_at({int(at): {} for at in first_places(changed)}, names)
    notes.add("organizations_changed", file.path, count, rows, severity="error" if many else "warning")
