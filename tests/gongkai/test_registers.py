"""公布情况 pages in the shapes that sites give them."""

from __future__ import annotations

import pytest

from gongkai.registers import Register, Statement, is_register_title, read_register
from gongkai.samplesite.bodies import BODIES, COUNTIES, YEARS
from gongkai.samplesite.near_misses import near_misses

URL = "http://a.example/zwgk/202404/t20240402_1.html"
TITLE = "清河县2023年政府信息公开工作年度报告公布情况"


def read(body: str, title: str = TITLE) -> Register:
    found = read_register(f"<html><head><title>{title}</title></head><body>{body}</body></html>", URL)
    assert found is not None
    return found


def told(register: Register) -> dict[str, bool | None]:
    return {one.name: one.published for one in register.statements}


def table(*rows: tuple[str, ...], head: tuple[str, ...] = ("序号", "单位", "公布情况")) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *rows))
    return f'<table border="1">{lines}</table>'


WANTED = {"清河县教育局": True, "城关镇人民政府": False}

TABLES = {
    "as the sample site has it": table(("1", "清河县教育局", "已公布"), ("2", "城关镇人民政府", "未公布")),
    "columns in another order": table(
        ("已公布", "<a href='x.html'>查看</a>", "清河县教育局", "1"),
        ("未公布", "", "城关镇人民政府", "2"),
        head=("公布情况", "链接", "单位名称", "序号"),
    ),
    "marks": table(("1", "清河县教育局", "√"), ("2", "城关镇人民政府", "×")),
    "yes and no": table(("清河县教育局", "是"), ("城关镇人民政府", "否"), head=("责任单位", "是否按时公布")),
    "a column for each answer": table(
        ("清河县教育局", "√", ""),
        ("城关镇人民政府", "", "√"),
        head=("公开主体", "已公布", "未公布"),
    ),
    "a column of names for each answer": table(
        ("清河县教育局", "城关镇人民政府"), head=("已公布单位", "未公布单位")
    ),
    "lists in cells": table(
        ("已公布", "清河县教育局"), ("未公布", "城关镇人民政府"), head=("情况", "说明")
    ).replace("<tr><td>情况</td><td>说明</td></tr>", ""),
    "side by side": table(
        ("1", "清河县教育局", "已公布", "2", "城关镇人民政府", "未公布"),
        head=("序号", "单位", "公布情况", "序号", "单位", "公布情况"),
    ),
    "a title above the header": (
        '<table><tr><td colspan="3">公布情况统计表</td></tr>'
        "<tr><th>序号</th><th>单 位</th><th>公布<br>情况</th></tr>"
        '<tr><td colspan="3">一、政府部门（1个）</td></tr>'
        "<tr><td>1</td><td>清河县<br>教育局</td><td>已公布</td></tr>"
        '<tr><td colspan="3">二、乡镇（1个）</td></tr>'
        "<tr><td>2</td><td>城关镇人民政府</td><td>未公布</td></tr>"
        "<tr><td>合计</td><td>2</td><td></td></tr></table>"
    ),
    "merged cells": (
        "<table><tr><td>类别</td><td>单位</td><td>公布情况</td><td>备注</td></tr>"
        '<tr><td rowspan="2">全县</td><td>清河县教育局</td><td>已公布</td><td rowspan="2"></td></tr>'
        "<tr><td>城关镇人民政府</td><td>未公布</td></tr></table>"
    ),
    "no header": table(("2", "城关镇人民政府", "未公布"), head=("1", "清河县教育局", "已公布")),
    "a date for those that did": table(
        ("1", "清河县教育局", "2024-01-20"),
        ("2", "城关镇人民政府", "未公布"),
        head=("序号", "行政机关名称", "公布时间"),
    ),
    "a table within a layout": "<table><tr><td>{}</td></tr></table>".format(
        table(("1", "清河县教育局", "已公布"), ("2", "城关镇人民政府", "未公布"))
    ),
    "a header in two rows": (
        "<table><tr><td rowspan=2>序号</td><td rowspan=2>单位</td><td colspan=2>公布情况</td></tr>"
        "<tr><td>是</td><td>否</td></tr><tr><td>1</td><td>清河县教育局</td><td>√</td><td></td></tr>"
        "<tr><td>2</td><td>城关镇人民政府</td><td></td><td>√</td></tr></table>"
    ),
    "late is published": table(("1", "清河县教育局", "逾期公布"), ("2", "城关镇人民政府", "尚未公布")),
}


