"""From rows to Parquet files.

Promises: the same rows give the same bytes: written from Arrow, sorted by key, in row groups of one size,
without the metadata of pandas; a key that comes twice or out of order stops the build.
Refuses: to hold more than one row group in memory.
Caveat: the files name the version of pyarrow that wrote them; bytes are equal for one pinned version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.codebook import read_codebook
from gongkai.errors import DatasetError
from gongkai.fields import TABLES, Table
from gongkai.linking import Links
from gongkai.reuse import Reuse
from gongkai.rows import Row
from gongkai.series import read_series
from parsers.collecting import uncollected

GROUP_VALUES = 1 << 19  # values in a row group: about 40 MB of `cells` in memory while one is written
GROUP_TEXTS = 4096  # rows of `narratives`, whose texts run to some kilobytes each
COMPRESSION = "zstd"


def write_tables(
    links: Links, coverage: Callable[[], Iterable[Row]], reuse: Reuse, folder: Path
) -> dict[str, int]:
    """Write all tables below `folder`; the number of rows of each file, by its path in the folder."""
    with uncollected():  # rows hold no cycles, and the search is a quarter of the time
        return _write_all(links, coverage, reuse, folder)


def _write_all(
    links: Links, coverage: Callable[[], Iterable[Row]], reuse: Reuse, folder: Path
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, rows in (
        ("reports", links.reports()),
        ("organizations", links.organizations()),
        ("findings", links.findings()),
        ("narratives", links.narratives()),
        ("coverage", coverage()),
        ("ledger", links.ledger()),
        ("changes", links.changes()),
        ("codebook", codebook_rows()),
        ("series", series_rows()),
    ):
        counts[f"{name}.parquet"] = write_table(TABLES[name], rows, folder / f"{name}.parquet")
    for year in links.years():
        for name, rows in (("cells", links.cells(year)), ("indicators", links.panel(year))):
            path = f"{name}/year={year}/part-0.parquet"
            taken = reuse.take(path, links.digest(name, year), folder / path)
            written = _write_year(TABLES[name], rows, folder / path) if taken is None else taken
            counts |= {path: written} if written else {}
    return counts


def _write_year(table: Table, rows: Iterable[Row], path: Path) -> int:
    ahead = iter(rows)
    first = next(ahead, None)
    if first is None:  # documents without cells make a year of `reports`, not of `cells`
        return 0
    return write_table(table, chain([first], ahead), path)


def write_table(table: Table, rows: Iterable[Row], path: Path) -> int:
    """Write rows, sorted by the table's key, to one file; the number of rows.

    Raises DatasetError where a key comes twice or out of order.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    schema, size = table.schema(), rows_per_group(table)
    count = 0
    with pq.ParquetWriter(path, schema, compression=COMPRESSION, write_page_checksum=True) as writer:
        for chunk in _chunks(_check_keys(table, rows), size):
            writer.write_table(_to_arrow(chunk, schema), row_group_size=size)
            count += len(chunk)
    return count


def _check_keys(table: Table, rows: Iterable[Row]) -> Iterable[Row]:
    key_of = itemgetter(*(table.schema().names.index(name) for name in table.file_key))
    last: Any = None
    for row in rows:
        key = key_of(row)
        if last is not None and not last < key:
            raise DatasetError(f"{table.name}: key {key} comes twice or out of order")
        last = key
        yield row


def rows_per_group(table: Table) -> int:
    """The rows of one row group: fewer where a table is wide, so that memory is the same for all.

    >>> rows_per_group(TABLES["cells"]), rows_per_group(TABLES["indicators"])
    (58254, 1789)
    """
    return GROUP_TEXTS if table.name == "narratives" else GROUP_VALUES // len(table.fields)


def _chunks(rows: Iterable[Row], size: int) -> Iterator[Sequence[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def _to_arrow(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def codebook_rows() -> list[Row]:
    """The rows of `codebook`, sorted by indicator."""
    return [
        [
            found.indicator, found.short_name, ";".join(found.forms), found.table, found.row,
            found.column or None, found.row_zh, found.column_zh, found.unit, found.place,
            found.definition, found.definition_en, found.legal_basis, found.legal_basis_en,
            float(found.example), found.confirmed, found.label_en, found.is_total, found.series,
        ]
        for found in sorted(read_codebook(), key=lambda found: found.indicator)
    ]  # fmt: skip


def series_rows() -> list[Row]:
    """The rows of `series`, sorted by series, indicator and form."""
    members = sorted(read_series(), key=lambda one: (one.series, one.indicator, one.form))
    return [[one.series, one.indicator, one.form, one.joined, one.why_zh, one.why_en] for one in members]
