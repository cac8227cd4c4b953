"""Headers moved by lost spans, damaged labels, tables behind the report: read where certain, else nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from papers import (
    Box,
    Figures,
    Tables,
    cells_of,
    find_row,
    make_figures,
    make_tables,
    names_of,
    page_html,
    read_page,
    statuses_of,
    table_html,
    values_of,
    wrong,
)

from parsers import parse
from parsers.report import Code, Status

FORMS = ["2019", "2021"]
REQUESTS = "requests"


def made(form_id: str, seed: int = 1) -> tuple[Figures, Tables]:
    figures = make_figures(form_id, seed)
    return figures, make_tables(form_id, figures)


def relabel(tables: Tables, table: str, old: str, new: str) -> Tables:
    rows = [[replace(box, text=new) if box.text == old else box for box in row] for row in tables[table]]
    return {**tables, table: rows}


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("lost", ["rowspan", "colspan", "rowspan|colspan"])
def test_lost_spans_move_no_value(form_id: str, lost: str) -> None:
    figures, tables = made(form_id)
    page = re.sub(rf" (?:{lost})=\S+?(?=[ >])", "", page_html(form_id, tables))
    report = parse(page.encode())
    assert wrong(report, figures) == []
    requests = [name for name in figures if name.startswith(REQUESTS)]
    assert statuses_of(report, requests) == {Status.PUBLISHED}


@pytest.mark.parametrize("form_id", FORMS)
def test_spans_end_with_a_body_of_their_own_row(form_id: str) -> None:
    figures, tables = made(form_id)
    page = page_html(form_id, tables).replace("<tr>", "<tbody><tr>").replace("</tr>", "</tr></tbody>")
    assert values_of(parse(page.encode())) == figures


def without_spans(tables: Tables) -> Tables:
    rows = [[replace(box, rowspan=1) for box in row] for row in tables[REQUESTS]]
    return {**tables, REQUESTS: rows}


@pytest.mark.parametrize("cuts", [(5,), (10,), (7,), (5, 10)])
def test_a_row_of_disputes_in_pieces_under_a_moved_header_places_nothing_wrong(cuts: tuple[int, ...]) -> None:
    """Five cells of table 4 look like any other five, and the sums of each hold wherever they stand."""
    figures, tables = made("2021")
    rows = [[replace(box, rowspan=1) for box in row] for row in tables["disputes"]]
    whole = rows.pop()
    assert len(names_of(whole)) == 15
    pieces = [whole[start:end] for start, end in pairwise((0, *cuts, 15))]
    for printed in (pieces, pieces[1:]):
        report = read_page("2021", {**tables, "disputes": [*rows, *printed]})
        assert wrong(report, figures) == []


@pytest.mark.parametrize("at", range(5))
def test_a_moved_header_without_one_of_its_cells_places_nothing_wrong(at: int) -> None:
    figures, tables = made("2021")
    tables = without_spans(tables)
    del tables[REQUESTS][2][at]
    assert wrong(read_page("2021", tables), figures) == []


@pytest.mark.parametrize("extra", ["小计", "备注"])
def test_a_moved_header_with_a_word_of_its_own_places_nothing_wrong(extra: str) -> None:
    figures, tables = made("2021")
    tables = without_spans(tables)
    tables[REQUESTS][2].insert(0, Box(extra))
    for row in tables[REQUESTS]:
        if names_of(row):
            row[-7:-5] = [Box("999"), row[-7]]  # a value is lost, and one of the further column stands there
    assert wrong(read_page("2021", tables), figures) == []


def test_a_moved_header_in_another_order_places_nothing_wrong() -> None:
    figures, tables = made("2021")
    tables = without_spans(tables)
    for row in tables[REQUESTS][2:]:
        row[-1], row[-2] = row[-2], row[-1]
    assert wrong(read_page("2021", tables), figures) == []


def broken_header(tables: Tables) -> Tables:
    """商业 above 企业: the names of the organisations break over two rows."""
    rows = tables[REQUESTS]
    rows[:3] = [
        [replace(box, rowspan=box.rowspan + 1) if box.rowspan > 1 else box for box in row] for row in rows[:3]
    ]
    halves = [(box.text[: len(box.text) // 2], box.text[len(box.text) // 2 :]) for box in rows[2]]
    rows[2:3] = [[Box(upper) for upper, _ in halves], [Box(lower) for _, lower in halves]]
    return tables


def test_a_header_broken_over_two_rows_is_put_together() -> None:
    figures, tables = made("2021")
    assert values_of(read_page("2021", broken_header(tables))) == figures


def test_a_half_of_a_header_under_the_wrong_one_joins_nothing() -> None:
    figures, tables = made("2021")
    tables = broken_header(tables)
    row = tables[REQUESTS][3]
    row[0], row[1] = row[1], row[0]
    report = read_page("2021", tables)
    assert wrong(report, figures) == []
    assert cells_of(report)["requests_received_business"].value is None


@pytest.mark.parametrize("form_id", FORMS)
def test_a_block_is_read_under_its_heading_alone(form_id: str) -> None:
    figures, tables = made(form_id)
    tables["proactive"] = [row for row in tables["proactive"] if row[0].text != "信息内容"]
    report = read_page(form_id, tables)
    assert wrong(report, figures) == []
    assert {c.status for c in report.cells if c.unit != "万元"} == {Status.PUBLISHED}


def test_one_value_under_the_heading_of_a_block_of_three_columns_is_none_of_them() -> None:
    figures, tables = made("2019")
    tables["proactive"] = [row for row in tables["proactive"] if row[0].text != "信息内容"]
    row = find_row(tables["proactive"], "行政许可")
    tables["proactive"][row] = [Box("行政许可"), Box("777", 3)]
    assert wrong(read_page("2019", tables), figures) == []


def test_the_zeros_of_2019_behind_the_only_value_are_left() -> None:
    figures, tables = made("2021")
    row = find_row(tables["proactive"], "行政处罚")
    name = "proactive_penalties_decisions"
    for rest, value in ((["0", "0"], figures[name]), (["3", "0"], None)):
        tables["proactive"][row] = [Box("行政处罚"), Box(str(figures[name])), *map(Box, rest)]
        assert cells_of(read_page("2021", tables))[name].value == value


# --- labels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "damaged"),
    [
        ("8.属于行政查询事项", "8.行政查询事"),
        ("7.属于行政执法案卷", "7.属行政案卷"),
        ("四、结转下年度继续办理", "四、结转年度办理"),
        ("二、上年结转政府信息公开申请数量", "二、年结转政府信息公开申请数量"),
        ("（七）总计", "?。七）总计"),
        ("2.重复申请", "2.重复申请【满100减20】"),
    ],
)
def test_a_damaged_label_is_read_where_its_row_is_missing(label: str, damaged: str) -> None:
    figures, tables = made("2021")
    assert values_of(read_page("2021", relabel(tables, REQUESTS, label, damaged))) == figures


@pytest.mark.parametrize(
    ("table", "label", "other"),
    [
        (REQUESTS, "8.属于行政查询事项", "9.属于行政查询事宜之一"),
        (REQUESTS, "二、上年结转政府信息公开申请数量", "二、去年结转政府信息公开申请总数"),
        ("proactive", "行政事业性收费", "行政征收"),
        ("proactive", "行政强制", "行政检查"),
    ],
)
def test_another_rows_label_is_no_damaged_one(table: str, label: str, other: str) -> None:
    figures, tables = made("2021")
    tables = relabel(tables, table, label, other)
    row = next(row for row in tables[table] if any(box.text == other for box in row))
    lost = names_of(row)
    row[-len(lost) :] = [replace(box, text="777") for box in row[-len(lost) :]]
    report = read_page("2021", tables)
    assert wrong(report, figures, [name for name in figures if name not in lost]) == []


def test_a_blank_row_without_its_label_is_blank() -> None:
    _, tables = made("2021")
    row = find_row(tables[REQUESTS], "2.重复申请")
    names = names_of(tables[REQUESTS][row])
    tables[REQUESTS][row] = [Box("", box.colspan, box.rowspan) for box in tables[REQUESTS][row]]
    report = read_page("2021", tables)
    assert statuses_of(report, names) == {Status.BLANK}
    assert Code.ROW_UNLABELLED in {finding.code for finding in report.findings}


# --- tables of others ---------------------------------------------------------------------------------------


def test_last_years_tables_in_an_annex_change_nothing() -> None:
    figures, tables = made("2021")
    _, last = made("2021", seed=2)
    annex = "<p>附：上一年度有关数据</p>" + "".join(table_html(rows) for rows in last.values())
    page = page_html("2021", tables).replace("</body>", f"{annex}</body>")
    report = parse(page.encode())
    assert values_of(report) == figures
    assert Code.EXTRA_ROW in {finding.code for finding in report.findings}


def test_a_table_that_stands_in_an_annex_alone_is_read() -> None:
    figures, tables = made("2021")
    annex = table_html(tables["disputes"])
    page = page_html("2021", {**tables, "disputes": "<p>见附表。</p>"}).replace("</body>", f"{annex}</body>")
    assert values_of(parse(page.encode())) == figures


def test_a_comparison_beside_the_tables_takes_no_cell() -> None:
    figures, tables = made("2021")
    labels = ("本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开")
    rows = [[Box(text) for text in ("项目", "上一年度", "本年度", "增减")]]
    rows += [[Box(label), Box("31"), Box("70"), Box("39")] for label in labels]
    html = table_html(tables["disputes"]) + table_html(rows)
    assert values_of(read_page("2021", {**tables, "disputes": html})) == figures


def test_fifteen_values_under_a_span_that_is_too_long() -> None:
    figures, tables = made("2021")
    row = tables["disputes"][1]
    tables["disputes"][1] = [replace(b, rowspan=3) if b.rowspan == 2 else b for b in row]
    assert values_of(read_page("2021", tables)) == figures
