from __future__ import annotations

import pytest

from scraper.columns import is_list_address, is_report_column
from scraper.discover import pick_columns, pick_reports
from scraper.judging import is_report_page
from scraper.navigation import Choice
from scraper.sites import Link, ListPage, ListText

BASE = "http://www.xx.gov.cn/zfxxgknb/"


def picked(title: str, path: str, *, is_column: bool = True) -> str | None:
    page = ListPage((Link(BASE + path, title),), (), "trs")
    found = pick_reports(page, url=BASE, is_column=is_column)
    return found[0].kind if found else None


@pytest.mark.parametrize(
    ("title", "path", "kind"),
    [
        ("某县某局2023年政府信息公开工作年度报告", "t20240129_1.html", "report"),
        ("某镇人民政府二〇二三年政府信息公开年度报告", "art_1_2.html", "report"),
        ("2023年年报", "t20240129_1.html", "report"),
        ("某局2023年度报告", "c.shtml", "report"),
        ("2022年某街道年度工作报告", "c.shtml", "report"),
        ("2023年", "2023/", "list"),
        ("2023年度", "c108371/index.html", "list"),
        ("各乡镇", "xz/", "list"),
        ("街道办事处", "jd/index.html", "list"),
        ("县直部门信息公开年报", "bm/", "list"),
        ("2023年政府信息公开年报", "2023/", "list"),
        ("2023年度政府网站工作年度报表", "t20240129_1.html", None),
        ("某局2023年法治政府建设年度报告", "t20240129_1.html", None),
        ("关于做好2023年政府信息公开工作年度报告编制工作的通知", "t20240129_1.html", None),
        ("2023年政府信息公开工作年度报告公布情况", "t20240129_1.html", "register"),
        ("某县2023年政府信息公开年报情况统计表", "t20240129_1.html", "register"),
        ("图解：2023年政府信息公开工作年度报告", "t20240129_1.html", None),
        ("政府信息公开指南", "zn/", None),
        ("部门动态", "dt/", None),
        ("首页", "/", None),
        ("2", "index_1.html", None),
        ("", "t20240129_1.html", None),
    ],
)
def test_what_a_column_of_annual_reports_leads_to(title: str, path: str, kind: str | None) -> None:
    assert picked(title, path) == kind


@pytest.mark.parametrize(
    ("title", "path", "kind"),
    [
        ("某县某局2023年政府信息公开工作年度报告", "t20240129_1.html", "report"),
        ("2023年年报", "t20240129_1.html", None),
        ("2023年", "2023/", None),
        ("各乡镇", "xz/", None),
        ("政府信息公开年报", "t20240129_1.html", None),
        ("2023年政府信息公开年报", "2023/", "list"),
    ],
)
def test_elsewhere_only_a_whole_title_counts(title: str, path: str, kind: str | None) -> None:
    assert picked(title, path, is_column=False) == kind


def test_a_page_does_not_lead_to_itself() -> None:
    page = ListPage((Link(BASE, "2023年"),), (), "trs")
    assert pick_reports(page, url=BASE, is_column=True) == []


@pytest.mark.parametrize(
    ("title", "path", "kind"),
    [
        ("政府信息公开年报", "/zwgk/nb/", "list"),
        ("政府信息公开工作年度报告", "/c123/list.shtml", "list"),
        ("更多", "/zwgk/zfxxgknb/", "list"),
        ("政务公开", "/zwgk/", "portal"),
        ("政府信息公开", "/xxgk/", "portal"),
        ("某县2023年政府信息公开工作年度报告", "/art/2024/1/29/art_1_2.html", "report"),
        ("网站年报", "/wznb/", None),
        ("政府网站工作年度报表", "/zfxxgknb/", None),
        ("政府信息公开指南", "/zn/", None),
        ("领导之窗", "/ld/", None),
    ],
)
def test_what_a_portal_leads_to(title: str, path: str, kind: str | None) -> None:
    found = pick_columns([Choice("http://www.xx.gov.cn" + path, title, 0)])
    assert [one.kind for one in found] == ([kind] if kind else [])


@pytest.mark.parametrize("title", ["教育局政府信息公开年报", "2023年政府信息公开年报", "部门"])
def test_what_a_family_knows_for_a_column_is_one_whatever_it_is_called(title: str) -> None:
    link = Link("http://www.xx.gov.cn/public/column/7?type=3", title)
    page = ListPage((link,), (), "lonsun", columns=(link,))
    found = pick_reports(page, url=BASE, is_column=True)
    assert [(one.url, one.kind) for one in found] == [(link.url, "list")]


@pytest.mark.parametrize(
    ("title", "url", "is_column"),
    [
        ("政府信息公开年报", "http://a.example/1/", True),
        ("政府信息公开工作年度报告 - 某县", "http://a.example/1/", True),
        ("某县", "http://a.example/zfxxgk/zfxxgknb/", True),
        ("信息公开指南", "http://a.example/1/", False),
        ("网站年报", "http://a.example/zfxxgknb/", False),
        ("通知公告", "http://a.example/tzgg/", False),
    ],
)
def test_which_columns_are_of_annual_reports(title: str, url: str, is_column: bool) -> None:
    assert is_report_column(title, url) is is_column


@pytest.mark.parametrize(
    ("path", "is_list"),
    [("", True), ("index.html", True), ("index_2.html", True), ("list.shtml", True),
     ("common_list.shtml", True), ("zwdt", True), ("t20210129_1.html", False), ("art_1_2.html", False),
     ("c00_31943619.shtml", False), ("page_1.html", True), ("page.htm", False),
     ("content_6946880.htm", False), ("1.html", False)],
)  # fmt: skip
def test_which_addresses_look_like_lists(path: str, is_list: bool) -> None:
    assert is_list_address(BASE + path) is is_list


@pytest.mark.parametrize(
    ("title", "is_report"),
    [
        ("某局2022年政府信息公开工作年度报告", True),
        ("政府信息公开年报", False),
        ("2022年法治政府建设年度报告", False),
        ("", False),
    ],
)
def test_a_page_is_a_report_by_its_own_article_title(title: str, is_report: bool) -> None:
    page = ListText(BASE, f'<meta name="ArticleTitle" content="{title}">')
    assert is_report_page(page) is is_report


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("2023年", "/nb/2023/", "list"),
        ("2021年信息公开", "/nb/2021/", "list"),
        ("往年年报", "/nb/old/", "list"),
        ("2023年", "/nb/202401/t20240101_1.html", "report"),
        ("2022年", "/nb/P02022.pdf", "report"),
        ("20240101", "/rl/?m=20240101", None),
        ("2023年法治政府建设", "/fz/2023/", None),
        ("2023年工作要点", "/nb/yd/", None),
    ],
)
def test_what_a_part_of_a_column_is_called(name: str, path: str, kind: str | None) -> None:
    page = ListPage((Link(f"http://a.example{path}", name),), (), "anchors")
    found = pick_reports(page, url="http://a.example/nb/", is_column=True)
    assert [one.kind for one in found] == ([kind] if kind else [])
