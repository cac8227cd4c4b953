"""The steps of a run over one data folder: crawl, import, build, and all of it; the command line is a shell
over these functions.

Promises: one run at a time in a data folder; what a run did is in `runs/<time>/run_summary.json`.
Refuses: to go on after it was asked to stop; the archive and the frontier say where to resume. Steps raise
LockedError, InterruptedRunError, and InputError where nothing could be fetched, imported or read.
Caveat: the sample site listens on ports 8931 to 8933, so that a resumed run meets the same addresses; where
they are taken it moves on, and pages fetched before are then fetched again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

import parsers
from gongkai import __version__
from gongkai.cdx import Choice
from gongkai.complaints import describe_error
from gongkai.config import Settings, check_folder
from gongkai.diskspace import check_space
from gongkai.errors import GongkaiError, InputError, InterruptedRunError, ValidationError
from gongkai.importing import import_
from gongkai.locking import hold_lock
from gongkai.on_dask import read_on_dask
from gongkai.pipeline import BuildSummary, build
from gongkai.progress import Reporter
from gongkai.reading import Engine, read_documents
from gongkai.receipts import ReceiptBook
from gongkai.run_summary import RunSummary, record, run_folder
from gongkai.samplesite import SAMPLE_PORT, SampleSite
from gongkai.validation.page import write_page
from scraper.archive import Archive
from scraper.clock import now
from scraper.crawl import CrawlSummary, PlannedFetch, crawl, plan
from scraper.errors import ScraperError
from scraper.hours import read_hours
from scraper.settings import CrawlSettings
from scraper.sources import Source, read_sources

SAMPLE_BLOCKS = 8  # blocks of ports that are tried

Clock = Callable[[], datetime]  # it names runs and says when they were; nothing else depends on it


def run(
    sources: Path | None,
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    *,
    limit: int | None = None,
    only_due: bool = False,
    clock: Clock = now,
    command: str = "run",
) -> RunSummary:
    """The whole job: crawl and build; without a sources file, on the bundled sample site.

    With `only_due` known pages are asked for only where they may have changed.
    """
    started = clock()
    with hold_lock(settings.data):
        summary = RunSummary(started, started)
        try:
            with open_sources(sources, reporter) as found:
                chosen = crawl_settings(settings, limit, is_sample=sources is None, only_due=only_due)
                crawled = _crawl(found, settings, reporter, stop, chosen, started, clock)
                summary = record(settings, replace(summary, ended=clock(), crawl=crawled), command)
                check_crawl(crawled)
                built, damage = _build(settings, reporter, stop, started)
        except (GongkaiError, ScraperError, OSError) as error:
            what, _ = describe_error(error)
            record(settings, replace(summary, ended=clock(), error=what), command)
            raise
        return record(settings, replace(summary, ended=clock(), build=built, damage=damage), command)


def run_crawl(
    sources: Path,
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    *,
    limit: int | None = None,
    clock: Clock = now,
) -> RunSummary:
    """Fetch what the sources lead to into the archive."""
    started = clock()
    with hold_lock(settings.data):
        chosen = crawl_settings(settings, limit)
        crawled = _crawl(read_sources(sources), settings, reporter, stop, chosen, started, clock)
        summary = record(settings, RunSummary(started, clock(), crawl=crawled), "crawl")
        check_crawl(crawled)
        return summary


def run_import(
    paths: Sequence[Path],
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    *,
    index: Path | None = None,
    choice: Choice = Choice(),  # noqa: B008  (frozen)
    clock: Clock = now,
) -> RunSummary:
    """Put files, folders, WARC and WACZ files into the archive; with an `index`, the records it names."""
    started = clock()
    with hold_lock(settings.data):
        imported = import_(
            paths,
            Archive(settings.archive),
            index=index,
            choice=choice,
            on_document=reporter.document,
            stop=stop,
        )
        summary = record(settings, RunSummary(started, clock(), imported=imported), "import")
    if imported.failures and not (imported.stored or imported.unchanged):
        first = imported.failures[0]
        raise InputError(
            f"{first.address}: {first.message}",
            remedy="Nothing was imported. Give pages, texts, MHTML, WARC or WACZ files, or folders of them.",
        )
    return summary


def run_build(
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    *,
    accept: Mapping[str, str] = MappingProxyType({}),
    clock: Clock = now,
) -> RunSummary:
    """Make a release from the archive; `accept` maps ids of checks that may fail to why."""
    started = clock()
    check_folder(settings)
    with hold_lock(settings.data):
        built, damage = _build(settings, reporter, stop, started, accept)
        return record(settings, RunSummary(started, clock(), build=built, damage=damage), "build")


def plan_crawl(
    sources: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    on_ended: Callable[[Source], None] = lambda source: None,
    clock: Clock = now,
) -> Iterator[PlannedFetch]:
    """What a crawl would fetch first; no report is fetched.

    `on_ended` is told the rows whose exceptions have ended.
    """
    rows = read_sources(sources)
    for source in rows:
        if source.has_ended(clock().date()):
            on_ended(source)
    with hold_lock(settings.data):
        yield from plan(
            rows,
            frontier=settings.frontier,
            settings=crawl_settings(settings, limit),
        )


def crawl_settings(
    settings: Settings, limit: int | None, *, is_sample: bool = False, only_due: bool = False
) -> CrawlSettings:
    """The crawl's own settings; our own site on loopback needs no delay, at any hour."""
    return CrawlSettings(
        contact=settings.contact,
        delay_min=0.0 if is_sample else settings.delay_min,
        delay_max=0.0 if is_sample else settings.delay_max,
        hours=read_hours(settings.hours) if settings.hours and not is_sample else None,
        limit=limit,
        page_budget=settings.page_budget,
        portal_depth=settings.portal_depth,
        only_due=only_due,
        version=__version__,
    )


