"""The command line: its options, its commands in their order, and what an error becomes.

Promises: exit code 0 done; 1 done, but some inputs failed or findings reach --fail-on; 2 could not do it;
3 another run holds the lock; 130 stopped by Ctrl-C or SIGTERM, with the state saved.
Refuses: tracebacks for faults of the input: a named error, the path, and what to do.
Caveat: documents and summaries go to stdout, errors and messages to stderr, events (--json) to stdout.
"""

from __future__ import annotations

import shlex
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gongkai import __version__
from gongkai.commands import look, read, release, work
from gongkai.complaints import describe_error
from gongkai.diskspace import is_disk_full
from gongkai.errors import GongkaiError, InterruptedRunError
from gongkai.options import with_flags
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
COMMANDS: dict[str, Callable[..., None]] = {
    "run": work.run,
    "refresh": work.refresh,
    "crawl": work.crawl,
    "discover": work.discover,
    "import": work.import_,
    "parse": read.parse,
    "explain": read.explain,
    "build": work.build,
    "check": read.check,
    "diff": release.diff,
    "export": release.export,
    "status": look.status,
    "receipts": look.receipts,
    "codebook": look.codebook,
}  # in the order of the work, which is that of the help text
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


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
        _complain(f"{error}.", f"To go on: {same_command(arguments)}")
        return error.exit_code
    except (GongkaiError, ScraperError, OSError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.Error) and not is_disk_full(error):
            raise
        message, remedy = describe_error(error)
        _complain(f"Error: {message}", remedy)
        return error.exit_code if isinstance(error, GongkaiError) else GongkaiError.exit_code
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


def _complain(message: str, remedy: str | None) -> None:
    console = Console(stderr=True, soft_wrap=True)
    console.print(message, markup=False, highlight=False)
    if remedy:
        console.print(remedy, markup=False, highlight=False)


def same_command(arguments: Sequence[str]) -> str:
    """The command line that was given, as it can be pasted into a shell."""
    program = Path(sys.argv[0])
    name = ["python", "-m", "gongkai"] if program.name == "__main__.py" else [str(program)]
    return shlex.join([*name, *arguments])
