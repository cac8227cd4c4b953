"""The tables of a page: cells at their places by the WHATWG table algorithm, each text once, lines apart.

Promises: hidden inputs, struck out and raised text never join a number; a span ends with its row group and
at MAX_SPAN; a nested table's text stays out of the cell around it.
Caveat: cells hidden by a style sheet (not inline) cannot be told from others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.documents import Grid, GridCell

MAX_SPAN = 100  # the widest official table has 15 columns, the longest 28 rows
CONTAINER_TEXT = 100  # characters in a cell, over which it holds a layout and not a value or a label
MAX_NESTED = 20  # characters of a table in a cell that is a value and no layout
CONTAINER_PARTS = 2  # and that is broken into more parts than a label and its gloss

TABLE_TAGS = frozenset(("html", "body", "table", "tbody", "td", "tfoot", "th", "thead", "tr"))
LINE_TAGS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *(
            "figcaption",
            "figure",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "legend",
        ),
        *("li", "main", "ol", "p", "pre", "section", "summary", "ul", "ucapcontent"),
    )
)
# struck out, raised and annotated text is set apart too, so that 5<sup>7</sup> is never 57
APART_TAGS = ("del", "s", "strike", "sup", "sub", "rt", "rp", "xml", "math")
_OBJECTS = ("input", "img")
_PARTS = LINE_TAGS.union(APART_TAGS)
_HELD = (*TABLE_TAGS, *LINE_TAGS, *APART_TAGS, *_OBJECTS, "a")
# tables of cells that hold words alone, or one paragraph and nothing beside it, as Word writes them
_UNPLAIN = (*(LINE_TAGS - {"p"}), *APART_TAGS, *_OBJECTS, "br")
_IS_BARE = etree.XPath(
    "not(.//td/node()[2] or .//th/node()[2]) and count(.//p) = count(.//td/p) + count(.//th/p)"
)
_IS_PLAIN = etree.XPath(
    "not(.//td/*[2] or .//th/*[2]) and count(.//p) = count(.//td/p) + count(.//th/p)"
    " and not(.//p and (.//td/text()[normalize-space()] or .//th/text()[normalize-space()]))"
)
_UNSEEN_INPUTS = frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"))
_SPAN = re.compile(r"\s*(\d+)")
SPACES = re.compile(r"[ \t\r\n\f]+")
BREAK = "\ufdd0"  # stands for <br> in texts; Unicode reserves it for such uses, no page has it


def holders_of_parts(top: etree._Element) -> set[etree._Element]:
    """The elements that hold what breaks or parts their text, other than <br>; tables are not looked into."""
    holders: set[etree._Element] = set()
    # iterwalk can leave out what a table holds; iter is five times as fast
    is_flat = next(top.iterdescendants("table"), None) is None
    for part in top.iter(*_HELD) if is_flat else _outside_tables(top):
        if part is top:
            continue
        above = part.getparent()
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


def _outside_tables(top: etree._Element) -> Iterator[etree._Element]:
    context = etree.iterwalk(top, events=("start",), tag=_HELD)
    for _, part in context:
        if part is not top and part.tag == "table":
            context.skip_subtree()
        yield part


def text_of(element: etree._Element) -> str:
    """All text in an element; BREAK where a line breaks."""
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def read_table(table: etree._Element, where: str) -> tuple[Grid, list[etree._Element]]:
    """The table's own grid, and its cells that hold a layout of their own (or a nested table)."""
    nested = next(table.iterdescendants("table"), None) is not None
    rows = [row for row in table.iter("tr") if not nested or _table_of(row) is table]
    holders = set() if not nested and _is_plain(table) else holders_of_parts(table)
    placed: list[GridCell] = []
    new = tuple.__new__  # half the time of a named tuple's own
    containers: list[etree._Element] = []
    places = _Places()
    taken = places.taken
    for number, (row, end) in enumerate(zip(rows, _group_ends(rows), strict=True)):
        column = 0
        at = f"{where}/tr[{number + 1}]/td["
        for order, cell in enumerate(row.iterchildren("td", "th"), 1):
            text = _cell_text(cell, holders) if holders else _plain_text(cell)
            if (nested or len(text) > CONTAINER_TEXT) and _is_container(cell, text):
                containers.append(cell)
                text = text if len(text) <= CONTAINER_TEXT else ""
                text = text or _nested_text(cell)
            high, wide = cell.get("rowspan"), cell.get("colspan")
            while taken.get(column, 0) > number:
                column += 1
            rowspan, colspan = places.take(column, number, end, high, wide) if high or wide else (1, 1)
            placed.append(new(GridCell, (text, number, column, rowspan, colspan, f"{at}{order}]")))
            column += colspan
        places.width = max(places.width, column)
    return Grid(tuple(placed), len(rows), places.width, where, places.capped), containers


