"""Commands that show what is there: status, receipts, codebook.

Promises: nothing is made or moved, except the page that `status --html` writes.
"""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongkai.commands.terminal import open_console
from gongkai.config import Settings
from gongkai.coverage_page import MOST as MOST_IN_PAGE
from gongkai.coverage_page import write_coverage
from gongkai.coverage_view import MOST as MOST_IN_TERMINAL
from gongkai.coverage_view import coverage_lines, show_coverage
from gongkai.dataset import codebook_rows
from gongkai.display import show_codebook, show_status
from gongkai.errors import InputError
from gongkai.fields import TABLES
from gongkai.matrix import Matrix
from gongkai.options import with_settings
from gongkai.reasons import State
from gongkai.receipts import each_host, read_receipts, show_receipts
from gongkai.status import FolderStatus, need_coverage, read_coverage, read_status, status_json

CODEBOOK_WIDTH = 320  # columns in a file, where no label needs a second line


class CodebookFormat(StrEnum):
    """How `codebook` shows indicators."""

    CSV = "csv"
    TABLE = "table"


@with_settings
def status(
    settings: Settings,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Where --html writes. [default: coverage.html in the data folder]",
            readable=False,
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
    _show(settings, found, matrix, page)


def _show(settings: Settings, found: FolderStatus, matrix: Matrix | None, page: Path | None) -> None:
    if settings.json:
        for line in (status_json(found), *(coverage_lines(matrix) if matrix is not None else ())):
            typer.echo(line)
    elif not settings.quiet:
        console = open_console()
        console.print(show_status(found))
        if found.release is not None:
            console.print(show_coverage(matrix))
        if page is not None:
            typer.echo(f"Coverage page: {page}")


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


@with_settings
def codebook(
    settings: Settings,
    format_: Annotated[
        CodebookFormat, typer.Option("--format", help="table for people, csv for programs.")
    ] = CodebookFormat.TABLE,
) -> None:
    """Show the indicators, one a cell of the form."""
    names, rows = TABLES["codebook"].schema().names, codebook_rows()
    if settings.json:
        for row in rows:
            typer.echo(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False))
    elif format_ is CodebookFormat.TABLE:
        open_console(CODEBOOK_WIDTH).print(show_codebook())
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([names, *rows])
        typer.echo(text.getvalue(), nl=False)
