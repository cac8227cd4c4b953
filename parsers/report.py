"""The records that a parse returns: a Report with its cells, sections and findings.

Everything here is frozen and slotted, so that records can be compared, hashed and sent between processes.
A record never holds a guess: a number that could not be placed is null, and a finding says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast


class Status(StrEnum):
    """How the value of a cell was obtained.

    >>> Status("blank").has_value
    False
    """

    PUBLISHED = "published"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    RECOVERED = "recovered"
    MISSING = "missing"

    @property
    def has_value(self) -> bool:
        """True for the two statuses whose cells carry a number."""
        return self in (Status.PUBLISHED, Status.RECOVERED)


class Evidence(StrEnum):
    """What supports the place of a value; a cell carries a `+`-joined subset, in this order."""

    GEOMETRY = "geometry"
    LABEL = "label"
    ORDER = "order"
    COUNT = "count"
    SUMS = "sums"
    PRIOR = "prior"


class Severity(StrEnum):
    """How much a finding matters; `--fail-on` compares by `rank`.

    >>> Severity("error").rank > Severity("info").rank
    True
    """

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Code(StrEnum):
    """What can be odd about a document; each code has one `meaning` (`docs/findings.md` lists them).

    >>> Code("flow").meaning
    'received + carried in do not equal handled + carried out (一+二, 三（七）+四)'
    """

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Code:
        """A code and what it means."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    # the report's own arithmetic
    ROW_SUM = "row_sum", "a row's parts do not add up to its 总计"
    RESULTS_SUM = "results_sum", "the results do not add up to （七）总计"
    FLOW = "flow", "received + carried in do not equal handled + carried out (一+二, 三（七）+四)"
    DISPUTE_SUM = "dispute_sum", "the outcomes of 复议 or 诉讼 do not add up to their 总计"
    PARTS_SUM = "parts_sum", "the parts that the list of 2014 names do not add up to their total"
    # the tables
    ROW_UNLABELLED = "row_unlabelled", "a row stands without its label; its neighbours tell which it is"
    ROW_LOST = "row_lost", "a row of the form is not in its table"
    TABLE_LOST = "table_lost", "a whole table is not in the document"
    CELL_LOST = "cell_lost", "a row has more or fewer values than the form has cells"
    CELL_UNREADABLE = (
        "cell_unreadable",
        "a cell holds what is not one number, or what cannot be placed for certain",
    )
    EXTRA_ROW = "extra_row", "values that belong to no row of the form"
    EXTRA_CELLS = "extra_cells", "a row of the form holds values under no header of the form"
    MIXED_FORMS = "mixed_forms", "cells of another form stand in the report"
    FORM_UNCLEAR = "form_unclear", "it looks like a report, but its tables do not tell the form"
    # the report as a whole
    SECTION_MISSING = "section_missing", "one of the six sections is not there"
    YEAR_CONFLICT = "year_conflict", "the title and the period of the figures name different years"
    YEAR_UNCLEAR = "year_unclear", "neither title nor text says the report's year"
    ORGANIZATION_UNCLEAR = "organization_unclear", "the title does not name the body that reports (我局)"
    AREA_UNCLEAR = "area_unclear", "it is not certain which area the body that reports belongs to (鼓楼区)"
    NOT_A_REPORT = "not_a_report", "no title, no section heading and no table of an annual report"
    CONTRADICTS_NARRATIVE = "contradicts_narrative", "a figure in the text is not that of the tables"
    # what other reports say; found by the build, never by a parser, which sees one document
    CARRY_OVER = "carry_over", "the requests carried in are not those that the year before carried out"
    STOCK = "stock", "a stock is not that of the year before with the changes of the year"
    TWIN_REPORT = "twin_report", "another body, or another year, has the same numbers"
    CONTRADICTS_MEMBERS = (
        "contradicts_members",
        "a government's sum over its members is not what their reports add up to",
    )
    # the file
    ENCODING_UNCLEAR = "encoding_unclear", "some bytes fit no encoding"
    TRADITIONAL_SCRIPT = "traditional_script", "a copy in traditional script; it was read in simplified"
    VALUES_RUN_TOGETHER = "values_run_together", "digits of several cells stand without anything between them"
    LINES_DEDUPLICATED = (
        "lines_deduplicated",
        "repeated lines were dropped; nearly all zeros are gone",
    )
    TEXT_CUT = "text_cut", "the text breaks off inside a table"
    ANOTHER_REPORT = "another_report", "the page holds another report behind this one, which is not read"
    SPAN_CAPPED = "span_capped", "a cell spans more places than any form has"
    MARKUP_CUT = "markup_cut", "the markup is too deep or too large to be read whole"


# found by the build: from other reports, or from what the sources file says of the site
AT_BUILD = frozenset(
    {Code.AREA_UNCLEAR, Code.CARRY_OVER, Code.STOCK, Code.TWIN_REPORT, Code.CONTRADICTS_MEMBERS}
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the form, as one report shows it.

    `value` is as printed; `implied` is what the report's own identities force upon the cell, where that
    is unique, and never replaces `value`. `where` is a locator such as `html:/table[2]/tr[5]/td[3]`.

    >>> Cell("requests_received_total", 3, Status.PUBLISHED, raw="3").value
    3
    """

    indicator: str
    value: int | float | None
    status: Status
    implied: int | None = None
    raw: str | None = None
    unit: str | None = None
    where: str | None = None
    evidence: str = ""


class CellDraft:
    """A cell that is being written: a frozen one takes three times as long, and a report has two hundred.

    >>> CellDraft("requests_received_total", 3, Status.PUBLISHED, None, "3", None, None, "").finish().value
    3
    """

    __slots__ = Cell.__slots__

    def __init__(
        self,
        indicator: str,
        value: float | None,
        status: Status,
        implied: int | None,
        raw: str | None,
        unit: str | None,
        where: str | None,
        evidence: str,
    ) -> None:
        self.indicator = indicator
        self.value = value
        self.status = status
        self.implied = implied
        self.raw = raw
        self.unit = unit
        self.where = where
        self.evidence = evidence

    def finish(self) -> Cell:
        """Freeze the draft: it becomes the Cell."""
        cell: Any = self
        cell.__class__ = Cell
        return cast(Cell, cell)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd about a document, returned as data; `indicators` are the cells that it touches."""

    code: Code
    severity: Severity
    message_zh: str
    message_en: str
    indicators: tuple[str, ...] = ()
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the report: `section` is an id of the form files (overview, proactive ...).

    `text` begins with the title as printed and holds the paragraphs; the cells of tables are left out.
    """

    section: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes came from: `sha256` is of the bytes that were parsed."""

    url: str | None
    sha256: str
    content_type: str | None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one document says. Dates are ISO 8601 (`2021-01-31`); `form` is "2014", "2019" or "2021".

    A document that is not a report is a Report too: `form` None, no cells, and a finding that says so.
    `scope` is what the text says that the tables count: "own" (仅本级), "area" (汇总各部门), None if nothing.
    `site_name` and `site_code` are the page's own meta tags: hints, not proof of who reports.
    `trail` has the steps that lead from the home page to it (统计局, 年报 of 首页 > 统计局 > 年报).
    """

    source: Source
    organization: str | None = None
    year: int | None = None
    form: str | None = None
    title: str | None = None
    published_on: str | None = None
    signed_on: str | None = None
    issuer: str | None = None
    index_number: str | None = None
    site_name: str | None = None
    site_code: str | None = None
    sections: tuple[Section, ...] = ()
    cells: tuple[Cell, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    scope: str | None = None
    trail: tuple[str, ...] = ()
