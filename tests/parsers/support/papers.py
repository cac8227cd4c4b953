"""Reports for the tests: figures whose sums hold, the official tables as boxes, HTML and flattened text.

The layout is written down here anew, by the official forms; only labels and ids come from `parsers.forms`.
A test takes a table, breaks it with plain list operations, and compares the cells with the figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from parsers import parse
from parsers.forms import Block, Column, Form, load_forms
from parsers.report import Cell, Code, Report, Status

TITLE = "清河县统计局{year}年政府信息公开工作年度报告"
YEARS = {"2019": 2020, "2021": 2022}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

Figures = dict[str, "int | float | str"]


@dataclass(frozen=True, slots=True)
class Box:
    """A printed cell; `indicator` names the value that it holds."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    indicator: str | None = None


PLACEHOLDERS = (None, "", "/", "—", "-", "无")

Table = list[list[Box]]
Tables = dict[str, Table]


# --- figures ------------------------------------------------------------------------------------------------


def make_figures(form_id: str, seed: int = 1, high: int = 60) -> Figures:
    """A number for each cell of a form; every identity holds."""
    dice = random.Random(f"{form_id}-{seed}")
    form = load_forms()[form_id]
    figures: Figures = {name: dice.randint(0, high) for name in form.indicators}
    parts = [column.id for column in columns_of(form, "requests") if column.id != "total"]
    leaves = [i for i in form.identities if i.code == "results_sum"]
    for name in parts:
        rows = next(i.right for i in leaves if i.left[0].endswith(f"_{name}"))
        handled = sum(int(figures[row]) for row in rows)
        figures[f"requests_handled_total_{name}"] = handled
        carried = int(figures[f"requests_carried_in_{name}"])
        out = carried + dice.randint(0, high)
        figures[f"requests_carried_out_{name}"] = out
        figures[f"requests_received_{name}"] = handled + out - carried
    for identity in form.identities:
        if identity.code in ("row_sum", "dispute_sum"):
            figures[identity.left[0]] = sum(int(figures[part]) for part in identity.right)
    return figures


def columns_of(form: Form, table: str) -> tuple[Column, ...]:
    return next(block.columns for block in form.blocks if block.table == table)


# --- tables -------------------------------------------------------------------------------------------------


def make_tables(form_id: str, figures: Mapping[str, object]) -> Tables:
    """The three tables as printed, cell by cell."""
    form = load_forms()[form_id]
    return {
        "proactive": _proactive(form, figures),
        "requests": _requests(form, figures),
        "disputes": _disputes(form, figures),
    }


def _value(figures: Mapping[str, object], indicator: str, colspan: int = 1) -> Box:
    return Box(str(figures.get(indicator, "")), colspan, indicator=indicator)


def _proactive(form: Form, figures: Mapping[str, object]) -> Table:
    rows: Table = []
    for block in form.blocks:
        if block.table != "proactive":
            continue
        last = 4 - len(block.columns)  # the last column is as wide as what is left
        spans = [*[1] * (len(block.columns) - 1), last]
        rows.append([Box(block.heading or "", 4)])
        rows.append([Box("信息内容"), *(Box(c.label, s) for c, s in zip(block.columns, spans, strict=True))])
        for row in block.rows:
            names = [block.indicator(row, column) for column in block.columns]
            values = [_value(figures, n, s) for n, s in zip(names, spans, strict=True)]
            rows.append([Box(row.label), *values])
    return rows


def _requests(form: Form, figures: Mapping[str, object]) -> Table:
    block = next(block for block in form.blocks if block.table == "requests")
    organizations = [Box(column.label) for column in block.columns[1:6]]
    rows: Table = [
        [Box(CORNER, 3, 3), Box("申请人情况", 7)],
        [Box("自然人", 1, 2), Box("法人或其他组织", 5), Box("总计", 1, 2)],
        organizations,
    ]
    results = len(block.rows) - 3
    for index, row in enumerate(block.rows):
        labels = _labels(block, index)
        if index == 2:
            labels = [Box("三、本年度办理结果", 1, results), *labels]
        names = [block.indicator(row, column) for column in block.columns]
        rows.append([*labels, *(_value(figures, name) for name in names)])
    return rows


