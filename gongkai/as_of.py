"""The panel as it stood on a day: from the versions that had been seen until then.

Promises: for each organisation and year the version that stood on that day; its numbers come from `cells`, in
the units of the panel, where the panel of today has another version.
Refuses: to look into the future: what was first seen after that day is not there.
Caveat: a text that was replaced and came back more than once is dated by its first and its last coming;
`addresses_differ` is absent where the numbers are not those of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from gongkai.codebook import read_codebook
from gongkai.errors import DatasetError
from gongkai.rows import ARITHMETIC, panel_value
from parsers.report import Cell, Code, Severity, Status

if TYPE_CHECKING:
    import pandas as pd

    from gongkai.load import Dataset

_NO_REPORT = Code.NOT_A_REPORT.value


def end_of(day: date | datetime | str) -> datetime:
    """The last moment of a day; a moment is itself.

    >>> end_of("2024-05-01").isoformat(timespec="seconds")
    '2024-05-01T23:59:59+00:00'
    """
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day) if len(day) == len("2024-05-01") else datetime.fromisoformat(day)
        except ValueError:
            raise DatasetError(f"as_of: {day!r} is no date", remedy="Write it as 2024-05-01.") from None
    if not isinstance(day, datetime):
        return datetime.combine(day, time.max, UTC)
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def standing(dataset: Dataset, moment: datetime) -> pd.DataFrame:
    """The versions that stood at a moment, one an organisation and year, as rows of `reports`."""
    findings = dataset.findings()
    no_reports = set(findings.loc[findings["code"] == _NO_REPORT, "report_id"])
    reports = dataset.reports()
    has_place = reports[["organization_id", "year", "form"]].notna().all(axis=1)
    known = reports[has_place & (reports["first_seen_at"] <= moment)]
    known = known[~known["report_id"].isin(no_reports)]
    met = known["fetched_at"].where(known["fetched_at"] <= moment, known["first_seen_at"])
    ordered = known.assign(_met=met).sort_values(["organization_id", "year", "_met", "report_id"])
    return ordered.drop_duplicates(["organization_id", "year"], keep="last").drop(columns="_met")


def panel_as_of(dataset: Dataset, day: date | datetime | str, years: Collection[int] | None) -> pd.DataFrame:
    """The rows of `indicators` as they stood on a day; all columns."""
    import pandas as pd

    chosen = standing(dataset, end_of(day))
    if years is not None:
        chosen = chosen[chosen["year"].isin(list(years))]
    today = dataset.indicators(years)
    kept = today[today["report_id"].isin(chosen["report_id"])]
    others = chosen[~chosen["report_id"].isin(kept["report_id"])]
    rows = pd.DataFrame(_rows(dataset, others), columns=today.columns).astype(today.dtypes)
    whole = pd.concat([kept, rows], ignore_index=True)
    return whole.sort_values(["year", "organization_id"], ignore_index=True)


def _rows(dataset: Dataset, reports: pd.DataFrame) -> list[dict[str, Any]]:
    if reports.empty:
        return []
    findings = dataset.findings()
    years = sorted({int(year) for year in reports["year"]})
    cells = dataset.cells(years, columns=["report_id", "indicator", "value", "unit", "status"])
    by_report = dict(iter(cells[cells["report_id"].isin(reports["report_id"])].groupby("report_id")))
    rows = []
    for report in reports.to_dict("records"):
        key = report["report_id"]
        own = findings[findings["report_id"] == key]
        rows.append({**_head(report, own), **_values(by_report[key])})
    return rows


def _head(report: dict[Any, Any], findings: pd.DataFrame) -> dict[str, Any]:
    severities = Counter(findings["severity"])
    without = (Status.BLANK, Status.UNREADABLE, Status.MISSING)
    return {
        "organization_id": report["organization_id"],
        "year": report["year"],
        "report_id": report["report_id"],
        "form": report["form"],
        "values_recovered": report[f"cells_{Status.RECOVERED}"],
        "cells_without_value": sum(report[f"cells_{status}"] for status in without),
        "findings_warning": severities[Severity.WARNING.value],
        "findings_error": severities[Severity.ERROR.value],
        "sums_hold": ARITHMETIC.isdisjoint(findings["code"]),
        "addresses_differ": None,
    }


def _values(cells: pd.DataFrame) -> dict[str, int | float | None]:
    import pandas as pd

    records: Any = cells.to_dict("records")
    known = {
        record["indicator"]: Cell(
            record["indicator"],
            None if pd.isna(record["value"]) else record["value"],
            Status(record["status"]),
            unit=None if pd.isna(record["unit"]) else record["unit"],
        )
        for record in records
    }
    return {found.indicator: panel_value(found, known.get(found.indicator)) for found in read_codebook()}
