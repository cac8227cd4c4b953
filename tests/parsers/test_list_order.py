"""Rows of a list whose labels are damaged or gone, by the rows around them; what they are not taken for."""

from __future__ import annotations

import random
import time

import pytest
from annexes import FLAT, Line, make_figures, make_lines, numbered, page, plain, table_html, text_page

from parsers import parse
from parsers.report import Cell, Code, Report, Status

WECHAT, WEIBO = "4.政务微信公开政府信息数", "3.政务微博公开政府信息数"
HOSTILE = 5.0  # seconds; a word was looked at anew for each end of a label, which took minutes
WAYS = [None, "A", "B", "D", "E", "I", "tabs"]


def read(lines: list[Line], separators: str | None) -> Report:
    cells = plain(lines)
    annex = page(table_html(cells)) if separators is None else text_page(FLAT[separators](cells))
    return parse(annex.encode())


def relabelled(label: str, new: str | None, separators: str | None = None, seed: int = 31) -> Report:
    """A list in which one label is another one; None: it is gone, its unit and its number are not."""
    lines = make_lines(make_figures(seed, 900))
    lines = [
        Line(new or "", line.unit, line.value, line.indicator) if line.label == label else line
        for line in lines
    ]
    if separators is not None and new is None:
        cells = [[text for text in row if text] if not row[0] else row for row in plain(lines)]
        return parse(text_page(FLAT[separators](cells)).encode())
    return read(lines, separators)


def cell(report: Report, indicator: str) -> Cell:
    return next(one for one in report.cells if one.indicator == indicator)


@pytest.mark.parametrize("separators", WAYS)
@pytest.mark.parametrize(
    "damaged",
    [
        "4.政务微信公开府信息数",
        "4.政务信公开政府息数",
        "4.政务微信公公开政府信息数",
        "4.政务微信公其政府信息数",
    ],
    ids=["one lost", "two lost", "one doubled", "one wrong"],
)
def test_a_damaged_label_is_the_row_that_the_form_has_there(damaged: str, separators: str | None) -> None:
    got = cell(relabelled(WECHAT, damaged, separators), "annex_disclosed_wechat")
    assert got.value == make_figures(31, 900)["annex_disclosed_wechat"]
    assert "order" in got.evidence


@pytest.mark.parametrize("separators", WAYS)
def test_a_number_without_its_label_is_the_one_row_that_is_left(separators: str | None) -> None:
    report = relabelled(WECHAT, None, separators)
    got = cell(report, "annex_disclosed_wechat")
    assert got.value == make_figures(31, 900)["annex_disclosed_wechat"]
    assert Code.ROW_UNLABELLED in [finding.code for finding in report.findings]


@pytest.mark.parametrize("separators", WAYS)
@pytest.mark.parametrize(
    "other",
    [
        "4.政务抖音公开政府信息数",
        "6.政务微信公开政府信息件",
        "4.手机报公开政府信息数",
        "4.政务微其公开政府信士数",
    ],
)
def test_a_label_of_other_words_or_of_another_number_is_the_filers_own(
    other: str, separators: str | None
) -> None:
    report = relabelled(WECHAT, other, separators)
    assert cell(report, "annex_disclosed_wechat").value is None
    assert Code.EXTRA_ROW in [finding.code for finding in report.findings]


@pytest.mark.parametrize("separators", WAYS)
def test_a_wrong_character_is_a_row_of_its_own_where_a_row_was_added(separators: str | None) -> None:
    lines = make_lines(make_figures(32, 900))
    at = next(i for i, line in enumerate(lines) if line.label == WECHAT)
    lines[at : at + 1] = [Line("4.政务微视公开政府信息数", "条", "7"), Line("5.客户端公开数", "条", "8")]
    assert cell(read(lines, separators), "annex_disclosed_wechat").value is None


