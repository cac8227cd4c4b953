"""Flattened text to placements: tables whose cells came out as lines, pipes, tabs or spaces.

Promises: the text is cut into cells in every way that it allows, and the way is taken under which most rows
come out exactly as long as the form's; a row that comes out shorter is never stretched over its cells.
Refuses: numbers inside sentences; a row without its label, unless the labels around it leave one possibility.
Caveat: labels split over several lines are joined only where two or three pieces make one label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.documents import Paragraph
from parsers.forms import Block, Column, Form, Row
from parsers.labels import NOTHING, Match, RowRef, match_label
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading, Text, row_lost, stated_unit, zeros_but_one
from parsers.report import Code, Evidence, Severity

MAX_CELL = 200  # characters; a longer line is prose
DISPUTE_CELLS = 15  # cells in the one row of the disputes table, in both forms
MAX_HEADERS = 20  # header words of the disputes table, in both forms

_PAGE_NUMBER = re.compile(
    r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.{0,10}|Page\s*\d+.{0,8}|P\.\s*\d+", re.IGNORECASE
)
_RULE = re.compile(r"[-|:+\s]{3,}")
_SPLIT_SPACES = re.compile(r"\s{2,}|\t")


@dataclass(frozen=True, slots=True)
class Token:
    """A cell's text; `match` says what it names, `gap` marks a blank that only a blank line shows."""

    text: str
    where: str
    match: Match = NOTHING
    gap: bool = False
    pieces: tuple[str, ...] = ()  # the places of all pieces, where a label was joined from several
    is_value: bool = False  # a number or a blank


@dataclass(frozen=True, slots=True)
class Run:
    """A label (or none) and the tokens that follow it up to the next label."""

    label: Token | None
    values: tuple[Token, ...]

    @property
    def row(self) -> RowRef | None:
        """The row that the label names."""
        return self.label.match.row if self.label else None


Cutter = Callable[[Sequence[Paragraph]], list[Token]]


def read_flattened(lines: Sequence[Paragraph], form: Form, tables: Iterable[str], reading: Reading) -> None:
    """Add the placements of the flattened `tables` of `form` to `reading`."""
    wanted = set(tables)
    attempts = (_attempt(cut, lines, form, wanted) for cut in _cutters(lines))
    best = max(attempts, key=lambda attempt: attempt.exact)
    best.place(reading)


def label_matches(lines: Sequence[Paragraph]) -> list[Match]:
    """What the cells of flattened text name, for the choice of the form."""
    return [token.match for token in _joined(_cells_by_pipes(lines)) if token.match.words]


# --- cutting: lines -> tokens -------------------------------------------------------------------------------


def _token(text: str, where: str, gap: bool = False, pieces: tuple[str, ...] = ()) -> Token:
    match = match_label(text)
    return Token(text, where, match, gap, pieces, not match.words and read_value(text).kind is not Kind.OTHER)


