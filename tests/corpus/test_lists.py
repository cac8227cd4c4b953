"""The lists of the corpus: every row once, in every shape; damages that leave the rest of a list alone."""

from __future__ import annotations

import random

import pytest

from gongkai.corpus.bodies import draw_body
from gongkai.corpus.documents import make_document
from gongkai.corpus.editing import UNITS, places, row_labels, values
from gongkai.corpus.lists import SHAPES, add_list_rows, draw_list, drop_list_rows, reshape, write_list_paper
from gongkai.corpus.plan import Case, all_cases
from gongkai.samplesite.annex import INDICATORS, LAYOUT, ROWS
from gongkai.samplesite.paper import Paper, Table
from gongkai.samplesite.printing import PrintStyle, print_figures
from gongkai.samplesite.truth import broken_identities


def write(shape: str = "plain", seed: int = 0) -> Paper:
    rng = random.Random(seed)
    figures = draw_figures(rng)
    entries = print_figures(figures, PrintStyle())
    return reshape((shape,))(write_list_paper(draw_body(rng), 2016, figures, entries, rng), rng)


def draw_figures(rng: random.Random) -> dict[str, int]:
    return draw_list(rng, rng.choice((0, 3, 60, 5_000)))


def table_of(paper: Paper) -> Table:
    return next(block for block in paper.blocks if isinstance(block, Table))


def heights(table: Table) -> list[int]:
    """How many places of the table's grid each row fills, cells that span it from above included."""
    filled = [0] * len(table.rows)
    for line, row in enumerate(table.rows):
        for slot in row:
            for below in range(line, line + slot.rowspan):
                filled[below] += slot.colspan
    return filled


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_shows_every_row_once_and_fills_its_table(shape: str) -> None:
    table = table_of(write(shape))
    shown = [slot.indicator for row in table.rows for slot in row if slot.indicator]
    assert sorted(shown) == sorted(INDICATORS)
    assert set(heights(table)) == {table.width}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_label_of_a_row_is_beside_its_unit_and_no_unit_is_one(shape: str) -> None:
    labels = [place.slot.text for place in row_labels(write(shape))]
    assert len(labels) == len(INDICATORS)
    assert UNITS.isdisjoint(labels)
    assert [label.strip("\u3000").partition("（")[0] for label in labels if "申请数" in label]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("edit", [drop_list_rows, add_list_rows], ids=["lost", "added"])
def test_rows_lost_and_added_leave_the_table_whole(shape: str, edit: object) -> None:
    assert callable(edit)
    for seed in range(20):
        before = write(shape, seed)
        after = edit(before, random.Random(seed))
        assert set(heights(table_of(after))) == {table_of(before).width}
        left = {place.slot.indicator: place.slot.text for place in values(after)}
        assert left.items() <= {place.slot.indicator: place.slot.text for place in values(before)}.items()
        assert len(places(after)) != len(places(before))


def test_numbers_are_drawn_so_that_totals_are_heavy_and_sums_hold() -> None:
    for seed in range(200):
        figures = draw_figures(random.Random(seed))
        assert list(figures) == list(INDICATORS)
        assert broken_identities(figures, LAYOUT) == set()


def test_a_clean_list_shows_all_its_rows_and_names_its_form() -> None:
    for case in all_cases():
        if case.is_list and case.damage == "clean" and case.number < 1:
            truth = make_document(case).truth
            blank = [key for key, value in truth.cells.items() if value is None]
            assert len(truth.cells) == len(INDICATORS) or not blank, case
            assert (truth.form, truth.year is None or 2014 <= truth.year <= 2018) == ("2014", True)


def test_money_has_a_unit_where_the_text_still_says_it() -> None:
    whole = make_document(Case("list text I", "clean", 0)).truth
    assert set(whole.units.values()) == {"万元"}
    assert any(row.unit == "万元" for row in ROWS)
