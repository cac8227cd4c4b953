"""CHANGES.md: what changed between two releases, for people.

Promises: first whether numbers moved, then where and why, then all the rest.
Caveat: the first SHOWN of a long list are shown, and the page says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from gongkai.diffing import Difference


def tell_changes(last: Path | None, folder: Path, name: str) -> str:
    """The text of CHANGES.md of the tables in `folder`, which are to become the release after `last`."""
    if last is None:
        return f"# Changes in {name} 变更\n\nThis is the first release. 首次发布。\n"
    from gongkai.diffing import compare  # here, because the command line starts without pandas

    try:
        return to_markdown(compare(last, folder, name))
    except (OSError, pa.ArrowInvalid) as error:
        return (
            f"# Changes from {last.name} to {name} 变更\n\n"
            f"What changed is not known: {last.name} could not be read ({type(error).__name__}).\n"
        )


def to_markdown(found: Difference) -> str:
    """The text of CHANGES.md."""
    parts = [
        [f"# Changes from {found.one} to {found.other} 变更", "", _verdict(found)],
        ["## Numbers of the panel 面板数值", "", *_panel(found)],
        ["## Cells of reports that both have 同一报告的单元格", "", *_cells(found)],
        ["## Rows 行", "", *_rows(found)],
        ["## Columns whose rows changed 有变动的字段", "", *_changed(found)],
        ["## Schema 表结构", "", *_schema(found)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _verdict(found: Difference) -> str:
    if found.values_moved:
        return f"**{found.values_moved:,} numbers moved 有数值变动.** Results may change."
    return "No number that both releases have is another one. 两版共有的数值均未变动。"


def _panel(found: Difference) -> list[str]:
    lines = [f"- {count:,} changed or went: {reason}." for reason, count in sorted(found.moved.items())]
    lines += [f"- {count:,} came where none was: {reason}." for reason, count in sorted(found.filled.items())]
    if not found.examples:
        return lines or ["Nothing changed in bodies and years that both have."]
    rows = [
        (
            one.organization_id,
            one.year,
            f"`{one.indicator}`",
            _shown(one.before),
            _shown(one.after),
            one.reason,
        )
        for one in found.examples
    ]
    head = ("organisation", "year", "indicator", "was", "is", "why")
    return [*lines, *_more(rows, sum(found.moved.values())), "", *_table(head, rows)]


def _cells(found: Difference) -> list[str]:
    if not found.reread:
        return ["Nothing changed: the same version of a report is read as it was."]
    turned = [
        (was, now, f"{count:,}")
        for (table, _, was, now), count in sorted(found.turned.items())
        if table == "cells"
    ]
    rows = [
        (f"`{one.report_id[:12]}`", f"`{one.indicator}`", _cell(one.before), _cell(one.after))
        for one in found.reread
    ]
    values, statuses = found.changed["cells", "value"], found.changed["cells", "status"]
    lines = [f"- {values:,} other values, {statuses:,} other statuses: the code reads them another way."]
    if turned:
        lines += ["", *_table(("status was", "status is", "cells"), turned), ""]
    lines += _more(rows, max(values, statuses))
    return [*lines, "", *_table(("report", "indicator", "was", "is"), rows)]


def _rows(found: Difference) -> list[str]:
    rows = [(f"`{name}`", f"{came:,}", f"{went:,}") for name, (came, went) in found.rows.items()]
    lines = _table(("table", "came", "went"), rows)
    for (table, column), texts in sorted(found.noted.items()):
        told = [(text, f"{came:,}", f"{went:,}") for text, (came, went) in texts.items()]
        lines += ["", f"Of `{table}`, by `{column}`:", "", *_table((column, "came", "went"), told)]
    if found.renamed:
        lines += ["", f"{len(found.renamed):,} bodies have another id:", ""]
        lines += _table(("name", "was", "is"), found.renamed)
    return lines


def _changed(found: Difference) -> list[str]:
    told = [(f"`{table}.{name}`", f"{count:,}") for (table, name), count in sorted(found.changed.items())]
    lines = _table(("column", "rows"), told) if told else ["None, in rows that both have."]
    states = [
        (was, now, f"{count:,}")
        for (table, _, was, now), count in sorted(found.turned.items())
        if table == "coverage"
    ]
    return [*lines, "", *_table(("coverage was", "is", "bodies and years"), states)] if states else lines


def _schema(found: Difference) -> list[str]:
    was, now = found.versions
    lines = [f"- schema version {was}, now {now}"] if was != now else []
    lines += [f"- {line}" for line in found.schema]
    return lines or ["No table or column came, went or changed."]


def _more(rows: Sequence[object], count: int) -> list[str]:
    return [f"- The first {len(rows)} of those that changed or went follow."] if count > len(rows) else []


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [" | ".join(head), "---|" * len(head)]
    lines = [f"| {lines[0]} |", f"|{lines[1]}"]
    return [*lines, *(f"| {' | '.join(map(_text, row))} |" for row in rows)]


def _text(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _cell(cell: tuple[str, float | None]) -> str:
    status, value = cell
    return f"{_shown(value)} ({status})".strip()
