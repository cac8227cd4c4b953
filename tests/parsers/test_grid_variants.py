"""Tables as editors, converters and page breaks leave them: every variant keeps its values, or says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from papers import (
    Box,
    Figures,
    Table,
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
    with_text,
    wrong,
)

from parsers import parse
from parsers.report import Code, Report, Status

FORMS = ["2019", "2021"]


def made(form_id: str, seed: int = 1) -> tuple[Figures, Tables]:
    figures = make_figures(form_id, seed)
    return figures, make_tables(form_id, figures)


def rows_html(rows: Table, tag: str = "td") -> str:
    return table_html(rows, tag).removeprefix("<table border=1>").removesuffix("</table>")


def split(table: Table, at: int) -> tuple[Table, Table]:
    """A table broken before row `at`; cells that reach over the break end at it, and their rest is empty."""
    head, tail = [list(row) for row in table[:at]], [list(row) for row in table[at:]]
    for number, row in enumerate(head):
        for i, box in enumerate(row):
            if number + box.rowspan > at:
                row[i] = replace(box, rowspan=at - number)
    rest = [
        Box("", box.colspan, number + box.rowspan - at)
        for number, row in enumerate(table[:at])
        for box in row
        if number + box.rowspan > at
    ]
    tail[0] = [*rest, *tail[0]]
    return head, tail


def all_published(report: Report, figures: Figures) -> None:
    assert wrong(report, figures) == []
    assert statuses_of(report, figures) == {Status.PUBLISHED}


# --- tables that go on in another ---------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("between", ["", "<p>&nbsp;</p>", "<p>— 3 —</p>", "<p>（续表）</p>"])
@pytest.mark.parametrize("table", ["proactive", "requests"])
def test_a_table_goes_on_in_the_next_without_a_header(form_id: str, between: str, table: str) -> None:
    figures, tables = made(form_id)
    values = [r for r, row in enumerate(tables[table]) if names_of(row)]
    for at in values[1:]:
        head, tail = split(tables[table], at)
        html = table_html(head) + between + table_html(tail)
        report = read_page(form_id, {**tables, table: html})
        all_published(report, figures)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_table_goes_on_in_the_next_with_its_header_repeated(form_id: str) -> None:
    figures, tables = made(form_id)
    for at in range(4, len(tables["requests"])):
        head, tail = split(tables["requests"], at)
        html = table_html(head) + table_html([*tables["requests"][:3], *tail])
        all_published(read_page(form_id, {**tables, "requests": html}), figures)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_a_header_in_a_table_of_its_own_stands_above_the_next(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    first = next(r for r, row in enumerate(tables[table]) if names_of(row))
    html = table_html(tables[table][:first]) + table_html(tables[table][first:])
    all_published(read_page(form_id, {**tables, table: html}), figures)


def test_a_header_repeated_in_the_same_table_is_a_header() -> None:
    figures, tables = made("2021")
    head, tail = split(tables["requests"], 14)
    all_published(read_page("2021", {**tables, "requests": [*head, *tables["requests"][:3], *tail]}), figures)


@pytest.mark.parametrize("values_above", [True, False])
@pytest.mark.parametrize("two_tables", [True, False])
def test_labels_cut_by_a_page_break_are_put_together(values_above: bool, two_tables: bool) -> None:
    figures, tables = made("2021")
    at = find_row(tables["requests"], "1.本机关不掌握相关政府信息")
    group, _, *values = tables["requests"][at]
    blanks = [Box("") for _ in values]
    above = [
        replace(group, text="（四）无", rowspan=1),
        Box("1.本机关不掌"),
        *(values if values_above else blanks),
    ]
    below = [
        replace(group, text="法提供", rowspan=group.rowspan),
        Box("握相关政府信息"),
        *(blanks if values_above else values),
    ]
    results = find_row(tables["requests"], "三、本年度办理结果")
    row = tables["requests"][results]
    first = [replace(b, rowspan=b.rowspan + 1) if b.text == "三、本年度办理结果" else b for b in row]
    table = [*tables["requests"][:results], first, *tables["requests"][results + 1 : at]]
    table += [above, below, *tables["requests"][at + 1 :]]
    html = table_html(table)
    if two_tables:
        html = "".join(map(table_html, split(table, at + 1)))
    report = read_page("2021", {**tables, "requests": html})
    all_published(report, figures)


def test_a_table_of_another_kind_after_one_inherits_no_header() -> None:
    figures, tables = made("2021")
    other = [[Box("行政强制"), Box("4711", 3)], [Box("行政许可"), Box("4712", 3)]]
    html = table_html(tables["proactive"]) + table_html(other)
    report = read_page("2021", {**tables, "proactive": html})
    all_published(report, figures)


# --- whole reports in one table -----------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_a_whole_report_in_one_table(form_id: str) -> None:
    figures, tables = made(form_id)
    page = page_html(form_id, {name: "@" + name for name in tables})
    body = page[page.index("<h1>") : page.index("</body>")]
    rows = ""
    for piece in body.replace("<h1>", "<p>").replace("</h1>", "</p>").replace("<p>", "").split("</p>"):
        name = next((name for name in tables if piece.startswith(f"@{name}")), None)
        rows += rows_html(tables[name]) if name else ""
        rows += f'<tr><td colspan="15">{piece.removeprefix(f"@{name}")}</td></tr>'
    report = parse(f"<html><body><table>{rows}</table></body></html>".encode())
    all_published(report, figures)
    assert report.organization == "清河县统计局"


@pytest.mark.parametrize("form_id", FORMS)
def test_a_whole_report_in_one_sheet_of_fifteen_columns(form_id: str) -> None:
    figures, tables = made(form_id)
    wide = {
        "proactive": [
            [*row[:-1], replace(row[-1], colspan=row[-1].colspan + 11)] for row in tables["proactive"]
        ],
        "requests": [
            [*row[:-1], replace(row[-1], colspan=row[-1].colspan + 5)] if number != 2 else row
            for number, row in enumerate(tables["requests"])
        ],
        "disputes": tables["disputes"],
    }
    rows = [[Box("二、主动公开政府信息情况", 15)], *wide["proactive"], [Box("三、收到和处理", 15)]]
    rows += [*wide["requests"], [Box("四、行政复议、行政诉讼情况", 15)], *wide["disputes"]]
    report = read_page(form_id, {"proactive": table_html(rows), "requests": "", "disputes": ""})
    all_published(report, figures)


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["小计", "合计", "总计", "其中：外国组织"])
@pytest.mark.parametrize("place", [0, 2, 5])
@pytest.mark.parametrize("form_id", FORMS)
def test_a_column_of_their_own_under_organisations(form_id: str, name: str, place: int) -> None:
    figures, tables = made(form_id)
    table = tables["requests"]
    table[0] = [table[0][0], Box("申请人情况", 8)]
    table[1] = [table[1][0], Box("法人或其他组织", 6), table[1][2]]
    table[2] = [*table[2][:place], Box(name), *table[2][place:]]
    for number in range(3, len(table)):
        labels = [b for b in table[number] if not b.indicator]
        values = [b for b in table[number] if b.indicator]
        table[number] = [*labels, *values[: place + 1], Box("777"), *values[place + 1 :]]
    all_published(read_page(form_id, tables), figures)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_requests_table_without_any_header(form_id: str) -> None:
    figures, tables = made(form_id)
    all_published(read_page(form_id, {**tables, "requests": tables["requests"][3:]}), figures)


@pytest.mark.parametrize("form_id", FORMS)
def test_tables_without_any_header_give_nothing_wrong(form_id: str) -> None:
    figures, tables = made(form_id)
    bare = {name: [row for row in table if names_of(row)] for name, table in tables.items()}
    assert wrong(read_page(form_id, bare), figures) == []


def test_a_remark_right_of_the_columns_is_named_and_left() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    table[0] = [*table[0], Box("备注", 1, 3)]
    for number in range(3, len(table)):
        table[number] = [*table[number], Box("见附件" if number % 2 else "")]
    report = read_page("2021", tables)
    all_published(report, figures)
    assert Code.EXTRA_CELLS in codes_of(report)


def test_columns_with_spare_empty_ones_between() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    wide: Table = []
    for number, row in enumerate(table):
        boxes: list[Box] = []
        for box in row:
            if box.indicator:
                boxes += [box, Box("")] if number % 2 else [Box(""), box]
            elif number < 3 and box is not table[0][0]:
                boxes.append(replace(box, colspan=2 * box.colspan))
            else:
                boxes.append(box)
        wide.append(boxes)
    all_published(read_page("2021", {**tables, "requests": wide}), figures)


def test_spare_empty_columns_that_the_header_does_not_have_shift_nothing() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    for number in range(3, len(table)):
        table[number] = [b for box in table[number] for b in ([box, Box("")] if box.indicator else [box])]
    assert wrong(read_page("2021", tables), figures) == []


# --- table 4 ------------------------------------------------------------------------------------------------


def disputes_values(form_id: str, figures: Figures, row: str) -> list[Box]:
    outcomes = ("upheld", "corrected", "other", "pending", "total")
    return [Box(str(figures[f"disputes_{row}_{o}"]), indicator=f"disputes_{row}_{o}") for o in outcomes]


ROWS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def outcomes_as_rows(form_id: str, figures: Figures) -> Table:
    columns = [disputes_values(form_id, figures, row) for row in ROWS]
    return [
        [Box("", 1, 2), Box("行政复议", 1, 2), Box("行政诉讼", 2)],
        [Box("未经复议直接起诉"), Box("复议后起诉")],
        *([Box(label), *(column[i] for column in columns)] for i, label in enumerate(OUTCOMES)),
    ]


def bodies_as_rows(form_id: str, figures: Figures) -> Table:
    rows = [disputes_values(form_id, figures, row) for row in ROWS]
    return [
        [Box("", 2), *map(Box, OUTCOMES)],
        [Box("行政复议", 2), *rows[0]],
        [Box("行政诉讼", 1, 2), Box("未经复议直接起诉"), *rows[1]],
        [Box("复议后起诉"), *rows[2]],
    ]


def one_below_the_other(form_id: str, figures: Figures) -> Table:
    rows = [disputes_values(form_id, figures, row) for row in ROWS]
    heads = [Box(label) for label in OUTCOMES]
    return [
        [Box("行政复议", 10)],
        heads,
        rows[0],
        [Box("行政诉讼", 10)],
        [Box("未经复议直接起诉", 5), Box("复议后起诉", 5)],
        [*heads, *heads],
        [*rows[1], *rows[2]],
    ]


LAYOUTS: dict[str, Callable[[str, Figures], Table]] = {
    "outcomes as rows": outcomes_as_rows,
    "bodies as rows": bodies_as_rows,
    "one below the other": one_below_the_other,
}


@pytest.mark.parametrize("blank", [None, "reconsideration", "litigation_direct", "upheld", "total", ""])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_table_4_turned_round(layout: str, blank: str | None) -> None:
    figures, tables = made("2021")
    if blank is not None:
        figures |= {n: "" for n in figures if n.startswith("disputes_") and blank in n.split("_", 1)[1]}
    report = read_page("2021", {**tables, "disputes": LAYOUTS[layout]("2021", figures)})
    assert wrong(report, figures) == []
    empty = [name for name, value in figures.items() if value == ""]
    shown = [name for name, value in figures.items() if value != ""]
    assert statuses_of(report, shown) == {Status.PUBLISHED}
    assert statuses_of(report, empty) <= {Status.BLANK, Status.RECOVERED, Status.MISSING}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_table_4_turned_round_with_a_cell_lost_shifts_nothing(layout: str) -> None:
    figures, tables = made("2021")
    table = LAYOUTS[layout]("2021", figures)
    for number, row in enumerate(table):
        for i, box in enumerate(row):
            broken = [list(boxes) for boxes in table]
            del broken[number][i]
            report = read_page("2021", {**tables, "disputes": broken})
            printed = {n for n in figures if n != box.indicator}
            assert wrong(report, figures, printed) == [], (number, box.text)


def test_table_4_in_two_tables() -> None:
    figures, tables = made("2021")
    table = one_below_the_other("2021", figures)
    html = table_html(table[:3]) + "<p>行政诉讼情况如下：</p>" + table_html(table[3:])
    all_published(read_page("2021", {**tables, "disputes": html}), figures)


# --- rows ---------------------------------------------------------------------------------------------------


def with_rows(form_id: str, change: Callable[[list[Box], list[Box]], list[Box]]) -> Report:
    """A report whose leaf rows under groups were changed, given the row's labels and values."""
    _, tables = made(form_id)
    for number in range(3, len(tables["requests"])):
        row = tables["requests"][number]
        labels, values = [b for b in row if not b.indicator], [b for b in row if b.indicator]
        if labels[-1].colspan == 1:
            tables["requests"][number] = change(labels, values)
    return read_page(form_id, tables)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("fill", ["", "（三）不予公开", "不予公开"])
