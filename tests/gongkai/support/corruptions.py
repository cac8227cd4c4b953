"""Ways to corrupt the tables of a release, as a fault of the build or of a disk would.

Each takes the folder and a random generator and changes it; the papers are then written anew, so that digests
and row counts agree with the corrupted files. `Unchanged` is raised where the dice changed nothing.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.dataset import COMPRESSION
from gongkai.fields import TABLES
from gongkai.papers import write_papers

NEWEST = datetime(2026, 6, 1, 12, tzinfo=UTC)
CHECKED = [name for name in TABLES if name != "codebook"]
Way = Callable[[Path, random.Random, Path], None]


class Unchanged(Exception):
    """The dice fell so that nothing changed."""


def path_of(folder: Path, table: str, dice: random.Random) -> Path:
    """The file of a table; of one kept by year, that of some year."""
    if not TABLES[table].by_year:
        return folder / f"{table}.parquet"
    return dice.choice(sorted(folder.glob(f"{table}/year=*/part-0.parquet")))


def write(path: Path, table: Any) -> None:
    """Write a table as the build would; a file is never changed in place, because releases share it."""
    path.unlink(missing_ok=True)
    pq.write_table(table, path, compression=COMPRESSION, write_page_checksum=True)


def change(path: Path, alter: Callable[[Any], Any]) -> None:
    """Rewrite a file; Unchanged where it stays as it is."""
    before = pq.read_table(path, partitioning=None)
    after = alter(before)
    if after.schema == before.schema and after.equals(before):
        raise Unchanged
    write(path, after)


def set_column(table: Any, name: str, values: Iterable[Any]) -> Any:
    """A table with other values in a column; Unchanged where Parquet would not take them."""
    place, held = table.schema.get_field_index(name), list(values)
    field = table.schema.field(name)
    if None in held and not field.nullable:
        raise Unchanged
    return table.set_column(place, field, pa.array(held, type=field.type))


def corrupt(base: Path, folder: Path, way: Way, dice: random.Random, last: Path) -> None:
    """Make a corrupted copy of a release in `folder`, with papers that agree with its files."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder, copy_function=lambda one, other: Path(other).hardlink_to(one))
    for paper in [path for path in folder.iterdir() if path.is_file() and path.suffix != ".parquet"]:
        paper.unlink()
    way(folder, dice, last)
    counts = {}
    for path in sorted(folder.rglob("*.parquet")):
        try:
            counts[path.relative_to(folder).as_posix()] = pq.read_metadata(path).num_rows
        except (pa.ArrowException, OSError):
            counts[path.relative_to(folder).as_posix()] = 1
    write_papers(folder, name="v2026.2", created=NEWEST, counts=counts, changes="")


def _two_rows(table: Any, column: str, dice: random.Random) -> tuple[int, int]:
    """Two rows that differ in a column, neither null."""
    values = table.column(column).to_pylist()
    known = [place for place, value in enumerate(values) if value is not None]
    one = dice.choice(known) if known else 0
    others = [place for place in known if values[place] != values[one]]
    if not others:
        raise Unchanged
    return one, dice.choice(others)


def _swap(table: Any, names: Iterable[str], one: int, other: int) -> Any:
    for name in names:
        values = table.column(name).to_pylist()
        values[one], values[other] = values[other], values[one]
        table = set_column(table, name, values)
    return table


def _swap_in(table_name: str, pick: Callable[[Any, random.Random], str], also: tuple[str, ...] = ()) -> Way:
    def way(folder: Path, dice: random.Random, last: Path) -> None:
        def alter(table: Any) -> Any:
            column = pick(table, dice)
            return _swap(table, (column, *also), *_two_rows(table, column, dice))

        change(path_of(folder, table_name, dice), alter)

    return way


def _number_column(table: Any, dice: random.Random) -> str:
    names = [
        field.name
        for field in table.schema
        if field.type in (pa.int64(), pa.float64()) and pc.sum(table.column(field.name)).as_py()
    ]
    if not names:
        raise Unchanged
    return dice.choice(names)


def swap_values_of_a_report(folder: Path, dice: random.Random, last: Path) -> None:
    """All that two cells of one report hold, under each other's indicator."""

    def alter(table: Any) -> Any:
        ids = table.column("report_id").to_pylist()
        report = dice.choice(ids)
        places = [place for place, one in enumerate(ids) if one == report]
        values = table.column("value").to_pylist()
        one = dice.choice([place for place in places if values[place] is not None])
        others = [at for at in places if values[at] not in (None, values[one])]
        if not others:
            raise Unchanged
        return _swap(table, ("value", "implied", "raw", "status", "where"), one, dice.choice(others))

    change(path_of(folder, "cells", dice), alter)


