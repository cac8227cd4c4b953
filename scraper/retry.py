"""When to try again, and how long to leave a site alone before.

Promises: at most a few tries; Retry-After is read in both its forms, up to an hour.
Refuses: to try again what a site refused (401, 403, 412 ...) or what will not change (404, too large).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from scraper.errors import FetchError
from scraper.settings import SLOWEST

T = TypeVar("T")

BUSY = frozenset({429, 500, 502, 503, 504})  # statuses of a moment
OVERRUN = frozenset({429, 503})  # those that say we ask too much; they count as refusals in a row
# whole seconds by RFC 9110; a fraction, a unit, or two headers in one are meant as well
_SECONDS = re.compile(r"\s*(\d+(?:\.\d*)?)\s*(?:s|secs?|seconds?)?\s*", re.ASCII | re.IGNORECASE)
_BACK_OFF = wait_exponential(multiplier=5, max=300)  # seconds: 5, 10, 20 ...


class Busy(FetchError):
    """The site answered that it cannot answer now; `wait` is its Retry-After in seconds, or None."""

    is_passing = True

    def __init__(self, url: str, status: int, wait: float | None) -> None:
        self.status, self.wait = status, wait
        super().__init__(url, f"answered {status}")

    @property
    def code(self) -> str:  # type: ignore[override]
        """`http_503` and the like."""
        return f"http_{self.status}"


def read_retry_after(text: str | None, now: datetime, sent: str | None = None) -> float | None:
    """Seconds to wait, from either form of Retry-After; None where it says nothing we can read.

    A moment is measured from `now` and from the Date header of the answer (`sent`), and the longer wait
    counts: one of the two clocks may be wrong.

    >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> read_retry_after("120", noon), read_retry_after("Mon, 23 Nov 2026 12:00:30 GMT", noon)
    (120.0, 30.0)
    >>> read_retry_after("99999999", noon), read_retry_after("soon", noon)
    (3600.0, None)
    >>> read_retry_after("Mon, 23 Nov 2026 11:00:30 GMT", noon, "Mon, 23 Nov 2026 11:00:00 GMT")
    30.0
    """
    text = (text or "").strip()
    numbers = [_SECONDS.fullmatch(part) for part in text.split(",")]
    if all(numbers):
        return min(max(float(found[1]) for found in numbers if found), SLOWEST)
    moment = _read_date(text)
    if moment is None:
        return None
    waits = [(moment - start).total_seconds() for start in (now, _read_date(sent or "")) if start is not None]
    return min(max(*waits, 0.0), SLOWEST)


def _read_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):  # all of them are seen to leave it
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


async def with_retries(
    attempt: Callable[[], Awaitable[T]],
    *,
    tries: int,
    pause: Callable[[float], Awaitable[None]],
    is_enough: Callable[[], bool] = lambda: False,
) -> T:
    """Run `attempt` up to `tries` times while its FetchError is passing; `pause` is told how long to wait.

    `is_enough` ends it sooner: a site that has refused too often is asked no more.
    """

    def is_worth_it(error: BaseException) -> bool:
        return isinstance(error, FetchError) and error.is_passing and not is_enough()

    retrying = AsyncRetrying(
        retry=retry_if_exception(is_worth_it),
        stop=stop_after_attempt(tries),
        wait=_wait,
        sleep=pause,
        reraise=True,
    )
    return await retrying(attempt)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, Busy) else None
    return max(asked or 0.0, _BACK_OFF(state))
