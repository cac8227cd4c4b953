"""A report before it is rendered: paragraphs and tables, whose cells know which indicator they print.

Promises: the tables have the spans of the national form, so that every rendering shows the same cells.
Refuses: to know of HTML or of separators: renderings do.
Caveat: damage is done here, to the paper, so that all renderings of a damaged paper are damaged alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gongkai.samplesite import layout as forms
from gongkai.samplesite.printing import Entry

Entries = dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a table; `text` may hold line breaks, `indicator` is None for labels and headers."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    indicator: str | None = None


Row = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form; `name` is proactive, requests or disputes; `width` its grid columns."""

    name: str
    width: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `role` is heading, text or signature."""

    text: str
    role: str = "text"


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report: its title and its blocks in reading order."""

    title: str
    blocks: tuple[Paragraph | Table, ...]

    def slots(self) -> Iterator[Slot]:
        """Every cell of every table, row by row."""
        for block in self.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    yield from row

    def shown(self) -> set[str]:
        """The indicators whose cells are on the paper."""
        return {slot.indicator for slot in self.slots() if slot.indicator is not None}

    def edit_table(self, name: str, edit: Callable[[Table], Table]) -> Paper:
        """The same paper with one of its tables edited."""
        return replace(
            self,
            blocks=tuple(
                edit(block) if isinstance(block, Table) and block.name == name else block
                for block in self.blocks
            ),
        )


def build_tables(entries: Entries, layout: str) -> tuple[Table, Table, Table]:
    """The three tables of a layout (a key of `layout.RESULT_GROUPS`), filled with printed entries.

    >>> zeros = {key: Entry("0", 0) for key in forms.indicators("2021")}
    >>> [table.width for table in build_tables(zeros, "2021")]
    [4, 10, 15]
    """
    return _proactive(entries, layout), _requests(entries, layout), _disputes(entries)


def _filled(entries: Entries, indicator: str, colspan: int = 1) -> Slot:
    return Slot(entries[indicator].text, colspan=colspan, indicator=indicator)


def _proactive(entries: Entries, layout: str) -> Table:
    rows: list[Row] = []
    for block in forms.proactive_blocks(layout):
        last = 4 - len(block.columns)  # the last column spans what narrower blocks leave free
        spans = [1] * (len(block.columns) - 1) + [last]
        rows.append((Slot(block.heading, colspan=4),))
        headers = zip(block.columns, spans, strict=True)
        rows.append((Slot("信息内容"), *(Slot(text, span) for (_, text), span in headers)))
        for key, label in block.rows:
            ids = [f"proactive_{key}_{column}" for column, _ in block.columns]
            cells = (_filled(entries, one, span) for one, span in zip(ids, spans, strict=True))
            rows.append((Slot(label), *cells))
    return Table("proactive", 4, tuple(rows))


def _requests(entries: Entries, layout: str) -> Table:
    def values(row: str) -> Row:
        return tuple(_filled(entries, f"requests_{row}_{column}") for column in forms.COLUMNS)

    groups = forms.RESULT_GROUPS[layout]
    rows: list[Row] = [
        (Slot(forms.CORNER, colspan=3, rowspan=3), Slot("申请人情况", colspan=7)),
        (Slot("自然人", rowspan=2), Slot("法人或其他组织", colspan=5), Slot("总计", rowspan=2)),
        tuple(Slot(label) for _, label in forms.ORGANIZATIONS),
        (Slot(forms.RECEIVED[1], colspan=3), *values(forms.RECEIVED[0])),
        (Slot(forms.CARRIED_IN[1], colspan=3), *values(forms.CARRIED_IN[0])),
    ]
    first: Row = (Slot(forms.RESULTS, rowspan=sum(len(group.rows) for group in groups)),)
    for group in groups:
        for number, (key, label) in enumerate(group.rows):
            rows.append((*first, *_labels(group, number, label), *values(key)))
            first = ()
    rows.append((Slot(forms.CARRIED_OUT[1], colspan=3), *values(forms.CARRIED_OUT[0])))
    return Table("requests", 10, tuple(rows))


def _labels(group: forms.Group, number: int, label: str) -> Row:
    if group.label is None:
        return (Slot(label, colspan=2),)
    if number == 0:
        return (Slot(group.label, rowspan=len(group.rows)), Slot(label))
    return (Slot(label),)


def _disputes(entries: Entries) -> Table:
    outcomes = [label for _, label in forms.OUTCOMES]
    ids = (f"disputes_{row}_{column}" for row, _ in forms.DISPUTES for column, _ in forms.OUTCOMES)
    rows: tuple[Row, ...] = (
        (Slot("行政复议", colspan=5), Slot("行政诉讼", colspan=10)),
        (
            *(Slot(label, rowspan=2) for label in outcomes),
            *(Slot(label, colspan=5) for _, label in forms.DISPUTES[1:]),
        ),
        tuple(Slot(label) for label in outcomes * 2),
        tuple(_filled(entries, one) for one in ids),
    )
    return Table("disputes", 15, rows)
