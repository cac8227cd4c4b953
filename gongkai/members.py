"""A government's sum over its members, against what their own reports add up to.

Promises: a finding only where the government's text says that its tables add up the bodies below it, where
registers that are whole list those bodies, and where the panel holds each of them with one set of numbers.
Refuses: to take a list for complete that lacks the office, a department or a town, or that lacks a body which
the panel has; governments below (counties of a city) make any sum uncertain.
Caveat: reconsideration and lawsuits are left out: cases with two defendants are counted once, or twice.

Source: the notice of 2021 has a government report what its departments and towns report to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.ledger import PanelYear, panel_year, places
from parsers.report import Code, Finding, Severity

ADDED_UP = (
    "requests_received_total",
    "requests_carried_in_total",
    "requests_handled_total_total",
    "requests_carried_out_total",
)
_NEEDED = (frozenset({"office"}), frozenset({"department"}), frozenset({"town", "street"}))
_GOVERNMENTS = """
SELECT w.organization_id, w.year, w.report_id, v.panel, v.organization ->> 4
FROM winner w JOIN built.version v USING (report_id)
WHERE v.scope = 'area' AND v.organization ->> 2 = 'government' AND NOT w.addresses_differ
ORDER BY w.organization_id, w.year
"""
_LISTED = """
SELECT DISTINCT o.organization_id FROM listed l JOIN listed o ON o.register = l.register AND o.year = l.year
WHERE l.organization_id >= ? AND l.organization_id < ? AND l.year = ? ORDER BY o.organization_id
"""
_HELD = """
SELECT w.organization_id, w.year, w.report_id, v.panel, v.organization ->> 2, w.addresses_differ
FROM winner w JOIN built.version v USING (report_id)
WHERE w.organization_id >= ? AND w.organization_id < ? AND w.year = ? ORDER BY w.organization_id
"""


@dataclass(frozen=True, slots=True)
class Area:
    """A government that adds up, and its members; all of them are held."""

    government: PanelYear
    members: tuple[PanelYear, ...]


def contradicting_members(db: sqlite3.Connection) -> Iterator[tuple[str, Finding]]:
    """A finding for each total of a government that is not the sum over its members."""
    for organization_id, year, report_id, packed, code in db.execute(_GOVERNMENTS).fetchall():
        members = _members(db, organization_id, year, code) if code else None
        if members:
            government = panel_year(organization_id, year, report_id, packed)
            yield from _differences(db, Area(government, members))


def _members(db: sqlite3.Connection, government: str, year: int, code: str) -> tuple[PanelYear, ...] | None:
    """The members of a government in a year; None where it is not known that these are all."""
    inside = (f"{code}:", f"{code};")  # ids of the area begin with its code and a colon
    listed = {key for (key,) in db.execute(_LISTED, (*inside, year))} - {government}
    if not listed:  # most areas: their reports need not be looked at
        return None
    held = [row for row in db.execute(_HELD, (*inside, year)) if row[0] != government]
    kinds = {row[4] for row in held}
    is_whole = listed == {row[0] for row in held} and all(kinds & needed for needed in _NEEDED)
    if not is_whole or "government" in kinds or any(differ for *_, differ in held):
        return None
    return tuple(panel_year(*row[:4]) for row in held)


def _differences(db: sqlite3.Connection, area: Area) -> Iterator[tuple[str, Finding]]:
    for indicator in ADDED_UP:
        said = area.government.sum_of({indicator: 1})
        parts = [member.sum_of({indicator: 1}) for member in area.members]
        known = [part for part in parts if part is not None]
        if said is not None and len(known) == len(parts) and said != sum(known):
            yield area.government.report_id, _finding(db, area, indicator, said, known)


def _finding(db: sqlite3.Connection, area: Area, indicator: str, said: int, parts: Sequence[int]) -> Finding:
    where = places(db, area.government, [indicator]).get(indicator)
    shown = f"{indicator} = {said} @ {where}"
    count, added = len(parts), sum(parts)
    return Finding(
        Code.CONTRADICTS_MEMBERS,
        Severity.WARNING,
        f"正文称汇总了下属单位，{shown}，而{count}个单位的报告合计{added}，相差{said - added}",
        f"the text says that the bodies below are added up: {shown}, "
        f"but the reports of the {count} bodies add up to {added}: a difference of {said - added}",
        (indicator,),
        where,
    )