def _filled(lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The lines that hold something: no page numbers, no rules (`---|---`)."""
    for line in lines:
        is_rule = "--" in line.text and _RULE.fullmatch(line.text)
        if line.text and not is_rule and not _PAGE_NUMBER.fullmatch(line.text):
            yield line


def _cells_by_lines(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; blank lines mean nothing."""
    return [_token(line.text, line.where) for line in _filled(lines)]


def _cells_by_gaps(lines: Sequence[Paragraph]) -> list[Token]:
    """A cell a line; each blank line more than the usual is a blank cell."""
    filled = [i for i, line in enumerate(lines) if line.text]
    gaps = [b - a - 1 for a, b in pairwise(filled) if read_value(lines[a].text).kind is not Kind.OTHER]
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 0
    tokens: list[Token] = []
    for here, after in zip(filled, [*filled[1:], len(lines)], strict=True):
        tokens.append(_token(lines[here].text, lines[here].where))
        tokens += [_token("", lines[i].where, gap=True) for i in range(here + 1, after - usual)]
    return tokens


def _cells_by_pipes(lines: Sequence[Paragraph]) -> list[Token]:
    """A pipe ends a cell; so does a line, unless a pipe stands at the break."""
    tokens: list[Token] = []
    open_pipe = True  # a pipe or the beginning came last
    for line, cells in _piped(lines):
        if len(cells) == 1:
            tokens.append(_token(cells[0], line.where))
            open_pipe = False
            continue
        if not cells[0] and not open_pipe:
            cells = cells[1:]
        open_pipe = not cells[-1]
        tokens += _row_tokens(cells[:-1] if open_pipe else cells, line)
    return tokens


def _cells_by_piped_rows(lines: Sequence[Paragraph]) -> list[Token]:
    """A line is a row: a leading pipe opens it, a last one closes it."""
    tokens: list[Token] = []
    for line, cells in _piped(lines):
        first = 1 if len(cells) > 1 and not cells[0] else 0
        last = len(cells) - (1 if len(cells) > 1 and not cells[-1] else 0)
        tokens += _row_tokens(cells[first:last], line)
    return tokens


def _piped(lines: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, list[str]]]:
    """Lines cut at their pipes; lines of several pipes alone pad a row out to the merged cells above it."""
    for line in _filled(lines):
        cells = [cell.strip() for cell in line.text.replace("｜", "|").split("|")]
        if len(cells) < 3 or any(cells):
            yield line, cells


def _row_tokens(cells: Sequence[str], line: Paragraph) -> list[Token]:
    """The tokens of a piped line; in a line of header words the empty cells are only padding."""
    tokens = [_token(cell, line.where) for cell in cells]
    if any(t.match.header for t in tokens) and not any(t.text and t.is_value for t in tokens):
        return [token for token in tokens if token.text]
    return tokens


def _cells_by_spaces(lines: Sequence[Paragraph]) -> list[Token]:
    """Tabs or two spaces part cells; single spaces too, where every piece is a value."""
    tokens: list[Token] = []
    for line in _filled(lines):
        for piece in _SPLIT_SPACES.split(line.text):
            tokens += [_token(part, line.where) for part in _label_and_values(piece)]
    return tokens


def _label_and_values(piece: str) -> list[str]:
    """`行政许可 4 1 9` as a label and three values; a text that is no label and values stays whole."""
    parts = piece.split(" ")
    first = len(parts)
    while first and parts[first - 1] and read_value(parts[first - 1]).kind is Kind.NUMBER:
        first -= 1
    label = " ".join(parts[:first])
    if first and not match_label(label).words:
        return [piece]
    return [*([label] if first else []), *parts[first:]]


def _cutters(lines: Sequence[Paragraph]) -> list[Cutter]:
    """The ways of cutting that this text gives rise to."""
    texts = [line.text for line in lines]
    cutters: list[Cutter] = [_cells_by_lines]
    if "" in texts:
        cutters.insert(0, _cells_by_gaps)
    if any("|" in text or "｜" in text for text in texts):
        cutters += [_cells_by_piped_rows, _cells_by_pipes]
    if any(" " in text or "\t" in text for text in texts):
        cutters.append(_cells_by_spaces)
    return cutters


# --- runs: tokens -> labels with their values ---------------------------------------------------------------


