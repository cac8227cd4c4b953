"""`gongkai discover`: from home pages to a sources file, and the file brought up to date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai import discovering
from gongkai.cli import main
from gongkai.discoveries import discovery_lines
from gongkai.discovering import Discovery, merge, name_portals, write_file
from gongkai.errors import InputError
from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals import PORTALS, Portal, ServedPortals, serve_portals
from gongkai.samplesite.portals.discovery import DeepMenus, Organs
from gongkai.samplesite.portals.discovery_levels import ShortNames
from gongkai.samplesite.portals.traps import NothingThere
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.sources import Source, read_sources

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)
TODAY, BEFORE = date(2027, 3, 1), date(2026, 12, 24)
FOUND = [kind for kind in PORTALS if kind is not NothingThere]
# One of each family; with them all that are made for the search. test_portals.py crawls every kind.
SAMPLE = {kind.__module__: kind for kind in reversed(FOUND)}.values()
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `gongkai discover` in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        pauses = ("--delay-min", "0", "--delay-max", "0")
        code = main(["discover", *pauses, *(str(word) for word in words)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture
def organs() -> Iterator[tuple[Organs, ServedPortals]]:
    portal = Organs()
    with serve_portals([portal]) as served:
        yield portal, served


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(
            kind,
            id=kind.name,
            marks=[] if kind in SAMPLE or kind.name.startswith("find-") else pytest.mark.soak,
        )
        for kind in FOUND
    ],
)
def test_the_file_that_a_search_writes_leads_a_crawl_to_every_report(
    kind: type[Portal], tmp_path: Path, run: Run
) -> None:
    portal, archive, out = kind(), Archive(tmp_path / "archive"), tmp_path / "found.csv"
    with serve_portals([portal]) as served:
        home = served.url(portal)
        assert run(home, "--out", out)[0] == 0
        fetched = {served.url(portal, request.target) for _, request in served.requests}
        crawl(read_sources(out), archive=archive, frontier=tmp_path / "f.sqlite", settings=FAST)
    found = {capture.url.removeprefix(home.rstrip("/")) for capture in archive.captures()}
    assert found == set(portal.truth)
    assert not fetched & {served.url(portal, path) for path in portal.truth}


def test_the_file_names_bodies_and_the_day(organs: tuple[Organs, ServedPortals], run: Run) -> None:
    portal, served = organs
    code, out, _ = run(served.url(portal), "--out", "a/found.csv")
    assert code == 0
    assert "5 rows, 5 new, 0 gone" in out
    rows = read_sources(Path("a/found.csv"))
    assert {row.organization for row in rows} == {None, "教育局", "民政局", "统计局", "白石镇"}
    assert {row.kind for row in rows} == {"column"}
    assert len({row.found for row in rows}) == 1
    assert rows[0].found is not None
    assert not list(Path("data/state").glob("discover-*"))


def test_without_a_file_the_rows_go_to_stdout(organs: tuple[Organs, ServedPortals], run: Run) -> None:
    portal, served = organs
    code, out, err = run(served.url(portal))
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("url,kind,organization")
    assert len(lines) == 6
    assert "shows no report" in err


def test_events_and_rows_are_json_when_asked(organs: tuple[Organs, ServedPortals], run: Run) -> None:
    portal, served = organs
    code, out, _ = run(served.url(portal), "--json", "--out", "found.csv")
    assert code == 0
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert [line["row_kind"] for line in lines if line["kind"] == "column"] == ["column"] * 5
    assert lines[-1]["kind"] == "summary"
    assert (lines[-1]["added"], lines[-1]["gone"], lines[-1]["file"]) == (5, [], "found.csv")
    assert sum(line["kind"] == "read" for line in lines) == lines[-1]["pages"]


def test_a_second_search_keeps_what_a_person_wrote_and_marks_what_is_gone(
    organs: tuple[Organs, ServedPortals], run: Run
) -> None:
    portal, served = organs
    out = Path("found.csv")
    run(served.url(portal), "--out", out)
    first, second, *rest = read_sources(out)
    moved = Source(served.url(portal, "/moved/"), organization="档案馆", found=BEFORE)
    mine = Source(
        "https://www.yy.gov.cn/nb/",
        organization="别处",
        exception="robots",
        reason="以函为据",
        expires=date(2030, 1, 1),
    )
    edited = Source(**{**as_dict(second), "organization": "青崖县教育局", "found": BEFORE})
    write_file(out, [mine, moved, edited, *rest])  # `first` was deleted: it comes back
    code, told, err = run(served.url(portal), "--out", out)
    assert code == 1
    assert "7 rows, 1 new, 1 gone" in told
    assert f"gone: {moved.url} (档案馆) shows no reports any more" in err
    after = {row.url: row for row in read_sources(out)}
    assert after[mine.url] == mine
    assert after[moved.url].gone == after[first.url].found
    assert after[moved.url].found == BEFORE
    assert (after[edited.url].organization, after[edited.url].found) == (
        "青崖县教育局",
        after[first.url].found,
    )


def test_a_column_that_could_not_be_asked_for_is_not_gone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = DeepMenus()
    with serve_portals([portal]) as served:
        busy = Source(served.url(portal, "/refused/"), found=BEFORE)
        write_file(Path("found.csv"), [busy])
        monkeypatch.setitem(portal.pages, "/refused/", Page(403, (), b"no"))
        code, _, err = run(served.url(portal), "--out", "found.csv")
    assert code == 1
    assert f"not had: {busy.url}: http_403" in err
    assert read_sources(Path("found.csv"))[0] == busy


def test_a_portal_that_has_nothing_is_an_error_and_leaves_no_file(run: Run) -> None:
    portal = NothingThere()
    with serve_portals([portal]) as served:
        code, out, err = run(served.url(portal), "--out", "found.csv")
    assert (code, out) == (2, "")
    assert "no column of annual reports was found" in err
    assert "no_column" in err
    assert not Path("found.csv").exists()


def test_one_portal_of_two_that_has_nothing_is_told(run: Run) -> None:
    portals: list[Portal] = [NothingThere(), DeepMenus()]
    with serve_portals(portals) as served:
        urls = [served.url(portal) for portal in portals]
        code, _, err = run(*urls, "--out", "found.csv")
    assert code == 1
    assert f"nothing found: {urls[0]}: no page that was looked at leads to a column" in err
    assert len(read_sources(Path("found.csv"))) == 1


def test_rows_of_one_portal_stand_together_in_the_order_of_the_portals(run: Run) -> None:
    portals: list[Portal] = [Organs(), DeepMenus(), ShortNames()]
    with serve_portals(portals) as served:
        urls = [served.url(portal) for portal in portals]
        code, out, _ = run(*urls, "--out", "found.csv")
    assert code == 0
    assert "of 3 portals were looked at, 3 led to columns" in " ".join(out.split())
    homes = [row.url.split("/")[2] for row in read_sources(Path("found.csv"))]
    assert list(dict.fromkeys(homes)) == [url.split("/")[2] for url in urls]
    assert homes == sorted(homes, key=[url.split("/")[2] for url in urls].index)


def test_a_budget_that_ended_the_search_is_told(organs: tuple[Organs, ServedPortals], run: Run) -> None:
    portal, served = organs
    code, _, err = run(served.url(portal), "--out", "found.csv", "--budget", 4)
    assert code == 0
    assert "4 pages were looked at" in err
    asked = [request.target for _, request in served.requests if request.target != "/robots.txt"]
    assert len(asked) == 1 + 4
    assert "steps from the home page" in run(served.url(portal), "--out", "new.csv", "--depth", 1)[2]


def test_a_stopped_search_goes_on(
    organs: tuple[Organs, ServedPortals], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal, served = organs
    real = discovering.crawl

    def stopped(*sources: Any, stop: Any, on_event: Any, **more: Any) -> Any:
        def note(event: Any) -> None:
            on_event(event)
            if event.url.endswith("/xx/"):
                stop.set()

        return real(*sources, stop=stop, on_event=note, **more)

    monkeypatch.setattr("scraper.crawl._POLL", 0.0)  # seconds; else all may be done before the stop is seen
    monkeypatch.setattr(discovering, "crawl", stopped)
    code, _, err = run(served.url(portal), "--out", "found.csv")
    assert code == 130
    assert "To go on:" in err
    monkeypatch.setattr(discovering, "crawl", real)
    assert run(served.url(portal), "--out", "found.csv")[0] == 0
    assert len(read_sources(Path("found.csv"))) == 5
    targets = [request.target for _, request in served.requests]
    assert targets.count("/") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no portal is named"),
        (("www.xx.gov.cn",), "no address"),
        (("--province", "火星"), "no such province"),
    ],
)
def test_what_names_no_portal_is_refused(run: Run, words: tuple[str, ...], told: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert told in err


def test_a_faulty_file_is_refused_before_anything_is_asked(
    organs: tuple[Organs, ServedPortals], run: Run
) -> None:
    portal, served = organs
    Path("found.csv").write_text("url,found\nhttp://a.example/,yesterday\n", encoding="utf-8")
    code, _, err = run(served.url(portal), "--out", "found.csv")
    assert code == 2
    assert "found.csv:2: found: 'yesterday' is no date" in err
    assert served.requests == []


def test_a_province_and_an_address_make_one_list() -> None:
    sources = name_portals(["http://www.naimanqi.gov.cn/", "http://www.xx.gov.cn/"], "内蒙古")
    assert sources[1].url == "http://www.xx.gov.cn/"
    assert [source.url for source in sources].count("http://www.naimanqi.gov.cn/") == 1
    assert all(source.kind == "portal" for source in sources)


def test_a_column_that_is_back_is_no_longer_gone() -> None:
    row = Source("http://a.example/nb/index.html", found=BEFORE, gone=BEFORE)
    merged = merge([row], [Source("http://a.example/nb/", found=TODAY)], {}, TODAY)
    assert merged.rows == (Source(row.url, found=TODAY),)
    assert merged.added == merged.gone == ()


def test_a_column_that_moved_keeps_its_row_and_one_that_was_renamed_is_still_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = DeepMenus()
    renamed = "/zwgk/other/"
    with serve_portals([portal]) as served:
        old, kept = served.url(portal, "/old/nb/"), served.url(portal, renamed)
        target = served.url(portal, portal.column)
        monkeypatch.setitem(portal.pages, "/old/nb/", Page(301, (("Location", portal.column),), b""))
        rows = portal.page(
            "工作动态", portal.rows(portal.papers[:4])
        )  # no page leads to it by a name we know
        monkeypatch.setitem(portal.pages, renamed, rows)
        write_file(
            Path("found.csv"), [Source(old, organization="我县", found=BEFORE), Source(kept, found=BEFORE)]
        )
        code, out, err = run(served.url(portal), "--out", "found.csv")
    assert code == 0
    assert "2 rows, 0 new, 0 gone" in out
    assert f"note: {old}: has moved to {target}" in err
    moved, same = read_sources(Path("found.csv"))
    assert (moved.url, moved.organization, moved.gone) == (target, "我县", None)
    assert (same.url, same.gone) == (kept, None)
    assert moved.found == same.found != BEFORE


def test_a_row_that_moved_to_where_another_row_is_is_gone() -> None:
    old, new = Source("http://a.example/old/"), Source("http://a.example/new/")
    merged = merge([old, new], [new], {old.url: None}, TODAY, {old.url: new.url})
    assert [(row.url, row.gone) for row in merged.rows] == [(old.url, TODAY), (new.url, None)]
    assert merged.added == ()


def test_a_column_on_another_site_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = DeepMenus()
    far = "https://zfxxgk.yy.gov.cn/xx/nb/"
    page = portal.page("政务公开", portal.links({"政府信息公开年报": far, "政府信息公开": "/zwgk/zfxxgk/"}))
    monkeypatch.setitem(portal.pages, "/zwgk/", page)
    with serve_portals([portal]) as served:
        code, _, err = run(served.url(portal), "--out", "found.csv")
    assert code == 0
    assert f"note: {far}: named 政府信息公开年报, lies on a site that was not asked for" in err


def test_many_failures_of_one_host_are_one_line() -> None:
    failures = tuple((f"http://a.example/{n}/", "http_404") for n in range(9))
    lines = list(discovery_lines(Discovery((), (), (), failures, (), 9)))
    assert len(lines) == 4
    assert lines[-1] == "not had: 6 more of a.example: http_404"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write_file(tmp_path / "file" / "found.csv", [])


def as_dict(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in source.__slots__}


def test_a_dry_run_shows_the_portals_and_asks_for_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.commands.work.search_portals", None)
    code, out, _ = run("--dry-run", "--province", "内蒙古", "http://www.example.gov.cn/")
    assert code == 0
    lines = [line.split("\t") for line in out.splitlines()]
    assert lines[0] == ["-", "http://www.example.gov.cn/", "not listed"]
    (row,) = [line for line in lines if line[1] == "http://www.naimanqi.gov.cn/"]
    assert row[0].endswith("奈曼旗")
    assert row[2] in ("direct", "protocol-switch", "ua-mobile", "none")
    assert len(lines) > 50
    assert list(Path().iterdir()) == []
