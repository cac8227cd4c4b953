"""What a release holds, in numbers and in words: the page that ends a run.

Promises: counts come from the release itself, so that `gongkai status` shows the same later.
Refuses: to count a report twice: cells and findings are of the newest versions, copies left out.
Caveat: an organisation is counted where its name is known; reports without one are counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parsers.report import Severity, Status


@dataclass(frozen=True, slots=True)
class Overview:
    """A release in numbers; `cells` by status, `findings` by (code, severity), most frequent first."""

    name: str
    path: Path
    reports: int
    versions: int
    organizations: int
    first_year: int | None
    last_year: int | None
    unnamed: int
    cells: tuple[tuple[str, int], ...]
    findings: tuple[tuple[str, str, int], ...]

    def worst(self) -> Severity | None:
        """The gravest severity among the findings; None without any."""
        found = [Severity(severity) for _, severity, _ in self.findings]
        return max(found, key=lambda severity: severity.rank, default=None)


def look_at(release: Path) -> Overview:
    """Count what is in a release."""
    names = [f"cells_{status}" for status in Status]
    columns = ["report_id", "organization_id", "year", "form", "superseded_by", "same_as", *names]
    versions = _read(release / "reports.parquet", columns)
    counted = pc.and_(pc.is_null(versions["superseded_by"]), pc.is_null(versions["same_as"]))
    newest = versions.filter(counted)
    years = pc.min_max(newest["year"]).as_py()
    return Overview(
        name=release.resolve().name,
        path=release,
        reports=_panel_rows(release),
        versions=versions.num_rows,
        organizations=pq.read_metadata(release / "organizations.parquet").num_rows,
        first_year=years["min"],
        last_year=years["max"],
        unnamed=newest["organization_id"].null_count,
        cells=tuple((status.value, pc.sum(newest[f"cells_{status}"]).as_py() or 0) for status in Status),
        findings=_findings(release, newest["report_id"]),
    )


def _panel_rows(release: Path) -> int:
    paths = release.glob("indicators/year=*/part-0.parquet")
    return sum(pq.read_metadata(path).num_rows for path in paths)


def _findings(release: Path, newest: Any) -> tuple[tuple[str, str, int], ...]:
    found = _read(release / "findings.parquet", ["report_id", "code", "severity"])
    kept = found.filter(pc.is_in(found["report_id"], value_set=newest.combine_chunks()))
    counts = Counter(zip(kept["code"].to_pylist(), kept["severity"].to_pylist(), strict=True))
    ordered = sorted(counts.items(), key=lambda item: (-Severity(item[0][1]).rank, -item[1], item[0]))
    return tuple((code, severity, count) for (code, severity), count in ordered)


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    return pq.read_table(path, columns=list(columns), partitioning=None)
