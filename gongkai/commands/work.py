"""Commands that change the data folder: run, refresh, crawl, discover, import, build.

Promises: one run at a time in a data folder; a signal stops them with the state saved.
Caveat: `crawl --dry-run` asks for robots.txt alone, and fetches no report.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cdx import Choice
from gongkai.commands.terminal import close_run, exit_code_of, leave, long_work, open_console, show_end
from gongkai.config import Settings
from gongkai.discoveries import (
    as_file,
    discovery_json,
    discovery_lines,
    discovery_summary,
    portals_json,
    portals_lines,
)
from gongkai.discovering import Discovery, name_portals
from gongkai.discovering import discover as search_portals
from gongkai.display import show_plan
from gongkai.errors import (
    ConfigError,
    GongkaiError,
    InputError,
    InterruptedRunError,
    LockedError,
    TellingError,
)
from gongkai.options import with_settings
from gongkai.refreshing import message_of, message_of_error
from gongkai.refreshing import refresh as refresh_all
from gongkai.running import plan_crawl, run_build, run_crawl, run_import
from gongkai.running import run as run_all
from gongkai.telling import Message, tell_operator
from gongkai.validation.demand import read_accepted
from scraper.crawl import PlannedFetch
from scraper.errors import ScraperError
from scraper.refusals import is_refusal
from scraper.sources import Source

Sources = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCES",
        help="CSV of entry pages; only the column url is needed.",
        show_default=False,
        readable=False,
    ),
]
Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="Files, folders, WARC files.", show_default=False, readable=False),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Fetch at most so many reports.")
]


class Engine(StrEnum):
    """What runs the parser."""

    PROCESSES = "processes"
    DASK = "dask"


OnEngine = Annotated[
    Engine | None, typer.Option("--engine", help="What runs the parser. [default: processes]")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="With dask: that cluster. [default: a local one]"),
]


def _on(settings: Settings, engine: Engine | None, scheduler: str | None) -> Settings:
    """The settings with the engine that was named."""
    chosen = settings if engine is None else replace(settings, engine=engine.value)
    if scheduler is None:
        return chosen
    if chosen.engine != "dask":
        raise ConfigError("--scheduler is for --engine dask", remedy="Give both, or neither.")
    return replace(chosen, scheduler=scheduler)


@with_settings
def run(
    settings: Settings,
    sources: Annotated[
        Path | None,
        typer.Argument(
            metavar="SOURCES", help="CSV of entry pages. [default: the sample site]", readable=False
        ),
    ] = None,
    limit: Limit = None,
    engine: OnEngine = None,
    scheduler: Scheduler = None,
) -> None:
    """Do the whole job: crawl, parse, build. Without SOURCES, on the bundled sample site."""
    settings = _on(settings, engine, scheduler)
    with long_work(settings) as (reporter, stop):
        summary = run_all(sources, settings, reporter, stop, limit=limit)
    close_run(settings, summary)


@with_settings
def refresh(
    settings: Settings, sources: Sources, engine: OnEngine = None, scheduler: Scheduler = None
) -> None:
    """Crawl what is due, build, publish; for cron."""
    settings = _on(settings, engine, scheduler)
    try:
        with long_work(settings) as (reporter, stop):
            summary = refresh_all(sources, settings, reporter, stop)
    except (LockedError, InterruptedRunError):
        raise  # nothing went wrong
    except (GongkaiError, ScraperError, OSError) as error:
        _tell_operator(message_of_error(error, settings, GongkaiError.exit_code), settings)
        raise
    exit_code = exit_code_of(settings, summary)
    show_end(settings, summary)
    message = message_of(summary, settings, exit_code)
    if message is not None and not _tell_operator(message, settings):
        exit_code = exit_code or TellingError.exit_code
    if exit_code:
        raise typer.Exit(exit_code)


def _tell_operator(message: Message, settings: Settings) -> bool:
    """False where the message could not be sent; why is told on stderr, and the run's own end stands."""
    try:
        tell_operator(message, settings)
    except TellingError as error:
        typer.echo(f"Error: {error}\n{error.remedy}", err=True)
        return False
    return True


