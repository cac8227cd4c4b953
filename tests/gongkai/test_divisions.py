"""Areas and their names over the years: the tracked table, and what a name begins with."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
import pytest

from gongkai.divisions import Division, Divisions, read_divisions
from gongkai.organizations import place
from gongkai.reference import reference_file
from gongkai.towns import Towns, read_towns

TABLE = reference_file("divisions.parquet")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Provinces, prefectures and counties that had reports."""
    found: list[dict[str, Any]] = pq.ParquetFile(TABLE).read_row_group(0).to_pylist()
    return [row for row in found if row["valid_to"] is None or row["valid_to"] >= 2008]


def read(name: str, year: int | None = None) -> list[tuple[int, list[str]]]:
    return [(one.end, [a.id for a in one.areas]) for one in read_divisions().read(name, year)]


@pytest.mark.parametrize(
    ("name", "year", "area"),
    [
        ("洪泽县统计局", 2015, "320813"),
        ("洪泽区统计局", 2017, "320813"),
        ("洪泽县统计局", 2019, "320813"),  # a name outlives its area
        ("江苏淮安洪泽区统计局", 2020, "320813"),
        ("江苏省淮安市洪泽区统计局", None, "320813"),
        ("巢湖市统计局", 2009, "341400"),  # a prefecture then, a county of 合肥 now
        ("巢湖市统计局", 2012, "340181"),
        ("綦江县统计局", 2010, "500110"),
        ("万盛区统计局", 2010, "500110-2010"),
        ("庐山区统计局", 2014, "360402"),  # 濂溪区 today
        ("庐山市统计局", 2017, "360483"),
        ("襄樊市统计局", 2009, "420600"),
        ("朝阳市朝阳县统计局", 2020, "211321"),
        ("内蒙古阿拉善右旗统计局", 2020, "152922"),
        ("清河县清河县统计局", 2020, "130534"),
    ],
)
def test_names_are_read_in_their_year(name: str, year: int | None, area: str) -> None:
    (end, areas), *_ = read(name, year)
    assert (areas, name[end:]) == ([area], "统计局")


@pytest.mark.parametrize(
    ("name", "count"), [("鼓楼区统计局", 4), ("朝阳区统计局", 2), ("新华区统计局", 3), ("桥西区统计局", 3)]
)
def test_areas_of_one_name_are_all_given(name: str, count: int) -> None:
    assert [len(areas) for _, areas in read(name, 2018)] == [count]


@pytest.mark.parametrize(
    "name",
    [
        "新城区街道办事处",
        "长沙市场监督管理局",
        "南京市容管理局",
        "朝阳区域合作局",
        "城关镇人民政府",
        "统计局",
        "南京",
        "",
    ],
)
def test_what_only_looks_like_an_area_is_none(name: str) -> None:
    assert read(name, 2020) == []


def test_a_change_in_the_year_after_is_known_to_reports_of_the_year() -> None:
    areas = Divisions(
        [Division("1", "甲省", None, "乙县", "2", 2000, 2015), Division("2", "甲省", None, "乙区", "2", 2016)]
    )
    assert [areas.at("1", year).name for year in (2015, 2016, None)] == ["乙县", "乙区", "乙区"]
    assert [one.areas[0].id for one in areas.read("乙区统计局", 2015)] == ["2"]


def test_every_area_is_found_by_its_own_names(rows: list[dict[str, Any]]) -> None:
    areas = read_divisions()
    for row in rows:
        year = max(row["valid_from"], 2008)
        names = dict.fromkeys(filter(None, (row["province"], row["prefecture"], row["county"])))
        for local in (
            "人民政府",
            "人民政府办公室",
            "市场监督管理局",
            "清枫浦镇人民政府",
            "镇江浦街道办事处",
            "开发区管理委员会",
        ):
            whole = place("".join(names) + local, None, areas, year)
            assert whole.organization.organization_id == f"{row['area']}:{local}"
            own = place(row["name"] + local, None, areas, year)
            assert (
                own.problem == "several"
                or own.organization == place(row["name"] + local, row["area"], areas, year).organization
            )


def test_an_area_has_one_id_and_an_id_one_area_a_year(rows: list[dict[str, Any]]) -> None:
    for year in range(2008, 2027):
        valid = [
            r for r in rows if r["valid_from"] <= year and (r["valid_to"] is None or r["valid_to"] >= year)
        ]
        assert len({row["code"] for row in valid}) == len({row["area"] for row in valid}) == len(valid)
        assert len(valid) > 3100


def test_a_code_is_inside_the_areas_above_it(rows: list[dict[str, Any]]) -> None:
    known = {row["code"] for row in rows}
    assert all(row["parent"] in known for row in rows if row["level"] != "province")
    assert {row["level"] for row in rows} == {"province", "prefecture", "county"}


def test_towns_are_found_by_county_and_name_in_both_lists() -> None:
    towns, areas = read_towns(), read_divisions()
    assert towns.code("巴丹吉林镇", "152922") == "152922103"  # 152922100 in the list of 2026
    assert towns.code("巴丹吉林镇", "152921") is None
    assert towns.counties("巴丹吉林镇", "152900", areas) == ["152922"]
    assert towns.counties("城关镇", "620100", areas) == ["620121", "620123"]


def test_the_older_list_gives_the_code() -> None:
    assert Towns([("甲镇", "1", "older"), ("甲镇", "1", "newer")]).code("甲镇", "1") == "older"
