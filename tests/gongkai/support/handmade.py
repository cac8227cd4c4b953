"""A parser for hand-made reports: the document is JSON, so that a test says exactly what was read.

It lies on sys.path by conftest.py, because worker processes must find it by name.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from gongkai.codebook import Indicator, indicators_of
from parsers.errors import EmptyDocument, UnsupportedFormat
from parsers.report import Cell, Code, Finding, Report, Section, Severity, Source, Status

NAME = "溪云县统计局"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def document(**values: Any) -> bytes:
    """The bytes of a hand-made report; `cells` maps indicators to values, `statuses` to other statuses."""
    base = {"organization": NAME, "year": 2020, "form": "2019", "cells": {}, "statuses": {}}
    return json.dumps({**base, **values}, ensure_ascii=False, sort_keys=True).encode()


def fresh_store(releases: Path) -> Path:
    """A store that knows nothing, beside the releases and beside what was validated there."""
    return releases.with_name(f"{uuid4().hex}.sqlite")


def parse(data: bytes, *, content_type: str | None = None, url: str | None = None) -> Report:
    text = data.decode()
    if not text.strip():
        raise EmptyDocument("nothing but white space")
    if text.startswith("binary"):
        raise UnsupportedFormat("no text")
    if text.startswith("boom"):
        raise RuntimeError("an unforeseen fault")
    if text.startswith("exit"):
        os._exit(9)
    values = json.loads(text)
    form = values["form"]
    return Report(
        source=Source(url, hashlib.sha256(data).hexdigest(), content_type, "utf-8"),
        organization=values["organization"],
        year=values["year"],
        form=form,
        title=values.get("title", f"{values['organization']}{values['year']}年报"),
        published_on=values.get("published_on", "2021-01-31"),
        sections=tuple(Section(name, name, text) for name, text in values.get("sections", {}).items()),
        cells=tuple(_cell(found, values) for found in indicators_of(form)) if form else (),
        scope=values.get("scope"),
        findings=tuple(_finding(code) for code in values.get("findings", ())),
    )


def _cell(found: Indicator, values: dict[str, Any]) -> Cell:
    """A cell as a parser would give it: its text reads as its number, and only money may lack a unit."""
    name = found.indicator
    status = Status(values["statuses"].get(name, "published"))
    value = values["cells"].get(name, 0) if status.has_value else None
    unit = values.get("units", {}).get(name, None if found.is_money else found.unit)
    if status is Status.RECOVERED:
        return Cell(name, value, status, implied=value, unit=unit, evidence="sums")
    if status is Status.MISSING:
        return Cell(name, None, status, unit=unit)
    raw = {Status.PUBLISHED: str(value), Status.BLANK: "-"}.get(status, "0/0")
    return Cell(name, value, status, raw=raw, unit=unit, where="here", evidence="geometry+sums")


def _finding(code: str) -> Finding:
    severity = Severity.ERROR if code == "not_a_report" else Severity.WARNING
    return Finding(Code(code), severity, f"中文 {code}", f"English {code}")
