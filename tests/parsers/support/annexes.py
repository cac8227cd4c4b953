"""Annexes of 2014 for the tests: figures, the list row by row, and the ways in which pages show it.

The order of rows and their indent are written down here anew; only labels and ids come from `parsers.forms`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parsers.forms import list_forms

FORM = list_forms()["2014"]
TITLE = "清河县统计局2016年政府信息公开工作年度报告"
CAPTION = "政府信息公开情况统计表"
STEM = "annex_"
TOTALS = {
    "requests_received": ("requests_in_person", "requests_by_fax", "requests_online", "requests_by_letter"),
    "requests_closed": ("closed_on_time", "closed_extended"),
    "replies_refused": (
        "refused_state_secret",
        "refused_trade_secret",
        "refused_privacy",
        "refused_security_stability",
        "refused_no_government_information",
        "refused_other_law",
    ),
    "replies": (
        "replies_already_disclosed",
        "replies_granted",
        "replies_granted_in_part",
        "replies_refused",
        "replies_other_body",
        "replies_no_such_information",
        "replies_correction_asked",
        "replies_other_channels",
    ),
    "reconsideration": ("reconsideration_upheld", "reconsideration_corrected", "reconsideration_other"),
    "litigation": ("litigation_upheld", "litigation_corrected", "litigation_other"),
    "staff": ("staff_full_time", "staff_part_time"),
}

Figures = dict[str, "int | float | str"]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: `indicator` None for a heading or a row of the filer's own."""

    label: str
    unit: str
    value: str
    indicator: str | None = None
    depth: int = 0


def make_figures(seed: int = 1, high: int = 60) -> Figures:
    """A number for each row; the totals are right."""
    dice = random.Random(f"annex-{seed}")
    figures: Figures = {name: dice.randint(0, high) for name in FORM.indicators}
    for total, parts in TOTALS.items():
        figures[STEM + total] = sum(int(figures[STEM + part]) for part in parts)
    figures["annex_fees"] = round(dice.random() * 9, 2) if seed % 2 else 0
    figures["annex_funds"] = dice.choice((3, 12.5, 0, 1200))
    return figures


def make_lines(figures: Mapping[str, object], mark: str = "——") -> list[Line]:
    """The list as printed: headings, and a row for each number."""
    lines: list[Line] = []
    for block in FORM.blocks:
        if block.heading:
            lines.append(Line(block.heading, mark, mark))
        headings = list(block.headings)
        for row in block.rows:
            path = row.group.split(" > ") if row.group else []
            if headings and headings[0] in path:
                lines.append(Line(headings.pop(0), mark, mark, depth=1))
            name = STEM + row.id
            lines.append(Line(row.label, row.unit or "", str(figures.get(name, "")), name, len(path)))
    return lines


# --- HTML ---------------------------------------------------------------------------------------------------

Cells = list[list[str]]


def plain(lines: Sequence[Line]) -> Cells:
    """Three columns."""
    return [["统计指标", "单位", "统计数"], *([line.label, line.unit, line.value] for line in lines)]


def indented(lines: Sequence[Line]) -> Cells:
    """Three columns, indented by full-width spaces, under other words."""
    rows = [["\u3000" * line.depth + line.label, line.unit, line.value] for line in lines]
    return [["指 标", "计量单位", "数 量"], *rows]


def numbered(lines: Sequence[Line]) -> Cells:
    """Four columns, the first one counts."""
    rows = [[str(n), line.label, line.unit, line.value] for n, line in enumerate(lines, 1)]
    return [["序号", "统计指标", "单位", "数据"], *rows]


def remarked(lines: Sequence[Line]) -> Cells:
    """A column of remarks behind the numbers, with numbers in it."""
    rows = [[line.label, line.unit, line.value, "2" if i % 9 == 4 else ""] for i, line in enumerate(lines)]
    return [["统计项目", "单位", "统计数", "备注"], *rows]


def unitless(lines: Sequence[Line]) -> Cells:
    """Two columns; the unit stands with the label."""
    rows = [
        [line.label + (f"（{line.unit}）" if line.indicator else ""), line.value if line.indicator else ""]
        for line in lines
    ]
    return [["统计指标", "统计数"], *rows]


def headless(lines: Sequence[Line]) -> Cells:
    """No header at all."""
    return plain(lines)[1:]


def with_units(lines: Sequence[Line]) -> Cells:
    """The unit behind each number."""
    rows = [[line.label, line.value + (line.unit if line.value[-1:].isdigit() else "")] for line in lines]
    return [["统计指标", "统计数"], *rows]


def with_last_year(lines: Sequence[Line]) -> Cells:
    """Last year's numbers beside this year's."""
    rows = [[line.label, line.unit, line.value, str(i)] for i, line in enumerate(lines)]
    return [["统计指标", "单位", "统计数", "上年统计数"], *rows]


def halved(lines: Sequence[Line]) -> Cells:
    """Two lists side by side."""
    half = (len(lines) + 1) // 2
    left = [[line.label, line.unit, line.value] for line in lines[:half]]
    right = [[line.label, line.unit, line.value] for line in lines[half:]]
    right += [["", "", ""]] * (len(left) - len(right))
    head = ["统计指标", "单位", "统计数"]
    return [head * 2, *(a + b for a, b in zip(left, right, strict=True))]


