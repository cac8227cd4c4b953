"""Towns and streets: their codes, and which county of an area has one of a name.

Promises: a town is looked for by its county and name, never by its code: codes differ between the lists. Of
two codes the one of the older list is given.
Refuses: to place a town by its name alone: what is unique in the lists of 2023 and 2026 was not before.
Caveat: read when a town is first asked for, in a fifth of a second.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import pyarrow.parquet as pq

from gongkai.divisions import Divisions
from gongkai.reference import reference_file


class Towns:
    """Look-up of towns, as (name, county, code), the older list's first."""

    def __init__(self, towns: list[tuple[str, str, str]]) -> None:
        self._by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, county, code in towns:
            self._by_name[name].append((county, code))

    def code(self, name: str, area: str) -> str | None:
        """The code of the town of this name in the area of this id.

        >>> Towns([("巴丹吉林镇", "152922", "152922103")]).code("巴丹吉林镇", "152922")
        '152922103'
        """
        return next((code for county, code in self._by_name.get(name, ()) if county == area), None)

    def counties(self, name: str, area: str, divisions: Divisions) -> list[str]:
        """The ids of the areas within an area that have a town of this name.

        >>> areas = Divisions([])
        >>> Towns([("巴丹吉林镇", "152922", "152922103")]).counties("巴丹吉林镇", "152900", areas)
        ['152922']
        """
        found = {county for county, _ in self._by_name.get(name, ())}
        return sorted(county for county in found if divisions.get(county).is_within(area))


@lru_cache(maxsize=1)
def read_towns() -> Towns:
    """The towns of the tracked table.

    >>> read_towns().code("巴丹吉林镇", "152922")
    '152922103'
    """
    names = ["name", "parent", "code", "valid_from"]
    with pq.ParquetFile(reference_file("divisions.parquet")) as file:
        columns = file.read_row_group(1, columns=names).to_pydict()
    rows = sorted(zip(*(columns[name] for name in names), strict=True), key=lambda row: (row[3], row[2]))
    return Towns([(name, parent, code) for name, parent, code, _ in rows])
