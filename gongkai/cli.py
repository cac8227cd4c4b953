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
from gongkai.config import Settings
from gongkai.corpus import by_damage, parse_document, render_tallies, tallies_as_json
from gongkai.corpus import check as check_corpus
from gongkai.dataset import codebook_rows
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
from gongkai.receipts import each_host, read_receipts, show_receipts
from gongkai.running import RunSummary, plan_crawl, run_build, run_crawl, run_import, run_values
from gongkai.running import run as run_all
from gongkai.status import read_status
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


@app.command("import")
@with_settings
def import_(settings: Settings, paths: Paths) -> None:
    """Put saved pages and WARC files into the archive."""
    with _work(settings) as (reporter, stop):
        summary = run_import(paths, settings, reporter, stop)
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
    """Score the reader cell by cell, against its floors."""
    if not corpus:
        raise InputError("nothing to check", remedy="gongkai check --corpus scores the reader on its corpus.")
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
def status(settings: Settings) -> None:
    """Show what the data folder holds."""
    _out().print(show_status(read_status(settings)))


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
