"""What the commands share: where they print, how long work shows itself, and the code they end with.

Promises: a signal asks long work to stop, a second one stops it at once; both end as InterruptedRunError.
Refuses: to end with 0 where an input failed, or a finding is as grave as --fail-on.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from gongkai.config import Settings
from gongkai.display import show_run
from gongkai.errors import InterruptedRunError
from gongkai.progress import Reporter, make_reporter
from gongkai.run_summary import RunSummary, run_values
from gongkai.stopping import stop_on_signals
from gongkai.summary import look_at
from parsers.report import Severity

FILE_WIDTH = 120  # columns of tables that go to a file or a pipe


def open_console(file_width: int = FILE_WIDTH) -> Console:
    """The console of stdout: as wide as the terminal, or wide enough for a file."""
    width = None if sys.stdout.isatty() else file_width
    return Console(width=width, soft_wrap=width is not None)


@contextmanager
def long_work(settings: Settings) -> Iterator[tuple[Reporter, threading.Event]]:
    """Long work: it shows itself, and signals ask it to stop."""
    reporter = make_reporter(open_console(), as_json=settings.json, quiet=settings.quiet)
    try:
        with stop_on_signals() as stop, reporter:
            yield reporter, stop
    except KeyboardInterrupt:
        raise InterruptedRunError("stopped at once; what was fetched is kept") from None


def close_run(settings: Settings, summary: RunSummary) -> None:
    """Show what was done, and leave with the exit code that says how it went."""
    show_end(settings, summary)
    if exit_code := exit_code_of(settings, summary):
        raise typer.Exit(exit_code)


def show_end(settings: Settings, summary: RunSummary) -> None:
    """Show what was done, as a line of JSON or for people."""
    if settings.json:
        typer.echo(json.dumps({"kind": "summary", **run_values(settings, summary)}, ensure_ascii=False))
    elif not settings.quiet:
        for part in show_run(summary, settings.releases / "current"):
            open_console().print(part)


def exit_code_of(settings: Settings, summary: RunSummary) -> int:
    """1 where inputs failed, or the gravest finding reaches --fail-on; else 0."""
    overview = look_at(summary.build.release.path) if summary.build else None
    return code_of(settings, summary.failed, overview.worst() if overview else None)


def leave(settings: Settings, failed: int, worst: Severity | None = None) -> None:
    """Exit with 1 where inputs failed, or the gravest finding reaches --fail-on."""
    if code_of(settings, failed, worst):
        raise typer.Exit(1)


def code_of(settings: Settings, failed: int, worst: Severity | None) -> int:
    """The exit code of work in which so many inputs failed, with `worst` the gravest finding."""
    reaches = settings.fail_on is not None and worst is not None and worst.rank >= settings.fail_on.rank
    return int(bool(failed) or reaches)
