"""Real tables, whole and broken: a value is placed by its headers and labels, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from papers import (
    Box,
    Figures,
    Tables,
    cells_of,
    codes_of,
    find_row,
    make_figures,
    make_tables,
    names_of,
    page_html,
    read_page,
    statuses_of,
    table_html,
    values_of,
    with_text,
    wrong,
)

from parsers import parse
from parsers.report import Code, Report, Status

FORMS = ["2019", "2021"]


def made(form_id: str, seed: int = 1) -> tuple[Figures, Tables]:
    figures = make_figures(form_id, seed)
    return figures, make_tables(form_id, figures)


def without(figures: Figures, *names: str) -> Figures:
    return {name: value for name, value in figures.items() if name not in names}


# --- whole tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("high", [0, 1, 60, 4000])
def test_every_cell_of_a_whole_report_is_published(form_id: str, high: int) -> None:
    figures = make_figures(form_id, 1, high)
    report = read_page(form_id, make_tables(form_id, figures))
    assert values_of(report) == figures
    assert statuses_of(report, figures) == {Status.PUBLISHED}
    assert report.findings == ()
    assert report.form == form_id


@pytest.mark.parametrize("form_id", FORMS)
def test_a_cell_says_what_supports_it_and_where_it_stands(form_id: str) -> None:
    _, tables = made(form_id)
    cells = cells_of(read_page(form_id, tables))
    proactive = cells["proactive_normative_documents_" + ("made" if form_id == "2019" else "issued")]
    assert proactive.evidence == "geometry+label+count"
    assert proactive.where == "html:/table[1]/tr[4]/td[2]"
    assert proactive.unit == "件"
    request = cells["requests_received_total"]
    assert request.evidence == "geometry+label+count+sums"
    assert (request.where, request.implied) == ("html:/table[2]/tr[4]/td[8]", request.value)
    assert cells["disputes_reconsideration_upheld"].where == "html:/table[3]/tr[4]/td[1]"


def in_one_table(tables: Tables) -> dict[str, str]:
    rows = [row for table in tables.values() for row in table]
    return {"proactive": table_html(rows), "requests": "", "disputes": ""}


STYLES = {
    "th for labels": lambda tables: {name: table_html(t, tag="th") for name, t in tables.items()},
    "paragraphs in cells": lambda tables: {
        name: table_html(
            t, wrap=lambda text: f"<p class=MsoNormal><span lang=EN-US>{text}<o:p></o:p></span></p>"
        )
        for name, t in tables.items()
    },
    "non-breaking spaces": lambda tables: {
        name: table_html(t, wrap=lambda text: f"&nbsp;<span>\n  {text}\n</span>&nbsp;")
        for name, t in tables.items()
    },
    "bodies and heads": lambda tables: {
        name: table_html(t)
        .replace("<table border=1>", "<table><thead></thead><tbody>")
        .replace("</table>", "</tbody></table>")
        for name, t in tables.items()
    },
    "full width": lambda tables: {
        name: table_html(
            t,
            wrap=lambda text: (
                text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
                if text.isdigit()
                else text
            ),
        )
        for name, t in tables.items()
    },
    "half-width labels": lambda tables: {
        name: table_html(t, wrap=lambda text: text.translate(str.maketrans("（）：，", "():,")))
        for name, t in tables.items()
    },
    "characters spaced": lambda tables: {
        name: table_html(t, wrap=lambda text: text if text.isdigit() else " ".join(text))
        for name, t in tables.items()
    },
    "headers broken by br": lambda tables: {
        name: table_html(
            t, wrap=lambda text: text if text.isdigit() or len(text) < 4 else f"{text[:2]}<br>{text[2:]}"
        )
        for name, t in tables.items()
    },
    "one table for all": in_one_table,
    "layout table around each": lambda tables: {
        name: f"<table><tr><td>{table_html(t)}</td></tr></table>" for name, t in tables.items()
    },
    "an empty row after each": lambda tables: {
        name: table_html([*t, [Box("", sum(b.colspan for b in t[0]))]]) for name, t in tables.items()
    },
    "an empty column after each": lambda tables: {
        name: table_html([[*row, Box("")] for row in t]) for name, t in tables.items()
    },
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form_id", FORMS)
def test_the_dress_of_a_table_changes_no_value(form_id: str, style: str) -> None:
    figures, tables = made(form_id)
    report = read_page(form_id, STYLES[style](tables))
    assert values_of(report) == figures
    assert statuses_of(report, figures) == {Status.PUBLISHED}


@pytest.mark.parametrize("form_id", FORMS)
def test_heads_and_feet_of_a_table_are_rows_like_others(form_id: str) -> None:
    figures, tables = made(form_id)
    requests = table_html(tables["requests"])
    end = '<tr><td colspan="3">四、结转下年度继续办理</td>'
    requests = requests.replace("<table border=1>", "<table><thead>").replace(end, f"<tfoot>{end}")
    report = read_page(form_id, {**tables, "requests": requests})
    assert values_of(report) == figures


@pytest.mark.parametrize("blank", ["", "/", "—", "-", "无", "&nbsp;", "　", "―", "/ "])
@pytest.mark.parametrize("form_id", FORMS)
def test_a_blank_and_its_placeholders_are_blank(form_id: str, blank: str) -> None:
    figures, tables = made(form_id)
    row = find_row(tables["requests"], "2.重复申请")
    name = names_of(tables["requests"][row])[2]
    index = next(i for i, box in enumerate(tables["requests"][row]) if box.indicator == name)
    tables["requests"][row] = with_text(tables["requests"][row], index, blank)
    report = read_page(form_id, tables)
    cell = cells_of(report)[name]
    assert (cell.status, cell.value, cell.implied) == (Status.BLANK, None, figures[name])
    assert wrong(report, {**figures, name: ""}) == []
    assert {c.status for c in report.cells if c.indicator != name} == {Status.PUBLISHED}


@pytest.mark.parametrize(
    "text", ["0/0", "+2（-1）", "--31", "本年未制定", "1 2", "00", "约5", "3%", "１2３O"]
)
def test_what_is_no_number_is_unreadable_and_keeps_its_text(text: str) -> None:
    figures, tables = made("2019")
    row = find_row(tables["proactive"], "行政处罚")
    tables["proactive"][row] = with_text(tables["proactive"][row], 2, text)
    name = "proactive_penalties_items_change"
    report = read_page("2019", tables)
    cell = cells_of(report)[name]
    assert (cell.status, cell.value, cell.raw) == (Status.UNREADABLE, None, text)
    assert Code.CELL_UNREADABLE in codes_of(report)
    assert wrong(report, without(figures, name)) == []
    assert statuses_of(report, without(figures, name)) == {Status.PUBLISHED}


def test_signs_commas_and_units_in_cells() -> None:
    _, tables = made("2019")
    row = find_row(tables["proactive"], "行政许可")
    tables["proactive"][row] = [Box("行政许可"), Box("3，214"), Box("减少3"), Box("1,024件")]
    row = find_row(tables["proactive"], "政府集中采购")
    tables["proactive"][row] = [Box("政府集中采购"), Box("＋2"), Box("86.5万元", 2)]
    cells = cells_of(read_page("2019", tables))
    assert [
        cells[f"proactive_licensing_{c}"].value for c in ("items_last_year", "items_change", "decisions")
    ] == [3214, -3, 1024]
    assert cells["proactive_procurement_projects"].value == 2
    amount = cells["proactive_procurement_amount"]
    assert (amount.value, amount.unit) == (86.5, "万元")


@pytest.mark.parametrize(
    ("header", "unit"),
    [("采购总金额", None), ("采购总金额（万元）", "万元"), ("采购总金额（单位：元）", "元")],
)
def test_money_has_the_unit_of_its_header_or_none(header: str, unit: str | None) -> None:
    figures, tables = made("2019")
    row = find_row(tables["proactive"], "采购总金额")
    tables["proactive"][row] = with_text(tables["proactive"][row], 2, header)
    cell = cells_of(read_page("2019", tables))["proactive_procurement_amount"]
    assert (cell.value, cell.unit) == (figures["proactive_procurement_amount"], unit)


def test_a_fee_header_in_yuan_is_not_ten_thousand_yuan() -> None:
    figures, tables = made("2021")
    row = find_row(tables["proactive"], "本年收费金额（单位：万元）")
    tables["proactive"][row] = with_text(tables["proactive"][row], 1, "本年收费金额（单位：元）")
    cell = cells_of(read_page("2021", tables))["proactive_fees_amount"]
    assert (cell.value, cell.unit) == (figures["proactive_fees_amount"], "元")


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年新制作数量", "本年新\n制作数量"),
        ("本年新制作数量", "本年新 制作数量"),
        ("本年增/减", "本年增/"),
        ("本年增/减", "本年增/减（减少的填负数，如-3）"),
        ("上一年项目数量", "上一年项目数量（2018年）"),
        ("自然人", "自 然 人"),
        ("自然人", ""),
        ("总计", "合计"),
        ("商业企业", "商业\n企业"),
        ("信息内容", ""),
        ("申请人情况", ""),
        ("法人或其他组织", ""),
        ("结果维持", "结果\n维持"),
    ],
)
def test_headers_as_filers_write_them(old: str, new: str) -> None:
    figures, tables = made("2019")
    changed = {
        name: [[replace(b, text=new) if b.text == old else b for b in row] for row in t]
        for name, t in tables.items()
    }
    report = read_page("2019", changed)
    assert wrong(report, figures) == []
    assert statuses_of(report, figures) == {Status.PUBLISHED}


def test_two_headers_cut_to_the_same_start_are_told_apart_by_their_order() -> None:
    figures, tables = made("2019")
    row = tables["proactive"][1]
    tables["proactive"][1] = [row[0], replace(row[1], text="本年新"), replace(row[2], text="本年新"), row[3]]
    report = read_page("2019", tables)
    assert wrong(report, figures) == []
    assert statuses_of(report, figures) == {Status.PUBLISHED}


def test_a_header_that_repeats_the_first_is_never_a_second_first() -> None:
    figures, tables = made("2019")
    tables["proactive"][1] = with_text(tables["proactive"][1], 2, "本年新制作数量")
    assert wrong(read_page("2019", tables), figures) == []


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_a_vanished_header_cell_shifts_no_value(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    heads = [(r, c) for r, row in enumerate(tables[table]) if not names_of(row) for c in range(len(row))]
    for row, column in heads:
        broken = [list(boxes) for boxes in tables[table]]
        del broken[row][column]
        report = read_page(form_id, {**tables, table: broken})
        assert wrong(report, figures) == [], tables[table][row][column].text


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_a_vanished_header_row_shifts_no_value(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    for row in [r for r, boxes in enumerate(tables[table]) if not names_of(boxes)]:
        broken = tables[table][:row] + tables[table][row + 1 :]
        assert wrong(read_page(form_id, {**tables, table: broken}), figures) == []


def test_columns_that_change_places_with_their_headers_are_read_by_the_header() -> None:
    figures, tables = made("2021")
    for row in tables["proactive"][1:4]:
        row[1], row[3] = row[3], row[1]
    report = read_page("2021", tables)
    assert values_of(report) == figures


def test_a_subtotal_column_takes_no_place_of_the_form() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    table[0] = [table[0][0], Box("申请人情况", 8)]
    table[1] = [table[1][0], Box("法人或其他组织", 6), table[1][2]]
    table[2] = [*table[2], Box("小计")]
    for number in range(3, len(table)):
        table[number] = [*table[number][:-1], Box("777"), table[number][-1]]
    report = read_page("2021", tables)
    assert wrong(report, figures) == []
    assert statuses_of(report, figures) == {Status.PUBLISHED}
    assert Code.EXTRA_CELLS in codes_of(report)


# --- rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_a_shortened_row_is_never_shifted(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    rows = [r for r, boxes in enumerate(tables[table]) if len(names_of(boxes)) > 1]
    for row in rows[:: max(1, len(rows) // 8)]:
        for index, box in enumerate(tables[table][row]):
            if box.indicator is None:
                continue
            broken = [list(boxes) for boxes in tables[table]]
            del broken[row][index]
            report = read_page(form_id, {**tables, table: broken})
            names = names_of(tables[table][row])
            assert wrong(report, figures, without(figures, box.indicator)) == []
            if table == "proactive":  # no sum says where its values belong
                assert Status.PUBLISHED not in statuses_of(report, names)
            assert {Code.CELL_LOST, Code.CELL_UNREADABLE} & codes_of(report)
            assert statuses_of(report, without(figures, *names)) == {Status.PUBLISHED}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_one_value_over_several_columns_is_unreadable_there_alone(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    row = next(r for r in range(len(tables[table]) - 1, -1, -1) if len(names_of(tables[table][r])) > 1)
    boxes = tables[table][row]
    first = next(i for i, box in enumerate(boxes) if box.indicator)
    merged = replace(boxes[first], text="5", colspan=boxes[first].colspan + boxes[first + 1].colspan)
    tables[table][row] = [*boxes[:first], merged, *boxes[first + 2 :]]
    pair = names_of(boxes)[:2]
    report = read_page(form_id, tables)
    assert statuses_of(report, pair) == {Status.UNREADABLE}
    assert {cells_of(report)[name].raw for name in pair} == {"5"}
    assert statuses_of(report, without(figures, *pair)) == {Status.PUBLISHED}
    assert wrong(report, without(figures, *pair)) == []


def test_a_blank_over_several_columns_is_a_blank_in_each() -> None:
    figures, tables = made("2021")
    row = tables["requests"][3]
    tables["requests"][3] = [row[0], Box("", 6), row[-1]]
    names = names_of(row)[:6]
    report = read_page("2021", tables)
    assert statuses_of(report, names) == {Status.BLANK}
    assert statuses_of(report, without(figures, *names)) == {Status.PUBLISHED}


def test_a_value_over_two_rows_is_unreadable_in_both() -> None:
    figures, tables = made("2021")
    first, second = (
        find_row(tables["requests"], label) for label in ("1.属于国家秘密", "2.其他法律行政法规禁止公开")
    )
    names = [names_of(tables["requests"][row])[0] for row in (first, second)]
    index = next(i for i, box in enumerate(tables["requests"][first]) if box.indicator)
    tables["requests"][first][index] = replace(tables["requests"][first][index], rowspan=2)
    tables["requests"][second] = [box for box in tables["requests"][second] if box.indicator != names[1]]
    report = read_page("2021", tables)
    assert wrong(report, figures, without(figures, *names)) == []
    assert cells_of(report)[names[0]].status is Status.UNREADABLE
    assert cells_of(report)[names[1]].status is not Status.PUBLISHED


@pytest.mark.parametrize(
    "lost", [["1.属于国家秘密"], ["2.其他法律行政法规禁止公开"], ["2.重复申请", "3.要求提供公开出版物"]]
)
def test_a_lost_label_between_labelled_rows_is_placed_by_their_order(lost: list[str]) -> None:
    figures, tables = made("2021")
    for label in lost:
        row = find_row(tables["requests"], label)
        index = next(i for i, box in enumerate(tables["requests"][row]) if box.text == label)
        tables["requests"][row] = with_text(tables["requests"][row], index, "")
        names = names_of(tables["requests"][row])
    report = read_page("2021", tables)
    assert values_of(report) == figures
    assert {cells_of(report)[name].evidence for name in names} == {"geometry+order+count+sums"}
    assert [f.code for f in report.findings] == [Code.ROW_UNLABELLED] * len(lost)


def test_a_lost_row_beside_a_lost_label_leaves_more_than_one_possibility() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    gone = find_row(table, "3.要求提供公开出版物")
    names = [*names_of(table[gone]), *names_of(table[gone - 1])]
    table[gone - 1] = with_text(table[gone - 1], 0, "")
    del table[gone]
    report = read_page("2021", tables)
    assert wrong(report, figures, without(figures, *names)) == []
    assert Status.PUBLISHED not in statuses_of(report, names)


def test_rows_that_change_places_with_their_labels_are_read_by_the_label() -> None:
    figures, tables = made("2021")
    first, second = (
        find_row(tables["requests"], label) for label in ("2.重复申请", "4.无正当理由大量反复申请")
    )
    table = tables["requests"]
    table[first], table[second] = table[second], table[first]
    report = read_page("2021", tables)
    assert values_of(report) == figures


def test_a_lost_leaf_row_is_recovered_by_two_sums_and_said_to_be_lost() -> None:
    figures, tables = made("2021")
    row = find_row(tables["requests"], "2.重复申请")
    names = names_of(tables["requests"].pop(row))
    report = read_page("2021", tables)
    assert wrong(report, figures, without(figures, *names)) == []
    assert statuses_of(report, names) == {Status.RECOVERED}
    assert {f.code for f in report.findings} == {Code.ROW_LOST}


@pytest.mark.parametrize("form_id", FORMS)
def test_an_extra_row_takes_no_place_of_the_form(form_id: str) -> None:
    figures, tables = made(form_id)
    table = tables["proactive"]
    table.insert(4, [Box("其他主动公开文件"), Box("701"), Box("702"), Box("703")])
    report = read_page(form_id, tables)
    assert values_of(report) == figures
    assert [f.code for f in report.findings] == [Code.EXTRA_ROW]
    assert "701" in report.findings[0].message_en


def test_extra_cells_without_a_header_are_named_and_left() -> None:
    figures, tables = made("2021")
    row = find_row(tables["proactive"], "行政处罚")
    name = "proactive_penalties_decisions"
    tables["proactive"][row] = [Box("行政处罚"), Box(str(figures[name])), Box("801"), Box("802")]
    header = find_row(tables["proactive"], "第二十条第（六）项") + 1
    tables["proactive"][header] = [Box("信息内容"), Box("本年处理决定数量")]
    report = read_page("2021", tables)
    assert cells_of(report)[name].value == figures[name]
    assert Code.EXTRA_CELLS in codes_of(report)
    assert wrong(report, figures) == []


def test_sixteen_values_for_fifteen_cells_are_not_counted_as_fifteen() -> None:
    _, tables = made("2021")
    tables["disputes"][3].append(Box("999"))
    report = read_page("2021", tables)
    assert Code.EXTRA_CELLS in codes_of(report)
    cells = [c for c in report.cells if c.indicator.startswith("disputes_")]
    assert not [c for c in cells if "count" in c.evidence]


# --- several tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_the_same_table_twice_is_read_once(table: str) -> None:
    figures, tables = made("2021")
    html = table_html(tables[table])
    report = read_page("2021", {**tables, table: html + html})
    assert values_of(report) == figures


@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_two_tables_that_differ_leave_no_value_where_they_do(table: str) -> None:
    figures, tables = made("2021")
    other, others = made("2021", seed=2)
    report = read_page("2021", {**tables, table: table_html(tables[table]) + table_html(others[table])})
    for cell in report.cells:
        if cell.indicator.startswith(table) and figures[cell.indicator] != other[cell.indicator]:
            assert (cell.status, cell.value) == (Status.UNREADABLE, None)
    assert wrong(report, figures) == []


def test_the_tables_of_two_reports_on_one_page_never_mix() -> None:
    figures, tables = made("2021")
    other, others = made("2021", seed=2)
    first, second = page_html("2021", tables), page_html("2021", others)
    both = first.replace("</body></html>", "") + second[second.index("<h1>") :]
    report = parse(both.encode())
    for cell in report.cells:
        if cell.value is not None:
            assert cell.value == figures[cell.indicator]
            assert cell.value == other[cell.indicator]


def test_another_body_in_a_link_list_beside_the_tables_changes_nothing() -> None:
    figures, tables = made("2021")
    page = page_html("2021", tables)
    menu = "<table><tr><td><a href=a>行政许可</a></td><td><a href=b>行政处罚</a></td><td>12</td></tr></table>"
    report = parse(
        page.replace("<body>", f"<body><div>{menu}</div><div>").replace("</body>", "</div></body>").encode()
    )
    assert values_of(report) == figures


# --- mixed forms --------------------------------------------------------------------------------------------


def test_the_one_row_of_2019_in_a_report_of_2021() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    names = [n for n in figures if n.startswith("requests_other_")]
    first = find_row(table, "（六）其他处理")
    block = make_tables("2019", {})["requests"]
    columns = [name.removeprefix("requests_received_") for name in names_of(table[3])]
    one = {f"requests_other_{c}": sum(int(figures[n]) for n in names if n.endswith(f"_{c}")) for c in columns}
    values = [Box(str(one[f"requests_other_{c}"]), indicator=f"requests_other_{c}") for c in columns]
    results = find_row(table, "三、本年度办理结果")
    index = next(i for i, box in enumerate(table[results]) if box.text == "三、本年度办理结果")
    table[results][index] = replace(table[results][index], rowspan=table[results][index].rowspan - 2)
    table[first : first + 3] = [[Box("（六）其他处理", 2), *values]]
    report = read_page("2021", tables)
    printed = {**without(figures, *names), **one}
    assert len(block) == len(table)
    assert report.form == "2021"
    assert wrong(report, printed) == []
    assert statuses_of(report, one) == {Status.PUBLISHED}
    assert statuses_of(report, names) == {Status.MISSING}
    assert [f.code for f in report.findings] == [Code.MIXED_FORMS]
    assert cells_of(report)["requests_handled_total_total"].evidence.endswith("sums")


def test_the_whole_form_of_2019_in_a_later_year_is_the_form_of_2019() -> None:
    figures, tables = made("2019")
    report = read_page("2019", tables, title="清河县统计局2023年政府信息公开工作年度报告")
    assert (report.form, report.year) == ("2019", 2023)
    assert values_of(report) == figures


def test_columns_of_2019_before_the_blocks_of_2021() -> None:
    old, old_tables = made("2019")
    figures, tables = made("2021")
    tables["proactive"][:4] = old_tables["proactive"][:4]
    report = read_page("2021", tables)
    printed = {n: v for n, v in figures.items() if "_regulations_" not in n and "_normative_" not in n}
    printed |= {n: v for n, v in old.items() if "_regulations_" in n or "_normative_" in n}
    assert wrong(report, printed) == []
    assert statuses_of(report, printed) == {Status.PUBLISHED}
    assert Code.MIXED_FORMS in codes_of(report)


# --- any damage at all --------------------------------------------------------------------------------------


@settings(max_examples=100, phases=[Phase.explicit, Phase.generate])
@given(
    st.integers(0, 10**6),
    st.sampled_from(FORMS),
    st.sampled_from(["proactive", "requests", "disputes"]),
    st.data(),
)
def test_no_lost_or_emptied_cell_makes_a_wrong_value(
    seed: int, form_id: str, table: str, data: st.DataObject
) -> None:
    figures, tables = made(form_id, seed)
    row = data.draw(st.integers(0, len(tables[table]) - 1))
    column = data.draw(st.integers(0, len(tables[table][row]) - 1))
    box = tables[table][row][column]
    printed = set(without(figures, box.indicator or ""))
    if data.draw(st.booleans()):
        del tables[table][row][column]
    else:
        tables[table][row] = with_text(tables[table][row], column, "")
    report: Report = read_page(form_id, tables)
    assert wrong(report, figures, printed) == []
