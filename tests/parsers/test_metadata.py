"""Who reports, for which year, and when: what is printed comes first, an address never counts."""

from __future__ import annotations

import pytest
from papers import codes_of, flatten, make_figures, make_tables, page_html, read_page, read_text_page

from parsers import parse
from parsers.report import Code, Report

FIGURES = make_figures("2021")
TABLES = make_tables("2021", FIGURES)


def read(title: str, *, head: str = "", above: str = "", below: str = "", overview: str = "") -> Report:
    parts = {**TABLES, "overview": f"<p>{overview or '略。'}</p>"}
    page = page_html("2021", parts, title=title, head=head)
    page = page.replace("<h1>", f"{above}<h1>", 1).replace("</body>", f"{below}</body>")
    return parse(page.encode(), url="http://example.test/2014/t20140101_1.html")


TITLE = "清河县统计局2022年政府信息公开工作年度报告"
PERIOD = "统计期限自2022年1月1日至2022年12月31日止。"


def test_the_title_names_body_and_year() -> None:
    report = read(TITLE)
    assert (report.organization, report.year, report.title) == ("清河县统计局", 2022, TITLE)
    assert report.findings == ()


@pytest.mark.parametrize(
    "title",
    [
        "清河县统计局<br>2022年政府信息公开工作年度报告",
        "清河县统计局</h1><h1>2022年政府信息公开工作</h1><h1>年度报告",
    ],
)
def test_a_title_over_several_lines_is_one(title: str) -> None:
    report = read(title)
    assert (report.organization, report.year) == ("清河县统计局", 2022)


def test_a_title_printed_twice_is_one() -> None:
    report = read(f"{TITLE}</h1><p>{TITLE}</p><h1>")
    assert (report.organization, report.year, report.title) == ("清河县统计局", 2022, TITLE)


def test_a_title_of_another_report_in_a_menu_is_not_ours() -> None:
    menu = "<ul><li><a href=a>白石县财政局2019年政府信息公开工作年度报告</a></li></ul>"
    report = read(TITLE, above=menu, below=menu)
    assert (report.organization, report.year) == ("清河县统计局", 2022)


def test_the_meta_tag_stands_in_where_no_title_is_printed() -> None:
    head = f'<title>{TITLE}_清河县人民政府门户网站</title><meta name="ArticleTitle" content="{TITLE}">'
    report = read("公开年报", head=head)
    assert (report.organization, report.year) == ("清河县统计局", 2022)


def test_the_printed_title_outweighs_the_meta_tag() -> None:
    head = '<meta name="ArticleTitle" content="白石县财政局2019年政府信息公开工作年度报告">'
    report = read(TITLE, head=head)
    assert (report.organization, report.year) == ("清河县统计局", 2022)


def test_the_period_names_the_year_where_the_title_does_not() -> None:
    report = read("清河县统计局政府信息公开工作年度报告", overview=PERIOD)
    assert (report.year, codes_of(report)) == (2022, set())


@pytest.mark.parametrize(
    "period",
    [
        "2022年1月1日至12月31日",
        "2022年1月1日起至2022年12月31日",
        "2022年1月1日—12月31日",
        "２０２２年１月１日到１２月３１日",
    ],
)
def test_the_ways_to_write_a_period(period: str) -> None:
    assert read("清河县统计局政府信息公开工作年度报告", overview=f"统计期限为{period}。").year == 2022


def test_a_title_and_a_period_that_disagree_are_told() -> None:
    report = read(TITLE, overview="统计期限自2021年1月1日至2021年12月31日止。")
    (finding,) = report.findings
    assert finding.code is Code.YEAR_CONFLICT
    assert "2022" in finding.message_en
    assert "2021" in finding.message_en
    assert report.year == 2022


def test_the_date_of_publication_decides_between_them() -> None:
    above = "<p>发布日期：2022-01-28</p>"
    report = read(TITLE, above=above, overview="统计期限自2021年1月1日至2021年12月31日止。")
    assert (report.year, codes_of(report)) == (2021, {Code.YEAR_CONFLICT})


