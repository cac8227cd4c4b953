"""Values upon the rows of a stretch: rows that are exactly as long as the form's, and those that are not.

Promises: values are dealt out only where they are as many as the cells and nothing speaks against it; a blank
at an end that may stand in for a lost cell, a sum that does not hold beside rows without labels, or a number
that may be a page's make a row wait for the sums.
Refuses: to stretch a short row over its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.alignment import Stretch, rows_of
from parsers.chains import has_text
from parsers.habits import Habits, without_gaps
from parsers.numbers import read_value
from parsers.options import only_split
from parsers.plans import DISPUTES, FormRow
from parsers.texts import Text
from parsers.tokens import Token

_SIGNS = frozenset("+-−＋－")  # of an increase or a decrease, before its number
_CHANGE = "items_change"


@dataclass(frozen=True, slots=True)
class Fit:
    """A row and exactly its cells' values."""

    row: FormRow
    values: tuple[Token, ...]
    stretch: Stretch
    labelled: bool
    certain: bool = True
    glued: bool = False  # its values ran together
    halves: tuple[int, ...] = ()  # values that may be parts of numbers


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows of a stretch whose values are not as many as their cells; or as many, with a doubtful blank."""

    rows: tuple[FormRow, ...]
    values: tuple[Token, ...]
    stretch: Stretch
    labelled: bool
    undecidable: bool = False  # nothing says whose they are
    strange: tuple[int, ...] = ()  # which of them may be none of the row's


@dataclass(frozen=True, slots=True)
class Fitting:
    """What stands where under one way of cutting: whole rows, loose ones, and values of no row."""

    habits: Habits
    fits: list[Fit]
    loose: list[Loose]
    extras: list[tuple[str, tuple[Token, ...]]]


def fit_all(stretches: Sequence[Stretch], habits: Habits) -> Fitting:
    """Deal out the values of every stretch."""
    fitting = Fitting(habits, [], [], [])
    for stretch in stretches:
        _fit(stretch, fitting)
    return fitting


def text_of(token: Token) -> Text:
    """A token's text and place."""
    return Text(token.text, token.where)


def _fit(stretch: Stretch, fitting: Fitting) -> None:
    """Deal a stretch's values to its rows, where they are as many as the cells of some of them."""
    fitting.extras.extend((run.label.text if run.label else "", run.values) for run in stretch.others)
    values = stretch.values
    if not stretch.closed and not _ends_in_white_lines(stretch):
        values = _without_space_at_end(values)
    if any(token.glued for token in values):
        values = without_gaps(values)  # no blank line is a cell where the next one needs no line
    if not values:
        return
    if stretch.unsure:
        fitting.loose.append(
            Loose(rows_of(stretch), values, stretch, stretch.row is not None, undecidable=True)
        )
        return
    own = len(stretch.row) if stretch.row is not None else 0
    size = own + sum(map(len, stretch.lost))
    if fitting.habits.row_lines and _fit_by_lines(stretch, values, fitting):
        return
    if fitting.habits.labels_in_line and _stands_apart(stretch, values):
        fitting.loose.append(Loose(rows_of(stretch), values, stretch, True, undecidable=True))
        return
    for candidate in (values, without_gaps(values)):
        count = _exact_count(candidate, own, size)
        if count is not None and _may_deal(stretch, candidate[:count], count == own):
            _deal(stretch, candidate[:count], len(candidate), fitting)
            return
    if stretch.row is None and not stretch.lost:
        fitting.extras.append(("", values))
    elif not (_fit_digits(stretch, values, fitting) or _fit_by_lines(stretch, values, fitting)):
        rows, halves = rows_of(stretch), _halves(stretch, values)
        twice = bool(halves) and len(rows) == 1 and len({token.line for token in values}) > 1
        labelled = stretch.row is not None
        fitting.loose.append(Loose(rows, values, stretch, labelled, undecidable=twice, strange=halves))


def _may_deal(stretch: Stretch, values: Sequence[Token], own: bool) -> bool:
    """True where nothing speaks against as many values as cells.

    A blank that ends rows without labels may be filling; a row whose sum does not hold, beside rows without
    labels, may have some of their values.
    """
    if not own:
        return bool(values[-1].text) or all(_is_zero(mine) for _, mine in _shares(stretch, values))
    return not stretch.lost or stretch.row is None or adds_up(stretch.row, values)


