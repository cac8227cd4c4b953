"""Columns that were renamed: their old names go on for a year, and new names open older releases.

Promises: what a call gives depends on the release alone, not on the day of the call: an old name holds for
every release made until the day in `renamed_columns.csv`, with a DeprecationWarning that names the new one.
Refuses: an old name after that day, with the new one as remedy.
Caveat: whole frames have the names of their release; aliases are for columns that are asked for by name.
"""

from __future__ import annotations

import csv
import difflib
import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongkai.errors import DatasetError
from gongkai.reference import reference_file

_CALLER = 6  # frames from the warning up to the line that asks a dataset for columns


@dataclass(frozen=True, slots=True)
class Renamed:
    """A column of `table` that is called `new` since a schema version; `old` holds until a day."""

    table: str
    old: str
    new: str
    since: str
    until: date


@lru_cache(maxsize=1)
def read_renamed() -> tuple[Renamed, ...]:
    """All columns that were ever renamed, in the order in which they were."""
    with reference_file("renamed_columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Renamed(row["table"], row["old"], row["new"], row["since"], date.fromisoformat(row["until"]))
            for row in csv.DictReader(file)
        )


def find_columns(
    table: str, wanted: Sequence[str], known: Collection[str], created: Callable[[], date]
) -> dict[str, str]:
    """The columns of a release for those that are wanted; `created` gives the day of the release.

    Raises DatasetError for a column that is not there, and for an old name whose time is over.
    """
    found: dict[str, str] = {}
    for name in wanted:  # a comprehension would be a frame of its own in Python 3.11
        found[name] = name if name in known else _alias(table, name, known, created)
    return found


def _alias(table: str, name: str, known: Collection[str], created: Callable[[], date]) -> str:
    later = _later(table, name)
    for place, one in enumerate(later):
        if one.new in known:
            _warn(name, one.new, later[: place + 1], created())
            return one.new
    for one in reversed(read_renamed()):
        if one.table == table and one.new == name:  # the release is older than the name
            return one.old if one.old in known else _alias(table, one.old, known, created)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else "The columns are listed in docs/tables.md."
    raise DatasetError(f"no column {name!r}", remedy=hint)


def _later(table: str, name: str) -> list[Renamed]:
    """How a column was renamed, step by step."""
    steps: list[Renamed] = []
    for one in read_renamed():
        if one.table == table and one.old == name:
            steps.append(one)
            name = one.new
    return steps


def _warn(old: str, new: str, steps: Sequence[Renamed], created: date) -> None:
    until = steps[0].until
    if created > until:
        raise DatasetError(
            f"no column {old!r}: it was renamed in schema version {steps[0].since}, and the old name held "
            f"for releases until {until}",
            remedy=f"Ask for {new}.",
        )
    warnings.warn(
        f"column {old!r} is called {new!r} since schema version {steps[0].since}; the old name holds for "
        f"releases until {until}",
        DeprecationWarning,
        stacklevel=_CALLER,
    )
