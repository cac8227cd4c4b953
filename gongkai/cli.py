"""The command line: thin shells over functions of the same names.

Promises: exit code 0 done; 1 done, but some inputs failed or findings reach --fail-on; 2 could not do it;
3 another run holds the lock; 130 stopped by Ctrl-C or SIGTERM, with the state saved.
Refuses: tracebacks for faults of the input: a named error, the path, and what to do.
Caveat: documents and summaries go to stdout, errors and messages to stderr, events (--json) to stdout.
"""

from __future__ import annotations

import csv
import io
import json
import shlex
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import parsers
from gongkai import __version__
from gongkai.cdx import Choice
from gongkai.checking import check_data, check_lines
from gongkai.config import Settings
from gongkai.corpus import by_damage, parse_document, render_tallies, tallies_as_json
from gongkai.corpus import check as check_corpus
from gongkai.coverage_page import MOST as MOST_IN_PAGE
from gongkai.coverage_page import write_coverage
from gongkai.coverage_view import MOST as MOST_IN_TERMINAL
from gongkai.coverage_view import coverage_lines, show_coverage
from gongkai.dataset import codebook_rows
from gongkai.discoveries import as_file, discovery_json, discovery_lines, discovery_summary
from gongkai.discovering import discover as search_portals
from gongkai.discovering import name_portals
from gongkai.diskspace import FULL_REMEDY, is_disk_full
from gongkai.display import (
    show_codebook,
    show_outcome,
    show_plan,
    show_run,
    show_status,
)
from gongkai.errors import GongkaiError, InputError, InterruptedRunError
from gongkai.explaining import explain as explain_cell
from gongkai.explaining import explanation_json, show_explanation
from gongkai.fields import TABLES
from gongkai.options import with_flags, with_settings
from gongkai.parsing import parse_paths, to_json
from gongkai.progress import Reporter, make_reporter
from gongkai.reading import Failure, Parsed
from gongkai.reasons import State
from gongkai.receipts import each_host, read_receipts, show_receipts
from gongkai.running import RunSummary, plan_crawl, run_build, run_crawl, run_import, run_values
from gongkai.running import run as run_all
from gongkai.status import need_coverage, read_coverage, read_status, status_json
from gongkai.stopping import stop_on_signals
from gongkai.summary import look_at
from parsers.report import Severity
from scraper.errors import ScraperError

app = typer.Typer(
    name="gongkai",
    help="Fetches, recovers and checks the tables of Chinese annual reports on government information "
    "disclosure (政府信息公开工作年度报告), and publishes them as Parquet.",
    epilog="Exit codes: 0 done; 1 done, but some inputs failed or findings reach --fail-on; "
    "2 could not do it; 3 another run holds the lock; 130 stopped by Ctrl-C or SIGTERM "
    "(the same command goes on).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


FILE_WIDTH = 120  # columns of tables that go to a file or a pipe


class ParseFormat(StrEnum):
    """How `parse` shows reports."""

    JSON = "json"
    TABLE = "table"


class CodebookFormat(StrEnum):
    """How `codebook` shows indicators."""

    CSV = "csv"
    TABLE = "table"


Sources = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCES", help="CSV of entry pages; only the column url is needed.", show_default=False
    ),
]
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Files, folders, WARC files.", show_default=False)
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Fetch at most so many reports.")
]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code.

    >>> main(["--version"]) == 0
    gongkai ...
    True
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        app(args=arguments, prog_name="gongkai")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 2
    except InterruptedRunError as error:
        _complain(f"{error}.", f"To go on: {_command(arguments)}")
        return error.exit_code
    except GongkaiError as error:
        _complain(f"Error: {error}", error.remedy)
        return error.exit_code
    except (ScraperError, OSError, sqlite3.OperationalError) as error:
        is_full = is_disk_full(error)
        if isinstance(error, sqlite3.Error) and not is_full:
            raise
        _complain(f"Error: {error}", FULL_REMEDY if is_full else None)
        return GongkaiError.exit_code
    return 0


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"gongkai {__version__}")
        raise typer.Exit


