"""How a search for columns is shown: what to look into, one line each; JSON; a sources file; a summary.

Promises: nothing that failed, is gone or was cut short goes untold.
Caveat: the words are for people; machines read the JSON.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from gongkai.discovering import Discovery
from gongkai.portals import read_portals
from scraper.sources import Source, write_sources

MOST = 3  # addresses of one host and one reason that are named
_KEYS = ("url", "organization", "division_code", "found", "gone")


def discovery_lines(found: Discovery) -> Iterator[str]:
    """What a person should look into, one line each."""
    for row in found.gone:
        yield f"gone: {row.url} ({row.organization or 'no organisation'}) shows no reports any more"
    for url, reason in found.failures:
        if reason == "no_column":
            yield f"nothing found: {url}: no page that was looked at leads to a column of annual reports"
    yield from _failure_lines(found)
    for note in found.notes:
        yield f"note: {note}"


def _failure_lines(found: Discovery) -> Iterator[str]:
    """What could not be had; many of one host with one reason are one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for url, reason in found.failures:
        if reason != "no_column":
            groups.setdefault((urlsplit(url).netloc, reason), []).append(url)
    for (host, reason), urls in groups.items():
        for url in urls[:MOST]:
            yield f"not had: {url}: {reason}"
        if len(urls) > MOST:
            yield f"not had: {len(urls) - MOST} more of {host}: {reason}"


def portals_lines(sources: Sequence[Source]) -> Iterator[str]:
    """The portals that a search would begin at, one line each: name, address, and how it answered."""
    for one in _portals(sources):
        yield f"{one['name'] or '-'}\t{one['url']}\t{one['access'] or 'not listed'}"


def portals_json(sources: Sequence[Source]) -> Iterator[str]:
    """The same as lines of kind `portal`."""
    return (_json({"kind": "portal", **one}) for one in _portals(sources))


def _portals(sources: Sequence[Source]) -> Iterator[dict[str, str | None]]:
    known = {portal.url: portal for portal in read_portals()}
    for source in sources:
        listed = known.get(source.url)
        yield {
            "name": listed.name if listed else None,
            "url": source.url,
            "access": listed.access if listed else None,
        }


def discovery_json(found: Discovery) -> Iterator[str]:
    """A line for each row of the file, and one that sums up."""
    new = {row.url for row in found.added}
    for row in found.rows:
        yield _json({"kind": "column", "new": row.url in new} | _values(row))
    yield _json(
        {
            "kind": "summary",
            "rows": len(found.rows),
            "added": len(found.added),
            "gone": [row.url for row in found.gone],
            "failures": dict(found.failures),
            "notes": list(found.notes),
            "pages": found.pages,
            "portals": found.portals,
            "portals_with_columns": found.fruitful,
            "file": str(found.path) if found.path else None,
        }
    )


def as_file(found: Discovery) -> str:
    """The rows as a sources file."""
    text = io.StringIO()
    write_sources(text, found.rows)
    return text.getvalue()


def discovery_summary(found: Discovery) -> str:
    """One line on what was found."""
    return (
        f"{found.path}: {len(found.rows)} rows, {len(found.added)} new, {len(found.gone)} gone; "
        f"{found.pages} pages of {found.portals} portals were looked at, {found.fruitful} led to columns. "
        f"Look it over, then: gongkai crawl {found.path}"
    )


def _values(row: Source) -> dict[str, object]:
    values = {name: getattr(row, name) for name in _KEYS}
    return {"row_kind": row.kind, **{name: value and str(value) for name, value in values.items()}}


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)
