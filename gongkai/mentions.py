"""From all that documents say of one body to its row in `organizations`.

Promises: the same row whatever the order of documents; the name is the canonical one of the newest year, and
every other name stands among the aliases, with the years in which it was met or is known.
Refuses: to choose between areas here: that is decided for each document alone.
Caveat: an alias of reports without a year has no years.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.fields import TABLES
from gongkai.rows import Row
from gongkai.tracked import Tracked

_PLACES = {name: place for place, name in enumerate(TABLES["organizations"].schema().names)}
_NAME, _WIDTH = _PLACES["name"], _PLACES["township_code"] + 1

Years = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A body as documents of the years `first` to `last` have it: a row, with the printed name at its end."""

    row: Row
    first: int | None
    last: int | None


def find_mentions(documents: Iterable[tuple[str, int]]) -> list[Mention]:
    """The ways in which documents have one body, from each one's row, as JSON, and year; 0 for no year."""
    years: dict[str, set[int]] = {}
    for text, year in documents:
        years.setdefault(text, set()).update({year} - {0})
    return [
        Mention(json.loads(text), min(found, default=None), max(found, default=None))
        for text, found in years.items()
    ]


def organization_row(mentions: Sequence[Mention], tracked: Iterable[Tracked]) -> Row:
    """The row of a body; there is one mention at least."""
    newest = max(mentions, key=lambda one: (one.last or 0, one.first or 0, repr(one.row)))
    years = [year for one in mentions for year in (one.first, one.last) if year]
    known = list(tracked)
    successors = sorted(one.successor for one in known if one.successor)
    return [
        *newest.row[:_WIDTH],
        min(years, default=None),
        max(years, default=None),
        _aliases(str(newest.row[_NAME]), mentions, known),
        successors[-1] if successors else None,
    ]


def _aliases(name: str, mentions: Iterable[Mention], tracked: Iterable[Tracked]) -> str | None:
    met: dict[str, list[Years]] = {}
    for one in mentions:
        for other in {str(one.row[_NAME]), str(one.row[-1])}:
            met.setdefault(other, []).append((one.first, one.last))
    for row in tracked:
        met.setdefault(row.name, []).append((row.from_year, row.to_year))
    met.pop(name, None)
    return ";".join(f"{other}{_span(met[other])}" for other in sorted(met)) or None


def _span(years: Iterable[Years]) -> str:
    """The years of a name, in brackets; nothing where none is known.

    >>> _span([(2014, 2014), (2016, 2017)]), _span([(2014, 2014)]), _span([(None, None)])
    (' (2014-2017)', ' (2014)', '')
    """
    known = sorted({year for pair in years for year in pair if year})
    if not known:
        return ""
    return f" ({known[0]})" if len(known) == 1 else f" ({known[0]}-{known[-1]})"