def _labels(block: Block, index: int) -> list[Box]:
    row = block.rows[index]
    if row.group is None:
        return [Box(row.label, 3)]
    if row.group == "三、本年度办理结果":
        return [Box(row.label, 2)]
    members = [other for other in block.rows if other.group == row.group]
    if members[0] is row:
        return [Box(row.group, 1, len(members)), Box(row.label)]
    return [Box(row.label)]


def _disputes(form: Form, figures: Mapping[str, object]) -> Table:
    block = next(block for block in form.blocks if block.table == "disputes")
    names = [block.indicator(row, column) for row in block.rows for column in block.columns]
    outcomes = [column.label for column in block.columns]
    return [
        [Box("行政复议", 5), Box("行政诉讼", 10)],
        [*(Box(label, 1, 2) for label in outcomes), Box("未经复议直接起诉", 5), Box("复议后起诉", 5)],
        [Box(label) for label in outcomes * 2],
        [_value(figures, name) for name in names],
    ]


def find_row(table: Table, label: str) -> int:
    """The number of the row that holds a cell with this text."""
    return next(i for i, row in enumerate(table) if any(box.text == label for box in row))


def names_of(row: Iterable[Box]) -> list[str]:
    return [box.indicator for box in row if box.indicator]


# --- HTML ---------------------------------------------------------------------------------------------------


def cell_html(box: Box, tag: str = "td", wrap: Callable[[str], str] = str) -> str:
    spans = f' colspan="{box.colspan}"' * (box.colspan > 1) + f' rowspan="{box.rowspan}"' * (box.rowspan > 1)
    return f"<{tag}{spans}>{wrap(box.text)}</{tag}>"


def table_html(table: Table, tag: str = "td", wrap: Callable[[str], str] = str) -> str:
    rows = ("".join(cell_html(box, tag, wrap) for box in row) for row in table)
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def page_html(form_id: str, tables: Mapping[str, Table | str], **changes: str) -> str:
    """A whole report; a table may be given as HTML of its own."""
    form = load_forms()[form_id]
    titles = dict(form.sections)
    parts = {name: t if isinstance(t, str) else table_html(t) for name, t in tables.items()}
    title = changes.get("title", TITLE.format(year=YEARS[form_id]))
    body = "".join(
        f"<p>{titles[section]}</p>"
        + parts.get(section, "<p>无其他情况。</p>" if section == "other" else "<p>略。</p>")
        for section in titles
    )
    return f"<html><head>{changes.get('head', '')}</head><body><h1>{title}</h1>{body}</body></html>"


def read_page(form_id: str, tables: Mapping[str, Table | str], **changes: str) -> Report:
    return parse(page_html(form_id, tables, **changes).encode())


# --- flattened text -----------------------------------------------------------------------------------------


def text_page(form_id: str, tables: Mapping[str, str], title: str | None = None) -> str:
    """A whole report as text, its tables given as text."""
    form = load_forms()[form_id]
    parts = [title or TITLE.format(year=YEARS[form_id])]
    for section, heading in form.sections:
        parts += [heading, tables.get(section, "略。")]
    return "\n\n".join(parts) + "\n"


def read_text_page(form_id: str, tables: Mapping[str, str], title: str | None = None) -> Report:
    return parse(text_page(form_id, tables, title).encode())


def _rows(table: Table) -> list[list[str]]:
    return [[box.text for box in row] for row in table]


def class_a(table: Table) -> str:
    """A cell a line, a blank line between; blanks vanish."""
    return "\n\n".join(text for row in _rows(table) for text in row if text)


def class_b(table: Table) -> str:
    """As A, and a blank cell leaves exactly one more newline."""
    return "".join(text + "\n\n" if text else "\n" for row in _rows(table) for text in row)


def class_c(table: Table) -> str:
    return "\n".join(text for row in _rows(table) for text in row if text)


def class_d(table: Table) -> str:
    return "\n".join(
        part for row in _rows(table) for text in row for part in ([text, "|"] if text else ["|"])
    )


def class_e(table: Table) -> str:
    """A cell a line with a trailing pipe, each row closed by filler pipes for its merged places."""
    rows = []
    for row in table:
        filler = "|" * sum(box.colspan - 1 for box in row)
        rows.append(
            "\n".join(f"{box.text} |" if box.text else "|" for box in row) + ("\n" + filler) * bool(filler)
        )
    return "\n".join(rows)


def class_f(table: Table) -> str:
    return "\n".join(f"{text} |" if text else "|" for row in _rows(table) for text in row)


