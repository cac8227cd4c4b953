"""One address over the years: validators that lie, versions that flip, sites that move, odd clocks."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.canonical import canonical_key
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.errors import ArchiveError
from scraper.events import Event
from scraper.frontier_schema import remove
from scraper.records import Capture
from scraper.sources import Source
from scraper.warc_check import check_archive

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0)
FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"


def report(number: int) -> bytes:
    return f"<title>甲局2022年政府信息公开年报</title><p>{'某' * 900}</p><p>新收申请{number}件</p>".encode()


class Desk:
    """A report at an address that is a source of its own, and the years in which it is looked at."""

    def __init__(self, folder: Path, site: Any, time: Any) -> None:
        self.site, self.time = site, time
        self.archive, self.frontier = Archive(folder / "archive"), folder / "frontier.sqlite"
        self.asked: list[dict[str, str]] = []

    def serve(self, *answers: tuple[int, dict[str, str], bytes], path: str = "/r.html") -> None:
        waiting = iter(answers)

        def told(headers: dict[str, str]) -> object:
            self.asked.append(headers)
            return next(waiting)

        self.site.routes[path] = told

    def crawl(self, *paths: str, **more: Any) -> CrawlSummary:
        return crawl(
            [Source(f"{self.site.url}{path}", kind="page") for path in paths or ("/r.html",)],
            archive=self.archive,
            frontier=self.frontier,
            settings=FAST,
            clock=self.time.clock,
            **more,
        )

    def reports(self) -> list[Capture]:
        return list(self.archive.captures())

    def faults(self) -> list[ArchiveError]:
        faults: list[ArchiveError] = []
        check_archive(self.archive.folder, faults.append)
        return faults


@pytest.fixture
def desk(tmp_path: Path, site: Any, time: Any) -> Desk:
    return Desk(tmp_path, site, time)


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_page_that_flips_between_two_versions_is_kept_twice_and_read_as_it_is(
    desk: Desk, is_lost: bool
) -> None:
    desk.serve(*((200, {}, report(number)) for number in (1, 2, 1, 2, 1)))
    for _ in range(5):
        assert desk.crawl().stored == 1
        if is_lost:
            remove(desk.frontier)
    assert [one.body for one in desk.reports()] == [report(number) for number in (1, 2, 1, 2, 1)]
    assert [one.revisit for one in desk.reports()] == [False, False, True, True, True]
    assert desk.faults() == []


def test_a_restated_report_is_a_version_of_its_own(desk: Desk) -> None:
    desk.serve(*((200, {"ETag": '"1"'}, report(number)) for number in (1, 2)))
    assert [desk.crawl().stored for _ in range(2)] == [1, 1]
    assert [one.body for one in desk.reports()] == [report(1), report(2)]


@pytest.mark.parametrize("tags", [('"1"', 'W/"1"'), ('W/"1"', '"1"'), ('"1"', '"2"'), ('"1"', None)])
def test_an_etag_that_changes_its_form_changes_no_page(desk: Desk, tags: tuple[str, str | None]) -> None:
    headers = [{"ETag": tag} if tag else {} for tag in (*tags, *tags)]
    desk.serve(*((200, one, report(1)) for one in headers))
    assert [desk.crawl().unchanged for _ in range(4)] == [0, 1, 1, 1]
    sent = [one.get("If-None-Match") for one in desk.asked]
    assert sent[:2] == [None, tags[0]]  # as it was given, weak or not
    assert sum(not one.revisit for one in desk.reports()) == 1


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_date_of_the_future_is_no_condition(desk: Desk, is_lost: bool) -> None:
    desk.serve(*((200, {"Last-Modified": FUTURE}, report(number)) for number in (1, 2)))
    desk.crawl()
    if is_lost:
        remove(desk.frontier)
    assert desk.crawl().stored == 1
    assert "If-Modified-Since" not in desk.asked[1]


def test_the_same_bytes_under_two_addresses_are_one_body(desk: Desk) -> None:
    desk.serve((200, {}, report(1)))
    desk.serve((200, {}, report(1)), path="/copy.html")
    desk.crawl("/r.html", "/copy.html")
    assert [(one.revisit, one.body) for one in desk.reports()] == [(True, report(1)), (False, report(1))]
    assert desk.faults() == []


def test_a_site_that_moves_to_other_addresses_is_not_kept_anew(desk: Desk, make_site: Any) -> None:
    desk.serve((200, {}, report(1)), (302, {"Location": "/new/r.html"}, b""))
    desk.crawl()
    desk.serve((200, {}, report(1)), path="/new/r.html")
    desk.crawl()
    assert sum(not one.revisit for one in desk.reports()) == 1
    assert [one.url.rpartition(":")[2].partition("/")[2] for one in desk.reports()] == [
        "new/r.html",
        "r.html",
    ]
    assert desk.faults() == []


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.a.gov.cn/nb/%e6%8a%a5.html",
        "http://a.gov.cn:80/nb/报.html#top",
        "http://m.a.gov.cn/%6eb/%E6%8A%A5.html;jsessionid=1",
        "http://A.gov.cn/nb/%E6%8A%A5.html?PHPSESSID=2",
    ],
)
def test_spellings_of_one_address_have_one_key(spelling: str) -> None:
    assert canonical_key(spelling) == canonical_key("http://www.a.gov.cn/nb/%E6%8A%A5.html")


@pytest.mark.parametrize("other", ["/nb/%2F1.html", "/NB/1.html", "/nb/1.html?a=%26b", "/nb/1.html#/2"])
def test_addresses_that_may_be_two_have_two_keys(other: str) -> None:
    plain = {"/nb/%2F1.html": "/nb//1.html", "/nb/1.html?a=%26b": "/nb/1.html?a=&b"}.get(other, "/nb/1.html")
    assert canonical_key(f"http://a.gov.cn{other}") != canonical_key(f"http://a.gov.cn{plain}")


def test_files_that_nothing_reads_are_named_by_a_check(desk: Desk) -> None:
    desk.serve((200, {}, report(1)))
    desk.crawl()
    assert desk.faults() == []
    for name in ("crawl.warc", "other.wacz", "20260101T000000000000Z-00001.warc.gz.12.cut"):
        (desk.archive.folder / name).write_bytes(b"x")
    told = {fault.path.name: fault.problem for fault in desk.faults()}
    assert set(told) == {"crawl.warc", "other.wacz"}
    assert "gongkai import" in told["crawl.warc"]


def test_an_archive_works_on_another_machine_without_its_index_and_queue(
    desk: Desk, tmp_path: Path, site: Any, time: Any
) -> None:
    desk.serve(*((200, {}, report(number)) for number in (1, 1)))
    desk.crawl()
    there = Desk(tmp_path / "there", site, time)
    there.archive.folder.mkdir(parents=True)
    for path in desk.archive.folder.glob("*.warc.gz"):
        (there.archive.folder / path.name).write_bytes(path.read_bytes())
    assert there.crawl().unchanged == 1
    assert [one.body for one in there.reports()] == [report(1)] * 2
    assert there.faults() == []


def test_records_of_another_tool_are_named_and_hide_none_of_ours(desk: Desk) -> None:
    desk.serve(*((200, {}, report(number)) for number in (1, 2)))
    desk.crawl()
    path = next(desk.archive.folder.glob("*.warc.gz"))
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://b.gov.cn/\r\n"
        "WARC-Date: 2024-05-06T07:08:09Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode()
    notes = head.replace(b"response\r\nWARC-T", b"metadata\r\nWARC-T")
    ours = path.stat().st_size
    with path.open("ab") as file:
        for record in (head, notes):
            file.write(gzip.compress(record + block + b"\r\n\r\n", mtime=0))
    assert [one.body for one in desk.reports()] == [report(1)]
    assert len(desk.archive.damage) == 2
    assert desk.archive.damage[0].offset == ours
    assert {fault.offset for fault in desk.faults()} >= {error.offset for error in desk.archive.damage}
    desk.crawl()  # what is not ours is neither cut off nor in the way
    assert [one.body for one in desk.reports()] == [report(1), report(2)]


def test_a_clock_that_was_set_back_is_told(desk: Desk) -> None:
    desk.serve(*((200, {}, report(number)) for number in (1, 2, 3)))
    kinds: list[list[str]] = []
    for seconds in (0, -300, -90_000):
        desk.time.seconds += seconds
        events: list[Event] = []
        desk.crawl(on_event=events.append)
        kinds.append([event.kind for event in events if event.kind == "clock_behind"])
    assert kinds == [[], [], ["clock_behind"]]
    assert {one.body for one in desk.reports()} == {report(1), report(2), report(3)}
    assert desk.faults() == []
