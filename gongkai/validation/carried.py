"""The ledger, derived again from the panel; its breaks against findings, its agreements against witnesses.

Promises: every row of `ledger` is what the panel of its two years says, and none is lost.
Refuses: to hold the ledger: a digest for each report stays.
Caveat: only the columns of the chains are read, two years at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from gongkai.ledger import CHAINS, Chain
from gongkai.validation.across import note_reports
from gongkai.validation.hashing import (
    Flags,
    Floats,
    Hashes,
    Index,
    hash_column,
    hash_numbers,
    hash_text,
    mix,
    numbers_of,
    sum_by,
)  # fmt: skip
from gongkai.validation.outcome import Notes
from gongkai.validation.release_tables import ReleaseTables
from gongkai.validation.tables import Ints


@dataclass(frozen=True, slots=True)
class _Year:
    """The columns of the chains of one year."""

    organization: Hashes
    report: Hashes
    numbers: Mapping[str, tuple[Floats, Flags]]

    def sum_of(self, terms: Mapping[str, int], places: Any) -> tuple[Floats, Flags]:
        """The signed sum of some columns in some rows, and where one of them is null."""
        total, is_null = np.zeros(len(places)), np.zeros(len(places), dtype=bool)
        for name, sign in terms.items():
            values, missing = self.numbers[name]
            total += sign * values[places]
            is_null |= missing[places]
        return total, is_null


class _Sums:
    """A digest of the ledger's rows for each report that hands on, and what follows for the one after."""

    def __init__(self, reports: Index, count: int) -> None:
        self._reports, self._count = reports, count
        self.rows = np.zeros(count, dtype=np.uint64)
        self.prior = np.zeros(count, dtype=np.uint64)
        self.breaks: dict[str, Ints] = {chain.code.value: np.zeros(count, dtype=np.int64) for chain in CHAINS}

    def add(self, report: Hashes, next_report: Hashes, row: Hashes) -> None:
        self.rows += sum_by(self._reports.find(report), mix(report, next_report, row), self._count)

    def settle(self, chain: Chain, next_report: Hashes, difference: Floats, is_null: Flags) -> None:
        place = self._reports.find(next_report)
        indicator = np.full(len(place), hash_text(chain.indicator))
        agrees = ~is_null & (difference == 0)
        self.prior += sum_by(np.where(agrees, place, -1), indicator, self._count)
        broken = np.where(~is_null & (difference != 0), place, -1)
        self.breaks[chain.code.value] += sum_by(broken, np.ones(len(place), dtype=np.int64), self._count)


def check_ledger(tables: ReleaseTables, notes: Notes) -> None:
    """Ledger, findings and witnesses are what the panel says."""
    reports = tables.reports
    expected = _Sums(reports.index, len(reports.id))
    for year, after in pairwise(tables.panel_years):
        if after == year + 1:
            _expect(year, _read_year(tables, year), _read_year(tables, after), expected)
    stated = _Sums(reports.index, len(reports.id))
    for group in tables.file("ledger").groups():
        ids = [hash_column(group.column(name)) for name in ("report_id", "next_report_id")]
        stated.add(ids[0], ids[1], _row(group))
    wrong = expected.rows != stated.rows
    problem = np.where(
        expected.rows == 0, "no row follows from the panel", "not what the panel of both years says"
    )
    note_reports(tables, "ledger_values", wrong, {"problem": problem}, notes)
    for code, count in expected.breaks.items():
        found = tables.findings.breaks[code]
        told = {"code": np.full(len(found), code), "breaks": count, "findings": found}
        note_reports(tables, "ledger_findings", count != found, told, notes)
    wrong = expected.prior != tables.of_cells("prior")
    told = {
        "problem": np.full(len(wrong), "cells with `prior` are not those that agree with the year before")
    }
    note_reports(tables, "prior", wrong, told, notes)


def _read_year(tables: ReleaseTables, year: int) -> _Year:
    names = sorted({name for chain in CHAINS for name in (*chain.before, *chain.after, chain.indicator)})
    whole = tables.file("indicators", year).read(["organization_id", "report_id", *names])
    organization, report = (hash_column(whole.column(name)) for name in ("organization_id", "report_id"))
    return _Year(organization, report, {name: numbers_of(whole.column(name)) for name in names})


def _expect(year: int, one: _Year, other: _Year, sums: _Sums) -> None:
    later = Index(other.organization).find(one.organization)
    here, there = np.flatnonzero(later >= 0), later[later >= 0]
    organization, report, next_report = one.organization[here], one.report[here], other.report[there]
    for chain in CHAINS:
        out, no_out = one.sum_of(chain.before, here)
        into, no_in = other.sum_of(chain.after or {chain.indicator: 1}, there)
        difference, no_difference = into - out, no_out | no_in
        row = mix(
            organization,
            np.full(len(here), np.uint64(year)),
            np.full(len(here), hash_text(chain.indicator)),
            *(hash_numbers(np.where(gone, 0.0, number), gone) for number, gone in
              ((out, no_out), (into, no_in), (difference, no_difference))),
        )  # fmt: skip
        stands = ~(no_out & no_in)
        sums.add(report[stands], next_report[stands], row[stands])
        sums.settle(chain, next_report[stands], difference[stands], no_difference[stands])


def _row(group: Any) -> Hashes:
    year = numbers_of(group.column("year"))[0].astype(np.uint64)
    numbers = (hash_column(group.column(name)) for name in ("carried_out", "carried_in_next", "difference"))
    return mix(
        hash_column(group.column("organization_id")), year, hash_column(group.column("indicator")), *numbers
    )
