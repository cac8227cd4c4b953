from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import handmade
import pytest
from handmade import document

from gongkai import on_dask
from gongkai.datapackage import digest_of
from gongkai.errors import InputError
from gongkai.on_dask import read_on_dask
from gongkai.pipeline import build
from gongkai.reading import Failure, Task
from gongkai.staged import staging
from scraper.archive import Archive

distributed = pytest.importorskip("distributed", reason="dask is not installed")
Fill = Callable[..., Archive]
SUPPORT = str(Path(handmade.__file__).parent)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes on this machine, who find the hand-made parser."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        with distributed.Client(running) as client:
            client.run(_find_support, SUPPORT)
        yield running


def _find_support(folder: str) -> None:
    import sys

    sys.path.insert(0, folder)


def test_a_cluster_makes_the_same_bytes(fill: Fill, tmp_path: Path, cluster: Any) -> None:
    archive = fill(
        {f"http://a.example/{n:03}.html": document(year=2019 + n % 6, title=f"{n}") for n in range(50)}
    )
    engine = partial(read_on_dask, scheduler=cluster.scheduler_address)
    releases = [
        build(archive, tmp_path / "one", parse=handmade.parse).release.path,
        build(archive, tmp_path / "many", parse=handmade.parse, engine=engine).release.path,
    ]
    one, many = ({str(p.relative_to(top)): digest_of(p) for p in top.rglob("*.*")} for top in releases)
    assert one == many


def test_a_document_that_ends_its_worker_is_recorded_and_its_neighbours_are_read(cluster: Any) -> None:
    tasks = [Task("http://a.example/1", document()), Task("http://a.example/2", b"exit")]
    tasks.append(Task("http://a.example/3", document()))
    with distributed.Client(cluster) as client:
        client.run_on_scheduler(_allow_no_failures)
    outcomes = list(read_on_dask(tasks, staging(handmade.parse), scheduler=cluster.scheduler_address))
    assert [getattr(one, "code", "read") for one in outcomes] == ["read", "process_died", "read"]


def _allow_no_failures(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = 0


def test_workers_of_other_code_are_refused(cluster: Any) -> None:
    tasks = [Task("a", b"")]
    with distributed.Client(cluster) as client:
        client.run(_have_packages, ("gongkai",))
        with pytest.raises(InputError, match="another version"):
            list(read_on_dask(tasks, staging(handmade.parse), scheduler=cluster.scheduler_address))
        client.run(_have_packages, ("gongkai", "parsers", "scraper"))
    assert len(list(read_on_dask(tasks, staging(handmade.parse), scheduler=cluster.scheduler_address))) == 1


def _have_packages(names: tuple[str, ...]) -> None:
    from gongkai import fingerprint

    fingerprint._PACKAGES = names
    fingerprint.fingerprint.cache_clear()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "PATIENCE", "1s")
    with pytest.raises(InputError, match="no scheduler answers"):
        list(read_on_dask([], staging(handmade.parse), scheduler="tcp://127.0.0.1:9"))


def test_no_work_starts_no_cluster() -> None:
    def fail(task: Task) -> Failure:
        raise AssertionError(task)

    assert list(read_on_dask([], fail, workers=1)) == []
