from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import handmade
import pandas as pd
import pytest
from handmade import NOON, document

from gongkai.errors import DatasetError
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from scraper.archive import Archive

Fill = Callable[..., Archive]
TOTAL, FEES = "requests_received_total", "proactive_fees_amount"
URL = "http://a.example/1.html"
DAY = timedelta(days=1)


@pytest.fixture
def dataset(fill: Fill, tmp_path: Path) -> Dataset:
    """Said 3 on the 2nd, 4 on the 4th, 3 again on the 6th; another year came on the 5th."""
    first = {URL: document(cells={TOTAL: 3}, findings=["flow"])}
    fill(first)
    fill({URL: document(cells={TOTAL: 4}, statuses={"requests_granted_total": "blank"})}, at=NOON + 2 * DAY)
    fill({"http://a.example/2.html": document(year=2021)}, at=NOON + 3 * DAY)
    archive = fill(first, at=NOON + 4 * DAY)
    return open_dataset(build(archive, tmp_path / "dataset", parse=handmade.parse).release.path)


@pytest.mark.parametrize(
    ("day", "totals"),
    [
        ("2026-01-01", []),
        ("2026-01-02", [3]),
        (date(2026, 1, 3), [3]),
        ("2026-01-04", [4]),
        (datetime(2026, 1, 4, 11, 59, tzinfo=UTC), [3]),
        ("2026-01-05", [4, 0]),
        ("2026-01-06", [3, 0]),
        ("2030-01-01", [3, 0]),
    ],
)
def test_the_panel_is_that_of_the_day(dataset: Dataset, day: date | str, totals: list[int]) -> None:
    assert dataset.indicators(as_of=day)[TOTAL].to_list() == totals


def test_an_older_version_has_all_columns_of_the_panel(dataset: Dataset) -> None:
    then, now = dataset.indicators(2020, as_of="2026-01-04"), dataset.indicators(2020)
    assert then.dtypes.equals(now.dtypes)
    row = then.iloc[0]
    assert row["requests_granted_total"] is pd.NA
    assert (row["cells_without_value"], row["findings_warning"], row["sums_hold"]) == (1, 0, True)
    assert row["report_id"] != now["report_id"].item()


def test_the_newest_version_is_that_of_the_panel(dataset: Dataset) -> None:
    pd.testing.assert_frame_equal(dataset.indicators(as_of="2030-01-01"), dataset.indicators())


def test_columns_and_years_are_chosen_as_ever(dataset: Dataset) -> None:
    assert dataset.indicators(2021, ["year", TOTAL], as_of="2026-01-05").to_numpy().tolist() == [[2021, 0]]
    with pytest.raises(DatasetError, match="no column"):
        dataset.indicators(columns=["requests"], as_of="2026-01-05")


def test_money_of_an_older_version_is_in_the_unit_of_the_panel(fill: Fill, tmp_path: Path) -> None:
    fill({URL: document(form="2021", cells={FEES: 5000}, units={FEES: "元"})})
    archive = fill({URL: document(form="2021", cells={FEES: 7}, units={FEES: "万元"})}, at=NOON + DAY)
    dataset = open_dataset(build(archive, tmp_path / "dataset", parse=handmade.parse).release.path)
    assert dataset.indicators(as_of="2026-01-02")[FEES].item() == 0.5
