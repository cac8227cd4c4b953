"""What a crawl would fetch first, looked at without fetching it: a dry run.

Promises: only robots.txt is asked for, as politely as a crawl asks; nothing is written.
Refuses: to wait for the hours that are set: it says when to come back.
Caveat: what lists lead to is not known before they are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.client import Client
from scraper.clock import Clock
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.frontier_look import peek, told_apart
from scraper.guard import Guard, Resolver, netloc_of, resolve
from scraper.settings import CrawlSettings, check_hours, check_settings
from scraper.sources import Source, unverified

PLANNED = 20  # how many waiting addresses a plan shows


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """What a crawl would fetch first, and whether robots.txt lets it; `reason` and `rule` say why."""

    url: str
    host: str
    kind: str
    allowed: bool
    reason: str
    rule: str | None


def plan(
    sources: Sequence[Source],
    *,
    frontier: Path,
    settings: CrawlSettings,
    clock: Clock = Clock(),  # noqa: B008  (frozen)
    resolver: Resolver = resolve,
) -> Iterator[PlannedFetch]:
    """What `crawl` would fetch first: what a stopped run left waiting, then the sources.

    Only robots.txt is fetched; nothing is written. Raises SettingsError and FrontierError as `crawl` does,
    and SettingsError outside the hours that are set: a plan does not wait.
    """
    check_settings(settings, sources)
    check_hours(settings, clock.now())
    rows = {source.url: source for source in sources}
    with told_apart(frontier):
        left = peek(frontier, PLANNED)
    first = [(page.url, page.kind, rows.get(page.source, Source(page.source))) for page in left]
    known = {url for url, _, _ in first}
    first += [(source.url, source.kind, source) for source in sources if source.url not in known]
    yield from asyncio.run(_plan(first, sources, settings, clock, resolver))


async def _plan(
    first: list[tuple[str, str, Source]],
    sources: Sequence[Source],
    settings: CrawlSettings,
    clock: Clock,
    resolver: Resolver,
) -> list[PlannedFetch]:
    client = Client(settings, clock, unverified(sources, clock.now().date()))
    guard = Guard((source.url for source in sources), resolver)
    fetcher = Fetcher(settings=settings, clock=clock, guard=guard, client=client, writer=None)
    try:
        return [await _planned(fetcher, url, kind, source) for url, kind, source in first]
    finally:
        await client.aclose()


async def _planned(fetcher: Fetcher, url: str, kind: str, source: Source) -> PlannedFetch:
    host = netloc_of(url)
    try:
        decision = await fetcher.decide(url, source)
    except FetchError as error:
        return PlannedFetch(url, host, kind, False, error.code, None)
    return PlannedFetch(url, host, kind, decision.allowed, decision.reason, decision.rule)
