"""Flattened text to placements: tables whose cells came out as lines, pipes, tabs or spaces.

Promises: the text is cut into cells in every way that it allows, and the way is taken under which most rows
come out exactly as long as the form's; a row that comes out shorter is never stretched over its cells.
Refuses: numbers inside sentences; a row without its label, unless the labels around it leave one possibility.
Caveat: a row that ends in a blank may have lost a cell instead; it waits for the sums (`Placement.pending`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.alignment import Alignment, FormRow, Stand, align, form_rows
from parsers.cutting import cutters, runs_of
from parsers.documents import Paragraph
from parsers.forms import Form
from parsers.placements import (
    Placement,
    Reading,
    Text,
    extra_row,
    row_lost,
    row_unlabelled,
    stated_unit,
    zeros_but_one,
)
from parsers.report import Code, Severity


def read_flattened(lines: Sequence[Paragraph], form: Form, tables: Iterable[str], reading: Reading) -> None:
    """Add the placements of the flattened `tables` of `form` to `reading`."""
    rows = form_rows(form, tables)
    alignments = (align(runs_of(cut(lines)), rows) for cut in cutters(lines))
    best = max(alignments, key=lambda alignment: alignment.exact)
    _place_all(best, reading)


def _place_all(alignment: Alignment, reading: Reading) -> None:
    reading.used |= alignment.used
    for stand in alignment.stands:
        _place(stand, alignment.headers, reading)
    for run in alignment.extras:
        shown = [token.text for token in run.values if token.text]
        extra_row(reading, run.label.text if run.label else "", shown, run.values[0].where)


def _place(stand: Stand, headers: Sequence[tuple[str, str]], reading: Reading) -> None:
    """Set a row's values upon its cells, if they are exactly as many; else the row is lost."""
    row = stand.row
    texts = [Text(token.text, token.where) for token in stand.values]
    if not stand.is_exact:
        _place_short(stand, [text for text in texts if text.text], reading)
        return
    pending = _needs_the_sums(stand)
    certain = stand.grounded and not (stand.twice or (pending and row.block.table == "proactive"))
    for (entry, column), text in zip(row.cells, texts, strict=True):
        indicator = row.block.indicator(entry, column)
        unit = stated_unit(column, [text for name, text in headers if name == column.label])
        reading.place(Placement(indicator, text, stand.evidence, unit, certain, row.ref if pending else None))
    if stand.label is None:
        names = [row.block.indicator(entry, column) for entry, column in row.cells]
        row_unlabelled(reading, row.label, names, texts[0].where)


def _needs_the_sums(stand: Stand) -> bool:
    """True where a cell may have vanished and a blank at either end of the row stands in for it.

    A blank between two values keeps its place. Rows of zeros are sure all the same, and so is a row of
    table 2 that is padded to the table's width.
    """
    tokens = stand.values
    soft = not tokens[-1].text or tokens[0].gap
    if not soft or all(Text(t.text, "").value.number in (None, 0) for t in tokens):
        return False
    if stand.row.block.table != "proactive":
        return True
    if any(token.gap for token in tokens):
        return not stand.closed
    return stand.width != stand.row.widest


def _place_short(stand: Stand, texts: list[Text], reading: Reading) -> None:
    """Too few or too many values: only a row of zeros with one lost is certain."""
    row = stand.row
    bound = row.block.table != "proactive"  # by sums: a number lost beside zeros would show in a total
    if bound and zeros_but_one(texts, len(row.cells)) and not stand.twice:
        for (entry, column), text in zip(row.cells, texts, strict=False):
            indicator = row.block.indicator(entry, column)
            reading.place(Placement(indicator, text, stand.evidence[:1], column.unit))
        _one_zero_lost(row, texts, reading)
    elif texts:
        for entry in dict.fromkeys(entry for entry, _ in row.cells):
            row_lost(reading, row.block, entry, texts)


def _one_zero_lost(row: FormRow, texts: Sequence[Text], reading: Reading) -> None:
    reading.find(
        Code.CELL_LOST,
        Severity.INFO,
        f"“{row.label}”一行少一个0，各格均为0",
        f"row “{row.label}” is one 0 short; whichever it is, the cells shown are 0",
        [row.block.indicator(entry, column) for entry, column in row.cells],
        texts[0].where,
    )
