"""What a parser should find: for each report of the site, the numbers that its page really shows.

Promises: a truth is made from the printed entries and the paper, never by reading a page back.
Refuses: to say what cannot be seen: a cell that the page does not show is in `hidden`, not in `cells`.
Caveat: `expected_findings` is about the document alone, a code for each finding; what other documents tell of
it stands in `history`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gongkai.samplesite import annex
from gongkai.samplesite import layout as forms

Value = int | float | None


@dataclass(frozen=True, slots=True)
class TruthReport:
    """One report of the site. `path` is on the host `host_index`; `text_file` its name in `text_files()`.

    `cells` holds every indicator that the page prints, None where a cell is printed blank. `hidden` holds the
    numbers behind cells of the form that the page does not show: a recovered value must equal them, and where
    an indicator is in neither of the two, no value is right. `units` are those printed beside money. `said`
    holds the numbers that the text states otherwise than the tables; `members` the bodies whose numbers the
    text says that the report adds up; `again` is true for the second address of a report; `raw` has the texts
    of the cells that the page prints.
    """

    organization: str
    organization_id: str
    kind: str
    county: str
    division_code: str
    year: int
    form: str
    path: str
    host_index: int
    encoding: str
    rendering: str
    damaged: bool
    cells: dict[str, Value]
    expected_findings: tuple[str, ...] = ()
    allowed: bool = True
    hidden: dict[str, Value] = field(default_factory=dict)
    units: dict[str, str | None] = field(default_factory=dict)
    title: str = ""
    text_file: str | None = None
    said: dict[str, int] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    again: bool = False
    raw: dict[str, str] = field(default_factory=dict)


def value_of(truth: TruthReport, indicator: str) -> Value:
    """The number that a dataset should have of a cell: as printed, or as the other cells force it."""
    return truth.cells[indicator] if indicator in truth.cells else truth.hidden.get(indicator)


def cells_of(truth: TruthReport) -> dict[str, tuple[Value, str | None, str]]:
    """Value, text and status of each cell that a dataset has of a report: of its form, or printed besides."""
    form = dict.fromkeys((*forms.indicators(truth.form), *truth.cells))
    return {one: (value_of(truth, one), truth.raw.get(one), _status_of(truth, one)) for one in form}


def numbers_of(truth: TruthReport) -> object:
    """What two addresses of one report must share: values, statuses and units, in whatever words."""
    return {key: (value, status) for key, (value, _, status) in cells_of(truth).items()}, truth.units


def _status_of(truth: TruthReport, indicator: str) -> str:
    if indicator in truth.cells:
        return "blank" if truth.cells[indicator] is None else "published"
    return "recovered" if indicator in truth.hidden else "missing"


def identities(layout: str) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The equations of a layout, as (finding code, left side, right side): both sides add up to the same.

    >>> [code for code, _, _ in identities("2019")].count("row_sum"), len(list(identities("2021")))
    (23, 42)
    """
    if layout == annex.LAYOUT:
        yield from (("parts_sum", parts, (total,)) for total, parts in annex.SUMS.items())
        return
    for row in forms.request_rows(layout):
        parts = tuple(f"requests_{row}_{column}" for column in forms.APPLICANTS)
        yield "row_sum", parts, (f"requests_{row}_total",)
    for column in forms.COLUMNS:
        results = tuple(f"requests_{row}_{column}" for row in forms.result_rows(layout))
        yield "results_sum", results, (f"requests_handled_total_{column}",)
        left = (f"requests_received_{column}", f"requests_carried_in_{column}")
        yield "flow", left, (f"requests_handled_total_{column}", f"requests_carried_out_{column}")
    for dispute, _ in forms.DISPUTES:
        parts = tuple(f"disputes_{dispute}_{key}" for key, _ in forms.OUTCOMES if key != "total")
        yield "dispute_sum", parts, (f"disputes_{dispute}_total",)


def broken_identities(cells: Mapping[str, Value], layout: str) -> set[str]:
    """Codes of the equations whose cells are all printed and do not add up.

    >>> zeros = dict.fromkeys(forms.indicators("2021"), 0)
    >>> sorted(broken_identities(zeros | {"requests_received_total": 1}, "2021"))
    ['flow', 'row_sum']
    """
    return set(broken_equations(cells, layout))


def broken_equations(cells: Mapping[str, Value], layout: str) -> Counter[str]:
    """How many such equations there are, by code."""
    broken = Counter[str]()
    for code, left, right in identities(layout):
        values = [[cells.get(indicator) for indicator in side] for side in (left, right)]
        known = [[value for value in side if value is not None] for side in values]
        if list(map(len, known)) == list(map(len, values)) and sum(known[0]) != sum(known[1]):
            broken[code] += 1
    return broken
