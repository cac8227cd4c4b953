from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from gongkai.watching import Watch
from gongkai.watchview import show_line, show_watch
from scraper.events import Event

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A, B = "www.very-long-name-of-a-district.gov.cn", "b.gov.cn"


def event(
    kind: str, second: float, site: str | None = A, *, done: int = 0, queued: int = 9, **more: Any
) -> Event:
    at = NOON + timedelta(seconds=second)
    message = more.pop("message", "")
    return Event(
        kind, f"https://{site}/1", site, message, done, queued, at, site, more.pop("there", 5), **more
    )


def watched(*events: Event) -> Watch:
    watch = Watch()
    for one in events:
        watch.take(one)
    return watch


def drawn(watch: Watch, second: float, *, width: int = 60, height: int = 24, **more: Any) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=False)
    console.print(show_watch(watch, NOON + timedelta(seconds=second), height, **more))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("events", "second", "shown"),
    [
        ([event("asking", 0)], 3, "asking for 3.0 s"),
        ([event("asking", 0), event("answered", 2, delay=10.0, seconds=2)], 4, "asks in 8.0 s"),
        ([event("asking", 0), event("answered", 2, delay=10.0)], 20, "waits its turn"),
        (
            [event("wait", 0, seconds=120, reason="http_429"), event("answered", 0, delay=120)],
            60,
            "rests 1 min http_429",
        ),
        (
            [event("answered", 0), event("wait", 0, seconds=60, reason="http_403"), event("refused", 0)],
            0,
            "rests 1 min http_403",
        ),
        ([event("wait", 0, seconds=60, reason="http_403"), event("asking", 61)], 61, "asking for 0 s"),
        ([event("stored", 0)], 0, "waits its turn"),
    ],
)
def test_what_a_site_is_doing(events: list[Event], second: float, shown: str) -> None:
    (row,) = (line for line in drawn(watched(*events), second) if line.startswith("www."))
    assert shown in row


def test_a_site_that_is_done_or_left_goes_from_the_view_and_is_named() -> None:
    watch = watched(
        event("stored", 0, A, done=1), event("stored", 0, B, done=2), event("site_done", 1, B, done=2)
    )
    assert list(watch.sites) == [A]
    watch.take(event("site_left", 2, A, message="5 refusals in a row"))
    assert watch.sites == {}
    assert any("site_left" in line and "5 refusals" in line for line in drawn(watch, 3, width=100))


def test_pace_and_end_are_estimated_by_the_slowest_site() -> None:
    watch = watched(*(event("stored", n * 10, A, done=n + 1, queued=60, there=60 - n) for n in range(1, 31)))
    assert watch.per_minute() == pytest.approx(6)
    assert watch.seconds_left() == pytest.approx(600, rel=0.05)  # 60 at 6 a minute
    watch.take(event("stored", 301, B, done=32, queued=160, there=100))
    assert (watch.seconds_left() or 0) > 1000
    assert "to go" in show_line(watch)


def test_before_there_is_a_pace_nothing_is_guessed() -> None:
    watch = watched(event("asking", 0))
    assert (watch.per_minute(), watch.seconds_left()) == (None, None)
    assert show_line(watch) == "fetching: 0 done, 9 queued; sites: 1"


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_view_fits_the_terminal(width: int) -> None:
    sites = [f"host-number-{n}.somewhere.gov.cn" for n in range(40)]
    events = [event("answered", n, site, delay=1.5, bytes=10**7) for n, site in enumerate(sites)]
    events += [event("refused", 50, site, done=3, message="robots_disallow " * 20) for site in sites[:5]]
    lines = drawn(watched(*events), 60, width=width, height=20)
    assert max(map(len, lines)) <= width
    assert len(lines) < 20
    assert any("and 29 more sites" in line for line in lines)
    assert any("400.0 MB in 1 min" in line for line in lines)


def test_hours_that_are_closed_are_shown() -> None:
    watch = watched(
        event("stored", 0, done=1), event("closed", 1, None, message="outside the hours 22:00-06:00")
    )
    assert any("outside the hours 22:00-06:00" in line for line in drawn(watch, 2))
    watch.take(event("asking", 3))
    assert not any("outside" in line for line in drawn(watch, 4))


def test_text_of_a_site_is_never_markup() -> None:
    watch = watched(event("failed", 0, "[red]x[/red].cn", message="[bold]no"))
    assert any("[red]x[/red].cn" in line for line in drawn(watch, 1))


def test_documents_that_are_read_take_the_place_of_the_view() -> None:
    assert drawn(watched(), 0) == [""]
    assert drawn(watched(event("stored", 0)), 0, reading=(7, "a.gov.cn")) == [
        "Reading: 7 documents; a.gov.cn"
    ]


def test_watching_a_long_crawl_takes_little_memory() -> None:
    watch = Watch()
    tracemalloc.start()
    for n in range(20_000):
        site = f"h{n // 100}.gov.cn"
        watch.take(event("stored", n, site))
        if n % 100 == 99:
            watch.take(event("site_done", n, site))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000
