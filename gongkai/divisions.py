"""Administrative areas: their codes (GB/T 2260), their names, and which of them a name begins with.

Promises: an area is read off a name only where the name begins with it and one area alone fits.
Refuses: to choose between two areas of one name without a hint.
Caveat: `divisions.csv` is short so far; 99xxxx are the invented areas of the sample site.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from gongkai.reference import reference_file


@dataclass(frozen=True, slots=True)
class Division:
    """A county-level or higher area and the areas above it."""

    code: str
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None

    def prefixes(self) -> set[str]:
        """The ways in which the name of a body in this area may begin.

        >>> sorted(Division("990100", "岚海省", "望澜市").prefixes())
        ['岚海省望澜市', '望澜市']
        """
        *above, own = [name for name in (self.province, self.prefecture, self.county) if name]
        choices = product(*(("", name) for name in above))
        return {"".join(chosen) + own for chosen in choices}


class Divisions:
    """Look-up of areas by code and by the beginning of a name."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {division.code: division for division in divisions}
        self._by_prefix: dict[str, set[str]] = defaultdict(set)
        for division in self._by_code.values():
            for prefix in division.prefixes():
                self._by_prefix[prefix].add(division.code)

    def get(self, code: str | None) -> Division:
        """The area of this code; one without names where it is not known."""
        return self._by_code.get(code or "", Division(code or ""))

    def split(self, name: str, hint: str | None) -> tuple[str | None, str]:
        """The code of the area that `name` belongs to, and what is left of the name.

        >>> areas = Divisions([Division("152922", "内蒙古自治区", "阿拉善盟", "阿拉善右旗")])
        >>> areas.split("阿拉善右旗巴丹吉林镇人民政府", None)
        ('152922', '巴丹吉林镇人民政府')
        >>> areas.split("巴丹吉林镇人民政府", "152922")
        ('152922', '巴丹吉林镇人民政府')
        """
        for end in range(len(name) - 1, 1, -1):
            codes = self._by_prefix.get(name[:end], set())
            if hint in codes:
                return hint, name[end:]
            if len(codes) == 1:
                return next(iter(codes)), name[end:]
        return hint, name


@lru_cache(maxsize=1)
def read_divisions() -> Divisions:
    """The areas that have names so far.

    >>> read_divisions().get("152922").county
    '阿拉善右旗'
    """
    with reference_file("divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
    return Divisions(Division(str(row.pop("code")), **row) for row in rows)
