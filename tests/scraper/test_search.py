"""The search for columns from a portal's home page, on a small site: budgets, traps, paths that drifted."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from places import FILL, SECTIONS, Place

from scraper.crawl import CrawlSettings, crawl
from scraper.frontier import Frontier, Page
from scraper.frontier_schema import remove
from scraper.neighbours import is_below
from scraper.sources import Source
from scraper.survey import read_columns

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0, delay_max=0.0)
STEMS = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture
def place(site: Any, tmp_path: Path, time: Any) -> Place:
    return Place(site, tmp_path, time)


def test_a_budget_ends_the_search_and_says_so(place: Place) -> None:
    bodies = {f"/b{n}/": f"{STEMS[n // 10]}{STEMS[n % 10]}局" for n in range(30)}
    place.page("/", {"/zwgk/": "政务公开", "/nb/": "政府信息公开年报"})
    place.column("/nb/", 2022, 2023)
    place.page("/zwgk/", bodies)
    for path in bodies:
        place.page(path)
    summary = place.crawl(page_budget=12)
    assert summary.stored == 2
    assert dict(summary.reasons)["page_budget"] == 32 - 12
    searched = [path for path in place.site.paths() if not path.endswith(".html")]
    assert len(searched) == 1 + 12  # the home page is asked for in any case
    assert place.told("budget") == [
        f"12 pages were looked at on 127.0.0.1:{place.site.port}: the page budget ends the search there"
    ]


def test_a_search_that_goes_on_has_the_budget_that_was_left(place: Place) -> None:
    bodies = {f"/b{n}/": f"县{STEMS[n]}局" for n in range(9)}
    place.page("/", {"/zwgk/": "政务公开"})
    place.page("/zwgk/", bodies)
    for path in bodies:
        place.page(path)
    stop = threading.Event()
    hang = threading.Event()

    def slow(_: Mapping[str, str]) -> object:
        stop.set()
        hang.wait(5)
        return (200, {}, b"")

    place.site.routes["/b3/"] = slow
    settings = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0, delay_max=0.0, page_budget=6)
    source = [Source(place.site.url + "/", kind="portal")]
    first = crawl(source, archive=place.archive, frontier=place.frontier, settings=settings, stop=stop)
    hang.set()
    assert first.interrupted
    place.page("/b3/")
    place.crawl(page_budget=6)
    asked = {path for path in place.site.paths() if path != "/"}
    assert len(asked) == 6


def test_a_search_goes_no_deeper_than_it_may(place: Place) -> None:
    for n in range(9):
        path = f"/{n}/" if n else "/"
        place.page(path, {f"/{n + 1}/": "政务公开"})
    place.page("/9/", {"/nb/": "政府信息公开年报"})
    place.column("/nb/", 2023)
    assert dict(place.crawl(portal_depth=4).reasons) == {"no_column": 1}
    assert place.site.paths() == ["/", "/1/", "/2/", "/3/", "/4/"]
    assert place.told("budget") == [
        "1 links lie deeper than the search goes: 4 steps from the home page, 3 below a column"
    ]
    assert place.crawl(portal_depth=9).stored == 1


def test_a_portal_without_a_column_fails_and_says_what_was_looked_at(place: Place) -> None:
    place.page("/", {"/zwgk/": "政务公开", "/wznb/": "网站年报"})
    place.page("/zwgk/", {"/nb/": "年度报告", "/zn/": "政府信息公开指南"})
    place.page("/nb/", {"/nb/1.html": "某局2023年法治政府建设年度报告"}, title="年度报告")
    summary = place.crawl()
    assert (summary.failed, summary.reasons) == (1, (("no_column", 1),))
    assert place.told("failed") == ["no_column: 3 pages were looked at, none leads to an annual report"]
    assert summary.unfetched == ((place.site.url + "/", "no_column"),)
    assert place.kept() == set()


def test_a_dead_link_is_a_failure_and_a_dead_guess_of_ours_is_none(place: Place) -> None:
    place.page(
        "/", {"/dead/": "政务公开", "/map.html": "网站地图", "/public/column/7?type=1": "信息公开指南"}
    )
    place.page("/public/column/7?type=1")  # the software's own address of annual reports is ?type=3
    summary = place.crawl()
    assert summary.reasons == (("http_404", 1), ("no_column", 1))
    assert {"/map.html", "/public/column/7?type=3&action=list"} <= set(place.site.paths())
    assert (f"{place.site.url}/dead/", "http_404") in summary.unfetched


def test_lists_below_a_column_have_a_budget_of_their_own(place: Place) -> None:
    bodies = {f"/nb/{n}/": f"{STEMS[n // 10]}{STEMS[n % 10]}局" for n in range(25)}
    place.page("/nb/", bodies, title="政府信息公开年报")
    for path, name in bodies.items():
        place.column(path, 2023, name=name)
    summary = place.crawl(kind="column", path="/nb/", page_budget=2)
    assert (summary.stored, summary.reasons) == (20, (("page_budget", 5),))
    assert place.told("budget") == [
        f"20 pages were looked at below columns of {place.site.url}/nb/:"
        " the page budget ends the search there"
    ]
    assert place.crawl(kind="column", path="/nb/").stored == 5


@pytest.mark.parametrize("kind", ["portal", "column"])
def test_a_column_that_shows_its_newest_report_leads_to_the_others(place: Place, kind: str) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    links = "<a href='/nb/2022.html'>2022年</a><a href='/nb/t20220101_1.html'>2021年年报</a>"
    place.page("/nb/", title="甲县2023年政府信息公开工作年度报告", more=SECTIONS + links)
    place.report("/nb/2022.html", "甲县", 2022)
    place.report("/nb/t20220101_1.html", "甲县", 2021)
    summary = place.crawl(kind=kind, path="/" if kind == "portal" else "/nb/")
    assert (summary.stored, summary.failed) == (3, 0)


def test_a_column_that_is_one_report_is_found_by_a_search(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page("/nb/", title="甲县2023年政府信息公开工作年度报告", more=SECTIONS)
    assert place.crawl(only_columns=True).failed == 0
    with Frontier(place.frontier) as queue:
        assert [(column.url, column.is_found) for column in read_columns(queue)] == [
            (place.site.url + "/nb/", True)
        ]


def test_what_is_called_by_its_year_or_its_body_may_list_reports_by_the_same(place: Place) -> None:
    bodies = {f"/a/{n}.html": name for n, name in enumerate(("教育局", "民政局", "白石镇"))}
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page("/nb/", {"/nb/t20230101_1.html": "2022年", "/nb/zf.html": "审计局"}, title="政府信息公开年报")
    place.page("/nb/t20230101_1.html", bodies, title="2022年")
    place.page("/nb/zf.html", {f"/nb/z{year}.html": f"{year}年" for year in (2021, 2022)}, title="审计局")
    for path, name in bodies.items():
        place.report(path, name, 2022)
    for year in (2021, 2022):
        place.report(f"/nb/z{year}.html", "审计局", year)
    assert place.crawl(kind="column", path="/nb/").stored == 5


def test_a_page_on_the_way_that_is_a_report_itself_is_kept_as_one(place: Place) -> None:
    place.page("/", {"/jyj.html": "县教育局", "/zwgk/": "政务公开"})
    place.report("/jyj.html", "教育局", 2023)
    place.page("/zwgk/", title="政务公开")
    assert place.crawl().stored == 1
    assert place.kept() == {"/jyj.html"}


def test_a_menu_in_a_script_file_is_read_where_the_page_has_none(place: Place) -> None:
    place.page("/", more="<script src='/js/nav.js'></script>")
    place.site.page("/js/nav.js", "var menu = [['政务公开', '/zwgk/'], ['旅游', '/ly/']];" + FILL)
    place.page("/zwgk/", {"/nb/": "政府信息公开年报"})
    place.column("/nb/", 2023)
    assert place.crawl().stored == 1


def test_short_titles_of_companies_are_no_reports(place: Place) -> None:
    place.page("/", {"/xxgk/": "信息披露"})
    place.page("/xxgk/", {"/nb/": "年报"})
    place.page("/nb/", {"/nb/1.html": "2023年年报", "/nb/2.html": "2022年年报"}, title="年报")
    for n in (1, 2):
        place.page(f"/nb/{n}.html", title=f"{2024 - n}年年报", more="<p>公司简介</p>")
    assert place.crawl().stored == 0


def test_doubtful_pages_are_asked_for_only_where_no_column_was_found(place: Place) -> None:
    place.page("/", {"/zwgk/": "政务公开", "/map.html": "网站地图"})
    place.page("/map.html", {"/nb/": "政府信息公开年报"})
    place.page("/zwgk/", {"/nb/": "政府信息公开年报"})
    place.column("/nb/", 2023)
    assert place.crawl().stored == 1
    assert "/map.html" not in place.site.paths()
    place.page("/zwgk/")
    assert place.crawl().unchanged == 1
    assert "/map.html" in place.site.paths()


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_column_that_had_reports_and_shows_none_is_a_failure_wherever_it_lies(
    place: Place, is_lost: bool
) -> None:
    place.page("/", {"/zwgk/": "政务公开"})
    place.page("/zwgk/", {"/nb/": "政府信息公开年报", "/other/nb/": "部门信息公开年报"})
    place.column("/nb/", 2023)
    place.page("/other/nb/", title="部门信息公开年报")  # empty since ever
    assert place.crawl().failed == 0
    if is_lost:  # the archive knows as well what stood in it
        remove(place.frontier)
    place.page("/nb/", title="政府信息公开年报")
    summary = place.crawl()
    assert dict(summary.reasons)["empty_list"] == 1
    assert (f"{place.site.url}/nb/", "empty_list") in summary.unfetched
    assert (f"{place.site.url}/other/nb/", "empty_list") not in summary.unfetched


def test_a_column_that_was_emptied_fails_whatever_its_menu_leads_to(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.column("/nb/", 2023)
    assert place.crawl().failed == 0
    place.page("/nb/", {"/b/nb/": "政府信息公开年度报告"}, title="政府信息公开年报")
    place.column("/b/nb/", 2022)
    summary = place.crawl()
    assert (summary.stored, summary.reasons) == (1, (("empty_list", 1),))


@pytest.mark.parametrize("kind", ["portal", "column"])
def test_a_list_in_a_frame_or_behind_a_select_is_read(place: Place, kind: str) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page("/nb/", title="政府信息公开年报", more="<iframe src='rows.html'></iframe>")
    options = "<select><option value='?y=2022'>2022年</option></select>"
    place.page("/nb/rows.html", {"1.html": "2023年年报"}, more=options)
    place.page("/nb/rows.html?y=2022", {"2.html": "2022年年报"})
    place.report("/nb/1.html", "甲县", 2023)
    place.report("/nb/2.html", "甲县", 2022)
    summary = place.crawl(kind=kind, path="/" if kind == "portal" else "/nb/")
    assert (summary.stored, summary.failed) == (2, 0)


def test_a_list_that_moved_is_asked_for_at_one_of_its_addresses(place: Place) -> None:
    place.page("/", {"/old/nb/": "政府信息公开年报", "/zwgk/": "政务公开"})
    place.page("/zwgk/", {"/nb/": "公开年报 政府信息公开"})
    place.site.routes["/old/nb/"] = (302, {"Location": "/nb/"}, b"")
    place.column("/nb/", 2023)
    assert place.crawl().stored == 1
    assert place.site.paths().count("/nb/") == 1


def test_a_year_folder_that_is_emptied_is_a_failure_too(place: Place) -> None:
    place.page("/nb/", {"/nb/2023/": "2023年", "/nb/2024/": "2024年"}, title="政府信息公开年报")
    place.column("/nb/2023/", 2023)
    place.page("/nb/2024/")
    assert place.crawl(kind="column", path="/nb/").failed == 0
    place.page("/nb/2023/")
    assert place.crawl(kind="column", path="/nb/").reasons == (("empty_list", 1),)


def test_a_dead_column_that_sends_us_home_is_a_failure(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报", "/zwgk/": "政务公开"})
    place.site.routes["/nb/"] = (301, {"Location": "/"}, b"")
    place.site.routes["/zwgk/"] = (301, {"Location": "/"}, b"")  # a door that is closed is none
    assert dict(place.crawl().reasons) == {"redirected_home": 1, "no_column": 1}


def test_a_home_page_is_one_however_its_address_is_written(place: Place) -> None:
    title = "甲县2023年政府信息公开工作年度报告"
    place.page("/", {"/1.html": title, "/2.html": title.replace("2023", "2022"), "/zwgk/": "政务公开"})
    place.report("/1.html", "甲县", 2023)
    place.report("/2.html", "甲县", 2022)
    place.page("/zwgk/")
    for path in ("/", ""):
        assert place.crawl(path=path).failed == 0
        assert {c.hints.column for c in place.archive.captures()} == {"页"}
    with Frontier(place.frontier) as queue:
        assert queue.ask("SELECT kind FROM page WHERE depth = 0 AND kind != 'report'") == [("portal",)]


def test_spellings_of_one_address_are_asked_for_once(place: Place) -> None:
    place.page("/", {"/zwgk/": "政务公开", "/zwgk/index.html": "信息公开", "/zwgk": "政府信息公开"})
    for path in ("/zwgk/", "/zwgk/index.html", "/zwgk"):
        place.page(path, {"/nb/": "政府信息公开年报", "/nb/index.shtml": "公开年报"})
    place.column("/nb/", 2023)
    place.site.routes["/nb/index.shtml"] = place.site.routes["/nb/"]
    assert place.crawl().stored == 1
    assert place.site.paths() == ["/", "/zwgk/", "/nb/", "/nb/2023.html"]


def test_schemes_and_mirrors_of_one_page_wait_once(tmp_path: Path, time: Any) -> None:
    urls = ("http://www.xx.gov.cn/a.html", "https://www.xx.gov.cn/a.html", "http://m.xx.gov.cn/a.html")
    with Frontier(tmp_path / "f.sqlite") as queue:
        queue.begin([Source("http://www.xx.gov.cn/", kind="portal")], time.now())
        added = [queue.add([Page(url, "report", "http://www.xx.gov.cn/")]) for url in urls]
        assert added == [1, 0, 0]
        assert queue.add([Page(urls[1], "report", "http://www.xx.gov.cn/")], twins=True) == 1


def test_what_waits_to_be_looked_at_waits_as_a_list_once_it_is_known_as_one(
    tmp_path: Path, time: Any
) -> None:
    home, url = "http://www.xx.gov.cn/", "http://www.xx.gov.cn/nb/"
    with Frontier(tmp_path / "f.sqlite") as queue:
        queue.begin([Source(home, kind="portal")], time.now())
        assert queue.add([Page(url, "maybe", home, 3)]) == 1
        assert queue.add([Page(url, "list", home, column_url=url)]) == 0
        assert queue.queued == 2
        page = queue.claim("xx.gov.cn")
        assert page is not None
        assert (page.url, page.kind, page.depth) == (url, "list", 0)


def test_a_report_that_two_columns_link_is_fetched_once(place: Place) -> None:
    place.page("/", {"/a/nb/": "政府信息公开年报", "/b/nb/": "部门信息公开年报"})
    title = "甲局2023年政府信息公开工作年度报告"
    for path in ("/a/nb/", "/b/nb/"):
        place.page(path, {"/r.html": title})
    place.report("/r.html", "甲局", 2023)
    assert place.crawl().stored == 1
    assert place.site.paths().count("/r.html") == 1


def test_a_register_is_kept_as_one_and_leads_to_the_reports_that_it_counts(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page(
        "/nb/",
        {"/r.html": "2023年政府信息公开工作年度报告公布情况", "/s.html": "2022年政府信息公开年报情况统计表"},
    )
    place.page("/r.html", {"/1.html": "甲局2023年政府信息公开工作年度报告", "/f.xls": "附件"})
    place.site.page("/s.html", b"%PDF-1.4 " + bytes(3000))
    place.report("/1.html", "甲局", 2023)
    summary = place.crawl()
    assert (summary.stored, summary.failed) == (1, 0)
    assert place.kept("register") == {"/r.html", "/s.html"}
    assert "/f.xls" not in place.site.paths()


def test_a_short_title_behind_which_another_paper_lies_is_no_report(place: Place) -> None:
    place.page("/", {"/xxgk/": "政府信息公开"})
    place.page("/xxgk/", {"/nb/": "年度报告"})
    place.page("/nb/", {"/1.html": "2023年年报", "/2.html": "2022年年报"}, title="年度报告")
    place.report("/1.html", "甲局", 2023)
    place.page("/2.html", title="甲局2022年法治政府建设年报")
    summary = place.crawl()
    assert (summary.stored, summary.failed) == (1, 0)
    assert place.kept() == {"/1.html"}
    assert "/2.html" in place.kept("list")


def test_reports_of_bodies_are_told_by_the_body_that_led_to_them(place: Place) -> None:
    place.page("/", {"/xxgk/": "政府信息公开"})
    place.page("/xxgk/", {"/1/": "县教育局", "/2/": "县民政局", "/3/": "白石镇"})
    for n, name in enumerate(("教育局", "民政局", "白石镇"), start=1):
        place.page(f"/{n}/", {f"/{n}/nb/": "政府信息公开年报"})
        place.page(f"/{n}/nb/", {f"/{n}/r.html": "2023年年报"}, title="政府信息公开年报")
        place.report(f"/{n}/r.html", name, 2023)
    assert place.crawl().stored == 3
    named = [capture.hints.organization for capture in place.archive.captures()]
    assert named == ["教育局", "民政局", "白石镇"]


def test_a_search_for_columns_alone_fetches_no_report(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报", "/xxgk/": "信息公开"})
    place.page("/xxgk/", {"/old/": "公开年报", "/one.html": "乙局2021年政府信息公开工作年度报告"})
    place.column("/nb/", 2022, 2023)
    place.page("/old/")
    assert place.crawl(only_columns=True).stored == 0
    with Frontier(place.frontier) as queue:
        found = {column.url.removeprefix(place.site.url): column for column in read_columns(queue)}
    assert {path: column.is_found for path, column in found.items()} == {
        "/nb/": True,
        "/old/": False,
        "/one.html": True,
    }
    assert found["/one.html"].is_page
    assert not any(path.endswith(".html") for path in place.site.paths())


def test_a_column_on_a_sibling_host_and_bodies_on_hosts_of_their_own(
    place: Place, make_site: Any, tmp_path: Path, time: Any
) -> None:
    platform, bureau = (Place(make_site(), tmp_path / str(n), time) for n in range(2))
    place.site.routes["/"] = (302, {"Location": f"{platform.site.url}/index.html"}, b"")
    options = (
        f"<select><option>部门网站</option><option value='{bureau.site.url}/'>县教育局</option></select>"
    )
    platform.page("/index.html", {f"{place.site.url}/zfxxgk/": "政府信息公开"}, more=options)
    place.page("/zfxxgk/", {"/zfxxgk/nb/": "政府信息公开年报"})
    place.column("/zfxxgk/nb/", 2023)
    bureau.page("/", {"/xxgk/": "政务公开"})
    bureau.page("/xxgk/", {"/xxgk/nb/": "政府信息公开年报"})
    bureau.column("/xxgk/nb/", 2023, name="县教育局")
    assert place.crawl().stored == 2
    assert place.kept() == {"/zfxxgk/nb/2023.html", f"{bureau.site.url}/xxgk/nb/2023.html"}


def test_a_sibling_of_another_domain_is_told_and_left(place: Place) -> None:
    place.page("/", {"https://www.yy.gov.cn/zfxxgknb/": "政府信息公开年报", "/nb/": "公开年报"})
    place.column("/nb/", 2023)
    place.page("/nb/", {"/nb/2023.html": "甲县2023年政府信息公开工作年度报告"}, title="政府信息公开年报")
    summary = place.crawl()
    assert (summary.refused, summary.reasons) == (1, (("out_of_scope", 1),))


@pytest.mark.parametrize(
    ("url", "source", "organization", "is_ours"),
    [
        ("http://jyj.xx.gov.cn/", "http://www.xx.gov.cn/", "教育局", True),
        ("http://b.city.gov.cn/", "http://www.city.gov.cn/", "b县人民政府", False),
        ("http://zfxxgk.city.gov.cn/a/", "http://a.city.gov.cn/", None, True),
        ("http://b.city.gov.cn/", "http://a.city.gov.cn/", "教育局", False),
        ("http://jyj.a.city.gov.cn/", "http://a.city.gov.cn/", "教育局", True),
        ("http://a.city.gov.cn/x/", "http://a.city.gov.cn/", "教育局", True),
    ],
)
def test_a_search_does_not_stray_to_neighbours(
    url: str, source: str, organization: str | None, is_ours: bool
) -> None:
    assert is_below(url, source, organization) is is_ours


def ask_rows(place: Place, path: str, channel: str, name: str, years: range) -> None:
    """A page whose rows its script asks for, six at a time; the last ones are answered again for ever."""
    search = f"/common/search/{channel}?_isJson=true&_isAgg=true&_template=index&_pageSize=6&page="
    script = f"$.get('{search}'+curPage,function(d){{}},'json')"
    place.page(path, {"/jyj/": "首页"}, title=name, more=f"<script>{script}</script>")
    titles = {year: f"{name}{year}年政府信息公开工作年度报告" for year in years}
    found = [{"title": title, "url": f"{path}{year}.html"} for year, title in titles.items()]
    for year in years:
        place.report(f"{path}{year}.html", name, year)
    for number in range(1, 9):
        first = min(6 * (number - 1), 6 * ((len(found) - 1) // 6))
        answer = {"data": {"total": 9999, "results": found[first : first + 6]}}
        body = json.dumps(answer, ensure_ascii=False).encode()
        place.site.routes[f"{search}{number}"] = (200, {"Content-Type": "application/json"}, body)


@pytest.mark.parametrize("years", [range(2023, 2024), range(2012, 2025)])
def test_bodies_beside_their_column_whose_rows_are_asked_for_are_read(place: Place, years: range) -> None:
    bodies = {"/c2/": "教育局", "/c3/": "财政局", "/c4/": "桥头镇"}
    place.page("/", {"/gk/": "政务公开"})
    place.page("/gk/", {"/c1/": "政府信息公开年报"}, title="政务公开")
    place.page("/c1/", bodies, title="政府信息公开年报")
    for number, (path, name) in enumerate(bodies.items()):
        ask_rows(place, path, f"70{number}", name, years)
    assert place.crawl().stored == len(bodies) * len(years)


def test_of_a_page_that_asks_for_other_rows_one_answer_is_read(place: Place) -> None:
    place.page("/", {"/gk/": "政务公开"})
    ask_rows(place, "/gk/", "701", "某局", range(2012, 2025))
    for name, (status, headers, body) in list(place.site.routes.items()):
        if "common/search" in name:
            other = body.replace("政府信息公开工作".encode(), "统计".encode())
            place.site.routes[name] = (status, headers, other)
    place.crawl()
    asked = {path for path, _ in place.site.requests if "common/search" in path}
    assert [path[-7:] for path in asked] == ["&page=1"]
