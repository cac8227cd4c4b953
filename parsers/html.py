"""HTML to a Document: paragraphs and grids in reading order, and where among the menus the report is.

Promises: a cell's text is kept once, with its spans by the WHATWG table algorithm; nested tables never leak
text into the cell around them; scripts, styles, menus and hidden scraps are dropped.
Refuses: to stay silent when the parser gave up on deep or huge markup (`Document.lost`).
Caveat: nothing that a script would draw is seen.
"""

from __future__ import annotations

import re

from lxml import etree

from parsers.documents import Block, Document, Paragraph
from parsers.html_tables import CONTAINER_TEXT, LINE_TAGS, SPACES, TABLE_TAGS, read_table
from parsers.sections import read_heading

MAX_TABLE_DEPTH = 20  # layouts of tables in tables seen have 4

_DROPPED = (
    *("script", "style", "noscript", "template", "nav", "footer"),
    *("select", "button", "iframe", "svg", "textarea", "object", "datalist", "canvas", "audio", "video"),
)
_BREAKING = TABLE_TAGS.union(LINE_TAGS)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NOTE_MARK = re.compile(
    r"vertical-align\s*:\s*(?:super|sub)\b|font-size\s*:\s*0(?![.\d])|MsoFootnoteReference|#_?(?:ftn|edn|fn)",
    re.IGNORECASE,
)
# plain words first: a pattern over a whole page costs as much as parsing it
_HIDING_WORDS = ("display", "mso-hide")
_NOTE_WORDS = (
    "vertical-align",
    "msofootnote",
    "#_ftn",
    "#_edn",
    "#ftn",
    "#edn",
    "#fn",
    "#_fn",
    "font-size:0",
    "font-size: 0",
)
_CUT = ("Excessive depth", "Resource limit", "huge text node", "xmlSAX2Characters")
_FOREIGN_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


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
    low = text.lower()
    if "hidden" in low or (any(word in low for word in _HIDING_WORDS) and _HIDING.search(low)):
        _drop_hidden(root)
    if any(word in low for word in _NOTE_WORDS):
        _set_notes_apart(root)
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


def _set_notes_apart(root: etree._Element) -> None:
    """Make the marks of footnotes <sup>, however written, so that 43 and its note 1 are never 431."""
    for element in root.iter("span", "a", "font", "i", "b"):
        signs = (element.get("style"), element.get("class"), element.get("href"))
        if any(sign and _NOTE_MARK.search(sign) for sign in signs):
            element.tag = "sup"


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
        text = SPACES.sub(" ", "".join(self._line)).strip()
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
        grid, containers = read_table(table, f"html:/table[{self._tables}]")
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
