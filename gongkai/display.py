"""What people see: a report's tables, the summary that ends a run, the plan of a crawl.

Promises: every number shown is in the dataset or in run_summary.json too.
Refuses: markup from documents: their text is shown as it is, never read as colours.
Caveat: widths are the terminal's; in a file lines are as long as they need to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gongkai.codebook import TABLES_ZH, Indicator, read_codebook
from gongkai.parsing import plain_number
from gongkai.reading import Failure, Outcome, Parsed
from gongkai.run_summary import RunSummary
from gongkai.status import FolderStatus
from gongkai.summary import Overview, look_at
from parsers.report import Cell, Code, Finding, Report, Severity, Status
from scraper.crawl import CrawlSummary, PlannedFetch
from scraper.refusals import Refusal, group_refusals
from scraper.survey import by_host

STYLES = {
    Status.PUBLISHED: "",
    Status.BLANK: "dim",
    Status.UNREADABLE: "red",
    Status.RECOVERED: "green",
    Status.MISSING: "yellow",
}
SIGNS = {Status.BLANK: "·", Status.MISSING: "?", Status.UNREADABLE: "!", Status.RECOVERED: "*"}
SEVERITIES = {Severity.INFO: "dim", Severity.WARNING: "yellow", Severity.ERROR: "red"}
MOST = 10  # failures and findings that are listed one by one


def show_outcome(outcome: Outcome) -> RenderableType:
    """A document for people: its head, its tables, its findings; or why it could not be read."""
    if isinstance(outcome, Failure):
        return Text(f"{outcome.address}: {outcome.code}: {outcome.message}", style="red")
    return Group(_head(outcome), *_tables(outcome.report), *map(_finding, outcome.report.findings))


def _head(outcome: Parsed) -> Text:
    report = outcome.report
    who = report.organization or "organisation unknown"
    counts = Counter(cell.status for cell in report.cells)
    cells = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    form = f"form of {report.form}" if report.form else "no form recognised"
    text = Text(f"{outcome.address}\n", style="bold")
    text.append(f"{who}, {report.year or 'year unknown'}, {form}: {cells or 'no cells'}", style="not bold")
    signs = [status for status in SIGNS if counts[status]]
    for place, status in enumerate(signs):
        text.append("   " if place else "\n").append(f"{SIGNS[status]} {status.value}", style=STYLES[status])
    return text


def _tables(report: Report) -> Iterator[Table]:
    cells = {cell.indicator: cell for cell in report.cells}
    found = [indicator for indicator in read_codebook() if indicator.indicator in cells]
    for name, group in groupby(found, key=lambda indicator: indicator.table):
        yield _table(TABLES_ZH[name], list(group), cells)


def _table(title: str, indicators: Sequence[Indicator], cells: dict[str, Cell]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    rows = [list(group) for _, group in groupby(indicators, key=lambda indicator: indicator.row_zh)]
    has_one_head = len({tuple(_column(one) for one in row) for row in rows}) == 1
    if has_one_head:
        table.add_row("", *(Text(_column(one), style="dim") for one in rows[0]))
    heads: list[str] = []
    for row in rows:
        values = [_cell(cells[one.indicator]) for one in row]
        labels = [Text(_column(one), style="dim") for one in row]
        pairs = [part for pair in zip(labels, values, strict=True) for part in pair]
        *above, label = row[0].row_zh.split(" > ")
        for depth in range(_shared(heads, above), len(above)):
            table.add_row(Text("  " * depth + above[depth]))
        heads = [*above, label]
        table.add_row(Text("  " * len(above) + label), *(values if has_one_head else pairs))
    return table


def _shared(heads: Sequence[str], above: Sequence[str]) -> int:
    """How many labels above a row stand there already; a remark may end those of the row before."""
    pairs = takewhile(lambda pair: pair[0].startswith(pair[1]), zip(heads, above, strict=False))
    return sum(1 for _ in pairs)


def _column(indicator: Indicator) -> str:
    return indicator.column_zh.split(" (")[0]  # the label of the first form that has it


def _cell(cell: Cell) -> Text:
    shown = str(plain_number(cell.value)) if cell.value is not None else ""
    raw = cell.raw or "" if cell.status is Status.UNREADABLE else ""
    return Text(f"{shown}{raw}{SIGNS.get(cell.status, '')}", style=STYLES[cell.status])


def _finding(finding: Finding) -> Text:
    text = Text(f"{finding.severity.value} {finding.code.value}", style=SEVERITIES[finding.severity])
    return text.append(f": {finding.message_en}\n  {finding.message_zh}", style="default")


def show_overview(overview: Overview) -> RenderableType:
    """A release in numbers."""
    years = f"{overview.first_year}-{overview.last_year}" if overview.first_year else "no year"
    lines = [
        f"Release {overview.name}: {overview.organizations} organisations x years {years}: "
        f"{overview.reports} organisation-years, from {overview.versions} versions of reports."
    ]
    if overview.unnamed:
        lines.append(f"{overview.unnamed} documents do not say who reports.")
    return Group(*map(Text, lines), _cells_table(overview), _findings_table(overview))


def _cells_table(overview: Overview) -> Table:
    total = sum(count for _, count in overview.cells) or 1
    table = Table(title="Cells", title_justify="left", box=None, pad_edge=False)
    table.add_column("status")
    table.add_column("cells", justify="right")
    table.add_column("share", justify="right")
    for status, count in overview.cells:
        table.add_row(Text(status, style=STYLES[Status(status)]), f"{count:,}", _share(count / total))
    return table


def _share(share: float) -> str:
    return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def _findings_table(overview: Overview) -> Table:
    table = Table(title="Findings", title_justify="left", box=None, pad_edge=False)
    table.add_column("finding")
    table.add_column("severity")
    table.add_column("count", justify="right")
    table.add_column("meaning")
    for code, severity, count in overview.findings:
        style = SEVERITIES[Severity(severity)]
        table.add_row(Text(code, style=style), severity, f"{count:,}", Text(Code(code).meaning))
    return table


def show_run(summary: RunSummary, current: Path) -> Iterator[RenderableType]:
    """What a run did, in the order of its steps; `current` is the release to open."""
    if summary.crawl:
        yield show_crawl(summary.crawl)
    if summary.imported:
        yield f"Imported: {summary.imported.stored} new, {summary.imported.unchanged} there already."
        if summary.imported.failures:
            yield show_failures(summary.imported.failures)
    if summary.build is None:
        yield "gongkai build makes a dataset of the archive."
        return
    if summary.build.failures:
        yield show_failures(summary.build.failures)
    if summary.damage:
        yield show_damage(summary.damage)
    release = summary.build.release
    if not release.is_new:
        yield f"Nothing changed: {release.name} has these very bytes, no new release was made."
    yield show_overview(look_at(release.path))
    covered = ", ".join(
        f"{count} {state.replace('_', ' ')}" for state, count in summary.build.coverage.states
    )
    yield Text(f"Of the reports that are expected: {covered}; gongkai status says which, and why.")
    yield show_places(current, summary.path)


def show_crawl(summary: CrawlSummary) -> RenderableType:
    """What a crawl did."""
    resting = f"{summary.resting} not due, " if summary.resting else ""
    text = Text(
        f"Fetched: {summary.stored} new or changed reports, {summary.unchanged} unchanged, {resting}"
        f"{summary.lists} list pages; {summary.refused} refused, {summary.failed} failed, "
        f"{summary.queued} still queued; {show_size(summary.bytes)}."
    )
    for reason, count in summary.reasons:
        text.append(f"\n  {count} x {reason}", style="yellow")
    for line in _families(summary):
        text.append(f"\n  {line}")
    unfetched = by_host(summary.unfetched)
    for url, reason in unfetched[:MOST]:
        text.append(f"\n    {url}: {reason}")
    if len(unfetched) > MOST:
        text.append(f"\n    and {len(unfetched) - MOST} more, all in run_summary.json")
    if summary.queued:
        text.append("\nThe same command again goes on with what is queued.")
    return text


def _families(summary: CrawlSummary) -> Iterator[str]:
    """Who refuses, where that says more than the count of the reason: several hosts, or several families.

    Firewalls are set by prefecture: where one host refuses, its neighbours do.
    """
    groups = group_refusals(Refusal(url, reason) for url, reason in summary.unfetched)
    families = Counter(group.reason for group in groups)
    for group in groups[:MOST]:
        if len(group.hosts) > 1 or families[group.reason] > 1:
            hosts = f"{len(group.hosts)} hosts, " if len(group.hosts) > 1 else ""
            yield f"{group.reason} at {group.family}: {hosts}{group.pages} pages"


def show_size(size: int) -> str:
    """Bytes in words.

    >>> show_size(0), show_size(1), show_size(41_800), show_size(999_001)
    ('0 KB', '1 KB', '42 KB', '1.0 MB')
    """
    return f"{-(-size // 1000)} KB" if size <= 999_000 else f"{size / 1e6:.1f} MB"


def show_failures(failures: Sequence[Failure]) -> RenderableType:
    """What could not be read: counts by reason, and the first few."""
    counts = Counter(failure.code for failure in failures)
    reasons = ", ".join(f"{count} x {code}" for code, count in sorted(counts.items()))
    text = Text(f"Could not be read: {len(failures)} ({reasons})", style="red")
    for failure in failures[:MOST]:
        text.append(f"\n  {failure.address}: {failure.message}")
    if len(failures) > MOST:
        text.append(f"\n  and {len(failures) - MOST} more, all in run_summary.json")
    return text


def show_damage(damage: Sequence[str]) -> RenderableType:
    """What the archive could not give: the release lacks it."""
    text = Text(f"Damaged in the archive, and not in the release: {len(damage)} records", style="red")
    for problem in damage[:MOST]:
        text.append(f"\n  {problem}")
    return text.append("\n  gongkai check names all. Put back a copy of these files, or crawl again.")


def show_places(release: Path, run: Path | None) -> RenderableType:
    """Where the files are, and the line that opens them."""
    text = Text(f"Dataset: {release}\n")
    if run is not None:
        text.append(f"This run: {run}\n")
    text.append("In Python: ")
    text.append(f'import gongkai; gongkai.open_dataset("{release}").indicators()', style="bold")
    return text


def show_plan(planned: Iterable[PlannedFetch]) -> RenderableType:
    """What a crawl would fetch first."""
    table = Table(
        title="First in line, and whether robots.txt lets it be fetched",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for name in ("host", "kind", "robots", "address"):
        table.add_column(name, overflow="fold")
    for one in planned:
        verdict = Text("allowed" if one.allowed else one.reason, style="" if one.allowed else "red")
        table.add_row(one.host, one.kind, verdict, Text(one.url))
    return table


def show_codebook() -> RenderableType:
    """The indicators, in the order of the forms."""
    table = Table(box=None, pad_edge=False)
    table.add_column("indicator", no_wrap=True)  # an id in two pieces cannot be copied
    for name in ("forms", "unit", "total", "行", "列"):
        table.add_column(name, overflow="fold")
    for found in read_codebook():
        total = "yes" if found.is_total else ""
        forms = ";".join(found.forms)
        table.add_row(found.indicator, forms, found.unit, total, found.row_zh, found.column_zh)
    return table


def show_status(status: FolderStatus) -> RenderableType:
    """What a data folder holds."""
    last = f", the newest page of {status.newest:%Y-%m-%d %H:%M} UTC" if status.newest else ""
    lines = [f"Archive: {status.files} WARC file{'s'[: status.files != 1]}, {show_size(status.bytes)}{last}."]
    if status.states:
        lines.append("Last crawl: " + ", ".join(f"{count} {state}" for state, count in status.states) + ".")
    if status.busy:
        lines.append(f"Archive and queue are in use: {status.busy}.")
    if status.release is None:
        return Text("\n".join([*lines, "No release yet: gongkai build makes one."]))
    return Group(Text("\n".join(lines)), show_overview(status.release))