def _runs(tokens: Sequence[Token]) -> list[Run]:
    """Group tokens by label; words that are no label end a run and begin a nameless one."""
    runs: list[Run] = []
    label: Token | None = None
    values: list[Token] = []
    for token in _joined(tokens):
        if token.is_value:
            values.append(token)
            continue
        runs.append(Run(label, tuple(values)))
        label, values = token, []
    return [*runs, Run(label, tuple(values))]


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Join the pieces of a label that was split over two or three tokens, where together they make one."""
    result: list[Token] = []
    i = 0
    while i < len(tokens):
        width = next((n for n in (3, 2) if _makes_label(tokens[i : i + n], n)), 1)
        if width > 1:
            pieces = tokens[i : i + width]
            text = "".join(piece.text for piece in pieces)
            places = tuple(piece.where for piece in pieces)
            result.append(_token(text, places[0], pieces=places))
        else:
            result.append(tokens[i])
        i += width
    return result


def _makes_label(pieces: Sequence[Token], n: int) -> bool:
    if pieces[0].is_value or len(pieces) < n or all(piece.match.words for piece in pieces):
        return False
    if any(piece.is_value or len(piece.text) > MAX_CELL for piece in pieces):
        return False
    return match_label("".join(p.text for p in pieces)).score == 1.0


# --- alignment: runs -> rows of the form --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form as it is printed: its cells in order, and the row and column of each."""

    ref: RowRef
    block: Block
    cells: tuple[tuple[Row, Column], ...]
    label: str


Found = tuple[FormRow, tuple[Token, ...], tuple[Evidence, ...], Token | None]  # the label, if any, is last


@dataclass(slots=True)
class Attempt:
    """One way of cutting, aligned: for each row of the form, the values that stand for it."""

    found: list[Found]
    extras: list[tuple[str, tuple[Token, ...]]]
    used: set[str]

    @property
    def exact(self) -> int:
        """How many cells stand in rows that are exactly as long as the form's."""
        return sum(len(values) for row, values, _, _ in self.found if len(values) == len(row.cells))

    def place(self, reading: Reading) -> None:
        """Turn the alignment into placements."""
        reading.used |= self.used
        for row, values, evidence, label in self.found:
            _place(row, values, evidence, label, reading)
        for label_text, values in self.extras:
            _extra(label_text, values, reading)


def form_rows(form: Form, tables: Iterable[str]) -> list[FormRow]:
    """The printed rows of a form in order; the disputes table is one row."""
    wanted = set(tables)
    rows: list[FormRow] = []
    for block in form.blocks:
        if block.table not in wanted:
            continue
        if block.one_row:
            cells = tuple((row, column) for row in block.rows for column in block.columns)
            rows.append(FormRow(RowRef(block.table, ""), block, cells, "行政复议、行政诉讼"))
            continue
        for row in block.rows:
            cells = tuple((row, column) for column in block.columns)
            rows.append(FormRow(RowRef(block.table, row.id), block, cells, row.label))
    return rows


def _attempt(cut: Cutter, lines: Sequence[Paragraph], form: Form, tables: set[str]) -> Attempt:
    runs = _runs(cut(lines))
    rows = form_rows(form, tables)
    anchors = _anchors(runs, rows)
    if any(_has_idle_gap(runs[run], rows[row]) for run, row in anchors):
        runs = [Run(run.label, _without_gaps(run.values)) for run in runs]
    found: list[Found] = []
    extras: list[tuple[str, tuple[Token, ...]]] = []
    bounds = [(-1, -1), *anchors, (len(runs), len(rows))]
    for (first, row), (last, next_row) in pairwise(bounds):
        found += _between(runs, rows, (first, last), (row, next_row), extras)
    return Attempt(found, extras, _used(runs, found))


def _has_idle_gap(run: Run, row: FormRow) -> bool:
    """A blank line inside a row that is whole without it: in this text blank lines are no blank cells."""
    values = list(run.values)
    while values and values[-1].gap:
        values.pop()
    return any(token.gap for token in values) and len(_without_gaps(values)) == len(row.cells)


def _used(runs: Sequence[Run], found: Sequence[Found]) -> set[str]:
    used = {token.where for _, values, _, _ in found for token in values}
    for run in runs:
        if run.label is not None and run.label.match.words:
            used |= {run.label.where, *run.label.pieces}
    return used


