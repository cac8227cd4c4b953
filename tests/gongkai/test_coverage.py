"""What an archive says of the reports that should be in it, rule by rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import handmade
import pyarrow.parquet as pq
import pytest
from handmade import document, fresh_store

from gongkai import evidence
from gongkai.pipeline import BuildSummary, build
from scraper.archive import Archive, ArchiveWriter, Hints
from scraper.records import Miss

pytestmark = pytest.mark.usefixtures("validated_once")
SITE = "http://www.xiyun.example"
COLUMN = f"{SITE}/nb/"
SEEN = datetime(2026, 3, 1, tzinfo=UTC)
LIST = Hints(source=COLUMN, division_code="990101")
REPORT = "政府信息公开工作年度报告"


class Desk:
    """An archive that a test fills; `rows` builds it and gives the rows of coverage by body and year."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder / "archive")
        self.releases = folder / "dataset"
        self.writer: ArchiveWriter = self.archive.writer()
        self.summary: BuildSummary | None = None

    def put(
        self,
        url: str,
        body: bytes | str,
        kind: str,
        *,
        status: int = 200,
        hints: Hints = LIST,
        at: datetime = SEEN,
    ) -> None:
        self.writer.write_exchange(
            url=url,
            request_headers=[],
            status=status,
            reason="",
            response_headers=[("Content-Type", "text/html; charset=utf-8")],
            body=body if isinstance(body, bytes) else body.encode(),
            fetched_at=at,
            kind=kind,
            hints=hints,
        )

    def report(self, path: str, *, title: str | None = None, at: datetime = SEEN, **values: Any) -> None:
        hints = Hints(link_title=title, column="年报", source=COLUMN, division_code="990101")
        self.put(SITE + path, document(**values), "report", hints=hints, at=at)

    def list(self, *links: tuple[str, str], url: str = COLUMN, at: datetime = SEEN) -> None:
        rows = "".join(f"<li><a href='{path}'>{title}</a></li>" for path, title in links)
        page = f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul></body></html>"
        self.put(url, page, "list", at=at)

    def register(self, body: str, *, year: int = 2022, path: str = "/gb.html", at: datetime = SEEN) -> None:
        page = f"<title>溪云县{year}年{REPORT}公布情况</title>{body}"
        self.put(SITE + path, page, "register", at=at)

    def robots(self, text: str, status: int = 200) -> None:
        self.put(f"{SITE}/robots.txt", text, "robots", status=status)

    def rows(self) -> dict[tuple[str, int], dict[str, Any]]:
        self.writer.close()
        store = fresh_store(self.releases)
        self.summary = build(self.archive, self.releases, parse=handmade.parse, store=store)
        path = self.summary.release.path / "coverage.parquet"
        return {(row["organization_id"], row["year"]): row for row in pq.read_table(path).to_pylist()}

    def states(self) -> dict[tuple[str, int], tuple[str, str | None]]:
        return {key: (row["state"], row["reason"]) for key, row in self.rows().items()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.report("/nb/0.html")  # a release needs a report: 统计局, 2020
    yield desk
    desk.writer.close()


TJJ = "990101:统计局"
JYJ = "990101:教育局"
TJJ_2020 = {(TJJ, 2020): ("read", None)}


def rows_of(*rows: tuple[str, str]) -> str:
    lines = "".join(f"<tr><td>{name}</td><td>{said}</td></tr>" for name, said in rows)
    return f"<table><tr><td>单位</td><td>公布情况</td></tr>{lines}</table>"


def test_a_report_that_was_read_is_read(desk: Desk) -> None:
    (row,) = desk.rows().values()
    assert (row["state"], row["reason"], row["expected_by"]) == ("read", None, "known_body")
    assert (row["url"], row["organization"], row["seen_at"]) == (f"{SITE}/nb/0.html", "溪云县统计局", SEEN)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"form": None}, "no_table"),
        ({"findings": ["not_a_report"]}, "not_a_report"),
    ],
)
def test_a_report_without_a_form_is_unreadable(desk: Desk, values: dict[str, Any], reason: str) -> None:
    desk.report("/nb/1.html", organization="溪云县教育局", **values)
    assert desk.states() == TJJ_2020 | {(JYJ, 2020): ("unreadable", reason)}


