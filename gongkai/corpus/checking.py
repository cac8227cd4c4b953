"""`gongkai check --corpus`: every document of the corpus read, scored and compared with the baseline.

Promises: complaints name each class that is worse than its floor, or in which anything is wrong or invented.
Refuses: to raise a floor: `make score` does, where it is asked to.
Caveat: `keep` writes the documents with a fault, for people to look at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import parsers
from gongkai.corpus.documents import Document, corpus
from gongkai.corpus.floors import Floors, faults, read_floors, undercut
from gongkai.corpus.scoring import Tally, compare, find_faults, find_misnamed
from parsers.report import Report

Parse = Callable[[bytes, str | None, str], Report]  # data, content type, address

# in an installed wheel it lies beside this module, in a checkout with the tests
_BASELINES = (
    Path(__file__).with_name("baseline.json"),
    Path(__file__).parents[2] / "tests" / "corpus" / "baseline.json",
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Tallies by class, and what is not as it should be."""

    tallies: dict[str, Tally]
    complaints: list[str]


def check(
    parse: Parse, *, floors: Floors | None = None, series: int = 0, keep: Path | None = None
) -> CheckResult:
    """Score a reader on the corpus; `floors` are those of the baseline unless others are given.

    A series other than 0 has no floors: only what is wrong, invented, misnamed or a false alarm counts.
    """
    tallies = score_corpus(parse, corpus(series), keep=keep)
    if series:
        return CheckResult(tallies, faults(tallies))
    return CheckResult(tallies, undercut(tallies, read_floors(baseline()) if floors is None else floors))


def parse_document(data: bytes, content_type: str | None, address: str) -> Report:
    """The reader of this project."""
    return parsers.parse(data, content_type=content_type, url=address)


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
