"""What a body replaced: the cells in which a version of a report differs from the one before it.

Promises: every cell whose text or status changed is a row, with both and when each was seen; only versions of
one address, one organisation and one year are compared.
Refuses: to call a change a correction: the document does not say so.
Caveat: a change is seen when the page is fetched; it was made after the one before was last seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from gongkai.fields import TABLES
from gongkai.rows import Row
from gongkai.staged import unpack

_CELL = {name: place for place, name in enumerate(TABLES["cells"].schema().names)}
_SHOWN = ("value", "raw", "status")
_STEPS = """
SELECT s.after, s.before, n.organization_id, n.year, n.url, s.last_seen, s.seen_at, o.cells, n.cells
FROM built.step s JOIN built.version o ON o.report_id = s.before JOIN built.version n ON n.report_id = s.after
WHERE o.organization_id IS n.organization_id AND o.year = n.year ORDER BY s.after, s.seen_at
"""


def change_rows(db: sqlite3.Connection) -> Iterator[Row]:
    """The rows of `changes`."""
    for new, old, organization, year, url, last, seen, before, after in db.execute(_STEPS):
        earlier, later = _by_indicator(before), _by_indicator(after)
        for indicator in sorted({*earlier, *later}):
            one, other = earlier.get(indicator), later.get(indicator)
            values = [cell[_CELL[name]] if cell else None for name in _SHOWN for cell in (one, other)]
            if _differs(one, other):
                yield [new, seen, indicator, old, last, organization, year or None, url, *values]


def _by_indicator(packed: bytes) -> dict[str, Row]:
    return {str(row[_CELL["indicator"]]): row for row in unpack(packed)}


def _differs(one: Row | None, other: Row | None) -> bool:
    if one is None or other is None:
        return True
    return any(one[_CELL[name]] != other[_CELL[name]] for name in _SHOWN)
