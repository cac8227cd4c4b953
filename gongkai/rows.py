"""From a version of a report to the rows of the tables, in the column order of `fields.py`.

Promises: rows hold only what JSON can: text, numbers, booleans, null; dates as days since 1970-01-01 UTC
and moments as milliseconds.
Refuses: to convert money whose unit the report does not state: such a cell is null in the panel.
Caveat: a count that is not a whole number is null in the panel; it stays in `cells` as printed.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

from gongkai.codebook import MONEY_UNITS, Indicator, read_codebook
from gongkai.organizations import Organization
from gongkai.reading import Parsed
from parsers.report import Cell, Code, Finding, Report, Severity, Status

Row = list[str | int | float | bool | None]

EPOCH = date(1970, 1, 1)
ARITHMETIC = frozenset({Code.ROW_SUM, Code.RESULTS_SUM, Code.FLOW, Code.DISPUTE_SUM, Code.PARTS_SUM})


def to_days(text: str | None) -> int | None:
    """An ISO date as days since 1970-01-01; None where it is no date.

    >>> to_days("1970-01-03"), to_days("2021-02-30")
    (2, None)
    """
    try:
        return (date.fromisoformat(text) - EPOCH).days if text else None
    except ValueError:
        return None


def to_milliseconds(moment: datetime) -> int:
    """A moment as whole milliseconds since 1970-01-01 UTC."""
    return int(moment.timestamp() * 1000)


def report_row(parsed: Parsed, organization: Organization | None, name: str | None) -> Row:
    """The row of `reports`; what depends on other captures is filled in when all are known."""
    report = parsed.report
    statuses = Counter(cell.status for cell in report.cells)
    return [
        parsed.report_id,
        organization.organization_id if organization else None,
        name,
        report.year,
        report.form,
        report.title,
        parsed.address,
        *(None,) * 5,  # fetched_at to same_as
        to_days(report.published_on),
        to_days(report.signed_on),
        report.issuer,
        report.index_number,
        report.site_name,
        report.site_code,
        report.source.content_type,
        report.source.encoding,
        report.source.sha256,
        *(statuses[status] for status in Status),
        len(report.findings),
    ]


def cell_rows(report_id: str, report: Report) -> list[Row]:
    """The rows of `cells`, sorted by indicator."""
    return [
        [
            report_id,
            cell.indicator,
            None if cell.value is None else float(cell.value),
            cell.implied,
            cell.raw,
            cell.unit,
            cell.status.value,
            cell.evidence,
            cell.where,
        ]
        for cell in sorted(report.cells, key=lambda cell: cell.indicator)
    ]


def finding_rows(report_id: str, report: Report) -> list[Row]:
    """The rows of `findings`, sorted by code; `ordinal` keeps the report's own order within a code."""
    seen: Counter[str] = Counter()
    rows: list[Row] = []
    for finding in sorted(report.findings, key=lambda finding: finding.code):
        rows.append(finding_row(report_id, finding, seen[finding.code]))
        seen[finding.code] += 1
    return rows


def finding_row(report_id: str, finding: Finding, ordinal: int) -> Row:
    """The row of one finding."""
    return [
        report_id,
        finding.code.value,
        ordinal,
        finding.severity.value,
        ";".join(finding.indicators) or None,
        finding.message_zh,
        finding.message_en,
        finding.where,
    ]


def narrative_rows(report_id: str, report: Report) -> list[Row]:
    """The rows of `narratives`, sorted by section."""
    sections = sorted(report.sections, key=lambda section: section.section)
    return [[report_id, part.section, part.title, part.text] for part in sections]


def is_panel_report(report: Report) -> bool:
    """True for a report whose numbers may stand in the panel: it has a form and is a report."""
    return report.form is not None and not any(f.code is Code.NOT_A_REPORT for f in report.findings)


def panel_row(report_id: str, report: Report, organization: Organization) -> Row:
    """The row of `indicators`; `addresses_differ` is filled in when all versions are known."""
    cells = {cell.indicator: cell for cell in report.cells}
    severities = Counter(finding.severity for finding in report.findings)
    return [
        organization.organization_id,
        report_id,
        report.form,
        sum(cell.status is Status.RECOVERED for cell in report.cells),
        sum(cell.value is None for cell in report.cells),
        severities[Severity.WARNING],
        severities[Severity.ERROR],
        not any(finding.code in ARITHMETIC for finding in report.findings),
        None,
        *(panel_value(indicator, cells.get(indicator.indicator)) for indicator in read_codebook()),
    ]


def panel_value(indicator: Indicator, cell: Cell | None) -> int | float | None:
    """The number of a cell in the codebook's unit; None where there is none, or its unit is not stated.

    >>> fees = next(found for found in read_codebook() if found.indicator == "proactive_fees_amount")
    >>> panel_value(fees, Cell("proactive_fees_amount", 12.5, Status.PUBLISHED, unit="元"))
    0.00125
    """
    if cell is None or cell.value is None:
        return None
    if indicator.is_money:
        return _harmonised(cell.value, cell.unit, indicator.unit)
    return int(cell.value) if float(cell.value).is_integer() else None


def _harmonised(value: int | float, unit: str | None, target: str) -> float | None:
    if unit not in MONEY_UNITS:
        return None
    # Decimal: 0.07 元 in 万元 is 0.000007, which float arithmetic does not give
    return float(Decimal(str(value)) * MONEY_UNITS[unit] / MONEY_UNITS[target])
