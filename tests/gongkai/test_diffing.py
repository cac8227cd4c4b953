from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import handmade
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import NOON, document, fresh_store

from gongkai.aliases import Renamed
from gongkai.changes_page import to_markdown
from gongkai.diffing import READ_ANEW, RESTATED, diff
from gongkai.errors import DatasetError
from gongkai.pipeline import build
from gongkai.validation import Outcome
from scraper.archive import Archive

pytestmark = pytest.mark.usefixtures("validated_once")
Fill = Callable[..., Archive]
TOTAL = "requests_received_total"
URL = "http://a.example/1.html"


def make(archive: Archive, tmp_path: Path) -> Path:
    releases = tmp_path / "dataset"
    return build(archive, releases, parse=handmade.parse, store=fresh_store(releases)).release.path


def test_a_restated_number_is_moved_and_told_with_its_reason(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document(cells={TOTAL: 3})}), tmp_path)
    later = document(cells={TOTAL: 4}, statuses={"requests_granted_total": "blank"})
    other = make(fill({URL: later}, at=NOON + timedelta(days=1)), tmp_path)
    found = diff(one, other)
    assert (found.values_moved, dict(found.moved)) == (2, {RESTATED: 2})
    assert {(moved.indicator, moved.before, moved.after) for moved in found.examples} == {
        (TOTAL, 3.0, 4.0),
        ("requests_granted_total", 0.0, None),
    }
    text = (other / "CHANGES.md").read_text(encoding="utf-8")
    assert text == to_markdown(found)
    assert f"| 990101:统计局 | 2020 | `{TOTAL}` | 3 | 4 | another version of the report |" in text
    assert found.rows["reports"] == (1, 0)


def test_a_number_that_came_is_no_moved_number(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document(statuses={TOTAL: "blank"})}), tmp_path)
    other = make(fill({URL: document(cells={TOTAL: 4})}, at=NOON + timedelta(days=1)), tmp_path)
    found = diff(one, other)
    assert (found.values_moved, dict(found.filled)) == (0, {RESTATED: 1})


def test_a_new_body_is_rows_and_moves_nothing(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = make(fill({"http://a.example/2.html": document(organization="溪云县财政局")}), tmp_path)
    found = diff(one, other)
    assert (found.rows["indicators"], found.rows["organizations"], found.values_moved) == ((1, 0), (1, 0), 0)
    assert diff(other, one).rows["indicators"] == (0, 1)


def test_the_same_version_read_anew_has_a_reason_of_its_own(
    fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill({URL: document(cells={TOTAL: 3})})
    one = make(archive, tmp_path)
    monkeypatch.setattr("gongkai.rows.panel_value", lambda found, cell: 5)
    monkeypatch.setattr("gongkai.pipeline.validate_release", lambda *known, demand: Outcome((), 0, 0))
    found = diff(one, make(archive, tmp_path))
    assert set(found.moved) == {READ_ANEW}
    assert found.values_moved == 197  # one of the form's 198 is money whose unit the report does not state
    assert len(found.examples) == 50
    assert "The first 50 of those" in to_markdown(found)


def test_tables_and_columns_that_came_went_or_changed_are_told(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = tmp_path / "v2026.9"
    shutil.copytree(one, other)
    (other / "ledger.parquet").unlink()
    path = other / "coverage.parquet"
    table = pq.read_table(path)
    changed = table.drop_columns(["doubt"]).set_column(1, "year", table["year"].cast(pa.int32()))
    pq.write_table(changed.append_column("added", pa.array([1.5] * table.num_rows)), path)
    assert diff(one, other).schema == [
        "column `coverage.added` came (double)",
        "column `coverage.doubt` went",
        "column `coverage.year` was int64, is int32",
        "table `ledger` went",
    ]


def copy(release: Path, name: str) -> Path:
    return Path(shutil.copytree(release, release.parent / name))


def change(release: Path, path: str, **columns: Callable[[list[Any]], list[Any]]) -> None:
    table = pq.read_table(release / path, partitioning=None)
    for name, edit in columns.items():
        place = table.schema.get_field_index(name)
        values = pa.array(edit(table[name].to_pylist()), table.schema.types[place])
        table = table.set_column(place, table.schema.field(place), values)
    pq.write_table(table, release / path)


CELLS, PANEL = "cells/year=2020/part-0.parquet", "indicators/year=2020/part-0.parquet"


def test_a_cell_that_is_read_another_way_is_a_moved_number(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document(cells={TOTAL: 3})}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, CELLS, value=lambda old: [None, 7.0, *old[2:]], status=lambda old: ["missing", *old[1:]])
    found = diff(one, other)
    assert found.values_moved == 2
    assert (found.changed["cells", "value"], found.changed["cells", "status"]) == (2, 1)
    assert found.turned == {("cells", "status", "published", "missing"): 1}
    assert [(cell.before, cell.after) for cell in found.reread] == [
        (("published", 0.0), ("missing", None)),
        (("published", 0.0), ("published", 7.0)),
    ]
    text = to_markdown(found)
    assert "- 2 other values, 1 other statuses" in text
    assert "| published | missing | 1 |" in text
    assert "0 (published) | (missing) |" in text


def test_raw_text_alone_moves_no_number_and_is_told(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, CELLS, raw=lambda old: ["x", None, *old[2:]])
    found = diff(one, other)
    assert (found.values_moved, found.changed) == (0, {("cells", "raw"): 2})
    assert "| `cells.raw` | 2 |" in to_markdown(found)


def test_findings_are_told_by_code_and_coverage_by_state(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document(findings=["row_lost", "row_sum"])}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, "findings.parquet", code=lambda old: ["flow", old[1]])
    change(other, "coverage.parquet", state=lambda old: ["refused"])
    found = diff(one, other)
    assert found.noted == {("findings", "code"): {"flow": (1, 0), "row_lost": (0, 1)}}
    assert found.turned == {("coverage", "state", "read", "refused"): 1}
    text = to_markdown(found)
    assert "| flow | 1 | 0 |" in text
    assert "| read | refused | 1 |" in text


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"name": ["溪云县统计局"]}, "溪云县统计局"),
        (
            {"name": ["溪云县统计和数据局"], "aliases": ["溪云统计 (2014-2015);溪云县统计局 (2019)"]},
            "溪云县统计局",
        ),
        ({"name": ["溪云县财政局"]}, None),
    ],
    ids=["the same name", "an alias", "another body"],
)
def test_a_body_whose_id_changed_is_named(
    fill: Fill, tmp_path: Path, names: dict[str, list[str]], told: str | None
) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = copy(one, "v2026.2")
    new = "990101:数据局"
    edits = {name: lambda old, values=values: values for name, values in names.items()}
    change(other, "organizations.parquet", organization_id=lambda old: [new], **edits)
    found = diff(one, other)
    assert found.rows["organizations"] == (1, 1)
    assert found.renamed == ([(told, "990101:统计局", new)] if told else [])
    assert (f"| {told} | 990101:统计局 | {new} |" in to_markdown(found)) == bool(told)