@pytest.mark.parametrize("separators", WAYS)
def test_another_unit_is_no_row_of_the_form(separators: str | None) -> None:
    lines = [
        Line("", "万元", line.value, line.indicator) if line.label == WECHAT else line
        for line in make_lines(make_figures(33, 900))
    ]
    assert cell(read(lines, separators), "annex_disclosed_wechat").value is None


def test_an_empty_row_is_no_cell_of_a_row_that_is_not_there() -> None:
    lines = [Line("", "", "") if line.label == WECHAT else line for line in make_lines(make_figures(33, 900))]
    report = read(lines, None)
    assert cell(report, "annex_disclosed_wechat").status is Status.MISSING
    assert Code.ROW_UNLABELLED not in [finding.code for finding in report.findings]


@pytest.mark.parametrize("separators", ["A", "B", "D", "E"])
def test_two_units_before_a_number_are_two_rows(separators: str) -> None:
    """The first row lost its number, the second its label."""
    cells = plain(make_lines(make_figures(34, 900)))
    at = next(i for i, row in enumerate(cells) if row[0] == WEIBO)
    cells[at], cells[at + 1] = cells[at][:2], cells[at + 1][1:]
    report = parse(text_page(FLAT[separators](cells)).encode())
    assert cell(report, "annex_disclosed_weibo").value is None


@pytest.mark.parametrize("separators", ["A", "D", "E"])
def test_where_labels_and_numbers_are_lost_a_number_below_a_label_may_be_the_next_rows(
    separators: str,
) -> None:
    cells = plain(make_lines(make_figures(35, 900)))
    rows = {row[0]: i for i, row in enumerate(cells)}
    cells[rows[WEIBO]], cells[rows[WECHAT]] = [WEIBO], cells[rows[WECHAT]][1:]
    cells[rows["3.网络申请数"]] = cells[rows["3.网络申请数"]][1:]
    cells[rows["1.当面申请数"]] = cells[rows["1.当面申请数"]][:1]
    report = parse(text_page(FLAT[separators](cells)).encode())
    assert cell(report, "annex_disclosed_weibo").value is None


def test_the_end_of_a_label_can_be_the_label_of_another_row() -> None:
    figures = make_figures(36, 900) | {"annex_online_interviews": ""}
    text = text_page(FLAT["B"](plain(make_lines(figures))))
    whole = "其中：主要负责同志参加政府网站在线访谈次数"
    report = parse(text.replace(whole, f"{whole[:11]}\n\n{whole[11:]}").encode())
    got = cell(report, "annex_online_interviews_by_leaders")
    assert got.value == figures["annex_online_interviews_by_leaders"]
    assert cell(report, "annex_online_interviews").value is None


@pytest.mark.parametrize("separators", ["A", "B", "D", "E"])
def test_a_number_over_two_lines_is_none(separators: str) -> None:
    figures = make_figures(37) | {"annex_replies_refused": "42\n\n04"}
    got = cell(
        parse(text_page(FLAT[separators](plain(make_lines(figures)))).encode()), "annex_replies_refused"
    )
    assert (got.value, got.status) == (None, Status.UNREADABLE)


@pytest.mark.parametrize("separators", ["A", "B", "spaces"])
def test_the_number_that_a_list_breaks_off_with_may_go_on(separators: str) -> None:
    figures = make_figures(38, 900) | {"annex_replies_granted": 698}
    text = text_page(FLAT[separators](plain(make_lines(figures))))
    report = parse(text[: text.index("698") + 2].encode())
    assert cell(report, "annex_replies_granted").value is None
    assert cell(report, "annex_replies").value == figures["annex_replies"]
    assert Code.TEXT_CUT in [finding.code for finding in report.findings]


def test_the_last_number_is_whole_where_a_pipe_closes_it() -> None:
    figures = make_figures(38, 900) | {"annex_replies_granted": 698}
    text = text_page(FLAT["I"](plain(make_lines(figures))))
    report = parse(text[: text.index("698 |") + 5].encode())
    assert cell(report, "annex_replies_granted").value == 698


