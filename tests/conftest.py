"""What makes the whole suite quick: who begins first, and what is not made anew for each test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from scraper import client

# Modules of ten seconds and more, the longest first: one that began last would leave the other cores idle.
LONGEST = (
    "test_history", "test_validation", "test_validation_corruptions", "test_reading", "test_coverage",
    "test_matrix", "test_papers", "test_run", "test_discovering", "test_portals", "test_same_bytes",
    "test_pipeline", "test_torn", "test_markup", "test_reuse", "test_organizations_table",
    "test_killing_builds", "test_cli", "test_memory", "test_coverage_alone", "test_notebooks",
    "test_coverage_samplesite", "test_wheel", "test_pairing", "test_content", "test_simulation",
    "test_flat_memory", "test_diffing", "test_on_dask",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first; with xdist the order holds by --no-loadscope-reorder."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(Path(item.path).stem, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Ten thousand collected tests live to the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def shared_tls_context() -> Iterator[None]:
    """The authorities of certifi are loaded once, not for each crawl (20 ms)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "make_context", lru_cache(client.make_context))
        yield
