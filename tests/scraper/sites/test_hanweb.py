"""Hanweb's lists, its disclosure module and the publish server, in more spellings than any one site has."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import parse_qsl, urlsplit

import pytest

from scraper.posting import read_request
from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
COLUMN = f"{HOST}/col/col104/index.html"
PROXY = f"{HOST}/module/web/jpage/dataproxy.jsp"
RECORD = "<record><![CDATA[<li><a href='/art/2021/1/29/art_104_{}.html'>某局年报</a></li>]]></record>"
SEARCH = f"{HOST}/module/xxgk/search.jsp"
UNIT = f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text))


def fields(url: str) -> dict[str, str]:
    asked = read_request(url)
    return dict(parse_qsl(urlsplit(asked.url).query) + parse_qsl((asked.body or b"").decode()))


@pytest.mark.parametrize(
    "record",
    [
        '<record><![CDATA[<li><a href="/a.html" title="某局年报">某…</a></li>]]></record>',
        "<record><![CDATA[<li><a title='某局年报' target=_blank href=/a.html>某…</a></li>]]></record>",
        "<record>\n  <![CDATA[ <tr><td><a href='/a.html'>某局年报</a></td></tr> ]]>\n</record>",
        "<RECORD><![CDATA[<a href='/a.html'>某局年报</a>]]></RECORD>",
        "<record>&lt;li&gt;&lt;a href='/a.html'&gt;某局年报&lt;/a&gt;&lt;/li&gt;</record>",
        '<record><![CDATA[<a href=\\"\\/a.html\\">某局年报<\\/a>]]><\\/record>',
        "<record id='1'><![CDATA[<div onclick=\"open('/a.html')\" title='某局年报'>某</div>]]></record>",
    ],
)
def test_records_as_sites_quote_them(record: str) -> None:
    page = read(f"<script type='text/xml'><datastore><recordset>{record}</recordset></datastore></script>")
    assert page.family == "hanweb"
    assert [(link.url, link.title) for link in page.links] == [(f"{HOST}/a.html", "某局年报")]


def test_links_beside_the_rows_are_kept_after_them() -> None:
    menu = "<a href='/col/col105/index.html'>乡镇年报</a>"
    page = read(f"{menu}<script type='text/xml'><datastore>{RECORD.format(1)}</datastore></script>")
    assert [link.title for link in page.links] == ["某局年报", "乡镇年报"]


@pytest.mark.parametrize(
    "group",
    [
        '<![CDATA[<a href="{}">]]>',
        "<![CDATA[<a href='{}'></a>]]>",
        "&lt;a href=&quot;{}&quot;&gt;",
        '<a target="_self" href = "{}"/>',
    ],
)
def test_a_group_that_repeats_the_page_is_followed_by_the_one_after(group: str) -> None:
    store = (
        f"<nextgroup>{group.format('/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=104')}</nextgroup>"
    )
    page = read(f"<script type='text/xml'><datastore>{store}{RECORD.format(1)}</datastore></script>")
    assert page.next_pages == (f"{PROXY}?page=1&columnid=104", f"{PROXY}?page=2&columnid=104")


def test_records_are_asked_for_where_the_store_names_no_next_group() -> None:
    page = read(
        f"<script type='text/xml'><datastore>{RECORD.format(1)}{RECORD.format(2)}</datastore></script>"
        "<script>jpage({totalRecord:62, perPage : 15, proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "columnid:'104', unitid:6, webid:'3'})</script>"
    )
    got, posted, first, second = page.next_pages
    expected = {"startrecord": "3", "endrecord": "47", "perpage": "15"}
    assert fields(got) == fields(posted) == {**expected, "columnid": "104", "unitid": "6", "webid": "3"}
    assert read_request(got).method == "GET"
    assert read_request(posted).url == f"{PROXY}?startrecord=3&endrecord=47&perpage=15"
    assert fields(first) == {"page": "1", "columnid": "104", "unitid": "6", "webid": "3"}
    assert fields(second)["page"] == "2"


def test_pages_are_counted_in_shown_pages_where_the_column_embeds_several() -> None:
    page = read(
        f"<datastore>{RECORD.format(1) * 6}</datastore><script>jpage({{totalRecord:62, perPage:2,"
        "proxyUrl:'/module/web/jpage/dataproxy.jsp?columnid=104'})</script>"
    )
    assert [fields(url).get("page") for url in page.next_pages] == [None, None, "2", "4"]


def test_what_a_group_encrypts_is_asked_as_the_script_prints_it() -> None:
    group = (
        "<nextgroup><a href='/module/web/jpage/dataproxy.jsp?page=1&columnid=4f%2B9%3D&unitid=x'></nextgroup>"
    )
    page = read(
        f"<datastore>{group}{RECORD.format(1)}</datastore><script>jpage({{totalRecord:62, perPage:15,"
        "proxyUrl:'/module/web/jpage/dataproxy.jsp', columnid:'104', unitid:'6'})</script>"
    )
    asked = [(fields(url)["columnid"], fields(url)["unitid"]) for url in page.next_pages]
    assert list(dict.fromkeys(asked)) == [("4f+9=", "x"), ("104", "6")]


def test_a_column_without_a_store_is_asked_for_from_the_first_record() -> None:
    page = read("<script>jpage({proxyUrl:'\\/module\\/web\\/jpage\\/dataproxy.jsp',columnid:104})</script>")
    assert (page.family, page.opens) == ("hanweb", True)
    assert fields(page.next_pages[0]) | {"startrecord": "1", "columnid": "104"} == fields(page.next_pages[0])


def test_an_answer_with_fewer_records_than_asked_for_goes_on_after_the_last_of_them() -> None:
    url = f"{PROXY}?startrecord=16&endrecord=30&perpage=5&columnid=104"
    page = read(f"<?xml version='1.0'?><datastore>{RECORD.format(9) * 5}</datastore>", url)
    assert [fields(following)["startrecord"] for following in page.next_pages] == ["21", "31"]


def test_a_record_may_hold_a_script_and_a_call() -> None:
    markup = "<li><script>document.write('x')<\\/script><a onclick=\"show('7')\">某局年报</a>"
    record = f"<record><![CDATA[{markup}]]></record>"
    page = read(
        f"<script>function show(id) {{ window.open('/art/' + id + '.html') }}</script>"
        f"<script type='text/xml'><datastore>{record}</datastore></script>"
    )
    assert [(link.url, link.title) for link in page.links] == [(f"{HOST}/art/7.html", "某局年报")]


def test_records_go_on_to_the_declared_total_and_end_at_an_empty_answer() -> None:
    url = f"{PROXY}?startrecord=16&endrecord=30&perpage=5&columnid=104"
    store = "<datastore><totalrecord>{}</totalrecord><recordset>{}</recordset></datastore>"
    (following,) = read(store.format(31, RECORD.format(9) * 15), url).next_pages
    assert (fields(following)["startrecord"], fields(following)["endrecord"]) == ("31", "45")
    assert read(store.format(30, RECORD.format(9) * 15), url).next_pages == ()
    assert read(store.format(99, ""), url).next_pages == ()


def test_each_list_of_a_page_goes_on_by_itself() -> None:
    group = "<nextgroup><a href='/module/web/jpage/dataproxy.jsp?page=2&unitid={}'></nextgroup>"
    store = f"<datastore>{group}</datastore>"
    page = read("".join(f"<script type='text/xml'>{store.format(unit)}</script>" for unit in (6, 7)))
    assert page.next_pages[0] == f"{PROXY}?page=2&unitid=6"
    assert page.parts == (f"{PROXY}?page=2&unitid=7",)


@pytest.mark.parametrize(
    "printed",
    [
        f"<script>$.ajax({{type:'POST',url:'{SEARCH}',"
        "data:{infotypeId:'F01',area:'00227',divid:'div104'}})</script>",
        '<script>infotypeId = "F01", divid="div104"; $.post("/module/xxgk/search.jsp?area=00227")</script>',
        "<input name=infotypeId value=F01><input value='00227' id='area' type=hidden>"
        "<input value='div104' name='divid'>"
        "<script>load('/module/xxgk/search.jsp')</script>",
        "<a onclick=\"go('/module/xxgk/search.jsp?infotypeId=F01&amp;area=00227"
        "&amp;divid=div104&amp;currpage=1')\">x</a>",
    ],
)
def test_a_search_is_posted_with_the_fields_that_the_page_prints(printed: str) -> None:
    first, second = read(printed).next_pages
    assert read_request(first).url == SEARCH
    assert fields(first) == {"infotypeId": "F01", "area": "00227", "divid": "div104", "currpage": "1"}
    assert fields(second)["currpage"] == "2"


def test_answers_of_the_search_are_counted_to_their_total() -> None:
    (first, second) = read(f"<script>post('{SEARCH}?area=1')</script>").next_pages
    rows = "<table><tr class='tr_main_value_odd'><td><a href='/art/1.html'>某局年报</a></table>共<b>2</b>页"
    page = read(rows, first)
    assert (page.family, page.links[0].title, page.next_pages) == ("hanweb-xxgk", "某局年报", (second,))
    assert read(rows, second).next_pages == ()
    assert read("<table></table>共9页", first).next_pages == ()


def test_reports_by_year_are_named_as_what_they_are() -> None:
    address = "/module/xxgk/xxgkAnnualReport.jsp?area=1115&amp;fbtime="
    page = read(f"<a href='{address}2020'>2020年</a><select><option value='2021'>2021</option></select>")
    assert {link.title for link in page.links} == {
        f"{year}年政府信息公开工作年度报告" for year in (2020, 2021)
    }
    assert {fields(link.url)["fbtime"] for link in page.links} == {"2020", "2021"}


@pytest.mark.parametrize(
    "tree",
    [
        "d.add(3,0,'信息公开年报','/col/col9/index.html');",
        '[{name:"信息公开年报",url:"/col/col9/index.html"}]',
    ],
)
def test_a_tree_shows_columns(tree: str) -> None:
    page = read("<iframe src='/module/xxgk/tree.jsp?area=1115'></iframe>")
    assert page.parts == (f"{HOST}/module/xxgk/tree.jsp?area=1115",)
    (link,) = read(tree, page.parts[0]).links
    assert (link.title, link.url) == ("信息公开年报", f"{HOST}/col/col9/index.html")


@pytest.mark.parametrize(
    "data",
    [
        "{'webId':'8','tagId':'当前栏目list','pageId':'c9'}",
        "{ 'pageId' : 'c9' , 'tagId':'当前栏目list', 'webId':8 }",
        '{"webId":"8","tagId":"当前栏目list","pageId":"c9"}',
    ],
)
def test_units_are_asked_as_the_page_prints_them(data: str) -> None:
    url = UNIT.removeprefix(HOST)
    page = read(f'<script src="unitbuild.js" url="{url}" queryData="{escape(data)}"></script>')
    (part,) = page.parts
    assert page.family == "jpaas"
    assert fields(part) == {"webId": "8", "tagId": "当前栏目list", "pageId": "c9"}


def test_units_that_a_script_names_whole_are_asked() -> None:
    page = read(f"<script>$.get('{UNIT}?parseType=bulidstatic&amp;pageId=c9&webId=8', show)</script>")
    assert [fields(part) for part in page.parts] == [
        {"parseType": "bulidstatic", "pageId": "c9", "webId": "8"}
    ]


def unit(rows: int = 6, tail: str = "") -> str:
    links = "".join(f"<li><a href='/art/{at}.html'>某局年报</a></li>" for at in range(rows))
    return json.dumps({"success": True, "data": {"html": f"<ul>{links}</ul>{tail}"}})


def test_a_unit_is_asked_for_its_next_page_in_both_ways_and_then_in_the_one_that_answered() -> None:
    page = read(unit(), f"{UNIT}?pageId=9")
    packed, plain = page.next_pages
    assert (page.family, len(page.links)) == ("jpaas", 6)
    assert json.loads(fields(packed)["paramJson"]) == {"pageNo": 2, "pageSize": "15"}
    assert fields(plain) == {"pageId": "9", "pageNo": "2", "pageSize": "15", "rows": "15"}
    (third,) = read(unit(), packed).next_pages
    assert json.loads(fields(third)["paramJson"])["pageNo"] == 3
    (third,) = read(unit(), plain).next_pages
    assert fields(third)["pageNo"] == "3"


def test_a_unit_ends_at_its_total_and_where_it_is_a_menu_or_empty() -> None:
    assert read(unit(tail="共1页"), f"{UNIT}?pageId=9").next_pages == ()
    assert read(unit(rows=2), f"{UNIT}?pageId=9").next_pages == ()
    assert read('{"success":true,"data":{"html":""}}', f"{UNIT}?pageId=9").links == ()
