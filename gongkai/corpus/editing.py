"""How a paper is edited: the places of its slots, slots replaced or marked as gone, rows removed.

Promises: pure functions; a paper is never changed, a new one is returned.
Refuses: to know what damage means: the modules of operators do.
Caveat: a slot that is gone stays in place with the text GONE until `sweep`, so that the truth can be told.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from gongkai.samplesite.annex import ROWS
from gongkai.samplesite.paper import Paper, Paragraph, Row, Slot, Table

GONE = "\0"
UNITS = frozenset(row.unit for row in ROWS if row.unit)  # cells of their own in a list

PaperEdit = Callable[[Paper, random.Random], Paper]
Key = tuple[int, int, int]  # block, row, slot
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A slot and where it is; `is_row_label` where a value follows it in its row."""

    key: Key
    slot: Slot
    is_row_label: bool = False

    @property
    def is_value(self) -> bool:
        """True for a cell of the form."""
        return self.slot.indicator is not None


def places(paper: Paper) -> list[Place]:
    """Every slot of every table, in reading order."""
    found = []
    for number, block in enumerate(paper.blocks):
        if isinstance(block, Table):
            for line, row in enumerate(block.rows):
                found += _places_of_row(number, line, row)
    return found


def _places_of_row(block: int, line: int, row: Row) -> list[Place]:
    following = (*row[1:], Slot(""))
    labels = [
        slot.indicator is None and after.indicator is not None
        for slot, after in zip(row, following, strict=True)
    ]
    for at in range(1, len(row)):
        if labels[at] and row[at].text in UNITS:  # between the label and its value
            labels[at - 1 : at + 1] = [True, False]
    return [Place((block, line, at), slot, labels[at]) for at, slot in enumerate(row)]


def values(paper: Paper) -> list[Place]:
    """The cells of the form that print something."""
    return [place for place in places(paper) if place.is_value and place.slot.text.strip()]


def row_labels(paper: Paper) -> list[Place]:
    """The labels beside values."""
    return [place for place in places(paper) if place.is_row_label and place.slot.text]


def headers(paper: Paper) -> list[Place]:
    """The labels of rows that hold no values."""
    lines = {place.key[:2] for place in places(paper) if place.is_value}
    return [place for place in places(paper) if place.key[:2] not in lines and place.slot.text]


def pick(rng: random.Random, found: Sequence[T], count: int) -> list[T]:
    """Some of them, in their order; all where there are fewer."""
    chosen = sorted(rng.sample(range(len(found)), min(count, len(found))))
    return [found[number] for number in chosen]


def put(paper: Paper, texts: Mapping[Key, str]) -> Paper:
    """The paper with other texts in some slots."""
    return map_slots(paper, lambda key, slot: replace(slot, text=texts[key]) if key in texts else slot)


def chain(*edits: PaperEdit) -> PaperEdit:
    """Several edits, one after the other."""

    def edit(paper: Paper, rng: random.Random) -> Paper:
        for one in edits:
            paper = one(paper, rng)
        return paper

    return edit


def map_slots(paper: Paper, edit: Callable[[Key, Slot], Slot]) -> Paper:
    """The paper with each slot of its tables edited."""
    blocks: list[Paragraph | Table] = []
    for number, block in enumerate(paper.blocks):
        if isinstance(block, Table):
            rows = (
                tuple(edit((number, line, at), slot) for at, slot in enumerate(row))
                for line, row in enumerate(block.rows)
            )
            block = replace(block, rows=tuple(rows))
        blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def map_texts(paper: Paper, edit: Callable[[str], str]) -> Paper:
    """The paper with every text edited: title, paragraphs and slots; what is gone stays gone."""
    whole = map_slots(
        paper, lambda _, slot: slot if slot.text == GONE else replace(slot, text=edit(slot.text))
    )
    blocks = tuple(
        replace(block, text=edit(block.text)) if isinstance(block, Paragraph) else block
        for block in whole.blocks
    )
    return replace(whole, title=edit(paper.title), blocks=blocks)


def sweep(paper: Paper, *, keep_labels: bool) -> Paper:
    """The paper without what is gone; `keep_labels` leaves the empty cells of labels, as a grid does."""
    blocks: list[Paragraph | Table] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            block = replace(block, rows=tuple(_sweep_row(row, keep_labels) for row in block.rows))
        blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def _sweep_row(row: Row, keep_labels: bool) -> Row:
    emptied = (
        replace(slot, text="") if slot.text == GONE and slot.indicator is None and keep_labels else slot
        for slot in row
    )
    return tuple(slot for slot in emptied if slot.text != GONE)


def remove_row(table: Table, at: int) -> Table:
    """The table without one row; labels that span further rows stay, one row shorter.

    >>> table = Table("t", 2, ((Slot("g", rowspan=2), Slot("a")), (Slot("b"),)))
    >>> [[slot.text for slot in row] for row in remove_row(table, 0).rows]
    [['g', 'b']]
    """
    rows = [list(row) for row in table.rows]
    for line, row in enumerate(rows[:at]):
        rows[line] = [
            replace(slot, rowspan=slot.rowspan - 1) if line + slot.rowspan > at else slot for slot in row
        ]
    spanning = [replace(slot, rowspan=slot.rowspan - 1) for slot in rows[at] if slot.rowspan > 1]
    if at + 1 < len(rows):
        rows[at + 1] = spanning + rows[at + 1]
    return replace(table, rows=tuple(tuple(row) for line, row in enumerate(rows) if line != at))
