"""Parsing many documents, in order, in one process or several; one bad document never stops it.

Promises: results come in the order of the tasks, whatever the number of processes; a document that kills
its process is tried once more alone and then recorded as failed.
Refuses: nothing silently: what could not be read comes back as a Failure with a code and a message.
Caveat: worker processes are spawned, so the work passed in must be importable by name.
"""

from __future__ import annotations

import hashlib
import math
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Protocol, TypeVar

from gongkai.stopping import undisturbed
from parsers.decode import decode
from parsers.errors import ParseError
from parsers.report import Report
from scraper.archive import NO_HINTS, Hints

WINDOW = 8  # documents in flight a process: enough to keep it busy, few enough to keep memory flat
INT64 = 2**63


T = TypeVar("T")


class Parser(Protocol):
    """What `parsers.parse` is."""

    def __call__(self, data: bytes, *, content_type: str | None = None, url: str | None = None) -> Report:
        """Read one document; ParseError where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document to parse; `address` names it in the report and in failures."""

    address: str
    data: bytes
    content_type: str | None = None
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document that was read; `report_id` is the sha256 of its decoded text and its address."""

    address: str
    report_id: str
    report: Report


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, with the reason for machines and for people."""

    address: str
    code: str
    message: str


Outcome = Parsed | Failure
Work = Callable[[Task], T | Failure]  # what is done with a document; it must be importable by name


class Engine(Protocol):
    """What runs work on documents, in order: `read_documents`, or `on_dask.read_on_dask`."""

    def __call__(self, tasks: Iterable[Task], work: Work[T]) -> Generator[T | Failure, None, None]:
        """The outcome of each task."""


def read_document(task: Task, parse: Parser) -> Outcome:
    """Parse one document; every error ends here as a Failure."""
    try:
        report = parse(task.data, content_type=task.content_type, url=task.address)
        check_report(report)
        text = decode(task.data, task.content_type).text
    except ParseError as error:
        return Failure(task.address, error.code, str(error))
    except Exception as error:  # noqa: BLE001 - the seam: an unforeseen fault of one document is recorded, not raised
        return Failure(task.address, "unforeseen", f"{type(error).__name__}: {error}")
    return Parsed(task.address, make_report_id(text, task.address), report)


def make_report_id(text: str, address: str) -> str:
    """The id of a version: sha256 of the decoded text and the address.

    >>> make_report_id("a", "http://b.example/")[:8]
    '9e0cbadd'
    """
    return hashlib.sha256(f"{text}\n{address}".encode("utf-8", "surrogatepass")).hexdigest()


def check_report(report: Report) -> None:
    """Raise ValueError for a report that the tables cannot hold: a key twice, or a number without end."""
    for keys in ([cell.indicator for cell in report.cells], [part.section for part in report.sections]):
        twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
        if twice:
            raise ValueError(f"read twice: {', '.join(sorted(twice))}")
    for cell in report.cells:
        if cell.value is not None and not (math.isfinite(cell.value) and abs(cell.value) < INT64):
            raise ValueError(f"{cell.indicator}: {cell.value} is out of range")


def read_documents(
    tasks: Iterable[Task], work: Work[T], *, workers: int = 1
) -> Generator[T | Failure, None, None]:
    """The outcome of each task, in order."""
    if workers <= 1:
        return (work(task) for task in tasks)
    return _read_in_pool(tasks, work, workers)


def _read_in_pool(tasks: Iterable[Task], work: Work[T], workers: int) -> Generator[T | Failure, None, None]:
    source = iter(tasks)
    waiting: deque[tuple[Task, Future[T | Failure]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            for task in source:
                waiting.append((task, _submit(pool, task, work)))
                if len(waiting) >= workers * WINDOW:
                    break
            if not waiting:
                return
            task, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(cancel_futures=True)
                yield _read_alone(task, work)
                pool = _pool(workers)
                waiting = deque((task, _submit(pool, task, work)) for task, _ in waiting)
    finally:
        with undisturbed():
            pool.shutdown(wait=not waiting, cancel_futures=True)  # left early: documents in work end alone


def _submit(pool: ProcessPoolExecutor, task: Task, work: Work[T]) -> Future[T | Failure]:
    try:
        with undisturbed():  # it starts worker processes
            return pool.submit(work, task)
    except BrokenProcessPool as error:  # broken by a task before it: told when the task's turn comes
        future: Future[T | Failure] = Future()
        future.set_exception(error)
        return future


def _read_alone(task: Task, work: Work[T]) -> T | Failure:
    with _pool(1) as pool:
        try:
            return _submit(pool, task, work).result()
        except BrokenProcessPool:
            return process_died(task)


def process_died(task: Task) -> Failure:
    """What is recorded of a document that ends whatever parses it."""
    return Failure(task.address, "process_died", "the document ended the process that parsed it")


def _pool(workers: int) -> ProcessPoolExecutor:
    # started ahead: whoever starts it lets signals through again, and that must not be the first worker
    resource_tracker.ensure_running()
    # spawn: a progress bar's thread may hold a lock at the moment of a fork
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
