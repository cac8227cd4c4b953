"""Lines with pipes or tabs to tokens: a pipe ends a cell, or a line is a row of cells.

Promises: whatever stands right of a row's label is its value, readable or not, but for another row's label.
Caveat: whether the empty cells at the end of a line are blank cells or fill it up is told by the other lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.documents import Paragraph
from parsers.labels import NOTHING, match_label
from parsers.tokens import Token, filled_lines, kind_of, line_tokens, token_of

REQUEST_CELLS = 7  # in each row of table 3
WIDEST_ROW = 15  # cells, in the disputes table
MIN_OPENED = 3  # rows of headers; the tables have 14
MANY_WORDS = 6  # Chinese characters in a cell

Cut = tuple[int, Paragraph, list[str]]  # a line, its number, and what stands between its pipes

_PIPES = str.maketrans("｜│┃", "|||")
_PADDING = " \t*`\u00a0\u3000"  # and emphasis of Markdown


def cells_by_pipes(lines: Sequence[Paragraph]) -> list[Token]:
    """A pipe ends a cell; so does a line, unless a pipe stands at the break."""
    tokens: list[Token] = []
    open_pipe = True  # a pipe or the beginning came last
    for number, line, cells in _without_openers(list(_piped(lines))):
        if len(cells) == 1:
            tokens += line_tokens(number, line)
            open_pipe = False
            continue
        if len(cells) > 2 and not any(cells):
            if _is_blank_row(tokens, len(cells)):
                tokens += [token_of("", line.where, number) for _ in cells[1:]]
            continue
        if not cells[0] and (not open_pipe or (len(cells) > 2 and not cells[-1])):
            cells = cells[1:]
        open_pipe = not cells[-1]
        tokens += _row_tokens(cells[:-1] if open_pipe else cells, line.where, number)
    return tokens


def cells_by_piped_rows(lines: Sequence[Paragraph], pipe: str = "|") -> list[Token]:
    """A line is a row: a leading pipe opens it, a last one closes it, where most rows of the text do so."""
    rows = _without_openers(list(_piped(lines, pipe)))
    long = [cells for _, _, cells in rows if len(cells) > 2 and any(cells)]
    opened = 2 * sum(not cells[0] for cells in long) > len(long)
    closed = 2 * sum(not cells[-1] for cells in long) > len(long)
    padded = _padded_width(long, closed)
    ends_cells = any(len(cells) > 1 and any(cells) for _, _, cells in rows)  # a pipe ends each cell
    tokens: list[Token] = []
    for number, line, cells in rows:
        if len(cells) == 1:
            tokens += line_tokens(number, line)
            continue
        if len(cells) == 2 and not any(cells):
            if ends_cells:
                tokens.append(token_of("", line.where, number))
            continue
        first = 1 if not cells[0] and (opened or len(cells) == 2) else 0
        last = len(cells) - (1 if not cells[-1] and (closed or len(cells) == 2) else 0)
        if any(cells):
            padding = len(cells) == padded
            tokens += _row_tokens(cells[first:last], line.where, number, padding)
            if cells[-1]:  # a line that no pipe closes may go on in the next
                tokens[-1] = tokens[-1]._replace(piped=False)
        elif _is_blank_row(tokens, len(cells)):
            tokens += [token_of("", line.where, number) for _ in cells[first:last]]
    return tokens


def cells_by_tabs(lines: Sequence[Paragraph]) -> list[Token]:
    """A line is a row, tabs part its cells."""
    return cells_by_piped_rows(lines, "\t")


def _is_blank_row(tokens: Sequence[Token], width: int) -> bool:
    """Pipes alone are the blank cells of a row right behind its label; elsewhere they only fill rows up."""
    if not tokens:
        return False
    match = tokens[-1].match
    if match.row is not None and not match.header:
        return True
    return match.header and width >= WIDEST_ROW


def _piped(lines: Sequence[Paragraph], pipe: str = "|") -> Iterator[Cut]:
    """Lines cut at their pipes."""
    for number, line in filled_lines(lines):
        text = line.text.translate(_PIPES) if pipe == "|" else line.text
        yield number, line, [cell.strip(_PADDING) for cell in text.split(pipe)] if pipe in text else [text]


def _without_openers(rows: list[Cut]) -> list[Cut]:
    """The lines without the lone pipes that open a row, and are no blank cells (K).

    They stand between the header's rows, too. Of those behind a header or before a label, one opens the row.
    """
    lone = [len(cells) == 2 and not any(cells) for _, _, cells in rows]
    heads = [len(cells) > 1 and match_label(cells[0] or cells[1]).header for _, _, cells in rows]
    if sum(heads[i - 1] and lone[i] and heads[i + 1] for i in range(1, len(rows) - 1)) < MIN_OPENED:
        return rows
    openers = set()
    for is_lone, some in groupby(range(len(rows)), lone.__getitem__):
        run = list(some)
        before, after = run[0] - 1, run[-1] + 1
        if is_lone and (heads[max(before, 0)] or (after < len(rows) and _is_piped_word(rows[after][2]))):
            openers.add(run[0])
    return [row for i, row in enumerate(rows) if i not in openers]


def _is_piped_word(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and not kind_of(cells[0] or cells[1])[1]


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
    tokens = [token_of(cell, where, line)._replace(piped=True) for cell in cells]
    filled = any(token.text and token.is_value for token in tokens)
    if not filled and any(token.match.header for token in tokens):
        return [token for token in tokens if token.text]
    if filled:  # whatever stands right of the label is a value, readable or not
        last = max((i for i, token in enumerate(tokens) if token.match.row), default=len(tokens))
        values = tokens[last + 1 :]
        if padded and not any(token.text for token in values[:-REQUEST_CELLS]):
            values = values[-REQUEST_CELLS:]
        shown = [i for i, token in enumerate(values) if token.text and token.is_value]
        end = shown[-2] if len(shown) > 1 else 0  # two numbers stand behind what comes before it
        tokens[last + 1 :] = [
            token if i < end and _is_wordy(token) else token._replace(is_value=True, match=NOTHING)
            for i, token in enumerate(values)
        ]
    return tokens


def _is_wordy(token: Token) -> bool:
    """Too many words for a cell: a damaged label of a row that was merged into another."""
    return not token.is_value and sum("\u4e00" <= one <= "\u9fff" for one in token.text) >= MANY_WORDS
