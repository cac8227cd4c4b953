"""Lists to placements: a row by its label and its section, wherever in the document the list stands.

A list is one table with a row for each number (政府信息公开情况统计表). Its labels return from section to
section, so a row is known by the last heading, or the last label of one section alone, above it.
Promises: a number is placed only beside its own label, or where the labelled rows around leave it one place
(`list_order`); one label with two different numbers has none. Rows of no form are named as such, and a sum
that they may be parts of is not checked.
Refuses: lists of fewer than six known rows, or of one section: what is no list stays with the other readers.
Caveat: which form a document follows is decided by what it shows, not by its year; where the three tables
stand in it too, the list is an addition to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from parsers.cutting import Cuttings, cut_lines
from parsers.documents import Block, Document, Grid, Paragraph
from parsers.forms import Form, Row, list_forms
from parsers.labels import Match, match_label
from parsers.layouts import layout_of
from parsers.list_doubts import doubted
from parsers.list_entries import Entry
from parsers.list_grids import Half, read_list
from parsers.list_labels import (
    MONEY,
    Target,
    index_of,
    is_of_another_row,
    opens_section,
    stated_unit,
)
from parsers.list_lines import read_lines
from parsers.list_order import Named, place_by_order
from parsers.numbers import Kind
from parsers.placements import Placement, Reading, extra_row, row_unlabelled
from parsers.report import Evidence

MIN_ROWS = 6  # of the list, known by their labels
MIN_BLOCKS = 2  # sections that these are of
MAX_STRANGERS = 40  # rows of the filer's own between two of the list; a table of another form has more
MAX_HEADER = 24  # lines of a header, blank ones and pipes among them
MIN_TABLE_ROWS = 3  # labels of table 3 of the other forms, from which on a document has that table
_SIGNS = ("公开答复", "办结数", "纠错数", "公开政府信息数", "统计指标", "情形数")  # a list has one of them
_GRID = (Evidence.GEOMETRY, Evidence.LABEL)
_TEXT = (Evidence.LABEL, Evidence.COUNT)


@dataclass(slots=True)
class Listed:
    """What was read of a list: the form, the placements, and the rows that were named."""

    form: Form
    reading: Reading = field(default_factory=Reading)
    rows: set[str] = field(default_factory=set)
    blocks: set[int] = field(default_factory=set)

    @property
    def is_one(self) -> bool:
        """True where enough of the form's rows hold a cell."""
        return len(self.rows) >= MIN_ROWS and len(self.blocks) >= MIN_BLOCKS


def find_list(document: Document, cuttings: Cuttings) -> Listed | None:
    """The list that a document holds in real tables, or else in its text; None where it holds none."""
    grids = [block for i in document.body if isinstance(block := document.blocks[i], Grid)]
    for form in list_forms().values():
        chosen = _chosen(grids, form)
        listed = _of_grids(chosen, form) if chosen else None
        if listed is None and _may_hold_list(cuttings):
            listed = _of_lines(cuttings, form)
        if listed is not None:
            return listed
    return None


def _chosen(grids: Sequence[Grid], form: Form) -> list[Grid]:
    """The grids that are the list, and the rest of one behind a page break."""
    index = index_of(form)
    chosen: list[Grid] = []
    before: Grid | None = None
    for grid in grids:
        goes_on = before is not None and chosen[-1:] == [before] and grid.columns == before.columns
        if form.id in layout_of(grid).lists or (goes_on and any(index.names(c.text) for c in grid.cells)):
            chosen.append(grid)
        before = grid
    return chosen


def has_tables(matches: Iterable[Match]) -> bool:
    """True where the words of a document are those of the three tables of the other forms."""
    rows = {match.row for match in matches if match.row is not None}
    return sum(row.table == "requests" for row in rows) >= MIN_TABLE_ROWS


