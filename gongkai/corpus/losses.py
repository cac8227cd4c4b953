"""What gets lost on the way: values, blanks, labels, headers, rows, tables.

Promises: each operator is a pure function of a paper and chance; lost slots are marked GONE.
Refuses: to change a number or to swap two labels: that would be another document.
Caveat: how many are lost stands in the operator's name; a paper with fewer loses all.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from gongkai.corpus.editing import (
    GONE,
    PaperEdit,
    headers,
    pick,
    places,
    put,
    remove_row,
    row_labels,
    values,
)
from gongkai.samplesite.layout import ORGANIZATIONS
from gongkai.samplesite.paper import Paper, Table


def drop_values(count: int) -> PaperEdit:
    """Some values are gone, and their cells with them."""
    return lambda paper, rng: put(paper, {place.key: GONE for place in pick(rng, values(paper), count)})


def blank_values(count: int) -> PaperEdit:
    """Some values are gone, their cells are empty."""
    return lambda paper, rng: put(paper, {place.key: "" for place in pick(rng, values(paper), count)})


def drop_labels(count: int) -> PaperEdit:
    """Some labels of rows are gone, their values remain."""
    return lambda paper, rng: put(paper, {place.key: GONE for place in pick(rng, row_labels(paper), count)})


def drop_headers(count: int) -> PaperEdit:
    """Some headers of columns or headings are gone."""
    return lambda paper, rng: put(paper, {place.key: GONE for place in pick(rng, headers(paper), count)})


def drop_groups(paper: Paper, rng: random.Random) -> Paper:
    """The labels of groups of rows are gone: 三、本年度办理结果 and （三） to （六）."""
    groups = [place for place in places(paper) if place.slot.rowspan > 1 and place not in headers(paper)]
    return put(paper, {place.key: GONE for place in groups})


def drop_rows(count: int) -> PaperEdit:
    """Some rows of table 3 are gone, labels and values."""

    def edit(paper: Paper, rng: random.Random) -> Paper:
        for _ in range(count):
            paper = paper.edit_table("requests", lambda table: _drop_row(table, rng))
        return paper

    return edit


def drop_zero_rows(paper: Paper, rng: random.Random) -> Paper:
    """The rows of table 3 in which every number is 0 were left out."""

    def edit(table: Table) -> Table:
        for line in reversed(range(len(table.rows))):
            numbers = [slot.text for slot in table.rows[line] if slot.indicator]
            if numbers and set(numbers) == {"0"}:
                table = remove_row(table, line)
        return table

    return paper.edit_table("requests", edit)


def drop_column(paper: Paper, rng: random.Random) -> Paper:
    """A column of an organisation is gone from table 3, header and values."""
    key, label = rng.choice(ORGANIZATIONS)
    gone = [
        place
        for place in places(paper)
        if place.slot.text == label or re.fullmatch(rf"requests_.+_{key}", place.slot.indicator or "")
    ]
    return put(paper, {place.key: GONE for place in gone})


def drop_titles(paper: Paper, rng: random.Random) -> Paper:
    """The titles of the sections are gone."""
    kept = (block for block in paper.blocks if isinstance(block, Table) or block.role != "heading")
    return replace(paper, blocks=tuple(kept))


def drop_one_table(paper: Paper, rng: random.Random) -> Paper:
    """A whole table is gone."""
    name = rng.choice(("proactive", "requests", "disputes"))
    return _without(paper, {name})


def drop_tables(paper: Paper, rng: random.Random) -> Paper:
    """All tables are gone: the titles of the sections follow each other."""
    return _without(paper, {"proactive", "requests", "disputes"})


def _drop_row(table: Table, rng: random.Random) -> Table:
    lines = [line for line, row in enumerate(table.rows) if any(slot.indicator for slot in row)]
    return remove_row(table, rng.choice(lines))


def _without(paper: Paper, names: set[str]) -> Paper:
    kept = (block for block in paper.blocks if not (isinstance(block, Table) and block.name in names))
    return replace(paper, blocks=tuple(kept))
