"""Scores the parser against the sample site, cell by cell: `python -m benchmarks.score`.

Promises: every page and every plain-text file of the site is parsed and compared with the numbers that it was
made from; exit 1 where anything is wrong or invented, or a floor of `tests/corpus/floors.json` is undercut.
Refuses: to count a blank as read where a value was returned, or a value where a blank is printed.
Caveat: floors only rise; `--raise-floors` writes what was measured where that is higher.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import parsers
from gongkai.rows import ARITHMETIC
from gongkai.samplesite import SampleSite, TruthReport
from parsers.report import Cell, Report
from parsers.titles import squeeze

FLOORS = Path(__file__).parents[1] / "tests" / "corpus" / "floors.json"

Parse = Callable[[bytes, str | None, str], Report]  # data, content type, address


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over documents; tallies add up.

    `cells` are those that the documents show and `read` those of them that came out as printed (a blank as
    blank); `hidden` are cells of the form that a document does not show, `recovered` those brought back.
    `wrong` is a value (or unit of money) that differs from the print, `invented` a value where none is
    printed, `misnamed` a document whose organisation, year, form or title came out otherwise, `unsaid` an
    expected finding that is not there, `alarms` a finding of arithmetic where the printed sums hold.
    """

    documents: int = 0
    cells: int = 0
    read: int = 0
    hidden: int = 0
    recovered: int = 0
    wrong: int = 0
    invented: int = 0
    misnamed: int = 0
    unsaid: int = 0
    alarms: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def recall(self) -> float:
        """Cells read of cells shown."""
        return self.read / self.cells if self.cells else 1.0

    @property
    def faults(self) -> int:
        """What no release may have: wrong or invented values, misnamed documents, false alarms."""
        return self.wrong + self.invented + self.misnamed + self.alarms


def compare(report: Report, truth: TruthReport) -> Tally:
    """Compare one report with its truth."""
    cells = {cell.indicator: cell for cell in report.cells}
    shown = [_judge_shown(cells.get(key), value, truth, key) for key, value in truth.cells.items()]
    hidden = [_judge_hidden(cells.get(key), value) for key, value in truth.hidden.items()]
    elsewhere = cells.keys() - truth.cells.keys() - truth.hidden.keys()
    invented = sum(cells[key].value is not None for key in elsewhere)
    named = (report.organization, report.year, report.form, squeeze(report.title or ""))
    names = (truth.organization, truth.year, truth.form, squeeze(truth.title))
    codes = {finding.code for finding in report.findings}
    judged = Tally(
        documents=1,
        cells=len(truth.cells),
        hidden=len(truth.hidden),
        invented=invented,
        misnamed=int(named != names),
        unsaid=len(set(truth.expected_findings) - codes),
        alarms=len((codes & ARITHMETIC) - set(truth.expected_findings)),
    )
    return sum((*shown, *hidden), judged)


def score(site: SampleSite, parse: Parse) -> dict[str, Tally]:
    """Tallies by kind of file, rendering, form, and whether the document is damaged."""
    tallies: dict[str, Tally] = {}
    for group, truth, data, content_type, address in _documents(site):
        tally = compare(parse(data, content_type, address), truth)
        tallies[group] = tallies.get(group, Tally()) + tally
    return dict(sorted(tallies.items()))


def undercut(tallies: dict[str, Tally], floors: dict[str, dict[str, float]]) -> list[str]:
    """What is worse than it was, and what no release may have; empty where all is well."""
    complaints = [f"{group}: no floor is set" for group in tallies.keys() - floors.keys()]
    complaints += [f"{group}: was not scored" for group in floors.keys() - tallies.keys()]
    for group, tally in tallies.items():
        complaints += [
            f"{group}: {count} {name}"
            for name in ("wrong", "invented", "misnamed", "alarms")
            if (count := getattr(tally, name))
        ]
        floor = floors.get(group, {})
        for name, value in (("recall", tally.recall), ("recovered", tally.recovered)):
            if value < floor.get(name, 0):
                complaints.append(f"{group}: {name} {value:.4f} is under its floor {floor[name]}")
        if tally.unsaid > floor.get("unsaid", 0):
            complaints.append(f"{group}: {tally.unsaid} expected findings are not there")
    return sorted(complaints)


