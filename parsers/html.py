"""HTML to a Document: paragraphs and grids in reading order, and where among the menus the report is.

Promises: a cell's text is kept once, with its spans by the WHATWG table algorithm; nested tables never leak
text into the cell around them; scripts, styles, menus and hidden scraps are dropped.
Refuses: to stay silent when the parser gave up on deep or huge markup (`Document.lost`).
Caveat: of what a script would draw only an article that it holds as one string is seen.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from parsers.continuation import join_continued
from parsers.decode import to_utf8
from parsers.documents import Block, Document, Paragraph
from parsers.embedded import article_in_script
from parsers.html_scraps import drop_scraps
from parsers.html_tables import (
    APART_TAGS,
    BREAK,
    LINE_TAGS,
    SPACES,
    TABLE_TAGS,
    holders_of_parts,
    read_table,
    text_of,
)
from parsers.lean import lean
from parsers.sections import read_heading
from parsers.text import bare_line

MAX_TABLE_DEPTH = 20  # layouts of tables in tables seen have 4

_BREAKING = TABLE_TAGS.union(LINE_TAGS)
_CUT = ("Excessive depth", "Resource limit", "huge text node", "xmlSAX2Characters")
_FOREIGN_ENCODING = re.compile(rb"(?:\s|\xc2\xa0|\xe3\x80\x80)*<\?xml[^>]*\?>")


def read_html(text: str) -> Document:
    """Read a page into a Document.

    >>> page = read_html("<p>一、总体情况</p><table><tr><td colspan=2>规章<td>3</table>")
    >>> page.blocks[1].cells[1]
    GridCell(text='3', row=0, column=2, rowspan=1, colspan=1, where='html:/table[1]/tr[1]/td[2]')
    """
    return read_page(*lean(to_utf8(text)))


def read_page(page: bytes, gist: bytes) -> Document:
    """Read a page in UTF-8 without NULs, and made `lean`, into a Document; `gist` came with it."""
    declaration = _FOREIGN_ENCODING.match(page)
    page = page[declaration.end() :] if declaration else page
    root, lost = _parse(page)
    if root is None:
        return Document((), range(0), lost=lost)
    meta, title = _read_head(root)
    drop_scraps(root, gist)
    for line_break in root.iter("br"):
        line_break.text = BREAK  # so that the text of whatever holds it shows it
    walk = _Walk()
    walk.visit(root)
    lost = lost or (f"tables nested over {MAX_TABLE_DEPTH} deep" if walk.too_deep else None)
    body = walk.body()
    join_continued(walk.blocks)
    if inner := _hidden_article(page, walk.blocks):
        return replace(read_page(*lean(inner)), meta=meta, page_title=title)
    return Document(tuple(walk.blocks), body, meta, title, lost)


def _hidden_article(page: bytes, blocks: list[Block]) -> bytes | None:
    """The article of a page that shows no table and little text, because a script would show it."""
    shown = 0
    for block in blocks:
        if not isinstance(block, Paragraph):
            return None
        shown += len(block.text)
    return article_in_script(page, shown)


def _parse(page: bytes) -> tuple[etree._Element | None, str | None]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page, parser)
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


def _is_link(element: etree._Element) -> bool:
    """True for an <a> that leads somewhere; Word wraps headings in <a name="_Toc1">."""
    return element.tag == "a" and element.get("href") is not None


def _one_spaced(text: str) -> str:
    return SPACES.sub(" ", text) if "  " in text or not text.isprintable() else text


class _Walk:
    """One pass over the tree; remembers which blocks each container holds, to find the report's body.

    Whatever holds no part is taken whole, its text in one call: a page has a thousand such elements.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._holders: set[etree._Element] = set()  # the elements that hold blocks, links, or parts of cells
        self._owners: list[etree._Element] = []
        self._extent: dict[etree._Element, range] = {}  # of containers that hold more than one block
        self._open: list[tuple[etree._Element, int]] = []
        self._line: list[str] = []
        self._links = self._linked = self._depth = self._pre = 0
        self.too_deep = False
        self._tables = 0

    def visit(self, top: etree._Element) -> None:
        """Add the blocks of `top` in reading order; iterative, as pages nest a thousand deep."""
        self._holders |= holders_of_parts(top)
        self._enter(top, True)
        stack = [(top, iter(top))]
        while stack:
            element, children = stack[-1]
            for child in children:
                if child.tag == "table":
                    self._visit_table(child)
                    self._add(child.tail)
                elif child in self._holders:
                    self._enter(child, child.tag in _BREAKING)
                    stack.append((child, iter(child)))
                    break
                elif child.tag in _BREAKING:
                    self._take_block(child)
                    self._add(child.tail)
                else:
                    self._take_whole(child)
            else:
                stack.pop()
                self._leave(element)
                if stack:
                    self._add(element.tail)
        self.flush()

    def _enter(self, element: etree._Element, breaks: bool) -> None:
        if breaks:
            self.flush()
            self._open.append((element, len(self.blocks)))
        self._links += _is_link(element)
        self._pre += element.tag == "pre"
        self._add(element.text)

    def _leave(self, element: etree._Element) -> None:
        tag = element.tag
        if self._open and self._open[-1][0] is element:
            self._close(element, self._open[-1][1])
            self._open.pop()
        self._links -= _is_link(element)
        self._pre -= tag == "pre"

    def _close(self, element: etree._Element, start: int) -> None:
        self._end_line(keep_blank=element.tag == "p" and len(self.blocks) == start)
        if len(self.blocks) > start + 1:
            self._extent[element] = range(start, len(self.blocks))

    def _take_whole(self, element: etree._Element) -> None:
        """Add an element that breaks no line and holds no part but line breaks."""
        if _is_link(element):
            self._links += 1
            self._add(text_of(element))
            self._links -= 1
            self._add(element.tail)
        elif element.tag in APART_TAGS:
            self._take_apart(text_of(element), element.tail or "")
        else:
            self._add(etree.tostring(element, method="text", encoding="unicode"))

    def _take_apart(self, text: str, tail: str) -> None:
        """Add raised or struck out text, no digit joined: 43 and its note 1 are never 431."""
        before = self._line[-1] if self._line else ""
        self._add(f"^{text}" if before[-1:].isdigit() and text[:1].isdigit() else text)
        self._add(f"^{tail}" if text[-1:].isdigit() and tail[:1].isdigit() else tail)

    def _take_block(self, element: etree._Element) -> None:
        if self._line:
            self._end_line(keep_blank=False)
        text, tag = text_of(element), element.tag
        if not (self._links or self._pre or BREAK in text or tag == "pre"):
            text = _one_spaced(text.strip())
            if text or tag == "p":
                self.blocks.append(Paragraph(text, f"html:/p[{len(self.blocks) + 1}]"))
                self._owners.append(element)
            return
        self._open.append((element, start := len(self.blocks)))
        self._pre += tag == "pre"
        self._add(text)
        self._close(element, start)
        self._pre -= tag == "pre"
        self._open.pop()

    def _add(self, text: str | None) -> None:
        if not text or (text.isspace() and not self._line and not self._pre):
            return
        if self._pre:
            text = text.replace("\n", BREAK)
        if BREAK in text:
            text = self._add_lines(text)
        if self._links:
            self._linked += len(text.strip())
        self._line.append(text)

    def _add_lines(self, text: str) -> str:
        """Add the lines that end in `text`, and return what follows the last break."""
        first, *lines, rest = text.split(BREAK)
        self._line.append(first)
        self._linked += len(first.strip()) if self._links else 0
        self._end_line(keep_blank=True)
        owner = self._open[-1][0]
        if self._links or self._pre:
            for line in lines:
                self._append(line, owner, keep_blank=True, is_link=self._links > 0)
            return rest
        first_number = len(self.blocks) + 1
        self.blocks += [
            Paragraph(_one_spaced(line.strip()), f"html:/p[{number}]")
            for number, line in enumerate(lines, first_number)
        ]
        self._owners += [owner] * len(lines)
        return rest

    def flush(self) -> None:
        """End the current line, if it holds anything."""
        if self._line:
            self._end_line(keep_blank=False)

    def _end_line(self, keep_blank: bool) -> None:
        if self._line or keep_blank:
            text = "".join(self._line)
            is_link = self._linked >= len(_one_spaced(text.strip()))
            self._append(text, self._open[-1][0], keep_blank, is_link)
        self._line, self._linked = [], 0

    def _append(self, text: str, owner: etree._Element, keep_blank: bool, is_link: bool = False) -> None:
        # white space divides the cells of a table in <pre>, as in a file of text
        text = bare_line(text) if self._pre else _one_spaced(text.strip())
        if text or keep_blank:
            blocks = self.blocks
            blocks.append(Paragraph(text, f"html:/p[{len(blocks) + 1}]", is_link and text != ""))
            self._owners.append(owner)

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
            self.blocks.append(grid)
            self._owners.append(table)
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
