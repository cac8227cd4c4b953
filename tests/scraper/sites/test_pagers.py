"""Static lists and their scripts, in more spellings than any one site has."""

from __future__ import annotations

import pytest

from scraper.posting import post_address, read_request
from scraper.sites import ListPage, ListText, read_list
from scraper.sites.fields import with_fields
from scraper.sites.pagers import UNKNOWN, Pager, has_every_row, read_pager
from scraper.sites.turning import next_request

BASE = "http://www.xx.gov.cn/zwgk/zfxxgknb/"
ARTICLE = '<li><a href="./202103/t20210329_534737.html">某局年度报告</a></li>'


def read(text: str, path: str = "") -> ListPage:
    return read_list(ListText(BASE + path, text))


def names(page: ListPage) -> list[str]:
    return [url.removeprefix(BASE) for url in page.next_pages]


@pytest.mark.parametrize(
    ("script", "pager"),
    [
        ("createPageHTML(3,0,'index','html')", Pager(3, "index", "html")),
        ('createPageHTML( "3" , "0" , "index" , "html" , 40 )', Pager(3, "index", "html")),
        ("createPageHTML(3, 0, 'index', '.html');", Pager(3, "index", "html")),
        ("createPageHTML('page_div',22, 1,'list','shtml',439);", Pager(22, "list", "shtml")),
        ('createPageHTML(5, 0, "index", "shtml", "black2", 90);', Pager(5, "index", "shtml")),
        (
            "var total = 7; var now = 0;\ncreatePageHTML(total, now, 'index', 'html')",
            Pager(7, "index", "html"),
        ),
        ("createPage(4, 0, 'index', 'html')", Pager(4, "index", "html")),
        ("createPageHTML1(4, 0, 'index', 'html')", Pager(4, "index", "html")),
        ("function createPageHTML(total, now, name, ext) { var n = 0; }", None),
        ("createPageHTML('index', 'html', 5, 0)", Pager(5, "index", "html")),
        ("createPageHTML(0, 5, 'index', 'html')", Pager(5, "index", "html")),
        ("createPageHTML(`5`, `0`, `index`, `html`)", Pager(5, "index", "html")),
        ("createPageHTML(parseInt('5'), Number(0), 'index', 'html')", Pager(5, "index", "html")),
        ("createPageHTML(Math.ceil(53/15), 0, 'index', 'html')", Pager(4, "index", "html")),
        ("createPageHTML(5, 0, 'index.html')", Pager(5, "index", "html")),
        ("createPageHTML('#page', 5, 0, '/zwgk/nb/index', 'jhtml')", Pager(5, "/zwgk/nb/index", "jhtml")),
        ("createPage(0, 0, 'index', 'html')", Pager(0, "index", "html")),
        ("createPage('#page', 5, 0, 'blue', 'small')", None),
        ("createPageHTML('index', 'html')", None),
        (
            "//createPageHTML(9,0,'index','html')\ncreatePageHTML(2,0,'index','html')",
            Pager(2, "index", "html"),
        ),
        ("new Pager({el: {id: 'p'}, size: n, current: 0}); var n = 4;", Pager(4, "index", "html")),
        ("new Pager({pageSize: 15, pageCount: '4', prefix: null})", Pager(4, "index", "html")),
        ("new Pager({size: 6, current", Pager(UNKNOWN, "index", "html")),
        ("var pageCount = Math.ceil(53 / 15);", Pager(4)),
        ("var pageCount = 0;", Pager(0)),
        ("$('#x').pagination('setPage', 1, 322)", Pager(322)),
        ('$(".p").pagination( "setPage" , 2 , "9" );', Pager(9)),
        ("new Pager({ size : 6, current:0, prefix : 'index', suffix: 'html' })", Pager(6, "index", "html")),
        ('Pager({"prefix":"list","suffix":"shtml","current":0})', Pager(UNKNOWN, "list", "shtml")),
        ("var countPage = '12'", Pager(12)),
        ("var totalPage=parseInt('8');", Pager(8)),
        ("pageCount =  3;", Pager(3)),
        ("var contenpage = 2 ;", Pager(2)),
        ("config = {pageCount: 15}", None),
        ("item.totalPage = 3", None),
        ("no script at all", None),
    ],
)
def test_pagers_in_many_spellings(script: str, pager: Pager | None) -> None:
    assert read_pager(script) == pager


@pytest.mark.parametrize(
    ("script", "path", "following"),
    [
        ("var countPage = 3", "1.html", ["2.html"]),
        ("var countPage = 3", "3.html", []),
        ("var countPage = 3", "column-index-1.shtml", ["column-index-2.shtml"]),
        ("var countPage = 3", "list.shtml", ["list_1.shtml", "list_2.shtml", "list-2.shtml"]),
        ("var countPage = 3", "list_1.shtml", ["list_2.shtml"]),
        ("var countPage = 3", "list.jsp?id=7&page=2", ["list.jsp?id=7&page=3"]),
        ("var countPage = 3", "list.jsp?id=7&page=3", []),
        ("var countPage = 3", "list_1043.html", ["list_1043_1.html", "list_1043_2.html"]),
        ("createPageHTML(3, 0, 'list_104', 'html')", "list_104.html", ["list_104_1.html", "list_104_2.html"]),
        ("createPageHTML(3, 1, 'list_104', 'html')", "list_104_1.html", ["list_104_2.html"]),
        ("$('#p').pagination('setPage', 2, 9)", "index_2.html", ["index_3.html"]),
        ("Pager({size:6, prefix:'index', suffix:'html'})", "?from=nav", ["index_1.html", "index_2.html"]),
        ("createPageHTML(3, 0, 'index_', 'html')", "index.html", ["index_1.html", "index_2.html"]),
        ("createPageHTML(3, 0, 'index-', 'html')", "index.html", ["index-1.html", "index-2.html"]),
        ("createPageHTML(3, 1, '/zwgk/zfxxgknb/index', 'html')", "index_1.html", ["index_2.html"]),
        ("createPageHTML(0, 0, 'index', 'html')", "index.html", []),
    ],
)
def test_the_file_after_this_one(script: str, path: str, following: list[str]) -> None:
    page = read(f"<ul>{ARTICLE}</ul><script>{script}</script>", path)
    assert (page.family, names(page)) == ("trs", following)