def class_g(table: Table) -> str:
    return "\n".join(f"| {text}" for row in _rows(table) for text in row)


def class_h(table: Table) -> str:
    """Words on lines of their own, the numbers of a row together on one."""
    lines: list[str] = []
    for row in table:
        lines += [f"{box.text} |" for box in row if not box.indicator]
        values = [box.text for box in row if box.indicator]
        lines += [" | ".join(values) + " |"] if values else []
    return "\n".join(lines)


def class_i(table: Table) -> str:
    """A row a line; pipes pad it out to the merged places."""
    return "\n".join(
        " | ".join(box.text for box in row) + " " + "|" * (1 + sum(box.colspan - 1 for box in row))
        for row in table
    )


def class_i_bare(table: Table) -> str:
    return "\n".join(" | ".join(box.text for box in row) + " |" for row in table)


def class_j(table: Table) -> str:
    return "\n".join("| " + " | ".join(box.text for box in row) + " |" for row in table)


def class_k(table: Table) -> str:
    return "\n".join(f"| \n {text}\u00a0 " for row in _rows(table) for text in row)


def class_l(table: Table) -> str:
    return "\n".join("  | ".join(box.text for box in row) + "  |" for row in table)


def class_m(table: Table) -> str:
    return "\n".join(f"{text}\n\t|" if text else "\t|" for row in _rows(table) for text in row)


def class_n(table: Table) -> str:
    """The text of a PDF page: single spaces."""
    return "\n".join(" ".join(box.text for box in row if box.text) for row in table)


CLASSES: dict[str, Callable[[Table], str]] = {
    "A": class_a,
    "B": class_b,
    "C": class_c,
    "D": class_d,
    "E": class_e,
    "F": class_f,
    "G": class_g,
    "H": class_h,
    "I": class_i,
    "I-bare": class_i_bare,
    "J": class_j,
    "K": class_k,
    "L": class_l,
    "M": class_m,
    "N": class_n,
}
KEEP_BLANKS = ("D", "E", "F", "I", "I-bare", "J", "L", "M")  # a reader can see where a blank cell stands


def flatten(tables: Mapping[str, Table], name: str) -> dict[str, str]:
    return {key: CLASSES[name](table) for key, table in tables.items()}


# --- judging ------------------------------------------------------------------------------------------------


def cells_of(report: Report) -> dict[str, Cell]:
    return {cell.indicator: cell for cell in report.cells}


def values_of(report: Report) -> dict[str, int | float | None]:
    return {cell.indicator: cell.value for cell in report.cells}


def statuses_of(report: Report, names: Iterable[str]) -> set[Status]:
    cells = cells_of(report)
    return {cells[name].status for name in names}


def codes_of(report: Report) -> set[Code]:
    return {finding.code for finding in report.findings}


def wrong(report: Report, figures: Mapping[str, object], printed: Iterable[str] | None = None) -> list[str]:
    """Every value that the document does not say; `printed` are the cells that it shows (all by default)."""
    shown = set(figures if printed is None else printed)
    faults = []
    for cell in report.cells:
        truth = figures.get(cell.indicator)
        hidden = cell.indicator not in shown and not _has_twin(cell.indicator, figures)
        if cell.status is Status.PUBLISHED and (hidden or cell.value != truth):
            faults.append(f"{cell.indicator}: published {cell.value!r}, printed {truth!r}")
        if cell.status is Status.RECOVERED and cell.value != truth:
            faults.append(f"{cell.indicator}: recovered {cell.value!r}, was {truth!r}")
        if cell.status is Status.BLANK and truth not in PLACEHOLDERS and cell.indicator in shown:
            faults.append(f"{cell.indicator}: blank, printed {truth!r}")
    return faults


def _has_twin(indicator: str, figures: Mapping[str, object]) -> bool:
    """True where a cell beside this one holds the same number: nothing says which of the two is lost."""
    names = list(figures)
    at = names.index(indicator) if indicator in figures else -1
    beside = names[max(0, at - 1) : at] + names[at + 1 : at + 2] if at >= 0 else []
    return any(figures[name] == figures[indicator] for name in beside)


def with_text(row: list[Box], index: int, text: str) -> list[Box]:
    """A row with the text of one box changed."""
    return [replace(box, text=text) if i == index else box for i, box in enumerate(row)]