def test_a_report_without_one_number_is_unreadable(desk: Desk) -> None:
    from gongkai.codebook import indicators_of

    lost = {found.indicator: "missing" for found in indicators_of("2019")}
    desk.report("/nb/1.html", organization="溪云县教育局", statuses=lost)
    assert desk.states() == TJJ_2020 | {(JYJ, 2020): ("unreadable", "no_value")}


def test_what_could_not_be_parsed_is_unreadable_by_the_title_of_its_link(desk: Desk) -> None:
    hints = Hints(f"溪云县教育局2021年{REPORT}", "年报", None, "990101", COLUMN)
    desk.put(f"{SITE}/nb/1.pdf", b"binary", "report", hints=hints)
    states = desk.states()
    assert states[(JYJ, 2021)] == ("unreadable", "unsupported_format")


def test_a_document_that_does_not_say_its_year_is_of_the_link_s_year(desk: Desk) -> None:
    desk.report("/nb/1.html", title=f"溪云县教育局2021年{REPORT}", organization="溪云县教育局", year=None)
    assert desk.states()[(JYJ, 2021)] == ("unreadable", "year_unclear")


def test_a_document_of_which_nothing_says_who_or_when_is_counted(desk: Desk) -> None:
    desk.report("/nb/1.html", title="年报", organization=None, year=None)
    assert desk.states() == TJJ_2020
    assert desk.summary is not None
    assert desk.summary.coverage.unplaced == 1


def test_a_link_that_leads_to_another_year_s_report_is_told(desk: Desk) -> None:
    desk.report("/nb/1.html", title=f"溪云县统计局2021年{REPORT}", year=2019)
    states = desk.states()
    assert states[(TJJ, 2021)] == ("found", "holds_other_year")
    assert states[(TJJ, 2019)] == ("read", None)


def test_what_a_list_names_and_nothing_holds_is_found(desk: Desk) -> None:
    desk.list(("1.html", f"溪云县教育局2021年{REPORT}"))
    row = desk.rows()[(JYJ, 2021)]
    assert (row["state"], row["reason"], row["expected_by"]) == ("found", "not_fetched", "list")
    assert row["url"] == f"{COLUMN}1.html"


def test_what_robots_forbids_is_refused(desk: Desk) -> None:
    desk.robots("User-agent: *\nDisallow: /nb/ls/\n")
    desk.list(("ls/1.html", f"溪云县教育局2021年{REPORT}"), ("2.html", f"溪云县教育局2022年{REPORT}"))
    states = desk.states()
    assert states[(JYJ, 2021)] == ("refused", "robots_disallow")
    assert states[(JYJ, 2022)] == ("found", "not_fetched")


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "http_403"), (412, "challenge_412"), (521, "challenge_521")]
)
def test_an_answer_that_refuses_is_the_reason(desk: Desk, status: int, reason: str) -> None:
    title = f"溪云县教育局2021年{REPORT}"
    desk.list(("1.html", title))
    hints = Hints(title, "政府信息公开年报", None, "990101", COLUMN)
    desk.put(f"{COLUMN}1.html", "no", "refusal", status=status, hints=hints)
    assert desk.states()[(JYJ, 2021)] == ("refused", reason)


def test_a_report_that_was_refused_later_stays_read(desk: Desk) -> None:
    desk.put(f"{SITE}/nb/0.html", "no", "refusal", status=403, at=SEEN + timedelta(days=1))
    assert desk.states() == TJJ_2020


def test_a_host_that_was_not_asked_for_is_out_of_scope(desk: Desk) -> None:
    desk.list(("http://www.other.example/1.html", f"溪云县教育局2021年{REPORT}"))
    assert desk.states()[(JYJ, 2021)] == ("found", "out_of_scope")


def test_a_row_that_leads_nowhere_is_found_without_an_address(desk: Desk) -> None:
    page = f"<title>政府信息公开年报</title><ul><li><a>溪云县教育局2021年{REPORT}</a></li></ul>"
    desk.put(COLUMN, page, "list")
    row = desk.rows()[(JYJ, 2021)]
    assert (row["state"], row["reason"], row["url"]) == ("found", "no_address", COLUMN)


