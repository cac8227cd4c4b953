"""What the bodies would have reported: numbers drawn from a seed, whose identities all hold.

Promises: row_sum, results_sum, flow and dispute_sum in every report, carry-over from each year to the next in
every column, also into a body that was merged from two, the stock of documents in force, and government
figures that add up the bodies below them.
Refuses: floating-point draws: integers and `random.Random` give the same numbers on every machine.
Caveat: money is held in yuan here; `printing` turns it into what a cell shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.samplesite.bodies import YEARS, Body, find_body, parts_of
from gongkai.samplesite.layout import APPLICANTS, DISPUTES, OUTCOMES, form_of, indicators, result_rows

Figures = dict[str, int]

# How often an outcome is met, for one request: most are granted, a long tail is almost never used.
_WEIGHTS = {
    "granted": 60,
    "granted_in_part": 9,
    "unable_not_held": 22,
    "unable_needs_creation": 6,
    "refused_third_party": 3,
    "not_processed_petition": 5,
    "not_processed_repeat": 3,
    "other_remainder": 4,
    "other": 4,
}
_ITEM_ROWS = ("licensing", "other_services", "penalties", "coercion", "fees")
_DOCUMENT_ROWS = ("regulations", "normative_documents")


@dataclass(frozen=True, slots=True)
class Carry:
    """What a year hands on: open requests by applicant, items by row, documents in force by row."""

    requests: Figures
    items: Figures
    documents: Figures


def yearly_figures(body: Body) -> dict[int, Figures]:
    """Every number of a body's reports, by the years that it reports on; a county government's are sums.

    >>> from gongkai.samplesite.bodies import BODIES
    >>> years = yearly_figures(BODIES[3])
    >>> years[2020]["requests_carried_out_total"] == years[2021]["requests_carried_in_total"]
    True
    """
    if body.kind == "government":
        parts = [yearly_figures(part) for part in parts_of(body)]
        return {year: add_up(part[year] for part in parts if year in part) for year in YEARS}
    return _draw_years(body)[0]


def _draw_years(body: Body) -> tuple[dict[int, Figures], Carry]:
    """The numbers of all years, and what the last of them hands on."""
    figures: dict[int, Figures] = {}
    carry = _first_carry(body)
    for year in filter(body.reports_on, YEARS):
        figures[year], carry = _draw_year(random.Random(f"{body.name}:{year}"), body, form_of(year), carry)
    return figures, carry


def add_up(parts: Iterable[Figures]) -> Figures:
    """Add figures cell by cell.

    >>> add_up([{"a": 1, "b": 0}, {"a": 2, "b": 5}])
    {'a': 3, 'b': 5}
    """
    sums: Figures = {}
    for part in parts:
        for indicator, value in part.items():
            sums[indicator] = sums.get(indicator, 0) + value
    return sums


def _first_carry(body: Body) -> Carry:
    if body.merged_from:
        handed = [_draw_years(find_body(name))[1] for name in body.merged_from]
        return Carry(
            add_up(one.requests for one in handed),
            add_up(one.items for one in handed),
            add_up(one.documents for one in handed),
        )
    rng = random.Random(f"{body.name}:start")
    requests = dict.fromkeys(APPLICANTS, 0)
    requests["natural_person"] = rng.randint(0, body.scale // 12)
    items = {row: rng.randint(0, 40) if body.kind == "department" else 0 for row in _ITEM_ROWS}
    documents = {"regulations": 0, "normative_documents": rng.randint(0, 6) if body.scale > 1 else 0}
    return Carry(requests, items, documents)


def _draw_year(rng: random.Random, body: Body, form: str, carry: Carry) -> tuple[Figures, Carry]:
    drawn: Figures = {}
    proactive, items, documents = _draw_proactive(rng, body, form, carry)
    requests, carried_out = _draw_requests(rng, body, form, carry.requests)
    drawn.update(proactive)
    drawn.update(requests)
    drawn.update(_draw_disputes(rng, body))
    return {key: drawn[key] for key in indicators(form)}, Carry(carried_out, items, documents)


def _draw_requests(rng: random.Random, body: Body, form: str, carried_in: Figures) -> tuple[Figures, Figures]:
    table: Figures = {}
    carried_out: Figures = {}
    for column in APPLICANTS:
        received = _draw_received(rng, body.scale, column)
        open_requests = received + carried_in[column]
        carried_out[column] = min(open_requests, rng.randint(0, max(0, open_requests // 10)))
        handled = open_requests - carried_out[column]
        rows = {"received": received, "carried_in": carried_in[column], **_draw_results(rng, form, handled)}
        rows |= {"handled_total": handled, "carried_out": carried_out[column]}
        for row, value in rows.items():
            table[f"requests_{row}_{column}"] = value
            table[f"requests_{row}_total"] = table.get(f"requests_{row}_total", 0) + value
    return table, carried_out


def _draw_received(rng: random.Random, scale: int, column: str) -> int:
    if column == "natural_person":
        busy = 3 if rng.randrange(12) == 0 else 1  # one year in twelve brings a flood
        return rng.randint(scale // 2, scale) * busy
    return rng.randint(0, scale // (6 if column == "business" else 25))


def _draw_results(rng: random.Random, form: str, handled: int) -> Figures:
    rows = result_rows(form)
    drawn = Counter(rng.choices(rows, [_WEIGHTS.get(row, 1) for row in rows], k=handled))
    return {row: drawn[row] for row in rows}


def _draw_disputes(rng: random.Random, body: Body) -> Figures:
    table: Figures = {}
    for dispute, _ in DISPUTES:
        most = body.scale // (20 if dispute == "reconsideration" else 40)
        parts = {outcome: rng.randint(0, most) for outcome, _ in OUTCOMES if outcome != "total"}
        for outcome, value in (parts | {"total": sum(parts.values())}).items():
            table[f"disputes_{dispute}_{outcome}"] = value
    return table


def _draw_proactive(
    rng: random.Random, body: Body, form: str, carry: Carry
) -> tuple[Figures, Figures, Figures]:
    table: Figures = {}
    items, documents = dict(carry.items), dict(carry.documents)
    for row in _DOCUMENT_ROWS:
        table |= _draw_documents(rng, body, form, row, documents)
    for row in _ITEM_ROWS:
        table |= _draw_items(rng, body, row, items)
    table["proactive_fees_amount"] = rng.randint(0, 40_000 * body.scale) if body.kind == "department" else 0
    projects = rng.randint(0, 30) if body.scale > 2 else 0
    table["proactive_procurement_projects"] = projects
    table["proactive_procurement_amount"] = projects * rng.randint(2_000, 400_000)
    return table, items, documents


def _draw_documents(rng: random.Random, body: Body, form: str, row: str, stock: Figures) -> Figures:
    may_issue = row == "normative_documents" and body.kind in ("office", "department", "zone", "town")
    issued = rng.randint(0, 5) if may_issue and rng.randrange(3) == 0 else 0
    repealed = rng.randint(0, stock[row]) if form == "2021" and rng.randrange(4) == 0 else 0
    stock[row] += issued - repealed
    values = {"made": issued, "newly_disclosed": issued, "disclosed_in_all": stock[row]}
    values |= {"issued": issued, "repealed": repealed, "in_force": stock[row]}
    return {f"proactive_{row}_{column}": value for column, value in values.items()}


def _draw_items(rng: random.Random, body: Body, row: str, items: Figures) -> Figures:
    before = items[row]
    change = rng.randint(-min(before, 8), 8) if body.kind == "department" and rng.randrange(3) else 0
    items[row] = before + change
    busy = 60 * body.scale if row in ("licensing", "other_services") else 12 * body.scale
    decisions = rng.randint(0, busy) if body.kind in ("department", "street") and row != "coercion" else 0
    return {
        f"proactive_{row}_items_last_year": before,
        f"proactive_{row}_items_change": change,
        f"proactive_{row}_decisions": decisions,
    }
