from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import handmade
import pandas as pd
import pytest
from handmade import document

import gongkai
from gongkai.errors import DatasetError
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from scraper.archive import Archive

TOTAL = "requests_received_total"
FEES = "proactive_fees_amount"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, fill_once: Callable[..., Archive]) -> Path:
    """A data folder that is only read."""
    documents = {
        "http://a.example/2019": document(year=2019, cells={TOTAL: 5}),
        "http://a.example/2020": document(year=2020, statuses={TOTAL: "blank"}, findings=["row_lost"]),
        "http://a.example/2021": document(
            year=2021, form="2021", cells={FEES: 2.5}, units={FEES: "万元"}, sections={"overview": "文"}
        ),
        "http://a.example/none": document(year=None),
    }
    folder = tmp_path_factory.mktemp("load") / "data"
    build(fill_once(documents), folder / "dataset", parse=handmade.parse)
    return folder


def test_a_release_opens_from_each_folder_that_people_give(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (data, data / "dataset", data / "dataset" / "current", data / "dataset" / "v2026.1"):
        assert open_dataset(path).name == "v2026.1"
    monkeypatch.chdir(data.parent)
    assert open_dataset().name == "v2026.1"
    monkeypatch.chdir("/")
    monkeypatch.setenv("GONGKAI_DATA", str(data))
    assert gongkai.open_dataset().name == "v2026.1"
    assert repr(open_dataset(data)) == f"Dataset('{data}/dataset/current')"


def test_no_dataset_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no dataset is there") as caught:
        open_dataset(tmp_path)
    assert "gongkai run" in (caught.value.remedy or "")


def test_absent_numbers_stay_absent(data: Path) -> None:
    frame = open_dataset(data).indicators()
    assert list(frame["year"]) == [2019, 2020, 2021]
    assert str(frame[TOTAL].dtype) == "Int64"
    assert list(frame[TOTAL].isna()) == [False, True, False]
    assert frame[TOTAL][0] == 5
    assert str(frame[FEES].dtype) == "Float64"
    assert frame[FEES][2] == 2.5
    assert str(frame["sums_hold"].dtype) == "boolean"
    assert not frame.duplicated(["organization_id", "year"]).any()


def test_blank_cells_are_zeros_where_that_is_asked_for(data: Path) -> None:
    dataset = open_dataset(data)
    frame, plain = dataset.indicators(blank_as_zero=True), dataset.indicators()
    assert list(plain[TOTAL].isna()) == [False, True, False]
    assert list(frame[TOTAL]) == [5, 0, plain[TOTAL][2]]
    assert str(frame[TOTAL].dtype) == "Int64"
    others = [name for name in plain if name != TOTAL]
    pd.testing.assert_frame_equal(frame[others], plain[others])
    chosen = dataset.indicators(iter([2020]), [TOTAL], blank_as_zero=True)
    assert chosen.to_dict("list") == {TOTAL: [0]}
    day = dataset.indicators(as_of=dataset.created, blank_as_zero=True)
    pd.testing.assert_frame_equal(day[others], plain[others])
    assert list(day[TOTAL][:2]) == [5, 0]


def test_years_and_columns_are_chosen(data: Path) -> None:
    dataset = open_dataset(data)
    assert list(dataset.indicators(years=2019)["year"]) == [2019]
    assert list(dataset.indicators(years=range(2020, 2030))["year"]) == [2020, 2021]
    assert list(dataset.indicators(columns=[TOTAL, "year"]).columns) == [TOTAL, "year"]
    assert list(dataset.indicators(columns=[TOTAL]).columns) == [TOTAL]
    assert dataset.years() == [2019, 2020, 2021]


def test_years_may_be_written_as_text(data: Path) -> None:
    dataset = open_dataset(data)
    assert list(dataset.indicators(years="2019")["year"]) == [2019]
    assert list(dataset.indicators(years=["2019", 2021])["year"]) == [2019, 2021]


@pytest.mark.parametrize("years", [1800, "2019年", [2019, 1800], range(1800, 1810), "x", 2019.5])
def test_years_that_are_not_there_are_refused_with_those_that_are(data: Path, years: Any) -> None:
    years = [years] if isinstance(years, float) else years
    with pytest.raises(DatasetError) as caught:
        open_dataset(data).indicators(years=years)
    assert "2019, 2020, 2021" in str(caught.value.remedy)


def test_no_years_give_an_empty_frame_with_the_columns(data: Path) -> None:
    dataset = open_dataset(data)
    assert list(dataset.indicators(years=[]).columns) == list(dataset.indicators().columns)
    assert list(dataset.cells(years=[], columns=["year", "value"]).columns) == ["year", "value"]


def test_cells_without_a_year_are_in_year_0(data: Path) -> None:
    cells = open_dataset(data).cells()
    assert sorted(cells["year"].unique()) == [0, 2019, 2020, 2021]
    assert not cells.duplicated(["report_id", "indicator"]).any()


def test_every_table_opens_with_nullable_types(data: Path) -> None:
    dataset = open_dataset(data)
    reports = dataset.reports()
    assert isinstance(reports["fetched_at"].dtype, pd.DatetimeTZDtype)
    assert str(reports["published_on"].dtype).startswith("datetime64")
    assert reports["year"].isna().sum() == 1
    assert list(dataset.organizations()["organization_id"]) == ["990101:统计局"]
    assert list(dataset.findings()["code"]) == ["row_lost"]
    assert list(dataset.narratives()["text"]) == ["文"]
    assert len(dataset.codebook()) == 284
    assert str(dataset.codebook()["is_total"].dtype) == "boolean"


def test_tables_join_on_their_keys(data: Path) -> None:
    dataset = open_dataset(data)
    joined = dataset.indicators().merge(dataset.organizations(), on="organization_id", validate="m:1")
    assert list(joined["kind"]) == ["department"] * 3
    assert set(dataset.cells()["report_id"]) == set(dataset.reports()["report_id"])


def test_ordinary_readers_see_the_year_of_the_folder(data: Path) -> None:
    frame = pd.read_parquet(data / "dataset" / "current" / "indicators")
    assert list(frame["year"].astype(int)) == [2019, 2020, 2021]


def test_a_file_that_is_gone_or_cut_is_named(data: Path, tmp_path: Path) -> None:
    dataset = Dataset(Path(shutil.copytree(data / "dataset" / "v2026.1", tmp_path / "v2026.1")))
    path = dataset.path / "reports.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match=r"reports\.parquet"):
        dataset.reports()
    path.unlink()
    with pytest.raises(DatasetError, match=r"reports\.parquet"):
        dataset.reports()


def test_a_column_that_is_not_there_is_refused_with_the_nearest(data: Path) -> None:
    with pytest.raises(DatasetError, match="no column 'requests_recieved_total'") as caught:
        open_dataset(data).indicators(columns=["requests_recieved_total"])
    assert TOTAL in (caught.value.remedy or "")
