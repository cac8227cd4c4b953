"""Rows whose address, name or request stands elsewhere than in the row: functions, heads, scripts, files."""

from __future__ import annotations

import pytest

from scraper.posting import read_request
from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
COLUMN = f"{HOST}/zwgk/nb/"
REPORT = "某局2023年政府信息公开工作年度报告"


def read(text: str, url: str = COLUMN, column: str | None = None) -> ListPage:
    return read_list(ListText(url, text, column))


def links(text: str) -> list[tuple[str, str]]:
    return [(link.url.removeprefix(HOST), link.title) for link in read(text).links]


@pytest.mark.parametrize(
    ("call", "function"),
    [
        ("show('7')", "function show(id) { window.open('/a/' + id + '.html'); }"),
        ("show(7, this)", "function show(id, el){location.href='/a/'+id+'.html'}"),
        ("return show('7');", 'show = function (id) { window.location = "/a/" + id + ".html"; }'),
        ("javascript:show('7')", "const show = (id) => { location.assign(`/a/${id}.html`) }"),
        (
            "show('a', '7')",
            "function show(dir, id) { var u = '/' + dir + '/' + id + '.html';\nopen(u, '_blank') }",
        ),
        ("show('7')", "function show(id) { location.replace('/a/' + encodeURIComponent(id) + '.html') }"),
        ("window.open('/a/' + '7' + '.html')", ""),
    ],
)
def test_a_function_that_joins_is_followed(call: str, function: str) -> None:
    assert links(f'<li><a href="#" onclick="{call}">{REPORT}</a><script>{function}</script>') == [
        ("/a/7.html", REPORT)
    ]


@pytest.mark.parametrize(
    "function",
    [
        "function show(id) { if (id > 5) { open('/a/' + id) } else { open('/b/' + id) } }",
        "function show(id) { open('/a/' + (id - 1) + '.html') }",
        "function show(id) { open('/a/' + id + other + '.html') }",
        "function show(id) { open('/a/' + id % 2 + '.html') }",
        "function show(id) { $.post('/a/' + id, draw) }",
        "function show(id) { open('/a/' + id",
        "",
    ],
)
def test_what_computes_or_chooses_is_no_address_but_a_row_that_leads_nowhere(function: str) -> None:
    page = read(f"<li><a onclick='show(7)'>{REPORT}</a></li><script>{function}</script>")
    assert (page.links, page.rows_lost) == ((), (REPORT,))


def test_a_link_with_an_address_keeps_it() -> None:
    script = "<script>function show(id) { open('/b/' + id) }</script>"
    assert links(f"<a href='/a.html' onclick='show(7)'>{REPORT}</a>{script}") == [("/a.html", REPORT)]


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<table><tr><th>单位<th>2023年<tr><td>某局<td><a href='1.html'>查看</a></table>", "2023年"),
        (
            "<table><tr><td colspan=2>年报<tr><td>单位<td>2023<tr><td>某局<td><a href='1.html'></a></table>",
            "2023",
        ),
        ("<table><tr><td>年份<td>某局<tr><td>2023年度<td><a href='1.html'>详情</a></table>", "2023年度"),
        ("<table><tr><th>单位<th>2023年<tr><td>某局<td><a href='1.html'>某局年报</a></table>", "某局年报"),
        ("<li title='某局2023年年报'><a href='1.html'>某局20…</a>", "某局2023年年报"),
        ("<li><a href='1.html'><span title='某局2023年年报'>某局...</span></a>", "某局2023年年报"),
        ("<li title='另一件事'><a href='1.html'>某局20…</a>", "某局20…"),
        ("<a href='1.html'><h3>某局2023年年报</h3><p>为贯彻条例，现公布年度报告。</p></a>", "某局2023年年报"),
        ("<p>某局2023年年报：<a href='1.html'><img src='pdf.png'></a></p>", "某局2023年年报"),
        ("<p>某局年报 <a href='1.html'><img src='x.png' alt='信息公开'></a></p>", "信息公开"),
        ("<div><h2>县直部门</h2><a href='1.html'>更多&gt;&gt;</a></div>", "县直部门"),
        (
            f"<div><p>{'说明文字' * 11}</p><a href='1.html'>更多</a></div>",
            "更多",
        ),
    ],
)
def test_links_are_called_what_the_page_says_around_them(markup: str, title: str) -> None:
    assert links(markup) == [("/zwgk/nb/1.html", title)]