def test_a_report_s_address_that_turned_out_to_be_a_list_is_unreadable(desk: Desk) -> None:
    desk.list(("1.html", f"溪云县教育局2021年{REPORT}"))
    desk.list(url=f"{COLUMN}1.html")
    assert desk.states()[(JYJ, 2021)] == ("unreadable", "not_a_report")


def test_robots_answers_of_the_secure_address_hold_for_the_other(desk: Desk) -> None:
    secure = f"{SITE}/robots.txt".replace("http:", "https:")
    desk.put(secure, "User-agent: *\nDisallow: /", "robots")
    desk.list(("1.html", f"溪云县教育局2021年{REPORT}"))
    assert desk.states()[(JYJ, 2021)] == ("refused", "robots_disallow")


def test_a_link_that_was_redirected_is_not_missing(desk: Desk) -> None:
    title = f"县教育局2021年{REPORT}"
    desk.list(("1.html", title))
    hints = Hints(title, "政府信息公开年报", None, "990101", COLUMN)
    body = document(organization="溪云县教育局", year=2021)
    desk.put(f"{SITE}/art/9.html", body, "report", hints=hints)
    states = desk.states()
    assert states[(JYJ, 2021)] == ("read", None)
    assert {key for key, _ in states} == {TJJ, JYJ}


def test_a_title_without_a_name_is_of_the_one_body_of_its_column(desk: Desk) -> None:
    desk.report("/nb/1.html", title="2021年年报", year=2021)
    hints = Hints(column="年报", source=COLUMN, division_code="990101")
    page = "<ul><li><a href='1.html'>2021年年报</a></li><li><a href='2.html'>2022年年报</a></li></ul>"
    desk.put(f"{COLUMN}x.html", page, "list", hints=hints)
    assert desk.states()[(TJJ, 2022)] == ("found", "not_fetched")


def test_near_misses_and_menus_of_a_list_expect_nothing(desk: Desk) -> None:
    desk.list(
        ("1.html", "溪云县2021年政府网站工作年度报表"), ("2.html", "溪云县司法局2021年法治政府建设年度报告")
    )
    assert desk.states() == TJJ_2020


def test_the_years_between_are_expected_of_a_known_body(desk: Desk) -> None:
    desk.report("/nb/3.html", year=2023)
    desk.list(("0.html", f"统计局2020年{REPORT}"))
    states = desk.states()
    assert {key: states[key] for key in states if key[1] in (2021, 2022)} == {
        (TJJ, 2021): ("not_found", "not_listed"),
        (TJJ, 2022): ("not_found", "not_listed"),
    }


def test_a_listed_body_is_expected_up_to_the_newest_year_of_its_site(desk: Desk) -> None:
    desk.report("/nb/1.html", title="t", organization="溪云县教育局", year=2021)
    desk.report("/nb/2.html", title="t", organization="溪云县公安局", year=2023)
    desk.list()
    states = desk.states()
    assert states[(JYJ, 2023)] == ("not_found", "not_listed")
    assert (JYJ, 2020) not in states
    assert (TJJ, 2021) not in states  # a page that no list names has no site of its own


def test_a_year_that_is_not_over_makes_no_year_expected(desk: Desk) -> None:
    desk.report("/nb/1.html", title="t", organization="溪云县教育局", year=2021)
    desk.report("/nb/2.html", title="t", organization="溪云县公安局", year=2032)
    assert [key for key in desk.states() if key[0] == JYJ] == [(JYJ, 2021)]


def test_a_site_that_was_not_looked_at_since_is_not_said_to_lack_a_report(desk: Desk) -> None:
    desk.report("/nb/1.html", title="t", organization="溪云县教育局", year=2021, at=SEEN)
    desk.report("/nb/2.html", title="t", organization="溪云县公安局", year=2023, at=SEEN)
    desk.list(at=datetime(2023, 5, 1, tzinfo=UTC))
    states = desk.states()
    assert states[(JYJ, 2022)] == ("not_found", "not_listed")
    assert states[(JYJ, 2023)] == ("not_found", "not_looked_since")


