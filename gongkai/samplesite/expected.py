"""The rows that the tables of a dataset should have after visits of the sample site, table by table.

Promises: every row, in the columns that COLUMNS names, from what the site was made of. A version is named by
its key (`history.version_key`), an address by host index and path.
Refuses: to read a page, an archive or a dataset, or to borrow from the code that makes one.
Caveat: columns that only reading can know (raw text, places in the document, messages) are not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from gongkai.samplesite import layout as forms
from gongkai.samplesite.bodies import BODIES, PREFECTURE, PROVINCE
from gongkai.samplesite.catalogue import MISSING
from gongkai.samplesite.crosswise import carried, twins, value_of
from gongkai.samplesite.history import History, Place, Version, truth_of
from gongkai.samplesite.truth import TruthReport, Value

Row = tuple[object, ...]

INFO = frozenset({"cell_lost", "section_missing"})  # the other findings are warnings
SUMS = frozenset({"row_sum", "results_sum", "flow", "dispute_sum"})
SECTIONS = ("overview", "proactive", "requests", "disputes", "problems", "other")
STATUSES = ("published", "blank", "unreadable", "recovered", "missing")
_PANEL_UNITS = {"proactive_fees_amount": "万元", "proactive_procurement_amount": "元"}
_YUAN = {"元": 1, "万元": 10_000}
_REAL_AREA = ("152922", "内蒙古自治区", "阿拉善盟", "阿拉善右旗")
INDICATORS = tuple(sorted({*forms.indicators("2019"), *forms.indicators("2021")}))

COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": (
        "report_id", "organization_id", "organization", "year", "form", "title", "url", "fetched_at",
        "first_seen_at", "last_seen_at", "superseded_by", "same_as",
        *(f"cells_{status}" for status in STATUSES), "findings",
    ),
    "cells": ("report_id", "year", "indicator", "value", "status"),
    "indicators": (
        "organization_id", "year", "report_id", "form", "values_recovered", "cells_without_value",
        "findings_warning", "findings_error", "sums_hold", "addresses_differ", *INDICATORS,
    ),
    "organizations": (
        "organization_id", "name", "kind", "level", "division_code", "province", "prefecture", "county",
        "township", "first_year", "last_year", "aliases",
    ),
    "findings": ("report_id", "code", "severity"),
    "ledger": (
        "organization_id", "year", "indicator", "carried_out", "carried_in_next", "difference", "report_id",
        "next_report_id",
    ),
    "changes": (
        "report_id", "seen_at", "indicator", "replaced", "replaced_last_seen_at", "organization_id", "year",
        "url", "value_before", "value", "status_before", "status",
    ),
    "coverage": ("organization_id", "year", "organization", "state", "reason", "doubt", "url", "expected_by"),
    "narratives": ("report_id", "section"),
    "codebook": ("indicator", "forms", "table", "is_total"),
}  # fmt: skip


def expected_rows(history: History, table: str) -> list[Row]:
    """The rows of one table, in the columns of COLUMNS, in no order."""
    return list(_TABLES[table](history))


def cells_of(truth: TruthReport) -> dict[str, tuple[Value, str]]:
    """Value and status of each cell that a dataset has of a report: of its form, or printed besides."""
    form = dict.fromkeys((*forms.indicators(truth.form), *truth.cells))
    return {indicator: (value_of(truth, indicator), _status_of(truth, indicator)) for indicator in form}


def _status_of(truth: TruthReport, indicator: str) -> str:
    if indicator in truth.cells:
        return "blank" if truth.cells[indicator] is None else "published"
    return "recovered" if indicator in truth.hidden else "missing"


def _findings(history: History) -> dict[str, Counter[str]]:
    """The codes of all findings, by version."""
    found = {key: Counter(one.truth.expected_findings) for key, one in history.versions.items()}
    for chain in carried(history):
        if chain.difference:
            found[chain.later.key][chain.code] += 1
    for group in twins(history):
        for key in group:
            found[key]["twin_report"] += 1
    return found


def _reports(history: History) -> Iterator[Row]:
    findings = _findings(history)
    for key, one in history.versions.items():
        statuses = Counter(status for _, status in cells_of(one.truth).values())
        yield (
            key, *one.body_year[:1], one.truth.organization, one.truth.year, one.truth.form, one.truth.title,
            one.place, one.fetched_at, one.first_seen_at, one.last_seen_at, one.superseded_by,
            _same_as(history, one), *(statuses[status] for status in STATUSES), findings[key].total(),
        )  # fmt: skip


def _same_as(history: History, version: Version) -> str | None:
    """The first version, by address, that gives the same cells at another address."""
    for other in history.at(*version.body_year):
        if other.place < version.place and _numbers(other) == _numbers(version):
            return other.key
    return None


def _numbers(version: Version) -> object:
    return cells_of(version.truth), version.truth.units


def _cells(history: History) -> Iterator[Row]:
    for key, one in history.versions.items():
        for indicator, (value, status) in cells_of(one.truth).items():
            yield key, one.truth.year, indicator, value, status


def _indicators(history: History) -> Iterator[Row]:
    findings = _findings(history)
    for (organization_id, year), one in history.panel.items():
        statuses = Counter(status for _, status in cells_of(one.truth).values())
        codes = findings[one.key]
        standing = [other for other in history.at(organization_id, year) if other.superseded_by is None]
        yield (
            organization_id, year, one.key, one.truth.form, statuses["recovered"],
            statuses["blank"] + statuses["missing"], sum(codes[code] for code in codes if code not in INFO),
            0, SUMS.isdisjoint(codes), any(_numbers(other) != _numbers(one) for other in standing),
            *(panel_value(one.truth, indicator) for indicator in INDICATORS),
        )  # fmt: skip


def panel_value(truth: TruthReport, indicator: str) -> Value:
    """The number of the panel: money in the panel's unit, and only where the report states one."""
    value, unit = value_of(truth, indicator), _PANEL_UNITS.get(indicator)
    if unit is None or value is None:
        return value
    stated = truth.units.get(indicator)
    return None if stated is None else float(Decimal(str(value)) * _YUAN[stated] / _YUAN[unit])


