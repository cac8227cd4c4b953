"""Placements to cells: which form the report follows, one Cell for each of its cells, and what the sums say.

Promises: every cell of the form is there, and every cell of another form that the document prints instead.
Refuses: to take a value from a placement that is not certain.
Caveat: the form is told by its own words; only where they are silent does the year decide, with a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from parsers.arithmetic import Solution, solve
from parsers.decisions import decide
from parsers.displaced import doubt_displaced
from parsers.forms import Column, Form, Identity, every_form, load_forms
from parsers.labels import Match, RowRef
from parsers.list_labels import MONEY
from parsers.notices import broken_sums, lost, mixed_forms, unreadable
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading
from parsers.report import Cell, CellDraft, Code, Evidence, Finding, Severity, Status

_LEADING_TABLE = "proactive"  # the forms differ most here; the other tables decide only where it is silent


def choose_form(matches: Iterable[Match], year: int | None) -> tuple[Form | None, list[Finding]]:
    """The form whose own words the document has most of; `year` decides only between equals."""
    votes: Counter[tuple[bool, str]] = Counter()
    distinct = set({id(match): match for match in matches}.values())  # by identity first: hashing takes time
    if not any(match.words for match in distinct):
        return None, []
    for match in distinct:
        for form, leading in _speaks_for(match):
            votes[leading, form] += 1
    forms = load_forms()
    ranked = sorted(forms, key=lambda f: (votes[True, f], votes[False, f]), reverse=True)
    best, other = ranked[0], ranked[1]
    if (votes[True, best], votes[False, best]) != (votes[True, other], votes[False, other]):
        is_foreign = votes[False, other] > votes[False, best] and not _has_own_row(forms[best], distinct)
        if is_foreign and year and forms[other].first_year <= year <= forms[other].last_year:
            return forms[other], []  # the leading table's words are those of a comparison beside it
        return forms[best], []
    by_year = next(
        (form for form in forms.values() if year and form.first_year <= year <= form.last_year), None
    )
    return by_year or forms[max(forms)], [_form_unclear(by_year)]


def _has_own_row(form: Form, matches: Iterable[Match]) -> bool:
    """True where a row of the leading table is named that this form alone has, or where it has none."""
    own = {word for word, owner in _own_words().items() if owner == (form.id, True)}
    rows = {word for word in own if isinstance(word, RowRef)}
    return not rows or any(match.row in rows for match in matches)


def _form_unclear(form: Form | None) -> Finding:
    by = ("年度", "the year") if form else ("最新格式", "the newest form")
    return Finding(
        Code.FORM_UNCLEAR,
        Severity.WARNING,
        f"表中没有能区分格式的字样，按{by[0]}判定",
        f"no word of the tables tells the form; it was taken by {by[1]}",
    )


@lru_cache(maxsize=1024)
def _speaks_for(match: Match) -> tuple[tuple[str, bool], ...]:
    """The form that alone has this row or column, and whether it stands in the leading table."""
    own = _own_words()
    keys: list[RowRef | str] = [*match.columns]
    if match.row is not None and match.row.row != "other":  # （六）其他处理 is a group of the later form too
        keys.append(match.row)
    if any(column not in own for column in match.columns):
        keys = [key for key in keys if key is match.row]  # a wording of several forms
    return tuple(dict.fromkeys(own[key] for key in keys if key in own))


@cache
def _own_words() -> dict[RowRef | str, tuple[str, bool]]:
    """Rows and column labels that one form alone has."""
    owners: dict[RowRef | str, set[tuple[str, bool]]] = {}
    for form in load_forms().values():
        for block in form.blocks:
            leading = block.table == _LEADING_TABLE
            for row in block.rows:
                owners.setdefault(RowRef(block.table, row.id), set()).add((form.id, leading))
            for column in block.columns:
                owners.setdefault(column.label, set()).add((form.id, leading))
    return {key: next(iter(forms)) for key, forms in owners.items() if len(forms) == 1}


@dataclass(frozen=True, slots=True)
class Assembled:
    """The cells of a report, what was found while they were put together, and the sums that were checked."""

    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    identities: tuple[Identity, ...] = ()


def assemble(form: Form, reading: Reading) -> Assembled:
    """Make the cells of `form`, check the identities, and fill in what they force."""
    places = reading.placements
    identities = _identities(form, reading)
    decide(identities, reading)
    doubt_displaced(identities, reading)
    foreign = [name for name in _foreign(form.id) if name in places]
    names = [*form.indicators, *foreign]
    values = _counts(names, places)
    solution = solve(identities, values)
    replaced = _replaced(form, foreign)
    cells = _cells(names, places, solution, replaced)
    if form.header is not None:
        cells = tuple(map(_unrecovered, cells))
    findings = (
        *reading.findings,
        *mixed_forms(form, foreign),
        *(lost(form, places.keys(), replaced) if len(places) < len(names) else ()),
        *unreadable(cells),
        *broken_sums(identities, values, solution.broken, places),
    )
    return Assembled(cells, findings, tuple(identities))


@cache
def _columns() -> dict[str, Column]:
    """The column of every cell of every form, newest form last."""
    return {
        block.indicator(row, column): replace(column, unit=row.unit) if row.unit else column
        for form in every_form().values()
        for block in form.blocks
        for row in block.rows
        for column in block.columns
    }


@cache
def _foreign(form: str) -> tuple[str, ...]:
    """The cells of the other forms."""
    own = set(every_form()[form].indicators)
    return tuple(name for name in _columns() if name not in own)


def _counts(names: Iterable[str], places: Mapping[str, Placement]) -> dict[str, int]:
    """The whole numbers that are printed for certain."""
    counts = {}
    for name in names:
        placement = places.get(name)
        if placement is not None:
            _, (text, _), _, _, certain, _, _ = placement
            number = read_value(text).number
            if certain and isinstance(number, int):
                counts[name] = number
    return counts


def _cells(
    names: Sequence[str], places: Mapping[str, Placement], solution: Solution, replaced: Collection[str]
) -> tuple[Cell, ...]:
    """One Cell a name. One loop without a call a cell: a report has two hundred, and a bar of 0.35 ms."""
    implied, holding = solution.implied, solution.holding
    is_number, is_blank = Kind.NUMBER, Kind.BLANK  # an enum's member takes longer to look up than a local
    published, blank, unclear = Status.PUBLISHED, Status.BLANK, Status.UNREADABLE
    plain: dict[int, str] = {}  # evidence by the tuple's id: an enum's hash takes as long as the cell
    checked: dict[int, str] = {}
    cells = []
    for name in names:
        placement = places.get(name)
        if placement is None:
            cells.append(_hidden(name, solution, name in replaced))
            continue
        _, (text, where), evidence, unit, certain, _, _ = placement
        value = read_value(text)
        number, status = value.number, published
        if not certain or value.kind is not is_number:
            number = None
            status = blank if certain and value.kind is is_blank else unclear
        sums = number is not None and name in holding
        seen = checked if sums else plain
        shown = seen.get(id(evidence))
        if shown is None:
            shown = seen[id(evidence)] = "+".join((*evidence, Evidence.SUMS) if sums else evidence)
        draft = CellDraft(name, number, status, implied.get(name), text, value.unit or unit, where, shown)
        cells.append(draft.finish())
    return tuple(cells)


def _hidden(name: str, solution: Solution, replaced: bool) -> Cell:
    """The cell that the document does not show: recovered where the sums force it, else missing."""
    column = _columns()[name]
    unit = None if column.id == "amount" or column.unit in MONEY else column.unit
    implied = None if replaced else solution.implied.get(name)
    agreed = solution.witnesses.get(name, 0) >= 2 or solution.is_consistent
    if implied is None or not agreed:
        return Cell(name, None, Status.MISSING, implied, unit=unit)
    return Cell(name, implied, Status.RECOVERED, implied, unit=unit, evidence=Evidence.SUMS.value)


def _unrecovered(cell: Cell) -> Cell:
    """The cell of a list, whose sums may have parts of the filer's own: what is lost stays missing."""
    if cell.status is not Status.RECOVERED:
        return cell
    return replace(cell, value=None, status=Status.MISSING, evidence="")