def test_rowspans_written_out_in_every_row(form_id: str, fill: str) -> None:
    figures, tables = made(form_id)
    for number in range(5, len(tables["requests"])):
        row = tables["requests"][number]
        labels, values = [b for b in row if not b.indicator], [b for b in row if b.indicator]
        if labels[-1].colspan == 1:
            labels = [Box(""), Box(fill), labels[-1]]
        elif labels[-1].colspan == 2:
            labels = [Box(""), labels[-1]]
        tables["requests"][number] = [*labels, *values]
    all_published(read_page(form_id, tables), figures)


@pytest.mark.parametrize("form_id", FORMS)
def test_rowspans_lost(form_id: str) -> None:
    figures, tables = made(form_id)
    tables["requests"] = [
        [replace(b, rowspan=1) if i > 2 else b for b in r] for i, r in enumerate(tables["requests"])
    ]
    all_published(read_page(form_id, tables), figures)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("label", ["（三）不予公开", "（四）无法提供", "三、本年度办理结果"])
@pytest.mark.parametrize("text", [None, ""])
def test_a_group_label_that_is_gone(form_id: str, label: str, text: str | None) -> None:
    figures, tables = made(form_id)
    row = find_row(tables["requests"], label)
    index = next(i for i, box in enumerate(tables["requests"][row]) if box.text == label)
    if text is None:
        del tables["requests"][row][index]
    else:
        tables["requests"][row] = with_text(tables["requests"][row], index, text)
    all_published(read_page(form_id, tables), figures)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_blank_set_in_before_the_values_shifts_nothing(form_id: str) -> None:
    figures, _ = made(form_id)
    report = with_rows(form_id, lambda labels, values: [*labels, Box(""), *values])
    assert wrong(report, figures) == []


