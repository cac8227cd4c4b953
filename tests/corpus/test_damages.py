"""Each damage does what its name says, and its truth says what remains."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from gongkai.corpus.bodies import draw_body, write_paper
from gongkai.corpus.damages import DAMAGES
from gongkai.corpus.documents import make_document
from gongkai.corpus.editing import GONE, headers, places, row_labels, values
from gongkai.corpus.figures import draw_figures
from gongkai.corpus.grids import GRIDS
from gongkai.corpus.lines import (
    cut_after,
    deduplicate,
    keep_one_page,
    merge_lines,
    number_pages,
    run_together,
)
from gongkai.corpus.marks import erase, mark
from gongkai.corpus.plan import Case
from gongkai.corpus.renderings import FLATS, WRAPPED
from gongkai.corpus.separators import LOSE_BLANKS, WRITERS
from gongkai.corpus.truth import Token, settle
from gongkai.samplesite.flattened import write_blocks
from gongkai.samplesite.layout import indicators
from gongkai.samplesite.paper import Paper, Slot, Table
from gongkai.samplesite.printing import PrintStyle, print_figures


def write(layout: str = "2021") -> Paper:
    rng = random.Random("paper")
    figures = draw_figures(rng, layout, 321)
    entries = print_figures(figures, PrintStyle())
    return write_paper(draw_body(rng), 2022, figures, entries, layout)


PAPER = write()
TEXT = write_blocks(mark(PAPER), WRITERS["A"])


def texts(paper: Paper) -> list[str]:
    return [place.slot.text for place in places(paper)]


def damaged(name: str, layout: str = "2021") -> Paper:
    edit = DAMAGES[name].paper
    assert edit is not None
    return edit(write(layout), random.Random("chance"))


@pytest.mark.parametrize(("name", "count"), [("drop-1", 1), ("drop-5", 5), ("drop-20", 20)])
def test_values_are_dropped(name: str, count: int) -> None:
    assert texts(damaged(name)).count(GONE) == count
    assert len(values(damaged(name))) == len(values(PAPER))  # still marked, so that the truth can be told
    truth = make_document(Case("text J", name, 0)).truth
    assert len(truth.hidden) == count


def test_values_are_blanked() -> None:
    assert texts(damaged("blank-10")).count("") == 10
    truth = make_document(Case("text J", "blank-10", 0)).truth
    assert truth.hidden == {}
    assert len(truth.behind) >= 10


@pytest.mark.parametrize(("name", "count"), [("labels-lost-1", 1), ("labels-lost-3", 3)])
def test_labels_are_dropped(name: str, count: int) -> None:
    gone = [one for one in row_labels(damaged(name)) if one.slot.text == GONE]
    assert len(gone) == count


def test_groups_and_headers_are_dropped() -> None:
    assert "（四）无法提供" not in texts(damaged("groups-lost"))
    assert len(headers(damaged("headers-lost-3"))) == len(headers(PAPER))
    assert texts(damaged("headers-lost-3")).count(GONE) == 3


@pytest.mark.parametrize(("name", "cells"), [("row-lost", 7), ("rows-lost-2", 14), ("tables-lost", 200)])
def test_rows_and_tables_are_dropped(name: str, cells: int) -> None:
    assert len(PAPER.shown()) - len(damaged(name).shown()) == cells
    assert len(make_document(Case("text I", "row-lost", 0)).truth.hidden) == 7


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("labels-split-2", lambda old, new: new.count("\n") == 1 and new.replace("\n", "") == old),
        ("labels-split-3", lambda old, new: new.count("\n") >= 1 and new.replace("\n", "") == old),
        ("label-over-page", lambda old, new: re.fullmatch(r"（.）.\n- \d -\n.+", new)),
        ("labels-changed", lambda old, new: len(new) == len(old)),
        ("labels-short-1", lambda old, new: len(new) == len(old) - 1),
        ("labels-short-3", lambda old, new: len(old) - len(new) in (1, 3)),
        ("labels-doubled", lambda old, new: len(new) == len(old) + 1),
        ("labels-glossed", lambda old, new: new.startswith(old)),
        ("labels-spaced", lambda old, new: new.replace(" ", "") == old),
        ("labels-renumbered", lambda old, new: new == old.replace(".", "、", 1)),
        ("headers-cut", lambda old, new: old.startswith(new)),
        ("headers-doubled", lambda old, new: new == "本年制发件数"),
        ("traditional", lambda old, new: len(new) == len(old)),
        ("pinyin", lambda old, new: len(new) >= len(old)),
    ],
)
def test_labels_come_out_otherwise(name: str, is_so: Callable[[str, str], bool]) -> None:
    pairs = [(old, new) for old, new in zip(texts(PAPER), texts(damaged(name)), strict=True) if old != new]
    assert pairs
    assert all(is_so(old, new) for old, new in pairs), pairs
    numbers = [place.slot.text for place in values(PAPER)]
    assert [place.slot.text for place in values(damaged(name))] == numbers


def test_script_and_width() -> None:
    assert "二、主動公開政府信息情況" in [
        getattr(block, "text", "") for block in damaged("traditional").blocks
    ]
    assert any("數(shù)" in text or "處(chù)" in text for text in texts(damaged("pinyin")))
    assert not any("（" in text for text in texts(damaged("half-width")))
    assert not any("0" in text for text in texts(damaged("full-width")))


@pytest.mark.parametrize("name", ["noise", "narrative", "comparison", "last-year", "links", "index-card"])
def test_what_is_inserted_hides_no_cell(name: str) -> None:
    assert damaged(name).shown() == PAPER.shown()
    assert len(damaged(name).blocks) > len(PAPER.blocks)


def test_extra_rows_columns_and_cells() -> None:
    assert "其他主动公开文件" in texts(damaged("local-row"))
    subtotal = next(b for b in damaged("subtotal").blocks if isinstance(b, Table) and b.name == "requests")
    assert {len(row) - len(old) for row, old in zip(subtotal.rows, table("requests").rows, strict=True)} == {
        0,
        1,
    }
    received = [int(slot.text) for slot in subtotal.rows[3][1:]]
    assert received.count(sum(received[1:-1]) // 2) >= 1
    assert len(list(damaged("extra-cells").slots())) == len(list(PAPER.slots())) + 2
    assert texts(damaged("empty-rows")).count("") == 14


def table(name: str) -> Table:
    return next(block for block in PAPER.blocks if isinstance(block, Table) and block.name == name)


@pytest.mark.parametrize("name", ["slash", "dash", "hyphen", "none", "nbsp", "blanks", "inapplicable"])
def test_placeholders_are_blanks(name: str) -> None:
    truth = make_document(Case("text J", name, 0)).truth
    assert sum(value is None for value in truth.cells.values()) >= 2


def test_values_that_are_not_one_plain_number_are_in_doubt() -> None:
    unreadable = make_document(Case("text J", "unreadable", 0)).truth
    assert list(unreadable.doubts.values()) == [None] * 4
    split = make_document(Case("text A", "numbers-split", 0)).truth
    assert len(split.doubts) == 3
    assert all(value is not None and value >= 10 for value in split.doubts.values())
    signs = make_document(Case("text J", "signs", 1))
    assert signs.truth.doubts == {}
    assert re.search(r"增加\d|减少\d|增\d|\+\d", signs.data.decode())
    assert re.search(r"\d件 ", make_document(Case("text J", "units", 0)).data.decode())
    assert re.search(r"\d,\d{3}", make_document(Case("text J", "thousands", 0)).data.decode())


def test_pages_are_numbered_inside_the_tables() -> None:
    text = erase(number_pages("- {page} -")(TEXT, random.Random(1), "\n\n"))
    assert len(re.findall(r"^- \d+ -$", text, re.MULTILINE)) >= 3
    assert re.sub(r"- \d+ -\n\n", "", text) == erase(TEXT)


def test_lines_are_deduplicated_joined_and_run_together() -> None:
    lines = [line for line in deduplicate(TEXT, random.Random(1), "\n\n").split("\n") if line.strip()]
    assert len({erase(line) for line in lines}) == len(lines)
    merged = merge_lines(" ")(TEXT, random.Random(1), "\n\n")
    assert len(merged.split()) <= len(TEXT.split())
    assert len([line for line in merged.split("\n") if " " in line]) >= 6
    together = erase(run_together(3)(TEXT, random.Random(1), "\n\n"))
    assert len(re.findall(r"[\u4e00-\u9fff）]\d{2,}$", together, re.MULTILINE)) >= 3


def test_numbers_are_torn() -> None:
    text = make_document(Case("text I", "numbers-torn", 0)).data.decode()
    assert len(re.findall(r"\| \d+\n+\d+ \|", text)) >= 2


def test_texts_are_cut_off() -> None:
    cut = cut_after(1_000, 1_500)(TEXT, random.Random(1), "\n\n")
    assert 1_000 <= len(erase(cut)) <= 1_500
    assert erase(TEXT).startswith(erase(cut))
    assert len(keep_one_page(TEXT, random.Random(1), "\n\n").split("\n")) == 90


def test_a_page_with_real_tables_is_cut_off() -> None:
    truth = make_document(Case("grid plain", "cut-half", 0)).truth
    assert len(truth.cells) > 20
    assert len(truth.hidden) > 20
    assert truth.excused == frozenset()


def test_a_number_at_the_cut_is_in_doubt() -> None:
    truths = [make_document(Case("text I", "cut-half", number)).truth for number in range(30)]
    assert any(truth.doubts for truth in truths)
    assert all(len(truth.doubts) <= 1 for truth in truths)


@pytest.mark.parametrize("letter", WRITERS)
def test_every_class_of_separators_writes_every_value(letter: str) -> None:
    text = erase(write_blocks(mark(PAPER), WRITERS[letter]))
    for indicator in indicators("2021"):
        assert indicator in PAPER.shown()
    digits = "".join(re.findall(r"\d", "".join(place.slot.text for place in values(PAPER))))
    assert len(re.findall(r"\d", text)) >= len(digits)


def test_what_keeps_blanks_can_be_told_from_what_does_not() -> None:
    full = Table("t", 4, ((Slot("规章"), *(Slot(text, indicator="x") for text in ("4", "", "9"))),))
    less = Table("t", 4, ((Slot("规章"), *(Slot(text, indicator="x") for text in ("4", "9"))),))
    for letter, writer in WRITERS.items():
        assert (writer(full) == writer(less)) == (letter in LOSE_BLANKS), letter


@pytest.mark.parametrize("name", GRIDS)
def test_every_grid_shows_every_cell_but_those_merged(name: str) -> None:
    truth = make_document(Case(f"grid {name}", "clean", 1)).truth
    assert (truth.hidden != {}) == (name == "cells-merged")


def test_html_of_flattened_text_holds_the_same_lines() -> None:
    for name, flat in WRAPPED.items():
        assert flat.wrap is not None
        html = flat.wrap("规章\n\n4 | 1\n")
        assert re.sub(r"<[^>]+>|\s", "", html) == "规章4|1", name


def test_what_editors_did_to_lines() -> None:
    assert {name for name, flat in FLATS.items() if flat.finish} == {
        name for name in FLATS if name.endswith((" crlf", " trailing", " nbsp", " indent"))
    }
    assert b"\r\n" in make_document(Case("text A crlf", "clean", 0)).data


def test_equal_neighbours_are_told_from_unequal_ones() -> None:
    row = [Token(f"c{at}", text, at != 0, 1) for at, text in enumerate(("3", "0", "0", "3"))]
    shown, excused = settle(row)
    assert (shown, excused) == ({"c1", "c2", "c3"}, set())
    zeros = [Token(f"c{at}", "0", at != 1, at // 3) for at in range(6)]
    assert settle(zeros) == ({"c0", "c1", "c3", "c4", "c5"}, {"c2"})
