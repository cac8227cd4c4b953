"""The analyst's door: `gongkai.open_dataset()` reads a release into pandas frames, as much as is asked for.

Promises: nullable types (Int64, Float64, string, boolean): an absent number stays absent, not NaN or 0.
Refuses: a folder that is no release, with a word on where releases lie.
Caveat: never sum across levels: a government's report adds up the bodies below it, and columns named
`..._total` add up those beside them (`is_total` in the codebook).
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

    def indicators(
        self, years: int | Iterable[int] | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """An organisation in a year a row, an indicator a column. Never sum across levels.

        Key: organization_id, year. Counts are Int64, money Float64 in the codebook's unit.
        Raises DatasetError for a column, or a year, that is not there.
        """
        return self._by_year("indicators", years, columns)

    def cells(
        self, years: int | Iterable[int] | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """A cell of a report a row, with raw text, status and place. Key: report_id, indicator.

        Cells of reports whose year is unclear have year 0.
        """
        return self._by_year("cells", years, columns)

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

    def codebook(self) -> pd.DataFrame:
        """An indicator a row: meaning, unit, forms. Key: indicator."""
        return self._whole("codebook")

    def _whole(self, table: str) -> pd.DataFrame:
        return _frame([(None, self.path / f"{table}.parquet")], None)

    def _by_year(
        self, table: str, years: int | Iterable[int] | None, columns: Sequence[str] | None
    ) -> pd.DataFrame:
        there = {int(path.name.removeprefix("year=")): path for path in self.path.glob(f"{table}/year=*")}
        wanted = sorted(there) if years is None else _read_years(years, there)
        return _frame([(year, there[year] / "part-0.parquet") for year in wanted], columns, table)


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
    whole = pa.concat_tables(pieces) if pieces else _empty(table, columns)
    frame: pd.DataFrame = whole.to_pandas(types_mapper=_pandas_type, date_as_object=False)
    return frame


def _piece(path: Path, year: int | None, columns: Sequence[str] | None) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        known = pq.read_schema(path).names
        wanted = [name for name in columns if name != YEAR] if columns is not None else None
        _check_columns(wanted or (), known)
        table = pq.read_table(path, columns=wanted, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(f"{path}: {error}", remedy="The release is not whole: build it again.") from error
    if year is None or (columns is not None and YEAR not in columns):
        return table
    years = pa.array([year] * table.num_rows, pa.int64())
    place = list(columns).index(YEAR) if columns is not None else 1
    return table.add_column(place, YEAR, years)


def _check_columns(wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "The columns are listed in docs/tables.md."
            raise DatasetError(f"no column {name!r}", remedy=hint)


def _empty(table: str, columns: Sequence[str] | None) -> Any:
    import pyarrow as pa

    from gongkai.fields import TABLES

    schema = TABLES[table].schema().insert(1, pa.field(YEAR, pa.int64()))
    whole = schema.empty_table()
    return whole.select(list(columns)) if columns is not None else whole


def _pandas_type(kind: Any) -> Any:
    import pandas as pd

    names = {
        "int64": pd.Int64Dtype(),
        "double": pd.Float64Dtype(),
        "string": pd.StringDtype(),
        "bool": pd.BooleanDtype(),
    }
    return names.get(str(kind))
