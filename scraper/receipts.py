"""What a run really did to each host, for its webmaster: the politeness receipt.

Promises: a receipt is made of the requests that were sent, as they were sent, whatever ended the run;
the delay is measured from the end of an answer to the next request, not taken from the settings.
Refuses: to count an address that was never asked for as a request.
Caveat: hosts that share a domain or an address share its delay; each receipt shows its own host's part.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from scraper.answer import Answer
from scraper.guard import Target
from scraper.robots import Decision, Robots

MAX_RULES = 50  # lines of robots.txt that are named in a receipt; a file of thousands would hide them
_OTHERS = "(other lines)"


@dataclass(frozen=True, slots=True)
class RobotsReceipt:
    """What robots.txt said and how often it decided; `rules` are (line, addresses), most frequent first.

    `status` is the HTTP status, None where there was no answer or nobody asked. `reading` is one of
    robots_allow (it has rules), robots_absent, robots_is_html, robots_refused, robots_busy,
    robots_unreachable, not_asked. `exceptions` are the reasons that the sources file gives.
    """

    status: int | None = None
    reading: str = "not_asked"
    crawl_delay: float = 0.0
    allowed: int = 0
    forbidden: int = 0
    rules: tuple[tuple[str, int], ...] = ()
    exceptions: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """One host in one run. Seconds and bytes; moments are UTC.

    `delays` are those between an answer and the next request; None where there was one request at most.
    `statuses` counts answers, with `no_answer` among them; `unchanged` of them said 304. `refusals` counts
    answers that refused us, `waits` and `waited` the times that Retry-After asked for, all of them kept.
    """

    host: str
    addresses: tuple[str, ...]
    requests: int
    bytes: int
    first_request: datetime | None
    last_request: datetime | None
    mean_delay: float | None
    least_delay: float | None
    answering: float
    statuses: tuple[tuple[str, int], ...]
    unchanged: int
    unchanged_share: float
    refusals: int
    waits: int
    waited: float
    robots: RobotsReceipt


@dataclass(slots=True)
class _Notes:
    """What is noted of a host while the run goes on."""

    addresses: dict[str, None] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    ended: float | None = None
    delays: float = 0.0
    least: float | None = None
    answering: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    waits: int = 0
    waited: float = 0.0
    robots: RobotsReceipt = field(default_factory=RobotsReceipt)
    allowed: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    exceptions: Counter[str] = field(default_factory=Counter)


class Receipts:
    """Takes notes of every request of a run; `all` gives the receipts, at any moment."""

    def __init__(self) -> None:
        self._notes: dict[str, _Notes] = {}

    def note_request(
        self,
        target: Target,
        *,
        at: datetime,
        began: float,
        ended: float,
        answer: Answer | None,
        received: int = 0,
    ) -> None:
        """A request was sent `at`; `began` and `ended` are of the monotonic clock.

        `received` are the bytes that came where they made no answer.
        """
        notes = self._of(host_of(target))
        notes.addresses.update(dict.fromkeys(target.addresses))
        if notes.ended is not None:
            delay = began - notes.ended
            notes.delays += delay
            notes.least = delay if notes.least is None else min(notes.least, delay)
        notes.first, notes.last, notes.ended = notes.first or at, at, ended
        notes.requests += 1
        notes.answering += ended - began
        notes.bytes += answer.received if answer else received
        notes.statuses[str(answer.status) if answer else "no_answer"] += 1

    def note_robots(self, target: Target, status: int | None, robots: Robots) -> None:
        """The answer to /robots.txt was read."""
        reading = robots.closed or robots.note
        self._of(host_of(target)).robots = RobotsReceipt(status, reading, robots.delay)

    def note_decision(self, target: Target, decision: Decision) -> None:
        """An address was looked up in robots.txt."""
        notes = self._of(host_of(target))
        if decision.reason == "exception":
            notes.exceptions[decision.rule or ""] += 1
        elif decision.allowed:
            notes.allowed += 1
        else:
            line = decision.rule or decision.reason
            is_known = line in notes.rules or len(notes.rules) < MAX_RULES
            notes.rules[line if is_known else _OTHERS] += 1

    def note_refusal(self, target: Target) -> None:
        """An answer refused us: by its status, or by a challenge in it."""
        self._of(host_of(target)).refusals += 1

    def note_wait(self, target: Target, seconds: float) -> None:
        """Retry-After asked for `seconds`, and they will be waited."""
        notes = self._of(host_of(target))
        notes.waits += 1
        notes.waited += seconds

    def all(self) -> tuple[Receipt, ...]:
        """The receipts so far, by host."""
        return tuple(_receipt(host, notes) for host, notes in sorted(self._notes.items()))

    def _of(self, host: str) -> _Notes:
        return self._notes.setdefault(host, _Notes())


def host_of(target: Target) -> str:
    """The host as an address names it, with its port where that is not the usual one.

    >>> host_of(Target("http://127.0.0.1:8931/x", "http", "127.0.0.1", 8931, ("127.0.0.1",)))
    '127.0.0.1:8931'
    """
    is_usual = target.port == {"http": 80, "https": 443}[target.scheme]
    return target.host if is_usual else f"{target.host}:{target.port}"


def _receipt(host: str, notes: _Notes) -> Receipt:
    gaps = notes.requests - 1
    unchanged = notes.statuses["304"]
    return Receipt(
        host=host,
        addresses=tuple(notes.addresses),
        requests=notes.requests,
        bytes=notes.bytes,
        first_request=notes.first,
        last_request=notes.last,
        mean_delay=notes.delays / gaps if gaps > 0 else None,
        least_delay=notes.least,
        answering=notes.answering,
        statuses=tuple(notes.statuses.most_common()),
        unchanged=unchanged,
        unchanged_share=unchanged / notes.requests if notes.requests else 0.0,
        refusals=notes.refusals,
        waits=notes.waits,
        waited=notes.waited,
        robots=_robots(notes),
    )


def _robots(notes: _Notes) -> RobotsReceipt:
    said = notes.robots
    return RobotsReceipt(
        status=said.status,
        reading=said.reading,
        crawl_delay=said.crawl_delay,
        allowed=notes.allowed,
        forbidden=notes.rules.total(),
        rules=tuple(notes.rules.most_common()),
        exceptions=tuple(notes.exceptions.most_common()),
    )
