"""Administrative areas: their codes (GB/T 2260) and names over the years, and which a name begins with.

Promises: names are read in a year: 洪泽县 is one in 2015, 洪泽区 in 2017, and both are one area, whose `area`
is its newest code. `read` gives every area that fits; none is chosen here.
Refuses: to take 新城区街道 for a street of some 新城区, or 长沙市场 for something of 长沙市.
Caveat: areas that were gone before 2007 have no names here; 99xxxx are the invented areas of the sample site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyarrow.parquet as pq

from gongkai.reference import reference_file

EARLIEST = 2007  # the year before the first reports
ALWAYS = 9999  # `last` of what lasts
MAX_PATH = 3  # names before an area's own
NATION = "100000"  # GB/T 2260: the whole country

_COLUMNS = ["code", "province", "prefecture", "county", "area", "valid_from", "valid_to"]
_NO_REST = re.compile(
    r"街道|[镇乡](?=人民|政府|$)|村(?=民|委|$)|社区|管理?委员?会|分局|办事处|政(?=[局管公设建]|工程|园林)"
    r"|(?<=市)[场容辖](?!馆)|(?<=[区县])[域划块]"
)
_SHORT = re.compile(r"(?<=..)(?:省|市|(?:壮族|回族|维吾尔)?自治区|[^市县]*自治州|地区|盟)$")


@dataclass(frozen=True, slots=True)
class Division:
    """A county-level or higher area in the years `first` to `last`, and the areas above it."""

    code: str
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    area: str = ""
    first: int = 0
    last: int = ALWAYS

    @property
    def name(self) -> str:
        """The area's own name.

        >>> Division("990100", "岚海省", "望澜市").name
        '望澜市'
        """
        return self.county or self.prefecture or self.province or ""

    @property
    def id(self) -> str:
        """The newest code of the area."""
        return self.area or self.code

    def above(self) -> Iterator[str]:
        """The names of the areas above, whole and without the word for their level."""
        for name in (self.province, self.prefecture):
            if name and name != self.name:
                yield name
                yield _SHORT.sub("", name)

    def is_within(self, code: str) -> bool:
        """True for the area of this code and those inside it.

        >>> [Division("990101").is_within(code) for code in ("990101", "990100", "990000", "990102")]
        [True, True, True, False]
        """
        top = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        return self.code.startswith(top) or self.id.startswith(top)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name may begin with: areas of one name that ends at `end`."""

    end: int
    areas: tuple[Division, ...]


class Divisions:
    """Look-up of areas by code and by the beginning of a name."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code: dict[str, list[Division]] = defaultdict(list)
        self._by_area: dict[str, list[Division]] = defaultdict(list)
        self._by_name: dict[str, list[tuple[Division, frozenset[str]]]] = defaultdict(list)
        for one in sorted(divisions, key=lambda one: (one.last, one.first, one.code)):
            self._by_code[one.code].append(one)
            self._by_area[one.id].append(one)
            self._by_name[one.name].append((one, frozenset((one.name, *one.above()))))
        upper = {name for known in self._by_name.values() for _, names in known for name in names}
        self._starts: dict[str, list[str]] = defaultdict(list)  # names by their first two characters
        for name in sorted(upper | set(self._by_name)):
            self._starts[name[:2]].append(name)

    def get(self, code: str | None) -> Division:
        """The area of this code, with its newest names; one without names where it is not known."""
        known = self._by_area.get(code or "") or self._by_code.get(code or "")
        return self._by_area[known[-1].id][-1] if known else Division(code or "")

    def is_known(self, code: str | None) -> bool:
        """True for a code that an area has, or had."""
        return (code or "") in self._by_code or (code or "") in self._by_area

    def is_newest(self, code: str) -> bool:
        """True for the newest code of an area."""
        return code in self._by_area

    def at(self, code: str, year: int | None) -> Division:
        """The area of this code with its names in a year; the newest where it had none."""
        newest = self.get(code)
        if year is None or newest.first <= year <= newest.last:
            return newest
        spans = self._by_area.get(newest.id, ())
        return next((one for one in spans if one.first <= year <= one.last), newest)

    def read(self, name: str, year: int | None = None) -> Iterator[Reading]:
        """The areas that a name may begin with in a year, the longest reading first.

        >>> areas = Divisions([Division("152922", "内蒙古自治区", "阿拉善盟", "阿拉善右旗")])
        >>> [(one.end, one.areas[0].code) for one in areas.read("内蒙古阿拉善右旗统计局")]
        [(8, '152922')]
        """
        found: dict[int, tuple[Division, ...]] = {}
        self._read(name, 0, (), found)
        for end in sorted(found, reverse=True):
            if end < len(name) and _NO_REST.match(name, end):
                continue
            yield Reading(end, _in_year(found[end], year))

    def _read(
        self, name: str, start: int, path: tuple[str, ...], found: dict[int, tuple[Division, ...]]
    ) -> None:
        """Note all areas whose names stand at `start`, below the areas of `path`; then go on behind them."""
        for part in self._starts.get(name[start : start + 2], ()):
            if not name.startswith(part, start):
                continue
            end = start + len(part)
            # all names before the area's own are of areas above it, or its own again
            fitting = tuple(one for one, names in self._by_name.get(part, ()) if names.issuperset(path))
            if fitting:
                found.setdefault(end, fitting)
            if end < len(name) and len(path) < MAX_PATH:
                self._read(name, end, (*path, part), found)


def _in_year(areas: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """One division an area: those that had the name in the year; else in the next, in which reports appear;
    else at any time, for names are used before and after they are official."""
    for moment in () if year is None else (year, year + 1):
        valid = {one.id: one for one in areas if one.first <= moment <= one.last}
        if valid:
            return tuple(valid.values())
    now = {one.id: one for one in areas if one.last == ALWAYS} if year is None else {}
    return tuple((now or {one.id: one for one in areas}).values())


@lru_cache(maxsize=1)
def read_divisions() -> Divisions:
    """The areas of the tracked table.

    >>> read_divisions().get("152922").county, read_divisions().get("320829").county
    ('阿拉善右旗', '洪泽区')
    """
    with pq.ParquetFile(reference_file("divisions.parquet")) as file:
        columns = file.read_row_group(0, columns=_COLUMNS).to_pydict()
    rows = zip(*(columns[name] for name in _COLUMNS), strict=True)
    return Divisions(
        Division(code, province, prefecture, county, area, first, ALWAYS if last is None else last)
        for code, province, prefecture, county, area, first, last in rows
        if last is None or last >= EARLIEST
    )
