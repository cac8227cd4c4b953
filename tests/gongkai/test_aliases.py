"""Renamed columns, and the record of the schema, with invented renames."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import handmade
import pytest
from handmade import document

from gongkai import aliases
from gongkai.aliases import Renamed, read_renamed
from gongkai.errors import DatasetError
from gongkai.fielddocs import schema_record
from gongkai.fields import SCHEMA_VERSION, TABLES, Field, Table
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from gongkai.schema_record import RECORD, Column, read_record, update_record, write_record
from scraper.archive import Archive

TOTAL = "requests_received_total"
DAY = date(2026, 1, 2)  # of the release below
Rename = Callable[..., None]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory, fill_once: Callable[..., Archive]) -> Dataset:
    folder = tmp_path_factory.mktemp("built") / "dataset"
    build(fill_once({"http://a.example/1": document(cells={TOTAL: 5})}), folder, parse=handmade.parse)
    return open_dataset(folder)


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Rename:
    def apply(*pairs: tuple[str, str], table: str = "indicators", until: date = date(2026, 12, 31)) -> None:
        rows = tuple(Renamed(table, old, new, "1.1", until) for old, new in pairs)
        monkeypatch.setattr(aliases, "read_renamed", lambda: rows)

    return apply


@pytest.mark.parametrize("options", [{}, {"as_of": DAY}, {"years": []}], ids=["plain", "as of", "no year"])
def test_an_old_name_holds_for_a_year_and_says_what_it_is_called_now(
    dataset: Dataset, rename: Rename, options: dict[str, object]
) -> None:
    rename(("received", TOTAL))
    with pytest.warns(
        DeprecationWarning, match=f"'received' is called '{TOTAL}' since .* 1.1.*2026-12-31"
    ) as seen:
        frame = dataset.indicators(columns=["year", "received"], **options)  # type: ignore[arg-type]
    assert [warning.filename for warning in seen] == [__file__]
    assert list(frame.columns) == ["year", "received"]
    assert list(frame["received"]) == ([] if "years" in options else [5])
    assert str(frame["received"].dtype) == "Int64"


def test_an_old_name_of_cells_holds_too(dataset: Dataset, rename: Rename) -> None:
    rename(("place", "where"), table="cells")
    with pytest.warns(DeprecationWarning, match="'where'") as seen:
        assert set(dataset.cells(columns=["place"])["place"]) == {"here"}
    assert [warning.filename for warning in seen] == [__file__]
    rename(("place", "where"), table="indicators")
    with pytest.raises(DatasetError, match="no column 'place'"):
        dataset.cells(columns=["place"])


def test_the_day_of_the_release_counts_not_that_of_the_call(dataset: Dataset, rename: Rename) -> None:
    assert dataset.created == DAY
    rename(("received", TOTAL), until=DAY)
    with pytest.warns(DeprecationWarning, match=TOTAL):
        dataset.indicators(columns=["received"])
    rename(("received", TOTAL), until=date(2026, 1, 1))
    with pytest.raises(DatasetError, match=r"it was renamed in schema version 1\.1") as caught:
        dataset.indicators(columns=["received"])
    assert TOTAL in (caught.value.remedy or "")


def test_a_column_renamed_twice_is_found_by_each_of_its_names(dataset: Dataset, rename: Rename) -> None:
    rename(("first", "second"), ("second", TOTAL))
    for name in ("first", "second"):
        with pytest.warns(DeprecationWarning, match=TOTAL):
            assert list(dataset.indicators(columns=[name])[name]) == [5]


def test_a_new_name_opens_an_older_release_without_a_word(dataset: Dataset, rename: Rename) -> None:
    rename((TOTAL, "received"), ("received", "received_in_all"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("received", "received_in_all", TOTAL):
            assert list(dataset.indicators(columns=[name])[name]) == [5]


def test_old_and_new_name_may_be_asked_for_together(dataset: Dataset, rename: Rename) -> None:
    rename(("received", TOTAL))
    with pytest.warns(DeprecationWarning, match=TOTAL):
        frame = dataset.indicators(columns=[TOTAL, "received"])
    assert frame.to_dict("list") == {TOTAL: [5], "received": [5]}


def test_a_release_says_its_schema_version(dataset: Dataset) -> None:
    assert dataset.schema_version == SCHEMA_VERSION


def test_the_renames_that_are_tracked_lead_somewhere() -> None:
    for one in read_renamed():
        names = {field.name for field in TABLES[one.table].fields}
        later = {other.old for other in read_renamed() if other.table == one.table}
        assert one.old not in names
        assert one.new in names | later


def test_the_record_is_current() -> None:
    assert RECORD.read_text(encoding="utf-8") == schema_record(), "run python -m gongkai.fielddocs"


Shape = tuple[str, str, bool]  # name, type, may be null


def tables(*columns: Shape) -> dict[str, Table]:
    fields = tuple(Field(name, kind, "en", "zh", nullable=null) for name, kind, null in columns)
    return {"t": Table("t", "en", "zh", ("a",), fields)}


A, B = ("a", "string", False), ("b", "integer", True)
BEFORE = [Column("t", "a", "string", "no", "1.0"), Column("t", "b", "integer", "yes", "1.0")]


def test_a_new_column_is_recorded_with_the_version_that_brought_it() -> None:
    now = update_record(BEFORE, tables(A, B, ("c", "date", True)), "1.1", ())
    assert now == [*BEFORE, Column("t", "c", "date", "yes", "1.1")]
    assert read_record(write_record(now)) == now
    assert update_record(now, tables(A, B, ("c", "date", True)), "1.1", ()) == now


@pytest.mark.parametrize(
    "after",
    [(A,), (A, ("b", "number", True)), (("a", "string", True), B), (A, ("c", "integer", True))],
    ids=["gone", "another type", "may be null", "another name"],
)
def test_what_older_versions_promise_is_kept_until_a_major_version(
    after: tuple[tuple[str, str, bool], ...],
) -> None:
    with pytest.raises(DatasetError, match=r"schema 1\.1 takes away or changes .*: t\.[ab]"):
        update_record(BEFORE, tables(*after), "1.1", ())
    now = update_record(BEFORE, tables(*after), "2.0", ())
    (past,) = [one for one in now if one.until]
    assert past in [replace(one, until="2.0") for one in BEFORE]
    assert update_record(now, tables(*after), "2.0", ()) == now
    with pytest.raises(DatasetError, match=r"schema 2\.1 takes away"):
        update_record(now, tables((after[0][0], "boolean", True)), "2.1", ())


def test_a_rename_needs_no_major_version() -> None:
    renamed = [Renamed("t", "b", "c", "1.1", date(2027, 1, 1))]
    now = update_record(BEFORE, tables(A, ("c", "integer", True)), "1.1", renamed)
    assert [(one.column, one.since, one.until) for one in now] == [
        ("a", "1.0", ""),
        ("c", "1.1", ""),
        ("b", "1.0", "1.1"),
    ]


def test_what_is_being_worked_on_may_still_change() -> None:
    first = update_record(BEFORE, tables(A, B, ("c", "date", True)), "1.1", ())
    now = update_record(first, tables(A, B, ("c", "string", True)), "1.1", ())
    assert now == [*BEFORE, Column("t", "c", "string", "yes", "1.1")]
    assert update_record(first, tables(A, B), "1.1", ()) == BEFORE
