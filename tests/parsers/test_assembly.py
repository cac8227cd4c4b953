"""From placements to cells: which form it is, what the sums may fill in, and what they must leave."""

from __future__ import annotations

import pytest
from papers import make_figures

from parsers.assembly import assemble, choose_form
from parsers.forms import load_forms
from parsers.labels import match_label
from parsers.placements import Placement, Reading
from parsers.report import Code, Evidence, Status
from parsers.texts import Text

FORM = load_forms()["2021"]
FIGURES = make_figures("2021")


def reading_of(texts: dict[str, str], uncertain: frozenset[str] = frozenset()) -> Reading:
    reading = Reading()
    for name, text in texts.items():
        place = Text(text, f"text:line {len(reading.placements)}")
        reading.place(Placement(name, place, (Evidence.LABEL,), "件", certain=name not in uncertain))
    return reading


def printed(**changes: str | None) -> dict[str, str]:
    texts = {name: str(value) for name, value in FIGURES.items()} | changes
    return {name: text for name, text in texts.items() if text is not None}


def cell_of(reading: Reading, name: str) -> tuple[Status, float | None, int | None]:
    cell = next(c for c in assemble(FORM, reading).cells if c.indicator == name)
    return cell.status, cell.value, cell.implied


NAME = "requests_not_processed_repeat_business"
VALUE = int(FIGURES[NAME])


def test_every_cell_of_the_form_is_there_even_where_nothing_is_placed() -> None:
    assembled = assemble(FORM, Reading())
    assert [c.indicator for c in assembled.cells] == list(FORM.indicators)
    assert {c.status for c in assembled.cells} == {Status.MISSING}
    assert {f.code for f in assembled.findings} == {Code.TABLE_LOST}


def test_a_hidden_cell_with_two_witnesses_is_recovered() -> None:
    assert cell_of(reading_of(printed(**{NAME: None})), NAME) == (Status.RECOVERED, VALUE, VALUE)


def test_a_hidden_cell_that_the_sums_disagree_on_stays_missing() -> None:
    total = NAME.replace("business", "total")
    reading = reading_of(printed(**{NAME: None, total: str(int(FIGURES[total]) + 5)}))
    status, value, _ = cell_of(reading, NAME)
    assert (status, value) == (Status.MISSING, None)


def test_a_cell_with_one_witness_is_recovered_only_where_all_else_holds() -> None:
    name = "disputes_reconsideration_upheld"
    assert cell_of(reading_of(printed(**{name: None})), name)[0] is Status.RECOVERED
    broken = printed(**{name: None, "requests_carried_out_total": "99999"})
    status, value, implied = cell_of(reading_of(broken), name)
    assert (status, value, implied) == (Status.MISSING, None, FIGURES[name])


def test_a_printed_number_is_never_altered() -> None:
    reading = reading_of(printed(**{NAME: "99999"}))
    assert cell_of(reading, NAME) == (Status.PUBLISHED, 99999, VALUE)
    codes = {f.code for f in assemble(FORM, reading).findings}
    assert codes == {Code.ROW_SUM, Code.RESULTS_SUM}


def test_a_blank_keeps_what_is_implied_beside_it() -> None:
    assert cell_of(reading_of(printed(**{NAME: "/"})), NAME) == (Status.BLANK, None, VALUE)


def test_an_uncertain_text_is_unreadable_and_witnesses_nothing() -> None:
    reading = reading_of(printed(), uncertain=frozenset({NAME}))
    assert cell_of(reading, NAME) == (Status.UNREADABLE, None, VALUE)


def test_evidence_of_sums_needs_every_sum_that_touches_the_cell() -> None:
    good = {c.indicator: c.evidence for c in assemble(FORM, reading_of(printed())).cells}
    assert good[NAME] == "label+sums"
    assert good["proactive_penalties_decisions"] == "label"
    bad = {c.indicator: c.evidence for c in assemble(FORM, reading_of(printed(**{NAME: "99999"}))).cells}
    assert bad[NAME.replace("business", "research")] == "label"  # its row does not add up
    assert bad["requests_received_business"] == "label+sums"


@pytest.mark.parametrize("text", ["12.5", "-3"])
def test_what_no_count_can_be_is_shown_but_counts_nothing_alone(text: str) -> None:
    status, value, implied = cell_of(reading_of(printed(**{NAME: text})), NAME)
    assert (status, value, implied) == (Status.PUBLISHED, float(text), VALUE)


# --- the form -----------------------------------------------------------------------------------------------


def chosen(words: list[str], year: int | None) -> tuple[str | None, list[Code]]:
    form, findings = choose_form([match_label(word) for word in words], year)
    return (form.id if form else None), [f.code for f in findings]


@pytest.mark.parametrize("year", [None, 2019, 2023])
def test_the_words_of_a_form_outweigh_the_year(year: int | None) -> None:
    assert chosen(["规章", "本年新制作数量", "政府集中采购"], year) == ("2019", [])
    assert chosen(["规章", "本年制发件数", "现行有效件数"], year) == ("2021", [])


def test_the_year_decides_only_where_the_words_are_silent() -> None:
    assert chosen(["1.属于国家秘密", "总计"], 2020) == ("2019", [Code.FORM_UNCLEAR])
    assert chosen(["1.属于国家秘密", "总计"], 2022) == ("2021", [Code.FORM_UNCLEAR])
    assert chosen(["1.属于国家秘密", "总计"], None) == ("2021", [Code.FORM_UNCLEAR])


def test_no_word_of_any_form_is_no_form() -> None:
    assert chosen(["首页", "12"], 2022) == (None, [])


def test_the_first_table_outweighs_the_others() -> None:
    words = ["本年制发件数", "（六）其他处理"]
    assert chosen(words, 2020)[0] == "2021"
