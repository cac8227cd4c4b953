"""Another report behind the first one on the same page: of another year, or of another body.

Promises: what stands behind the title of another body or year, with sections of its own, is no part of the
report; that it is there is told.
Refuses: to part two reports of one body and year: which of them holds is not known, and they are read as one
page whose numbers contradict each other.
Caveat: a first report without a title, or without its last two sections, is not told from the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from parsers.cutting import Cuttings
from parsers.documents import Block, Document, Grid
from parsers.layouts import layout_of
from parsers.report import Code, Finding, Severity
from parsers.sections import LATER_SECTIONS, read_heading
from parsers.titles import Title, read_title

MIN_ROWS = 12  # labelled rows before the end of the first; a table of contents has none
_FIRST_SECTIONS = ("overview", "proactive")


def without_companion(document: Document, cuttings: Cuttings) -> tuple[Document, Finding | None]:
    """The document up to the title of a second report, and what to say of it; None where there is none."""
    between = _between(document, cuttings)
    if not between:
        return document, None
    first = next(_titles(document, range(document.body.start, between.start)), None)
    second = next(_titles(document, between), None)
    if first is None or second is None or _who(first[1]) == _who(second[1]):
        return document, None
    at, title = second
    return replace(document, body=range(document.body.start, at)), _told(title, document.blocks[at])


def _between(document: Document, cuttings: Cuttings) -> range:
    """The blocks from the last section of a whole report to where sections begin again; else none."""
    rows = Counter(token.line for token in cuttings.first if token.match.row is not None)
    seen, line, end = 0, -1, -1
    for index in document.body:
        block = document.blocks[index]
        if isinstance(block, Grid):
            seen += sum(match.row is not None for match in layout_of(block).words)
            continue
        line += 1
        seen += rows[line]
        section = None if block.in_link else read_heading(block.text)
        if section in LATER_SECTIONS and seen >= MIN_ROWS:
            end = index
        elif section in _FIRST_SECTIONS and end >= 0:
            return range(end + 1, index)
    return range(0)


def _titles(document: Document, within: range) -> Iterator[tuple[int, Title]]:
    """The titles that say whose report it is, or of which year; a trail of columns says neither."""
    for index in within:
        block = document.blocks[index]
        title = None if isinstance(block, Grid) or block.in_link else read_title(block.text)
        if title is not None and _who(title) != (None, None):
            yield index, title


def _who(title: Title) -> tuple[str | None, int | None]:
    return title.organization, title.year


def _told(title: Title, block: Block) -> Finding:
    return Finding(
        Code.ANOTHER_REPORT,
        Severity.WARNING,
        f"其后另有一份报告（{title.text}），未读入",
        f"another report stands behind it, and was not read: {title.text}",
        where=block.where,
    )
