"""A government's sum over its members: compared only where the text says so and every member is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import handmade
import pytest
from handmade import document

from gongkai.load import open_dataset
from gongkai.pipeline import build
from scraper.archive import Archive, Hints

SITE = "http://www.xiyun.example"
SEEN = datetime(2026, 3, 1, tzinfo=UTC)
HINTS = Hints(source=f"{SITE}/nb/", division_code="990101")
RECEIVED, HANDLED = "requests_received_total", "requests_handled_total_total"
GOVERNMENT = "溪云县人民政府"
MEMBERS = {"溪云县人民政府办公室": 7, "溪云县统计局": 4, "溪云县沙洲镇人民政府": 1}
Change = Callable[[dict[str, dict[str, Any]], list[str]], None]


def findings(
    folder: Path, said: int, change: Change = lambda reports, names: None, *, doubt: str = ""
) -> list[dict[str, Any]]:
    """What a build says of a government that received `said`; `change` may change reports and the list."""
    reports: dict[str, dict[str, Any]] = {
        name: {"organization": name, "year": 2022, "form": "2021", "cells": {RECEIVED: count}}
        for name, count in MEMBERS.items()
    }
    reports[GOVERNMENT] = {**reports["溪云县统计局"], "organization": GOVERNMENT, "scope": "area"}
    reports[GOVERNMENT]["cells"] = {RECEIVED: said}
    names = [*reports]
    change(reports, names)
    archive = Archive(folder / "archive")
    writer = archive.writer()
    for number, report in enumerate(reports.values()):
        put(writer, f"/{number}.html", document(**report), "report")
    count = f"应公布{len(names)}家{doubt}。"
    rows = "".join(f"<tr><td>{name}</td><td>已公布</td></tr>" for name in names)
    title = "<title>溪云县2022年政府信息公开工作年度报告公布情况</title>"
    page = f"{title}<p>{count}</p><table><tr><th>单位</th><th>情况</th></tr>{rows}</table>"
    put(writer, "/gb.html", page.encode(), "register")
    writer.close()
    dataset = open_dataset(build(archive, folder / "dataset", parse=handmade.parse).release.path)
    found = dataset.findings()
    return found[found["code"] == "contradicts_members"].to_dict("records")


def put(writer: Any, path: str, body: bytes, kind: str) -> None:
    writer.write_exchange(
        url=SITE + path,
        request_headers=[],
        status=200,
        reason="",
        response_headers=[("Content-Type", "text/html; charset=utf-8")],
        body=body,
        fetched_at=SEEN,
        kind=kind,
        hints=HINTS,
    )


def test_a_sum_that_is_right_says_nothing(tmp_path: Path) -> None:
    assert findings(tmp_path, 12) == []


@pytest.mark.parametrize("said", [11, 15])
def test_a_sum_that_is_wrong_is_a_finding_of_the_government_with_the_numbers(
    tmp_path: Path, said: int
) -> None:
    (finding,) = findings(tmp_path, said)
    assert (finding["indicators"], finding["severity"], finding["where"]) == (RECEIVED, "warning", "here")
    for message in (finding["message_zh"], finding["message_en"]):
        assert f"{RECEIVED} = {said} @ here" in message
        assert "12" in message
        assert str(said - 12) in message


def without_scope(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    del reports[GOVERNMENT]["scope"]


def own_scope(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    reports[GOVERNMENT]["scope"] = "own"


def without_a_report(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    del reports["溪云县统计局"]


def another_year(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    reports["溪云县统计局"]["year"] = 2021


def unlisted(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    names.remove("溪云县统计局")
    reports["溪云县财政局"] = {**reports["溪云县统计局"], "organization": "溪云县财政局"}
    names.append("溪云县财政局")


def without_towns(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    del reports["溪云县沙洲镇人民政府"]
    names.remove("溪云县沙洲镇人民政府")


def without_office(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    del reports["溪云县人民政府办公室"]
    names.remove("溪云县人民政府办公室")


def blank(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    reports["溪云县统计局"]["statuses"] = {RECEIVED: "blank"}


def two_sets(reports: dict[str, dict[str, Any]], names: list[str]) -> None:
    reports["again"] = {**reports["溪云县统计局"], "cells": {RECEIVED: 5}}


CHANGES = [
    without_scope, own_scope, without_a_report, another_year, unlisted, without_towns, without_office, blank,
    two_sets,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__ for change in CHANGES])
def test_nothing_is_said_where_scope_or_members_are_not_known(tmp_path: Path, change: Change) -> None:
    assert findings(tmp_path, 99, change) == []


def test_a_list_whose_counts_disagree_is_not_taken_for_whole(tmp_path: Path) -> None:
    assert findings(tmp_path, 99, doubt="，已公布9家，未公布8家") == []
    assert len(findings(tmp_path / "agreed", 99, doubt="，已公布4家")) == 1
