"""The list of government portals: where a search for annual reports begins, area by area.

Promises: one portal an area, with the code of the area where the table of divisions has one.
Refuses: to guess a code: where no area, or more than one, has the names it stays empty.
Caveat: the addresses answered, or did not, in April 2026; `access` says how.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongkai.divisions import Divisions
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
    with reference_file("portals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if province is None:
        return [_portal(row) for row in rows]
    wanted = province.strip()
    chosen = [_portal(row) for row in rows if wanted and row["province"].startswith(wanted)]
    if not chosen:
        names = "、".join(dict.fromkeys(row["province"] for row in rows))
        raise InputError(f"{province}: no such province", remedy=f"Known: {names}.")
    return chosen


def _portal(row: dict[str, str]) -> Portal:
    return Portal(
        url=row["final_url"] or row["url"],
        level=row["level"],
        province=row["province"],
        prefecture=row["prefecture"] or None,
        county=row["county"] or None,
        division_code=row["division_code"] or None,
        access=row["access"],
        checked=date.fromisoformat(row["checked"]),
    )


def find_code(names: Sequence[str], year: int, divisions: Divisions) -> str | None:
    """The code, in a year, of the area of these names from the province down; None where it is not certain.

    First by all names, then by the province and the last.

    >>> from gongkai.divisions import read_divisions
    >>> find_code(("江苏省", "淮安市", "洪泽区"), 2026, read_divisions())
    '320813'
    """
    for whole in dict.fromkeys(("".join(names), names[0] + names[-1])):
        for reading in divisions.read(whole, year):
            if reading.end == len(whole) and len(reading.areas) == 1:
                return reading.areas[0].id
    return None


def write_codes(path: Path, year: int, divisions: Divisions) -> None:
    """Write the codes of a year into the list at `path`; they stay empty where they are not certain."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        names = [name for name in (row["province"], row["prefecture"], row["county"]) if name]
        row["division_code"] = find_code(names, year, divisions) or ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
