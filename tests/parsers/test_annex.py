"""The list of 2014 to 2018: every way of showing it, against its figures; and what is none."""

from __future__ import annotations

import random

import pytest
from annexes import (
    FLAT,
    FORM,
    KEEP_BLANKS,
    SHAPES,
    TITLE,
    TOTALS,
    Cells,
    Figures,
    Line,
    make_figures,
    make_lines,
    page,
    paged,
    plain,
    sectioned,
    table_html,
    text_page,
)
from papers import flatten, make_tables, page_html
from papers import make_figures as make_report_figures
from papers import table_html as boxes_html
from papers import text_page as report_text

from parsers import parse
from parsers.forms import list_forms
from parsers.report import Cell, Code, Report, Status

TEXT_SHAPES = ("plain", "indented", "numbered", "unitless", "with units")
BLANKS = ("", "/", "—", "——", "无")
DAMAGES = ("row", "label", "value", "cell", "stranger", "page", "character")


def cells_of(report: Report) -> dict[str, Cell]:
    return {cell.indicator: cell for cell in report.cells}


def faults(report: Report, shown: Figures) -> list[str]:
    """Every value or blank that the document does not say."""
    found = []
    for name, cell in cells_of(report).items():
        truth = shown.get(name)
        if cell.status is Status.RECOVERED or (cell.value is not None and cell.value != truth):
            found.append(f"{name}: {cell.status} {cell.value}, printed {truth!r}")
        if cell.status is Status.BLANK and truth not in BLANKS:
            found.append(f"{name}: blank, printed {truth!r}")
    return found


def assert_whole(report: Report, figures: Figures) -> None:
    assert (report.form, report.year, report.organization) == ("2014", 2016, "清河县统计局")
    assert {name: cell.value for name, cell in cells_of(report).items()} == figures
    assert [f.code for f in report.findings] == []


