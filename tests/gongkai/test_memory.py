"""A build's peak memory does not grow with the number of reports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BUILD = """
import resource, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import parsers
from gongkai.pipeline import build
from scraper.archive import Archive, Hints

folder, count, sample = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_bytes()
report = parsers.parse(sample)

def named(data, *, content_type=None, url=None):
    number = url.rpartition("/")[2]
    cells = tuple(replace(cell, where=cell.where and f"{cell.where} {number}") for cell in report.cells)
    source = replace(report.source, url=url)
    year = 2019 + int(number) % 6
    return replace(report, source=source, organization=f"第{number}局", year=year, cells=cells)

archive = Archive(folder / "archive")
with archive.writer() as writer:
    for number in range(count):
        writer.write_resource(
            url=f"http://127.0.0.1/{number}", body=b"%d" % number, content_type="text/html",
            fetched_at=datetime(2026, 1, 2, tzinfo=UTC), hints=Hints(division_code="990101"),
        )
summary = build(archive, folder / "dataset", parse=named)
assert summary.documents == count, summary
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "broken-sum.html"
ROOM = 60  # MiB; the rows of a report take about 0.2 MiB in memory, so 500 held back would show


def peak(folder: Path, count: int) -> int:
    """Peak memory of a process that builds `count` reports, in MiB."""
    command = [sys.executable, "-c", BUILD, str(folder), str(count), str(SAMPLE)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_six_hundred_reports_take_the_memory_of_a_hundred(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few", 100), peak(tmp_path / "many", 600)
    assert many - few < ROOM, (few, many)


@pytest.mark.soak
def test_ten_thousand_reports_take_the_memory_of_a_thousand(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few", 1000), peak(tmp_path / "many", 10_000)
    assert many - few < ROOM, (few, many)
