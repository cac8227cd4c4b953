"""Figures in the text against the cells of the tables: the finding `contradicts_narrative`.

Promises: a finding only where no reading of the words fits the printed cells; it names the place in the text
and those of the cells. Values stay as printed.
Refuses: to compare figures of another scope than the tables', or with cells that were not printed.
Caveat: 办理 and 答复 are used loosely, so that whole ranges of counts fit them; a report gets 20 findings at
most, and a section of more than 60,000 characters is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from parsers.narrative.mentions import Kind, Mention, find_mentions
from parsers.narrative.scopes import Scope, may_add_up, own_names
from parsers.report import Cell, Code, Finding, Section, Severity, Status

MOST = 20  # findings of one report; a text that goes on is no report
LARGE = 10  # a figure from which on it is taken not to agree by chance
MAX_TEXT = 60_000  # characters of a section that are read; the longest seen has 20,000

_SECTIONS = frozenset({"overview", "proactive", "requests", "disputes", "problems", "other"})
_RECEIVED, _IN = "requests_received_total", "requests_carried_in_total"
_HANDLED, _OUT = "requests_handled_total_total", "requests_carried_out_total"
_DIRECT, _AFTER = "disputes_litigation_direct", "disputes_litigation_after_reconsideration"
_ANSWERS = (  # results that are an answer to everyone; 不予处理 and 其他处理 are one to some
    *("requests_granted_total", "requests_granted_in_part_total", "requests_refused_state_secret_total"),
    *("requests_refused_other_law_total", "requests_refused_security_stability_total"),
    *("requests_refused_third_party_total", "requests_refused_internal_affairs_total"),
    *("requests_refused_deliberative_total", "requests_refused_enforcement_file_total"),
    *("requests_refused_query_matter_total", "requests_unable_not_held_total"),
    *("requests_unable_needs_creation_total", "requests_unable_unclear_total"),
)
_DISPUTES = {
    Kind.RECONSIDERATION: ("disputes_reconsideration",),
    Kind.LITIGATION: (_DIRECT, _AFTER),
    Kind.LITIGATION_DIRECT: (_DIRECT,),
    Kind.LITIGATION_AFTER: (_AFTER,),
}
_REQUESTS = {
    Kind.NEWLY_RECEIVED: (_RECEIVED,),
    Kind.RECEIVED: (_RECEIVED, _IN),
    Kind.ACCEPTED: (_RECEIVED, _IN),
    Kind.CARRIED_IN: (_IN,),
    Kind.PART_CARRIED_IN: (_IN,),
    Kind.CARRIED_OUT: (_OUT,),
    Kind.HANDLED: (_HANDLED, _IN),
    Kind.IN_TIME: (_HANDLED,),
    Kind.ANSWERED: (_HANDLED, _IN),
    Kind.PROCESSED: (_HANDLED, _IN, _RECEIVED),
}


_RECEIVED_KINDS = frozenset({Kind.NEWLY_RECEIVED, Kind.RECEIVED})
_EXACT = frozenset({Kind.NEWLY_RECEIVED, Kind.RECEIVED, Kind.CARRIED_IN, Kind.CARRIED_OUT})


class Readings(NamedTuple):
    """What the tables say where a text gives a figure: the ranges that would fit it."""

    cells: tuple[Cell, ...]
    ranges: tuple[tuple[float, float], ...]

    def fit(self, mention: Mention) -> bool:
        """True where the figure may stand for one of the ranges."""
        least, most = mention.amount.low, mention.amount.high
        return any(low <= most and least <= high for low, high in self.ranges)


Judged = tuple[Mention, Readings]
_OUTCOMES = ("total", "upheld", "corrected", "other", "pending")
_WANTED = frozenset(
    {
        *_ANSWERS,
        *(name for names in _REQUESTS.values() for name in names),
        *(f"{row}_{outcome}" for rows in _DISPUTES.values() for row in rows for outcome in _OUTCOMES),
    }
)


def contradictions(
    sections: Iterable[Section],
    cells: Iterable[Cell],
    year: int | None,
    organization: str | None,
    stated: Scope | None = None,
) -> list[Finding]:
    """The findings of one report; `stated` is the scope that its text gives to the tables."""
    names = own_names(organization)
    shown = [part for part in sections if part.section in _SECTIONS and len(part.text) <= MAX_TEXT]
    mentions = [mention for part in shown for mention in find_mentions(part, year, names)]
    if not mentions:
        return []
    printed = {
        cell.indicator: cell
        for cell in cells
        if cell.indicator in _WANTED and cell.status is Status.PUBLISHED and cell.value is not None
    }
    judged = [(mention, readings) for mention in mentions if (readings := _read(mention, printed))]
    if all(readings.fit(mention) or not mention.is_certain for mention, readings in judged):
        return []
    return _differences([pair for pair in judged if pair[0].is_certain], may_add_up(organization), stated)


def _differences(judged: list[Judged], may_add: bool, stated: Scope | None) -> list[Finding]:
    """Findings for the figures that do not fit, of those whose scope is the tables'."""
    own = Scope.OWN if may_add else Scope.GOVERNMENT
    scopes = [own if mention.scope is Scope.GOVERNMENT else mention.scope for mention, _ in judged]
    agreed = _agreed([(scope, *pair) for scope, pair in zip(scopes, judged, strict=True)])
    comparable = _comparable(stated, agreed, may_add)
    if {Scope.OWN, Scope.AREA} <= set(scopes):
        comparable.discard(None)  # two scopes are told apart: a figure without one may be of either
    is_received_told = any(mention.kind in _RECEIVED_KINDS and mention.amount.high for mention, _ in judged)
    return [
        _finding(mention, readings)
        for scope, (mention, readings) in zip(scopes, judged, strict=True)
        if scope in comparable and not readings.fit(mention)
        and not (is_received_told and mention.kind is Kind.ACCEPTED)  # not all that is received is accepted
    ][:MOST]  # fmt: skip