@with_settings
def crawl(
    settings: Settings,
    sources: Sources,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be fetched first; fetch no report.")
    ] = False,
    limit: Limit = None,
) -> None:
    """Fetch what SOURCES lead to into the archive."""
    if dry_run:
        planned = list(plan_crawl(sources, settings, limit=limit, on_ended=_say_ended))
        _show_plan(settings, planned)
        leave(settings, sum(not one.allowed and not is_refusal(one.reason) for one in planned))
        return
    with long_work(settings) as (reporter, stop):
        summary = run_crawl(sources, settings, reporter, stop, limit=limit)
    close_run(settings, summary)


def _show_plan(settings: Settings, planned: Sequence[PlannedFetch]) -> None:
    """The plan as a table, or with --json as lines of kind `planned`."""
    if not settings.json:
        open_console().print(show_plan(planned))
        return
    for one in planned:
        typer.echo(
            json.dumps({"kind": "planned", "source_kind": one.kind, **_plain(one)}, ensure_ascii=False)
        )


def _plain(one: PlannedFetch) -> dict[str, object]:
    return {name: value for name, value in asdict(one).items() if name != "kind"}


def _say_ended(source: Source) -> None:
    typer.echo(
        f"{source.url}: its exception ({source.exception}) ended on {source.expires} and lifts nothing: "
        "renew it, or take it out.",
        err=True,
    )


@with_settings
def discover(
    settings: Settings,
    portals: Annotated[
        list[str] | None, typer.Argument(metavar="PORTAL", help="Home pages to search.", show_default=False)
    ] = None,
    province: Annotated[
        str | None, typer.Option("--province", metavar="NAME", help="All known portals of a province.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Sources file to write or update. [default: stdout]",
            readable=False,
        ),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option("--budget", metavar="N", min=1, help="Pages to look at a host. [default: 300]"),
    ] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=1, help="Steps from the home page. [default: 6]")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the portals that would be searched; ask for nothing.")
    ] = False,
) -> None:
    """Search portals for their columns of annual reports."""
    sources = name_portals(portals or [], province)
    if dry_run:
        lines = portals_json(sources) if settings.json else portals_lines(sources)
        typer.echo("\n".join(lines))
        return
    with long_work(settings) as (reporter, stop):
        found = search_portals(sources, settings, reporter, stop, out=out, budget=budget, depth=depth)
    _tell(settings, found, is_written=out is not None)
    if not found.is_whole:
        raise typer.Exit(1)


def _tell(settings: Settings, found: Discovery, *, is_written: bool) -> None:
    """What was found: as JSON, as the sources file itself, or in a line where the file is written."""
    for line in discovery_lines(found):
        typer.echo(line, err=True)
    if settings.json:
        typer.echo("\n".join(discovery_json(found)))
    elif not is_written:
        typer.echo(as_file(found), nl=False)
    elif not settings.quiet:
        open_console().print(discovery_summary(found), highlight=False)


@with_settings
def import_(
    settings: Settings,
    paths: Paths,
    cdx: Annotated[
        Path | None,
        typer.Option(
            "--cdx", metavar="FILE", help="Read only the records that this index names.", readable=False
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="NAME", help="With --cdx: only of this host and below, as gov.cn."),
    ] = None,
    titled: Annotated[
        bool, typer.Option("--titled", help="With --cdx: only pages whose title names an annual report.")
    ] = False,
) -> None:
    """Put saved pages, WARC and WACZ files into the archive."""
    if cdx is None and (host or titled):
        raise InputError("--host and --titled choose lines of an index", remedy="Name it with --cdx FILE.")
    with long_work(settings) as (reporter, stop):
        choice = Choice(host, titled)
        summary = run_import(paths, settings, reporter, stop, index=cdx, choice=choice)
    close_run(settings, summary)


@with_settings
def build(
    settings: Settings,
    engine: OnEngine = None,
    scheduler: Scheduler = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept", metavar="CHECK: WHY", help="Publish although this check fails (docs/validation.md)."
        ),
    ] = None,
) -> None:
    """Make a release of the dataset from the archive."""
    settings = _on(settings, engine, scheduler)
    accepted = read_accepted(accept or ())
    with long_work(settings) as (reporter, stop):
        summary = run_build(settings, reporter, stop, accept=accepted)
    close_run(settings, summary)
