"""When each site may be asked again, written down so that it holds across a kill.

Promises: before a request is sent, and after each answer and each pause, what its keys are owed is noted; a
run that begins again waits for the rest of it, and for the delay of a request that the kill cut short.
Refuses: nothing: what cannot be known (how long the cut request took) is taken as the longest that it can be.
Caveat: where the wall clock was set forward meanwhile, a rest is over too early; set back, it lasts an hour
at the most.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.clock import Clock
from scraper.settings import CrawlSettings
from scraper.throttle import Throttle

IN_FLIGHT = timedelta(minutes=15)  # no request takes so long, with the delay after it


@dataclass(frozen=True, slots=True)
class Turn:
    """`key` is to be left alone `until` then; `asked` is when a request to it was sent that has no answer.

    `least` is the delay in seconds that robots.txt asks for after it.
    """

    key: str
    until: datetime
    asked: datetime | None = None
    least: float = 0.0


class Turns:
    """The throttle of one crawl; `note` keeps what it is told of, at once."""

    def __init__(
        self,
        throttle: Throttle,
        settings: CrawlSettings,
        clock: Clock,
        note: Callable[[Iterable[Turn]], None] = lambda turns: None,
    ) -> None:
        self._throttle, self._clock, self._note = throttle, clock, note
        self._has_delay = bool(settings.delay_min or settings.delay_factor)
        self._asked: dict[str, datetime] = {}

    @asynccontextmanager
    async def slot(self, keys: Sequence[str]) -> AsyncIterator[None]:
        """The turn of these keys; see `Throttle.slot`."""
        try:
            async with self._throttle.slot(keys):
                self._asked |= dict.fromkeys(keys, self._clock.now())
                self._write(keys)
                yield
        finally:
            for key in keys:
                self._asked.pop(key, None)
            self._write(keys)

    def pause(self, keys: Sequence[str], seconds: float) -> None:
        """See `Throttle.pause`."""
        self._throttle.pause(keys, seconds)
        self._write(keys)

    def back_off(self, keys: Sequence[str], asked: float = 0.0) -> float:
        """See `Throttle.back_off`."""
        seconds = self._throttle.back_off(keys, asked)
        self._write(keys)
        return seconds

    def lengthen(self, keys: Sequence[str], delay: float) -> None:
        """See `Throttle.lengthen`."""
        self._throttle.lengthen(keys, delay)
        self._write(keys)

    def resume(self, turns: Iterable[Turn]) -> None:
        """Wait for what a run before this one left owing."""
        now = self._clock.now()
        for turn in turns:
            seconds = (turn.until - now).total_seconds()
            if turn.asked is not None and now - turn.asked < IN_FLIGHT:
                took = max(0.0, (now - turn.asked).total_seconds())
                seconds = max(seconds, turn.least, self._throttle.delay_after(took))
            if seconds > 0:
                self.pause((turn.key,), seconds)

    def _write(self, keys: Sequence[str]) -> None:
        now = self._clock.now()
        turns = [
            Turn(
                key,
                now + timedelta(seconds=self._throttle.wait((key,))),
                self._asked.get(key),
                self._throttle.least(key),
            )
            for key in keys
        ]
        if self._has_delay or any(turn.until > now or turn.least for turn in turns):
            self._note(turns)
