"""What looks like a cell of the form and is none: lists of other kinds, other years, other bodies, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from papers import (
    TITLE,
    Box,
    cells_of,
    codes_of,
    find_row,
    flatten,
    make_figures,
    make_tables,
    names_of,
    read_page,
    read_text_page,
    table_html,
    text_page,
    wrong,
)

from parsers import parse
from parsers.report import Code, Status
from parsers.titles import read_title

FIGURES = make_figures("2021")
BY_KIND = "<tr><td>类别<td>公开条数<tr><td>行政许可<td>715<tr><td>行政处罚<td>717<tr><td>行政事业性收费<td>99"
BY_YEAR = (
    "<tr><td>指标<td>2020年<td>2021年<td>增减<tr><td>规章<td>91<td>92<td>93<tr><td>行政许可<td>31<td>51<td>20"
)


def tables() -> dict[str, list[list[Box]]]:
    return make_tables("2021", FIGURES)


@pytest.mark.parametrize("list_", [BY_KIND, BY_YEAR])
def test_a_list_of_another_kind_gives_no_cell_and_takes_none(list_: str) -> None:
    whole, list_ = tables(), f"<table>{list_}</table>"
    alone = read_page("2021", {**whole, "proactive": "<p>略。</p>", "overview": list_})
    assert wrong(alone, FIGURES, [n for n in FIGURES if not n.startswith("proactive")]) == []
    beside = read_page("2021", {**whole, "overview": list_})
    assert wrong(beside, FIGURES) == []
    assert {c.status for c in beside.cells} == {Status.PUBLISHED}


@pytest.mark.parametrize("name", ["A", "C", "I"])
def test_a_comparison_over_years_in_the_text_gives_no_cell(name: str) -> None:
    flat = flatten(tables(), name)
    years = "指标\n2020年\n2021年\n2022年\n行政许可\n91\n92\n93\n行政规范性文件\n94\n95\n96"
    report = read_text_page("2021", {**flat, "overview": years, "proactive": "略。"})
    assert wrong(report, FIGURES, [n for n in FIGURES if not n.startswith("proactive")]) == []


def test_the_column_of_last_year_is_not_this_years() -> None:
    whole = tables()
    for row in whole["proactive"]:
        at = next((i for i, box in enumerate(row) if box.text == "本年处理决定数量"), None)
        if at is not None:
            row.insert(at, Box("上年处理决定数量"))
        elif row[-1].indicator and row[-1].indicator.endswith("_decisions"):
            row.insert(1, Box("999"))
    report = read_page("2021", whole)
    assert all(cells_of(report)[n].value != 999 for n in FIGURES if n.endswith("_decisions"))


@pytest.mark.parametrize("word", ["合计", "总计"])
def test_the_total_of_a_group_is_not_the_tables(word: str) -> None:
    whole = tables()
    table = whole["requests"]
    table[0] = [table[0][0], Box("申请人情况", 8)]
    table[1] = [table[1][0], Box("法人或其他组织", 6), table[1][2]]
    table[2] = [*table[2], Box(word)]
    for number in range(3, len(table)):
        table[number] = [*table[number][:-1], Box("777"), table[number][-1]]
    assert wrong(read_page("2021", whole), FIGURES) == []


NOTES = (
    '43<span style="vertical-align:super">1</span>',
    '43<a href="#_ftn1"><span class="MsoFootnoteReference">1</span></a>',
    '43<span style="FONT-SIZE: 0">7</span>',
)


@pytest.mark.parametrize("note", NOTES)
def test_a_footnote_mark_never_joins_a_number(note: str) -> None:
    page = table_html(tables()["proactive"])
    shown = str(FIGURES["proactive_licensing_decisions"])
    page = page.replace(f">{shown}<", f">{note}<", 1)
    report = parse(f"<h1>{TITLE.format(year=2022)}</h1>{page}".encode())
    assert not {431, 437} & {cell.value for cell in report.cells}


def test_another_years_table_beside_the_flattened_own_one_is_not_taken_for_it() -> None:
    old = table_html(make_tables("2021", make_figures("2021", seed=9))["requests"])
    flat = flatten(tables(), "C")
    lines = {name: "".join(f"<p>{line}</p>" for line in text.split("\n")) for name, text in flat.items()}
    report = read_page("2021", {**lines, "other": f"<p>附：上年</p>{old}"})
    assert wrong(report, FIGURES) == []


def test_the_unit_of_a_flattened_header_counts() -> None:
    flat = flatten(tables(), "A")
    flat["proactive"] = flat["proactive"].replace("（单位：万元）", "（单位：元）")
    assert cells_of(read_text_page("2021", flat))["proactive_fees_amount"].unit == "元"


def test_a_line_of_white_space_is_one_blank_cell() -> None:
    flat = flatten(tables(), "A")
    value = FIGURES["requests_received_business"]
    label = "一、本年新收政府信息公开申请数量"
    head, tail = flat["requests"].split(label, 1)
    flat["requests"] = head + label + tail.replace(f"\n\n{value}\n\n", "\n\n\u00a0\n\n", 1)
    report = read_text_page("2021", flat)
    assert wrong(report, FIGURES, set(FIGURES) - {"requests_received_business"}) == []
    assert cells_of(report)["requests_received_business"].value is None


def test_a_value_with_a_stray_span_moves_none_of_its_row() -> None:
    whole = tables()
    row = whole["requests"][3]
    row[3] = Box(row[3].text, colspan=2, indicator=row[3].indicator)
    assert wrong(read_page("2021", whole), FIGURES) == []


def test_the_neighbours_title_names_neither_body_nor_year() -> None:
    page = "<p>上一篇：清河县水利局2021年政府信息公开工作年度报告</p><h1>2022年政府信息公开工作年度报告</h1>"
    report = parse((page + table_html(tables()["proactive"])).encode())
    assert (report.organization, report.year) == (None, 2022)
    assert Code.ORGANIZATION_UNCLEAR in codes_of(report)


@pytest.mark.parametrize("kind", ["环境", "信用", "预算", "医院"])
def test_yearly_papers_on_other_information_are_no_reports(kind: str) -> None:
    assert read_title(f"清河县{kind}信息公开2022年度报告") is None
    assert read_title(f"清河县{kind}局政府信息公开2022年度报告") is not None


def test_labels_whose_number_stands_in_its_own_cell_are_read() -> None:
    whole = tables()
    table = whole["requests"]
    for number in range(3, len(table)):
        row = table[number]
        at = next((i for i, box in enumerate(row) if box.text.startswith(("1.", "2.", "3."))), None)
        if at is not None and row[at].colspan > 1:
            box = row[at]
            row[at : at + 1] = [Box(box.text[:2]), Box(box.text[2:], colspan=box.colspan - 1)]
    report = read_page("2021", whole)
    assert wrong(report, FIGURES) == []
    assert {c.status for c in report.cells} == {Status.PUBLISHED}


@pytest.mark.parametrize(
    "heads", ["总数 个人 企业 科研 公益 法律 其它", "2016年 2017年 2018年 2019年 2020年 2021年 2022年"]
)
def test_values_under_words_that_no_form_has_are_not_placed_by_position(heads: str) -> None:
    whole = tables()
    header = [Box("项目", 3), *(Box(word) for word in heads.split())]
    report = read_page("2021", {**whole, "requests": [header, *whole["requests"][3:]]})
    assert all(cells_of(report)[name].status != Status.PUBLISHED for name in FIGURES if "requests_" in name)


@pytest.mark.parametrize("years", [("2021年", "2022年"), ("上年", "本年")])
def test_two_years_side_by_side_are_not_taken_for_one(years: tuple[str, str]) -> None:
    whole = tables()
    old = make_tables("2021", make_figures("2021", seed=9))["requests"]
    table = whole["requests"]
    for number in range(3, len(table)):
        table[number] = table[number][:-7] + old[number][-7:] + table[number][-7:]
    words = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    heads = [Box(word) for word in words]
    above = [Box("", 3), Box(years[0], 7), Box(years[1], 7)]
    whole["requests"] = [above, [Box("", 3), *heads, *heads], *table[3:]]
    assert wrong(read_page("2021", whole), FIGURES) == []


def test_a_range_of_years_is_no_year() -> None:
    title = read_title("清河县统计局2022-2023年政府信息公开工作年度报告")
    assert title is not None
    assert (title.organization, title.year) == ("清河县统计局", None)


def test_the_period_of_the_figures_is_no_signature() -> None:
    period = "<p>统计期限自2022年1月1日起至2022年12月31日止。</p><p>与2021年1月1日至2021年12月31日相比。</p>"
    page = f"<h1>{TITLE.format(year=2022)}</h1><p>一、总体情况</p>{period}" + table_html(
        tables()["proactive"]
    )
    report = parse(page.encode())
    assert (report.year, report.signed_on) == (2022, None)
    assert Code.YEAR_CONFLICT not in codes_of(report)


# --- headers, reports and marks that are not as the form has them -------------------------------------------


def permuted(table: list[list[Box]], rows: slice, places: list[int]) -> list[list[Box]]:
    """The table with the last cells of some rows in another order."""
    changed = [list(row) for row in table]
    for row in changed[rows]:
        row[-len(places) :] = [row[len(row) - len(places) + n] for n in places]
    return changed


@pytest.mark.parametrize("name", ["A", "C", "I"])
@pytest.mark.parametrize("places", [[1, 0, 2, 3, 4], [4, 3, 2, 1, 0]])
def test_organisations_in_another_order_are_never_read_in_the_forms(name: str, places: list[int]) -> None:
    whole = tables()
    table = permuted(whole["requests"], slice(2, 3), places)
    whole["requests"] = permuted(table, slice(3, None), [0, *(1 + n for n in places), 6])
    assert wrong(read_text_page("2021", flatten(whole, name)), FIGURES) == []


@pytest.mark.parametrize("name", ["A", "C", "I"])
def test_columns_of_table_2_in_another_order_are_never_read_in_the_forms(name: str) -> None:
    whole = tables()
    whole["proactive"][1:4] = permuted(whole["proactive"][1:4], slice(0, 3), [1, 0, 2])
    assert wrong(read_text_page("2021", flatten(whole, name)), FIGURES) == []


@pytest.mark.parametrize("name", ["html", "A", "I"])
def test_litigation_before_reconsideration_is_never_read_the_other_way_round(name: str) -> None:
    whole = tables()
    _, bodies, outcomes, values = whole["disputes"]
    first = [Box("行政诉讼", 10), Box("行政复议", 5)]
    turned = [first, [bodies[6], bodies[5], *bodies[:5]], outcomes, values[10:] + values[5:10] + values[:5]]
    whole["disputes"] = turned
    report = read_page("2021", whole) if name == "html" else read_text_page("2021", flatten(whole, name))
    assert wrong(report, FIGURES) == []


@pytest.mark.parametrize("name", ["A", "I"])
def test_the_first_of_two_reports_in_a_text_is_read(name: str) -> None:
    second = flatten(make_tables("2021", make_figures("2021", seed=9)), name)
    text = text_page("2021", flatten(tables(), name)) + text_page("2021", second, TITLE.format(year=2022))
    assert wrong(parse(text.encode()), FIGURES) == []


@pytest.mark.parametrize(
    "shown",
    [
        '<span style="text-decoration:line-through">99</span>{}',
        '{}<a href="#n">1</a>',
        "<table><tr><td>{}</td></tr></table>",
    ],
)
def test_marks_and_frames_around_a_number_change_nothing(shown: str) -> None:
    whole = tables()
    name = "requests_received_business"
    for row in whole["requests"]:
        row[:] = [Box(shown.format(b.text), indicator=name) if b.indicator == name else b for b in row]
    report = read_page("2021", whole)
    assert cells_of(report)[name].value in (FIGURES[name], None)
    assert cells_of(report)[name].status is not Status.BLANK
    assert (
        wrong(report, FIGURES, set(FIGURES) - {name}) == [] or cells_of(report)[name].value == FIGURES[name]
    )


@pytest.mark.parametrize("gap", ["\u3000", "\u00a0", "\u2003"])
def test_wide_and_hard_spaces_part_cells(gap: str) -> None:
    flat = {name: text.replace(" ", gap) for name, text in flatten(make_tables("2021", FIGURES), "N").items()}
    report = read_text_page("2021", flat)
    assert wrong(report, FIGURES) == []
    assert sum(cell.status is Status.PUBLISHED for cell in report.cells) > 150


def test_labels_cut_to_their_numbers_cost_no_time() -> None:
    whole = tables()
    for row in whole["requests"][3:]:
        row[:] = [b if b.indicator else Box(b.text[:2]) for b in row]
    report = read_text_page("2021", flatten(whole, "D"))
    assert wrong(report, FIGURES) == []


def test_table_4_with_the_totals_headers_alone_is_read() -> None:
    whole = tables()
    lost = ("结果维持", "结果纠正", "其他结果", "尚未审结")
    whole["disputes"] = [[box for box in row if box.text not in lost] for row in whole["disputes"]]
    report = read_page("2021", whole)
    assert {n: cells_of(report)[n].value for n in FIGURES} == FIGURES


def test_table_4_with_its_totals_first_is_never_read_in_the_forms_order() -> None:
    whole = tables()
    above, bodies, outcomes, values = whole["disputes"]
    order = [4, 0, 1, 2, 3]
    turned = [[bodies[n] for n in order] + bodies[5:], [outcomes[k + n] for k in (0, 5) for n in order]]
    whole["disputes"] = [above, *turned, [values[k + n] for k in (0, 5, 10) for n in order]]
    assert wrong(read_page("2021", whole), FIGURES) == []


@pytest.mark.parametrize("mark", ["*", "未发生"])
@pytest.mark.parametrize("name", ["A", "C", "D", "E", "F", "K"])
@pytest.mark.parametrize(("marks", "lost"), [(2, 0), (3, 0), (2, 1), (3, 2)])
def test_marks_before_the_zeros_of_a_row_are_no_heads_of_pages(
    mark: str, name: str, marks: int, lost: int
) -> None:
    figures = make_figures("2021", high=0)
    tables = make_tables("2021", figures)
    row = tables["requests"][find_row(tables["requests"], "2.重复申请")]
    names = names_of(row)
    row[-7 : marks - 7] = [replace(box, text=mark) for box in row[-7 : marks - 7]]
    del row[len(row) - lost :]
    cells = cells_of(read_text_page("2021", flatten(tables, name)))
    assert {cells[one].status for one in names[:marks]} <= {"blank", "unreadable", "recovered", "missing"}


@pytest.mark.parametrize(
    "row", ["项目<td>上一年项目数量<td>本年增/减<td>处理决定数量", "信息内容<td>上一年度<td>本年度<td>增减"]
)
def test_the_words_of_a_comparison_are_no_form_of_a_table_without_headers(row: str) -> None:
    whole = tables()
    headless = [line for line in whole["proactive"] if line[0].text != "信息内容"]
    comparison = f"<table><tr><td>{row}</tr><tr><td>行政许可<td>5<td>1<td>6</tr></table><p>与上年比较</p>"
    report = read_page("2021", {**whole, "proactive": comparison + table_html(headless)})
    assert report.form == "2021"
    cells = cells_of(report)
    missed = [name for name, figure in FIGURES.items() if cells[name].value != figure]
    assert all(cells[name].value is None for name in missed)
    assert set(missed) <= {"proactive_licensing_decisions"}  # both tables say 处理决定数量 of it