def _stands_apart(stretch: Stretch, values: Sequence[Token]) -> bool:
    """Beside rows without labels, values on another line than the label may be theirs."""
    if not stretch.lost or stretch.label is None or stretch.row is None:
        return False
    return all(token.line != stretch.label.line for token in values)


def _exact_count(values: Sequence[Token], own: int, size: int) -> int | None:
    """How many of the values are cells: the row's own, or those of the rows without a label too."""
    for count in dict.fromkeys((own, size)):
        more = values[count:]
        if count and len(values) >= count and not has_text(more):
            miscounted = bool(more) and any(token.gap for token in values[:count])  # too many blanks within
            if not miscounted or not has_text(values):
                return count
    return None


def _deal(stretch: Stretch, values: Sequence[Token], width: int, fitting: Fitting) -> None:
    """Rows with exactly their cells' values; where some have no label, no sum of theirs may speak against."""
    parts = _shares(stretch, values)
    if len(parts) == 1:
        row, mine = parts[0]
        _add_fit(row, mine, width, stretch, _is_labelled(row, stretch), fitting)
    elif all(adds_up(row, mine) for row, mine in parts):
        for row, mine in parts:
            _add_fit(row, mine, len(mine), stretch, _is_labelled(row, stretch), fitting)
    else:
        strange = (len(values) - 1,)
        fitting.loose.append(
            Loose(rows_of(stretch), tuple(values), stretch, stretch.row is not None, strange=strange)
        )


def _shares(stretch: Stretch, values: Sequence[Token]) -> list[tuple[FormRow, tuple[Token, ...]]]:
    """The rows of a stretch that have values, and each one's share of them in order."""
    shares = []
    start = 0
    for row in rows_of(stretch):
        if start < len(values):
            shares.append((row, tuple(values[start : start + len(row)])))
        start += len(row)
    return shares


def _is_labelled(row: FormRow, stretch: Stretch) -> bool:
    return row is stretch.row or row.ref == DISPUTES


def _add_fit(
    row: FormRow, values: tuple[Token, ...], width: int, stretch: Stretch, labelled: bool, fitting: Fitting
) -> None:
    """A row as long as the form's; where a blank at an end may be a lost cell, the sums must agree."""
    fit = Fit(row, values, stretch, labelled, stretch.grounded and not stretch.twice)
    halves = _halves(stretch, values)
    if halves and row.block.table == "proactive":
        fit = replace(fit, halves=halves)
    elif halves and not adds_up(row, values):
        fitting.fits.append(replace(fit, certain=False))
        fitting.loose.append(Loose((row,), values, stretch, labelled, strange=halves))
        return
    if _has_moved_sign(fit):
        fitting.fits.append(replace(fit, certain=False))
        return
    ends = (fitting.habits.kept and stretch.closed) or _ends_in_white_lines(stretch)
    if ends or not _has_soft_end(fit, width, row.block.table in fitting.habits.filled):
        fitting.fits.append(fit)
    elif row.block.table == "proactive":
        fitting.fits.append(replace(fit, certain=False))
    else:
        fitting.fits.append(replace(fit, certain=False))
        fitting.loose.append(Loose((row,), values, stretch, labelled))


def _halves(stretch: Stretch, values: Sequence[Token]) -> tuple[int, ...]:
    """The values that may be parts of torn numbers: no blank, and no 0, behind which none goes on."""
    ends = (i for i in stretch.torn if values[i].text and (i == 0 or values[i].text != "0"))
    return tuple(i % len(values) for i in ends)


def _has_moved_sign(fit: Fit) -> bool:
    """True where a sign stands beside 本年增/减, in a row with a blank: the values may have moved by it."""
    columns = [column.id for column in fit.row.columns]
    if _CHANGE not in columns or all(token.text for token in fit.values):
        return False
    signed = {i for i, token in enumerate(fit.values) if token.text[:1] in _SIGNS and token.text[1:]}
    return not signed <= {columns.index(_CHANGE)}


