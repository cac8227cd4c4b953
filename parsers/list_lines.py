"""Flattened text to the entries of a list: the labels of its rows, and what stands behind each.

Promises: a number is a row's only where it alone stands behind the row's label and unit; the numbers of rows
(序号) before labels are told by their run of ones. Refuses: numbers in sentences; of two numbers behind one
label neither is taken. Caveat: a blank is seen only where the separators keep blank cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from parsers.forms import Form
from parsers.list_entries import Entry
from parsers.list_labels import ListIndex, index_of, is_unit, label_finder, stem_of
from parsers.numbers import Kind, read_value
from parsers.texts import Text
from parsers.tokens import Token

MIN_NUMBERED = 5  # numbers before labels that count up by one, for these to be the rows' own
NEAR = 3  # rows that may be lost between two numbers of rows
MAX_PIECES = 3  # lines that a label came out in
MAX_WORDS = 60  # of a line with one label; its own characters may stand apart

_UNIT = "万元|亿元|元|人次|条|件|次|篇|个|人|项|份|宗|起"
_TORN = re.compile(r"[\d.,，]{0,20}\d")  # `04`, the end of a number whose line broke, is no word
_STOPS = ".．、"  # behind the number of a label
_BEHIND = re.compile(
    rf"(?P<unit1>[（(]?(?:单位[:：])?(?:{_UNIT})[)）]?)?\s*[:：]?\s*"
    rf"(?P<value>\d[\d,，]*(?:\.\d+)?|[-—–―/]+)?\s*(?P<unit2>{_UNIT})?[;；。]?\s*"
)


class Part(Enum):
    """What a piece of the text is."""

    LABEL = 0
    UNIT = 1
    VALUE = 2
    WORDS = 3


class Piece(NamedTuple):
    """A piece of the text and its line; `gap`: a blank that only a blank line shows."""

    part: Part
    text: str
    where: str
    line: int
    gap: bool = False


def read_lines(tokens: Sequence[Token], form: Form) -> list[Entry]:
    """The entries of a text that was cut into tokens."""
    pieces = _numbered([piece for token in tokens for piece in _pieces(token, form)])
    pieces = _joined(pieces, index_of(form))
    rows = _without_numbers([part for row in _rows(pieces) for part in _parts(row, index_of(form))])
    return [_entry(row) for row in rows]


def _pieces(token: Token, form: Form) -> Iterator[Piece]:
    """A token as one piece; as several where it is a label and what stands behind it."""
    for part, text in _cut(token.text, form):
        yield Piece(part, text, token.where, token.line, token.gap)


@lru_cache(maxsize=16384)
def _cut(text: str, form: Form) -> Sequence[tuple[Part, str]]:
    index = index_of(form)
    whole = _part(text, index)
    if whole is not Part.WORDS:
        return [(whole, text)]
    return _by_spaces(text, index) or _by_labels(text, form) or [(whole, text)]


def _part(text: str, index: ListIndex) -> Part:
    if index.names(text):
        return Part.LABEL
    if is_unit(text):
        return Part.UNIT
    is_value = read_value(text).kind is not Kind.OTHER or _TORN.fullmatch(text)
    return Part.VALUE if is_value else Part.WORDS


def _by_spaces(text: str, index: ListIndex) -> list[tuple[Part, str]]:
    """`1.当面申请数 件 3` as its parts: one label, and nothing but numbers and units around it."""
    words = text.split()
    if not 0 < len(words) <= MAX_WORDS:
        return []
    parts = [(_part(word, index), word) for word in words]
    for start in (1, 0) if words[0].isdecimal() else (0, 1):
        for end in range(len(words), start, -1):
            around = [*parts[:start], *parts[end:]]
            label = "".join(words[start:end])
            if around and all(part is not Part.WORDS for part, _ in around) and index.names(label):
                return [*parts[:start], (Part.LABEL, label), *parts[end:]]
    return []


def _by_labels(text: str, form: Form) -> list[tuple[Part, str]]:
    """Labels with units and numbers run together behind them, where nothing else stands in the line."""
    found = list(label_finder(form).finditer(text))
    if not found or text[: found[0].start()].strip():
        return []
    parts: list[tuple[Part, str]] = []
    for i, label in enumerate(found):
        stop = found[i + 1].start() if i + 1 < len(found) else len(text)
        behind = _BEHIND.fullmatch(text[label.end() : stop])
        if behind is None:
            return []
        parts.append((Part.LABEL, label[0]))
        named = ((Part.UNIT, "unit1"), (Part.VALUE, "value"), (Part.UNIT, "unit2"))
        parts += [(part, behind[name]) for part, name in named if behind[name]]
    return parts


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with the number of a label put before its full stop: `3` `.政策解读稿件` `发布数`."""
    result: list[Piece] = []
    for piece in pieces:
        before = result[-1] if result else None
        if before and before.text.isdecimal() and piece.part is Part.WORDS and piece.text[:1] in _STOPS:
            piece = piece._replace(text=before.text + piece.text)
            result.pop()
        result.append(piece)
    return result


