"""The tables that are not kept by year, as columns of numbers that the checks across tables need.

Promises: a few numbers a row, whatever the texts; a million reports take about 150 MB.
Refuses: to keep what only a person reads.
Caveat: places in these columns are places of rows in their files, by which rows are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gongkai.rows import ARITHMETIC
from gongkai.validation.cells import STATUSES
from gongkai.validation.files import File
from gongkai.validation.hashing import (
    Flags,
    Hashes,
    Index,
    Places,
    hash_column,
    hash_text,
    mix,
    numbers_of,
    sum_by,
)  # fmt: skip
from parsers.report import AT_BUILD, Code, Severity

Ints = npt.NDArray[np.int64]
FIXED = (
    "year",
    "form",
    "title",
    "url",
    "published_on",
    "signed_on",
    "issuer",
    "index_number",
    "site_name",
    "site_code",
)
CHINESE = "[\u3400-\u9fff\U00020000-\U0003ffff]"  # what Chinese words have, and no others
_OF_BYTES = ("sha256", "content_type", "encoding")
_BODY_FIXED = ("name", "kind", "level", "division_code", "province", "prefecture", "county", "township")


@dataclass(frozen=True, slots=True)
class Reports:
    """`reports`: `year` is 0 where it is null; `frozen` stands for what the document fixes, `bytes` for what
    the bytes do that were fetched at `fetched_at`.
    """

    id: Hashes
    index: Index
    organization: Hashes
    year: Ints
    form: Hashes
    url: Hashes
    url_rank: Ints
    fetched_at: Ints
    first_seen_at: Ints
    last_seen_at: Ints
    published_on: Ints
    superseded_by: Hashes
    same_as: Hashes
    statuses: Ints
    findings: Ints
    frozen: Hashes
    bytes: Hashes


def read_reports(file: File) -> Reports:
    """The columns of `reports`."""
    names = ("report_id", "organization_id", "form", "url", "superseded_by", "same_as")
    times = ("fetched_at", "first_seen_at", "last_seen_at", "published_on")
    parts: dict[str, list[Any]] = {}
    for group in file.groups():
        found: dict[str, npt.NDArray[Any]] = {name: hash_column(group.column(name)) for name in names}
        found |= {name: moments_of(group.column(name)) for name in times}
        found |= {name: _integers(group.column(name)) for name in ("year", "findings")}
        found["frozen"] = mix(*(hash_column(_plain(group.column(name))) for name in FIXED))
        found["bytes"] = mix(*(hash_column(group.column(name)) for name in _OF_BYTES))
        found["statuses"] = np.stack([_integers(group.column(f"cells_{name}")) for name in STATUSES], axis=1)
        for name, column in found.items():
            parts.setdefault(name, []).append(column)
    whole = {name: np.concatenate(pieces) for name, pieces in parts.items()}
    urls = file.read(["url"]).column("url")
    rank = np.asarray(pc.rank(urls, tiebreaker="dense")).astype(np.int64)
    return Reports(
        id=whole["report_id"],
        index=Index(whole["report_id"]),
        organization=whole["organization_id"],
        url_rank=rank,
        **{name: whole[name] for name in whole if name not in ("report_id", "organization_id")},
    )


def _plain(column: Any) -> Any:
    """A column of which dates are numbers."""
    return column.cast(pa.int32()) if pa.types.is_date(column.type) else column


def _integers(column: Any) -> Ints:
    return numbers_of(column)[0].astype(np.int64)


def moments_of(column: Any) -> Ints:
    """Milliseconds since 1970; 0 for null."""
    if pa.types.is_date(column.type):
        return _integers(column.cast(pa.int32())) * 86_400_000
    return _integers(column.cast(pa.int64()))


@dataclass(frozen=True, slots=True)
class Bodies:
    """`organizations`: `area` stands for the province, `fixed` for all that does not change by a report."""

    id: Hashes
    index: Index
    area: Hashes
    first_year: Ints
    last_year: Ints
    fixed: Hashes
    names: Any
    aliases: Any


def read_bodies(file: File) -> Bodies:
    """The columns of `organizations`."""
    whole = file.read([field.name for field in file.table.fields])
    ids = hash_column(whole.column("organization_id"))
    return Bodies(
        ids,
        Index(ids),
        hash_column(whole.column("province")),
        _integers(whole.column("first_year")),
        _integers(whole.column("last_year")),
        mix(*(hash_column(whole.column(name)) for name in _BODY_FIXED)),
        whole.column("name"),
        whole.column("aliases"),
    )


@dataclass(frozen=True, slots=True)
class FindingSums:
    """`findings` by report: counts by severity, and of the codes that other columns follow from."""

    all: Ints
    warnings: Ints
    errors: Ints
    arithmetic: Ints
    no_report: Ints
    no_section: Ints
    breaks: dict[str, Ints]


def sum_findings(file: File, reports: Reports) -> FindingSums:
    """The findings of each report, by its place."""
    codes = [code for code in AT_BUILD if code is not Code.TWIN_REPORT]
    tests = {
        "all": None,
        "warnings": ("severity", (Severity.WARNING,)),
        "errors": ("severity", (Severity.ERROR,)),
        "arithmetic": ("code", tuple(ARITHMETIC)),
        "no_report": ("code", (Code.NOT_A_REPORT,)),
        "no_section": ("code", (Code.SECTION_MISSING,)),
        **{code.value: ("code", (code,)) for code in codes},
    }
    sums = {name: np.zeros(len(reports.id), dtype=np.int64) for name in tests}
    for group in file.groups(["report_id", "code", "severity"]):
        place = reports.index.find(hash_column(group.column("report_id")))
        for name, test in tests.items():
            flags = np.ones(len(place), dtype=np.int64) if test is None else _is_one(group, *test)
            sums[name] += sum_by(place, flags, len(reports.id))
    breaks = {code.value: sums[code.value] for code in codes}
    return FindingSums(**{name: sums[name] for name in sums if name not in breaks}, breaks=breaks)


def _is_one(group: Any, column: str, words: tuple[str, ...]) -> Ints:
    wanted = np.array([hash_text(str(word)) for word in words])
    return np.isin(hash_column(group.column(column)), wanted).astype(np.int64)


def unknown(index: Index, column: Any) -> Flags:
    """Which values of a column are not in an index; null is no value."""
    return np.asarray((index.find(hash_column(column)) < 0) & np.asarray(pc.is_valid(column)))


def by_report(index: Index, reports: Hashes, values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """The sums of `values` by the place of their report."""
    places: Places = index.find(reports)
    return sum_by(places, values, count)
