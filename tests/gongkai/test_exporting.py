"""Exports against other readers: csv, pandas and pyreadstat."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import handmade
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from handmade import NOON, document

from gongkai import exporting
from gongkai.categories import CATEGORIES
from gongkai.codebook import read_codebook
from gongkai.dataset import write_table
from gongkai.errors import DatasetError, InputError
from gongkai.exporting import YEAR_FIELD, ExportFormat, LabelLanguage, export, read_years
from gongkai.fields import TABLES
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from gongkai.stata import variable_label, variable_name
from scraper.archive import Archive

TOTAL = "requests_received_total"
FEES = "proactive_fees_amount"
LARGE = 3_000_000_000  # beyond Stata's long


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, fill_once: Callable[..., Archive]) -> Path:
    documents = {
        "http://a.example/1": document(
            year=2019, cells={TOTAL: 5}, sections={"overview": '引,"号\n行' * 100}
        ),
        "http://a.example/2": document(statuses={TOTAL: "blank"}, findings=["row_lost"]),
        "http://a.example/3": document(
            year=2021, form="2021", cells={FEES: 0.1, TOTAL: LARGE}, units={FEES: "万元"}, title=""
        ),
        "http://a.example/4": document(year=None, published_on=None),
    }
    fill_once(documents)
    newer = {"http://a.example/1": document(year=2019, cells={TOTAL: 6})}
    archive = fill_once(newer, at=NOON + timedelta(days=1))
    folder = tmp_path_factory.mktemp("built") / "dataset"
    build(archive, folder, parse=handmade.parse)
    return folder


@pytest.fixture
def dataset(built: Path, tmp_path: Path) -> Dataset:
    """A copy of its own for each test, because one of them damages it."""
    return open_dataset(shutil.copytree(built, tmp_path / "dataset", symlinks=True))


def run(dataset: Dataset, folder: Path, format_: ExportFormat, **options: Any) -> dict[str, int]:
    return {file.path.name: file.rows for file in export(dataset, folder, format_, **options)}


def rows_of(dataset: Dataset, table: str) -> list[dict[str, Any]]:
    """The rows of a table, as they are in the release."""
    rows = []
    for path in sorted([*dataset.path.glob(f"{table}.parquet"), *dataset.path.glob(f"{table}/*/*.parquet")]):
        year = {"year": int(path.parent.name.removeprefix("year="))} if TABLES[table].by_year else {}
        rows += [{**row, **year} for row in pq.read_table(path, partitioning=None).to_pylist()]
    return rows


def as_text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "boolean":
        return str(value).lower()
    if kind == "datetime":
        return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03}Z"
    return f"{value:.15g}" if kind == "number" else str(value)


@pytest.mark.parametrize("name", TABLES)
def test_csv_holds_every_row_and_column_with_nulls_empty(dataset: Dataset, tmp_path: Path, name: str) -> None:
    files = run(dataset, tmp_path / "out", ExportFormat.CSV, tables=[name])
    table, rows = TABLES[name], rows_of(dataset, name)
    kinds = {field.name: field.type for field in (*table.fields, *([YEAR_FIELD] if table.by_year else ()))}
    found: list[dict[str, str]] = []
    for file in sorted(files.keys() - {"columns.csv"}):
        with (tmp_path / "out" / file).open(encoding="utf-8-sig", newline="") as text:
            part = list(csv.DictReader(text))
        assert len(part) == files[file]
        found += part
    assert found == [{column: as_text(row[column], kinds[column]) for column in kinds} for row in rows]


def test_an_empty_text_is_no_null_in_csv(dataset: Dataset, tmp_path: Path) -> None:
    run(dataset, tmp_path / "out", ExportFormat.CSV, tables=["reports"])
    text = (tmp_path / "out/reports.csv").read_text(encoding="utf-8-sig")
    lines = text.splitlines()[1:]
    assert sorted(line.count(',"",') for line in lines) == [0] * (len(lines) - 1) + [1]  # the title
    assert all(",," in line for line in lines)


@pytest.mark.parametrize(("bom", "head"), [(True, b"\xef\xbb\xbf"), (False, b"")])
def test_csv_begins_as_spreadsheets_want_it_unless_told_not_to(
    dataset: Dataset, tmp_path: Path, bom: bool, head: bytes
) -> None:
    files = run(dataset, tmp_path / "out", ExportFormat.CSV, bom=bom)
    assert set(files) == {f"indicators-{year}.csv" for year in (2019, 2020, 2021)} | {"columns.csv"}
    for name in files:
        data = (tmp_path / "out" / name).read_bytes()
        assert data.startswith(head + (b"table" if name == "columns.csv" else b'"organization_id"'))
    frame = pd.read_csv(tmp_path / "out/columns.csv")
    assert set(frame["column"]) == {"year", *TABLES["indicators"].schema().names}
    assert not frame.duplicated(["table", "short_name"]).any()
    assert set(frame.loc[frame["column"] == TOTAL, "unit"]) == {"件"}


def stata_rows(folder: Path, files: dict[str, int], **options: Any) -> tuple[pd.DataFrame, Any]:
    parts = [pyreadstat.read_dta(folder / name, **options) for name in sorted(files)]
    return pd.concat([frame for frame, _ in parts], ignore_index=True), parts[0][1]


@pytest.mark.parametrize("name", TABLES)
def test_stata_holds_every_row_and_column_with_nulls_missing(
    dataset: Dataset, tmp_path: Path, name: str
) -> None:
    files = run(dataset, tmp_path / "out", ExportFormat.STATA, tables=[name])
    table, rows = TABLES[name], rows_of(dataset, name)
    fields = [*table.fields, *([YEAR_FIELD] if table.by_year else ())]
    frame, meta = stata_rows(tmp_path / "out", files, apply_value_formats=True)
    assert list(frame.columns) == list(meta.column_names)
    assert len(frame) == len(rows) == sum(files.values())
    assert set(frame.columns) == {variable_name(field) for field in fields}
    for field in fields:
        values = [None if pd.isna(value) else value for value in frame[variable_name(field)].astype(object)]
        assert values == [plain(row[field.name], name, field.name, field.type) for row in rows], field.name
        assert meta.column_names_to_labels[variable_name(field)] == variable_label(field, "en")
    again = pd.concat([pd.read_stata(tmp_path / "out" / file) for file in sorted(files)], ignore_index=True)
    assert list(again.columns) == list(frame.columns)
    assert len(again) == len(rows)


def plain(value: Any, table: str, column: str, kind: str) -> Any:
    """A value as Stata shows it."""
    labels = CATEGORIES.get((table, column))
    if labels and value is not None:
        return labels[value][0]
    if kind == "boolean" and value is not None:
        return "yes" if value else "no"
    if kind == "datetime" and value is not None:
        return pd.Timestamp(value.replace(tzinfo=None))
    return "" if kind == "string" and value is None and not labels else value


def test_stata_labels_are_chinese_where_that_is_asked_for(dataset: Dataset, tmp_path: Path) -> None:
    options: dict[str, Any] = {"labels": LabelLanguage.ZH, "tables": ["indicators", "organizations"]}
    run(dataset, tmp_path / "out", ExportFormat.STATA, years=[2021], **options)
    assert not (tmp_path / "out/indicators-2020.dta").exists()
    frame, meta = pyreadstat.read_dta(tmp_path / "out/indicators-2021.dta")
    assert meta.file_label == "gongkai v2026.1: indicators-2021"
    assert meta.column_names_to_labels["req_recv_all"].endswith("总计 (件)")
    assert meta.variable_value_labels["form"] == {
        0: "2019年表样（用于2019、2020年度）",
        1: "2021年表样（2021年度起）",
        2: "2014年统计表（用于2018年度及以前）",
    }
    assert meta.variable_value_labels["sums_hold"] == {0: "否", 1: "是"}
    assert list(frame["form"]) == [1]
    kinds = pd.read_stata(tmp_path / "out/organizations.dta")["kind"]
    assert list(kinds) == ["部门"]


def test_a_code_means_the_same_in_every_file(dataset: Dataset, tmp_path: Path) -> None:
    run(dataset, tmp_path / "out", ExportFormat.STATA)
    codes = [
        pyreadstat.read_dta(tmp_path / f"out/indicators-{year}.dta")[0]["form"][0]
        for year in (2019, 2020, 2021)
    ]
    assert codes == [0, 0, 1]


def test_a_text_in_no_list_is_kept_behind_those_that_are(tmp_path: Path) -> None:
    rows = [["1", "new", "", ""], ["2", "other", "", ""]]
    write_table(TABLES["narratives"], rows, tmp_path / "v2026.1" / "narratives.parquet")
    (tmp_path / "v2026.1/datapackage.json").write_text('{"created": "2026-01-02T00:00:00Z"}')
    run(Dataset(tmp_path / "v2026.1"), tmp_path / "out", ExportFormat.STATA, tables=["narratives"])
    frame = pd.read_stata(tmp_path / "out/narratives.dta")
    assert list(frame["section"]) == ["new", "6 other matters"]


@pytest.mark.parametrize(("value", "is_exact"), [(2**53, True), (2**53 + 1, False), (-(2**53) - 1, False)])
def test_a_number_that_stata_cannot_hold_exactly_is_refused(
    tmp_path: Path, value: int, is_exact: bool
) -> None:
    row = ["990101:统计局", 2020, TOTAL, value, None, None, "a", "b"]
    write_table(TABLES["ledger"], [row], tmp_path / "v2026.1" / "ledger.parquet")
    (tmp_path / "v2026.1/datapackage.json").write_text('{"created": "2026-01-02T00:00:00Z"}')
    dataset = Dataset(tmp_path / "v2026.1")
    if not is_exact:
        with pytest.raises(
            DatasetError, match=f"'carried_out': {abs(value)} is more than Stata holds exactly"
        ):
            run(dataset, tmp_path / "out", ExportFormat.STATA, tables=["ledger"])
        assert list((tmp_path / "out").iterdir()) == []
        return
    run(dataset, tmp_path / "out", ExportFormat.STATA, tables=["ledger"])
    assert list(pd.read_stata(tmp_path / "out/ledger.dta")["carried_out"]) == [value]


def test_large_tables_are_written_in_parts(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(dataset, tmp_path / "whole", ExportFormat.STATA, tables=["cells"], years=[2020])
    monkeypatch.setattr(exporting, "STATA_PART", 100 * 10)
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 30)
    parts = run(dataset, tmp_path / "parts", ExportFormat.STATA, tables=["cells"], years=[2020])
    assert (whole, parts) == (
        {"cells-2020.dta": 198},
        {"cells-2020.dta": 90, "cells-2020-part2.dta": 90, "cells-2020-part3.dta": 18},
    )
    read = [pd.read_stata(tmp_path / "parts" / name, convert_categoricals=False) for name in parts]
    one = pd.read_stata(tmp_path / "whole/cells-2020.dta", convert_categoricals=False)
    assert pd.concat(read, ignore_index=True).astype(object).equals(one.astype(object))


def test_names_and_labels_are_what_stata_takes() -> None:
    for table in TABLES.values():
        fields = [*table.fields, *([YEAR_FIELD] if table.by_year else ())]
        names = [variable_name(field) for field in fields]
        assert len({name.lower() for name in names}) == len(names)
        for language in ("en", "zh"):
            labels = [variable_label(field, language) for field in fields]
            assert max(map(len, labels)) <= 80
            assert all(labels)
    for language in ("en", "zh"):
        labels = [variable_label(field, language) for field in TABLES["indicators"].fields]
        assert len(set(labels)) == len(labels)
    assert {variable_name(field) for field in TABLES["indicators"].fields} >= {
        f.short_name for f in read_codebook()
    }
    for labels_of in CATEGORIES.values():
        for place in (0, 1):
            assert len({names[place] for names in labels_of.values()}) == len(labels_of)


EXPORT = """
import sys
from pathlib import Path
from gongkai.exporting import ExportFormat, export
from gongkai.load import Dataset
for format_ in ExportFormat:
    list(export(Dataset(Path(sys.argv[1])), Path(sys.argv[2]), format_, tables=sys.argv[3:]))
