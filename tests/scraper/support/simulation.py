"""Simulated hosts under a clock that jumps: 10,000 requests take a second, and each one is written down.

Promises: time passes only while every task sleeps; what is random comes from a seed.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scraper.answer import Answer
from scraper.clock import Clock
from scraper.errors import FetchError, TruncatedBody, Unreachable
from scraper.events import Event
from scraper.fetch import Fetcher
from scraper.guard import Guard, Target, registered_domain
from scraper.receipts import Receipts
from scraper.settings import CrawlSettings
from scraper.sources import Source

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = 3600.0


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next thing that waits, in place of waiting for it."""

    def __init__(self) -> None:
        super().__init__(_Jumper(self))
        self.jumped = 0.0

    def time(self) -> float:
        return self.jumped


class _Jumper(selectors.SelectSelector):
    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        self._loop.jumped += timeout or 0.0
        return []


def run_jumping(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end in a loop of its own."""
    loop = JumpingLoop()
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


@dataclass(frozen=True)
class Host:
    """A simulated host: who shares its domain and addresses, how it answers and what it asks for."""

    name: str
    addresses: tuple[str, ...]
    robots: bytes | None
    crawl_delay: float
    speed: float  # seconds of a usual answer
    trouble: float  # how often it answers 429, 503 or 403, or breaks off


@dataclass(frozen=True)
class Asked:
    """One request as the simulated network saw it."""

    host: Host
    url: str
    began: float
    ended: float
    status: int | None
    retry_after: float = 0.0

    @property
    def keys(self) -> set[str]:
        return {registered_domain(self.host.name), *self.host.addresses}


@dataclass
class Network:
    """Stands in for the client: answers for every host, and writes down each request."""

    hosts: dict[str, Host]
    rng: random.Random
    clock: Clock
    asked: list[Asked] = field(default_factory=list)
    flying: set[str] = field(default_factory=set)

    def unverified_for(self, target: Target) -> str | None:
        """No host is excepted."""
        return None

    async def get(
        self, target: Target, headers: Mapping[str, str] = {}, *, most: int | None = None
    ) -> Answer:
        host, began = self.hosts[target.host], self.clock.monotonic()
        one = Asked(host, target.url, began, began, None)
        assert not one.keys & self.flying, f"two at once: {one.keys & self.flying}"
        self.flying |= one.keys
        try:
            await self.clock.sleep(host.speed * self.rng.lognormvariate(0, 1))
            answer = self._answer(target, host)
        except FetchError:
            self.asked.append(replace(one, ended=self.clock.monotonic()))
            raise
        finally:
            self.flying -= one.keys
        asks = answer.header("retry-after")
        wait = _seconds(asks, self.clock.now()) if asks else 0.0
        self.asked.append(replace(one, ended=self.clock.monotonic(), status=answer.status, retry_after=wait))
        return answer

    def _answer(self, target: Target, host: Host) -> Answer:
        if urlsplit(target.url).path == "/robots.txt":
            return self._page(target, 404 if host.robots is None else 200, host.robots or b"")
        if self.rng.random() >= host.trouble:
            return self._page(target, 200, b"page")
        kind = self.rng.choice(("429", "503", "403", "cut", "lost"))
        if kind == "cut":
            raise TruncatedBody(target.url, "cut")
        if kind == "lost":
            raise Unreachable(target.url, "lost")
        return self._page(target, int(kind), b"", self._retry_after())

    def _retry_after(self) -> tuple[tuple[str, str], ...]:
        seconds = self.rng.choice((0, 7, 90, 1800, 7200, 10**9))
        date = (self.clock.now() + timedelta(seconds=min(seconds, 86_400))).strftime(
            "%a, %d %b %Y %H:%M:%S GMT"
        )
        value = self.rng.choice((None, str(seconds), date, "soon"))
        return (("Retry-After", value),) if value else ()

    def _page(
        self, target: Target, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()
    ) -> Answer:
        return Answer(target.url, status, "", (), headers, body, self.clock.now(), len(body))


def _seconds(text: str, now: datetime) -> float:
    """What Retry-After asks for, read here once more, on its own."""
    if text.isdigit():
        return min(float(text), HOUR)
    if text == "soon":
        return 0.0
    date = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    return min(max((date - now).total_seconds(), 0.0), HOUR)


def make_hosts(rng: random.Random, count: int) -> dict[str, Host]:
    """Hosts of which many share a domain, an address, or both; some ask for a delay."""
    addresses = [f"8.{rng.randrange(1, 250)}.{n}.{rng.randrange(1, 250)}" for n in range(count // 2)]
    hosts = {}
    for n in range(count):
        domain = f"d{rng.randrange(count * 2 // 3)}.gov.cn"
        delay = rng.choice((0.0, 0.0, 0.0, 3.0, 20.0, 120.0, 1e9))
        text = f"User-agent: *\nDisallow: /closed/\nCrawl-delay: {delay:g}\n" if delay else None
        rules = text.encode() if text else rng.choice((None, b"User-agent: *\nDisallow: /closed/\n"))
        name = f"h{n}.{domain}"
        hosts[name] = Host(
            name,
            tuple(rng.sample(addresses, rng.choice((1, 1, 1, 2)))),
            rules,
            min(delay, HOUR),
            rng.choice((0.05, 0.2, 1.0, 8.0)),
            rng.choice((0.0, 0.02, 0.2)),
        )
    return hosts


def simulate(
    seed: int, *, hosts: int, requests: int, settings: CrawlSettings
) -> tuple[Network, Receipts, list[Event]]:
    """Fetch pages of all hosts side by side, more than one task a host, until so many were asked for."""
    rng = random.Random(seed)
    made, receipts, events = make_hosts(rng, hosts), Receipts(), list[Event]()
    network: list[Network] = []

    async def fetch_all() -> None:
        loop = asyncio.get_running_loop()
        clock = Clock(lambda: NOON + timedelta(seconds=loop.time()), loop.time, asyncio.sleep)
        network.append(Network(made, rng, clock))
        sources = {name: Source(f"http://{name}/") for name in made}

        async def resolver(host: str, port: int) -> list[str]:
            return list(made[host].addresses)

        fetcher = Fetcher(
            settings=settings,
            clock=clock,
            guard=Guard((source.url for source in sources.values()), resolver),
            client=network[0],  # type: ignore[arg-type]
            writer=None,
            receipts=receipts,
            on_event=events.append,
        )

        async def work(name: str) -> None:
            number = 0
            while len(network[0].asked) < requests:
                number += 1
                path = "closed/" if rng.random() < 0.01 else ""
                await _fetch_one(fetcher, f"http://{name}/{path}{number}", sources[name])

        await asyncio.gather(*(work(name) for name in made for _ in range(1 + (rng.random() < 0.2))))

    run_jumping(fetch_all())
    return network[0], receipts, events


async def _fetch_one(fetcher: Fetcher, url: str, source: Source) -> None:
    try:
        fetched = await fetcher.fetch(url, source)
    except FetchError:
        return
    if fetched.answer is None or fetched.target is None:
        return
    if fetched.answer.status == 403:
        fetcher.refused(fetched.target, "http_403")
    else:
        fetcher.accepted(fetched.target)
