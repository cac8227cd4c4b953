from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import handmade
import pytest
from handmade import NOON, document, fresh_store

from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from parsers.report import AT_BUILD
from scraper.archive import Archive

pytestmark = pytest.mark.usefixtures("validated_once")
Fill = Callable[..., Archive]
OUT, IN = "requests_carried_out_total", "requests_carried_in_total"
STOCK = "proactive_normative_documents"


def year(number: int, form: str = "2019", name: str = "溪云县统计局", **cells: float) -> dict[str, bytes]:
    body = document(year=number, form=form, organization=name, cells=cells)
    return {f"http://a.example/{name}/{number}.html": body}


def make(archive: Archive, tmp_path: Path) -> Dataset:
    releases = tmp_path / "dataset"
    return open_dataset(
        build(archive, releases, parse=handmade.parse, store=fresh_store(releases)).release.path
    )


def found(dataset: Dataset, code: str) -> list[dict[str, Any]]:
    findings = dataset.findings()
    return findings[findings["code"] == code].to_dict("records")


def test_what_one_year_hands_on_is_what_the_next_begins_with(fill: Fill, tmp_path: Path) -> None:
    dataset = make(fill(year(2019, **{OUT: 3}) | year(2020, **{IN: 3}) | year(2021, form="2021")), tmp_path)
    ledger = dataset.ledger().set_index(["year", "indicator"])
    assert ledger.loc[(2019, IN), ["carried_out", "carried_in_next", "difference"]].to_list() == [3, 3, 0]
    assert (2020, IN) in ledger.index
    assert found(dataset, "carry_over") == []
    cells = dataset.cells(2020).set_index("indicator")
    assert cells.loc[IN, "evidence"] == "geometry+sums+prior"
    assert cells.loc[OUT, "evidence"] == "geometry+sums"


def test_a_break_is_a_finding_of_the_later_report_with_both_places(fill: Fill, tmp_path: Path) -> None:
    dataset = make(fill(year(2019, **{OUT: 3}) | year(2020, **{IN: 5})), tmp_path)
    (finding,) = found(dataset, "carry_over")
    reports = dataset.reports().set_index("report_id")
    assert reports.loc[finding["report_id"], "year"] == 2020
    assert reports.loc[finding["report_id"], "findings"] == 1
    assert finding["indicators"] == IN
    assert finding["message_en"].count("@ here") == 2
    assert {"3", "5"} <= set(finding["message_zh"])
    panel = dataset.indicators(2020)
    assert (panel["findings_warning"].item(), panel[IN].item()) == (1, 5)
    assert "prior" not in dataset.cells(2020).set_index("indicator").loc[IN, "evidence"]


@pytest.mark.parametrize(
    ("gap", "name"), [(2021, "溪云县统计局"), (2020, "溪云县财政局")], ids=["a missing year", "another body"]
)
def test_nothing_is_handed_on_over_a_gap_or_to_another_body(
    fill: Fill, tmp_path: Path, gap: int, name: str
) -> None:
    dataset = make(fill(year(2019, **{OUT: 3}) | year(gap, name=name, **{IN: 5})), tmp_path)
    assert len(dataset.ledger()) == 0


def test_documents_in_force_follow_from_the_year_before(fill: Fill, tmp_path: Path) -> None:
    first = year(2021, "2021", **{f"{STOCK}_in_force": 40})
    held = {f"{STOCK}_issued": 5, f"{STOCK}_repealed": 2, f"{STOCK}_in_force": 43}
    dataset = make(fill(first | year(2022, "2021", **held) | year(2023, "2021", **held)), tmp_path)
    assert [row["indicators"] for row in found(dataset, "stock")] == [
        f"{STOCK}_in_force;{STOCK}_issued;{STOCK}_repealed"
    ]
    ledger = dataset.ledger().set_index(["year", "indicator"])["difference"]
    assert (ledger[2021, f"{STOCK}_in_force"], ledger[2022, f"{STOCK}_in_force"]) == (0, -3)


def test_items_of_2020_are_those_of_2019_and_its_change(fill: Fill, tmp_path: Path) -> None:
    items = "proactive_licensing_items"
    first = year(2019, **{f"{items}_last_year": 10, f"{items}_change": -2})
    dataset = make(fill(first | year(2020, **{f"{items}_last_year": 9})), tmp_path)
    (finding,) = found(dataset, "stock")
    assert finding["indicators"] == f"{items}_last_year"


