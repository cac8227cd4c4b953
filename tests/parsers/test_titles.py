"""Which line names an annual report, of which body, for which year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.titles import MAX_TITLE, is_near_miss, read_title, squeeze, to_year

BODY = "清河县统计局"
TITLES = [
    ("清河县统计局2022年政府信息公开工作年度报告", BODY, 2022),
    ("清河县统计局2022年政府信息公开年度报告", BODY, 2022),
    ("清河县统计局2024年度政府信息公开工作年度报告", BODY, 2024),
    ("清河县统计局2022年度政府信息公开年度工作报告", BODY, 2022),
    ("清河县统计局2021年信息公开工作年度报告", BODY, 2021),
    ("清河县统计局政府信息公开工作2022年度情况的报告", BODY, 2022),
    ("2022年清河县统计局政府信息公开工作年度报告", BODY, 2022),
    ("清河县统计局政府信息公开工作年度报告（2022年）", BODY, 2022),
    ("清河县统计局二〇二二年政府信息公开工作年度报告", BODY, 2022),
    ("清河县统计局２０２２年政府信息公开工作年度报告", BODY, 2022),
    ("清河县统计局 2022 年 政府信息公开 工作年度报告", BODY, 2022),
    ("清河县统计局2022年政府信息公开年报", BODY, 2022),
    ("关于清河县统计局2022年政府信息公开工作年度报告", BODY, 2022),
    ("政府信息公开工作年度报告", None, None),
    ("2022年政府信息公开工作年度报告", None, 2022),
    ("我局2022年政府信息公开工作年度报告", "我局", 2022),
]
NEAR_MISSES = [
    "清河县人民政府网站2022年工作年度报表",
    "清河县统计局2022年法治政府建设年度报告",
    "关于做好2022年政府信息公开工作年度报告编制工作的通知",
    "清河县2022年政府信息公开工作年度报告公布情况",
    "一图读懂清河县2022年政府信息公开工作年度报告",
    "清河县统计局政府信息公开指南",
    "清河县统计局2022年预决算公开",
    "2022年政务公开工作要点",
]
NO_TITLES = [
    "",
    "一、总体情况",
    "政府信息公开",
    "清河县统计局2022年工作总结",
    "首页 > 政府信息公开",
    "本报告是清河县统计局编制的。",
]


@pytest.mark.parametrize(("line", "organization", "year"), TITLES)
def test_a_title_names_its_body_and_year(line: str, organization: str | None, year: int | None) -> None:
    title = read_title(line)
    assert title is not None
    assert (title.organization, title.year) == (organization, year)


@pytest.mark.parametrize("line", NEAR_MISSES)
def test_another_yearly_paper_is_no_title(line: str) -> None:
    assert is_near_miss(line)
    assert read_title(line) is None


@pytest.mark.parametrize("line", NO_TITLES)
def test_other_lines_are_no_titles(line: str) -> None:
    assert read_title(line) is None


@pytest.mark.parametrize("line", [line for line, _, _ in TITLES])
def test_a_true_title_is_no_near_miss(line: str) -> None:
    assert not is_near_miss(line)


def test_doubled_digits_never_end_up_in_the_name() -> None:
    title = read_title("清河县统计局202020年政府信息公开工作年度报告")
    assert title is not None
    assert title.organization == BODY
    assert title.year in (None, 2020)


def test_two_years_in_one_title_name_none() -> None:
    title = read_title("清河县统计局2021年2022年政府信息公开工作年度报告")
    assert title is not None
    assert title.year is None


def test_a_sentence_is_longer_than_any_title() -> None:
    line = "清河县统计局" * 13 + "2022年政府信息公开工作年度报告"
    assert len(line) > MAX_TITLE
    assert read_title(line) is None
    assert read_title("报" * 1000) is None


@pytest.mark.parametrize(
    ("digits", "year"),
    [
        ("2022", 2022),
        ("二〇二二", 2022),
        ("二○一九", 2019),
        ("2008", 2008),
        ("2007", None),
        ("2100", None),
        ("二十", None),
        ("", None),
    ],
)
def test_years_in_either_script(digits: str, year: int | None) -> None:
    assert to_year(digits) == year


@given(st.text(max_size=200))
def test_no_line_breaks_the_rules(line: str) -> None:
    title = read_title(line)
    assert title is None or (len(title.text) <= MAX_TITLE and "信息" in title.text)


@given(st.integers(2008, 2099), st.sampled_from(["", " ", "\u3000", "\u200b"]))
def test_white_space_never_changes_a_title(year: int, space: str) -> None:
    line = f"清河县统计局{year}年政府信息公开工作年度报告"
    spaced = space.join(line)
    assert squeeze(spaced) == line
    assert read_title(spaced) == read_title(line)


def test_a_long_number_before_a_title_is_read_in_no_time() -> None:
    """It took minutes: each way of cutting the digits was tried."""
    title = read_title("1" * 60 + "某镇政府信息公开工作年度报告2023年")
    assert title is not None
    assert title.year == 2023
