"""A run that begins again at once after a kill owes its sites what the run before it owed them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.frontier import Frontier
from scraper.sources import Source
from scraper.throttle import Throttle
from scraper.turns import IN_FLIGHT, Turn, Turns

SETTINGS = CrawlSettings(contact=None, delay_min=2.0, delay_max=60.0, delay_factor=5.0)
PAGE = f"<title>甲局2022年政府信息公开年报</title><p>{'某' * 900}</p>".encode()


class Desk:
    """A column of three reports; `killed` is what a kill -9 leaves of the data folder at a moment."""

    def __init__(self, folder: Path, site: Any, time: Any) -> None:
        self.folder, self.site, self.time = folder / "live", site, time
        self.killed = folder / "killed"
        self.at = 0.0
        rows = "".join(f"<li><a href='/nb/{n}.html'>甲局{2020 + n}年政府信息公开年报</a>" for n in range(3))
        self.url = site.page("/nb/", f"<title>政府信息公开年报</title><ul>{rows}</ul>")
        self.asked: list[float] = []
        for number in range(3):
            self.serve(number, lambda: (200, {}, PAGE))

    def serve(self, number: int, answer: Callable[[], object]) -> None:
        def told(_: dict[str, str]) -> object:
            self.asked.append(self.time.seconds)
            return answer()

        self.site.routes[f"/nb/{number}.html"] = told

    def kill(self) -> None:
        """The process ends here, for the one who begins again: what is on the disk is all that is left."""
        if not self.killed.exists():
            shutil.copytree(self.folder, self.killed)
            self.at = self.time.seconds

    def crawl(self, folder: Path, **more: Any) -> None:
        crawl(
            [Source(self.url)],
            archive=Archive(folder / "archive"),
            frontier=folder / "frontier.sqlite",
            settings=SETTINGS,
            clock=self.time.clock,
            **more,
        )

    def rest(self, **more: Any) -> float:
        """Seconds from the kill to the first request of the run that begins again, robots.txt or not."""
        self.crawl(self.folder, **more)
        assert self.killed.exists()
        self.time.seconds = self.at
        first: list[float] = []

        def look(event: Any) -> None:
            if event.kind == "asking" and not first:
                first.append(self.time.seconds)

        self.crawl(self.killed, on_event=look)
        return first[0] - self.at


@pytest.fixture
def desk(tmp_path: Path, site: Any, time: Any) -> Desk:
    return Desk(tmp_path, site, time)


def test_the_delay_after_a_slow_answer_holds_across_a_kill(desk: Desk) -> None:
    def slow() -> object:
        desk.time.seconds += 7
        return 200, {}, PAGE

    desk.serve(1, slow)
    rest = desk.rest(
        on_event=lambda event: desk.kill() if event.kind == "answered" and event.seconds > 6 else None
    )
    assert rest == pytest.approx(35, abs=0.1)


def test_a_request_that_the_kill_cut_short_is_waited_for_as_one_that_took_so_long(desk: Desk) -> None:
    def cut() -> object:
        desk.time.seconds += 9
        desk.kill()
        return 200, {}, PAGE

    desk.serve(1, cut)
    assert desk.rest() == pytest.approx(45, abs=0.1)


def test_a_crawl_delay_holds_across_a_kill(desk: Desk) -> None:
    desk.site.page("/robots.txt", "User-agent: *\nCrawl-delay: 90")
    rest = desk.rest(on_event=lambda event: desk.kill() if event.kind == "stored" else None)
    assert rest == pytest.approx(90, abs=0.1)


def test_a_crawl_delay_holds_for_a_request_that_was_cut_short(desk: Desk) -> None:
    def cut() -> object:
        desk.kill()
        return 200, {}, PAGE

    desk.site.page("/robots.txt", "User-agent: *\nCrawl-delay: 90")
    desk.serve(0, cut)
    assert desk.rest() == pytest.approx(90, abs=0.1)


def test_retry_after_holds_across_a_kill_at_once(desk: Desk) -> None:
    answers = iter([(503, {"Retry-After": "600"}, b"")])
    desk.serve(0, lambda: next(answers, (200, {}, PAGE)))
    rest = desk.rest(on_event=lambda event: desk.kill() if event.kind == "wait" else None)
    assert rest == pytest.approx(600, abs=0.1)


def test_a_short_delay_holds_too(desk: Desk) -> None:
    rest = desk.rest(on_event=lambda event: desk.kill() if event.kind == "stored" else None)
    assert rest == pytest.approx(2, abs=0.01)


def waits(time: Any, *turns: Turn) -> float:
    throttle = Throttle(SETTINGS, time.clock)
    Turns(throttle, SETTINGS, time.clock).resume(turns)
    return throttle.wait(("a.gov.cn",))


def test_an_address_is_left_alone_as_its_site_is(tmp_path: Path, time: Any) -> None:
    keys = ("a.gov.cn", "address 203.0.113.1")
    with Frontier(tmp_path / "f.sqlite") as queue:
        turns = Turns(Throttle(SETTINGS, time.clock), SETTINGS, time.clock, queue.note_turns)

        async def ask() -> None:
            async with turns.slot(keys):
                assert all(turn.asked is not None for turn in queue.turns())
                time.seconds += 3

        asyncio.run(ask())
        owed = {turn.key: (turn.until - time.now()).total_seconds() for turn in queue.turns()}
    assert owed == {key: pytest.approx(15, abs=0.01) for key in keys}


def test_what_was_asked_long_ago_is_owed_nothing(time: Any) -> None:
    now = time.now()
    assert waits(time, Turn("a.gov.cn", now, now - 2 * IN_FLIGHT, 30.0)) == 0
    assert waits(time, Turn("a.gov.cn", now - timedelta(days=1))) == 0


def test_a_clock_that_was_set_back_costs_an_hour_at_most_and_once(tmp_path: Path, time: Any) -> None:
    ahead = time.now() + timedelta(days=400)
    assert waits(time, Turn("a.gov.cn", ahead)) == pytest.approx(3600, abs=0.01)
    assert waits(time, Turn("a.gov.cn", time.now(), ahead)) == pytest.approx(2, abs=0.01)
    with Frontier(tmp_path / "f.sqlite") as queue:
        queue.note_turns([Turn("a.gov.cn", ahead)])
        Turns(Throttle(SETTINGS, time.clock), SETTINGS, time.clock, queue.note_turns).resume(queue.turns())
        assert (queue.turns()[0].until - time.now()).total_seconds() == pytest.approx(3600, abs=0.01)


def test_nothing_is_written_where_nothing_is_owed(time: Any) -> None:
    settings = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)
    noted: list[Turn] = []
    turns = Turns(Throttle(settings, time.clock), settings, time.clock, noted.extend)

    async def ask() -> None:
        async with turns.slot(("a.gov.cn",)):
            pass

    asyncio.run(ask())
    assert noted == []
    turns.pause(("a.gov.cn",), 5.0)
    assert len(noted) == 1
