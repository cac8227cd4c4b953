"""What the build keeps of one document: all its rows, packed, made beside the parser.

Promises: everything that depends on the document alone is decided here, in whatever process parsed it; what
depends on other documents (versions, the ledger, twins) is decided later, from the columns kept beside.
Refuses: to hold rows unpacked: a million reports pass through one process.
Caveat: rows are JSON texts, compressed: quick to write and to pass on, not meant to be queried.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from gongkai.divisions import read_divisions
from gongkai.organizations import Organization
from gongkai.reading import Failure, Parsed, Parser, Task, Work, read_document
from gongkai.reporter import who_reports
from gongkai.rows import Row, cell_rows, finding_rows, is_panel_report, narrative_rows, panel_row, report_row
from gongkai.twins import twin_digests
from parsers.report import Report
from scraper.archive import Hints

_LEVEL = 1  # of zlib: a fifth of the size in a quarter of a millisecond


@dataclass(frozen=True, slots=True)
class Staged:
    """One document that was read. `panel` is None for what has no place in the panel.

    `content` is a digest of title, sections and raw cells: two captures that share it are one version.
    `cells_digest` is one of the values: two addresses that share it give the same numbers. `rows_digest` is
    one of the packed rows, so that a file whose rows did not change need not be written again. `marks` are
    digests that twins share.
    """

    report_id: str
    organization: Organization | None
    year: int | None
    content: str
    cells_digest: str
    rows_digest: str
    report: Row
    cells: bytes
    findings: bytes
    narratives: bytes
    panel: bytes | None
    marks: tuple[str, ...]


def staging(parse: Parser) -> Work[Staged]:
    """What a worker process does with a document; it can be passed on to one."""
    return partial(stage_document, parse=parse)


def stage_document(task: Task, parse: Parser) -> Staged | Failure:
    """Parse one document and pack its rows; every error ends here as a Failure."""
    outcome = read_document(task, parse)
    return stage(outcome, task.hints) if isinstance(outcome, Parsed) else outcome


def stage(parsed: Parsed, hints: Hints) -> Staged:
    """The rows of one document."""
    found = who_reports(parsed.report, hints, read_divisions())
    organization, report_id = found.organization, parsed.report_id
    report = replace(parsed.report, findings=(*parsed.report.findings, *found.findings))
    is_panel = is_panel_report(report) and organization is not None and report.year is not None
    cells, findings = pack(cell_rows(report_id, report)), pack(finding_rows(report_id, report))
    narratives = pack(narrative_rows(report_id, report))
    panel = pack([panel_row(report_id, report, organization)]) if is_panel and organization else None
    return Staged(
        report_id,
        organization,
        report.year,
        content_digest(report),
        cells_digest(report),
        hashlib.sha256(b"".join([cells, findings, narratives, panel or b""])).hexdigest(),
        report_row(replace(parsed, report=report), organization, found.name),
        cells,
        findings,
        narratives,
        panel,
        twin_digests(report) if is_panel else (),
    )


def pack(rows: Sequence[Row]) -> bytes:
    """Rows as compressed JSON.

    >>> unpack(pack([["a", 1, None]]))
    [['a', 1, None]]
    """
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    # a lone surrogate (&#xD800;) is no text in SQLite or Arrow
    return zlib.compress(text.encode("utf-8", "replace"), _LEVEL)


def unpack(packed: bytes) -> list[Row]:
    """The rows that were packed."""
    rows: list[Row] = json.loads(zlib.decompress(packed))
    return rows


def content_digest(report: Report) -> str:
    """A digest of title, sections and raw cells: where it is equal, two captures are one version."""
    cells = [(cell.indicator, cell.status, cell.raw) for cell in report.cells]
    sections = [(part.section, part.title, part.text) for part in report.sections]
    return _digest(json.dumps([report.title, sections, cells]))


def cells_digest(report: Report) -> str:
    """A digest of the values of all cells: two addresses with one digest give the same numbers."""
    parts = sorted(f"{cell.indicator}\t{cell.status}\t{cell.value}\t{cell.unit}" for cell in report.cells)
    return _digest("\x00".join(parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
