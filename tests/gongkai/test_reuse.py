from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import handmade
import pytest
from handmade import NOON, document

from gongkai import staged
from gongkai.datapackage import digest_of
from gongkai.pipeline import BuildSummary, build
from scraper.archive import Archive

pytestmark = pytest.mark.usefixtures("validated_once")
Fill = Callable[..., Archive]
TOTAL = "requests_received_total"
FIVE = {f"http://a.example/{year}.html": document(year=year) for year in range(2019, 2024)}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were parsed."""
    seen: list[str] = []
    original = staged.read_document

    def watch(task: Any, parse: Any) -> Any:
        seen.append(task.address)
        return original(task, parse)

    monkeypatch.setattr(staged, "read_document", watch)
    return seen


def make(archive: Archive, folder: Path) -> BuildSummary:
    return build(archive, folder / "dataset", parse=handmade.parse, store=folder / "store.sqlite")


def make_whole(archive: Archive, folder: Path) -> BuildSummary:
    """Build elsewhere, with a store that knows nothing."""
    return build(archive, folder / "other", parse=handmade.parse, store=folder / "other.sqlite")


def files(summary: BuildSummary) -> dict[str, str]:
    top = summary.release.path
    return {str(path.relative_to(top)): digest_of(path) for path in top.rglob("*.parquet")}


def test_nothing_new_parses_and_writes_nothing(fill: Fill, tmp_path: Path, parsed: list[str]) -> None:
    archive = fill(FIVE)
    first = make(archive, tmp_path)
    assert len(parsed) == 5
    second = make(archive, tmp_path)
    assert len(parsed) == 5
    assert (second.release.is_new, second.release.path) == (False, first.release.path)
    assert (second.documents, second.versions, second.coverage) == (5, 5, first.coverage)


def test_only_what_is_new_is_parsed_and_the_rest_is_taken_over(
    fill: Fill, tmp_path: Path, parsed: list[str]
) -> None:
    archive = fill(FIVE)
    first = make(archive, tmp_path)
    fill({"http://a.example/new.html": document(year=2021, organization="溪云县财政局")})
    second = make(archive, tmp_path)
    assert parsed[5:] == ["http://a.example/new.html"]
    before, after = files(first), files(second)
    changed = {path for path, digest in after.items() if before.get(path) != digest}
    assert {path for path in changed if "year=" in path} == {
        "cells/year=2021/part-0.parquet",
        "indicators/year=2021/part-0.parquet",
    }
    assert files(make_whole(archive, tmp_path)) == after


def test_a_new_capture_of_an_address_replaces_what_was_known_of_it(
    fill: Fill, tmp_path: Path, parsed: list[str]
) -> None:
    archive = fill(FIVE)
    make(archive, tmp_path)
    fill({"http://a.example/2020.html": document(cells={TOTAL: 5})}, at=NOON + timedelta(days=1))
    second = make(archive, tmp_path)
    assert second.versions == 6
    assert set(parsed[5:]) == {"http://a.example/2020.html"}
    assert files(make_whole(archive, tmp_path)) == files(second)


def test_what_left_the_archive_leaves_the_dataset(fill: Fill, archive: Archive, tmp_path: Path) -> None:
    fill(FIVE)
    kept = set(archive.folder.glob("*.warc.gz"))
    fill({"http://a.example/new.html": document(year=2021, organization="溪云县财政局")})
    make(archive, tmp_path)
    for path in set(archive.folder.glob("*.warc.gz")) - kept:
        path.unlink()
    assert make(archive, tmp_path).versions == 5


def test_a_changed_file_of_the_last_release_is_written_again(fill: Fill, tmp_path: Path) -> None:
    archive = fill(FIVE)
    first = make(archive, tmp_path)
    good = files(first)
    (first.release.path / "cells/year=2020/part-0.parquet").write_bytes(b"not what was written")
    second = make(archive, tmp_path)
    assert second.release.is_new
    assert files(second) == good


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_a_damaged_store_is_made_anew(fill: Fill, tmp_path: Path, parsed: list[str], damage: bytes) -> None:
    archive = fill(FIVE)
    make(archive, tmp_path)
    (tmp_path / "store.sqlite").write_bytes(damage)
    assert make(archive, tmp_path).versions == 5
    assert len(parsed) == 10


def test_other_code_parses_all_again(
    fill: Fill, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill(FIVE)
    make(archive, tmp_path)
    monkeypatch.setattr("gongkai.pipeline.fingerprint", lambda: "other")
    make(archive, tmp_path)
    assert len(parsed) == 10
