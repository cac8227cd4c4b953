"""`gongkai parse`: documents to reports, without an archive; and a report as one line of JSON.

Promises: one outcome a document, in order; the JSON has the keys of the public contract and no others.
Refuses: to write anything.
Caveat: a page of a WARC file is shown as `path#address`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gongkai.inputs import read_inputs
from gongkai.reading import Failure, Outcome, Parsed, Parser, Task, read_document
from parsers.report import Cell, Finding, Report


def parse_paths(paths: Iterable[Path], parse: Parser) -> Iterator[Outcome]:
    """The outcome of each document; its address is the path as given."""
    for found in read_inputs(paths):
        if isinstance(found, Failure):
            yield found
            continue
        outcome = read_document(Task(found.address, found.data, found.content_type), parse)
        yield replace(outcome, address=found.shown)


def to_json(outcome: Outcome) -> str:
    """One line of JSON.

    >>> to_json(Failure("a.txt", "empty_document", "nothing but white space"))
    '{"source": "a.txt", "error": {"code": "empty_document", "message": "nothing but white space"}}'
    """
    return json.dumps(_as_object(outcome), ensure_ascii=False).encode("utf-8", "replace").decode()


def _as_object(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Parsed):
        return {"source": outcome.address, **_report(outcome.report)}
    return {"source": outcome.address, "error": {"code": outcome.code, "message": outcome.message}}


def _report(report: Report) -> dict[str, Any]:
    return {
        "organization": report.organization,
        "year": report.year,
        "form": report.form,
        "title": report.title,
        "published_on": report.published_on,
        "signed_on": report.signed_on,
        "issuer": report.issuer,
        "index_number": report.index_number,
        "cells": [cell_object(cell) for cell in report.cells],
        "findings": [finding_object(finding) for finding in report.findings],
        "sections": {part.section: part.text for part in report.sections},
    }


def cell_object(cell: Cell) -> dict[str, Any]:
    """A cell with the keys of the public contract."""
    return {
        "indicator": cell.indicator,
        "value": plain_number(cell.value),
        "implied": cell.implied,
        "raw": cell.raw,
        "unit": cell.unit,
        "status": cell.status.value,
        "evidence": cell.evidence,
        "where": cell.where,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding with the keys of the public contract."""
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "indicators": list(finding.indicators),
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "where": finding.where,
    }


def plain_number(value: int | float | None) -> int | float | None:
    """A whole number without `.0`.

    >>> plain_number(3.0), plain_number(2.5)
    (3, 2.5)
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value
