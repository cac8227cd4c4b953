"""HTML to a Document: paragraphs and grids in reading order, and where among the menus the report is.

Promises: a cell's text is kept once, with its spans by the WHATWG table algorithm; nested tables never leak
text into the cell around them; scripts, styles, menus and hidden scraps are dropped.
Refuses: to stay silent when the parser gave up on deep or huge markup (`Document.lost`).
Caveat: nothing that a script would draw is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from parsers.documents import Block, Document, Grid, GridCell, Paragraph
from parsers.sections import read_heading

MAX_SPAN = 100  # the widest official table has 15 columns, the longest 28 rows
MAX_TABLE_DEPTH = 20  # layouts of tables in tables seen have 4
CONTAINER_TEXT = 100  # characters in a cell, over which it holds a layout and not a value or a label

_DROPPED = (
    *("script", "style", "noscript", "template", "nav", "footer"),
    *("select", "button", "iframe", "svg", "textarea", "object", "datalist", "canvas", "audio", "video"),
)
_TABLE_PARTS = frozenset(("html", "body", "table", "tbody", "td", "tfoot", "th", "thead", "tr"))
_LINE_TAGS = (
    *("address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend"),
    *("li", "main", "ol", "p", "pre", "section", "summary", "ul", "ucapcontent"),
)
_BREAKING = _TABLE_PARTS.union(_LINE_TAGS)
# struck out, raised and annotated text is set apart too, so that 5<sup>7</sup> is never 57
_PARTS_IN_CELL = ("br", *_LINE_TAGS, "del", "s", "strike", "sup", "sub", "rt", "rp", "xml", "math")
_UNSEEN_INPUTS = frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CUT = ("Excessive depth", "Resource limit", "huge text node", "xmlSAX2Characters")
_FOREIGN_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_html(text: str) -> Document:
    """Read a page into a Document.

    >>> page = read_html("<p>一、总体情况</p><table><tr><td colspan=2>规章<td>3</table>")
    >>> page.blocks[1].cells[1]
    GridCell(text='3', row=0, column=2, rowspan=1, colspan=1, where='html:/table[1]/tr[1]/td[2]')
    """
    root, lost = _parse(text)
    if root is None:
        return Document((), range(0), lost=lost)
    meta, title = _read_head(root)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    if "hidden" in text or _HIDING.search(text):
        _drop_hidden(root)
    walk = _Walk()
    walk.visit(root)
    lost = lost or (f"tables nested over {MAX_TABLE_DEPTH} deep" if walk.too_deep else None)
    return Document(tuple(walk.blocks), walk.body(), meta, title, lost)


def _parse(text: str) -> tuple[etree._Element | None, str | None]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = _FOREIGN_ENCODING.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return None, str(error)
    cut = (e.message for e in parser.error_log if any(sign in e.message for sign in _CUT))
    return root, next(cut, None)


def _read_head(root: etree._Element) -> tuple[dict[str, str], str | None]:
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name, content = tag.get("name"), tag.get("content")
        if name and content and content.strip():
            meta.setdefault(name.strip().lower(), content.strip())
    title = root.find(".//title")
    text = None if title is None or title.text is None else title.text.strip()
    if title is not None:
        title.clear()
    return meta, text


def _drop_hidden(root: etree._Element) -> None:
    """Take out hidden scraps; what holds a table or much text stays, as sites hide their tabs that way."""
    for element in list(root.iter(etree.Element)):
        hides = _HIDING.search(element.get("style") or "")
        if not hides and element.get("hidden") is None:
            continue
        is_whole_cell = element.tag in ("td", "th", "tr")
        if is_whole_cell and not (hides and "visibility" in hides[0].lower()):
            _remove(element)
        elif element.find(".//table") is None and sum(map(len, element.itertext())) < CONTAINER_TEXT:
            element.text = None
            for child in list(element):
                element.remove(child)


def _remove(element: etree._Element) -> None:
    """Take an element out, its tail stays."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