def _organizations(history: History) -> Iterator[Row]:
    """A row for each id; each has had one name so far, so there are no aliases."""
    known: dict[str, list[TruthReport]] = {}
    for one in history.versions.values():
        known.setdefault(one.truth.organization_id, []).append(one.truth)
    for organization_id, truths in known.items():
        body = truths[0]
        area = _REAL_AREA[1:] if body.division_code == _REAL_AREA[0] else (PROVINCE, PREFECTURE, body.county)
        years = [truth.year for truth in truths]
        is_town = body.kind in ("town", "street")
        town = body.organization.removeprefix(body.county).removesuffix("人民政府").removesuffix("办事处")
        yield (
            organization_id, body.organization, body.kind, "township" if is_town else "county",
            body.division_code, *area, town if is_town else None, min(years), max(years), None,
        )  # fmt: skip


def _finding_rows(history: History) -> Iterator[Row]:
    for key, codes in _findings(history).items():
        for code in codes.elements():
            yield key, code, "info" if code in INFO else "warning"


def _ledger(history: History) -> Iterator[Row]:
    for one in carried(history):
        yield (
            *one.earlier.body_year, one.indicator, one.out, one.into, one.difference, one.earlier.key,
            one.later.key,
        )  # fmt: skip


def _changes(history: History) -> Iterator[Row]:
    for step in history.replacements:
        before, after = cells_of(step.before.truth), cells_of(step.after.truth)
        for indicator in sorted({*before, *after}):
            old, new = before.get(indicator, (None, None)), after.get(indicator, (None, None))
            if old != new:
                yield (
                    step.after.key, step.seen_at, indicator, step.before.key, step.last_seen_at,
                    *step.after.body_year, step.after.place, old[0], new[0], old[1], new[1],
                )  # fmt: skip


def _coverage(history: History) -> Iterator[Row]:
    """Registers name every body that should have reported, but for the town that no list has."""
    told = {
        (body.organization_id(year), year) for body in BODIES for year in range(body.first, body.last + 1)
    }
    for truth in truth_of(history.visits[-1].state):
        key = truth.organization_id, truth.year
        if truth.again:
            continue
        outcome: Row = ("refused", "robots_disallow", None, (truth.host_index, truth.path))
        if truth.allowed:
            outcome = ("read", None, None, _newest_place(history, *key))
        yield (*key, truth.organization, *outcome, "register" if key in told else "known_body")
    for body in BODIES:
        for year in (year for name, year in MISSING if name == body.name):
            known = (body.organization_id(year), year, body.name_in(year))
            yield (*known, "not_found", "said_not_published", None, None, "register")


def _newest_place(history: History, organization_id: str, year: int) -> Place:
    """Of several addresses, the one that was seen last."""
    return max(history.at(organization_id, year), key=lambda one: one.last_seen_at).place


def _narratives(history: History) -> Iterator[Row]:
    for key, one in history.versions.items():
        lost = {"other"} if "section_missing" in one.truth.expected_findings else set()
        yield from ((key, section) for section in SECTIONS if section not in lost)


def _codebook(history: History) -> Iterator[Row]:
    by_form = {form: set(forms.indicators(form)) for form in ("2019", "2021")}
    for indicator in INDICATORS:
        names = [form for form, known in by_form.items() if indicator in known]
        is_total = "_handled_total_" in indicator or indicator.endswith("_total")
        yield indicator, ";".join(names), indicator.partition("_")[0], is_total


_TABLES: dict[str, Callable[[History], Iterator[Row]]] = {
    "reports": _reports,
    "cells": _cells,
    "indicators": _indicators,
    "organizations": _organizations,
    "findings": _finding_rows,
    "ledger": _ledger,
    "changes": _changes,
    "coverage": _coverage,
    "narratives": _narratives,
    "codebook": _codebook,
}
