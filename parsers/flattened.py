"""Flattened text to placements: tables whose cells came out as lines, pipes, tabs or spaces.

Promises: the text is cut into cells in every way that it allows, and the way is taken under which most rows
come out exactly as long as the form's; a row that comes out shorter is never stretched over its cells: it
becomes a segment, whose options the sums decide (`parsers.settling`).
Refuses: numbers inside sentences; a row without its label, unless the labels around it leave one possibility.
Caveat: blanks at the end of a row may stand for a cell that was lost there; then the sums must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from parsers.alignment import Run, Stretch, align, has_text
from parsers.cutting import Cuttings, Token
from parsers.documents import Paragraph
from parsers.forms import Form
from parsers.numbers import read_value
from parsers.options import MAX_OPTIONS, options_for
from parsers.pages import Mark, is_page_mark, page_marks
from parsers.placements import Placement, Reading, Segment, extra_row, row_unlabelled, stated_unit
from parsers.plans import DISPUTES, FormRow, plan_for
from parsers.report import Code, Evidence, Severity
from parsers.texts import Option, Text
from parsers.widths import narrowed, usual_width

BY_LABEL = (Evidence.LABEL, Evidence.COUNT)
BY_ORDER = (Evidence.ORDER, Evidence.COUNT)
MIN_KEPT = 2  # rows whose inner blanks show that blank lines are cells
MIN_LABELS = 8  # row labels from which on a text without any repeated line is suspicious
MOST_SHOWN = 0.6  # of the cells of those rows; a whole report has them all


@dataclass(frozen=True, slots=True)
class Fit:
    """A row and exactly its cells' values."""

    row: FormRow
    values: tuple[Token, ...]
    stretch: Stretch
    labelled: bool
    certain: bool = True
    glued: bool = False  # its values ran together


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows of a stretch whose values are not as many as their cells; or as many, with a doubtful blank."""

    rows: tuple[FormRow, ...]
    values: tuple[Token, ...]
    stretch: Stretch
    labelled: bool
    strange: tuple[int, ...] = ()  # which of them may be none of the row's


@dataclass(frozen=True, slots=True)
class Cutting:
    """One way of cutting the text, aligned with the form."""

    tokens: Sequence[Token]
    stretches: list[Stretch]
    fits: list[Fit]
    loose: list[Loose]
    extras: list[tuple[str, tuple[Token, ...]]]
    filled: bool  # blanks fill the rows of table 2 up to its width
    kept: bool  # blank lines are blank cells throughout
    row_lines: bool  # a line is a row
    last_place: int  # of the last row that the tables should have
    thinned: bool = False  # repeated lines are gone: no sum can say where the rest belongs

    @property
    def exact(self) -> int:
        """How many cells stand in rows that are exactly as long as the form's."""
        return sum(len(fit.values) for fit in self.fits)


def read_flattened(cuttings: Cuttings, form: Form, tables: Iterable[str], reading: Reading) -> None:
    """Add the placements and segments of the flattened `tables` of `form` to `reading`."""
    wanted = tuple(tables)
    best: Cutting | None = None
    for tokens in cuttings:
        cutting, size = _aligned(tokens, form, wanted)
        if best is None or cutting.exact > best.exact:
            best = cutting
        if best.exact == size:
            break
    if best is not None:
        is_thinned = _is_deduplicated(cuttings.lines, best)
        _place_all(_only_whole_rows(best) if is_thinned else best, reading)
        if is_thinned:
            _say_deduplicated(reading)
        if _is_cut_off(best):
            _say_cut_off(best, reading)


def _is_deduplicated(lines: Sequence[Paragraph], cutting: Cutting) -> bool:
    """No line stands twice, though most cells of a report are equal: an extractor dropped repeated lines."""
    labelled = [stretch for stretch in cutting.stretches if stretch.row is not None]
    size = sum(len(stretch.row) for stretch in labelled if stretch.row is not None)
    shown = cutting.exact + sum(len(loose.values) for loose in cutting.loose)
    if len(labelled) < MIN_LABELS or shown > size * MOST_SHOWN:
        return False
    texts = [line.text for line in lines if line.text]
    return len(set(texts)) == len(texts)


