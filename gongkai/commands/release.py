"""Commands about releases: diff, export.

Promises: releases are only read. Refuses: to end with 0 where a number of the panel is not what it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.changes_page import to_markdown
from gongkai.config import Settings
from gongkai.errors import DatasetError
from gongkai.exporting import ExportFormat, LabelLanguage, read_years
from gongkai.exporting import export as export_tables
from gongkai.load import Dataset
from gongkai.options import with_settings

if TYPE_CHECKING:
    from gongkai.diffing import Difference

Named = Annotated[
    str, typer.Argument(metavar="RELEASE", help="A release: its name, or its folder.", show_default=False)
]


@with_settings
def diff(settings: Settings, one: Named, other: Named) -> None:
    """Show what changed between releases; 1 where numbers moved."""
    from gongkai.diffing import diff as compare_releases  # here, because it imports pandas

    found = compare_releases(find_release(settings, one), find_release(settings, other))
    if settings.json:
        typer.echo(json.dumps(_as_object(found), ensure_ascii=False))
    elif not settings.quiet:
        typer.echo(to_markdown(found), nl=False)
    if found.values_moved:
        raise typer.Exit(1)


@with_settings
def export(
    settings: Settings,
    release: Named,
    format_: Annotated[
        ExportFormat, typer.Option("--format", help="csv for spreadsheets, stata for Stata 14 and newer.")
    ] = ExportFormat.CSV,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="A table; again for more. [default: indicators]"),
    ] = None,
    years: Annotated[
        str | None, typer.Option("--years", metavar="YEARS", help="2021, 2019-2021. [default: all]")
    ] = None,
    labels: Annotated[
        LabelLanguage, typer.Option("--labels", help="Language of the labels in Stata files.")
    ] = LabelLanguage.EN,
    bom: Annotated[
        bool, typer.Option("--bom/--no-bom", help="Begin CSV files as spreadsheets want UTF-8.")
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Where to. [default: exports/ of the data folder]"),
    ] = None,
) -> None:
    """Write tables of a release as CSV or Stata files."""
    dataset = Dataset(find_release(settings, release))
    folder = out or settings.data / "exports" / dataset.name
    wanted = read_years(years) if years is not None else None
    files = export_tables(
        dataset, folder, format_, tables=table or ["indicators"], years=wanted, labels=labels, bom=bom
    )
    for file in files:
        if settings.json:
            typer.echo(json.dumps({"kind": "exported", "path": str(file.path), "rows": file.rows}))
        elif not settings.quiet:
            typer.echo(f"{file.path}: {file.rows:,} rows")


def find_release(settings: Settings, name: str) -> Path:
    """The folder of a release: of the data folder by its name (`v2026.1`, `current`), or any by its path."""
    for path in (settings.releases / name, Path(name)):
        if (path / "datapackage.json").is_file():
            return path
    folders = (settings.releases / "current", *sorted(settings.releases.glob("v*.*")))
    known = [path.name for path in folders if path.exists()]
    raise DatasetError(
        f"{name}: no release",
        remedy=f"Name one of {', '.join(known)}, or a folder that holds datapackage.json."
        if known
        else "Make one with `gongkai build`, or give a folder that holds datapackage.json.",
    )


def _as_object(found: Difference) -> dict[str, object]:
    rows = {table: {"came": came, "went": went} for table, (came, went) in found.rows.items()}
    return {
        "from": found.one,
        "to": found.other,
        "schema_versions": found.versions,
        "schema": found.schema,
        "rows": rows,
        "by_text": {".".join(place): texts for place, texts in found.noted.items()},
        "changed": {".".join(place): count for place, count in found.changed.items()},
        "turned": [[*turn, count] for turn, count in sorted(found.turned.items())],
        "values_moved": found.values_moved,
        "moved": dict(found.moved),
        "filled": dict(found.filled),
        "examples": [asdict(one) for one in found.examples],
        "reread": [asdict(one) for one in found.reread],
        "renamed": found.renamed,
    }
