"""What the reports of a history say of one another: what years hand on, and who printed whose numbers.

Promises: every chain between the reports of years side by side, and every group of reports that share their
numbers, from the printed truth alone.
Refuses: to bridge a year that is not there, or to follow a body from one id to another.
Caveat: reports share numbers where they give at least 8 that are not zero, 4 of them distinct.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.samplesite import layout as forms
from gongkai.samplesite.history import History, Version
from gongkai.samplesite.truth import TruthReport, Value

_DOCUMENTS = ("regulations", "normative_documents")
_ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
_LEAST, _LEAST_DISTINCT = 8, 4


@dataclass(frozen=True, slots=True)
class Carried:
    """A chain between two years; a side is None where one of its cells is not there."""

    indicator: str
    code: str  # of the finding, where the sides differ
    earlier: Version
    later: Version
    out: int | None
    into: int | None

    @property
    def difference(self) -> int | None:
        """What the later year has more."""
        return None if self.out is None or self.into is None else self.into - self.out


def value_of(truth: TruthReport, indicator: str) -> Value:
    """The number that a dataset should have of a cell: as printed, or as the other cells force it."""
    return truth.cells[indicator] if indicator in truth.cells else truth.hidden.get(indicator)


def carried(history: History) -> Iterator[Carried]:
    """Every chain between reports of the panel whose years stand side by side."""
    for (organization_id, year), earlier in history.panel.items():
        later = history.panel.get((organization_id, year + 1))
        if later is None:
            continue
        for indicator, code, before, after in _chains():
            out, into = _sum_of(earlier.truth, before), _sum_of(later.truth, after)
            if out is not None or into is not None:
                yield Carried(indicator, code, earlier, later, out, into)


def twins(history: History) -> list[frozenset[str]]:
    """The groups of versions that share all their numbers, or those of tables 3 and 4."""
    groups: dict[object, set[str]] = defaultdict(set)
    for version in history.panel.values():
        cells = (version.truth.cells | version.truth.hidden).items()
        numbers = [(key, float(value)) for key, value in cells if value]
        later = [(key, value) for key, value in numbers if not key.startswith("proactive_")]
        for part, shared in (("whole", numbers), ("later", later)):
            if len(shared) >= _LEAST and len({value for _, value in shared}) >= _LEAST_DISTINCT:
                groups[part, frozenset(shared)].add(version.key)
    return sorted({frozenset(group) for group in groups.values() if len(group) > 1}, key=sorted)


_Terms = tuple[tuple[str, int], ...]  # indicators with their signs


def _chains() -> Iterator[tuple[str, str, _Terms, _Terms]]:
    for column in forms.COLUMNS:
        into = f"requests_carried_in_{column}"
        yield into, "carry_over", ((f"requests_carried_out_{column}", 1),), ((into, 1),)
    for name in _ITEMS:
        last_year, change = f"proactive_{name}_items_last_year", f"proactive_{name}_items_change"
        yield last_year, "stock", ((last_year, 1), (change, 1)), ((last_year, 1),)
    for name in _DOCUMENTS:
        stock, row = f"proactive_{name}_in_force", f"proactive_{name}"
        before = ((stock, 1), (f"{row}_issued", -1), (f"{row}_repealed", 1))
        yield stock, "stock", ((stock, 1),), before


def _sum_of(truth: TruthReport, terms: _Terms) -> int | None:
    values = [value_of(truth, indicator) for indicator, _ in terms]
    if any(value is None for value in values):
        return None
    return sum(int(value or 0) * sign for value, (_, sign) in zip(values, terms, strict=True))
