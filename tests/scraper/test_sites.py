from __future__ import annotations

import pytest

from scraper.sites import ListPage, ListText, read_list

BASE = "http://www.xx.gov.cn/zwgk/zfxxgknb/"
ARTICLE = (
    '<li><a href="./202103/t20210329_534737.html" title="某局年度报告">某局年…2021-03-29</a>'
    "<span>2021-3-9</span></li>"
)


def read(text: str, url: str = BASE) -> ListPage:
    return read_list(ListText(url, text))


def names(page: ListPage) -> list[str]:
    return [url.removeprefix(BASE) for url in page.next_pages]


@pytest.mark.parametrize(
    ("call", "url", "following"),
    [
        ('createPageHTML(3, 0, "index", "html");', "", ["index_1.html", "index_2.html"]),
        ('createPageHTML(3, 1, "index", "html");', "index_1.html", ["index_2.html"]),
        ('createPageHTML(3, 3, "index", "html");', "index_3.html", []),
        (
            "createPageHTML('paging', 3, 1, 'index', 'html', 40);",
            "index.html",
            ["index_1.html", "index_2.html"],
        ),
        ("createPageHTML('paging', 3, 2, 'index', 'html', 40);", "index_2.html", ["index_3.html"]),
        ('createPage(2, 0, "index", "shtml");', "", ["index_1.shtml", "index_2.shtml"]),
        ('createPageHTML(1, 0, "index", "html");', "", []),
        ("var countPage = 5 //共多少页", "", ["index_1.html", "index_2.html"]),
        ("var countPage = 5", "list_2.shtml", ["list_3.shtml"]),
        ("var countPage = 1", "", []),
        ("Pager({size:4, current:0, prefix:'index', suffix:'htm'})", "", ["index_1.htm", "index_2.htm"]),
        ("Pager({current:0, prefix:'index'})", "index_7.html", ["index_8.html"]),
    ],
)
def test_static_lists_lead_to_the_page_that_may_come_next(call: str, url: str, following: list[str]) -> None:
    page = read(f"<ul>{ARTICLE}</ul><script>{call}</script>", BASE + url)
    assert page.family == "trs"
    assert names(page) == following


def test_titles_come_from_the_attribute_dates_from_the_row_addresses_whole() -> None:
    (link,) = read(ARTICLE).links
    assert (link.url, link.title) == (f"{BASE}202103/t20210329_534737.html", "某局年度报告")
    assert link.date == "2021-03-29"


@pytest.mark.parametrize(
    ("anchor", "path", "title"),
    [
        ("<a href='a.html'>某局年报 2021-03-29</a>", "a.html", "某局年报"),
        ("<a href='a.html'>[2021-03-29] 某局年报</a>", "a.html", "某局年报"),
        ("<a href='a.html'><span title='某局2020年年报'>某局…</span></a>", "a.html", "某局2020年年报"),
        ("<a href='a;jsessionid=AB12.n1'> 某局\n年报</a>", "a", "某局 年报"),
        ("<a href='javascript:' onclick=\"jumpToDetail('./t20_1.html')\">x</a>", "t20_1.html", "x"),
        ("<a href='#' data-href='b.html'>x</a>", "b.html", "x"),
        ("<a href=\"javascript:openUrl('d.html')\">x</a>", "d.html", "x"),
        ("<a href='javascript:window.open(\"f?id=3\")'>x</a>", "f?id=3", "x"),
        ("<a href='JavaScript:void(0)' onclick='location.href=\"g/\"'>x</a>", "g/", "x"),
        ("<span onclick=\"location.href='h.html'\">x</span>", "h.html", "x"),
        ("<li onclick=\"go('h.html')\">2023-1-9 <a href='i.html'>x</a></li>", "i.html", "x"),
        ("<li><span>某局年报</span><a href='j.html'>查看</a></li>", "j.html", "某局年报"),
        ("<tr><td>某局年报<td>2023-01-02<td><a href='j.html'>[点击查看详情]</a></tr>", "j.html", "某局年报"),
        ("<a href='k.html'><img alt='某局年报'></a>", "k.html", "某局年报"),
        ("<a href='k.html'><img alt='新'>某局年报</a>", "k.html", "某局年报"),
        ("<a href=\"javascript:go('7')\">x</a>", None, ""),
        ("<a href='c.html#top'>x</a>", "c.html", "x"),
        ("<a href='#/list/3'>x</a>", None, ""),
        ("<a href='mailto:a@b'>x</a>", None, ""),
        ("<a>x</a>", None, ""),
    ],
)  # fmt: skip
def test_links_as_sites_write_them(anchor: str, path: str | None, title: str) -> None:
    anchor = f"<table>{anchor}</table>" if anchor.startswith("<tr>") else anchor
    links = read(anchor).links
    assert [(link.url.removeprefix(BASE), link.title) for link in links] == ([(path, title)] if path else [])


