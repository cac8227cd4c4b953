"""The article of a page: what its template changes does not count, and nothing else is overlooked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.content import MAX_COMPARED, is_same_article

ARTICLE = """<h1>溪云县统计局2023年政府信息公开工作年度报告</h1>
<p>根据《条例》要求，编制本报告。全年网站浏览次数：3,456次。</p><p>信息来源：各科室，浏览次数：81次</p>
<h3>一、总体情况</h3><p>主动公开信息１２条，门户网站访问量：8123次</p>
<p>政府网站点击量 77 次</p>
<h3>二、主动公开政府信息情况</h3>
<table border=1><tr><td rowspan="2">规章</td><td>3</td><td>0</td></tr>
<tr><td>&nbsp;</td><td>41</td></tr></table>
<h3>三、收到和处理政府信息公开申请情况</h3>
<table><tr><td colspan=2>一、本年新收</td><td>17</td></tr></table>
<h3>四、复议</h3><p><a href="/p/P020240.pdf?id=4">附件</a></p><h3>五、问题</h3><p>无</p>
<h3>六、其他需要报告的事项</h3><p>收费 0 元。</p><p>今天是一个好日子，共12天</p>
<p>溪云县统计局</p><p>2024年1月20日</p>"""

TEMPLATE = """<html><head><title>溪云县统计局2023年年报</title>
<meta name="PubDate" content="2024-01-20 10:00">
<meta name="csrf-token" content="{token}"><meta name="others" content="页面生成时间 {made}">
<link rel="stylesheet" href="/a.css?v={token}"><style>p {{ x: {token} }}</style>
<script>var token = "{token}"; count({visits});</script></head><body>
<ul><li><a href="/">首页</a></li><li><a href="/news/{neighbour}.html">新闻{neighbour}</a></li></ul>
<div>发布时间：2024-01-20 10:00 来源：统计局 浏览次数：<span id="hits">{visits}</span>
字体：<a>大</a> <a>小</a></div>
{article}
<div>【打印本页】【<a href="javascript:close()">关闭</a>】</div>
<p>浏览次数：{visits} 次</p>
<div>上一篇：<a href="/x/{neighbour}.html">{neighbour}号文件</a></div><p>下一篇：没有了</p>
<div><h4>相关阅读</h4><ul>{related}</ul></div>
<img src="/logo.png?sign={token}&amp;t=17000{made_digits}"><!-- made at {made} -->
<p>版权所有：溪云县人民政府</p></body></html>"""


def page(
    article: str = ARTICLE, *, visits: int = 5, token: str = "a1b2", made: str = "2024-02-03 04:05:06"
) -> bytes:
    related = "".join(
        f"<li><a href='/r/{n}.html'>文件{n}</a> 2024-01-0{n}</li>" for n in range(1, 1 + visits % 5)
    )
    return TEMPLATE.format(
        article=article,
        visits=visits,
        token=token,
        made=made,
        made_digits=re.sub(r"\D", "", made)[-8:],
        neighbour=visits + 7,
        related=related,
    ).encode()


BASE = page()
_IN_TEXT = [match.start() for match in re.finditer(r"[^\s<>](?![^<>]*>)", ARTICLE)]


def same(one: bytes, other: bytes) -> bool:
    return is_same_article(one, "text/html; charset=utf-8", other, "text/html; charset=utf-8")


@given(st.integers(0, 10**7), st.text("0123456789abcdef", min_size=1, max_size=32), st.datetimes())
@settings(max_examples=60, deadline=None)
def test_what_the_template_changes_is_no_change(visits: int, token: str, made: object) -> None:
    other = page(visits=visits, token=token, made=f"{made:%Y-%m-%d %H:%M:%S}")
    assert same(BASE, other)


@given(st.sampled_from(_IN_TEXT), st.characters(exclude_categories=("C", "Z"), exclude_characters="<>"))
@settings(max_examples=400, deadline=None)
def test_any_changed_character_of_the_article_is_a_change(place: int, character: str) -> None:
    changed = ARTICLE[:place] + character + ARTICLE[place + 1 :]
    assert same(BASE, page(changed, visits=99)) == (changed == ARTICLE)


@pytest.mark.parametrize("place", [m.start() for m in re.finditer(r"(?<!h)\d", ARTICLE)])
def test_any_changed_digit_is_a_change_wherever_it_stands(place: int) -> None:
    changed = ARTICLE[:place] + str((int(ARTICLE[place]) + 1) % 10) + ARTICLE[place + 1 :]
    assert not same(BASE, page(changed, visits=6))


@given(st.sampled_from(_IN_TEXT), st.text("0123456789，。年", min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_anything_put_in_or_taken_out_is_a_change(place: int, more: str) -> None:
    assert not same(BASE, page(ARTICLE[:place] + more + ARTICLE[place:]))
    assert not same(BASE, page(ARTICLE[:place] + ARTICLE[place + 1 :]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('content="2024-01-20 10:00"', 'content="2024-01-21 10:00"'),  # the date of the page
        ("<title>溪云县统计局2023", "<title>溪云县统计局2022"),
        ("来源：统计局", "来源：财政局"),
        ("发布时间：2024-01-20", "发布时间：2024-01-21"),
        ("P020240.pdf?id=4", "P020240.pdf?id=5"),
        ('rowspan="2"', 'rowspan="3"'),
        ("版权所有：溪云县", "版权所有：鹭洲县"),
    ],
)
def test_what_is_not_known_to_be_the_templates_own_is_a_change(old: str, new: str) -> None:
    assert old.encode() in BASE
    assert not same(BASE, BASE.replace(old.encode(), new.encode()))


def test_a_report_that_stands_in_a_script_is_seen() -> None:
    held = "<script>var html = '<table><tr><td>41</td></tr></table>';</script>"
    numbers = "<script>var cells = [41, 2];</script>"
    for script in (held, numbers):
        one = page(ARTICLE + script)
        assert same(one, page(ARTICLE + script, visits=9))
        assert not same(one, page(ARTICLE + script.replace("41", "42")))


@pytest.mark.parametrize(
    "broken", [b"<p>no report</p>", b"\x89PNG\r\n\x1a\n" + bytes(99), b"", b"x" * (MAX_COMPARED + 1)]
)
def test_in_doubt_a_page_has_changed(broken: bytes) -> None:
    assert not same(broken, broken + b" ")
    assert not same(BASE, broken)


def test_the_encoding_of_a_page_is_part_of_neither() -> None:
    gbk = BASE.decode().encode("gb18030")
    assert is_same_article(BASE, "text/html; charset=utf-8", gbk, "text/html; charset=gbk")


@pytest.mark.parametrize(
    "unit", ["<a", "<!--", "<script>", "<p>一、", "<a href='x'>1</a>", '<a href="', "&amp;t=1"]
)
def test_hostile_markup_takes_no_time(unit: str) -> None:
    text = (unit * (400_000 // len(unit))).encode()
    assert not same(text + b"1", text + b"2")


def test_sample_reports_are_the_same_as_themselves_and_no_two_alike() -> None:
    folder = Path(__file__).parents[2] / "data" / "samples"
    pages = [path.read_bytes() for path in sorted(folder.rglob("*.html"))[:12]]
    for i, one in enumerate(pages):
        assert [same(one, other) for other in pages].count(True) <= 1, i
