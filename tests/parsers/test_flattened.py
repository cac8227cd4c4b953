"""Tables that came out as text: whatever separates the cells, a row that lost one is never stretched."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from papers import (
    CLASSES,
    KEEP_BLANKS,
    Box,
    Figures,
    Tables,
    cells_of,
    codes_of,
    find_row,
    flatten,
    make_figures,
    make_tables,
    names_of,
    read_text_page,
    statuses_of,
    text_page,
    values_of,
    with_text,
    wrong,
)

from parsers import parse
from parsers.report import Code, Status

FORMS = ["2019", "2021"]
READ = [name for name in CLASSES if name != "N"]  # N, a line of a PDF page a row, is not read yet
LOSE_BLANKS = ("A", "C")


def made(form_id: str, seed: int = 1, high: int = 60) -> tuple[Figures, Tables]:
    figures = make_figures(form_id, seed, high)
    return figures, make_tables(form_id, figures)


def set_text(tables: Tables, indicator: str, text: str) -> None:
    for table in tables.values():
        for number, row in enumerate(table):
            for index, box in enumerate(row):
                if box.indicator == indicator:
                    table[number] = with_text(row, index, text)


def drop(tables: Tables, indicator: str) -> None:
    for table in tables.values():
        for row in table:
            row[:] = [box for box in row if box.indicator != indicator]


# --- whole tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("high", [0, 60])
def test_every_class_of_separators_is_read_whole(form_id: str, name: str, high: int) -> None:
    figures, tables = made(form_id, 1, high)
    report = read_text_page(form_id, flatten(tables, name))
    assert values_of(report) == figures
    assert statuses_of(report, figures) == {Status.PUBLISHED}
    assert report.findings == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_what_a_line_of_a_pdf_shows_is_never_read_wrongly(form_id: str) -> None:
    for seed in range(5):
        figures, tables = made(form_id, seed)
        assert wrong(read_text_page(form_id, flatten(tables, "N")), figures) == []


@pytest.mark.parametrize("name", ["A", "B", "D", "E", "I"])
def test_a_flattened_page_of_a_site_says_the_same_as_the_text(name: str) -> None:
    figures, tables = made("2021")
    lines = text_page("2021", flatten(tables, name)).split("\n")
    for page in (
        "<html><body>" + "".join(f"<p>{line}</p>" for line in lines),
        "<html><body><pre>" + "\n".join(lines) + "</pre>",
        "<html><body><div>" + "<br>".join(lines) + "</div>",
    ):
        report = parse(page.encode())
        assert values_of(report) == figures, page[:30]


def test_a_cell_says_its_line_and_what_supports_it() -> None:
    figures, tables = made("2021")
    text = text_page("2021", flatten(tables, "C"))
    cell = cells_of(parse(text.encode()))["proactive_regulations_issued"]
    line = int((cell.where or "").removeprefix("text:line "))
    assert text.split("\n")[line - 1] == str(figures["proactive_regulations_issued"])
    assert cell.evidence == "label+count"


# --- blanks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*KEEP_BLANKS, "B"])
@pytest.mark.parametrize(
    "indicator",
    [
        "proactive_regulations_made",
        "proactive_licensing_items_change",
        "requests_not_processed_repeat_research",
        "requests_received_natural_person",
        "disputes_litigation_direct_pending",
    ],
)
def test_a_blank_that_the_separators_keep_is_a_blank_there(name: str, indicator: str) -> None:
    figures, tables = made("2019")
    set_text(tables, indicator, "")
    report = read_text_page("2019", flatten(tables, name))
    assert cells_of(report)[indicator].status is Status.BLANK
    assert wrong(report, {**figures, indicator: ""}) == []
    others = {other: value for other, value in figures.items() if other != indicator}
    assert statuses_of(report, others) == {Status.PUBLISHED}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("text", ["/"])
def test_a_placeholder_holds_its_place_in_every_class(name: str, text: str) -> None:
    figures, tables = made("2021")
    indicator = "requests_not_processed_repeat_research"
    set_text(tables, indicator, text)
    report = read_text_page("2021", flatten(tables, name))
    assert cells_of(report)[indicator].status is Status.BLANK
    assert wrong(report, {**figures, indicator: text}) == []
    assert sum(c.status is Status.PUBLISHED for c in report.cells) == 199


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("text", ["+2（-1）"])
@pytest.mark.parametrize(
    "indicator",
    [
        "proactive_penalties_items_change",
        "disputes_litigation_after_reconsideration_total",
        "requests_carried_out_total",
    ],
)
def test_what_is_no_number_never_lets_its_neighbours_slip(name: str, text: str, indicator: str) -> None:
    figures, tables = made("2019")
    set_text(tables, indicator, text)
    report = read_text_page("2019", flatten(tables, name))
    cell = cells_of(report)[indicator]
    assert cell.value in (None, figures[indicator])
    assert cell.status is not Status.PUBLISHED
    assert wrong(report, {**figures, indicator: cell.value or text}) == []


@pytest.mark.parametrize("name", READ)
def test_a_row_wholly_blank_moves_no_other_row(name: str) -> None:
    figures, tables = made("2019")
    names = [n for n in figures if n.startswith("proactive_other_services_")]
    for indicator in names:
        set_text(tables, indicator, "")
    report = read_text_page("2019", flatten(tables, name))
    assert wrong(report, {**figures, **dict.fromkeys(names, "")}) == []
    others = {n: v for n, v in figures.items() if n not in names}
    assert statuses_of(report, others) == {Status.PUBLISHED}


# --- lost cells ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
def test_one_zero_of_a_row_of_zeros_is_recovered_and_told(name: str) -> None:
    figures, tables = made("2021", 1, 0)
    drop(tables, "requests_not_processed_repeat_natural_person")
    report = read_text_page("2021", flatten(tables, name))
    names = [n for n in figures if n.startswith("requests_not_processed_repeat_")]
    cells = [cells_of(report)[n] for n in names]
    assert {cell.value for cell in cells} <= {0, None}
    assert [cell.status for cell in cells[:6]] == [Status.PUBLISHED] * 6
    if name in ("A", "C", "D", "F", "G"):
        assert cells[6].status is Status.RECOVERED
        assert Code.CELL_LOST in codes_of(report)
    assert wrong(report, figures) == []


@pytest.mark.parametrize("name", ["A", "C", "D", "F", "I-bare", "L"])
def test_two_zeros_of_three_cells_that_no_sum_binds_are_not_placed(name: str) -> None:
    figures, tables = made("2019", 1, 0)
    drop(tables, "proactive_licensing_items_last_year")
    report = read_text_page("2019", flatten(tables, name))
    row = [n for n in figures if n.startswith("proactive_licensing_")]
    assert Status.PUBLISHED not in statuses_of(report, row)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("form_id", FORMS)
def test_a_lost_number_leaves_no_number_of_its_row(form_id: str, name: str) -> None:
    figures, tables = made(form_id)
    lost = [
        "requests_received_natural_person",
        "requests_refused_third_party_legal_service",
        "requests_carried_out_business",
    ]
    lost += [
        "disputes_litigation_direct_upheld",
        "proactive_regulations_made" if form_id == "2019" else "proactive_regulations_issued",
    ]
    for indicator in lost:
        broken = {key: [list(row) for row in table] for key, table in tables.items()}
        drop(broken, indicator)
        report = read_text_page(form_id, flatten(broken, name))
        assert wrong(report, figures, {n for n in figures if n != indicator}) == [], indicator
        row = next(names_of(r) for t in tables.values() for r in t if indicator in names_of(r))
        published = [n for n in row if cells_of(report)[n].status is Status.PUBLISHED]
        assert published == [] or all(cells_of(report)[n].value == figures[n] for n in published)


@pytest.mark.parametrize("name", ["A", "C"])
def test_the_sums_say_which_number_of_a_row_is_lost(name: str) -> None:
    figures, tables = made("2021")
    drop(tables, "requests_received_business")
    report = read_text_page("2021", flatten(tables, name))
    cell = cells_of(report)["requests_received_business"]
    assert (cell.status, cell.value) == (Status.RECOVERED, figures["requests_received_business"])
    assert values_of(report) == figures
    assert Code.CELL_LOST in codes_of(report)


@pytest.mark.parametrize("name", ["A", "C"])
def test_a_short_row_that_no_sum_binds_is_unreadable_with_its_text_kept(name: str) -> None:
    figures, tables = made("2021")
    drop(tables, "proactive_regulations_repealed")
    report = read_text_page("2021", flatten(tables, name))
    names = [n for n in figures if n.startswith("proactive_regulations_")]
    assert statuses_of(report, names) == {Status.UNREADABLE}
    shown = " ".join(str(figures[n]) for n in names if not n.endswith("repealed"))
    assert {cells_of(report)[n].raw for n in names} == {shown}
    assert Code.CELL_LOST in codes_of(report)


@pytest.mark.parametrize("name", ["A", "C", "D", "E"])
@pytest.mark.parametrize("seed", range(6))
def test_a_row_whose_end_is_lost_with_the_next_label_never_takes_the_rest_of_that_row(
    seed: int, name: str
) -> None:
    """A block of the text is gone: the values behind it end another row than the label before it says."""
    figures, tables = made("2021", seed)
    row = find_row(tables["requests"], "3.危及“三安全一稳定”")
    (label, *mine), (_, *next_) = tables["requests"][row : row + 2]
    for head in range(6):
        for tail in range(1, 7 - head):
            kept = [label, *mine[:head], *next_[-tail:]]
            changed = [*tables["requests"][:row], kept, *tables["requests"][row + 2 :]]
            report = read_text_page("2021", flatten({**tables, "requests": changed}, name))
            gone = {box.indicator for box in [*mine[head:], *next_[:-tail]]}
            assert wrong(report, figures, figures.keys() - gone) == []


@pytest.mark.parametrize("values", [["", "", "-3"], ["-3", "", "4"], ["", "-3"], ["-3", ""]])
def test_a_decrease_beside_its_column_moved_by_a_blank(values: list[str]) -> None:
    """A row of three cells, of which only 本年增/减 can be below 0, and blanks that may be more or fewer."""
    figures, tables = made("2019")
    row = find_row(tables["proactive"], "行政强制")
    tables["proactive"][row][1:] = [Box(text) for text in values]
    report = read_text_page("2019", flatten(tables, "B"))
    names = ("proactive_coercion_items_last_year", "proactive_coercion_decisions")
    assert {cells_of(report)[name].value for name in names} <= {None, 4}
    assert wrong(report, {**figures, "proactive_coercion_items_change": -3, names[1]: 4}) == []


def test_a_number_too_many_in_a_row_is_found_by_the_sums() -> None:
    figures, tables = made("2021")
    row = tables["requests"][find_row(tables["requests"], "2.重复申请")]
    row.insert(3, Box("77"))
    report = read_text_page("2021", flatten(tables, "C"))
    assert values_of(report) == figures
    assert Code.CELL_LOST in codes_of(report)


# --- lost labels --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("count", [1, 2])
def test_refusals_without_their_labels_are_placed_by_the_rows_around(name: str, count: int) -> None:
    figures, tables = made("2019")
    labels = ["1.属于国家秘密", "2.其他法律行政法规禁止公开"][:count]
    for label in labels:
        row = find_row(tables["requests"], label)
        tables["requests"][row] = [box for box in tables["requests"][row] if box.text != label]
    report = read_text_page("2019", flatten(tables, name))
    assert wrong(report, figures) == []
    if name not in ("E", "I", "H"):
        assert values_of(report) == figures
        assert [f.code for f in report.findings] == [Code.ROW_UNLABELLED] * count
        assert "order" in cells_of(report)["requests_refused_state_secret_total"].evidence


def test_values_without_a_label_beside_a_lost_row_are_not_dealt_out() -> None:
    figures, tables = made("2019")
    table = tables["requests"]
    gone = find_row(table, "3.要求提供公开出版物")
    nameless = gone - 1
    names = [*names_of(table[gone]), *names_of(table[nameless])]
    table[nameless] = [box for box in table[nameless] if box.indicator]
    del table[gone]
    report = read_text_page("2019", flatten(tables, "C"))
    assert Status.PUBLISHED not in statuses_of(report, names)
    assert wrong(report, figures, set(figures) - set(names)) == []


def test_outcome_headers_lost_as_in_a_town_leave_the_fifteen_values() -> None:
    figures, tables = made("2019")
    disputes = ["行政复议", "行政诉讼", "总计", "未经复议直接起诉", "复议后起诉", "总计", "总计"]
    values = [str(figures[n]) for n in names_of(tables["disputes"][3])]
    flat = flatten(tables, "A") | {"disputes": "\n\n".join(disputes + values)}
    report = read_text_page("2019", flat)
    assert values_of(report) == figures


@pytest.mark.parametrize("name", READ)
def test_two_rows_of_one_label_that_differ_give_no_value(name: str) -> None:
    figures, tables = made("2021")
    row = find_row(tables["proactive"], "行政强制")
    indicator = "proactive_coercion_decisions"
    tables["proactive"].insert(row, [Box("行政强制"), Box("991", 3)])
    report = read_text_page("2021", flatten(tables, name))
    assert cells_of(report)[indicator].value is None
    assert wrong(report, {n: v for n, v in figures.items() if n != indicator}) == []


# --- labels as they come ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["A", "C"])
def test_labels_split_over_lines_are_joined(name: str) -> None:
    figures, tables = made("2019")
    text = text_page("2019", flatten(tables, name))
    for old, new in (
        ("商业企业", "商业\n\n企业"),
        ("（三）不予公开", "（三）\n\n不予公开"),
        ("（四）无法提供", "（四）无\n法提供"),
        ("本年新制作数量", "本年新\n制作数量"),
    ):
        text = text.replace(old, new)
    assert values_of(parse(text.encode())) == figures


def test_a_definition_behind_a_label_is_no_cell() -> None:
    figures, tables = made("2019")
    text = text_page("2019", flatten(tables, "C"))
    text = text.replace("\n行政许可\n", "\n行政许可：指依照2019年规定准予的事项，共3类\n")
    report = parse(text.encode())
    assert values_of(report) == figures


@pytest.mark.parametrize("page", ["- 3 -", "—12—", "第3页 共8页", "Page 8", "P. 8"])
@pytest.mark.parametrize("name", ["A", "I"])
def test_page_numbers_between_rows_are_no_cells(page: str, name: str) -> None:
    figures, tables = made("2019")
    cut = find_row(tables["requests"], "2.重复申请")
    first = CLASSES[name](tables["requests"][:cut])
    second = CLASSES[name](tables["requests"][cut:])
    flat = flatten(tables, name) | {"requests": f"{first}\n\n{page}\n\n{second}"}
    report = read_text_page("2019", flat)
    assert values_of(report) == figures


def test_an_unmarked_page_number_costs_its_row_at_most() -> None:
    figures, tables = made("2019")
    cut = find_row(tables["requests"], "2.重复申请")
    flat = flatten(tables, "C")
    flat["requests"] = (
        CLASSES["C"](tables["requests"][:cut]) + "\n3\n" + CLASSES["C"](tables["requests"][cut:])
    )
    report = read_text_page("2019", flat)
    assert wrong(report, figures) == []


PROSE = [
    "全年共制定规章3件，规范性文件12件，行政许可57项。",
    "行政处罚 5",
    "本年新收政府信息公开申请数量为88件，其中自然人80件。",
    "一是加强培训，全年培训3次",
    "2022年，我局共公开信息2056条。",
    "（一）主动公开情况",
    "1.重复申请较多",
    "规章制度不健全",
]


@pytest.mark.parametrize("name", ["A", "C", "D", "I"])
@pytest.mark.parametrize("section", ["overview", "other"])
def test_numbers_in_sentences_never_become_cells(name: str, section: str) -> None:
    figures, tables = made("2021")
    flat = flatten(tables, name) | {section: "\n\n".join(text for text in PROSE if text != "行政处罚 5")}
    report = read_text_page("2021", flat)
    assert values_of(report) == figures


@pytest.mark.parametrize("section", ["overview", "problems"])
def test_numbers_in_sentences_never_fill_a_lost_table(section: str) -> None:
    figures, tables = made("2021")
    flat = flatten(tables, "C")
    flat.pop("proactive")
    report = read_text_page("2021", flat | {section: "\n".join(PROSE)})
    values = {
        c.indicator: c.value
        for c in report.cells
        if c.indicator.startswith("proactive_") and c.value is not None
    }
    assert values.keys() <= {
        "proactive_penalties_decisions"
    }  # a line that is nothing but a label and a number
    assert wrong(report, {**figures, "proactive_penalties_decisions": 5}) == []


def test_digits_without_any_separator_are_never_guessed() -> None:
    _, tables = made("2019")
    flat = flatten(tables, "C") | {"proactive": "规章35351\n规范性文件419\n行政许可35351"}
    report = read_text_page("2019", flat)
    for cell in report.cells:
        if cell.indicator.startswith("proactive_"):
            assert cell.status is not Status.PUBLISHED or cell.raw in ("4", "1", "9")


def test_repeated_lines_removed_leave_nothing_to_place() -> None:
    figures, tables = made("2019", 1, 1)
    lines = text_page("2019", flatten(tables, "C")).split("\n")
    once = list(dict.fromkeys(lines))
    report = parse("\n".join(once).encode())
    assert wrong(report, figures, ()) == [] or all(
        re.search(r"published (\d+), printed \1$", fault) for fault in wrong(report, figures, ())
    )


# --- texts that break off -----------------------------------------------------------------------------------

FOOTERS = ["\n主办：清河县人民政府办公室\n", "\n网站地图\n联系我们\n"]


def broken_off(tables: Tables, name: str, row: int, shown: int, last: str) -> str:
    """A report up to a row of table 3, of which some cells are shown and the beginning of the next."""
    whole = text_page("2021", flatten(tables, name))
    requests = tables["requests"]
    labels = [box for box in requests[row] if not box.indicator]
    cells = [box for box in requests[row] if box.indicator][:shown]
    start = whole.index(flatten(tables, name)["requests"])
    return whole[:start] + CLASSES[name]([*requests[:row], [*labels, *cells, Box(last)]])


@pytest.mark.parametrize("name", ["A", "C"])
@pytest.mark.parametrize("footer", ["", *FOOTERS])
@pytest.mark.parametrize("shown", [2, 4, 5])
def test_a_number_in_which_a_text_breaks_off_is_not_read_whatever_the_page_has_behind_it(
    name: str, footer: str, shown: int
) -> None:
    """The other cells of the row are read by their columns, which say what its last number was."""
    figures, tables = made("2021")
    row = len(tables["requests"]) - 1
    names = names_of(tables["requests"][row])
    torn = str(figures[names[shown]])
    assert len(torn) > 1
    report = parse((broken_off(tables, name, row, shown, torn[0]) + footer).encode())
    assert Code.TEXT_CUT in codes_of(report)
    assert statuses_of(report, names[:shown]) == {Status.PUBLISHED}
    assert statuses_of(report, names[shown:]) == {Status.RECOVERED}
    assert wrong(report, figures) == []


@pytest.mark.parametrize("high", [0, 60])
def test_a_zero_that_a_text_breaks_off_behind_is_whole(high: int) -> None:
    figures, tables = made("2021", 1, high)
    row = find_row(tables["requests"], "2.重复申请")
    names = names_of(tables["requests"][row])
    text = broken_off(tables, "C", row, 6, str(figures[names[6]])[0])
    cells = cells_of(parse(text.encode()))
    assert [cells[n].value for n in names[:6]] == [figures[n] for n in names[:6]]
    assert cells[names[6]].status is (Status.UNREADABLE if high else Status.PUBLISHED)
    assert Code.TEXT_CUT in codes_of(parse(text.encode()))


def test_zeros_behind_which_a_text_breaks_off_are_all_read() -> None:
    figures, tables = made("2021", 1, 0)
    row = len(tables["requests"]) - 1
    names = names_of(tables["requests"][row])
    report = parse((broken_off(tables, "C", row, 3, "0") + FOOTERS[0]).encode())
    assert Code.TEXT_CUT in codes_of(report)
    assert statuses_of(report, names[:4]) == {Status.PUBLISHED}
    assert wrong(report, figures) == []


def test_a_short_row_with_the_next_section_behind_it_is_where_no_text_breaks_off() -> None:
    figures, tables = made("2021")
    row = tables["requests"][-1]
    number = str(figures["requests_carried_out_total"])
    row.pop()
    report = read_text_page("2021", flatten(tables, "A") | {"disputes": "略。"})
    assert Code.TEXT_CUT not in codes_of(report)
    assert cells_of(report)["requests_carried_out_other_organization"].status is Status.PUBLISHED
    assert str(cells_of(report)["requests_carried_out_total"].value) == number


PAGERS = ["\n上一页\n1\n2\n3\n", "\n浏览次数\n1234\n", "\n阅读量\n15\n"]


@pytest.mark.parametrize("tail", PAGERS)
@pytest.mark.parametrize("label", ["2.重复申请", "四、结转下年度继续办理"])
@pytest.mark.parametrize("missing", [1, 3])
def test_no_number_of_the_page_fills_the_row_in_which_a_text_breaks_off(
    tail: str, label: str, missing: int
) -> None:
    figures, tables = made("2021")
    row = find_row(tables["requests"], label)
    names = names_of(tables["requests"][row])
    last = figures[names[6 - missing]]
    report = parse((broken_off(tables, "C", row, 6 - missing, str(last)) + tail).encode())
    assert Code.TEXT_CUT in codes_of(report)
    assert Status.PUBLISHED not in statuses_of(report, names[-missing:])
    assert wrong(report, figures) == []


@pytest.mark.parametrize("tail", ["", *FOOTERS, *PAGERS])
@pytest.mark.parametrize("form_id", FORMS)
def test_a_text_that_ends_with_table_4_is_whole(form_id: str, tail: str) -> None:
    figures, tables = made(form_id)
    text = text_page(form_id, flat := flatten(tables, "C"))
    report = parse((text[: text.index(flat["disputes"])] + flat["disputes"] + tail).encode())
    assert values_of(report) == figures
    assert Code.TEXT_CUT not in codes_of(report)


@pytest.mark.parametrize("name", ["A", "C"])
@pytest.mark.parametrize(
    ("label", "indicator", "value"),
    [
        ("行政事业性收费", "proactive_fees_amount", None),
        ("行政处罚", "proactive_penalties_decisions", 0),
        ("行政许可", "proactive_licensing_decisions", 0),
    ],
)
def test_an_amount_goes_on_behind_a_zero_and_a_count_does_not(
    name: str, label: str, indicator: str, value: int | None
) -> None:
    text = text_page("2021", flatten(made("2021")[1], name))
    report = parse(f"{text[: text.rindex(label)]}{label}\n0".encode())
    assert cells_of(report)[indicator].value == value
    assert Code.TEXT_CUT in codes_of(report)


@pytest.mark.parametrize("form_id", FORMS)
def test_the_last_piece_of_numbers_run_together_may_go_on(form_id: str) -> None:
    figures, tables = made(form_id)
    text = text_page(form_id, flatten(tables, "C"))
    report = parse(f"{text[: text.index('规章')]}规章419".encode())
    names = [name for name in figures if name.startswith("proactive_regulations_")]
    assert [cells_of(report)[name].value for name in names] == [4, 1, None]
    assert {Code.TEXT_CUT, Code.VALUES_RUN_TOGETHER} <= codes_of(report)


# --- marks in place of numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["A", "C"])
@pytest.mark.parametrize("mark", ["未发生", "*", "N/A"])
@pytest.mark.parametrize("high", [0, 60])
@pytest.mark.parametrize(
    ("label", "places"),
    [
        ("2.重复申请", [0]),
        ("2.重复申请", [3]),
        ("2.重复申请", [1, 4]),
        ("2.重复申请", [2, 3, 4]),
        ("规章", [1]),
    ],
)
def test_marks_between_values_are_cells_of_their_own(
    name: str, mark: str, high: int, label: str, places: list[int]
) -> None:
    figures, tables = made("2021", 1, high)
    table = tables["proactive" if label == "规章" else "requests"]
    names = names_of(table[find_row(table, label)])
    marked = [names[place] for place in places]
    for indicator in marked:
        set_text(tables, indicator, mark)
    report = read_text_page("2021", flatten(tables, name))
    assert statuses_of(report, marked) <= {Status.UNREADABLE, Status.BLANK}
    assert {cells_of(report)[indicator].raw for indicator in marked} == {mark}
    assert statuses_of(report, figures.keys() - {*marked}) == {Status.PUBLISHED}
    assert wrong(report, figures | dict.fromkeys(marked, mark)) == []


def test_the_head_that_each_page_repeats_is_no_cell() -> None:
    figures, tables = made("2021")
    flat = flatten(tables, "C")
    lines = flat["requests"].split("\n")
    inside = [i for i, line in enumerate(lines) if line.isdecimal() and lines[i - 1].isdecimal()]
    for at in reversed(inside[::40]):
        lines.insert(at, "清河县统计局")
    assert lines.count("清河县统计局") > 2
    report = read_text_page("2021", flat | {"requests": "\n".join(lines)})
    assert values_of(report) == figures


# --- rows of another order or year --------------------------------------------------------------------------


def labels_behind(tables: Tables, table: str) -> str:
    """A cell a line, each row's label behind its values; a merged group's stands above its rows."""
    lines = []
    for row in tables[table]:
        labels = [box for box in row if not box.indicator]
        lines += [box.text for box in labels[:-1]] + [box.text for box in row if box.indicator]
        lines += [box.text for box in labels[-1:]]
    return "\n".join(lines)


@pytest.mark.parametrize("table", ["proactive", "requests"])
@pytest.mark.parametrize("form_id", FORMS)
def test_no_row_is_read_whose_label_stands_behind_its_values(form_id: str, table: str) -> None:
    figures, tables = made(form_id)
    flat = flatten(tables, "C") | {table: labels_behind(tables, table)}
    report = read_text_page(form_id, flat)
    names = [name for name in figures if name.startswith(f"{table}_")]
    assert not {Status.PUBLISHED, Status.RECOVERED} & statuses_of(report, names)
    assert wrong(report, figures) == []


@pytest.mark.parametrize("name", ["A", "C", "D"])
def test_no_row_is_last_years_where_its_table_stands_first(name: str) -> None:
    figures, tables = made("2019")
    old = flatten(made("2019", 9)[1], name)["requests"]
    flat = flatten(tables, name)
    report = read_text_page("2019", flat | {"requests": f"{old}\n\n{flat['requests']}"})
    assert wrong(report, figures) == []
    others = [indicator for indicator in figures if indicator.startswith("requests_other_")]
    assert {cells_of(report)[indicator].value for indicator in others} == {None}


@pytest.mark.parametrize("name", ["A", "C", "D"])
@pytest.mark.parametrize("label", ["一、本年新收政府信息公开申请数量", "2.重复申请"])
def test_seven_digits_that_do_not_add_up_are_not_dealt_out(name: str, label: str) -> None:
    _, tables = made("2021", 1, 0)
    row = tables["requests"][find_row(tables["requests"], label)]
    names = names_of(row)
    row[:] = [box for box in row if not box.indicator] + [Box("1234567")]
    report = read_text_page("2021", flatten(tables, name))
    assert {cells_of(report)[indicator].value for indicator in names} == {None}
    assert Code.VALUES_RUN_TOGETHER not in codes_of(report)


# --- sizes that no report has -------------------------------------------------------------------------------


def flooded(tables: Tables, first: str, last: str, flood: str) -> tuple[str, list[str]]:
    """Table 3 with a flood in place of the values of a row and all rows up to another, and their cells."""
    requests = tables["requests"]
    start, end = find_row(requests, first), find_row(requests, last)
    names = [name for row in requests[start:end] for name in names_of(row)]
    label = [box for box in requests[start] if not box.indicator]
    above, below = CLASSES["C"]([*requests[:start], label]), CLASSES["C"](requests[end:])
    return f"{above}\n{flood}\n{below}", names


FIRST, NEXT, LAST = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "四、结转下年度继续办理",
)


@pytest.mark.parametrize(
    ("last", "flood"),
    [
        (LAST, "\n".join(map(str, range(100, 133)))),
        (NEXT, "\n".join(map(str, range(100, 268)))),
        (NEXT, "|" * 30_000),
        (NEXT, "7\n" + "\n" * 12_000 + "8"),
        (NEXT, "1" * 12_000),
    ],
    ids=[
        "33 numbers for all rows",
        "168 for one",
        "30 KB of pipes",
        "12 KB of blank lines",
        "12 KB of digits",
    ],
)
def test_what_floods_a_row_is_none_of_its_values(last: str, flood: str) -> None:
    figures, tables = made("2021")
    text, names = flooded(tables, FIRST, last, flood)
    report = read_text_page("2021", flatten(tables, "C") | {"requests": text})
    assert Status.PUBLISHED not in statuses_of(report, names)
    assert wrong(report, figures, figures.keys() - {*names}) == []


def test_beyond_a_limit_the_rows_of_the_most_options_are_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row lost one cell, which leaves 12 options, and another lost two, which leaves 21."""
    figures, tables = made("2021")
    lost = ["repeat_natural_person", "excessive_natural_person", "excessive_total"]
    lost = [f"requests_not_processed_{name}" for name in lost]
    for indicator in lost:
        drop(tables, indicator)
    flat = flatten(tables, "C")
    assert values_of(read_text_page("2021", flat)) == figures
    names = [n for n in figures if n.startswith("requests_not_processed_excessive_")]
    monkeypatch.setattr("parsers.decisions.MAX_WEIGHED", 32)
    left = {n for n, v in values_of(read_text_page("2021", flat)).items() if v is None}
    assert len(names) == 7
    assert {*names} <= left
    monkeypatch.setattr("parsers.decisions.MAX_WEIGHED", 33)
    assert values_of(read_text_page("2021", flat)) == figures


