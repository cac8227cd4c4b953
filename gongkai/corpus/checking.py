"""`gongkai check --corpus`: every document of the corpus read, scored and compared with the baseline.

Promises: complaints name each class that is worse than its floor, or in which anything is wrong or invented.
Refuses: to raise a floor: `make score` does, where it is asked to.
Caveat: `keep` writes the documents with a fault, for people to look at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import parsers
from gongkai.corpus.documents import Document, corpus
from gongkai.corpus.floors import Floors, faults, read_floors, undercut
from gongkai.corpus.scoring import Tally, compare, find_faults, find_misnamed
from parsers.errors import ParseError
from parsers.report import Report, Source

Parse = Callable[[bytes, str | None, str], Report]  # data, content type, address

MAX_SECONDS = 10  # no document may take longer, however hostile
# in an installed wheel it lies beside this module, in a checkout with the tests
_BASELINES = (
    Path(__file__).with_name("baseline.json"),
    Path(__file__).parents[2] / "tests" / "corpus" / "baseline.json",
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Tallies by class, what is not as it should be, and the document that took longest, with its seconds."""

    tallies: dict[str, Tally]
    complaints: list[str]
    slowest: tuple[str, float]


def check(
    parse: Parse, *, floors: Floors | None = None, series: int = 0, keep: Path | None = None
) -> CheckResult:
    """Score a reader on the corpus; `floors` are those of the baseline unless others are given.

    A series other than 0 has no floors: only what is wrong, invented, misnamed or a false alarm counts.
    """
    seconds: dict[str, float] = {}
    tallies = score_corpus(timed(parse, seconds), corpus(series), keep=keep)
    slowest = max(seconds.items(), key=lambda one: one[1])
    complaints = [f"{slowest[0]}: took {slowest[1]:.1f} s"] if slowest[1] > MAX_SECONDS else []
    if series:
        return CheckResult(tallies, complaints + faults(tallies), slowest)
    floors = read_floors(baseline()) if floors is None else floors
    return CheckResult(tallies, complaints + undercut(tallies, floors), slowest)


def timed(parse: Parse, seconds: dict[str, float], clock: Callable[[], float] = time.perf_counter) -> Parse:
    """The same reader, which notes by address how long each document took."""

    def parse_timed(data: bytes, content_type: str | None, address: str) -> Report:
        start = clock()
        report = parse(data, content_type, address)
        seconds[address] = clock() - start
        return report

    return parse_timed


def parse_document(data: bytes, content_type: str | None, address: str) -> Report:
    """The reader of this project; a document that it refuses is a report without cells."""
    try:
        return parsers.parse(data, content_type=content_type, url=address)
    except ParseError:
        return Report(Source(address, "", content_type))


def baseline() -> Path:
    """Where the floors of the corpus lie."""
    return next((path for path in _BASELINES if path.is_file()), _BASELINES[-1])


def score_corpus(
    parse: Parse, documents: Iterable[Document], *, keep: Path | None = None
) -> dict[str, Tally]:
    """Tallies by class, in the order of the corpus."""
    tallies: dict[str, Tally] = {}
    for document in documents:
        report = parse(document.data, document.content_type, document.address)
        tally = compare(report, document.truth)
        tallies[document.group] = tallies.get(document.group, Tally()) + tally
        if keep is not None and tally.wrong + tally.invented + tally.misnamed:
            keep_document(keep, document, report)
    return tallies


def keep_document(folder: Path, document: Document, report: Report) -> None:
    """Write a document with faults, and beside it what was expected and what came out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / document.name).write_bytes(document.data)
    faults = json.dumps(list(_faults(document, report)), ensure_ascii=False, indent=1)
    (folder / f"{document.name}.json").write_text(faults + "\n", encoding="utf-8")


def _faults(document: Document, report: Report) -> Iterator[dict[str, object]]:
    for verdict in find_faults(report, document.truth):
        yield {
            "fault": verdict.fault,
            "indicator": verdict.indicator,
            "expected": verdict.expected,
            "unit": document.truth.units.get(verdict.indicator),
            "got": verdict.got.value,
            "got_unit": verdict.got.unit,
            "status": verdict.got.status.value,
            "evidence": verdict.got.evidence,
            "raw": verdict.got.raw,
            "where": verdict.got.where,
        }
    for name in find_misnamed(report, document.truth):
        yield {
            "fault": f"misnamed: {name}",
            "expected": getattr(document.truth, name),
            "got": getattr(report, name),
        }
