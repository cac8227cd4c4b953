"""The list of government portals: where a search for annual reports begins, area by area.

Promises: one portal an area, with the code of the area where the table of divisions has one.
Refuses: to guess a code: where no area, or more than one, has the names it stays empty.
Caveat: the addresses answered, or did not, in April 2026; `access` says how.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from gongkai.errors import InputError
from gongkai.reference import reference_file
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal of a province, prefecture or county; `url` is where it answered, `access` how.

    `level` is the list's own: districts of the four municipalities stand as prefectures. `access` is direct,
    protocol-switch (answered under the other scheme), ua-mobile, or none.
    """

    url: str
    level: str
    province: str
    prefecture: str | None
    county: str | None
    division_code: str | None
    access: str
    checked: date

    @property
    def name(self) -> str:
        """The area's names, from the province down."""
        return "".join(name for name in (self.province, self.prefecture, self.county) if name)

    @property
    def source(self) -> Source:
        """The portal as a row of a sources file."""
        return Source(self.url, kind="portal", division_code=self.division_code)


def read_portals(province: str | None = None) -> list[Portal]:
    """The portals of a province, or of all; a province may be named by its beginning (内蒙古).

    >>> [portal.url for portal in read_portals("内蒙古") if portal.county == "奈曼旗"]
    ['http://www.naimanqi.gov.cn/']

    Raises InputError where no province has this name.
    """
    codes = _read_codes()
    with reference_file("portals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if province is None:
        return [_portal(row, codes) for row in rows]
    wanted = province.strip()
    chosen = [_portal(row, codes) for row in rows if wanted and row["province"].startswith(wanted)]
    if not chosen:
        names = "、".join(dict.fromkeys(row["province"] for row in rows))
        raise InputError(f"{province}: no such province", remedy=f"Known: {names}.")
    return chosen


def _portal(row: dict[str, str], codes: dict[tuple[str, ...], set[str]]) -> Portal:
    names = (row["province"], row["prefecture"], row["county"])
    known = codes.get(names) or codes.get((row["province"], row["county"] or row["prefecture"])) or set()
    code = row["division_code"] or (next(iter(known)) if len(known) == 1 else "")
    return Portal(
        url=row["final_url"] or row["url"],
        level=row["level"],
        province=row["province"],
        prefecture=row["prefecture"] or None,
        county=row["county"] or None,
        division_code=code or None,
        access=row["access"],
        checked=date.fromisoformat(row["checked"]),
    )


def _read_codes() -> dict[tuple[str, ...], set[str]]:
    """Codes by all three names, and by province and own name."""
    codes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    with reference_file("divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = (row["province"], row["prefecture"], row["county"])
            codes[names].add(row["code"])
            codes[row["province"], row["county"] or row["prefecture"]].add(row["code"])
    return codes
