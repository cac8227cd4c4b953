"""Builds of many reports: reports a second, memory, what a million would take: `python -m benchmarks.scale`.

The reports are those of the sample site, many times over: each copy of the site has bodies of other names
and numbers multiplied by a factor of its own, so that a copy's sums hold and its years hand on to one
another. Each step runs in a process of its own. Exit 1 where a bar is missed: a build's peak under 1.5 GiB, a
report's time at the full count within 15 % of that at a tenth of it, nothing new under 2 % of a full build, a
million reports under 3 hours. `make bench` takes 2,000 reports, `make bench-scale` 100,000; the bars of size
are judged from 10,000 on.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import parsers
from gongkai.pipeline import build
from gongkai.reading import Task, read_documents
from gongkai.samplesite import SampleSite
from gongkai.staged import staging
from scraper.archive import Archive, Hints

MEMORY_BAR = 1536  # MiB
GROWTH_BAR = 1.15
NOTHING_NEW_BAR = 0.02
HOURS_BAR = 3.0
LARGE = 10_000  # reports from which on the bars of size are judged
NATIONAL = 1_000_000
FACTORS = 97
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
_CELL = re.compile(r">\s*(\d{1,6})\s*<(?!/span>\s*(?:<[^>]*>\s*)*[年月日])")


@dataclass(frozen=True, slots=True)
class Source:
    """One page of the sample site, and whose report it is."""

    text: str
    encoding: str
    name: str
    area: str
    code: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of a step, and the peak of its process and of its largest worker in MiB."""

    seconds: float
    peak: int


def sources() -> list[Source]:
    """The reports of the sample site that may be fetched."""
    site = SampleSite()
    found = []
    for truth in site.truth():
        if truth.allowed:
            body = site.page(truth.host_index, truth.path).body
            text = body.decode(truth.encoding, "replace")
            found.append(Source(text, truth.encoding, truth.organization, truth.county, truth.division_code))
    return found


def copy_of(source: Source, number: int) -> bytes:
    """The page of a body of another name, all numbers of its cells multiplied by one factor."""
    if number == 0:
        return source.text.encode(source.encoding, "replace")
    own = f"{source.area}第{number}{source.name.removeprefix(source.area)}"
    factor = 1 + number % FACTORS
    text = _CELL.sub(lambda cell: f">{int(cell[1]) * factor}<", source.text.replace(source.name, own))
    return text.encode(source.encoding, "replace")


def documents(count: int) -> Iterator[tuple[str, bytes, Hints]]:
    """Addresses, pages and hints of so many reports."""
    known = sources()
    for number in range(count):
        copy, place = divmod(number, len(known))
        hints = Hints(division_code=known[place].code)
        yield f"http://www.{copy}.example/{place:03}.html", copy_of(known[place], copy), hints


def fill(folder: Path, count: int) -> None:
    """Put so many reports into the archive below `folder`."""
    with Archive(folder / "archive").writer() as writer:
        for url, body, hints in documents(count):
            writer.write_resource(url=url, body=body, content_type="text/html", fetched_at=NOON, hints=hints)


def parse_all(folder: Path, workers: int) -> None:
    """Parse the archive, and pack the rows of each report."""
    captures = Archive(folder / "archive").captures()
    tasks = (Task(one.url, one.body, one.content_type, one.hints) for one in captures)
    for _ in read_documents(tasks, staging(parsers.parse), workers=workers):
        pass


def build_all(folder: Path, workers: int) -> None:
    """Make a release."""
    engine = partial(read_documents, workers=workers)
    store = folder / "state" / "store.sqlite"
    build(Archive(folder / "archive"), folder / "dataset", parse=parsers.parse, store=store, engine=engine)


STEPS = {"fill": fill, "parse": parse_all, "build": build_all}


def measure(step: str, folder: Path, number: int) -> Measured:
    """Run a step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--step", step, str(folder), str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()[-2:]
    return Measured(float(seconds), int(peak))


def run_step(step: str, folder: Path, number: int) -> None:
    """A step, in this process; prints its seconds and peak."""
    start = time.perf_counter()
    STEPS[step](folder, number)
    seconds = time.perf_counter() - start
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(seconds, max(usage.ru_maxrss for usage in usages) // 1024)


class Judge:
    """Prints figures, and remembers which bars were missed."""

    def __init__(self) -> None:
        self.missed = 0

    def show(self, name: str, measured: Measured, count: int) -> None:
        """A step's pace and peak."""
        pace = count / measured.seconds
        print(f"{name:34} {pace:8.1f} reports/s  {measured.seconds:8.1f} s  peak {measured.peak:5} MiB")

    def hold(self, name: str, value: float, bar: float, unit: str = "") -> None:
        """A figure against its bar."""
        is_held = value <= bar
        self.missed += not is_held
        print(f"{name:34} {value:8.3f} {unit} (bar {bar:g}){'' if is_held else '  MISSED'}")


def run(count: int, folder: Path) -> int:
    """Measure at a tenth of `count` and at all of it; 1 where a bar was missed."""
    judge = Judge()
    small, large = folder / "small", folder / "large"
    tenth = max(count // 10, 1)
    for place, number in ((small, tenth), (large, count)):
        print(f"{number:,} reports written in {measure('fill', place, number).seconds:.0f} s", flush=True)
    size = sum(path.stat().st_size for path in large.glob("archive/*.gz")) / count
    print(f"a report's page is {size / 1024:.1f} KiB in the archive")
    for workers in (1, 2):
        judge.show(f"parse, {workers} workers, {tenth:,}", measure("parse", small, workers), tenth)
    alone = measure("build", _fresh(small), 1)
    judge.show(f"build, 1 worker, {tenth:,}", alone, tenth)
    fewer = measure("build", _fresh(small), 2)
    judge.show(f"build, 2 workers, {tenth:,}", fewer, tenth)
    whole = measure("build", _fresh(large), 2)
    judge.show(f"build, 2 workers, {count:,}", whole, count)
    again = measure("build", large, 2)
    judge.show("build, nothing new", again, count)
    if count >= LARGE:
        judge.hold("peak", whole.peak, MEMORY_BAR, "MiB")
        growth = (whole.seconds / count) / (fewer.seconds / tenth)
        judge.hold("time a report, all : a tenth", growth, GROWTH_BAR)
        judge.hold("nothing new : a full build", again.seconds / whole.seconds, NOTHING_NEW_BAR)
    hours = whole.seconds / count * NATIONAL / 3600
    print(f"{NATIONAL:,} reports: {whole.seconds:.0f} s / {count:,} x {NATIONAL:,} / 3600")
    judge.hold("hours for a million, 2 workers", hours, HOURS_BAR, "h")
    return int(judge.missed > 0)


def _fresh(folder: Path) -> Path:
    """The folder without its state and releases."""
    for name in ("state", "dataset"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return folder


def main(arguments: list[str] | None = None) -> int:
    """Measure so many reports, or run one step for another process."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description="Builds of many reports.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="where to work [default: a temporary folder]")
    parser.add_argument("--step", nargs=3, metavar=("STEP", "FOLDER", "NUMBER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.step:
        run_step(options.step[0], Path(options.step[1]), int(options.step[2]))
        return 0
    if options.folder is not None:
        return run(options.count, options.folder)
    with tempfile.TemporaryDirectory() as folder:
        return run(options.count, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
