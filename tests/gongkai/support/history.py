"""A small history of reports, as real ones are: mostly zeros, carried over from year to year, some odd.

`build_history` makes two releases of it, the second with a year, some restatements and some addresses more.
"""

from __future__ import annotations

import os
import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import handmade
from filelock import FileLock
from handmade import NOON, document

from gongkai.codebook import indicators_of
from gongkai.pipeline import build
from scraper.archive import Archive, Hints

AREAS = {"990101": "溪云县", "990102": "鹭洲县", "152922": "阿拉善右旗"}
BODIES = ("统计局", "财政局", "教育局", "公安局", "人民政府")
YEARS = range(2019, 2023)
_COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service",
            "other_organization", "total")  # fmt: skip


def report(area: str, body: str, year: int, **more: Any) -> dict[str, bytes]:
    """One report, by its address."""
    dice = random.Random(f"{area} {body} {year} {more}")
    form = "2019" if year < 2021 else "2021"
    cells: dict[str, float] = {}
    units, statuses = {}, {}
    for found in indicators_of(form):
        if found.is_money:
            cells[found.indicator] = dice.choice([0, dice.randint(1, 90_000) / 100])
            units[found.indicator] = dice.choice(["元", "万元"])
        elif dice.random() < 0.25:
            cells[found.indicator] = dice.choice([1, 2, 3, 5, dice.randint(4, 400)])
    statuses |= {found.indicator: "blank" for found in indicators_of(form) if dice.random() < 0.03}
    statuses["requests_received_research"] = dice.choice(["published", "published", "recovered", "missing"])
    cells["requests_received_total"] = dice.randint(20, 60)
    cells["requests_handled_total_total"] = dice.randint(20, 60)
    for column in _COLUMNS:
        handed = random.Random(f"{area} {body} {column} {year - 1}").choice([0, 0, 0, 1, 2])
        cells[f"requests_carried_in_{column}"] = handed + (dice.random() < 0.05)
        cells[f"requests_carried_out_{column}"] = random.Random(f"{area} {body} {column} {year}").choice(
            [0, 0, 0, 1, 2]
        )
    findings = dice.choice([[], [], ["row_lost"], ["row_sum"], ["flow", "cell_lost"]])
    values = {
        "organization": AREAS[area] + body, "year": year, "form": form, "cells": cells, "units": units,
        "statuses": statuses, "findings": findings,
        "sections": {name: f"{year}年{dice.randint(0, 99)}件。" for name in ("overview", "problems")},
    }  # fmt: skip
    return {f"http://{area}.example/{body}/{year}.html": document(**{**values, **more})}


def build_history(folder: Path) -> tuple[Path, Path]:
    """Two releases below `folder`: the last, and the one after it.

    Modules and worker processes of one run of the tests build them once; the files are links to those.
    """
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # whose folders lie one level deeper
    shared = folder.parents[1 if is_worker else 0] / "built-history"
    with FileLock(shared.with_suffix(".lock")):
        names = [path.name for path in sorted((shared / "dataset").glob("v*"))]
        if not (shared / "is_done").exists():
            names = [path.name for path in _build(shared)]
            (shared / "is_done").touch()
    top = folder / "dataset"
    shutil.copytree(
        shared / "dataset", top, symlinks=True, copy_function=lambda one, other: Path(other).hardlink_to(one)
    )
    last, newest = (top / name for name in names)
    return last, newest


def _build(folder: Path) -> tuple[Path, Path]:
    archive = Archive(folder / "archive")
    made = []
    for step, years in enumerate((YEARS[:-1], YEARS[-1:])):
        with archive.writer() as writer:
            for area in AREAS:
                documents = _documents(area, years, step)
                for url, body in documents.items():
                    writer.write_resource(
                        url=url, body=body, content_type="text/html",
                        fetched_at=NOON + timedelta(days=step * 30), hints=Hints(division_code=area),
                    )  # fmt: skip
        summary = build(archive, folder / "dataset", parse=handmade.parse, store=folder / "store.sqlite")
        made.append(summary.release.path)
    return made[0], made[1]


def _documents(area: str, years: range, step: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for body in BODIES:
        for year in years:
            found |= report(area, body, year)
    (body,) = report(area, "统计局", years[0]).values()
    found[f"http://{area}.example/copy/{years[0]}.html"] = body
    if step:
        found |= report(area, "财政局", 2021, published_on="2022-02-02")
        found |= report(area, "教育局", 2020, title="教育局2020年年报（更正）")
    return found
