"""Two sorted files side by side, whatever the size of a step."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai import pairing
from gongkai.pairing import is_same_file, paired

Rows = list[tuple[str, int]]
rows = st.lists(st.tuples(st.sampled_from("abcdefg甲"), st.integers(0, 3)), unique=True).map(sorted)


def write(path: Path, content: Rows, names: tuple[str, str] = ("key", "number")) -> Path:
    columns = [
        pa.array([row[0] for row in content], pa.string()),
        pa.array([row[1] for row in content], pa.int64()),
    ]
    pq.write_table(pa.Table.from_arrays(columns, names=names), path, row_group_size=3)
    return path


@given(one=rows, other=rows, size=st.integers(1, 9))
def test_every_row_is_given_once_and_equal_keys_together(
    tmp_path_factory: pytest.TempPathFactory, one: Rows, other: Rows, size: int
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    left, right = write(folder / "one", one, ("id", "was")), write(folder / "other", other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "VALUES_AT_ONCE", size)
        steps = list(paired(left, right, ["key", "number"], ["id", "was"]))
    got = [[tuple(row) for step in steps for row in step[side].itertuples(index=False)] for side in (0, 1)]
    assert got == [one, other]
    met = [{key for frame in step for key in frame["key"]} for step in steps]
    assert sum(map(len, met)) == len(set().union(*met))
    assert all(met)


def test_a_file_that_is_not_there_has_no_rows(tmp_path: Path) -> None:
    there = write(tmp_path / "there", [("a", 1), ("b", 2)])
    steps = list(paired(tmp_path / "none", there, ["key", "number"], ["key", "number"]))
    assert [sum(len(step[side]) for step in steps) for side in (0, 1)] == [0, 2]
    assert list(paired(tmp_path / "none", tmp_path / "none", ["key"], ["key"])) == []


def test_same_bytes_are_told_from_others(tmp_path: Path) -> None:
    one, same = write(tmp_path / "one", [("a", 1)]), write(tmp_path / "same", [("a", 1)])
    other = write(tmp_path / "other", [("a", 2)])
    assert is_same_file(one, same)
    assert is_same_file(one, one)
    assert not is_same_file(one, other)
    assert not is_same_file(one, tmp_path / "none")
    assert not is_same_file(tmp_path / "none", tmp_path / "none")


DIFF = """
import resource, sys
from pathlib import Path
import pyarrow as pa
from gongkai.dataset import write_table
from gongkai.diffing import compare
from gongkai.fields import TABLES

folder, count = Path(sys.argv[1]), int(sys.argv[2])

def rows(value):
    for number in range(count):
        for place in range(100):
            key = [f"{number:064}", f"i{place:02}"]
            yield [*key, value, None, str(value), None, "published", "sums", "here"]

for name, value in (("one", 1.0), ("other", 2.0)):
    write_table(TABLES["cells"], rows(value), folder / name / "cells/year=2020/part-0.parquet")
found = compare(folder / "one", folder / "other", "other")
assert found.changed["cells", "value"] == count * 100, found
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
ROOM = 60  # MiB; 400,000 cells more, held at once, would take some 180


def peak(folder: Path, count: int) -> int:
    """Peak memory of a process that compares `count` reports of 100 cells, in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", DIFF, str(folder), str(count)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def test_five_thousand_reports_are_compared_in_the_memory_of_a_thousand(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few", 1000), peak(tmp_path / "many", 5000)
    assert many - few < ROOM, (few, many)


@pytest.mark.soak
def test_ten_thousand_reports_are_compared_in_the_memory_of_two_thousand(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few", 2000), peak(tmp_path / "many", 10_000)
    assert many - few < ROOM, (few, many)
