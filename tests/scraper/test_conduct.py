"""Conduct of a whole crawl: what robots.txt may answer, refusals in a row, waits, hours, receipts."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl, plan
from scraper.errors import SettingsError
from scraper.events import KINDS, Event
from scraper.hours import read_hours
from scraper.receipts import Receipt, Receipts
from scraper.sources import Source

POLITE = CrawlSettings(contact=None, delay_min=0.0, delay_max=60.0)
LONG = "某" * 1000
RULES = "User-agent: *\nDisallow: /nb/r1\n"
HOUR = 3600
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Desk:
    """A data directory, one column of four reports, and what was told of its crawl."""

    def __init__(self, folder: Path, time: Any, site: Any) -> None:
        self.archive, self.frontier = Archive(folder / "archive"), folder / "frontier.sqlite"
        self.time, self.site = time, site
        self.events: list[Event] = []
        self.receipts = Receipts()
        links = ""
        for n in range(4):
            title = f"甲局{2019 + n}年政府信息公开工作年度报告"
            site.page(f"/nb/r{n}.html", f"<html><title>{title}</title><p>{LONG}</p></html>", ETag=f'"{n}"')
            links += f"<li><a href='r{n}.html'>{title}</a></li>"
        head = "<head><title>政府信息公开年报</title></head>"
        self.column = site.page("/nb/", f"<html>{head}<ul>{links}</ul><p>{LONG}</p></html>")

    def crawl(
        self, *sources: Source, settings: CrawlSettings = POLITE, stop: threading.Event | None = None
    ) -> CrawlSummary:
        self.receipts = Receipts()
        return crawl(
            sources or [Source(self.column)],
            archive=self.archive,
            frontier=self.frontier,
            settings=settings,
            clock=self.time.clock,
            on_event=self.events.append,
            receipts=self.receipts,
            stop=stop,
        )

    def told(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def receipt(self) -> Receipt:
        (receipt,) = self.receipts.all()
        return receipt


@pytest.fixture
def desk(tmp_path: Path, time: Any, site: Any) -> Desk:
    return Desk(tmp_path, time, site)


def robots(desk: Desk, status: int, body: str | bytes = b"", **headers: str) -> None:
    data = body.encode() if isinstance(body, str) else body
    desk.site.routes["/robots.txt"] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, data)


ANSWERS: list[tuple[str, int, bytes, dict[str, str], tuple[int, int, int], str | None]] = [
    # what, status, body, headers, (stored, refused, failed), reason
    ("rules", 200, RULES.encode(), {}, (3, 1, 0), "robots_disallow"),
    ("rules behind a BOM", 200, RULES.encode("utf-8-sig"), {}, (3, 1, 0), "robots_disallow"),
    ("rules in UTF-16", 200, RULES.encode("utf-16"), {}, (3, 1, 0), "robots_disallow"),
    ("rules in UTF-16 without a mark", 200, RULES.encode("utf-16-le"), {}, (3, 1, 0), "robots_disallow"),
    ("big-endian without a mark", 200, RULES.encode("utf-16-be"), {}, (3, 1, 0), "robots_disallow"),
    ("lines that end in CR", 200, RULES.replace("\n", "\r").encode(), {}, (3, 1, 0), "robots_disallow"),
    ("gzip", 200, gzip.compress(RULES.encode()), {"Content-Encoding": "gzip"}, (3, 1, 0), "robots_disallow"),
    (
        "rules as HTML by name",
        200,
        RULES.encode(),
        {"Content-Type": "text/html"},
        (3, 1, 0),
        "robots_disallow",
    ),
    ("600 KB, the rule first", 200, RULES.encode() + b"# x\n" * 150_000, {}, (3, 1, 0), "robots_disallow"),
    ("an HTML page", 200, b"<html><body>Disallow: /</body></html>", {}, (4, 0, 0), None),
    ("nothing", 200, b"", {}, (4, 0, 0), None),
    ("no content", 204, b"", {}, (4, 0, 0), None),
    ("another's rules", 200, b"User-agent: mozilla\nDisallow: /\n", {}, (4, 0, 0), None),
    (
        "all but one engine",
        200,
        b"User-agent: Baiduspider\nAllow: /\n\nUser-agent: *\nDisallow: /\n",
        {},
        (0, 1, 0),
        "robots_disallow",
    ),
    (
        "ours alone",
        200,
        b"User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nAllow: /\n",
        {},
        (4, 0, 0),
        None,
    ),
    ("not found", 404, RULES.encode(), {}, (4, 0, 0), None),
    ("gone", 410, b"", {}, (4, 0, 0), None),
    ("a bad request", 400, b"", {}, (4, 0, 0), None),
    ("a teapot", 418, b"", {}, (4, 0, 0), None),
    ("unauthorized", 401, b"", {}, (0, 1, 0), "robots_refused"),
    ("forbidden", 403, b"", {}, (0, 1, 0), "robots_refused"),
    ("too many", 429, b"", {}, (0, 0, 1), "robots_busy"),
    ("broken", 500, b"", {}, (0, 0, 1), "robots_busy"),
    ("bad gateway", 502, b"", {}, (0, 0, 1), "robots_busy"),
    ("unavailable", 503, b"", {}, (0, 0, 1), "robots_busy"),
    ("an odd 5xx", 599, b"", {}, (0, 0, 1), "robots_busy"),
    ("a redirect without a place", 301, b"", {}, (4, 0, 0), None),
    (
        "a redirect to a private address",
        301,
        b"",
        {"Location": "http://10.0.0.1/"},
        (0, 0, 1),
        "robots_unreachable",
    ),
    (
        "a coding that nobody asked for",
        200,
        b"x",
        {"Content-Encoding": "br"},
        (0, 0, 1),
        "robots_unreachable",
    ),
]


@pytest.mark.parametrize(
    ("status", "body", "headers", "counts", "reason"),
    [row[1:] for row in ANSWERS],
    ids=[r[0] for r in ANSWERS],
)
def test_what_robots_may_answer(
    desk: Desk,
    status: int,
    body: bytes,
    headers: dict[str, str],
    counts: tuple[int, int, int],
    reason: str | None,
) -> None:
    desk.site.routes["/robots.txt"] = (status, headers, body)
    summary = desk.crawl()
    assert (summary.stored, summary.refused, summary.failed) == counts
    assert [name for name, _ in summary.reasons] == ([reason] if reason else [])
    if counts[0] == 0:
        assert desk.site.paths() == []  # nothing but robots.txt was asked for


CHALLENGE = b"<script>document.cookie='C3VK=1';location.reload()</script>"


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (401, b"", "http_401"),
        (403, b"", "http_403"),
        (412, b"", "challenge_412"),
        (418, b"", "http_418"),
        (429, b"", "http_429"),
        (503, b"", "http_503"),
        (521, b"", "challenge_521"),
        (200, CHALLENGE, "challenge_cookie"),
    ],
)
@pytest.mark.parametrize("asked", [None, 900])
def test_a_refusal_of_robots_pauses_the_host_and_stands_in_the_receipt(
    desk: Desk, status: int, body: bytes, reason: str, asked: int | None
) -> None:
    headers = {"Retry_After": str(asked)} if asked else {}
    robots(desk, status, body, **headers)
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, tries=1))
    assert max(event.seconds for event in desk.told("wait")) == (asked or 60)
    assert {event.reason for event in desk.told("wait")} <= {reason, f"http_{status}"}
    assert desk.receipt().refusals == 1
    assert (desk.receipt().waits, desk.receipt().waited) == ((1, asked) if asked else (0, 0))


@pytest.mark.parametrize("how", ["announced", "unannounced", "packed"])
@pytest.mark.parametrize("size", [600_000, 40 << 20])
def test_the_first_of_a_robots_file_over_every_cap_counts(desk: Desk, how: str, size: int) -> None:
    body = RULES.encode() + b"# x\n" * (size // 4)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    if how == "packed":
        body, head = gzip.compress(body), head + b"Content-Encoding: gzip\r\n"
    length = b"Content-Length: %d\r\n" % len(body) if how != "unannounced" else b""
    desk.site.routes["/robots.txt"] = head + length + b"Connection: close\r\n\r\n" + body
    summary = desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, max_bytes=100_000))
    assert (summary.stored, summary.refused, summary.failed) == (3, 1, 0)
    assert [name for name, _ in summary.reasons] == ["robots_disallow"]


@pytest.mark.parametrize(
    ("head", "body"), [(b"Content-Length: 9000\r\n", b"x" * 5000), (b"", b"x" * 50_000), (b"", b"")]
)
def test_the_bytes_of_answers_that_fail_stand_in_the_receipt(desk: Desk, head: bytes, body: bytes) -> None:
    whole = [desk.site.routes[path][2] for path in ("/nb/", "/nb/r1.html", "/nb/r2.html", "/nb/r3.html")]
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n" + head
    desk.site.routes["/nb/r0.html"] = answer + b"\r\n" + body
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, tries=1, max_bytes=40_000))
    assert desk.receipt().bytes == sum(map(len, [*whole, body]))


@pytest.mark.parametrize(("hops", "stored"), [(4, 3), (5, 3), (6, 4)])
def test_five_redirects_of_robots_are_followed_and_then_it_counts_as_not_there(
    desk: Desk, hops: int, stored: int
) -> None:
    for n in range(hops):
        path = "/robots.txt" if n == 0 else f"/hop{n}"
        desk.site.routes[path] = (301, {"Location": f"/hop{n + 1}"}, b"")
    desk.site.routes[f"/hop{hops}"] = (200, {}, RULES.encode())
    assert desk.crawl().stored == stored


@pytest.mark.parametrize(
    ("asked", "least"),
    [("30 # x", 30), ("2.5", 2.5), ("1e9", HOUR), ("1_000", 1000)]
    + [(odd, 0) for odd in ("nan", "inf", "-5", "0x10", "")],
)
def test_a_crawl_delay_holds_from_the_first_page_on_and_is_an_hour_at_most(
    desk: Desk, asked: str, least: float
) -> None:
    robots(desk, 200, f"User-agent: *\nCrawl-delay: {asked}\n")
    assert desk.crawl().stored == 4
    receipt = desk.receipt()
    assert receipt.least_delay is not None
    assert receipt.least_delay >= least
    assert (receipt.robots.crawl_delay, receipt.requests) == (least, 6)


def test_a_request_rate_is_a_delay_too(desk: Desk) -> None:
    robots(desk, 200, "User-agent: *\nRequest-rate: 1/20\nCrawl-delay: 5\n")
    desk.crawl()
    assert (desk.receipt().least_delay or 0) >= 20


def test_an_exception_lifts_the_rules_but_never_the_delay(desk: Desk) -> None:
    robots(desk, 200, "User-agent: *\nDisallow: /nb/\nCrawl-delay: 40\n")
    assert desk.crawl().reasons == (("robots_disallow", 1),)
    source = Source(
        desk.column, exception="robots", reason="allowed by letter of 2026-11-02", expires=date(2030, 1, 1)
    )
    assert desk.crawl(source).stored == 4
    receipt = desk.receipt()
    assert (receipt.least_delay or 0) >= 40
    assert receipt.robots.exceptions == (("allowed by letter of 2026-11-02", 5),)
    assert {c.hints.robots for c in desk.archive.captures()} == {"exception"}
    assert {c.hints.rule for c in desk.archive.captures()} == {"allowed by letter of 2026-11-02"}


def test_an_exception_that_has_expired_lifts_nothing(desk: Desk) -> None:
    robots(desk, 403)
    day = desk.time.now().date()
    late = Source(desk.column, exception="robots", reason="r", expires=day - timedelta(days=1))
    assert desk.crawl(late).reasons == (("robots_refused", 1),)


def test_the_decision_and_its_line_are_kept_with_each_page_in_the_archive(desk: Desk) -> None:
    robots(desk, 200, "User-agent: *\nDisallow: /\nAllow: /nb/\nAllow: /nb/r1\n")
    desk.crawl()
    kept = {c.url.rpartition("/")[2]: (c.hints.robots, c.hints.rule) for c in desk.archive.captures()}
    assert kept["r0.html"] == ("robots_allow", "Allow: /nb/")
    assert kept["r1.html"] == ("robots_allow", "Allow: /nb/r1")
    robots(desk, 404)
    desk.crawl()
    revisits = [c.hints for c in desk.archive.captures() if c.revisit]
    assert {(hints.robots, hints.rule) for hints in revisits} == {("robots_absent", None)}


@pytest.mark.parametrize("status", [403, 412, 429, 503])
def test_refusals_in_a_row_are_followed_by_growing_pauses_and_then_the_site_is_left(
    desk: Desk, status: int
) -> None:
    for n in range(4):
        desk.site.routes[f"/nb/r{n}.html"] = (status, {}, b"no")
    settings = CrawlSettings(contact=None, delay_min=0.0, max_refusals=4)
    summary = desk.crawl(settings=settings)
    assert [event.seconds for event in desk.told("wait")] == [60, 120, 240, 480]
    assert {event.reason for event in desk.told("wait")} <= {f"http_{status}", f"challenge_{status}"}
    assert [event.message for event in desk.told("site_left")] == ["4 refusals in a row"]
    assert (summary.stored, summary.queued) == (0, 0)
    assert desk.receipt().refusals == 4
    answered = sum(count for name, count in desk.receipt().statuses if name == str(status))
    assert answered == 4


def test_a_page_between_two_refusals_begins_the_count_anew(desk: Desk) -> None:
    desk.site.routes["/nb/r0.html"] = desk.site.routes["/nb/r2.html"] = (403, {}, b"no")
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, max_refusals=2))
    assert [event.seconds for event in desk.told("wait")] == [60, 60]
    assert desk.told("site_left") == []


def test_a_challenge_at_status_200_counts_as_a_refusal(desk: Desk) -> None:
    shell = (200, {}, b"<script>document.cookie='C3VK=1';location.reload()</script>")
    for n in range(4):
        desk.site.routes[f"/nb/r{n}.html"] = shell
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, max_refusals=3))
    assert [event.seconds for event in desk.told("wait")] == [60, 120, 240]
    assert len(desk.told("site_left")) == 1


def test_retry_after_counts_on_a_refusal_whatever_its_status(desk: Desk) -> None:
    page = desk.site.routes["/nb/r1.html"]
    desk.site.routes["/nb/r0.html"] = (200, {"Retry-After": "900"}, CHALLENGE)
    desk.site.routes["/nb/r1.html"] = (200, {**page[1], "Retry-After": "1800"}, page[2])
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0))
    assert [event.seconds for event in desk.told("wait")] == [900]  # a page that came asks for nothing
    assert (desk.receipt().waits, desk.receipt().waited) == (1, 900)


@pytest.mark.parametrize(
    ("date", "asked", "waited"),
    [
        ("Mon, 23 Nov 2026 08:00:00 GMT", "Mon, 23 Nov 2026 08:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 15:00:00 GMT", "Mon, 23 Nov 2026 12:20:00 GMT", 1200),
        ("soon", "Mon, 23 Nov 2026 12:20:00 GMT", 1200),
    ],
)
def test_a_date_to_wait_for_is_measured_by_the_clock_that_makes_us_wait_longer(
    desk: Desk, date: str, asked: str, waited: float
) -> None:
    head = f"HTTP/1.1 503 Busy\r\nDate: {date}\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n"
    desk.site.routes["/nb/r0.html"] = [head.encode(), desk.site.routes["/nb/r0.html"]]
    assert desk.crawl().stored == 4
    assert desk.told("wait")[0].seconds == pytest.approx(waited, abs=1)


@pytest.mark.parametrize("shell", [b"<div id=root></div><script src=/main.js></script>"])
def test_the_shells_of_an_app_refuse_nobody(desk: Desk, shell: bytes) -> None:
    for n in range(3):
        desk.site.routes[f"/nb/r{n}.html"] = (200, {}, shell)
    summary = desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, max_refusals=2))
    assert (summary.stored, summary.refused, summary.reasons) == (1, 3, (("tiny_shell", 3),))
    assert desk.told("wait") == desk.told("site_left") == []
    assert desk.receipt().refusals == 0


def test_a_shell_of_an_app_forgives_no_refusal(desk: Desk) -> None:
    shell = b"<div id=app></div><script src='/main.js'></script>"
    for n in range(3):
        desk.site.routes[f"/nb/r{n}.html"] = (200, {}, shell) if n == 1 else (403, {}, b"no")
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0))
    assert [event.seconds for event in desk.told("wait")] == [60, 120]


def test_retry_after_is_kept_also_where_nothing_is_tried_again(desk: Desk) -> None:
    desk.site.routes["/nb/r0.html"] = (503, {"Retry-After": "900"}, b"")
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, tries=1))
    receipt = desk.receipt()
    assert (receipt.waits, receipt.waited) == (1, 900)
    assert desk.time.seconds >= 900
    assert dict(receipt.statuses)["503"] == 1


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("120", 120), ("99999999", HOUR), ("Mon, 23 Nov 2026 12:10:00 GMT", 600), ("soon", 60), ("0", 60)],
)
def test_retry_after_of_a_busy_site_pauses_it(desk: Desk, asked: str, waited: float) -> None:
    page = desk.site.routes["/nb/r0.html"]
    desk.site.routes["/nb/r0.html"] = [(429, {"Retry-After": asked}, b""), page]
    assert desk.crawl().stored == 4
    assert desk.told("wait")[0].seconds == pytest.approx(waited, abs=0.1)
    assert desk.time.seconds == pytest.approx(waited, abs=1)


def test_retry_after_on_a_redirect_is_waited_for(desk: Desk) -> None:
    desk.site.page("/new/r0.html", f"<title>甲局2019年政府信息公开工作年度报告</title><p>{LONG}</p>")
    desk.site.routes["/nb/r0.html"] = (302, {"Location": "/new/r0.html", "Retry-After": "30"}, b"")
    assert desk.crawl().stored == 4
    assert desk.receipt().waited == 30
    assert desk.time.seconds >= 30


def test_outside_the_hours_nothing_is_asked_and_that_is_said_once(desk: Desk) -> None:
    settings = CrawlSettings(contact=None, delay_min=0.0, hours=read_hours("22-06"))
    assert desk.crawl(settings=settings).stored == 4  # noon in Greenwich is 20:00 in China
    assert desk.time.seconds == pytest.approx(2 * HOUR, abs=1)
    assert [event.seconds for event in desk.told("closed")] == [pytest.approx(2 * HOUR, abs=1)]
    assert "22:00-06:00 China time" in desk.told("closed")[0].message


def test_hours_that_end_during_a_crawl_stop_it_until_they_begin_again(desk: Desk) -> None:
    settings = CrawlSettings(contact=None, delay_min=30.0, hours=read_hours("19-20:01"))
    desk.crawl(settings=settings)
    assert len(desk.told("closed")) == 1
    assert desk.time.seconds > 22 * HOUR
    for event in desk.told("asking"):
        assert event.at is not None
        assert (event.at.hour + 8) % 24 == 19 or (event.at.hour == 12 and event.at.minute == 0)


def test_a_plan_is_not_made_outside_the_hours(desk: Desk) -> None:
    settings = CrawlSettings(contact=None, delay_min=0.0, hours=read_hours("22-06"))
    with pytest.raises(SettingsError, match="outside the hours 22:00-06:00 China time"):
        list(plan([Source(desk.column)], frontier=desk.frontier, settings=settings, clock=desk.time.clock))
    assert desk.site.requests == []


@pytest.mark.parametrize("contact", ["某局 张三", "https://c.example/\r\nX: y", "a\0b", "a\tb"])
def test_a_contact_that_no_header_holds_is_told_before_anything_is_asked(desk: Desk, contact: str) -> None:
    with pytest.raises(SettingsError, match="cannot be sent"):
        desk.crawl(settings=CrawlSettings(contact=contact))
    assert desk.site.requests == []


def test_a_receipt_says_what_was_done(desk: Desk) -> None:
    robots(desk, 200, "User-agent: *\nDisallow: /nb/r1\nDisallow: /x\n")
    desk.crawl()
    for n in range(4):
        desk.site.routes[f"/nb/r{n}.html"] = (304, {}, b"")
    settings = CrawlSettings(contact="https://c.example/", delay_min=3.0)
    desk.crawl(settings=settings)
    receipt = desk.receipt()
    assert (receipt.requests, dict(receipt.statuses)) == (5, {"200": 2, "304": 3})
    assert (receipt.unchanged, receipt.unchanged_share) == (3, 0.6)
    assert receipt.least_delay == pytest.approx(3, abs=0.01)
    assert receipt.mean_delay == pytest.approx(3, abs=0.1)
    assert receipt.host == f"127.0.0.1:{desk.site.port}"
    assert receipt.addresses == ("127.0.0.1",)
    assert receipt.bytes == len(desk.site.routes["/nb/"][2]) + len(desk.site.routes["/robots.txt"][2])
    said = receipt.robots
    assert (said.status, said.reading, said.allowed, said.forbidden) == (200, "robots_allow", 4, 1)
    assert said.rules == (("Disallow: /nb/r1", 1),)
    assert receipt.first_request is not None
    assert receipt.last_request is not None
    assert receipt.first_request < receipt.last_request


def test_a_receipt_agrees_with_the_log_of_the_server(desk: Desk) -> None:
    """Each answer takes 0.3 s; one waits by seconds, one by a date, one refuses, one has moved."""
    log: list[tuple[float, float, int, int]] = []
    robots(desk, 200, "User-agent: *\nCrawl-delay: 2\nDisallow: /nb/r0\n")
    told: dict[str, list[tuple[int, dict[str, str], bytes]]] = {
        path: [desk.site.routes[path]] for path in ("/robots.txt", "/nb/", "/nb/r3.html")
    }
    told["/nb/r1.html"] = [(429, {"Retry-After": "100"}, b"busy"), desk.site.routes["/nb/r1.html"]]
    told["/nb/r2.html"] = [(503, {"Retry-After": "Mon, 23 Nov 2026 13:00:00 GMT"}, b""), (403, {}, b"no")]

    def logged(path: str) -> None:
        answers = told[path]

        def answer(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            one = answers.pop(0) if len(answers) > 1 else answers[0]
            if one[1].get("ETag", "-") == headers.get("If-None-Match"):
                one = (304, {}, b"")
            began, desk.time.seconds = desk.time.seconds, desk.time.seconds + 0.3
            log.append((began, desk.time.seconds, one[0], len(one[2])))
            return one

        desk.site.routes[path] = answer

    for path in told:
        logged(path)
    for is_later in (False, True):
        log.clear()
        desk.crawl(settings=CrawlSettings(contact=None))
        receipt = desk.receipt()
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(log)]
        assert (receipt.requests, receipt.bytes) == (len(log), sum(size for *_, size in log))
        assert dict(receipt.statuses) == Counter(str(status) for _, _, status, _ in log)
        assert receipt.mean_delay == pytest.approx(sum(gaps) / len(gaps), abs=0.01)
        assert receipt.least_delay == pytest.approx(min(gaps), abs=0.01)
        assert min(gaps) >= 2
        assert receipt.answering == pytest.approx(0.3 * len(log), abs=0.01)
        assert receipt.unchanged == (2 if is_later else 0)
        assert receipt.unchanged_share == pytest.approx(receipt.unchanged / len(log))
        assert receipt.robots.rules == (("Disallow: /nb/r0", 1),)
        if not is_later:
            assert receipt.waits == 2
            assert [status for _, _, status, _ in log].count(503) == 1
            after = {earlier[2]: gap for earlier, gap in zip(log, gaps, strict=False)}
            assert after[429] >= 100
            assert after[503] + log[-2][1] >= HOUR - 0.5  # the date that it named, and not a second sooner
        desk.time.seconds += 86_400


def test_a_stopped_run_has_its_receipts_too(desk: Desk) -> None:
    stop, hang = threading.Event(), threading.Event()

    def slow(_: dict[str, str]) -> object:
        stop.set()
        hang.wait(5)
        return (200, {}, b"late")

    desk.site.routes["/nb/r2.html"] = slow
    assert desk.crawl(stop=stop).interrupted
    hang.set()
    receipt = desk.receipt()
    assert (receipt.requests, dict(receipt.statuses)) == (5, {"200": 3, "404": 1, "no_answer": 1})


def test_every_event_is_of_a_kind_that_is_documented(desk: Desk) -> None:
    desk.site.routes["/nb/r1.html"] = (403, {}, b"no")
    desk.site.routes["/nb/r2.html"] = (404, {}, b"no")
    desk.crawl()
    kinds = {event.kind for event in desk.events}
    assert kinds <= set(KINDS)
    assert {"asking", "answered", "wait", "stored", "refused", "failed", "read", "site_done"} == kinds
    answered = [event for event in desk.told("answered") if event.status == 200]
    assert all(event.bytes > 0 and event.seconds is not None for event in answered)
    assert all(event.at is not None for event in desk.events)
    asked, done = desk.told("asking")[0], desk.told("site_done")[0]
    assert (asked.site, asked.host) == (f"127.0.0.1:{desk.site.port}",) * 2
    assert (done.site_queued, done.queued) == (0, 0)


def test_a_run_that_begins_sooner_keeps_what_the_one_before_was_asked_to_wait(desk: Desk) -> None:
    page = desk.site.routes["/nb/r0.html"]
    desk.site.routes["/nb/r0.html"] = (429, {"Retry-After": "1800"}, b"")
    desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, tries=1, limit=1))
    desk.site.routes["/nb/r0.html"] = page
    before = len(desk.site.requests)
    began = desk.time.seconds
    desk.crawl()
    assert len(desk.site.requests) > before
    assert min(event.at for event in desk.told("asking")[before:]) >= NOON + timedelta(seconds=1800)
    assert desk.time.seconds - began >= 1799
    finished = desk.time.seconds
    desk.crawl()
    assert desk.time.seconds - finished < 1  # and then it is forgotten


@pytest.mark.parametrize(
    ("answer", "reason"),
    [((500, {}, b""), "http_500"), (b"no http at all\r\n\r\n", "unreachable"), ((429, {}, b""), "http_429")],
)
def test_a_wait_says_why(desk: Desk, answer: object, reason: str) -> None:
    desk.site.routes["/nb/r0.html"] = [answer, desk.site.routes["/nb/r0.html"]]
    assert desk.crawl().stored == 4
    assert [event.reason for event in desk.told("wait")] == [reason]


def test_a_robots_file_that_was_open_before_is_waited_for(desk: Desk) -> None:
    calls: list[float] = []

    def busy_on_the_second_day(_: dict[str, str]) -> object:
        calls.append(desk.time.seconds)
        is_bad = 24 * HOUR < desk.time.seconds < 27.5 * HOUR
        return (500, {}, b"") if is_bad else (200, {}, b"User-agent: *\nCrawl-delay: 1e9\n")

    desk.site.routes["/robots.txt"] = busy_on_the_second_day
    links = "".join(
        f"<li><a href='r{n % 4}.html?{n}'>第{n}局2020年政府信息公开工作年度报告</a></li>" for n in range(30)
    )
    for n in range(30):
        desk.site.page(
            f"/nb/r{n % 4}.html?{n}", f"<title>第{n}局2020年政府信息公开工作年度报告</title>{LONG}{n}"
        )
    desk.site.page("/nb/", f"<title>政府信息公开年报</title>{links}<p>{LONG}</p>")
    summary = desk.crawl()
    assert (summary.stored, summary.failed) == (30, 0)
    assert len(calls) > 2
    assert "robots_busy" in {event.reason for event in desk.told("wait")}


def test_a_dead_site_is_left_while_another_answers(desk: Desk, make_site: Any) -> None:
    other = make_site()
    links = ""
    for n in range(40):
        other.page(f"/nb/r{n}.html", f"<title>乙局{1980 + n}年政府信息公开工作年度报告</title><p>{LONG}</p>")
        links += f"<li><a href='r{n}.html'>乙局{1980 + n}年政府信息公开工作年度报告</a></li>"
    alive = other.page("/nb/", f"<title>政府信息公开年报</title>{links}<p>{LONG}</p>")
    for n in range(4):
        desk.site.routes[f"/nb/r{n}.html"] = b"no http\r\n\r\n"
    settings = CrawlSettings(contact=None, delay_min=0.0, max_refusals=2, tries=1)
    summary = desk.crawl(Source(desk.column), Source(alive), settings=settings)
    assert [event.message for event in desk.told("site_left")] == ["2 pages without an answer in a row"]
    assert dict(summary.reasons) == {"unreachable": 2, "site_left": 2}


def test_where_nobody_answers_no_site_is_left(desk: Desk) -> None:
    for n in range(4):
        desk.site.routes[f"/nb/r{n}.html"] = b"no http\r\n\r\n"
    summary = desk.crawl(settings=CrawlSettings(contact=None, delay_min=0.0, max_refusals=2, tries=1))
    assert desk.told("site_left") == []
    assert summary.reasons == (("unreachable", 4),)
