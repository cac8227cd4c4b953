"""The rows that the tables of a dataset should have after visits of the sample site, table by table.

Promises: every row, in the columns that COLUMNS names, from what the site was made of. A version is named by
its key (`history.version_key`), an address by host index and path.
Refuses: to read a page, an archive or a dataset, or to borrow from the code that makes one.
Caveat: columns that only reading can know (places in the document, evidence, messages) are not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from gongkai.samplesite import annex
from gongkai.samplesite import layout as forms
from gongkai.samplesite.bodies import BODIES, PREFECTURE, PROVINCE, YEARS, find_body
from gongkai.samplesite.catalogue import MISSING
from gongkai.samplesite.crosswise import addresses_differ, carried, misadded, twins
from gongkai.samplesite.history import History, OrganizationYear, Place, Version, truth_of
from gongkai.samplesite.truth import TruthReport, Value, cells_of, numbers_of, value_of

Row = tuple[object, ...]

INFO = frozenset({"cell_lost", "section_missing"})  # the other findings are warnings
SUMS = frozenset({"row_sum", "results_sum", "flow", "dispute_sum"})
SECTIONS = ("overview", "proactive", "requests", "disputes", "problems", "other")
STATUSES = ("published", "blank", "unreadable", "recovered", "missing")
_PANEL_UNITS = {"proactive_fees_amount": "万元", "proactive_procurement_amount": "元"}
_NO_CELL = (None, None, None)
_YUAN = {"元": 1, "万元": 10_000}
_REAL_TOWN_CODE = "152922103"  # the invented towns have none
_REAL_AREA = ("152922", "内蒙古自治区", "阿拉善盟", "阿拉善右旗")
_SUCCESSORS = {
    find_body(name).organization_id: body.organization_id for body in BODIES for name in body.merged_from
}
_FORMS = {form: frozenset(forms.indicators(form)) for form in ("2014", "2019", "2021")}
INDICATORS = tuple(sorted(frozenset().union(*_FORMS.values())))

COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": (
        "report_id", "organization_id", "organization", "year", "form", "title", "url", "fetched_at",
        "first_seen_at", "last_seen_at", "superseded_by", "same_as",
        *(f"cells_{status}" for status in STATUSES), "findings",
    ),
    "cells": ("report_id", "year", "indicator", "value", "raw", "status"),
    "indicators": (
        "organization_id", "year", "report_id", "form", "values_recovered", "cells_without_value",
        "findings_warning", "findings_error", "sums_hold", "addresses_differ", *INDICATORS,
    ),
    "organizations": (
        "organization_id", "name", "kind", "level", "division_code", "province", "prefecture", "county",
        "township", "township_code", "first_year", "last_year", "aliases", "successor",
    ),
    "findings": ("report_id", "code", "severity"),
    "ledger": (
        "organization_id", "year", "indicator", "carried_out", "carried_in_next", "difference", "report_id",
        "next_report_id",
    ),
    "changes": (
        "report_id", "seen_at", "indicator", "replaced", "replaced_last_seen_at", "organization_id", "year",
        "url", "value_before", "value", "raw_before", "raw", "status_before", "status",
    ),
    "coverage": ("organization_id", "year", "organization", "state", "reason", "doubt", "url", "expected_by"),
    "narratives": ("report_id", "section"),
    "codebook": ("indicator", "forms", "table", "is_total"),
}  # fmt: skip


def expected_rows(history: History, table: str) -> list[Row]:
    """The rows of one table, in the columns of COLUMNS, in no order."""
    return list(_TABLES[table](history))


def _statuses(truth: TruthReport) -> Counter[str]:
    return Counter(status for _, _, status in cells_of(truth).values())


def _findings(history: History) -> dict[str, Counter[str]]:
    """The codes of all findings, by version."""
    found = {key: Counter(one.truth.expected_findings) for key, one in history.versions.items()}
    for one in carried(history):
        if one.difference:
            found[one.later.key][one.code] += 1
    for group in twins(history):
        for key in group:
            found[key]["twin_report"] += 1
    for key, _ in misadded(history):
        found[key]["contradicts_members"] += 1
    return found


def _reports(history: History) -> Iterator[Row]:
    findings = _findings(history)
    for key, one in history.versions.items():
        statuses = _statuses(one.truth)
        yield (
            key, *one.body_year[:1], one.truth.organization, one.truth.year, one.truth.form, one.truth.title,
            one.place, one.fetched_at, one.first_seen_at, one.last_seen_at, one.superseded_by,
            _same_as(history, one), *(statuses[status] for status in STATUSES), findings[key].total(),
        )  # fmt: skip


def _same_as(history: History, version: Version) -> str | None:
    """The first version, by address, that gives the same cells at another address."""
    for other in history.at(*version.body_year):
        if other.place < version.place and numbers_of(other.truth) == numbers_of(version.truth):
            return other.key
    return None


def _cells(history: History) -> Iterator[Row]:
    for key, one in history.versions.items():
        for indicator, cell in cells_of(one.truth).items():
            yield key, one.truth.year, indicator, *cell


def _indicators(history: History) -> Iterator[Row]:
    findings = _findings(history)
    for (organization_id, year), one in history.panel.items():
        statuses = _statuses(one.truth)
        codes = findings[one.key]
        yield (
            organization_id, year, one.key, one.truth.form, statuses["recovered"],
            statuses["blank"] + statuses["missing"], sum(codes[code] for code in codes if code not in INFO),
            0, SUMS.isdisjoint(codes), addresses_differ(history, one),
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
    """Each id as its newest report has it, with the names that it had besides."""
    for organization_id, truths in _by_id(history).items():
        body = truths[-1]
        is_real = body.division_code == _REAL_AREA[0]
        area = _REAL_AREA[1:] if is_real else (PROVINCE, PREFECTURE, body.county)
        years = [truth.year for truth in truths]
        is_town = body.kind in ("town", "street")
        town = body.organization.removeprefix(body.county).removesuffix("人民政府").removesuffix("办事处")
        yield (
            organization_id, body.organization, body.kind, "township" if is_town else "county",
            body.division_code, *area, town if is_town else None,
            _REAL_TOWN_CODE if is_real else None, years[0], years[-1], _aliases(truths),
            _SUCCESSORS.get(organization_id),
        )  # fmt: skip


def _by_id(history: History) -> dict[str, list[TruthReport]]:
    """What was read of each id, by year."""
    known: dict[str, list[TruthReport]] = {}
    for one in sorted(history.versions.values(), key=lambda one: one.truth.year):
        known.setdefault(one.truth.organization_id, []).append(one.truth)
    return known


def _aliases(truths: Sequence[TruthReport]) -> str | None:
    """The names but the newest, each with its years; `truths` are by year."""
    years: dict[str, list[int]] = {}
    for truth in truths:
        years.setdefault(truth.organization, []).append(truth.year)
    del years[truths[-1].organization]
    return ";".join(f"{name} ({known[0]}-{known[-1]})" for name, known in sorted(years.items())) or None


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
            pairs = list(zip(before.get(indicator, _NO_CELL), after.get(indicator, _NO_CELL), strict=True))
            if any(old != new for old, new in pairs):
                yield (
                    step.after.key, step.seen_at, indicator, step.before.key, step.last_seen_at,
                    *step.after.body_year, step.after.place, *chain.from_iterable(pairs),
                )  # fmt: skip


def _coverage(history: History) -> Iterator[Row]:
    """Registers name every body that should have reported, but for the town that no list has."""
    told = {(body.organization_id, year) for body in BODIES for year in YEARS if body.reports_on(year)}
    known = _by_id(history)
    for (organization_id, year), outcome in _outcomes(history).items():
        names = {truth.organization for truth in known[organization_id]}
        longest = min(names, key=lambda name: (-len(name), name))
        via = "register" if (organization_id, year) in told else "known_body"
        yield organization_id, year, longest, *outcome, via


def _outcomes(history: History) -> dict[OrganizationYear, Row]:
    """State, reason, doubt and address of each body and year."""
    found: dict[OrganizationYear, Row] = {
        (body.organization_id, year): ("not_found", "said_not_published", None, None)
        for body in BODIES
        for year in YEARS
        if (body.name, year) in MISSING
    }
    for truth in truth_of(history.visits[-1].state):
        key = truth.organization_id, truth.year
        if truth.allowed:
            found[key] = ("read", None, None, _newest_place(history, *key))
        else:
            found[key] = ("refused", "robots_disallow", None, (truth.host_index, truth.path))
    return found


def _newest_place(history: History, organization_id: str, year: int) -> Place:
    """Of several addresses, the one that was seen last."""
    return max(history.at(organization_id, year), key=lambda one: one.last_seen_at).place


def _narratives(history: History) -> Iterator[Row]:
    for key, one in history.versions.items():
        lost = {"other"} if "section_missing" in one.truth.expected_findings else set()
        yield from ((key, section) for section in SECTIONS if section not in lost)


def _codebook(history: History) -> Iterator[Row]:
    for indicator in INDICATORS:
        names = [form for form, known in _FORMS.items() if indicator in known]
        is_sum = "_handled_total_" in indicator or indicator.endswith("_total")
        is_total = is_sum or indicator in annex.SUMS
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
