"""Mutated pages and texts against the parser: `python -m benchmarks.fuzz [SECONDS] [SEED]`.

Promises: every mutant ends as a Report or as a ParseError, within a second of processor time; seed and count
are printed. The first mutant that does not is written to `fuzz-failure.bin`, and the exit code is 1.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from gongkai.samplesite import SampleSite
from parsers import parse
from parsers.errors import ParseError

SLOWEST = 1.0  # seconds a mutant may take

Mutation = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes."""
    mutant = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        mutant[rng.randrange(len(mutant))] = rng.randrange(256)
    return bytes(mutant)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Keep a part."""
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[start:end]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """Write a part several times."""
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    piece = data[start : min(end, start + 2000)]
    return data[:end] + piece * rng.randint(1, 40) + data[end:]


def drop_lines(data: bytes, rng: random.Random) -> bytes:
    """Lose every tenth line or so."""
    return b"\n".join(line for line in data.split(b"\n") if rng.random() > 0.1)


def swap_tokens(data: bytes, rng: random.Random) -> bytes:
    """Put markup and numbers where they do not belong."""
    tokens = (
        b"<table>",
        b"</td>",
        b"<td colspan=9999>",
        b"<td rowspan=0>",
        b"|",
        b"\n\n",
        b"99",
        b"\x00",
        b"<!--",
    )
    mutant = data
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(mutant) + 1)
        mutant = mutant[:at] + rng.choice(tokens) + mutant[at:]
    return mutant


MUTATIONS: tuple[Mutation, ...] = (flip, cut, repeat, drop_lines, swap_tokens)


def seeds() -> list[bytes]:
    """The sample site's pages and texts, one of each rendering."""
    site = SampleSite()
    pages = {t.rendering + t.form: site.page(t.host_index, t.path).body for t in site.truth()}
    texts = {t.rendering + t.form: site.text_files()[t.text_file] for t in site.truth() if t.text_file}
    return [*pages.values(), *texts.values()]


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


def main(seconds: float = 60.0, seed: int | None = None) -> int:
    """Run for `seconds`; 1 where a mutant failed."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    rng = random.Random(seed)
    corpus = seeds()
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        mutant = rng.choice(MUTATIONS)(rng.choice(corpus), rng)
        if rng.random() < 0.3 and mutant:
            mutant = rng.choice(MUTATIONS)(mutant, rng)
        count += 1
        if failure := attack(mutant):
            Path("fuzz-failure.bin").write_bytes(mutant)
            print(f"mutant {count} of seed {seed}, kept in fuzz-failure.bin: {failure}")
            return 1
    print(f"{count} mutants of seed {seed} in {seconds:.0f} s: every one a Report or a named error")
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    raise SystemExit(main(*(float(a) for a in arguments[:1]), *(int(a) for a in arguments[1:2])))
