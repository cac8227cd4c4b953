"""Flattened text to runs: lines cut into cells in every way that they allow, grouped by label.

Promises: a cell's text is never joined with its neighbour's, but for the pieces of one label; page numbers
and rules are no cells. Refuses: to decide which way of cutting is right; `parsers.flattened` does.
Caveat: a value split over two lines stays two values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.documents import Paragraph
from parsers.labels import NOTHING, Match, RowRef, match_label
from parsers.numbers import Kind, read_value

MAX_CELL = 200  # characters; a longer line is prose

_PAGE_NUMBER = re.compile(
    r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.{0,10}|Page\s*\d+.{0,8}|P\.\s*\d+", re.IGNORECASE
)
_RULE = re.compile(r"[-|:+\s]{3,}")
_SPLIT_SPACES = re.compile(r"\s{2,}|\t")
# 0/0, --31, +2（-1）: cells that are no number, but no words either
_SYMBOLS = re.compile(r"[-+−－＋/／().（），,%\s]*\d[-+−－＋/／().（），,%\d\s]*[件项个元万]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A cell's text; `match` says what it names, `gap` marks a blank that only a blank line shows."""

    text: str
    where: str
    match: Match = NOTHING
    gap: bool = False
    pieces: tuple[str, ...] = ()  # the places of all pieces, where a label was joined from several
    is_value: bool = False  # a number or a blank


@dataclass(frozen=True, slots=True)
class Run:
    """A label (or none) and the tokens that follow it up to the next label."""

    label: Token | None
    values: tuple[Token, ...]

    @property
    def row(self) -> RowRef | None:
        """The row that the label names."""
        return self.label.match.row if self.label else None


Cutter = Callable[[Sequence[Paragraph]], list[Token]]


def label_matches(lines: Sequence[Paragraph]) -> list[Match]:
    """What the cells of flattened text name, for the choice of the form."""
    return [token.match for token in _joined(_cells_by_pipes(lines)) if token.match.words]


def _token(text: str, where: str, gap: bool = False, pieces: tuple[str, ...] = ()) -> Token:
    match = match_label(text)
    is_value = read_value(text).kind is not Kind.OTHER or bool(_SYMBOLS.fullmatch(text))
    return Token(text, where, match, gap, pieces, is_value and not match.words)


