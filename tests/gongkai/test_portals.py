"""The matrix of portals: from a home page alone, every report that robots allows and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.samplesite.portals import PORTALS, Portal, serve_portals
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.sources import Source

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)


@pytest.mark.parametrize("kind", PORTALS, ids=lambda kind: kind.name)
def test_every_report_is_found_from_the_home_page_and_nothing_else(
    kind: type[Portal], tmp_path: Path
) -> None:
    portal, archive = kind(), Archive(tmp_path / "archive")
    with serve_portals([portal]) as served:
        home = served.url(portal)
        crawl(
            [Source(home, kind="portal")],
            archive=archive,
            frontier=tmp_path / "frontier.sqlite",
            settings=FAST,
        )
    found = {capture.url.removeprefix(home.rstrip("/")) for capture in archive.captures()}
    assert found == set(portal.truth)


def test_names_and_areas_are_unique() -> None:
    assert len({kind.name for kind in PORTALS}) == len(PORTALS)
