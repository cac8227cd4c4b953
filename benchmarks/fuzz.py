"""Mutated pages and texts against the readers: `python -m benchmarks.fuzz [SECONDS] [SEED] [--count N]`.

Promises: every mutant of a report ends as a Report or as a ParseError, every mutant of another page of the
site as whatever lists and registers are read in it, within a second of processor time; seed and count
are printed, and on stderr how far each worker is. Each mutant that does not is written to
`fuzz-failure-<n>.bin`, and the exit code is 1. The same seed and worker draw the same mutants in the same
order; only how many fit into the time differs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.mutations import MUTATIONS
from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import all_cases
from gongkai.registers import read_register
from gongkai.samplesite import SampleSite
from parsers import parse
from parsers.errors import ParseError
from scraper.challenge import read_refusal
from scraper.judging import judge_report, read_text
from scraper.sites import read_list

ADDRESS = "http://www.example.gov.cn/zwgk/nb/index.html"
SLOWEST = 1.0  # seconds a mutant may take
SHOWN = 5  # failures that are printed and kept
TOLD = 2000  # after so many mutants a worker says how far it is
EVERY = 5  # every fifth document of the corpus: nearly all its classes, in 3 s instead of 12


@dataclass(frozen=True, slots=True)
class Original:
    """A document, and what reads it."""

    data: bytes
    read: Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Failure:
    """A mutant, its number, and what went wrong."""

    number: int
    mutant: bytes
    what: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker did."""

    count: int
    failures: tuple[Failure, ...]


@cache
def originals() -> tuple[Original, ...]:
    """Pages and texts of the sample site, one of each rendering, its other pages, documents of the corpus."""
    site = SampleSite()
    pages = {t.rendering + t.form: site.page(t.host_index, t.path).body for t in site.truth()}
    texts = {t.rendering + t.form: site.text_files()[t.text_file] for t in site.truth() if t.text_file}
    written = (make_document(case).data for case in islice(all_cases(0), 0, None, EVERY))
    reports = (Original(data, parse) for data in (*pages.values(), *texts.values(), *written))
    return (*reports, *(Original(data, look) for data in _other_pages(site)))


def _other_pages(site: SampleSite) -> Iterator[bytes]:
    """Home pages, lists, registers and their answers in JSON."""
    reports = {(t.host_index, t.path) for t in site.truth()}
    for host in range(site.host_count):
        for target in site.targets(host):
            if (host, target) not in reports:
                yield site.page(host, target).body


def look(data: bytes) -> None:
    """Read a page as the crawl and the build read what is no report."""
    read_refusal(200, data)
    judge_report("2023年年报", ADDRESS, data, None)
    page = read_text(ADDRESS, data, None)
    if page is not None:
        read_list(page)
        read_register(page.text, ADDRESS, "2023年政府信息公开年度报告公布情况")


def mutants(seed: str) -> Iterator[Original]:
    """Without end."""
    rng = random.Random(seed)
    pool = originals()
    while True:
        original = rng.choice(pool)
        mutant = rng.choice(MUTATIONS)(original.data, rng)
        while rng.random() < 0.3 and mutant:
            mutant = rng.choice(MUTATIONS)(mutant, rng)
        yield replace(original, data=mutant)


def attack(mutant: Original) -> str | None:
    """What went wrong, or None."""
    start = time.process_time()
    try:
        mutant.read(mutant.data)
    except ParseError:
        pass
    except Exception:  # noqa: BLE001 - a fuzzer's catch: whatever else comes out is the finding
        return traceback.format_exc()
    seconds = time.process_time() - start
    return f"took {seconds:.1f} s" if seconds > SLOWEST else None


def run_worker(seed: str, seconds: float | None, most: int | None) -> Result:
    """Attack until the time or the count is over."""
    failures: list[Failure] = []
    done = 0
    end = None if seconds is None else time.monotonic() + seconds
    for mutant in islice(mutants(seed), most):
        if end is not None and time.monotonic() >= end:
            break
        done += 1
        what = attack(mutant)
        if what is not None and all(what != known.what for known in failures):
            failures.append(Failure(done, mutant.data, what))
            print(f"{seed}: mutant {done}: {what.splitlines()[-1]}", file=sys.stderr)
        if done % TOLD == 0:
            print(f"{seed}: {done} mutants, {len(failures)} kinds of failure", file=sys.stderr)
    return Result(done, tuple(failures[:SHOWN]))


def run(seconds: float | None, seed: int, most: int | None, workers: int) -> list[Result]:
    """The same in several processes, each with a seed of its own that follows from the printed one."""
    share = None if most is None else -(-most // workers)
    seeds = [f"{seed}:{worker}" for worker in range(workers)]
    originals()  # before the clock starts, and once: the workers are forked
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        return list(pool.map(run_worker, seeds, [seconds] * workers, [share] * workers))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for so many seconds, or for so many mutants; 1 where one of them failed."""
    options = _read(sys.argv[1:] if arguments is None else arguments)
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    start = time.monotonic()
    results = run(None if options.count else options.seconds, seed, options.count, options.workers)
    done = sum(result.count for result in results)
    print(f"{done} mutants of seed {seed} in {time.monotonic() - start:.0f} s, {options.workers} workers")
    failures = [(i, failure) for i, result in enumerate(results) for failure in result.failures]
    for number, (worker, failure) in enumerate(failures[:SHOWN]):
        name = options.keep / f"fuzz-failure-{number}.bin"
        name.write_bytes(failure.mutant)
        print(f"mutant {failure.number} of worker {worker}, kept in {name}: {failure.what}")
    if not failures:
        print("every one read or a named error, none over a second")
    return int(bool(failures))


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.fuzz", description="Mutated documents against the parser."
    )
    parser.add_argument("seconds", nargs="?", type=float, default=60.0)
    parser.add_argument("seed", nargs="?", type=int)
    parser.add_argument("--count", type=int, help="so many mutants, however long it takes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, default=Path(), help="folder for mutants that failed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
