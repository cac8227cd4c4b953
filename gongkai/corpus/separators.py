"""Every class of separators met on real pages, by its letter (VARIATIONS 1), as writers of one table.

Promises: WRITERS holds them all, LOSE_BLANKS those where a blank cell cannot be told.
Refuses: to mend merged cells or line breaks inside cells, as `samplesite.flattened` refuses.
Caveat: A, B, D, E and I are the sample site's own writers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product, zip_longest

from gongkai.corpus.marks import erase
from gongkai.samplesite.flattened import SEPARATORS
from gongkai.samplesite.paper import Slot, Table

Write = Callable[[Table], str]


def cell_a_line(table: Table) -> str:
    """C: a cell a line, nothing between; blanks vanish."""
    return "".join(f"{slot.text}\n" for row in table.rows for slot in row if slot.text.strip()) + "\n"


def blank_as_white_line(table: Table) -> str:
    """A, and a blank cell is a line of white space."""
    return "".join(f"{_broken(slot) or ' '}\n\n" for row in table.rows for slot in row)


def blank_as_empty_line(table: Table) -> str:
    """A, and a blank cell is an empty line like the others: three of them stand where a blank cell does."""
    return "".join(f"{_broken(slot)}\n\n" for row in table.rows for slot in row)


def trailing_pipe(table: Table) -> str:
    """F: a cell a line with a trailing pipe, no filler."""
    return "".join(f"{_flat(slot)} |".lstrip() + "\n" for row in table.rows for slot in row) + "\n"


def leading_pipe(table: Table) -> str:
    """G: a cell a line with a leading pipe."""
    return "".join(f"| {_flat(slot)}".rstrip() + "\n" for row in table.rows for slot in row) + "\n"


def half_and_half(table: Table) -> str:
    """H: text cells on their own lines, numbers on a shared one."""
    lines: list[str] = []
    for row in table.rows:
        lines += [f"{_flat(slot)} |" for slot in row if slot.indicator is None]
        numbers = [_flat(slot) for slot in row if slot.indicator is not None]
        lines += [" ".join(f"{' | '.join(numbers)} |".split())] if numbers else []
    return "\n".join(lines) + "\n\n"


def row_a_line(table: Table) -> str:
    """I without filler: a heading ends in one pipe."""
    return _rows(table, lambda cells: f"{' | '.join(cells)} |")


def row_a_line_leading(table: Table) -> str:
    """J: a table row a line, leading pipe too."""
    return _rows(table, lambda cells: f"| {' | '.join(cells)} |")


def text_under_pipe(table: Table) -> str:
    """K: leading pipe, the cell's text on the next line between no-break spaces."""
    rows = ("|" + "".join(f"\u00a0\n\u00a0{_flat(slot)}\u00a0 |" for slot in row) for row in table.rows)
    return "\n".join(rows) + "\n\n"


def two_spaces_before_pipe(table: Table) -> str:
    """L: a table row a line, two spaces before each pipe."""
    rows = ("".join(f"{_flat(slot)}  | " for slot in row).rstrip() for row in table.rows)
    return "\n".join(rows) + "\n\n"


def pipe_on_next_line(table: Table) -> str:
    """M: tabs, the pipe on another line than the value."""
    return "\n".join("\n\t| ".join(_flat(slot) for slot in row) for row in table.rows) + "\n\n"


def tabs(table: Table) -> str:
    """A table row a line, tabs between the cells."""
    return "\n".join("\t".join(_flat(slot) for slot in row) for row in table.rows) + "\n\n"


def two_spaces(table: Table) -> str:
    """A table row a line, two spaces between the cells; blanks vanish."""
    return _rows(table, lambda cells: "  ".join(cell for cell in cells if cell.strip()), squeeze=False)


def page_text(table: Table) -> str:
    """N: the text of a PDF page: spaces only, narrow headers one character at a time; blanks vanish."""
    lines: list[str] = []
    for row in table.rows:
        if len(row) >= 5 and not any(slot.indicator for slot in row):
            columns = zip_longest(*(erase(slot.text) for slot in row), fillvalue=" ")
            lines += [" ".join(column) for column in columns]
        else:
            lines.append(" ".join(_flat(slot) for slot in row if slot.text.strip()))
    return "\n".join(lines) + "\n\n"


def nothing(table: Table) -> str:
    """O: labels and digits without any delimiter, a row a line."""
    return "\n".join("".join(_flat(slot) for slot in row) for row in table.rows) + "\n\n"


def nothing_at_all(table: Table) -> str:
    """O: the whole table on one line, without any delimiter."""
    return nothing(table).replace("\n", "") + "\n\n"


def spans_padded(table: Table) -> str:
    """I, where every place that a merged cell spans is an empty cell: sub-rows begin with them."""
    return _spanned(table, lambda slot: Slot(""))


def spans_repeated(table: Table) -> str:
    """I, where every place that a merged label spans repeats it, as converters do."""
    return _spanned(table, lambda slot: replace(slot, text="" if slot.indicator else slot.text))


def ruled(table: Table) -> str:
    """J as Markdown: a rule under the first row."""
    first, *others = row_a_line_leading(table).split("\n")
    return "\n".join((first, "| --- " * table.width + "|", *others))


WRITERS: dict[str, Write] = {
    **{letter.upper(): write for letter, write in SEPARATORS.items()},
    "A-white": blank_as_white_line,
    "A-even": blank_as_empty_line,
    "C": cell_a_line,
    "F": trailing_pipe,
    "G": leading_pipe,
    "H": half_and_half,
    "I-bare": row_a_line,
    "J": row_a_line_leading,
    "J-ruled": ruled,
    "I-padded": spans_padded,
    "I-repeated": spans_repeated,
    "K": text_under_pipe,
    "L": two_spaces_before_pipe,
    "M": pipe_on_next_line,
    "tabs": tabs,
    "spaces": two_spaces,
    "N": page_text,
    "O": nothing,
    "O-line": nothing_at_all,
}
LOSE_BLANKS = frozenset({"A", "C", "spaces", "N", "O", "O-line"})


def _rows(table: Table, join: Callable[[list[str]], str], *, squeeze: bool = True) -> str:
    lines = (join([_flat(slot) for slot in row]) for row in table.rows)
    return "\n".join(" ".join(line.split()) if squeeze else line for line in lines) + "\n\n"


def _spanned(table: Table, write: Callable[[Slot], Slot]) -> str:
    """A row a line, leading pipe too, with a cell for each place of the table's grid."""
    grid: dict[tuple[int, int], Slot] = {}
    for line, row in enumerate(table.rows):
        column = 0
        for slot in row:
            while (line, column) in grid:
                column += 1
            places = product(range(line, line + slot.rowspan), range(column, column + slot.colspan))
            grid |= dict.fromkeys(places, write(replace(slot, text=erase(slot.text))))
            grid[line, column] = slot
    rows = (
        tuple(grid.get((line, column), Slot("")) for column in range(table.width))
        for line in range(len(table.rows))
    )
    return row_a_line_leading(replace(table, rows=tuple(rows)))


def _flat(slot: Slot) -> str:
    return slot.text.replace("\n", "")


def _broken(slot: Slot) -> str:
    return slot.text.replace("\n", "\n\n")
