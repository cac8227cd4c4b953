"""What holds for every document: the same values whatever its dress, its noise and its separators."""

from __future__ import annotations

import random
from collections.abc import Callable
from html import escape

import lxml.html
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from papers import (
    CLASSES,
    Box,
    Figures,
    flatten,
    make_figures,
    make_tables,
    page_html,
    read_text_page,
    table_html,
    text_page,
    values_of,
)

from parsers import parse
from parsers.documents import Grid, GridCell
from parsers.forms import load_forms
from parsers.html import read_html

FORMS = st.sampled_from(["2019", "2021"])
SEEDS = st.integers(0, 10**6)
HIGHS = st.sampled_from([1, 9, 60, 3000])  # the largest number in a cell

# --- spans --------------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("0123456789.,/-—+（）一二三、件数 申请<>&\"'"), max_size=8).map(
    lambda text: text.strip() or "0"
)


@st.composite
def grids(draw: st.DrawFn) -> list[list[Box]]:
    """A table without gaps: every place is covered by one cell, which may span others."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    dice = random.Random(draw(SEEDS))
    taken: set[tuple[int, int]] = set()
    table: list[list[Box]] = []
    for row in range(rows):
        boxes = []
        for column in range(columns):
            if (row, column) in taken:
                continue
            wide = 1
            while column + wide < columns and (row, column + wide) not in taken and dice.random() < 0.3:
                wide += 1
            tall = dice.choice([1, 1, 1, min(2, rows - row), rows - row])
            taken |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
            boxes.append(Box(draw(TEXTS), wide, tall))
        table.append(boxes)
    assume(sum(map(len, table)) > 1)  # a lone cell is a frame for layout, not a table
    return table


def grid_of(html: str) -> Grid:
    return next(block for block in read_html(html).blocks if isinstance(block, Grid))


def shape_of(cells: tuple[GridCell, ...]) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, *cell[1:5]) for cell in cells]


def written(grid: Grid) -> str:
    rows = [[Box(escape(c.text), c.colspan, c.rowspan) for c in row] for row in grid.by_row()]
    return table_html(rows)


@given(grids())
def test_spans_texts_and_places_survive_a_round_trip(table: list[list[Box]]) -> None:
    escaped = [[Box(escape(box.text), box.colspan, box.rowspan) for box in row] for row in table]
    grid = grid_of(table_html(escaped))
    laid = [(" ".join(box.text.split()), box.rowspan, box.colspan) for row in table for box in row]
    assert [(" ".join(c.text.split()), c.rowspan, c.colspan) for c in grid.cells] == laid
    again = grid_of(written(grid))
    assert shape_of(again.cells) == shape_of(grid.cells)
    assert (again.rows, again.columns) == (grid.rows, grid.columns)


# --- separators ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
@settings(max_examples=12, deadline=None)
@given(FORMS, SEEDS, HIGHS)
def test_the_alignment_of_an_undamaged_text_is_the_identity(
    name: str, form_id: str, seed: int, high: int
) -> None:
    figures = make_figures(form_id, seed, high)
    report = read_text_page(form_id, flatten(make_tables(form_id, figures), name))
    assert values_of(report) == figures


# --- noise --------------------------------------------------------------------------------------------------

NOISE = (
    "{year}年{month}月{day}日",
    "{year}-{month:02}-{day:02} 10:{day:02}",
    "联系电话：0319-8{number:06}",
    "邮编：05{number:04}，传真 8{number:06}",
    "全年共投入经费{number}.5万元，同比增长{day}.3%。",
    "本年度通过门户网站发布信息{number}条，微信公众号推送{day}条，举办发布会{month}场。",
    "浏览次数：{number}",
    "地址：清河县长江街{day}号",
)


def noise(dice: random.Random) -> str:
    return dice.choice(NOISE).format(
        year=dice.randint(2008, 2025),
        month=dice.randint(1, 12),
        day=dice.randint(1, 28),
        number=dice.randint(0, 9999),
    )


def with_noise(parts: list[str], dice: random.Random) -> list[str]:
    """The parts of a report with one to three paragraphs after some of them."""
    noisy = []
    for part in parts:
        noisy += [part, *(noise(dice) for _ in range(dice.choice([0, 0, 1, 3])))]
    return noisy


def parts_of(form_id: str, tables: dict[str, str], wrap: Callable[[str], str]) -> list[str]:
    """Title, headings and tables or sentences, in order."""
    form = load_forms()[form_id]
    parts = [wrap("清河县统计局2022年政府信息公开工作年度报告")]
    for section, heading in form.sections:
        parts += [wrap(heading), tables.get(section, wrap("略。"))]
    return parts


@settings(max_examples=50, deadline=None)
@given(FORMS, SEEDS)
def test_noise_around_real_tables_changes_no_value(form_id: str, seed: int) -> None:
    figures = make_figures(form_id, seed)
    tables = {name: table_html(table) for name, table in make_tables(form_id, figures).items()}
    parts = parts_of(form_id, tables, "<p>{}</p>".format)
    dice = random.Random(seed)
    noisy = [p if p.startswith("<") else f"<p>{p}</p>" for p in with_noise(parts, dice)]
    assert values_of(parse(f"<html><body>{''.join(noisy)}</body></html>".encode())) == figures


@pytest.mark.parametrize("name", CLASSES)
@settings(max_examples=10, deadline=None)
@given(FORMS, SEEDS)
def test_noise_around_flattened_tables_changes_no_value(name: str, form_id: str, seed: int) -> None:
    figures = make_figures(form_id, seed)
    parts = parts_of(form_id, flatten(make_tables(form_id, figures), name), str)
    text = "\n\n".join(with_noise(parts, random.Random(seed)))
    assert values_of(parse(text.encode())) == figures


# --- dress --------------------------------------------------------------------------------------------------

Page = tuple[str, Figures]


def page_of(seed: int) -> Page:
    form_id = ["2019", "2021"][seed % 2]
    figures = make_figures(form_id, seed)
    return page_html(form_id, make_tables(form_id, figures)), figures


def wide(page: str) -> str:
    """Digits outside of markup in full width."""
    parts = page.replace("<", "\0<").replace(">", ">\0").split("\0")
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    return "".join(part if part.startswith("<") else part.translate(digits) for part in parts)


def dressed(page: str) -> str:
    """Every cell's text in `<p><span>`."""
    opened = page.replace("<td>", "<td><p><span>").replace("</td>", "</span></p></td>")
    return opened.replace('">', '"><p><span>')


