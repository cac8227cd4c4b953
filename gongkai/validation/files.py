"""The files of a release, read a row group at a time, and the checks that need nothing but a file.

Promises: a file that cannot be read, or whose pages break their checksum, is a problem, never an exception.
Refuses: to hold more than one row group; what is found of a file is a pure function of its bytes.
Caveat: a file with a fault of this kind is left out of the checks across tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.datapackage import SUMS, digest_of
from gongkai.fields import TABLES, Table
from gongkai.validation.hashing import in_order
from gongkai.validation.outcome import Notes, named

PAPERS = frozenset({
    "datapackage.json", "croissant.json", "README.md", "CODEBOOK.md", "CHANGES.md", "CITATION.cff",
    "LICENSE-DATA", SUMS,
})  # fmt: skip
FEW = frozenset({"report_id", "organization_id", "indicator", "status", "unit", "evidence", "raw", "code"})
UNREADABLE = (OSError, pa.ArrowException, UnicodeDecodeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class File:
    """One table file of a release; `year` is None where its table is not kept by year."""

    folder: Path
    path: str
    table: Table
    digest: str
    year: int | None = None

    def groups(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Its row groups as Arrow tables; one of the errors UNREADABLE where it cannot be read."""
        few = [name for name in self.table.schema().names if name in FEW and name in (columns or FEW)]
        with pq.ParquetFile(
            self.folder / self.path, read_dictionary=few, page_checksum_verification=True
        ) as file:
            for place in range(file.num_row_groups):
                yield file.read_row_group(place, columns=columns)

    def read(self, columns: Sequence[str]) -> Any:
        """Some columns, whole."""
        names = list(columns)
        groups = list(self.groups(names))
        return pa.concat_tables(groups) if groups else self.table.schema().empty_table().select(names)

    def rows_at(
        self, wanted: Mapping[int, Mapping[str, object]], columns: Sequence[str]
    ) -> list[dict[str, object]]:
        """Rows by their place in the file, with what is told beside them; for a page, so only a few."""
        found, start = [], 0
        for group in self.groups(columns):
            for place in sorted(place for place in wanted if start <= place < start + group.num_rows):
                found.append({**group.slice(place - start, 1).to_pylist()[0], **wanted[place]})
            start += group.num_rows
        return found


def list_files(folder: Path) -> list[File]:
    """The table files of a release, by path."""
    files = []
    for path in sorted(folder.rglob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        table = TABLES.get(name.split("/")[0].removesuffix(".parquet"))
        if table is None or name.count("/") != (2 if table.by_year else 0):
            continue
        folder_name = name.split("/")[1] if table.by_year else "year=-1"
        year = folder_name.removeprefix("year=")
        if year.lstrip("-").isdigit():
            files.append(File(folder, name, table, digest_of(path), int(year) if table.by_year else None))
    return files


def check_folder(folder: Path, files: Sequence[File], notes: Notes) -> None:
    """Files that are gone or too many, digests, and the rows that datapackage.json states."""
    paths = {file.path for file in files}
    lost = [f"{table.name}.parquet" for table in TABLES.values() if not table.by_year]
    for path in lost:
        notes.add("file_lost", path, int(path not in paths), [{"file": path, "problem": "it is not there"}])
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path in sorted(there - paths - PAPERS):
        notes.add("file_lost", path, 1, [{"file": path, "problem": "no table has such a file"}])
    sums = read_sums(folder)
    for file in files:
        if sums.get(file.path) != file.digest:
            notes.add("sums_differ", file.path, 1, [{"stated": sums.get(file.path), "found": file.digest}])
    _check_package(folder, files, notes)


def read_sums(folder: Path) -> dict[str, str]:
    """The digests of SHA256SUMS, by path; empty where there is none."""
    path = folder / SUMS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _check_package(folder: Path, files: Sequence[File], notes: Notes) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"resources": []}
    stated = {one["path"]: one["rows"] for one in package["resources"]}
    for path_ in sorted(set(stated) - {file.path for file in files}):
        notes.add("file_lost", path_, 1, [{"file": path_, "problem": "datapackage.json names it"}])
    for file in files:
        found = count_rows(file)
        if found is not None and stated.get(file.path) != found:
            notes.add("rows_stated", file.path, 1, [{"stated": stated.get(file.path), "found": found}])


def count_rows(file: File) -> int | None:
    """The rows of a file; None where it cannot be read."""
    try:
        return int(pq.read_metadata(file.folder / file.path).num_rows)
    except UNREADABLE:
        return None


def check_columns(file: File, notes: Notes) -> bool:
    """Whether a file has the columns of its table; a problem where it has not, or cannot be read."""
    try:
        found = pq.read_schema(file.folder / file.path)
    except UNREADABLE as error:
        note_unreadable(file, error, notes)
        return False
    wanted = file.table.schema()
    if found.equals(wanted):
        return True
    here, there = ({f"{one.name}: {one.type}" for one in schema} for schema in (wanted, found))
    rows = [{"expected": one, "found": "nothing"} for one in sorted(here - there)]
    rows += [{"expected": "nothing", "found": one} for one in sorted(there - here)]
    rows = rows or [{"expected": ", ".join(wanted.names), "found": ", ".join(found.names)}]
    notes.add("columns", file.path, len(rows), rows)
    return False


def note_unreadable(file: File, error: Exception, notes: Notes) -> None:
    """Note a file that cannot be read."""
    notes.add("file_unreadable", file.path, 1, [{"problem": f"{type(error).__name__}: {error}"}])


class KeyOrder:
    """Sees that the keys of a file rise from row to row, also from one row group to the next."""

    def __init__(self, file: File, notes: Notes) -> None:
        self._file, self._notes = file, notes
        self._last: tuple[Any, ...] | None = None

    def see(self, group: Any) -> None:
        """Look at the next row group."""
        names = self._file.table.file_key
        if not group.num_rows:
            return
        first, last = (tuple(group.column(name)[place].as_py() for name in names) for place in (0, -1))
        if self._last is not None and not _is_below(self._last, first):
            self._notes.add("keys", self._file.path, 1, [named(names, first)])
        bad = np.flatnonzero(~in_order([group.column(name) for name in names])) + 1
        rows = ({name: group.column(name)[int(place)].as_py() for name in names} for place in bad)
        self._notes.add("keys", self._file.path, len(bad), rows)
        self._last = last


def _is_below(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return None not in one and None not in other and one < other