"""


def test_the_same_release_gives_the_same_bytes_anywhere(dataset: Dataset, tmp_path: Path) -> None:
    made = []
    for number, zone in enumerate(("Asia/Shanghai", "America/New_York")):
        environ = {"TZ": zone, "PYTHONHASHSEED": str(number), "LC_ALL": "C", "PYTHONPATH": ":".join(sys.path)}
        folder = tmp_path / f"out{number}"
        command = [sys.executable, "-c", EXPORT, str(dataset.path), str(folder), *TABLES]
        subprocess.run(command, env=environ, check=True)
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(made[0]) > 20
    assert made[0] == made[1]


def test_what_is_not_there_is_named(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cell: no such table"):
        run(dataset, tmp_path, ExportFormat.CSV, tables=["cell"])
    with pytest.raises(InputError, match="none of these years") as caught:
        run(dataset, tmp_path, ExportFormat.CSV, years=[1999])
    assert "2019, 2020, 2021" in (caught.value.remedy or "")
    (dataset.path / "reports.parquet").write_bytes(b"PAR1")
    with pytest.raises(DatasetError, match="Parquet file size is 4 bytes"):
        run(dataset, tmp_path, ExportFormat.CSV, tables=["reports"])


@pytest.mark.parametrize("text", ["", "x", "2019-", "2019;2020", "-2019", "2019-20x"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no list of years"):
        read_years(text)


def test_the_command_says_what_it_wrote(
    dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from gongkai.cli import main

    arguments = ["--data", str(tmp_path), "export", "current", "--years", "2019-2020"]
    assert main(arguments) == 0
    folder = tmp_path / "exports" / "v2026.1"
    assert capsys.readouterr().out.splitlines()[0] == f"{folder}/indicators-2019.csv: 1 rows"
    assert main([*arguments, "--format", "stata", "--json", "--out", str(tmp_path / "x")]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"kind": "exported", "path": str(tmp_path / "x/indicators-2019.dta"), "rows": 1}
    assert main([*arguments, "--table", "nothing"]) == 2