@pytest.mark.parametrize("word", [False, True], ids=["bare", "word"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_cell_of_a_real_table_is_read(shape: str, word: bool) -> None:
    figures = make_figures(3)
    annex = table_html(SHAPES[shape](make_lines(figures)), word)
    assert_whole(parse(page(annex).encode()), figures)


@pytest.mark.parametrize("mark", ["——", "----", "—", "", "\u3000"])
def test_headings_hold_marks_or_nothing(mark: str) -> None:
    figures = make_figures(4)
    assert_whole(parse(page(table_html(plain(make_lines(figures, mark)))).encode()), figures)


def test_a_table_in_gb18030() -> None:
    figures = make_figures(5)
    html = page(table_html(SHAPES["numbered"](make_lines(figures)), word=True))
    data = html.replace("<html>", '<html><head><meta charset="gb2312"></head>', 1).encode("gb18030")
    assert_whole(parse(data), figures)


@pytest.mark.parametrize("write", [sectioned, paged], ids=["merged sections", "page breaks"])
def test_sections_in_merged_cells_and_tables_over_pages(write: object) -> None:
    figures = make_figures(6)
    assert callable(write)
    assert_whole(parse(page(write(make_lines(figures))).encode()), figures)


@pytest.mark.parametrize("separators", FLAT)
@pytest.mark.parametrize("shape", TEXT_SHAPES)
def test_every_cell_of_a_flattened_list_is_read(shape: str, separators: str) -> None:
    figures = make_figures(7)
    report = parse(text_page(FLAT[separators](SHAPES[shape](make_lines(figures)))).encode())
    if (shape, separators) == ("numbered", "glued"):
        assert report.form is None  # 12 of 1 and 2.传真申请数, or of 12: nothing says which
    else:
        assert_whole(report, figures)


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("separators", ["A", "B"])
def test_labels_over_two_lines_are_put_together(separators: str, at: float) -> None:
    figures = make_figures(19)
    cells = plain(make_lines(figures))
    for row in cells:
        end = int(len(row[0]) * at)
        row[0] = f"{row[0][:end]}\n\n{row[0][end:]}" if len(row[0]) > 14 else row[0]
    assert_whole(parse(text_page(FLAT[separators](cells)).encode()), figures)


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("separators", [None, *FLAT])
def test_blanks_stay_blank_where_the_separators_keep_them(separators: str | None, blank: str) -> None:
    shown = make_figures(8)
    for name in ("annex_requests_by_fax", "annex_replies", "annex_litigation_other", "annex_fees"):
        shown[name] = blank
    cells = plain(make_lines(shown))
    annex = page(table_html(cells)) if separators is None else text_page(FLAT[separators](cells))
    report = parse(annex.encode())
    assert faults(report, shown) == []
    keeps = separators is None or separators in KEEP_BLANKS or bool(blank)
    if keeps and (separators, blank) not in (("tabs", ""), ("glued", "无"), ("spaces", "")):
        blanks = {name for name, cell in cells_of(report).items() if cell.status is Status.BLANK}
        assert blanks == {name for name, value in shown.items() if value == blank}


def damaged(cells: Cells, kind: str, dice: random.Random) -> Cells:
    """The cells after one kind of damage, done one to four times."""
    cells = [list(row) for row in cells]
    for _ in range(dice.randint(1, 4)):
        i = dice.randrange(1, len(cells))
        row = cells[i]
        if kind == "row":
            del cells[i]
        elif kind == "label":
            cells[i] = [text for text in row if len(text) < 5]
        elif kind == "value":
            cells[i] = row[:-1]
        elif kind == "cell" and row:
            del row[dice.randrange(len(row))]
        elif kind == "stranger":
            cells.insert(i, ["9.政务客户端公开政府信息数", "条", str(dice.randint(1, 99))])
        elif kind == "page":
            cells.insert(i, [f"- {dice.randint(1, 30)} -"])
        elif kind == "character":
            n, text = max(enumerate(row), key=lambda pair: len(pair[1]), default=(0, ""))
            at = dice.randrange(len(text)) if text else 0
            row[n : n + 1] = [text[:at] + text[at + 1 :]]
    return cells


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("separators", [None, "A", "B", "D", "E", "I", "tabs", "spaces"])
def test_damage_never_makes_a_wrong_number(separators: str | None, kind: str) -> None:
    for seed in range(6):
        dice = random.Random(f"{separators}-{kind}-{seed}")
        shown = make_figures(seed, dice.choice((0, 1, 3, 60, 5000)))
        for name in dice.sample(sorted(shown), 4):
            shown[name] = dice.choice(BLANKS[1:])
        shapes = SHAPES if separators is None else TEXT_SHAPES
        cells = damaged(SHAPES[dice.choice(list(shapes))](make_lines(shown)), kind, dice)
        annex = page(table_html(cells)) if separators is None else text_page(FLAT[separators](cells))
        assert faults(parse(annex.encode()), shown) == [], (seed, kind)


# --- rows and units -----------------------------------------------------------------------------------------


def changed(label: str, line: Line | None, figures: Figures) -> Report:
    """A report whose row `label` is another one, or is gone."""
    lines = [line if one.label == label else one for one in make_lines(figures)]
    return parse(page(table_html(plain([one for one in lines if one is not None]))).encode())


def test_equal_labels_are_told_apart_by_their_section() -> None:
    figures = make_figures(9)
    figures |= {"annex_reconsideration_upheld": 4, "annex_litigation_upheld": 5}
    label = "（一）维持具体行政行为或者驳回原告诉讼请求数"
    cells = cells_of(changed(label, Line("（一）维持具体行政行为数", "件", "5"), figures))
    assert (cells["annex_reconsideration_upheld"].value, cells["annex_litigation_upheld"].value) == (4, 5)


def test_a_lost_section_head_leaves_no_wrong_number() -> None:
    figures = make_figures(10)
    for head in ("四、行政复议数量", "五、行政诉讼数量"):
        for line in (None, Line("五、行正诉论", "件", "3")):
            assert faults(changed(head, line, figures), figures) == []


def test_a_label_that_lost_a_character_may_be_another_rows() -> None:
    figures = make_figures(11)
    lines = [one for one in make_lines(figures) if one.label != "2.同意公开答复数"]
    lines = [Line("4.同意公开答复数", "件", "7") if "不同意" in one.label else one for one in lines]
    cells = cells_of(parse(page(table_html(plain(lines))).encode()))
    assert cells["annex_replies_granted"].value is None
    assert cells["annex_replies_granted"].raw == "7"


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("万元", "1.5", (1.5, "万元")),
        ("元", "15000", (15000, "元")),
        ("", "1.5", (1.5, None)),
        ("", "15000元", (15000, "元")),
    ],
)
def test_money_has_the_unit_that_is_stated(unit: str, value: str, expected: tuple[float, str | None]) -> None:
    label = "七、依申请公开信息收取的费用"
    cell = cells_of(changed(label, Line(label, unit, value), make_figures(12)))["annex_fees"]
    assert (cell.value, cell.unit) == expected


