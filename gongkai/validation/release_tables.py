"""One release as the checks across tables see it.

Promises: columns are aligned with `reports`: what a table says of a report stands at the report's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from gongkai.validation.cells import FORMS, STATUSES, CellSums
from gongkai.validation.files import File
from gongkai.validation.hashing import NULL, Hashes, Places
from gongkai.validation.panel import PanelSums
from gongkai.validation.tables import Bodies, FindingSums, Ints, Reports


@dataclass(frozen=True)
class ReleaseTables:
    """The tables of one release; `files` by path, cells and panel by year."""

    files: Mapping[str, File]
    reports: Reports
    bodies: Bodies
    findings: FindingSums
    cells: Mapping[int, CellSums]
    panel: Mapping[int, PanelSums]

    def file(self, table: str, year: int | None = None) -> File:
        """The file of a table, or of one year of it."""
        return self.files[path_of(table, year)]

    def others(self, table: str) -> Iterator[File]:
        """All files of a table."""
        return (file for file in self.files.values() if file.table.name == table)

    @cached_property
    def cell_places(self) -> Mapping[int, Places]:
        """For each report of the cells of a year, its place in `reports`, or -1."""
        return {year: self.reports.index.find(sums.report) for year, sums in self.cells.items()}

    def of_cells(self, name: str) -> npt.NDArray[Any]:
        """A sum of cells for each report."""
        width = {"statuses": (len(STATUSES),), "forms": (len(FORMS),)}.get(name, ())
        count = len(self.reports.id)
        kind = np.int64 if width else np.uint64
        total: npt.NDArray[Any] = np.zeros((count, *width), dtype=kind)
        for year, sums in self.cells.items():
            inside = self.cell_places[year] >= 0
            np.add.at(total, self.cell_places[year][inside], getattr(sums, name)[inside])
        return total

    @cached_property
    def digests(self) -> Hashes:
        """A digest of the numbers of each report, as two addresses are compared by."""
        return self.of_cells("values")

    @cached_property
    def is_panel(self) -> npt.NDArray[np.bool_]:
        """Which reports may stand in the panel."""
        found = self.reports
        known = (found.form != NULL) & (found.organization != NULL) & (found.year > 0)
        return np.asarray(known & (self.findings.no_report == 0))

    @cached_property
    def panel_years(self) -> Sequence[int]:
        """The years of the panel, in order."""
        return sorted(self.panel)


def path_of(table: str, year: int | None = None) -> str:
    """The path of a table's file.

    >>> path_of("reports"), path_of("cells", 2020)
    ('reports.parquet', 'cells/year=2020/part-0.parquet')
    """
    return f"{table}.parquet" if year is None else f"{table}/year={year}/part-0.parquet"


def first_places(wrong: npt.NDArray[np.bool_], most: int = 8) -> Ints:
    """The first places that are flagged: as many as are shown, and a few more."""
    return np.flatnonzero(wrong)[:most].astype(np.int64)