def _joined(pieces: Sequence[Piece], index: ListIndex) -> list[Piece]:
    """The pieces, with labels put together that came out in several lines; a gloss goes with its label."""
    result: list[Piece] = []
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        if result and _is_gloss(piece, result[-1]):
            result[-1] = result[-1]._replace(text=result[-1].text + piece.text, line=piece.line)
            i += 1
            continue
        count = _pieces_of_label(pieces[i : i + MAX_PIECES], index)
        if count > 1:
            text = "".join(one.text for one in pieces[i : i + count])
            piece = piece._replace(part=Part.LABEL, text=text, line=pieces[i + count - 1].line)
        result.append(piece)
        i += count
    return result


def _pieces_of_label(pieces: Sequence[Piece], index: ListIndex) -> int:
    """How many of these pieces make one label together; 1 where they make none."""
    first, *rest = pieces
    if first.part not in (Part.LABEL, Part.WORDS) or not index.may_begin(first.text):
        return 1
    words = next((n for n, one in enumerate(rest) if one.part is not Part.WORDS), len(rest))
    texts = [one.text for one in pieces]
    # the end of a label can be another row's whole one
    ends_as_label = first.part is Part.WORDS and words < len(rest) and rest[words].part is Part.LABEL
    counts = range(words + 1 + ends_as_label, 1, -1)
    return next((count for count in counts if index.names("".join(texts[:count]))), 1)


def _is_gloss(piece: Piece, before: Piece) -> bool:
    """True for words in brackets behind a label, and for the end of those that its line broke off."""
    if before.part is not Part.LABEL:
        return False
    opened, closed = (len(re.findall(f"[{signs}]", before.text)) for signs in ("（(", "）)"))
    if opened > closed and piece.text[-1:] in ("）", ")"):
        return piece.text[:1] not in ("（", "(")
    return piece.part is Part.WORDS and piece.text[:1] in "（(" and not stem_of(piece.text)


class _Row(NamedTuple):
    """A label, or words in the place of one, and what stands behind it."""

    head: Piece
    behind: list[Piece]
    doubtful: bool = False


def _rows(pieces: Sequence[Piece]) -> Iterator[_Row]:
    row: _Row | None = None
    for piece in pieces:
        if piece.part in (Part.LABEL, Part.WORDS):
            if row is not None:
                yield _closed(row) if piece.part is Part.WORDS else row
            row = _Row(piece, [])
        elif row is None:
            row = _Row(Piece(Part.WORDS, "", piece.where, piece.line), [piece])
        else:
            row.behind.append(piece)
    if row is not None:
        yield _closed(row)


def _closed(row: _Row) -> _Row:
    """A row before words, or the last one: a blank line that ends it is no cell."""
    behind = row.behind
    return row._replace(behind=behind[:-1]) if behind and behind[-1].gap else row


