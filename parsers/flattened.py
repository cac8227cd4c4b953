"""Flattened text to placements: tables whose cells came out as lines, pipes, tabs or spaces.

Promises: the text is cut into cells in every way that it allows, and the way is taken under which most rows
come out exactly as long as the form's; a row that comes out shorter is never stretched over its cells: it
becomes a segment, whose options the sums decide (`parsers.settling`).
Refuses: numbers inside sentences; a row without its label, unless the labels around it leave one possibility.
Caveat: blanks at the end of a row may stand for a cell that was lost there; then the sums must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby, islice
from math import comb

from parsers.alignment import Stretch, align, rows_of
from parsers.chains import has_text
from parsers.cutting import Cuttings
from parsers.documents import Paragraph
from parsers.fitting import Fit, Fitting, Loose, adds_up, fit_all, text_of, without_soft_ends
from parsers.forms import Column, Form
from parsers.habits import read_habits, without_gaps
from parsers.options import MAX_OPTIONS, options_for
from parsers.placements import Placement, Reading, Segment, extra_row, row_unlabelled, stated_unit
from parsers.plans import DISPUTES, FormRow, plan_for
from parsers.report import Code, Evidence, Severity
from parsers.sections import read_heading
from parsers.texts import Option, Text
from parsers.tokens import Token

BY_LABEL = (Evidence.LABEL, Evidence.COUNT)
BY_ORDER = (Evidence.ORDER, Evidence.COUNT)
MAX_LISTED = 60_000  # cells in the options of a segment: the disputes table in MAX_OPTIONS ways has 45,000
MIN_LABELS = 8  # row labels from which on a text without any repeated line is suspicious
MOST_SHOWN = 0.6  # of the cells of those rows; a whole report has them all


@dataclass(frozen=True, slots=True)
class Cutting:
    """One way of cutting the text, aligned with the form; `last_place` is the last row's in the plan.

    `thinned`: repeated lines are gone, so that no sum can say where the rest belongs.
    """

    tokens: Sequence[Token]
    stretches: list[Stretch]
    fitting: Fitting
    last_place: int
    thinned: bool = False

    @property
    def exact(self) -> int:
        """How many cells stand in rows that are exactly as long as the form's."""
        return sum(len(fit.values) for fit in self.fitting.fits)


def read_flattened(cuttings: Cuttings, form: Form, tables: Iterable[str], reading: Reading) -> None:
    """Add the placements and segments of the flattened `tables` of `form` to `reading`."""
    wanted = tuple(tables)
    best: Cutting | None = None
    has_filling = cuttings.has_filling()
    for tokens in cuttings:
        cutting, size = _aligned(tokens, form, wanted, has_filling)
        if cutting.fitting.habits.odd or cutting.exact == size:
            best = cutting
            break
        if best is None or cutting.exact > best.exact:
            best = cutting
    if best is not None:
        is_thinned = _is_deduplicated(cuttings.lines, best)
        torn = _torn(best)
        _place_all(_only_whole_rows(best) if is_thinned else best, torn, reading)
        if is_thinned:
            _say_deduplicated(reading)
        if torn is not None:
            _say_cut_off(torn, reading)


def _aligned(
    tokens: Sequence[Token], form: Form, tables: tuple[str, ...], has_filling: bool
) -> tuple[Cutting, int]:
    """One way of cutting, aligned with the form, and the number of cells that it should find."""
    plan = plan_for(form, tables, (token.match for token in tokens if token.match.words))
    stretches, habits = read_habits(align(tokens, plan), tokens, has_filling)
    fitting = fit_all(stretches, habits)
    return Cutting(tokens, stretches, fitting, plan.rows[-1].place), sum(map(len, plan.rows))


