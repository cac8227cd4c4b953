"""A crawl: from sources to pages in the archive.

Promises: each address ends in exactly one of stored, unchanged, refused, failed or read, with a reason;
a bad page never stops a run; a page is archived before it is acknowledged, so a kill loses none.
Refuses: to get past a challenge or a robots.txt; to crawl on where a site keeps refusing.
Caveat: a run that is stopped, or ends at its limit, is gone on with by the next call.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from scraper.archive import Archive
from scraper.client import Client
from scraper.clock import Clock
from scraper.errors import ArchiveError, FetchError, FrontierError
from scraper.events import Event
from scraper.fetch import Fetcher
from scraper.frontier import Frontier, Page
from scraper.guard import Guard, Resolver, netloc_of, resolve, site_of
from scraper.outcome import Outcome
from scraper.receipts import Receipts
from scraper.resuming import make_ready
from scraper.settings import CrawlSettings, check_hours, check_settings
from scraper.sources import Source
from scraper.survey import portals_without_reports
from scraper.visit import Visitor

__all__ = ["CrawlSettings", "CrawlSummary", "Event", "PlannedFetch", "crawl", "plan"]

RETRY_AFTER = timedelta(hours=1)  # how long a passing failure rests before a resumed crawl tries it again
LONG_REST = 10.0  # seconds; a shorter one is over before another run can begin
PLANNED = 20  # how many waiting addresses a plan shows
_POLL = 0.1  # seconds between looks at the stop event


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a run did. `queued` addresses still wait; `reasons` counts why pages were refused or failed.

    `lists` were read; those of them that end a source without one report are `failed` too (empty_list),
    and so is each report that a list names without an address (no_address).
    `unfetched` names the pages that were refused or failed: (address, reason).
    """

    stored: int
    unchanged: int
    refused: int
    failed: int
    lists: int
    queued: int
    bytes: int
    interrupted: bool
    reasons: tuple[tuple[str, int], ...]
    unfetched: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """What a crawl would fetch first, and whether robots.txt lets it; `reason` and `rule` say why."""

    url: str
    host: str
    kind: str
    allowed: bool
    reason: str
    rule: str | None


def crawl(
    sources: Sequence[Source],
    *,
    archive: Archive,
    frontier: Path,
    settings: CrawlSettings,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: threading.Event | None = None,
    clock: Clock = Clock(),  # noqa: B008  (frozen)
    resolver: Resolver = resolve,
    receipts: Receipts | None = None,
) -> CrawlSummary:
    """Crawl until nothing waits, the limit is reached, or `stop` is set; `receipts` takes notes of it.

    It runs an event loop of its own, so it is not called from within one.
    Raises SettingsError before anything is fetched, ArchiveError or FrontierError where a page could not
    be kept or noted.
    """
    check_settings(settings, sources)
    with _told_apart(frontier):
        for repair in make_ready(archive, frontier):
            on_event(Event("repaired", None, None, str(repair), 0, 0))
    with _told_apart(frontier), Frontier(frontier) as queue, archive.writer() as writer:
        client = Client(settings, clock, _unverified(sources, clock))
        guard = Guard((source.url for source in sources), resolver)
        run = _Run(queue, settings, clock, on_event)
        fetcher = Fetcher(
            settings=settings,
            clock=clock,
            guard=guard,
            client=client,
            writer=writer,
            on_exception=run.tell_exception,
            receipts=receipts,
            on_event=run.tell,
        )
        portals = frozenset(source.url for source in sources if source.kind == "portal")
        run.tell_ended(sources)
        visitor = Visitor(
            queue=queue,
            archive=archive,
            writer=writer,
            fetcher=fetcher,
            guard=guard,
            settings=settings,
            portals=portals,
        )
        for site, seconds in queue.rests(clock.now()).items():  # what a run before this one owes its sites
            fetcher.rest(site, seconds)
        queue.begin(sources, clock.now())
        rows = {source.url: source for source in sources}
        return asyncio.run(run.to_the_end(visitor, fetcher, client, rows, stop))


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
    with _told_apart(frontier):
        left = Frontier.peek(frontier, PLANNED)
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
    client = Client(settings, clock, _unverified(sources, clock))
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


