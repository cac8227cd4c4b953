"""A real town's report: a cell a line, labels, headers and numbers lost; and its re-typed page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gongkai.samplesite import SampleSite
from parsers import Report, parse
from parsers.report import Code, Status

REPORTS = Path(__file__).parents[2].parent / "shared" / "reports"
TOWN = REPORTS / "badanjilin-2020.txt"
BLANK_TOTALS = {
    f"requests_{row}_total"
    for row in ("refused_state_secret", "refused_other_law", "unable_not_held", "unable_needs_creation")
}
PROCUREMENT = {"proactive_procurement_projects", "proactive_procurement_amount"}
UNLABELLED = ("refused_state_secret", "refused_other_law")


@pytest.fixture(scope="module")
def town() -> Report:
    if not TOWN.exists():
        pytest.skip("the report of the town is kept beside the repository and is not there")
    return parse(TOWN.read_bytes())


def check_cells(report: Report) -> None:
    """198 cells: 192 zeros, 6 blanks, four of them with an implied 0; none missing."""
    cells = {cell.indicator: cell for cell in report.cells}
    assert Counter(cell.status for cell in report.cells) == {Status.PUBLISHED: 192, Status.BLANK: 6}
    assert {cell.value for cell in report.cells if cell.status is Status.PUBLISHED} == {0}
    assert {n for n, cell in cells.items() if cell.status is Status.BLANK} == BLANK_TOTALS | PROCUREMENT
    assert {cells[name].implied for name in BLANK_TOTALS} == {0}
    assert {cells[name].implied for name in PROCUREMENT} == {None}


def check_labels(report: Report) -> None:
    found = [f for f in report.findings if f.code is Code.ROW_UNLABELLED]
    assert [{n.rpartition("_")[0] for n in f.indicators} for f in found] == [
        {f"requests_{row}" + suffix for suffix in ("_natural", "_public", "_legal", "_other", "")}
        for row in UNLABELLED
    ]


def test_the_cells_are_those_of_its_annotation(town: Report) -> None:
    truth = json.loads(TOWN.with_suffix(".json").read_text(encoding="utf-8"))
    assert {cell.indicator: cell.value for cell in town.cells} == truth["cells"]
    check_cells(town)


def test_it_names_its_body_year_and_form(town: Report) -> None:
    truth = json.loads(TOWN.with_suffix(".json").read_text(encoding="utf-8"))
    read = {name: getattr(town, name) for name in ("organization", "year", "form", "title")}
    assert read == {name: truth[name] for name in read}
    assert (town.organization, town.year, town.form) == ("阿拉善右旗巴丹吉林镇人民政府", 2020, "2019")


def test_it_has_five_sections_and_says_that_the_sixth_is_not_there(town: Report) -> None:
    assert [s.section for s in town.sections] == ["overview", "proactive", "requests", "disputes", "problems"]
    (finding,) = [f for f in town.findings if f.code is Code.SECTION_MISSING]
    assert "其他需要报告的事项" in finding.message_zh


def test_two_rows_without_a_label_are_all_else_that_is_odd(town: Report) -> None:
    codes = Counter(finding.code for finding in town.findings)
    assert codes == {Code.ROW_UNLABELLED: 2, Code.SECTION_MISSING: 1}
    check_labels(town)


def test_its_sections_hold_prose_and_no_cells(town: Report) -> None:
    text = {s.section: s.text for s in town.sections}
    assert text["proactive"].startswith("二、主动公开")
    assert not [line for s in town.sections for line in s.text.split("\n") if line.strip() == "0"]
    assert len(text["overview"]) > 1000


@pytest.fixture(scope="module")
def retyped() -> list[Report]:
    site = SampleSite()
    truths = [t for t in site.truth() if t.organization == "阿拉善右旗巴丹吉林镇人民政府"]
    pages = [site.page(t.host_index, t.path) for t in truths]
    return [parse(page.body, content_type=dict(page.headers)["Content-Type"]) for page in pages]


def test_the_sample_site_re_types_its_figures_with_the_same_damage(retyped: list[Report]) -> None:
    (report,) = retyped
    assert (report.organization, report.year, report.form) == ("阿拉善右旗巴丹吉林镇人民政府", 2020, "2019")
    check_cells(report)
    check_labels(report)


def test_the_parser_does_not_know_the_town() -> None:
    package = Path(__file__).parents[2] / "parsers"
    sources = [*package.rglob("*.py"), *package.rglob("*.toml")]
    assert len(sources) > 10
    assert not [path for path in sources if "巴丹吉林" in path.read_text(encoding="utf-8")]
