"""What crawls of the sample site should have met: the versions of each report, and which of them stand.

Promises: versions, replacements and the panel's choice follow from the states of the site and from when each
address was met; nothing is read from pages, archives or datasets.
Refuses: to know when a crawl came by: visits say so.
Caveat: the panel takes the version that was fetched last, so no two addresses of one report may be met at the
same moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from gongkai.samplesite.site import SampleSite
from gongkai.samplesite.truth import TruthReport

Place = tuple[int, str]  # host index and path
OrganizationYear = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Visit:
    """One crawl: the state that the site was in, and when each address was met that was asked for."""

    state: int
    met: Mapping[Place, datetime]


@dataclass(frozen=True, slots=True)
class Version:
    """One text of one report; `key` names its address and the state in which it was first met."""

    key: str
    truth: TruthReport
    fetched_at: datetime
    first_seen_at: datetime
    last_seen_at: datetime
    superseded_by: str | None = None

    @property
    def place(self) -> Place:
        """Where it was met."""
        return self.truth.host_index, self.truth.path

    @property
    def body_year(self) -> OrganizationYear:
        """Who reports, on which year."""
        return self.truth.organization_id, self.truth.year


@dataclass(frozen=True, slots=True)
class Replacement:
    """One text gave way to another: `after` was met at `seen_at`, `before` last at `last_seen_at`."""

    before: Version
    after: Version
    last_seen_at: datetime
    seen_at: datetime


def version_key(place: Place, state: int) -> str:
    """The name of a version.

    >>> version_key((0, "/a.html"), 2)
    '0/a.html#2'
    """
    return f"{place[0]}{place[1]}#{state}"


@cache
def truth_of(state: int) -> tuple[TruthReport, ...]:
    """What every report of the site shows in one of its states."""
    return tuple(SampleSite(state=state).truth())


class History:
    """All that visits of the site met, in the order of the visits."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        self.visits = tuple(visits)
        self.versions: dict[str, Version] = {}
        self.replacements: list[Replacement] = []
        for readings in self._readings().values():
            self._add_address(readings)
        self.panel = _panel(self.versions.values())

    def at(self, organization_id: str, year: int) -> list[Version]:
        """Every version of the report of a body on a year, at all addresses, by address and time."""
        found = (one for one in self.versions.values() if one.body_year == (organization_id, year))
        return sorted(found, key=lambda one: (one.place, one.fetched_at))

    def _readings(self) -> dict[Place, list[tuple[TruthReport, datetime, int]]]:
        readings: dict[Place, list[tuple[TruthReport, datetime, int]]] = {}
        for visit in self.visits:
            for truth in truth_of(visit.state):
                place = truth.host_index, truth.path
                if place in visit.met:
                    readings.setdefault(place, []).append((truth, visit.met[place], visit.state))
        return readings

    def _add_address(self, readings: Sequence[tuple[TruthReport, datetime, int]]) -> None:
        found: list[Version] = []  # the one that stands is the last
        steps: list[tuple[str, str, datetime, datetime]] = []
        for truth, moment, state in readings:
            standing = found[-1] if found else None
            if standing is not None and standing.truth == truth:
                found[-1] = replace(standing, last_seen_at=moment)
                continue
            older = next((one for one in found if one.truth == truth), None)
            key = older.key if older else version_key((truth.host_index, truth.path), state)
            first = older.first_seen_at if older else moment
            found = [one for one in found if one is not older]
            found.append(Version(key, truth, moment, first, moment))
            if standing is not None:
                steps.append((standing.key, key, standing.last_seen_at, moment))
        following = [one.key for one in found[1:]]
        for one, after in zip(found, [*following, None], strict=True):
            self.versions[one.key] = replace(one, superseded_by=after)
        self.replacements += [
            Replacement(self.versions[before], self.versions[after], last, seen)
            for before, after, last, seen in steps
        ]


def _panel(versions: Iterable[Version]) -> dict[OrganizationYear, Version]:
    """The version of each body and year that was fetched last."""
    panel: dict[OrganizationYear, Version] = {}
    for one in versions:
        other = panel.get(one.body_year)
        if other is not None and other.fetched_at == one.fetched_at:
            raise ValueError(f"{one.key} and {other.key} were met at the same moment")
        if other is None or other.fetched_at < one.fetched_at:
            panel[one.body_year] = one
    return panel