def test_a_site_whose_lists_refused_us_since_is_refused(desk: Desk) -> None:
    desk.report("/nb/1.html", title="t", organization="溪云县教育局", year=2021)
    desk.report("/nb/2.html", title="t", organization="溪云县公安局", year=2023)
    desk.list(at=datetime(2023, 5, 1, tzinfo=UTC))
    desk.put(COLUMN, "no", "refusal", status=412, at=SEEN)
    states = desk.states()
    assert states[(JYJ, 2022)] == ("not_found", "not_listed")
    assert states[(JYJ, 2023)] == ("refused", "challenge_412")


def test_a_body_whose_only_entry_refused_us_is_refused_for_the_year_that_was_due(desk: Desk) -> None:
    url = "http://www.closed.example/nb/"
    hints = Hints(organization="岚海省财政厅", division_code="990000", source=url)
    desk.put(url, "no", "refusal", status=412, hints=hints, at=datetime(2026, 1, 15, tzinfo=UTC))
    assert desk.states() == TJJ_2020 | {("990000:财政厅", 2024): ("refused", "challenge_412")}


def test_a_register_names_who_is_expected(desk: Desk) -> None:
    desk.report("/nb/1.html", organization="溪云县公安局", year=2022)
    desk.register(rows_of(("公安局", "已公布"), ("教育局", "未公布"), ("北渡镇", "已公布"), ("县财政局", "")))
    rows = desk.rows()
    found = {key: (row["state"], row["reason"], row["expected_by"]) for key, row in rows.items()}
    assert found == {
        (TJJ, 2020): ("read", None, "known_body"),
        ("990101:公安局", 2022): ("read", None, "register"),
        (JYJ, 2022): ("not_found", "said_not_published", "register"),
        ("990101:北渡镇人民政府", 2022): ("not_found", "said_published", "register"),
        ("990101:财政局", 2022): ("not_found", "not_listed", "register"),
    }
    assert rows[(JYJ, 2022)]["register"] == f"{SITE}/gb.html"
    assert rows[(JYJ, 2022)]["organization"] == "溪云县教育局"


def test_short_names_of_a_register_are_those_of_known_bodies(desk: Desk) -> None:
    for number, name in enumerate(("北渡镇人民政府", "临溪街道办事处", "市场监督管理局", "人民政府办公室")):
        desk.report(f"/nb/1{number}.html", organization=f"溪云县{name}", year=2022)
    desk.register(
        rows_of(*[(name, "已公布") for name in ("北渡镇", "临溪街道", "县市场监督管理局", "县政府办")])
    )
    rows = desk.rows()
    assert {row["expected_by"] for key, row in rows.items() if key[1] == 2022} == {"register"}
    assert len(rows) == 5


def test_bodies_of_an_unknown_county_do_not_mix_with_those_of_another(desk: Desk) -> None:
    for county in ("澄岚县", "泾岚县"):
        page = f"<title>{county}2022年{REPORT}公布情况</title>{rows_of(('教育局', '未公布'))}"
        desk.put(f"http://{len(county)}.example/{county}.html", page, "register", hints=Hints())
    assert set(desk.states()) == {(TJJ, 2020), ("-:澄岚县教育局", 2022), ("-:泾岚县教育局", 2022)}


def test_a_link_of_a_register_says_who_is_meant(desk: Desk) -> None:
    desk.report("/nb/1.html", organization="溪云县教育局", year=2022)
    desk.register(rows_of(("<a href='/nb/1.html'>教体局</a>", "已公布")))
    assert desk.states() == TJJ_2020 | {(JYJ, 2022): ("read", None)}


def test_a_link_of_a_register_that_was_not_fetched_is_found_or_refused(desk: Desk) -> None:
    desk.robots("User-agent: *\nDisallow: /ls/\n")
    desk.register(
        rows_of(
            ("<a href='/nb/1.html'>教育局</a>", "已公布"),
            ("<a href='/ls/1.html'>公安局</a>", "已公布"),
            ("<a href='/nb/0.html'>财政局</a>", "已公布"),
        )
    )
    states = desk.states()
    assert states[(JYJ, 2022)] == ("found", "not_fetched")
    assert states[("990101:公安局", 2022)] == ("refused", "robots_disallow")
    assert states[("990101:财政局", 2022)] == ("found", "holds_other_report")