def without_list(document: Document, listed: Listed) -> tuple[Document, Cuttings]:
    """The document with blank lines in the place of the list, and its text cut anew."""
    blocks = list(document.blocks)
    held = [i for i in document.body if _holds(blocks[i], listed)]
    between = [i for i in range(held[0], held[-1]) if i not in held] if held else []
    is_apart = not any(isinstance(b := blocks[i], Grid) or match_label(b.text).words for i in between)
    for i in (*_header_above(blocks, held, listed.form), *held, *(between if is_apart else ())):
        blocks[i] = Paragraph("", blocks[i].where)
    bare = replace(document, blocks=tuple(blocks))
    return bare, cut_lines([b for i in bare.body if isinstance(b := bare.blocks[i], Paragraph)])


def _header_above(blocks: Sequence[Block], held: Sequence[int], form: Form) -> range:
    """The lines of the header right above a list, with the number of its first row."""
    words = form.header
    known = {*words.label, *words.unit, *words.value, *words.ordinal, *words.beside} if words else set()
    start = stop = held[0] if held else 0
    for i in range(stop - 1, max(stop - MAX_HEADER, 0), -1):
        block = blocks[i]
        parts = [part.strip() for part in block.text.split("|")] if isinstance(block, Paragraph) else ["?"]
        if any(part in known for part in parts):
            start = i
        elif not all(not part or part.isdecimal() for part in parts):
            break
    return range(start, stop)


def _holds(block: Block, listed: Listed) -> bool:
    wheres = (cell.where for cell in block.cells) if isinstance(block, Grid) else (block.where,)
    return any(where in listed.reading.used for where in wheres)


def _may_hold_list(cuttings: Cuttings) -> bool:
    text = "".join([line.text for line in cuttings.lines])
    return any(sign in text for sign in _SIGNS)


def _of_grids(grids: Sequence[Grid], form: Form) -> Listed | None:
    entries: list[Entry] = []
    above: tuple[Half, ...] = ()
    width = 0
    for grid in grids:
        found, above = read_list(grid, form, above if grid.columns == width else ())
        width = grid.columns
        entries += found
    listed = _listed(entries, form, _GRID)
    return listed if listed.is_one else None


def _of_lines(cuttings: Cuttings, form: Form) -> Listed | None:
    """The list in the way of cutting that gives most rows a number."""
    best: Listed | None = None
    for tokens in cuttings:
        reading = Reading()
        entries = doubted(read_lines(tokens, form), form, cuttings, reading)
        listed = _listed(entries, form, _TEXT, reading)
        if listed.is_one and (best is None or _certain(listed) > _certain(best)):
            best = listed
    return best


def _certain(listed: Listed) -> int:
    return sum(placement.certain for placement in listed.reading.placements.values())


# --- entries upon rows --------------------------------------------------------------------------------------


def _named(entries: Sequence[Entry], form: Form) -> Iterator[Named]:
    """The rows that the entries name; where several sections have one, that of the section above."""
    index = index_of(form)
    section: int | None = None
    for entry in entries:
        headings = index.headings_of(entry.label)
        targets = () if headings else index.rows_of(entry.label)
        if headings:
            section = headings[0]
        elif len(targets) == 1:  # it tells the section, too, where no other section has such a row
            section = targets[0][0]
        elif not targets and opens_section(entry.label):
            section = None
        target = next((target for target in targets if target[0] == section), None)
        yield Named(entry, target, is_heading=bool(headings))