def _unverified(sources: Sequence[Source], clock: Clock) -> dict[str, str]:
    today = clock.now().date()
    return {source.host: source.reason or "" for source in sources if source.is_excepted("tls", today)}


@contextmanager
def _told_apart(frontier: Path) -> Iterator[None]:
    """SQLite's errors as ours: what to do about them is the same for all but a full disk."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:  # moving it away would not help
            raise ArchiveError(frontier, None, f"cannot be written: {error}") from error
        raise FrontierError(frontier, str(error)) from error


class _Run:
    """One call of `crawl`: sites side by side, each by one worker."""

    def __init__(
        self, queue: Frontier, settings: CrawlSettings, clock: Clock, on_event: Callable[[Event], None]
    ) -> None:
        self._queue, self._settings, self._clock, self._on_event = queue, settings, clock, on_event
        self._states: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._bytes = self._reports = 0
        self._left: set[str] = set()
        self._news = asyncio.Event()

    async def to_the_end(
        self,
        visitor: Visitor,
        fetcher: Fetcher,
        client: Client,
        sources: dict[str, Source],
        stop: threading.Event | None,
    ) -> CrawlSummary:
        earlier = frozenset(self._queue.unfetched())  # of the run that this one goes on with
        work = asyncio.create_task(self._schedule(visitor, fetcher, sources))
        watch = asyncio.create_task(_until(stop))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            is_interrupted = not work.done()
            for task in (work, watch):
                task.cancel()
            results = await asyncio.gather(work, watch, return_exceptions=True)
            if isinstance(results[0], BaseExceptionGroup):  # what could not be kept stops the run
                raise results[0].exceptions[0]
            if isinstance(results[0], Exception):
                raise results[0]
        finally:
            await client.aclose()
        self._queue.release()
        if self._queue.queued == 0 or not (is_interrupted or self._is_limit_reached):
            self._count_left(self._queue.end())
            self._fail_portals(visitor.portals)
        unfetched = tuple(page for page in self._queue.unfetched() if page not in earlier)
        return self._summary(is_interrupted, unfetched)

    def tell_exception(self, url: str, rule: str, reason: str) -> None:
        """A rule is lifted for this fetch."""
        self._tell("exception", url, f"{rule}: {reason}")

    def tell_ended(self, sources: Sequence[Source]) -> None:
        """Exceptions of the sources file that lift nothing any more."""
        today = self._clock.now().date()
        for source in sources:
            if source.has_ended(today):
                self._tell("exception_ended", source.url, f"{source.exception}: ended on {source.expires}")

    def tell(self, event: Event) -> None:
        """Pass on what the fetcher tells, with the counts of this run."""
        queue = self._queue
        queued_there = queue.queued_at(event.site) if event.site else 0
        done = self._states.total()
        wait = max(event.delay or 0.0, event.seconds or 0.0 if event.kind == "wait" else 0.0)
        if wait >= LONG_REST and event.site and event.at:
            queue.note_rest(event.site, event.at + timedelta(seconds=wait))
        self._on_event(replace(event, done=done, queued=queue.queued, site_queued=queued_there))

    async def _schedule(self, visitor: Visitor, fetcher: Fetcher, sources: dict[str, Source]) -> None:
        workers: dict[str, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                for site in self._free_sites(workers):
                    workers[site] = group.create_task(self._work(site, visitor, fetcher, sources))
                if not workers:
                    return
                await self._news.wait()
                workers = {site: worker for site, worker in workers.items() if not worker.done()}

    def _free_sites(self, workers: dict[str, asyncio.Task[None]]) -> list[str]:
        if self._is_limit_reached:
            return []
        free = [
            site for site in self._queue.waiting_sites() if site not in workers and site not in self._left
        ]
        return free[: max(self._settings.max_sites - len(workers), 0)]

    async def _work(self, site: str, visitor: Visitor, fetcher: Fetcher, sources: dict[str, Source]) -> None:
        unheard: list[float] = []  # when pages were asked for that nobody answered, in a row
        try:
            while not self._is_limit_reached and (page := self._queue.claim(site)) is not None:
                self._reports += page.kind == "report"
                self._owe(page.url, 2)  # its request may begin a delay from now
                asked = self._clock.monotonic()
                outcome = await visitor.visit(page, sources.get(page.source, Source(page.source)))
                self._note(page, outcome)
                self._owe(page.url, 1)
                unheard = [*unheard, asked] if outcome.reason == "unreachable" else []
                refusals, most = fetcher.refusals(site), self._settings.max_refusals
                # where nobody answers at all, it is our own network that is down
                is_dead = len(unheard) >= most and fetcher.has_heard_since(unheard[0])
                if refusals >= most or is_dead:
                    self._left.add(site)
                    why = "pages without an answer" if is_dead else "refusals"
                    self._tell("site_left", page.url, f"{most} {why} in a row", outcome)
                    return
            if not self._is_limit_reached:
                self.tell(Event("site_done", None, None, "", 0, 0, self._clock.now(), site))
        finally:
            asyncio.get_running_loop().call_soon(self._news.set)  # once this task counts as done

    def _owe(self, url: str, delays: int) -> None:
        """Write down what the site is owed, for a run that goes on after a kill."""
        if self._settings.delay_min:
            seconds = delays * self._settings.delay_min
            self._queue.note_rest(site_of(url), self._clock.now() + timedelta(seconds=seconds))

    def _count_left(self, count: int) -> None:
        if count:
            self._states["refused"] += count
            self._reasons["site_left"] += count

    def _fail_portals(self, portals: Collection[str]) -> None:
        """A portal that led to no report is a failure, and says how far the search went."""
        for url, pages in portals_without_reports(self._queue, portals):
            self._queue.finish(url, "failed", reason="no_column")
            self._states["failed"] += 1
            self._reasons["no_column"] += 1
            message = f"no_column: {pages} pages were looked at, none leads to an annual report"
            self._tell("failed", url, message)

    @property
    def _is_limit_reached(self) -> bool:
        return self._settings.limit is not None and self._reports >= self._settings.limit

    def _note(self, page: Page, outcome: Outcome) -> None:
        next_try = self._clock.now() + RETRY_AFTER if outcome.is_passing else None
        self._queue.finish(
            page.url,
            outcome.state,
            reason=outcome.reason,
            rule=outcome.rule,
            next_try=next_try,
            known=outcome.known,
        )
        if outcome.is_skipped:
            return
        self._states[outcome.state] += 1
        self._bytes += outcome.bytes
        if outcome.outside:
            self._states["refused"] += outcome.outside
            self._reasons["out_of_scope"] += outcome.outside
        if outcome.reason and outcome.state in ("refused", "failed"):
            self._reasons[outcome.reason] += 1
        self._tell(outcome.state, page.url, outcome.message or outcome.reason or "", outcome)
        if outcome.cut:
            self._tell("budget", page.url, outcome.cut)
        for title in outcome.lost:
            self._states["failed"] += 1
            self._reasons["no_address"] += 1
            self._tell("failed", page.url, f"no_address: {title}", Outcome("failed", "no_address"))
        if outcome.added:
            self._news.set()

    def _tell(self, kind: str, url: str, message: str, outcome: Outcome | None = None) -> None:
        reason, rule = (outcome.reason, outcome.rule) if outcome else (None, None)
        site = site_of(url)
        host, now = netloc_of(url), self._clock.now()
        self.tell(Event(kind, url, host, message, 0, 0, now, site, reason=reason, rule=rule))

    def _summary(self, is_interrupted: bool, unfetched: tuple[tuple[str, str], ...]) -> CrawlSummary:
        return CrawlSummary(
            stored=self._states["stored"],
            unchanged=self._states["unchanged"],
            refused=self._states["refused"],
            failed=self._states["failed"],
            lists=self._states["read"] + self._reasons["empty_list"],
            queued=self._queue.queued,
            bytes=self._bytes,
            interrupted=is_interrupted,
            reasons=tuple(self._reasons.most_common()),
            unfetched=unfetched,
        )


async def _until(stop: threading.Event | None) -> None:
    while stop is None or not stop.is_set():
        await asyncio.sleep(_POLL)
