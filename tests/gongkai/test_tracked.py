"""Ids that a release had are kept, whatever the table of divisions or the rules of writing say later."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.divisions import Division, Divisions
from gongkai.tracked import Tracked, TrackedBodies, add_bodies, read_rows

HEAD = "organization_id,division_code,name,from_year,to_year,change,successor,source\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "organizations.csv"
    path.write_text(HEAD, encoding="utf-8")
    return path


def test_an_id_outlives_the_code_of_its_area() -> None:
    areas = Divisions(
        [Division("1", "省", None, "甲县", "2", 2000, 2026), Division("2", "省", None, "甲区", "2", 2027)]
    )
    bodies = TrackedBodies([Tracked("1:统计局", "1", "统计局")], areas)
    assert bodies.find("2:统计局", 2028) == "1:统计局"
    assert bodies.find("2:教育局", 2028) == "2:教育局"


def test_an_id_outlives_its_writing() -> None:
    bodies = TrackedBodies([Tracked("1:政府办", "1", "政府办")], Divisions([]))
    assert bodies.find("1:人民政府办公室", 2020) == "1:政府办"


def test_a_renamed_body_is_found_in_the_years_of_each_name() -> None:
    old = Tracked("1:自然资源局", "1", "国土资源局", 2008, 2018, "renamed")
    bodies = TrackedBodies([Tracked("1:自然资源局", "1", "自然资源局", 2019), old], Divisions([]))
    assert [bodies.find("1:国土资源局", year) for year in (2018, 2019, None)] == [
        "1:自然资源局",
        "1:国土资源局",
        "1:自然资源局",
    ]
    assert bodies.names("1:自然资源局") == [old]


def test_a_name_of_two_bodies_is_neither(file: Path) -> None:
    rows = [Tracked(f"1:{name}", "1", "旧局") for name in ("甲局", "乙局")]
    assert TrackedBodies(rows, Divisions([])).find("1:旧局", 2020) == "1:旧局"


def test_the_ids_of_a_release_are_added_once_and_sorted(file: Path) -> None:
    assert add_bodies(file, ["2:乙局", "1:甲局", "-:丙局", "1:甲局"], "v2026.1") == 2
    first = file.read_bytes()
    assert first.decode() == HEAD + "1:甲局,1,甲局,,,,,v2026.1\n2:乙局,2,乙局,,,,,v2026.1\n"
    assert add_bodies(file, ["1:甲局", "2:乙局"], "v2026.2") == 0
    assert file.read_bytes() == first


def test_the_order_of_releases_leaves_only_their_names(file: Path) -> None:
    for source, ids in (("a", ["2:乙局"]), ("b", ["1:甲局", "2:乙局"])):
        add_bodies(file, ids, source)
    assert [(row.organization_id, row.source) for row in read_rows(file)] == [
        ("1:甲局", "b"),
        ("2:乙局", "a"),
    ]


@pytest.mark.parametrize("line", ["-:甲局,,甲局,,,,,x", "甲局,1,甲局,,,,,x", "1:甲局,1,甲局,,,exploded,,x"])
def test_rows_that_say_what_they_may_not_are_refused(file: Path, line: str) -> None:
    file.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"organizations\.csv"):
        read_rows(file)


def test_ids_that_are_only_confirmed_change_nothing_that_was_parsed() -> None:
    none = TrackedBodies([], Divisions([]))
    assert (
        TrackedBodies([Tracked("1:甲局", "1", "甲局", source="v1")], Divisions([])).digest() == none.digest()
    )
    assert TrackedBodies([Tracked("1:甲局", "1", "乙局")], Divisions([])).digest() != none.digest()
