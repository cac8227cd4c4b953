"""What stands on the paper beside the form: noise, narrative, other tables, extra rows and columns.

Promises: each operator is a pure function of a paper and chance; no cell of the form is touched.
Refuses: text of real reports: every sentence here is made up.
Caveat: numbers in what is inserted are no data, however much their words resemble the labels.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from gongkai.corpus.editing import pick
from gongkai.samplesite.paper import Paper, Paragraph, Row, Slot, Table

_NOISE = (
    "联系电话：0{a}00-{b}0{a}{b}，邮政编码：{b}4{a}00，办公时间为8:30至17:30。",
    "填报日期：2023年1月{a}日，统计口径与上一年度相同，四舍五入保留两位小数。",
    "全年投入培训经费{a}.{b}万元，印制宣传折页{b}0{a}份。",
    "注：空格处均为没有发生，本页共{a}行。",
    "{a}",
    "网站浏览量{a}{b}{a}人次，比上年增长{b}.{a}%。",
    "页码 {a}/{b}",
)
_NARRATIVE = (
    "本年新收政府信息公开申请{a}件，上年结转{b}件，其中自然人{a}件，商业企业{b}件。",
    "办理结果中，予以公开{a}件，部分公开{b}件，不予公开{a}件，无法提供{b}件，其他处理{a}件。",
    "行政许可{a}件，行政处罚{b}件，行政强制{a}件，行政事业性收费{b}万元。",
    "被申请行政复议{a}件，结果维持{b}件，结果纠正{a}件；行政诉讼{b}件，尚未审结{a}件，总计{b}件。",
    "结转下年度继续办理{a}件，重复申请{b}件，均在期限内答复。",
)


def insert_noise(paper: Paper, rng: random.Random) -> Paper:
    """Paragraphs with numbers stand between section titles and tables, and after the tables."""
    return _beside_tables(paper, _NOISE, rng)


def insert_narrative(paper: Paper, rng: random.Random) -> Paper:
    """Sentences that name the form's rows with other numbers stand before and after the tables."""
    return _beside_tables(paper, _NARRATIVE, rng)


