from __future__ import annotations

from datetime import UTC, datetime

import handmade
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.codebook import read_codebook
from gongkai.fields import TABLES
from gongkai.organizations import resolve
from gongkai.reading import Parsed, check_report
from gongkai.rows import cell_rows, finding_rows, panel_row, panel_value, report_row, to_days
from gongkai.versions import fold_versions
from parsers import parse
from parsers.report import Cell, Report, Section, Source, Status

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
INDICATORS = {found.indicator: found for found in read_codebook()}
COUNT, FEES, PROCUREMENT = "requests_received_total", "proactive_fees_amount", "proactive_procurement_amount"


def read(**values: object) -> Report:
    return handmade.parse(handmade.document(**values), url="http://a.example/")


def test_rows_have_one_value_a_column() -> None:
    from gongkai.divisions import read_divisions

    one = read(findings=["row_lost"])
    body = resolve("溪云县统计局", None, read_divisions())
    parsed = Parsed("http://a.example/", "id", one)
    assert len(report_row(parsed, body, body.name)) == len(TABLES["reports"].fields)
    assert len(panel_row("id", one, body)) == len(TABLES["indicators"].fields)
    assert {len(row) for row in cell_rows("id", one)} == {len(TABLES["cells"].fields)}
    assert {len(row) for row in finding_rows("id", one)} == {len(TABLES["findings"].fields)}


@pytest.mark.parametrize(
    ("indicator", "value", "unit", "expected"),
    [
        (FEES, 3, "万元", 3.0),
        (FEES, 0.07, "元", 0.000007),
        (FEES, 1.5, "亿元", 15000.0),
        (FEES, 3, None, None),
        (FEES, 3, "美元", None),
        (PROCUREMENT, 2.5, "万元", 25000.0),
        (PROCUREMENT, 100, "元", 100.0),
        (PROCUREMENT, 100, "件", None),
        (COUNT, 7, "件", 7),
        (COUNT, 7.0, None, 7),
        (COUNT, 7.5, "件", None),
    ],
)
def test_panel_values(indicator: str, value: float, unit: str | None, expected: float | None) -> None:
    cell = Cell(indicator, value, Status.PUBLISHED, unit=unit)
    found = panel_value(INDICATORS[indicator], cell)
    assert found == expected
    assert type(found) is type(expected)


def test_a_cell_that_is_not_there_has_no_value() -> None:
    assert panel_value(INDICATORS[COUNT], None) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_money_goes_to_another_unit_and_back(value: object, unit: str) -> None:
    amount = float(str(value))
    there = panel_value(INDICATORS[FEES], Cell(FEES, amount, Status.PUBLISHED, unit=unit))
    factor = {"元": 1e-4, "万元": 1.0, "亿元": 1e4}[unit]
    assert there == pytest.approx(amount * factor, rel=1e-12)


def test_the_arithmetic_findings_clear_sums_hold() -> None:
    from gongkai.divisions import read_divisions

    place = TABLES["indicators"].schema().names.index("sums_hold")
    body = resolve("溪云县统计局", None, read_divisions())
    held = {
        code: panel_row("id", read(findings=[code]), body)[place]
        for code in ("row_sum", "flow", "results_sum", "dispute_sum", "row_lost", "section_missing")
    }
    assert [code for code, holds in held.items() if holds] == ["row_lost", "section_missing"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("1970-01-01", 0), ("2021-01-31", 18658), (None, None), ("", None), ("2021-13-01", None)],
)
def test_days(text: str | None, days: int | None) -> None:
    assert to_days(text) == days


@pytest.mark.parametrize(
    "report",
    [
        Report(Source(None, "", None), cells=(Cell(COUNT, 1, Status.PUBLISHED),) * 2),
        Report(Source(None, "", None), sections=(Section("other", "", ""),) * 2),
        Report(Source(None, "", None), cells=(Cell(COUNT, float("nan"), Status.PUBLISHED),)),
        Report(Source(None, "", None), cells=(Cell(COUNT, float("inf"), Status.PUBLISHED),)),
        Report(Source(None, "", None), cells=(Cell(COUNT, 10**19, Status.PUBLISHED),)),
    ],
    ids=["cell twice", "section twice", "nan", "inf", "too large"],
)
def test_reports_that_the_tables_cannot_hold_are_refused(report: Report) -> None:
    with pytest.raises(ValueError, match=r"twice|out of range"):
        check_report(report)


def test_no_readings_are_no_versions() -> None:
    assert fold_versions([]) == []


def test_the_panel_has_the_numbers_of_a_list() -> None:
    text = "清河县统计局2016年政府信息公开工作年度报告\n\n统计指标 | 单位 | 统计数 |\n" + "\n".join(
        f"{label} | {unit} | {value} |"
        for label, unit, value in (
            ("（一）收到申请数", "件", "16"),
            ("1.当面申请数", "件", "3"),
            ("2.传真申请数", "件", ""),
            ("四、行政复议数量", "件", "1"),
            ("（二）被依法纠错数", "件", "1"),
            ("五、行政诉讼数量", "件", "0"),
            ("七、依申请公开信息收取的费用", "元", "1200"),
            ("（二）举办各类培训班数", "次", "2"),
        )
    )
    cells = {cell.indicator: cell for cell in parse(text.encode()).cells}
    values = {name: panel_value(found, cells.get(name)) for name, found in INDICATORS.items()}
    assert {name: value for name, value in values.items() if value is not None} == {
        "annex_requests_received": 16,
        "annex_requests_in_person": 3,
        "annex_reconsideration": 1,
        "annex_reconsideration_corrected": 1,
        "annex_litigation": 0,
        "annex_fees": 0.12,
        "annex_trainings": 2,
    }