def _is_deduplicated(lines: Sequence[Paragraph], cutting: Cutting) -> bool:
    """No line stands twice, though most cells of a report are equal: an extractor dropped repeated lines."""
    labelled = [stretch for stretch in cutting.stretches if stretch.row is not None]
    size = sum(len(stretch.row) for stretch in labelled if stretch.row is not None)
    shown = cutting.exact + sum(len(loose.values) for loose in cutting.fitting.loose)
    if len(labelled) < MIN_LABELS or shown > size * MOST_SHOWN:
        return False
    texts = [line.text for line in lines if line.text]
    return len(texts) >= len(labelled) and len(set(texts)) == len(texts)


def _only_whole_rows(cutting: Cutting) -> Cutting:
    """What is certain where lines are gone: the rows that are whole beside their own label."""
    fits = [fit for fit in cutting.fitting.fits if fit.labelled and fit.row.ref != DISPUTES]
    loose = [replace(one, values=()) if one.stretch.row is None else one for one in cutting.fitting.loose]
    return replace(cutting, fitting=replace(cutting.fitting, fits=fits, loose=loose), thinned=True)


def _say_deduplicated(reading: Reading) -> None:
    reading.find(
        Code.LINES_DEDUPLICATED,
        Severity.ERROR,
        "没有任何一行重复：转存时删去了重复的行，相同的数多已丢失",
        "no line stands twice: repeated lines were dropped, and most of the values with them",
    )


def _torn(cutting: Cutting) -> Token | None:
    """The last word or number of tables that break off, whose end may be missing.

    They do where the text ends with it, but not in the last row; or where no section follows, though words of
    the page around the text may, and the row lacks values or does not show by its sum that it is whole.
    """
    tokens = cutting.tokens
    last = next((i for i in range(len(tokens) - 1, -1, -1) if _is_of_tables(tokens[i])), None)
    reached = [(row, s.values) for s in cutting.stretches if s.values or s.row for row in rows_of(s)]
    if last is None or not any(s.row for s in cutting.stretches):
        return None
    row, values = max(reached, key=lambda one: one[0].place)
    if row.place >= cutting.last_place:
        return None
    after = [token.text for token in tokens[last + 1 :] if token.text]
    if after and (any(map(read_heading, after)) or _is_sure_to_be_whole(row, values)):
        return None
    return tokens[last]


def _is_sure_to_be_whole(row: FormRow, values: Sequence[Token]) -> bool:
    shown = without_gaps(values)[: len(row)]
    return len(shown) == len(row) and row.block.table != "proactive" and adds_up(row, shown)


def _is_of_tables(token: Token) -> bool:
    return bool(token.match.words) or (token.is_value and bool(token.text))


def _say_cut_off(torn: Token, reading: Reading) -> None:
    reading.find(
        Code.TEXT_CUT,
        Severity.ERROR,
        "文本在表格中间中断，其后的各行都没有",
        "the text breaks off inside a table; the rows that follow are not there",
        where=torn.where,
    )


# --- placing ------------------------------------------------------------------------------------------------


def _place_all(cutting: Cutting, torn: Token | None, reading: Reading) -> None:
    reading.used |= _used(cutting)
    headers = [
        (name, token.text) for token in cutting.tokens if token.match.columns for name in token.match.columns
    ]
    for fit in cutting.fitting.fits:
        _place(fit, headers, torn, reading)
    for loose in cutting.fitting.loose:
        if has_text(loose.values) and not loose.stretch.twice:
            undecidable = cutting.thinned or loose.undecidable or _has_strangers(loose)
            options = () if undecidable else tuple(_options(loose))
            if any(token is torn for token in loose.values):
                options = tuple(dict.fromkeys(map(_without_last, options)))
            reading.segments.append(_segment(loose, options))
    for label, values in cutting.fitting.extras:
        shown = [token.text for token in values if token.text]
        if shown:
            extra_row(reading, label, shown, values[0].where)


def _used(cutting: Cutting) -> set[str]:
    used = {token.where for stretch in cutting.stretches for token in stretch.values}
    for token in cutting.tokens:
        if token.match.words:
            used.add(token.where)
            used.update(token.pieces)
    return used


