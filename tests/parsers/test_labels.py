"""What a cell's words name, and what must never be taken for a label."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms import Column, load_forms
from parsers.labels import NOTHING, RowRef, match_label, normalise, without_gloss

ROWS = [
    (row.label, RowRef(block.table, row.id))
    for form in load_forms().values()
    for block in form.blocks
    for row in block.rows
]
COLUMNS = [column for form in load_forms().values() for block in form.blocks for column in block.columns]


@pytest.mark.parametrize(("label", "row"), ROWS, ids=[f"{ref.row}-{n}" for n, (_, ref) in enumerate(ROWS)])
def test_every_official_label_names_its_row(label: str, row: RowRef) -> None:
    match = match_label(label)
    assert (match.row, match.score) == (row, 1.0)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_every_official_header_names_its_column(column: Column) -> None:
    assert column.label in match_label(column.label).columns


@pytest.mark.parametrize(("label", "row"), ROWS)
def test_width_and_spaces_change_no_label(label: str, row: RowRef) -> None:
    for variant in (
        label.replace("（", "(").replace("）", ")"),
        f" {label}　",
        label.replace("（", " （ "),
        f"{label}：",
        f"{label} |",
    ):
        assert match_label(variant).row == row, variant


VARIANTS = [
    ("规章（由设区的市填写）", "regulations"),
    ("行政规范性文件（含本级政府制发的）", "normative_documents"),
    ("规范性文件", "normative_documents"),
    ("行政许可：指依法准予从事特定活动", "licensing"),
    ("其他对外管理服务事项（除行政许可、行政处罚、行政强制外的）", "other_services"),
    ("二、上年结转政府信息公开数量", "carried_in"),
    ("2.其他法律行政止公开", "refused_other_law"),
    ("2、其他法律行政法规禁止公开", "refused_other_law"),
    ("5.属于三类内容事务信息", "refused_internal_affairs"),
    ("（二）部分公开（区分处理的，只计这一情况，不计其他情形）", "granted_in_part"),
    ("1、属于国家秘密", "refused_state_secret"),
    ("3.危及三安全一稳定", "refused_security_stability"),
    ('3.危及"三安全一稳定"', "refused_security_stability"),
    ("3.危及「三安全一稳定」", "refused_security_stability"),
    ("（七）合计", "handled_total"),
    ("(七) 总计", "handled_total"),
    ("3.其他", "other_remainder"),
    ("1.申请人无正当理由逾期不补正", "other_no_correction"),
]


@pytest.mark.parametrize(("label", "row"), VARIANTS)
def test_wordings_met_on_filed_reports(label: str, row: str) -> None:
    match = match_label(label)
    assert match.row is not None
    assert match.row.row == row


NO_ROWS = [
    "",
    "0",
    "12",
    "其他",
    "总计",
    "合计",
    "信息内容",
    "申请人情况",
    "法人或其他组织",
    "第二十条第（一）项",
    "（三）不予公开",
    "（四）无法提供",
    "（五）不予处理",
    "三、本年度办理结果",
    "其他主动公开文件",
    "行政裁决",
    "行政确认",
    "行政奖励",
    "部门规章制度建设情况",
    "二、主动公开政府信息情况",
    "属于",
    "本机关",
    "9.属于其他情形",
    "行政" * 120,
]


@pytest.mark.parametrize("text", NO_ROWS)
def test_what_names_no_row(text: str) -> None:
    assert match_label(text).row is None


@pytest.mark.parametrize(
    "text",
    [
        "行政事业性收费 58",
        "行政事业性收费58",
        "政府集中采购12",
        "1.本机关不掌握相关政府信息 3",
        "5.要求行政机关确认或重新出具已获取信息0000000",
        "4.无正当理由大量反复申请 0 0 0 0 0 0 0",
    ],
)
def test_a_label_with_a_number_run_into_it_is_no_label_alone(text: str) -> None:
    assert match_label(text).row is None


@pytest.mark.parametrize("numbers", [("1.", "2."), ("3.", "5."), ("（一）", "（二）")])
def test_another_number_before_the_same_words_does_not_name_another_row(numbers: tuple[str, str]) -> None:
    first, second = numbers
    rows = [ref for label, ref in ROWS if label.startswith(first)]
    for label, ref in ROWS:
        if label.startswith(first) and ref.row not in ("other_remainder",):
            found = match_label(second + label.removeprefix(first)).row
            assert found in (None, ref), (label, found)
    assert rows


def test_a_short_label_is_never_matched_by_resemblance() -> None:
    assert match_label("行政许司").row is None
    assert match_label("行政处理").row is None


@given(st.sampled_from(ROWS), st.integers(0, 40))
def test_a_label_without_one_character_names_its_row_or_none(entry: tuple[str, RowRef], at: int) -> None:
    label, row = entry
    found = match_label(label[:at] + label[at + 1 :]).row
    allowed = {None, row}
    if row.row in ("other_remainder", "other"):  # （六）其他处理 and 3.其他 are two characters from others
        allowed |= {RowRef("requests", "other"), RowRef("requests", "other_remainder")}
    assert found in allowed


@given(st.text(max_size=30))
def test_any_text_is_matched_or_left_alone(text: str) -> None:
    match = match_label(text)
    assert match is NOTHING or match.words
    assert 0.0 <= match.score <= 1.0


@given(st.integers(0, 10**6))
def test_a_number_names_nothing(number: int) -> None:
    assert match_label(str(number)) is NOTHING


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("１、 属于国家 秘密：", "1.属于国家秘密"),
        ("（三） 不予公开", "(三)不予公开"),
        ("(三)、不予公开", "(三)不予公开"),
        ("三.本年度办理结果", "三、本年度办理结果"),
        ("1，属于", "1.属于"),
        ("规章 |", "规章"),
    ],
)
def test_the_form_in_which_labels_are_compared(text: str, key: str) -> None:
    assert normalise(text) == key


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_a_gloss_adds_no_words() -> None:
    key = normalise("其他对外管理服务事项（除行政许可、行政处罚、行政强制外的）")
    assert without_gloss(key) == "其他对外管理服务事项"


def test_every_official_label_differs_from_its_neighbour() -> None:
    for (label, row), (other, following) in pairwise(ROWS):
        assert label != other or row == following or row.table != following.table


def test_a_damaged_label_with_the_number_of_another_row_names_none() -> None:
    assert match_label("一、本年新收政府信息公申请数量").row == RowRef("requests", "received")
    assert match_label("二、本年新收政府信息公申请数量").row is None