@pytest.mark.parametrize("form_id", FORMS)
def test_rowspans_lost_and_rows_filled_up_on_the_right_shift_nothing(form_id: str) -> None:
    figures, tables = made(form_id)
    for number, row in enumerate(tables["requests"]):
        if number > 2:
            row = [replace(b, rowspan=1) for b in row]
            tables["requests"][number] = [*row, *[Box("")] * (10 - sum(b.colspan for b in row))]
    assert wrong(read_page(form_id, tables), figures) == []


@pytest.mark.parametrize("corner", ["项目", "指标"])
def test_values_under_the_words_of_the_label_column_are_no_extra_column(corner: str) -> None:
    figures, tables = made("2021")
    tables["requests"][0] = with_text(tables["requests"][0], 0, corner)
    for number, row in enumerate(tables["requests"]):
        if number > 2:
            row = [replace(b, rowspan=1) for b in row]
            tables["requests"][number] = [*row, *[Box("")] * (10 - sum(b.colspan for b in row))]
    assert wrong(read_page("2021", tables), figures) == []


@pytest.mark.parametrize("form_id", FORMS)
def test_numbers_of_labels_in_cells_of_their_own(form_id: str) -> None:
    def apart(labels: list[Box], values: list[Box]) -> list[Box]:
        number, dot, words = labels[-1].text.partition(".")
        return [*labels[:-1], Box(number + dot), Box(words), *values]

    figures, _ = made(form_id)
    all_published(with_rows(form_id, apart), figures)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("at", [0, 3, 4, 10, 20, 99])