@pytest.mark.parametrize(
    "script",
    [
        f"var rows = [{{title: '{REPORT}', url: '/1.html'}}];",
        f'new Vue({{data: {{list: [ {{"id": 1, "docTitle": "{REPORT}", "docPubUrl": "\\/1.html"}} ]}}}})',
        f"document.write('<li><a href=\"/1.html\">{REPORT}</a></li>');",
        f'document.writeln("<a href=\\"/1.html\\">{REPORT}</a>");',
    ],
)
def test_rows_in_scripts_are_rows(script: str) -> None:
    assert links(f"<script>{script}</script>") == [("/1.html", REPORT)]
    file = read(script, f"{HOST}/js/nb.js", COLUMN)
    assert [(link.url, link.title) for link in file.links] == [(f"{HOST}/1.html", REPORT)]


def test_scripts_of_a_page_that_shows_reports_are_left_alone() -> None:
    row = f"<li><a href='1.html'>{REPORT}</a></li>"
    page = read(f"{row}<script src='list.js'></script><script>var m = [{{name: 'x', url: '/x/'}}]</script>")
    assert [link.url for link in page.links] == [f"{COLUMN}1.html"]
    assert page.parts == ()


def test_files_are_asked_for_with_what_the_page_tells() -> None:
    names = ("/js/jquery.min.js", "/js/other.js", "/js/list.js?v=1", "http://cdn.example/list.js")
    head = "".join(f"<script src='{name}'></script>" for name in names)
    page = read(
        f"{head}<script>var siteId = 3</script><input id='cid' value='7'><ul data-channel='c 9'></ul>"
    )
    told = "#!siteId=3&channel=c+9&cid=7"
    assert page.parts == (f"{HOST}/js/list.js?v=1{told}", f"{HOST}/js/other.js{told}")


def test_a_request_in_a_file_takes_names_from_the_page_and_starts_at_its_column() -> None:
    script = "$.get('api/list?c=' + cid + '&k=' + kind + '&page=' + n + '&size=10', draw)"
    page = read(script, f"{HOST}/js/list.js#!cid=7", f"{COLUMN}?kind=3")
    assert page.next_pages == (f"{COLUMN}api/list?c=7&k=3&page=1&size=10",)
    assert page.opens


@pytest.mark.parametrize(
    "call",
    [
        "$.post('/api/list', {pageNo: n, id: '7'}, draw)",
        "var data = {pageNo: n, id: '7'}; $.post('/api/list', data, draw)",
        "var data = {pageNo: n, id: '7'}; axios.post('/api/list', Qs.stringify(data)).then(draw)",
        "var data = {pageNo: n, id: '7'}; $.post('/api/list', $.param(data), draw)",
        "var data = {pageNo: n, id: '7'}; $.ajax({type: 'post', url: '/api/list', data: data})",
    ],
)
def test_fields_stand_in_the_call_or_in_a_variable(call: str) -> None:
    asked = read_request(read(f"<script>{call}</script>").next_pages[0])
    assert (asked.url, asked.method) == (f"{HOST}/api/list", "POST")
    assert asked.body == b"pageNo=1&id=7"


def test_a_pager_in_a_file_is_no_list() -> None:
    script = "function createPageHTML(a, b) {} createPageHTML(5, 0, 'index', 'html');"
    page = read(script, f"{HOST}/js/page.js", COLUMN)
    assert (page.links, page.next_pages) == ((), ())


def test_next_files_end_as_the_articles_do_where_nothing_names_them() -> None:
    row = "<a href='202401/t20240101_1.shtml'>某局年报</a>"
    page = read(f"{row}<script>var countPage = 3</script>")
    names = ("index_1.shtml", "index_2.shtml", "index_1.html", "index_2.html")
    assert page.next_pages == tuple(f"{COLUMN}{name}" for name in names)
