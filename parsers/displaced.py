"""Rows whose values have moved: as many as cells, though one was lost and a stranger stands among them.

Promises: a row is doubted only where it breaks its own sum and those of two columns at the least, and where
another placement of its values breaks none: one value left out, or two joined, and one cell lost.
Refuses: to set the values elsewhere: nothing says which of several placements it is. A number that alone is
misprinted moves no other, and stays as printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from parsers.forms import Identity
from parsers.placements import Reading, count_of
from parsers.report import Code, Evidence, Severity

MIN_BROKEN = 3  # lines: the row and two columns; one misprint breaks two


def doubt_displaced(identities: Sequence[Identity], reading: Reading) -> None:
    """Make the values uncertain of rows that read better when moved."""
    row_sum = Code.ROW_SUM
    rows = [i for i in identities if i.code == row_sum and _is_movable(i.left, reading)]
    movable = [(i.label, (*i.right, *i.left)) for i in rows if _is_movable(i.right, reading)]
    if not movable:
        return
    values = {name: count_of(placement) for name, placement in reading.placements.items()}
    for label, names in movable:
        if _is_displaced(names, identities, values):
            _doubt(label, names, reading)


def _is_movable(names: Sequence[str], reading: Reading) -> bool:
    """True for values whose places follow from their count alone."""
    placed = map(reading.placements.get, names)  # most are placed by a grid: the first one tells
    return all(p is not None and p.certain and Evidence.GEOMETRY not in p.evidence for p in placed)


def _is_displaced(
    names: Sequence[str], identities: Sequence[Identity], values: Mapping[str, int | None]
) -> bool:
    printed = [number for name in names if (number := values[name]) is not None]
    if len(printed) < len(names) or sum(printed[:-1]) == printed[-1]:
        return False
    mine = {*names}
    columns = [i for i in identities if i.code != Code.ROW_SUM and not mine.isdisjoint((*i.left, *i.right))]
    if 1 + len(_broken(columns, values)) < MIN_BROKEN:
        return False
    return any(
        min(moved) >= 0 and not _broken(columns, {**values, **dict(zip(names, moved, strict=True))})
        for moved in _moved(printed)
    )


def _broken(identities: Sequence[Identity], values: Mapping[str, int | None]) -> set[str]:
    """The columns with a sum that is known whole and does not hold."""
    broken = set()
    for identity in identities:
        left, right = ([values.get(name) for name in side] for side in (identity.left, identity.right))
        if None not in left and None not in right and sum(filter(None, left)) != sum(filter(None, right)):
            broken.add(identity.label)
    return broken


def _moved(row: Sequence[int]) -> Iterator[list[int]]:
    """The row with one value left out or two joined, and a lost cell elsewhere with what the sum leaves."""
    shorter = [([*row[:i], *row[i + 1 :]], i) for i in range(len(row))]
    shorter += [
        ([*row[:i], int(f"{one}{other}"), *row[i + 2 :]], i)
        for i, (one, other) in enumerate(pairwise(row))
        if one > 0 and other >= 0
    ]
    for values, out in shorter:
        for gap in range(len(row)):
            if gap != out:
                moved = [*values[:gap], 0, *values[gap:]]
                rest = moved[-1] - sum(moved[:-1])
                moved[gap] = -rest if gap == len(row) - 1 else rest
                yield moved


def _doubt(label: str, names: Sequence[str], reading: Reading) -> None:
    for name in names:
        reading.placements[name] = reading.placements[name]._replace(certain=False)
    where = reading.placements[names[0]].text.where
    reading.find(
        Code.CELL_LOST,
        Severity.WARNING,
        f"“{label}”各数与行、列的合计都不符，错开一格则相符：有数缺失，另有数混入",
        f"row “{label}” breaks its own sum and those of columns, and none when moved by a cell: "
        "a value is lost and another number stands among them",
        names,
        where,
    )
