"""Cells that a body left blank, as zeros: for analysts who take an empty cell of the form for one.

Promises: only cells with the status `blank` become 0; what could not be read, or is missing, stays absent.
Refuses: to do so unasked: a blank is no proof of a zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.report import Status

if TYPE_CHECKING:
    import pandas as pd


def fill_blanks(frame: pd.DataFrame, files: Iterable[Path]) -> None:
    """Put 0 into the indicators of `frame` that are blank in its reports; `files` are those of `cells`."""
    import pyarrow.parquet as pq

    rows = {report_id: place for place, report_id in enumerate(frame["report_id"])}
    places: dict[str, list[int]] = {}
    for file in files:
        blank = pq.read_table(
            file,
            columns=["report_id", "indicator"],
            filters=[("status", "=", Status.BLANK.value)],
            partitioning=None,
        )
        for report_id, indicator in zip(
            *(blank[name].to_pylist() for name in blank.column_names), strict=True
        ):
            if report_id in rows and indicator in frame:
                places.setdefault(indicator, []).append(rows[report_id])
    for indicator, found in places.items():
        frame.loc[frame.index[found], indicator] = 0