# --- words among piped values -------------------------------------------------------------------------------


def merged(tables: Tables, label: str, shown: str) -> None:
    """The row with this label stands in the line of the row above, its label printed as `shown`."""
    requests = tables["requests"]
    row = requests.pop(find_row(requests, label))
    requests[find_row(requests, "1.属于国家秘密")] += [
        replace(box, text=shown) if box.text == label else box for box in row
    ]


@pytest.mark.parametrize("name", ["I", "I-bare", "J", "L"])
def test_a_row_that_was_merged_into_another_is_read_though_its_label_is_damaged(name: str) -> None:
    figures, tables = made("2021")
    merged(tables, "2.其他法律行政法规禁止公开", "2.其他去聿行政去规禁上公开")
    report = read_text_page("2021", flatten(tables, name))
    assert values_of(report) == figures
    assert report.findings == ()


@pytest.mark.parametrize("name", ["I-bare", "J"])
@pytest.mark.parametrize(
    "remarks",
    [
        {"natural_person": "本机关未收到此类申请"},
        {"total": "本机关未收到此类申请"},
        {"natural_person": "见附件", "research": "见说明"},
        {"business": "见附件", "other_organization": "本机关未收到此类申请"},
    ],
)
def test_remarks_are_the_cells_in_which_they_stand(name: str, remarks: dict[str, str]) -> None:
    figures, tables = made("2021")
    printed = {f"requests_refused_other_law_{column}": words for column, words in remarks.items()}
    for indicator, words in printed.items():
        set_text(tables, indicator, words)
    report = read_text_page("2021", flatten(tables, name))
    assert {c.indicator: c.raw for c in report.cells if c.status is Status.UNREADABLE} == printed
    assert values_of(report) == figures | dict.fromkeys(printed)


