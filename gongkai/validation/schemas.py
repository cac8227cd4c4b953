"""The pandera schema of each table, made from `fields.py`; what a row must say by itself.

Promises: every column has its type, its nulls, its words or its range; every failure carries the id of a
check of the catalogue.
Refuses: rules that need another row or another table: those are in the modules beside.
Caveat: pandera takes most of a second to import, so this module is imported by a build alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow.compute as pc

from gongkai.codebook import read_codebook
from gongkai.fields import TABLES, Field, Table
from gongkai.organizations import UNKNOWN_AREA
from gongkai.reasons import STATES, VIAS
from gongkai.validation.files import File
from gongkai.validation.outcome import Notes
from gongkai.validation.tables import CHINESE
from parsers.report import Code, Evidence, Severity, Status

FIRST_YEAR, LAST_YEAR = 2000, 2100  # the first reports are older than the Regulations of 2008
LARGEST = 2.0**53  # up to here a double holds every integer
KINDS = ("government", "office", "department", "town", "street", "zone", "village", "other")
LEVELS = ("nation", "province", "prefecture", "county", "township", "village")
_DTYPES: Mapping[str, Any] = {
    "string": pd.StringDtype(),
    "integer": pd.Int64Dtype(),
    "number": pd.Float64Dtype(),
    "boolean": pd.BooleanDtype(),
    "date": "datetime64[ms]",
    "datetime": pd.DatetimeTZDtype("ms", "UTC"),
}
_SHA256 = r"[0-9a-f]{64}"
_CODE = r"[0-9]{6}"
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"  # the upper ones are what UTF-8 read as Latin-1 leaves
_OF_DOCUMENTS = frozenset({"text"})  # what a single document may do: few are told, many stop the release
_LEAST_OF_DOCUMENTS, _SHARE_OF_DOCUMENTS = 5, 0.02
_INDICATORS = frozenset(found.indicator for found in read_codebook())
_WORDS: Mapping[str, tuple[str, ...]] = {
    "cells.status": tuple(Status),
    "changes.status": tuple(Status),
    "changes.status_before": tuple(Status),
    "findings.code": tuple(Code),
    "findings.severity": tuple(Severity),
    "coverage.state": STATES,
    "coverage.expected_by": VIAS,
    "organizations.kind": KINDS,
    "organizations.level": LEVELS,
    "*.form": tuple(sorted({form for found in read_codebook() for form in found.forms})),
    "*.indicator": tuple(_INDICATORS),
}
_PATTERNS: Mapping[str, str] = {
    "reports.report_id": _SHA256,
    "reports.sha256": _SHA256,
    "reports.superseded_by": _SHA256,
    "reports.same_as": _SHA256,
    "reports.url": r"(?s)[A-Za-z][A-Za-z0-9+.-]*:.+",
    "organizations.organization_id": rf"(?s)(?:{_CODE}|{UNKNOWN_AREA}):.+",
    "organizations.division_code": _CODE,
}
_LANGUAGES: Mapping[str, str] = {
    "findings.message_zh": CHINESE,
    "findings.message_en": "[A-Za-z]{2,} [a-z]{2,}",  # two words: a Chinese one quotes single words
}
_UNCHECKED_TEXTS = frozenset({"cells.raw", "cells.where"})  # as printed, and one to each of millions of cells
Test = Callable[[Any], Any]


@lru_cache(maxsize=1)
def schemas() -> Mapping[str, Any]:
    """The schema of each table, by its name."""
    return {name: _schema(table) for name, table in TABLES.items()}


def check_rows(file: File, group: Any, notes: Notes) -> None:
    """Note what is wrong with the rows of one row group by themselves."""
    name, plain = file.table.name, _plain_numbers(file.table)
    is_short = bool(plain) and _has_columns(group, file.table) and _are_exact(group, plain)
    frame = to_frame(group.drop_columns(list(plain)) if is_short else group)
    try:
        (_short_schema(name) if is_short else schemas()[name]).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        _note(error, frame, file, notes)


@cache
def _plain_numbers(table: Table) -> tuple[str, ...]:
    """The columns of which only type and range are asked: hundreds in the panel, which take pandera long."""
    if table.name in _ROWS:
        return ()
    return tuple(
        field.name
        for field in table.fields
        if field.nullable
        and field.type in ("integer", "number")
        and all(test is _is_exact for _, test in _tests(table, field))
    )


def _has_columns(group: Any, table: Table) -> bool:
    """True where the plain numbers have their types, and all columns their order."""
    schema, plain = table.schema(), _plain_numbers(table)
    is_ordered = group.schema.names == schema.names
    return is_ordered and all(group.schema.field(name).type == schema.field(name).type for name in plain)


def _are_exact(group: Any, names: Sequence[str]) -> bool:
    """True where all numbers of these columns are in range."""
    ends = (end.as_py() for name in names for end in pc.min_max(group.column(name)).values())
    return all(end is None or abs(end) <= LARGEST for end in ends)


@cache
def _short_schema(name: str) -> Any:
    """The schema of a table without its plain numbers."""
    table = TABLES[name]
    plain = set(_plain_numbers(table))
    return _schema(replace(table, fields=tuple(one for one in table.fields if one.name not in plain)))


def to_frame(group: Any) -> Any:
    """A row group as a frame of nullable types."""
    from gongkai.load import pandas_type

    plain = group.cast(_plain(group.schema))
    return plain.to_pandas(types_mapper=pandas_type, date_as_object=False)


def _plain(schema: Any) -> Any:
    import pyarrow as pa

    return pa.schema(
        [pa.field(one.name, pa.string()) if pa.types.is_dictionary(one.type) else one for one in schema]
    )


def _schema(table: Table) -> Any:
    columns = {field.name: _column(table, field) for field in table.fields}
    rules = [pandera.Check(test, name=id_, ignore_na=False) for id_, test in _ROWS.get(table.name, ())]
    return pandera.DataFrameSchema(columns, checks=rules, strict=True, ordered=True)


def _column(table: Table, field: Field) -> Any:
    checks = [pandera.Check(test, name=id_) for id_, test in _tests(table, field)]
    return pandera.Column(_DTYPES[field.type], checks=checks, nullable=field.nullable)


def _tests(table: Table, field: Field) -> list[tuple[str, Test]]:
    name = f"{table.name}.{field.name}"
    words = _WORDS.get(name) or _WORDS.get(f"*.{field.name}")
    tests: list[tuple[str, Test]] = []
    if words:
        tests.append(("words", lambda column: column.isin([str(word) for word in words])))
    if name in _PATTERNS:
        tests.append(("pattern", lambda column: column.str.fullmatch(_PATTERNS[name])))
    elif field.type == "string" and not words and name not in _UNCHECKED_TEXTS:
        tests.append(("text", lambda column: ~column.str.contains(_CONTROL)))
    if name == "findings.indicators":
        tests.append(("words", lambda column: column.str.split(";").map(_INDICATORS.issuperset)))
    if name in _LANGUAGES:
        tests.append(("languages", lambda column: column.str.contains(_LANGUAGES[name])))
    if field.name in ("year", "first_year", "last_year"):
        tests.append(("range", lambda column: column.between(FIRST_YEAR, LAST_YEAR)))
    elif field.unit in ("cells", "findings") or field.name == "ordinal":
        tests.append(("range", lambda column: column >= 0))
    elif field.type == "number" or (field.type == "integer" and table.name in ("cells", "ledger")):
        tests.append(("range", _is_exact))
    return tests


def _is_exact(column: Any) -> Any:
    return column.abs() <= LARGEST


def _has_value_by_status(cells: Any) -> Any:
    has_value = cells["status"].isin([status.value for status in Status if status.has_value])
    return cells["value"].notna() == has_value


def _is_shown_by_status(cells: Any) -> Any:
    is_shown = ~cells["status"].isin([Status.RECOVERED.value, Status.MISSING.value])
    return (cells["raw"].notna() == is_shown) & (cells["where"].notna() == is_shown)


def _is_recovered_as_implied(cells: Any) -> Any:
    is_recovered = cells["status"] == Status.RECOVERED.value
    return ~is_recovered | (cells["value"] == cells["implied"]).fillna(False)


def _has_evidence_in_order(cells: Any) -> Any:
    known = "".join(rf"(?:{word}(?:\+|$))?" for word in Evidence)
    return cells["evidence"].str.fullmatch(known) & ~cells["evidence"].str.endswith("+")


def _has_its_difference(ledger: Any) -> Any:
    expected = ledger["carried_in_next"] - ledger["carried_out"]
    return (ledger["difference"] == expected).fillna(False) | (ledger["difference"].isna() & expected.isna())


def _is_seen_in_order(reports: Any) -> Any:
    first, last = reports["first_seen_at"], reports["last_seen_at"]
    return (first <= reports["fetched_at"]) & (reports["fetched_at"] <= last)


def _has_reason_unless_read(coverage: Any) -> Any:
    return coverage["reason"].isna() == (coverage["state"] == "read")


def _begins_before_it_ends(organizations: Any) -> Any:
    return ~(organizations["first_year"] > organizations["last_year"]).fillna(False)


def _lies_in_its_area(organizations: Any) -> Any:
    """The code in the id is the area's, until the area's code changes: then it is of the same province."""
    code, area = organizations["division_code"], organizations["organization_id"].str.split(":").str[0]
    return (code.isna() & (area == UNKNOWN_AREA)) | (code.str[:2] == area.str[:2]).fillna(False)


def _differs(changes: Any) -> Any:
    same = [
        (changes[f"{name}_before"] == changes[name]).fillna(False)
        | (changes[f"{name}_before"].isna() & changes[name].isna())
        for name in ("value", "raw", "status")
    ]
    return ~(same[0] & same[1] & same[2])


_ROWS: Mapping[str, tuple[tuple[str, Test], ...]] = {
    "cells": (
        ("status_value", _has_value_by_status),
        ("status_value", _is_shown_by_status),
        ("status_value", _is_recovered_as_implied),
        ("words", _has_evidence_in_order),
    ),
    "ledger": (("ledger_values", _has_its_difference),),
    "reports": (("dates", _is_seen_in_order),),
    "coverage": (("coverage_states", _has_reason_unless_read),),
    "organizations": (("organization_years", _begins_before_it_ends), ("pattern", _lies_in_its_area)),
    "changes": (("changes_values", _differs),),
}
_OWN_CHECKS = {"not_nullable": "null", "dtype": "type", "column_in_schema": "columns"}


def _note(error: Any, frame: Any, file: File, notes: Notes) -> None:
    cases = error.failure_cases
    for (check, column), group in cases.groupby(["check", "column"], dropna=False, sort=False):
        id_ = next((own for known, own in _OWN_CHECKS.items() if str(check).startswith(known)), str(check))
        places = list(dict.fromkeys(int(place) for place in group["index"].dropna()))
        rows = [_shown(frame, place, str(column), file.table) for place in places[:8]]
        few = len(places) < max(_LEAST_OF_DOCUMENTS, _SHARE_OF_DOCUMENTS * len(frame))
        severity = "warning" if id_ in _OF_DOCUMENTS and few else "error"
        told = rows or [{"column": column, "problem": check}]
        notes.add(id_, file.path, len(places) or len(group), told, severity=severity)


def _shown(frame: Any, place: int, column: str, table: Table) -> dict[str, object]:
    keys = list(table.file_key)
    names = (
        [*keys, column]
        if column in frame.columns
        else [*keys, *frame.columns.difference(keys, sort=False)[:8]]
    )
    values = frame.iloc[place]
    return {name: None if pd.isna(values[name]) else values[name] for name in dict.fromkeys(names)}
