from __future__ import annotations

import pytest

from scraper.columns import is_article_address, is_bare_column, is_register, is_report_column, slug_of

HOST = "http://www.xx.gov.cn"


@pytest.mark.parametrize(
    "name",
    [
        "政府信息公开年报",
        "政府信息公开工作年度报告",
        "信息公开年报",
        "公开年报 政府信息公开",
        "政府信息年度公开",
        "县直部门信息公开年报",
        "某县教育局政府信息公开工作年度报告",
        "县审计局政府信息公开年报",
        "2023年政府信息公开年报",
        "【政府信息公开年报】更多>>",
        "Government Information Disclosure Annual Reports",
        "Annual Report on Open Government Information",
    ],
)
def test_a_column_is_known_by_its_name(name: str) -> None:
    assert is_report_column(name, f"{HOST}/c/1/")


@pytest.mark.parametrize(
    "path",
    [
        "/zwgk/zfxxgknb/",
        "/xxgknb/index.html",
        "/a/gknb/list.shtml",
        "/gkndbg/",
        "/zfxxgkgznb/index.shtml",
        "/wzxxgknb/2025/../../wzxxgknb/",
        "/csrc/c100028/common_zfxxgknb.shtml",
        "/gkmlpt/annualreport",
        "/ZWGK/ZFXXGKNB/INDEX.HTML",
        "/zwgk/gknb2017/",
        "/public/column/29601?type=3&action=list",
    ],
)
def test_a_column_is_known_by_its_address(path: str) -> None:
    assert is_report_column("更多", HOST + path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("网站年报", "/zfxxgknb/"),
        ("政府网站工作年度报表", "/a/"),
        ("法治政府建设年报", "/xxgknb/"),
        ("行政规范性文件年报", "/a/"),
        ("部门年度报告", "/a/"),
        ("财政预决算", "/zfxxgknb/"),
        ("企业信息公开年度报告", "/a/"),
        ("环境信息公开年报", "/a/"),
        ("政府信息公开指南", "/a/"),
        ("更多", "/wzgzndbb/"),
        ("更多", "/zfgzwzbb/"),
        ("更多", "/zfxxgknb/202401/t20240129_1.html"),
        ("更多", "/zwgk/"),
        ("我县召开政府信息公开年度报告编制会议", "/a/"),
        ("关于做好政府信息公开年度报告工作的函", "/a/"),
        ("Annual Report on the Economy", "/a/"),
        ("", "/a/"),
    ],
)
def test_what_only_looks_like_a_column_is_none(name: str, path: str) -> None:
    assert not is_report_column(name, HOST + path)


@pytest.mark.parametrize(
    ("name", "path", "is_bare"),
    [
        ("年报", "/a/", True),
        ("年度报告", "/a/", True),
        ("历年年报", "/a/", True),
        ("公开年报", "/a/", True),
        ("工作报表", "/a/", True),
        ("Annual Reports", "/a/", True),
        ("更多", "/zwgk/nb/", True),
        ("更多", "/zwgk/nb_2022n/", True),
        ("更多", "/ndbg.thtml?id=14198", True),
        ("部门年度报告", "/a/", False),
        ("统计年报", "/a/", False),
        ("政府年报", "/a/", True),
        ("法定年报", "/a/", True),
        ("年报", "/a/t20240129_1.html", False),
        ("新闻", "/a/", False),
    ],
)
def test_which_names_may_be_a_column_among_pages_of_disclosure(name: str, path: str, is_bare: bool) -> None:
    assert is_bare_column(name, HOST + path) is is_bare


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("2023年政府信息公开工作年度报告公布情况", True),
        ("某县2022年度政府信息公开年报发布情况", True),
        ("2023年政府信息公开年报情况统计表", True),
        ("2023年度政府信息公开工作年度报告编制发布情况一览表", True),
        ("2023年政府信息公开工作年度报告", False),
        ("某局2023年政府信息公开工作情况年度报告", False),
        ("某县统计局2023年政府信息公开工作年度报告", False),
        ("关于2023年政府信息公开年报发布情况的通知", False),
        ("2023年网站年报公布情况", False),
    ],
)
def test_a_register_says_whose_reports_are_published(title: str, is_one: bool) -> None:
    assert is_register(title) is is_one


@pytest.mark.parametrize(
    "path",
    [
        "/202401/t20240129_12.html",
        "/art/2021/1/29/art_1_2.html",
        "/art/2026/art_3bf3e487.html",
        "/hlj/c107858/202605/c00_31943619.shtml",
        "/a/content_6946880.htm",
        "/info/1475/44091.htm",
        "/zwgk/xxgknb/content/post_2147681.html",
        "/20231019/0123456789abcdef0123456789abcdef.html",
        "/f/P020210526215541444683.pdf",
    ],
)
def test_addresses_of_articles_are_no_columns(path: str) -> None:
    assert is_article_address(HOST + path)


@pytest.mark.parametrize(
    ("path", "slug"), [("/", ""), ("/a/index_2.html", "a"), ("/a/b.shtml", "b"), ("/A/Default.aspx", "a")]
)
def test_the_slug_is_the_last_name_in_an_address(path: str, slug: str) -> None:
    assert slug_of(HOST + path) == slug
