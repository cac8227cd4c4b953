from __future__ import annotations

import pytest

from scraper.navigation import MAX_LINKS, read_choices
from scraper.sites import ListText

BASE = "http://www.xx.gov.cn/a/"


def choices(markup: str) -> list[tuple[str, str]]:
    return [(choice.url.removeprefix(BASE), choice.title) for choice in read_choices(ListText(BASE, markup))]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<a href='b/'>政务公开</a>", [("b/", "政务公开")]),
        ("<a href='b/' title='政府信息公开年报'>政府信息…</a>", [("b/", "政府信息公开年报")]),
        ("<a href='b/'><img src='x.png' alt='信息公开'></a>", [("b/", "信息公开")]),
        ("<a href='b/'><img src='x.png'></a>", [("b/", "")]),
        ("<h3>政府信息公开年报 <a href='b/'>更多&gt;&gt;</a></h3>", [("b/", "政府信息公开年报")]),
        ("<h3>年报</h3><a href='b/' title='公开年报'>更多</a>", [("b/", "公开年报")]),
        ("<a href='javascript:;' onclick=\"go('./b/')\">公开</a>", [("b/", "公开")]),
        ("<a href=\"javascript:toUrl('b.html')\">公开</a>", [("b.html", "公开")]),
        ("<a href='#' data-href='b/'>公开</a>", [("b/", "公开")]),
        ("<div data-url='./b/'>公开</div>", [("b/", "公开")]),
        ("<li onclick=\"window.location='./b/'\">公开</li>", [("b/", "公开")]),
        (
            "<select><option value=''>请选择</option><option value='./b/'>教育局</option></select>",
            [("b/", "教育局")],
        ),
        ("<map><area href='b/' alt='信息公开'></map>", [("b/", "信息公开")]),
        ("<iframe src='b.html'></iframe>", [("b.html", "")]),
        ("<frameset><frame src='b.html'></frameset>", [("b.html", "")]),
        ("<iframe src='b.html' width='0'></iframe><iframe src='weather/b.html'></iframe>", []),
        ("<meta http-equiv='Refresh' content='5; URL=./b/'><p>请稍候</p>", [("b/", "")]),
        ("<script>location.replace('./b/')</script><p>请稍候</p>", [("b/", "")]),
        ('<script>var t=[{"name":"年报","id":1,"url":"./b/"}]</script>', [("b/", "年报")]),
        ("<script>var t=[{title:'\\u5e74\\u62a5', link:'b.html'}]</script>", [("b.html", "年报")]),
        ("<script>document.write('<a href=\"./b/\">公开</a>')</script>", [("b/", "公开")]),
        ("<script>d.add(3, 1, '年报', './b/', 'main')</script>", [("b/", "年报")]),
        ("<script>var m = [['./b/', '\\u5e74\\u62a5'], ['公开', '/' + x]]</script>", [("b/", "年报")]),
        ('<script>w(\'<a href="./b/" + id + ".html">年报</a>\')</script>', []),
        ("<script src='../js/nav_2.js'></script>", [("http://www.xx.gov.cn/js/nav_2.js", "")]),
        ("<a href='mailto:x@y'>信</a><a href='#top'>顶部</a><a onclick='go(7)'>公开</a>", []),
        ("<option value='12'>十二</option>", []),
    ],
)
def test_every_way_on_is_read(markup: str, found: list[tuple[str, str]]) -> None:
    assert choices(markup) == found


def test_a_page_full_of_links_is_no_shell() -> None:
    links = "".join(f"<a href='{n}/'>{n}</a>" for n in range(9))
    assert ("b/", "") not in choices(f"{links}<script>if (phone) location.href = './b/'</script>")


def test_links_of_one_menu_belong_together() -> None:
    page = "<ul><li><a href='1/'>a</a></li><li><a href='2/'>b</a></li></ul><div><a href='3/'>c</a></div>"
    menus = [choice.menu for choice in read_choices(ListText(BASE, page))]
    assert menus[0] == menus[1] != menus[2]


def test_an_endless_page_is_read_to_a_limit() -> None:
    page = "".join(f"<a href='{n}'>{n}</a>" for n in range(MAX_LINKS + 9))
    assert len(read_choices(ListText(BASE, page))) == MAX_LINKS