def read_floors(path: Path = FLOORS) -> dict[str, dict[str, float]]:
    """The floors of every group."""
    floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return floors


def raised(tallies: dict[str, Tally], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The floors, raised to what was measured where that is better; never lowered."""
    new = {}
    for group, tally in tallies.items():
        old = floors.get(group, {})
        new[group] = {
            "recall": max(old.get("recall", 0), int(tally.recall * 10_000) / 10_000),
            "recovered": max(old.get("recovered", 0), tally.recovered),
            "unsaid": min(old.get("unsaid", tally.unsaid), tally.unsaid),
        }
    return new


def render(tallies: dict[str, Tally]) -> str:
    """The table that is printed: one line a group, and their sum."""
    width = max(map(len, tallies), default=10)
    names = ("docs", "cells", "recall", "recovered", "wrong", "invented", "misnamed", "unsaid", "alarms")
    lines = [f"{'group':<{width}}" + "".join(f"{name:>10}" for name in names)]
    for group, tally in (*tallies.items(), ("all", sum(tallies.values(), Tally()))):
        recovered = f"{tally.recovered}/{tally.hidden}"
        counts = (tally.wrong, tally.invented, tally.misnamed, tally.unsaid, tally.alarms)
        lines.append(
            f"{group:<{width}}{tally.documents:>10}{tally.cells:>10}{tally.recall:>10.4f}{recovered:>10}"
            + "".join(f"{count:>10}" for count in counts)
        )
    return "\n".join(lines)


def parse_document(data: bytes, content_type: str | None, address: str) -> Report:
    """The parser that is scored."""
    return parsers.parse(data, content_type=content_type, url=address)


def main(arguments: list[str] | None = None, *, floors: Path = FLOORS, parse: Parse = parse_document) -> int:
    """Print the table; 1 where a floor is undercut."""
    tallies = score(SampleSite(), parse)
    print(render(tallies))
    old = read_floors(floors) if floors.exists() else {}
    if "--raise-floors" in (sys.argv[1:] if arguments is None else arguments):
        text = json.dumps(raised(tallies, old), indent=1, ensure_ascii=False)
        floors.write_text(text + "\n", encoding="utf-8")
        old = read_floors(floors)
    complaints = undercut(tallies, old)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


def _documents(site: SampleSite) -> Iterator[tuple[str, TruthReport, bytes, str | None, str]]:
    texts = site.text_files()
    for truth in site.truth():
        group = f"{truth.rendering} {truth.form}{' damaged' if truth.damaged else ''}"
        page = site.page(truth.host_index, truth.path)
        content_type = dict(page.headers)["Content-Type"]
        yield f"html {group}", truth, page.body, content_type, f"http://127.0.0.1{truth.path}"
        if truth.text_file is not None:
            yield f"text {group}", truth, texts[truth.text_file], None, f"file:{truth.text_file}"


def _judge_shown(cell: Cell | None, value: float | None, truth: TruthReport, key: str) -> Tally:
    if cell is None:
        return Tally()
    if value is None:
        return Tally(read=int(cell.status == "blank"), invented=int(cell.value is not None))
    if cell.value is None:
        return Tally()
    same_unit = key not in truth.units or cell.unit == truth.units[key]
    same = cell.value == value and same_unit
    return Tally(read=int(same), wrong=int(not same))


def _judge_hidden(cell: Cell | None, value: float | None) -> Tally:
    if cell is None or cell.value is None:
        return Tally()
    if cell.status != "recovered":
        return Tally(invented=1)
    return Tally(recovered=int(cell.value == value), wrong=int(cell.value != value))


if __name__ == "__main__":
    raise SystemExit(main())
