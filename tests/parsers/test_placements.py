"""Texts set upon cells: two that differ make both uncertain, units come only from what says them."""

from __future__ import annotations

import pytest

from parsers.forms import Column, load_forms
from parsers.labels import RowRef
from parsers.placements import Placement, Reading, blocks_with, rows_lost, stated_unit
from parsers.report import Evidence
from parsers.texts import Text

NAME = "requests_received_total"


def put(*texts: str) -> Placement:
    reading = Reading()
    for number, text in enumerate(texts):
        reading.place(Placement(NAME, Text(text, f"text:line {number}"), (Evidence.LABEL,), "件"))
    return reading.placements[NAME]


def test_the_same_value_twice_stays_certain() -> None:
    assert put("3", "３").certain
    assert put("3", "３").text.text == "3"


@pytest.mark.parametrize(
    "texts", [("3", "4"), ("3", ""), ("", "3"), ("3", "/"), ("3", "4", "3"), ("0", "1", "1")]
)
def test_two_values_for_one_cell_are_none(texts: tuple[str, ...]) -> None:
    placement = put(*texts)
    assert not placement.certain
    assert placement.evidence == ()
    assert all(text in placement.text.text for text in texts)


def test_a_certain_text_beats_an_uncertain_one_whichever_comes_first() -> None:
    certain = Placement(NAME, Text("3", "a"), (Evidence.LABEL,))
    uncertain = Placement(NAME, Text("4", "b"), (), certain=False)
    for pair in ((certain, uncertain), (uncertain, certain)):
        reading = Reading()
        for placement in pair:
            reading.place(placement)
        assert reading.placements[NAME] == certain


def test_nothing_ends_a_dispute_between_two_certain_texts() -> None:
    reading = Reading()
    for text in ("3", "4", "4"):
        reading.place(Placement(NAME, Text(text, "a"), (Evidence.LABEL,)))
    assert not reading.placements[NAME].certain


AMOUNT = Column("amount", "采购总金额", (), None, None)
FEE = Column("amount", "本年收费金额（单位：万元）", (), None, "万元")
COUNT = Column("total", "总计", (), None, "件")


@pytest.mark.parametrize(
    ("column", "header", "unit"),
    [
        (AMOUNT, [], None),
        (AMOUNT, ["采购总金额"], None),
        (AMOUNT, ["采购总金额（万元）"], "万元"),
        (AMOUNT, ["采购总金额（元）"], "元"),
        (AMOUNT, ["采购总金额（亿元）"], "亿元"),
        (FEE, [], "万元"),
        (FEE, ["本年收费金额（单位：元）"], "元"),
        (COUNT, ["总计（万元）"], "件"),
    ],
)
def test_the_unit_of_money_is_what_says_it(column: Column, header: list[str], unit: str | None) -> None:
    assert stated_unit(column, header) == unit


def test_a_row_of_both_forms_has_two_blocks_newest_last() -> None:
    blocks = blocks_with(RowRef("proactive", "licensing"))
    assert [len(block.columns) for block, _ in blocks] == [3, 1]
    assert blocks_with(RowRef("proactive", "nowhere")) == []


def test_a_lost_row_waits_for_the_sums_with_all_its_text() -> None:
    block = next(b for b in load_forms()["2021"].blocks if b.table == "requests")
    reading = Reading()
    rows_lost(reading, block, block.rows[:1], [Text("3", "text:line 5"), Text("4", "text:line 6")])
    (segment,) = reading.segments
    assert [text.text for text in segment.texts] == ["3", "4"]
    assert len(segment.names) == 7
    assert len(segment.options) == 21


def test_as_many_values_as_cells_are_not_dealt_out_where_the_header_is_at_fault() -> None:
    block = next(b for b in load_forms()["2021"].blocks if b.table == "requests")
    reading = Reading()
    rows_lost(reading, block, block.rows[:1], [Text("3", "text:line 5")] * 7)
    assert reading.segments[0].options == ()
