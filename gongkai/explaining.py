"""`gongkai explain`: how one cell was obtained, for people and as JSON.

Promises: everything that `parsers.explaining` says is shown; numbers are the report's own.
Refuses: a path that holds several documents, and ids that no form has: the error says which, and what to do.
Caveat: many equal ways of setting a row's values are counted, and only the first few written out.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from gongkai.codebook import Indicator, read_codebook
from gongkai.errors import InputError
from gongkai.inputs import Input, read_inputs
from gongkai.parsing import cell_object, finding_object, plain_number
from gongkai.reading import Failure
from parsers.errors import ParseError
from parsers.explaining import Explanation, State, Sum, Term, Way, Weighed
from parsers.explaining import explain as explain_document
from parsers.report import Code, Evidence, Finding, Report, Status
from parsers.surroundings import Line

NAMED = 5  # documents of a path, and ids near to one, that an error names
MOST_WAYS = 6  # ways of setting a row's values that are written out
MOST_TERMS = 8  # of a side; on a longer one zeros are counted
_NUMBER = 7  # columns for a line's number

STATUSES = {
    Status.PUBLISHED: "a number is printed in this cell",
    Status.BLANK: "the cell is there and holds nothing, or a sign for nothing",
    Status.UNREADABLE: "what is printed is not one number, or nothing says for certain whose it is",
    Status.RECOVERED: "the document does not show the cell, and the report's own sums force one value",
    Status.MISSING: "the document does not show the cell, and nothing forces a value for certain",
}
EVIDENCE = {
    Evidence.GEOMETRY: "it stands in a real table",
    Evidence.LABEL: "words that name its row stand beside it or above it",
    Evidence.ORDER: "the labelled rows around it leave one place",
    Evidence.COUNT: "its row has exactly as many values as the form has cells",
    Evidence.SUMS: "every sum that touches it holds",
    Evidence.PRIOR: "it agrees with last year's carry-over",
}
KINDS = {
    Code.ROW_SUM: "row",
    Code.DISPUTE_SUM: "row",
    Code.RESULTS_SUM: "column, the results add up to （七）总计",
    Code.FLOW: "column, 一+二 = （七）总计+四",
    Code.PARTS_SUM: "list, the parts add up to their total",
}


def explain(path: Path, indicator: str) -> Explanation:
    """Explain one cell of the one document at `path`; InputError where there is not one."""
    check_indicator(indicator)
    document = _only_document(path)
    try:
        return explain_document(
            document.data, indicator, content_type=document.content_type, url=document.address
        )
    except ParseError as error:
        raise InputError(f"{path}: {error}", remedy=f"Why: {error.code}.") from error


def check_indicator(indicator: str) -> None:
    """Raise InputError for an id that the codebook does not have, with those that are near.

    >>> check_indicator("requests_received_totl")
    Traceback (most recent call last):
    gongkai.errors.InputError: requests_received_totl: no such indicator
    """
    names = [found.indicator for found in read_codebook()]
    if indicator not in names:
        near = difflib.get_close_matches(indicator, names, NAMED, 0.5)
        remedy = f"Near to it: {', '.join(near)}." if near else "gongkai codebook lists them."
        raise InputError(f"{indicator}: no such indicator", remedy=remedy)


def _only_document(path: Path) -> Input:
    found = list(islice(read_inputs([path]), NAMED + 1))
    documents = [one for one in found if isinstance(one, Input)]
    if len(documents) > 1:
        names = ", ".join(one.shown for one in documents[:NAMED])
        more = " and more" if len(documents) > NAMED else ""
        raise InputError(f"{path} holds several documents: {names}{more}", remedy="Name one file.")
    failure = next((one for one in found if isinstance(one, Failure)), None)
    if not documents:
        raise InputError(f"{path}: {failure.message if failure else 'holds no document'}")
    return documents[0]


# --- JSON ---------------------------------------------------------------------------------------------------


def explanation_json(how: Explanation, source: str) -> str:
    """One line of JSON."""
    report = how.report
    shown = {
        "source": source,
        "indicator": how.indicator,
        "organization": report.organization,
        "year": report.year,
        "form": report.form,
        "cell": cell_object(how.cell) if how.cell else None,
        "lines": [asdict(line) for line in how.lines],
        "label": how.label,
        "score": how.score,
        "header": list(how.header),
        "between": list(how.between),
        "sums": [{**asdict(one), "code": one.code.value, "state": one.state.value} for one in how.sums],
        "findings": [finding_object(finding) for finding in how.findings],
        "weighed": asdict(how.weighed) if how.weighed else None,
        "set_aside": [{"text": text.text, "where": text.where} for text in how.aside],
    }
    return json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace").decode()


# --- text ---------------------------------------------------------------------------------------------------


def show_explanation(how: Explanation, source: str) -> RenderableType:
    """An explanation for people."""
    parts = [Text(f"{source}: {_who(how.report)}\n{how.indicator}｜{_entry(how.indicator).place}")]
    parts += [*_cell_lines(how)]
    if how.cell is not None:
        parts += [_head("In the document"), *map(_line, how.lines)]
        parts += [] if how.lines else [_plain("no line of its table is in the document")]
        parts += [_head("Label"), *_label(how), _head("Sums that touch it"), *_sums(how)]
    parts += [_head("Findings"), *_findings(how.findings)]
    parts += [_head("Rejected"), *_rejected(how)] if how.cell is not None else []
    return Group(*parts)


def _who(report: Report) -> str:
    form = f"form of {report.form}" if report.form else "no form recognised"
    return f"{report.organization or 'organisation unknown'}, {report.year or 'year unknown'}, {form}"


def _entry(indicator: str) -> Indicator:
    return next(found for found in read_codebook() if found.indicator == indicator)


def _row(indicator: str) -> str:
    return _entry(indicator).row_zh.rsplit(" > ")[-1]


def _column(indicator: str) -> str:
    return _entry(indicator).column_zh.split(" (")[0].rsplit(" > ")[-1]


def _head(title: str) -> Text:
    return Text(f"\n{title}", style="bold")


def _plain(text: str, style: str = "") -> Text:
    return Text(f"  {text}", style=style)


def _cell_lines(how: Explanation) -> Iterator[Text]:
    cell = how.cell
    if cell is None:
        forms = " and ".join(_entry(how.indicator).forms)
        reason = f"this cell is of the form of {forms}" if how.report.form else "the document has no cells"
        yield _plain(f"no such cell: {reason}", "yellow")
        return
    yield _head("Cell")
    yield _plain(f"status    {cell.status.value}: {STATUSES[cell.status]}")
    unit = f" {cell.unit}" if cell.unit else ""
    value = "none" if cell.value is None else f"{plain_number(cell.value)}{unit}"
    yield _plain(f"value     {value}")
    raw = "nothing" if cell.raw is None else f"“{cell.raw}” at {cell.where}"
    yield _plain(f"printed   {raw}")
    implied = "nothing: they do not force one value" if cell.implied is None else str(cell.implied)
    yield _plain(f"implied   {implied} (what the report's other numbers force upon the cell)")
    for number, name in enumerate(cell.evidence.split("+") if cell.evidence else ["none"]):
        means = f": {EVIDENCE[Evidence(name)]}" if name != "none" else ": nothing vouches for its place"
        if cell.status is Status.RECOVERED:
            means = ": they force this value, and none speaks against it"
        yield _plain(f"{'evidence' if number == 0 else '':10}{name}{means}")


def _line(line: Line) -> Text:
    number = line.where.rsplit("line ")[-1] if line.where.startswith("text:") else line.where
    sign = ">" if line.marks else " "
    text = Text(f"{sign} {number:>{_NUMBER}}  ", style="" if line.marks else "dim")
    shown, at = "", 0
    for start, end in line.marks:
        shown += f"{line.text[at:start]}【{line.text[start:end]}】"
        at = end
    text.append(shown + line.text[at:] + ("" if line.text else "(blank line)"))
    if len(line.cells) == 1:
        text.append(f"   <- {_column(line.cells[0])}", style="dim")
    return text


def _label(how: Explanation) -> Iterator[Text]:
    if how.label:
        yield _plain(
            f"“{how.label}”, read as “{_row(how.indicator)}”, score {how.score:.2f} (1 is the form's own)"
        )
    elif any(how.between):
        above, below = (f"“{label}”" if label else "the table's end" for label in how.between)
        yield _plain(f"none beside it; the nearest labels are {above} above and {below} below")
    elif how.header:
        yield _plain("none beside it; the words above it name it")
    else:
        yield _plain("none was read")
    if how.header:
        yield _plain(f"above it: {' > '.join(how.header)}")


def _sums(how: Explanation) -> Iterator[Text]:
    is_lost = how.cell is not None and how.cell.raw is None
    if not how.sums:
        yield _plain("none: the form has no sum over this cell, so only its place speaks for it")
    for one in how.sums:
        style = {State.HOLDS: "green", State.BROKEN: "red", State.OPEN: "yellow"}[one.state]
        forced = ""
        if one.state is State.OPEN:
            unknown = sum(term.value is None for term in (*one.left, *one.right))
            forced = f", {unknown} of its cells are not known" if one.forces is None else ""
        if one.forces is not None and (one.state is not State.HOLDS or is_lost):
            forced = f"; alone it would make this cell {one.forces}"
        yield _plain(f"{KINDS[one.code]} “{one.line}”: {one.state.value}{forced}", style)
        yield _plain(f"  {_side(one, one.left, how.indicator)} = {_side(one, one.right, how.indicator)}")
    if any(t.status is Status.RECOVERED for one in how.sums for t in (*one.left, *one.right)):
        yield _plain("* is not printed but recovered", "dim")


def _side(one: Sum, terms: Sequence[Term], indicator: str) -> str:
    """A side of a sum, each term by its column in a row and by its row in a column."""
    name = _column if KINDS[one.code] == "row" else _row
    is_long = len(terms) > MOST_TERMS
    shown = [t for t in terms if not (is_long and t.value == 0 and t.indicator != indicator)]
    words = []
    for term in shown:
        value = "?" if term.value is None else str(plain_number(term.value))
        star = "*" if term.status is Status.RECOVERED else ""
        here = (f"【{value}{star}】") if term.indicator == indicator else f"{value}{star}"
        words.append(f"{_short(name(term.indicator))} {here}")
    zeros = len(terms) - len(shown)
    return " + ".join([*words, *([f"{zeros} zeros"] if zeros else [])])


def _short(name: str) -> str:
    return name if len(name) <= 14 else name[:13] + "…"


def _findings(findings: Sequence[Finding]) -> Iterator[Text]:
    if not findings:
        yield _plain("none names it")
    for finding in findings:
        yield _plain(f"{finding.severity.value} {finding.code.value}: {finding.message_en}")
        yield _plain(f"  {finding.message_zh}")


def _rejected(how: Explanation) -> Iterator[Text]:
    for text in how.aside:
        yield _plain(f"another text for this cell: “{text.text}” at {text.where}")
    if how.weighed is not None:
        yield from _weighed(how.weighed)
        if len(how.weighed.left) > 1 and how.cell is not None and how.cell.status.has_value:
            yield _plain("all that are left give this cell the same value")
    elif not how.aside:
        yield _plain(
            "nothing: there was one way to read it" if how.cell and how.cell.raw is not None else "nothing"
        )


def _weighed(weighed: Weighed) -> Iterator[Text]:
    printed = [text for text in weighed.printed if text]
    yield _plain(
        f"“{weighed.row}”: {len(weighed.cells)} cells, {len(printed)} values are printed: {' '.join(printed)}"
    )
    if not weighed.ways:
        yield _plain("no way of setting them upon the cells was weighed: too much is gone, or header unclear")
        return
    yield _plain(f"ways of setting them upon the cells: {weighed.ways}; the sums leave {len(weighed.left)}")
    if weighed.torn:
        yield _plain("every way breaks a sum: one of the printed numbers is wrong, so nothing is taken")
    yield _plain("left (_ is a lost cell):")
    yield from _ways(weighed.left)
    if weighed.rejected:
        yield _plain("rejected, with the sums that it breaks:")
        yield from _ways(weighed.rejected)


def _ways(ways: Sequence[Way]) -> Iterator[Text]:
    for way in ways[:MOST_WAYS]:
        values = " ".join("_" if value is None else value or "(blank)" for value in way.values)
        yield _plain(f"  {values}" + (f"   breaks {', '.join(way.breaks)}" if way.breaks else ""))
    if len(ways) > MOST_WAYS:
        yield _plain(f"  and {len(ways) - MOST_WAYS} more")
