from __future__ import annotations

import pytest

from scraper.doors import body_name, door_cost, is_body, is_directory, maybe_door

HERE = "http://www.xx.gov.cn/c/1/"


@pytest.mark.parametrize(
    "name",
    [
        "政务公开",
        "政府信息公开",
        "信息公开专栏",
        "政府信息公开平台",
        "法定主动公开内容",
        "主动公开",
        "公开",
        "政府信息公开目录",
        "清河县政府信息公开",
        "教育局信息公开",
        "政府公开信息",
        "信息公开服务",
        "Government Information Disclosure",
        "Open Government",
        "Government Affairs",
    ],
)
def test_doors_by_their_names(name: str) -> None:
    assert door_cost(name, HERE) == 1


@pytest.mark.parametrize(
    "path", ["/zwgk/", "/XXGK/index.html", "/zfxxgkpt/", "/fdzdgknr/index.shtml", "/gkmlpt/index"]
)
def test_doors_by_their_addresses_where_the_name_says_nothing(path: str) -> None:
    assert door_cost("", f"http://www.xx.gov.cn{path}") == 1
    assert door_cost("专栏", f"http://www.xx.gov.cn{path}") == 2


@pytest.mark.parametrize(
    "name",
    [
        "依申请公开",
        "政府信息公开指南",
        "政府信息公开制度",
        "公开招聘",
        "双随机一公开",
        "重点领域信息公开",
        "财政公开",
        "党务公开",
        "政务公开要点",
        "重大决策公开征求意见",
        "新闻动态",
        "领导之窗",
        "Guide to Information Disclosure",
        "News",
        "",
    ],
)
def test_what_stands_beside_the_way_is_no_door(name: str) -> None:
    assert door_cost(name, HERE) is None


@pytest.mark.parametrize(
    "name",
    [
        "部门",
        "县直部门",
        "政府部门",
        "乡镇街道",
        "乡镇（街道）",
        "镇街",
        "部门信息公开",
        "各乡镇街道",
        "县区政府",
        "部门网站",
        "直属机构",
        "乡镇信息公开目录",
        "市直部门和直属单位",
    ],
)
def test_directories_of_bodies(name: str) -> None:
    assert is_directory(name, HERE)


@pytest.mark.parametrize(
    "name", ["部门预算", "部门动态", "机构职能", "乡镇动态", "部门文件", "乡村振兴", "单位预决算"]
)
def test_what_is_no_directory(name: str) -> None:
    assert not is_directory(name, HERE)


@pytest.mark.parametrize(
    "name",
    [
        "教育局",
        "县发展和改革委员会",
        "县政府办公室",
        "白石镇",
        "河东街道办事处",
        "巴彦苏木",
        "市场监督管理局",
        "县委编办",
        "残联",
        "Education Bureau",
        "水利局信息公开",
    ],
)
def test_bodies_by_the_ends_of_their_names(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "name",
    ["办事大厅", "一网通办", "新闻中心", "回到顶部", "全部", "领导之窗", "部门", "乡镇", "局长信箱", "News"],
)
def test_what_is_no_body(name: str) -> None:
    assert not is_body(name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("县教育局", "教育局"),
        ("市场监管局", "市场监管局"),
        ("区政府办公室", "政府办公室"),
        ("白石镇人民政府", "白石镇人民政府"),
        ("县水利局政府信息公开", "水利局"),
        ("新闻", None),
    ],
)
def test_a_body_is_named_without_the_word_for_its_area(title: str, name: str | None) -> None:
    assert body_name(title) == name


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("网站地图", True),
        ("", True),
        ("阳光政府", True),
        ("政务服务", False),
        ("旅游", False),
        ("预算公开", False),
    ],
)
def test_what_is_tried_where_nothing_else_helped(name: str, may_be: bool) -> None:
    assert maybe_door(name, HERE) is may_be
