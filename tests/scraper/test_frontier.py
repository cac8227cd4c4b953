from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.frontier import Frontier, Known, Page
from scraper.sources import Source

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
COLUMN = Source("http://a.xx.gov.cn/nb/")
SITE = "xx.gov.cn"


def pages(*names: str, kind: str = "report") -> list[Page]:
    return [Page(f"http://a.xx.gov.cn/{name}", kind, COLUMN.url) for name in names]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "frontier.sqlite"


def test_reports_are_claimed_before_lists_and_each_once(path: Path) -> None:
    with Frontier(path) as queue:
        assert queue.begin([COLUMN], NOON) is False
        assert queue.add(pages("1", "2")) == 2
        assert queue.add(pages("2", "3")) == 1
        assert queue.queued == 4
        claimed = [page.url[-1] for _ in range(4) if (page := queue.claim(SITE))]
        assert claimed == ["1", "2", "3", "/"]
        assert queue.claim(SITE) is None
        assert queue.waiting_sites() == []


def test_a_seed_is_normalised_and_carries_its_row(path: Path) -> None:
    row = Source("HTTP://A.xx.gov.cn", kind="page", organization="某局", division_code="990101")
    with Frontier(path) as queue:
        queue.begin([row], NOON)
        page = queue.claim(SITE)
    assert page is not None
    assert (page.url, page.kind) == ("http://a.xx.gov.cn/", "report")
    assert (page.hints.organization, page.hints.division_code, page.hints.source) == (
        "某局",
        "990101",
        row.url,
    )


def test_what_was_claimed_goes_back_when_it_is_opened_again(path: Path) -> None:
    queue = Frontier(path)
    queue.begin([COLUMN], NOON)
    queue.add(pages("1", "2"))
    queue.claim(SITE)
    del queue  # killed: nothing was closed
    with Frontier(path) as queue:
        assert queue.begin([COLUMN], NOON) is True
        assert queue.queued == 3
        assert queue.count("claimed") == 0


def test_an_acknowledged_page_waits_only_for_the_next_crawl(path: Path) -> None:
    known = Known('"1"', "Mon, 23 Nov 2026 12:00:00 GMT", "ab" * 32, "x.warc.gz:0")
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        queue.add(pages("1"))
        page = queue.claim(SITE)
        assert page is not None
        queue.finish(page.url, "stored", known=known)
        assert queue.is_done(page.url)
        assert queue.add(pages("1")) == 0
        queue.finish(COLUMN.url, "read")
        assert queue.end() == 0
        assert queue.begin([COLUMN], NOON) is False
        assert not queue.is_done(page.url)
        assert queue.add(pages("1")) == 1
        assert queue.known(page.url) == known
        queue.finish(page.url, "failed", reason="http_404")
        assert queue.known(page.url) == known
        assert queue.known("http://never.example/") == Known()


def test_a_passing_failure_is_tried_again_by_a_resumed_crawl_once_it_has_rested(path: Path) -> None:
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        queue.add(pages("1", "2"))
        for page, rest in ((queue.claim(SITE), timedelta(hours=1)), (queue.claim(SITE), None)):
            assert page is not None
            queue.finish(page.url, "failed", next_try=NOON + rest if rest else None)
        queue.begin([COLUMN], NOON + timedelta(minutes=59))
        assert queue.queued == 1
        queue.begin([COLUMN], NOON + timedelta(minutes=61))
        assert queue.queued == 2


def test_what_was_left_ends_as_refused(path: Path) -> None:
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        queue.add(pages("1", "2"))
        assert queue.end() == 3
        assert queue.count("refused") == 3
        assert queue.queued == 0


def test_links_are_new_once_a_column_and_a_crawl(path: Path) -> None:
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        assert queue.note_links("c", "c/1", ["1", "2", "2"]) == 2
        assert queue.note_links("c", "c/2", ["2"]) == 0
        assert queue.note_links("d", "d/1", ["2"]) == 1
        queue.end()
        queue.begin([COLUMN], NOON)
        assert queue.note_links("c", "c/1", ["2"]) == 1


def test_a_list_page_asked_again_after_a_kill_shows_the_same_as_new(path: Path) -> None:
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        queue.note_links("c", "c/1", ["1"])
        for _ in range(2):
            assert queue.note_links("c", "c/2", ["1", "2", "3"]) == 2


def test_what_waits_is_counted_as_it_is(path: Path) -> None:
    with Frontier(path) as queue:
        queue.begin([COLUMN], NOON)
        queue.add([*pages("1", "2", "3"), Page("http://www.yy.gov.cn/", "list", COLUMN.url)])
        assert queue.waiting_sites() == [SITE, "yy.gov.cn"]
        queue.claim(SITE)
        queue.finish("http://a.xx.gov.cn/3", "stored")  # a redirect led there
        assert queue.queued == queue.count("todo") == 3
        queue.release()
        assert queue.queued == queue.count("todo") == 4