@pytest.mark.parametrize(
    ("unit", "value"), [("万条", "12"), ("条", "1.2万条"), ("千条", "3"), ("条", "3万元")]
)
def test_a_count_in_thousands_is_no_count(unit: str, value: str) -> None:
    label = "2.政府网站公开政府信息数"
    cell = cells_of(changed(label, Line(label, unit, value), make_figures(13)))["annex_disclosed_website"]
    assert (cell.status, cell.value) == (Status.UNREADABLE, None)


def test_a_row_of_the_filers_own_is_named_and_frees_the_sum_that_it_may_be_part_of() -> None:
    figures = make_figures(14)
    figures["annex_requests_received"] = int(figures["annex_requests_received"]) + 6
    lines = make_lines(figures)
    at = next(i for i, line in enumerate(lines) if line.label.startswith("4.信函"))
    own = Line("5.其他形式申请数", "件", "6")
    report = parse(page(table_html(plain([*lines[: at + 1], own, *lines[at + 1 :]]))).encode())
    assert [f.code for f in report.findings] == [Code.EXTRA_ROW]
    alone = parse(page(table_html(plain(lines))).encode())
    assert [f.code for f in alone.findings] == [Code.PARTS_SUM]


@pytest.mark.parametrize("total", TOTALS)
def test_a_lost_row_is_implied_and_not_recovered(total: str) -> None:
    figures = make_figures(15)
    name = f"annex_{TOTALS[total][-1]}"
    lines = [line for line in make_lines(figures) if line.indicator != name]
    cell = cells_of(parse(page(table_html(plain(lines))).encode()))[name]
    assert (cell.status, cell.value, cell.implied) == (Status.MISSING, None, figures[name])


def test_two_lists_that_differ_leave_no_number() -> None:
    figures, others = make_figures(16), dict.fromkeys(FORM.indicators, 77777)
    both = "".join(table_html(plain(make_lines(one))) for one in (figures, others))
    assert {cell.value for cell in parse(page(both).encode()).cells} == {None}


# --- what is no list, and lists beside the tables of a later form -------------------------------------------


def test_a_report_in_prose_alone_has_no_form() -> None:
    report = parse(page("").encode())
    assert (report.form, report.cells, [f.code for f in report.findings]) == (None, (), [Code.FORM_UNCLEAR])


def test_the_year_does_not_decide_but_what_the_table_shows() -> None:
    figures = make_figures(17)
    annex = table_html(plain(make_lines(figures)))
    late = parse(page(annex, TITLE.replace("2016", "2024")).encode())
    assert (late.form, late.year) == ("2014", 2024)
    assert {cell.indicator: cell.value for cell in late.cells} == figures


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("section", ["overview", "proactive", "requests", "disputes", "other"])
@pytest.mark.parametrize("separators", [None, "A", "B", "D", "E", "I"])
def test_beside_the_tables_of_a_later_form_both_are_read(
    form_id: str, section: str, separators: str | None
) -> None:
    figures, mine = make_report_figures(form_id), make_figures(18)
    tables, cells = make_tables(form_id, figures), SHAPES["numbered"](make_lines(mine))
    if separators is None:
        parts = {name: boxes_html(table) for name, table in tables.items()}
        parts[section] = parts.get(section, "") + table_html(cells)
        data = page_html(form_id, parts)
    else:
        parts = flatten(tables, separators)
        parts[section] = f"{parts.get(section, '')}\n\n附件：统计表\n\n{FLAT[separators](cells)}"
        data = report_text(form_id, parts)
    report = parse(data.encode())
    assert report.form == form_id
    assert {cell.indicator: cell.value for cell in report.cells} == {**figures, **mine}
    assert Code.MIXED_FORMS in {finding.code for finding in report.findings}


def test_the_form_has_58_numbers_with_units_and_says_which_were_read() -> None:
    (form,) = list_forms().values()
    rows = [row for block in form.blocks for row in block.rows]
    assert len(form.indicators) == len(set(form.indicators)) == len(rows) == 58
    assert all(row.unit for row in rows)
    assert [row.id for row in rows if row.confirmed] == [
        "disclosed",
        "disclosed_normative_documents",
        "normative_documents_made",
    ]
    assert {i.left[0].removeprefix("annex_"): len(i.right) for i in form.identities} == {
        total: len(parts) for total, parts in TOTALS.items()
    }
