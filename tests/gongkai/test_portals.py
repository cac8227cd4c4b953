"""The matrix of portals: from a home page alone, every report that robots allows and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.samplesite.portals import PORTALS, Portal, serve_portals
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.events import Event
from scraper.sources import Source

FAMILIES = {
    "anchors": "by-query by-query-0 framed",
    "trs": "trs-0 trs-1 set-page count-page column-index paged-content called-links"
    " gb2312-header utf8-header no-charset byte-order-mark gzip-unasked",
    "hanweb": "hanweb-page hanweb-record hanweb-post hanweb-encrypted hanweb-bare hanweb-tabs hanweb-shown",
    "hanweb-xxgk": "hanweb-xxgk hanweb-annual",
    "jpaas": "jpaas jpaas-plain jpaas-forever jpaas-few",
    "vsb": "vsb",
}
FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}
MOST_REQUESTS = 45  # beside the articles: home page, doors, column, its pages, and what was no page
FAST = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)


@pytest.mark.parametrize("kind", PORTALS, ids=lambda kind: kind.name)
def test_every_report_is_found_from_the_home_page_and_nothing_else(
    kind: type[Portal], tmp_path: Path
) -> None:
    portal, archive, events = kind(), Archive(tmp_path / "archive"), list[Event]()
    with serve_portals([portal]) as served:
        home = served.url(portal)
        crawl(
            [Source(home, kind="portal")],
            archive=archive,
            frontier=tmp_path / "frontier.sqlite",
            settings=FAST,
            on_event=events.append,
        )
    found = {capture.url.removeprefix(home.rstrip("/")) for capture in archive.captures()}
    assert found == set(portal.truth)
    assert len(served.requests) <= len(portal.papers) + MOST_REQUESTS
    told = {
        event.message.partition(":")[0] for event in events if event.kind == "read" and ":" in event.message
    }
    assert told <= {"anchors", FAMILY.get(kind.name, "")} or kind.name not in FAMILY
    assert FAMILY.get(kind.name) in {*told, None}


def test_names_and_areas_are_unique() -> None:
    assert len({kind.name for kind in PORTALS}) == len(PORTALS)