def test_a_whole_register_ends_the_guess_from_other_years(desk: Desk) -> None:
    desk.report("/nb/3.html", title="t", year=2023)
    desk.report("/nb/4.html", title="t", organization="溪云县北渡镇人民政府", year=2020)
    desk.report("/nb/5.html", title="t", organization="溪云县北渡镇人民政府", year=2023)
    desk.register("<p>应公布1家：</p>" + rows_of(("教育局", "已公布")), year=2022)
    states = desk.states()
    assert (TJJ, 2022) not in states
    assert (TJJ, 2021) in states
    assert ("990101:北渡镇人民政府", 2022) in states  # a register of departments says nothing of towns


def test_a_register_that_names_some_alone_ends_no_guess(desk: Desk) -> None:
    desk.report("/nb/3.html", title="t", year=2023)
    desk.register("<p>应公布9家，已公布8家，未公布1家：教育局。</p>", year=2022)
    states = desk.states()
    assert (TJJ, 2022) in states
    assert states[(JYJ, 2022)] == ("not_found", "said_not_published")


def test_counts_that_disagree_are_a_doubt_in_each_row_and_in_the_summary(desk: Desk) -> None:
    desk.register("<p>应公布9家，已公布8家，未公布2家：教育局、公安局。</p>")
    rows = desk.rows()
    assert rows[(JYJ, 2022)]["doubt"] == "register_counts_differ"
    assert desk.summary is not None
    assert desk.summary.coverage.problems == ((f"{SITE}/gb.html", "register: 9 is not 8 + 2"),)


def test_a_report_that_its_register_denies_is_read_with_a_doubt(desk: Desk) -> None:
    desk.register(rows_of(("统计局", "未公布")), year=2020)
    row = desk.rows()[(TJJ, 2020)]
    assert (row["state"], row["doubt"]) == ("read", "register_says_not_published")


def test_the_newest_register_speaks(desk: Desk) -> None:
    later = SEEN + timedelta(days=30)
    desk.register(rows_of(("教育局", "未公布")))
    desk.register(rows_of(("教育局", "已公布")), path="/gb2.html", at=later)
    row = desk.rows()[(JYJ, 2022)]
    assert (row["reason"], row["register"], row["seen_at"]) == ("said_published", f"{SITE}/gb2.html", later)


def test_a_register_that_was_replaced_at_its_address_is_forgotten(desk: Desk) -> None:
    desk.register(rows_of(("教育局", "未公布"), ("公安局", "未公布")))
    desk.register(rows_of(("教育局", "已公布")), at=SEEN + timedelta(days=30))
    assert set(desk.states()) == {(TJJ, 2020), (JYJ, 2022)}


def test_a_register_that_cannot_be_read_is_named(desk: Desk) -> None:
    desk.register("<p>各单位：请及时公布。</p>")
    assert desk.states() == TJJ_2020
    assert desk.summary is not None
    assert desk.summary.coverage.problems == (
        (f"{SITE}/gb.html", "register: no year, or no body, was read on it"),
    )


def test_imported_files_are_expected_between_their_own_years_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for year in (2019, 2021):
        desk.put(f"file:{year}.html", document(year=year), "report", hints=Hints(division_code="990101"))
    desk.put("file:o.html", document(organization="溪云县教育局", year=2023), "report", hints=Hints())
    assert desk.states() == {
        (TJJ, 2019): ("read", None),
        (TJJ, 2020): ("not_found", "no_list"),
        (TJJ, 2021): ("read", None),
        (JYJ, 2023): ("read", None),
    }


def test_every_report_with_a_body_and_a_year_is_read_or_unreadable(desk: Desk) -> None:
    for number, values in enumerate(({}, {"form": None}, {"findings": ["not_a_report"]}, {"year": 2031})):
        desk.report(f"/nb/2{number}.html", organization=f"溪云县{'甲乙丙丁'[number]}局", **values)
    states = desk.states()
    assert desk.summary is not None
    reports = pq.read_table(desk.summary.release.path / "reports.parquet").to_pylist()
    assert len(reports) == 5
    for row in reports:
        assert states[(row["organization_id"], row["year"])][0] in ("read", "unreadable")


def miss(
    desk: Desk, url: str, reason: str, asked: str, *, at: datetime = SEEN, kind: str = "failure"
) -> None:
    desk.writer.write_miss(
        url=url,
        fetched_at=at,
        kind=kind,
        miss=Miss(reason, asked),
        hints=replace(LIST, organization="统计局"),
    )


