"""Series: which indicators of different forms are one, and which only look alike, each with the reason.

Promises: indicators are joined only where they mean the same; look-alikes are listed as not joined.
Refuses: to join a sum of several indicators with one.
Caveat: labels of the list of 2014 that no published page confirms are joined by their wording alone.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from gongkai.reference import reference_file


@dataclass(frozen=True, slots=True)
class Member:
    """An indicator of a form beside a series: `joined`, or taken for a part of it wrongly; and why."""

    series: str
    indicator: str
    form: str
    joined: bool
    why_zh: str
    why_en: str


@lru_cache(maxsize=1)
def read_series() -> tuple[Member, ...]:
    """All members and look-alikes, by series, indicator and form.

    >>> [one.form for one in read_series() if one.series == "disputes_reconsideration_upheld"]
    ['2014', '2019', '2021']
    """
    with reference_file("series.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_member(row) for row in csv.DictReader(file))


def _member(row: dict[str, str]) -> Member:
    texts = {name: text for name, text in row.items() if name != "joined"}
    return Member(joined=row["joined"] == "true", **texts)


@lru_cache(maxsize=1)
def series_by_indicator() -> dict[str, str]:
    """The series of each indicator that is joined with another form's.

    >>> series_by_indicator()["annex_requests_received"]
    'requests_received_total'
    """
    return {one.indicator: one.series for one in read_series() if one.joined}
