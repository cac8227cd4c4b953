"""HTML whose tables are real, in the kinds that editors and converters leave behind.

Promises: GRIDS holds each kind by name: an edit of the paper (what the editor did), then a writer of HTML.
Refuses: to move a value to another row or column of the form.
Caveat: cells that an editor merged hold one number for several cells: none of them is shown any more.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from gongkai.corpus.editing import PaperEdit, pick, remove_row
from gongkai.samplesite.paper import Paper, Paragraph, Row, Slot, Table
from gongkai.samplesite.render import plain_table, word_table

Write = Callable[[Paper], str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A kind of HTML table."""

    write: Write
    edit: PaperEdit | None = None


def nested_in_layout(paper: Paper) -> str:
    """Every table lies in a cell of a layout table, and the whole article in another."""
    inner = "\n".join(
        f'<table width="100%"><tr><td>{plain_table(replace(paper, blocks=(block,)))}</td></tr></table>'
        for block in paper.blocks
    )
    return f'<table class="layout"><tr><td width="20"></td><td>{inner}</td></tr></table>'


def whole_report_in_one(paper: Paper) -> str:
    """Paragraphs and tables are rows of one table."""
    rows: list[str] = []
    for block in paper.blocks:
        html = plain_table(replace(paper, blocks=(block,)))
        if isinstance(block, Paragraph):
            rows.append(f'<tr><td colspan="15">{html}</td></tr>')
        else:
            rows += html.splitlines()[1:-1]
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def body_a_row(paper: Paper) -> str:
    """Each row has a tbody of its own."""
    return plain_table(paper).replace("<tr>", "<tbody><tr>").replace("</tr>", "</tr></tbody>")


def all_data(paper: Paper) -> str:
    """Every cell is a td."""
    return re.sub(r"<(/?)th\b", r"<\1td", plain_table(paper))


def all_headers(paper: Paper) -> str:
    """Every cell is a th."""
    return re.sub(r"<(/?)td\b", r"<\1th", plain_table(paper))


def lose_rowspans(paper: Paper, rng: random.Random) -> Paper:
    """No cell spans rows any more: the rows below are shorter."""
    return _each_table(
        paper,
        lambda table: replace(
            table, rows=tuple(tuple(replace(slot, rowspan=1) for slot in row) for row in table.rows)
        ),
    )


def lose_header_rows(paper: Paper, rng: random.Random) -> Paper:
    """Table 3 has no header rows."""

    def edit(table: Table) -> Table:
        while not any(slot.indicator for slot in table.rows[0]):
            table = remove_row(table, 0)
        return table

    return paper.edit_table("requests", edit)


def lose_dispute_header(paper: Paper, rng: random.Random) -> Paper:
    """Table 4 has lost its first header row."""
    return paper.edit_table("disputes", lambda table: remove_row(table, 0))


def lose_column_headers(paper: Paper, rng: random.Random) -> Paper:
    """Table 2 has lost the rows that begin with 信息内容."""

    def edit(table: Table) -> Table:
        return replace(table, rows=tuple(row for row in table.rows if row[0].text != "信息内容"))

    return paper.edit_table("proactive", edit)


