"""A release as CSV for spreadsheets or as Stata files: the same rows, a file a table or a year of it.

Promises: every row and column of what was asked for; absent numbers are empty (CSV) or missing (Stata), never
0; the same release gives the same bytes; memory is that of some thousand rows (CSV) or of one part (Stata).
Refuses: a number that Stata cannot hold exactly; to leave half a file under its name.
Caveat: what a page printed is exported as it is, also where a spreadsheet takes it for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from gongkai.codebook import read_codebook
from gongkai.errors import DatasetError, InputError
from gongkai.fields import TABLES, Field, Table
from gongkai.load import YEAR, Dataset
from gongkai.stata import STATA_PART, StataTable

ROWS_AT_ONCE = 4096
BOM = "\ufeff"  # spreadsheets take a CSV file without it for one of the system's old encoding
YEAR_FIELD = Field(
    YEAR, "integer", "The year reported on; 0 where it is unclear.", "报告年度", nullable=False
)


class ExportFormat(StrEnum):
    """What to write."""

    CSV = "csv"
    STATA = "stata"


class LabelLanguage(StrEnum):
    """The language of labels in Stata files."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A file of a table, with the fields that are exported."""

    path: Path
    table: Table
    fields: tuple[Field, ...]
    year: int | None

    @property
    def stem(self) -> str:
        return self.table.name if self.year is None else f"{self.table.name}-{self.year}"


def export(
    dataset: Dataset,
    folder: Path,
    format_: ExportFormat,
    *,
    tables: Sequence[str] = ("indicators",),
    years: Collection[int] | None = None,
    labels: LabelLanguage = LabelLanguage.EN,
    bom: bool = True,
) -> Iterator[Exported]:
    """Write tables of a release below `folder`, and give each file that is whole.

    `years` holds for tables kept by year. Raises InputError for a table that does not exist, or years that
    are not there; DatasetError where the release is not whole.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in tables:
            sources = _sources(dataset, name, years)
            if format_ is ExportFormat.CSV:
                yield from (_write_csv(source, folder, BOM if bom else "") for source in sources)
            else:
                yield from _write_stata(dataset, sources, folder, labels.value)
        if format_ is ExportFormat.CSV:
            yield _write_columns(folder, tables, BOM if bom else "")
    except pa.ArrowInvalid as error:
        raise DatasetError(
            f"{dataset.path}: {error}", remedy="The release is not whole: build it again."
        ) from error


def _sources(dataset: Dataset, name: str, years: Collection[int] | None) -> list[_Source]:
    if name not in TABLES:
        raise InputError(f"{name}: no such table", remedy=f"The tables are {', '.join(TABLES)}.")
    table = TABLES[name]
    if not table.by_year:
        return [_source(dataset.path / f"{name}.parquet", table, None)]
    there = {int(path.name.removeprefix("year=")): path for path in dataset.path.glob(f"{name}/year=*")}
    wanted = sorted(there if years is None else there.keys() & set(years))
    if not wanted:
        held = ", ".join(map(str, sorted(there))) or "none"
        raise InputError(f"{name}: none of these years is there", remedy=f"There are: {held}.")
    return [_source(there[year] / "part-0.parquet", table, year) for year in wanted]


def _source(path: Path, table: Table, year: int | None) -> _Source:
    known = set(pq.read_schema(path).names)
    fields = [field for field in table.fields if field.name in known]
    if year is not None:
        fields.insert(1, YEAR_FIELD)
    return _Source(path, table, tuple(fields), year)


def _batches(source: _Source, size: int) -> Iterator[pa.Table]:
    names = [field.name for field in source.fields]
    stored = [name for name in names if source.year is None or name != YEAR]
    with pq.ParquetFile(source.path) as file:
        for batch in file.iter_batches(size, columns=stored):
            table = pa.Table.from_batches([batch])
            if source.year is not None:
                table = table.append_column(YEAR, pa.array([source.year] * len(table), pa.int64()))
            yield table.select(names)


def _write_csv(source: _Source, folder: Path, head: str) -> Exported:
    path, rows = folder / f"{source.stem}.csv", 0
    aside = path.with_name(f"{path.name}.tmp")
    schema = pa.schema([(f.name, _csv_type(source.table, f)) for f in source.fields])
    with aside.open("wb") as file:
        file.write(head.encode())
        with pacsv.CSVWriter(file, schema) as writer:
            for table in _batches(source, ROWS_AT_ONCE):
                writer.write_table(table.cast(schema))
                rows += len(table)
    aside.replace(path)
    return Exported(path, rows)


def _csv_type(table: Table, field: Field) -> pa.DataType:
    return pa.int64() if field is YEAR_FIELD else table.schema().field(field.name).type


def _write_columns(folder: Path, tables: Sequence[str], head: str) -> Exported:
    """columns.csv: what the columns of the tables mean."""
    short = {found.indicator: found.short_name for found in read_codebook()}
    rows = [
        [name, f.name, short.get(f.name, f.name), f.type, f.unit or "", f.en, f.zh]
        for name in tables
        for f in ([YEAR_FIELD] if TABLES[name].by_year else []) + list(TABLES[name].fields)
    ]
    text = io.StringIO(head)
    text.seek(0, io.SEEK_END)
    heads = ["table", "column", "short_name", "type", "unit", "meaning_en", "meaning_zh"]
    csv.writer(text, lineterminator="\n").writerows([heads, *rows])
    path = folder / "columns.csv"
    aside = path.with_name(f"{path.name}.tmp")
    aside.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    aside.replace(path)
    return Exported(path, len(rows))


def _write_stata(
    dataset: Dataset, sources: Sequence[_Source], folder: Path, language: str
) -> Iterator[Exported]:
    for source in sources:
        writer = StataTable(
            source.table, source.fields, language, f"gongkai {dataset.name}: {source.stem}", dataset.created
        )
        for place, table in enumerate(_parts(source)):
            part = f"-part{place + 1}" if place else ""
            path = folder / f"{source.stem}{part}.dta"
            aside = path.with_name(f"{path.name}.tmp")
            writer.write(table, aside)
            aside.replace(path)
            yield Exported(path, len(table))


def _parts(source: _Source) -> Iterator[pa.Table]:
    """The rows in parts that fit into memory; one part without rows where there are none."""
    size = max(1, STATA_PART // len(source.fields))
    held: list[Any] = []
    count = 0
    for table in _batches(source, min(size, ROWS_AT_ONCE)):
        if held and count + len(table) > size:
            yield pa.concat_tables(held)
            held, count = [], 0
        held.append(table)
        count += len(table)
    yield pa.concat_tables(held) if held else _empty(source)


def _empty(source: _Source) -> pa.Table:
    return pa.schema([(f.name, _csv_type(source.table, f)) for f in source.fields]).empty_table()


def read_years(text: str) -> set[int]:
    """Years as people write them; InputError for what is none.

    >>> sorted(read_years("2019-2021,2023"))
    [2019, 2020, 2021, 2023]
    """
    years: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isdecimal() and (last.isdecimal() if dash else True)):
            raise InputError(f"{text!r} is no list of years", remedy="Write 2021, 2019-2021 or 2019,2021.")
        years |= set(range(int(first), int(last or first) + 1))
    return years