def drop_year(folder: Path, dice: random.Random, last: Path) -> None:
    year = dice.choice(sorted(folder.glob("cells/year=*"))).name
    for table in ("cells", "indicators"):
        shutil.rmtree(folder / table / year)


def drop_year_of_the_panel(folder: Path, dice: random.Random, last: Path) -> None:
    shutil.rmtree(path_of(folder, "indicators", dice).parent)


def drop_table(folder: Path, dice: random.Random, last: Path) -> None:
    path_of(folder, dice.choice(["reports", "findings", "ledger", "coverage", "changes"]), dice).unlink()


def duplicate_row(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        at = dice.randrange(table.num_rows)
        return pa.concat_tables([table.slice(0, at + 1), table.slice(at)])

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def shift_column(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        name = dice.choice(table.schema.names)
        values = table.column(name).to_pylist()
        return set_column(table, name, [values[-1], *values[:-1]])

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def _multiply(table_name: str, factor: float) -> Way:
    def way(folder: Path, dice: random.Random, last: Path) -> None:
        def alter(table: Any) -> Any:
            name = _number_column(table, dice)
            values = table.column(name).to_pylist()
            return set_column(table, name, [None if one is None else one * factor for one in values])

        change(path_of(folder, table_name, dice), alter)

    return way


def multiply_everywhere(folder: Path, dice: random.Random, last: Path) -> None:
    """One indicator of one year, in cells, their texts, and the panel: nothing contradicts itself."""
    path = path_of(folder, "indicators", dice)
    year = path.parent.name
    indicator = dice.choice(["requests_received_total", "requests_handled_total_total"])

    def of_panel(table: Any) -> Any:
        values = table.column(indicator).to_pylist()
        return set_column(table, indicator, [None if one is None else one * 1000 for one in values])

    def of_cells(table: Any) -> Any:
        names = table.column("indicator").to_pylist()
        values, raw = table.column("value").to_pylist(), table.column("raw").to_pylist()
        for at, name in enumerate(names):
            if name == indicator and values[at] is not None:
                values[at] *= 1000
                raw[at] = str(int(values[at]))
        return set_column(set_column(table, "value", values), "raw", raw)

    change(path, of_panel)
    change(folder / "cells" / year / "part-0.parquet", of_cells)


def null_column(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        names = [name for name in table.schema.names if table.column(name).null_count < table.num_rows]
        nullable = [name for name in names if table.schema.field(name).nullable]
        if not nullable:
            raise Unchanged
        return set_column(table, dice.choice(nullable), [None] * table.num_rows)

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def change_unit(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        swapped = {"元": "万元", "万元": "元", "亿元": "万元"}
        units = table.column("unit").to_pylist()
        at = [place for place, unit in enumerate(units) if unit in swapped]
        if not at:
            raise Unchanged
        for place in dice.sample(at, dice.randint(1, len(at))):
            units[place] = swapped[units[place]]
        return set_column(table, "unit", units)

    change(path_of(folder, "cells", dice), alter)


def truncate_file(folder: Path, dice: random.Random, last: Path) -> None:
    path = path_of(folder, dice.choice(CHECKED), dice)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: dice.randrange(len(content))])


def flip_byte(folder: Path, dice: random.Random, last: Path) -> None:
    path = path_of(folder, dice.choice(CHECKED), dice)
    content = bytearray(path.read_bytes())
    at = dice.randrange(len(content))
    content[at] ^= 1 << dice.randrange(8)
    path.unlink()
    path.write_bytes(bytes(content))


def change_status(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        statuses = table.column("status").to_pylist()
        statuses[dice.randrange(len(statuses))] = dice.choice(["published", "blank", "missing", "recovered"])
        return set_column(table, "status", statuses)

    change(path_of(folder, "cells", dice), alter)


def _keep(folder: Path, gone: set[str], tables: Iterable[str], column: str = "report_id") -> None:
    for name in tables:
        for path in (
            [path_of(folder, name, random.Random(0))]
            if not TABLES[name].by_year
            else sorted(folder.glob(f"{name}/year=*/part-0.parquet"))
        ):
            table = pq.read_table(path, partitioning=None)
            if column in table.schema.names:
                kept = [value not in gone for value in table.column(column).to_pylist()]
                write(path, table.filter(pa.array(kept)))


def drop_some_of_a_province(folder: Path, dice: random.Random, last: Path) -> None:
    """A tenth of a province's rows of one year, at least two, out of every table but coverage."""
    bodies = pq.read_table(folder / "organizations.parquet").to_pylist()
    province = {body["organization_id"]: body["province"] for body in bodies}
    reports = pq.read_table(folder / "reports.parquet").to_pylist()
    name, year = dice.choice(sorted({(province[one["organization_id"]], one["year"]) for one in reports}))
    of_both = [one for one in reports if (province[one["organization_id"]], one["year"]) == (name, year)]
    chosen = dice.sample(of_both, min(max(2, len(of_both) // 10), len(of_both)))
    gone = {one["report_id"] for one in chosen}
    _keep(folder, gone, ["reports", "cells", "findings", "narratives", "indicators", "ledger", "changes"])
    _keep(folder, gone, ["ledger"], "next_report_id")


def drop_some_of_the_panel(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        gone = set(dice.sample(range(table.num_rows), max(1, table.num_rows // 10)))
        return table.filter(pa.array([at not in gone for at in range(table.num_rows)]))

    change(path_of(folder, "indicators", dice), alter)


def drop_rows(folder: Path, dice: random.Random, last: Path) -> None:
    """The last rows of a table, as where a writer ended too soon."""

    def alter(table: Any) -> Any:
        return table.slice(0, table.num_rows - dice.randint(1, max(1, table.num_rows // 4)))

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def change_report_id(folder: Path, dice: random.Random, last: Path) -> None:
    names = ["reports", "cells", "findings", "narratives", "indicators", "ledger", "changes"]

    def alter(table: Any) -> Any:
        values = table.column("report_id").to_pylist()
        at = dice.randrange(len(values))
        values[at] = f"{dice.getrandbits(256):064x}"
        return set_column(table, "report_id", values)

    change(path_of(folder, dice.choice(names), dice), alter)


def break_order(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        order = list(range(table.num_rows))
        at = dice.randrange(max(1, len(order) - 1))
        order[at : at + 2] = reversed(order[at : at + 2])
        return table.take(order)

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def replace_by_another_year(folder: Path, dice: random.Random, last: Path) -> None:
    table = dice.choice(["cells", "indicators"])
    one, other = dice.sample(sorted(folder.glob(f"{table}/year=*/part-0.parquet")), 2)
    content = other.read_bytes()
    one.unlink()
    one.write_bytes(content)


def replace_by_the_last_release(folder: Path, dice: random.Random, last: Path) -> None:
    """A file of the last release; those that did not change are none."""
    names = ["reports", "findings", "narratives", "coverage", "ledger", "changes", "cells", "indicators"]
    path = path_of(folder, dice.choice(names), dice)
    old = last / path.relative_to(folder)
    if not old.is_file() or old.read_bytes() == path.read_bytes():
        raise Unchanged
    path.unlink()
    path.write_bytes(old.read_bytes())


def wrong_type(folder: Path, dice: random.Random, last: Path) -> None:
    others = {pa.int64(): pa.float64(), pa.float64(): pa.string(), pa.string(): pa.large_string(),
              pa.bool_(): pa.int64(), pa.date32(): pa.string()}  # fmt: skip

    def alter(table: Any) -> Any:
        field = dice.choice(list(table.schema))
        if field.type not in others:
            raise Unchanged
        place = table.schema.get_field_index(field.name)
        return table.set_column(place, field.name, table.column(place).cast(others[field.type]))

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def negate_numbers(folder: Path, dice: random.Random, last: Path) -> None:
    table_name = dice.choice(["cells", "indicators", "reports", "ledger"])
    _multiply(table_name, -1)(folder, dice, last)


def text_into_names(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        values = table.column("name").to_pylist()
        for at in dice.sample(range(len(values)), max(2, len(values) // 5)):
            values[at] = dice.choice(["#REF!", "undefined", "N/A", "????", str(at)])
        return set_column(table, "name", values)

    change(folder / "organizations.parquet", alter)


def remove_column(folder: Path, dice: random.Random, last: Path) -> None:
    change(
        path_of(folder, dice.choice(CHECKED), dice),
        lambda table: table.drop_columns([dice.choice(table.schema.names)]),
    )


def change_sums(folder: Path, dice: random.Random, last: Path) -> None:
    """A total by one, in the cells and in the panel, as a wrong sum would do."""
    path = path_of(folder, "indicators", dice)
    table = pq.read_table(path, partitioning=None)
    name = dice.choice([name for name in table.schema.names if name.endswith("_total")])
    values = table.column(name).to_pylist()
    known = [at for at, value in enumerate(values) if value is not None]
    if not known:
        raise Unchanged
    at = dice.choice(known)
    values[at] += 1
    write(path, set_column(table, name, values))
    report = table.column("report_id")[at].as_py()

    def of_cells(cells: Any) -> Any:
        pairs = zip(cells.column("report_id").to_pylist(), cells.column("indicator").to_pylist(), strict=True)
        bump = [pair == (report, name) for pair in pairs]
        numbers = cells.column("value").to_pylist()
        return set_column(cells, "value", [n + 1 if one else n for n, one in zip(numbers, bump, strict=True)])

    change(folder / "cells" / path.parent.name / "part-0.parquet", of_cells)


def move_dates(folder: Path, dice: random.Random, last: Path) -> None:
    def alter(table: Any) -> Any:
        name = dice.choice(["fetched_at", "first_seen_at", "last_seen_at"])
        millis = table.column(name).cast(pa.int64()).to_pylist()
        at, days = dice.randrange(len(millis)), dice.choice([-4000, -400, 400, 4000])
        millis[at] += days * 86_400_000
        return table.set_column(
            table.schema.get_field_index(name), table.schema.field(name),
            pa.array(millis, pa.int64()).cast(table.schema.field(name).type),
        )  # fmt: skip

    change(folder / "reports.parquet", alter)


def garble_text(folder: Path, dice: random.Random, last: Path) -> None:
    """Texts read in a wrong encoding, in one column."""
    columns = [("narratives", "text"), ("reports", "title"), ("findings", "message_zh"),
               ("organizations", "name"), ("cells", "where")]  # fmt: skip
    table_name, column = dice.choice(columns)

    def alter(table: Any) -> Any:
        values = table.column(column).to_pylist()
        garbled = [one if one is None else one.encode().decode("latin-1") for one in values]
        return set_column(table, column, garbled)

    change(path_of(folder, table_name, dice), alter)


def rename_year(folder: Path, dice: random.Random, last: Path) -> None:
    path = path_of(folder, dice.choice(["cells", "indicators"]), dice).parent
    path.rename(path.with_name(f"year={int(path.name.removeprefix('year=')) + 20}"))


def reverse_column(folder: Path, dice: random.Random, last: Path) -> None:
    """A column upside down, as a wrong sort leaves it."""

    def alter(table: Any) -> Any:
        name = dice.choice(table.schema.names)
        return set_column(table, name, reversed(table.column(name).to_pylist()))

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


def swap_columns(folder: Path, dice: random.Random, last: Path) -> None:
    """What two columns of one type hold, under each other's name."""

    def alter(table: Any) -> Any:
        one = dice.choice(list(table.schema))
        other = dice.choice([field for field in table.schema if field.type == one.type])
        values = table.column(one.name).to_pylist(), table.column(other.name).to_pylist()
        return set_column(set_column(table, one.name, values[1]), other.name, values[0])

    change(path_of(folder, dice.choice(CHECKED), dice), alter)


WAYS: dict[str, Way] = {
    "swap two values in cells": _swap_in("cells", lambda table, dice: "value"),
    "swap two whole cells of a report": swap_values_of_a_report,
    "swap two values in indicators": _swap_in("indicators", _number_column),
    "swap two bodies in reports": _swap_in("reports", lambda table, dice: "organization_id"),
    "swap two bodies in indicators": _swap_in("indicators", lambda table, dice: "organization_id"),
    "swap two numbers of the ledger": _swap_in("ledger", _number_column),
    "drop a year": drop_year,
    "drop a year of the panel": drop_year_of_the_panel,
    "drop a table": drop_table,
    "duplicate a row": duplicate_row,
    "shift a column by one row": shift_column,
    "turn a column upside down": reverse_column,
    "swap two columns": swap_columns,
    "multiply a column of cells by 10": _multiply("cells", 10),
    "multiply a column of indicators by 1000": _multiply("indicators", 1000),
    "multiply an indicator by 1000 everywhere": multiply_everywhere,
    "null a column": null_column,
    "change a unit": change_unit,
    "truncate a file": truncate_file,
    "flip a bit": flip_byte,
    "change a status": change_status,
    "drop a tenth of a province everywhere": drop_some_of_a_province,
    "drop a tenth of the panel": drop_some_of_the_panel,
    "drop the last rows of a table": drop_rows,
    "change a report_id": change_report_id,
    "break the order": break_order,
    "put another year in its place": replace_by_another_year,
    "put the last release's file in its place": replace_by_the_last_release,
    "give a column another type": wrong_type,
    "negate a column": negate_numbers,
    "put text into names": text_into_names,
    "remove a column": remove_column,
    "change a sum in cells and panel": change_sums,
    "move a date by years": move_dates,
    "garble a text column": garble_text,
    "rename a year": rename_year,
}
