"""One request in flight, and one delay, for each registered domain and for each address.

Promises: the delay after an answer is clamp(factor x its duration, min, max), longer where robots.txt asks
for more; a pause (Retry-After, back-off) holds for everything that shares the domain or the address.
Refuses: to be hurried: nothing shortens a delay.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from scraper.clock import Clock
from scraper.settings import SLOWEST, CrawlSettings


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # on the monotonic clock
    least: float = 0.0  # seconds that robots.txt asks for


class Throttle:
    """Holds a lane for each key (`Target.keys`); use `slot` around every request."""

    def __init__(self, settings: CrawlSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def slot(self, keys: Sequence[str]) -> AsyncIterator[None]:
        """Wait for the turn of all keys, hold them while the request runs, then set their next turn.

        Keys are taken in the order given: domain before address, always, so that none waits in a ring.
        """
        lanes = [self._lane(key) for key in keys]
        async with AsyncExitStack() as stack:
            for lane in lanes:
                await stack.enter_async_context(lane.lock)
            while (wait := max(lane.free_at for lane in lanes) - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            began = self._clock.monotonic()
            try:
                yield
            finally:
                ended = self._clock.monotonic()
                delay = self.delay_after(ended - began)
                for lane in lanes:
                    lane.free_at = max(lane.free_at, ended + max(delay, lane.least))

    def delay_after(self, duration: float) -> float:
        """The delay in seconds after an answer that took `duration` seconds."""
        settings = self._settings
        return min(max(settings.delay_factor * duration, settings.delay_min), settings.delay_max)

    def lengthen(self, keys: Sequence[str], delay: float) -> None:
        """Keep at least `delay` seconds from now on: what robots.txt asks for, an hour at most."""
        for key in keys:
            lane = self._lane(key)
            lane.least = max(lane.least, min(delay, SLOWEST))

    def pause(self, keys: Sequence[str], seconds: float) -> None:
        """Begin no request for `seconds` from now, an hour at most."""
        until = self._clock.monotonic() + min(seconds, SLOWEST)
        for key in keys:
            lane = self._lane(key)
            lane.free_at = max(lane.free_at, until)

    def _lane(self, key: str) -> _Lane:
        return self._lanes.setdefault(key, _Lane())