def part_blocks(paper: Paper, rng: random.Random) -> Paper:
    """Each block of table 2 is a table of its own."""
    blocks: list[Paragraph | Table] = []
    for block in paper.blocks:
        if isinstance(block, Table) and block.name == "proactive":
            starts = [line for line, row in enumerate(block.rows) if len(row) == 1] + [len(block.rows)]
            blocks += [replace(block, rows=block.rows[at:after]) for at, after in pairwise(starts)]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def break_header(paper: Paper, rng: random.Random) -> Paper:
    """The header of the organisations breaks over two rows of the table."""

    def edit(table: Table) -> Table:
        kinds = table.rows[2]
        halves = tuple(
            tuple(replace(slot, text=text) for slot, text in zip(kinds, texts, strict=True))
            for texts in (
                [slot.text[: len(slot.text) // 2] for slot in kinds],
                [slot.text[len(slot.text) // 2 :] for slot in kinds],
            )
        )
        above = tuple(_taller(row) for row in table.rows[:2])
        return replace(table, rows=(*above, *halves, *table.rows[3:]))

    return paper.edit_table("requests", edit)


def turn_disputes(paper: Paper, rng: random.Random) -> Paper:
    """Table 4 is turned: a row for each outcome, a column for each kind of dispute."""

    def edit(table: Table) -> Table:
        outcomes, numbers = table.rows[2][:5], table.rows[3]
        kinds = ("", "行政复议", "未经复议直接起诉", "复议后起诉")
        rows: list[Row] = [tuple(Slot(text) for text in kinds)]
        rows += [(Slot(outcome.text), *numbers[at::5]) for at, outcome in enumerate(outcomes)]
        return replace(table, width=4, rows=tuple(rows))

    return paper.edit_table("disputes", edit)


def continue_requests(paper: Paper, rng: random.Random) -> Paper:
    """Table 3 goes on in a next table; labels that span the page break lose their second half."""
    return _continued(paper, rng.randint(6, 20), lambda text: (text, ""))


def continue_split_label(paper: Paper, rng: random.Random) -> Paper:
    """Table 3 goes on in a next table in the middle of a group, whose label is split: （四）无, 法提供."""
    at = rng.choice((8, 10, 17, 20))
    return _continued(paper, at, lambda text: (text[:4], text[4:]) if text.startswith("（") else (text, ""))


def merge_cells(paper: Paper, rng: random.Random) -> Paper:
    """In some rows an editor merged neighbours that print the same number."""

    def edit(table: Table) -> Table:
        rows = list(table.rows)
        for line in pick(rng, [line for line, row in enumerate(rows) if len(_equals(row)) > 1], 4):
            merged = _equals(rows[line])
            row = rows[line]
            one = Slot(row[merged[0]].text, colspan=len(merged))
            rows[line] = (*row[: merged[0]], one, *row[merged[-1] + 1 :])
        return replace(table, rows=tuple(rows))

    return paper.edit_table("requests", edit)


GRIDS: dict[str, Grid] = {
    "word": Grid(word_table),
    "plain": Grid(plain_table),
    "nested": Grid(nested_in_layout),
    "one-table": Grid(whole_report_in_one),
    "tbody-a-row": Grid(body_a_row),
    "all-td": Grid(all_data),
    "all-th": Grid(all_headers),
    "rowspans-lost": Grid(plain_table, lose_rowspans),
    "headers-lost": Grid(plain_table, lose_header_rows),
    "dispute-header-lost": Grid(plain_table, lose_dispute_header),
    "column-headers-lost": Grid(plain_table, lose_column_headers),
    "blocks-apart": Grid(word_table, part_blocks),
    "header-two-rows": Grid(word_table, break_header),
    "disputes-turned": Grid(plain_table, turn_disputes),
    "continued": Grid(word_table, continue_requests),
    "continued-label": Grid(word_table, continue_split_label),
    "cells-merged": Grid(word_table, merge_cells),
}


def _each_table(paper: Paper, edit: Callable[[Table], Table]) -> Paper:
    blocks = (edit(block) if isinstance(block, Table) else block for block in paper.blocks)
    return replace(paper, blocks=tuple(blocks))


def _taller(row: Row) -> Row:
    return tuple(replace(slot, rowspan=slot.rowspan + 1) if slot.rowspan > 1 else slot for slot in row)


def _equals(row: Row) -> list[int]:
    """The places of the longest run of cells of the form that print the same number."""
    runs = (
        [at for at, _ in run]
        for (is_value, text), run in groupby(
            enumerate(row), key=lambda one: (one[1].indicator is not None, one[1].text)
        )
        if is_value and text
    )
    return max(runs, key=len, default=[])


def _continued(paper: Paper, at: int, halve: Callable[[str], tuple[str, str]]) -> Paper:
    blocks: list[Paragraph | Table] = []
    for block in paper.blocks:
        if isinstance(block, Table) and block.name == "requests":
            blocks += _cut(block, at, halve)
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def _cut(table: Table, at: int, halve: Callable[[str], tuple[str, str]]) -> tuple[Table, Table]:
    upper: list[Row] = []
    carried: list[Slot] = []
    for line, row in enumerate(table.rows[:at]):
        upper.append(tuple(_shortened(slot, line, at, halve) for slot in row))
        carried += [
            replace(slot, rowspan=line + slot.rowspan - at, text=halve(slot.text)[1])
            for slot in row
            if line + slot.rowspan > at
        ]
    lower = ((*carried, *table.rows[at]), *table.rows[at + 1 :])
    return replace(table, rows=tuple(upper)), replace(table, rows=lower)


def _shortened(slot: Slot, line: int, at: int, halve: Callable[[str], tuple[str, str]]) -> Slot:
    if line + slot.rowspan <= at:
        return slot
    return replace(slot, rowspan=at - line, text=halve(slot.text)[0])
