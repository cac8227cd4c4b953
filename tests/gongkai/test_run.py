"""The whole job on the sample site, against the numbers that the site was made from."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from rich.console import Console

from gongkai import running
from gongkai.cli import main
from gongkai.errors import InputError
from gongkai.load import Dataset, open_dataset
from gongkai.progress import Silent
from gongkai.samplesite import SampleSite, TruthReport

FETCHES_BEFORE_STOP = 8


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("whole") / "data"
    assert main(["--data", str(folder), "--quiet", "run"]) == 0
    return folder


@pytest.fixture(scope="module")
def dataset(data: Path) -> Dataset:
    return open_dataset(data)


ALLOWED = [one for one in SampleSite().truth() if one.allowed]
BODY_YEARS = {(one.organization_id, one.year) for one in ALLOWED}


@pytest.fixture(scope="module")
def truth(dataset: Dataset) -> dict[tuple[str, int], TruthReport]:
    """The truth of each report that the panel takes: some are published at two addresses."""
    by_path = {one.path: one for one in ALLOWED}
    urls = dataset.reports().set_index("report_id")["url"]
    frame = dataset.indicators(columns=["organization_id", "year", "report_id"])
    return {
        (row.organization_id, row.year): by_path[urlsplit(urls[row.report_id]).path]
        for row in frame.itertuples()
    }


@pytest.fixture(scope="module")
def cells(dataset: Dataset) -> dict[tuple[str, int], dict[str, Any]]:
    """The cells of each report that the panel takes, by organisation and year."""
    whole = dataset.cells(columns=["report_id", "indicator", "value", "status"]).astype(object)
    by_report: dict[str, dict[str, Any]] = {}
    for report_id, indicator, value, status in whole.itertuples(index=False):
        by_report.setdefault(report_id, {})[indicator] = {"value": value, "status": status}
    frame = dataset.indicators(columns=["organization_id", "year", "report_id"])
    return {(row.organization_id, row.year): by_report[row.report_id] for row in frame.itertuples()}


def test_every_report_that_may_be_fetched_is_in_the_panel(
    dataset: Dataset, truth: dict[tuple[str, int], TruthReport]
) -> None:
    frame = dataset.indicators()
    assert set(zip(frame["organization_id"], frame["year"], strict=True)) == BODY_YEARS
    assert len(frame) == len(BODY_YEARS)
    assert {key: (one.organization_id, one.year) for key, one in truth.items()} == {key: key for key in truth}


def test_no_number_is_wrong_and_none_is_invented(
    cells: dict[tuple[str, int], dict[str, Any]], truth: dict[tuple[str, int], TruthReport]
) -> None:
    wrong = [
        (*key, indicator, cell["value"])
        for key, found in cells.items()
        for indicator, cell in found.items()
        if not pd.isna(cell["value"])
        and cell["value"] != {**truth[key].hidden, **truth[key].cells}.get(indicator)
    ]
    assert wrong == []


def test_undamaged_reports_are_read_whole(
    cells: dict[tuple[str, int], dict[str, Any]], truth: dict[tuple[str, int], TruthReport]
) -> None:
    lost = [
        (*key, indicator)
        for key, report in truth.items()
        if not report.damaged
        for indicator, value in report.cells.items()
        if cells[key][indicator]["status"] != ("blank" if value is None else "published")
    ]
    assert lost == []


def test_expected_findings_are_there(dataset: Dataset, truth: dict[tuple[str, int], TruthReport]) -> None:
    found = dataset.findings()
    by_report: dict[str, set[str]] = {}
    for report_id, code in zip(found["report_id"], found["code"], strict=True):
        by_report.setdefault(report_id, set()).add(code)
    for row in dataset.indicators(columns=["organization_id", "year", "report_id"]).itertuples():
        wanted = set(truth[(row.organization_id, row.year)].expected_findings)
        assert wanted <= by_report.get(row.report_id, set())


def test_bodies_have_their_kind_and_county(
    dataset: Dataset, truth: dict[tuple[str, int], TruthReport]
) -> None:
    found = dataset.organizations().set_index("organization_id")
    newest = {report.organization_id: report.kind for _, report in sorted(truth.items())}
    assert dict(found["kind"]) == newest
    assert set(found["county"]) == {"溪云县", "鹭洲县", "枫桐县", "阿拉善右旗"}


def test_the_panel_agrees_with_the_cells(
    dataset: Dataset, cells: dict[tuple[str, int], dict[str, Any]]
) -> None:
    frame = dataset.indicators(columns=["organization_id", "year", "requests_received_total"])
    for row in frame.itertuples():
        cell = cells[(row.organization_id, row.year)]["requests_received_total"]
        assert pd.isna(row.requests_received_total) == pd.isna(cell["value"])
        assert pd.isna(cell["value"]) or row.requests_received_total == cell["value"]


def test_a_second_run_fetches_nothing_anew(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    versions = len(open_dataset(data).reports())
    assert main(["--data", str(data), "run"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Fetched: 0 new or changed reports, \d\d+ unchanged", out)
    assert "2 x robots_disallow" in out
    shown = re.findall(r"^ {4}(http://127\.0\.0\.1:\d+/\S+): robots_disallow$", out, re.MULTILINE)
    newest = max((data / "runs").iterdir()) / "run_summary.json"
    named = json.loads(newest.read_text(encoding="utf-8"))["crawl"]["unfetched"]
    assert named == [[url, "robots_disallow"] for url in shown]
    assert len(named) == 2
    assert len(open_dataset(data).reports()) == versions


def command(data: Path) -> list[str]:
    return [sys.executable, "-m", "gongkai", "--data", str(data), "--workers", "1", "run", "--json"]


def stored(lines: IO[str]) -> Iterator[str]:
    return (line for line in lines if json.loads(line)["kind"] == "stored")


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _hold(port: int) -> AbstractContextManager[object]:
    """The port in use: by us, or by the process that took it first."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return nullcontext()