def _identities(form: Form, reading: Reading) -> Sequence[Identity]:
    """The form's identities; where the document prints another form's rows, that form's version of them."""
    places = reading.placements
    if places.keys() == _own(form.id) and not reading.unbound:
        return form.identities
    chosen = [i for i in form.identities if i.label not in reading.unbound]
    for other, versions in _versions(form.id):
        chosen = [_better(i, versions.get((i.code, i.label)), places) for i in chosen]
        own = {(i.code, i.label) for i in chosen}
        chosen += [
            i
            for i in other.identities
            if (i.code, i.label) not in own and all(n in places for n in (*i.left, *i.right))
        ]
    return chosen


@cache
def _own(form: str) -> frozenset[str]:
    return frozenset(every_form()[form].indicators)


@cache
def _versions(form: str) -> tuple[tuple[Form, dict[tuple[str, str], Identity]], ...]:
    """The other forms, with their identities by code and label."""
    others = (other for other in load_forms().values() if other.id != form)
    return tuple((other, {(i.code, i.label): i for i in other.identities}) for other in others)


def _better(own: Identity, other: Identity | None, placements: Mapping[str, Placement]) -> Identity:
    if other is None or other == own:
        return own
    return min((own, other), key=lambda i: sum(name not in placements for name in (*i.left, *i.right)))


def _replaced(form: Form, foreign: Sequence[str]) -> set[str]:
    """Cells of this form whose rows another form's printed row stands for: they stay missing."""
    used = {name for name in foreign if name.startswith("requests_")}
    if not used:
        return set()
    return {n for n in form.indicators if n.startswith("requests_") and _is_own_row(n, form)}


def _is_own_row(name: str, form: Form) -> bool:
    return all(name not in other.indicators for other in load_forms().values() if other is not form)
