"""The wheel, installed alone and away from the checkout, carries everything that a run needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "broken-sum.html"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True, capture_output=True)
    return site


def run(installed: Path, *arguments: str) -> str:
    """Run Python with the wheel before all else, away from the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=installed.parent, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_it_is_the_wheel_that_runs(installed: Path) -> None:
    where = run(installed, "-c", "import gongkai, parsers; print(gongkai.__file__, parsers.__file__)")
    assert all(path.startswith(str(installed)) for path in where.split())


def test_it_parses_a_sample(installed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "report.html"
    copy.write_bytes(SAMPLE.read_bytes())
    report = json.loads(run(installed, "-m", "gongkai", "parse", str(copy), "--format", "json"))
    assert (report["year"], report["form"], len(report["cells"])) == (2022, "2021", 200)


def test_it_knows_the_codebook(installed: Path) -> None:
    lines = run(installed, "-m", "gongkai", "codebook", "--format", "csv").splitlines()
    assert len(lines) == 285  # a header and the indicators of all forms


def test_it_carries_the_sample_site(installed: Path) -> None:
    code = "from gongkai.samplesite import SampleSite; print(len(SampleSite().truth()))"
    assert int(run(installed, "-c", code)) >= 3 * 8 * 6


def test_it_carries_the_corpus_and_its_baseline(installed: Path) -> None:
    code = (
        "from gongkai.corpus.checking import baseline; from gongkai.corpus.floors import read_floors; "
        "print(baseline(), len(read_floors(baseline())))"
    )
    path, classes = run(installed, "-c", code).split()
    assert path.startswith(str(installed))
    assert int(classes) > 100
