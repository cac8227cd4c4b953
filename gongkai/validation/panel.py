"""The files of `indicators`: sums a row for the checks across tables, and numbers that cannot be.

Promises: the sum of a row is that of the report's cells where, and only where, each number is the cell's.
Refuses: to hold the numbers: of a row a handful of sums stay.
Caveat: a negative count is as printed; a few are told, many stop the release.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from gongkai.codebook import read_codebook
from gongkai.validation.cells import CODEBOOK_HASHES, show_rows
from gongkai.validation.files import File
from gongkai.validation.hashing import Hashes, hash_column, hash_numbers, mix, numbers_of
from gongkai.validation.outcome import Notes

MAY_FALL = "_change"  # 增/减 is the one column of the forms that may be negative
LEAST_NEGATIVE, SHARE_NEGATIVE = 5, 0.02  # of the numbers of a column; fewer are slips of single reports
_COUNTS = ("values_recovered", "cells_without_value", "findings_warning", "findings_error")
_FLAGS = ("sums_hold", "addresses_differ")


@dataclass(frozen=True, slots=True)
class PanelSums:
    """Sums of one file, a place a row: who, which report, and a digest of the numbers."""

    organization: Hashes
    report: Hashes
    form: Hashes
    panel: Hashes
    values_recovered: npt.NDArray[Any]
    cells_without_value: npt.NDArray[Any]
    findings_warning: npt.NDArray[Any]
    findings_error: npt.NDArray[Any]
    sums_hold: npt.NDArray[Any]
    addresses_differ: npt.NDArray[Any]


def sum_panel(groups: list[PanelSums]) -> PanelSums:
    """The sums of all rows of some row groups."""
    names = [field.name for field in fields(PanelSums)]
    return PanelSums(*(np.concatenate([getattr(group, name) for group in groups]) for name in names))


def sum_panel_group(group: Any) -> PanelSums:
    """The sums of the rows of one row group."""
    total = np.zeros(group.num_rows, dtype=np.uint64)
    for found, hash_ in zip(read_codebook(), CODEBOOK_HASHES, strict=True):
        value, is_null = numbers_of(group.column(found.indicator))
        number = mix(np.full(len(value), hash_), hash_numbers(value, is_null))
        total += np.where(is_null, np.uint64(0), number)
    return PanelSums(
        organization=hash_column(group.column("organization_id")),
        report=hash_column(group.column("report_id")),
        form=hash_column(group.column("form")),
        panel=total,
        **{name: numbers_of(group.column(name))[0].astype(np.int64) for name in (*_COUNTS, *_FLAGS)},
    )


class Negatives:
    """Counts the negative numbers of one file."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}
        self._present: dict[str, int] = {}
        self._rows: dict[str, list[dict[str, object]]] = {}

    def see(self, group: Any) -> None:
        """Look at the next row group."""
        for found in read_codebook():
            if found.indicator.endswith(MAY_FALL):
                continue
            value, is_null = numbers_of(group.column(found.indicator))
            self._present[found.indicator] = self._present.get(found.indicator, 0) + int((~is_null).sum())
            if (value < 0).any():
                count = self._found.get(found.indicator, 0)
                self._found[found.indicator] = count + int((value < 0).sum())
                names = ("organization_id", "report_id", found.indicator)
                self._rows.setdefault(found.indicator, []).extend(show_rows(group, value < 0, names))

    def note(self, file: File, notes: Notes) -> None:
        """Note what was found: an error where a column has too many for slips."""
        for name, count in self._found.items():
            many = count >= LEAST_NEGATIVE and count >= SHARE_NEGATIVE * self._present[name]
            notes.add("negative", file.path, count, self._rows[name], severity="error" if many else "warning")
