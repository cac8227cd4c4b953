from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import BodyTooLarge, FetchError, TruncatedBody
from scraper.retry import Busy, read_retry_after, with_retries

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(*errors: FetchError | None, tries: int = 3) -> tuple[str, list[float]]:
    waits: list[float] = []
    queue = list(errors)

    async def attempt() -> str:
        error = queue.pop(0)
        if error is not None:
            raise error
        return "done"

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    try:
        return asyncio.run(with_retries(attempt, tries=tries, pause=pause)), waits
    except FetchError as error:
        return error.code, waits


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("86400", 3600),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 12:01:00", 60),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 3600),
        ("-1", None),
        ("120.5", 120.5),
        ("120 seconds", 120),
        ("60, 120", 120),
        ("9" * 5000, 3600),
        ("1790000000", 3600),  # a moment where seconds belong
        ("Monday, 23-Nov-26 12:01:00 GMT", 60),
        ("Mon Nov 23 12:01:00 2026", 60),
        ("Sun, 23 Nov 2036 12:00:00 GMT", 3600),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 3600),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0),
        ("Mon, 23 Nov 2026 12:00:00 +99999999999999999999", None),
        ("Mon, 23 Nov 99999 12:00:00 GMT", None),
        ("Mon, 99 Nov 2026 99:00:00 GMT", None),
        ("+5", None),
        ("1e3", None),
        ("2026-11-23T12:01:00Z", None),
        ("１２", None),
        ("tomorrow", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(text: str | None, seconds: float | None) -> None:
    assert read_retry_after(text, NOON) == seconds


@given(st.text(max_size=40) | st.from_regex(r"\w{3}, \d+ Nov \d+ \d+:\d+:\d+ [+-]?\w+", fullmatch=True))
def test_whatever_a_server_writes_there_is_a_wait_or_none(text: str) -> None:
    seconds = read_retry_after(text, NOON)
    assert seconds is None or 0 <= seconds <= 3600


def test_three_tries_with_growing_waits() -> None:
    error = TruncatedBody("u", "cut")
    assert run(error, None) == ("done", [5])
    assert run(error, error, error, None) == ("truncated_body", [5, 10])


def test_retry_after_wins_where_it_is_longer() -> None:
    assert run(Busy("u", 503, 120.0), Busy("u", 429, 1.0), None) == ("done", [120, 10])
    assert run(Busy("u", 503, None), tries=1) == ("http_503", [])


def test_what_will_not_change_is_not_tried_again() -> None:
    assert run(BodyTooLarge("u", "x"), None) == ("body_too_large", [])