class _Walk:
    """Named entries upon rows, from top to bottom."""

    def __init__(self, listed: Listed, evidence: tuple[Evidence, ...]) -> None:
        self.listed = listed
        self._evidence = evidence
        self._headings: set[str] = set()  # right above
        self._strangers: list[Entry] = []  # since the last row
        self._order: list[str | None] = []  # rows with a number; None for one that is no row's
        self._bare: str | None = None  # the row right above, where it showed no cell

    def step(self, named: Named) -> None:
        """Take the next entry."""
        if named.is_heading:
            self._headings.add(named.entry.where)
        elif named.target is None:
            self._pass(named.entry)
        else:
            self._take(named, named.target)

    def _take(self, named: Named, target: Target) -> None:
        """An entry of a row."""
        entry, row = named.entry, target[1].id
        if entry.value is not None:
            self._admit()
            self.listed.reading.used |= self._headings
            self._order.append(row)
            if row == self._bare:  # one of the two may be the end of another row's label
                named = replace(named, entry=replace(entry, certain=False))
            _place(named, target, self.listed, self._evidence)
        self._bare = row if entry.value is None else None
        self._headings = set()

    def _pass(self, entry: Entry) -> None:
        """An entry of no row: said where the list goes on below it, or where it is a real table's."""
        self._headings = set()
        if entry.value is not None and entry.value.value.kind is not Kind.BLANK:
            self._strangers.append(entry)
            if entry.whole:
                self._admit()

    def _admit(self) -> None:
        """Say the rows of no form since the last row, if they are few enough to be the list's."""
        if self._order and len(self._strangers) <= MAX_STRANGERS:
            for entry in self._strangers:
                if entry.value is not None:
                    extra_row(self.listed.reading, entry.label, [entry.value.text], entry.value.where)
                    self._order.append(None)
        self._strangers = []

    def finish(self) -> Listed:
        """What was read."""
        self.listed.reading.unbound |= _unbound(self._order, self.listed.form)
        return self.listed


def _listed(
    entries: Sequence[Entry], form: Form, evidence: tuple[Evidence, ...], reading: Reading | None = None
) -> Listed:
    walk = _Walk(Listed(form, reading or Reading()), evidence)
    for named in place_by_order(list(_named(entries, form)), form):
        walk.step(named)
    return walk.finish()


def _place(named: Named, target: Target, listed: Listed, evidence: tuple[Evidence, ...]) -> None:
    """Set an entry's number upon its row's cell."""
    entry, (block, row) = named.entry, target
    if entry.value is None:
        return
    name = listed.form.blocks[block].indicator(row, listed.form.blocks[block].columns[0])
    listed.reading.used |= {entry.where, entry.value.where}
    listed.rows.add(name)
    listed.blocks.add(block)
    unit, fits = _unit(entry, row)
    certain = entry.certain and fits and not is_of_another_row(entry.label, target, listed.form)
    if not named.score:
        row_unlabelled(listed.reading, row.label, (name,), entry.value.where)
    supports = _supports(named.score, evidence)
    listed.reading.place(Placement(name, entry.value, supports, unit, certain, entry.label, named.score))


def _supports(score: float, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """What supports a place: for a damaged or a lost label, the order of the rows around it too."""
    if score == 1.0:
        return evidence
    return tuple(
        one
        for one in Evidence
        if one is Evidence.ORDER or (one in evidence and (score or one is not Evidence.LABEL))
    )


def _unit(entry: Entry, row: Row) -> tuple[str | None, bool]:
    """The unit of a row's number, as stated; and whether it is one that the row can have (12 万条 is not)."""
    stated = entry.value.value.unit if entry.value and entry.value.value.kind is Kind.NUMBER else None
    unit = entry.unit.strip("（）() ") if entry.unit else None
    if row.unit in MONEY:
        unit = stated or (unit if unit in MONEY else None) or stated_unit(entry.label)
        return (unit if unit in MONEY else None), True
    scaled = [one for one in (stated, unit) if one and (one in MONEY or one[0] in "十百千万亿")]
    return row.unit, not scaled


def _unbound(order: Sequence[str | None], form: Form) -> set[str]:
    """Labels of the identities that rows of no form stand amid: they may be parts of the total."""
    found = set()
    places = {row: i for i, row in enumerate(order) if row is not None}
    stem = f"{form.tables[0]}_"
    for identity in form.identities:
        rows = [name.removeprefix(stem) for name in (*identity.left, *identity.right)]
        at = [places[row] for row in rows if row in places]
        if at and None in order[min(at) : max(at) + 2]:
            found.add(identity.label)
    return found