def _is_plain(table: etree._Element) -> bool:
    if next(table.iter(*_UNPLAIN), None) is not None:
        return False
    return bool(_IS_BARE(table)) or bool(_IS_PLAIN(table))


def _group_ends(rows: list[etree._Element]) -> list[int]:
    """For each row, the row at which its group ends; no cell reaches beyond its thead, tbody or tfoot."""
    groups = [row.getparent() for row in rows]
    ends = [len(rows)] * len(rows)
    for i in range(len(rows) - 2, -1, -1):
        ends[i] = ends[i + 1] if groups[i] is groups[i + 1] else i + 1
    return ends


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _is_container(cell: etree._Element, text: str) -> bool:
    if next(cell.iterdescendants("table"), None) is not None:
        return True
    breaks = sum(2 for _ in cell.iter("br", *_OBJECTS))
    return len(text) > CONTAINER_TEXT and breaks + sum(1 for _ in cell.iter(*_PARTS)) > CONTAINER_PARTS


def _nested_text(cell: etree._Element) -> str:
    """What a cell shows that holds nothing but a small table: its one text; several are no value."""
    texts = [" ".join(text_of(inner).split()) for inner in cell.iter("td", "th") if inner is not cell]
    shown = [text for text in texts if text]
    if sum(map(len, shown)) > MAX_NESTED:
        return ""
    return shown[0] if len(shown) == 1 else " | ".join(shown)


def _cell_text(cell: etree._Element, holders: set[etree._Element]) -> str:
    """A cell's text, a newline wherever a browser would break the line."""
    if cell not in holders or _is_wrapped(cell, holders):
        return _plain_text(cell)
    return _lined("".join(_pieces(cell)))


def _plain_text(cell: etree._Element) -> str:
    """The text of a cell that holds no parts; line breaks alone divide it."""
    text: str = etree.tostring(cell, method="text", encoding="unicode", with_tail=False)
    if text.isalnum():
        return text
    return _lined(text) if BREAK in text else " ".join(text.split())


def _lined(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return "\n".join(line for line in lines if line)


def _is_wrapped(cell: etree._Element, holders: set[etree._Element]) -> bool:
    """True for a cell that holds one paragraph and nothing beside it, as Word writes them."""
    if len(cell) != 1:
        return False
    only = cell[0]
    if only in holders or only.tag not in LINE_TAGS:
        return False
    text, tail = cell.text, only.tail
    return (not text or text.isspace()) and (not tail or tail.isspace())


def _pieces(cell: etree._Element) -> Iterator[str]:
    """The text of a cell with BREAK around each part; nested tables left out."""
    context = etree.iterwalk(cell, events=("start", "end"))
    for event, element in context:
        if element.tag in _PARTS:
            yield BREAK
        if event == "start":
            if element.tag == "table":
                context.skip_subtree()
                yield BREAK
            else:
                yield _shown(element)
        elif element is not cell:
            yield element.tail or ""


def _shown(element: etree._Element) -> str:
    if element.tag == "img":
        return "[image]"
    if element.tag == "input":
        return "" if (element.get("type") or "").lower() in _UNSEEN_INPUTS else element.get("value") or ""
    return element.text or ""


class _Places:
    """The WHATWG algorithm's view of which places are taken by cells of earlier rows."""

    def __init__(self) -> None:
        self.width = 0
        self.capped = False
        self.taken: dict[int, int] = {}  # column -> first row in which it is free again

    def take(
        self, column: int, row: int, end: int, rowspan: str | None, colspan: str | None
    ) -> tuple[int, int]:
        """The rowspan and colspan of the cell of `row` at `column`, whose places it takes.

        The spans are given as the attributes say them; `end` is the row at which the row's group ends.
        """
        wide = self._span(colspan, 1)
        high = min(self._span(rowspan, end - row), end - row)
        if high > 1:
            for place in range(column, column + wide):
                self.taken[place] = max(row + high, self.taken.get(place, 0))
        return high, wide

    def _span(self, text: str | None, zero: int) -> int:
        if text is None or text == "1":
            return 1
        digits = _SPAN.match(text)
        if digits is None:
            return 1
        span = int(digits[1][:9])
        if span > MAX_SPAN:
            self.capped = True
        return min(span, MAX_SPAN) if span else zero