def test_where_repeated_lines_are_gone_only_the_number_before_the_next_row_is_read() -> None:
    figures = make_figures(39, 10**6)
    lines = text_page(FLAT["A"](plain(make_lines(figures)))).split("\n\n")
    report = parse("\n\n".join(dict.fromkeys(lines)).encode())
    assert Code.LINES_DEDUPLICATED in [finding.code for finding in report.findings]
    values = {one.indicator: one.value for one in report.cells if one.value is not None}
    assert len(values) > 30
    assert {name: figures[name] for name in values} == values


def test_lost_labels_and_numbers_in_any_mixture_make_no_wrong_number() -> None:
    for seed in range(60):
        dice = random.Random(f"mixture-{seed}")
        figures = make_figures(seed, dice.choice((3, 60, 900)))
        cells = plain(make_lines(figures))
        for i in dice.sample(range(1, len(cells)), 8):
            cells[i] = cells[i][1:] if dice.random() < 0.5 else cells[i][:2]
        report = parse(text_page(FLAT[dice.choice("ABDEI")](cells)).encode())
        for one in report.cells:
            if one.value is not None:
                assert one.value == figures[one.indicator], (seed, one.indicator)


def test_a_line_of_thousands_of_words_takes_no_time() -> None:
    lines = text_page(FLAT["spaces"](plain(make_lines(make_figures(40)))))
    start = time.process_time()
    parse((lines + "收到申请数 件 3 " * 3_000).encode())
    assert time.process_time() - start < HOSTILE


@pytest.mark.parametrize("separators", ["A", "E"])
def test_a_run_of_thousands_of_digits_is_no_number(separators: str) -> None:
    figures = make_figures(41) | {"annex_replies_refused": "7" * 5_000}
    report = parse(text_page(FLAT[separators](plain(make_lines(figures)))).encode())
    assert cell(report, "annex_replies_refused").value is None


def test_a_separator_of_groups_between_the_cells_of_a_list_is_no_word() -> None:
    """U+001D and its like are white space to some functions and none to others."""
    figures = make_figures(31, 900)
    text = FLAT["A"](plain(make_lines(figures))).replace("\n\n", "\n\x1d\n\n", 30)
    for one in parse(text_page(text).encode()).cells:
        assert one.value in (None, figures.get(one.indicator))


def test_thousands_of_strange_cells_between_two_labels_are_no_rows_of_the_list() -> None:
    lines = make_lines(make_figures(31, 900))
    strange = [Line(f"{n}.某项工作数", "件", str(n), None) for n in range(300)]
    report = read([*lines[:5], *strange, *lines[5:]], None)
    figures = make_figures(31, 900)
    assert all(one.value in (None, figures.get(one.indicator)) for one in report.cells)


def test_a_number_set_in_before_another_makes_neither_of_them_the_rows() -> None:
    """The row is longer than its header: nothing says which number stands under 统计数."""
    figures = make_figures(31, 900)
    cells = plain(make_lines(figures))
    longer = [[*row[:-1], "7", row[-1]] if row[0] == WECHAT else row for row in cells]
    report = parse(page(table_html(longer)).encode())
    assert cell(report, "annex_disclosed_wechat").status is Status.UNREADABLE
    assert all(one.value in (None, figures.get(one.indicator)) for one in report.cells)


def test_the_next_rows_number_behind_a_value_makes_none_of_it() -> None:
    """Two numbered rows on one line, nothing between the value of the first and the number of the second."""
    figures = make_figures(31, 900)
    lines = FLAT["tabs"](numbered(make_lines(figures))).split("\n")
    for at in range(1, len(lines) - 1):
        joined = [*lines[:at], lines[at] + lines[at + 1], *lines[at + 2 :]]
        report = parse(text_page("\n".join(joined)).encode())
        assert all(one.value in (None, figures.get(one.indicator)) for one in report.cells), lines[at]
