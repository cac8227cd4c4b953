"""Plain text to a Document: a line, a Paragraph; blank lines are kept, as they can be blank cells."""

from __future__ import annotations

from parsers.documents import Document, Paragraph
from parsers.prefixes import without_prefixes

EDGES = " \t\r\u00a0\u200b\u3000\ufeff"
_EDGES_BUT_TABS = EDGES.replace("\t", "")


def read_text(text: str) -> Document:
    """Read plain text into a Document.

    >>> read_text("规章\\n\\n4").blocks[2]
    Paragraph(text='4', where='text:line 3', in_link=False, spaced=False)
    """
    lines = without_prefixes(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"))
    blocks = tuple(_paragraph(line, number) for number, line in enumerate(lines, 1))
    return Document(blocks, range(len(blocks)))


def bare_line(line: str) -> str:
    """A line without the white space around it; tabs at its ends stay where one stands inside, or several.

    >>> bare_line(" 规章 "), bare_line("\\t规章\\t4\\t")
    ('规章', '\\t规章\\t4\\t')
    """
    text = line.strip(EDGES)
    if "\t" not in text and not line.endswith("\t\t"):
        return text
    return line.strip(_EDGES_BUT_TABS)  # a row whose first or last cells may be blank


def _paragraph(line: str, number: int) -> Paragraph:
    text = bare_line(line)
    return Paragraph(text, f"text:line {number}", spaced=not text and bool(line))