def _agreed(judged: list[tuple[Scope | None, Mention, Readings]]) -> set[Scope | None]:
    """The scopes of figures that agree with the tables: a large one, or several small ones."""
    kinds: dict[Scope | None, set[Kind]] = {}
    large: set[Scope | None] = set()
    for scope, mention, readings in judged:
        is_exact = mention.amount.low == mention.amount.high > 0 and mention.kind in _EXACT
        if is_exact and readings.fit(mention):
            kinds.setdefault(scope, set()).add(mention.kind)
            large |= {scope} if mention.amount.low >= LARGE else set()
    return large | {scope for scope, found in kinds.items() if len(found) > 1}


def _comparable(stated: Scope | None, agreed: set[Scope | None], may_add: bool) -> set[Scope | None]:
    """The scopes of figures that are the tables'; None stands for figures without a scope.

    Where a government's text does not state the scope, only figures are compared of which others agree.
    """
    if stated is not None:
        return {stated, None}
    if not may_add:
        return {Scope.OWN, None}
    return set() if {Scope.OWN, Scope.AREA} <= agreed else agreed


def _names(mention: Mention) -> tuple[str, ...]:
    if mention.kind in _REQUESTS:
        return _REQUESTS[mention.kind]
    return tuple(f"{row}_{mention.outcome or 'total'}" for row in _DISPUTES[mention.kind])


def _read(mention: Mention, printed: Mapping[str, Cell]) -> Readings | None:
    """The ranges that fit a figure; None where a cell that it takes is not printed."""
    names = _names(mention)
    if not all(name in printed for name in names):
        return None
    cells = tuple(printed[name] for name in names)
    values = [float(cell.value or 0) for cell in cells]
    if mention.kind is Kind.ANSWERED:
        values.append(sum(float(printed[name].value or 0) for name in _ANSWERS if name in printed))
    return Readings(cells, _ranges(mention.kind, values))


def _ranges(kind: Kind, values: list[float]) -> tuple[tuple[float, float], ...]:
    first, total = values[0], sum(values)
    if kind in (Kind.RECEIVED, Kind.ACCEPTED):  # some count what was carried in as received
        return ((first, first), (total, total))
    if kind in (Kind.PART_CARRIED_IN, Kind.IN_TIME):
        return ((0, first),)
    if kind is Kind.HANDLED:  # of this year's requests alone, or of all
        return ((first - values[1], first),)
    if kind is Kind.ANSWERED:
        return ((values[2] - values[1], first),)
    if kind is Kind.PROCESSED:
        return ((first - values[1], max(first, values[1] + values[2])),)
    return ((total, total),)


def _finding(mention: Mention, readings: Readings) -> Finding:
    places = "，".join(f"{cell.indicator} = {cell.value} @ {cell.where}" for cell in readings.cells)
    where = f"section {mention.told.section}, character {mention.at}: {mention.quote}"
    return Finding(
        Code.CONTRADICTS_NARRATIVE,
        Severity.WARNING,
        f"正文{mention.kind.value}“{mention.quote}”（{mention.told.section}，第{mention.at}字）与表中数字不符：{places}",
        f"the text has “{mention.quote}” (section {mention.told.section}, character {mention.at}), "
        f"the tables have {places}",
        tuple(cell.indicator for cell in readings.cells),
        where,
    )
