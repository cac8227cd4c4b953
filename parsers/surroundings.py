"""The source around a cell: the lines of a text, or the rows of a table, with the place marked.

Promises: what is shown stands in the document, line by line, with its locator; only its length is cut.
Refuses: to mark a place that the document does not have: a lost cell gets a line that says so.
Caveat: single blank lines that are no cell are left out, runs of them are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.documents import Block, Document, Grid, GridCell
from parsers.texts import Text

AROUND = 4  # lines that hold something, on each side of the place
MAX_LINE = 100  # characters of a line that are shown
MAX_CELL = 24  # characters of a table's cell
BETWEEN = " | "

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source: `marks` are the spans of the place in `text`, `cells` what was read from it.

    `where` is empty for a line that is none of the source's: lines left out, a cell that is not there.
    """

    where: str
    text: str
    marks: tuple[Span, ...] = ()
    cells: tuple[str, ...] = ()


Printed = Mapping[str, Sequence[tuple[str, Text]]]  # by locator: indicators and their texts, as printed


def lines_around(document: Document, marked: Sequence[Text], printed: Printed, lost: str = "") -> list[Line]:
    """The lines around the `marked` texts; `lost` is set behind the last of them instead of marks.

    >>> from parsers.text import read_text
    >>> [line.marks for line in lines_around(read_text("规章\\n4"), [Text("4", "text:line 2")], {})]
    [(), ((0, 1),)]
    """
    wanted = {text.where for text in marked}
    grid = next((b for b in document.blocks if isinstance(b, Grid) and _holds(b, wanted)), None)
    window = _Window(wanted, marked, printed, lost)
    return window.of_grid(grid) if grid is not None else window.of_text(document.blocks)


def _holds(grid: Grid, wanted: set[str]) -> bool:
    return any(cell.where in wanted for cell in grid.cells)


@dataclass(frozen=True, slots=True)
class _Window:
    """What is looked for, while lines are made."""

    wanted: set[str]
    marked: Sequence[Text]
    printed: Printed
    lost: str

    def of_text(self, blocks: Sequence[Block]) -> list[Line]:
        """Paragraphs around the places."""
        at = [i for i, block in enumerate(blocks) if block.where in self.wanted]
        shown = sorted({n for i in at for n in self._near(blocks, i)})
        lines: list[Line] = []
        before = shown[0] - 1 if shown else 0
        for i in shown:
            lines += _skipped(blocks, before, i)
            lines.append(self._line(blocks[i]))
            if self.lost and i == at[-1]:
                lines.append(self._gap())
            before = i
        return lines

    def _near(self, blocks: Sequence[Block], at: int) -> Iterator[int]:
        """The place itself, and the blocks around it that hold something or are blank cells."""
        yield at
        for step in (-1, 1):
            left, i = AROUND, at + step
            while left and 0 <= i < len(blocks):
                if _is_filled(blocks[i]) or blocks[i].where in self.printed:
                    yield i
                    left -= 1
                i += step

    def of_grid(self, grid: Grid) -> list[Line]:
        """Rows around the places."""
        rows = grid.by_row()
        at = [i for i, row in enumerate(rows) if any(cell.where in self.wanted for cell in row)]
        lines = []
        for i in range(max(0, at[0] - AROUND), min(len(rows), at[-1] + AROUND + 1)):
            if rows[i]:
                lines.append(self._row(rows[i]))
            if self.lost and i == at[-1]:
                lines.append(self._gap())
        return lines

    def _gap(self) -> Line:
        return Line("", self.lost, ((0, len(self.lost)),))

    def _line(self, block: Block) -> Line:
        if isinstance(block, Grid):
            return Line(block.where, "(a table)")
        here = self.printed.get(block.where, ())
        marks: tuple[Span, ...] = ()
        if block.where in self.wanted and not self.lost:
            marked = [text for text in self.marked if text.where == block.where]
            marks = tuple(_spans(block.text, [text for _, text in here], marked))
        text, marks = _cut(block.text, marks)
        return Line(block.where, text, marks, tuple(name for name, _ in here))

    def _row(self, row: Sequence[GridCell]) -> Line:
        text, marks, names = "", [], []
        for cell in row:
            if text or cell is not row[0]:
                text += BETWEEN
            start = len(text)
            text += _short(" ".join(cell.text.split()), MAX_CELL) or " "
            if cell.where in self.wanted and not self.lost:
                marks.append((start, len(text)))
            names += [name for name, _ in self.printed.get(cell.where, ())]
        shown, spans = _cut(text, tuple(marks))
        return Line(row[0].where.rpartition("/")[0], shown, spans, tuple(names))


def _is_filled(block: Block) -> bool:
    return isinstance(block, Grid) or bool(block.text)


def _skipped(blocks: Sequence[Block], before: int, here: int) -> Iterator[Line]:
    """What stands between two shown lines: many lines, or more than one blank line."""
    between = blocks[before + 1 : here]
    filled = sum(map(_is_filled, between))
    if filled:
        yield Line("", f"({filled} lines that hold something)")
    elif len(between) > 1:
        yield Line("", f"({len(between)} blank lines)")


def _spans(line: str, printed: Sequence[Text], marked: Sequence[Text]) -> Iterator[Span]:
    """Where the marked ones of a line's texts stand in it; from its end, as labels hold digits too.

    Equal numbers of one line are told apart by being the same object, not by being equal.
    """
    texts = printed if any(text is one for text in printed for one in marked) else marked
    end = len(line)
    for text in reversed(texts):
        start = line.rfind(text.text, 0, end) if text.text else -1
        if start < 0:
            continue
        if any(text is one for one in marked):
            yield start, start + len(text.text)
        end = start


def _short(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def _cut(text: str, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """The part of a long line around its first mark."""
    if len(text) <= MAX_LINE:
        return text, marks
    first = min((start for start, _ in marks), default=0)
    start = max(0, min(first - MAX_LINE // 2, len(text) - MAX_LINE))
    lead = "…" if start else ""
    moved = [(a - start + len(lead), b - start + len(lead)) for a, b in marks]
    shown = lead + text[start : start + MAX_LINE]
    inside = tuple((a, min(b, len(shown))) for a, b in moved if a < len(shown))
    return shown + ("…" if start + MAX_LINE < len(text) else ""), inside
