"""Reports of 2014 to 2018: prose of another order, then a list (政府信息公开情况统计表) as one table.

Promises: the list holds every row of the form once, in its order, in one of the shapes that offices gave it;
its sums hold in what `draw_list` returns.
Refuses: to carry anything from the tables of later years.
Caveat: shapes with a second number in a row (remarks, last year's) are for real tables; in text nothing says
which of the two is meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from gongkai.corpus.editing import PaperEdit, pick, remove_row
from gongkai.samplesite.annex import MONEY, ROWS, SUMS, ListRow
from gongkai.samplesite.bodies import Body
from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.paper import Entries, Paper, Paragraph, Row, Slot, Table
from gongkai.samplesite.prose import write_signature, write_title

NAME = "annex"  # of the table
CAPTION = "政府信息公开情况统计表"
_HEADERS = (
    ("统计指标", "单位", "统计数"),
    ("统 计 指 标", "单 位", "统 计 数"),
    ("指标名称", "计量单位", "数量"),
    ("统计项目", "单位", "数据"),
)
_MARKS = ("——", "——", "----", "—", "")  # in place of a heading's number
_PROSE = (
    ("一、概述", "{year}年，{name}围绕群众关心的事项做好信息公开，重新修订了公开目录。"),
    (
        "二、主动公开政府信息情况",
        "主动公开政府信息{disclosed}条，通过政府网站公开{disclosed_website}条。",
    ),
    ("三、依申请公开政府信息情况", "收到申请{requests_received}件，答复{replies}件，收取费用情况见附表。"),
    (
        "四、行政复议和行政诉讼情况",
        "被申请行政复议{reconsideration}件，被提起行政诉讼{litigation}件。",
    ),
    ("五、存在的问题和改进措施", "目录更新偏慢，下一步由各科室按月自查，办公室按季抽查。"),
)

Shape = Callable[[Table, random.Random], Table]  # of three columns: label, unit, number


def draw_list(rng: random.Random, scale: int) -> Figures:
    """Every number of one list; money in yuan.

    >>> figures = draw_list(random.Random("old"), 7)
    >>> figures["annex_requests_received"], len(figures)
    (7, 58)
    """
    drawn = {row.indicator: _draw(rng, row, scale) for row in ROWS if row.indicator}
    for indicator in ("annex_requests_received", "annex_requests_closed"):
        drawn |= _share(rng, scale, SUMS[indicator])
    return _with_sums({key: value for key, value in drawn.items() if key})


def break_a_sum(figures: Figures, rng: random.Random) -> Figures:
    """The figures with one total that its parts do not add up to."""
    total = rng.choice(tuple(SUMS))
    value = figures[total]
    part = max(figures[one] for one in SUMS[total])
    return figures | {total: rng.choice((value + 1, value + part or 1, value // 10 if value else 2))}


def write_list_paper(body: Body, year: int, figures: Figures, entries: Entries, rng: random.Random) -> Paper:
    """The report as the body wrote it: title, prose, the list, signature."""
    words = {row.key: figures[row.indicator] for row in ROWS if row.key and row.indicator}
    blocks: list[Paragraph | Table] = []
    for heading, text in _PROSE:
        blocks.append(Paragraph(heading, "heading"))
        blocks.append(Paragraph(text.format(year=year, name=body.name, **words)))
    blocks += [Paragraph("附件"), Paragraph(CAPTION)]
    blocks.append(_build(entries, rng.choice(_HEADERS), rng.choice(_MARKS)))
    blocks += [Paragraph(text, "signature") for text in write_signature(body, year)]
    return Paper(write_title(body, year), tuple(blocks))


def reshape(shapes: tuple[str, ...]) -> PaperEdit:
    """The list in one of these shapes."""

    def edit(paper: Paper, rng: random.Random) -> Paper:
        shape = SHAPES[rng.choice(shapes)]
        return paper.edit_table(NAME, lambda table: shape(table, rng))

    return edit


def drop_list_rows(paper: Paper, rng: random.Random) -> Paper:
    """Some rows of the list are gone, labels and numbers."""
    return paper.edit_table(NAME, lambda table: _without_rows(table, rng))


def add_list_rows(paper: Paper, rng: random.Random) -> Paper:
    """The office's own rows stand among those of the form, with numbers of their own."""

    def edit(table: Table) -> Table:
        rows = list(table.rows)
        for label in ("主动公开财政预算决算信息数", "主动公开公共资源配置信息数", "更新公开栏内容期数"):
            at = rng.choice([at for at, row in enumerate(rows) if at > 1 and _is_alone(row)])
            rows[:at] = [_over_one_more(row, above, at) for above, row in enumerate(rows[:at])]
            rows.insert(at, tuple(_own(slot, label, rng) for slot in rows[at]))
        return replace(table, rows=tuple(rows))

    return paper.edit_table(NAME, edit)


# --- shapes -------------------------------------------------------------------------------------------------


def _as_it_is(table: Table, rng: random.Random) -> Table:
    return table


def _indented(table: Table, rng: random.Random) -> Table:
    """Labels stand in by two characters for each level."""
    depths = (0, *(row.depth for row in ROWS))
    return _each_row(
        table, lambda at, row: (_put(row[0], "\u3000\u3000" * depths[at] + row[0].text), *row[1:])
    )


def _numbered(table: Table, rng: random.Random) -> Table:
    """A first column counts the rows."""
    return _each_row(table, lambda at, row: (Slot(str(at) if at else "序号"), *row))


def _with_units_in_labels(table: Table, rng: random.Random) -> Table:
    """No column of units: they stand behind the labels."""
    return _each_row(table, lambda at, row: (_put(row[0], _with_unit(row)), row[2]))


