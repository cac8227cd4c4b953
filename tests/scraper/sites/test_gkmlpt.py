"""gkmlpt: the shell and its tree, the category in the fragment, rows by 100."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraper.sites import Link, ListPage, ListText, read_list

ROOT = "http://www.xx.gov.cn/gkmlpt"
TREE = '[{"id": 1, "name": "政府信息公开指南", "children": []}, {"id": 2629, "name": "政府信息公开年报"}]'
CONFIG = "<script>window._CONFIG = {{SID: '175', TREE: {}}}</script>"


def read(text: str, url: str) -> ListPage:
    return read_list(ListText(url, text))


def test_the_fragment_is_the_category() -> None:
    shown = read(CONFIG.format(TREE), f"{ROOT}/annualreport#2629")
    assert (shown.family, shown.columns) == ("gkmlpt", ())
    assert shown.next_pages == (f"{ROOT}/api/all/2629?page=1&sid=175",)


@pytest.mark.parametrize(
    "config",
    [
        CONFIG.format(TREE),
        f'<script>var _CONFIG={{"TREE":{TREE},"SID":175}};</script>',
        f"<script>\n_CONFIG = {{\n // 站点\n SID : '175', A: !0, F: f(),\n TREE : {TREE},\n}}\n</script>",
        CONFIG.format("'" + TREE + "'"),
        CONFIG.format('[{"id": 5, "name": "法定主动公开", "children": ' + TREE + "}]"),
        CONFIG.format("{root: {id: '2629', title: '信息公开年报'}}"),
        CONFIG.format("[{'id': 2629, 'label': '政府信息公开工作年度报告'}, {id: 7, name: '网站年度报告'}]"),
    ],
)
def test_a_shell_leads_to_the_reports_that_its_tree_names(config: str) -> None:
    shown = read(config, f"{ROOT}/index")
    assert shown.next_pages == ()
    assert [link.url for link in shown.columns] == [f"{ROOT}/annualreport#2629"]
    assert read(config, f"{ROOT}/annualreport").next_pages == (f"{ROOT}/api/all/2629?page=1&sid=175",)


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("政府信息公开年报", True),
        ("年报", True),
        ("信息公开工作年度报告", True),
        ("政府网站工作年度报表", False),
        ("法治政府建设年度报告", False),
        ("部门年度报告", False),
        ("政府信息公开指南", False),
    ],
)
def test_near_misses_in_the_tree_are_left_alone(name: str, is_known: bool) -> None:
    shown = read(CONFIG.format(f"[{{id: 3, name: '{name}'}}]"), f"{ROOT}/index")
    assert [link.title for link in shown.columns] == ([name] if is_known else [])


def test_installs_in_a_folder_keep_to_it() -> None:
    shown = read(CONFIG.format(TREE), "http://www.xx.gov.cn/lhqkj/gkmlpt/annualreport#2629")
    assert shown.next_pages == ("http://www.xx.gov.cn/lhqkj/gkmlpt/api/all/2629?page=1&sid=175",)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (CONFIG.format(TREE), "http://www.xx.gov.cn/zwgk/index"),
        ("<p>页面不存在</p>", f"{ROOT}/index"),
        ("<script>_CONFIG = load()</script>", f"{ROOT}/index"),
        ("<script>_CONFIG = {DETAIL: {}}</script>", f"{ROOT}/annualreport#1"),
        ("<script>_CONFIG = {SID: '1', TREE: [</script>", f"{ROOT}/annualreport#1"),
    ],
)
def test_other_pages_are_not_of_this_family(text: str, url: str) -> None:
    assert (read(text, url).family, read(text, url).next_pages) == ("anchors", ())


def answer(count: int, **more: Any) -> str:
    rows = [
        {
            "attachment": [{"name": "年报.docx", "url": "/attachment/1.docx"}],
            "post_url": f"http://www.xx.gov.cn/nb/content/post_{i}.html",
            "url": f"http://www.xx.gov.cn/gkmlpt/content/0/0/post_{i}.html",
            "title": f"某局{i}",
            "created_at": "2024-01-09 01:00:00",
        }
        for i in range(count)
    ]
    return json.dumps({"classify": {"post_count": count}, "articles": rows, **more})


def test_a_document_with_two_addresses_is_one() -> None:
    shown = read(answer(1), f"{ROOT}/api/all/2629?page=1&sid=175")
    assert shown.links == (Link(f"{ROOT}/content/0/0/post_0.html", "某局0", "2024-01-09"),)


def test_where_only_the_other_address_is_given_it_is_taken() -> None:
    text = json.dumps({"articles": [{"title": "某局", "url": "", "post_url": "/nb/content/post_1.html"}]})
    shown = read(text, f"{ROOT}/api/all/2629?page=1&sid=175")
    assert [link.url for link in shown.links] == ["http://www.xx.gov.cn/nb/content/post_1.html"]


@pytest.mark.parametrize(
    ("count", "total", "following"),
    [(100, 100, 2), (100, 250, 2), (22, 22, None), (0, 9, None), (50, "80", 2)],
)
def test_rows_come_by_the_hundred(count: int, total: object, following: int | None) -> None:
    shown = read(answer(count, total=total), f"{ROOT}/api/all/2629?page=1&sid=175")
    url = f"{ROOT}/api/all/2629?page={following}&sid=175"
    assert shown.next_pages == ((url,) if following else ())


def test_categories_below_the_reports_are_asked_for_too() -> None:
    tree = [
        {
            "id": 9,
            "name": "政府信息公开年报",
            "children": [{"id": "91", "name": "2023年"}, {"id": 92, "name": "网站年报"}],
        }
    ]
    script = f"<script>window._CONFIG = {{SID: 755, TREE: {json.dumps(tree)}}}</script>"
    shown = read_list(ListText("http://a.example/gkmlpt/annualreport", script))
    api = "http://a.example/gkmlpt/api/all/{}?page=1&sid=755"
    assert (shown.next_pages, shown.parts) == ((api.format(9),), (api.format(91),))


TEXT = r"""'[{\"id\": 7, \"name\": \"年报\"}]'"""


@pytest.mark.parametrize("tree", [f"JSON.parse({TEXT})", TEXT])
def test_a_tree_may_be_json_in_a_string(tree: str) -> None:
    shown = read(CONFIG.format(tree), f"{ROOT}/index")
    assert shown.columns == (Link(f"{ROOT}/annualreport#7", "年报"),)
