"""How long a report takes against a yardstick of the same run: `python -m benchmarks.speed`.

Prints ratios of medians over alternating rounds, so that a noisy machine moves both sides alike. The bar for
one HTML report of about 95 KB is 3.5 x `lxml.html.fromstring` on the same bytes; exit 1 where it is missed.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import bs4
import lxml.html
import pandas as pd

from gongkai.samplesite import SampleSite
from parsers import parse

ROUNDS = 25
BAR = 3.5  # times lxml.html.fromstring


def largest(site: SampleSite, rendering: str) -> bytes:
    """The largest page of a rendering."""
    truths = (truth for truth in site.truth() if truth.rendering == rendering)
    return max((site.page(truth.host_index, truth.path).body for truth in truths), key=len)


def medians(rounds: int, **work: Callable[[], object]) -> dict[str, float]:
    """Seconds a call, the median of alternating rounds, by name."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, call in work.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(measured) for name, measured in times.items()}


def main() -> int:
    """Print the table of ratios; 1 where the report with real tables is over the bar."""
    site = SampleSite()
    missed = False
    for rendering in ("word-table", "flattened-b"):
        page = largest(site, rendering)
        gb = page.decode("utf-8", "replace").replace("utf-8", "gb2312").encode("gb18030", "replace")
        measured = medians(
            ROUNDS,
            lxml=lambda page=page: lxml.html.fromstring(page),
            gongkai=lambda page=page: parse(page),
            gongkai_gb18030=lambda gb=gb: parse(gb),
        )
        if rendering == "word-table":
            measured |= medians(
                3,
                beautifulsoup=lambda page=page: bs4.BeautifulSoup(page, "lxml"),
                pandas_read_html=lambda page=page: pd.read_html(io.BytesIO(page)),
            )
            missed = measured["gongkai"] > BAR * measured["lxml"]
        print(
            f"{rendering}, {len(page) / 1000:.0f} KB; "
            f"1.00 = lxml.html.fromstring, {measured['lxml'] * 1e3:.2f} ms"
        )
        for name, seconds in measured.items():
            print(f"  {name:<18}{seconds / measured['lxml']:>8.2f} x")
    print(f"the bar of {BAR} x for word-table is {'missed' if missed else 'held'}")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
