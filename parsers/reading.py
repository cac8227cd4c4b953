"""The one way in: bytes to a Report. Each stage is a pure function of the one before.

    bytes -> decode -> Document -> placements -> cells -> Report

Promises: a document ends as a Report (with findings) or as a ParseError; nothing is fetched or written.
Caveat: HTML and plain text are read; other formats raise UnsupportedFormat.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.assembly import assemble, choose_form
from parsers.collecting import uncollected
from parsers.companions import without_companion
from parsers.cutting import Cuttings, cut_lines
from parsers.decode import Decoded, decode, to_utf8
from parsers.documents import Document, Grid, Paragraph
from parsers.errors import DocumentTooLarge
from parsers.flattened import read_flattened
from parsers.forms import Form, Identity
from parsers.grids import read_grids
from parsers.html import read_page
from parsers.labels import Match
from parsers.layouts import layout_of
from parsers.lean import lean
from parsers.lists import Listed, find_list, has_tables, without_list
from parsers.metadata import Metadata, read_metadata, read_titles
from parsers.narrative import contradictions, stated_scope
from parsers.placements import Reading
from parsers.report import Code, Finding, Report, Section, Severity, Source
from parsers.script import is_traditional, needs_cleaning, to_simplified, without_unseen
from parsers.sections import read_heading, split_sections
from parsers.text import read_text

MAX_BYTES = 32 << 20  # the crawler's own cap
MIN_ROWS = 3  # row labels alone on lines, from which on a table is taken to stand in the text
MIN_WORDS = 2  # labels of the tables, or section headings, that a report shows at the least

_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|div|p|table|span|br|td|meta|title|font)\b", re.IGNORECASE
)


def parse(data: bytes, *, content_type: str | None = None, url: str | None = None) -> Report:
    """Read one annual report.

    >>> text = "清河县统计局2022年政府信息公开工作年度报告\\n本年制发件数\\n规章\\n1\\n0\\n3"
    >>> report = parse(text.encode())
    >>> report.organization, report.form, report.cells[0].value
    ('清河县统计局', '2021', 1)

    `content_type` is the HTTP header (its charset is one witness of the encoding), `url` is only recorded.
    Raises ParseError: EmptyDocument, UnsupportedFormat, DocumentTooLarge.
    """
    with uncollected():  # a parse makes no cycles, and the search is a twentieth of its time
        return trace(data, content_type=content_type, url=url).report


@dataclass(frozen=True, slots=True)
class Traced:
    """A report and what it was made from; `reading` is None where no form's table was looked for."""

    report: Report
    document: Document
    reading: Reading | None = None
    identities: tuple[Identity, ...] = ()


def trace(data: bytes, *, content_type: str | None = None, url: str | None = None) -> Traced:
    """Do what `parse` does, and keep what it went through."""
    if len(data) > MAX_BYTES:
        raise DocumentTooLarge(f"{len(data):,} bytes; at most {MAX_BYTES:,} are read")
    decoded = decode(data, content_type)
    source = Source(url, hashlib.sha256(data).hexdigest(), content_type, decoded.encoding)
    document, traditional = _read_document(decoded)
    traced = _trace_report(document, source)
    return _with_findings(
        traced, [*_file_findings(decoded, document), *([_traditional()] if traditional else [])]
    )


def _with_findings(traced: Traced, found: Sequence[Finding]) -> Traced:
    """What is found of the document as a whole stands before what is found in its tables."""
    if not found:
        return traced
    return replace(traced, report=replace(traced.report, findings=(*found, *traced.report.findings)))


def _read_document(decoded: Decoded) -> tuple[Document, bool]:
    """HTML where it looks like HTML, whatever the header calls it, else text; and if it is traditional."""
    text, traditional = decoded.text, False
    page, gist = lean(decoded.utf8)
    if needs_cleaning(gist):
        text = without_unseen(text)
        traditional = is_traditional(text)
        text = to_simplified(text) if traditional else text
        page, gist = lean(to_utf8(text))
    is_markup = _MARKUP.search(text, 0, 65536)
    return (read_page(page, gist) if is_markup else read_text(text)), traditional


def _trace_report(document: Document, source: Source) -> Traced:
    """A Document to a Report: the first one, where another stands behind it."""
    cuttings = cut_lines(_plain_lines(document))
    document, companion = without_companion(document, cuttings)
    if companion is None:
        return _trace_tables(document, source, cuttings)
    return _with_findings(_trace_tables(document, source, cut_lines(_plain_lines(document))), [companion])


def _trace_tables(document: Document, source: Source, cuttings: Cuttings) -> Traced:
    """Choose the form, read the tables, check them."""
    matches = [*_grid_words(document), *cuttings.matches()]
    lines, body = document.lines()
    headings = {
        s for line in lines[body.start : body.stop] if not line.in_link and (s := read_heading(line.text))
    }
    titles = read_titles(document, lines)
    titled = any(title.organization or title.year for title in titles)
    listed = find_list(document, cuttings)
    if listed is None and not _is_report(matches, titled, headings):
        return Traced(Report(source, findings=(_no_report(bool(headings)),)), document)
    metadata = read_metadata(document, lines, body, titles)
    if listed is not None and not has_tables(matches):
        return _trace_list(document, source, metadata, listed)
    form, unclear = choose_form(matches, metadata.year)
    if form is None:
        report = _report(source, metadata, None, (), (_no_report(True), *metadata.findings))
        return Traced(report, document)
    if listed is not None:
        document, cuttings = without_list(document, listed)
    reading = _read_tables(document, cuttings, form)
    if listed is not None:
        _add_list(reading, listed.reading)
    assembled = assemble(form, reading)
    sections = split_sections(lines[body.start : body.stop], reading.used)
    scope = stated_scope(sections)
    findings = (
        *metadata.findings,
        *unclear,
        *_missing_sections(form, sections),
        *assembled.findings,
        *contradictions(sections, assembled.cells, metadata.year, metadata.organization, scope),
    )
    report = _report(source, metadata, form.id, sections, findings)
    report = replace(report, cells=assembled.cells, scope=scope.value if scope else None)
    return Traced(report, document, reading, assembled.identities)


