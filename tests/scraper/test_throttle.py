from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scraper.clock import Clock
from scraper.hours import read_hours
from scraper.settings import CrawlSettings
from scraper.throttle import Throttle

SETTINGS = CrawlSettings(contact=None, delay_min=1.0, delay_max=60.0, delay_factor=5.0)


def throttle(time: Any) -> Throttle:
    return Throttle(SETTINGS, time.clock)


@pytest.mark.parametrize(("took", "delay"), [(0.0, 1.0), (0.1, 1.0), (2.0, 10.0), (30.0, 60.0)])
def test_the_delay_follows_the_last_answer_within_bounds(time: Any, took: float, delay: float) -> None:
    async def twice() -> None:
        lanes = throttle(time)
        async with lanes.slot(["d"]):
            time.seconds += took
        async with lanes.slot(["d"]):
            pass

    asyncio.run(twice())
    assert time.sleeps == [delay]


def test_one_request_is_in_flight_for_a_domain_and_for_an_address(time: Any) -> None:
    flying: set[str] = set()

    async def one(lanes: Throttle, domain: str, address: str) -> None:
        async with lanes.slot([domain, address]):
            assert not flying & {domain, address}
            flying.update({domain, address})
            for _ in range(3):
                await asyncio.sleep(0)
            flying.difference_update({domain, address})

    async def many() -> None:
        lanes = throttle(time)
        keys = [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2"), ("a", "1"), ("c", "3")]
        await asyncio.gather(*(one(lanes, *pair) for pair in keys))

    asyncio.run(many())


def test_others_do_not_wait(time: Any) -> None:
    async def run() -> None:
        lanes = throttle(time)
        lanes.pause(["a"], 100)
        async with lanes.slot(["b", "2"]):
            pass

    asyncio.run(run())
    assert time.sleeps == []


def test_a_pause_holds_for_whatever_shares_the_address_and_is_an_hour_at_most(time: Any) -> None:
    async def run() -> None:
        lanes = throttle(time)
        lanes.pause(["a", "1"], 1e9)
        lanes.pause(["a", "1"], 5)  # nothing shortens it
        async with lanes.slot(["b", "1"]):
            pass

    asyncio.run(run())
    assert time.sleeps == [3600]


@pytest.mark.parametrize(("asked", "waited"), [(30.0, 30.0), (0.2, 1.0), (1e9, 3600.0)])
def test_robots_may_only_lengthen(time: Any, asked: float, waited: float) -> None:
    async def run() -> None:
        lanes = throttle(time)
        lanes.lengthen(["a"], asked)
        for _ in range(2):
            async with lanes.slot(["a"]):
                pass

    asyncio.run(run())
    assert time.sleeps == [waited]


def test_a_request_that_fails_leaves_its_delay_and_frees_the_lane(time: Any) -> None:
    async def fail(lanes: Throttle) -> None:
        async with lanes.slot(["a"]):
            time.seconds += 2
            raise OSError

    async def run() -> None:
        lanes = throttle(time)
        with pytest.raises(OSError):  # noqa: PT011
            await fail(lanes)
        async with lanes.slot(["a"]):
            pass

    asyncio.run(run())
    assert time.sleeps == [10]


def test_a_delay_that_robots_asks_for_holds_after_the_answer_that_asked_for_it(time: Any) -> None:
    async def run() -> None:
        lanes = throttle(time)
        async with lanes.slot(["a"]):
            pass
        lanes.lengthen(["a"], 30)
        async with lanes.slot(["a"]):
            pass

    asyncio.run(run())
    assert time.sleeps == [30]


def test_keys_in_any_order_never_wait_in_a_ring(time: Any) -> None:
    turns: list[str] = []

    async def one(lanes: Throttle, *keys: str) -> None:
        for _ in range(20):
            async with lanes.slot(keys):
                turns.append(keys[0])
                await asyncio.sleep(0)

    async def many() -> None:
        lanes = throttle(time)
        await asyncio.gather(one(lanes, "a", "b", "c"), one(lanes, "c", "a"), one(lanes, "b", "a", "a"))

    asyncio.run(asyncio.wait_for(many(), 10))
    assert {key: turns.count(key) for key in "abc"} == dict.fromkeys("abc", 20)


def test_refusals_in_a_row_double_the_pause_up_to_an_hour(time: Any) -> None:
    lanes = throttle(time)
    assert [lanes.back_off(["a", "1"]) for _ in range(8)] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert lanes.refusals("a") == 8
    assert lanes.wait(["1"]) == 3600
    assert lanes.back_off(["b", "1"]) == 3600  # another domain at this address
    lanes.forgive(["a", "1"])
    assert lanes.refusals("a") == 0
    assert lanes.back_off(["a", "1"]) == 60
    assert lanes.back_off(["a", "1"], asked=500) == 500


def test_a_site_that_has_no_delay_has_no_pause_either(time: Any) -> None:
    lanes = Throttle(CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0), time.clock)
    assert lanes.back_off(["a"]) == 0


def test_closed_hours_are_told_once_however_many_wait_for_them(time: Any) -> None:
    told: list[float] = []
    settings = CrawlSettings(contact=None, hours=read_hours("22-06"))

    async def one(lanes: Throttle, key: str) -> None:
        async with lanes.slot([key]):
            pass

    async def many() -> None:
        lanes = Throttle(settings, time.clock, told.append)
        await asyncio.gather(*(one(lanes, key) for key in "abcdef"))

    asyncio.run(many())
    assert len(told) == 1
    assert told[0] == pytest.approx(7200, abs=1)


@pytest.mark.parametrize("hours", ["22-06", "02-03", "01:30-02:30", "23:59-00:01", "03-02"])
@pytest.mark.parametrize(
    "day", ["2026-03-28T20:00+00:00", "2026-10-24T20:00+00:00", "2026-11-23T12:00+00:00"]
)
def test_no_turn_comes_outside_the_hours_also_where_the_clocks_are_changed(hours: str, day: str) -> None:
    begin, berlin = datetime.fromisoformat(day), ZoneInfo("Europe/Berlin")
    opens, ends = (int(text.replace(":", "").ljust(4, "0")) for text in hours.split("-"))
    passed = [0.0]

    async def sleep(seconds: float) -> None:
        passed[0] += seconds

    def now() -> datetime:
        return begin + timedelta(seconds=passed[0])

    async def turns() -> None:
        settings = CrawlSettings(contact=None, hours=read_hours(f"{hours} Europe/Berlin"))
        lanes = Throttle(settings, Clock(now=now, monotonic=lambda: passed[0], sleep=sleep))
        while passed[0] < 3 * 86_400:
            async with lanes.slot(["a"]):
                local = now().astimezone(berlin)
                minute = local.hour * 100 + local.minute
                assert opens <= minute < ends if opens < ends else minute >= opens or minute < ends
                passed[0] += 180

    asyncio.run(turns())


def test_a_wall_clock_that_jumps_hurries_nobody(time: Any) -> None:
    jumps = iter((3600.0, -86_400.0, 1e6, -1e6, 0.0, 0.0, 0.0))
    clock = Clock(
        now=lambda: time.now() + timedelta(seconds=next(jumps, 0.0)),
        monotonic=time.clock.monotonic,
        sleep=time.sleep,
    )

    async def turns() -> list[float]:
        lanes, begun = Throttle(CrawlSettings(contact=None, hours=read_hours("0-24")), clock), []
        for _ in range(6):
            async with lanes.slot(["a"]):
                begun.append(clock.monotonic())
        return begun

    begun = asyncio.run(turns())
    assert all(later - earlier >= 1 for earlier, later in pairwise(begun))