def _anchors(runs: Sequence[Run], rows: Sequence[FormRow]) -> list[tuple[int, int]]:
    """The labels that stand in the form's order: the heaviest increasing chain of (run, row)."""
    place = {row.ref: i for i, row in enumerate(rows)}
    pairs = [
        (i, place[ref], _weight(run))
        for i, run in enumerate(runs)
        if (ref := _reference(run, runs, i)) in place
    ]
    best: list[tuple[float, int]] = []  # weight of the best chain that ends here, and the pair before
    for n, (_, row, weight) in enumerate(pairs):
        before = max(((best[m][0], m) for m in range(n) if pairs[m][1] < row), default=(0.0, -1))
        best.append((before[0] + weight, before[1]))
    chain: list[tuple[int, int]] = []
    n = max(range(len(best)), key=lambda k: best[k][0], default=-1)
    while n >= 0:
        chain.append(pairs[n][:2])
        n = best[n][1]
    return chain[::-1]


def _reference(run: Run, runs: Sequence[Run], index: int) -> RowRef | None:
    """The row that a run's label names; the last header word before 15 values stands for the disputes row."""
    row = run.row
    filled = _has_number(run.values) or len(run.values) >= DISPUTE_CELLS
    if run.label is not None and filled and run.label.match.header and _after_disputes(runs, index):
        return RowRef("disputes", "")
    return None if row is None or row.table == "disputes" else row


def _after_disputes(runs: Sequence[Run], index: int) -> bool:
    """True where the headers just before are those of the disputes table."""
    for run in reversed(runs[max(0, index - MAX_HEADERS) : index + 1]):
        interrupted = _has_number(run.values) and run is not runs[index]
        if run.label is None or not run.label.match.words or interrupted:
            return False
        if run.row is not None:
            return run.row.table == "disputes"
    return False


def _weight(run: Run) -> float:
    """Labels with values count most: 规章 alone on a line may be prose."""
    return (run.label.match.score if run.label else 0.0) * (2.0 if run.values else 1.0)


def _between(
    runs: Sequence[Run],
    rows: Sequence[FormRow],
    run_range: tuple[int, int],
    row_range: tuple[int, int],
    extras: list[tuple[str, tuple[Token, ...]]],
) -> list[Found]:
    """The rows from one anchor up to the next: its own values, then those of rows whose label is lost."""
    first, last = run_range
    lost = rows[row_range[0] + 1 : row_range[1]]
    found: list[Found] = []
    spill: tuple[Token, ...] = ()
    if first >= 0:
        row = rows[row_range[0]]
        own, spill = _cut_row(runs[first].values, row, lost)
        found.append((row, own, (Evidence.LABEL,), runs[first].label))
    others = [run for run in runs[first + 1 : last] if run.values]
    if row_range[1] == len(rows) or first < 0:
        lost = []  # nothing behind or before says how many rows may stand here
    return found + _nameless(others, spill, lost, extras)


def _cut_row(
    values: tuple[Token, ...], row: FormRow, lost: Sequence[FormRow]
) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The row's own values, and what is left for rows without a label that follow it."""
    size = len(row.cells)
    for candidate in (values, _without_gaps(values)):
        if len(candidate) == size:
            return candidate, ()
        more = candidate[size:]
        if len(candidate) > size and _only_filler(more):
            return candidate[:size], ()
        if more and len(more) == sum(len(r.cells) for r in lost):
            return candidate[:size], more
    return values, ()


def _without_gaps(values: Iterable[Token]) -> tuple[Token, ...]:
    return tuple(token for token in values if not token.gap)


def _only_filler(values: Iterable[Token]) -> bool:
    """Padding at the end of a row: cells of merged headers, blank lines before the next title."""
    return all(not token.text for token in values)


def _nameless(
    runs: Sequence[Run],
    spill: tuple[Token, ...],
    lost: Sequence[FormRow],
    extras: list[tuple[str, tuple[Token, ...]]],
) -> list[Found]:
    """Values under no row's label: placed only if they are exactly the cells of the rows lost here."""
    plain = [run for run in runs if run.label is None or run.label.match.group]
    other = [run for run in runs if run not in plain]
    extras += [(run.label.text if run.label else "", run.values) for run in other if _has_number(run.values)]
    values = spill + tuple(t for run in plain for t in run.values)
    size = sum(len(row.cells) for row in lost)
    for candidate in (values, _without_gaps(values)):
        if lost and not other and len(candidate) >= size and _only_filler(candidate[size:]):
            return list(_deal(candidate, lost))
    if _has_number(values):
        extras.append(("", values))
    return []


