"""What an assembled report lacks or contradicts, as findings.

Promises: each table and row that is not there, each unreadable cell and each broken identity is said once.
Refuses: to change a cell.
Caveat: a row is lost where none of its cells is shown; of single lost cells the readers speak.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from parsers.arithmetic import Broken
from parsers.forms import Form, Identity, every_form
from parsers.locating import describe, locate
from parsers.placements import Placement
from parsers.report import Cell, Code, Finding, Severity, Status

_TABLES = {"proactive": "主动公开", "requests": "依申请公开", "disputes": "行政复议、诉讼", "annex": "统计"}

_SIDES = {
    Code.ROW_SUM: ("总计", "各类申请人之和", "total", "sum over the applicants"),
    Code.RESULTS_SUM: ("（七）总计", "各项办理结果之和", "total handled", "sum of the results"),
    Code.FLOW: ("新收加上年结转", "办理总计加结转下年", "received + carried in", "handled + carried out"),
    Code.DISPUTE_SUM: ("总计", "各项结果之和", "total", "sum of the outcomes"),
    Code.PARTS_SUM: ("总数", "所列各项之和", "total", "sum of the parts listed"),
}


def mixed_forms(form: Form, foreign: Sequence[str]) -> list[Finding]:
    """That cells of another form stand in the report."""
    if not foreign:
        return []
    return [
        Finding(
            Code.MIXED_FORMS,
            Severity.WARNING,
            f"{form.id}年格式的报告中有其他格式的{len(foreign)}格",
            f"a report on the form of {form.id} prints {len(foreign)} cells of another form",
            tuple(foreign),
        )
    ]


def lost(form: Form, shown: Collection[str], replaced: Collection[str]) -> Iterator[Finding]:
    """A finding for each table and each row that the document does not show."""
    for table in form.tables:
        rows = [(b, r) for b in form.blocks if b.table == table for r in b.rows]
        gone = {}
        for block, row in rows:
            names = [block.indicator(row, column) for column in block.columns]
            if not any(name in shown or name in replaced for name in names):
                gone[row.label] = names
        if len(gone) == len(rows):
            yield _table_lost(table, [name for names in gone.values() for name in names])
        else:
            yield from (_row_lost(label, names) for label, names in gone.items())


def _table_lost(table: str, names: Sequence[str]) -> Finding:
    return Finding(
        Code.TABLE_LOST,
        Severity.ERROR,
        f"未见{_TABLES[table]}情况表",
        f"the table “{table}” is not in the document",
        tuple(names),
    )


def _row_lost(label: str, names: Sequence[str]) -> Finding:
    return Finding(
        Code.ROW_LOST,
        Severity.WARNING,
        f"表中没有“{label}”一行",
        f"the row “{label}” is not in its table",
        tuple(names),
    )


def unreadable(cells: Sequence[Cell]) -> list[Finding]:
    """A finding for each text that is no number, or has no certain place."""
    unclear = Status.UNREADABLE
    return [
        Finding(
            Code.CELL_UNREADABLE,
            Severity.WARNING,
            f"“{(cell.raw or '')[:40]}”不是一个数，或无法确定属于哪一格",
            f"“{(cell.raw or '')[:40]}” is not one number, or cannot be placed with certainty",
            (cell.indicator,),
            cell.where,
        )
        for cell in cells
        if cell.status is unclear
    ]


def broken_sums(
    identities: Sequence[Identity],
    values: Mapping[str, int | None],
    broken: Sequence[Broken],
    places: Mapping[str, Placement],
) -> list[Finding]:
    """A finding for each broken identity, with the cells that could explain it."""
    if not broken:
        return []
    tails = {
        id(identity): describe(suspects, _labels())
        for suspects in locate(identities, values)
        for identity in suspects.identities
    }
    return [_broken_sum(one, tails[id(one.identity)], places) for one in broken]


def _broken_sum(broken: Broken, tail: tuple[str, str], places: Mapping[str, Placement]) -> Finding:
    identity = broken.identity
    left_zh, right_zh, left_en, right_en = _SIDES[Code(identity.code)]
    zh = f"“{identity.label}”：{left_zh}{broken.left}，{right_zh}{broken.right}，相差{broken.difference}"
    en = f"“{identity.label}”: {left_en} {broken.left}, {right_en} {broken.right}: {broken.difference:+d}"
    return Finding(
        Code(identity.code),
        Severity.WARNING,
        zh + tail[0],
        en + tail[1],
        (*identity.left, *identity.right),
        places[identity.left[0]].text.where,
    )


@cache
def _labels() -> dict[str, str]:
    """Row and column of every cell as printed."""
    return {
        block.indicator(row, column): f"{row.label}·{column.label}" if column.label else row.label
        for form in every_form().values()
        for block in form.blocks
        for row in block.rows
        for column in block.columns
    }