def _without_numbers(rows: list[_Row]) -> list[_Row]:
    """The rows without the numbers of the next ones, where those count up by one from label to label.

    A number that would be the next row's if one of its neighbours were lost is nobody's for certain, nor is
    one that ends in the next row's: 13 and 31 make 1331 where a line lost its end.
    """
    numbers = [_last_number(row) for row in rows[:-1]]
    counted = [i for i in range(len(numbers)) if _is_counted(numbers, i)]
    labels = sum(row.head.part is Part.LABEL for row in rows)
    if len(counted) < MIN_NUMBERED or 2 * len(counted) < labels:
        return rows
    result = list(rows)
    for i, (row, number) in enumerate(zip(rows, numbers, strict=False)):
        if i in counted:
            result[i] = row._replace(behind=row.behind[:-1])
        elif row.behind and row.behind[-1].part is Part.VALUE:
            near = min(counted, key=lambda one: abs(one - i))
            expected = (numbers[near] or 0) + i - near
            is_near = number is not None and abs(expected - number) <= NEAR
            result[i] = row._replace(doubtful=is_near or row.behind[-1].text.endswith(str(expected)))
    return result


def _last_number(row: _Row) -> int | None:
    """The number right before the next label."""
    last = row.behind[-1] if row.behind else None
    is_number = last is not None and last.part is Part.VALUE and last.text.isdecimal()
    return int(last.text) if last is not None and is_number else None


def _is_counted(numbers: Sequence[int | None], i: int) -> bool:
    """True for a number that goes on from the one before, or to the one after."""
    here = numbers[i]
    if here is None:
        return False
    return here - 1 == (numbers[i - 1] if i else None) or here + 1 in numbers[i + 1 : i + 2]


def _entry(row: _Row) -> Entry:
    """A row as an entry: a unit and a number, in either order."""
    head, behind, doubtful = row
    units = [piece.text for piece in behind if piece.part is Part.UNIT]
    values = [piece for piece in behind if piece.part is Part.VALUE]
    own = _own_values(behind)
    unit = units[0].strip("（）()") if units else None
    if not own:
        return Entry(head.text, head.where, unit=unit)
    certain = len(own) == 1 and not doubtful and not _is_below_lost_label(behind)
    text = own[0].text if certain else " ".join(piece.text for piece in values if piece.text)
    inline = own[0].line == head.line
    return Entry(head.text, head.where, Text(text, own[0].where), unit, certain, inline)


def _parts(row: _Row, index: ListIndex) -> Iterator[_Row]:
    """A row, and those behind it that lost their label: each begins with a unit, or has it in its number."""
    starts = [i for i, piece in enumerate(row.behind) if _has_unit(piece)]
    numbers = [i for i, piece in enumerate(row.behind) if piece.part is Part.VALUE and piece.text]
    is_heading = bool(index.headings_of(row.head.text)) and not index.rows_of(row.head.text)
    cuts = starts if is_heading else [start for start in starts[1:] if any(i < start for i in numbers)]
    if not cuts or not numbers or (starts[0] > numbers[0] and not is_heading):
        yield row
        return
    yield row._replace(behind=row.behind[: cuts[0]])
    for start, stop in zip(cuts, [*cuts[1:], len(row.behind)], strict=True):
        behind = row.behind[start:stop]
        yield _Row(behind[0]._replace(part=Part.LABEL, text=""), behind, row.doubtful)


def _has_unit(piece: Piece) -> bool:
    return piece.part is Part.UNIT or (piece.part is Part.VALUE and read_value(piece.text).unit is not None)


def _is_below_lost_label(behind: Sequence[Piece]) -> bool:
    """True where two units stand before a number: the second is of a row without its label."""
    parts = [piece.part for piece in behind if piece.text]
    before = parts[: parts.index(Part.VALUE)] if Part.VALUE in parts else []
    return before.count(Part.UNIT) > 1


def _own_values(behind: Sequence[Piece]) -> list[Piece]:
    """The values of one row, without the padding around them."""
    own: list[Piece] = []
    for piece in behind:
        if piece.part is Part.UNIT:
            own = own if any(one.text for one in own) else []  # padding before the unit
        else:
            own.append(piece)
    while len(own) > 1 and not own[-1].text:
        own.pop()  # padding at the end of a line
    return own
