"""What a crawl tells while it runs: for a progress bar, or one line of JSON an event."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened. `kind`: stored, unchanged, refused, failed, read, wait, site_left, repaired,
    exception (a rule is lifted for this fetch, for the reason that the sources file gives), exception_ended,
    budget.

    `done` counts addresses that came to their end in this run, `queued` those that wait.

    >>> Event("stored", "http://a.example/1", "a.example", "", 1, 7).queued
    7
    """

    kind: str
    url: str | None
    host: str | None
    message: str
    done: int
    queued: int
