"""Numbers that are a thousand times, or a thousandth, of those of both neighbouring years.

Promises: one such number is a warning (a body may have slipped by a unit); many at once in one column and
year stop the release: then we have.
Refuses: to compare with one neighbour only, or with a zero: bodies do begin and end things.
Caveat: only totals, stocks and money are looked at; three years of those columns are held at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gongkai.codebook import read_codebook
from gongkai.validation.hashing import Flags, Floats, Hashes, Index, hash_column, numbers_of
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables, first_places

TIMES = 1000  # 元 for 万元 is 10,000, 千元 is 1,000
LEAST, SHARE = 5, 0.02  # of the bodies that have three years of a column
_ROWS = ("received", "carried_in", "handled_total", "carried_out", "reviews", "litigation")
COLUMNS = tuple(
    found.indicator
    for found in read_codebook()
    if found.is_money or found.column == "in_force" or (found.column == "total" and found.row in _ROWS)
)
_Numbers = Mapping[str, tuple[Floats, Flags]]
_Year = tuple[Hashes, _Numbers]


def check_jumps(tables: ReleaseTables, notes: Notes) -> None:
    """Look at every year of the panel that has both neighbours."""
    held: dict[int, _Year] = {}
    for year in tables.panel_years:
        if {year - 1, year + 1} <= set(tables.panel_years):
            for one in (year - 1, year, year + 1):
                held.setdefault(one, _read(tables, one))
            _check_year(tables, year, [held[one] for one in (year - 1, year, year + 1)], notes)
            del held[year - 1]


def _read(tables: ReleaseTables, year: int) -> _Year:
    whole = tables.file("indicators", year).read(["organization_id", *COLUMNS])
    numbers = {name: numbers_of(whole.column(name)) for name in COLUMNS}
    return hash_column(whole.column("organization_id")), numbers


def _check_year(tables: ReleaseTables, year: int, years: list[_Year], notes: Notes) -> None:
    before, here, after = years
    places = [Index(one[0]).find(here[0]) for one in (before, after)]
    both = (places[0] >= 0) & (places[1] >= 0)
    for name in COLUMNS:
        value, is_null = here[1][name]
        sides = [one[1][name][0][place] for one, place in zip((before, after), places, strict=True)]
        known = both & ~is_null & (value > 0) & (sides[0] > 0) & (sides[1] > 0)
        wrong = known & _jumps(value, *sides)
        if wrong.any():
            count = int(wrong.sum())
            many = count >= LEAST and count >= SHARE * int(known.sum())
            _note(tables, year, name, wrong, [sides[0], value, sides[1]], many, notes)


def _jumps(value: Floats, before: Floats, after: Floats) -> Flags:
    least, most = np.minimum(before, after), np.maximum(before, after)
    return (value >= TIMES * most) | (value * TIMES <= least)


def _note(
    tables: ReleaseTables, year: int, name: str, wrong: Flags, three: list[Any], many: bool, notes: Notes
) -> None:
    file = tables.file("indicators", year)
    told = [f"{name} {one}" for one in (year - 1, year, year + 1)]
    wanted = {
        int(at): {label: values[at] for label, values in zip(told, three, strict=True)}
        for at in first_places(wrong)
    }
    rows = file.rows_at(wanted, ["organization_id", "report_id"])
    notes.add("jumps", file.path, int(wrong.sum()), rows, severity="error" if many else "warning")