# --- a column lost ------------------------------------------------------------------------------------------

ONE_REQUEST = ("received", "granted", "handled_total")


def with_one_request(column: str, total: str) -> tuple[Figures, Tables]:
    """A report that prints nothing in table 3 but its one request."""
    figures = made("2021")[0]
    figures |= {name: "" for name in figures if name.startswith("requests_")}
    for row in ONE_REQUEST:
        figures |= {f"requests_{row}_{column}": 1, f"requests_{row}_total": total}
    return figures, make_tables("2021", figures)


@pytest.mark.parametrize("name", ["D", "F", "I-bare", "J", "L", "M"])
def test_rows_that_end_in_their_sum_before_the_total_lack_a_column(name: str) -> None:
    """Blanks on the right stand for the column that went: the last number is the total, not a part."""
    figures, tables = with_one_request("natural_person", "1")
    drop_column(tables, "research")
    report = read_text_page("2021", flatten(tables, name))
    names = [n for n in figures if n.startswith(tuple(f"requests_{row}_" for row in ONE_REQUEST))]
    assert {cells_of(report)[n].value for n in names} == {None}
    assert Code.CELL_LOST in codes_of(report)


@pytest.mark.parametrize("name", ["D", "F", "I-bare", "J", "L", "M"])
def test_totals_left_blank_behind_the_only_request_are_blank(name: str) -> None:
    figures, tables = with_one_request("other_organization", "")
    report = read_text_page("2021", flatten(tables, name))
    for row in ONE_REQUEST:
        part, total = (cells_of(report)[f"requests_{row}_{n}"] for n in ("other_organization", "total"))
        assert (part.value, total.status) == (1, Status.BLANK)
    assert wrong(report, figures) == []


