"""Commands that read reports, one by one or a corpus of them: parse, explain, check.

Promises: a document that could not be read is shown with its error, and the others go on.
Refuses: to call it done (exit code 2) where not one document could be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import parsers
from gongkai.checking import check_data, check_lines
from gongkai.commands.terminal import leave, open_console
from gongkai.commands.work import Paths
from gongkai.config import Settings
from gongkai.corpus import by_damage, parse_document, render_tallies, tallies_as_json
from gongkai.corpus import check as check_corpus
from gongkai.display import show_outcome
from gongkai.errors import InputError
from gongkai.explaining import explain as explain_cell
from gongkai.explaining import explanation_json, show_explanation
from gongkai.options import with_settings
from gongkai.parsing import parse_paths, to_json
from gongkai.reading import Failure, Outcome, Parsed
from parsers.report import Severity


class ParseFormat(StrEnum):
    """How `parse` shows reports."""

    JSON = "json"
    TABLE = "table"


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
    read = 0
    failed: list[Failure] = []
    worst: Severity | None = None
    for outcome in parse_paths(paths, parsers.parse):
        _show(settings, outcome, as_json=as_json)
        if isinstance(outcome, Parsed):
            read += 1
            worst = _graver(worst, *(finding.severity for finding in outcome.report.findings))
        else:
            failed.append(outcome)
    if not read:
        raise InputError("nothing could be read", remedy=_why(failed))
    leave(settings, len(failed), worst)


def _why(failed: Sequence[Failure]) -> str:
    """The first document that could not be read, and how many more there are."""
    if not failed:
        return "No page and no text is in it."
    more = f" (and {len(failed) - 1} more)" if failed[1:] else ""
    return f"{failed[0].address}: {failed[0].message}{more}"


def _show(settings: Settings, outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(outcome))
    elif not settings.quiet or isinstance(outcome, Failure):
        open_console().print(show_outcome(outcome))


def _graver(*severities: Severity | None) -> Severity | None:
    return max((one for one in severities if one), key=lambda one: one.rank, default=None)


@with_settings
def explain(
    settings: Settings,
    source: Annotated[
        Path,
        typer.Argument(metavar="SOURCE", help="A file with one report.", show_default=False, readable=False),
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
        open_console().print(show_explanation(how, str(source)))


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
            "--keep",
            metavar="FOLDER",
            help="Write documents with a wrong or invented value there.",
            readable=False,
        ),
    ] = None,
) -> None:
    """Verify archive and release, digest by digest."""
    if corpus:
        _score(settings, series, keep)
        return
    found = check_data(settings, archive_only=archive)
    if settings.json or not settings.quiet:
        typer.echo("\n".join(check_lines(found, as_json=settings.json)))
    leave(settings, len(found.faults))


def _score(settings: Settings, series: int, keep: Path | None) -> None:
    """Score the reader on the corpus; complaints go to stderr."""
    result = check_corpus(parse_document, series=series, keep=keep)
    if settings.json:
        typer.echo("\n".join(tallies_as_json(result.tallies)))
    elif not settings.quiet:
        typer.echo(render_tallies(result.tallies) + "\n\nby damage\n")
        typer.echo(render_tallies(by_damage(result.tallies)))
        typer.echo("slowest: {} ({:.2f} s)".format(*result.slowest))
    for complaint in result.complaints:
        typer.echo(complaint, err=True)
    leave(settings, len(result.complaints))
