"""What one year hands on to the next: pending requests, documents in force, items of the year before.

Promises: a row for each pair of years that stand side by side in the panel and each chain of their forms; a
break is a finding of the later report that names both places; where the years agree, the later cell has a
witness more (`prior`).
Refuses: to say which of the two years is wrong, to bridge a missing year, to change a value.
Caveat: bodies that were merged or split between the years break their chains rightly.

Source: the official forms; 结转下年度继续办理 of one year is 上年结转 of the next, 上一年项目数量 of 2020 is
that of 2019 and its 增/减, and 现行有效件数 is last year's, and what was issued, less what was repealed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gongkai.fields import TABLES
from gongkai.staged import unpack
from parsers.report import Code, Finding, Severity

_PANEL = TABLES["indicators"].schema().names
_CELL = {name: place for place, name in enumerate(TABLES["cells"].schema().names)}
_YEARS = """
SELECT w.organization_id, w.year, w.report_id, v.panel FROM winner w JOIN built.version v USING (report_id)
ORDER BY w.organization_id, w.year
"""

_COLUMNS = (
    *("natural_person", "business", "research", "public_interest", "legal_service"),
    *("other_organization", "total"),
)
_ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
_PLACES = "SELECT cells FROM built.version WHERE report_id = ?"


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: the sum of `before` in a year should be the sum of `after` in the next.

    Signs are +1 or -1; `indicator` names the chain and is the cell of the later year that it confirms.
    """

    indicator: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    code: Code


@dataclass(frozen=True, slots=True)
class PanelYear:
    """One organisation in one year, as the panel has it."""

    organization_id: str
    year: int
    report_id: str
    values: Mapping[str, int | float | None]

    def sum_of(self, terms: Mapping[str, int]) -> int | None:
        """The signed sum of some indicators; None where one of them is absent."""
        numbers = [self.values.get(name) for name in terms]
        if any(number is None for number in numbers):
            return None
        return sum(int(number or 0) * sign for number, sign in zip(numbers, terms.values(), strict=True))


@dataclass(frozen=True, slots=True)
class Carried:
    """A chain between two years; `difference` is what the later year has more, None where a sum is absent."""

    chain: Chain
    earlier: PanelYear
    later: PanelYear
    carried_out: int | None
    carried_in: int | None

    @property
    def difference(self) -> int | None:
        """What the later year has more."""
        if self.carried_out is None or self.carried_in is None:
            return None
        return self.carried_in - self.carried_out


def _chains() -> tuple[Chain, ...]:
    pending = [
        Chain(f"requests_carried_in_{column}", {f"requests_carried_out_{column}": 1}, {}, Code.CARRY_OVER)
        for column in _COLUMNS
    ]
    items = [
        Chain(f"{row}_last_year", {f"{row}_last_year": 1, f"{row}_change": 1}, {}, Code.STOCK)
        for row in (f"proactive_{name}_items" for name in _ITEMS)
    ]
    stock = [
        Chain(
            f"{row}_in_force",
            {f"{row}_in_force": 1},
            {f"{row}_in_force": 1, f"{row}_issued": -1, f"{row}_repealed": 1},
            Code.STOCK,
        )
        for row in ("proactive_regulations", "proactive_normative_documents")
    ]
    return (*pending, *items, *stock)


CHAINS = _chains()


def carried(db: sqlite3.Connection) -> Iterator[Carried]:
    """Every chain between years side by side, sorted by organisation, year and indicator."""
    for earlier, later in pairwise(_panel_years(db)):
        if earlier.organization_id != later.organization_id or later.year != earlier.year + 1:
            continue
        for chain in sorted(CHAINS, key=lambda chain: chain.indicator):
            out = earlier.sum_of(chain.before)
            into = later.sum_of(chain.after or {chain.indicator: 1})
            if out is not None or into is not None:
                yield Carried(chain, earlier, later, out, into)


def settle(db: sqlite3.Connection) -> Iterator[tuple[str, Finding]]:
    """Fill the tables `ledger` and `prior` of the links; every break is a finding of the later report."""
    for found in carried(db):
        values = (
            found.earlier.organization_id,
            found.earlier.year,
            found.chain.indicator,
            found.carried_out,
            found.carried_in,
            found.difference,
            found.earlier.report_id,
            found.later.report_id,
        )
        db.execute(f"INSERT INTO ledger VALUES ({', '.join('?' * len(values))})", values)
        if found.difference == 0:
            db.execute("INSERT INTO prior VALUES (?, ?)", (found.later.report_id, found.chain.indicator))
        elif found.difference:
            yield found.later.report_id, _finding(db, found)


def _finding(db: sqlite3.Connection, found: Carried) -> Finding:
    before = _shown(db, found.earlier, found.chain.before)
    after = _shown(db, found.later, found.chain.after or {found.chain.indicator: 1})
    years = found.earlier.year, found.later.year
    return Finding(
        found.chain.code,
        Severity.WARNING,
        f"{years[0]}年转出{found.carried_out}（{before}；报告{found.earlier.report_id[:12]}），"
        f"{years[1]}年转入{found.carried_in}（{after}），相差{found.difference}",
        f"{years[0]} hands on {found.carried_out} ({before}; report {found.earlier.report_id[:12]}), "
        f"{years[1]} begins with {found.carried_in} ({after}): a difference of {found.difference}",
        tuple(found.chain.after or (found.chain.indicator,)),
        places(db, found.later, [found.chain.indicator]).get(found.chain.indicator),
    )


def _shown(db: sqlite3.Connection, year: PanelYear, terms: Mapping[str, int]) -> str:
    found = places(db, year, terms)
    return ", ".join(f"{name} = {year.values[name]} @ {found.get(name) or '?'}" for name in terms)


def places(db: sqlite3.Connection, year: PanelYear, wanted: Iterable[str]) -> dict[str, str | None]:
    """Where the cells of some indicators stand in a report of the panel."""
    (packed,) = db.execute(
        "SELECT cells FROM built.version WHERE report_id = ?", (year.report_id,)
    ).fetchone()
    names = set(wanted)
    cells: Any = unpack(packed)
    return {row[_CELL["indicator"]]: row[_CELL["where"]] for row in cells if row[_CELL["indicator"]] in names}


def _panel_years(db: sqlite3.Connection) -> Iterator[PanelYear]:
    for row in db.execute(_YEARS):
        yield panel_year(*row)


def panel_year(organization_id: str, year: int, report_id: str, packed: bytes) -> PanelYear:
    """One row of the panel, unpacked."""
    (row,) = unpack(packed)
    values: Any = dict(zip(_PANEL, row, strict=True))
    return PanelYear(organization_id, year, report_id, values)
