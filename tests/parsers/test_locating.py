"""Which cells could explain broken sums, and what the findings say of them."""

from __future__ import annotations

import random

import pytest
from papers import make_figures, make_tables, read_page

from parsers.arithmetic import solve
from parsers.forms import Identity, load_forms
from parsers.locating import Correction, Suspects, describe, locate
from parsers.report import Finding

FIGURES = {name: int(value) for name, value in make_figures("2021", 11).items()}
LEAF = "requests_not_processed_repeat_business"
TOTAL = "requests_handled_total_natural_person"


def suspects_of(**changes: int | None) -> list[Suspects]:
    return locate(load_forms()["2021"].identities, {**FIGURES, **changes})


def ways_of(**changes: int | None) -> list[dict[str, int]]:
    """The ways of the only group."""
    (group,) = suspects_of(**changes)
    return [{one.indicator: one.value for one in way} for way in group.ways]


def test_a_whole_report_has_no_suspects() -> None:
    assert suspects_of() == []


@pytest.mark.parametrize("name", [LEAF, TOTAL, "requests_received_total", "requests_handled_total_total"])
def test_one_misprinted_cell_of_table_3_is_the_only_candidate(name: str) -> None:
    assert ways_of(**{name: FIGURES[name] + 7}) == [{name: FIGURES[name]}]


def test_a_swapped_digit_in_the_total_handled() -> None:
    name = "requests_handled_total_total"
    digits = str(FIGURES[name])
    swapped = int(digits[1] + digits[0] + digits[2:])
    assert swapped != FIGURES[name]
    assert ways_of(**{name: swapped}) == [{name: FIGURES[name]}]


def test_two_independent_misprints_are_found_as_a_pair() -> None:
    other = "requests_granted_research"
    assert ways_of(**{LEAF: FIGURES[LEAF] + 3, other: FIGURES[other] + 10}) == [
        {other: FIGURES[other], LEAF: FIGURES[LEAF]}
    ]


def test_two_misprints_by_the_same_amount_can_be_explained_in_two_ways() -> None:
    other = "requests_granted_research"
    ways = ways_of(**{LEAF: FIGURES[LEAF] + 3, other: FIGURES[other] + 3})
    assert {other: FIGURES[other], LEAF: FIGURES[LEAF]} in ways
    crossed = {"requests_not_processed_repeat_research", "requests_granted_business"}
    assert [set(way) for way in ways if set(way) == crossed] or any(FIGURES[name] < 3 for name in crossed)


def test_two_misprints_in_one_row_are_found_by_their_columns() -> None:
    other = LEAF.replace("business", "research")
    assert ways_of(**{LEAF: FIGURES[LEAF] + 3, other: FIGURES[other] + 10}) == [
        {LEAF: FIGURES[LEAF], other: FIGURES[other]}
    ]


def test_misprints_far_from_each_other_are_two_groups() -> None:
    far = "disputes_reconsideration_total"
    first, second = suspects_of(**{LEAF: FIGURES[LEAF] + 3, far: FIGURES[far] + 1})
    assert first.ways == ((Correction(LEAF, FIGURES[LEAF]),),)
    assert len(second.ways) == 5  # any cell of the only sum that fails


def test_three_misprints_are_explained_by_no_two_cells() -> None:
    names = [LEAF, "requests_granted_research", "requests_refused_state_secret_legal_service"]
    changed = {name: FIGURES[name] + 1 + 4 * i for i, name in enumerate(names)}
    assert ways_of(**changed) == []


def test_no_candidate_would_be_negative() -> None:
    row = Identity("row_sum", ("t",), ("a", "b"), "row")
    (group,) = locate([row], {"t": 1, "a": 9, "b": 0})
    assert [way[0].indicator for way in group.ways] == ["t", "a"]
    (group,) = locate([row], {"t": 1, "a": 4, "b": 4})
    assert [way[0].indicator for way in group.ways] == ["t"]


def test_a_sum_with_a_lost_cell_speaks_neither_for_nor_against() -> None:
    lost = LEAF.replace("business", "research")
    ways = ways_of(**{LEAF: FIGURES[LEAF] + 3, lost: None})
    assert {LEAF: FIGURES[LEAF]} in ways
    column = {i.code: i for i in load_forms()["2021"].identities if i.label == "商业企业"}["results_sum"]
    assert all(name in (*column.left, *column.right) for way in ways for name in way)


def test_every_way_mends_all_and_breaks_nothing() -> None:
    form = load_forms()["2021"]
    dice = random.Random(5)
    names = [name for name in FIGURES if not name.startswith("proactive_")]
    for _ in range(150):
        changed = {n: FIGURES[n] + dice.randint(1, 30) for n in dice.sample(names, dice.choice([1, 2, 3]))}
        values = FIGURES | changed
        broken = {one.identity for one in solve(form.identities, values).broken}
        groups = locate(form.identities, values)
        assert {identity for group in groups for identity in group.identities} == broken
        for group in groups:
            for way in group.ways:
                mended = values | {one.indicator: one.value for one in way}
                left = {one.identity for one in solve(form.identities, mended).broken}
                assert left == broken - set(group.identities)


# --- what is said -------------------------------------------------------------------------------------------


def sums_of(**changes: int) -> list[Finding]:
    report = read_page("2021", make_tables("2021", FIGURES | changes))
    return [f for f in report.findings if f.code in ("row_sum", "results_sum", "flow", "dispute_sum")]


def test_the_finding_names_row_column_id_and_value() -> None:
    row, column = sums_of(**{LEAF: FIGURES[LEAF] + 3})
    for finding in (row, column):
        assert f"改动一格即可成立：“2.重复申请·商业企业”({LEAF})应为{FIGURES[LEAF]}" in finding.message_zh
        assert (
            f"one cell would explain it: “2.重复申请·商业企业”({LEAF}) = {FIGURES[LEAF]}"
            in finding.message_en
        )


def test_a_message_shows_four_candidates_and_counts_the_rest() -> None:
    far = "disputes_reconsideration_total"
    (finding,) = sums_of(**{far: FIGURES[far] + 1})
    assert finding.message_en.count("(disputes_") == 4
    assert finding.message_en.endswith(", and 1 more")
    assert finding.message_zh.endswith("，另有1种")


def test_a_message_says_where_no_two_cells_explain_it() -> None:
    names = [LEAF, "requests_granted_research", "requests_refused_state_secret_legal_service"]
    findings = sums_of(**{name: FIGURES[name] + 1 + 4 * i for i, name in enumerate(names)})
    assert len(findings) == 6
    assert all(f.message_en.endswith("; no one or two cells explain it") for f in findings)


def test_a_pair_is_written_with_both_values() -> None:
    labels = {"a": "甲", "b": "乙"}
    zh, en = describe(Suspects((), ((Correction("a", 1), Correction("b", 2)),)), labels)
    assert zh == "；改动两格即可成立：“甲”(a)应为1且“乙”(b)应为2"
    assert en == "; two cells would explain it: “甲”(a) = 1 with “乙”(b) = 2"