@pytest.mark.parametrize("body", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_by_what_its_headers_and_cells_say(body: str) -> None:
    assert told(read(body)) == WANTED


PROSE = {
    "counts and a name": (
        "<p>全县应公布2家，已公布1家，未公布1家：城关镇。</p>",
        {"城关镇": False},
    ),
    "both lists in one sentence": (
        "<p>应公布3家，已公布2家（教育局、统计局），未公布1家（城关镇）。</p>",
        {"教育局": True, "统计局": True, "城关镇": False},
    ),
    "only those that published, a link each": (
        "<p>以下单位已公布年度报告：</p><ul><li><a href='1.html'>清河县教育局</a></li>"
        "<li><a href='2.html'>清河县统计局</a></li></ul>",
        {"清河县教育局": True, "清河县统计局": True},
    ),
    "headings and lines": (
        "<p>一、已公布单位（2家）</p><p>教育局、统计局</p><p>二、未公布单位（1家）</p><p>城关镇</p>",
        {"教育局": True, "统计局": True, "城关镇": False},
    ),
    "a cell of names in lines": (
        "<p>应公布年度报告的单位名单：</p><p>教育局<br>统计局<br>城关镇</p>",
        {"教育局": None, "统计局": None, "城关镇": None},
    ),
    "answers in brackets": (
        "<p>应公布的单位共2家：</p><p>1.教育局（已公布）</p><p>2.城关镇（未公布）</p>",
        {"教育局": True, "城关镇": False},
    ),
    "answers behind a colon": (
        "<p>各单位公布情况如下：</p><p>教育局：已公布</p><p>城关镇：未公布</p>",
        {"教育局": True, "城关镇": False},
    ),
    "titles of reports that lead to them": (
        "<p>已公布的年度报告名单如下：</p><p><a href='1.html'>城关镇2023年政府信息公开工作年度报告</a></p>",
        {"城关镇": True},
    ),
    "counts in words": ("<p>应公布三十家，已公布二十九家，未公布一家：城关镇。</p>", {"城关镇": False}),
    "a list with blanks between": (
        "<p>未公布的单位：</p><p>教育局&nbsp;&nbsp;城关镇　东坝镇</p>",
        {"教育局": False, "城关镇": False, "东坝镇": False},
    ),
}


@pytest.mark.parametrize(("body", "wanted"), PROSE.values(), ids=PROSE.keys())
def test_prose_is_read_by_the_words_before_the_names(body: str, wanted: dict[str, bool | None]) -> None:
    assert told(read(body)) == wanted


def test_menus_and_what_stands_below_the_page_are_no_statements() -> None:
    page = (
        "<div class='nav'><ul><li><a href='/a/'>公安局</a></li></ul></div>"
        "<ul><li><a href='/b/'>民政局</a></li></ul>"
        "<p>以下单位未公布：</p><p>教育局</p><p>扫一扫在手机打开当前页</p><p><a href='/c/'>财政局</a></p>"
    )
    assert told(read(page)) == {"教育局": False}


def test_a_list_ends_with_its_table() -> None:
    page = f"<p>应公布的单位名单如下：</p>{TABLES['marks']}<p><a href='/c/'>财政局</a></p>"
    assert told(read(page)) == WANTED


def test_a_table_that_counts_those_of_areas_says_nothing_of_a_body() -> None:
    rows = table(("溪云县", "85", "84"), head=("县区", "应公布数", "已公布数"))
    assert read_register(f"<title>{TITLE}</title>{rows}", URL) is None


def test_an_address_that_is_printed_is_a_link() -> None:
    found = read(table(("教育局", "http://b.example/1.html"), head=("单位", "公布网址")))
    assert found.statements == (Statement("教育局", True, "http://b.example/1.html"),)


def test_links_of_a_table_are_kept_with_their_body() -> None:
    rows = (("1", "教育局", "<a href='../nb/1.html'>查看</a>"), ("2", "<a href='/2.html'>统计局</a>", ""))
    found = read(table(*rows, head=("序号", "单位", "链接")))
    assert found.statements == (
        Statement("教育局", True, "http://a.example/zwgk/nb/1.html"),
        Statement("统计局", True, "http://a.example/2.html"),
    )


def test_a_cell_with_several_names_states_the_same_of_each() -> None:
    found = read(table(("1", "城关镇、东坝镇<br>石桥镇", "已公布")))
    assert told(found) == {"城关镇": True, "东坝镇": True, "石桥镇": True}


def test_bodies_that_need_not_publish_are_not_expected() -> None:
    assert told(read(table(("1", "教育局", "已公布"), ("2", "信访局", "无需公布")))) == {"教育局": True}


def test_a_status_that_is_not_certain_says_nothing() -> None:
    assert told(read(table(("1", "教育局", "未按时公布"), ("2", "统计局", "")))) == {
        "教育局": None,
        "统计局": None,
    }


def test_two_columns_that_contradict_each_other_say_nothing() -> None:
    rows = table(("教育局", "是", "未公布"), head=("单位", "是否公布", "公布情况"))
    assert told(read(rows)) == {"教育局": None}


def test_two_statements_that_contradict_each_other_say_nothing() -> None:
    assert told(read(table(("1", "教育局", "已公布"), ("2", "教育局", "未公布")))) == {"教育局": None}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("应公布85家，已公布84家，未公布2家：教育局、统计局。", "85 is not 84 + 2"),
        ("应公布85家，已公布83家，未公布2家：教育局。", "missing: 2 counted, 1 named"),
        ("应公布85家，已公布84家，未公布1家：教育局。", None),
        (f"应公布3家，名单如下。{table(('1', '教育局', '已公布'))}", "expected: 3 counted, 1 named"),
        (f"应公布三家，名单如下。{table(('1', '教育局', '已公布'))}", "expected: 3 counted, 1 named"),
        (f"以下46家单位已按时公布：{table(('1', '教育局', '已公布'))}", "published: 46 counted, 1 named"),
        (f"应公布1家，名单如下。{table(('1', '教育局', '已公布'))}", None),
    ],
)
def test_the_counts_of_a_page_are_compared_with_its_names(body: str, problem: str | None) -> None:
    found = read(f"<p>{body}</p>" if "<table" not in body else body)
    assert found.problem == problem
    assert found.doubt == ("register_counts_differ" if problem else None)


