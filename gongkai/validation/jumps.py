"""Numbers that are a thousand times, or a thousandth, of those of both neighbouring years.

Promises: one such number is a warning (a body may have slipped by a unit); many at once in one column and
year stop the release: then we have.
Refuses: to compare one body with one neighbour only, or with a zero: bodies do begin and end things. In the
first and the last year it only sees whether many jump.
Caveat: only totals, stocks and money are looked at; three years of those columns are held at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gongkai.codebook import read_codebook
from gongkai.validation.hashing import Flags, Floats, Hashes, Index, hash_column, numbers_of
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables, first_places

TIMES = 1000  # 元 for 万元 is 10,000, 千元 is 1,000
LEAST, SHARE = 5, 0.02  # of the bodies that have three years of a column
SHARE_AT_END = 0.2  # of those that have two, in the first and the last year
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
        near = [one for one in (year - 1, year + 1) if one in tables.panel]
        held = {one: held.get(one) or _read(tables, one) for one in (year, *near)}
        if near:
            _check_year(tables, year, held[year], {one: held[one] for one in near}, notes)


def _read(tables: ReleaseTables, year: int) -> _Year:
    whole = tables.file("indicators", year).read(["organization_id", *COLUMNS])
    numbers = {name: numbers_of(whole.column(name)) for name in COLUMNS}
    return hash_column(whole.column("organization_id")), numbers


def _check_year(
    tables: ReleaseTables, year: int, here: _Year, near: Mapping[int, _Year], notes: Notes
) -> None:
    places = {one: Index(held[0]).find(here[0]) for one, held in near.items()}
    for name in COLUMNS:
        value, is_null = here[1][name]
        known = ~is_null & (value > 0)
        sides: dict[int, Floats] = {}
        for one, held in near.items():
            sides[one] = held[1][name][0][places[one]] if len(held[0]) else np.zeros(len(value))
            known &= (places[one] >= 0) & (sides[one] > 0)
        wrong = known & _jumps(value, list(sides.values()))
        count, share = int(wrong.sum()), SHARE if len(near) > 1 else SHARE_AT_END
        many = count >= LEAST and count >= share * int(known.sum())
        if many or (count and len(near) > 1):
            _note(tables, year, name, wrong, {**sides, year: value}, many, notes)


def _jumps(value: Floats, sides: list[Floats]) -> Flags:
    least, most = np.minimum.reduce(sides), np.maximum.reduce(sides)
    return np.asarray((value >= TIMES * most) | (value * TIMES <= least))


def _note(
    tables: ReleaseTables,
    year: int,
    name: str,
    wrong: Flags,
    years: Mapping[int, Floats],
    many: bool,
    notes: Notes,
) -> None:
    file = tables.file("indicators", year)
    wanted = {
        int(at): {f"{name} {one}": years[one][at] for one in sorted(years)} for at in first_places(wrong)
    }
    rows = file.rows_at(wanted, ["organization_id", "report_id"])
    notes.add("jumps", file.path, int(wrong.sum()), rows, severity="error" if many else "warning")
