"""The bars on the sample site: nothing wrong, nothing invented, no floor undercut."""

from __future__ import annotations

import pytest

from benchmarks.score import FOLDER, score, site_documents
from gongkai.corpus import parse_document
from gongkai.corpus.floors import read_floors, undercut
from gongkai.corpus.scoring import Tally
from gongkai.samplesite import SampleSite


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return score(site_documents(SampleSite()), parse_document)


def test_no_floor_is_undercut(tallies: dict[str, Tally]) -> None:
    assert undercut(tallies, read_floors(FOLDER / "floors.json")) == []


def test_tables_are_read_whole(tallies: dict[str, Tally]) -> None:
    tables = [tally for group, tally in tallies.items() if "-table" in group]
    assert len(tables) == 4
    assert [tally.recall for tally in tables] == [1.0] * 4


def test_separators_that_keep_blanks_are_read_whole(tallies: dict[str, Tally]) -> None:
    kept = ("flattened-b", "flattened-d", "flattened-e", "flattened-i")
    recalls = {
        group: tally.recall
        for group, tally in tallies.items()
        if any(name in group for name in kept) and not group.endswith("damaged")
    }
    assert len(recalls) == 16
    assert set(recalls.values()) == {1.0}
