"""The scorer itself: a perfect parser scores full marks, and each kind of fault is counted as that fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.score import Tally, compare, main, raised, render, score, undercut
from gongkai.samplesite import SampleSite, TruthReport
from parsers.report import Cell, Code, Finding, Report, Severity, Source, Status

SITE = SampleSite()
BY_PATH = {(truth.host_index, truth.path): truth for truth in SITE.truth()}
TRUTHS = list(BY_PATH.values())
PLAIN = next(
    truth for truth in TRUTHS if not truth.hidden and not truth.units and not truth.expected_findings
)
ROW_LOST = next(truth for truth in TRUTHS if "row_lost" in truth.expected_findings)
BLANK = next(truth for truth in TRUTHS if truth.organization == "鹭洲县鹭鸣街道办事处")


def perfect(truth: TruthReport) -> Report:
    """The report that a parser without a fault would return."""
    cells = [
        Cell(key, value, Status.BLANK if value is None else Status.PUBLISHED, unit=truth.units.get(key))
        for key, value in truth.cells.items()
    ]
    cells += [Cell(key, value, Status.RECOVERED) for key, value in truth.hidden.items()]
    findings = tuple(Finding(Code(code), Severity.INFO, "", "") for code in truth.expected_findings)
    return Report(
        Source(None, "", None),
        organization=truth.organization,
        year=truth.year,
        form=truth.form,
        title=truth.title,
        cells=tuple(cells),
        findings=findings,
    )


def changed(truth: TruthReport, indicator: str, **changes: object) -> Tally:
    report = perfect(truth)
    cells = tuple(replace(cell, **changes) if cell.indicator == indicator else cell for cell in report.cells)
    return compare(replace(report, cells=cells), truth)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"{truth.organization}{truth.year}")
def test_a_perfect_report_has_full_marks(truth: TruthReport) -> None:
    tally = compare(perfect(truth), truth)
    assert tally == Tally(
        documents=1,
        cells=len(truth.cells),
        read=len(truth.cells),
        hidden=len(truth.hidden),
        recovered=len(truth.hidden),
    )
    assert tally.recall == 1.0


def test_another_value_is_wrong() -> None:
    tally = changed(PLAIN, "requests_received_total", value=987654)
    assert (tally.wrong, tally.read) == (1, tally.cells - 1)


def test_another_unit_is_wrong() -> None:
    truth = next(truth for truth in TRUTHS if truth.units.get("proactive_procurement_amount") == "万元")
    assert changed(truth, "proactive_procurement_amount", unit="元").wrong == 1
    bare = next(truth for truth in TRUTHS if truth.units.get("proactive_procurement_amount", "") is None)
    assert changed(bare, "proactive_procurement_amount", unit="元").wrong == 1


def test_an_unread_cell_costs_recall_only() -> None:
    tally = changed(PLAIN, "requests_received_total", value=None, status=Status.MISSING)
    assert (tally.faults, tally.cells - tally.read) == (0, 1)


def test_a_value_for_a_blank_is_invented_and_a_missing_blank_is_unread() -> None:
    indicator = next(key for key, value in BLANK.cells.items() if value is None)
    assert changed(BLANK, indicator, value=0, status=Status.PUBLISHED).invented == 1
    missed = changed(BLANK, indicator, status=Status.MISSING)
    assert (missed.invented, missed.cells - missed.read) == (0, 1)


def test_a_hidden_cell_may_be_recovered_but_not_published() -> None:
    indicator = next(key for key, value in ROW_LOST.hidden.items() if value)
    assert changed(ROW_LOST, indicator, status=Status.PUBLISHED).invented == 1
    assert changed(ROW_LOST, indicator, value=77).wrong == 1
    missed = changed(ROW_LOST, indicator, value=None, status=Status.MISSING)
    assert (missed.faults, missed.hidden - missed.recovered) == (0, 1)


def test_a_cell_of_no_form_of_the_page_is_invented() -> None:
    report = perfect(PLAIN)
    extra = Cell("requests_of_nobody", 3, Status.PUBLISHED)
    assert compare(replace(report, cells=(*report.cells, extra)), PLAIN).invented == 1


def test_names_and_findings_are_compared() -> None:
    assert compare(replace(perfect(PLAIN), year=PLAIN.year + 1), PLAIN).misnamed == 1
    assert compare(replace(perfect(PLAIN), title=f"{PLAIN.title}来源"), PLAIN).misnamed == 1
    assert compare(replace(perfect(ROW_LOST), findings=()), ROW_LOST).unsaid == 1
    alarm = Finding(Code.FLOW, Severity.ERROR, "", "")
    assert compare(replace(perfect(PLAIN), findings=(alarm,)), PLAIN).alarms == 1


def by_address(data: bytes, content_type: str | None, address: str) -> Report:
    """A perfect parser that knows the site."""
    return perfect(
        next(
            truth
            for truth in TRUTHS
            if address in (f"http://127.0.0.1{truth.path}", f"file:{truth.text_file}")
            and (address.startswith("file:") or SITE.page(truth.host_index, truth.path).body == data)
        )
    )


def test_the_table_and_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floors = tmp_path / "floors.json"
    assert main([], floors=floors, parse=by_address) == 1  # no floors yet
    assert "no floor is set" in capsys.readouterr().err
    assert main(["--raise-floors"], floors=floors, parse=by_address) == 0
    table = capsys.readouterr().out
    assert table.splitlines()[0].split()[1:4] == ["docs", "cells", "recall"]
    documents = len(TRUTHS) + len(SITE.text_files())
    assert table.splitlines()[-1].split()[:2] == ["all", str(documents)]
    assert {name: floor["recall"] for name, floor in json.loads(floors.read_text()).items() if "html" in name}


def test_floors_complain_and_only_rise() -> None:
    tallies = score(SITE, by_address)
    floors = raised(tallies, {})
    assert undercut(tallies, floors) == []
    group = next(iter(tallies))
    worse = {group: replace(tallies[group], read=tallies[group].read - 1)}
    assert undercut({**tallies, **worse}, floors) == [
        f"{group}: recall {worse[group].recall:.4f} is under its floor 1.0"
    ]
    assert raised(worse, floors)[group]["recall"] == 1.0
    assert undercut({**tallies, group: replace(tallies[group], wrong=2)}, floors) == [f"{group}: 2 wrong"]
    assert undercut({}, {group: {}}) == [f"{group}: was not scored"]
    damaged = "html flattened-i 2021 damaged"
    silent = replace(tallies[damaged], unsaid=1, recovered=0)
    complaints = undercut({**tallies, damaged: silent}, floors)
    assert complaints == [
        f"{damaged}: 1 expected findings are not there",
        f"{damaged}: recovered 0.0000 is under its floor 7",
    ]
    assert "7/7" in render(tallies)
