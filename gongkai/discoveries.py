"""How a search for columns is shown: what to look into, one line each; JSON; a sources file; a summary.

Promises: nothing that failed, is gone or was cut short goes untold.
Caveat: the words are for people; machines read the JSON.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from gongkai.discovering import Discovery
from scraper.sources import Source, write_sources

_KEYS = ("url", "organization", "division_code", "found", "gone")


def discovery_lines(found: Discovery) -> Iterator[str]:
    """What a person should look into, one line each."""
    for row in found.gone:
        yield f"gone: {row.url} ({row.organization or 'no organisation'}) shows no reports any more"
    for url, reason in found.failures:
        yield f"not searched: {url}: {reason}"
    for note in found.notes:
        yield f"note: {note}"


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
        f"{found.pages} pages were looked at. Look it over, then: gongkai crawl {found.path}"
    )


def _values(row: Source) -> dict[str, object]:
    values = {name: getattr(row, name) for name in _KEYS}
    return {"row_kind": row.kind, **{name: value and str(value) for name, value in values.items()}}


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)