def _only_whole_rows(cutting: Cutting) -> Cutting:
    """What is certain where lines are gone: the rows that are whole beside their own label."""
    fits = [fit for fit in cutting.fits if fit.labelled and fit.row.ref != DISPUTES]
    loose = [replace(one, values=()) if one.stretch.row is None else one for one in cutting.loose]
    return replace(cutting, fits=fits, loose=loose, thinned=True)


def _say_deduplicated(reading: Reading) -> None:
    reading.find(
        Code.LINES_DEDUPLICATED,
        Severity.ERROR,
        "没有任何一行重复：转存时删去了重复的行，相同的数多已丢失",
        "no line stands twice: repeated lines were dropped, and most of the values with them",
    )


def _is_cut_off(cutting: Cutting) -> bool:
    """The text's last words are a table's, but not those of its last row."""
    rows = [stretch.row for stretch in cutting.stretches if stretch.row is not None]
    last = next((token for token in reversed(cutting.tokens) if token.text), None)
    if last is None or not rows or not (last.is_value or last.match.words):
        return False
    return rows[-1].place < cutting.last_place


def _say_cut_off(cutting: Cutting, reading: Reading) -> None:
    reading.find(
        Code.TEXT_CUT,
        Severity.ERROR,
        "文本在表格中间中断，其后的各行都没有",
        "the text breaks off inside a table; the rows that follow are not there",
        where=cutting.tokens[-1].where,
    )


def _aligned(tokens: Sequence[Token], form: Form, tables: tuple[str, ...]) -> tuple[Cutting, int]:
    """One way of cutting, aligned with the form, and the number of cells that it should find."""
    plan = plan_for(form, tables, (token.match for token in tokens if token.match.words))
    stretches = align(tokens, plan)
    idle = sum(_has_idle_gap(stretch) for stretch in stretches)
    if idle > sum(_keeps_blanks(stretch) for stretch in stretches):  # here blank lines are no blank cells
        stretches = [replace(s, values=without_gaps(s.values)) for s in stretches]
    row_lines = _has_row_lines(stretches)
    if row_lines:
        stretches = [_without_strays(stretch) for stretch in stretches]
    if (width := usual_width(stretches, tokens)) is not None:
        stretches = [narrowed(stretch, width) for stretch in stretches]
    kept = sum(_keeps_blanks(stretch) for stretch in stretches) >= MIN_KEPT
    filled, last = _may_be_filled(stretches), plan.rows[-1].place
    cutting = Cutting(tokens, stretches, [], [], [], filled, kept, row_lines, last)
    for stretch in stretches:
        _fit(stretch, cutting)
    _doubt_strange_numbers(cutting)
    return cutting, sum(map(len, plan.rows))


def without_gaps(values: Iterable[Token]) -> tuple[Token, ...]:
    """The values without the blanks that only blank lines show."""
    return tuple(token for token in values if not token.gap)


def _has_idle_gap(stretch: Stretch) -> bool:
    """A blank line inside a row that is whole without it."""
    if stretch.row is None or not any(token.gap for token in stretch.values):
        return False
    values = list(stretch.values)
    while values and values[-1].gap:
        values.pop()
    return any(token.gap for token in values) and len(without_gaps(values)) == len(stretch.row)


def _keeps_blanks(stretch: Stretch) -> bool:
    """A row that is as long as the form's with the blanks that lines between its values show."""
    row, values = stretch.row, stretch.values
    if row is None or len(values) != len(row) or not (values[0].text and values[-1].text):
        return False
    return any(token.gap for token in values)


