"""The form files against the codebook, and the identities that they declare."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from parsers.forms import Form, load_forms

CODEBOOK = Path(__file__).parents[2] / "data" / "reference" / "codebook.csv"


@pytest.fixture(scope="module")
def codebook() -> list[dict[str, str]]:
    with CODEBOOK.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_form(codebook: list[dict[str, str]], form_id: str) -> list[dict[str, str]]:
    return [row for row in codebook if form_id in row["forms"].split(";")]


def places(form: Form) -> dict[str, tuple[str, str, str]]:
    return {
        block.indicator(row, column): (block.table, row.id, column.id)
        for block in form.blocks
        for row in block.rows
        for column in block.columns
    }


@pytest.mark.parametrize(("form_id", "cells"), [("2019", 198), ("2021", 200)])
def test_a_form_has_exactly_the_indicators_of_the_codebook(
    codebook: list[dict[str, str]], form_id: str, cells: int
) -> None:
    form = load_forms()[form_id]
    wanted = of_form(codebook, form_id)
    assert len(form.indicators) == len(set(form.indicators)) == cells
    assert set(form.indicators) == {row["indicator"] for row in wanted}
    assert places(form) == {r["indicator"]: (r["table"], r["row"], r["column"]) for r in wanted}


def test_the_codebook_has_no_cell_of_no_form(codebook: list[dict[str, str]]) -> None:
    known = {name for form in load_forms().values() for name in form.indicators}
    assert {row["indicator"] for row in codebook if {"2019", "2021"} & {*row["forms"].split(";")}} == known


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_units_are_the_codebooks_but_for_money_that_the_form_does_not_state(
    codebook: list[dict[str, str]], form_id: str
) -> None:
    form = load_forms()[form_id]
    units = {
        block.indicator(row, column): column.unit or row_unit
        for block in form.blocks
        for row in block.rows
        for column in block.columns
        for row_unit in [None]
    }
    differing = {
        row["indicator"] for row in of_form(codebook, form_id) if units[row["indicator"]] != row["unit"]
    }
    assert differing == ({"proactive_procurement_amount"} if form_id == "2019" else set())


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_labels_are_those_of_the_codebook(codebook: list[dict[str, str]], form_id: str) -> None:
    form = load_forms()[form_id]
    for block in form.blocks:
        for row in block.rows:
            for column in block.columns:
                entry = next(r for r in codebook if r["indicator"] == block.indicator(row, column))
                own = {
                    part.strip().removesuffix(f"({form_id})").strip()
                    for part in entry["column_zh"].split(" / ")
                }
                names = {column.label, *([column.group] if column.group else []), "行政复议", "行政诉讼"}
                assert any(name and name in text for text in own for name in names), entry["indicator"]


@pytest.mark.parametrize(
    ("form_id", "counts"),
    [
        ("2019", {"row_sum": 23, "results_sum": 7, "flow": 7, "dispute_sum": 3}),
        ("2021", {"row_sum": 25, "results_sum": 7, "flow": 7, "dispute_sum": 3}),
    ],
)
def test_the_identities_of_a_form(form_id: str, counts: dict[str, int]) -> None:
    form = load_forms()[form_id]
    assert Counter(identity.code for identity in form.identities) == counts
    named = [name for i in form.identities for name in (*i.left, *i.right)]
    assert set(named) <= set(form.indicators)
    assert {name for name in form.indicators if not name.startswith("proactive_")} == set(named)


@pytest.mark.parametrize(("form_id", "parts"), [("2019", 19), ("2021", 21)])
def test_the_total_adds_up_every_result_once(form_id: str, parts: int) -> None:
    form = load_forms()[form_id]
    block = next(block for block in form.blocks if block.table == "requests")
    results = [
        row.id
        for row in block.rows
        if row.id not in ("received", "carried_in", "handled_total", "carried_out")
    ]
    sums = [i for i in form.identities if i.code == "results_sum"]
    assert len(results) == parts
    for identity, column in zip(sums, block.columns, strict=True):
        assert identity.left == (f"requests_handled_total_{column.id}",)
        assert identity.right == tuple(f"requests_{row}_{column.id}" for row in results)


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_what_comes_in_and_what_goes_out(form_id: str) -> None:
    flows = [i for i in load_forms()[form_id].identities if i.code == "flow"]
    assert {(tuple(n.rsplit("_natural_person")[0] for n in flows[0].left), flows[0].label) for _ in [0]} == {
        (("requests_received", "requests_carried_in"), "自然人")
    }
    assert flows[0].right == ("requests_handled_total_natural_person", "requests_carried_out_natural_person")


def test_the_forms_follow_each_other_without_a_gap() -> None:
    first, second = load_forms().values()
    assert (first.first_year, first.last_year + 1) == (2019, second.first_year)


def test_the_disputes_stand_in_one_row() -> None:
    for form in load_forms().values():
        assert [block.one_row for block in form.blocks if block.table == "disputes"] == [True]
        assert form.tables == ("proactive", "requests", "disputes")
