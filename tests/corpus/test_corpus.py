"""The corpus: the same on every machine, large enough, true to itself; and a slice of it is scored."""

from __future__ import annotations

import hashlib
import random

import pytest

from gongkai.corpus import Document, corpus, parse_document, score_corpus
from gongkai.corpus.checking import baseline
from gongkai.corpus.documents import make_document
from gongkai.corpus.figures import draw_figures, draw_scale
from gongkai.corpus.floors import read_floors, undercut
from gongkai.corpus.mistakes import MISTAKES, make_mistake
from gongkai.corpus.plan import Case, all_cases
from gongkai.corpus.scoring import compare
from gongkai.samplesite.layout import RESULT_GROUPS, indicators
from gongkai.samplesite.truth import broken_identities

from .test_score import perfect

CASES = list(all_cases())
THIRD = CASES[::3]
# changed on purpose only: floors hold for these very documents
SHA256 = "c9c66cb200c71c0a26f25d6d3bb8a73bf7068781bc28a85923fb456836ed8f62"
SLICE = ("text A clean", "text I clean", "text E drop-1", "text B labels-split-2", "grid word clean")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [make_document(case) for case in THIRD]


def test_there_are_enough_documents_and_cells(documents: list[Document]) -> None:
    assert len(CASES) >= 600
    assert sum(len(document.truth.cells) for document in documents) >= 100_000


def test_the_same_case_is_the_same_document_everywhere(documents: list[Document]) -> None:
    assert [make_document(case) for case in THIRD[::50]] == documents[::50]
    digest = hashlib.sha256()
    for document in documents:
        digest.update(document.data)
        digest.update(repr(sorted(document.truth.cells.items())).encode())
    assert digest.hexdigest() == SHA256
    assert next(corpus()) == documents[0]


def test_names_are_unique(documents: list[Document]) -> None:
    names = {f"{case.group}-{case.number}" for case in CASES}
    assert len(names) == len(CASES)
    assert len({document.name for document in documents}) == len(documents)


def test_a_perfect_reader_has_no_fault(documents: list[Document]) -> None:
    for document in documents:
        tally = compare(perfect(document.truth), document.truth)
        assert (tally.faults, tally.recall, tally.misled, tally.unsaid) == (0, 1.0, 0, 0), document.name
        assert tally.recovered == tally.hidden


def test_no_cell_is_two_things(documents: list[Document]) -> None:
    for document in documents:
        truth = document.truth
        parts = [*truth.cells, *truth.hidden, *truth.doubts]
        assert len(parts) == len(set(parts)), document.name
        assert truth.excused <= truth.hidden.keys()
        assert truth.behind.keys() <= truth.cells.keys()


@pytest.mark.parametrize("layout", [*RESULT_GROUPS, "2014"])
def test_every_identity_holds_until_the_body_makes_a_mistake(layout: str) -> None:
    for number in range(40):
        rng = random.Random(f"{layout}:{number}")
        figures = draw_figures(rng, layout, draw_scale(rng))
        assert list(figures) == list(indicators(layout))
        assert broken_identities(figures, layout) == set()
        assert min(value for key, value in figures.items() if not key.endswith("_change")) == 0
        assert broken_identities(make_mistake(figures, layout, rng), layout)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_changes_what_is_printed(name: str) -> None:
    rng = random.Random(name)
    figures = draw_figures(rng, "2021", 1_234)
    mistaken = [MISTAKES[name](figures, "2021", random.Random(number)) for number in range(9)]
    assert any(broken_identities(one, "2021") for one in mistaken)


def test_numbers_are_heavy_tailed(documents: list[Document]) -> None:
    rng = random.Random("scales")
    scales = [draw_scale(rng) for _ in range(1_000)]
    assert scales.count(0) > 150
    assert sum(1 <= scale <= 5 for scale in scales) > 200
    assert sum(scale >= 10_000 for scale in scales) > 10
    usual = [document.truth.sums_hold for document in documents if "mistake" not in document.group]
    assert 0.08 < usual.count(False) / len(usual) < 0.18


def test_a_slice_undercuts_no_floor() -> None:
    floors = read_floors(baseline())
    documents = (make_document(case) for case in CASES if case.group in SLICE)
    tallies = score_corpus(parse_document, documents)
    assert set(tallies) == set(SLICE)
    assert undercut(tallies, {group: floors[group] for group in SLICE}) == []


def test_every_class_has_a_floor() -> None:
    assert {case.group for case in CASES} == read_floors(baseline()).keys()


def test_another_series_has_as_many_other_documents() -> None:
    others = list(all_cases(2))
    assert [case.group for case in others] == [case.group for case in CASES]
    assert make_document(others[0]).data != make_document(CASES[0]).data
    assert set(others).isdisjoint(CASES)


def test_a_case_names_its_class() -> None:
    assert Case("grid word", "clean", 3).group == "grid word clean"