def _with_units_behind_numbers(table: Table, rng: random.Random) -> Table:
    """No column of units: they stand behind the numbers."""

    def edit(at: int, row: Row) -> Row:
        has_number = row[2].text[-1:].isdigit()
        return row[0], _put(row[2], row[2].text + row[1].text) if has_number else row[2]

    return _each_row(table, edit)


def _remarked(table: Table, rng: random.Random) -> Table:
    """A column of remarks behind the numbers; some remarks are numbers."""
    beside = ("", "", "", "", "2", "同口径", "见注3")
    return _each_row(table, lambda at, row: (*row, Slot(rng.choice(beside) if at else "备注")))


def _with_last_year(table: Table, rng: random.Random) -> Table:
    """Last year's numbers behind this year's."""
    return _each_row(table, lambda at, row: (*row, Slot(str(rng.randint(0, 90)) if at else "上年统计数")))


def _halved(table: Table, rng: random.Random) -> Table:
    """The second half of the list stands beside the first."""
    header, *rows = table.rows
    half = (len(rows) + 1) // 2
    rest = [*rows[half:], *((Slot(""),) * 3 for _ in range(2 * half - len(rows)))]
    both = (left + right for left, right in zip(rows[:half], rest, strict=True))
    return replace(table, width=6, rows=(header * 2, *both))


def _sectioned(table: Table, rng: random.Random) -> Table:
    """The headings of sections are merged cells left of their rows."""
    header, *rows = table.rows
    sections: list[list[Row]] = []
    for row, printed in zip(ROWS, rows, strict=True):
        if row.depth == 0:
            sections.append([printed])
        else:
            sections[-1].append(printed)
    made: list[Row] = [(replace(header[0], colspan=2), *header[1:])]
    for first, *others in sections:
        if others and first[2].indicator is None:
            made.append((replace(first[0], rowspan=len(others)), *others[0]))
            made += others[1:]
        else:
            made += ((replace(row[0], colspan=2), *row[1:]) for row in (first, *others))
    return replace(table, width=4, rows=tuple(made))


TEXT_SHAPES = ("plain", "plain", "indented", "numbered", "units-in-labels", "units-behind")
GRID_SHAPES = (*TEXT_SHAPES[1:], "remarked", "last-year", "halved", "sectioned")
SHAPES: dict[str, Shape] = {
    "plain": _as_it_is,
    "indented": _indented,
    "numbered": _numbered,
    "units-in-labels": _with_units_in_labels,
    "units-behind": _with_units_behind_numbers,
    "remarked": _remarked,
    "last-year": _with_last_year,
    "halved": _halved,
    "sectioned": _sectioned,
}


def _build(entries: Entries, header: tuple[str, ...], mark: str) -> Table:
    """The list in three columns."""
    rows: list[Row] = [tuple(Slot(text) for text in header)]
    for row in ROWS:
        if row.indicator is None:
            rows.append((Slot(row.label), Slot(mark), Slot(mark)))
        else:
            value = Slot(entries[row.indicator].text, indicator=row.indicator)
            rows.append((Slot(row.label), Slot(row.unit), value))
    return Table(NAME, 3, tuple(rows))


def _each_row(table: Table, edit: Callable[[int, Row], Row]) -> Table:
    rows = tuple(edit(at, row) for at, row in enumerate(table.rows))
    return replace(table, width=len(rows[0]), rows=rows)


def _put(slot: Slot, text: str) -> Slot:
    return replace(slot, text=text)


def _with_unit(row: Row) -> str:
    """The label with its unit; a heading has none."""
    return row[0].text + (f"（{row[1].text}）" if row[2].indicator else "")


def _without_rows(table: Table, rng: random.Random) -> Table:
    places = [at for at, row in enumerate(table.rows) if any(slot.indicator for slot in row)]
    for at in pick(rng, places, 4)[::-1]:
        table = remove_row(table, at)
    return table


def _is_alone(row: Row) -> bool:
    """True for a row of the form that begins no merged cell."""
    return any(slot.indicator for slot in row) and all(slot.rowspan == 1 for slot in row)


def _over_one_more(row: Row, line: int, at: int) -> Row:
    return tuple(replace(one, rowspan=one.rowspan + (line + one.rowspan > at)) for one in row)


def _own(slot: Slot, label: str, rng: random.Random) -> Slot:
    """A cell of an office's own row, made from one of the form's."""
    if slot.indicator is not None:
        return Slot(str(rng.randint(1, 60)))
    return replace(slot, text=label, rowspan=1) if len(slot.text) > 5 else slot


# --- numbers ------------------------------------------------------------------------------------------------


def _draw(rng: random.Random, row: ListRow, scale: int) -> int:
    most = 3 + scale // (1 + row.depth)
    if rng.randrange(3) == 0:
        return 0
    if row.indicator in MONEY:
        return rng.choice((rng.randint(1, 90) * 1_000, rng.randint(1, 40) * 10_000))
    return rng.randint(0, min(most, 4_000))


def _share(rng: random.Random, amount: int, parts: tuple[str, ...]) -> Figures:
    """An amount over its parts, most of it to one of them."""
    largest, *others = rng.sample(parts, len(parts))
    shares = {largest: amount}
    for part in others:
        shares[part] = rng.randint(0, shares[largest] // 3)
        shares[largest] -= shares[part]
    return shares


def _with_sums(figures: Figures) -> Figures:
    """Totals as their parts add up; those that are parts of others first."""
    for total in sorted(SUMS, key=lambda one: one not in SUMS["annex_replies"]):
        figures = figures | {total: sum(figures[part] for part in SUMS[total])}
    return figures