DRESSES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "full-width digits": lambda page: wide(page).encode(),
    "traditional script": lambda page: OpenCC("s2t").convert(page).encode(),
    "written anew by lxml": lambda page: lxml.html.tostring(lxml.html.fromstring(page), encoding="utf-8"),
    "written anew as XML": lambda page: lxml.html.tostring(
        lxml.html.fromstring(page), encoding="utf-8", method="xml"
    ),
    "in paragraphs and spans": lambda page: dressed(page).encode(),
    "GB18030": lambda page: page.replace("<head>", '<head><meta charset="gb18030">').encode("gb18030"),
    "GB18030 that nothing declares": lambda page: page.encode("gb18030"),
    "UTF-16": lambda page: page.encode("utf-16"),
    "with a byte order mark": lambda page: page.encode("utf-8-sig"),
    "Windows line ends": lambda page: page.replace("<tr>", "\r\n<tr>\r\n").encode(),
    "upper-case tags": lambda page: page.replace("<td", "<TD").replace("</td", "</TD").encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_a_page_says_the_same_in_every_dress(dress: str, seed: int) -> None:
    page, figures = page_of(seed)
    assert values_of(parse(DRESSES[dress](page))) == figures


TEXT_DRESSES: dict[str, Callable[[str], bytes]] = {
    "full-width digits": lambda text: text.translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ).encode(),
    "traditional script": lambda text: OpenCC("s2t").convert(text).encode(),
    "GB18030": lambda text: text.encode("gb18030"),
    "with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("name", ["A", "D", "I", "J"])
@pytest.mark.parametrize("dress", TEXT_DRESSES)
@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_a_flattened_text_says_the_same_in_every_dress(dress: str, name: str, seed: int) -> None:
    form_id = ["2019", "2021"][seed % 2]
    figures = make_figures(form_id, seed)
    text = text_page(form_id, flatten(make_tables(form_id, figures), name))
    assert values_of(parse(TEXT_DRESSES[dress](text))) == figures
