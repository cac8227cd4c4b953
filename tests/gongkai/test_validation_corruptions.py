"""Corrupted releases are caught: every way, many dice; what is missed is named in docs/validation.md."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from corruptions import NEWEST, WAYS, Unchanged, corrupt
from history import build_history

from gongkai.validation import Demand, Outcome, validate_release

SEEDS = 50
CAUGHT = 0.95
LEAST_OF_A_WAY = 0.6  # half of the bits of a small file are those of its footer
# ways of which single cases leave what could be true; docs/validation.md says which
MAY_BE_MISSED = frozenset(
    {
        "flip a bit",
        "move a date by years",
        "change a unit",
        "shift a column by one row",
        "turn a column upside down",
    }
)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build_history(tmp_path_factory.mktemp("history"))


def judge(releases: tuple[Path, Path], folder: Path, way: str, seed: int) -> Outcome:
    """What is found in a release that is corrupted in one way; the dice go on until something changed."""
    last, base = releases
    for turn in range(100):
        try:
            corrupt(base, folder, WAYS[way], random.Random(f"{way} {seed} {turn}"), last)
        except Unchanged:
            continue
        memory = last.parent.with_name("memory")
        return validate_release(folder, last, Demand(NEWEST, memory=memory, same_code=True))
    raise AssertionError(f"{way}: nothing changed in 100 turns")


def test_what_was_built_is_published(releases: tuple[Path, Path], tmp_path: Path) -> None:
    last, base = releases
    corrupt(base, tmp_path / "same", lambda folder, dice, last: None, random.Random(0), last)
    outcome = validate_release(tmp_path / "same", last, Demand(NEWEST, same_code=True))
    assert outcome.blocking == ()
    assert outcome.compared == last.name


@pytest.mark.parametrize("way", WAYS)
def test_a_corrupted_release_is_caught(releases: tuple[Path, Path], tmp_path: Path, way: str) -> None:
    outcome = judge(releases, tmp_path / "release", way, seed=0)
    assert outcome.blocking or way in MAY_BE_MISSED


@pytest.mark.soak
def test_twenty_in_twenty_one_corruptions_are_caught(releases: tuple[Path, Path], tmp_path: Path) -> None:
    caught = {
        way: sum(bool(judge(releases, tmp_path / "release", way, seed).blocking) for seed in range(SEEDS))
        for way in WAYS
    }
    assert {way for way, count in caught.items() if count < SEEDS} <= MAY_BE_MISSED, caught
    assert min(caught.values()) >= LEAST_OF_A_WAY * SEEDS, caught
    assert sum(caught.values()) >= CAUGHT * SEEDS * len(WAYS)