def _has_row_lines(stretches: Sequence[Stretch]) -> bool:
    """True where most rows of several values have them all on one line."""
    rows = [s.values for s in stretches if s.row is not None and len(s.row) > 1 and len(s.values) > 1]
    return 3 * sum(len({token.line for token in values}) == 1 for values in rows) > 2 * len(rows)


def _without_strays(stretch: Stretch) -> Stretch:
    """Where a line is a row, a number alone on its line is a page's and none of the row's."""
    rows = _rows(stretch)
    if not rows or min(map(len, rows)) == 1:
        return stretch
    lines = Counter(token.line for token in stretch.values)
    if not lines or max(lines.values()) == 1:
        return stretch
    own = stretch.label.line if stretch.label is not None else -1
    strays = tuple(t for t in stretch.values if lines[t.line] == 1 and t.line != own)
    if not strays:
        return stretch
    values = tuple(token for token in stretch.values if token not in strays)
    return replace(stretch, values=values, others=(*stretch.others, Run(None, strays)))


def _doubt_strange_numbers(cutting: Cutting) -> None:
    """A page's number, or one of a note below a table, may stand in for a value that was lost.

    Where the sums hold, nothing did; where no sum binds, nothing says so.
    """
    marks = _page_marks(cutting)
    alone = any(len(values) == 1 and values[0].text.isdecimal() for _, values in cutting.extras)
    damaged = bool(cutting.loose) or not all(fit.labelled for fit in cutting.fits)
    for i, fit in enumerate(cutting.fits):
        if not fit.certain:
            continue
        last = len(fit.values) - 1
        strange = [n for n, token in enumerate(fit.values) if is_page_mark(token, marks)]
        at_end = not fit.stretch.closed and last not in strange and bool(fit.values[last].text)
        if fit.row.block.table == "proactive":
            if last in strange or (at_end and alone):
                cutting.fits[i] = replace(fit, certain=False)
            continue
        strange += [last] if at_end and damaged else []
        if strange and not _adds_up(fit.row, fit.values):
            cutting.fits[i] = replace(fit, certain=False)
            cutting.loose.append(Loose((fit.row,), fit.values, fit.stretch, fit.labelled, tuple(strange)))


def _page_marks(cutting: Cutting) -> list[Mark]:
    single = [loose for loose in cutting.loose if len(loose.rows) == 1]
    return page_marks(
        [[token for token in loose.values if token.text] for loose in single],
        [len(loose.rows[0]) for loose in single],
        [values for _, values in cutting.extras],
    )


def _adds_up(row: FormRow, values: Sequence[Token]) -> bool:
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


# --- values of a stretch ------------------------------------------------------------------------------------


def _fit(stretch: Stretch, cutting: Cutting) -> None:
    """Deal a stretch's values to its rows, where they are as many as the cells of some of them."""
    cutting.extras.extend((run.label.text if run.label else "", run.values) for run in stretch.others)
    values = stretch.values if stretch.closed else _without_space_at_end(stretch.values)
    if not values:
        return
    if stretch.unsure:
        cutting.loose.append(Loose(_rows(stretch), values, stretch, stretch.row is not None))
        return
    own = len(stretch.row) if stretch.row is not None else 0
    size = own + sum(map(len, stretch.lost))
    if cutting.row_lines and _fit_by_lines(stretch, values, cutting):
        return
    for candidate in (values, without_gaps(values)):
        count = _exact_count(candidate, own, size)
        if count is not None and _may_deal(stretch, candidate[:count], count == own):
            _deal(stretch, candidate[:count], len(candidate), cutting)
            return
    if stretch.row is None and not stretch.lost:
        cutting.extras.append(("", values))
    elif not (_fit_digits(stretch, values, cutting) or _fit_by_lines(stretch, values, cutting)):
        cutting.loose.append(Loose(_rows(stretch), values, stretch, stretch.row is not None))


