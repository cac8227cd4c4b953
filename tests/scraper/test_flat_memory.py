"""100,000 queued addresses take little memory: they wait on the disk. `make test` queues 40,000."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.frontier import Frontier, Page
from scraper.sources import Source

QUEUED = (40_000, pytest.param(100_000, marks=pytest.mark.soak))
HOSTS = 200
MOST = 8 << 20  # bytes; 2 MB were measured; as objects 40,000 pages take 9, 100,000 take 23
STATM = Path("/proc/self/statm")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def pages(count: int) -> Iterator[Page]:
    for n in range(count):
        url = f"https://h{n % HOSTS}.gov.cn/zwgk/zfxxgknb/202401/t20240120_{n}.html"
        yield Page(url, "report", "s", link_title="某" * 30)


def resident() -> int:
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("count", QUEUED)
@pytest.mark.skipif(not STATM.exists(), reason="only Linux tells a process its memory so")
def test_a_long_frontier_takes_little_memory(tmp_path: Path, count: int) -> None:
    with Frontier(tmp_path / "frontier.sqlite") as queue:
        queue.begin([Source("https://h0.gov.cn/")], NOON)
        before = resident()
        assert queue.add(pages(count)) == count
        for site in queue.waiting_sites():
            page = queue.claim(site)
            assert page is not None
            queue.finish(page.url, "stored")
        assert resident() - before < MOST
