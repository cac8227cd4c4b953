"""Columns as numbers of 64 bits, so that tables of millions of rows can be compared in little memory.

Promises: equal values give equal numbers in every process; null is a number of its own. Sums of mixed numbers
stand for sets of rows, whatever their order.
Refuses: nothing; a column of any type of `fields.py` goes in.
Caveat: this finds accidents; against one in 2^64 for each comparison, and against malice, it does not help.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

NULL = np.uint64(0x5BD1E995)
_ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as splitmix64 takes it
_SHIFT = np.uint64(29)


def hash_column(column: Any) -> Hashes:
    """A number for each value of an Arrow column.

    >>> one, two, three = hash_column(pa.array(["a", None, "a"]))
    >>> bool(one == three), bool(two == NULL)
    (True, True)
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(array.type):
        return _hash_dictionary(array)
    if pa.types.is_string(array.type):
        return hash_texts(array.to_numpy(zero_copy_only=False))
    if not pa.types.is_floating(array.type):
        array = array.cast(pa.int64())
    return hash_numbers(*numbers_of(array))


def _hash_dictionary(array: Any) -> Hashes:
    if not len(array.dictionary):
        return _nulls(len(array))
    hashes = hash_column(array.dictionary)[codes_of(array)]
    hashes[np.asarray(pc.is_null(array))] = NULL
    return hashes


def _nulls(count: int) -> Hashes:
    return np.full(count, NULL, dtype=np.uint64)


def codes_of(array: Any) -> Places:
    """The places of the values of a dictionary array in its dictionary."""
    indices = array.indices
    return np.asarray(indices.fill_null(0) if indices.null_count else indices, dtype=np.intp)


def hash_texts(texts: npt.NDArray[Any]) -> Hashes:
    """A number for each text of an array of objects; None is NULL."""
    if not len(texts):
        return _nulls(0)
    hashes = pd.util.hash_array(np.asarray(texts, dtype=object), categorize=False)
    hashes[pd.isna(texts)] = NULL
    return hashes


def hash_text(text: str) -> np.uint64:
    """The number of one text."""
    return np.uint64(hash_texts(np.array([text], dtype=object))[0])


def hash_numbers(values: Floats, is_null: Flags) -> Hashes:
    """A number for each number."""
    hashes = (values + 0.0).view(np.uint64) * _ODD  # + 0.0: there is one zero
    hashes[is_null] = NULL
    return hashes


def numbers_of(column: Any) -> tuple[Floats, Flags]:
    """The numbers of an Arrow column as floats, 0 for null, and which are null."""
    is_null = np.asarray(pc.is_null(column))
    filled = pc.fill_null(column, 0) if is_null.any() else column
    return np.asarray(filled.cast(pa.float64(), safe=False)), is_null


def mix(*columns: Hashes) -> Hashes:
    """One number for each row of some columns."""
    total = np.full(len(columns[0]), _ODD, dtype=np.uint64)
    for column in columns:
        total = (total ^ column) * _ODD
        total ^= total >> _SHIFT
    return total


def sum_by(groups: Places, values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """The sum of values for each group from 0 to `count`; groups below 0 are left out."""
    total = np.zeros(count, dtype=values.dtype)
    inside = groups >= 0
    np.add.at(total, groups[inside], values[inside])
    return total


class Index:
    """Where a number stands among others; twice the same number keeps the first place."""

    def __init__(self, hashes: Hashes) -> None:
        self._order = np.argsort(hashes, kind="stable")
        self._sorted = hashes[self._order]

    def find(self, hashes: Hashes) -> Places:
        """The place of each, -1 where it is not there."""
        if not len(self._sorted):
            return np.full(len(hashes), -1, dtype=np.intp)
        near = np.minimum(np.searchsorted(self._sorted, hashes), len(self._sorted) - 1)
        return np.where(self._sorted[near] == hashes, self._order[near], -1)


def in_order(columns: Sequence[Any]) -> Flags:
    """For each row but the first, whether its key is above that of the row before it.

    >>> in_order([pa.array(["a", "a", "b"]), pa.array([1, 1, 0])]).tolist()
    [False, True]
    """
    above = np.zeros(max(len(columns[0]) - 1, 0), dtype=bool)
    for column in reversed(columns):
        rank = ranks_of(column)
        above = (rank[1:] > rank[:-1]) | ((rank[1:] == rank[:-1]) & above)
    return above


def ranks_of(column: Any) -> npt.NDArray[Any]:
    """The rank of each value among those of its column."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    order = np.asarray(pc.rank(array.dictionary, tiebreaker="dense")).astype(np.int64)
    return order[codes_of(array)] if len(order) else np.zeros(len(array), dtype=np.int64)