def _trace_list(document: Document, source: Source, metadata: Metadata, listed: Listed) -> Traced:
    """A report whose table is a list."""
    reading = listed.reading
    assembled = assemble(listed.form, reading)
    lines, body = document.lines()
    prose = [line for line in lines[body.start : body.stop] if line.where not in reading.used]
    findings = (*metadata.findings, *assembled.findings)
    sections = split_sections(prose, ())
    report = replace(_report(source, metadata, listed.form.id, sections, findings), cells=assembled.cells)
    return Traced(report, document, reading, assembled.identities)


def _add_list(reading: Reading, listed: Reading) -> None:
    """Add the cells of a list that a report prints beside the tables of its form."""
    reading.placements |= listed.placements
    reading.findings += listed.findings
    reading.passed |= listed.passed
    reading.disputed |= listed.disputed
    reading.used |= listed.used


def _is_report(matches: list[Match], titled: bool, headings: set[str]) -> bool:
    """A title or two headings; or a row of the forms beside a header word, as menus never have them."""
    if titled or len(headings) >= MIN_WORDS:
        return True
    rows = {m.row for m in matches if m.row is not None}
    columns = {c for m in matches for c in m.columns}
    return len(rows) >= MIN_WORDS and len(columns) >= MIN_WORDS


def _grid_words(document: Document) -> Iterator[Match]:
    """What the words of the document's grids name."""
    for index in document.body:
        block = document.blocks[index]
        if isinstance(block, Grid):
            yield from layout_of(block).words


def _plain_lines(document: Document) -> list[Paragraph]:
    blocks = (document.blocks[index] for index in document.body)
    return [block for block in blocks if isinstance(block, Paragraph)]


def _read_tables(document: Document, cuttings: Cuttings, form: Form) -> Reading:
    """Real tables first; flattened text for the tables that they do not hold."""
    reading = Reading()
    read_grids(document, form, reading)
    grids = [block for index in document.body if isinstance(block := document.blocks[index], Grid)]
    reading.findings += [_span_capped(grid.where) for grid in grids if grid.capped]
    certain = [name for name, placed in reading.placements.items() if placed.certain]
    shown = Counter(match.row.table for match in set(cuttings.matches()) if match.row)
    # a table that stands in the text as well may be the report's own, and the real one another year's
    flattened = [
        table
        for table in form.tables
        if shown[table] >= MIN_ROWS or not any(name.startswith(f"{table}_") for name in certain)
    ]
    if flattened:
        read_flattened(cuttings, form, flattened, reading)
    return reading


def _report(
    source: Source,
    metadata: Metadata,
    form: str | None,
    sections: tuple[Section, ...],
    findings: tuple[Finding, ...],
) -> Report:
    return Report(
        source,
        metadata.organization,
        metadata.year,
        form,
        metadata.title,
        metadata.published_on,
        metadata.signed_on,
        metadata.issuer,
        metadata.index_number,
        metadata.site_name,
        metadata.site_code,
        sections,
        findings=findings,
        trail=metadata.trail,
    )


def _missing_sections(form: Form, sections: tuple[Section, ...]) -> list[Finding]:
    found = {section.section for section in sections}
    return [
        Finding(
            Code.SECTION_MISSING,
            Severity.INFO,
            f"没有“{title}”一节",
            f"section “{title}” ({section}) is not there",
        )
        for section, title in form.sections
        if section not in found
    ]


def _no_report(looks_like_one: bool) -> Finding:
    if looks_like_one:
        return Finding(
            Code.FORM_UNCLEAR,
            Severity.ERROR,
            "有年度报告的标题或小标题，但没有任何一种格式的表",
            "titles or headings of a report, but no row or header of any form's tables",
        )
    return Finding(
        Code.NOT_A_REPORT,
        Severity.ERROR,
        "不是政府信息公开工作年度报告：没有标题、小标题，也没有格式中的表",
        "not an annual report: no title, no section heading and no table of any form",
    )


def _traditional() -> Finding:
    return Finding(
        Code.TRADITIONAL_SCRIPT,
        Severity.INFO,
        "网页为繁体转写，已转回简体后读取",
        "a copy in traditional script; it was read after conversion to simplified",
    )


def _span_capped(where: str) -> Finding:
    return Finding(
        Code.SPAN_CAPPED,
        Severity.WARNING,
        "单元格跨度过大，已截断",
        "a cell spans more than any form does; cut",
        (),
        where,
    )


def _file_findings(decoded: Decoded, document: Document) -> list[Finding]:
    findings = []
    if decoded.lost:
        findings.append(
            Finding(
                Code.ENCODING_UNCLEAR,
                Severity.WARNING,
                f"有{decoded.lost}处字节不能按{decoded.encoding}解码",
                f"{decoded.lost} bytes are no {decoded.encoding} (declared: {decoded.declared})",
            )
        )
    if document.lost:
        findings.append(
            Finding(
                Code.MARKUP_CUT,
                Severity.ERROR,
                "网页嵌套过深或过大，其余内容未能读出",
                f"the markup is too deep or too large, its rest was not read: {document.lost}",
            )
        )
    return findings
