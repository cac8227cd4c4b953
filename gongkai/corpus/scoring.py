"""A report against its truth, cell by cell: what was read, recovered, wrong, invented.

Promises: each kind of fault is counted as that fault; tallies add up.
Refuses: to count a blank as read where a value was returned, or a value where a blank is printed.
Caveat: recovered values are judged only where the body's own sums hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from gongkai.corpus.truth import Truth
from gongkai.rows import ARITHMETIC
from gongkai.samplesite.truth import Value
from parsers.report import Cell, Report
from parsers.titles import squeeze


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over documents; tallies add up.

    `cells` are those that the documents show and `read` those of them that came out as printed (a blank as
    blank); `hidden` are cells of the form that a document does not show, `recovered` those brought back.
    `wrong` is a value (or unit of money) that differs from the print, `invented` a value where none is
    printed, `misled` a recovered value that differs from the print of a body whose own sums do not hold,
    `misnamed` a document whose organisation, year, form or title came out otherwise, `unsaid` an
    expected finding that is not there, `alarms` a finding of arithmetic where the printed sums hold.
    """

    documents: int = 0
    cells: int = 0
    read: int = 0
    hidden: int = 0
    recovered: int = 0
    wrong: int = 0
    invented: int = 0
    misled: int = 0
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cell that is wrong, invented or misled: what was expected (None: no value) and what came out."""

    fault: str
    indicator: str
    expected: Value
    got: Cell


def compare(report: Report, truth: Truth) -> Tally:
    """Compare one report with its truth."""
    cells = {cell.indicator: cell for cell in report.cells}
    codes = {finding.code for finding in report.findings}
    faults = [verdict.fault for verdict in find_faults(report, truth)]
    return Tally(
        documents=1,
        cells=len(truth.cells),
        read=sum(_is_read(cells.get(key), key, truth) for key in truth.cells),
        hidden=len(truth.hidden) if truth.sums_hold else 0,
        recovered=sum(_is_recovered(cells.get(key), key, truth) for key in truth.hidden),
        wrong=faults.count("wrong"),
        invented=faults.count("invented"),
        misled=faults.count("misled"),
        misnamed=int(bool(find_misnamed(report, truth))),
        unsaid=len(set(truth.expected_findings) - codes),
        alarms=len((codes & ARITHMETIC) - {*truth.expected_findings, *truth.tolerated}),
    )


def find_faults(report: Report, truth: Truth) -> Iterator[Verdict]:
    """The cells that are wrong, invented or misled."""
    for cell in report.cells:
        if cell.value is None:
            continue
        key = cell.indicator
        if key in truth.cells:
            expected, fault = truth.cells[key], _fault_of_shown(cell, truth)
        elif key in truth.doubts:
            expected, fault = truth.doubts[key], _fault_of_doubt(cell, truth.doubts[key])
        else:
            expected, fault = truth.hidden.get(key), _fault_of_hidden(cell, truth)
        if fault is not None:
            yield Verdict(fault, key, expected, cell)


def find_misnamed(report: Report, truth: Truth) -> list[str]:
    """Which of organisation, year, form and title came out otherwise, of those that are to be seen."""
    pairs = {
        "organization": (truth.organization, report.organization),
        "year": (truth.year, report.year),
        "form": (truth.form, report.form if _has_values(report) else report.form or truth.form),
        "title": (truth.title and squeeze(truth.title), squeeze(report.title or "")),
    }
    return [name for name, (expected, got) in pairs.items() if expected is not None and expected != got]


def _has_values(report: Report) -> bool:
    """Where nothing could be read, nothing need be said about the form either."""
    return any(cell.value is not None for cell in report.cells)


def _is_read(cell: Cell | None, key: str, truth: Truth) -> bool:
    if cell is None:
        return False
    if truth.cells[key] is None:
        return cell.status == "blank"
    return cell.value is not None and _fault_of_shown(cell, truth) is None


def _is_recovered(cell: Cell | None, key: str, truth: Truth) -> bool:
    is_recovered = cell is not None and cell.status == "recovered" and cell.value == truth.hidden[key]
    return truth.sums_hold and is_recovered


def _fault_of_shown(cell: Cell, truth: Truth) -> str | None:
    key = cell.indicator
    if truth.cells[key] is None:
        is_forced = cell.status == "recovered" and cell.value == truth.behind.get(key)
        return None if is_forced else "invented"
    same_unit = key not in truth.units or cell.unit == truth.units[key]
    if cell.value == truth.cells[key] and same_unit:
        return None
    return "misled" if cell.status == "recovered" and not truth.sums_hold else "wrong"


def _fault_of_doubt(cell: Cell, acceptable: Value) -> str | None:
    return None if cell.status == "recovered" or cell.value == acceptable else "wrong"


def _fault_of_hidden(cell: Cell, truth: Truth) -> str | None:
    is_known = cell.indicator in truth.hidden
    is_true = is_known and cell.value == truth.hidden[cell.indicator]
    if not is_known or (cell.status != "recovered" and not (is_true and cell.indicator in truth.excused)):
        return "invented"
    return None if is_true or not truth.sums_hold else "wrong"
