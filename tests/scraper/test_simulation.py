"""10,000 simulated requests on 200 hosts, with each of five seeds: the rules of conduct hold for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from simulation import NOON, Asked, Host, Network, simulate

from scraper.hours import read_hours
from scraper.receipts import Receipts
from scraper.settings import CrawlSettings

SETTINGS = CrawlSettings(contact="https://c.example/", delay_min=1.0, delay_max=60.0, max_refusals=10**9)
REQUESTS = 10_000
HOSTS = 200
ROUNDING = 1e-6  # seconds; the clock adds floats


def lanes(network: Network) -> dict[str, list[Asked]]:
    """The requests of each domain and of each address, in the order in which they were sent."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in sorted(network.asked, key=lambda one: one.began):
        for key in one.keys:
            found[key].append(one)
    return found


def due(one: Asked, crawl_delay: float) -> float:
    """When the next request of its lane may be sent, by the rules as they are written."""
    delay = min(max(5 * (one.ended - one.began), 1.0), 60.0)
    refused = 60.0 if one.status in (403, 429, 503) else 0.0
    return one.ended + max(delay, crawl_delay, one.retry_after, refused)


def too_soon(lane: list[Asked], delays: dict[str, float]) -> Iterator[tuple[Asked, Asked]]:
    """Pairs of requests of which the second came too soon; `delays` has what each host's robots.txt asks."""
    free_at = asked = 0.0
    for one, following in pairwise(lane):
        if urlsplit(one.url).path == "/robots.txt":
            asked = max(asked, delays[one.host.name])
        free_at = max(free_at, due(one, asked))
        if following.began < free_at - ROUNDING:
            yield one, following


@pytest.fixture(scope="module", params=range(5))
def ran(request: pytest.FixtureRequest) -> tuple[Network, Receipts]:
    network, receipts, _ = simulate(request.param, hosts=HOSTS, requests=REQUESTS, settings=SETTINGS)
    return network, receipts


def test_no_host_domain_or_address_is_asked_sooner_than_its_due(ran: tuple[Network, Receipts]) -> None:
    network, _ = ran  # that no two are in flight at once is asserted as they are sent
    delays = {name: host.crawl_delay for name, host in network.hosts.items()}
    found = lanes(network)
    assert len(network.asked) >= REQUESTS
    assert [pair for lane in found.values() for pair in too_soon(lane, delays)] == []


def test_the_simulation_has_what_it_is_to_test(ran: tuple[Network, Receipts]) -> None:
    network, _ = ran
    statuses = Counter(one.status for one in network.asked)
    assert min(statuses[status] for status in (200, 403, 404, 429, 503, None)) > 10
    assert len({one.host.name for one in network.asked}) == HOSTS
    assert sum(one.retry_after == 3600 for one in network.asked) > 0
    shared = [lane for lane in lanes(network).values() if len({one.host.name for one in lane}) > 1]
    assert len(shared) > 50
    assert not any(urlsplit(one.url).path.startswith("/closed/") and one.host.robots for one in network.asked)


def test_receipts_add_up_to_what_the_network_saw(ran: tuple[Network, Receipts]) -> None:
    network, receipts = ran
    seen = Counter(one.host.name for one in network.asked)
    assert {receipt.host: receipt.requests for receipt in receipts.all()} == seen
    for receipt in receipts.all():
        mine = sorted(
            (one for one in network.asked if one.host.name == receipt.host), key=lambda one: one.began
        )
        gaps = [b.began - a.ended for a, b in pairwise(mine)]
        assert receipt.least_delay == (pytest.approx(min(gaps)) if gaps else None)
        assert receipt.waited == pytest.approx(sum(one.retry_after for one in mine), abs=1e-3)


def test_within_hours_alone() -> None:
    settings = replace(SETTINGS, hours=read_hours("21-03"))
    network, _, events = simulate(7, hosts=20, requests=1000, settings=settings)
    hours = {(NOON + timedelta(seconds=one.began)).hour for one in network.asked}  # UTC: 13 to 19
    assert hours <= {13, 14, 15, 16, 17, 18}
    assert len({event.at.date() for event in events if event.at}) > 1
    assert any(event.kind == "closed" for event in events)


@pytest.mark.parametrize(
    ("began", "is_soon"), [(61.9, True), (62.1, False), (0.5, True)], ids=["early", "late", "at once"]
)
def test_a_request_that_came_too_soon_would_be_found(began: float, is_soon: bool) -> None:
    host = Host("a.b.gov.cn", ("8.8.8.8",), None, 0.0, 1.0, 0.0)
    first = Asked(host, "http://a.b.gov.cn/1", 0.0, 2.0, 503)
    second = Asked(host, "http://a.b.gov.cn/2", began, began + 1, 200)
    assert bool(list(too_soon([first, second], {host.name: 0.0}))) is is_soon
