"""What is kept of a second look, and what said that nothing had changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, Event, crawl
from scraper.events import PAGES
from scraper.frontier import Frontier, Known
from scraper.records import Capture, Hints
from scraper.resuming import rebuild
from scraper.sources import Source
from scraper.warc_write import ArchiveWriter

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0)
LONG = "某" * 800
SECTIONS = "".join(f"<h3>{n}、某情况</h3><p>{LONG}</p>" for n in "一二三四五六")
TITLE = "甲局2023年政府信息公开工作年度报告"


def report(visits: int, requests: int = 17) -> str:
    return (
        f"<html><title>{TITLE}</title><h1>{TITLE}</h1><p>浏览次数：{visits}</p>{SECTIONS}"
        f"<p>新收申请{requests}件</p><p>【打印本页】</p></html>"
    )


class Desk:
    """A data directory, a site with one report at /nb/r.html, and what it takes to crawl it."""

    def __init__(self, folder: Path, site: Any, time: Any) -> None:
        self.site, self.time = site, time
        self.archive, self.frontier = Archive(folder / "archive"), folder / "frontier.sqlite"
        self.column = site.page("/nb/", self.listing("r.html"))
        self.events: list[Event] = []
        self.asked: list[dict[str, str]] = []

    def listing(self, *paths: str) -> str:
        rows = "".join(f"<li><a href='{path}'>{TITLE}</a></li>" for path in paths)
        return f"<html><title>政府信息公开年报</title><ul>{rows}</ul><p>{LONG}</p></html>"

    def crawl(self, *pages: str, **more: Any) -> CrawlSummary:
        """Crawl the column, and the pages that are sources of their own."""
        return crawl(
            [Source(self.column), *(Source(f"{self.site.url}{path}", kind="page") for path in pages)],
            archive=self.archive,
            frontier=self.frontier,
            settings=FAST,
            clock=self.time.clock,
            on_event=self.events.append,
            **more,
        )

    def reports(self) -> list[Capture]:
        return list(self.archive.captures())

    def serve(self, answer: Callable[[dict[str, str]], object], path: str = "/nb/r.html") -> None:
        def told(headers: dict[str, str]) -> object:
            self.asked.append(headers)
            return answer(headers)

        self.site.routes[path] = told


@pytest.fixture
def desk(tmp_path: Path, site: Any, time: Any) -> Desk:
    return Desk(tmp_path, site, time)


@pytest.mark.parametrize(
    ("header", "condition", "witness"),
    [("ETag", "If-None-Match", "etag"), ("Last-Modified", "If-Modified-Since", "last_modified")],
)
def test_the_validator_that_said_unchanged_is_kept(
    desk: Desk, header: str, condition: str, witness: str
) -> None:
    value = '"1"' if header == "ETag" else "Mon, 23 Nov 2026 12:00:00 GMT"
    desk.serve(
        lambda asked: (
            (304, {}, b"") if asked.get(condition) == value else (200, {header: value}, report(1).encode())
        )
    )
    desk.crawl()
    assert desk.crawl().unchanged == 1
    first, second = desk.reports()
    assert (first.witness, second.witness, second.status) == (None, witness, 304)
    assert second.body == first.body


def test_equal_bytes_are_a_witness(desk: Desk) -> None:
    desk.serve(lambda _: (200, {}, report(1).encode()))
    desk.crawl()
    assert desk.crawl().unchanged == 1
    assert [capture.witness for capture in desk.reports()] == [None, "bytes"]
    with Frontier(desk.frontier) as queue:
        assert queue.known(f"{desk.site.url}/nb/r.html").witness == "bytes"
    (told,) = [event for event in desk.events if event.kind == "unchanged"]
    assert told.message == "bytes"
    desk.archive.folder.joinpath("index.cdxj").unlink()
    assert [entry.witness for entry in desk.archive.entries() if entry.kind == "report"] == [None, "bytes"]


def test_a_page_whose_counter_alone_moved_is_unchanged_by_its_content(desk: Desk) -> None:
    visits = iter(range(9))
    desk.serve(lambda _: (200, {}, report(next(visits)).encode()))
    assert [desk.crawl().stored for _ in range(3)] == [1, 0, 0]
    captures = desk.reports()
    assert [capture.witness for capture in captures] == [None, "content", "content"]
    assert {capture.body for capture in captures} == {report(0).encode()}


def test_a_page_whose_number_moved_is_a_new_body(desk: Desk) -> None:
    numbers = iter([17, 17, 18, 17])
    desk.serve(lambda _: (200, {}, report(5, next(numbers)).encode()))
    assert [desk.crawl().stored for _ in range(4)] == [1, 0, 1, 1]
    assert [capture.revisit for capture in desk.reports()] == [False, True, False, True]
    bodies = [report(5, number).encode() for number in (17, 17, 18, 17)]
    assert [capture.body for capture in desk.reports()] == bodies


def test_each_fourth_time_a_page_is_asked_for_without_a_condition(desk: Desk) -> None:
    pages = [report(1)]

    def stubborn(asked: dict[str, str]) -> object:  # it says 304 whatever happened to the page
        return (304, {}, b"") if "If-None-Match" in asked else (200, {"ETag": '"1"'}, pages[0].encode())

    desk.serve(stubborn)
    desk.crawl()
    pages[0] = report(1, requests=18)
    summaries = [desk.crawl() for _ in range(5)]
    assert [summary.stored for summary in summaries] == [0, 0, 0, 1, 0]
    assert ["If-None-Match" in asked for asked in desk.asked] == [False, True, True, True, False, True]
    assert desk.reports()[-1].body == pages[0].encode()


def test_a_304_that_nobody_asked_for_is_no_page(desk: Desk) -> None:
    desk.serve(lambda _: (200, {}, report(1).encode()))
    desk.crawl()
    desk.serve(lambda _: (304, {}, b""))
    assert desk.crawl().reasons == (("http_304", 1),)


def test_two_addresses_of_one_body_are_kept_as_one_body(desk: Desk) -> None:
    desk.site.page("/nb/", desk.listing("r.html", "other/copy.html"))
    for path in ("/nb/r.html", "/nb/other/copy.html"):
        desk.serve(lambda _: (200, {}, report(1).encode()), path)
    assert desk.crawl().stored == 2
    copy, first = desk.reports()
    assert (copy.url, copy.revisit, copy.witness) == (f"{desk.site.url}/nb/other/copy.html", True, "bytes")
    assert copy.body == first.body
    assert desk.crawl().unchanged == 2
    assert desk.archive.damage == []


def test_a_mirror_that_differs_in_its_counter_is_kept_as_one_body(desk: Desk) -> None:
    desk.site.page("/nb/", desk.listing("2023.html"))
    for path, visits in (("/nb/2023.html", 4), ("/mobile/nb/2023.html", 8)):
        desk.serve(lambda _, visits=visits: (200, {}, report(visits).encode()), path)
    assert desk.crawl("/nb/2023.html", "/mobile/nb/2023.html").stored == 2
    bodies = {capture.url.removeprefix(desk.site.url): capture for capture in desk.reports()}
    assert bodies["/mobile/nb/2023.html"].witness == "content"
    assert bodies["/mobile/nb/2023.html"].body == bodies["/nb/2023.html"].body


def test_a_mirror_with_another_number_is_a_body_of_its_own(desk: Desk) -> None:
    desk.site.page("/nb/", desk.listing("2023.html"))
    for path, requests in (("/nb/2023.html", 17), ("/mobile/nb/2023.html", 18)):
        desk.serve(lambda _, requests=requests: (200, {}, report(1, requests).encode()), path)
    assert desk.crawl("/nb/2023.html", "/mobile/nb/2023.html").stored == 2
    assert [capture.revisit for capture in desk.reports()] == [False, False]


def lose(frontier: Path) -> None:
    for path in frontier.parent.glob(f"{frontier.name}*"):
        path.unlink()


def test_a_lost_frontier_costs_no_second_fetch_of_what_is_unchanged(desk: Desk) -> None:
    desk.serve(
        lambda asked: (
            (304, {}, b"") if "If-None-Match" in asked else (200, {"ETag": '"1"'}, report(1).encode())
        )
    )
    desk.crawl()
    desk.crawl()
    lose(desk.frontier)
    assert desk.crawl().unchanged == 1
    assert desk.asked[-1]["If-None-Match"] == '"1"'
    lose(desk.frontier)
    assert desk.crawl().unchanged == 1
    lose(desk.frontier)
    desk.crawl()
    assert "If-None-Match" not in desk.asked[-1]  # the fourth: how often the site was believed is known too


def test_a_frontier_made_from_the_archive_knows_what_the_lost_one_knew(desk: Desk) -> None:
    desk.site.page("/nb/", desk.listing("r.html", "copy.html", "gone.html", "no.html"))
    visits = iter(range(99))
    desk.serve(lambda _: (200, {"ETag": '"7"'}, report(next(visits)).encode()))
    desk.serve(lambda _: (200, {}, report(0).encode()), "/nb/copy.html")
    desk.site.routes["/nb/no.html"] = (403, {}, b"")
    desk.crawl()
    desk.crawl()
    urls = [f"{desk.site.url}/nb/{name}" for name in ("r.html", "copy.html", "gone.html", "no.html", "")]
    with Frontier(desk.frontier) as queue:
        before = [queue.known(url) for url in urls]
    lose(desk.frontier)
    desk.crawl(stop=_set())
    with Frontier(desk.frontier) as queue:
        assert [queue.known(url) for url in urls] == before


def _set() -> threading.Event:
    stop = threading.Event()
    stop.set()
    return stop


def test_an_unfinished_record_is_cut_off_and_told_when_a_crawl_begins(desk: Desk) -> None:
    desk.serve(lambda _: (200, {}, report(1).encode()))
    desk.crawl()
    (path,) = desk.archive.folder.glob("*.warc.gz")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:200])
    desk.crawl()
    (told,) = [event for event in desk.events if event.kind == "repaired"]
    assert f"{path} at byte {len(whole)}" in told.message
    assert path.read_bytes() == whole
    assert (path.parent / f"{path.name}.{len(whole)}.cut").read_bytes() == whole[:200]
    desk.archive.newest()
    assert desk.archive.damage == []


def test_a_body_that_cannot_be_read_any_more_is_stored_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.serve(lambda _: (200, {}, report(1).encode()))
    desk.crawl()
    (path,) = desk.archive.folder.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-400:-300] = bytes(100)
    path.write_bytes(data)
    desk.serve(lambda _: (200, {}, report(2).encode()))
    assert desk.crawl().stored == 1


def test_kinds_and_witnesses_that_are_not_known_are_refused(tmp_path: Path, time: Any) -> None:
    with ArchiveWriter(tmp_path) as writer:
        for kind, witness, word in (("page", "bytes", "kind"), ("report", "rumour", "witness")):
            with pytest.raises(ValueError, match=word):
                writer.write_revisit(
                    url="http://a/", status=200, digest="0", fetched_at=time.now(), kind=kind, witness=witness
                )


class Killed(BaseException):
    """The process ends here."""


def test_a_run_that_goes_on_after_a_kill_owes_the_site_its_delay(desk: Desk) -> None:
    desk.serve(lambda _: (200, {}, report(1).encode()))

    def kill(event: Event) -> None:
        if event.kind in PAGES:
            raise Killed

    with pytest.raises(Killed):
        crawl(
            [Source(desk.column)],
            archive=desk.archive,
            frontier=desk.frontier,
            settings=CrawlSettings(contact=None, delay_min=30.0),
            clock=desk.time.clock,
            on_event=kill,
        )
    desk.time.sleeps.clear()
    desk.crawl()
    assert desk.time.sleeps[0] == pytest.approx(30, abs=0.1)


def test_retry_after_holds_across_a_kill(desk: Desk) -> None:
    answers = iter([(429, {"Retry-After": "1800"}, b"")])
    desk.serve(lambda _: next(answers, (200, {}, report(1).encode())))

    def kill(event: Event) -> None:
        if event.kind == "wait":
            raise Killed

    desk.events = type("Deaf", (), {"append": staticmethod(kill)})()  # type: ignore[assignment]
    with pytest.raises(Killed):
        desk.crawl()
    desk.events = []
    desk.time.seconds += 600
    desk.time.sleeps.clear()
    desk.crawl()
    assert desk.time.sleeps[0] == pytest.approx(1200, abs=0.1)


def test_a_frontier_of_an_older_version_is_brought_up(desk: Desk) -> None:
    desk.serve(lambda _: (200, {"ETag": '"1"'}, report(1).encode()))
    desk.crawl()
    with closing(sqlite3.connect(desk.frontier)) as db, db:
        db.execute("DROP INDEX page_canonical")
        for name in ("canonical", "trusted", "witness"):
            db.execute(f"ALTER TABLE page DROP COLUMN {name}")
        db.executescript("DROP TABLE shown; DROP TABLE turn")
    assert desk.crawl().unchanged == 1


def test_registers_and_refusals_are_records_that_a_rebuilt_frontier_knows(desk: Desk, tmp_path: Path) -> None:
    with desk.archive.writer() as writer:
        for kind, status in (("register", 200), ("refusal", 412), ("robots", 200)):
            writer.write_exchange(
                url=f"http://a.gov.cn/{kind}",
                request_headers=[],
                status=status,
                reason="",
                response_headers=[("ETag", '"1"')],
                body=kind.encode(),
                fetched_at=desk.time.now(),
                kind=kind,
                hints=Hints(source="http://a.gov.cn/"),
            )
    rebuild(desk.archive, desk.frontier)
    with Frontier(desk.frontier) as queue:
        assert queue.known("http://a.gov.cn/register").etag == '"1"'
        assert queue.known("http://a.gov.cn/refusal") == Known()
        assert queue.known("http://a.gov.cn/robots") == Known()
    with closing(sqlite3.connect(desk.frontier)) as db:
        rows = db.execute("SELECT url, kind, state, source FROM page ORDER BY url").fetchall()
    assert rows == [
        ("http://a.gov.cn/refusal", "report", "refused", "http://a.gov.cn/"),
        ("http://a.gov.cn/register", "register", "read", "http://a.gov.cn/"),
    ]
