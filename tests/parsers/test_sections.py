"""Section headings by their wording, and the text between them."""

from __future__ import annotations

import pytest

from parsers.documents import Grid, Paragraph
from parsers.forms import load_forms
from parsers.sections import is_furniture, read_heading, split_sections, table_zone

VARIANTS = [
    ("二、行政机关主动公开政府信息情况", "proactive"),
    ("三、行政机关收到和处理政府信息公开申请情况", "requests"),
    ("三、依申请公开政府信息办理情况", "requests"),
    ("三、收到和处理政府信息公开申请", "requests"),
    ("三、收到和处理政府信息公开的申请情况", "requests"),
    ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "disputes"),
    ("一、主动公开政府信息情况", "proactive"),
    ("一、2021政府信息公开情况", "overview"),
    ("二、主动公开政府政府情况", "proactive"),
    ("二、主动公开信息情况", "proactive"),
    ("二、政府信息主动公开情况", "proactive"),
    ("一、工作概述", "overview"),
    ("五、政府信息公开工作存在的主要问题及改进情况", "problems"),
    ("五、存在的问题及改进措施", "problems"),
    ("六、其它需要报告的事项", "other"),
    ("　六、 其他需要报告的事项", "other"),
]
NO_HEADINGS = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果",
    "四、结转下年度继续办理",
    "（一）主动公开情况",
    "（三）不予公开",
    "1.其他需要报告的事项",
    "总体情况",
    "主动公开政府信息情况",
    "",
    "一、" + "总体情况" * 20,
]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_every_official_heading_opens_its_section(form_id: str) -> None:
    sections = load_forms()[form_id].sections
    assert [read_heading(title) for _, title in sections] == [name for name, _ in sections]
    assert len(sections) == 6


@pytest.mark.parametrize(("line", "section"), VARIANTS)
def test_other_wordings_open_the_same_section(line: str, section: str) -> None:
    assert read_heading(line) == section


@pytest.mark.parametrize("line", NO_HEADINGS)
def test_rows_and_sentences_open_none(line: str) -> None:
    assert read_heading(line) is None


def lines(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, f"text:line {number}") for number, text in enumerate(texts, 1)]


def test_a_section_begins_with_its_title_and_leaves_out_the_cells_of_tables() -> None:
    page = lines("标题", "一、总体情况", "甲", "", "乙", "二、主动公开政府信息情况", "规章", "0", "丙")
    overview, proactive = split_sections(page, {"text:line 7", "text:line 8"})
    assert (overview.section, overview.title, overview.text) == (
        "overview",
        "一、总体情况",
        "一、总体情况\n甲\n乙",
    )
    assert proactive.text == "二、主动公开政府信息情况\n丙"


def test_a_heading_that_comes_again_opens_nothing() -> None:
    page = lines("一、总体情况", "甲", "一、总体情况", "乙")
    assert [s.text for s in split_sections(page, ())] == ["一、总体情况\n甲\n一、总体情况\n乙"]


def test_page_furniture_ends_the_last_section_alone() -> None:
    first = split_sections(lines("一、总体情况", "扫一扫在手机打开", "甲"), ())
    assert first[0].text == "一、总体情况\n甲"
    last = split_sections(lines("六、其他需要报告的事项", "甲", "上一篇：某文", "乙"), ())
    assert last[0].text == "六、其他需要报告的事项\n甲"


@pytest.mark.parametrize(
    "text", ["【打印】", "上一篇：某文", "版权所有：某县", "冀ICP备00000000号", "扫一扫", "网站标识码：1"]
)
def test_furniture(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize("text", ["规章", "本单位无其他情况。", "打印费用由申请人承担", "编辑出版"])
def test_no_furniture(text: str) -> None:
    assert not is_furniture(text)


HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题及改进情况")


def zone_of(*blocks: str | None) -> range:
    """The zone of blocks, of which None is a table."""
    made = [Grid((), 0, 0, "") if text is None else Paragraph(text, "") for text in blocks]
    return table_zone(made, range(len(made)))


def test_tables_stand_between_the_headings_of_their_sections_and_the_later_ones() -> None:
    assert zone_of(None, *HEADINGS[:2], None, HEADINGS[2], None) == range(2, 4)
    assert zone_of(HEADINGS[1], None) == range(2)


def test_a_list_of_contents_is_no_zone_and_two_reports_have_none_in_common() -> None:
    assert zone_of(*HEADINGS, *HEADINGS[:2], None, HEADINGS[2], None) == range(4, 6)
    twice = (*HEADINGS[:2], None, HEADINGS[2])
    assert zone_of(*twice, *twice) == range(8)
    assert zone_of(*HEADINGS, None) == range(4)
