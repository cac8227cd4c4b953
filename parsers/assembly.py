"""Placements to cells: which form the report follows, one Cell for each of its cells, and what the sums say.

Promises: every cell of the form is there, and every cell of another form that the document prints instead.
Refuses: to take a value from a placement that is not certain.
Caveat: the form is told by its own words; only where they are silent does the year decide, with a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.arithmetic import Broken, Solution, solve
from parsers.decisions import decide
from parsers.forms import Column, Form, Identity, load_forms
from parsers.labels import Match, RowRef
from parsers.numbers import Kind, read_value
from parsers.placements import Placement, Reading, count_of
from parsers.report import Cell, Code, Evidence, Finding, Severity, Status

_LEADING_TABLE = "proactive"  # the forms differ most here; the other tables decide only where it is silent


def choose_form(matches: Iterable[Match], year: int | None) -> tuple[Form | None, list[Finding]]:
    """The form whose own words the document has most of; `year` decides only between equals."""
    votes: Counter[tuple[bool, str]] = Counter()
    seen = False
    for match in set(matches):
        seen = seen or match.words
        for form, leading in _speaks_for(match):
            votes[leading, form] += 1
    if not seen:
        return None, []
    forms = load_forms()
    ranked = sorted(forms, key=lambda f: (votes[True, f], votes[False, f]), reverse=True)
    best, other = ranked[0], ranked[1]
    if (votes[True, best], votes[False, best]) != (votes[True, other], votes[False, other]):
        return forms[best], []
    by_year = next(
        (form for form in forms.values() if year and form.first_year <= year <= form.last_year), None
    )
    return by_year or forms[max(forms)], [_form_unclear(by_year)]


def _form_unclear(form: Form | None) -> Finding:
    by = ("年度", "the year") if form else ("最新格式", "the newest form")
    return Finding(
        Code.FORM_UNCLEAR,
        Severity.WARNING,
        f"表中没有能区分格式的字样，按{by[0]}判定",
        f"no word of the tables tells the form; it was taken by {by[1]}",
    )


def _speaks_for(match: Match) -> list[tuple[str, bool]]:
    """The form that alone has this row or column, and whether it stands in the leading table."""
    own = _own_words()
    keys: list[RowRef | str] = [*match.columns]
    if match.row is not None and match.row.row != "other":  # （六）其他处理 is a group of the later form too
        keys.append(match.row)
    if any(column not in own for column in match.columns):
        keys = [key for key in keys if key is match.row]  # a wording of several forms
    return list(dict.fromkeys(own[key] for key in keys if key in own))


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
    foreign = [name for name in _all_columns() if name in places and name not in _columns(form.id)]
    names = [*form.indicators, *foreign]
    solution = solve(identities, {name: count_of(places.get(name)) for name in names})
    replaced = _replaced(form, foreign)
    finished = tuple(
        _shown(places[name], solution) if name in places else _hidden(name, solution, name in replaced)
        for name in names
    )
    findings = [
        *reading.findings,
        *_mixed(form, foreign),
        *_lost(form, finished, replaced),
        *_unreadable(finished),
        *(_broken(b, places) for b in solution.broken),
    ]
    return Assembled(finished, tuple(findings), tuple(identities))


@cache
def _columns(form: str) -> dict[str, Column]:
    return {
        block.indicator(row, column): column
        for block in load_forms()[form].blocks
        for row in block.rows
        for column in block.columns
    }


@cache
def _all_columns() -> dict[str, Column]:
    return {name: column for form in load_forms() for name, column in _columns(form).items()}


def _shown(placement: Placement, solution: Solution) -> Cell:
    """The cell of a text that the document prints."""
    name, text = placement.indicator, placement.text
    value = read_value(text.text)
    implied = solution.implied.get(name)
    evidence = placement.evidence
    status, number = Status.UNREADABLE, None
    if placement.certain and value.kind is Kind.NUMBER:
        status, number = Status.PUBLISHED, value.number
        if name in solution.holding:
            evidence = (*evidence, Evidence.SUMS)
    elif placement.certain and value.kind is Kind.BLANK:
        status = Status.BLANK
    unit = value.unit or placement.unit
    return Cell(name, number, status, implied, text.text, unit, text.where, "+".join(evidence))


def _hidden(name: str, solution: Solution, replaced: bool) -> Cell:
    """The cell that the document does not show: recovered where the sums force it, else missing."""
    column = _all_columns()[name]
    unit = None if column.id == "amount" else column.unit
    implied = None if replaced else solution.implied.get(name)
    agreed = solution.witnesses.get(name, 0) >= 2 or not solution.broken
    if implied is None or not agreed:
        return Cell(name, None, Status.MISSING, implied, unit=unit)
    return Cell(name, implied, Status.RECOVERED, implied, unit=unit, evidence=Evidence.SUMS.value)


def _identities(form: Form, reading: Reading) -> list[Identity]:
    """The form's identities; where the document prints another form's rows, that form's version of them."""
    chosen = list(form.identities)
    for other in load_forms().values():
        if other is form:
            continue
        versions = {(i.code, i.label): i for i in other.identities}
        chosen = [_better(i, versions.get((i.code, i.label)), reading.placements) for i in chosen]
        own = {(i.code, i.label) for i in chosen}
        chosen += [
            i
            for i in other.identities
            if (i.code, i.label) not in own and all(n in reading.placements for n in (*i.left, *i.right))
        ]
    return chosen


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


