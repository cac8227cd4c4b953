"""One polite fetch: guard, robots.txt, the turn of the site, retries, redirects.

Promises: each hop of a redirect is checked like a first address; robots answers are archived; a site that
says wait is left alone for as long as it says, also where nothing is tried again; every request is noted
for the receipts. Refuses: to fetch what robots.txt forbids, but for a source whose row excepts it with a
reason, on its own host; each use is told, and a delay that robots.txt asks for holds even then.
Caveat: a rule is read once a day, and a closed robots.txt is asked again after ten minutes. Where it was
open before, that is waited for: else a bad minute would cost all that still waits for the site.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from scraper.answer import Answer
from scraper.archive import ArchiveWriter, Hints
from scraper.challenge import EMPTY_SHELL, read_refusal
from scraper.client import Client
from scraper.clock import Clock
from scraper.errors import BadRedirect, FetchError, Unreachable
from scraper.events import Event
from scraper.guard import Guard, Target
from scraper.keeping import keep
from scraper.posting import read_request
from scraper.receipts import Receipts, host_of
from scraper.redirects import read_location
from scraper.retry import BUSY, OVERRUN, Busy, read_retry_after, with_retries
from scraper.robots import ASKED_BYTES, Decision, Robots, read_robots
from scraper.settings import CrawlSettings
from scraper.sources import Source
from scraper.throttle import Throttle
from scraper.turns import Turn, Turns

MAX_HOPS = 5  # redirects; RFC 9309 asks for five on robots.txt, real pages need two
ROBOTS_AGE = 86_400.0  # seconds; RFC 9309, section 2.4
CLOSED_AGE = 600.0  # seconds until a robots.txt that could not be had is asked for again
REOPENING = (600.0, 1800.0, 3600.0)  # seconds that are waited for a robots.txt that was open before


@dataclass(frozen=True, slots=True)
class Fetched:
    """The end of a fetch: an answer and where it came from, or the decision of robots.txt that stopped it."""

    answer: Answer | None
    decision: Decision
    target: Target | None = None


class Fetcher:
    """Fetches for one crawl.

    `on_event` is told of each request, and of each wait; `on_exception` (url, rule, reason) when a rule is
    lifted for a fetch; `on_turns` of what is owed to sites and addresses, each time that it changes.
    """

    def __init__(
        self,
        *,
        settings: CrawlSettings,
        clock: Clock,
        guard: Guard,
        client: Client,
        writer: ArchiveWriter | None,
        on_exception: Callable[[str, str, str], None] = lambda url, rule, reason: None,
        receipts: Receipts | None = None,
        on_event: Callable[[Event], None] = lambda event: None,
        on_turns: Callable[[Iterable[Turn]], None] = lambda turns: None,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._guard, self._client, self._writer = guard, client, writer
        self._receipts, self._on_event = receipts or Receipts(), on_event
        self._throttle = Throttle(settings, clock, self._tell_closed)
        self._turns = Turns(self._throttle, settings, clock, on_turns)
        self._robots: dict[tuple[str, str, int], tuple[Robots, float]] = {}
        self._on_exception = on_exception
        self._heard = float("-inf")

    async def fetch(self, url: str, source: Source, headers: Mapping[str, str] = {}) -> Fetched:
        """Fetch `url` and follow its redirects; FetchError where there is no answer."""
        visits: Counter[str] = Counter()
        for _ in range(MAX_HOPS + 1):
            target = await self._guard.check(url, source.url)
            decision = await self._decide(target, source)
            if not decision.allowed:
                return Fetched(None, decision)
            answer, target = await self._request(target, source, headers if not visits else {})
            following = read_location(answer)
            if following is None:
                answer = replace(answer, allowed_by=decision)
                return Fetched(answer, decision, target)
            visits[url] += 1
            # some sites send us back to the same address once, with a cookie
            if visits[following] > (answer.header("set-cookie") is not None):
                raise BadRedirect(url, f"redirects in a ring to {following}")
            url = following
        raise BadRedirect(url, f"more than {MAX_HOPS} redirects")

    async def decide(self, url: str, source: Source) -> Decision:
        """What robots.txt says of `url`; it is fetched and archived where it is not known.

        Raises FetchError where `url` itself may not be fetched (`Guard.check`).
        """
        return await self._decide(await self._guard.check(url, source.url), source)

    async def _decide(self, target: Target, source: Source) -> Decision:
        key = (target.scheme, target.host, target.port)
        robots, until = self._robots.get(key, (None, 0.0))
        if robots is None or self._clock.monotonic() >= until:
            was_open = robots is not None and robots.closed is None
            robots = await self._read_robots(target, source, REOPENING if was_open else ())
            age = CLOSED_AGE if robots.is_passing else ROBOTS_AGE
            self._robots[key] = (robots, self._clock.monotonic() + age)
            self._turns.lengthen(target.keys, robots.delay)
        decision = robots.decide(read_request(target.url).url)
        is_own = target.host == source.host  # an exception is for the host that it was agreed with
        if not decision.allowed and is_own and source.is_excepted("robots", self._clock.now().date()):
            self._on_exception(target.url, "robots", source.reason or "")
            decision = Decision(True, "exception", rule=source.reason)
        self._receipts.note_decision(target, decision)
        return decision

    def refused(self, target: Target, reason: str, answer: Answer | None = None) -> None:
        """The `answer` from `target` refused us: leave its site alone, longer after each one in a row."""
        self._receipts.note_refusal(target)
        # what a status other than 200 asks for was kept when it came
        asked = self._asked(target, answer) if answer is not None and answer.status < 300 else None
        self._tell_wait(target, self._turns.back_off(target.keys, asked or 0.0), reason)

    def accepted(self, target: Target) -> None:
        """The answer from `target` refused nothing: refusals are counted from none again."""
        self._throttle.forgive(target.keys)

    def resume(self, turns: Iterable[Turn]) -> None:
        """Wait for what a run before this one left owing to sites and addresses."""
        self._turns.resume(turns)

    def has_heard_since(self, moment: float) -> bool:
        """True where any host has answered since (on the monotonic clock): our own network is up."""
        return self._heard > moment

    def refusals(self, site: str) -> int:
        """How many answers in a row have refused us at a site (`site_of`)."""
        return self._throttle.refusals(site)

    async def _read_robots(self, target: Target, source: Source, rests: tuple[float, ...]) -> Robots:
        """The rules of a host; while they cannot be had just now, each of `rests` is waited for them."""
        robots = await self._fetch_robots(target, source)
        for seconds in rests:
            if not robots.is_passing:
                break
            self._turns.pause(target.keys, seconds)
            self._tell_wait(target, seconds, robots.closed or "")
            robots = await self._fetch_robots(target, source)
        return robots

    async def _fetch_robots(self, target: Target, source: Source) -> Robots:
        url, status, robots = urljoin(target.url, "/robots.txt"), None, read_robots(404)
        try:
            for _ in range(MAX_HOPS + 1):
                hop = await self._guard.check(url, source.url)
                answer, hop = await self._request(hop, source, {}, most=ASKED_BYTES)
                following, status = read_location(answer), answer.status
                if following is None:
                    self._keep_robots(answer, source)
                    self._obey_robots(hop, answer)
                    robots = read_robots(answer.status, answer.body)
                    break
                url = following  # after five redirects it counts as not there: RFC 9309
        except Busy as busy:
            status, robots = busy.status, read_robots(busy.status)
        except FetchError:
            status, robots = None, read_robots(None)
        self._receipts.note_robots(target, status, robots)
        return robots

    def _obey_robots(self, target: Target, answer: Answer) -> None:
        """Leave a site alone that refuses us its rules, as one that refuses us a page."""
        asked = urljoin(target.url, "/robots.txt")
        refusal = read_refusal(answer.status, answer.body, url=answer.url, asked=asked)
        if refusal is not None and refusal != EMPTY_SHELL:
            self.refused(target, refusal, answer)

    def _keep_robots(self, answer: Answer, source: Source) -> None:
        if self._writer is not None:
            keep(self._writer, answer, "robots", Hints(source=source.url))

    async def _request(
        self, target: Target, source: Source, headers: Mapping[str, str], *, most: int | None = None
    ) -> tuple[Answer, Target]:
        """Ask until there is an answer; it comes with the address as it was checked last."""
        site, trouble = target.keys[0], ""

        async def attempt() -> Answer:
            nonlocal target, trouble
            if trouble:  # what was resolved is forgotten where nothing answered
                target = await self._guard.check(target.url, source.url)
            try:
                return await self._try(target, headers, most)
            except FetchError as error:
                trouble = error.code
                raise

        async def pause(seconds: float) -> None:
            if seconds > self._throttle.wait(target.keys) + 1:
                self._turns.pause(target.keys, seconds)
                self._tell_wait(target, seconds, trouble)

        answer = await with_retries(
            attempt,
            tries=self._settings.tries,
            pause=pause,
            is_enough=lambda: self._throttle.refusals(site) >= self._settings.max_refusals,
        )
        return answer, target

    async def _try(self, target: Target, headers: Mapping[str, str], most: int | None) -> Answer:
        """Ask once, in turn; Busy where the site cannot answer now."""
        if (reason := self._client.unverified_for(target)) is not None:
            self._on_exception(target.url, "tls", reason)
        async with self._turns.slot(target.keys):
            answer, took = await self._ask(target, headers, most)
            asked = self._obey(target, answer)  # within the slot: nobody else slips in before
        self._tell_answer(target, answer, took)
        if answer.status in BUSY:
            raise Busy(target.url, answer.status, asked)
        return answer

    async def _ask(
        self, target: Target, headers: Mapping[str, str], most: int | None
    ) -> tuple[Answer, float]:
        """Send one request, and note it for the receipts; the answer, and how long it took."""
        answer, received, at, began = None, 0, self._clock.now(), self._clock.monotonic()
        self._tell("asking", target, at=at)
        try:
            answer = await self._client.get(target, headers, most=most)
        except FetchError as error:
            received = error.received
            if isinstance(error, Unreachable):
                self._guard.forget(target)
            took = self._clock.monotonic() - began
            self._tell("answered", target, reason=error.code, seconds=took)
            raise
        finally:
            ended = self._clock.monotonic()
            self._receipts.note_request(
                target, at=at, began=began, ended=ended, answer=answer, received=received
            )
        self._heard = ended
        return answer, ended - began

    def _obey(self, target: Target, answer: Answer) -> float | None:
        """Leave the site alone where the answer says so; the seconds that Retry-After asks for."""
        asked = self._asked(target, answer) if answer.status >= 300 else None
        if answer.status in OVERRUN:
            self._receipts.note_refusal(target)
            seconds = self._turns.back_off(target.keys, asked or 0.0)
        else:
            seconds = asked or 0.0
            self._turns.pause(target.keys, seconds)
        if seconds:
            self._tell_wait(target, seconds, f"http_{answer.status}")
        return asked

    def _asked(self, target: Target, answer: Answer) -> float | None:
        """The seconds that Retry-After asks for, which are noted for the receipts."""
        asked = read_retry_after(answer.header("retry-after"), answer.fetched_at, answer.header("date"))
        if asked is not None:
            self._receipts.note_wait(target, asked)
        return asked

    def _tell_answer(self, target: Target, answer: Answer, took: float) -> None:
        self._tell(
            "answered",
            target,
            status=answer.status,
            bytes=answer.received,
            seconds=took,
            delay=self._throttle.wait(target.keys),
        )

    def _tell_wait(self, target: Target, seconds: float, reason: str) -> None:
        self._tell("wait", target, message=f"{seconds:.0f} s", seconds=seconds, reason=reason)

    def _tell_closed(self, seconds: float) -> None:
        hours = self._settings.hours
        message = f"outside the hours {hours}: asking again in {seconds / 3600:.1f} h"
        self._on_event(Event("closed", None, None, message, 0, 0, self._clock.now(), seconds=seconds))

    def _tell(self, kind: str, target: Target, *, at: datetime | None = None, **more: Any) -> None:
        event = Event(
            kind,
            target.url,
            host_of(target),
            more.pop("message", ""),
            done=0,
            queued=0,
            at=at or self._clock.now(),
            site=target.keys[0],
            **more,
        )
        self._on_event(event)