def _filled(lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The lines that hold something: no page numbers, no rules (`---|---`)."""
    for line in lines:
        is_rule = "--" in line.text and _RULE.fullmatch(line.text)
        if line.text and not is_rule and not _PAGE_NUMBER.fullmatch(line.text):
            yield line


def _cells_by_lines(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; blank lines mean nothing."""
    return [_token(line.text, line.where) for line in _filled(lines)]


def _cells_by_gaps(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; each blank line more than the usual is a blank cell, and so is a line of white space."""
    filled = [i for i, line in enumerate(lines) if line.text or line.spaced]
    gaps = [b - a - 1 for a, b in pairwise(filled) if read_value(lines[a].text).kind is not Kind.OTHER]
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 0
    tokens: list[Token] = []
    for here, after in zip(filled, [*filled[1:], len(lines)], strict=True):
        tokens.append(_token(lines[here].text, lines[here].where, gap=lines[here].spaced))
        tokens += [_token("", lines[i].where, gap=True) for i in range(here + 1, after - usual)]
    return tokens


def _cells_by_pipes(lines: Sequence[Paragraph]) -> list[Token]:
    """A pipe ends a cell; so does a line, unless a pipe stands at the break."""
    tokens: list[Token] = []
    open_pipe = True  # a pipe or the beginning came last
    for line, cells in _piped(lines):
        if len(cells) == 1:
            tokens.append(_token(cells[0], line.where))
            open_pipe = False
            continue
        if not cells[0] and (not open_pipe or (len(cells) > 2 and not cells[-1])):
            cells = cells[1:]
        open_pipe = not cells[-1]
        tokens += _row_tokens(cells[:-1] if open_pipe else cells, line)
    return tokens


def _cells_by_piped_rows(lines: Sequence[Paragraph]) -> list[Token]:
    """A line is a row: a leading pipe opens it, a last one closes it."""
    tokens: list[Token] = []
    for line, cells in _piped(lines):
        first = 1 if len(cells) > 1 and not cells[0] else 0
        last = len(cells) - (1 if len(cells) > 1 and not cells[-1] else 0)
        tokens += _row_tokens(cells[first:last], line)
    return tokens


def _piped(lines: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, list[str]]]:
    """Lines cut at their pipes; lines of several pipes alone pad a row out to the merged cells above it."""
    for line in _filled(lines):
        cells = [cell.strip() for cell in line.text.replace("｜", "|").split("|")]
        if len(cells) < 3 or any(cells):
            yield line, cells


def _row_tokens(cells: Sequence[str], line: Paragraph) -> list[Token]:
    """The tokens of a piped line; in a line of header words the empty cells are only padding."""
    tokens = [_token(cell, line.where) for cell in cells]
    filled = any(token.text and token.is_value for token in tokens)
    if any(token.match.header for token in tokens) and not filled:
        return [token for token in tokens if token.text]
    last = max((i for i, token in enumerate(tokens) if token.match.row), default=len(tokens))
    if filled:  # whatever stands right of the label is a value, readable or not
        tokens[last + 1 :] = [replace(token, is_value=True) for token in tokens[last + 1 :]]
    return tokens


def _cells_by_spaces(lines: Sequence[Paragraph]) -> list[Token]:
    """Tabs or two spaces part cells; single spaces too, where every piece is a value."""
    tokens: list[Token] = []
    for line in _filled(lines):
        for piece in _SPLIT_SPACES.split(line.text):
            tokens += [_token(part, line.where) for part in _label_and_values(piece)]
    return tokens


def _label_and_values(piece: str) -> list[str]:
    """`行政许可 4 1 9` as a label and three values; a text that is no label and values stays whole."""
    parts = piece.split(" ")
    first = len(parts)
    while first and parts[first - 1] and read_value(parts[first - 1]).kind is Kind.NUMBER:
        first -= 1
    label = " ".join(parts[:first])
    if first and not match_label(label).words:
        return [piece]
    return [*([label] if first else []), *parts[first:]]


def cutters(lines: Sequence[Paragraph]) -> list[Cutter]:
    """The ways of cutting that this text gives rise to."""
    texts = [line.text for line in lines]
    cutters: list[Cutter] = [_cells_by_lines]
    if "" in texts:
        cutters.insert(0, _cells_by_gaps)
    if any("|" in text or "｜" in text for text in texts):
        cutters += [_cells_by_piped_rows, _cells_by_pipes]
    if any(" " in text or "\t" in text for text in texts):
        cutters.append(_cells_by_spaces)
    return cutters


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """Group tokens by label; words that are no label end a run and begin a nameless one."""
    runs: list[Run] = []
    label: Token | None = None
    values: list[Token] = []
    for token in _joined(tokens):
        if token.is_value:
            values.append(token)
            continue
        runs.append(Run(label, tuple(values)))
        label, values = token, []
    return [*runs, Run(label, tuple(values))]


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Join the pieces of a label that was split over two or three tokens, where together they make one."""
    result: list[Token] = []
    i = 0
    while i < len(tokens):
        if tokens[i].is_value:
            result.append(tokens[i])
            i += 1
            continue
        width = next((n for n in (3, 2) if _makes_label(tokens[i : i + n], n)), 1)
        if width > 1:
            pieces = tokens[i : i + width]
            text = "".join(piece.text for piece in pieces)
            places = tuple(piece.where for piece in pieces)
            result.append(_token(text, places[0], pieces=places))
        else:
            result.append(tokens[i])
        i += width
    return result


def _makes_label(pieces: Sequence[Token], n: int) -> bool:
    if len(pieces) < n or all(piece.match.words for piece in pieces):
        return False
    if any(piece.is_value or len(piece.text) > MAX_CELL for piece in pieces):
        return False
    return match_label("".join(p.text for p in pieces)).score == 1.0
