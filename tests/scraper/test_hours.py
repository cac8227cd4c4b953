from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper.hours import read_hours

MIDNIGHT = datetime(2026, 11, 23, 16, tzinfo=UTC)  # in China


def wait(text: str, hour: float) -> float:
    return read_hours(text).until_open(MIDNIGHT + timedelta(hours=hour)) / 3600


@pytest.mark.parametrize(
    ("text", "hour", "hours"),
    [
        ("22-06", 22, 0),
        ("22-06", 5.99, 0),
        ("22-06", 6, 16),
        ("22-06", 21.5, 0.5),
        ("09-17", 9, 0),
        ("09-17", 17, 16),
        ("9-17", 8, 1),
        ("22:30-06:15", 6.2, 0),
        ("22:30-06:15", 6.25, 16.25),
        ("0-24", 13, 0),
        ("18-24", 23.99, 0),
        ("18-24", 0, 18),
        ("00-06", 0, 0),
        ("17-23 UTC", 1, 0),
    ],
)
def test_when_a_request_may_be_sent(text: str, hour: float, hours: float) -> None:
    assert wait(text, hour) == pytest.approx(hours)


@pytest.mark.parametrize("hour", [0, 3.3, 5.9999])
def test_every_moment_is_open_or_waits_until_it_is(hour: float) -> None:
    for text in ("22-06", "09-17", "23:59-00:01", "1-2 Europe/Berlin"):
        hours = read_hours(text)
        for step in range(0, 1440, 7):
            now = MIDNIGHT + timedelta(hours=hour, minutes=step)
            left = hours.until_open(now)
            assert 0 <= left < 86_400
            assert hours.until_open(now + timedelta(seconds=left)) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("22", "write 22-06"),
        ("", "write 22-06"),
        ("22-", "write 22-06"),
        ("２２-06", "write 22-06"),
        ("25-06", "no time of day in 25:00"),
        ("22:60-06", "no time of day in 22:60"),
        ("24:01-06", "no time of day"),
        ("06-06", "begins where it ends"),
        ("24-00", "begins where it ends"),
        ("22-06 Mars/Base", "time zone 'Mars/Base' is not known"),
        ("22-06 ../etc/passwd", "is not known"),
    ],
)
def test_what_are_no_hours_says_what_to_write(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_hours(text)
