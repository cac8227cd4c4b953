"""The chain of labels: of all that keep the form's order, the heaviest; with damaged ones where expected.

Promises: a label that is damaged beyond recognition is read only where its row is expected between its
neighbours. Refuses: to look at values, but for whether any stand behind a label.
Caveat: a label out of order is left outside.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.labels import Match, similarity
from parsers.plans import DISPUTES, FormRow, Key, Plan
from parsers.sections import read_heading
from parsers.tokens import Token

SIMILAR = 0.5  # of a damaged label to the one that is expected between its neighbours
HEADING_WEIGHT = 0.5  # of a row's label; a label without values counts half of one with
MAX_JOINED = 3  # pieces of a damaged label
TABLE_SECTIONS = ("proactive", "requests", "disputes")
_TABLE_WORDS = (("申请人情况", "requests"), ("法人或其他组织", "requests"), ("行政诉讼", "disputes"))
_COLUMNS = {
    **dict.fromkeys(("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"), "requests"),
    **dict.fromkeys(("结果维持", "结果纠正", "其他结果", "尚未审结"), "disputes"),
}

Link = tuple[int, int, float]  # run, place in the plan, score


@dataclass(frozen=True, slots=True)
class Run:
    """A label, heading or other words (or none), and the values that follow up to the next."""

    label: Token | None
    values: tuple[Token, ...]


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """Group tokens by what stands before them; the first run has no label."""
    runs: list[Run] = []
    label: Token | None = None
    start = 0
    for i, token in enumerate(tokens):
        if not token.is_value:
            runs.append(Run(label, tuple(tokens[start:i])))
            label, start = token, i + 1
    return [*runs, Run(label, tuple(tokens[start:]))]


def has_text(values: Iterable[Token]) -> bool:
    """True where any of the values is no blank."""
    return any(token.text for token in values)


# --- the chain of labels ------------------------------------------------------------------------------------


def chain_of(runs: Sequence[Run], plan: Plan) -> list[Link]:
    """The heaviest chain of labels and headings in the form's order."""
    pairs = [
        (i, place, score)
        for i, run in enumerate(runs)
        if run.label is not None
        for place, score in _claims(run, plan)
    ]
    best: list[tuple[float, int]] = []  # by place taken so far, ascending: weight of the best chain, its pair
    places: list[int] = []
    before: list[int] = []
    for n, (i, place, score) in enumerate(pairs):
        at = bisect_left(places, place)
        weight, previous = best[at - 1] if at else (0.0, -1)
        before.append(previous)
        weight += _weight(runs[i], place, score, plan)
        if at < len(places) and places[at] == place:
            is_row = place in plan.at  # of equal rows the first counts, of equal headings the last
            if best[at][0] > weight or (is_row and best[at][0] == weight):
                continue
            best[at] = (weight, n)
        else:
            places.insert(at, place)
            best.insert(at, (weight, n))
        _drop_lighter(places, best, at, weight)
    return _unwound(pairs, before, best[-1][1] if best else -1)


def _drop_lighter(places: list[int], best: list[tuple[float, int]], at: int, weight: float) -> None:
    """Keep weights rising with the place: a later place with a lighter chain is never better."""
    end = at + 1
    while end < len(best) and best[end][0] <= weight:
        end += 1
    del places[at + 1 : end], best[at + 1 : end]


def _unwound(pairs: Sequence[Link], before: Sequence[int], last: int) -> list[Link]:
    chain: list[Link] = []
    while last >= 0:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _claims(run: Run, plan: Plan) -> Iterator[tuple[int, float]]:
    """The places that a label or heading may stand for, and its score."""
    token = run.label
    if token is None:
        return
    match = token.match
    for key in _keys(match, token.text):
        place = plan.places.get(key)
        if place is not None:
            yield place, match.score or 1.0
            return


def _keys(match: Match, text: str) -> Iterator[Key]:
    if not match.words:
        section = read_heading(text)
        if section in TABLE_SECTIONS:
            yield section
        return
    if match.row is not None and match.row.table != DISPUTES.table:
        yield match.row
    if match.group is not None:
        yield match.group
    if match.row is not None and match.row.table == DISPUTES.table:
        yield DISPUTES.table
    if match.columns:
        yield from _tables_of(match.columns)
    elif match.row is None and match.group is None and text:
        yield from (table for word, table in _TABLE_WORDS if word in text)


def _tables_of(columns: frozenset[str]) -> Iterator[str]:
    for column in columns:
        if column in _COLUMNS:
            yield _COLUMNS[column]
            return


def _weight(run: Run, place: int, score: float, plan: Plan) -> float:
    """Labels with values count most: 规章 alone on a line may be prose."""
    if place not in plan.at:
        return HEADING_WEIGHT * score
    return score * (2.0 if run.values else 1.0)


# --- damaged labels -----------------------------------------------------------------------------------------


def with_damaged(runs: list[Run], chain: list[Link], plan: Plan) -> list[Link]:
    """Add the labels that no form has as they stand, but that are like those expected between neighbours."""
    found: list[Link] = []
    bounds = [(-1, -1), *((run, place) for run, place, _ in chain), (len(runs), len(plan.places))]
    for (first, low), (last, high) in pairwise(bounds):
        if last - first > 1:
            lost = plan.between(low, high)
            if lost:
                found += _damaged(runs, range(first + 1, last), lost)
    return sorted([*chain, *found]) if found else chain


def _damaged(runs: list[Run], stretch: range, lost: Sequence[FormRow]) -> Iterator[Link]:
    """Each run of words with values, joined with words before it, as the likest of the lost rows."""
    low = 0
    for i in stretch:
        run = runs[i]
        if run.label is None or run.label.match.words or not run.values:
            continue
        best = (SIMILAR, -1)
        for start in range(i, max(stretch.start - 1, i - MAX_JOINED), -1):
            label = runs[start].label
            if label is None or (start < i and (runs[start].values or label.match.row is not None)):
                break
            labels = (one.label for one in runs[start : i + 1])
            text = "".join(piece.text for piece in labels if piece is not None)
            scored = ((similarity(text, row.label), n) for n, row in enumerate(lost) if n >= low)
            best = max(best, max(scored, default=best), key=lambda pair: pair[0])
        if best[1] >= 0 and best[0] > SIMILAR:
            low = best[1] + 1
            yield i, lost[best[1]].place, round(0.8 * best[0], 3)
