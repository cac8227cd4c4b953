"""What the reports of a history say of one another: what years hand on, who printed whose numbers, and
which governments add up otherwise than their members report.

Promises: every chain between the reports of years side by side, every group of reports that share their
numbers, and every sum over members that all of them contradict together, from the printed truth alone.
Refuses: to bridge a year that is not there, or to follow a body from one id to another.
Caveat: reports share numbers where they give at least 8 that are not zero, 4 of them distinct. The lists of a
county name all that should report; of a member that is not there, or at two addresses, no sum is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.samplesite import layout as forms
from gongkai.samplesite.history import History, Version
from gongkai.samplesite.truth import TruthReport, numbers_of, value_of

_DOCUMENTS = ("regulations", "normative_documents")
_ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
_LEAST, _LEAST_DISTINCT = 8, 4
_ADDED_UP = ("received", "carried_in", "handled_total", "carried_out")  # rows of table 3


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


def addresses_differ(history: History, version: Version) -> bool:
    """True where another address gives other numbers of the same report, as both stand now."""
    standing = (one for one in history.at(*version.body_year) if one.superseded_by is None)
    return any(numbers_of(one.truth) != numbers_of(version.truth) for one in standing)


def misadded(history: History) -> Iterator[tuple[str, str]]:
    """Key and indicator of each total of a government that is not the sum over its members' reports."""
    for government in history.panel.values():
        year, names = government.truth.year, government.truth.members
        members = [history.panel[name, year] for name in names if (name, year) in history.panel]
        is_known = not any(addresses_differ(history, one) for one in (government, *members))
        if names and len(members) == len(names) and is_known:
            for indicator in (f"requests_{row}_total" for row in _ADDED_UP):
                said, *parts = (value_of(one.truth, indicator) for one in (government, *members))
                known = [part for part in parts if part is not None]
                if said is not None and len(known) == len(parts) and said != sum(known):
                    yield government.key, indicator


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
