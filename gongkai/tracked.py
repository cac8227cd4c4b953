"""The organisations of releases, and their other names: `data/reference/organizations.csv`.

`python -m gongkai.tracked RELEASE` adds those of a release.

Promises: an id that a release had is kept for good: a body whose area has a new code, or whose name has a new
writing, is found by what it was. A name that was another's in other years is looked up by year.
Refuses: ids of bodies whose area is unknown (`-:`): more than one body may be behind them.
Caveat: a body that split, or became part of another, keeps its id; `successor` says where it went.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from gongkai.canonical import canonical
from gongkai.divisions import Divisions, read_divisions
from gongkai.reference import reference_file

FILE = "organizations.csv"
ENDS = ("", "renamed", "moved", "merged", "ended")  # what may stand as the change


@dataclass(frozen=True, slots=True)
class Tracked:
    """A name that a body had from `from_year` to `to_year`, both included; None where that is not known.

    `name` is the canonical one within the area of `division_code`; `change` says how its time ended.
    """

    organization_id: str
    division_code: str
    name: str
    from_year: int | None = None
    to_year: int | None = None
    change: str = ""
    successor: str = ""
    source: str = ""

    def has(self, year: int | None) -> bool:
        """True where the body had the name in the year; of an unknown year nothing is denied."""
        return year is None or (self.from_year or year) <= year <= (self.to_year or year)


class TrackedBodies:
    """Look-up of ids by area, name and year."""

    def __init__(self, rows: Iterable[Tracked], divisions: Divisions) -> None:
        self._by_name: dict[str, list[Tracked]] = defaultdict(list)
        self._by_id: dict[str, list[Tracked]] = defaultdict(list)
        for row in sorted(rows, key=repr):
            key = f"{divisions.get(row.division_code).id}:{canonical(row.name)}"
            if key != row.organization_id:
                self._by_name[key].append(row)
            if key != row.organization_id or row.successor:
                self._by_id[row.organization_id].append(row)

    def find(self, key: str, year: int | None) -> str:
        """The id of the body that `key`, an area's id and a canonical name, means in the year.

        >>> bodies = TrackedBodies([Tracked("1:新局", "1", "旧局", None, 2018, "renamed")], Divisions([]))
        >>> bodies.find("1:旧局", 2018), bodies.find("1:旧局", 2019)
        ('1:新局', '1:旧局')
        """
        ids = {row.organization_id for row in self._by_name.get(key, ()) if row.has(year)}
        return ids.pop() if len(ids) == 1 else key

    def digest(self) -> str:
        """A digest of what `find` depends on: rows that only confirm an id leave it as it is."""
        return hashlib.sha256(repr(sorted(self._by_name.items())).encode()).hexdigest()

    def names(self, organization_id: str) -> list[Tracked]:
        """The other names that are tracked of a body, and how it ended."""
        return self._by_id.get(organization_id, [])


@lru_cache(maxsize=1)
def read_tracked() -> TrackedBodies:
    """The tracked bodies of this installation."""
    areas = read_divisions()
    with reference_file(FILE).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines)
        telling = (dict(zip(names, line, strict=True)) for line in lines if not _is_plain(line, areas))
        return TrackedBodies(map(_row, telling), areas)


def _is_plain(line: list[str], divisions: Divisions) -> bool:
    """True for a line that says of an id only what it says itself: nearly all are so."""
    key, code, name, _, _, change, successor, _ = line
    is_own = key == f"{code}:{name}" and not change and not successor
    return is_own and divisions.is_newest(code) and canonical(name) == name


def read_rows(path: Path) -> list[Tracked]:
    """The rows of a file of tracked bodies; ValueError where one says what it may not."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_row(line) for line in csv.DictReader(file)]
    for row in rows:
        if row.change not in ENDS or ":" not in row.organization_id or row.organization_id.startswith("-"):
            raise ValueError(f"{path}: {row}")
    return rows


def _row(line: dict[str, str]) -> Tracked:
    first, last = (int(line[name]) if line[name] else None for name in ("from_year", "to_year"))
    key, code, name = line["organization_id"], line["division_code"], line["name"]
    return Tracked(key, code, name, first, last, line["change"], line["successor"], line["source"])


def add_bodies(path: Path, ids: Iterable[str], source: str) -> int:
    """Add the ids of a release that are not tracked yet, as of `source`; how many there were.

    The file is replaced whole, sorted, so that the order of releases' rows leaves no trace.
    """
    rows = read_rows(path)
    known = {row.organization_id for row in rows}
    new = [key for key in sorted(set(ids)) if key not in known and not key.startswith("-:")]
    for key in new:
        code, _, name = key.partition(":")
        rows.append(Tracked(key, code, name, source=source))
    _write(path, rows)
    return len(new)


def _write(path: Path, rows: Iterable[Tracked]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Tracked)])
    lines = [tuple("" if value is None else str(value) for value in astuple(row)) for row in rows]
    writer.writerows(sorted(lines))
    scratch = path.with_name(path.name + ".new")
    scratch.write_text(text.getvalue(), encoding="utf-8")
    scratch.replace(path)


def main(release: str) -> None:
    """Add the bodies of a release to the tracked file of the checkout."""
    folder = Path(release).resolve()  # `current` is a link
    column = pq.read_table(folder / "organizations.parquet", columns=["organization_id"])["organization_id"]
    add_bodies(reference_file(FILE), column.to_pylist(), folder.name)


if __name__ == "__main__":
    main(sys.argv[1])
