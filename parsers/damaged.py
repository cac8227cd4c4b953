"""Damaged labels of a grid: read where the rows around them leave few that they can be.

Promises: a label is read only as a row that is missing between its labelled neighbours, in the form's order,
that is clearly nearer to it than the other missing ones, and only where the row is as long as the form's.
Caveat: a label without a number of its own needs to be nearer than one with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.columns import GridRow
from parsers.labels import NOTHING, Match, RowRef, match_label, similarity
from parsers.placements import blocks_with

SIMILAR = 0.5  # of a label whose number is the expected one's; as flattened text has it
SIMILAR_BARE = 0.7  # of one without: 行政征收 has 0.55 to 行政事业性收费
SURE = 0.9  # the score of a label that is whole but for its number; a damaged one has less
MARGIN = 0.1  # to the next of the rows that are missing
_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]")
_ADVERTISEMENT = re.compile(r"【[^】]*】?")
_BRACKET = re.compile(r"^[?？\ufffd。.]+(?=[一二三四五六七八九十]{1,2}[)）])")  # `（` in a lost encoding


def read_damaged(rows: Sequence[GridRow], wanted: Sequence[RowRef]) -> list[GridRow]:
    """The rows with the labels that were recognised; `wanted` are those missing here, in the form's order."""
    found: list[GridRow] = []
    low = 0
    for row in rows:
        best = _best(row, wanted[low:]) if row.label and not row.match.words else None
        if best is not None:
            number, score = best
            low += number + 1
            match = Match(wanted[low - 1], words=True, score=round(0.8 * score, 3))
            row = replace(row, match=match)
        found.append(row)
    return found


def without_false_name(row: GridRow) -> GridRow:
    """The row, nameless where its damaged label is near to one with another number: 二、上结转 is no 一、."""
    ref = row.match.row
    if ref is None or row.match.score >= SURE:
        return row
    mine = _NUMBER.match(row.label)
    own = _NUMBER.match(blocks_with(ref)[-1][1].label)
    return replace(row, match=NOTHING) if mine and own and mine[0] != own[0] else row


def _best(row: GridRow, wanted: Sequence[RowRef]) -> tuple[int, float] | None:
    """Which of the wanted rows the label names, and how well."""
    scores = [_score(row, ref) for ref in wanted]
    if not scores or row.header.foreign:
        return None
    best = max(scores)
    number = scores.index(best)
    rivals = scores[:number] + scores[number + 1 :]
    return (number, best) if best > 0 and best - max(rivals, default=0.0) >= MARGIN else None


def _score(row: GridRow, ref: RowRef) -> float:
    """How near the row's label is to that of `ref`; 0 where too far, or where the rows differ in length."""
    text = _BRACKET.sub("（", _ADVERTISEMENT.sub("", row.label))
    if match_label(text).row == ref:
        return 1.0 if is_as_long(row, ref) else 0.0
    nearest = 0.0
    for _, entry in blocks_with(ref):
        numbered = _NUMBER.match(entry.label)
        least = SIMILAR if numbered and text.startswith(numbered[0]) else SIMILAR_BARE
        score = similarity(text, entry.label)
        nearest = max(nearest, score if score > least else 0.0)
    return nearest if nearest and is_as_long(row, ref) else 0.0


def is_as_long(row: GridRow, ref: RowRef) -> bool:
    """True where the row has as many values as a form's."""
    return any(len(block.columns) == len(row.values) for block, _ in blocks_with(ref))
