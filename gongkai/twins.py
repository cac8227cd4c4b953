"""Reports that give the same numbers under two bodies or for two years: copied, or put at the wrong place.

Promises: twins share every number, of the whole report or of its tables 2 and 3 (requests and disputes); at
least 8 of the shared ones are not zero, and 4 of those differ from one another.
Refuses: to call reports of zeros twins, or to say which of two is the copy.
Caveat: a government and its office may rightly print the same numbers.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from gongkai.codebook import read_codebook
from parsers.report import Code, Finding, Report, Severity

LEAST = 8  # numbers that are not zero
LEAST_DISTINCT = 4
SHOWN = 5  # twins that a finding names
_PARTS = (("whole", None), ("requests and disputes", frozenset(["requests", "disputes"])))
_TABLES = {found.indicator: found.table for found in read_codebook()}
_TWINS = """
SELECT m.digest, w.report_id, w.organization_id, w.year, v.url
FROM built.mark m JOIN winner w USING (report_id) JOIN built.version v USING (report_id)
WHERE m.digest IN (
    SELECT digest FROM built.mark JOIN winner USING (report_id) GROUP BY digest HAVING count(*) > 1
) ORDER BY m.digest, w.organization_id, w.year
"""
_Member = tuple[str, str, str, int, str]  # digest, report_id, organization_id, year, address


def twin_digests(report: Report) -> tuple[str, ...]:
    """Digests of the numbers of a report, by part; none of a part that has too few."""
    digests = []
    for name, tables in _PARTS:
        numbers = sorted(
            (cell.indicator, float(cell.value))
            for cell in report.cells
            if cell.value and (tables is None or _TABLES.get(cell.indicator) in tables)
        )
        if len(numbers) >= LEAST and len({value for _, value in numbers}) >= LEAST_DISTINCT:
            digests.append(hashlib.sha256(f"{name}{numbers}".encode()).hexdigest())
    return tuple(digests)


def find_twins(db: sqlite3.Connection) -> Iterator[tuple[str, Finding]]:
    """A finding for each twin, that names the others."""
    told: set[tuple[str, ...]] = set()
    for _, group in groupby(db.execute(_TWINS), key=lambda row: row[0]):
        members: list[_Member] = list(group)
        key = tuple(member[1] for member in members)
        if key not in told:  # whole twins share both digests
            told.add(key)
            yield from ((member[1], _finding(member, members)) for member in members)


def _finding(one: _Member, members: list[_Member]) -> Finding:
    others = [member for member in members if member[1] != one[1]]
    shown = "; ".join(f"{name} {year} ({url})" for _, _, name, year, url in others[:SHOWN])
    more = len(others) - SHOWN
    zh, en = (f"等{len(others)}份", f" and {more} more") if more > 0 else ("", "")
    return Finding(
        Code.TWIN_REPORT,
        Severity.WARNING,
        f"数据与另一报告完全相同：{shown}{zh}",
        f"the numbers are those of another report: {shown}{en}",
    )
