"""From portals to a sources file: the columns of annual reports that they have, and those that are gone.

Promises: a row for each column that shows reports, with the day; what a person wrote in the file stays.
Refuses: to fetch reports, and to call a column gone that could not be asked for.
Caveat: a row that a person deleted is found again.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from gongkai.config import Settings
from gongkai.errors import InputError, InterruptedRunError
from gongkai.locking import hold_lock
from gongkai.portals import read_portals
from gongkai.progress import Reporter
from gongkai.run_summary import RunSummary, record
from gongkai.running import crawl_settings
from scraper.address import read_address
from scraper.archive import Archive
from scraper.canonical import canonical_key
from scraper.clock import now
from scraper.crawl import CrawlSummary, crawl
from scraper.events import Event
from scraper.frontier import Frontier
from scraper.guard import Guard
from scraper.settings import CrawlSettings
from scraper.sources import Source, read_sources, write_sources
from scraper.survey import Column, moved_lists, read_columns

GONE = frozenset({"http_404", "http_410", "redirected_home", "empty_list", "soft_404"})
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a search found: `rows` are the whole sources file, `added` those that are new in it.

    `gone` are rows whose column is no more, `failures` what could not be had (address, reason), `notes` what
    a person should know: budgets that ended a search, columns that show nothing, moved or lie on other sites.
    `pages` were looked at; of so many `portals` the `fruitful` ones led to a column.
    """

    rows: tuple[Source, ...]
    added: tuple[Source, ...]
    gone: tuple[Source, ...]
    failures: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    pages: int
    path: Path | None = None
    portals: int = 0
    fruitful: int = 0

    @property
    def is_whole(self) -> bool:
        """True where every portal could be searched and every known column is still there."""
        return not (self.gone or self.failures)


def discover(
    portals: Sequence[Source],
    settings: Settings,
    reporter: Reporter,
    stop: threading.Event,
    *,
    out: Path | None = None,
    budget: int | None = None,
    depth: int | None = None,
    clock: Clock = now,
) -> Discovery:
    """Search portals for columns of annual reports, and bring the sources file `out` up to date.

    Raises InputError where nothing was found and nothing was known, and the file is left alone.
    """
    started, known = clock(), read_sources(out) if out is not None and out.exists() else []
    with hold_lock(settings.data):
        search = _Search(settings, _settings(settings, budget, depth), reporter, stop)
        summary, columns = search.run(portals)
        record(settings, RunSummary(started, clock(), crawl=summary), "discover")
        found = _rows(columns, portals, clock().date())
        left = _left(known, found, portals)
        reasons = dict(search.run(left)[0].unfetched) if left else {}
        search.forget()
    checked = {row.url: reasons.get(row.url) for row in left}
    result = merge(known, found, checked, clock().date(), search.moved)
    result = replace(
        result,
        failures=_failures(summary, reasons),
        notes=(*search.notes, *_not_taken(columns), *_moved(search.moved)),
        pages=search.pages,
        portals=len(portals),
        fruitful=len({column.source for column in columns if column.is_found}),
    )
    if not result.rows:
        raise InputError(_nothing(portals, result.failures), remedy="Check the portals in a browser.")
    return result if out is None else replace(result, path=write_file(out, result.rows))


def merge(
    known: Sequence[Source],
    found: Sequence[Source],
    checked: Mapping[str, str | None],
    today: date,
    moved: Mapping[str, str] = {},
) -> Discovery:
    """The rows of a file, brought up to date; `checked` says how a known column answered (None: well).

    A row that was `moved` gets its new address; where another row has that one already, it is gone.

    >>> row = Source("http://a.example/nb/", organization="某局")
    >>> merged = merge([row], [], {row.url: "http_404"}, date(2027, 1, 2))
    >>> merged.rows[0].organization, str(merged.rows[0].gone)
    ('某局', '2027-01-02')
    """
    new = {canonical_key(row.url): row for row in reversed(found)}
    taken = {canonical_key(row.url) for row in known}
    rows, gone = [], []
    for row in known:
        target = moved.get(row.url)
        if target is not None and canonical_key(target) not in taken:
            taken.add(canonical_key(target))
            new.pop(canonical_key(target), None)
            rows.append(replace(row, url=target, found=today, gone=None))
            continue
        is_seen = new.pop(canonical_key(row.url), None) is not None
        if is_seen or (target is None and row.url in checked and checked[row.url] is None):
            row = replace(row, found=today, gone=None)
        elif target is not None or checked.get(row.url) in GONE:
            row = replace(row, gone=row.gone or today)
            gone.append(row)
        rows.append(row)
    added = tuple(row for row in found if new.get(canonical_key(row.url)) is row)
    return Discovery((*rows, *added), added, tuple(gone), (), (), 0)


def write_file(path: Path, rows: Iterable[Source]) -> Path:
    """Write a sources file whole, or leave the old one as it was."""
    aside = path.with_name(f"{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", newline="") as file:
            write_sources(file, rows)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written: {error.strerror}", remedy="Give another --out."
        ) from error
    return path


