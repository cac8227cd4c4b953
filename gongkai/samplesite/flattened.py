"""Papers as text whose tables have lost their grid, by the classes of separators met on real pages.

Promises: SEPARATORS holds every class by its letter; B, D, E and I keep blank cells countable, A loses them.
Refuses: to mend anything: merged cells leave padding pipes, line breaks inside a cell become two lines.
Caveat: paragraphs between the tables are set with blank lines in every class.
"""

from __future__ import annotations

from collections.abc import Callable

from gongkai.samplesite.paper import Paper, Paragraph, Row, Table


def flatten(paper: Paper, separators: str) -> str:
    """The whole paper as text, its tables written with one class of separators.

    >>> from gongkai.samplesite.paper import Slot
    >>> table = Table("proactive", 4, ((Slot("规章"), Slot("4"), Slot(""), Slot("9")),))
    >>> [flatten(Paper("", (table,)), kind) for kind in "abi"]
    ['规章\\n\\n4\\n\\n9\\n\\n', '规章\\n\\n4\\n\\n\\n9\\n\\n', '规章 | 4 | | 9 |\\n\\n']
    >>> flatten(Paper("", (table,)), "e")
    '规章 |\\n4 |\\n|\\n9 |\\n||\\n\\n'
    """
    return write_blocks(paper, SEPARATORS[separators])


def write_blocks(paper: Paper, write: Callable[[Table], str]) -> str:
    """The whole paper as text, each table as `write` puts it."""
    return "".join(
        block.text + "\n\n" if isinstance(block, Paragraph) else write(block) for block in paper.blocks
    )


def _cell_a_line(table: Table) -> str:
    return "".join(
        slot.text.replace("\n", "\n\n") + "\n\n" for row in table.rows for slot in row if slot.text
    )


def _cell_a_line_blanks_kept(table: Table) -> str:
    return "".join(
        slot.text.replace("\n", "\n\n") + "\n\n" if slot.text else "\n" for row in table.rows for slot in row
    )


def _pipe_on_its_own_line(table: Table) -> str:
    lines = (f"{slot.text}\n|\n" if slot.text else "|\n" for row in table.rows for slot in row)
    return "".join(lines) + "\n"


def _trailing_pipe(table: Table) -> str:
    lines = []
    for row in table.rows:
        lines += [f"{_one_line(text)} |".lstrip() for text in (slot.text for slot in row)]
        lines.append(_filler(row, table) or "||")
    return "\n".join(lines) + "\n\n"


def _row_a_line(table: Table) -> str:
    lines = []
    for row in table.rows:
        cells = " | ".join(_one_line(slot.text) for slot in row)
        lines.append(" ".join(f"{cells} {_filler(row, table) or '|'}".split()))
    return "\n".join(lines) + "\n\n"


def _filler(row: Row, table: Table) -> str:
    return "|" * (table.width - len(row))


def _one_line(text: str) -> str:
    return text.replace("\n", "")


SEPARATORS: dict[str, Callable[[Table], str]] = {
    "a": _cell_a_line,
    "b": _cell_a_line_blanks_kept,
    "d": _pipe_on_its_own_line,
    "e": _trailing_pipe,
    "i": _row_a_line,
}
