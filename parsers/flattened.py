"""Flattened text to placements: tables whose cells came out as lines, pipes, tabs or spaces.

Promises: the text is cut into cells in every way that it allows, and the way is taken under which most rows
come out exactly as long as the form's; a row that comes out shorter is never stretched over its cells: it
becomes a segment, whose options the sums decide (`parsers.settling`).
Refuses: numbers inside sentences; a row without its label, unless the labels around it leave one possibility.
Caveat: blanks at the end of a row may stand for a cell that was lost there; then the sums must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.alignment import Stretch, align, rows_of
from parsers.chains import has_text
from parsers.cutting import Cuttings
from parsers.documents import Paragraph
from parsers.fitting import Fit, Fitting, adds_up, fit_all, text_of
from parsers.forms import Column, Form
from parsers.habits import read_habits, without_gaps
from parsers.placements import (
    Placement,
    Reading,
    extra_row,
    lines_deduplicated,
    row_unlabelled,
    stated_unit,
    text_cut,
)
from parsers.plans import DISPUTES, FormRow, plan_for
from parsers.report import Code, Evidence, Severity
from parsers.sections import read_heading
from parsers.segments import segment_of
from parsers.strangers import doubt_strange_numbers
from parsers.tokens import Token

BY_LABEL = (Evidence.LABEL, Evidence.COUNT)
BY_ORDER = (Evidence.ORDER, Evidence.COUNT)
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
            lines_deduplicated(reading)
        if torn is not None:
            text_cut(reading, torn.where)


def _aligned(
    tokens: Sequence[Token], form: Form, tables: tuple[str, ...], has_filling: bool
) -> tuple[Cutting, int]:
    """One way of cutting, aligned with the form, and the number of cells that it should find."""
    plan = plan_for(form, tables, (token.match for token in tokens if token.match.words))
    stretches, habits = read_habits(align(tokens, plan), tokens, has_filling)
    fitting = fit_all(stretches, habits)
    doubt_strange_numbers(fitting)
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
            decidable = not cutting.thinned and not loose.undecidable
            reading.segments.append(segment_of(loose, torn, decidable=decidable))
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
    for i, (name, column, token) in enumerate(zip(row.names, row.columns, fit.values, strict=True)):
        unit = column.unit
        if column.id == "amount":
            unit = stated_unit(column, [text for header, text in headers if header == column.label])
        certain = fit.certain and i not in fit.halves and not _may_go_on(token, column, torn)
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
