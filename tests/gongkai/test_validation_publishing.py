"""A build that fails a check publishes nothing, says so in a page, and ends with exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import handmade
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corruptions import set_column, write
from handmade import NOON, document

from gongkai import pipeline
from gongkai.cli import main
from scraper.archive import Archive

NAMES = ("统计局", "财政局", "教育局", "公安局", "民政局")
Fill = Callable[..., Archive]


@pytest.fixture
def data(tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a release, and pages that are not in it yet."""
    monkeypatch.setattr("parsers.parse", handmade.parse)
    monkeypatch.setenv("GONGKAI_WORKERS", "1")
    fill(reports(2020))
    assert main(["--data", str(tmp_path), "--quiet", "build"]) == 0
    fill(reports(2021), at=NOON + timedelta(days=1))
    return tmp_path


def reports(year: int) -> dict[str, bytes]:
    return {
        f"http://a.example/{name}/{year}.html": document(year=year, organization=f"溪云县{name}")
        for name in NAMES
    }


def spoil(monkeypatch: pytest.MonkeyPatch, alter: Callable[[Path], None]) -> None:
    """Let the next build write other tables than it should."""
    original: Any = pipeline.write_tables

    def write_tables(*arguments: Any) -> dict[str, int]:
        counts: dict[str, int] = original(*arguments)
        alter(arguments[-1])
        return counts

    monkeypatch.setattr(pipeline, "write_tables", write_tables)


def one_more(folder: Path) -> None:
    path = sorted(folder.glob("indicators/year=*/part-0.parquet"))[-1]
    table = pq.read_table(path, partitioning=None)
    values = [None if one is None else one + 1 for one in table.column("requests_received_total").to_pylist()]
    write(path, set_column(table, "requests_received_total", values))


def rename_all(folder: Path) -> None:
    for name, column in (("organizations", "name"), ("coverage", "organization")):
        path = folder / f"{name}.parquet"
        table = pq.read_table(path)
        write(path, set_column(table, column, ["N/A"] * table.num_rows))


def test_nothing_is_published_and_a_page_says_why(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(monkeypatch, one_more)
    assert main(["--data", str(data), "--quiet", "build"]) == 2
    assert [path.name for path in (data / "dataset").glob("v*")] == ["v2026.1"]
    assert (data / "dataset" / "current").resolve().name == "v2026.1"
    (page,) = (data / "runs").glob("*/validation.html")
    told = capsys.readouterr().err
    assert "panel_values" in told
    assert str(page) in told
    assert "the last release is whole" in told
    assert "Traceback" not in told
    found = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert (found["published"], found["compared_with"]) == (False, "v2026.1")
    monkeypatch.undo()
    assert main(["--data", str(data), "--quiet", "build"]) == 0
    assert (data / "dataset" / "current").resolve().name == "v2026.2"
    assert not (data / "dataset" / ".building").exists()


def test_what_is_accepted_is_published_and_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, rename_all)
    assert main(["--data", str(data), "--quiet", "build"]) == 2
    assert "--accept" in (next((data / "runs").glob("*/validation.html"))).read_text(encoding="utf-8")
    words = [f"--accept={check}: a trial" for check in ("names", "organizations_changed")]
    assert main(["--data", str(data), "--quiet", "build", *words]) == 0
    summaries = [json.loads(path.read_text()) for path in sorted((data / "runs").glob("*/run_summary.json"))]
    assert summaries[0]["build"]["validation"]["problems"] == []
    told = summaries[-1]["build"]["validation"]["problems"]
    assert {one["check"]: one["accepted"] for one in told} == dict.fromkeys(
        ["organizations_changed", "names"], "a trial"
    )


def test_a_check_that_cannot_be_accepted_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "build", "--accept", "panel_values: never mind"]) == 2
    assert "cannot be accepted" in capsys.readouterr().err


def test_a_reader_that_fails_is_a_problem_and_no_crash(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cut(folder: Path) -> None:
        path = folder / "ledger.parquet"
        path.unlink()
        pq.write_table(pa.table({"nothing": [1]}), path)

    spoil(monkeypatch, cut)
    assert main(["--data", str(data), "--quiet", "build"]) == 2
    assert "columns" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body",
    [
        document(form=None, year=None, organization=None, findings=["not_a_report"]),
        document(form=None),
        document(year=None),
        document(organization=None),
    ],
    ids=["no report", "no form", "no year", "nobody"],
)
def test_a_release_without_a_panel_is_published(
    tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr("parsers.parse", handmade.parse)
    monkeypatch.setenv("GONGKAI_WORKERS", "1")
    fill({"http://a.example/1": body})
    assert main(["--data", str(tmp_path), "--quiet", "build"]) == 0
    fill({"http://a.example/2": body}, at=NOON + timedelta(days=1))
    assert main(["--data", str(tmp_path), "--quiet", "build"]) == 0