def test_only_a_page_that_names_all_is_whole() -> None:
    assert read("<p>应公布3家，名单如下。</p>" + table(*[(str(n), f"{n}镇", "") for n in "甲乙丙"])).is_whole
    assert not read("<p>应公布85家，已公布84家，未公布1家：教育局。</p>").is_whole
    assert not read("<p>未公布的单位：教育局。</p>").is_whole
    assert not read(table(("1", "教育局", "已公布"))).is_whole  # maybe of those that published alone


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("关于2023年度政府信息公开工作年度报告公布情况的通报", 2023),
        ("二〇二三年政府信息公开年报发布情况", 2023),
        ("清河县各单位2023年政府信息公开工作年度报告名单", 2023),
    ],
)
def test_the_year_is_that_of_the_reports(title: str, year: int) -> None:
    found = read("<p>2024年1月31日</p>" + TABLES["marks"], title=title)
    assert found.year == year


def test_a_page_without_a_year_or_without_names_is_no_register() -> None:
    page = "<title>政府信息公开工作年度报告公布情况</title>" + TABLES["marks"]
    assert read_register(page, URL) is None
    assert read_register(f"<title>{TITLE}</title><p>各单位：请及时公布。</p>", URL) is None
    assert (
        read_register(f"<title>{TITLE}</title><table><tr><td>人口</td><td>12</td></tr></table>", URL) is None
    )


def test_reports_themselves_are_not_titled_like_registers() -> None:
    assert not is_register_title("清河县2023年政府信息公开工作年度报告")
    assert not is_register_title("关于做好2023年政府信息公开工作年度报告编制工作的通知")


@pytest.mark.parametrize("county", COUNTIES, ids=lambda county: county.code)
def test_the_sample_site_s_pages_name_every_body_of_their_county(county: object) -> None:
    pages = [miss for miss in near_misses(county) if miss.title.endswith("公布情况")]  # type: ignore[arg-type]
    for year, miss in zip(YEARS, pages, strict=True):
        found = read_register(miss.html, URL, miss.title)
        assert found is not None
        assert (found.year, found.is_whole, found.doubt) == (year, True, None)
        there = [body for body in BODIES if body.county == county and body.reports_on(year)]
        names = {body.name_in(year) for body in there}
        missing = {"鹭洲县苇湾镇人民政府"} & names if year == 2022 else set()
        assert told(found) == {name: name not in missing for name in names}


def test_a_hostile_page_is_read_in_bounded_work() -> None:
    rows = "<tr>" + "<td rowspan='99999' colspan='99999'>教育局</td>" * 200 + "</tr>"
    page = f"<title>{TITLE}</title><table>{rows * 50}</table>"
    assert read_register(page, URL) is None