def test_one_row_that_ends_in_its_sum_by_chance_shows_no_lost_column() -> None:
    figures, _ = with_one_request("other_organization", "")
    more = {"received": (1, 2), "granted": (1, 1), "granted_in_part": ("", 1), "handled_total": (1, 2)}
    for row, (natural, other) in more.items():
        figures |= {f"requests_{row}_natural_person": natural, f"requests_{row}_other_organization": other}
    report = read_text_page("2021", flatten(make_tables("2021", figures), "I-bare"))
    assert wrong(report, figures) == []
    assert cells_of(report)["requests_granted_other_organization"].value == 1
    assert cells_of(report)["requests_handled_total_total"].status is Status.BLANK


def drop_column(tables: Tables, column: str) -> None:
    """A column of table 3 goes, and every row is filled up by a blank."""
    for row in tables["requests"]:
        if names_of(row):
            row[:] = [box for box in row if not (box.indicator or "").endswith(f"_{column}")] + [Box("")]


# --- any damage at all --------------------------------------------------------------------------------------


@settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
@given(
    st.integers(0, 10**6),
    st.sampled_from(FORMS),
    st.sampled_from(READ),
    st.sampled_from(["proactive", "requests", "disputes"]),
    st.sampled_from(["drop", "blank", "merge", "word", "label"]),
    st.data(),
)
def test_no_damage_to_one_cell_makes_a_wrong_value(
    seed: int, form_id: str, name: str, table: str, damage: str, data: st.DataObject
) -> None:
    figures, tables = made(form_id, seed)
    rows = [row for row in tables[table] if names_of(row)]
    row = data.draw(st.sampled_from(rows))
    index = data.draw(st.sampled_from([i for i, box in enumerate(row) if box.indicator]))
    box = row[index]
    hidden = {str(box.indicator)}
    if damage == "drop":
        del row[index]
    elif damage == "blank":
        row[index] = replace(box, text="")
    elif damage == "word":
        row[index] = replace(box, text="0/0")
    elif damage == "merge" and index + 1 < len(row):
        hidden = {str(row[index + 1].indicator)}  # the sums may say that the first one's number was kept
        row[index : index + 2] = [replace(box, colspan=box.colspan + row[index + 1].colspan)]
    elif damage == "label" and not row[0].indicator and row[0].rowspan == 1:
        del row[0]
        hidden = set()
    else:
        hidden = set()
    report = read_text_page(form_id, flatten(tables, name))
    shown = set(figures) - hidden
    faults = [fault for fault in wrong(report, figures, shown) if ": blank" not in fault]
    assert faults == []
