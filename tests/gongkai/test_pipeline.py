from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import handmade
import pyarrow.parquet as pq
import pytest
from handmade import NOON, document, fresh_store

from gongkai import dataset
from gongkai.datapackage import digest_of
from gongkai.errors import DatasetError, InputError, InterruptedRunError
from gongkai.fields import TABLES
from gongkai.pipeline import build
from gongkai.reading import read_documents
from gongkai.release import Release
from gongkai.rows import Row
from scraper.archive import Archive, Hints

pytestmark = pytest.mark.usefixtures("validated_once")
Fill = Callable[..., Archive]
TOTAL = "requests_received_total"


def read(release: Release, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(release.path / path, partitioning=None).to_pylist()
    return rows


def panel(release: Release, year: int = 2020) -> list[dict[str, Any]]:
    return read(release, f"indicators/year={year}/part-0.parquet")


def bytes_of(release: Release) -> dict[str, str]:
    files = (path for path in release.path.rglob("*") if path.is_file())
    return {path.relative_to(release.path).as_posix(): digest_of(path) for path in files}


def make(archive: Archive, releases: Path, **options: Any) -> Release:
    return build(archive, releases, parse=handmade.parse, store=fresh_store(releases), **options).release


def test_a_report_becomes_a_row_of_each_table(fill: Fill, tmp_path: Path) -> None:
    body = document(cells={TOTAL: 7}, sections={"overview": "文字"}, findings=["row_lost", "row_lost"])
    release = make(fill({"http://a.example/1.html": body}), tmp_path / "dataset")
    (report,) = read(release, "reports.parquet")
    assert report["organization_id"] == "990101:统计局"
    assert report["organization"] == "溪云县统计局"
    assert (report["cells_published"], report["cells_missing"], report["findings"]) == (198, 0, 2)
    assert report["fetched_at"] == report["first_seen_at"] == report["last_seen_at"] == NOON
    assert report["published_on"].isoformat() == "2021-01-31"
    (row,) = panel(release)
    assert (row[TOTAL], row["report_id"], row["addresses_differ"]) == (7, report["report_id"], False)
    cells = read(release, "cells/year=2020/part-0.parquet")
    assert len(cells) == 198
    assert {cell["report_id"] for cell in cells} == {report["report_id"]}
    assert [row["ordinal"] for row in read(release, "findings.parquet")] == [0, 1]
    (organization,) = read(release, "organizations.parquet")
    assert (organization["kind"], organization["county"]) == ("department", "溪云县")
    assert (organization["first_year"], organization["last_year"]) == (2020, 2020)
    assert [row["text"] for row in read(release, "narratives.parquet")] == ["文字"]
    assert len(read(release, "codebook.parquet")) == 284


def test_files_have_the_schemas_of_fields(fill: Fill, tmp_path: Path) -> None:
    release = make(fill({"http://a.example/1.html": document()}), tmp_path / "dataset")
    for path in release.path.rglob("*.parquet"):
        table = TABLES[path.relative_to(release.path).parts[0].removesuffix(".parquet")]
        written = pq.read_schema(path)
        assert written.equals(table.schema())
        assert written.metadata is None


def test_datapackage_describes_every_file(fill: Fill, tmp_path: Path) -> None:
    release = make(fill({"http://a.example/1.html": document()}), tmp_path / "dataset")
    package = json.loads((release.path / "datapackage.json").read_text(encoding="utf-8"))
    files = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*.parquet")}
    assert {resource["path"] for resource in package["resources"]} == files
    for resource in package["resources"]:
        path = release.path / resource["path"]
        assert resource["hash"] == f"sha256:{digest_of(path)}"
        assert set(resource["schema"]["primaryKey"]) <= {f["name"] for f in resource["schema"]["fields"]}
        assert resource["rows"] == pq.read_metadata(path).num_rows
    assert package["created"] == "2026-01-02T12:00:00Z"
    sums = (release.path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ")[1]: line.split("  ")[0] for line in sums}
    assert listed == {name: digest for name, digest in bytes_of(release).items() if name != "SHA256SUMS"}


def test_two_addresses_of_one_report_are_one_organisation_year_and_both_are_kept(
    fill: Fill, tmp_path: Path
) -> None:
    body = document(cells={TOTAL: 7})
    archive = fill({"http://www.a.example/1.html": body})
    digest = next(iter(archive.captures())).digest
    with archive.writer() as writer:  # the mirror's bytes are the same: its body was not written again
        writer.write_revisit(
            url="https://m.a.example/1.html",
            status=200,
            digest=digest,
            fetched_at=NOON,
            kind="report",
            hints=Hints(division_code="990101"),
            target="http://www.a.example/1.html",
        )
    release = make(archive, tmp_path / "dataset")
    first, mirror = sorted(read(release, "reports.parquet"), key=lambda row: row["url"])
    assert (first["url"], mirror["url"]) == ("http://www.a.example/1.html", "https://m.a.example/1.html")
    assert first["organization_id"] == mirror["organization_id"]
    assert (first["same_as"], mirror["same_as"]) == (None, first["report_id"])
    (row,) = panel(release)
    assert (row[TOTAL], row["addresses_differ"]) == (7, False)


@pytest.mark.parametrize(
    "other",
    [
        {"year": 2021},
        {"organization": "溪云县财政局"},
        {"cells": {TOTAL: 8}},
        {"statuses": {TOTAL: "blank"}},
        {
            "cells": {TOTAL: 7, "proactive_procurement_amount": 3},
            "units": {"proactive_procurement_amount": "元"},
        },
    ],
)
def test_reports_that_differ_in_body_year_or_any_cell_are_never_joined(
    fill: Fill, tmp_path: Path, other: dict[str, Any]
) -> None:
    same = {
        "cells": {TOTAL: 7, "proactive_procurement_amount": 3},
        "units": {"proactive_procurement_amount": "万元"},
    }
    bodies = document(**same), document(**{**same, **other})
    archive = fill(dict(zip(("http://a.example/1.html", "https://a.example/1.html"), bodies, strict=True)))
    release = make(archive, tmp_path / "dataset")
    assert [row["same_as"] for row in read(release, "reports.parquet")] == [None, None]


def test_bad_documents_are_named_and_do_not_stop_the_build(fill: Fill, tmp_path: Path) -> None:
    documents = {
        "http://a.example/empty": b" ",
        "http://a.example/binary": b"binary",
        "http://a.example/boom": b"boom",
        "http://a.example/good": document(),
        "http://a.example/twice": document(sections={}, cells={TOTAL: 2**70}),
    }
    summary = build(fill(documents), tmp_path / "dataset", parse=handmade.parse)
    assert summary.versions == 1
    assert {failure.address.rsplit("/")[-1]: failure.code for failure in summary.failures} == {
        "empty": "empty_document",
        "binary": "unsupported_format",
        "boom": "unforeseen",
        "twice": "unforeseen",
    }
    assert "RuntimeError: an unforeseen fault" in {failure.message for failure in summary.failures}


def test_no_release_of_an_archive_in_which_nothing_can_be_read(fill: Fill, tmp_path: Path) -> None:
    archive = fill({"http://a.example/empty": b" "})
    with pytest.raises(InputError, match=r"none of 1 documents could be read \(empty_document\)"):
        make(archive, tmp_path / "dataset")
    assert not list((tmp_path / "dataset").iterdir())


def test_an_empty_archive_says_what_to_do(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the archive is empty") as caught:
        make(archive, tmp_path / "dataset")
    assert "gongkai crawl" in (caught.value.remedy or "")


def test_a_document_that_is_no_report_stays_out_of_the_panel(fill: Fill, tmp_path: Path) -> None:
    documents = {
        "http://a.example/1": document(),
        "http://a.example/2": document(form=None, year=None, findings=["not_a_report"]),
    }
    release = make(fill(documents), tmp_path / "dataset")
    assert [row["year"] for row in read(release, "reports.parquet")].count(None) == 1
    assert [row["code"] for row in read(release, "findings.parquet")] == ["not_a_report"]
    assert not (release.path / "indicators/year=0").exists()
    assert len(panel(release)) == 1


def test_a_report_without_a_year_has_its_cells_in_year_0(fill: Fill, tmp_path: Path) -> None:
    release = make(fill({"http://a.example/1": document(year=None)}), tmp_path / "dataset")
    assert len(read(release, "cells/year=0/part-0.parquet")) == 198
    assert not (release.path / "indicators").exists()
    (organization,) = read(release, "organizations.parquet")
    assert organization["first_year"] is None


def test_a_changed_report_is_a_new_version_and_the_panel_takes_it(fill: Fill, tmp_path: Path) -> None:
    url = "http://a.example/1"
    fill({url: document(cells={TOTAL: 1})})
    fill({url: document(cells={TOTAL: 2})}, at=NOON + timedelta(days=1))
    release = make(fill({}), tmp_path / "dataset")
    old, new = sorted(read(release, "reports.parquet"), key=lambda row: row["fetched_at"])
    assert (old["superseded_by"], new["superseded_by"]) == (new["report_id"], None)
    assert [row[TOTAL] for row in panel(release)] == [2]


def test_page_furniture_alone_makes_no_version(fill: Fill, tmp_path: Path) -> None:
    url = "http://a.example/1"
    fill({url: document(visits=1)})
    fill({url: document(visits=2)}, at=NOON + timedelta(days=1))
    release = make(fill({}), tmp_path / "dataset")
    (row,) = read(release, "reports.parquet")
    assert (row["fetched_at"], row["last_seen_at"]) == (NOON, NOON + timedelta(days=1))


def test_a_text_that_comes_back_is_the_old_version_fetched_anew(fill: Fill, tmp_path: Path) -> None:
    url, first, second = "http://a.example/1", document(cells={TOTAL: 1}), document(cells={TOTAL: 2})
    for day, body in enumerate((first, second, first)):
        fill({url: body}, at=NOON + timedelta(days=day))
    release = make(fill({}), tmp_path / "dataset")
    back, between = sorted(read(release, "reports.parquet"), key=lambda row: row["first_seen_at"])
    assert between["superseded_by"] == back["report_id"]
    assert (back["superseded_by"], back["fetched_at"]) == (None, NOON + timedelta(days=2))
    assert [row[TOTAL] for row in panel(release)] == [1]


def test_a_revisit_moves_last_seen(archive: Archive, fill: Fill, tmp_path: Path) -> None:
    url, body = "http://a.example/1", document()
    fill({url: body})
    later = NOON + timedelta(days=9)
    (capture,) = archive.captures()
    with archive.writer() as writer:
        writer.write_revisit(url=url, status=304, digest=capture.digest, fetched_at=later, kind="report")
    release = make(archive, tmp_path / "dataset")
    (row,) = read(release, "reports.parquet")
    assert row["last_seen_at"] == later


def test_two_addresses_are_joined_only_where_all_cells_agree(fill: Fill, tmp_path: Path) -> None:
    documents = {
        "http://a.example/1": document(cells={TOTAL: 3}),
        "http://b.example/1": document(cells={TOTAL: 3}, title="另一个标题"),
        "http://c.example/1": document(cells={TOTAL: 4}),
    }
    release = make(fill(documents), tmp_path / "dataset")
    rows = {row["url"][7]: row for row in read(release, "reports.parquet")}
    assert rows["b"]["same_as"] == rows["a"]["report_id"]
    assert rows["a"]["same_as"] is None
    assert rows["c"]["same_as"] is None
    (row,) = panel(release)
    assert row["addresses_differ"] is True
    assert row["report_id"] == max(found["report_id"] for found in rows.values())


def test_the_name_is_the_canonical_one_and_others_are_aliases_with_years(fill: Fill, tmp_path: Path) -> None:
    documents = {
        "http://a.example/1": document(organization="统计局", year=2019),
        "http://a.example/2": document(organization="溪云县统计局"),
        "http://a.example/3": document(organization="望澜市溪云县统计局", year=2021, form="2021"),
    }
    release = make(fill(documents), tmp_path / "dataset")
    (row,) = read(release, "organizations.parquet")
    assert (row["organization_id"], row["name"]) == ("990101:统计局", "溪云县统计局")
    assert row["aliases"] == "望澜市溪云县统计局 (2021);统计局 (2019)"
    assert (row["first_year"], row["last_year"]) == (2019, 2021)


def test_an_unnamed_body_gets_the_name_of_the_hints_or_none(fill: Fill, tmp_path: Path) -> None:
    fill({"http://a.example/1": document(organization=None)})
    fill({"http://a.example/2": document(organization=None)}, hints=Hints(organization="鹭洲县教育局"))
    release = make(fill({}), tmp_path / "dataset")
    ids = {row["url"][-1]: row["organization_id"] for row in read(release, "reports.parquet")}
    assert ids == {"1": None, "2": "990102:教育局"}
    assert [row["organization_id"] for row in panel(release)] == ["990102:教育局"]


def test_money_is_in_the_panel_only_where_its_unit_is_stated(fill: Fill, tmp_path: Path) -> None:
    money = "proactive_procurement_amount"
    documents = {
        "http://a.example/1": document(cells={money: 2.5}, units={money: "万元"}),
        "http://a.example/2": document(cells={money: 2.5}, organization="溪云县教育局"),
    }
    release = make(fill(documents), tmp_path / "dataset")
    assert {row["organization_id"][7:]: row[money] for row in panel(release)} == {
        "统计局": 25000.0,
        "教育局": None,
    }
    cells = read(release, "cells/year=2020/part-0.parquet")
    assert {cell["value"] for cell in cells if cell["indicator"] == money} == {2.5}


@pytest.mark.parametrize("status", ["blank", "unreadable", "missing"])
def test_a_cell_without_a_value_is_null_never_zero(fill: Fill, tmp_path: Path, status: str) -> None:
    release = make(fill({"http://a.example/1": document(statuses={TOTAL: status})}), tmp_path / "dataset")
    (row,) = panel(release)
    assert row[TOTAL] is None
    assert row["cells_without_value"] == 1


def documents_of_many() -> dict[str, bytes]:
    names = ("统计局", "教育局", "北渡镇人民政府", "人民政府", "临溪街道办事处")
    return {
        f"http://a.example/{place}-{year}": document(
            organization=f"溪云县{name}",
            year=year,
            form="2019" if year < 2021 else "2021",
            cells={TOTAL: place},
        )
        for place, name in enumerate(names)
        for year in range(2019, 2024)
    } | {"http://a.example/bad": b"boom"}


def test_same_bytes_whatever_the_order_and_the_number_of_processes(tmp_path: Path) -> None:
    documents = documents_of_many()
    releases = []
    for seed, workers in ((1, 1), (2, 1), (3, 2)):
        urls = sorted(documents)
        random.Random(seed).shuffle(urls)
        archive = Archive(tmp_path / f"archive{seed}")
        for url in urls:
            with archive.writer() as writer:
                writer.write_resource(
                    url=url, body=documents[url], content_type="text/html", fetched_at=NOON, hints=Hints()
                )
        engine = partial(read_documents, workers=workers)
        releases.append(make(archive, tmp_path / f"dataset{seed}", engine=engine))
    first = bytes_of(releases[0])
    assert len(first) > 10
    assert all(bytes_of(release) == first for release in releases[1:])


def test_a_document_that_kills_its_process_is_recorded(fill: Fill, tmp_path: Path) -> None:
    archive = fill({**documents_of_many(), "http://a.example/0": b"exit"})
    summary = build(
        archive, tmp_path / "dataset", parse=handmade.parse, engine=partial(read_documents, workers=2)
    )
    assert summary.versions == 25
    assert {failure.code for failure in summary.failures} == {"process_died", "unforeseen"}


def test_a_build_that_is_stopped_leaves_the_old_release(fill: Fill, tmp_path: Path) -> None:
    releases = tmp_path / "dataset"
    archive = fill({"http://a.example/1": document()})
    old = bytes_of(make(archive, releases))
    fill({"http://a.example/2": document(year=2019)})
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedRunError, match="the last release is whole"):
        make(archive, releases, stop=stop)
    with pytest.raises(InterruptedRunError, match="no release was made"):
        make(archive, tmp_path / "none", stop=stop)
    assert bytes_of(Release(releases / "current", is_new=False)) == old
    assert sorted(path.name for path in releases.iterdir()) == ["current", "v2026.1"]


def test_progress_names_each_document(fill: Fill, tmp_path: Path) -> None:
    seen: list[tuple[int, str]] = []
    archive = fill({"http://a.example/1": document(), "http://a.example/2": document(year=2019)})
    make(archive, tmp_path / "dataset", on_document=lambda done, address: seen.append((done, address)))
    assert seen == [(1, "http://a.example/1"), (2, "http://a.example/2")]


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import handmade
from gongkai.pipeline import build
from scraper.archive import Archive
build(Archive(Path(sys.argv[1])), Path(sys.argv[2]), parse=handmade.parse)
"""


@pytest.mark.soak  # test_same_bytes.py does so in `make test`, with more environments and all files
def test_same_bytes_in_another_time_zone_place_and_hash_seed(fill: Fill, tmp_path: Path) -> None:
    archive = fill(documents_of_many())
    here = bytes_of(make(archive, tmp_path / "dataset"))
    support = str(Path(handmade.__file__).parent)
    for number, zone in enumerate(("Asia/Shanghai", "America/New_York")):
        releases = tmp_path / f"elsewhere{number}" / "deep"
        environ = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(number + 1), "LC_ALL": "C"}
        command = [sys.executable, "-c", BUILD, str(archive.folder), str(releases), support]
        subprocess.run(command, env=environ, check=True)
        assert bytes_of(Release(releases / "current", is_new=True)) == here


def test_files_are_written_in_row_groups_of_one_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "GROUP_TEXTS", 3)
    rows: list[Row] = [[f"{number:02}", "other", "", "text"] for number in range(8)]
    path = tmp_path / "narratives.parquet"
    assert dataset.write_table(TABLES["narratives"], iter(rows), path) == 8
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)] == [3, 3, 2]
    assert [list(row.values()) for row in file.read().to_pylist()] == rows
    file.close()


@pytest.mark.parametrize("keys", [["b", "a"], ["a", "a"]], ids=["out of order", "twice"])
def test_a_key_that_breaks_the_order_stops_the_build(tmp_path: Path, keys: list[str]) -> None:
    rows: list[Row] = [[key, "other", "", ""] for key in keys]
    with pytest.raises(DatasetError, match=r"narratives: key .* comes twice or out of order"):
        dataset.write_table(TABLES["narratives"], rows, tmp_path / "narratives.parquet")
