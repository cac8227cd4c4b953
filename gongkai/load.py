"""The analyst's door: `gongkai.open_dataset()` reads a release into pandas frames, as much as is asked for.

Promises: nullable types (Int64, Float64, string, boolean): an absent number stays absent, not NaN or 0.
Refuses: a folder that is no release, with a word on where releases lie.
Caveat: never sum across levels: a government's report adds up the bodies below it, and columns named
`..._total` add up those beside them (`is_total` in the codebook).
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.aliases import find_columns
from gongkai.errors import DatasetError

if TYPE_CHECKING:
    import pandas as pd

YEAR = "year"


class Dataset:
    """One release of the dataset. Frames are read when they are asked for, and not kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Dataset({str(self.path)!r})"

    @property
    def name(self) -> str:
        """The release's name, such as v2026.1, also where it was opened as `current`."""
        return self.path.resolve().name

    def years(self) -> list[int]:
        """The years that have indicators."""
        return sorted(int(path.name.removeprefix("year=")) for path in self.path.glob("indicators/year=*"))

    @property
    def created(self) -> date:
        """The day of the release: that of the newest page in it."""
        return datetime.fromisoformat(self._described()["created"]).date()

    @property
    def schema_version(self) -> str | None:
        """The version of its tables and columns (docs/dataset.md); None for releases older than versions."""
        return self._described().get("schemaVersion")

    def _described(self) -> dict[str, Any]:
        text = (self.path / "datapackage.json").read_text(encoding="utf-8")
        described: dict[str, Any] = json.loads(text)
        return described

    def indicators(
        self,
        years: int | Iterable[int] | None = None,
        columns: Sequence[str] | None = None,
        *,
        as_of: date | datetime | str | None = None,
        blank_as_zero: bool = False,
    ) -> pd.DataFrame:
        """An organisation in a year a row, an indicator a column. Never sum across levels.

        Key: organization_id, year. Counts are Int64, money Float64 in the codebook's unit. `as_of` a day, or
        a moment, the numbers are those of the versions that stood then, not of the newest. With
        `blank_as_zero` cells that a body left blank are 0; else they are absent, like those not read.
        A column that was renamed is also found by its old name, for a year, with a DeprecationWarning.
        Raises DatasetError for a column, or a year, that is not there, and for an `as_of` that is no date.
        """
        years = list(years) if isinstance(years, Iterator) else years  # it is looked at twice
        found = self._find("indicators", columns)
        frame = self._panel(years, as_of, None if found is None else [*found.values(), "report_id"])
        if blank_as_zero:
            from gongkai.blanks import fill_blanks

            fill_blanks(frame, [path for _, path in self._files("cells", years)])
        return _chosen(frame, found)

    def _panel(
        self,
        years: int | Iterable[int] | None,
        as_of: date | datetime | str | None,
        columns: Sequence[str] | None,
    ) -> pd.DataFrame:
        """The rows of `indicators`, with these columns at least."""
        if as_of is None:
            return self._by_year("indicators", years, columns)
        from gongkai.as_of import panel_as_of

        return panel_as_of(
            self, as_of, None if years is None else [years] if isinstance(years, int) else list(years)
        )

    def cells(
        self, years: int | Iterable[int] | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """A cell of a report a row, with raw text, status and place. Key: report_id, indicator.

        Cells of reports whose year is unclear have year 0.
        """
        found = self._find("cells", columns)
        return _chosen(self._by_year("cells", years, None if found is None else list(found.values())), found)

    def reports(self) -> pd.DataFrame:
        """A version of a report a row. Key: report_id."""
        return self._whole("reports")

    def organizations(self) -> pd.DataFrame:
        """An organisation a row: name, kind, level, area. Key: organization_id."""
        return self._whole("organizations")

    def findings(self) -> pd.DataFrame:
        """A finding about a report a row. Key: report_id, code, ordinal."""
        return self._whole("findings")

    def narratives(self) -> pd.DataFrame:
        """A section of a report a row. Key: report_id, section."""
        return self._whole("narratives")

    def coverage(self) -> pd.DataFrame:
        """An organisation that should report, in a year, a row, with its state and reason.

        Key: organization_id, year. States: read, unreadable, refused, found, not_found.
        """
        return self._whole("coverage")

    def ledger(self) -> pd.DataFrame:
        """What a year hands on to the next, and what the next begins with, a row.

        Key: organization_id, year, indicator. `difference` is what the next year has more.
        """
        return self._whole("ledger")

    def changes(self) -> pd.DataFrame:
        """A cell that a body replaced a row, before and after. Key: report_id, seen_at, indicator."""
        return self._whole("changes")

    def codebook(self) -> pd.DataFrame:
        """An indicator a row: meaning, unit, forms. Key: indicator."""
        return self._whole("codebook")

    def series(self) -> pd.DataFrame:
        """An indicator of a form beside a series a row: `joined` or a look-alike, and why.

        Key: series, indicator, form.
        """
        return self._whole("series")

    def _whole(self, table: str) -> pd.DataFrame:
        return _frame([(None, self.path / f"{table}.parquet")], None)

    def _find(self, table: str, columns: Sequence[str] | None) -> dict[str, str] | None:
        """The columns of the files for those that are asked for; None for all."""
        if columns is None:
            return None
        file = next(self.path.glob(f"{table}/year=*/part-0.parquet"), None)
        known = [*(_empty(table).column_names if file is None else _names(file)), YEAR]
        return find_columns(table, columns, known, lambda: self.created)

    def _by_year(
        self, table: str, years: int | Iterable[int] | None, columns: Sequence[str] | None
    ) -> pd.DataFrame:
        wanted = None if columns is None else list(dict.fromkeys(columns))
        return _frame(self._files(table, years), wanted, table)

    def _files(self, table: str, years: int | Iterable[int] | None) -> list[tuple[int, Path]]:
        there = {int(path.name.removeprefix("year=")): path for path in self.path.glob(f"{table}/year=*")}
        wanted = sorted(there) if years is None else _read_years(years, there)
        return [(year, there[year] / "part-0.parquet") for year in wanted]


def _read_years(years: int | str | Iterable[int | str], there: Iterable[int]) -> list[int]:
    """The years that are asked for, also where they are written as text; DatasetError for one not there.

    A range may reach beyond the years that are there, as long as one of them lies in it.
    """
    asked = [years] if isinstance(years, int | str) else list(years)
    found = {str(year): year for year in there}
    unknown = [year for year in asked if str(year).strip() not in found]
    if isinstance(years, range) and len(unknown) < len(asked):
        return sorted(year for year in there if year in years)
    if unknown:
        known = ", ".join(sorted(found)) or "none"
        raise DatasetError(f"no year {unknown[0]!r} is there", remedy=f"The years are {known}.")
    return [found[str(year).strip()] for year in asked]


def open_dataset(path: str | Path | None = None) -> Dataset:
    """Open a release: its folder, the folder of releases, or the data folder; by default `data`.

    Raises DatasetError where there is none.

    >>> open_dataset("no-such-folder")
    Traceback (most recent call last):
    gongkai.errors.DatasetError: no-such-folder: no dataset is there
    """
    start = Path(path if path is not None else os.environ.get("GONGKAI_DATA", "data"))
    for place in (start, start / "current", start / "dataset" / "current"):
        if (place / "datapackage.json").is_file():
            return Dataset(place)
    raise DatasetError(
        f"{start}: no dataset is there",
        remedy="Make one with `gongkai run`, or give the folder that holds datapackage.json.",
    )


def _frame(
    files: Sequence[tuple[int | None, Path]], columns: Sequence[str] | None, table: str = ""
) -> pd.DataFrame:
    import pyarrow as pa  # here, because the command line starts without it

    pieces = [_piece(path, year, columns) for year, path in files]
    whole = pa.concat_tables(pieces) if pieces else _empty(table)
    frame: pd.DataFrame = whole.to_pandas(types_mapper=pandas_type, date_as_object=False)
    return frame


def _chosen(frame: pd.DataFrame, found: Mapping[str, str] | None) -> pd.DataFrame:
    """The columns that were asked for, under the names that they were asked by."""
    return frame if found is None else frame[list(found.values())].set_axis(list(found), axis=1)


def _piece(path: Path, year: int | None, columns: Collection[str] | None) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = [name for name in columns if name != YEAR] if columns is not None else None
    try:
        table = pq.read_table(path, columns=wanted, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise _not_whole(path, error) from error
    if year is None or (columns is not None and YEAR not in columns):
        return table
    return table.add_column(min(1, table.num_columns), YEAR, pa.array([year] * table.num_rows, pa.int64()))


def _names(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names: list[str] = pq.read_schema(path).names
    except (OSError, pa.ArrowInvalid) as error:
        raise _not_whole(path, error) from error
    return names


def _not_whole(path: Path, error: Exception) -> DatasetError:
    return DatasetError(f"{path}: {error}", remedy="The release is not whole: build it again.")


def _empty(table: str) -> Any:
    import pyarrow as pa

    from gongkai.fields import TABLES

    return TABLES[table].schema().insert(1, pa.field(YEAR, pa.int64())).empty_table()


def pandas_type(kind: Any) -> Any:
    """The nullable type of pandas for one of Arrow; None where pandas has the same."""
    import pandas as pd

    names = {
        "int64": pd.Int64Dtype(),
        "double": pd.Float64Dtype(),
        "string": pd.StringDtype(),
        "bool": pd.BooleanDtype(),
    }
    return names.get(str(kind))