def _place(fit: Fit, headers: Sequence[tuple[str, str]], torn: Token | None, reading: Reading) -> None:
    """Set a row's values upon its cells."""
    row, stretch = fit.row, fit.stretch
    evidence = BY_LABEL if fit.labelled else BY_ORDER
    label = stretch.label.text if fit.labelled and stretch.label else None
    for name, column, token in zip(row.names, row.columns, fit.values, strict=True):
        unit = column.unit
        if column.id == "amount":
            unit = stated_unit(column, [text for header, text in headers if header == column.label])
        certain = fit.certain and not _may_go_on(token, column, torn)
        score = stretch.score if label else 0.0
        reading.place(Placement(name, text_of(token), evidence, unit, certain, label, score))
    if fit.glued:
        _say_glued(fit, reading)
    if not fit.labelled:
        row_unlabelled(reading, row.label, row.names, fit.values[0].where)


def _may_go_on(token: Token, column: Column, torn: Token | None) -> bool:
    """True for the number that a text breaks off in, or a piece of it; no count goes on behind a 0."""
    if torn is None or token.where != torn.where or token.line != torn.line:
        return False
    is_piece = token is torn or (torn.text.endswith(token.text) and len(token.text) < len(torn.text))
    return is_piece and (token.text != "0" or column.id == "amount")


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


# --- rows for the sums to decide ----------------------------------------------------------------------------


def _segment(loose: Loose, options: tuple[Option, ...]) -> Segment:
    """The rows and every way of setting the values upon their cells."""
    texts = tuple(text_of(token) for token in loose.values)
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
        _plain(loose),
    )


def _plain(loose: Loose) -> Option | None:
    """The values as they stand, where there are as many as cells, or as many together between blank lines."""
    size = sum(map(len, loose.rows))
    if loose.strange and len(loose.values) == size:
        return tuple(map(text_of, loose.values))
    if len(loose.values) > size:
        for is_gap, some in groupby(loose.values, lambda token: token.gap):
            block = () if is_gap else tuple(map(text_of, some))
            if len(block) == size:
                return block
    return None


def _has_strangers(loose: Loose) -> bool:
    """More values than cells in table 2, where no sum tells which of them are the row's."""
    size = sum(map(len, loose.rows))
    return loose.rows[0].block.table == "proactive" and len(without_gaps(loose.values)) > size


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
        if comb(len(free), count) > MAX_OPTIONS:
            return []
        for some in combinations(free, count):
            ways = _ways(rows, (*fixed, *some), texts, glued)
            found.update(dict.fromkeys(islice(ways, MAX_LISTED // size + 1)))
            if len(found) > min(MAX_OPTIONS, MAX_LISTED // size):
                return []
    return list(found)


def _without_last(way: Option) -> Option:
    """The option without its last number, which may go on; no count does behind a 0."""
    shown = [i for i, text in enumerate(way) if text is not None and text.text]
    if not shown or (text := way[shown[-1]]) is None or text.text == "0":
        return way
    return (*way[: shown[-1]], None, *way[shown[-1] + 1 :])


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
    inner = without_soft_ends(values)
    start = next((i for i, token in enumerate(values) if token.text), 0)
    before, after = values[:start], values[start + len(inner) :]
    texts = [text_of(token) for token in inner]
    if len(texts) > size:
        filled = [text for text in texts if text.text]
        if len(filled) <= size:
            yield filled
        yield texts
        return
    spare = size - len(texts)
    for lead in range(min(len(before), spare), -1, -1):
        blanks = [text_of(token) for token in before[len(before) - lead :]]
        for trail in range(min(len(after), spare - lead), -1, -1):
            yield [*blanks, *texts, *(text_of(token) for token in after[:trail])]


def _ways(
    rows: Sequence[FormRow], present: Sequence[FormRow], texts: Sequence[Text], glued: bool
) -> Iterator[Option]:
    """The options over the rows that are present, spread over all of them."""
    chosen = set(map(id, present))
    for way in options_for(texts, sum(map(len, present)), glued=glued):
        cells = iter(way)
        yield tuple(next(cells) if id(row) in chosen else None for row in rows for _ in row.names)
