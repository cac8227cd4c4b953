"""Names in links and registers are read in the year that they speak of: areas were renamed and merged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from gongkai.divisions import Division, Divisions
from gongkai.identifying import Bodies

AREAS = Divisions(
    [
        Division("320829", "江苏省", "淮安市", "洪泽县", area="320813", first=1990, last=2015),
        Division("320813", "江苏省", "淮安市", "洪泽区", area="320813", first=2016),
    ]
)


@pytest.fixture
def bodies() -> Iterator[Bodies]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE claim (organization_id TEXT)")
    yield Bodies(db, AREAS)
    db.close()


@pytest.mark.parametrize("code", ["320813", "320829"])
@pytest.mark.parametrize(("year", "area"), [(2014, "洪泽县"), (2020, "洪泽区")])
@pytest.mark.parametrize("printed", ["教育局", "{area}教育局"])
def test_a_link_is_read_in_its_own_year(
    bodies: Bodies, code: str, year: int, area: str, printed: str
) -> None:
    name = printed.format(area=area)
    assert bodies.linked(name, code, None, None, year) == ("320813:教育局", f"{area}教育局")
