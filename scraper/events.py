"""What a crawl tells while it runs: for a live view, or one line of JSON an event.

Promises: the kinds and fields below are stable; a new one may be added, none changes its meaning.
Caveat: `queued` grows while lists are still being read; it is what is known to wait at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

KINDS = {
    "asking": "a request is sent",
    "answered": "its answer came, or none did (`reason` says why)",
    "wait": "a site is left alone for `seconds`; `reason` is the status, or why there was no answer",
    "closed": "it is outside the hours that were set; nothing is asked for `seconds`",
    "stored": "a report came that is new, or has changed",
    "unchanged": "a report is as it was",
    "refused": "robots.txt or the site refuses the address; `reason` and `rule` say how",
    "failed": "the address could not be fetched; `reason` says why",
    "read": "a list or a portal was read",
    "site_left": "a site refused too often in a row; it is asked no more in this run",
    "site_done": "nothing waits for this site",
    "budget": "a search, or a list, was cut short; the message says by what, and what it left out",
    "exception": "a rule of conduct is lifted for this fetch, for the reason that the sources file gives",
    "exception_ended": "an exception of the sources file lifts nothing any more",
    "clock_behind": "the archive has records of later than now: what comes may look like the older version",
    "repaired": "the end of an archive file was cut off, or the frontier made anew, before the crawl began",
}
PAGES = frozenset({"stored", "unchanged", "refused", "failed", "read"})  # the ends of an address


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened; `kind` is one of KINDS. What does not apply to a kind is None or 0.

    `done` counts addresses that came to their end in this run, `queued` those that wait. `site` is what
    shares one delay, `site_queued` what waits there, `delay` the seconds until its next request, `seconds`
    how long an answer took, or how long is waited; `bytes` came over the network.

    >>> Event("stored", "http://a.example/1", "a.example", "", 1, 7).queued
    7
    """

    kind: str
    url: str | None
    host: str | None
    message: str
    done: int
    queued: int
    at: datetime | None = None
    site: str | None = None
    site_queued: int = 0
    status: int | None = None
    reason: str | None = None
    rule: str | None = None
    bytes: int = 0
    seconds: float | None = None
    delay: float | None = None
