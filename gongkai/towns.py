"""Towns and streets: their codes, and which county of an area has one of a name.

Promises: a town is looked for by its county and name, never by its code: codes differ between the lists. Of
two codes the one of the older list is given.
Refuses: to place a town by its name alone: what is unique in the lists of 2023 and 2026 was not before.
Caveat: read when a town is first asked for, in a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyarrow.parquet as pq

from gongkai.divisions import Divisions
from gongkai.reference import reference_file


class Towns:
    """Look-up of towns, as (name, county, code), the older list's first."""

    def __init__(self, towns: Iterable[tuple[str, str, str]]) -> None:
        self._by_name: dict[str, tuple[str, ...]] = {}  # county and code in turn: half the room of pairs
        for name, county, code in towns:
            self._by_name[name] = (*self._by_name.get(name, ()), county, code)

    def code(self, name: str, area: str) -> str | None:
        """The code of the town of this name in the area of this id.

        >>> Towns([("巴丹吉林镇", "152922", "152922103")]).code("巴丹吉林镇", "152922")
        '152922103'
        """
        found = self._by_name.get(name, ())
        pairs = zip(found[::2], found[1::2], strict=True)
        return next((code for county, code in pairs if county == area), None)

    def counties(self, name: str, area: str, divisions: Divisions) -> list[str]:
        """The ids of the areas within an area that have a town of this name.

        >>> areas = Divisions([])
        >>> Towns([("巴丹吉林镇", "152922", "152922103")]).counties("巴丹吉林镇", "152900", areas)
        ['152922']
        """
        found = set(self._by_name.get(name, ())[::2])
        return sorted(county for county in found if divisions.get(county).is_within(area))


@lru_cache(maxsize=1)
def read_towns() -> Towns:
    """The towns of the tracked table, in whose order the older list goes first.

    >>> read_towns().code("巴丹吉林镇", "152922")
    '152922103'
    """
    with pq.ParquetFile(reference_file("divisions.parquet")) as file:
        return Towns(_towns(file))


def _towns(file: pq.ParquetFile) -> Iterator[tuple[str, str, str]]:
    counties: dict[str, str] = {}  # one string a county
    for batch in file.iter_batches(4096, row_groups=[1], columns=["name", "parent", "code"]):
        columns = batch.to_pydict()
        for name, parent, code in zip(columns["name"], columns["parent"], columns["code"], strict=True):
            yield name, counties.setdefault(parent, parent), code
