"""The tables of a page: cells at their places by the WHATWG table algorithm, each text once, lines apart.

Promises: hidden inputs, struck out and raised text never join a number; a span ends with its row group and
at MAX_SPAN; a nested table's text stays out of the cell around it.
Caveat: cells hidden by a style sheet (not inline) cannot be told from others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from parsers.documents import Grid, GridCell

MAX_SPAN = 100  # the widest official table has 15 columns, the longest 28 rows
CONTAINER_TEXT = 100  # characters in a cell, over which it holds a layout and not a value or a label

TABLE_TAGS = frozenset(("html", "body", "table", "tbody", "td", "tfoot", "th", "thead", "tr"))
LINE_TAGS = (
    *("address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend"),
    *("li", "main", "ol", "p", "pre", "section", "summary", "ul", "ucapcontent"),
)
# struck out, raised and annotated text is set apart too, so that 5<sup>7</sup> is never 57
_PARTS_IN_CELL = ("br", *LINE_TAGS, "del", "s", "strike", "sup", "sub", "rt", "rp", "xml", "math")
_UNSEEN_INPUTS = frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"))
SPACES = re.compile(r"[ \t\r\n\f]+")


def read_table(table: etree._Element, where: str) -> tuple[Grid, list[etree._Element]]:
    """The table's own grid, and its cells that hold a layout of their own (or a nested table)."""
    nested = set(table.iter("table")) - {table}
    rows = [row for row in table.iter("tr") if not nested or _table_of(row) is table]
    busy, ends = _busy_cells(table), _group_ends(rows)
    placed: list[GridCell] = []
    containers: list[etree._Element] = []
    free = _Places()
    for number, row in enumerate(rows):
        for order, cell in enumerate((c for c in row if c.tag in ("td", "th")), 1):
            text = _cell_text(cell, busy)
            if _is_container(cell, text, busy, bool(nested)):
                containers.append(cell)
                text = text if len(text) <= CONTAINER_TEXT else ""
            column, rowspan, colspan = free.place(number, cell, ends[number])
            at = f"{where}/tr[{number + 1}]/td[{order}]"
            placed.append(GridCell(text, number, column, rowspan, colspan, at))
    return Grid(tuple(placed), len(rows), free.width, where, free.capped), containers


def _group_ends(rows: list[etree._Element]) -> list[int]:
    """For each row, the row at which its group ends; no cell reaches beyond its thead, tbody or tfoot."""
    ends = [len(rows)] * len(rows)
    for i in range(len(rows) - 2, -1, -1):
        ends[i] = ends[i + 1] if rows[i].getparent() is rows[i + 1].getparent() else i + 1
    return ends


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _busy_cells(table: etree._Element) -> Counter[etree._Element]:
    """For each cell, how many lines it is broken into, where more than one tag says so."""
    count: Counter[etree._Element] = Counter()
    for element in table.iter(*_PARTS_IN_CELL, "input", "img", "table"):
        parent = element.getparent()
        while parent is not None and parent.tag not in ("td", "th"):
            parent = parent.getparent()
        if parent is not None:
            count[parent] += 2 if element.tag in ("br", "input", "img", "table") else 1
    return count


def _is_container(cell: etree._Element, text: str, busy: Counter[etree._Element], nested: bool) -> bool:
    if nested and next(cell.iterdescendants("table"), None) is not None:
        return True
    return len(text) > CONTAINER_TEXT and busy[cell] > 2


def _cell_text(cell: etree._Element, busy: Counter[etree._Element]) -> str:
    if busy[cell] == 0 or (busy[cell] == 1 and _is_wrapped(cell)):
        return " ".join(etree.tostring(cell, method="text", encoding="unicode", with_tail=False).split())
    lines = "".join(_pieces(cell)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _is_wrapped(cell: etree._Element) -> bool:
    """True for a cell that holds one paragraph and nothing beside it, as Word writes them."""
    if len(cell) != 1 or cell[0].tag not in LINE_TAGS:
        return False
    return not (cell.text and cell.text.strip()) and not (cell[0].tail and cell[0].tail.strip())


def _pieces(cell: etree._Element) -> Iterator[str]:
    """The text of a cell with a newline wherever a browser would break the line; nested tables left out."""
    context = etree.iterwalk(cell, events=("start", "end"))
    for event, element in context:
        if element.tag in _PARTS_IN_CELL:
            yield "\n"
        if event == "start":
            if element.tag == "table":
                context.skip_subtree()
                yield "\n"
            else:
                yield _shown(element)
        elif element is not cell:
            yield SPACES.sub(" ", element.tail or "")


def _shown(element: etree._Element) -> str:
    if element.tag == "img":
        return "[image]"
    if element.tag == "input":
        return "" if (element.get("type") or "").lower() in _UNSEEN_INPUTS else element.get("value") or ""
    return SPACES.sub(" ", element.text or "")


class _Places:
    """The WHATWG algorithm's view of which places are taken, one row at a time."""

    def __init__(self) -> None:
        self.width = 0
        self.capped = False
        self._taken: dict[int, int] = {}  # column -> first row in which it is free again
        self._row = -1
        self._next = 0

    def place(self, row: int, cell: etree._Element, end: int) -> tuple[int, int, int]:
        """The column, rowspan and colspan of the next cell in `row`, whose group ends before row `end`."""
        if row != self._row:
            self._row, self._next = row, 0
        while self._taken.get(self._next, 0) > row:
            self._next += 1
        colspan = self._span(cell.get("colspan"), 1)
        rowspan = min(self._span(cell.get("rowspan"), end - row), end - row)
        column = self._next
        if rowspan > 1:
            self._take(range(column, column + colspan), row + rowspan)
        self._next = column + colspan
        self.width = max(self.width, self._next)
        return column, rowspan, colspan

    def _take(self, columns: Iterable[int], until: int) -> None:
        for column in columns:
            self._taken[column] = max(until, self._taken.get(column, 0))

    def _span(self, text: str | None, zero: int) -> int:
        if text is None:
            return 1
        digits = re.match(r"\s*(\d+)", text)
        if digits is None:
            return 1
        span = int(digits[1][:9])
        if span > MAX_SPAN:
            self.capped = True
        return min(span, MAX_SPAN) if span else zero