def test_an_absent_number_makes_no_break(fill: Fill, tmp_path: Path) -> None:
    body = document(year=2020, statuses={IN: "blank"})
    dataset = make(fill(year(2019, **{OUT: 3}) | {"http://a.example/2020.html": body}), tmp_path)
    row = dataset.ledger().set_index("indicator").loc[IN]
    assert row["carried_out"] == 3
    assert row[["carried_in_next", "difference"]].isna().all()
    assert found(dataset, "carry_over") == []


NUMBERS = {f"requests_received_{name}": n for n, name in enumerate(
    ["natural_person", "business", "research", "public_interest", "legal_service", "total"], start=1
)}  # fmt: skip
TWINS = {**NUMBERS, "requests_granted_total": 7, "requests_carried_out_total": 8}


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        (year(2020, **TWINS), year(2020, name="溪云县财政局", **TWINS), 2),
        (year(2020, **TWINS), year(2023, "2021", **TWINS), 2),
        (year(2020, **TWINS), year(2020, name="溪云县财政局", **{**TWINS, IN: 1}), 0),
        (year(2020, **NUMBERS), year(2020, name="溪云县财政局", **NUMBERS), 0),
        (year(2020), year(2020, name="溪云县财政局"), 0),
        (
            year(2020, **dict.fromkeys(TWINS, 3)),
            year(2020, name="溪云县财政局", **dict.fromkeys(TWINS, 3)),
            0,
        ),
        (
            year(2020, **TWINS, proactive_licensing_decisions=9),
            year(2020, name="溪云县财政局", **TWINS, proactive_licensing_decisions=10),
            2,
        ),
    ],
    ids=["two bodies", "two years", "one number more", "six numbers", "zeros", "all alike", "tables 2 and 3"],
)
def test_twins(
    fill: Fill, tmp_path: Path, one: dict[str, bytes], other: dict[str, bytes], count: int
) -> None:
    dataset = make(fill(one | other), tmp_path)
    twins = found(dataset, "twin_report")
    assert len(twins) == count
    reports = dataset.reports().set_index("report_id")
    for twin in twins:
        (another,) = set(reports["url"]) - {reports.loc[twin["report_id"], "url"]}
        assert another in twin["message_en"]


def test_the_same_report_at_two_addresses_is_no_twin(fill: Fill, tmp_path: Path) -> None:
    (body,) = year(2020, **TWINS).values()
    dataset = make(fill({"http://a.example/1.html": body, "http://b.example/1.html": body}), tmp_path)
    assert found(dataset, "twin_report") == []


def test_what_a_body_replaced_is_told_cell_by_cell(fill: Fill, tmp_path: Path) -> None:
    url = "http://a.example/1.html"
    fill({url: document(cells={OUT: 3})})
    fill({url: document(cells={OUT: 3})}, at=NOON + timedelta(days=1))
    fill({url: document(cells={OUT: 4}, statuses={IN: "blank"})}, at=NOON + timedelta(days=2))
    archive = fill({url: document(cells={OUT: 3})}, at=NOON + timedelta(days=3))
    changes = make(archive, tmp_path).changes().sort_values(["seen_at", "indicator"])
    assert changes["indicator"].to_list() == [IN, OUT, IN, OUT]
    assert changes["value_before"].fillna(-1).to_list() == [0, 3, -1, 4]
    assert changes["value"].fillna(-1).to_list() == [-1, 4, 0, 3]
    assert changes["status"].to_list() == ["blank", "published", "published", "published"]
    assert changes["seen_at"].dt.day.to_list() == [4, 4, 5, 5]
    assert changes["replaced_last_seen_at"].dt.day.to_list() == [3, 3, 4, 4]


def test_an_address_that_holds_the_next_year_replaced_nothing(fill: Fill, tmp_path: Path) -> None:
    url = "http://a.example/1.html"
    fill({url: document(year=2020, cells={OUT: 3})})
    archive = fill({url: document(year=2021, cells={OUT: 4})}, at=NOON + timedelta(days=365))
    assert len(make(archive, tmp_path).changes()) == 0


def test_every_code_of_the_build_is_tested_here() -> None:
    elsewhere = {"contradicts_members", "area_unclear"}  # test_members, test_organizations_table
    assert {code.value for code in AT_BUILD} == {"carry_over", "stock", "twin_report"} | elsewhere
