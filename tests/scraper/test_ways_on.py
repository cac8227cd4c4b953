"""Ways that a page does not link to: pieces that it loads, other ways to ask, rows with a summary, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from places import FILL, SECTIONS, Place

TITLE = "甲县{}2023年政府信息公开工作年度报告"
HTML = {"Content-Type": "text/html; charset=utf-8"}
SUMMARY = (
    "根据《中华人民共和国政府信息公开条例》，现公布本单位年度报告。本报告由总体情况、主动公开政府信息情况、"
    "收到和处理政府信息公开申请情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。"
)


@pytest.fixture
def place(site: Any, tmp_path: Path, time: Any) -> Place:
    return Place(site, tmp_path, time)


def answer(place: Place, path: str, text: str, status: int = 200) -> None:
    place.site.routes[path] = (status, HTML, text.encode())


def test_a_unit_that_a_home_page_loads_leads_on(place: Place) -> None:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit?tagId=nav&pageId=home"
    place.page("/", more=f"<script src='/x/unitbuild.js' url='{unit}'></script>")
    menu = {"success": True, "data": {"html": "<ul><li><a href='/xxgk/'>政务公开</a></li></ul>"}}
    place.site.routes[unit] = (200, {"Content-Type": "application/json"}, json.dumps(menu).encode())
    place.page("/xxgk/", {"/nb/": "政府信息公开年报"})
    place.column("/nb/", 2022, 2023)
    assert place.crawl().stored == 2
    assert "/x/unitbuild.js" not in place.site.paths()


def test_pieces_are_not_asked_for_where_the_page_itself_leads_on(place: Place) -> None:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit?tagId=nav&pageId=home"
    place.page("/", {"/nb/": "政府信息公开年报"}, more=f"<script src='/u.js' url='{unit}'></script>")
    place.column("/nb/", 2022, 2023)
    assert place.crawl().stored == 2
    assert unit not in place.site.paths()


def test_a_tree_that_a_door_loads_leads_on(place: Place) -> None:
    place.page("/", {"/col/col70/index.html": "信息公开"})
    place.page("/col/col70/index.html", more="<script>$.get('/module/xxgk/tree.jsp?area=1', show)</script>")
    tree = "d.add(1,0,'政府信息公开指南','/col/col76/index.html'); d.add(2,0,'政府信息公开年报','/nb/');"
    answer(place, "/module/xxgk/tree.jsp?area=1", f"<script>{tree}</script><!--{FILL}-->")
    place.column("/nb/", 2022, 2023)
    assert place.crawl().stored == 2


def test_files_that_are_named_as_other_papers_are_no_reports(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    others = (
        "甲县水务公司2023年年度报告",
        "2023年政府工作报告",
        "甲县统计局2023年统计年报",
        "甲县年鉴(2023)",
    )
    rows = {"/nb/0.doc": "甲县2023年年报", **{f"/nb/{n}.doc": name for n, name in enumerate(others, 1)}}
    place.page("/nb/", {**rows, "/nb/down?id=9": others[0]}, title="政府信息公开年报")
    for n, path in enumerate((*rows, "/nb/down?id=9")):
        place.site.routes[path] = (
            200,
            {"Content-Type": "application/msword"},
            b"\xd0\xcf\x11\xe0" * 600 + bytes([n]),
        )
    place.crawl()
    assert place.kept() == {"/nb/0.doc"}
    assert not {f"/nb/{n}.doc" for n in range(1, 5)} & set(place.site.paths())


@pytest.mark.parametrize("name", ["县政府年报", "市级政府年度报告", "县人民政府工作年度报告", "本级年报"])
def test_the_governments_own_part_of_a_column_is_followed(place: Place, name: str) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    place.page("/nb/", {"/nb/xzf/": name, "/nb/bm/": "部门年报"}, title="政府信息公开年报")
    place.column("/nb/xzf/", 2022, 2023)
    place.column("/nb/bm/", 2023, name="甲县民政局")
    place.crawl()
    assert place.kept() == {"/nb/xzf/2022.html", "/nb/xzf/2023.html", "/nb/bm/2023.html"}


@pytest.mark.parametrize(
    "row", ["<li><a href='{0}'><h3>{1}</h3><p>{2}</p></a></li>", "<li><a href='{0}'>{1}</a><p>{2}</p></li>"]
)
@pytest.mark.parametrize("rows", [1, 6])
def test_rows_with_a_summary_make_a_list_and_no_report(place: Place, row: str, rows: int) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    titles = {
        f"/nb/{n}.html": TITLE.format(name) for n, name in zip(range(rows), "甲乙丙丁戊己", strict=False)
    }
    listed = "".join(row.format(path, title, SUMMARY) for path, title in titles.items())
    place.page("/nb/", title="政府信息公开年报", more=f"<ul>{listed}</ul>")
    for path, title in titles.items():
        place.page(path, title=title, more=SECTIONS)
    place.crawl()
    assert place.kept() == set(titles)


def test_a_way_that_its_server_cannot_answer_is_followed_by_the_next_one(place: Place) -> None:
    def rows(numbers: range) -> str:
        links = (f"<li><a href='/nb/{n}.html'>{TITLE.format(n)}</a></li>" for n in numbers)
        return "".join(f"<record><![CDATA[{link}]]></record>" for link in links)

    config = (
        "$('#9').jpage({totalRecord:6,perPage:3,proxyUrl:'/module/jpage/dataproxy.jsp',"
        "proxyParam:{webid:'1',columnid:'140',unitid:'9'}})"
    )
    place.page("/", {"/nb/": "政府信息公开年报"})
    store = f"<script type='text/xml'><datastore><recordset>{rows(range(3))}</recordset></datastore></script>"
    place.page("/nb/", title="政府信息公开年报", more=f"{store}<script>{config}</script>")
    for n in range(6):
        place.page(f"/nb/{n}.html", title=TITLE.format(n), more=SECTIONS)
    asked = place.site.routes

    class Routes(dict[str, object]):
        def get(self, name: str, default: object = None) -> object:
            if "/module/jpage/dataproxy.jsp" not in name:
                return super().get(name, default)
            if not name.startswith("POST"):
                return (500, HTML, b"error")
            return (200, HTML, f"<datastore><recordset>{rows(range(3, 6))}</recordset></datastore>".encode())

    place.site.routes = Routes(asked)
    summary = place.crawl()
    assert place.kept() == {f"/nb/{n}.html" for n in range(6)}
    assert summary.failed == 0
    missed = [found for found in place.archive.captures(kinds=("failure",)) if "dataproxy" in found.url]
    assert missed  # the way that failed is in the archive too


def test_a_bare_column_is_no_shell_where_a_script_file_holds_its_rows(place: Place) -> None:
    place.page("/", {"/nb/": "政府信息公开年报"})
    bare = "<div id='list'></div><script src='list.js'></script>"
    answer(place, "/nb/", f"<html><title>政府信息公开年报</title>{bare}</html>")
    rows = [{"title": TITLE.format(name), "url": f"/nb/{n}.html"} for n, name in enumerate("甲乙")]
    script = f"var rows = {json.dumps(rows, ensure_ascii=False)};".encode()
    place.site.routes["/nb/list.js"] = (200, {"Content-Type": "text/javascript"}, script)
    for row in rows:
        place.page(row["url"], title=row["title"], more=SECTIONS)
    place.crawl()
    assert place.kept() == {"/nb/0.html", "/nb/1.html"}


def test_a_page_that_offers_years_leads_to_each_and_is_no_report_itself(place: Place) -> None:
    address = "/module/xxgk/xxgkAnnualReport.jsp?area=0027"
    place.page("/", {address: "政府信息公开年报"})
    years = "".join(f"<option value='{year}'>{year}</option>" for year in (2021, 2022, 2023))
    for year in ("", 2021, 2022, 2023):
        title = f"甲县{year or 2023}年政府信息公开工作年度报告"
        path = f"{address}&fbtime={year}" if year else address
        place.page(path, title=title, more=f"<select name='fbtime'>{years}</select>{SECTIONS}")
    place.crawl()
    assert {urlsplit(path).query for path in place.kept()} == {
        f"area=0027&fbtime={year}" for year in (2021, 2022, 2023)
    }