def test_a_base_tag_moves_relative_links() -> None:
    page = read("<head><base href='http://www.xx.gov.cn/other/'></head><a href='a.html'>x</a>")
    assert page.links[0].url == "http://www.xx.gov.cn/other/a.html"


def test_an_address_stands_once_with_the_title_it_has() -> None:
    page = read("<a href='a.html'><img></a><a href='a.html'>某局年报</a>")
    assert [(link.url, link.title) for link in page.links] == [(f"{BASE}a.html", "某局年报")]


PROXY = "/module/web/jpage/dataproxy.jsp?page={}&amp;columnid=104&amp;unitid=6"
RECORDS = (
    "<record><![CDATA[<li><a href='/art/2021/1/29/art_123_456.html' title='甲局年报'>甲</a>"
    "<span>2021-01-29</span></li>]]></record>"
    '<record><![CDATA[<tr><td><a title="乙局年报" href="/art/2020/1/29/art_123_455.html">乙…</a>'
    "</td></tr>]]></record>"
)


def hanweb(next_group: str = "", total: int = 9) -> str:
    inner = (
        f"<datastore>{next_group}<totalpage>{total}</totalpage><recordset>{RECORDS}</recordset></datastore>"
    )
    return f"<html><a href='/menu'>首页</a><script type='text/xml'>{inner}</script></html>"


def test_hanweb_rows_are_read_out_of_the_script() -> None:
    page = read(hanweb())
    assert page.family == "hanweb"
    assert [(link.title, link.date) for link in page.links] == [
        ("甲局年报", "2021-01-29"),
        ("乙局年报", None),
    ]
    assert page.links[0].url == "http://www.xx.gov.cn/art/2021/1/29/art_123_456.html"


@pytest.mark.parametrize("quote", ['"', "'"])
def test_hanweb_next_group_is_followed_as_printed(quote: str) -> None:
    group = f"<nextgroup><![CDATA[<a href={quote}{PROXY.format(2)}{quote}>]]></nextgroup>"
    expected = "http://www.xx.gov.cn/module/web/jpage/dataproxy.jsp?page=2&columnid=104&unitid=6"
    assert read(hanweb(group)).next_pages == (expected,)
    assert read(hanweb(group), expected).next_pages == ()


def test_hanweb_answers_without_a_next_group_count_to_their_total() -> None:
    url = "http://www.xx.gov.cn/module/web/jpage/dataproxy.jsp?columnid=104&page=2&unitid=6"
    assert read(hanweb(total=3), url).next_pages == (url.replace("page=2", "page=3"),)
    assert read(hanweb(total=2), url).next_pages == ()
    assert read(hanweb(total=3)).next_pages == ()


@pytest.mark.parametrize("word", ["下一页", "下页", "下一页 >", "后一页", "Next"])
def test_any_page_leads_to_what_it_calls_the_next(word: str) -> None:
    page = read(f"<a href='2.html'>{word}</a><a href='r.html'>某局年报</a>")
    assert (page.family, names(page)) == ("anchors", ["2.html"])
    assert [link.title for link in page.links] == ["某局年报"]


@pytest.mark.parametrize(
    "anchor", ["<a href='?'>上一页</a>", "<a href='9.html'>尾页</a>", "<a href='javascript:go(2)'>下一页</a>"]
)
def test_nothing_else_is_a_next_page(anchor: str) -> None:
    assert read(anchor).next_pages == ()


