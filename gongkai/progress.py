"""How long work shows itself: a bar on a terminal, one line of JSON an event with --json, else nothing.

Promises: nothing but JSON on stdout with --json; no bar where stdout is not a terminal.
Refuses: to slow the work: the bar is drawn at most ten times a second.
Caveat: the total is unknown while lists are still being read; it grows.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Protocol, Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from scraper.events import Event

WIDTH = 32  # characters of a host or path that fit beside the bar
_STEPS = ("fetching", "reading")


class Reporter(Protocol):
    """Where events and messages go; use it in a `with`."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(self, *_: object) -> None:
        """End showing."""

    def event(self, event: Event) -> None:
        """Something happened in a crawl."""

    def document(self, done: int, address: str) -> None:
        """A document was read."""

    def say(self, message: str) -> None:
        """A word for a person."""


class Silent:
    """Shows words only, and not even those when `quiet`."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console, self._quiet = console, quiet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def event(self, event: Event) -> None:
        """Not shown."""

    def document(self, done: int, address: str) -> None:
        """Not shown."""

    def say(self, message: str) -> None:
        """Shown unless quiet."""
        if not self._quiet:
            self._console.print(message, highlight=False, markup=False)


class JsonLines:
    """One line of JSON an event, on stdout."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def event(self, event: Event) -> None:
        """A line with the fields of the event."""
        self.write(asdict(event))

    def document(self, done: int, address: str) -> None:
        """A line of kind `parsed`."""
        self.write({"kind": "parsed", "url": address, "done": done})

    def say(self, message: str) -> None:
        """A line of kind `message`."""
        self.write({"kind": "message", "message": message})

    def write(self, values: dict[str, object]) -> None:
        """One line of JSON."""
        self._console.out(json.dumps(values, ensure_ascii=False), highlight=False)


class Bar:
    """A bar with counts and the current host."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[place]}"),
            console=console,
            transient=True,
        )
        self._tasks = {
            name: self._progress.add_task(name, total=None, visible=False, place="") for name in _STEPS
        }

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def event(self, event: Event) -> None:
        """Move the bar of the crawl."""
        self._move("fetching", event.done, event.done + event.queued, event.host or "")

    def document(self, done: int, address: str) -> None:
        """Move the counter of documents read."""
        self._move("reading", done, None, urlsplit(address).netloc or address)

    def say(self, message: str) -> None:
        """Print above the bar."""
        self._progress.console.print(message, highlight=False, markup=False)

    def _move(self, step: str, done: int, total: int | None, place: str) -> None:
        self._progress.update(
            self._tasks[step], completed=done, total=total, place=place[:WIDTH], visible=True
        )


def make_reporter(console: Console, *, as_json: bool, quiet: bool) -> Reporter:
    """The reporter that fits the console and the settings."""
    if as_json:
        return JsonLines(console)
    if quiet or not console.is_terminal:
        return Silent(console, quiet=quiet)
    return Bar(console)
