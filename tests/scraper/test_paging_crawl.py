"""How a crawl gets to the end of a list, and that it comes to one, whatever the list answers past it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.sources import Source

LONG = "某" * 1000
POLITE = CrawlSettings(contact=None, delay_min=0.0)
PAGES = 3
OK = {"Content-Type": "text/html; charset=utf-8"}


def title(number: int) -> str:
    return f"第{number}局2022年政府信息公开工作年度报告"


def rows(number: int) -> str:
    reports = (2 * number - 2, 2 * number - 1)
    return "".join(f"<li><a href='/nb/r{n}.html'>{title(n)}</a></li>" for n in reports)


@pytest.fixture
def run(site: Any, tmp_path: Path, time: Any) -> Callable[[str], CrawlSummary]:
    for n in range(2 * PAGES):
        site.page(f"/nb/r{n}.html", f"<title>{title(n)}</title><p>{LONG}</p>")

    def crawl_it(path: str) -> CrawlSummary:
        return crawl(
            [Source(f"{site.url}{path}")],
            archive=Archive(tmp_path / "archive"),
            frontier=tmp_path / "f.sqlite",
            settings=POLITE,
            clock=time.clock,
        )

    return crawl_it


def serve(site: Any, name: str, text: Callable[[], str]) -> None:
    def answer(_: object) -> tuple[int, dict[str, str], bytes]:
        return 200, OK, f"<title>政府信息公开年报</title><ul>{text()}</ul><p>{LONG}</p>".encode()

    site.routes[name] = answer


def lists(site: Any) -> list[str]:
    return [name for name, _ in site.requests if "/nb/l" in name]


def static(site: Any, pager: Callable[[int], str], past: Callable[[int], str]) -> None:
    """A list of three pages at `?page=N`, and what is answered at those after it."""
    for number in range(1, PAGES + 9):
        text = rows(number) if number <= PAGES else past(number)
        serve(site, f"/nb/l.jsp?page={number}", lambda text=text, n=number: text + pager(n))
    serve(site, "/nb/l.jsp", lambda: rows(1) + pager(1))


CLOCK = iter(range(10**6))
PAGERS: dict[str, Callable[[int], str]] = {
    "a next link that never ends": lambda n: f"<a href='?page={n + 1}'>下一页</a>",
    "a next link back to the first": lambda n: f"<a href='?page={n % PAGES + 1}'>下一页</a>",
    "a next link to itself": lambda n: f"<a href='?page={min(n + 1, PAGES)}'>下一页</a>",
    "a total that is too high": lambda n: f"第{n}页/共{PAGES + 6}页",
    "a total of 0 and a button": lambda n: f"共<b>0</b>页<a href='javascript:;' data-page={n + 1}>下一页</a>",
    "numbers without a mark": lambda n: "".join(f"<a href='?page={m}'>{m}</a>" for m in range(1, PAGES + 1)),
    "a button that is off at the end": lambda n: (
        f"<a href='?page={n + 1}' class='{'disabled' if n >= PAGES else ''}'>下一页</a>"
    ),
}
PAST: dict[str, Callable[[int], str]] = {
    "nothing": lambda n: "",
    "the first page": lambda n: rows(1),
    "the last page, and a clock": lambda n: rows(PAGES) + f"<p>访问量 {next(CLOCK)}</p>",
}


@pytest.mark.parametrize("past", PAST)
@pytest.mark.parametrize("pager", PAGERS)
def test_a_list_is_read_to_its_end_and_no_further(site: Any, run: Any, pager: str, past: str) -> None:
    static(site, PAGERS[pager], PAST[past])
    summary = run("/nb/l.jsp?page=1")
    assert (summary.stored, summary.failed, summary.refused, summary.queued) == (2 * PAGES, 0, 0, 0)
    assert PAGES <= len(lists(site)) <= PAGES + 1


def test_a_page_that_is_always_the_first_ends_the_list(site: Any, run: Any) -> None:
    for number in range(1, 30):
        clock = f"<p>{number}</p><a href='?page={number + 1}'>下一页</a>"
        serve(site, f"/nb/l.jsp?page={number}", lambda clock=clock: rows(1) + f"{next(CLOCK)}{clock}")
    assert run("/nb/l.jsp?page=1").stored == 2
    assert len(lists(site)) == 2


def test_a_list_turned_by_a_posted_form_is_read(site: Any, run: Any) -> None:
    def page(number: int) -> str:
        fields = f"<input name='cid' value='7'><input name='pageNo' value='{number}'>"
        form = f"<form action='/nb/l.do' method='post'>{fields}</form>"
        return f"{rows(number)}{form}第{number}页/共{PAGES}页"

    serve(site, "/nb/l.do", lambda: page(1))
    serve(site, "POST /nb/l.do", lambda: page(int(parse_qs(site.posted[-1].decode())["pageNo"][0])))
    assert run("/nb/l.do").stored == 2 * PAGES
    assert site.posted == [b"cid=7&pageNo=2", b"cid=7&pageNo=3"]


@pytest.mark.parametrize("first", [0, 1])
def test_files_are_found_whether_they_count_from_0_or_from_1(site: Any, run: Any, first: int) -> None:
    for number in range(1, PAGES + 1):
        name = "list" if number == 1 else f"list_{number - 1 + first}"
        call = f"<script>createPageHTML({PAGES}, {number - 1 + first}, 'list', 'html')</script>"
        serve(site, f"/nb/{name}.html", lambda number=number, call=call: rows(number) + call)
    assert run("/nb/list.html").stored == 2 * PAGES


def test_a_list_of_offsets_is_read(site: Any, run: Any) -> None:
    for number in range(1, PAGES + 1):
        path = f"/nb/l?start={2 * number - 2}&limit=2"
        serve(site, path, lambda number=number: f"{rows(number)}共{PAGES}页")
    assert run("/nb/l?start=0&limit=2").stored == 2 * PAGES
    assert len(lists(site)) == PAGES


FIELDS = [
    "t={}",
    "_t=0.{}",
    "_={}",
    "sid={}",
    "PHPSESSID={}",
    "timestamp={}&a=1",
    "id=7&rand={}",
    "token=x{}",
]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("past", [PAGES, 1])
def test_a_list_whose_links_change_with_each_request_ends_where_its_articles_repeat(
    site: Any, run: Callable[[str], CrawlSummary], field: str, past: int
) -> None:
    drawn = count(1_234_567)

    def page(number: int) -> str:
        links = rows(min(number, PAGES) if past == PAGES else number if number <= PAGES else past)
        links = re.sub(r"(?<=\.html)", lambda _: f"?{field.format(next(drawn))}", links)
        return f"{links}<a href='/nb/list?page={number + 1}'>下一页</a>"

    for number in range(1, 30):
        serve(site, f"/nb/list?page={number}", partial(page, number))
    site.routes["/nb/list"] = site.routes["/nb/list?page=1"]
    reports = dict(site.routes)

    class Routes(dict[str, object]):
        def get(self, name: str, default: object = None) -> object:
            return reports.get(name.partition("?")[0] if "/nb/r" in name else name, default)

    site.routes = Routes(reports)
    assert run("/nb/list").stored == 2 * PAGES
    assert len(lists(site)) <= PAGES + 2


def test_articles_that_only_such_a_field_tells_apart_are_not_lost(
    site: Any, run: Callable[[str], CrawlSummary]
) -> None:
    for number in (1, 2):
        links = "".join(
            f"<li><a href='/nb/r.html?sid=10000{n}'>{title(n)}</a></li>" for n in (2 * number, 2 * number + 1)
        )
        for n in (2 * number, 2 * number + 1):
            site.page(f"/nb/r.html?sid=10000{n}", f"<title>{title(n)}</title><p>{LONG}</p>")
        more = "<a href='/nb/list?page=2'>下一页</a>" if number == 1 else ""
        serve(site, "/nb/list" if number == 1 else "/nb/list?page=2", lambda text=links + more: text)
    assert run("/nb/list").stored == 4


@pytest.mark.parametrize("name", ["list_1", "list_2", "list-2"])
def test_files_that_are_counted_by_a_script_alone_are_found(
    site: Any, run: Callable[[str], CrawlSummary], name: str
) -> None:
    first = int(name[-1])
    names = ["list", *(f"{name[:-1]}{first + n}" for n in range(PAGES - 1))]
    for number, one in enumerate(names, 1):
        more = f"<script>var countPage={PAGES};var nowPage={number};</script><a onclick='go()'>下 一 页</a>"
        serve(site, f"/nb/{one}.shtml", partial(str, rows(number) + more))
    assert run("/nb/list.shtml").stored == 2 * PAGES
