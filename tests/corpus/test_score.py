"""The scorer itself: a perfect parser scores full marks, and each kind of fault is counted as that fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.score import main, score, site_documents
from gongkai.corpus import Document, check, parse_document, score_corpus
from gongkai.corpus.checking import Parse, timed
from gongkai.corpus.floors import raised, render_tallies, tallies_as_json, undercut
from gongkai.corpus.scoring import Tally, compare
from gongkai.corpus.truth import Truth, truth_of
from gongkai.samplesite import SampleSite
from parsers.report import Cell, Code, Finding, Report, Severity, Source, Status

SITE = SampleSite()
DOCUMENTS = list(site_documents(SITE))
TRUTHS = [truth_of(truth) for truth in SITE.truth()]
PLAIN = next(
    truth for truth in TRUTHS if not truth.hidden and not truth.units and not truth.expected_findings
)
ROW_LOST = next(truth for truth in TRUTHS if "row_lost" in truth.expected_findings)
BLANK = next(truth for truth in TRUTHS if truth.organization == "鹭洲县鹭鸣街道办事处")
TOTAL = "requests_received_total"


def perfect(truth: Truth) -> Report:
    """The report that a parser without a fault would return."""
    cells = [
        Cell(key, value, Status.BLANK if value is None else Status.PUBLISHED, unit=truth.units.get(key))
        for key, value in truth.cells.items()
    ]
    cells += [Cell(key, value, Status.RECOVERED) for key, value in truth.hidden.items()]
    cells += [Cell(key, None, Status.UNREADABLE) for key in truth.doubts]
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


def changed(truth: Truth, indicator: str, **changes: object) -> Tally:
    report = perfect(truth)
    cells = tuple(replace(cell, **changes) if cell.indicator == indicator else cell for cell in report.cells)
    return compare(replace(report, cells=cells), truth)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"{truth.organization}{truth.year}")
def test_a_perfect_report_has_full_marks(truth: Truth) -> None:
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
    tally = changed(PLAIN, TOTAL, value=987654)
    assert (tally.wrong, tally.read) == (1, tally.cells - 1)


def test_another_unit_is_wrong() -> None:
    truth = next(truth for truth in TRUTHS if truth.units.get("proactive_procurement_amount") == "万元")
    assert changed(truth, "proactive_procurement_amount", unit="元").wrong == 1
    bare = next(truth for truth in TRUTHS if truth.units.get("proactive_procurement_amount", "") is None)
    assert changed(bare, "proactive_procurement_amount", unit="元").wrong == 1


def test_an_unread_cell_costs_recall_only() -> None:
    tally = changed(PLAIN, TOTAL, value=None, status=Status.MISSING)
    assert (tally.faults, tally.cells - tally.read) == (0, 1)


def test_a_value_for_a_blank_is_invented_and_a_missing_blank_is_unread() -> None:
    indicator = next(key for key, value in BLANK.cells.items() if value is None)
    assert changed(BLANK, indicator, value=0, status=Status.PUBLISHED).invented == 1
    missed = changed(BLANK, indicator, status=Status.MISSING)
    assert (missed.invented, missed.cells - missed.read) == (0, 1)


def test_a_blank_may_be_recovered_as_the_figure_behind_it_only() -> None:
    truth = Truth({TOTAL: None}, behind={TOTAL: 0})
    forced = changed(truth, TOTAL, value=0, status=Status.RECOVERED)
    assert (forced.faults, forced.read) == (0, 0)
    assert changed(truth, TOTAL, value=4, status=Status.RECOVERED).invented == 1
    assert changed(truth, TOTAL, value=0, status=Status.PUBLISHED).invented == 1


def test_a_hidden_cell_may_be_recovered_but_not_published() -> None:
    indicator = next(key for key, value in ROW_LOST.hidden.items() if value)
    assert changed(ROW_LOST, indicator, status=Status.PUBLISHED).invented == 1
    assert changed(ROW_LOST, indicator, value=77).wrong == 1
    missed = changed(ROW_LOST, indicator, value=None, status=Status.MISSING)
    assert (missed.faults, missed.hidden - missed.recovered) == (0, 1)


def test_recovered_values_are_judged_only_where_the_sums_hold() -> None:
    truth = Truth({}, hidden={TOTAL: 5}, sums_hold=False)
    assert compare(perfect(truth), truth) == Tally(documents=1)
    assert changed(truth, TOTAL, value=77) == Tally(documents=1)
    assert changed(truth, TOTAL, status=Status.PUBLISHED).invented == 1


def test_an_equal_neighbour_excuses_its_own_value_only() -> None:
    truth = Truth({}, hidden={TOTAL: 5}, excused=frozenset({TOTAL}))
    assert changed(truth, TOTAL, status=Status.PUBLISHED).faults == 0
    assert changed(truth, TOTAL, status=Status.PUBLISHED, value=6).invented == 1


def test_a_cell_in_doubt_may_be_unread_or_read_as_the_one_acceptable_value() -> None:
    truth = Truth({}, doubts={TOTAL: 12})
    assert compare(perfect(truth), truth) == Tally(documents=1)
    assert changed(truth, TOTAL, value=12, status=Status.PUBLISHED).faults == 0
    assert changed(truth, TOTAL, value=1, status=Status.PUBLISHED).wrong == 1
    assert changed(Truth({}, doubts={TOTAL: None}), TOTAL, value=0, status=Status.PUBLISHED).wrong == 1


def test_a_cell_of_no_form_of_the_page_is_invented() -> None:
    report = perfect(PLAIN)
    extra = Cell("requests_of_nobody", 3, Status.PUBLISHED)
    assert compare(replace(report, cells=(*report.cells, extra)), PLAIN).invented == 1


def test_names_and_findings_are_compared() -> None:
    assert PLAIN.year is not None
    assert compare(replace(perfect(PLAIN), year=PLAIN.year + 1), PLAIN).misnamed == 1
    assert compare(replace(perfect(PLAIN), title=f"{PLAIN.title}来源"), PLAIN).misnamed == 1
    assert compare(replace(perfect(PLAIN), title="x"), replace(PLAIN, title=None)).misnamed == 0
    assert compare(replace(perfect(ROW_LOST), findings=()), ROW_LOST).unsaid == 1
    alarm = Finding(Code.FLOW, Severity.ERROR, "", "")
    assert compare(replace(perfect(PLAIN), findings=(alarm,)), PLAIN).alarms == 1
    assert (
        compare(replace(perfect(PLAIN), findings=(alarm,)), replace(PLAIN, tolerated=("flow",))).alarms == 0
    )


def by_address(documents: list[Document]) -> Parse:
    """A perfect parser that knows the documents."""
    truths = {(document.address, document.data): document.truth for document in documents}
    return lambda data, content_type, address: perfect(truths[address, data])


def test_the_table_and_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.score.corpus", lambda: iter(DOCUMENTS[:3]))
    parse = by_address(DOCUMENTS)
    assert main([], folder=tmp_path, parse=parse) == 1  # no floors yet
    assert "no floor is set" in capsys.readouterr().err
    assert main(["--raise-floors"], folder=tmp_path, parse=parse) == 0
    table = capsys.readouterr().out
    assert table.splitlines()[0].split()[1:4] == ["docs", "cells", "recall"]
    assert [line.split()[1] for line in table.splitlines() if line.startswith("all ")] == [
        str(len(DOCUMENTS)),
        "3",
    ]
    assert json.loads((tmp_path / "floors.json").read_text())
    assert len(json.loads((tmp_path / "baseline.json").read_text())) in (1, 2, 3)


def test_floors_complain_and_only_rise() -> None:
    tallies = score(DOCUMENTS, by_address(DOCUMENTS))
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
    assert "7/7" in render_tallies(tallies)
    assert json.loads(next(tallies_as_json(tallies)))["group"] == group


def test_faulty_documents_are_kept_with_what_was_expected(tmp_path: Path) -> None:
    document = replace(DOCUMENTS[0], name="one.html")
    wrong = perfect(replace(document.truth, cells={**document.truth.cells, TOTAL: 987654}, year=1999))
    score_corpus(lambda data, content_type, address: wrong, [document], keep=tmp_path / "kept")
    assert (tmp_path / "kept" / "one.html").read_bytes() == document.data
    fault, misnamed = json.loads((tmp_path / "kept" / "one.html.json").read_text(encoding="utf-8"))
    assert (fault["fault"], fault["indicator"], fault["got"]) == ("wrong", TOTAL, 987654)
    assert (misnamed["fault"], misnamed["got"]) == ("misnamed: year", 1999)
    score_corpus(by_address(DOCUMENTS), DOCUMENTS[:1], keep=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_check_compares_with_the_floors_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.corpus.checking.corpus", lambda series: iter(DOCUMENTS[:1]))
    group = DOCUMENTS[0].group
    assert check(by_address(DOCUMENTS), floors={group: {"recall": 1.0}}).complaints == []
    assert check(by_address(DOCUMENTS), floors={}).complaints == [f"{group}: no floor is set"]
    monkeypatch.setattr("gongkai.corpus.checking.MAX_SECONDS", -1)
    (complaint,) = check(by_address(DOCUMENTS), series=1).complaints
    assert complaint == f"{DOCUMENTS[0].address}: took 0.0 s"


def test_the_clock_of_a_document() -> None:
    seconds: dict[str, float] = {}
    clock = iter((1.0, 3.5))
    timed(by_address(DOCUMENTS), seconds, lambda: next(clock))(DOCUMENTS[0].data, None, DOCUMENTS[0].address)
    assert seconds == {DOCUMENTS[0].address: 2.5}


def test_a_refused_document_is_a_report_without_cells() -> None:
    assert parse_document(b" ", None, "file:empty.txt").cells == ()
