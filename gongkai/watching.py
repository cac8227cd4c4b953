"""What a crawl is doing, put together from its events: counts, pace, what is left, and each site's state.

Promises: every number is counted from events; memory grows with the sites that are active, not with pages.
Caveat: what is left is at least what it says: lists that are still to be read may lead to more.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

from scraper.events import PAGES, Event

WINDOW = 300.0  # seconds over which the pace is measured
STEP = 1.0  # seconds between two samples of it, so that a fast crawl takes no more memory
TROUBLES = 3  # last refusals and failures that are remembered


@dataclass(slots=True)
class SiteState:
    """One site: `state` is asking, waiting, resting or working, since `at`; `until` is its next turn.

    `begun` and `seen` are its first and its last event.
    """

    site: str
    host: str
    state: str
    at: datetime
    begun: datetime
    seen: datetime
    until: float = 0.0  # seconds from `at`
    delay: float = 0.0
    reason: str | None = None
    done: int = 0
    queued: int = 0

    def left(self, now: datetime) -> float:
        """Seconds until its next turn."""
        return max(self.until - (now - self.at).total_seconds(), 0.0)

    @property
    def seconds_left(self) -> float | None:
        """How long what waits there takes at the pace so far; None before there is one."""
        spent = (self.seen - self.begun).total_seconds()
        return spent / self.done * self.queued if spent and self.done else None


WORDS = ("exception", "exception_ended", "clock_behind", "budget")  # kinds that a person is told of at once


class Exceptions:
    """What is said of exceptions and of a clock that is wrong, once a host, however many pages they let
    through; and of searches and lists that were cut short, once an address.
    """

    def __init__(self) -> None:
        self._said: set[str] = set()

    def word(self, event: Event) -> str | None:
        """A line where the event is of such a kind, and was not said yet."""
        place = event.url if event.kind == "budget" else event.host
        text = f"{event.kind} {place or ''}".strip() + f": {event.message}"
        if event.kind not in WORDS or text in self._said:
            return None
        self._said.add(text)
        return text


class Watch:
    """Takes events as they come."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.done = self.queued = 0
        self.bytes = 0
        self.begun: datetime | None = None
        self.sites: dict[str, SiteState] = {}
        self.troubles: deque[str] = deque(maxlen=TROUBLES)
        self.closed: str | None = None
        self._samples: deque[tuple[datetime, int]] = deque()

    def take(self, event: Event) -> None:
        """Count an event."""
        self.kinds[event.kind] += 1
        self.done, self.queued, self.bytes = event.done, event.queued, self.bytes + event.bytes
        self.closed = event.message if event.kind == "closed" else None
        if event.kind == "site_left" or event.kind in ("refused", "failed"):
            self.troubles.append(f"{event.kind}: {event.url}: {event.message}")
        if event.at is None:
            return
        self.begun = self.begun or event.at
        self._sample(event.at)
        if event.kind in ("site_left", "site_done"):
            self.sites.pop(event.site or "", None)
        elif event.site is not None:
            self._move(event, event.site, event.at)

    def per_minute(self) -> float | None:
        """Addresses that came to their end a minute; None before there is something to say."""
        if len(self._samples) < 2:
            return None
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return 60 * (after - before) / (last - first).total_seconds()

    def seconds_left(self) -> float | None:
        """How long it will take at least: the slowest site alone, or all at the present pace."""
        pace = self.per_minute()
        by_pace = [60 * self.queued / pace] if pace else []
        by_site = [left for site in self.sites.values() if (left := site.seconds_left) is not None]
        return max([*by_pace, *by_site], default=None)

    def _sample(self, at: datetime) -> None:
        if not self._samples or (at - self._samples[-1][0]).total_seconds() >= STEP:
            self._samples.append((at, self.done))
        while (at - self._samples[0][0]).total_seconds() > WINDOW:
            self._samples.popleft()

    def _move(self, event: Event, site: str, at: datetime) -> None:
        host = event.host or site
        known = self.sites.setdefault(site, SiteState(site, host, "working", at, at, at))
        known.host, known.queued = host, event.site_queued
        known.done += event.kind in PAGES
        known.seen = at
        if event.kind == "asking":
            known.state, known.at, known.until, known.reason = "asking", at, 0.0, None
        elif event.kind == "answered":
            known.delay = event.delay or 0.0
            if known.state != "resting":  # the answer asked for it, and that was told first
                known.state, known.at, known.until = "waiting", at, known.delay
        elif event.kind == "wait":
            known.state, known.at, known.until = "resting", at, event.seconds or 0.0
            known.reason = event.reason