@pytest.mark.parametrize("cells", [1, 10])
def test_an_all_blank_row_anywhere(form_id: str, at: int, cells: int) -> None:
    figures, tables = made(form_id)
    head, tail = split(tables["requests"], at) if 0 < at < 99 else (tables["requests"], [])
    blank = [Box("", 10)] if cells == 1 else [Box("")] * 10
    table = [*head, blank, *tail] if at else [blank, *head]
    all_published(read_page(form_id, {**tables, "requests": table}), figures)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("width", [1, 3, 10])
def test_a_row_cut_in_two_label_above_values(form_id: str, width: int) -> None:
    figures, tables = made(form_id)
    row = tables["requests"][3]
    cut = [[Box(row[0].text, width)], row[1:]]
    table = [*tables["requests"][:3], *cut, *tables["requests"][4:]]
    all_published(read_page(form_id, {**tables, "requests": table}), figures)
    row = tables["requests"][-1]
    table = [*tables["requests"][:-1], [row[0]], [Box("", 3), *row[1:]]]
    all_published(read_page(form_id, {**tables, "requests": table}), figures)


def test_values_below_a_label_are_not_its_own_where_a_row_is_lost() -> None:
    figures, tables = made("2021")
    table = tables["requests"]
    at = find_row(table, "2.重复申请")
    lost = names_of(table[at])
    table[at] = table[at][:1]
    table[at + 1] = [Box(""), *table[at + 1][1:]]
    report = read_page("2021", tables)
    shown = [name for name in figures if name not in lost]
    assert wrong(report, figures, shown) == []


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("keep", range(1, 7))
def test_rows_shortened_because_blanks_vanished(form_id: str, keep: int) -> None:
    figures, tables = made(form_id)
    row = find_row(tables["requests"], "2.重复申请")
    boxes = tables["requests"][row]
    names = names_of(boxes)
    tables["requests"][row] = [*boxes[:-7], *boxes[-keep:]]
    report = read_page(form_id, tables)
    cells = cells_of(report)
    assert wrong(report, figures, [n for n in figures if n not in names[:-keep]]) == []
    assert Status.BLANK not in {cells[n].status for n in names}
    unclear = [cells[n].raw or "" for n in names if cells[n].status is Status.UNREADABLE]
    assert all(box.text in raw.split() for box in boxes[-keep:] for raw in unclear)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("blank", ["", "/", "无", "&nbsp;"])
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_blank_rows_cost_no_other(form_id: str, blank: str, table: str) -> None:
    figures, tables = made(form_id)
    for row in [r for r, boxes in enumerate(tables[table]) if names_of(boxes)][:6]:
        names = names_of(tables[table][row])
        changed = [list(boxes) for boxes in tables[table]]
        changed[row] = [replace(b, text=blank) if b.indicator else b for b in changed[row]]
        report = read_page(form_id, {**tables, table: changed})
        printed = {n: ("" if n in names else v) for n, v in figures.items()}
        assert wrong(report, printed) == []
        assert statuses_of(report, names) == {Status.BLANK}
        assert statuses_of(report, [n for n in figures if n not in names]) == {Status.PUBLISHED}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("lost", range(6))
