"""Rows of a list whose label is damaged or lost: which row of the form they are, by the rows around them.

Promises: a damaged label is the one row that it is near to, of those that the form has between the rows above
and below; a number without a label is a row only where as many such numbers stand there as rows are left.
Refuses: labels that are near to none of these rows, and units that the row does not have: those are the
filer's own rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.forms import Form
from parsers.list_entries import Entry
from parsers.list_labels import Near, Target, index_of, nearness, stated_unit

LEAST_NEAR = 0.75  # of a label's characters that are left between two rows of the list
LEAST_AT_END = 0.85  # and before its first row, or behind its last
MAX_UNKNOWN = 200  # cells between two labels of the list, which has 58 rows


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with the row that it is; None for a row of no form, for a heading and for words.

    `score` says how near its label is to the row's: 1.0 for the same words, 0.0 for none.
    """

    entry: Entry
    target: Target | None = None
    score: float = 1.0
    is_heading: bool = False


def place_by_order(named: Sequence[Named], form: Form) -> list[Named]:
    """The entries, with the rows of damaged and of lost labels where the rows around them leave one."""
    index = index_of(form)
    rows = index.order
    known = [(-1, -1)]
    known += [(i, index.place(one.target)) for i, one in enumerate(named) if one.target]
    known.append((len(named), len(rows)))
    result = list(named)
    for (start, above), (stop, below) in pairwise(known):
        unknown = [i for i in range(start + 1, stop) if _is_number(named[i])]
        if 0 < len(unknown) <= MAX_UNKNOWN and above + 1 < below:
            _fill(result, unknown, rows[above + 1 : below], is_inside=start >= 0 and stop < len(named))
    return result


def _is_number(one: Named) -> bool:
    """True for a cell that may be a row's; an empty row between two others is none."""
    value = one.entry.value
    return value is not None and not one.is_heading and bool(one.entry.label or value.text.strip())


def _fill(result: list[Named], unknown: Sequence[int], rows: Sequence[Target], *, is_inside: bool) -> None:
    """Give the unknown entries between two rows their rows, where that is certain."""
    found = dict(_damaged(result, unknown, rows, LEAST_NEAR if is_inside else LEAST_AT_END))
    for i, (place, score) in found.items():
        result[i] = Named(result[i].entry, rows[place], score)
    if is_inside:
        marks = [
            (-1, -1),
            *((i, place) for i, (place, _) in sorted(found.items())),
            (unknown[-1] + 1, len(rows)),
        ]
        for (start, above), (stop, below) in pairwise(marks):
            _fill_unlabelled(
                result, [i for i in unknown if start < i < stop], rows[above + 1 : max(above + 1, below)]
            )


def _damaged(
    named: Sequence[Named], unknown: Sequence[int], rows: Sequence[Target], least: float
) -> Iterator[tuple[int, tuple[int, float]]]:
    """The entries with a damaged label, in the order of the rows: the place of each, how near it is."""
    last, is_whole = -1, least < LEAST_AT_END and len(unknown) == len(rows)
    for i in unknown:
        entry = named[i].entry
        scores = {place: _score(entry, row, least, is_whole=is_whole) for place, row in enumerate(rows)}
        near = [place for place, score in scores.items() if score]
        if len(near) == 1 and near[0] > last:
            last = near[0]
            yield i, (last, scores[last])


def _score(entry: Entry, target: Target, least: float, *, is_whole: bool) -> float:
    """How near a label is to a row's; 0.0 where it is another's.

    A wrong character is one where nothing was lost or added there, and the row's unit is stated.
    """
    near = nearness(entry.label, target[1]) if entry.label else Near(0.0)
    has_unit = _unit(entry) == target[1].unit
    if near.share < least or not (has_unit or _unit(entry) is None):
        return 0.0
    return near.share if not near.wrong or (is_whole and has_unit) else 0.0


def _unit(entry: Entry) -> str | None:
    value = entry.value.value.unit if entry.value else None
    return entry.unit or value or stated_unit(entry.label)


def _fill_unlabelled(result: list[Named], unknown: Sequence[int], rows: Sequence[Target]) -> None:
    """Numbers without labels, as many as there are rows, each with the unit of its row."""
    entries = [result[i].entry for i in unknown]
    if len(rows) != len(entries) or any(entry.label for entry in entries):
        return
    if all(
        _unit(entry) == row[1].unit or (entry.whole and _unit(entry) is None)
        for entry, row in zip(entries, rows, strict=True)
    ):
        for i, row in zip(unknown, rows, strict=True):
            result[i] = Named(result[i].entry, row, 0.0)
