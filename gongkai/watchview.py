"""A watched crawl for the eye: the view of a terminal, and one plain line.

Promises: it fits 60 columns, and the height of the terminal; sites that do not fit are counted.
Refuses: markup from sites: their text is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from gongkai.watching import SiteState, Watch

FRAME = 9  # lines of the view that are no sites
LEAST_ROWS = 3  # sites that are shown on the smallest terminal
NAMES = {"stored": "new", "unchanged": "unchanged", "read": "lists", "refused": "refused", "failed": "failed"}
_STYLES = {"asking": "cyan", "waiting": "", "resting": "yellow", "working": "dim"}


def show_line(watch: Watch) -> str:
    """What was done and what is left, in one line.

    >>> show_line(Watch())
    'fetching: 0 done, 0 queued'
    """
    parts = [f"fetching: {watch.done} done, {watch.queued} queued", *_counts(watch), *_pace(watch)]
    return "; ".join([*parts, *([f"sites: {len(watch.sites)}"] if watch.sites else [])])


def show_watch(
    watch: Watch, now: datetime, height: int, reading: tuple[int, str] | None = None
) -> RenderableType:
    """The view of a terminal that is `height` lines high."""
    if reading is not None:
        return Text(f"Reading: {reading[0]} documents; {reading[1]}", no_wrap=True, overflow="ellipsis")
    if not watch.kinds:
        return Text("")
    rows = max(height - FRAME, LEAST_ROWS)
    pace = [*_pace(watch), *_since(watch, now)]
    parts: list[RenderableType] = [_bar(watch), _words("; ".join(_counts(watch))), _words("; ".join(pace))]
    if watch.closed is not None:
        parts.append(_words(watch.closed, "yellow"))
    if watch.sites:
        parts.append(_sites(watch, now, rows))
    hidden = len(watch.sites) - rows
    parts += [_words(f"and {hidden} more sites", "dim")] if hidden > 0 else []
    parts += [_words(text, "dim") for text in watch.troubles]
    return Group(*parts)


def show_seconds(seconds: float) -> str:
    """A time to wait, in words.

    >>> [show_seconds(s) for s in (0, 0.64, 12, 59.4, 60, 3599, 5400, 200_000)]
    ['0 s', '0.6 s', '12 s', '59 s', '1 min', '60 min', '1.5 h', '2.3 days']
    """
    if seconds < 59.5:
        return f"{seconds:.1f} s" if 0.05 <= seconds < 9.95 else f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 86_400 else f"{seconds / 86_400:.1f} days"


def _bar(watch: Watch) -> RenderableType:
    total = watch.done + watch.queued
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True)
    grid.add_row("Fetching", ProgressBar(total=total or None, completed=watch.done), f"{watch.done}/{total}")
    return grid


def _counts(watch: Watch) -> list[str]:
    return [f"{watch.kinds[kind]} {name}" for kind, name in NAMES.items() if watch.kinds[kind]]


def _pace(watch: Watch) -> Iterator[str]:
    pace, left = watch.per_minute(), watch.seconds_left()
    if pace is not None:
        yield f"{pace:.0f} a minute"
    if left is not None and watch.queued:
        yield f"at least {show_seconds(left)} to go"


def _since(watch: Watch, now: datetime) -> Iterator[str]:
    if watch.begun is not None:
        size = f"{watch.bytes / 1e6:,.1f} MB"
        yield f"{size} in {show_seconds((now - watch.begun).total_seconds())}"


def _sites(watch: Watch, now: datetime, rows: int) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, header_style="dim")
    table.add_column("site", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("state", no_wrap=True, overflow="ellipsis", width=22)
    table.add_column("done", justify="right", no_wrap=True)
    table.add_column("pause", justify="right", no_wrap=True)
    for site in islice(list(watch.sites.values()), rows):
        state = Text(_state(site, now), style=_STYLES[site.state])
        done = f"{site.done}/{site.done + site.queued}"
        table.add_row(Text(site.host), state, done, show_seconds(site.delay))
    return table


def _state(site: SiteState, now: datetime) -> str:
    left = site.left(now)
    if site.state == "asking":
        return f"asking for {show_seconds((now - site.at).total_seconds())}"
    if site.state == "resting":
        return f"rests {show_seconds(left)} {site.reason or ''}".rstrip()
    return f"asks in {show_seconds(left)}" if left else "waits its turn"


def _words(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
