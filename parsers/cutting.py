"""Flattened text to tokens: lines cut into cells in every way that they allow.

Promises: a cell's text is never joined with its neighbour's, but for the pieces of one label; page numbers
and rules are no cells. Refuses: to decide which way of cutting is right; `parsers.flattened` does.
Caveat: a value split over two lines stays two values here; `parsers.options` may join them again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from parsers.documents import Paragraph
from parsers.labels import NOTHING, Match, label_pattern, match_label, match_run, may_begin_label
from parsers.numbers import Kind, read_value

MAX_CELL = 200  # characters; a longer line is prose
MANY_PIPES = 100  # a table with pipes has over 150, an index card up to about 30
MIN_FOLLOWED = 3  # labels with a number right behind them in one line: prose has none
REQUEST_CELLS = 7  # in each row of table 3
WIDEST_ROW = 15  # cells, in the disputes table
MANY_WORDS = 6  # Chinese characters in a cell
MAX_LABEL_PIECES = 4  # a label of two columns of characters came out in four lines

_PAGE_NUMBER = re.compile(
    r"[-—–―~·•]{1,2}\s*\d{1,3}\s*[-—–―~·•]{1,2}|第\s*\d{1,3}\s*页.{0,12}|共\s*\d{1,3}\s*页|"
    r"Page\s*\d+.{0,8}|P\s*\.\s*\d+|\d{1,3}\s+/\s+\d{1,3}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-|:+\s]{3,}")
_SPLIT_SPACES = re.compile(r"\s{2,}|\t")
# 0/0, --31, +2（-1）: cells that are no number, but no words either
_SYMBOLS = re.compile(
    r"(?:增|减|增加|减少)?[-+−－＋/／().（），,%\s]*\d[-+−－＋/／().（），,%\d\s]*[件项个元万]*|增|减|增加|减少|增/减"
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WHITE = frozenset(" \u00a0\u3000\u2003\u2002")
_PIPES = str.maketrans("｜│┃", "|||")
_EMPHASIS = " *`\u00a0\u3000"  # of Markdown
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


Cutter = Callable[[Sequence[Paragraph]], list[Token]]


@dataclass(frozen=True, slots=True)
class Cuttings:
    """The ways of cutting a text; the tokens of the likeliest one are made at once, the others when asked."""

    lines: Sequence[Paragraph]
    ways: tuple[Cutter, ...]
    first: tuple[Token, ...]

    def __iter__(self) -> Iterator[Sequence[Token]]:
        yield self.first
        for cut in self.ways[1:]:
            yield joined_labels(cut(self.lines))

    def has_filling(self) -> bool:
        """True where a line holds nothing but several pipes."""
        return any("||" in line.text and not line.text.strip("| ") for line in self.lines)

    def matches(self) -> list[Match]:
        """What the cells of the text name."""
        return [token.match for token in self.first if token.match.words]


def cut_lines(lines: Sequence[Paragraph]) -> Cuttings:
    """Cut flattened text in every way that it allows."""
    ways = _cutters(lines)
    return Cuttings(lines, tuple(ways), tuple(joined_labels(ways[0](lines))))


@lru_cache(maxsize=16384)
def _kind(text: str) -> tuple[Match, bool]:
    """What a text names, and whether it is a value."""
    match = match_label(text)
    if match.words:
        return match, False
    if read_value(text).kind is not Kind.OTHER:
        return match, True
    return match, bool(_SYMBOLS.fullmatch(text)) and not _ENUMERATOR.fullmatch(text)


def _token(text: str, where: str, line: int, gap: bool = False, pieces: tuple[str, ...] = ()) -> Token:
    return Token(text, where, *_kind(text), line, gap, pieces)


def _filled(lines: Sequence[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    """The lines that hold something: no page numbers, no rules (`---|---`)."""
    for number, line in enumerate(lines):
        if line.text and not _is_furniture(line.text):
            yield number, line


@lru_cache(maxsize=4096)
def _is_furniture(text: str) -> bool:
    if "--" in text and _RULE.fullmatch(text):
        return True
    return not _PAGE_SIGNS.isdisjoint(text) and bool(_PAGE_NUMBER.fullmatch(text))


def _line_tokens(number: int, line: Paragraph) -> Iterator[Token]:
    """A line as one cell; as several where it is a label and values, or values alone."""
    parts = _parts(line.text)
    if len(parts) == 1:
        yield _token(parts[0], line.where, number)
        return
    before = ""
    for text in parts:
        glued = bool(before) and not before[-1].isdigit() and before + text in line.text
        yield _token(text, line.where, number)._replace(glued=glued)
        before = text


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[str, ...]:
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
    if not pieces or _DIGITS.fullmatch(pieces[0]):
        return None
    strange += bool(rest) and not _DIGITS.fullmatch(rest)
    if strange and followed < MIN_FOLLOWED:
        return None
    return (*pieces, rest) if rest else tuple(pieces)


def _cells_by_lines(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; blank lines mean nothing."""
    return [token for number, line in _filled(lines) for token in _line_tokens(number, line)]