@app.callback()
@with_flags
def before_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Fetch, recover, check and publish annual reports on government information disclosure."""


@app.command()
@with_settings
def run(
    settings: Settings,
    sources: Annotated[
        Path | None,
        typer.Argument(metavar="SOURCES", help="CSV of entry pages. [default: the sample site]"),
    ] = None,
    limit: Limit = None,
) -> None:
    """Do the whole job: crawl, parse, build. Without SOURCES, on the bundled sample site."""
    with _work(settings) as (reporter, stop):
        summary = run_all(sources, settings, reporter, stop, limit=limit)
    _close(settings, summary)


@app.command()
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
        _out().print(show_plan(plan_crawl(sources, settings, limit=limit)))
        return
    with _work(settings) as (reporter, stop):
        summary = run_crawl(sources, settings, reporter, stop, limit=limit)
    _close(settings, summary)


@app.command()
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
        typer.Option("--out", metavar="FILE", help="Sources file to write or update. [default: stdout]"),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option("--budget", metavar="N", min=1, help="Pages to look at a host. [default: 300]"),
    ] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=1, help="Steps from the home page. [default: 6]")
    ] = None,
) -> None:
    """Search portals for their columns of annual reports."""
    sources = name_portals(portals or [], province)
    with _work(settings) as (reporter, stop):
        found = search_portals(sources, settings, reporter, stop, out=out, budget=budget, depth=depth)
    for line in discovery_lines(found):
        typer.echo(line, err=True)
    if settings.json:
        typer.echo("\n".join(discovery_json(found)))
    elif out is None:
        typer.echo(as_file(found), nl=False)
    elif not settings.quiet:
        _out().print(discovery_summary(found), highlight=False)
    if not found.is_whole:
        raise typer.Exit(1)


@app.command("import")
@with_settings
def import_(
    settings: Settings,
    paths: Paths,
    cdx: Annotated[
        Path | None,
        typer.Option("--cdx", metavar="FILE", help="Read only the records that this index names."),
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
    with _work(settings) as (reporter, stop):
        choice = Choice(host, titled)
        summary = run_import(paths, settings, reporter, stop, index=cdx, choice=choice)
    _close(settings, summary)


@app.command()
@with_settings
def parse(
    settings: Settings,
    paths: Paths,
    format_: Annotated[
        ParseFormat | None, typer.Option("--format", help="json: a line a report. [default: table]")
    ] = None,
) -> None:
    """Read reports in files and show them."""
    as_json = settings.json if format_ is None else format_ is ParseFormat.JSON
    read = failed = 0
    worst: Severity | None = None
    for outcome in parse_paths(paths, parsers.parse):
        if as_json:
            typer.echo(to_json(outcome))
        elif not settings.quiet or isinstance(outcome, Failure):
            _out().print(show_outcome(outcome))
        if isinstance(outcome, Parsed):
            read += 1
            worst = _graver(worst, *(finding.severity for finding in outcome.report.findings))
        else:
            failed += 1
    if not read:
        raise InputError("nothing could be read", remedy="Reports are read from HTML and text files.")
    _exit(settings, failed, worst)


@app.command()
@with_settings
def explain(
    settings: Settings,
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A file with one report.", show_default=False)
    ],
    indicator: Annotated[
        str,
        typer.Argument(metavar="INDICATOR", help="A cell's id, as in `codebook`.", show_default=False),
    ],
) -> None:
    """Show how one cell of a report was obtained."""
    how = explain_cell(source, indicator)
    if settings.json:
        typer.echo(explanation_json(how, str(source)))
    elif not settings.quiet:
        _out().print(show_explanation(how, str(source)))


@app.command()
@with_settings
def build(settings: Settings) -> None:
    """Make a release of the dataset from the archive."""
    with _work(settings) as (reporter, stop):
        summary = run_build(settings, reporter, stop)
    _close(settings, summary)


@app.command()
@with_settings
def check(
    settings: Settings,
    archive: Annotated[
        bool, typer.Option("--archive", help="Verify the archive alone, record by record.")
    ] = False,
    corpus: Annotated[
        bool, typer.Option("--corpus", help="Score the reader on the corpus that comes with gongkai.")
    ] = False,
    series: Annotated[
        int, typer.Option("--series", metavar="N", min=0, help="Other documents, for which no floor is set.")
    ] = 0,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", metavar="FOLDER", help="Write documents with a wrong or invented value there."
        ),
    ] = None,
) -> None:
    """Verify archive and release, digest by digest."""
    if not corpus:
        found = check_data(settings, archive_only=archive)
        if settings.json or not settings.quiet:
            typer.echo("\n".join(check_lines(found, as_json=settings.json)))
        _exit(settings, len(found.faults), None)
        return
    result = check_corpus(parse_document, series=series, keep=keep)
    if settings.json:
        typer.echo("\n".join(tallies_as_json(result.tallies)))
    elif not settings.quiet:
        typer.echo(render_tallies(result.tallies) + "\n\nby damage\n")
        typer.echo(render_tallies(by_damage(result.tallies)))
        typer.echo("slowest: {} ({:.2f} s)".format(*result.slowest))
    for complaint in result.complaints:
        typer.echo(complaint, err=True)
    _exit(settings, len(result.complaints), None)


@app.command()
@with_settings
def status(
    settings: Settings,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="Where --html writes. [default: coverage.html in the data folder]"
        ),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Write coverage as one page of HTML.")] = False,
    year: Annotated[
        list[int] | None,
        typer.Option("--year", metavar="YEAR", help="Coverage of this year; may be repeated."),
    ] = None,
    state: Annotated[
        list[State] | None, typer.Option("--state", help="Coverage in this state; may be repeated.")
    ] = None,
) -> None:
    """Show what the data folder holds, lacks, and why."""
    if file is not None and not html:
        raise InputError(
            f"{file}: not asked for", remedy=f"To write the page there: gongkai status --html {file}"
        )
    found = read_status(settings)
    most = None if settings.json else MOST_IN_PAGE if html else MOST_IN_TERMINAL
    matrix = read_coverage(settings, years=year or (), states=state or (), most=most)
    page = (file or settings.data / "coverage.html") if html else None
    if page is not None:
        write_coverage(need_coverage(matrix, settings), page)
    if settings.json:
        for line in (status_json(found), *(coverage_lines(matrix) if matrix is not None else ())):
            typer.echo(line)
    elif not settings.quiet:
        _out().print(show_status(found))
        if found.release is not None:
            _out().print(show_coverage(matrix))
        if page is not None:
            typer.echo(f"Coverage page: {page}")


@app.command()
@with_settings
def receipts(
    settings: Settings,
    host: Annotated[
        str | None, typer.Argument(metavar="HOST", help="A host, or a domain. [default: all]")
    ] = None,
) -> None:
    """Show what the last crawl did to each host, for its webmaster."""
    found = read_receipts(settings.runs, host)
    typer.echo("\n".join(each_host(found)) if settings.json else show_receipts(found), nl=settings.json)


@app.command()
@with_settings
def codebook(
    settings: Settings,
    format_: Annotated[
        CodebookFormat, typer.Option("--format", help="table for people, csv for programs.")
    ] = CodebookFormat.TABLE,
) -> None:
    """Show the indicators, one a cell of the form."""
    if format_ is CodebookFormat.TABLE:
        _out().print(show_codebook())
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TABLES["codebook"].schema().names)
    writer.writerows(codebook_rows())
    typer.echo(text.getvalue(), nl=False)


@contextmanager
def _work(settings: Settings) -> Iterator[tuple[Reporter, threading.Event]]:
    """Long work: it shows itself, and signals ask it to stop."""
    reporter = make_reporter(_out(), as_json=settings.json, quiet=settings.quiet)
    try:
        with stop_on_signals() as stop, reporter:
            yield reporter, stop
    except KeyboardInterrupt:
        raise InterruptedRunError("stopped at once; what was fetched is kept") from None


def _close(settings: Settings, summary: RunSummary) -> None:
    """Show what was done, and leave with the exit code that says how it went."""
    overview = look_at(summary.build.release.path) if summary.build else None
    if settings.json:
        typer.echo(json.dumps({"kind": "summary", **run_values(settings, summary)}, ensure_ascii=False))
    elif not settings.quiet:
        for part in show_run(summary, settings.releases / "current"):
            _out().print(part)
    _exit(settings, summary.failed, overview.worst() if overview else None)


def _exit(settings: Settings, failed: int, worst: Severity | None) -> None:
    reaches = settings.fail_on is not None and worst is not None and worst.rank >= settings.fail_on.rank
    if failed or reaches:
        raise typer.Exit(1)


def _graver(*severities: Severity | None) -> Severity | None:
    return max((one for one in severities if one), key=lambda one: one.rank, default=None)


def _out() -> Console:
    width = None if sys.stdout.isatty() else FILE_WIDTH
    return Console(width=width, soft_wrap=width is not None)


def _complain(message: str, remedy: str | None) -> None:
    console = Console(stderr=True, soft_wrap=True)
    console.print(message, markup=False, highlight=False)
    if remedy:
        console.print(remedy, markup=False, highlight=False)


def _command(arguments: Sequence[str]) -> str:
    program = Path(sys.argv[0])
    name = ["python", "-m", "gongkai"] if program.name == "__main__.py" else [str(program)]
    return shlex.join([*name, *arguments])