class _Walk:
    """One pass over the tree; remembers which blocks each container holds, to find the report's body."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._owners: list[etree._Element] = []
        self._extent: dict[etree._Element, range] = {}
        self._open: list[tuple[etree._Element, int]] = []
        self._line: list[str] = []
        self._links = self._linked = self._depth = self._pre = 0
        self.too_deep = False
        self._tables = 0

    def visit(self, top: etree._Element) -> None:
        """Add the blocks of `top` in reading order; iterative, as pages nest a thousand deep."""
        context = etree.iterwalk(top, events=("start", "end"))
        for event, element in context:
            if event == "start":
                self._enter(element, context, top)
            else:
                self._leave(element, top)
        self.flush()

    def _enter(self, element: etree._Element, context: etree.iterwalk, top: etree._Element) -> None:
        tag = element.tag
        if tag == "table":
            self._visit_table(element)
            context.skip_subtree()
            return
        if tag == "br":
            self._end_line(keep_blank=True)
        elif tag in _BREAKING or element is top:
            self.flush()
            self._open.append((element, len(self.blocks)))
        elif tag == "a":
            self._links += 1
        self._pre += tag == "pre"
        self._add(element.text)

    def _leave(self, element: etree._Element, top: etree._Element) -> None:
        tag = element.tag
        if self._open and self._open[-1][0] is element:
            start = self._open[-1][1]
            self._end_line(keep_blank=tag == "p" and len(self.blocks) == start)
            self._extent[element] = range(start, len(self.blocks))
            self._open.pop()
        elif tag == "a":
            self._links -= 1
        self._pre -= tag == "pre"
        if element is not top:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._pre and "\n" in text:
            first, *lines = text.split("\n")
            self._line.append(first)
            for line in lines:
                self._end_line(keep_blank=True)
                self._line.append(line)
            return
        if self._links:
            self._linked += len(text.strip())
        self._line.append(text)

    def flush(self) -> None:
        """End the current line, if it holds anything."""
        if self._line:
            self._end_line(keep_blank=False)

    def _end_line(self, keep_blank: bool) -> None:
        text = _SPACES.sub(" ", "".join(self._line)).strip()
        linked = bool(text) and self._linked >= len(text)
        self._line, self._linked = [], 0
        if text or keep_blank:
            self._append(Paragraph(text, f"html:/p[{len(self.blocks) + 1}]", linked))

    def _append(self, block: Block) -> None:
        self.blocks.append(block)
        self._owners.append(self._open[-1][0])

    def _visit_table(self, table: etree._Element) -> None:
        self.flush()
        if self._depth >= MAX_TABLE_DEPTH:
            self.too_deep = True
            return
        self._tables += 1
        self._depth += 1
        self._open.append((table, len(self.blocks)))
        grid, containers = _read_table(table, f"html:/table[{self._tables}]")
        for cell in containers:
            self.visit(cell)
        if any(cell.text for cell in grid.cells):
            self._append(grid)
        self._extent[table] = range(self._open.pop()[1], len(self.blocks))
        self._depth -= 1

    def body(self) -> range:
        """The blocks of the smallest container that holds every section heading; all blocks without one."""
        marks = [
            owner
            for block, owner in zip(self.blocks, self._owners, strict=True)
            if isinstance(block, Paragraph) and not block.in_link and read_heading(block.text)
        ]
        if not marks:
            return range(len(self.blocks))
        common = [marks[0], *marks[0].iterancestors()]
        for mark in marks[1:]:
            chain = {mark, *mark.iterancestors()}
            common = [element for element in common if element in chain]
        inner = (self._extent[element] for element in common if element in self._extent)
        return next((extent for extent in inner if len(extent) > len(marks)), range(len(self.blocks)))


def _read_table(table: etree._Element, where: str) -> tuple[Grid, list[etree._Element]]:
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
    if len(cell) != 1 or cell[0].tag not in _LINE_TAGS:
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
            yield _SPACES.sub(" ", element.tail or "")


def _shown(element: etree._Element) -> str:
    if element.tag == "img":
        return "[image]"
    if element.tag == "input":
        return "" if (element.get("type") or "").lower() in _UNSEEN_INPUTS else element.get("value") or ""
    return _SPACES.sub(" ", element.text or "")


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