def name_portals(urls: Sequence[str], province: str | None) -> list[Source]:
    """The portals that a command line names: addresses, and those of a province.

    >>> [source.kind for source in name_portals(["http://www.example.gov.cn/"], None)]
    ['portal']

    Raises InputError where there is none, or one is no address.
    """
    for url in urls:
        if not url.startswith(("http://", "https://")) or read_address(url, url) is None:
            raise InputError(f"{url}: no address", remedy="Write one that begins with http:// or https://.")
    named = [Source(url, kind="portal") for url in dict.fromkeys(urls)]
    listed = [portal.source for portal in read_portals(province)] if province is not None else []
    codes = {source.url: source for source in listed}
    sources = [codes.pop(source.url, source) for source in named] + list(codes.values())
    if not sources:
        raise InputError("no portal is named", remedy="Give the address of a home page, or --province NAME.")
    return sources


class _Search:
    """Crawls that fetch no reports; a search that was stopped goes on where it was."""

    def __init__(
        self, settings: Settings, chosen: CrawlSettings, reporter: Reporter, stop: threading.Event
    ) -> None:
        self._settings, self._chosen, self._reporter, self._stop = settings, chosen, reporter, stop
        self._files: list[Path] = []
        self.notes: list[str] = []
        self.moved: dict[str, str] = {}
        self.pages = 0

    def run(self, sources: Sequence[Source]) -> tuple[CrawlSummary, list[Column]]:
        """Search from these sources; a stopped one says so."""
        key = hashlib.sha256("\n".join(source.url for source in sources).encode()).hexdigest()[:12]
        path = self._settings.frontier.with_name(f"discover-{key}.sqlite")
        self._files.append(path)
        summary = crawl(
            sources,
            archive=Archive(self._settings.archive),
            frontier=path,
            settings=self._chosen,
            on_event=self._note,
            stop=self._stop,
        )
        if summary.interrupted:
            raise InterruptedRunError(f"stopped while searching: at least {summary.queued} pages to go")
        with Frontier(path) as queue:
            columns = {source.url for source in sources if source.kind == "column"}
            self.moved |= {url: to for url, to in moved_lists(queue).items() if url in columns}
            return summary, read_columns(queue)

    def forget(self) -> None:
        """The search is done: what it queued is of no more use."""
        for path in self._files:
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    path.with_name(path.name + suffix).unlink()

    def _note(self, event: Event) -> None:
        self.pages += event.kind in ("read", "failed", "refused") and event.message != "page_budget"
        if event.kind == "budget":
            self.notes.append(f"{event.url}: {event.message}")
        self._reporter.event(event)


def _settings(settings: Settings, budget: int | None, depth: int | None) -> CrawlSettings:
    chosen = replace(crawl_settings(settings, None), only_columns=True)
    if budget is not None:
        chosen = replace(chosen, page_budget=budget)
    return chosen if depth is None else replace(chosen, portal_depth=depth)


def _rows(columns: Sequence[Column], portals: Sequence[Source], today: date) -> list[Source]:
    """The columns that show reports; portals are searched side by side, and their rows stand together."""
    order = {portal.url: number for number, portal in enumerate(portals)}
    found = [column for column in columns if column.is_found]
    return [
        _row(column, today) for column in sorted(found, key=lambda one: order.get(one.source, len(order)))
    ]


def _row(column: Column, today: date) -> Source:
    return Source(
        url=column.url,
        kind="page" if column.is_page else "column",
        organization=column.organization,
        division_code=column.division_code,
        found=today,
    )


def _left(known: Sequence[Source], found: Sequence[Source], portals: Sequence[Source]) -> list[Source]:
    """Known columns of these portals that the search did not meet: each is asked for by itself."""
    guard = Guard(portal.url for portal in portals)
    met = {canonical_key(row.url) for row in found}
    return [
        row
        for row in known
        if row.kind == "column"
        and canonical_key(row.url) not in met
        and any(guard.is_in_scope(row.url, portal.url) for portal in portals)
    ]


def _failures(summary: CrawlSummary, reasons: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What could not be had; what lies outside, or over a budget, is told otherwise."""
    quiet = GONE | {"page_budget", "out_of_scope", "not_needed"}
    checks = [(url, reason) for url, reason in reasons.items() if reason not in quiet]
    searched = [(url, reason) for url, reason in summary.unfetched if reason not in quiet - GONE]
    return (*searched, *checks)


_NOT_TAKEN = {
    "no_report": "shows no report",
    "out_of_scope": "lies on a site that was not asked for: search it by itself",
}


def _not_taken(columns: Sequence[Column]) -> list[str]:
    """Columns that a page names, and that are no rows of the file."""
    return [
        f"{column.url}: named {column.title or 'as a column'}, {_NOT_TAKEN[column.reason]}"
        for column in columns
        if column.reason in _NOT_TAKEN
    ]


def _moved(moved: Mapping[str, str]) -> list[str]:
    return [f"{url}: has moved to {target}" for url, target in moved.items()]


def _nothing(portals: Sequence[Source], failures: Sequence[tuple[str, str]]) -> str:
    first = "".join(f" ({url}: {reason})" for url, reason in failures[:1])
    return f"no column of annual reports was found behind {len(portals)} portals{first}"
