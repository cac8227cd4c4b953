"""Rows that are not as long as the form's to segments: every way of setting their values upon the cells.

Promises: the values keep their order; the fewest rows that can hold them are taken, a labelled one first.
Refuses: to list ways without end: beyond MAX_LISTED cells a segment has none, and its values stay unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, islice
from math import comb

from parsers.fitting import Loose, text_of, without_soft_ends
from parsers.habits import without_gaps
from parsers.options import MAX_OPTIONS, options_for
from parsers.placements import Segment
from parsers.plans import FormRow
from parsers.report import Evidence
from parsers.texts import Option, Text
from parsers.tokens import Token

MAX_LISTED = 60_000  # cells in the options of a segment: the disputes table in MAX_OPTIONS ways has 45,000


def segment_of(loose: Loose, torn: Token | None, *, decidable: bool) -> Segment:
    """The rows and every way of setting the values upon their cells; `torn` is one that may go on."""
    plain = _plain(loose)
    options = tuple(_options(loose)) if decidable and not _has_strangers(loose) else ()
    if any(token is torn for token in loose.values):
        options = tuple(dict.fromkeys(map(_without_last, options)))
        plain = plain and _without_last(plain)
    texts = tuple(text_of(token) for token in loose.values)
    evidence = (Evidence.LABEL,) if loose.labelled else (Evidence.ORDER,)
    label = loose.stretch.label
    return Segment(
        tuple(name for row in loose.rows for name in row.names),
        tuple(column for row in loose.rows for column in row.columns),
        texts,
        options,
        evidence,
        "、".join(row.label for row in loose.rows),
        label.text if label and loose.labelled else None,
        loose.stretch.score if loose.labelled else 0.0,
        plain,
    )


def _plain(loose: Loose) -> Option | None:
    """The values as they stand, where there are as many as cells, or as many together between blank lines."""
    size = sum(map(len, loose.rows))
    if loose.strange and len(loose.values) == size:
        return tuple(map(text_of, loose.values))
    if len(loose.values) > size:
        for is_gap, some in groupby(loose.values, lambda token: token.gap):
            block = () if is_gap else tuple(map(text_of, some))
            if len(block) == size:
                return block
    return None


def _has_strangers(loose: Loose) -> bool:
    """More values than cells in table 2, where no sum tells which of them are the row's."""
    size = sum(map(len, loose.rows))
    return loose.rows[0].block.table == "proactive" and len(without_gaps(loose.values)) > size


def _options(loose: Loose) -> list[Option]:
    """Ways over the fewest rows that can hold the values; the first row is there where its label is."""
    rows = loose.rows
    fixed = rows[:1] if loose.labelled else ()
    free = rows[len(fixed) :]
    glued = any(token.glued for token in loose.values)
    found: dict[Option, None] = {}
    size = sum(map(len, rows))
    variants = list(_cells_among(loose.values, size))
    for n in loose.strange:
        variants += _cells_among((*loose.values[:n], *loose.values[n + 1 :]), size)
    for texts in variants:
        count = _rows_needed(len(texts), fixed, free)
        if comb(len(free), count) > MAX_OPTIONS:
            return []
        known: dict[int, list[Option]] = {}  # by size: two thousand choices of rows have a handful of sizes
        for some in combinations(free, count):
            present = (*fixed, *some)
            width = sum(map(len, present))
            if width not in known:
                known[width] = options_for(texts, width, glued=glued)
            spread = _spread(known[width], rows, present)
            found.update(dict.fromkeys(islice(spread, MAX_LISTED // size + 1)))
            if len(found) > min(MAX_OPTIONS, MAX_LISTED // size):
                return []
        if loose.labelled and free and not count:
            found.update(dict.fromkeys(_around_a_loss(texts, rows)))
    return list(found)


def _around_a_loss(texts: Sequence[Text], rows: Sequence[FormRow]) -> Iterator[Option]:
    """The last values end the last row, whose label is gone with all that stood before it."""
    missing = sum(map(len, rows)) - len(texts)
    for head in range(len(texts)):
        if len(texts) - head <= len(rows[-1]):
            yield (*texts[:head], *[None] * missing, *texts[head:])


def _without_last(way: Option) -> Option:
    """The option without its last number, which may go on; no count does behind a 0."""
    shown = [i for i, text in enumerate(way) if text is not None and text.text]
    if not shown or (text := way[shown[-1]]) is None or text.text == "0":
        return way
    return (*way[: shown[-1]], None, *way[shown[-1] + 1 :])


def _rows_needed(count: int, fixed: Sequence[FormRow], free: Sequence[FormRow]) -> int:
    """The fewest of the free rows that hold so many values together with the fixed ones."""
    size = sum(map(len, fixed))
    for needed, more in enumerate(sorted(map(len, free), reverse=True)):
        if size >= count:
            return needed
        size += more
    return len(free)


def _cells_among(values: Sequence[Token], size: int) -> Iterator[list[Text]]:
    """The values that are cells: all; and without the blanks at the ends, which may be white space."""
    inner = without_soft_ends(values)
    start = next((i for i, token in enumerate(values) if token.text), 0)
    before, after = values[:start], values[start + len(inner) :]
    texts = [text_of(token) for token in inner]
    if len(texts) > size:
        filled = [text for text in texts if text.text]
        if len(filled) <= size:
            yield filled
        yield texts
        return
    spare = size - len(texts)
    for lead in range(min(len(before), spare), -1, -1):
        blanks = [text_of(token) for token in before[len(before) - lead :]]
        for trail in range(min(len(after), spare - lead), -1, -1):
            yield [*blanks, *texts, *(text_of(token) for token in after[:trail])]


def _spread(ways: list[Option], rows: Sequence[FormRow], present: Sequence[FormRow]) -> Iterator[Option]:
    """Ways over the rows that are present, spread over all of them."""
    chosen = set(map(id, present))
    for way in ways:
        cells = iter(way)
        yield tuple(next(cells) if id(row) in chosen else None for row in rows for _ in row.names)
