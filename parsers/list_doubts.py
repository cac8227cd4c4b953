"""Numbers of a flattened list that may be no row's, or of another row, or only the beginning of one.

Promises: what is doubted keeps its text and gets no value; how the text was damaged is said as a finding.
Refuses: to say whose a doubted number is.
Caveat: a list whose last rows were never printed loses its last number, unless it is 0, or a pipe closes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.cutting import Cuttings
from parsers.documents import Paragraph
from parsers.forms import Form
from parsers.list_entries import Entry
from parsers.list_labels import MONEY, ListIndex, index_of, stated_unit
from parsers.numbers import Kind
from parsers.placements import Reading, lines_deduplicated, text_cut

MIN_LABELS = 10  # rows of a list, each cell on a line, that would repeat a line


def doubted(entries: Sequence[Entry], form: Form, cuttings: Cuttings, reading: Reading) -> list[Entry]:
    """The entries, with what may be no row's number made uncertain.

    Where most rows print a unit, or their number in the label's line, one without may be a page's. Where no
    line stands twice, repeated lines may be gone, and a number below a label may be of a row whose label is;
    so it may where other labels, and other numbers, are gone.
    """
    index = index_of(form)
    mine = [one for one in entries if one.value is not None and index.rows_of(one.label)]
    has_units = 2 * sum(map(_shows_unit, mine)) > len(mine)
    lines = [line.text for line in cuttings.lines if line.text]
    is_unique, is_inline = len(set(lines)) == len(lines), 2 * sum(one.inline for one in mine) > len(mine)
    named = sum(bool(index.rows_of(one.label)) for one in entries)
    if is_unique and not is_inline and named >= MIN_LABELS:
        lines_deduplicated(reading)
    is_worn = is_unique or is_inline or _lacks_both(entries, index)
    followed = set(_followed(entries, index)) if not is_inline else set()
    sure = [
        (one.inline or i in followed or not is_worn) and (_shows_unit(one) or not has_units)
        for i, one in enumerate(entries)
    ]
    torn = _torn(entries, form)
    line = _line_of(entries[torn], cuttings) if torn is not None else None
    if torn is not None and line is not None:
        sure[torn] = False
        if line.text == lines[-1]:
            text_cut(reading, entries[torn].where)
    return [
        one if is_sure else replace(one, certain=False) for one, is_sure in zip(entries, sure, strict=True)
    ]


def _shows_unit(entry: Entry) -> bool:
    """True for a number with a unit, and for a placeholder, which no page has in place of its number."""
    value = entry.value.value if entry.value else None
    is_mark = value is not None and value.kind is Kind.BLANK
    return is_mark or bool(entry.unit or (value and value.unit) or stated_unit(entry.label))


def _lacks_both(entries: Sequence[Entry], index: ListIndex) -> bool:
    """True where a row shows no number, and a number no label: of any row either may be gone."""
    has_bare = any(one.value is None and index.rows_of(one.label) for one in entries)
    numbers = [one for one in entries if one.value is not None]
    return has_bare and any(
        not one.certain if index.rows_of(one.label) else not one.label and _shows_unit(one) for one in numbers
    )


def _followed(entries: Sequence[Entry], index: ListIndex) -> Iterator[int]:
    """The entries right below which the next row of the form stands: no row between them can be gone."""
    shown = [(i, one) for i, one in enumerate(entries) if not index.headings_of(one.label)]
    for (i, one), (_, after) in pairwise(shown):
        here, there = (set(map(index.place, index.rows_of(entry.label))) for entry in (one, after))
        if any(place + 1 in there for place in here):
            yield i


def _torn(entries: Sequence[Entry], form: Form) -> int | None:
    """The last number of a list that breaks off before its last row: more digits may have followed."""
    index = index_of(form)
    last = next((i for i in range(len(entries) - 1, -1, -1) if index.names(entries[i].label)), None)
    value = entries[last].value if last is not None else None
    if last is None or value is None or not value.text[-1:].isdigit():
        return None
    targets = index.rows_of(entries[last].label)
    is_last = any(row is form.blocks[-1].rows[-1] for _, row in targets)
    is_zero = value.text == "0" and all(row.unit not in MONEY for _, row in targets)
    return None if is_last or is_zero else last


def _line_of(entry: Entry, cuttings: Cuttings) -> Paragraph | None:
    """The line that ends with the number of an entry; None where a pipe or a word closes the number."""
    value = entry.value
    lines = (line for line in cuttings.lines if value is not None and line.where == value.where)
    return next((line for line in lines if value is not None and line.text.endswith(value.text)), None)
