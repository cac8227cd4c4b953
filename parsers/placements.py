"""Placements: a text of the document set upon a cell of a form, with what supports its place.

The readers of grids and of flattened text both end here; what they leave out is decided by
`parsers.assembly`. Nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from parsers.forms import Block, Column, Row, load_forms
from parsers.labels import RowRef
from parsers.options import options_for
from parsers.report import Code, Evidence, Finding, Severity
from parsers.texts import Option, Text


# a named tuple: a report has two hundred, and a frozen dataclass takes 2.6 x as long to make
class Placement(NamedTuple):
    """A text set upon an indicator. Not `certain`: it belongs there or near, so no value is taken from it."""

    indicator: str
    text: Text
    evidence: tuple[Evidence, ...]
    unit: str | None = None
    certain: bool = True
    label: str | None = None  # the label as printed that its place follows from
    score: float = 0.0  # of that label


@dataclass(frozen=True, slots=True)
class Settled:
    """What is certain of a segment.

    `texts`: by cell, the text that stands there for certain; `lost`: cells that are certainly not shown;
    `left`: how many options the sums leave, `rejected`: those that are out, with the lines that they break;
    `torn`: every option breaks a sum, so that none was taken.
    """

    texts: dict[str, Text]
    lost: frozenset[str]
    left: int
    rejected: tuple[tuple[Option, frozenset[str]], ...]
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Values of one or more rows that may belong to their cells in several ways; the sums decide.

    `names` are the cells in printed order with their `columns`; `texts` all that is printed, in order;
    `label` says of which rows.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    texts: tuple[Text, ...]
    options: tuple[Option, ...]
    evidence: tuple[Evidence, ...]
    label: str
    printed: str | None = None  # the label as printed
    score: float = 0.0
    plain: Option | None = None  # the values as they stand: the sums must speak twice against it


@dataclass(slots=True)
class Reading:
    """What a reader found: placements by indicator, and findings. Mutable while a document is read."""

    placements: dict[str, Placement] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    decided: list[tuple[Segment, Settled]] = field(default_factory=list)  # what the sums said of each
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # `where` of every line that belongs to a table
    disputed: set[str] = field(default_factory=set)  # indicators with two certain, different texts
    passed: dict[str, list[Placement]] = field(default_factory=dict)  # texts that another one kept out
    unbound: set[str] = field(default_factory=set)  # labels of identities with parts of no form

    def extent(self) -> tuple[int, ...]:
        """How many placements there are, and how many of all that is not plainly placed."""
        return len(self.placements), len(self.findings), len(self.segments), len(self.passed)

    def place(self, placement: Placement) -> None:
        """Add a placement: a certain one beats an uncertain one; two certain ones that differ are out."""
        name = placement.indicator
        old = self.placements.get(name)
        if old is None or (placement.certain and not old.certain and name not in self.disputed):
            self.placements[name] = placement
            if old is not None:
                self.passed.setdefault(name, []).append(old)
        elif not (old.certain and placement.certain):
            self.passed.setdefault(name, []).append(placement)
        elif old.text.value != placement.text.value:
            self.passed.setdefault(name, []).extend((old, placement))
            both = Text(f"{old.text.text} | {placement.text.text}", old.text.where)
            self.placements[name] = Placement(name, both, (), old.unit, certain=False)
            self.disputed.add(name)

    def find(
        self,
        code: Code,
        severity: Severity,
        zh: str,
        en: str,
        indicators: Iterable[str] = (),
        where: str | None = None,
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, severity, zh, en, tuple(indicators), where))


@cache
def blocks_with(row: RowRef) -> list[tuple[Block, Row]]:
    """The blocks, newest form last, that print this row."""
    return [
        (block, entry)
        for form in load_forms().values()
        for block in form.blocks
        if block.table == row.table
        for entry in block.rows
        if entry.id == row.row
    ]


def stated_unit(column: Column, header: Sequence[str]) -> str | None:
    """The unit that the header names, else the form's own; money stays without one where nothing says it.

    >>> stated_unit(Column("amount", "采购总金额", (), None, None), ["采购总金额（万元）"])
    '万元'
    """
    if column.id == "amount":
        for unit in ("万元", "亿元", "元"):
            if any(unit in text for text in header):
                return unit
    return column.unit


def rows_lost(reading: Reading, block: Block, rows: Sequence[Row], texts: Sequence[Text]) -> None:
    """Rows whose values cannot be told apart by their columns: a segment for the sums to decide.

    Where they have as many values as cells, their header is at fault, and nothing decides.
    """
    names = tuple(block.indicator(row, column) for row in rows for column in block.columns)
    shown = tuple(texts) or (Text("", ""),)
    options = options_for(texts, len(names)) if texts and len(texts) != len(names) else []
    label = "、".join(row.label for row in rows)
    columns = block.columns * len(rows)
    reading.segments.append(
        Segment(names, columns, shown, tuple(options), (Evidence.LABEL,), label, label, 1.0)
    )


def count_of(placement: Placement | None) -> int | None:
    """The whole number that a placement prints; None where it prints none for certain."""
    if placement is None or not placement.certain:
        return None
    number = placement.text.value.number
    return number if isinstance(number, int) else None


def row_unlabelled(reading: Reading, label: str, indicators: Iterable[str], where: str) -> None:
    """Say that a row stands without its label and was placed by the rows around it."""
    reading.find(
        Code.ROW_UNLABELLED,
        Severity.WARNING,
        f"“{label}”一行的行名缺失，按前后行的次序定位",
        f"the label of row “{label}” is lost; the row was placed by the labelled rows around it",
        indicators,
        where,
    )


def extra_row(reading: Reading, label: str, texts: Sequence[str], where: str) -> None:
    """Say that values stand in no row of the form; `label` is what stands beside them, if anything."""
    name, shown = label[:40], ", ".join(texts)[:80]
    reading.find(
        Code.EXTRA_ROW,
        Severity.INFO,
        f"有不属于统一格式任何一行的数（{name or '无行名'}）：{shown}",
        f"values that belong to no row of the form ({name or 'no label'}): {shown}",
        where=where,
    )


def lines_deduplicated(reading: Reading) -> None:
    """Say that repeated lines were dropped."""
    reading.find(
        Code.LINES_DEDUPLICATED,
        Severity.ERROR,
        "没有任何一行重复：转存时删去了重复的行，相同的数多已丢失",
        "no line stands twice: repeated lines were dropped, and most of the values with them",
    )


def text_cut(reading: Reading, where: str) -> None:
    """Say that the text ends amid the tables."""
    reading.find(
        Code.TEXT_CUT,
        Severity.ERROR,
        "文本在表格中间中断，其后的各行都没有",
        "the text breaks off inside a table; the rows that follow are not there",
        where=where,
    )
