"""One request in flight, and one delay, for each registered domain and for each address.

Promises: the delay after an answer is clamp(factor x its duration, min, max), longer where robots.txt asks
for more, beginning with the request after robots.txt itself; a pause (Retry-After, back-off) holds for
everything that shares the domain or an address; nothing is sent outside the hours that were set.
Refuses: to be hurried: nothing shortens a delay.
Caveat: a pause is an hour at most, whatever was asked for; so is a delay that robots.txt asks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from scraper.clock import Clock
from scraper.settings import SLOWEST, CrawlSettings

LOOK = 600.0  # seconds; hours are looked at anew so often, for a machine may have slept


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # on the monotonic clock
    ended: float = float("-inf")  # when the last answer did
    least: float = 0.0  # seconds that robots.txt asks for
    refusals: int = 0  # in a row


class Throttle:
    """Holds a lane for each key (`Target.keys`); use `slot` around every request.

    `on_closed` is told the seconds until the hours begin, once each time that requests meet them closed.
    """

    def __init__(
        self, settings: CrawlSettings, clock: Clock, on_closed: Callable[[float], None] = lambda seconds: None
    ) -> None:
        self._settings, self._clock, self._on_closed = settings, clock, on_closed
        self._lanes: dict[str, _Lane] = {}
        self._opens_at = float("-inf")  # what `on_closed` was told last

    @asynccontextmanager
    async def slot(self, keys: Sequence[str]) -> AsyncIterator[None]:
        """Wait for the turn of all keys, hold them while the request runs, then set their next turn.

        Keys are taken in one order, whoever asks, so that none waits in a ring.
        """
        lanes = [self._lane(key) for key in sorted(set(keys))]
        async with AsyncExitStack() as stack:
            for lane in lanes:
                await stack.enter_async_context(lane.lock)
            await self._turn(lanes)
            began = self._clock.monotonic()
            try:
                yield
            finally:
                ended = self._clock.monotonic()
                delay = self.delay_after(ended - began)
                for lane in lanes:
                    lane.ended = ended
                    lane.free_at = max(lane.free_at, ended + max(delay, lane.least))

    async def _turn(self, lanes: Sequence[_Lane]) -> None:
        while True:
            wait = max(lane.free_at for lane in lanes) - self._clock.monotonic()
            closed = self._until_open() if wait <= 0 else 0.0
            if wait <= 0 and not closed:
                return
            if closed:
                self._tell_closed(closed)
            await self._clock.sleep(min(closed, LOOK) if closed else wait)

    def _tell_closed(self, seconds: float) -> None:
        opens_at = self._clock.monotonic() + seconds
        if opens_at > self._opens_at + LOOK:  # every site meets the same closed hours
            self._opens_at = opens_at
            self._on_closed(seconds)

    def _until_open(self) -> float:
        hours = self._settings.hours
        return hours.until_open(self._clock.now()) if hours is not None else 0.0

    def delay_after(self, duration: float) -> float:
        """The delay in seconds after an answer that took `duration` seconds."""
        settings = self._settings
        return min(max(settings.delay_factor * duration, settings.delay_min), settings.delay_max)

    def least(self, key: str) -> float:
        """The delay in seconds that robots.txt asks for."""
        return self._lane(key).least

    def wait(self, keys: Sequence[str]) -> float:
        """Seconds until the next turn of these keys, as it is set now."""
        now = self._clock.monotonic()
        return max(0.0, *(self._lane(key).free_at - now for key in keys))

    def lengthen(self, keys: Sequence[str], delay: float) -> None:
        """Keep at least `delay` seconds, after the last answer too: what robots.txt asks for."""
        for key in keys:
            lane = self._lane(key)
            lane.least = max(lane.least, min(delay, SLOWEST))
            lane.free_at = max(lane.free_at, lane.ended + lane.least)

    def pause(self, keys: Sequence[str], seconds: float) -> None:
        """Begin no request for `seconds` from now, an hour at most."""
        until = self._clock.monotonic() + min(seconds, SLOWEST)
        for key in keys:
            lane = self._lane(key)
            lane.free_at = max(lane.free_at, until)

    def back_off(self, keys: Sequence[str], asked: float = 0.0) -> float:
        """A refusal: pause for `asked` seconds at least, twice as long as after the last one in a row.

        Returns the seconds. It begins with `refusal_pause` (`delay_max` at most).
        """
        lanes = [self._lane(key) for key in keys]
        for lane in lanes:
            lane.refusals += 1
        first = min(self._settings.refusal_pause, self._settings.delay_max)
        doubled = first * 2.0 ** min(max(lane.refusals for lane in lanes) - 1, 12)
        seconds = min(max(asked, doubled), SLOWEST)
        self.pause(keys, seconds)
        return seconds

    def forgive(self, keys: Sequence[str]) -> None:
        """A page came: refusals are counted from none again."""
        for key in keys:
            self._lane(key).refusals = 0

    def refusals(self, key: str) -> int:
        """How many refusals in a row this key has met."""
        return self._lane(key).refusals

    def _lane(self, key: str) -> _Lane:
        return self._lanes.setdefault(key, _Lane())
