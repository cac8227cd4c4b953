"""Time, passed in: what a crawl reads of clocks and how it waits.

Promises: nothing else in `scraper` reads a clock or sleeps, so a test waits for nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def now() -> datetime:
    """The one place where the wall clock is read."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` is the wall clock (UTC), `monotonic` measures, `sleep` waits; all in seconds.

    >>> Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC)).now().year
    2026
    """

    now: Callable[[], datetime] = now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