def test_a_link_called_the_next_goes_before_what_a_script_says() -> None:
    page = read(f"{ARTICLE}<a href='p2.html'>下一页</a><script>var countPage = 3</script>")
    assert names(page) == ["p2.html", "index_1.html", "index_2.html"]


def test_a_number_that_leads_where_the_next_leads_does_not_hide_it() -> None:
    page = read("<a href='1.htm'>4</a><a href='2.htm'>2</a><a href='1.htm'>下页</a>", "2.htm")
    assert names(page) == ["1.htm"]


def test_rows_that_are_all_there_ask_for_nothing() -> None:
    rows = "<li class='row pagedContent'><a href='t20210329_1.html'>某局年报</a></li>" * 3
    script = "<script>var totalCount = {}; var perSize=2; var totalPage=2;</script>"
    assert names(read(rows + script.format(3))) == []
    assert names(read(rows + script.format(9))) == ["index_1.html", "index_2.html"]
    assert not has_every_row("<script>totalCount=3</script>")


def test_a_field_is_set_where_it_stands() -> None:
    url = post_address(
        "http://a.example/s.jsp?kind=3", b"currpage=2&area=11", "application/x-www-form-urlencoded"
    )
    asked = read_request(str(next_request(url)))
    assert (asked.url, asked.body) == ("http://a.example/s.jsp?kind=3", b"currpage=3&area=11")
    assert with_fields("http://a.example/", {"page": "2"}) == "http://a.example/?page=2"
    assert next_request("http://a.example/?p=D0104X&page=") is None


@pytest.mark.parametrize(
    ("text", "path", "following"),
    [
        ("第1页/共3页", "", ["index_1.html", "index_2.html"]),
        ("第 2 页 / 共 3 页", "index_2.html", ["index_3.html"]),
        ("第3页/共3页", "index_2.html", []),
        ("1/3页", "list.jsp?id=7", ["list.jsp?id=7&page=1", "list.jsp?id=7&page=2"]),
        ("共3页<input name='currPage'>", "l.do", ["l.do?currPage=1", "l.do?currPage=2"]),
        ("共3页", "l.jsp?cur_page=1", ["l.jsp?cur_page=2"]),
        ("共3页", "l.jsp?PageIndex=0&p=x", ["l.jsp?PageIndex=1&p=x"]),
        ("共3页<script>u='l.php?a=1&pn='+n</script>", "l.php?a=1", ["l.php?a=1&pn=1", "l.php?a=1&pn=2"]),
        ("共3页<script>u=`l.php?pageNum=${n}`</script>", "l.php", ["l.php?pageNum=1", "l.php?pageNum=2"]),
        ("共3页<script>u=\"list-\"+(n)+\".shtml\"</script>", "list.shtml", ["list-1.shtml", "list-2.shtml"]),
        ("共1页", "", []),
        ("共3条", "", []),
    ],
)  # fmt: skip
def test_guesses_begin_with_the_page_that_may_be_skipped(text: str, path: str, following: list[str]) -> None:
    page = read(f"<ul><li><a href='a.html'>某局年报</a></li></ul><div>{text}</div>", path)
    assert (page.family, names(page)) == ("anchors", following)


@pytest.mark.parametrize(
    "button",
    [
        "<a href='p.html'>[下一页]</a>",
        "<a href='p.html' title='下一页'>&gt;</a>",
        "<a href='p.html'><img src='n.gif' alt='下一页'></a>",
        "<link rel='next' href='p.html'>",
        "<span onclick=\"location.href='p.html'\">下一页</span>",
        "<input type='button' value='下页' onclick=\"window.location='p.html'\">",
        "<a href='p.html'><i></i>Next Page</a>",
        "<select onchange='go(this.value)'><option>1</option><option value='p.html'>第2页</option></select>",
        "<em>1</em><button data-href='p.html'>2</button>",
    ],
)
def test_buttons_that_turn_the_page(button: str) -> None:
    assert names(read(f"<li><a href='a.html'>某局年报</a></li><div>{button}</div>")) == ["p.html"]


def test_a_button_alone_is_a_sign_only_below_rows() -> None:
    button = "<a href='javascript:;' onclick='next()'>下一页</a>"
    rows = "".join(f"<li><a href='{at}.html'>某局年报</a></li>" for at in range(5))
    assert names(read(rows + button)) == ["index_1.html", "index_2.html"]
    assert names(read(rows + button.replace("<a", "<a class='disabled'"))) == []