@pytest.mark.parametrize(
    "text", ["", "<", "<a href='http://[::1'>x</a>", "<datastore>", "<record><![CDATA[", "\x00<a>"]
)
def test_odd_pages_are_empty_lists(text: str) -> None:
    assert read(text).links == ()


def test_what_a_page_says_of_itself() -> None:
    head = '<meta name="columnname" content=" 年报 "><meta name="ArticleTitle" content=""><title>x</title>'
    page = ListText(BASE, f"<head>{head}</head>")
    assert (page.title, page.meta("ArticleTitle")) == ("年报", None)
    assert ListText(BASE, "<title> 政府信息公开 年报</title>").title == "政府信息公开 年报"


@pytest.mark.parametrize(
    ("pager", "url", "following"),
    [
        ("<a href='?page=2'>2</a><a href='?page=3'>3</a><a href='?page=3'>尾页</a>", "", ["?page=2"]),
        ("<span>1</span><a href='index_2.html'>2</a><a href='index_3.html'>3</a>", "", ["index_2.html"]),
        ("<a href='?p=1'>1</a><b>2</b><a href='?p=3'>3</a>", "?p=2", ["?p=3"]),
        ("<a href='?p=1'>[1]</a><a>[2]</a><a href='?p=3'>[3]</a>", "x", ["x?p=3"]),
        ("<a href='?p=1'>1</a><a href='javascript:;'>2</a><a href='?p=3'>3</a>", "x", ["x?p=3"]),
        ("<a href='?p=1'>1</a><a href='?p=2'>2</a><a href='?p=3'>3</a>", "?p=2", ["?p=3"]),
        (
            "<a href='?p=1'>1</a><a class='active' href='?q=2'>2</a><a href='?p=3'>3</a>",
            "x",
            ["x?p=3"],
        ),
        ("共<b>9</b>页 <a href='?p=1'>1</a><i>2</i><a href='?p=3'>3</a> <b>4</b>条", "x", ["x?p=3"]),
        ("<a href='?p=1'>1</a><a href='?p=2'>2</a><b>3</b>", "?p=3", []),
        ("<a href='?p=2'>2</a><a href='?p=3'>下一页</a>", "", ["?p=3"]),
        ("<a href='?p=2'>2</a><a href='javascript:go()'>下一页</a>", "", ["?p=2"]),
        ("<a href='?p=3'>3</a><a href='?p=9'>尾页</a>", "", []),
        ("<a href='2022/'>2022</a><a href='2/'>附件2</a>", "", []),
    ],
)  # fmt: skip
def test_the_number_after_the_current_one_is_the_next_page(
    pager: str, url: str, following: list[str]
) -> None:
    page = read(f"<a href='r.html'>某局年报</a><p>2023-1-1</p><div>{pager}</div>", BASE + url)
    assert names(page) == following
    assert page.links[0].title == "某局年报"
    assert not [link for link in page.links if link.title.strip("[]") in ("1", "2", "3", "尾页")]


def test_numbers_stand_in_where_a_family_shows_no_next_page_of_its_own() -> None:
    numbers = "<div><b>1</b><a href='list_2.html'>2</a></div>"
    assert names(read(ARTICLE + numbers)) == ["list_2.html"]
    assert names(read(ARTICLE + numbers + "<script>createPage(2, 0, 'index', 'html');</script>")) == [
        "index_1.html",
        "index_2.html",
    ]
    assert names(read(hanweb() + numbers)) == ["list_2.html"]


def test_rows_that_lead_nowhere_are_told() -> None:
    page = read(
        "<ul><li>甲局年报 2023-1-9</li><li><a href='javascript:go(7)'>乙局年报</a></li>"
        "<li><a href='a.html'>丙局年报</a></li><li>丁局年报<a href='b.html'>查看</a></li>"
        "<li onclick=\"go('c.html')\">戊局年报</li><li>己<ul><li><a>庚局年报</a></li></ul></li></ul>"
    )
    assert page.rows_lost == ("甲局年报", "乙局年报", "庚局年报")
