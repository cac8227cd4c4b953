"""The numbers behind the sample site: identities, carry-overs, forms, and the special reports."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from gongkai.samplesite import SampleSite, TruthReport
from gongkai.samplesite.annex import INDICATORS, SUMS
from gongkai.samplesite.bodies import BODIES, COUNTIES, YEARS, find_body, parts_of
from gongkai.samplesite.layout import indicators
from gongkai.samplesite.numbers import Figures, add_up, yearly_figures
from gongkai.samplesite.truth import broken_identities

CODEBOOK = Path(__file__).parents[2] / "data" / "reference" / "codebook.csv"
with CODEBOOK.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


@pytest.fixture(scope="module")
def truths() -> list[TruthReport]:
    return SampleSite().truth()


def of_form(form: str) -> set[str]:
    return {row["indicator"] for row in ROWS if form in row["forms"].split(";")}


def by_codebook(cells: Figures, form: str) -> set[str]:
    """Broken identities by the codebook's rows and columns alone, independent of the site's own list."""
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for row in ROWS:
        if form in row["forms"].split(";") and row["table"] in ("requests", "disputes"):
            table[row["row"]][row["column"]] = cells[row["indicator"]]
    broken = set()
    for name, row in table.items():
        is_dispute = name in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
        if sum(row.values()) != 2 * row["total"]:
            broken.add("dispute_sum" if is_dispute else "row_sum")
    framing = ("received", "carried_in", "carried_out", "handled_total")
    outcomes = [row for name, row in table.items() if name not in framing and "natural_person" in row]
    for column in table["received"]:
        handled = table["handled_total"][column]
        if sum(row[column] for row in outcomes) != handled:
            broken.add("results_sum")
        opened = table["received"][column] + table["carried_in"][column]
        if opened != handled + table["carried_out"][column]:
            broken.add("flow")
    return broken


@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
def test_the_layouts_have_the_cells_of_the_codebook(form: str) -> None:
    assert set(indicators(form)) == of_form(form)
    assert len(list(indicators(form))) == len(of_form(form))


def test_the_list_of_2014_adds_up_rows_of_its_own() -> None:
    assert set(SUMS) < set(INDICATORS)
    assert {part for parts in SUMS.values() for part in parts} < set(INDICATORS)


def test_every_drawn_report_keeps_its_identities() -> None:
    for body in BODIES:
        for year, figures in yearly_figures(body).items():
            assert by_codebook(figures, "2019" if year < 2021 else "2021") == set(), (body.name, year)


@pytest.mark.parametrize(
    ("indicator", "codes"),
    [
        ("requests_received_total", {"row_sum", "flow"}),
        ("requests_granted_business", {"row_sum", "results_sum"}),
        ("requests_handled_total_total", {"row_sum", "results_sum", "flow"}),
        ("disputes_litigation_direct_pending", {"dispute_sum"}),
    ],
)
def test_a_changed_cell_breaks_them(indicator: str, codes: set[str]) -> None:
    figures = yearly_figures(find_body("鹭洲县教育局"))[2022]
    figures[indicator] += 1
    assert by_codebook(figures, "2021") == codes
    assert broken_identities(figures, "2021") == codes


def test_open_requests_stocks_and_items_carry_over() -> None:
    for body in BODIES:
        years = yearly_figures(body)
        for year in range(body.first, body.last):
            before, after = years[year], years[year + 1]
            for column in ("natural_person", "business", "other_organization", "total"):
                out, come_in = f"requests_carried_out_{column}", f"requests_carried_in_{column}"
                assert before[out] == after[come_in], (body.name, year, column)
            if year > 2020:
                doc = "proactive_normative_documents_"
                stock = before[doc + "in_force"] + after[doc + "issued"] - after[doc + "repealed"]
                assert stock == after[doc + "in_force"] >= 0
        if body.first == 2019:
            items = "proactive_licensing_items_"
            handed_on = years[2019][items + "last_year"] + years[2019][items + "change"]
            assert handed_on == years[2020][items + "last_year"]


def test_a_merged_body_goes_on_where_the_two_stopped() -> None:
    merged = yearly_figures(find_body("枫桐县文化和旅游局"))
    before = [yearly_figures(find_body(name))[2020] for name in ("枫桐县文化局", "枫桐县旅游局")]
    assert sorted(merged) == [2021, 2022, 2023, 2024]
    handed_on = sum(figures["requests_carried_out_total"] for figures in before)
    assert merged[2021]["requests_carried_in_total"] == handed_on > 0


def test_a_government_adds_up_its_parts() -> None:
    government = BODIES[0]
    figures = yearly_figures(government)[2021]
    parts = add_up(yearly_figures(part)[2021] for part in parts_of(government))
    assert figures == parts
    assert figures["requests_received_total"] > yearly_figures(BODIES[1])[2021]["requests_received_total"] > 0


def test_a_government_adds_up_the_parts_that_there_are() -> None:
    government = find_body("枫桐县人民政府")
    for year, count in ((2020, 12), (2021, 11)):
        parts = [part for part in parts_of(government) if part.reports_on(year)]
        assert len(parts) == count
        assert yearly_figures(government)[year] == add_up(yearly_figures(part)[year] for part in parts)


def test_governments_say_whose_numbers_they_add_up(truths: list[TruthReport]) -> None:
    for truth in truths:
        assert bool(truth.members) == (truth.kind == "government")
        known = {one.organization_id for one in truths if one.year == truth.year}
        assert known.issuperset(truth.members) or truth.year == 2022  # one member is missing then


def test_numbers_have_a_long_tail() -> None:
    received = sorted(
        figures["requests_received_total"]
        for body in BODIES
        if body.kind != "government"
        for figures in yearly_figures(body).values()
    )
    assert received.count(0) > len(received) // 5
    assert received[len(received) // 2] <= 5
    assert received[-1] > 200


def test_there_are_enough_bodies_of_every_kind(truths: list[TruthReport]) -> None:
    kinds = {"government", "office", "department", "town", "street", "zone"}
    for county in COUNTIES:
        bodies = [body for body in BODIES if body.county == county]
        assert len(bodies) >= 8
        assert {body.kind for body in bodies} == kinds
    due = sum(body.reports_on(year) for body in BODIES for year in YEARS)
    assert len(truths) == due - 1 + 1 + 2  # one year is missing, one town is real, two have another address
    once = [truth for truth in truths if not truth.again]
    assert len({(truth.organization_id, truth.year) for truth in once}) == len(once) == len(truths) - 2


def test_truth_has_every_cell_of_its_form(truths: list[TruthReport]) -> None:
    for truth in truths:
        cells = truth.cells.keys() | truth.hidden.keys()
        assert not truth.cells.keys() & truth.hidden.keys()
        if "mixed_forms" not in truth.expected_findings:
            assert cells == of_form(truth.form), truth.path
        assert truth.form == ("2019" if truth.year < 2021 else "2021")


def test_printed_truth_keeps_its_identities_but_where_a_finding_says_so(truths: list[TruthReport]) -> None:
    sums = {"row_sum", "results_sum", "flow", "dispute_sum"}
    for truth in truths:
        figures = {key: value or 0 for key, value in (truth.cells | truth.hidden).items()}
        layout = "mixed" if "mixed_forms" in truth.expected_findings else truth.form
        assert broken_identities(figures, layout) == sums.intersection(truth.expected_findings), truth.path


def test_the_special_reports_are_there(truths: list[TruthReport]) -> None:
    met = Counter(code for truth in truths for code in truth.expected_findings)
    assert met.keys() == {
        *("row_sum", "flow", "dispute_sum", "mixed_forms"),
        *("row_unlabelled", "row_lost", "cell_lost", "section_missing", "contradicts_narrative"),
    }
    assert ("鹭洲县苇湾镇人民政府", 2022) not in {(truth.organization, truth.year) for truth in truths}
    slashes = [truth for truth in truths if truth.organization == "鹭洲县鹭鸣街道办事处"]
    assert len(slashes) == 6
    assert all(None in truth.cells.values() for truth in slashes)


def test_the_mixed_report_prints_the_one_row_and_not_its_three(truths: list[TruthReport]) -> None:
    (mixed,) = (truth for truth in truths if "mixed_forms" in truth.expected_findings)
    assert (mixed.year, mixed.form) == (2024, "2021")
    one_row = {key for key in of_form("2019") - of_form("2021") if key.startswith("requests_other_")}
    three_rows = {key for key in of_form("2021") - of_form("2019") if key.startswith("requests_other_")}
    assert len(one_row) == 7
    assert one_row <= mixed.cells.keys()
    assert len(three_rows) == 21
    assert not three_rows & (mixed.cells.keys() | mixed.hidden.keys())


def test_the_real_town_is_all_zeros_and_six_blanks(truths: list[TruthReport]) -> None:
    (town,) = (truth for truth in truths if truth.division_code == "152922")
    assert (town.organization_id, town.year, town.form) == ("152922:巴丹吉林镇人民政府", 2020, "2019")
    assert Counter(town.cells.values()) == {0: 192, None: 6}
    assert town.damaged
    assert {"row_unlabelled", "section_missing"} == set(town.expected_findings)


def test_the_second_state_changes_two_reports_and_the_third_takes_one_back(
    truths: list[TruthReport],
) -> None:
    changed = {}
    for state in (2, 3):
        for old, new in zip(truths, SampleSite(state=state).truth(), strict=True):
            if old != new:
                assert (old.path, old.expected_findings) == (new.path, new.expected_findings)
                count = sum(old.cells[key] != new.cells[key] for key in old.cells)
                changed[state, new.organization, new.year] = count
    assert changed == {
        (2, "鹭洲县教育局", 2023): 6,
        (2, "枫桐县教育局", 2022): 5,
        (3, "鹭洲县教育局", 2023): 6,
    }


def test_names_and_kinds_are_those_of_the_year(truths: list[TruthReport]) -> None:
    farming = [one for one in truths if one.organization in ("枫桐县农牧业局", "枫桐县农业农村局")]
    assert sorted((one.year, one.organization_id) for one in farming) == [
        (year, "990103:农牧业局") for year in YEARS
    ]
    assert {one.year for one in farming if one.organization == "枫桐县农牧业局"} == {2019, 2020}
    assert all(one.organization in one.title for one in truths)
    kinds = {one.year: one.kind for one in truths if "石桐" in one.organization}
    assert [kinds[year] for year in YEARS] == ["town"] * 4 + ["street"] * 2


def test_two_reports_print_other_numbers_than_their_own(truths: list[TruthReport]) -> None:
    by_place = {(one.organization, one.year): one for one in truths}
    for copy, source in (
        (("枫桐县卫生健康局", 2024), ("枫桐县人力资源和社会保障局", 2024)),
        (("鹭洲县住房和城乡建设局", 2023), ("鹭洲县住房和城乡建设局", 2022)),
    ):
        assert by_place[copy].cells == by_place[source].cells
        assert sum(bool(value) for value in by_place[copy].cells.values()) >= 8


def test_the_texts_of_two_reports_contradict_their_tables(truths: list[TruthReport]) -> None:
    said = {(one.organization, one.year): one for one in truths if one.said}
    assert sorted(said) == [("枫桐县人力资源和社会保障局", 2021), ("鹭洲县财政局", 2021)]
    received = "requests_received_total"
    for one in said.values():
        assert one.said.keys() == {received}
        assert one.said[received] != one.cells[received]
    for one in truths:
        assert one.expected_findings.count("contradicts_narrative") == len(one.said)


def test_one_second_address_agrees_and_one_does_not(truths: list[TruthReport]) -> None:
    pairs = {}
    for again in (one for one in truths if one.again):
        (first,) = (
            one for one in truths if not one.again and (one.title, one.year) == (again.title, again.year)
        )
        assert (first.organization_id, first.host_index) == (again.organization_id, again.host_index)
        assert first.path != again.path
        pairs[again.organization] = first.cells == again.cells
    assert pairs == {"枫桐县卫生健康局": True, "枫桐县教育局": False}


def test_money_is_printed_with_and_without_a_unit(truths: list[TruthReport]) -> None:
    amount = "proactive_procurement_amount"
    units = {truth.units[amount] for truth in truths if amount in truth.units}
    assert units == {None, "元", "万元"}
    fees = [truth.cells.get("proactive_fees_amount") for truth in truths]
    assert any(isinstance(fee, float) for fee in fees)