def _has_soft_end(fit: Fit, width: int, filled: bool) -> bool:
    """True where a cell may have vanished and a blank at either end of the row stands in for it.

    A blank between two values keeps its place. Rows of zeros that sums bind are sure all the same, and so
    is a row of table 2 that is padded to the table's width.
    """
    first, last = fit.values[0], fit.values[-1]
    if last.text and not first.gap and (fit.labelled or first.text):
        return False
    by_lines = any(token.gap for token in fit.values)
    if not by_lines and not filled and fit.labelled:
        return False  # each pipe or tab ends a cell, and none fills a row up
    if fit.row.block.table != "proactive":
        return not _is_zero(fit.values)
    if not has_text(fit.values) or (last.text and fit.labelled):
        return False
    return not fit.stretch.closed if by_lines else width != fit.row.widest


def without_soft_ends(values: Sequence[Token]) -> tuple[Token, ...]:
    """The values from the first to the last that is no blank."""
    start, end = 0, len(values)
    while end > start and not values[end - 1].text:
        end -= 1
    while start < end and not values[start].text:
        start += 1
    return tuple(values[start:end])


def _ends_in_white_lines(stretch: Stretch) -> bool:
    """True where lines of white space, as none parts two tables, make a row as long as the form's."""
    own = len(stretch.row) if stretch.row is not None else 0
    return 0 < own == len(stretch.values) and stretch.values[-1].white


def _without_space_at_end(values: tuple[Token, ...]) -> tuple[Token, ...]:
    """Blank lines after the last row of a table are white space, unless they are all that the row has."""
    if not has_text(values):
        return values
    end = len(values)
    while values[end - 1].gap:
        end -= 1
    return values[:end]


def _is_zero(values: Iterable[Token]) -> bool:
    """Zeros, and blanks at one end of them alone: whatever moved, nothing is wrong."""
    tokens = list(values)
    if not all(read_value(token.text).number in (None, 0) for token in tokens):
        return False
    filled = [i for i, token in enumerate(tokens) if token.text]
    if not filled:
        return True
    return filled[-1] - filled[0] + 1 == len(filled) and (filled[0] == 0 or filled[-1] == len(tokens) - 1)


def adds_up(row: FormRow, values: Sequence[Token]) -> bool:
    """True where the row's totals are the sums of the values before them, or no sum binds the row."""
    if row.block.table == "proactive":
        return True
    numbers = [read_value(token.text).number or 0 for token in values]
    parts: list[int | float] = []
    for number, column in zip(numbers, row.columns, strict=True):
        if column.id == "total":
            if sum(parts) != number:
                return False
            parts = []
        else:
            parts.append(number)
    return True


def _fit_digits(stretch: Stretch, values: Sequence[Token], fitting: Fitting) -> bool:
    """Digits that ran together, in the only way in which they can be the row's cells."""
    rows = rows_of(stretch)
    if len(rows) != 1 or len(values) != 1 or len(values[0].text) < len(rows[0]):
        return False
    split = only_split(text_of(values[0]), len(rows[0]), glued=values[0].glued)
    if split is None:
        return False
    tokens = tuple(values[0]._replace(text=text.text) for text in split if text is not None)
    if not adds_up(rows[0], tokens):
        return False  # blanks may have vanished between them, and larger numbers stand there
    labelled = _is_labelled(rows[0], stretch)
    certain = stretch.grounded and not stretch.twice
    fitting.fits.append(Fit(rows[0], tokens, stretch, labelled, certain, glued=True))
    return True


def _fit_by_lines(stretch: Stretch, values: Sequence[Token], fitting: Fitting) -> bool:
    """A line a row: where as many lines of values stand here as rows, each line is a row's."""
    rows = rows_of(stretch)
    lines: dict[int, list[Token]] = {}
    for token in values:
        lines.setdefault(token.line, []).append(token)
    if len(rows) < 2 or len(lines) != len(rows) or min(map(len, lines.values())) < 2:
        return False
    pairs = list(zip(rows, lines.values(), strict=True))
    if any(len(line) > len(row) and has_text(line[len(row) :]) for row, line in pairs):
        return False
    for row, line in pairs:
        labelled = row is stretch.row
        if len(line) >= len(row):
            _add_fit(row, tuple(line[: len(row)]), len(line), stretch, labelled, fitting)
        else:
            fitting.loose.append(Loose((row,), tuple(line), stretch, labelled))
    return True