@pytest.mark.parametrize("value", [0, 7])
def test_a_row_that_lost_a_cell_and_was_filled_up_is_not_read(form_id: str, lost: int, value: int) -> None:
    figures, tables = made(form_id)
    row = find_row(tables["requests"], "2.重复申请")
    boxes = tables["requests"][row]
    names = names_of(boxes)
    values = [Box(str(figures[name])) for name in names]
    values[lost] = Box(str(value))
    values[-1] = Box(str(sum(int(box.text) for box in values[:-1])))
    del values[lost]
    tables["requests"][row] = [*boxes[:-7], *values, Box("")]
    report = read_page(form_id, tables)
    assert not statuses_of(report, names) & {Status.PUBLISHED, Status.BLANK}
    assert Code.CELL_LOST in codes_of(report)


def test_a_spare_row_inside_a_header_breaks_no_header() -> None:
    figures, tables = made("2021")
    for name, at in (("requests", 2), ("requests", 3), ("disputes", 1), ("disputes", 3), ("proactive", 1)):
        head, tail = split(tables[name], at)
        report = read_page("2021", {**tables, name: [*head, [Box("")] * 4, *tail]})
        assert wrong(report, figures) == []


# --- cells --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_one_value_over_seven_columns_is_not_seven(form_id: str) -> None:
    figures, tables = made(form_id)
    row = find_row(tables["requests"], "2.重复申请")
    names = names_of(tables["requests"][row])
    tables["requests"][row] = [*tables["requests"][row][:-7], Box("0", 7)]
    report = read_page(form_id, tables)
    cells = cells_of(report)
    assert wrong(report, {n: v for n, v in figures.items() if n not in names}) == []
    assert {(cells[n].status, cells[n].raw) for n in names} == {(Status.UNREADABLE, "0")}
    assert {Code.CELL_UNREADABLE, Code.CELL_LOST} & codes_of(report)


CELLS: dict[str, tuple[Callable[[str], str], bool]] = {
    "an input": (lambda text: f'<input type="text" value="{text}">', True),
    "a span a digit": (lambda text: "".join(f"<span>{digit}</span>" for digit in text), True),
    "a no-break space before": (lambda text: f"&nbsp;{text}", True),
    "bold in a paragraph": (lambda text: f"<p><b>{text}</b></p>", True),
    "an empty paragraph after": (lambda text: f"<p>{text}</p><p>&nbsp;</p>", True),
    "a break after": (lambda text: f"{text}<br>", True),
    "digits with breaks between": (lambda text: "<br>".join(text), False),
    "digits in paragraphs": (lambda text: "".join(f"<p>{digit}</p>" for digit in text), False),
    "a footnote": (lambda text: f"{text}<sup>1</sup>", False),
}


