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
from itertools import pairwise

from parsers.documents import Paragraph
from parsers.labels import Match, match_run, may_begin_label
from parsers.pipes import cells_by_piped_rows, cells_by_pipes, cells_by_tabs
from parsers.tokens import (
    MAX_CELL,
    Token,
    filled_lines,
    is_rule_or_page,
    kind_of,
    line_tokens,
    parts_of,
    token_of,
)

MANY_PIPES = 100  # a table with pipes has over 150, an index card up to about 30
MANY_LINES = 10_000  # a report has under 2,000; each way of cutting takes its time
MAX_ODD_SHARE = 4  # one wide gap in so many may be that of a page, and hold no whole cells
MAX_LABEL_PIECES = 4  # a label of two columns of characters came out in four lines

_SPLIT_SPACES = re.compile(r"\s{2,}|\t")

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
    """Cut flattened text in every way that it allows; in the likeliest one alone beyond MANY_LINES."""
    ways = _cutters(lines)
    if len(lines) > MANY_LINES:
        ways = ways[:1]
    return Cuttings(lines, tuple(ways), tuple(joined_labels(ways[0](lines))))


def _cells_by_lines(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; blank lines mean nothing."""
    return [token for number, line in filled_lines(lines) for token in line_tokens(number, line)]


def _cells_by_gaps(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; each blank line more than the usual is a blank cell, and so is a line of white space."""
    return _by_gaps(lines, 1)


def _cells_by_even_gaps(lines: Sequence[Paragraph]) -> list[Token]:
    """As by gaps, where a blank cell is an empty line between lines that part cells."""
    return _by_gaps(lines, _usual_gap(lines) + 1)


def _usual_gap(lines: Sequence[Paragraph]) -> int:
    """How many blank lines stand behind most values."""
    gaps = Counter(gap for text, gap in _gaps(lines) if kind_of(text)[1])
    return gaps.most_common(1)[0][0] if gaps else 0


def _gaps(lines: Sequence[Paragraph]) -> Iterator[tuple[str, int]]:
    """Each line that holds something, and how many blank ones part it from the next."""
    filled = [i for i, line in enumerate(lines) if line.text or line.spaced]
    return ((lines[a].text, b - a - 1) for a, b in pairwise(filled))


def _has_even_gaps(lines: Sequence[Paragraph]) -> bool:
    """True where nearly all wider gaps behind labels and values are as wide as whole cells make them."""
    step = _usual_gap(lines) + 1
    wide = [gap + 1 for text, gap in _gaps(lines) if gap >= step and _is_of_table(text)]
    odd = sum(gap % step > 0 for gap in wide)
    return step > 1 and odd * MAX_ODD_SHARE < len(wide)


def _is_of_table(text: str) -> bool:
    match, is_value = kind_of(text)
    return is_value or match.words


def _by_gaps(lines: Sequence[Paragraph], step: int) -> list[Token]:
    """A cell a line; `step` blank lines more than the usual are a blank cell."""
    filled = [i for i, line in enumerate(lines) if line.text or line.spaced]
    usual = _usual_gap(lines)
    tokens: list[Token] = []
    for here, after in pairwise([*filled, len(lines)]):
        line = lines[here]
        if line.spaced:
            tokens.append(token_of("", line.where, here, gap=True)._replace(white=True))
        elif not is_rule_or_page(line.text):
            tokens += line_tokens(here, line)
        blanks = range(here + step, after - usual, step)
        tokens += [token_of("", lines[i].where, i, gap=True) for i in blanks]
    return tokens


def _cells_by_spaces(lines: Sequence[Paragraph]) -> list[Token]:
    """Tabs or two spaces part cells; single spaces too, where every piece is a value."""
    tokens: list[Token] = []
    for number, line in filled_lines(lines):
        for piece in _SPLIT_SPACES.split(line.text):
            tokens += [token_of(part, line.where, number) for part in parts_of(piece)]
    return tokens


def _cutters(lines: Sequence[Paragraph]) -> list[Cutter]:
    """The ways of cutting that this text gives rise to, the likeliest first."""
    text = "\n".join(line.text for line in lines)
    pipes = sum(map(text.count, "|｜│┃"))
    if pipes > MANY_PIPES:
        cutters: list[Cutter] = [cells_by_piped_rows, cells_by_pipes]
    elif pipes:  # a card above tables of another kind
        cutters = [cells_by_piped_rows, cells_by_pipes, _cells_by_gaps, _cells_by_lines]
    elif any(not line.text for line in lines):
        even: list[Cutter] = [_cells_by_even_gaps] if _has_even_gaps(lines) else []
        cutters = [_cells_by_gaps, *even, _cells_by_lines]
    else:
        cutters = [_cells_by_lines]
    if "\t" in text:
        cutters.insert(len(cutters) if "|" in text else 0, cells_by_tabs)
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