def _crawl(
    sources: Sequence[Source],
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    chosen: CrawlSettings,
    started: datetime,
    clock: Clock,
) -> CrawlSummary:
    check_space(settings.data)
    book = ReceiptBook(run_folder(settings, started), chosen, started, clock)
    try:
        return crawl(
            sources,
            archive=Archive(settings.archive),
            frontier=settings.frontier,
            settings=chosen,
            on_event=book.watch(reporter.event),
            stop=stop,
            receipts=book.notes,
        )
    finally:
        book.write()


def check_crawl(summary: CrawlSummary) -> None:
    """Raise what a crawl that was stopped, or that fetched nothing, has to say; nothing else."""
    if summary.interrupted:
        raise InterruptedRunError(
            f"stopped while fetching: {summary.stored} reports kept, "
            f"at least {summary.queued} addresses to go"
        )
    had = summary.stored or summary.unchanged or summary.lists or summary.resting
    if not had and (summary.failed or summary.refused):
        reasons = ", ".join(f"{count} x {reason}" for reason, count in summary.reasons)
        first = "".join(f"; first {url}" for url, _ in summary.unfetched[:1])
        raise InputError(
            f"nothing could be fetched ({reasons}{first})", remedy="Check the addresses and the network."
        )


def _build(
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    started: datetime,
    accept: Mapping[str, str] = MappingProxyType({}),
) -> tuple[BuildSummary, tuple[str, ...]]:
    """Make a release; what was done, and what the archive could not give.

    What its validation found is written into the folder of the run, also where it was not published.
    """
    archive = Archive(settings.archive)
    check_opens(settings.archive)
    folder = run_folder(settings, started)
    try:
        built = build(
            archive,
            settings.releases,
            parse=parsers.parse,
            store=settings.store,
            engine=_engine(settings),
            on_document=reporter.document,
            stop=stop,
            accept=accept,
        )
    except ValidationError as error:
        page = write_page(error.outcome, folder)
        raise ValidationError(f"{error}; see {page}", error.outcome, remedy=error.remedy) from None
    if built.release.validation is not None and built.release.validation.problems:
        write_page(built.release.validation, folder)
    return built, tuple(map(str, archive.damage))


def _engine(settings: Settings) -> Engine:
    if settings.engine == "dask":
        return partial(read_on_dask, scheduler=settings.scheduler, workers=settings.worker_count)
    return partial(read_documents, workers=settings.worker_count)


def check_opens(folder: Path) -> None:
    """Raise the OSError of a WARC file that cannot be opened: a release without it would look whole."""
    for path in sorted(folder.glob("*.warc.gz")):
        path.open("rb").close()


@contextmanager
def open_sources(path: Path | None, reporter: Reporter) -> Iterator[Sequence[Source]]:
    """The rows of a sources file; without one the sample site is served as long as the `with` lasts."""
    if path is not None:
        yield read_sources(path)
        return
    site = SampleSite()
    for block in range(SAMPLE_BLOCKS):
        first = SAMPLE_PORT + block * site.host_count
        last = first + site.host_count - 1
        with ExitStack() as stack:
            try:
                served = stack.enter_context(site.serve(range(first, last + 1)))
            except OSError:
                reporter.say(f"A port from {first} to {last} is taken; trying the next ones.")
                continue
            reporter.say(f"Serving the sample site on 127.0.0.1, ports {first} to {last}.")
            yield served.sources
            return
    raise InputError(
        f"no free ports for the sample site from {SAMPLE_PORT} on",
        remedy="Stop what listens there, or give a sources file of real sites.",
    )
