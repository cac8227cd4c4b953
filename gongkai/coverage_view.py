"""Coverage for a terminal (rich) and for machines (a line of JSON a row).

Promises: 80 columns are enough for ten years; each state has a letter, so that colour is not needed.
Refuses: markup from documents: names are shown as they are.
Caveat: of many bodies those with gaps are listed, and the rest counted; `--html` shows all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gongkai.matrix import BodyYears, Entry, Matrix, ReasonCount, YearTotals
from gongkai.reasons import LETTERS, STATES, reason_of

STYLES = {
    "read": "green",
    "unreadable": "yellow",
    "refused": "red",
    "found": "cyan",
    "not_found": "magenta",
}
MOST = 40  # bodies listed in a terminal: about a screen
FULL_YEARS = 8  # years that fit in 80 columns with four digits each
NAME_WIDTH = 34  # columns; 17 Chinese characters, which most names of bodies in a county have


def show_coverage(matrix: Matrix | None) -> RenderableType:
    """The matrix, with totals, legend and reasons."""
    if matrix is None:
        return Text("Coverage: this release has no such table; gongkai build makes it.")
    if not matrix.bodies:
        return Text("Coverage: no body is in these years and states.")
    total = matrix.all_years
    head = (
        f"Coverage 覆盖情况: {dict(total.counts)['read']} of {total.expected} expected reports read "
        f"({_percent(total.share())}), {matrix.body_count} bodies; newest crawl {matrix.newest}."
    )
    parts: list[RenderableType] = [Text(head), _legend(), _matrix_table(matrix)]
    if matrix.hidden:
        parts.append(Text(f"and {matrix.hidden} bodies more: gongkai status --html shows all."))
    if matrix.reasons or matrix.doubts:
        parts.append(_reasons_table(matrix))
    return Group(*parts)


def _legend() -> Text:
    text = Text()
    for state, letter in LETTERS.items():
        text.append(f"{letter} ", style=STYLES[state]).append(f"{state.replace('_', ' ')}   ")
    return text.append("! doubted   · not expected", style="dim")


def _matrix_table(matrix: Matrix) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("body 机构", max_width=NAME_WIDTH, overflow="fold")
    for year in matrix.years:
        table.add_column(_year(year, matrix), justify="right", no_wrap=True)
    for body in matrix.bodies:
        table.add_row(*_row(body))
    table.add_section()
    for state in STATES:
        counts = [dict(total.counts)[state] for total in matrix.totals]
        if any(counts):
            cells = (Text(str(count) if count else "", style=STYLES[state]) for count in counts)
            table.add_row(Text(f"{LETTERS[state]} {state.replace('_', ' ')}", style=STYLES[state]), *cells)
    table.add_row("read of expected", *(_percent(total.share()) for total in matrix.totals))
    return table


def _year(year: int, matrix: Matrix) -> str:
    return str(year) if len(matrix.years) <= FULL_YEARS else f"{year % 100:02d}"


def _row(body: BodyYears) -> tuple[Text, ...]:
    return Text(body.name), *(_cell(entry) for entry in body.entries)


def _cell(entry: Entry | None) -> Text:
    if entry is None:
        return Text("·", style="dim")
    return Text(LETTERS[entry.state] + ("!" if entry.doubt else ""), style=STYLES[entry.state])


def _percent(share: float) -> str:
    """A share that is not whole never looks whole.

    >>> _percent(1.0), _percent(0.9999), _percent(0.0001)
    ('100%', '99%', '1%')
    """
    return f"{round(share * 100) if share in (0, 1) else min(max(round(share * 100), 1), 99)}%"


def _reasons_table(matrix: Matrix) -> Table:
    table = Table(title="Reasons", title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("count", justify="right")
    table.add_column("reason", no_wrap=True)
    table.add_column("meaning, and what to do", overflow="fold")
    for one in (*matrix.reasons, *matrix.doubts):
        known = reason_of(one.word)
        meaning = Text(f"{known.en} ({known.zh}). ").append(known.todo, style="dim")
        table.add_row(f"{one.count:,}", Text(one.word, style=_style(one)), meaning)
    return table


def _style(one: ReasonCount) -> str:
    return STYLES.get(one.state, "")


def coverage_lines(matrix: Matrix) -> Iterator[str]:
    """The matrix for machines: its totals in one line, then a line for each body and year."""
    yield _line(
        kind="coverage",
        release=matrix.release,
        newest=matrix.newest,
        bodies=matrix.body_count,
        years=[_totals(total) for total in matrix.totals],
        reasons=[{"state": one.state, "reason": one.word, "count": one.count} for one in matrix.reasons],
        doubts=[{"state": one.state, "doubt": one.word, "count": one.count} for one in matrix.doubts],
    )
    for body in matrix.bodies:
        for year, entry in zip(matrix.years, body.entries, strict=True):
            if entry is not None:
                yield _line(
                    kind="organization_year",
                    organization_id=body.organization_id,
                    organization=body.name,
                    year=year,
                    state=entry.state,
                    reason=entry.reason,
                    doubt=entry.doubt,
                    url=entry.url,
                    expected_by=entry.expected_by,
                    register=entry.register,
                )


def _totals(total: YearTotals) -> dict[str, int]:
    return {"year": total.year, "expected": total.expected, **dict(total.counts)}


def _line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False)