def _may_deal(stretch: Stretch, values: Sequence[Token], own: bool) -> bool:
    """True where nothing speaks against as many values as cells.

    A blank that ends rows without labels may be filling; a row whose sum does not hold, beside rows without
    labels, may have some of their values.
    """
    if not own:
        return bool(values[-1].text) or _is_zero(values)
    return not stretch.lost or stretch.row is None or _adds_up(stretch.row, values)


def _is_zero(values: Iterable[Token]) -> bool:
    """Blanks and zeros alone: whatever moved, nothing is wrong."""
    return all(read_value(token.text).number in (None, 0) for token in values)


def _rows(stretch: Stretch) -> tuple[FormRow, ...]:
    return (stretch.row, *stretch.lost) if stretch.row is not None else stretch.lost


def _exact_count(values: Sequence[Token], own: int, size: int) -> int | None:
    """How many of the values are cells: the row's own, or those of the rows without a label too."""
    for count in dict.fromkeys((own, size)):
        more = values[count:]
        if count and len(values) >= count and not has_text(more):
            miscounted = bool(more) and any(token.gap for token in values[:count])  # too many blanks within
            if not miscounted or not has_text(values):
                return count
    return None


def _deal(stretch: Stretch, values: Sequence[Token], width: int, cutting: Cutting) -> None:
    """Rows with exactly their cells' values; where some have no label, no sum of theirs may speak against."""
    rows = _rows(stretch)
    parts: list[tuple[FormRow, tuple[Token, ...]]] = []
    start = 0
    for row in rows:
        if start < len(values):
            parts.append((row, tuple(values[start : start + len(row)])))
        start += len(row)
    if len(parts) == 1:
        row, mine = parts[0]
        _add_fit(row, mine, width, stretch, _is_labelled(row, stretch), cutting)
    elif all(_adds_up(row, mine) for row, mine in parts):
        for row, mine in parts:
            _add_fit(row, mine, len(mine), stretch, _is_labelled(row, stretch), cutting)
    else:
        strange = (len(values) - 1,)
        cutting.loose.append(Loose(rows, tuple(values), stretch, stretch.row is not None, strange))


def _is_labelled(row: FormRow, stretch: Stretch) -> bool:
    return row is stretch.row or row.ref == DISPUTES


def _add_fit(
    row: FormRow, values: tuple[Token, ...], width: int, stretch: Stretch, labelled: bool, cutting: Cutting
) -> None:
    """A row as long as the form's; where a blank at an end may be a lost cell, the sums must agree."""
    fit = Fit(row, values, stretch, labelled, stretch.grounded and not stretch.twice)
    if (cutting.kept and stretch.closed) or not _has_soft_end(fit, width, cutting.filled):
        cutting.fits.append(fit)
    elif row.block.table == "proactive":
        cutting.fits.append(replace(fit, certain=False))
    else:
        cutting.fits.append(replace(fit, certain=False))
        cutting.loose.append(Loose((row,), values, stretch, labelled))


def _may_be_filled(stretches: Sequence[Stretch]) -> bool:
    """Blanks may fill the rows of table 2 up to its width: no narrow row shows that they do not."""
    plain = False
    for stretch in stretches:
        row = stretch.row
        if row is None or row.block.table != "proactive" or not stretch.values or len(row) == row.widest:
            continue
        more = [token for token in stretch.values[len(row) :] if not token.gap]
        if more and not has_text(more):
            return True
        plain = plain or (len(stretch.values) == len(row) and bool(stretch.values[-1].text))
    return not plain


def _has_soft_end(fit: Fit, width: int, filled: bool) -> bool:
    """True where a cell may have vanished and a blank at either end of the row stands in for it.

    A blank between two values keeps its place. Rows of zeros that sums bind are sure all the same, and so
    is a row of table 2 that is padded to the table's width.
    """
    first, last = fit.values[0], fit.values[-1]
    if last.text and not first.gap and (fit.labelled or first.text):
        return False
    if fit.row.block.table != "proactive":
        return not _is_zero(fit.values)
    if last.text and fit.labelled:
        return False
    if not has_text(fit.values):
        return False
    if any(token.gap for token in fit.values):
        return not fit.stretch.closed
    return filled and width != fit.row.widest


