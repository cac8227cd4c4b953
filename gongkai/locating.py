"""Which area a body's name belongs to: by the name itself, else by what the site and the document say.

Promises: an area that the name begins with goes before all else; of several, or where the name has none, the
sources file decides, then what is printed, then the steps that lead to the page, then the tags of the site,
and of one rank all must agree.
Refuses: to choose where they do not: the problem is `several` areas that fit, or `none`.
Caveat: 市统计局 on a county's site is the body of the city above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from gongkai.divisions import NATION, Division, Divisions

_VAGUE = frozenset({"城区", "郊区", "矿区", "新区", "市区"})  # also said of places that are no counties
_RELATIVE = re.compile(r"(省|自治区|市|县|区|旗|州|盟)(?![场容辖域划块]|政(?![府协务法]))(?=.{2})")
_BRANCH = re.compile(r"国家[^省市县区旗州盟]{2,12}?(?:总局|局|署|委员会)|中国人民银行")
_TAX = "国家税务总局"
_NATIONAL = re.compile(r"国务院|国家[^局署]{2,}(?:局|署|委员会|部)$|中国[^局]{2,}(?:局|委员会|银行)$")

# the area's id, the rest of the name, the problem, and the areas that fit where there is one
Located = tuple[str | None, str, str | None, tuple[Division, ...]]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Codes of areas that a document speaks of: `printed` on it, the nearest of the steps that lead to it
    (`trail`), or in the two `tags` of its site."""

    printed: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


Ask = Callable[[], Witnesses]  # most names say their area themselves: then nobody is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """Who can say which area is meant."""

    hint: str | None
    ask: Ask

    def ranks(self) -> tuple[tuple[str, ...], ...]:
        """Codes by who says so: sources file, document, trail, tags."""
        told = self.ask()
        return (self.hint,) if self.hint else (), told.printed, told.trail, told.tags


def locate(name: str, asked: Asked, divisions: Divisions, year: int | None) -> Located:
    """The area of a name in a year, and what is left of the name."""
    branch = _BRANCH.match(name)
    if branch:
        found = _begin(name[branch.end() :], asked, divisions, year)
        if found is not None:
            code, rest, problem, areas = found
            return code, rest if branch[0] == _TAX else branch[0] + rest, problem, areas
    return _begin(name, asked, divisions, year) or _bare(name, asked, divisions)


def _begin(name: str, asked: Asked, divisions: Divisions, year: int | None) -> Located | None:
    """The area that a name begins with; None where it begins with none."""
    reading = next(divisions.read(name, year), None)
    if reading is None:
        return None
    is_sure = len(reading.areas) == 1 and name[: reading.end] not in _VAGUE
    chosen = reading.areas[0] if is_sure else _choose(reading.areas, asked, divisions)
    if chosen is None:
        return None, name, "several", reading.areas
    return chosen.id, name[reading.end :], None, ()


def _choose(areas: tuple[Division, ...], asked: Asked, divisions: Divisions) -> Division | None:
    """The one area that all who can decide, of the first rank that can, name."""
    for codes in asked.ranks():
        chosen: dict[str, Division] = {}
        for code in codes:
            fit = [area for area in areas if area.is_within(divisions.get(code).id)]
            fit = fit or [area for area in areas if divisions.get(code).is_within(area.id)]
            if len(fit) == 1:
                chosen[fit[0].id] = fit[0]
        if chosen:
            return next(iter(chosen.values())) if len(chosen) == 1 else None
    return None


def _bare(name: str, asked: Asked, divisions: Divisions) -> Located:
    """A name without an area belongs to the area that is known; 县统计局 to the county of it."""
    areas = _known(asked, divisions)
    area = areas[0] if len(areas) == 1 else None
    if (not areas or (area and area.id == NATION)) and _NATIONAL.match(name):
        return NATION, name, None, ()
    if area is None:
        return None, name, "several" if areas else "none", tuple(areas)
    relative = _RELATIVE.match(name)
    if relative is None or not area.name:
        return area.id, name, None, ()
    above = _meant(relative[1], area, divisions)
    return (above, name[relative.end() :], None, ()) if above else (None, name, "none", (area,))


def _known(asked: Asked, divisions: Divisions) -> list[Division]:
    """The areas that a name without one may belong to: one where all is certain."""
    hint, printed, trail, tags = ([divisions.get(code) for code in codes] for codes in asked.ranks())
    if not hint and not printed:
        if trail:
            return trail if all(tag.id == trail[0].id for tag in tags) else [*trail, *tags]
        return tags[:1] if len(tags) == 2 and tags[0].id == tags[1].id else []
    inside = [area for area in printed if not hint or area.is_within(hint[0].id)]
    nearest = {
        area.id: area
        for area in inside or hint
        if not any(other.id != area.id and other.is_within(area.id) for other in inside)
    }
    return list(nearest.values())


def _meant(word: str, area: Division, divisions: Divisions) -> str | None:
    """The id of the area that a word like 县 means on the site of an area; None where it means none above it.

    >>> from gongkai.divisions import read_divisions
    >>> [_meant(word, read_divisions().get("990101"), read_divisions()) for word in "县市省旗"]
    ['990101', '990100', '990000', None]
    """
    codes = (area.id, f"{area.id[:4]}00", f"{area.id[:2]}0000")
    own = [divisions.get(code) for code in dict.fromkeys(codes)]
    return next((one.id for one in own if one.name.endswith(word)), None)