def test_no_year_is_taken_from_an_address_or_from_a_date() -> None:
    report = read("清河县统计局政府信息公开工作年度报告", above="<p>发布日期：2023-01-28</p>")
    assert (report.year, codes_of(report)) == (None, {Code.YEAR_UNCLEAR})


@pytest.mark.parametrize(
    "title",
    [
        "2022年政府信息公开工作年度报告",
        "我局2022年政府信息公开工作年度报告",
        "本单位2022年政府信息公开年度报告",
    ],
)
def test_a_title_without_a_name_makes_no_name(title: str) -> None:
    report = read(title)
    assert (report.organization, codes_of(report)) == (None, {Code.ORGANIZATION_UNCLEAR})


def test_the_signature_stands_in_for_the_name_and_that_is_told() -> None:
    report = read("2022年政府信息公开工作年度报告", below="<p>清河县统计局</p><p>2023年1月20日</p>")
    assert report.organization == "清河县统计局"
    assert report.signed_on == "2023-01-20"
    assert codes_of(report) == {Code.ORGANIZATION_UNCLEAR}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2023年1月20日", "2023-01-20"),
        ("二〇二三年一月二十日", "2023-01-20"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("2023年2月30日", None),
    ],
)
def test_the_date_under_the_text(line: str, day: str | None) -> None:
    assert read(TITLE, below=f"<p>清河县统计局</p><p>{line}</p>").signed_on == day


@pytest.mark.parametrize(
    "above",
    [
        "<table><tr><td>索 引 号：<td>000014349/2023-00001<td>发布机构<td>清河县统计局"
        "<tr><td>发布日期<td>2023年01月28日</table>",
        "<p>索引号：000014349/2023-00001　发布机构：清河县统计局　发布日期：2023-01-28 10:20</p>",
        "<p>索引号: 000014349/2023-00001</p><p>信息来源：清河县统计局</p><p>发布时间：2023/1/28</p>",
    ],
    ids=["table", "one line", "three lines"],
)
def test_the_index_card(above: str) -> None:
    report = read(TITLE, above=above)
    assert report.index_number == "000014349/2023-00001"
    assert (report.issuer, report.published_on) == ("清河县统计局", "2023-01-28")


def test_the_meta_tags_of_government_sites() -> None:
    head = "".join(
        f'<meta name="{name}" content="{content}">'
        for name, content in [
            ("SiteName", "清河县人民政府"),
            ("SiteIDCode", "1300000000"),
            ("PubDate", "2023-01-28 09:00"),
            ("ContentSource", "县统计局"),
        ]
    )
    report = read(TITLE, head=head)
    assert (report.site_name, report.site_code) == ("清河县人民政府", "1300000000")
    assert (report.published_on, report.issuer) == ("2023-01-28", "县统计局")


@pytest.mark.parametrize(
    ("above", "steps"),
    [
        (
            "<p>您当前的位置：<a href=/>首页</a> &gt; <a href=/tj/>统计局</a> &gt; 年报</p>",
            ("统计局", "年报"),
        ),
        ("<div>首 页 >> 统 计 局 >> 年报</div>", ("统计局", "年报")),
        ("<p>当前位置:网站首页»政务公开»统计局</p>", ("政务公开", "统计局")),
        ("<p>首页 | 政务公开 | 统计局</p>", ()),  # a menu
        ("<p>返回首页</p>", ()),
        (f"<p>首页 &gt; {'长' * 300}</p>", ()),
    ],
)
def test_the_steps_that_lead_to_a_page(above: str, steps: tuple[str, ...]) -> None:
    assert read(TITLE, above=above).trail == steps


def test_an_empty_date_is_none() -> None:
    assert read(TITLE, above="<p>发布日期：</p>").published_on is None


def test_html_and_text_name_the_same_body_and_year() -> None:
    page, text = read_page("2021", TABLES), read_text_page("2021", flatten(TABLES, "A"))
    assert (page.organization, page.year, page.title) == (text.organization, text.year, text.title)