def insert_comparison(paper: Paper, rng: random.Random) -> Paper:
    """A table of this and last year's figures stands after the report's own tables."""
    rows: list[Row] = [tuple(Slot(text) for text in ("项目", "上一年度", "本年度", "增减"))]
    for label in ("本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "总计"):
        before, now = rng.randint(0, 40), rng.randint(0, 40)
        rows.append(tuple(Slot(text) for text in (label, str(before), str(now), str(now - before))))
    blocks = list(paper.blocks)
    last = max(at for at, block in enumerate(blocks) if isinstance(block, Table))
    blocks[last + 1 : last + 1] = [Paragraph("与上一年度相比："), Table("comparison", 4, tuple(rows))]
    return replace(paper, blocks=tuple(blocks))


def append_last_year(paper: Paper, rng: random.Random) -> Paper:
    """The tables of last year stand under the text once more, said to be last year's."""

    def change(slot: Slot) -> Slot:
        return slot if slot.indicator is None else replace(slot, text=str(rng.randint(0, 30)), indicator=None)

    tables = (block for block in paper.blocks if isinstance(block, Table) and block.name != "proactive")
    copies = (
        Table("last year", table.width, tuple(tuple(change(slot) for slot in row) for row in table.rows))
        for table in tables
    )
    return replace(paper, blocks=(*paper.blocks, Paragraph("附：上一年度有关数据（供对比）"), *copies))


def insert_links(paper: Paper, rng: random.Random) -> Paper:
    """Links to other reports stand under the text."""
    years = (rng.randint(2019, 2025) for _ in range(4))
    links = (Paragraph(f"溪桥县人民政府办公室{year}年政府信息公开工作年度报告") for year in years)
    return replace(paper, blocks=(*paper.blocks, Paragraph("相关链接"), *links))


def insert_index_card(paper: Paper, rng: random.Random) -> Paper:
    """An index card stands above the text, as a table like the report's own."""
    number = f"01152{rng.randint(100, 999)}-2023-{rng.randint(1, 99):05d}"
    rows: tuple[Row, ...] = (
        (Slot("索引号"), Slot(number), Slot("分类"), Slot("年度报告")),
        (Slot("---"), Slot("---"), Slot("---"), Slot("---")),
        (Slot("有效性"), Slot("1"), Slot("公开方式"), Slot("主动公开")),
    )
    return replace(paper, blocks=(Table("card", 4, rows), *paper.blocks))


def insert_local_row(paper: Paper, rng: random.Random) -> Paper:
    """Under 第（一）项 stands a row of the province's own."""

    def edit(table: Table) -> Table:
        at = next(line for line, row in enumerate(table.rows) if "规范性文件" in row[0].text)
        like = table.rows[at]
        extra = tuple(replace(one, text=str(rng.randint(0, 90)), indicator=None) for one in like[1:])
        row = (replace(like[0], text="其他主动公开文件"), *extra)
        return replace(table, rows=(*table.rows[: at + 1], row, *table.rows[at + 1 :]))

    return paper.edit_table("proactive", edit)


def insert_subtotal(paper: Paper, rng: random.Random) -> Paper:
    """Table 3 has a further column: the subtotal of 法人或其他组织, before its parts or after them."""
    after = rng.choice((1, 6))  # values that stand before the subtotal
    return paper.edit_table("requests", lambda table: _with_subtotal(table, after))


def insert_extra_cells(paper: Paper, rng: random.Random) -> Paper:
    """Rows under one header hold two further cells without a header."""

    def edit(table: Table) -> Table:
        rows = list(table.rows)
        single = [line for line, row in enumerate(rows) if len(row) == 2 and row[1].indicator]
        for line in pick(rng, single, 1):
            rows[line] = (rows[line][0], replace(rows[line][1], colspan=1), Slot("0"), Slot("0"))
        return replace(table, rows=tuple(rows))

    return paper.edit_table("proactive", edit)


def insert_empty_rows(paper: Paper, rng: random.Random) -> Paper:
    """An empty row closes each table."""

    def edit(table: Table) -> Table:
        return replace(table, rows=(*table.rows, tuple(Slot("") for _ in range(table.width))))

    for name in ("proactive", "requests"):
        paper = paper.edit_table(name, edit)
    return paper


def _beside_tables(paper: Paper, patterns: tuple[str, ...], rng: random.Random) -> Paper:
    blocks: list[Paragraph | Table] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            blocks += [*_sentences(patterns, rng), block, *_sentences(patterns, rng)]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def _sentences(patterns: tuple[str, ...], rng: random.Random) -> Iterator[Paragraph]:
    for pattern in pick(rng, patterns, rng.randint(1, 2)):
        yield Paragraph(pattern.format(a=rng.randint(1, 30), b=rng.randint(1, 9)))


def _with_subtotal(table: Table, after: int) -> Table:
    rows = []
    for row in table.rows:
        numbers = [slot for slot in row if slot.indicator is not None]
        if len(numbers) == 7:
            parts = [int(slot.text.replace(",", "")) for slot in numbers[1:6] if slot.text.isdecimal()]
            labels = row[: len(row) - 7]
            row = (*labels, *numbers[:after], Slot(str(sum(parts)) if parts else ""), *numbers[after:])
        elif any(slot.text == "商业企业" for slot in row):
            row = (Slot("小计"), *row) if after == 1 else (*row, Slot("小计"))
        elif any(slot.text == "法人或其他组织" for slot in row):
            row = tuple(replace(one, colspan=6) if one.colspan == 5 else one for one in row)
        elif any(slot.text == "申请人情况" for slot in row):
            row = tuple(replace(one, colspan=8) if one.colspan == 7 else one for one in row)
        rows.append(row)
    return replace(table, width=table.width + 1, rows=tuple(rows))