@pytest.mark.parametrize("dress", CELLS)
def test_the_dress_of_a_number(dress: str) -> None:
    write, is_number = CELLS[dress]
    figures, tables = made("2021")
    name = "requests_granted_business"
    figures[name] = 12
    row = find_row(tables["requests"], "（一）予以公开")
    index = next(i for i, box in enumerate(tables["requests"][row]) if box.indicator == name)
    tables["requests"][row] = with_text(tables["requests"][row], index, write("12"))
    cell = cells_of(read_page("2021", tables))[name]
    assert (cell.status, cell.value) == ((Status.PUBLISHED, 12) if is_number else (Status.UNREADABLE, None))


def test_spans_that_overlap_make_nothing_wrong() -> None:
    figures, tables = made("2021")
    for at in range(4, len(tables["requests"])):
        table = [list(row) for row in tables["requests"]]
        table[at - 1][-1] = replace(table[at - 1][-1], rowspan=2)
        report = read_page("2021", {**tables, "requests": table})
        assert wrong(report, figures) == []


# --- tables of other kinds ----------------------------------------------------------------------------------

STRANGERS: dict[str, Table] = {
    "over years": [
        [Box("信息内容"), Box("2020年"), Box("2021年"), Box("2022年")],
        *(
            [Box(label), Box("901"), Box("902"), Box("903")]
            for label in ("规章", "行政规范性文件", "行政许可")
        ),
    ],
    "change": [
        [Box("项目"), Box("本年处理决定数量"), Box("同比")],
        *([Box(label), Box("911"), Box("12%")] for label in ("行政许可情况", "行政处罚情况")),
    ],
    "by county": [
        [Box("县区"), Box("行政许可"), Box("行政处罚"), Box("行政强制")],
        *([Box(label), Box("921"), Box("922"), Box("923")] for label in ("甲县", "乙县", "丙区")),
    ],
    "requests by county": [
        [Box("项目"), *map(Box, ("甲县", "乙县", "丙县", "丁县", "戊县", "己县", "总计"))],
        [Box("一、本年新收政府信息公开申请数量"), *[Box("931")] * 7],
    ],
    "requests over years": [
        [
            Box("申请人情况"),
            *map(Box, ("2016年", "2017年", "2018年", "2019年", "2020年", "2021年", "2022年")),
        ],
        [Box("一、本年新收政府信息公开申请数量"), *[Box("941")] * 7],
    ],
    "outcomes over years": [
        [Box("行政复议"), Box("2021年"), Box("2022年")],
        [Box("结果维持"), Box("951"), Box("952")],
        [Box("总计"), Box("951"), Box("952")],
    ],
}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("alone", [True, False])
def test_a_table_of_another_kind_gives_no_value(form_id: str, kind: str, first: bool, alone: bool) -> None:
    figures, tables = made(form_id)
    name = "requests" if "requests" in kind else "disputes" if "outcomes" in kind else "proactive"
    stranger, own = table_html(STRANGERS[kind]), "" if alone else table_html(tables[name])
    report = read_page(form_id, {**tables, name: stranger + own if first else own + stranger})
    printed = [n for n in figures if not (alone and n.startswith(name))]
    assert wrong(report, figures, printed) == []
    assert statuses_of(report, printed) == {Status.PUBLISHED}


# --- tables without measure ---------------------------------------------------------------------------------

HOSTILE = {
    "a header of 3,000 cells": "<tr>"
    + "<td colspan=100>本年处理决定数量" * 3000
    + "<tr><td>行政许可"
    + "<td>1" * 3000,
    "3,000 header rows": "<tr><td>信息内容<td>总计<td rowspan=100>自然人" * 3000 + "<tr><td>行政许可<td>1",
    "3,000 blank rows in a header": "<tr><td>信息内容<td>总计<tr><td><td>" * 3000 + "<tr><td>行政许可<td>1",
    "rows of 3,000 cells": "<tr><td>信息内容<td>本年处理决定数量"
    + ("<tr><td>行政许可" + "<td>1" * 3000) * 20,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_tables_without_measure_cost_no_time(kind: str) -> None:
    page = page_html("2021", {"proactive": f"<table>{HOSTILE[kind]}</table>"}).encode()
    started = time.process_time()
    parse(page)
    assert time.process_time() - started < 3  # seconds; 0.1-0.5 on an idle machine
