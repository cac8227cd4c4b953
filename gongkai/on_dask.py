"""Parsing on a Dask cluster: the documents go out in batches, and come back in order.

Promises: what comes back is what one process gives, in the same order; a document that ends its worker is
tried alone, and then recorded as failed. Memory here does not grow with the number of documents.
Refuses: to write anything from a worker: rows come back, and one process keeps them.
Caveat: every worker needs this version of gongkai; `fingerprint` is compared before any work is sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import chain, islice
from typing import Any, TypeVar

from gongkai.errors import InputError
from gongkai.fingerprint import fingerprint
from gongkai.reading import Failure, Task, Work, process_died

T = TypeVar("T")

BATCH = 16  # documents a message: the scheduler takes about a millisecond for each
AHEAD = 2  # batches in flight a thread of the cluster
PATIENCE = "30s"  # for a scheduler to answer


def read_on_dask(
    tasks: Iterable[Task], work: Work[T], *, scheduler: str | None = None, workers: int = 1
) -> Generator[T | Failure, None, None]:
    """The outcome of each task, in order: on the cluster at `scheduler`, else on one of this machine.

    Raises InputError where dask is not installed, or the cluster does not answer or runs other code.
    """
    source = iter(tasks)
    first = next(source, None)
    if first is None and scheduler is None:
        return
    source = chain([first] if first is not None else [], source)
    with _client(scheduler, workers) as client:
        waiting: deque[tuple[list[Task], Any]] = deque()
        most = AHEAD * max(sum(client.nthreads().values()), 1)
        while True:
            while len(waiting) < most and (batch := list(islice(source, BATCH))):
                waiting.append((batch, client.submit(run_batch, work, batch, pure=False)))
            if not waiting:
                return
            yield from _results(client, work, *waiting.popleft())


def run_batch(work: Work[T], batch: list[Task]) -> list[T | Failure]:
    """What a worker does with a batch."""
    return [work(task) for task in batch]


def _results(client: Any, work: Work[T], batch: list[Task], future: Any) -> Iterator[T | Failure]:
    try:
        yield from future.result()
    except _distributed().KilledWorker:
        if len(batch) == 1:
            yield process_died(batch[0])
            return
        for task in batch:
            yield from _results(client, work, [task], client.submit(run_batch, work, [task], pure=False))


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise InputError("the engine dask is not installed", remedy="pip install 'gongkai[dask]'") from error


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    distributed = _distributed()
    if scheduler is None:
        options = {"n_workers": workers, "threads_per_worker": 1, "processes": True}
        with (
            distributed.LocalCluster(**options, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        problem = f"{scheduler}: no scheduler answers ({error})"
        raise InputError(problem, remedy="Check --scheduler.") from error
    with client:
        _check_code(client, scheduler)
        yield client


def _check_code(client: Any, scheduler: str) -> None:
    there = set(client.run(fingerprint).values())
    if not there:
        raise InputError(f"{scheduler}: it has no workers", remedy="Start some: dask worker ADDRESS.")
    if there != {fingerprint()}:
        raise InputError(
            f"{scheduler}: its workers have another version of gongkai, or of what it builds upon",
            remedy="Install the same versions on all machines.",
        )
