"""The table `organizations`, from whole builds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import handmade
import pyarrow.parquet as pq
import pytest
from handmade import document

from gongkai import linking, organizations
from gongkai.divisions import read_divisions
from gongkai.pipeline import build
from gongkai.tracked import Tracked, TrackedBodies
from scraper.archive import Archive, Hints

Fill = Callable[..., Archive]
NAMES = [
    ("洪泽县统计局", 2014),
    ("洪泽县统计局", 2015),
    ("江苏省淮安市洪泽区统计局", 2017),
    ("洪泽区统计局", 2018),
    ("洪泽区统计局", None),
    ("鼓楼区教育局", 2019),
    ("南京市鼓楼区教育局", 2019),
    ("溪云县政府办", 2020),
    ("溪云县人民政府办公室", 2021),
    ("统计局", 2019),
    ("城关镇人民政府", 2020),
    ("阿拉善右旗巴丹吉林镇", 2020),
]


def make(archive: Archive, folder: Path, store: Path | None = None) -> Path:
    return build(archive, folder / "dataset", parse=handmade.parse, store=store).release.path


def rows(release: Path, table: str = "organizations") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(release / f"{table}.parquet").to_pylist()
    return found


def test_twenty_orders_of_documents_give_one_table(tmp_path: Path) -> None:
    tables = set()
    for seed in range(20):
        order = list(enumerate(NAMES))
        random.Random(seed).shuffle(order)
        archive = Archive(tmp_path / f"archive{seed}")
        with archive.writer() as writer:
            for i, (name, year) in order:
                writer.write_resource(
                    url=f"http://a.example/{i}", body=document(organization=name, year=year),
                    content_type="text/html", fetched_at=handmade.NOON, hints=Hints(),
                )  # fmt: skip
        # stores side by side: a file of the same bytes is validated once
        release = make(archive, tmp_path / str(seed), tmp_path / f"store{seed}.sqlite")
        tables.add((release / "organizations.parquet").read_bytes())
    assert len(tables) == 1


def test_a_county_that_became_a_district_keeps_its_bodies(fill: Fill, tmp_path: Path) -> None:
    fill(
        {f"http://a.example/{i}": document(organization=n, year=y) for i, (n, y) in enumerate(NAMES[:4])},
        hints=Hints(),
    )
    (row,) = rows(make(fill({}), tmp_path))
    assert (row["organization_id"], row["name"], row["county"]) == ("320813:统计局", "洪泽区统计局", "洪泽区")
    assert row["aliases"] == "江苏省淮安市洪泽区统计局 (2017);洪泽县统计局 (2014-2015)"
    assert (row["first_year"], row["last_year"]) == (2014, 2018)


def test_what_is_unclear_about_an_area_is_a_finding_of_the_release(fill: Fill, tmp_path: Path) -> None:
    fill({"http://a.example/1": document(organization="鼓楼区教育局")}, hints=Hints())
    release = make(fill({}), tmp_path)
    (finding,) = rows(release, "findings")
    (report,) = rows(release, "reports")
    assert (finding["code"], finding["report_id"]) == ("area_unclear", report["report_id"])
    assert (report["findings"], report["organization_id"]) == (1, "-:鼓楼区教育局")


def test_tracked_ids_and_names_win(fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracked = TrackedBodies(
        [
            Tracked("990101:自然资源局", "990101", "国土资源局", 2008, 2018, "renamed"),
            Tracked("990101:政府办", "990101", "政府办", source="v2025.1"),
            Tracked("990101:粮食局", "990101", "粮食局", None, 2018, "merged", "990101:发展和改革局"),
        ],
        read_divisions(),
    )
    for module in (organizations, linking):
        monkeypatch.setattr(module, "read_tracked", lambda: tracked)
    names = [("国土资源局", 2017), ("自然资源局", 2019), ("人民政府办公室", 2020), ("粮食局", 2018)]
    fill({f"http://a.example/{i}": document(organization=n, year=y) for i, (n, y) in enumerate(names)})
    found = {row["organization_id"]: row for row in rows(make(fill({}), tmp_path))}
    assert sorted(found) == ["990101:政府办", "990101:粮食局", "990101:自然资源局"]
    assert "溪云县国土资源局 (2008-2018)" in found["990101:自然资源局"]["aliases"].split(";")
    assert found["990101:粮食局"]["successor"] == "990101:发展和改革局"
