from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import handmade
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import NOON, document

from gongkai.diffing import READ_ANEW, RESTATED, diff, to_markdown
from gongkai.errors import DatasetError
from gongkai.pipeline import build
from gongkai.validation import Outcome
from scraper.archive import Archive

Fill = Callable[..., Archive]
TOTAL = "requests_received_total"
URL = "http://a.example/1.html"


def make(archive: Archive, tmp_path: Path) -> Path:
    return build(archive, tmp_path / "dataset", parse=handmade.parse).release.path


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