def _cells_by_gaps(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; each blank line more than the usual is a blank cell, and so is a line of white space."""
    filled = [i for i, line in enumerate(lines) if line.text or line.spaced]
    gaps = [b - a - 1 for a, b in pairwise(filled) if _kind(lines[a].text)[1]]
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 0
    tokens: list[Token] = []
    for here, after in pairwise([*filled, len(lines)]):
        line = lines[here]
        if line.spaced:
            tokens.append(_token("", line.where, here, gap=True)._replace(white=True))
        elif not _is_furniture(line.text):
            tokens += _line_tokens(here, line)
        if after - here - 1 > usual:
            tokens += [_token("", lines[i].where, i, gap=True) for i in range(here + 1, after - usual)]
    return tokens


def _cells_by_pipes(lines: Sequence[Paragraph]) -> list[Token]:
    """A pipe ends a cell; so does a line, unless a pipe stands at the break."""
    tokens: list[Token] = []
    open_pipe = True  # a pipe or the beginning came last
    for number, line, cells in _piped(lines):
        if len(cells) == 1:
            tokens += _line_tokens(number, line)
            open_pipe = False
            continue
        if len(cells) > 2 and not any(cells):
            if _is_blank_row(tokens, len(cells)):
                tokens += [_token("", line.where, number) for _ in cells[1:]]
            continue
        if not cells[0] and (not open_pipe or (len(cells) > 2 and not cells[-1])):
            cells = cells[1:]
        open_pipe = not cells[-1]
        tokens += _row_tokens(cells[:-1] if open_pipe else cells, line.where, number)
    return tokens


def _cells_by_piped_rows(lines: Sequence[Paragraph], pipe: str = "|") -> list[Token]:
    """A line is a row: a leading pipe opens it, a last one closes it, where most rows of the text do so."""
    rows = list(_piped(lines, pipe))
    long = [cells for _, _, cells in rows if len(cells) > 2 and any(cells)]
    opened = 2 * sum(not cells[0] for cells in long) > len(long)
    closed = 2 * sum(not cells[-1] for cells in long) > len(long)
    padded = _padded_width(long, closed)
    ends_cells = any(len(cells) > 1 and any(cells) for _, _, cells in rows)  # a pipe ends each cell
    tokens: list[Token] = []
    for number, line, cells in rows:
        if len(cells) == 1:
            tokens += _line_tokens(number, line)
            continue
        if len(cells) == 2 and not any(cells):
            if ends_cells:
                tokens.append(_token("", line.where, number))
            continue
        first = 1 if not cells[0] and (opened or len(cells) == 2) else 0
        last = len(cells) - (1 if not cells[-1] and (closed or len(cells) == 2) else 0)
        if any(cells):
            padding = len(cells) == padded
            tokens += _row_tokens(cells[first:last], line.where, number, padding)
        elif _is_blank_row(tokens, len(cells)):
            tokens += [_token("", line.where, number) for _ in cells[first:last]]
    return tokens


def _cells_by_tabs(lines: Sequence[Paragraph]) -> list[Token]:
    """A line is a row, tabs part its cells."""
    return _cells_by_piped_rows(lines, "\t")


def _is_blank_row(tokens: Sequence[Token], width: int) -> bool:
    """Pipes alone are the blank cells of a row right behind its label; elsewhere they only fill rows up."""
    if not tokens:
        return False
    match = tokens[-1].match
    if match.row is not None and not match.header:
        return True
    return match.header and width >= WIDEST_ROW


def _piped(lines: Sequence[Paragraph], pipe: str = "|") -> Iterator[tuple[int, Paragraph, list[str]]]:
    """Lines cut at their pipes."""
    for number, line in _filled(lines):
        text = line.text.translate(_PIPES) if pipe == "|" else line.text
        yield number, line, [cell.strip(_EMPHASIS) for cell in text.split(pipe)] if pipe in text else [text]


def _padded_width(rows: Sequence[Sequence[str]], closed: bool) -> int:
    """The width of the lines of table 3, if blanks behind a label fill it up to one; else 0.

    Where blanks fill a line up at its end, its last cell is always blank.
    """
    mine = [cells for cells in rows if any(_names_request(cell) for cell in cells[:4])]
    widths = Counter(map(len, mine))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    ends = sum(bool(cells[-2 if closed else -1]) for cells in mine)
    return width if 5 * count >= 4 * len(mine) and 2 * ends > len(mine) else 0


def _names_request(cell: str) -> bool:
    row = match_label(cell).row
    return row is not None and row.table == "requests"


def _row_tokens(cells: Sequence[str], where: str, line: int, padded: bool = False) -> list[Token]:
    """The tokens of a piped line; in a line of header words the empty cells are only padding.

    `padded`: every line of the table is filled up, so that blanks right behind the label may be its span.
    """
    tokens = [_token(cell, where, line)._replace(piped=True) for cell in cells]
    filled = any(token.text and token.is_value for token in tokens)
    if not filled and any(token.match.header for token in tokens):
        return [token for token in tokens if token.text]
    if filled:  # whatever stands right of the label is a value, readable or not
        last = max((i for i, token in enumerate(tokens) if token.match.row), default=len(tokens))
        values = tokens[last + 1 :]
        if padded and not any(token.text for token in values[:-REQUEST_CELLS]):
            values = values[-REQUEST_CELLS:]
        tokens[last + 1 :] = [
            token if _opens_a_row(values, i) else token._replace(is_value=True, match=NOTHING)
            for i, token in enumerate(values)
        ]
    return tokens


def _opens_a_row(cells: Sequence[Token], i: int) -> bool:
    """Too many words for a cell, and numbers behind: a damaged label of a row merged into another."""
    if cells[i].is_value or sum("\u4e00" <= one <= "\u9fff" for one in cells[i].text) < MANY_WORDS:
        return False
    return sum(bool(cell.text) and cell.is_value for cell in cells[i + 1 :]) > 1


def _cells_by_spaces(lines: Sequence[Paragraph]) -> list[Token]:
    """Tabs or two spaces part cells; single spaces too, where every piece is a value."""
    tokens: list[Token] = []
    for number, line in _filled(lines):
        for piece in _SPLIT_SPACES.split(line.text):
            tokens += [_token(part, line.where, number) for part in _parts(piece)]
    return tokens


def _label_and_values(piece: str) -> list[str]:
    """`行政许可 4 1 9` as a label and three values; a text that is no label and values stays whole."""
    parts = piece.split()
    first, end = 0, len(parts)
    while end and _kind(parts[end - 1])[1]:
        end -= 1
    while first < end and _kind(parts[first])[1]:
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


def _cutters(lines: Sequence[Paragraph]) -> list[Cutter]:
    """The ways of cutting that this text gives rise to, the likeliest first."""
    text = "\n".join(line.text for line in lines)
    pipes = sum(map(text.count, "|｜│┃"))
    if pipes > MANY_PIPES:
        cutters: list[Cutter] = [_cells_by_piped_rows, _cells_by_pipes]
    elif pipes:  # a card above tables of another kind
        cutters = [_cells_by_piped_rows, _cells_by_pipes, _cells_by_gaps, _cells_by_lines]
    elif any(not line.text for line in lines):
        cutters = [_cells_by_gaps, _cells_by_lines]
    else:
        cutters = [_cells_by_lines]
    if "\t" in text:
        cutters.insert(len(cutters) if "|" in text else 0, _cells_by_tabs)
    if "  " in text or "\t" in text:
        cutters.append(_cells_by_spaces)
    return cutters


def joined_labels(tokens: Sequence[Token]) -> list[Token]:
    """Join the pieces of a label that was split over several tokens, where together they make one."""
    result: list[Token] = []
    i, end = 0, len(tokens)
    while i < end:
        token = tokens[i]
        i += 1
        if not token.is_value and i < end and not tokens[i].is_value and may_begin_label(token.text):
            label = _longest_label(tokens, i - 1)
            if label is not None:
                token = label
                i += len(label.pieces) - 1
        result.append(token)
    return result


def _longest_label(tokens: Sequence[Token], start: int) -> Token | None:
    """The label that the most tokens from `start` on make together."""
    stop = start + 1
    while stop < min(len(tokens), start + MAX_LABEL_PIECES) and _may_be_piece(tokens[stop]):
        stop += 1
    for end in range(stop, start + 1, -1):
        pieces = tokens[start:end]
        if all(piece.match.words for piece in pieces):
            continue
        match = match_run(tuple(piece.text for piece in pieces))
        if match.words:
            text = "".join(piece.text for piece in pieces)
            places = tuple(piece.where for piece in pieces)
            return Token(text, places[0], match, False, pieces[0].line, False, places)
    return None


def _may_be_piece(token: Token) -> bool:
    return not token.is_value and len(token.text) <= MAX_CELL