def _mixed(form: Form, foreign: Sequence[str]) -> list[Finding]:
    if not foreign:
        return []
    return [
        Finding(
            Code.MIXED_FORMS,
            Severity.WARNING,
            f"{form.id}年格式的报告中有其他格式的{len(foreign)}格",
            f"a report on the form of {form.id} prints {len(foreign)} cells of another form",
            tuple(foreign),
        )
    ]


def _lost(form: Form, cells: Sequence[Cell], replaced: set[str]) -> list[Finding]:
    """A finding for each table and each row that the document does not show."""
    shown = {c.indicator for c in cells if c.status not in (Status.MISSING, Status.RECOVERED)}
    findings = []
    for table in form.tables:
        rows = [(b, r) for b in form.blocks if b.table == table for r in b.rows]
        gone = {
            row.label: names
            for block, row in rows
            if not shown & set(names := [block.indicator(row, column) for column in block.columns])
            and not set(names) & replaced
        }
        if len(gone) == len(rows):
            findings.append(_table_lost(table, [name for names in gone.values() for name in names]))
        else:
            findings += [_row_lost(label, names) for label, names in gone.items()]
    return findings


def _table_lost(table: str, names: Sequence[str]) -> Finding:
    zh = {"proactive": "主动公开", "requests": "依申请公开", "disputes": "行政复议、诉讼"}[table]
    return Finding(
        Code.TABLE_LOST,
        Severity.ERROR,
        f"未见{zh}情况表",
        f"the table “{table}” is not in the document",
        tuple(names),
    )


def _row_lost(label: str, names: Sequence[str]) -> Finding:
    return Finding(
        Code.ROW_LOST,
        Severity.WARNING,
        f"表中没有“{label}”一行",
        f"the row “{label}” is not in its table",
        tuple(names),
    )


def _unreadable(cells: Sequence[Cell]) -> list[Finding]:
    return [
        Finding(
            Code.CELL_UNREADABLE,
            Severity.WARNING,
            f"“{(cell.raw or '')[:40]}”不是一个数，或无法确定属于哪一格",
            f"“{(cell.raw or '')[:40]}” is not one number, or cannot be placed with certainty",
            (cell.indicator,),
            cell.where,
        )
        for cell in cells
        if cell.status is Status.UNREADABLE
    ]


_SIDES = {
    Code.ROW_SUM: ("总计", "各类申请人之和", "total", "sum over the applicants"),
    Code.RESULTS_SUM: ("（七）总计", "各项办理结果之和", "total handled", "sum of the results"),
    Code.FLOW: ("新收加上年结转", "办理总计加结转下年", "received + carried in", "handled + carried out"),
    Code.DISPUTE_SUM: ("总计", "各项结果之和", "total", "sum of the outcomes"),
}


def _broken(broken: Broken, places: Mapping[str, Placement]) -> Finding:
    identity = broken.identity
    left_zh, right_zh, left_en, right_en = _SIDES[Code(identity.code)]
    return Finding(
        Code(identity.code),
        Severity.WARNING,
        f"“{identity.label}”：{left_zh}{broken.left}，{right_zh}{broken.right}，相差{broken.difference}",
        f"“{identity.label}”: {left_en} {broken.left}, {right_en} {broken.right}: {broken.difference:+d}",
        (*identity.left, *identity.right),
        places[identity.left[0]].text.where,
    )
