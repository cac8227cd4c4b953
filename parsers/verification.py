"""The sums as a witness for rows that may have lost a cell: a blank at the end can stand in for it.

Promises: a pending row is kept only where, for each number in it that is not 0, an identity other than the
row's own can be checked and holds. Every other pending row becomes uncertain, and so null.
Caveat: a row shifted over equal neighbours satisfies the same sums; its values are then the same too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers.forms import Identity
from parsers.labels import RowRef
from parsers.numbers import read_value
from parsers.placements import Placement, Reading, count_of
from parsers.report import Code


def settle_pending(identities: Sequence[Identity], reading: Reading) -> None:
    """Mark as uncertain the pending rows that the sums do not speak for."""
    pending: dict[RowRef, list[Placement]] = defaultdict(list)
    for placement in reading.placements.values():
        if placement.pending is not None:
            pending[placement.pending].append(placement)
    if not pending:
        return
    witnesses = _witnesses(identities, {n: count_of(p) for n, p in reading.placements.items()})
    for row in pending.values():
        filled = [p.indicator for p in row if read_value(p.text.text).number not in (None, 0)]
        if not all(_is_supported(witnesses.get(name, [])) for name in filled):
            for placement in row:
                reading.placements[placement.indicator] = replace(placement, certain=False)


def _witnesses(
    identities: Sequence[Identity], values: Mapping[str, int | None]
) -> dict[str, list[tuple[Identity, bool]]]:
    """For each indicator, the identities that can be checked, and whether each holds."""
    found: dict[str, list[tuple[Identity, bool]]] = defaultdict(list)
    for identity in identities:
        sides = [[values.get(name) for name in side] for side in (identity.left, identity.right)]
        if any(value is None for side in sides for value in side):
            continue
        left, right = (sum(value or 0 for value in side) for side in sides)
        for name in (*identity.left, *identity.right):
            found[name].append((identity, left == right))
    return found


def _is_supported(witnesses: Sequence[tuple[Identity, bool]]) -> bool:
    """Identities other than the row's own sum speak for the cell, and none against it."""
    beyond = [holds for identity, holds in witnesses if identity.code != Code.ROW_SUM]
    return bool(beyond) and all(beyond)