def test_of_one_address_the_newest_miss_speaks(desk: Desk) -> None:
    desk.report("/1.html", organization="财政局", year=2022)
    desk.list(("/2.html", f"统计局2022年{REPORT}"))
    miss(desk, f"{SITE}/2.html", "http_404", "report", at=SEEN + timedelta(days=1))
    miss(desk, f"{SITE}/2.html", "robots_disallow", "report", kind="refusal", at=SEEN)
    assert desk.states()["990101:统计局", 2022] == ("found", "http_404")


def test_an_answer_of_today_speaks_and_no_miss_of_last_year(desk: Desk) -> None:
    desk.list(("/1.html", f"统计局2022年{REPORT}"))
    miss(desk, f"{SITE}/1.html", "http_404", "report", at=SEEN - timedelta(days=300))
    desk.report("/1.html", organization="统计局", year=2022)
    assert desk.states()["990101:统计局", 2022] == ("read", None)


@pytest.mark.parametrize(("days", "reason"), [(1, "list_missed"), (-1, "not_listed")])
def test_what_a_list_that_was_not_had_may_name_is_not_called_unlisted(
    desk: Desk, days: int, reason: str
) -> None:
    for year in (2020, 2022):
        desk.report(f"/{year}.html", title=f"统计局{year}年{REPORT}", organization="统计局", year=year)
    desk.list(("/2022.html", f"统计局2022年{REPORT}"))
    desk.list(("/2020.html", f"统计局2020年{REPORT}"), url=f"{COLUMN}index_1.html")
    miss(desk, f"{COLUMN}index_1.html", "unreachable", "list", at=SEEN + timedelta(days=days))
    assert desk.states()["990101:统计局", 2021] == ("not_found", reason)


@pytest.mark.parametrize(("asked", "found"), [("list", ("not_found", "unreachable")), ("report", None)])
def test_a_body_whose_entry_page_cannot_be_had_is_expected(
    desk: Desk, asked: str, found: tuple[str, str] | None
) -> None:
    desk.report("/1.html", organization="财政局", year=2022)
    miss(desk, COLUMN, "unreachable", asked)
    assert desk.states().get(("990101:统计局", 2025)) == found


@pytest.mark.parametrize("reader", ["pick_reports", "read_register"])
def test_a_page_that_breaks_its_reader_stops_no_build_and_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    def fall(*_: object, **__: object) -> None:
        raise TypeError("what is this")

    monkeypatch.setattr(evidence, reader, fall)
    for year in (2020, 2022):
        desk.report(f"/{year}.html", title=f"统计局{year}年{REPORT}", organization="统计局", year=year)
    desk.list(("/2022.html", f"统计局2022年{REPORT}"))
    desk.register("<p>应公布1家</p>")
    assert desk.states()["990101:统计局", 2022] == ("read", None)
    assert desk.summary is not None
    problems = [text for _, text in desk.summary.coverage.problems if "what is this" in text]
    kind = "list" if reader == "pick_reports" else "register"
    assert [text.partition(" in test_coverage.py:")[0] for text in problems] == [
        f"{kind}: page_unreadable: TypeError: what is this"
    ]


def test_a_list_that_could_not_be_read_is_not_called_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = evidence.read_list
    monkeypatch.setattr(
        evidence, "read_list", lambda page: read(page) if "broken" not in page.text else 1 / 0
    )
    for year in (2020, 2022):
        desk.report(f"/{year}.html", title=f"统计局{year}年{REPORT}", organization="统计局", year=year)
    desk.list(("/2022.html", f"统计局2022年{REPORT}"))
    desk.list(("/2020.html", f"统计局2020年{REPORT}broken"), url=f"{COLUMN}index_1.html")
    assert desk.states()["990101:统计局", 2021] == ("not_found", "list_missed")


def test_a_disk_that_fails_stops_the_build(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.report("/1.html", organization="统计局", year=2022)
    desk.list(("/1.html", f"统计局2022年{REPORT}"))
    monkeypatch.setattr(evidence, "_LINK", "INSERT INTO nowhere VALUES (?)")
    with pytest.raises(sqlite3.Error):
        desk.rows()
