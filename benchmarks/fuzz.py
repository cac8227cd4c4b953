"""Mutated pages and texts against the parser: `python -m benchmarks.fuzz [SECONDS] [SEED] [--count N]`.

Promises: every mutant ends as a Report or as a ParseError, within a second of processor time; seed and count
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
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.mutations import MUTATIONS
from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import all_cases
from gongkai.samplesite import SampleSite
from parsers import parse
from parsers.errors import ParseError

SLOWEST = 1.0  # seconds a mutant may take
SHOWN = 5  # failures that are printed and kept
TOLD = 2000  # after so many mutants a worker says how far it is
EVERY = 5  # every fifth document of the corpus: nearly all its classes, in 3 s instead of 12


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
def originals() -> tuple[bytes, ...]:
    """Pages and texts of the sample site, one of each rendering, and documents of the corpus."""
    site = SampleSite()
    pages = {t.rendering + t.form: site.page(t.host_index, t.path).body for t in site.truth()}
    texts = {t.rendering + t.form: site.text_files()[t.text_file] for t in site.truth() if t.text_file}
    written = (make_document(case).data for case in islice(all_cases(0), 0, None, EVERY))
    return (*pages.values(), *texts.values(), *written)


def mutants(seed: str) -> Iterator[bytes]:
    """Without end."""
    rng = random.Random(seed)
    pool = originals()
    while True:
        mutant = rng.choice(MUTATIONS)(rng.choice(pool), rng)
        while rng.random() < 0.3 and mutant:
            mutant = rng.choice(MUTATIONS)(mutant, rng)
        yield mutant


def attack(mutant: bytes) -> str | None:
    """What went wrong, or None."""
    start = time.process_time()
    try:
        parse(mutant)
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
            failures.append(Failure(done, mutant, what))
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
        print("every one a Report or a named error, none over a second")
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
