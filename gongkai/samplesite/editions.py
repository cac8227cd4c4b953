"""From a case of the catalogue to a finished report: its paper, its text, its truth.

Promises: one pass, Figures -> Entries -> Paper -> HTML and text; the truth is taken from entries and paper.
Refuses: to place a report on a site; `site` and the families do.
Caveat: the text of a flattened report is offered as a plain file too, led in by a line of breadcrumbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.samplesite import damage, prose
from gongkai.samplesite.bodies import REAL_TOWN, Body, parts_of
from gongkai.samplesite.catalogue import Case
from gongkai.samplesite.flattened import flatten
from gongkai.samplesite.layout import SECTION_TITLES, form_of, indicators
from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.paper import Entries, Paper, Paragraph, Table, build_tables
from gongkai.samplesite.printing import Entry, print_figures
from gongkai.samplesite.render import RENDERINGS
from gongkai.samplesite.truth import TruthReport, Value, broken_equations
from gongkai.samplesite.wording import reword

_MONEY = ("proactive_fees_amount", "proactive_procurement_amount")


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished report; `text` is None where its tables were not flattened."""

    case: Case
    paper: Paper
    entries: Entries
    html: str
    text: str | None
    published: date


def make_edition(case: Case, figures: Figures) -> Edition:
    """Print, lay out, damage and render one report."""
    if case.mistake is not None:
        figures = damage.MISTAKES[case.mistake](figures)
    if case.layout == "mixed":
        figures = _merge_other_rows(figures)
    entries = print_figures(figures, case.style) | {one: Entry("", None) for one in case.blank_cells}
    paper = _write_paper(case, figures, entries)
    for name in case.wordings:
        paper = reword(paper, name)
    for name in case.damages:
        paper = damage.DAMAGES[name](paper)
    text = _as_text(case, paper) if case.rendering.startswith("flattened-") else None
    published = prose.signing_date(case.body, case.year) + timedelta(days=2)
    return Edition(case, paper, entries, RENDERINGS[case.rendering](paper), text, published)


def make_truth(edition: Edition, *, path: str, host_index: int, allowed: bool) -> TruthReport:
    """What the page of this edition shows, and what it hides."""
    case, body = edition.case, edition.case.body
    shown = edition.paper.shown()
    printed = {key: edition.entries[key] for key in indicators(case.layout)}
    cells: dict[str, Value] = {key: entry.value for key, entry in printed.items() if key in shown}
    return TruthReport(
        organization=body.name_in(case.year),
        organization_id=body.organization_id,
        kind=body.kind_in(case.year),
        county=body.area,
        division_code=body.code,
        year=case.year,
        form=form_of(case.year),
        path=path,
        host_index=host_index,
        encoding=body.county.encoding,
        rendering=case.rendering,
        damaged=not damage.HARMLESS.issuperset(case.damages),
        cells=cells,
        expected_findings=_expected_findings(case, cells),
        allowed=allowed,
        hidden={key: entry.value for key, entry in printed.items() if key not in shown},
        units={key: printed[key].unit for key in _MONEY if key in cells and cells[key] is not None},
        title=edition.paper.title,
        text_file=text_name(case) if edition.text is not None else None,
        said=_said(case, {key: int(value) for key, value in cells.items() if value is not None}),
        members=_members(body, case.year),
        again=case.again,
        raw={key: printed[key].text for key in cells},
    )


def text_name(case: Case) -> str:
    """The file name of a report that is offered as plain text.

    >>> from gongkai.samplesite.catalogue import all_cases
    >>> text_name(all_cases()[0])
    '990101-xzf-2019.txt'
    """
    again = "-again" if case.again else ""
    return f"{case.body.code}-{case.body.slug}-{case.year}{again}.txt"


def _expected_findings(case: Case, cells: dict[str, Value]) -> tuple[str, ...]:
    codes = list(broken_equations(cells, case.layout).elements())
    codes += [code for name in case.damages for code in damage.FINDINGS.get(name, ())]
    codes += ["contradicts_narrative"] * len(case.said)
    if case.layout == "mixed":
        codes.append("mixed_forms")
    return tuple(sorted(codes))


def _said(case: Case, figures: Figures) -> Figures:
    """The numbers that the text states otherwise than the tables."""
    return {key: figures[key] + more for key, more in case.said}


def _members(body: Body, year: int) -> tuple[str, ...]:
    parts = parts_of(body) if body.kind == "government" else ()
    return tuple(part.organization_id for part in parts if part.reports_on(year))


def _merge_other_rows(figures: Figures) -> Figures:
    """The three rows of （六）其他处理 as the one row that some bodies still print."""
    merged = dict(figures)
    for key in figures:
        row, _, column = key.partition("other_no_correction_")
        if column:
            parts = ("other_no_correction_", "other_no_payment_", "other_remainder_")
            merged[f"{row}other_{column}"] = sum(figures[row + part + column] for part in parts)
    return merged


def _write_paper(case: Case, figures: Figures, entries: Entries) -> Paper:
    body, year = case.body, case.year
    title = prose.write_title(body, year)
    tables: dict[int, Table] = dict(enumerate(build_tables(entries, case.layout), start=1))
    blocks: list[Paragraph | Table] = []
    for number, texts in enumerate(prose.write_sections(body, year, figures | _said(case, figures))):
        blocks.append(Paragraph(SECTION_TITLES[number], "heading"))
        blocks += [Paragraph(text) for text in texts]
        if number in tables:
            blocks.append(tables[number])
    blocks += [Paragraph(text, "signature") for text in prose.write_signature(body, year)]
    return Paper(title, tuple(blocks))


def _as_text(case: Case, paper: Paper) -> str:
    breadcrumbs = f"您当前的位置:首页\n > 政府信息公开 > 政府信息公开年报 > {case.year}\n\n"
    return f"{breadcrumbs}{paper.title}\n\n{flatten(paper, case.rendering[-1])}{_source_line(case)}"


def _source_line(case: Case) -> str:
    name = "巴丹吉林镇" if case.body is REAL_TOWN else case.body.name_in(case.year)
    return f"\n编辑:\n信息来源:{name}\n"
