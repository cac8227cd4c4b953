from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scraper import keeping
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, Event, crawl, plan
from scraper.errors import ArchiveError, FrontierError, SettingsError
from scraper.events import PAGES
from scraper.sources import Source

POLITE = CrawlSettings(contact=None, delay_min=0.0, delay_max=60.0)
LONG = "某" * 1000


def report(name: str, year: int) -> str:
    return f"<html><title>{name}{year}年政府信息公开工作年度报告</title><p>{LONG}</p></html>"


def link(path: str, name: str, year: int) -> str:
    return (
        f"<li><a href='{path}'>{name}{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>"
    )


def listing(*links: str, more: str = "") -> str:
    head = "<head><title>政府信息公开年报</title></head>"
    return f"<html>{head}<ul>{''.join(links)}</ul>{more}<p>{LONG}</p></html>"


class Desk:
    """A data directory and what it takes to crawl into it."""

    def __init__(self, folder: Path, time: Any) -> None:
        self.archive = Archive(folder / "archive")
        self.frontier = folder / "state" / "frontier.sqlite"
        self.time = time
        self.events: list[Event] = []

    def crawl(self, *sources: Source | str, settings: CrawlSettings = POLITE, **more: Any) -> CrawlSummary:
        rows = [source if isinstance(source, Source) else Source(source) for source in sources]
        on_event = more.pop("on_event", self._keep_event)
        return crawl(
            rows,
            archive=self.archive,
            frontier=self.frontier,
            settings=settings,
            clock=self.time.clock,
            on_event=on_event,
            **more,
        )

    def _keep_event(self, event: Event) -> None:
        if event.kind in PAGES | {"wait", "site_left", "exception", "exception_ended", "budget"}:
            self.events.append(event)

    def urls(self, kind: str = "report") -> list[str]:
        return [capture.url for capture in self.archive.captures(kinds=(kind,))]


@pytest.fixture
def desk(tmp_path: Path, time: Any) -> Desk:
    return Desk(tmp_path, time)


@pytest.fixture
def column(site: Any) -> str:
    for number in range(4):
        site.page(f"/nb/r{number}.html", report("甲局", 2019 + number), ETag=f'"{number}"')
    links = [link(f"r{number}.html", "甲局", 2019 + number) for number in range(4)]
    return site.page("/nb/", listing(*links, "<li><a href='near.html'>2023年法治政府建设年度报告</a></li>"))


def test_a_column_is_crawled_into_the_archive(site: Any, desk: Desk, column: str) -> None:
    summary = desk.crawl(Source(column, organization="甲局", division_code="990101"))
    assert (summary.stored, summary.lists, summary.failed, summary.refused, summary.queued) == (4, 1, 0, 0, 0)
    assert not summary.interrupted
    captures = list(desk.archive.captures())
    assert [c.url for c in captures] == [f"{site.url}/nb/r{n}.html" for n in range(4)]
    hints = captures[0].hints
    assert (hints.organization, hints.division_code, hints.source) == ("甲局", "990101", column)
    assert (hints.link_title, hints.column) == ("甲局2019年政府信息公开工作年度报告", "政府信息公开年报")
    assert desk.urls("list") == [column]
    assert desk.urls("robots") == [f"{site.url}/robots.txt"]
    assert site.paths(robots=True).count("/robots.txt") == 1
    assert "/nb/near.html" not in site.paths()
    assert {event.kind for event in desk.events} == {"stored", "read"}
    assert desk.events[-1].done == 5


def test_a_later_crawl_asks_conditionally_and_keeps_a_revisit(site: Any, desk: Desk, column: str) -> None:
    desk.crawl(column)
    body = site.routes["/nb/r0.html"][2]
    seen = []

    def conditional(headers: dict[str, str]) -> object:
        seen.append(headers.get("If-None-Match"))
        return (304, {"ETag": '"0"'}, b"")

    site.routes["/nb/r0.html"] = conditional
    site.page("/nb/r1.html", report("甲局", 1999))  # replaced silently
    summary = desk.crawl(column)
    assert seen == ['"0"']
    assert (summary.stored, summary.unchanged) == (1, 3)
    first = [c for c in desk.archive.captures() if c.url.endswith("r0.html")]
    assert [(c.revisit, c.status, c.body) for c in first] == [(False, 200, body), (True, 304, body)]
    second = [c.body for c in desk.archive.captures() if c.url.endswith("r1.html")]
    assert len(set(second)) == 2