def _without_soft_ends(values: Sequence[Token]) -> tuple[Token, ...]:
    start, end = 0, len(values)
    while end > start and not values[end - 1].text:
        end -= 1
    while start < end and not values[start].text:
        start += 1
    return tuple(values[start:end])


def _without_space_at_end(values: tuple[Token, ...]) -> tuple[Token, ...]:
    """Blank lines after the last row of a table are white space, unless they are all that the row has."""
    if not has_text(values):
        return values
    end = len(values)
    while values[end - 1].gap:
        end -= 1
    return values[:end]


def _fit_digits(stretch: Stretch, values: Sequence[Token], cutting: Cutting) -> bool:
    """Digits that ran together, in the only way in which they can be the row's cells."""
    rows = _rows(stretch)
    if len(rows) != 1 or len(values) != 1 or len(values[0].text) < len(rows[0]):
        return False
    ways = options_for([_text(values[0])], len(rows[0]), glued=values[0].glued)
    if len(ways) != 1 or None in ways[0]:
        return False
    tokens = tuple(values[0]._replace(text=text.text) for text in ways[0] if text is not None)
    labelled = _is_labelled(rows[0], stretch)
    certain = stretch.grounded and not stretch.twice
    cutting.fits.append(Fit(rows[0], tokens, stretch, labelled, certain, glued=True))
    return True


def _fit_by_lines(stretch: Stretch, values: Sequence[Token], cutting: Cutting) -> bool:
    """A line a row: where as many lines of values stand here as rows, each line is a row's."""
    rows = _rows(stretch)
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
            _add_fit(row, tuple(line[: len(row)]), len(line), stretch, labelled, cutting)
        else:
            cutting.loose.append(Loose((row,), tuple(line), stretch, labelled))
    return True


# --- placing ------------------------------------------------------------------------------------------------


def _place_all(cutting: Cutting, reading: Reading) -> None:
    reading.used |= _used(cutting)
    headers = [
        (name, token.text) for token in cutting.tokens if token.match.columns for name in token.match.columns
    ]
    for fit in cutting.fits:
        _place(fit, headers, reading)
    for loose in cutting.loose:
        if has_text(loose.values) and not loose.stretch.twice:
            undecidable = cutting.thinned or loose.stretch.unsure or _has_strangers(loose)
            options = () if undecidable else tuple(_options(loose))
            reading.segments.append(_segment(loose, options))
    for label, values in cutting.extras:
        shown = [token.text for token in values if token.text]
        if shown:
            extra_row(reading, label, shown, values[0].where)


def _has_strangers(loose: Loose) -> bool:
    """More values than cells in table 2, where no sum tells which of them are the row's."""
    size = sum(map(len, loose.rows))
    return loose.rows[0].block.table == "proactive" and len(without_gaps(loose.values)) > size


def _used(cutting: Cutting) -> set[str]:
    used = {token.where for stretch in cutting.stretches for token in stretch.values}
    for token in cutting.tokens:
        if token.match.words:
            used.add(token.where)
            used.update(token.pieces)
    return used


def _text(token: Token) -> Text:
    return Text(token.text, token.where)


def _place(fit: Fit, headers: Sequence[tuple[str, str]], reading: Reading) -> None:
    """Set a row's values upon its cells."""
    row, stretch = fit.row, fit.stretch
    evidence = BY_LABEL if fit.labelled else BY_ORDER
    label = stretch.label.text if fit.labelled and stretch.label else None
    for name, column, token in zip(row.names, row.columns, fit.values, strict=True):
        unit = column.unit
        if column.id == "amount":
            unit = stated_unit(column, [text for header, text in headers if header == column.label])
        reading.place(
            Placement(name, _text(token), evidence, unit, fit.certain, label, stretch.score if label else 0.0)
        )
    if fit.glued:
        _say_glued(fit, reading)
    if not fit.labelled:
        row_unlabelled(reading, row.label, row.names, fit.values[0].where)


