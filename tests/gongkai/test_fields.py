from __future__ import annotations

import pyarrow as pa
import pytest

from gongkai.codebook import TABLES_ZH, indicators_of, read_codebook
from gongkai.fielddocs import PAGE, tables_page
from gongkai.fields import ARROW_TYPES, TABLES, Table
from parsers.report import Status

# Renaming one of these breaks its users.
PUBLIC = {
    "reports": "report_id organization_id year form url fetched_at published_on title superseded_by "
    "first_seen_at last_seen_at cells_published cells_blank cells_unreadable cells_recovered "
    "cells_missing findings",
    "cells": "report_id indicator value implied raw unit status evidence where",
    "indicators": "organization_id report_id requests_received_total",
    "organizations": "organization_id name kind level division_code province prefecture county township "
    "first_year last_year aliases",
    "findings": "report_id code ordinal severity message_zh message_en where",
    "narratives": "report_id section text",
    "coverage": "organization_id year organization state reason doubt url expected_by register seen_at",
    "ledger": "organization_id year indicator carried_out carried_in_next difference report_id "
    "next_report_id",
    "changes": "report_id seen_at indicator replaced value_before value raw_before raw status_before status",
    "codebook": "indicator short_name definition definition_en legal_basis unit example is_total "
    "forms series",
    "series": "series indicator form joined why_zh why_en",
}


def test_the_tables_are_those_that_are_promised() -> None:
    assert set(TABLES) == set(PUBLIC)
    for name, columns in PUBLIC.items():
        assert set(columns.split()) <= {field.name for field in TABLES[name].fields}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_is_fully_described(table: Table) -> None:
    names = [field.name for field in table.fields]
    assert len(names) == len(set(names))
    assert set(table.file_key) <= set(names)
    for field in table.fields:
        assert field.type in ARROW_TYPES
        assert field.en
        assert field.zh
        assert field.name not in table.key or not field.nullable


def test_indicators_have_a_column_each_and_money_is_a_fraction() -> None:
    schema = TABLES["indicators"].schema()
    for found in read_codebook():
        assert schema.field(found.indicator).type == (pa.float64() if found.is_money else pa.int64())
        assert schema.field(found.indicator).nullable


def test_status_columns_follow_the_statuses() -> None:
    names = TABLES["reports"].schema().names
    place = names.index("cells_published")
    assert names[place : place + 5] == [f"cells_{status.value}" for status in Status]


def test_totals_are_marked() -> None:
    totals = {found.indicator for found in read_codebook() if found.is_total}
    assert "requests_received_total" in totals
    assert "requests_handled_total_natural_person" in totals
    assert "requests_received_natural_person" not in totals
    assert {"annex_replies", "annex_staff"} <= totals
    assert "annex_disclosed" not in totals
    assert "proactive_regulations_disclosed_in_all" not in totals


def test_a_series_spans_forms_only_where_the_meaning_is_the_same() -> None:
    series = {found.indicator: found.series for found in read_codebook()}
    assert series["requests_received_total"] == "requests_received_total"
    assert series["proactive_regulations_made"] is None
    assert series["proactive_regulations_issued"] is None
    assert series["annex_requests_received"] == "requests_received_total"
    assert series["annex_replies_granted"] is None


def test_short_names_are_unique_and_short() -> None:
    names = [found.short_name for found in read_codebook()]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 32


def test_forms_and_tables_are_known() -> None:
    assert {form for found in read_codebook() for form in found.forms} == {"2014", "2019", "2021"}
    assert {found.table for found in read_codebook()} == set(TABLES_ZH)
    assert len({found.indicator for found in indicators_of("2019")}) == 198


def test_the_page_of_tables_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == tables_page(), "run python -m gongkai.fielddocs"
