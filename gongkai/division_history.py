"""From yearly lists of areas to their histories: which codes and names are one area's, and how each ended.

Promises: an area is followed over the years by its code, its name and the lists' own ids, in that order; two
areas that stand side by side in a year are never one. The id of an area (`area`) is its newest code.
Refuses: to say that an area is its successor where several became one: each of them ends, `merged`.
Caveat: a list is of the end of its year; what changed in between is seen in the next one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

_SUFFIX = re.compile(r"(?<=.)(?:自治区|特区|林区|新区|地区|[省市县区旗盟州])$")


Key = tuple[str, int]  # a code and a year: codes are given to other areas in time
Hints = Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Area:
    """An area as one year's list has it; `hint` is the id by which the list itself follows areas."""

    code: str
    name: str
    level: str
    parent: str | None
    province: str
    prefecture: str | None = None
    hint: str | None = field(default=None, compare=False)


@dataclass(slots=True)
class Span:
    """A code with a name in a run of years; `last` is None while it lasts, `change` is how it ended.

    `successor` is the area that took its place: the same one under another code or name, or another one.
    """

    value: Area
    first: int
    last: int | None
    area: str = ""
    change: str | None = None
    successor: str | None = None
    follower: Span | None = None


def stem_of(name: str) -> str:
    """A name without the word for its level.

    >>> stem_of("洪泽县"), stem_of("洪泽区"), stem_of("峨边彝族自治县"), stem_of("城区")
    ('洪泽', '洪泽', '峨边', '城')
    """
    return name[:2] if name.endswith(("自治县", "自治旗", "自治州")) else _SUFFIX.sub("", name)


def make_spans(years: Mapping[int, Iterable[Area]]) -> list[Span]:
    """The runs of years in which nothing about an area changed, by code and year; the last list's run on."""
    spans: list[Span] = []
    running: dict[str, Span] = {}
    for year in sorted(years):
        now = {area.code: area for area in years[year]}
        for code in sorted(set(running) - {c for c in now if c in running and now[c] == running[c].value}):
            running.pop(code).last = year - 1
        for code in sorted(set(now) - set(running)):
            running[code] = Span(now[code], year, None)
            spans.append(running[code])
    return sorted(spans, key=lambda span: (span.value.code, span.first))


def follow(spans: list[Span], hints: Hints, gone: Mapping[Key, str]) -> None:
    """Set `area`, `change` and `successor` of all spans.

    `hints` has the lists' own id by code and year, `gone` the code that a list of events names as successor,
    by code and the year of the change.
    """
    ending = [span for span in spans if span.last is not None]
    begun = frozenset((span.value.code, span.first) for span in spans)
    for rule in (_is_same, partial(_is_stem, begun), _is_code, partial(_is_hinted, hints)):
        _join(spans, ending, rule)
    _name_areas(spans)
    _name_changes(ending, spans, hints, gone)


def _join(spans: list[Span], ending: list[Span], is_one: Callable[[Span, Span], bool]) -> None:
    """Join what ends with what begins in the next year, where each fits the other alone."""
    taken = {id(span.follower) for span in spans if span.follower}
    starts: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        if id(span) not in taken:
            starts[span.first].append(span)
    ends: dict[int, list[Span]] = defaultdict(list)
    for span in ending:
        if span.follower is None and span.last is not None:
            ends[span.last + 1].append(span)
    for year, olds in ends.items():
        fitting = [[new for new in starts[year] if is_one(old, new)] for old in olds]
        wanted = Counter(id(new) for news in fitting for new in news)
        for old, news in zip(olds, fitting, strict=True):
            if len(news) == 1 and wanted[id(news[0])] == 1:
                old.follower = news[0]


def _is_same(old: Span, new: Span) -> bool:
    return old.value.code == new.value.code and stem_of(old.value.name) == stem_of(new.value.name)


def _is_stem(begun: frozenset[Key], old: Span, new: Span) -> bool:
    """True for areas of one stem, unless the old one's code goes on: 庐山区 became 濂溪区, not 庐山市."""
    one, other = old.value, new.value
    if old.last is None or (one.code, old.last + 1) in begun:
        return False
    is_near = one.province == other.province and one.level == other.level
    return is_near and stem_of(one.name) == stem_of(other.name)


def _is_code(old: Span, new: Span) -> bool:
    return old.value.code == new.value.code and old.value.level == new.value.level


def _is_hinted(hints: Hints, old: Span, new: Span) -> bool:
    if old.value.level != new.value.level or old.last is None:
        return False
    known = hints.get((old.value.code, old.last))
    return known is not None and known == hints.get((new.value.code, new.first))


def _name_areas(spans: list[Span]) -> None:
    """Give each area its newest code; where a later area has that code, the newest that none other has."""
    followed = {id(span.follower) for span in spans if span.follower}
    chains = [_chain(span) for span in spans if id(span) not in followed]
    chains.sort(key=lambda chain: (chain[-1].last is None, chain[-1].last or 0), reverse=True)
    used: set[str] = set()
    for chain in chains:
        codes = [span.value.code for span in reversed(chain)]
        free = next((code for code in codes if code not in used), f"{codes[0]}-{chain[-1].last}")
        used.add(free)
        for span in chain:
            span.area = free


def _chain(span: Span) -> list[Span]:
    chain = [span]
    while chain[-1].follower is not None:
        chain.append(chain[-1].follower)
    return chain


def _name_changes(ending: list[Span], spans: list[Span], hints: Hints, gone: Mapping[Key, str]) -> None:
    """Say how each span ended."""
    after: dict[int, dict[str, Span]] = {}
    for span in ending:
        assert span.last is not None
        if span.follower is not None:
            span.change, span.successor = _change(span.value, span.follower.value), span.follower.area
            continue
        year = span.last + 1
        if year not in after:
            after[year] = {s.value.code: s for s in spans if s.first <= year and (s.last or year) >= year}
        told, known = gone.get((span.value.code, year)), hints.get((span.value.code, span.last))
        alive = after[year]
        by_event = [alive[told]] if told in alive else []
        by_hint = [s for s in alive.values() if known and hints.get((s.value.code, year)) == known]
        found = {s.area for s in by_event or by_hint if s.area != span.area and _is_near(span, s, alive)}
        span.change, span.successor = ("merged", found.pop()) if len(found) == 1 else ("ended", None)


def _is_near(old: Span, new: Span, alive: Mapping[str, Span]) -> bool:
    """True for areas of one prefecture; of one province where the old one's prefecture is gone too."""
    if old.value.province != new.value.province:
        return False
    is_loose = (
        old.value.prefecture is None or old.value.level == "prefecture" or old.value.parent not in alive
    )
    return is_loose or old.value.prefecture == new.value.prefecture


def _change(old: Area, new: Area) -> str:
    if stem_of(old.name) != stem_of(new.name):
        return "renamed"
    if old.name != new.name:
        return "restyled"  # a county that became a city or a district
    return "recoded" if old.code != new.code else "moved"
