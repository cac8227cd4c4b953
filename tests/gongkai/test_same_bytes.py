"""Two releases, one after the other, have the same bytes wherever and however they are made."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import handmade
import pytest
from handmade import NOON, document

from gongkai.datapackage import digest_of
from scraper.archive import Archive, Hints

TOTAL = "requests_received_total"
BUILD = """
import sys
from functools import partial
from pathlib import Path
sys.path.insert(0, sys.argv[4])
import handmade
from gongkai.pipeline import build
from gongkai.reading import read_documents
from scraper.archive import Archive
for archive in ("first", "second"):
    top = Path(sys.argv[1])
    engine = partial(read_documents, workers=int(sys.argv[3]))
    store = top / f"{archive}.sqlite"  # side by side: a file of the same bytes is validated once
    build(Archive(top / archive), Path(sys.argv[2]), parse=handmade.parse, engine=engine, store=store)
"""
NAMES = ("统计局", "教育局", "北渡镇人民政府", "人民政府", "临溪街道办事处")
PAPERS = {
    "CHANGES.md", "CITATION.cff", "CODEBOOK.md", "LICENSE-DATA", "README.md", "SHA256SUMS", "croissant.json",
    "datapackage.json",
}  # fmt: skip
ASCII = {
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
}  # files opened without an encoding fail


def documents(total: int) -> dict[str, bytes]:
    return {
        f"http://a.example/{place}-{year}": document(
            organization=f"溪云县{name}",
            year=year,
            form="2019" if year < 2021 else "2021",
            cells={TOTAL: place + total},
            findings=["row_lost", "flow"][: place % 3],
            sections={"overview": f"{name}{total}"},
        )
        for place, name in enumerate(NAMES)
        for year in range(2019, 2023)
    } | {"http://a.example/bad": b"boom", "http://a.example/none": document(year=None)}


def fill(folder: Path, content: dict[str, bytes], at: datetime, seed: int) -> None:
    urls = sorted(content)
    random.Random(seed).shuffle(urls)
    for url in urls:
        with Archive(folder).writer() as writer:
            writer.write_resource(
                url=url, body=content[url], content_type="text/html", fetched_at=at, hints=Hints()
            )


def make(top: Path, seed: int, workers: int, environ: dict[str, str]) -> dict[str, str]:
    """The digests of all files of both releases."""
    fill(top / "first", documents(0), NOON, seed)
    fill(top / "second", documents(0), NOON, seed + 1)
    later = {url: body for url, body in documents(1).items() if url.endswith("2020")}
    fill(top / "second", later, NOON + timedelta(days=1), seed + 2)
    support = str(Path(handmade.__file__).parent)
    releases = top / "some where" / "dataset"
    command = [sys.executable, "-c", BUILD, str(top), str(releases), str(workers), support]
    subprocess.run(command, env={**os.environ, **environ}, check=True)
    files = [
        path for name in ("v2026.1", "v2026.2") for path in (releases / name).rglob("*") if path.is_file()
    ]
    return {path.relative_to(releases).as_posix(): digest_of(path) for path in files}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return make(tmp_path_factory.mktemp("here"), 1, 1, {"TZ": "UTC", "PYTHONHASHSEED": "0"})


def test_both_releases_have_all_their_papers(here: dict[str, str]) -> None:
    for release in ("v2026.1", "v2026.2"):
        files = {name.removeprefix(f"{release}/") for name in here if name.startswith(f"{release}/")}
        assert {name for name in files if not name.endswith(".parquet")} == PAPERS
    assert here["v2026.1/CHANGES.md"] != here["v2026.2/CHANGES.md"]


@pytest.mark.parametrize(
    ("seed", "workers", "environ"),
    [
        (10, 2, {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "zh_CN.GB18030"}),
        (20, 3, {"TZ": "America/New_York", "PYTHONHASHSEED": "2", **ASCII}),
    ],
    ids=["in China", "in ASCII"],
)
def test_both_releases_are_the_same_bytes(
    here: dict[str, str], tmp_path: Path, seed: int, workers: int, environ: dict[str, str]
) -> None:
    assert make(tmp_path, seed, workers, environ) == here
