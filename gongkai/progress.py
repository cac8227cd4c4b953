"""How long work shows itself: a live view on a terminal, plain lines elsewhere, with --json a line an event.

Promises: nothing but JSON on stdout with --json; nothing that moves where stdout is not a terminal,
and nothing but errors with --quiet.
Refuses: to slow the work: the view is drawn four times a second, a plain line comes twice a minute.
Caveat: what is left is an estimate, and grows while lists are still being read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.live import Live

from gongkai.watching import Exceptions, Watch
from gongkai.watchview import show_line, show_watch
from scraper.clock import now
from scraper.events import Event

PER_SECOND = 4  # times that the view is drawn
EVERY = 30.0  # seconds between two plain lines
LONG_WAIT = 300.0  # seconds; a longer one is said at once in plain lines

Clock = Callable[[], datetime]


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


class Plain(Silent):
    """A line now and then, for a log; at once where a site is left or rests for long, or a rule is lifted."""

    def __init__(self, console: Console, clock: Clock = now) -> None:
        super().__init__(console, quiet=False)
        self._watch, self._clock, self._exceptions = Watch(), clock, Exceptions()
        self._said = clock()

    def event(self, event: Event) -> None:
        """A line twice a minute, and one where it matters."""
        self._watch.take(event)
        is_long = event.kind == "wait" and (event.seconds or 0) >= LONG_WAIT
        if event.kind in ("site_left", "closed") or is_long:
            place = event.site or ""
            self._line(f"{event.kind} {place}: {event.message}".replace(" :", ":"))
        elif (word := self._exceptions.word(event)) is not None:
            self._line(word)
        elif self._is_due():
            self._line(show_line(self._watch))

    def document(self, done: int, address: str) -> None:
        """A line twice a minute."""
        if self._is_due():
            self._line(f"reading: {done} documents")

    def _is_due(self) -> bool:
        return (self._clock() - self._said).total_seconds() >= EVERY

    def _line(self, text: str) -> None:
        self._said = self._clock()
        self.say(f"{self._said:%Y-%m-%d %H:%M:%S} {text}")


class JsonLines:
    """One line of JSON an event, on stdout."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def event(self, event: Event) -> None:
        """A line with the fields of the event, all of them."""
        values: dict[str, Any] = asdict(event)
        self.write({**values, "at": event.at.isoformat() if event.at else None})

    def document(self, done: int, address: str) -> None:
        """A line of kind `parsed`."""
        self.write({"kind": "parsed", "url": address, "done": done})

    def say(self, message: str) -> None:
        """A line of kind `message`."""
        self.write({"kind": "message", "message": message})

    def write(self, values: dict[str, object]) -> None:
        """One line of JSON."""
        self._console.out(json.dumps(values, ensure_ascii=False), highlight=False)


class View:
    """A live view of a crawl, to be watched for hours: what was done, what is left, each site."""

    def __init__(self, console: Console, clock: Clock = now) -> None:
        self._console, self._clock = console, clock
        self._watch, self._exceptions = Watch(), Exceptions()
        self._reading: tuple[int, str] | None = None
        self._live = Live(
            console=console, get_renderable=self._draw, refresh_per_second=PER_SECOND, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.refresh()
        self._live.stop()

    def event(self, event: Event) -> None:
        """Move the view; what an exception lifts stays above it."""
        self._watch.take(event)
        if (word := self._exceptions.word(event)) is not None:
            self.say(word)

    def document(self, done: int, address: str) -> None:
        """Move the counter of documents read."""
        self._reading = (done, urlsplit(address).netloc or address)

    def say(self, message: str) -> None:
        """Print above the view."""
        self._console.print(message, highlight=False, markup=False)

    def _draw(self) -> Any:
        return show_watch(self._watch, self._clock(), self._console.height, self._reading)


def make_reporter(console: Console, *, as_json: bool, quiet: bool) -> Reporter:
    """The reporter that fits the console and the settings."""
    if as_json:
        return JsonLines(console)
    if quiet:
        return Silent(console, quiet=True)
    return View(console) if console.is_terminal else Plain(console)