def test_a_renamed_body_keeps_its_row(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, "organizations.parquet", name=lambda old: ["溪云县数据局"])
    found = diff(one, other)
    assert (found.rows["organizations"], found.changed) == ((0, 0), {("organizations", "name"): 1})


def test_a_renamed_column_is_compared_with_itself(
    fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make(fill({URL: document(cells={TOTAL: 3})}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, PANEL, requests_received_total=lambda old: [4])
    for path, name in ((PANEL, TOTAL), (CELLS, "where")):
        table = pq.read_table(other / path, partitioning=None)
        pq.write_table(table.rename_columns({name: f"new_{name}"}), other / path)
    rows = [Renamed("indicators", TOTAL, f"new_{TOTAL}", "1.1", date(2027, 1, 1))]
    rows += [Renamed("cells", "where", "new_where", "1.1", date(2027, 1, 1))]
    change(other, CELLS, indicator=lambda old: [f"new_{TOTAL}" if name == TOTAL else name for name in old])
    monkeypatch.setattr("gongkai.diff_schema.read_renamed", lambda: rows)
    found = diff(one, other)
    assert found.schema == [
        "column `cells.where` is called `new_where`",
        f"column `indicators.{TOTAL}` is called `new_{TOTAL}`",
    ]
    assert [(one.indicator, one.before, one.after) for one in found.examples] == [(f"new_{TOTAL}", 3.0, 4.0)]
    assert (found.rows["cells"], found.changed) == ((0, 0), {})


def test_rows_of_every_table_that_both_have_are_compared(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document(sections={"overview": "文"})}), tmp_path)
    other = copy(one, "v2026.2")
    change(other, "narratives.parquet", text=lambda old: ["另"])
    change(other, "reports.parquet", year=lambda old: [None], title=lambda old: ["另"])
    found = diff(one, other)
    assert found.changed == {("narratives", "text"): 1, ("reports", "title"): 1, ("reports", "year"): 1}
    assert found.values_moved == 0


def test_a_year_that_came_and_one_that_went_are_rows(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    other = copy(one, "v2026.2")
    (other / "cells/year=2020").rename(other / "cells/year=2021")
    found = diff(one, other)
    assert (found.rows["cells"], found.schema, found.values_moved) == ((198, 198), [], 0)


def test_equal_releases_differ_in_nothing(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    found = diff(one, one)
    assert (found.schema, found.values_moved) == ([], 0)
    assert set(found.rows.values()) == {(0, 0)}
    assert "No number that both releases have" in to_markdown(found)


def test_the_first_release_says_so(fill: Fill, tmp_path: Path) -> None:
    one = make(fill({URL: document()}), tmp_path)
    assert "first release" in (one / "CHANGES.md").read_text(encoding="utf-8")


def test_a_folder_that_is_no_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no release"):
        diff(tmp_path, tmp_path)
