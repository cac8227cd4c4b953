"""Epoint: the service and where its parameters are printed; the static lists."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from scraper.posting import JSON, post_address, read_request
from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
SHELL = f"{HOST}/dynamic/zwgk/govInfoPub.html?deptcode=SQ01&categorynum=003002"
GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
PATH = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
SERVICE = HOST + PATH
FLAT = {"deptcode": "SQ01", "categorynum": "003002", "pageIndex": 0, "pageSize": 20, "siteGuid": GUID}


def read(text: str, url: str = SHELL) -> ListPage:
    return read_list(ListText(url, text, SHELL))


def bodies(shown: ListPage) -> list[Any]:
    """What is asked, in order; fields that travel in a form as a pair of `form` and the fields."""
    requests = [read_request(url) for url in shown.next_pages]
    assert {one.url for one in requests} <= {SERVICE}
    forms = [dict(parse_qsl((one.body or b"").decode())) for one in requests]
    return [
        json.loads(one.body or b"") if one.content_type == JSON else ("form", json.loads(form["params"]))
        for one, form in zip(requests, forms, strict=True)
    ]


ONE = {**FLAT, "pageIndex": 1}
WRAPPED = [{"params": FLAT}, {"params": ONE}]


@pytest.mark.parametrize(
    ("page", "script"),
    [
        ("<script src='/js/webBuilderCommon.js'></script>", "/js/webBuilderCommon.js"),
        (
            '<SCRIPT type="text/javascript" SRC="../../js/webBuilderCommon.js?v=3"></SCRIPT>',
            "/js/webBuilderCommon.js?v=3",
        ),
        ("<script>call('getgovinfolist')</script>", "/js/webBuilderCommon.js"),
    ],
)
def test_without_a_guid_the_script_is_read_on_the_way(page: str, script: str) -> None:
    shown = read(page)
    assert shown.family == "epoint"
    assert shown.next_pages == (f"{HOST}{script}#!deptcode=SQ01&categorynum=003002",)


@pytest.mark.parametrize(
    "text",
    [
        f'var siteInfo = {{"siteGuid":"{GUID}","projectName":"/EWB-FRONT"}};',
        f"var siteInfo={{ projectName : 'EWB-FRONT/', siteGuid : '{GUID}' }}",
        f"siteInfo.siteGuid = '{GUID}';\nsiteInfo.projectName = '/EWB-FRONT';",
    ],
)
def test_the_script_knows_the_guid_and_the_service(text: str) -> None:
    shown = read(text, f"{HOST}/js/webBuilderCommon.js#!deptcode=SQ01&categorynum=003002")
    assert (shown.opens, shown.links) == (True, ())
    assert bodies(shown) == [FLAT, ONE, WRAPPED[0], ("form", FLAT), WRAPPED[1], ("form", ONE)]


def test_a_page_that_prints_all_is_asked_at_once_in_its_own_form() -> None:
    script = (
        f"var siteInfo = {{siteGuid: '{GUID}', projectName: '/EWB-FRONT'}};"
        "Util.ajax({url: siteInfo.projectName + '/rest/lightfrontaction/getgovinfolist', type: 'post',"
        " data: JSON.stringify({params: {siteGuid: siteInfo.siteGuid, pageIndex: 0}})});"
    )
    asked = bodies(read(f"<script>{script}</script>"))
    assert asked == [*WRAPPED, FLAT, ("form", FLAT), ONE, ("form", ONE)]


def test_a_form_that_carries_json_is_asked_with_first() -> None:
    script = (
        f"var siteGuid = '{GUID}'; $.ajax({{url: '{PATH}', type: 'post',"
        " data: {params: JSON.stringify({siteGuid: siteGuid, pageIndex: n, pageSize: 15})}});"
    )
    fields = {**FLAT, "pageSize": 15}
    assert bodies(read(f"<script>{script}</script>"))[:2] == [
        ("form", fields),
        ("form", {**fields, "pageIndex": 1}),
    ]


def test_what_the_page_sends_beside_is_sent() -> None:
    script = (
        f"$.ajax({{url: '{PATH}', type: 'post', data: JSON.stringify("
        f"{{siteGuid: '{GUID}', areacode: '320301', pageIndex: n, categorynum: c}})}});"
    )
    assert bodies(read(f"<script>{script}</script>"))[0] == {**FLAT, "areacode": "320301"}


def test_variables_stand_in_where_the_address_has_no_fields() -> None:
    page = (
        f"<script>var siteGuid='{GUID}', projectName='/EWB-FRONT', categorynum='003002'; var deptcode = '';"
        "post(projectName + '/rest/lightfrontaction/getgovinfolist')</script>"
    )
    assert bodies(read(page, f"{HOST}/govxxgk/xxgk.html"))[0] == {**FLAT, "deptcode": ""}


def test_a_script_without_a_guid_ends_the_list() -> None:
    shown = read("var x = 1;", f"{HOST}/js/webBuilderCommon.js#!categorynum=1")
    assert (shown.family, shown.next_pages) == ("epoint", ())


ROWS = [
    {"infourl": "/zwgk/003002/20240109/a.html", "title": "某局…", "realtitle": "某局2023年政府信息公开年报"},
    {
        "title": "某镇2023年政府信息公开年报",
        "infotype": "pdf",
        "infourl": "/showinfo.html?infoGuid=b",
        "attach": [{"attachname": "b.pdf", "attachtype": "pdf", "attachurl": "/files/b.pdf"}],
    },
]


@pytest.mark.parametrize(
    "value", [{"custom": {"total": 2, "data": ROWS}}, {"custom": json.dumps({"total": "2", "data": ROWS})}]
)
def test_a_report_that_is_only_a_pdf_is_the_pdf(value: Any) -> None:
    shown = read(json.dumps(value), post_address(SERVICE, json.dumps(FLAT).encode(), JSON))
    assert [(link.url.removeprefix(HOST), link.title[:2]) for link in shown.links] == [
        ("/zwgk/003002/20240109/a.html", "某局"),
        ("/files/b.pdf", "某镇"),
    ]


def test_a_first_page_without_rows_leaves_it_to_the_other_ways_of_asking() -> None:
    shown = read(
        '{"custom": {"total": 0, "data": []}}', post_address(SERVICE, json.dumps(FLAT).encode(), JSON)
    )
    assert (shown.links, shown.next_pages) == ((), ())


def test_an_empty_page_further_on_ends_the_list() -> None:
    asked = post_address(SERVICE, json.dumps({**FLAT, "pageIndex": 2}).encode(), JSON)
    assert read('{"custom": {"data": []}}', asked).next_pages == ()


STATIC = "<script src='/js/webBuilderCommon.js'></script><a href='/001/001001/20210129/{}.html'>某局年报</a>"


@pytest.mark.parametrize(
    ("path", "pager", "following"),
    [
        ("/001/001001/subPage.html", "<script>pagination({total: 40, pageSize: 15})</script>", "2.html"),
        ("/001/001001/2.html", "<script>pagination({total: 40, pageSize: 15})</script>", "3.html"),
        ("/001/001001/3.html", "<script>pagination({total: 40, pageSize: 15})</script>", None),
        ("/001/001001/subPage_gb.html", "<p>1/3页</p>", "2.html"),
        ("/001/001001/specification.html", "<p>1/3页</p>", "2.html"),
        ("/001/001001/moreinfo.html", "<a href='2.html'>下页</a>", "2.html"),
        ("/001/001001/moreinfo.html", "", None),
    ],
)
def test_static_lists_go_on_by_number(path: str, pager: str, following: str | None) -> None:
    shown = read(STATIC.format("3f2504e0-4f89-41d3-9a0c-0305e82c3301") + pager, HOST + path)
    expected = f"{HOST}/001/001001/{following}"
    assert (shown.family, shown.next_pages) == ("epoint", (expected,) if following else ())


def test_a_static_page_of_another_kind_is_left_to_others() -> None:
    other = STATIC.format("3f2504e04f8941d39a0c0305e82c3301") + "<p>1/3页</p>"
    assert read(other, f"{HOST}/001/001001/list.html").family != "epoint"
    assert read(other, f"{HOST}/001/001001/index.html").family != "epoint"
    assert read(STATIC.format("x"), f"{HOST}/zwgk/index.html").family == "anchors"


def test_a_row_with_an_id_and_no_address_is_asked_for_by_its_id() -> None:
    row = {"infoid": "u-1", "title": "某镇2023年政府信息公开年报"}
    asked = post_address(SERVICE, json.dumps(FLAT).encode(), JSON)
    for rows in ([row], [row, ROWS[0]]):
        shown = read(json.dumps({"custom": {"data": rows}}), asked)
        (column,) = shown.columns
        detail = read_request(column.url)
        assert (detail.url, column.title) == (
            SERVICE.replace("getgovinfolist", "getGovInfoDetail"),
            row["title"],
        )
        assert detail.body == b"params=%7B%22infoid%22%3A+%22u-1%22%7D"
        assert shown.rows_lost == ()


@pytest.mark.parametrize("name", ["pdflist", "attach"])
@pytest.mark.parametrize("is_text", [True, False])
def test_the_file_of_an_article_is_the_report(name: str, is_text: bool) -> None:
    files = [{"attachname": "某镇年报.pdf", "attachtype": "pdf", "attachurl": "/files/b.pdf"}]
    custom: Any = {"infotype": "pdf", "title": "某镇2023年政府信息公开年报", name: files}
    url = post_address(SERVICE.replace("getgovinfolist", "getGovInfoDetail"), b"params=x")
    shown = read(json.dumps({"custom": json.dumps(custom) if is_text else custom}), url)
    assert [(link.url, link.title) for link in shown.links] == [(f"{HOST}/files/b.pdf", custom["title"])]
    del custom["title"]
    assert read(json.dumps({"custom": custom}), url).links[0].title == "某镇年报"


def test_a_shell_is_no_report_and_its_article_is_asked_for() -> None:
    title = "某镇2023年政府信息公开年报"
    rows = [
        {"infourl": "/govxxgk/showinfo.html?infoGuid=u-1", "title": title},
        {"infourl": "showinfo.html?deptcode=1&infoGuid=u-2", "title": "2023年政府网站工作年度报表"},
    ]
    asked = post_address(SERVICE, json.dumps(FLAT).encode(), JSON)
    shown = read(json.dumps({"custom": {"data": rows}}), asked)
    (column,) = shown.columns
    assert read_request(column.url).body == b"params=%7B%22infoid%22%3A+%22u-1%22%7D"
    assert [link.title for link in shown.links] == ["2023年政府网站工作年度报表", title]
    assert column in shown.links  # or a page of nothing else would be no new page


def test_text_that_has_no_page_is_told_as_lost() -> None:
    url = post_address(SERVICE.replace("getgovinfolist", "getGovInfoDetail"), b"params=x")
    shown = read(
        json.dumps({"custom": {"title": "某镇2023年政府信息公开年报", "infocontent": "<p>x</p>"}}), url
    )
    assert (shown.links, shown.rows_lost) == ((), ("某镇2023年政府信息公开年报",))
