"""Tokens: what one line of flattened text holds, as one cell or as several, and what each of them names.

Promises: a cell's text is never joined with its neighbour's; page numbers and rules are no cells.
Refuses: to part words that are no label of the tables from the numbers beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.documents import Paragraph
from parsers.labels import NOTHING, Match, label_pattern, match_label
from parsers.numbers import Kind, read_value

MAX_CELL = 200  # characters; a longer line is prose
MIN_FOLLOWED = 3  # labels with a number right behind them in one line: prose has none

_PAGE_NUMBER = re.compile(
    r"[-—–―~·•]{1,2}\s*\d{1,3}\s*[-—–―~·•]{1,2}|第\s*\d{1,3}\s*页.{0,12}|共\s*\d{1,3}\s*页|"
    r"Page\s*\d+.{0,8}|P\s*\.\s*\d+|\d{1,3}\s+/\s+\d{1,3}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-|:+\s]{3,}")
# 0/0, --31, +2（-1）: cells that are no number, but no words either
_SYMBOLS = re.compile(
    r"(?:增|减|增加|减少)?[-+−－＋/／().（），,%\s]*\d[-+−－＋/／().（），,%\d\s]*[件项个元万]*|增|减|增加|减少|增/减"
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WHITE = frozenset(" \u00a0\u3000\u2003\u2002")
_FILLING = " :：|"
_ENUMERATOR = re.compile(r"\d{1,2}[.．]")
_PAGE_SIGNS = frozenset("-—–―~·•第共Pp/")


class Token(NamedTuple):
    """A cell's text; `match` says what it names, `gap` marks a blank that only a blank line shows."""

    text: str
    where: str
    match: Match = NOTHING
    is_value: bool = False  # a number or a blank, or what stands where one is expected
    line: int = -1  # tokens of one line share it
    gap: bool = False
    pieces: tuple[str, ...] = ()  # the places of all pieces, where a label was joined from several
    piped: bool = False  # a pipe closes it
    glued: bool = False  # digits that ran together with the label before them
    white: bool = False  # a blank that a line of white space shows, as none parts two tables


@lru_cache(maxsize=16384)
def kind_of(text: str) -> tuple[Match, bool]:
    """What a text names, and whether it is a value."""
    match = match_label(text)
    if match.words:
        return match, False
    if read_value(text).kind is not Kind.OTHER:
        return match, True
    return match, bool(_SYMBOLS.fullmatch(text)) and not _ENUMERATOR.fullmatch(text)


def token_of(text: str, where: str, line: int, gap: bool = False) -> Token:
    """A cell's text, and what it names."""
    return Token(text, where, *kind_of(text), line, gap)


def filled_lines(lines: Sequence[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    """The lines that hold something: no page numbers, no rules (`---|---`)."""
    for number, line in enumerate(lines):
        if line.text and not is_rule_or_page(line.text):
            yield number, line


@lru_cache(maxsize=4096)
def is_rule_or_page(text: str) -> bool:
    """True for a line that rules a table (`---|---`) and for a marked page number (`- 3 -`, 第3页)."""
    if "--" in text and _RULE.fullmatch(text):
        return True
    return not _PAGE_SIGNS.isdisjoint(text) and bool(_PAGE_NUMBER.fullmatch(text))


def line_tokens(number: int, line: Paragraph) -> Iterator[Token]:
    """A line as one cell; as several where it is a label and values, or values alone."""
    parts = parts_of(line.text)
    if len(parts) == 1:
        yield token_of(parts[0], line.where, number)
        return
    before, end = "", 0
    for text in parts:
        at = line.text.find(text, end)
        glued = bool(before) and not before[-1].isdigit() and at == end
        yield token_of(text, line.where, number)._replace(glued=glued)
        before, end = text, max(end, at + len(text) if at >= 0 else 0)


@lru_cache(maxsize=16384)
def parts_of(text: str) -> tuple[str, ...]:
    """The cells of a line that was meant for one: lines may have been merged, or a row has no separators."""
    if len(text) == 1:
        return (text,)
    has_digits = any(map(str.isdigit, text))
    if len(text) <= MAX_CELL and not _WHITE.isdisjoint(text):
        parts = _label_and_values(text) if has_digits else _header_words(text)
        if len(parts) > 1:
            return tuple(parts)
    if match_label(text).words or (len(text) > MAX_CELL and not has_digits):
        return (text,)
    return _unseparated(text) or (text,)


def _header_words(text: str) -> list[str]:
    """`结果维持 结果纠正 总计` as three words, where each is one of the tables'."""
    parts = text.split()
    return parts if all(match_label(part).words for part in parts) else [text]


def _unseparated(text: str) -> tuple[str, ...] | None:
    """`规章419` as the label and what is run together behind it, a whole table in one line as its cells.

    Only where the line holds nothing but labels and numbers, or several labels with a number behind each.
    """
    pieces: list[str] = []
    strange = followed = at = 0
    for found in label_pattern().finditer(text):
        between = text[at : found.start()].strip(_FILLING)
        if _DIGITS.fullmatch(between):
            followed += 1
        strange += bool(between) and not _DIGITS.fullmatch(between)
        pieces += [between, found[0]] if between else [found[0]]
        at = found.end()
    rest = text[at:].strip(_FILLING)
    if not pieces or (_DIGITS.fullmatch(pieces[0]) and (strange or len(pieces) < MIN_FOLLOWED)):
        return None  # `2 重复申请` is a row's number and its label
    strange += bool(rest) and not _DIGITS.fullmatch(rest)
    if strange and followed < MIN_FOLLOWED:
        return None
    return (*pieces, rest) if rest else tuple(pieces)


def _label_and_values(piece: str) -> list[str]:
    """`行政许可 4 1 9` as a label and three values; a text that is no label and values stays whole."""
    parts = piece.split()
    first, end = 0, len(parts)
    while end and kind_of(parts[end - 1])[1]:
        end -= 1
    while first < end and kind_of(parts[first])[1]:
        first += 1
    labels = _labels(parts[first:end])
    if labels is None or (first and labels and _may_lack_its_point(labels[0])):
        return [piece]
    return [*parts[:first], *labels, *parts[end:]]


def _may_lack_its_point(label: str) -> bool:
    """`2 重复申请` is a row's number and its label, not the last value of the row above."""
    match = match_label(label)
    return match.row is not None and label[:1] not in "一二三四五六七八九（(" and not label[:1].isdigit()


def _labels(parts: Sequence[str]) -> list[str] | None:
    """Words before values as one label, or as a group's and a row's; None where they are none."""
    if not parts or match_label(" ".join(parts)).words:
        return [" ".join(parts)] if parts else []
    for end in range(1, len(parts)):
        pair = [" ".join(parts[:end]), " ".join(parts[end:])]
        if all(match_label(text).words for text in pair):
            return pair
    return None
