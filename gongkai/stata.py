"""Stata files (.dta, version 118: Stata 14 and newer) with labels of variables and values.

Promises: names by the codebook's `short_name`; labels in Chinese or English; dates as dates; what is absent
is missing; whole numbers exact. The same rows, name and day give the same bytes.
Refuses: a whole number beyond 2**53, which Stata's doubles do not hold exactly.
Caveat: a text that stands in no list of `categories.py` gets a code behind those that do, by file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from gongkai.categories import labels_of
from gongkai.codebook import MONEY_UNITS, read_codebook
from gongkai.errors import DatasetError
from gongkai.fields import Field, Table

STATA_PART = 1 << 23  # values in a file: some 35,000 rows of the panel, or 800,000 cells
LONGEST_LABEL = 80  # characters of a label of a variable, or of a file
LONGEST_TEXT = 128  # bytes; longer texts go behind the rows, where they take no room in the others
_LONG = 2_147_483_620  # the largest of Stata's long
_EXACT = 2**53
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
_BOOLEANS = {"en": ["no", "yes"], "zh": ["否", "是"]}
_DATES: dict[str, Literal["td", "tc"]] = {"date": "td", "datetime": "tc"}


def variable_name(field: Field) -> str:
    """The name of a variable; DatasetError for one that Stata does not take.

    >>> variable_name(Field("requests_received_total", "integer", "", ""))
    'req_recv_all'
    """
    name = _short_names().get(field.name, field.name)
    if not _NAME.fullmatch(name):
        raise DatasetError(f"{name}: no name for a variable of Stata", remedy="Give it a short_name.")
    return name


def _short_names() -> dict[str, str]:
    return {found.indicator: found.short_name for found in read_codebook()}


def variable_label(field: Field, language: str) -> str:
    """What a variable means, with its unit; of what is too long, the column's label at its end is kept whole.

    >>> variable_label(Field("a", "integer", "Lapsed. " * 12 + "; all applicants", "", unit="cells"), "en")
    'Lapsed. Lapsed. Lapsed. Lapsed. Lapsed. Lapsed. Lapsed.…; all applicants (cells)'
    """
    text = (field.zh if language == "zh" else field.en).strip().rstrip(".。")
    is_told = field.unit and (language == "zh" or field.unit.isascii() or field.unit in MONEY_UNITS)
    return _shortened(f"{text} ({field.unit})" if is_told else text, LONGEST_LABEL)


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    tail = text[max(text.rfind(";"), text.rfind("｜")) :][-most // 2 :]
    return f"{text[: most - 1 - len(tail)]}…{tail}"


class StataTable:
    """Writes rows of one table; `day` is the time stamp of the files."""

    def __init__(self, table: Table, fields: Sequence[Field], language: str, title: str, day: date) -> None:
        self._table, self._fields, self._language = table, fields, language
        self._title, self._stamp = _shortened(title, LONGEST_LABEL), datetime.combine(day, time())
        self._names = {field.name: variable_name(field) for field in fields}

    def write(self, rows: pa.Table, path: Path) -> None:
        """Write rows to a file, all at once."""
        import pandas as pd  # here, because the command line starts without it

        columns = {self._names[f.name]: self._column(f, rows.column(f.name)) for f in self._fields}
        long = [
            self._names[f.name]
            for f in self._fields
            if f.type == "string" and not self._labels(f) and _longest(rows.column(f.name)) > LONGEST_TEXT
        ]
        pd.DataFrame(columns).to_stata(
            path,
            write_index=False,
            version=118,
            byteorder="little",
            time_stamp=self._stamp,
            data_label=self._title,
            convert_strl=long,
            convert_dates={self._names[f.name]: _DATES[f.type] for f in self._fields if f.type in _DATES},
            variable_labels={self._names[f.name]: variable_label(f, self._language) for f in self._fields},
        )

    def _labels(self, field: Field) -> dict[str, str]:
        place = 1 if self._language == "zh" else 0
        return {text: names[place] for text, names in labels_of(self._table.name, field.name).items()}

    def _column(self, field: Field, values: pa.ChunkedArray) -> Any:
        if field.type == "string":
            labels = self._labels(field)
            return (
                _categories(values.to_pylist(), labels)
                if labels
                else values.fill_null("").to_pandas().astype(object)
            )
        if field.type == "boolean":
            no, yes = _BOOLEANS[self._language]
            return _categories(pc.if_else(values, yes, no).to_pylist(), {no: no, yes: yes})
        if field.type in _DATES:
            stamps = values.cast(pa.timestamp("ms"))
            return stamps.to_pandas()
        return _whole(field, values) if field.type == "integer" else values.cast(pa.float64()).to_pandas()


def _categories(values: list[str | None], labels: dict[str, str]) -> Any:
    import pandas as pd

    if not values:
        return pd.Series(dtype="int8")  # pandas writes no categories without rows
    others = sorted({value for value in values if value is not None} - labels.keys())
    known = {**labels, **{text: text for text in others}}
    texts = [None if value is None else known[value] for value in values]
    return pd.Categorical(texts, categories=list(known.values()))


def _whole(field: Field, values: pa.ChunkedArray) -> Any:
    most = pc.max(pc.abs(values)).as_py() or 0
    if most > _EXACT:
        raise DatasetError(
            f"column {field.name!r}: {most} is more than Stata holds exactly",
            remedy="Export it as CSV.",
        )
    is_long = values.null_count == 0 and most <= _LONG
    return values.cast(pa.int32() if is_long else pa.float64()).to_pandas()


def _longest(values: pa.ChunkedArray) -> int:
    return pc.max(pc.binary_length(values)).as_py() or 0
