"""The record of the schema: every column that there ever was, and the schema versions that it stood in.

Promises: a column that stood in an older version goes, or changes, only with a new major version, or by a
rename that `renamed_columns.csv` tells; `python -m gongkai.fielddocs` refuses the rest.
Caveat: what came with the version that is being worked on is not published yet, and may still change.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from gongkai.aliases import Renamed
from gongkai.errors import DatasetError
from gongkai.fields import Table

RECORD = Path(__file__).parents[1] / "data" / "reference" / "schema.csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it stands since a schema version, until another where it went or changed."""

    table: str
    column: str
    type: str
    null: str
    since: str
    until: str = ""

    @property
    def shape(self) -> tuple[str, str, str, str]:
        """What a program relies on."""
        return (self.table, self.column, self.type, self.null)


def read_record(text: str) -> list[Column]:
    """The columns of a record."""
    return [Column(**row) for row in csv.DictReader(io.StringIO(text))]


def write_record(columns: Iterable[Column]) -> str:
    """The text of a record."""
    text = io.StringIO()
    head = ("table", "column", "type", "null", "since", "until")
    csv.writer(text, lineterminator="\n").writerows([head, *map(astuple, columns)])
    return text.getvalue()


def update_record(
    known: Sequence[Column], tables: Mapping[str, Table], version: str, renamed: Collection[Renamed]
) -> list[Column]:
    """The record of `tables`, which are those of schema `version`: what stands first, then what went.

    Raises DatasetError where a column of an older version went or changed, and neither the version nor
    `renamed` says so.
    """
    older = [one for one in known if _order(one.since) < _order(version)]
    standing = {one.shape: one for one in older if not one.until or one.until == version}
    now = [_stands(shape, standing, version) for shape in _shapes(tables)]
    shapes = {one.shape for one in now}
    gone = [one for shape, one in standing.items() if shape not in shapes]
    _check(gone, older, version, {(one.table, one.old) for one in renamed})
    past = [one for one in older if one.until and one.until != version]
    return [*now, *past, *(replace(one, until=version) for one in gone)]


def _shapes(tables: Mapping[str, Table]) -> Iterator[tuple[str, str, str, str]]:
    for table in tables.values():
        for field in table.fields:
            yield (table.name, field.name, field.type, "yes" if field.nullable else "no")


def _stands(
    shape: tuple[str, str, str, str], standing: Mapping[tuple[str, str, str, str], Column], version: str
) -> Column:
    was = standing.get(shape)
    return replace(was, until="") if was else Column(*shape, since=version)


def _check(
    gone: Sequence[Column], older: Sequence[Column], version: str, renamed: Collection[tuple[str, str]]
) -> None:
    past = [_order(text) for one in older for text in (one.since, one.until) if text and text != version]
    broken = [f"{one.table}.{one.column}" for one in gone if (one.table, one.column) not in renamed]
    if broken and max(past)[0] >= _order(version)[0]:
        raise DatasetError(
            f"schema {version} takes away or changes what older versions promise: {', '.join(broken)}",
            remedy="Keep the columns, name their renames in renamed_columns.csv, or raise the major version.",
        )


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
