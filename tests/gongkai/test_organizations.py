from __future__ import annotations

import pytest

from gongkai.divisions import Division, Divisions, read_divisions
from gongkai.organizations import kind_of, level_of, resolve, township_of

AREAS = Divisions(
    [
        Division("110000", "甲省"),
        Division("110100", "甲省", "乙市"),
        Division("110101", "甲省", "乙市", "城关区"),
        Division("120101", "丙省", "丁市", "城关区"),
    ]
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("甲省人民政府", "government"),
        ("乙市城关区政府", "government"),
        ("丁州行政公署", "government"),
        ("甲省人民政府办公厅", "office"),
        ("城关区政府办", "office"),
        ("城关区统计局", "department"),
        ("甲省卫生健康委员会", "department"),
        ("乙市国有资产监督管理委员会", "department"),
        ("甲省残疾人联合会", "department"),
        ("乙市信访办公室", "department"),
        ("青萝镇人民政府", "town"),
        ("某某乡政府", "town"),
        ("某某苏木人民政府", "town"),
        ("青萝镇", "town"),
        ("临溪街道办事处", "street"),
        ("临溪街道", "street"),
        ("某某经济开发区管委会", "zone"),
        ("高新技术产业园区管理委员会", "zone"),
        ("某某风景区管理委员会", "zone"),
        ("某某经济开发区财政局", "department"),
        ("乙市第一人民医院", "other"),
        ("乙市水务集团有限公司", "other"),
        ("乙市图书馆", "other"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "hint", "expected"),
    [
        ("甲省乙市城关区统计局", None, "110101:统计局"),
        ("乙市统计局", "110101", "110100:统计局"),
        ("甲省统计局", None, "110000:统计局"),
        ("城关区统计局", "120101", "120101:统计局"),
        ("城关区统计局", None, "-:城关区统计局"),
        ("统计局", "110101", "110101:统计局"),
        ("统计局", None, "-:统计局"),
        ("城关 区统计局", "110101", "110101:统计局"),
        ("城关区", "110101", "110101:人民政府"),
        ("统计局", "999999", "999999:统计局"),
    ],
)
def test_ids(name: str, hint: str | None, expected: str) -> None:
    assert resolve(name, hint, AREAS).organization_id == expected


def test_areas_have_names_where_the_code_is_known() -> None:
    found = resolve("城关区统计局", "120101", AREAS)
    assert (found.province, found.prefecture, found.county) == ("丙省", "丁市", "城关区")
    assert resolve("统计局", "999999", AREAS).province is None


@pytest.mark.parametrize(
    ("kind", "code", "level"),
    [
        ("government", "110000", "province"),
        ("department", "110100", "prefecture"),
        ("office", "110101", "county"),
        ("street", "110101", "township"),
        ("department", None, None),
    ],
)
def test_levels(kind: str, code: str | None, level: str | None) -> None:
    assert level_of(kind, code) == level


def test_full_width_and_spaces_are_one_name() -> None:
    assert resolve("第１ 中队\u3000\u200b", None, AREAS).name == "第1中队"


def test_bodies_that_are_no_towns_have_no_township() -> None:
    assert township_of("某某镇财政局") is None


def test_the_tracked_areas_hold_the_sample_site_and_the_real_town() -> None:
    assert read_divisions().get("990101").county == "溪云县"
    found = resolve("阿拉善右旗巴丹吉林镇人民政府", "990102", read_divisions())
    assert (found.organization_id, found.township) == ("152922:巴丹吉林镇人民政府", "巴丹吉林镇")