def _say_glued(fit: Fit, reading: Reading) -> None:
    shown = "".join(token.text for token in fit.values)
    reading.find(
        Code.VALUES_RUN_TOGETHER,
        Severity.INFO,
        f"“{fit.row.label}”各格的数连在一起（{shown}），只有一种分法",
        f"the values of row “{fit.row.label}” stand together ({shown}); there is one way to part them",
        fit.row.names,
        fit.values[0].where,
    )


def _segment(loose: Loose, options: tuple[Option, ...]) -> Segment:
    """The rows and every way of setting the values upon their cells."""
    texts = tuple(_text(token) for token in loose.values)
    evidence = (Evidence.LABEL,) if loose.labelled else (Evidence.ORDER,)
    label = loose.stretch.label
    return Segment(
        tuple(name for row in loose.rows for name in row.names),
        tuple(column for row in loose.rows for column in row.columns),
        texts,
        options,
        evidence,
        "、".join(row.label for row in loose.rows),
        label.text if label and loose.labelled else None,
        loose.stretch.score if loose.labelled else 0.0,
        bool(loose.strange),
    )


def _options(loose: Loose) -> list[Option]:
    """Ways over the fewest rows that can hold the values; the first row is there where its label is."""
    rows = loose.rows
    fixed = rows[:1] if loose.labelled else ()
    free = rows[len(fixed) :]
    glued = any(token.glued for token in loose.values)
    found: dict[Option, None] = {}
    size = sum(map(len, rows))
    variants = list(_cells_among(loose.values, size))
    for n in loose.strange:
        variants += _cells_among((*loose.values[:n], *loose.values[n + 1 :]), size)
    for texts in variants:
        count = _rows_needed(len(texts), fixed, free)
        for some in combinations(free, count):
            found.update(dict.fromkeys(_ways(rows, (*fixed, *some), texts, glued)))
        if len(found) > MAX_OPTIONS:
            return []
    return list(found)


def _rows_needed(count: int, fixed: Sequence[FormRow], free: Sequence[FormRow]) -> int:
    """The fewest of the free rows that hold so many values together with the fixed ones."""
    size = sum(map(len, fixed))
    for needed, more in enumerate(sorted(map(len, free), reverse=True)):
        if size >= count:
            return needed
        size += more
    return len(free)


def _cells_among(values: Sequence[Token], size: int) -> Iterator[list[Text]]:
    """The values that are cells: all; and without the blanks at the ends, which may be white space."""
    inner = _without_soft_ends(values)
    start = next((i for i, token in enumerate(values) if token.text), 0)
    before, after = values[:start], values[start + len(inner) :]
    texts = [_text(token) for token in inner]
    if len(texts) > size:
        filled = [text for text in texts if text.text]
        if len(filled) <= size:
            yield filled
        yield texts
        return
    for lead in range(len(before), -1, -1):
        for trail in range(len(after), -1, -1):
            if lead + len(texts) + trail <= size:
                blanks = [_text(token) for token in before[len(before) - lead :]]
                yield [*blanks, *texts, *(_text(token) for token in after[:trail])]


def _ways(
    rows: Sequence[FormRow], present: Sequence[FormRow], texts: Sequence[Text], glued: bool
) -> Iterator[Option]:
    """The options over the rows that are present, spread over all of them."""
    chosen = set(map(id, present))
    for way in options_for(texts, sum(map(len, present)), glued=glued):
        cells = iter(way)
        yield tuple(next(cells) if id(row) in chosen else None for row in rows for _ in row.names)
