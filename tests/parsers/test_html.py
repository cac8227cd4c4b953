"""HTML to a Document: spans, nested tables, hidden scraps, broken markup, depth and size."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import make_figures, make_tables, page_html, wrong

from parsers import parse
from parsers.documents import Document, Grid, Paragraph
from parsers.html import read_html
from parsers.html_tables import MAX_SPAN
from parsers.report import Code, Status

# --- reading what a page holds ------------------------------------------------------------------------------


def grids(html: str) -> list[Grid]:
    return [block for block in read_html(html).blocks if isinstance(block, Grid)]


def texts(html: str) -> list[list[str]]:
    (grid,) = grids(html)
    return [[cell.text for cell in row] for row in grid.by_row()]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.text]


def occupied(grid: Grid) -> list[tuple[int, int]]:
    """Every place that a cell takes, once for each cell that takes it."""
    return [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]


# --- spans --------------------------------------------------------------------------------------------------


def tiling(rows: int, columns: int, seed: int) -> list[tuple[int, int, int, int]]:
    """A random cover of a grid by (row, column, rowspan, colspan), without overlaps."""
    dice = random.Random(seed)
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, column in product(range(rows), range(columns)):
        if (row, column) in taken:
            continue
        width = 1
        while column + width < columns and (row, column + width) not in taken and dice.random() < 0.4:
            width += 1
        height = 1
        while row + height < rows and dice.random() < 0.3:
            height += 1
        taken |= set(product(range(row, row + height), range(column, column + width)))
        cells.append((row, column, height, width))
    return cells


def as_html(cells: list[tuple[int, int, int, int]], rows: int) -> str:
    out = "<table>"
    for row in range(rows):
        out += "<tr>"
        for n, (top, _, height, width) in enumerate(cells):
            if top == row:
                out += f'<td rowspan="{height}" colspan="{width}">c{n}</td>'
        out += "</tr>"
    return out + "</table>"


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 10**6))
def test_spans_come_back_as_they_were_laid(rows: int, columns: int, seed: int) -> None:
    cells = tiling(rows, columns, seed)
    (grid,) = grids(as_html(cells, rows))
    read = [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells]
    assert read == cells
    assert sorted(occupied(grid)) == list(product(range(rows), range(columns)))
    assert [cell.text for cell in grid.cells] == [f"c{n}" for n in range(len(cells))]
    assert (grid.rows, grid.columns) == (rows, columns)


def test_rowspan_zero_reaches_to_the_end_of_the_table() -> None:
    (grid,) = grids("<table><tr><td rowspan=0>a<td>1<tr><td>2<tr><td>3</table>")
    assert [(c.text, c.column, c.rowspan) for c in grid.cells] == [
        ("a", 0, 3),
        ("1", 1, 1),
        ("2", 1, 1),
        ("3", 1, 1),
    ]


def test_a_rowspan_ends_with_the_table() -> None:
    (grid,) = grids("<table><tr><td rowspan=9>a<td>1<tr><td>2</table>")
    assert grid.cells[0].rowspan == 2


@pytest.mark.parametrize("span", ["", "x", "-3", "0", "1.5", " 1", "1;"])
def test_a_colspan_that_is_no_number_above_one_is_one(span: str) -> None:
    (grid,) = grids(f'<table><tr><td colspan="{span}">a<td>b</table>')
    assert [c.column for c in grid.cells] == [0, 1]


def test_overlapping_spans_lose_no_text() -> None:
    (grid,) = grids("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>")
    assert [c.text for c in grid.cells] == ["a", "b", "c", "d", "e"]
    assert next(c for c in grid.cells if c.text == "d").column == 0


@pytest.mark.parametrize("attribute", ["colspan", "rowspan"])
@pytest.mark.parametrize("span", ["1000000", "9" * 300])
def test_a_huge_span_is_cut_at_once_and_told(attribute: str, span: str) -> None:
    page = f"<table><tr><td {attribute}={span}>规章<td>3</table><p>一、总体情况<p>五、存在的主要问题"
    (grid,) = grids(page)
    assert grid.columns <= MAX_SPAN + 1
    assert grid.capped
    assert [c.text for c in grid.cells] == ["规章", "3"]
    assert Code.SPAN_CAPPED in {f.code for f in parse(page.replace("规章<", "行政许可<").encode()).findings}


def test_many_huge_spans_are_cut_and_told() -> None:
    row = "<tr>" + '<td colspan="1000000" rowspan="1000000">1' * 60
    (grid,) = grids(f"<table>{row * 25}</table>规章 行政许可")
    assert grid.capped
    assert len(grid.cells) == 60 * 25


# --- nested tables ------------------------------------------------------------------------------------------


def test_a_nested_table_never_leaks_into_the_cell_around_it() -> None:
    outer, inner = None, None
    for grid in grids("<table><tr><td>1<table><tr><td>9</td></tr></table></td><td>2</td></tr></table>"):
        if len(grid.cells) == 1:
            inner = grid
        else:
            outer = grid
    assert inner is not None
    assert [c.text for c in inner.cells] == ["9"]
    assert outer is not None
    assert [c.text for c in outer.cells] == ["1", "2"]


@pytest.mark.parametrize("depth", [1, 2, 4, 10])
def test_layout_tables_around_a_report_change_nothing(depth: int) -> None:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures))
    body = page[page.index("<h1>") : page.index("</body>")]
    wrapped = "<table><tr><td>菜单</td><td>" * depth + body + "</td></tr></table>" * depth
    report = parse(wrapped.encode())
    assert wrong(report, figures) == []
    assert {c.status for c in report.cells} == {Status.PUBLISHED}
    assert report.findings == ()


# --- what is dropped and what is kept -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "scrap",
    [
        "<script>var a = '规章';</script>",
        "<style>p{}</style>",
        "<!-- 规章 -->",
        "<noscript>规章</noscript>",
        "<select><option>规章</select>",
        "<textarea>规章</textarea>",
        "<span style='display: none'>规章</span>",
        "<span style='color:red;display:none'>规章</span>",
        "<span hidden>规章</span>",
        "<nav>规章</nav>",
        "<iframe>规章</iframe>",
    ],
)
def test_scraps_that_no_reader_sees_are_dropped(scrap: str) -> None:
    document = read_html(f"<p>前{scrap}后</p><table><tr><td>甲{scrap}<td>3{scrap}</table>")
    assert "规章" not in "".join(lines(document))
    assert [cell.text for block in document.blocks if isinstance(block, Grid) for cell in block.cells] == [
        "甲",
        "3",
    ]
    assert "后" in "".join(lines(document))


def test_a_hidden_tab_that_holds_the_tables_is_read() -> None:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures))
    hidden = page.replace("<body>", "<body><div style='display:none'>").replace("</body>", "</div></body>")
    assert wrong(parse(hidden.encode()), figures) == []
    assert {c.status for c in parse(hidden.encode()).cells} == {Status.PUBLISHED}


def test_breaks_make_lines_and_white_space_makes_none() -> None:
    document = read_html("<p>一<br>二<br/>三</p><div>四\n  五</div><p>六<span>七</span></p>")
    assert lines(document) == ["一", "二", "三", "四 五", "六七"]


def test_preformatted_text_keeps_the_tabs_between_its_cells() -> None:
    page = "<pre>规章\t1\t\t3\n\t4\t\n  \t正文\t </pre><p>规章\t1</p>"
    assert lines(read_html(page)) == ["规章\t1\t\t3", "4", "正文", "规章 1"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert lines(read_html("<pre>规章\n4\n\n9</pre>")) == ["规章", "4", "9"]


def test_a_break_inside_a_cell_is_a_break() -> None:
    assert texts("<table><tr><td>商业<br>企业<td><p>1</p><p>2</p><td>3<br></table>") == [
        ["商业\n企业", "1\n2", "3"]
    ]


def test_two_numbers_in_one_cell_never_become_one() -> None:
    rows = texts("<table><tr><td>1<br>2<td><p>1</p><p>2</p><td><div>1</div><div>2</div><td>1 2</table>")
    assert not [cell for cell in rows[0] if cell == "12"]


@pytest.mark.parametrize("tag", ["p", "div", "li", "dt", "section", "h6", "blockquote", "center", "article"])
@pytest.mark.parametrize(
    "cell", ["1<{0}>2</{0}>", "<{0}>1</{0}>2", "<{0}>1</{0}><{0}>2</{0}>", "<b>1</b><{0}>2</{0}>"]
)
def test_a_block_in_a_cell_parts_its_numbers(cell: str, tag: str) -> None:
    (row,) = texts(f"<table><tr><td>{cell.format(tag)}<td>3</table>")
    assert row == ["1\n2", "3"]


@pytest.mark.parametrize("cell", ["1<hr>2", "1<br>2", "1<table><tr><td>9</table>2"])
def test_a_rule_a_break_or_a_table_in_a_cell_parts_its_numbers(cell: str) -> None:
    cells = [c.text for grid in grids(f"<table><tr><td>{cell}<td>3</table>") for c in grid.cells]
    assert "1\n2" in cells


@pytest.mark.parametrize(
    "cell", ["1<b>2</b>", "<span>1</span><span>2</span>", "<font>1</font>2", "1<o:p></o:p>2"]
)
def test_inline_tags_part_nothing(cell: str) -> None:
    assert texts(f"<table><tr><td>{cell}<td>3</table>") == [["12", "3"]]


@pytest.mark.parametrize(
    "cell",
    [
        '5<span style="DISPLAY: none">7</span>',
        '5<span style="display\n: none">7</span>',
        '5<span style="display:none !important">7</span>',
        '5<span style="visibility: hidden">7</span>',
        '5<span style="mso-hide:all">7</span>',
        '<input type="hidden" value="7">5',
        '<input type="checkbox" value="7">5',
        '5<p style="display:none">7</p>',
        '5<span style="dis\x00play:none">7</span>',
        "5<span hid\x00den>7</span>",
    ],
)
def test_what_is_hidden_in_a_cell_is_no_part_of_its_number(cell: str) -> None:
    assert texts(f"<table><tr><td>{cell}</td><td>3</table>") == [["5", "3"]]


@pytest.mark.parametrize(
    "cell",
    [
        "<del>5</del>7",
        "<s>5</s>7",
        "<strike>5</strike>7",
        "5<sup>7</sup>",
        "<sub>5</sub>7",
        "5<rt>7</rt>",
        "<xml>5</xml>7",
    ],
)
def test_what_is_struck_out_or_raised_never_joins_a_number(cell: str) -> None:
    (row,) = texts(f"<table><tr><td>{cell}</td><td>3</table>")
    assert row[0] != "57"


def test_a_hidden_cell_takes_no_column_and_a_hidden_row_is_none() -> None:
    html = '<table><tr><td>a<td style="display:none">9</td><td>3<tr style="display:none"><td>b<td>4</table>'
    (grid,) = grids(html)
    assert [(c.text, c.column) for c in grid.cells] == [("a", 0), ("3", 1)]


def test_a_rowspan_ends_with_its_row_group() -> None:
    (grid,) = grids("<table><thead><tr><td rowspan=2>a<td>1</thead><tbody><tr><td>2<td>3</table>")
    assert [(c.text, c.row, c.column) for c in grid.cells] == [
        ("a", 0, 0),
        ("1", 0, 1),
        ("2", 1, 0),
        ("3", 1, 1),
    ]


def test_an_input_shows_its_value_and_an_image_says_so() -> None:
    assert texts('<table><tr><td><input value="7"><td><img src=a.png><td>3</table>') == [
        ["7", "[image]", "3"]
    ]


def test_an_image_for_a_number_is_unreadable() -> None:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures))
    number = figures["proactive_licensing_decisions"]
    page = page.replace(
        f'<td>行政许可</td><td colspan="3">{number}<', '<td>行政许可</td><td colspan="3"><img src=a.png><'
    )
    cell = next(c for c in parse(page.encode()).cells if c.indicator == "proactive_licensing_decisions")
    assert (cell.status, cell.value) == (Status.UNREADABLE, None)


def test_unclosed_tags_are_closed_where_a_browser_closes_them() -> None:
    assert texts("<table><tr><td>规章<td>1<td>2<tr><td>文件<td>3<td>4") == [
        ["规章", "1", "2"],
        ["文件", "3", "4"],
    ]


def test_head_body_and_foot_stand_in_reading_order() -> None:
    html = "<table><thead><tr><th>甲<tbody><tr><td>1<tfoot><tr><td>2</table>"
    assert texts(html) == [["甲"], ["1"], ["2"]]


def test_meta_tags_and_the_title_are_kept_apart_from_the_text() -> None:
    head = '<title> 题 </title><meta name="ArticleTitle" content="某报告"><meta name=Empty content=" ">'
    document = read_html(f"<html><head>{head}</head><body>文</body></html>")
    assert document.meta == {"articletitle": "某报告"}
    assert document.page_title == "题"
    assert lines(document) == ["文"]


def test_word_noise_costs_nothing() -> None:
    noise = '<?xml version="1.0" encoding="gb2312"?><o:p></o:p>'
    empty = "<![if !supportEmptyParas]><![endif]>"
    html = f"{noise}<p class=MsoNormal><span lang=EN-US>甲<o:p>&nbsp;</o:p></span></p>{empty}"
    assert lines(read_html(html)) == ["甲"]


def test_a_paragraph_knows_that_it_is_a_link() -> None:
    blocks = read_html("<p><a href=x>首页</a></p><p>正文<a href=x>链接</a></p>").blocks
    assert [b.in_link for b in blocks if isinstance(b, Paragraph)] == [True, False]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>43<sup>1</sup></p>", "43^1"),
        ("<p><span>43</span><sup>1</sup>件</p>", "43^1件"),
        ("<p>43<a href='#_ftn1'>1</a></p>", "43^1"),
        ("<p>43<a href='#n1'>1</a></p>", "43^1"),
        ("<p>43<a href=#n1>1</a></p>", "43^1"),
        ('<p>43<a class=n href = " #n1">1</a></p>', "43^1"),
        ("<p><del>5</del>7</p>", "5^7"),
        ("<div>43<sup>1</sup><p>甲</p></div>", "43^1"),
        ("<p>规章<sup>注</sup>5平方米<sup>2</sup></p>", "规章注5平方米2"),
    ],
)
def test_raised_and_struck_out_text_joins_no_number_in_a_line(html: str, text: str) -> None:
    assert lines(read_html(html))[0] == text


def test_a_bookmark_of_word_is_no_link() -> None:
    (block,) = read_html('<p><a name="_Toc1">一、总体情况</a></p>').blocks
    assert isinstance(block, Paragraph)
    assert (block.text, block.in_link) == ("一、总体情况", False)


def test_a_link_round_a_block_is_a_link() -> None:
    blocks = read_html("<a href=x><p>首页</p><pre>导航\n新闻</pre></a><p>正文</p>").blocks
    assert [b.in_link for b in blocks if isinstance(b, Paragraph)] == [True, True, True, False]


def test_the_body_is_found_among_menus() -> None:
    report = "<p>一、总体情况</p><p>甲</p><p>二、主动公开政府信息情况</p><p>乙</p>"
    menu, foot = "<div><p>首页</p><p>导航</p></div>", "<div><p>相关文章</p></div>"
    page = f"{menu}<div><h1>题</h1><div>{report}</div></div>{foot}"
    document = read_html(page)
    assert [document.blocks[i].text for i in document.body if isinstance(document.blocks[i], Paragraph)] == [
        "一、总体情况",
        "甲",
        "二、主动公开政府信息情况",
        "乙",
    ]


# --- depth and size -----------------------------------------------------------------------------------------


def deep(depth: int, tag: str = "div") -> tuple[str, dict[str, int | float | str]]:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures))
    return page.replace("<body>", "<body>" + f"<{tag}>" * depth), figures


@pytest.mark.parametrize("tag", ["div", "span", "font", "b"])
@pytest.mark.parametrize("depth", [250, 260, 1000, 2100, 20000])
def test_depth_costs_no_cell_in_silence(depth: int, tag: str) -> None:
    page, figures = deep(depth, tag)
    report = parse(page.encode())
    assert wrong(report, figures) == []
    if Code.MARKUP_CUT not in {f.code for f in report.findings}:
        assert len(report.cells) == 200
        assert {c.status for c in report.cells} == {Status.PUBLISHED}


@pytest.mark.parametrize("depth", [250, 260, 1000])
def test_depth_up_to_a_thousand_is_read_whole(depth: int) -> None:
    page, figures = deep(depth)
    report = parse(page.encode())
    assert {c.status for c in report.cells} == {Status.PUBLISHED}
    assert wrong(report, figures) == []


@pytest.mark.parametrize("depth", [21, 100, 1000, 5000])
def test_tables_nested_without_end_are_told(depth: int) -> None:
    page = "<table><tr><td>" * depth + "规章" + "</td></tr></table>" * depth
    document = read_html(page)
    assert document.lost is not None


@pytest.mark.parametrize("size", [9, 11])
def test_a_text_node_of_many_megabytes_is_read_or_told(size: int) -> None:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures))
    page = page.replace("略。", "x" * (size << 20), 1)
    report = parse(page.encode())
    assert wrong(report, figures) == []
    if size < 10 or Code.MARKUP_CUT not in {f.code for f in report.findings}:
        assert {c.status for c in report.cells} == {Status.PUBLISHED}


@pytest.mark.parametrize(
    "html",
    [
        "<",
        "<table",
        "<table><tr><td",
        "<html></html>",
        "<table></table>",
        "<table><tr></tr></table>",
        "<td>1<td>2",
        "</table></div>",
        "<!DOCTYPE html>",
        "<?xml version='1.0' encoding='utf-16'?><p>文",
        "<p>\x00\x01文",
        "<p>&#0;&#xD800;&#x110000;文",
        "<body><body><html><p>文",
        "<table><caption>题</caption><colgroup><col><tr><td>1</table>",
        "<frameset><frame src=a></frameset>",
        "<p>" + "<b>" * 300,
        "<table><tr><td>" + "<p>" * 500,
    ],
)
def test_broken_markup_still_makes_a_document(html: str) -> None:
    document = read_html(html)
    assert document.body.stop <= len(document.blocks)
    document.lines()


TAGS = (
    "<table> <tr> <td> <td_rowspan=2> <td_colspan=3> </table> </tr> <p> "
    "<br> <div> </div> <a> </a> <pre> 3 规章"
)


@given(st.lists(st.sampled_from([*TAGS.split(" "), "\n"]), max_size=40))
def test_no_order_of_tags_makes_it_fail(tags: list[str]) -> None:
    document = read_html("".join(tags).replace("_", " "))
    for block in document.blocks:
        if isinstance(block, Grid):
            assert all(cell.row + cell.rowspan <= block.rows for cell in block.cells)
            assert all(cell.column + cell.colspan <= block.columns for cell in block.cells)
