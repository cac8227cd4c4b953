"""Two files of one table side by side, some thousand rows at a time.

Promises: every row of both is given once, and rows that share their key in the same step; memory is that of
one step, whatever the size of the files. Files with the same bytes are not read.
Refuses: nothing: a file that is not there counts as one without rows.
Caveat: both must be sorted by the first column of the key, as every release is.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.load import pandas_type

VALUES_AT_ONCE = 1 << 19  # values of one file in a step: some 40 MB


def is_same_file(one: Path, other: Path) -> bool:
    """True where both are there and have the same bytes."""
    if not (one.is_file() and other.is_file()):
        return False
    return one.samefile(other) or filecmp.cmp(one, other, shallow=False)


def paired(
    one: Path, other: Path, columns: Sequence[str], before: Sequence[str]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The rows of both files, step by step; `before` are the names in the first file of `columns`.

    The first column is what both are sorted by: a step holds all rows that share it.
    """
    left, right = _Rows(one, before, columns), _Rows(other, columns, columns)
    while left.fill() | right.fill():  # both, always
        limit = _limit(left, right)
        yield left.take(limit), right.take(limit)


class _Rows:
    """Rows of a file that were read and not yet given."""

    def __init__(self, path: Path, names: Sequence[str], columns: Sequence[str]) -> None:
        self._batches = _batches(path, names, columns)
        self._held: pa.Table = next(self._batches)  # the empty one, which has the types
        self.is_whole = False

    @property
    def last(self) -> str:
        """The first column of the last row that was read."""
        text: str = self._held.column(0)[-1].as_py()
        return text

    def fill(self) -> bool:
        """Read on until two texts of the first column are there, or all; False where nothing is left."""
        while not self.is_whole and (len(self._held) == 0 or self._held.column(0)[0].as_py() == self.last):
            batch = next(self._batches, None)
            if batch is None:
                self.is_whole = True
            else:
                self._held = pa.concat_tables([self._held, batch])
        return len(self._held) > 0

    def take(self, limit: str | None) -> pd.DataFrame:
        """The rows before `limit`; all for None."""
        count = len(self._held)
        if limit is not None:
            count = pc.sum(pc.less(self._held.column(0), limit)).as_py() or 0
        taken, self._held = self._held.slice(0, count), self._held.slice(count).combine_chunks()
        frame: pd.DataFrame = taken.to_pandas(types_mapper=pandas_type)
        return frame


def _limit(left: _Rows, right: _Rows) -> str | None:
    """What both were read up to; None where both are whole."""
    return min((rows.last for rows in (left, right) if not rows.is_whole), default=None)


def _batches(path: Path, names: Sequence[str], columns: Sequence[str]) -> Iterator[pa.Table]:
    if not path.is_file():
        yield pa.table({name: pa.array([], pa.string()) for name in columns})
        return
    with pq.ParquetFile(path) as file:
        schema = pa.schema([file.schema_arrow.field(name) for name in names])
        yield schema.empty_table().rename_columns(list(columns))
        for batch in file.iter_batches(max(1, VALUES_AT_ONCE // len(names)), columns=list(names)):
            yield pa.Table.from_batches([batch]).select(list(names)).rename_columns(list(columns))
