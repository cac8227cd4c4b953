"""A crawl: from sources to pages in the archive.

Promises: each address ends in exactly one of stored, unchanged, refused, failed or read, with a reason;
a bad page never stops a run; what an address ended as is archived before it is acknowledged, so a kill
loses none.
Refuses: to get past a challenge or a robots.txt; to crawl on where a site keeps refusing.
Caveat: a run that is stopped, or ends at its limit, is gone on with by the next call.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from scraper.archive import Archive, ArchiveWriter
from scraper.client import Client
from scraper.clock import Clock
from scraper.counts import Counts, CrawlSummary
from scraper.events import Event
from scraper.fetch import Fetcher
from scraper.frontier import Frontier, Page
from scraper.frontier_look import told_apart
from scraper.guard import Guard, Resolver, netloc_of, resolve, site_of
from scraper.outcome import Outcome
from scraper.planning import PlannedFetch, plan
from scraper.receipts import Receipts
from scraper.resuming import make_ready
from scraper.revisit import is_due
from scraper.settings import CrawlSettings, check_settings
from scraper.sources import Source, unverified
from scraper.survey import portals_without_reports, unfetched
from scraper.visit import Visitor

__all__ = ["CrawlSettings", "CrawlSummary", "Event", "PlannedFetch", "crawl", "plan"]

RETRY_AFTER = timedelta(hours=1)  # how long a passing failure rests before a resumed crawl tries it again
CLOCK_ERROR = timedelta(minutes=10)  # by which clocks of two machines differ, and no version is mistaken
_POLL = 0.1  # seconds between looks at the stop event


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
    with told_apart(frontier):
        for repair in make_ready(archive, frontier):
            on_event(Event("repaired", None, None, str(repair), 0, 0))
        newest = archive.newest()
    if newest is not None and newest > clock.now() + CLOCK_ERROR:
        message = f"the archive has a record of {newest:%Y-%m-%d %H:%M} UTC: look whether the clock is right"
        on_event(Event("clock_behind", None, None, message, 0, 0, clock.now()))
    with told_apart(frontier), Frontier(frontier) as queue, archive.writer() as writer:
        run = _Run(queue, settings, clock, on_event)
        run.tell_ended(sources)
        run.prepare(sources, archive, writer, resolver, receipts)
        due = partial(is_due, now=clock.now()) if settings.only_due else None
        queue.begin(sources, clock.now(), due)
        return asyncio.run(run.to_the_end(stop))


class _Run:
    """One call of `crawl`: sites side by side, each by one worker."""

    def __init__(
        self, queue: Frontier, settings: CrawlSettings, clock: Clock, on_event: Callable[[Event], None]
    ) -> None:
        self._queue, self._settings, self._clock, self._on_event = queue, settings, clock, on_event
        self._counts = Counts()
        self._reports = 0
        self._left: set[str] = set()
        self._news = asyncio.Event()
        self._sources: dict[str, Source] = {}

    def prepare(
        self,
        sources: Sequence[Source],
        archive: Archive,
        writer: ArchiveWriter,
        resolver: Resolver,
        receipts: Receipts | None,
    ) -> None:
        """Put together what fetches and what visits, and wait for what an earlier run left owing."""
        self._sources = {source.url: source for source in sources}
        self._client = Client(self._settings, self._clock, unverified(sources, self._clock.now().date()))
        guard = Guard(self._sources, resolver)
        self._fetcher = Fetcher(
            settings=self._settings,
            clock=self._clock,
            guard=guard,
            client=self._client,
            writer=writer,
            on_exception=self._tell_exception,
            receipts=receipts,
            on_event=self.tell,
            on_turns=self._queue.note_turns,
        )
        self._visitor = Visitor(
            queue=self._queue,
            archive=archive,
            writer=writer,
            fetcher=self._fetcher,
            guard=guard,
            settings=self._settings,
            clock=self._clock,
            portals=frozenset(source.url for source in sources if source.kind == "portal"),
        )
        self._fetcher.resume(self._queue.turns())

    async def to_the_end(self, stop: threading.Event | None) -> CrawlSummary:
        """Work until nothing waits, or a limit or `stop` ends it."""
        earlier = frozenset(unfetched(self._queue))  # of the run that this one goes on with
        try:
            is_interrupted = await self._work_until(stop)
        finally:
            await self._client.aclose()
        self._queue.release()
        if self._queue.queued == 0 or not (is_interrupted or self._is_limit_reached):
            self._end()
        missed = tuple(page for page in unfetched(self._queue) if page not in earlier)
        return self._counts.summary(
            queued=self._queue.queued,
            is_interrupted=is_interrupted,
            unfetched=missed,
            resting=self._queue.count_resting(),
        )

    async def _work_until(self, stop: threading.Event | None) -> bool:
        """True where `stop` came before the end."""
        work, watch = asyncio.create_task(self._schedule()), asyncio.create_task(_until(stop))
        await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
        is_interrupted = not work.done()
        for task in (work, watch):
            task.cancel()
        result, _ = await asyncio.gather(work, watch, return_exceptions=True)
        if isinstance(result, BaseExceptionGroup):  # what could not be kept stops the run
            raise result.exceptions[0]
        if isinstance(result, Exception):
            raise result
        return is_interrupted

    def _end(self) -> None:
        """The crawl came to its end: what still waits is on sites that were left."""
        for page in self._queue.waiting():
            self._visitor.miss(page, "refused", "site_left")
        self._counts.miss("refused", "site_left", self._queue.end())
        for url, pages in portals_without_reports(self._queue, self._visitor.portals):
            self._queue.finish(url, "failed", reason="no_column")
            self._counts.miss("failed", "no_column")
            message = f"no_column: {pages} pages were looked at, none leads to an annual report"
            self._tell("failed", url, message)

    def _tell_exception(self, url: str, rule: str, reason: str) -> None:
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
        done = self._counts.done
        self._on_event(replace(event, done=done, queued=queue.queued, site_queued=queued_there))

    async def _schedule(self) -> None:
        workers: dict[str, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                for site in self._free_sites(workers):
                    workers[site] = group.create_task(self._work(site))
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

    async def _work(self, site: str) -> None:
        unheard: list[float] = []  # when pages were asked for that nobody answered, in a row
        try:
            while not self._is_limit_reached and (page := self._queue.claim(site)) is not None:
                self._reports += page.kind == "report"
                asked = self._clock.monotonic()
                outcome = await self._visitor.visit(page, self._source_of(page))
                self._note(page, outcome)
                unheard = [*unheard, asked] if outcome.reason == "unreachable" else []
                if (why := self._reason_to_leave(site, unheard)) is not None:
                    self._left.add(site)
                    self._tell("site_left", page.url, why, outcome)
                    return
            if not self._is_limit_reached:
                self.tell(Event("site_done", None, None, "", 0, 0, self._clock.now(), site))
        finally:
            asyncio.get_running_loop().call_soon(self._news.set)  # once this task counts as done

    def _source_of(self, page: Page) -> Source:
        return self._sources.get(page.source, Source(page.source))

    def _reason_to_leave(self, site: str, unheard: Sequence[float]) -> str | None:
        """Why a site is asked no more in this run; where nobody answers at all, it is our network that is
        down."""
        most = self._settings.max_refusals
        if len(unheard) >= most and self._fetcher.has_heard_since(unheard[0]):
            return f"{most} pages without an answer in a row"
        return f"{most} refusals in a row" if self._fetcher.refusals(site) >= most else None

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
        self._counts.add(outcome)
        self._tell(outcome.state, page.url, outcome.message or outcome.reason or "", outcome)
        if outcome.cut:
            self._tell("budget", page.url, outcome.cut)
        for title in outcome.lost:
            self._tell("failed", page.url, f"no_address: {title}", Outcome("failed", "no_address"))
        if outcome.added:
            self._news.set()

    def _tell(self, kind: str, url: str, message: str, outcome: Outcome | None = None) -> None:
        reason, rule = (outcome.reason, outcome.rule) if outcome else (None, None)
        site = site_of(url)
        host, now = netloc_of(url), self._clock.now()
        self.tell(Event(kind, url, host, message, 0, 0, now, site, reason=reason, rule=rule))


async def _until(stop: threading.Event | None) -> None:
    while stop is None or not stop.is_set():
        await asyncio.sleep(_POLL)
