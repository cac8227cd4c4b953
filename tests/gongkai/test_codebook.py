"""The codebook: each indicator described in both languages; and the series across forms, with the reasons."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher

import pytest

from gongkai.codebook import Indicator, indicators_of, read_codebook
from gongkai.dataset import codebook_rows, series_rows
from gongkai.fields import TABLES
from gongkai.series import Member, read_series
from parsers.forms import every_form

CODEBOOK = {found.indicator: found for found in read_codebook()}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NEAR = 0.68  # of two labels' characters, from which on they are taken for one


def label_of(found: Indicator) -> str:
    """Row and column without numbers, for comparing labels of different forms."""
    row = re.sub(r"^(?:其中：)?(?:（.）|.、|\d\.)?|数量?$", "", found.row_zh.rsplit(" > ")[-1])
    return row if found.table in ("annex", "requests") else row + found.column_zh


@pytest.mark.parametrize("found", read_codebook(), ids=lambda found: found.indicator)
def test_every_indicator_is_described_in_both_languages(found: Indicator) -> None:
    assert found.definition.endswith("。")
    assert CHINESE.search(found.definition)
    assert found.definition_en.endswith(".")
    assert not CHINESE.search(found.definition_en.replace("（", ""))
    assert CHINESE.search(found.legal_basis)
    assert re.search(r"art\. \d|notice|not confirmed", found.legal_basis_en)
    assert ("未证实" in found.legal_basis) == ("not confirmed" in found.legal_basis_en)
    assert found.unit
    float(found.example)


def test_the_examples_are_of_one_report_whose_sums_hold() -> None:
    for form in every_form().values():
        values = {found.indicator: float(found.example) for found in indicators_of(form.id)}
        for identity in form.identities:
            left, right = (sum(values[name] for name in side) for side in (identity.left, identity.right))
            assert left == right, (form.id, identity.code, identity.label)


def test_the_list_of_2014_is_the_codebooks_row_by_row() -> None:
    (form,) = (form for form in every_form().values() if form.header)
    rows = {block.indicator(row, block.columns[0]): row for block in form.blocks for row in block.rows}
    mine = {found.indicator: found for found in indicators_of("2014")}
    assert list(mine) == list(form.indicators)
    for name, found in mine.items():
        row = rows[name]
        assert (found.row, found.unit, found.confirmed) == (row.id, row.unit, row.confirmed)
        assert found.row_zh == " > ".join(filter(None, (row.group, row.label)))
    assert all(found.confirmed for found in read_codebook() if "2014" not in found.forms)


def test_rows_fit_the_tables() -> None:
    for name, rows in (("codebook", codebook_rows()), ("series", series_rows())):
        fields = TABLES[name].fields
        for row in rows:
            assert len(row) == len(fields)
            assert all(value is not None for value, one in zip(row, fields, strict=True) if not one.nullable)


@pytest.mark.parametrize("one", read_series(), ids=lambda one: f"{one.series}-{one.indicator}-{one.form}")
def test_a_member_is_an_indicator_of_its_form_and_has_a_reason(one: Member) -> None:
    assert one.form in CODEBOOK[one.indicator].forms
    assert one.series in CODEBOOK
    assert CHINESE.search(one.why_zh)
    assert re.match(r"[A-Z]", one.why_en)


def test_a_series_has_one_indicator_a_form_and_two_forms_at_least() -> None:
    forms: dict[str, list[str]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    for one in read_series():
        if one.joined:
            forms[one.series].append(one.form)
            named[one.indicator].add(one.series)
    for series, members in forms.items():
        assert len(members) == len(set(members)) >= 2, series
    assert all(len(series) == 1 for series in named.values())
    assert {name: next(iter(series)) for name, series in named.items()} == {
        name: found.series for name, found in CODEBOOK.items() if found.series
    }


def test_joined_indicators_have_one_unit() -> None:
    for one in read_series():
        if one.joined:
            assert CODEBOOK[one.indicator].unit == CODEBOOK[one.series].unit


def test_an_indicator_of_two_forms_is_a_series() -> None:
    for found in read_codebook():
        assert (found.series == found.indicator) >= (len(found.forms) > 1)


def test_every_pair_of_like_labels_is_named() -> None:
    """Indicators of different forms with nearly the same label are joined, or said not to be."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in read_series():
        named[one.series] |= {one.series, one.indicator}
    groups = list(named.values())
    chosen = [
        found for found in read_codebook() if found.column in ("total", "") or found.table != "requests"
    ]
    for first in chosen:
        for second in chosen:
            if first.forms >= second.forms or set(first.forms) & set(second.forms):
                continue
            if SequenceMatcher(None, label_of(first), label_of(second)).ratio() >= NEAR:
                pair = {first.indicator, second.indicator}
                assert any(pair <= group for group in groups), pair
