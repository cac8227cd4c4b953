"""One polite fetch: guard, robots.txt, the turn of the site, retries, redirects.

Promises: each hop of a redirect is checked like a first address; robots answers are archived; a site that
says wait is left alone for as long as it says. Refuses: to fetch what robots.txt forbids, but for a
source whose row excepts it with a reason, on its own host; each use of an exception is told.
Caveat: a rule is read once a day, and a closed robots.txt is asked again after ten minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from scraper.address import read_address
from scraper.archive import ArchiveWriter, Hints
from scraper.client import Answer, Client
from scraper.clock import Clock
from scraper.errors import BadRedirect, FetchError, Unreachable
from scraper.guard import Guard, Target, site_of
from scraper.posting import read_request
from scraper.retry import BUSY, Busy, read_retry_after, with_retries
from scraper.robots import Decision, Robots, read_robots
from scraper.settings import CrawlSettings
from scraper.sources import Source
from scraper.throttle import Throttle

MAX_HOPS = 5  # redirects; RFC 9309 asks for five on robots.txt, real pages need two
ROBOTS_AGE = 86_400.0  # seconds; RFC 9309, section 2.4
CLOSED_AGE = 600.0  # seconds until a robots.txt that could not be had is asked for again
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """The end of a fetch: an answer, or only the decision of robots.txt that stopped it."""

    answer: Answer | None
    decision: Decision


class Fetcher:
    """Fetches for one crawl.

    `on_wait` is told (url, seconds) when a site is left alone, `on_exception` (url, rule, reason) when a rule
    is lifted for a fetch.
    """

    def __init__(
        self,
        *,
        settings: CrawlSettings,
        clock: Clock,
        guard: Guard,
        client: Client,
        writer: ArchiveWriter | None,
        on_wait: Callable[[str, float], None] = lambda url, seconds: None,
        on_exception: Callable[[str, str, str], None] = lambda url, rule, reason: None,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._guard, self._client, self._writer = guard, client, writer
        self._throttle = Throttle(settings, clock)
        self._robots: dict[tuple[str, str, int], tuple[Robots, float]] = {}
        self._on_wait, self._on_exception = on_wait, on_exception

    async def fetch(self, url: str, source: Source, headers: Mapping[str, str] = {}) -> Fetched:
        """Fetch `url` and follow its redirects; FetchError where there is no answer."""
        visits: Counter[str] = Counter()
        for _ in range(MAX_HOPS + 1):
            decision = await self.decide(url, source)
            if not decision.allowed:
                return Fetched(None, decision)
            answer = await self._request(url, source, headers if not visits else {})
            following = _location(answer)
            if following is None:
                return Fetched(answer, decision)
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
        target = await self._guard.check(url, source.url)
        if target.host == source.host and source.is_excepted("robots", self._clock.now().date()):
            self._on_exception(url, "robots", source.reason or "")
            return Decision(True, "exception", rule=source.reason)
        key = (target.scheme, target.host, target.port)
        robots, until = self._robots.get(key, (None, 0.0))
        if robots is None or self._clock.monotonic() >= until:
            robots = await self._fetch_robots(target, source)
            age = CLOSED_AGE if robots.is_passing else ROBOTS_AGE
            self._robots[key] = (robots, self._clock.monotonic() + age)
            self._throttle.lengthen(target.keys, robots.delay)
        return robots.decide(read_request(url).url)

    def rest(self, url: str, seconds: float) -> None:
        """Leave the site of `url` alone for a while."""
        self._throttle.pause((site_of(url),), seconds)

    async def _fetch_robots(self, target: Target, source: Source) -> Robots:
        url = urljoin(target.url, "/robots.txt")
        try:
            for _ in range(MAX_HOPS + 1):
                answer = await self._request(url, source, {})
                following = _location(answer)
                if following is None:
                    self._keep_robots(answer, source)
                    return read_robots(answer.status, answer.body)
                url = following
        except Busy as busy:
            return read_robots(busy.status)
        except FetchError:
            return read_robots(None)
        return read_robots(404)  # RFC 9309: after five redirects it counts as not there

    def _keep_robots(self, answer: Answer, source: Source) -> None:
        if self._writer is not None:
            keep(self._writer, answer, "robots", Hints(source=source.url))

    async def _request(self, url: str, source: Source, headers: Mapping[str, str]) -> Answer:
        keys: tuple[str, ...] = (site_of(url),)

        async def attempt() -> Answer:
            nonlocal keys
            target = await self._guard.check(url, source.url)
            keys = target.keys
            if (reason := self._client.unverified_for(target)) is not None:
                self._on_exception(url, "tls", reason)
            async with self._throttle.slot(keys):
                try:
                    answer = await self._client.get(target, headers)
                except Unreachable:
                    self._guard.forget(target)
                    raise
            if answer.status in BUSY:
                wait = read_retry_after(answer.header("retry-after"), answer.fetched_at)
                raise Busy(url, answer.status, wait)
            return answer

        async def pause(seconds: float) -> None:
            self._throttle.pause(keys, seconds)
            self._on_wait(url, seconds)

        return await with_retries(attempt, tries=self._settings.tries, pause=pause)


def keep(writer: ArchiveWriter, answer: Answer, kind: str, hints: Hints) -> str:
    """Archive an answer as it came; returns its record."""
    return writer.write_exchange(
        url=answer.url,
        request_headers=answer.request_headers,
        status=answer.status,
        reason=answer.reason,
        response_headers=answer.headers,
        body=answer.body,
        fetched_at=answer.fetched_at,
        kind=kind,
        hints=hints,
    )


def _location(answer: Answer) -> str | None:
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    # servers write UTF-8 here, unescaped
    raw = location.encode("latin-1", "replace").decode("utf-8", "replace")
    fragment = urldefrag(answer.url).fragment
    if fragment and "#" not in raw:  # RFC 9110, section 10.2.2: it goes on to where the redirect leads
        raw = f"{raw}#{fragment}"
    following = read_address(raw, answer.url)
    if following is None:
        raise BadRedirect(answer.url, f"redirects to {raw!r}, which is no address")
    return following