def test_taken_ports_are_left_and_the_next_are_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], free_port: int
) -> None:
    monkeypatch.setattr(running, "SAMPLE_PORT", free_port)
    reporter = Silent(Console(), quiet=False)
    with (
        _hold(free_port + 1),
        running.open_sources(None, reporter) as sources,
    ):
        ports = {int(source.url.split(":")[2].split("/")[0]) for source in sources}
    first = min(ports)
    taken = range(free_port, first, 3)  # one block at the least; another test may hold a port of the next
    assert taken
    assert (first - free_port) % 3 == 0
    out = capsys.readouterr().out
    assert all(f"A port from {port} to {port + 2} is taken" in out for port in taken)
    assert f"ports {first} to {first + 2}." in out


def test_no_free_ports_at_all_is_said(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setattr(running, "SAMPLE_PORT", free_port)
    monkeypatch.setattr(running, "SAMPLE_BLOCKS", 1)
    with (
        socket.create_server(("127.0.0.1", free_port)),
        pytest.raises(InputError, match="no free ports"),
        running.open_sources(None, Silent(Console(), quiet=True)),
    ):
        pass


def stop_after_some(data: Path, number: int) -> int:
    """Start a run, send it a signal, look at its last words; how many reports it stored."""
    with subprocess.Popen(
        command(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        events = stored(process.stdout)
        for _ in range(FETCHES_BEFORE_STOP):
            next(events)
        os.kill(process.pid, number)
        rest, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    said, resume = errors.splitlines()[-2:]
    assert re.fullmatch(r"stopped while fetching: \d+ reports kept, at least \d+ addresses to go\.", said)
    assert re.fullmatch(r"To go on: .*gongkai --data \S+ --workers 1 run --json", resume)
    assert not (data / "dataset" / "current").exists()
    (summary,) = (data / "runs").glob("*/run_summary.json")
    assert json.loads(summary.read_text(encoding="utf-8"))["crawl"]["interrupted"] is True
    return FETCHES_BEFORE_STOP + len(list(stored_lines(rest)))


def test_sigterm_stops_a_run_cleanly(tmp_path: Path) -> None:
    stop_after_some(tmp_path / "data", signal.SIGTERM)


def test_a_run_stopped_by_ctrl_c_is_completed_by_running_it_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = stop_after_some(data, signal.SIGINT)
    done = subprocess.run(
        command(data), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    after = len(list(stored_lines(done.stdout)))
    assert before + after == len(ALLOWED)
    assert len(open_dataset(data).indicators(columns=["year"])) == len(BODY_YEARS)


def stored_lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if json.loads(line)["kind"] == "stored")