def _has_number(values: Iterable[Token]) -> bool:
    return any(token.text for token in values)


def _deal(values: tuple[Token, ...], rows: Sequence[FormRow]) -> Iterator[Found]:
    start = 0
    for row in rows:
        yield row, values[start : start + len(row.cells)], (Evidence.ORDER,), None
        start += len(row.cells)


# --- placing: rows -> cells ---------------------------------------------------------------------------------


def _place(
    row: FormRow,
    values: tuple[Token, ...],
    evidence: tuple[Evidence, ...],
    label: Token | None,
    reading: Reading,
) -> None:
    texts = [Text(token.text, token.where) for token in values]
    if len(texts) != len(row.cells):
        _place_short(row, [t for t in texts if t.text], evidence, reading)
        return
    certain = not _could_be_shifted(row, values)
    for (entry, column), text in zip(row.cells, texts, strict=True):
        unit = stated_unit(column, ())
        indicator = row.block.indicator(entry, column)
        reading.place(Placement(indicator, text, (*evidence, Evidence.COUNT), unit, certain))
    if label is None:
        _unlabelled(row, texts, reading)


def _place_short(row: FormRow, texts: list[Text], evidence: tuple[Evidence, ...], reading: Reading) -> None:
    """Too few or too many values: only a row of zeros with one lost is certain."""
    if zeros_but_one(texts, len(row.cells)):
        for (entry, column), text in zip(row.cells, texts, strict=False):
            reading.place(Placement(row.block.indicator(entry, column), text, evidence, column.unit))
        _one_zero_lost(row, texts, reading)
    elif texts:
        for entry in dict.fromkeys(entry for entry, _ in row.cells):
            row_lost(reading, row.block, entry, texts)


def _one_zero_lost(row: FormRow, texts: Sequence[Text], reading: Reading) -> None:
    reading.find(
        Code.CELL_LOST,
        Severity.INFO,
        f"“{row.label}”一行少一个0，各格均为0",
        f"row “{row.label}” is one 0 short; whichever it is, the cells shown are 0",
        [row.block.indicator(entry, column) for entry, column in row.cells],
        texts[0].where,
    )


def _could_be_shifted(row: FormRow, values: Sequence[Token]) -> bool:
    """A row that ends in a blank, its last number the sum of those before: one cell may have vanished."""
    if row.ref.table != "requests" or values[-1].text:
        return False
    numbers = [read_value(t.text).number for t in values if t.text]
    return (
        len(numbers) == len(values) - 1
        and numbers[-1] != 0
        and numbers[-1] == sum(n or 0 for n in numbers[:-1])
    )


def _unlabelled(row: FormRow, texts: Sequence[Text], reading: Reading) -> None:
    reading.find(
        Code.ROW_UNLABELLED,
        Severity.WARNING,
        f"“{row.label}”一行的行名缺失，按前后行的次序定位",
        f"the label of row “{row.label}” is lost; the row was placed by the labelled rows around it",
        [row.block.indicator(entry, column) for entry, column in row.cells],
        texts[0].where,
    )


def _extra(label: str, values: Sequence[Token], reading: Reading) -> None:
    shown = "、".join(token.text for token in values if token.text)
    reading.find(
        Code.EXTRA_ROW,
        Severity.INFO,
        f"有不属于统一格式任何一行的数（{label[:40] or '无行名'}）：{shown[:80]}",
        f"values that belong to no row of the form ({label[:40] or 'no label'}): {shown[:80]}",
        where=values[0].where,
    )