def test_without_the_archived_body_nothing_is_asked_conditionally(
    site: Any, desk: Desk, column: str, tmp_path: Path
) -> None:
    desk.crawl(column)
    for path in (tmp_path / "archive").iterdir():
        path.unlink()
    assert desk.crawl(column).stored == 4


def test_the_archive_is_enough_when_the_frontier_is_lost(desk: Desk, column: str) -> None:
    desk.crawl(column)
    for path in desk.frontier.parent.iterdir():
        path.unlink()
    summary = desk.crawl(column)
    assert (summary.stored, summary.unchanged) == (0, 4)
    assert len({c.digest for c in desk.archive.captures()}) == 4


def test_a_limit_ends_the_run_and_the_next_goes_on(site: Any, desk: Desk, column: str) -> None:
    settings = CrawlSettings(contact=None, delay_min=0.0, limit=3)
    first = desk.crawl(column, settings=settings)
    assert (first.stored, first.queued, first.interrupted) == (3, 1, False)
    second = desk.crawl(column, settings=settings)
    assert (second.stored, second.queued) == (1, 0)
    assert site.paths().count("/nb/r0.html") == 1


def test_a_stopped_crawl_resumes_and_fetches_nothing_twice(site: Any, desk: Desk, column: str) -> None:
    stop = threading.Event()
    hang = threading.Event()

    def slow(_: dict[str, str]) -> object:
        stop.set()
        hang.wait(5)
        return (200, {}, report("甲局", 2021).encode())

    site.routes["/nb/r2.html"] = slow
    first = desk.crawl(column, stop=stop)
    hang.set()
    assert first.interrupted
    assert first.stored == 2
    assert first.queued == 2
    site.page("/nb/r2.html", report("甲局", 2021))
    second = desk.crawl(column)
    assert (second.stored, second.interrupted, second.queued) == (2, False, 0)
    assert sorted(site.paths()) == ["/nb/", *(f"/nb/r{n}.html" for n in (0, 1, 2, 2, 3))]


def test_a_killed_crawl_resumes_with_what_it_had_claimed(site: Any, desk: Desk, column: str) -> None:
    class Kill(BaseException):
        pass

    def on_event(event: Event) -> None:
        if event.kind == "stored" and event.done == 3:
            raise Kill

    with pytest.raises(Kill):
        desk.crawl(column, on_event=on_event)
    desk.crawl(column)
    assert sorted(site.paths()) == ["/nb/", *(f"/nb/r{n}.html" for n in range(4))]
    assert len(desk.urls()) == 4