SHAPES: dict[str, Callable[[Sequence[Line]], Cells]] = {
    "plain": plain,
    "indented": indented,
    "numbered": numbered,
    "remarked": remarked,
    "unitless": unitless,
    "headless": headless,
    "with units": with_units,
    "last year": with_last_year,
    "halved": halved,
}


def table_html(cells: Cells, word: bool = False) -> str:
    """A table; `word`: as pasted from Word, each run of characters in a span of its own."""
    rows = ("".join(f"<td>{_word(text) if word else text}</td>" for text in row) for row in cells)
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _word(text: str) -> str:
    half = len(text) // 2
    runs = f'<span lang="EN-US">{text[:half]}</span><span style="font-family:仿宋">{text[half:]}</span>'
    return f'<p class="MsoNormal" style="line-height:20pt">{runs}<o:p></o:p></p>'


def sectioned(lines: Sequence[Line], mark: str = "——") -> str:
    """Sections in merged cells left of their rows, as in a table of four columns."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.depth == 0 and line.value == mark:
            groups.append([line])
        elif groups and (line.depth or not line.indicator):
            groups[-1].append(line)
        else:
            groups.append([line])
    rows = ["<tr><td colspan=2>统计指标</td><td>单位</td><td>统计数</td></tr>"]
    for first, *rest in groups:
        if first.indicator or not rest:
            for line in (first, *rest):
                rows.append(_html_row(f"<td colspan=2>{line.label}</td>", line))
            continue
        for i, line in enumerate(rest):
            head = f"<td rowspan={len(rest)}>{first.label}</td>" if i == 0 else ""
            rows.append(_html_row(f"{head}<td>{line.label}</td>", line))
    return f"<table>{''.join(rows)}</table>"


def _html_row(label: str, line: Line) -> str:
    return f"<tr>{label}<td>{line.unit}</td><td>{line.value}</td></tr>"


def paged(lines: Sequence[Line], rows: int = 20) -> str:
    """Three columns over several tables, a page number between them."""
    cells = plain(lines)
    parts = [cells[i : i + rows] for i in range(0, len(cells), rows)]
    return "<p>- 3 -</p>".join(table_html(part) for part in parts)


PROSE = (
    "<p>一、概述</p><p>2016年，我局主动公开政府信息34条，收到申请数12件。</p>"
    "<p>二、主动公开政府信息情况</p><p>通过政府网站公开政府信息30条。</p>"
    "<p>三、依申请公开政府信息情况</p><p>全年收到申请12件，均按时办结。</p>"
    "<p>四、存在的主要问题和改进措施</p><p>公开意识有待提高。</p>"
)


def page(annex: str, title: str = TITLE) -> str:
    """A report of the old kind: prose, then the annex."""
    body = f"<h1>{title}</h1>{PROSE}<p>附件</p><p>{CAPTION}</p>{annex}<p>2017年3月1日</p>"
    return f"<html><body>{body}</body></html>"


# --- flattened text -----------------------------------------------------------------------------------------


def flat_a(cells: Cells) -> str:
    """A cell a line; blanks are gone."""
    return "".join(f"{text}\n\n" for row in cells for text in row if text)


def flat_b(cells: Cells) -> str:
    """A cell a line; a blank is a blank line."""
    return "".join(f"{text}\n\n" if text else "\n" for row in cells for text in row)


def flat_d(cells: Cells) -> str:
    """A pipe on a line of its own behind each cell."""
    return "".join(f"{text}\n|\n" if text else "|\n" for row in cells for text in row)


def flat_e(cells: Cells) -> str:
    """A cell a line with a pipe behind it."""
    return "\n".join(f"{text} |".lstrip() for row in cells for text in row) + "\n"


def flat_i(cells: Cells) -> str:
    """A row a line, pipes between cells."""
    return "\n".join(" ".join((" | ".join(row) + " |").split()) for row in cells) + "\n"


def flat_tabs(cells: Cells) -> str:
    """A row a line, tabs between cells."""
    return "\n".join("\t".join(row) for row in cells) + "\n"


def flat_spaces(cells: Cells) -> str:
    """A row a line, a space between cells."""
    return "\n".join(" ".join(text for text in row if text) for row in cells) + "\n"


def flat_glued(cells: Cells) -> str:
    """A row a line, nothing between cells."""
    return "\n".join("".join(row) for row in cells) + "\n"


FLAT: dict[str, Callable[[Cells], str]] = {
    "A": flat_a,
    "B": flat_b,
    "D": flat_d,
    "E": flat_e,
    "I": flat_i,
    "tabs": flat_tabs,
    "spaces": flat_spaces,
    "glued": flat_glued,
}
KEEP_BLANKS = ("B", "D", "E", "I", "tabs")


def text_page(annex: str, title: str = TITLE) -> str:
    """A report as text: prose, then the annex."""
    prose = PROSE.replace("<p>", "").replace("</p>", "\n\n")
    return f"{title}\n\n{prose}附件\n\n{CAPTION}\n\n{annex}\n2017年3月1日\n"