def test_robots_forbids_a_part_and_the_rule_is_told(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /nb/r1\nDisallow: /x\n")
    summary = desk.crawl(column)
    assert (summary.stored, summary.refused) == (3, 1)
    assert summary.reasons == (("robots_disallow", 1),)
    assert "/nb/r1.html" not in site.paths()


def test_an_exception_with_a_reason_lifts_robots_for_its_source_and_is_told(
    site: Any, desk: Desk, column: str
) -> None:
    site.routes["/robots.txt"] = (403, {}, b"")
    assert desk.crawl(column).refused == 1
    assert site.paths() == []
    excepted = Source(column, exception="robots", reason="allowed by letter", expires=date(2026, 11, 23))
    assert desk.crawl(excepted).stored == 4
    told = [event.message for event in desk.events if event.kind == "exception"]
    assert told == ["robots: allowed by letter"] * 5


def test_an_exception_is_for_its_own_host_alone(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (403, {}, b"")
    other = f"http://localhost:{site.port}/nb/r1.html"
    site.page("/nb/", listing(link("r0.html", "甲局", 2019), link(other, "甲局", 2020)))
    excepted = Source(column, exception="robots", reason="allowed by letter", expires=date(2026, 11, 23))
    summary = desk.crawl(excepted)
    assert (summary.stored, summary.reasons) == (1, (("robots_refused", 1),))


def test_an_exception_that_has_ended_lifts_nothing_and_is_told(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (403, {}, b"")
    ended = Source(column, exception="robots", reason="allowed by letter", expires=date(2026, 11, 22))
    assert desk.crawl(ended).reasons == (("robots_refused", 1),)
    assert site.paths() == []
    told = [event.message for event in desk.events if event.kind == "exception_ended"]
    assert told == ["robots: ended on 2026-11-22"]


def test_robots_that_cannot_be_had_closes_the_site_for_now(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (500, {}, b"")
    summary = desk.crawl(column)
    assert (summary.failed, summary.reasons) == (1, (("robots_busy", 1),))
    assert site.paths() == []
    site.routes["/robots.txt"] = (404, {}, b"")
    assert desk.crawl(column).stored == 4


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((412, {}, b"<script>x()</script>"), "refused", "challenge_412"),
        ((521, {}, b"<script>document.cookie='a=1';location.href=1</script>"), "refused", "challenge_521"),
        (
            (200, {}, b"<script>document.cookie='C3VK=1';location.reload()</script>"),
            "refused",
            "challenge_cookie",
        ),
        ((200, {}, b"<html><script>go('./x/')</script></html>"), "refused", "tiny_shell"),
        ((403, {}, b"no"), "refused", "http_403"),
        ((404, {}, b"gone"), "failed", "http_404"),
        ((200, {}, b"  \n"), "failed", "empty_body"),
        ((302, {"Location": "/"}, b""), "failed", "redirected_home"),
        ((302, {"Location": "/nb/r0.html"}, b""), "failed", "bad_redirect"),
        ((302, {"Location": "http://10.0.0.1/"}, b""), "failed", "forbidden_address"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "failed", "bad_redirect"),
        ((200, {"Content-Encoding": "br"}, b"x"), "failed", "unknown_encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "failed", "truncated_body"),
        (b"no http at all\r\n\r\n", "failed", "unreachable"),
        ((503, {}, b""), "failed", "http_503"),
    ],
)
def test_each_bad_answer_ends_in_one_state_and_stops_nothing(
    site: Any, desk: Desk, column: str, answer: Any, state: str, reason: str
) -> None:
    site.page("/", f"<p>{LONG}</p>")
    site.routes["/nb/r0.html"] = answer
    summary = desk.crawl(column)
    assert summary.stored == 3
    assert getattr(summary, state) == 1
    assert summary.reasons == ((reason, 1),)
    assert len(desk.urls("refusal")) == (state == "refused")


def test_a_site_that_keeps_refusing_is_left(site: Any, desk: Desk) -> None:
    links = [link(f"r{n}.html", f"第{n}局", 2020) for n in range(9)]
    for n in range(9):
        site.routes[f"/nb/r{n}.html"] = (403, {}, b"")
    summary = desk.crawl(site.page("/nb/", listing(*links)))
    assert len(site.paths()) == 1 + POLITE.max_refusals
    assert (summary.refused, summary.queued) == (9, 0)
    assert dict(summary.reasons) == {"http_403": 5, "site_left": 4}
    assert desk.events[-1].kind == "site_left"


def test_busy_sites_are_waited_for_and_tried_again(site: Any, desk: Desk, column: str) -> None:
    good = site.routes["/nb/r0.html"]
    late = {"Retry-After": "Mon, 23 Nov 2026 12:10:00 GMT"}
    site.routes["/nb/r0.html"] = [(429, {"Retry-After": "120"}, b""), (503, late, b""), good]
    assert desk.crawl(column).stored == 4
    waits = [event.message for event in desk.events if event.kind == "wait"]
    assert waits[0] == "120 s"
    assert desk.time.seconds >= 600


def test_a_truncated_body_is_tried_again_and_never_stored(site: Any, desk: Desk, column: str) -> None:
    good = site.routes["/nb/r0.html"]
    site.routes["/nb/r0.html"] = [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nhalf", good]
    assert desk.crawl(column).stored == 4
    assert good[2] in [capture.body for capture in desk.archive.captures()]


def test_delays_are_kept_between_the_requests_of_a_site(desk: Desk, column: str) -> None:
    desk.crawl(column, settings=CrawlSettings(contact=None, delay_min=2.0))
    assert desk.time.sleeps == pytest.approx([2.0] * 5, abs=0.01)


def test_a_crawl_delay_lengthens_ours(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 30 # s\n")
    desk.crawl(column)
    assert max(desk.time.sleeps) == pytest.approx(30, abs=0.01)


def test_two_addresses_of_one_page_are_stored_once(site: Any, desk: Desk, column: str) -> None:
    site.routes["/nb/r1.html"] = (301, {"Location": "r0.html"}, b"")
    summary = desk.crawl(column)
    assert (summary.stored, summary.unchanged) == (3, 1)


def test_a_redirect_is_archived_where_it_ended(site: Any, desk: Desk, column: str) -> None:
    site.page("/new/r1.html", report("甲局", 2020))
    site.routes["/nb/r1.html"] = (302, {"Location": "/new/r1.html"}, b"")
    desk.crawl(column)
    assert f"{site.url}/new/r1.html" in desk.urls()
    assert desk.crawl(column).stored == 0


def test_a_page_that_begins_or_ends_to_redirect_never_refers_to_nothing(
    site: Any, desk: Desk, column: str
) -> None:
    here, there = "/nb/r0.html", "/new/r0.html"
    page, moved = site.routes[here], (302, {"Location": there}, b"")

    def old(headers: dict[str, str]) -> object:
        return (304, {}, b"") if "If-None-Match" in headers else page

    site.routes[there] = old
    for answer in (page, moved, moved, page, page):
        site.routes[here] = answer
        desk.crawl(column)
    bodies = [(c.url.removeprefix(site.url), c.revisit) for c in desk.archive.captures() if c.body == page[2]]
    assert bodies == [(here, False), (here, True), (here, True), (there, True), (there, True)]
    assert desk.archive.damage == []


def test_a_list_that_did_not_change_is_kept_as_a_revisit(desk: Desk, column: str) -> None:
    desk.crawl(column)
    desk.crawl(column)
    assert [c.revisit for c in desk.archive.captures(kinds=("list",))] == [False, True]


def test_reports_on_other_hosts_are_refused_by_name(site: Any, desk: Desk, column: str) -> None:
    other = link("https://www.yy.gov.cn/nb/1.html", "辛局", 2023)
    site.page("/two/", listing(other, link("/nb/r0.html", "甲局", 2019)))
    summary = desk.crawl(f"{site.url}/two/")
    assert (summary.stored, summary.refused, summary.reasons) == (1, 1, (("out_of_scope", 1),))
    assert summary.queued == 0


def test_a_site_rests_after_it_refused(site: Any, desk: Desk, column: str) -> None:
    site.routes["/nb/r0.html"] = (412, {}, b"<script>x</script>")
    desk.crawl(column)
    assert max(desk.time.sleeps) == pytest.approx(60, abs=0.01)


KILLED = """
import sys, pathlib
from scraper import visit
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.sources import Source
folder = pathlib.Path(sys.argv[1])
settings = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0)
crawl([Source(sys.argv[2])], archive=Archive(folder / "archive"),
      frontier=folder / "state" / "frontier.sqlite", settings=settings)
"""


@pytest.mark.parametrize("number", [0, 2, 3])
def test_a_kill_loses_no_acknowledged_page(
    site: Any, desk: Desk, column: str, tmp_path: Path, number: int
) -> None:
    page, started = site.routes[f"/nb/r{number}.html"], threading.Event()
    process: list[subprocess.Popen[bytes]] = []

    def kill(_: dict[str, str]) -> object:
        started.wait(10)
        process[0].kill()
        return page

    site.routes[f"/nb/r{number}.html"] = kill
    process.append(subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), column]))
    started.set()
    assert process[0].wait(60) == -signal.SIGKILL
    site.routes[f"/nb/r{number}.html"] = page
    summary = desk.crawl(column)
    assert summary.stored == 4 - number
    assert desk.urls() == [f"{site.url}/nb/r{n}.html" for n in range(4)]


def test_a_ring_of_cookies_is_followed_once(site: Any, desk: Desk, column: str) -> None:
    good = site.routes["/nb/r1.html"]

    def echo(headers: dict[str, str]) -> object:
        if "CT6T=1" in headers.get("Cookie", ""):
            return good
        return (302, {"Location": "/nb/r1.html", "Set-Cookie": "CT6T=1; Path=/"}, b"")

    site.routes["/nb/r1.html"] = echo
    assert desk.crawl(column).stored == 4


def test_pages_of_a_list_are_followed_until_one_repeats(site: Any, desk: Desk) -> None:
    more = "<a href='/nb/p{}.html'>下一页</a>"
    for n in range(9):
        site.page(f"/nb/r{n}.html", report("乙局", 2011 + n))
    for n in range(5):
        body = listing(link(f"r{min(n, 3)}.html", "乙局", 2011 + n), more=more.format(n + 1))
        site.page(f"/nb/p{n}.html", body)
    summary = desk.crawl(f"{site.url}/nb/p0.html")
    assert summary.stored == 4
    assert "/nb/p5.html" not in site.paths()


@pytest.mark.parametrize("wanted", [4, 200])
def test_pages_behind_numbers_alone_are_followed_until_one_repeats(
    site: Any, desk: Desk, wanted: int
) -> None:
    for n in range(12):
        site.page(f"/nb/r{n}.html", report("乙局", 2011 + n))
    for n in range(1, 9):  # pages from the sixth on repeat the fifth, as some sites do past their end
        numbers = [f"<a href='?page={m}'>{m}</a>" if m != n else f"<b>{m}</b>" for m in range(1, n + 3)]
        body = listing(link(f"r{min(n, 5)}.html", "乙局", 2011 + n), more="".join(numbers))
        site.page(f"/nb/?page={n}", body)
        if n == 1:
            site.page("/nb/", body)
    settings = CrawlSettings(contact=None, delay_min=0.0, max_pages_per_column=wanted)
    summary = desk.crawl(f"{site.url}/nb/", settings=settings)
    assert summary.stored == min(wanted, 5)
    assert ("/nb/?page=6" in site.paths(), "/nb/?page=7" in site.paths()) == (wanted > 5, False)


def test_pages_of_a_column_are_capped(site: Any, desk: Desk) -> None:
    for n in range(9):
        site.page(f"/nb/r{n}.html", report("乙局", 2011 + n))
        more = f"<a href='/nb/p{n + 1}.html'>下一页</a>"
        site.page(f"/nb/p{n}.html", listing(link(f"r{n}.html", "乙局", 2011 + n), more=more))
    settings = CrawlSettings(contact=None, delay_min=0.0, max_pages_per_column=3)
    assert desk.crawl(f"{site.url}/nb/p0.html", settings=settings).stored == 3


@pytest.mark.parametrize("first", [1, 2])
def test_static_pages_are_found_whether_they_count_from_0_or_1(site: Any, desk: Desk, first: int) -> None:
    call = "<script>createPageHTML(3, 0, 'index', 'html');</script>"
    for n in range(3):
        site.page(f"/nb/r{n}.html", report("丙局", 2011 + n))
        path = "/nb/" if n == 0 else f"/nb/index_{first + n - 1}.html"
        site.page(path, listing(link(f"r{n}.html", "丙局", 2011 + n), more=call))
    summary = desk.crawl(f"{site.url}/nb/")
    assert (summary.stored, summary.failed) == (3, 0)


@pytest.mark.parametrize("turn", ["", "<a href='p2.html'>下一页</a>"])
def test_a_list_that_ends_before_its_own_words_say_is_told(site: Any, desk: Desk, turn: str) -> None:
    site.page("/nb/r.html", report("丙局", 2021))
    top = site.page("/nb/", listing(link("r.html", "丙局", 2021), more=f"第1页/共3页{turn}"))
    assert desk.crawl(top).stored == 1
    assert [event.message for event in desk.events if event.kind == "budget"] == [
        "the list says that it has 3 pages; none was found behind page 1"
    ]


def test_a_list_that_ends_where_its_words_say_is_whole(site: Any, desk: Desk) -> None:
    for n in (1, 2):
        site.page(f"/nb/r{n}.html", report("丙局", 2020 + n))
        more = f"第{n}页/共2页" + ("<a href='p2.html'>下一页</a>" if n == 1 else "")
        site.page(
            "/nb/" if n == 1 else "/nb/p2.html", listing(link(f"r{n}.html", "丙局", 2020 + n), more=more)
        )
    assert desk.crawl(f"{site.url}/nb/").stored == 2
    assert [event for event in desk.events if event.kind == "budget"] == []


def test_sub_columns_by_year_and_by_body_are_followed_to_depth_three(site: Any, desk: Desk) -> None:
    site.page("/nb/2023/r.html", report("丁镇", 2023))
    site.page("/nb/towns/deep/mid/more/r.html", report("戊镇", 2023))
    site.page("/nb/2023/", listing(link("r.html", "丁镇", 2023)))
    site.page("/nb/towns/", listing("<a href='deep/'>2022年</a>"))
    site.page("/nb/towns/deep/", listing("<a href='mid/'>各镇</a>"))
    site.page("/nb/towns/deep/mid/", listing("<a href='more/'>2021年</a>"))
    site.page("/nb/towns/deep/mid/more/", listing(link("r.html", "戊镇", 2023)))
    top = site.page("/nb/", listing("<a href='2023/'>2023年</a>", "<a href='towns/'>各乡镇</a>"))
    assert desk.crawl(top).stored == 1
    assert "/nb/towns/deep/mid/" in site.paths()
    assert "/nb/towns/deep/mid/more/" not in site.paths()
    assert [event.message for event in desk.events if event.kind == "budget"] == [
        "1 links lie deeper than the search goes: 6 steps from the home page, 3 below a column"
    ]


def test_a_portal_leads_to_columns(site: Any, desk: Desk, column: str) -> None:
    links = "<a href='/zwgk/'>政务公开</a><a href='/wznb/'>网站年报</a>"
    site.page("/", f"<html>{links}<p>{LONG}</p></html>")
    site.page("/zwgk/", f"<html><a href='/nb/'>政府信息公开年报</a><p>{LONG}</p></html>")
    summary = desk.crawl(Source(f"{site.url}/", kind="portal"))
    assert summary.stored == 4
    assert "/wznb/" not in site.paths()


def test_a_source_can_be_a_report_itself(site: Any, desk: Desk) -> None:
    url = site.page("/x.html", report("己局", 2022))
    assert desk.crawl(Source(url, kind="page", organization="己局")).stored == 1
    assert next(desk.archive.captures()).hints.organization == "己局"


def test_a_list_that_is_a_report_is_kept_as_one(site: Any, desk: Desk) -> None:
    head = '<meta name="ArticleTitle" content="庚局2022年政府信息公开工作年度报告">'
    site.page("/nb/2022/", f"<html><head>{head}</head><p>{LONG}</p></html>")
    top = site.page("/nb/", listing("<a href='2022/'>2022年</a>"))
    assert desk.crawl(top).stored == 1


def test_a_binary_list_fails_with_its_reason(site: Any, desk: Desk) -> None:
    summary = desk.crawl(site.page("/nb/", b"%PDF-1.4 " + bytes(3000)))
    assert (summary.failed, summary.reasons) == (1, (("unsupported_format", 1),))


def test_sites_are_crawled_side_by_side(make_site: Any, desk: Desk) -> None:
    sites = [make_site() for _ in range(3)]
    meet = threading.Barrier(3, timeout=10)

    def together(_: dict[str, str]) -> object:
        meet.wait()
        return (200, {}, listing().encode())

    for one in sites:
        one.routes["/nb/"] = together
    assert desk.crawl(*(f"{one.url}/nb/" for one in sites)).lists == 3


@pytest.mark.parametrize("kind", ["column", "portal"])
def test_a_source_that_shows_no_report_is_a_failure(site: Any, desk: Desk, kind: str) -> None:
    near = "<li><a href='near.html'>2023年法治政府建设年度报告</a></li>"
    summary = desk.crawl(Source(site.page("/nb/", listing(near)), kind=kind))
    reason = "no_column" if kind == "portal" else "empty_list"
    assert (summary.failed, summary.lists, summary.reasons) == (1, 1, ((reason, 1),))
    assert desk.events[-1].kind == "failed"
    assert reason in desk.events[-1].message


@pytest.mark.parametrize("last", ["<a href='x.html'>通知</a>", "", None])
def test_a_source_fails_as_empty_only_once_its_last_page_was_read(
    site: Any, desk: Desk, last: str | None
) -> None:
    top = site.page("/nb/", listing("<a href='y.html'>通知</a>", more="<a href='p2.html'>下一页</a>"))
    if last is not None:
        site.page("/nb/p2.html", listing(last))
    assert desk.crawl(top).reasons == (("empty_list", 1),)
    site.page("/nb/r.html", report("甲局", 2020))
    site.page("/nb/p2.html", listing(link("r.html", "甲局", 2020)))
    assert (desk.crawl(top).stored, desk.crawl(top).reasons) == (1, ())


def test_an_empty_sub_column_is_no_failure(site: Any, desk: Desk) -> None:
    site.page("/nb/2023/", listing())
    assert desk.crawl(site.page("/nb/", listing("<a href='2023/'>2023年</a>"))).failed == 0


def test_a_report_address_that_answers_with_a_list_is_no_report(site: Any, desk: Desk, column: str) -> None:
    site.routes["/nb/r0.html"] = site.routes["/nb/r1.html"] = site.routes["/nb/"]
    first = desk.crawl(column, settings=CrawlSettings(contact=None, delay_min=0.0, limit=1))
    assert (first.stored, first.reasons) == (0, (("soft_404", 1),))
    second = desk.crawl(column)  # goes on, and has not read the list itself
    assert (second.stored, second.reasons) == (2, (("soft_404", 1),))
    assert desk.urls() == [f"{site.url}/nb/r{n}.html" for n in (2, 3)]


def test_a_report_address_that_answers_with_the_home_page_is_no_report(
    site: Any, desk: Desk, column: str
) -> None:
    home = site.page("/", listing("<a href='/nb/'>政府信息公开年报</a>"))
    site.routes["/nb/r0.html"] = site.routes["/"]
    summary = desk.crawl(Source(home, kind="portal"))
    assert (summary.stored, summary.reasons) == (3, (("soft_404", 1),))


def test_a_page_that_cannot_be_kept_stops_the_run(
    desk: Desk, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise ArchiveError(Path("x.warc.gz"), 0, "cannot be written: No space left on device")

    monkeypatch.setattr("scraper.warc_write.ArchiveWriter.write_exchange", full)
    with pytest.raises(ArchiveError, match="No space left"):
        desk.crawl(column)


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        (CrawlSettings(contact=None), "--contact"),
        (CrawlSettings(contact="https://c.example/", delay_min=0.0), "loopback only"),
        (CrawlSettings(contact="https://c.example/", delay_min=9.0, delay_max=1.0), "delay_min <= delay_max"),
    ],
)
def test_a_public_site_is_not_crawled_rudely(desk: Desk, settings: CrawlSettings, hint: str) -> None:
    with pytest.raises(SettingsError, match=hint):
        desk.crawl("https://www.xx.gov.cn/", settings=settings)


def test_a_plan_fetches_robots_only_and_writes_nothing(site: Any, desk: Desk, column: str) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: gongkai\nDisallow: /nb/\n")
    sources = [Source(column), Source(f"{site.url}/ok/", kind="portal")]
    planned = list(plan(sources, frontier=desk.frontier, settings=POLITE, clock=desk.time.clock))
    assert [(p.allowed, p.reason, p.rule) for p in planned] == [
        (False, "robots_disallow", "Disallow: /nb/"),
        (True, "robots_allow", None),
    ]
    assert site.paths() == []
    assert not desk.frontier.exists()
    assert desk.urls("robots") == []


def test_a_plan_shows_first_what_a_stopped_run_left(desk: Desk, column: str) -> None:
    desk.crawl(column, settings=CrawlSettings(contact=None, delay_min=0.0, limit=2))
    planned = plan([Source(column)], frontier=desk.frontier, settings=POLITE, clock=desk.time.clock)
    assert [(p.url[-7:], p.kind) for p in planned] == [
        ("r2.html", "report"),
        ("r3.html", "report"),
        (column[-7:], "column"),
    ]


def test_a_limit_that_is_just_enough_ends_the_crawl(desk: Desk, column: str) -> None:
    settings = CrawlSettings(contact=None, delay_min=0.0, limit=4)
    assert desk.crawl(column, settings=settings).stored == 4
    assert desk.crawl(column, settings=settings).unchanged == 4


def test_a_crawl_killed_after_its_last_page_is_ended_and_fetches_nothing_twice(
    site: Any, desk: Desk, column: str
) -> None:
    for rest, unchanged in (
        (0, 0),
        (90_000, 4),
    ):  # seconds; one that was left for more than a day begins anew
        desk.crawl(column)
        site.requests.clear()
        with closing(sqlite3.connect(desk.frontier)) as db, db:
            db.execute("DELETE FROM meta WHERE name = 'ended'")
        desk.time.seconds += rest
        assert desk.crawl(column).unchanged == unchanged
        assert len(site.paths()) == (5 if unchanged else 0)


def test_a_frontier_that_is_no_database_is_named_with_what_to_do(desk: Desk, column: str) -> None:
    desk.frontier.parent.mkdir()
    desk.frontier.write_bytes(b"no database" * 100)
    with pytest.raises(FrontierError, match="move it away"):
        desk.crawl(column)
    with pytest.raises(FrontierError, match="move it away"):
        list(plan([Source(column)], frontier=desk.frontier, settings=POLITE))


def test_a_stub_past_the_last_page_ends_the_column(site: Any, desk: Desk, column: str) -> None:
    body = listing(link("/nb/r0.html", "甲局", 2019), more="<a href='/nb/p2.html'>下一页</a>")
    site.page("/nb/p2.html", "<html><script>var x;</script></html>")
    summary = desk.crawl(site.page("/nb/p1.html", body))
    assert (summary.stored, summary.refused) == (1, 0)


def test_a_robots_file_that_redirects_is_followed_on_its_own_site_only(
    site: Any, desk: Desk, column: str
) -> None:
    site.routes["/robots.txt"] = (301, {"Location": "/real.txt"}, b"")
    site.routes["/real.txt"] = (200, {}, b"User-agent: *\nDisallow: /nb/r1\n")
    assert desk.crawl(column).refused == 1
    site.routes["/real.txt"] = (301, {"Location": "http://10.0.0.1/robots.txt"}, b"")
    assert desk.crawl(column).reasons == (("robots_unreachable", 1),)
    site.routes["/real.txt"] = (301, {"Location": "/real.txt?again"}, b"")
    site.routes["/real.txt?again"] = (301, {"Location": "/real.txt"}, b"")
    assert desk.crawl(column).stored == 1


def test_too_many_redirects_end(site: Any, desk: Desk, column: str) -> None:
    for n in range(9):
        site.routes[f"/hop{n}"] = (302, {"Location": f"/hop{n + 1}"}, b"")
    site.routes["/nb/r0.html"] = (302, {"Location": "/hop0"}, b"")
    assert desk.crawl(column).reasons == (("bad_redirect", 1),)
    assert "/hop5" not in site.paths()


def test_a_list_that_breaks_its_reader_stops_no_run(
    site: Any, desk: Desk, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("scraper.visit.read_list", fail)
    summary = desk.crawl(column, Source(f"{site.url}/nb/r0.html", kind="page"))
    assert (summary.stored, summary.failed, summary.reasons) == (1, 1, (("page_unreadable", 1),))


def test_a_report_that_breaks_its_judge_is_kept_all_the_same(
    site: Any, desk: Desk, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("scraper.visit.judge_report", fail)
    assert desk.crawl(column).stored == 4
    assert len(desk.urls()) == 4


def test_a_list_that_cannot_be_kept_stops_the_run(
    site: Any, desk: Desk, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = keeping.keep

    def full(writer: Any, answer: Any, kind: str, hints: Any) -> str:
        if kind == "list":
            raise ArchiveError(Path("x.warc.gz"), 0, "cannot be written: No space left on device")
        return keep(writer, answer, kind, hints)

    monkeypatch.setattr("scraper.keeping.keep", full)
    with pytest.raises(ArchiveError, match="No space left"):
        desk.crawl(column)


def test_a_report_that_is_named_without_an_address_is_told(site: Any, desk: Desk, column: str) -> None:
    lost = "乙局2022年政府信息公开工作年度报告"
    rows = f"<li><a onclick='go(7)'>{lost}</a></li><li>2022年法治政府建设年度报告</li><li>2022年</li>"
    site.page("/nb/", site.routes["/nb/"][2].replace(b"</ul>", f"{rows}</ul>".encode()))
    summary = desk.crawl(column)
    assert (summary.stored, summary.failed, summary.reasons) == (4, 1, (("no_address", 1),))
    assert [event.message for event in desk.events if event.kind == "failed"] == [f"no_address: {lost}"]


SHELLS = [
    "<html><script>location.replace('./new/')</script></html>",
    "<meta http-equiv='refresh' content='0; url=/nb/new/'>",
    '<script>window.location.href = "new/";</script>',
]


@pytest.mark.parametrize("shell", SHELLS)
def test_shells_are_followed_on_their_own_site_and_not_for_ever(
    site: Any, desk: Desk, column: str, shell: str
) -> None:
    site.page("/nb/new/r0.html", report("甲局", 2019))
    top = site.page("/nb/", shell)
    site.page("/nb/new/", listing(link("r0.html", "甲局", 2019)))
    assert desk.crawl(top).stored == 1
    assert desk.urls("refusal") == [top]
    for path, name in (("/nb/new/", "more"), ("/nb/new/more/", "last"), ("/nb/more/", "last")):
        site.page(path, shell.replace("new", name))
    assert desk.crawl(top).reasons == (("tiny_shell", 1),)
    assert not any("last" in path for path in site.paths())


def test_a_shell_leads_neither_away_nor_past_robots(make_site: Any, desk: Desk) -> None:
    site, other = make_site(), make_site()
    shell = "<script>location.replace('{}')</script>"
    away = site.page("/nb/", shell.format(f"{other.url}/x/"))
    assert desk.crawl(away).reasons == (("tiny_shell", 1),)
    assert other.requests == []
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /closed/\n")
    site.page("/nb/", shell.format("/closed/"))
    assert desk.crawl(away).reasons == (("robots_disallow", 1),)
    assert "/closed/" not in site.paths()
