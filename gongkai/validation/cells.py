"""The files of `cells`: what a cell says by itself, and sums a report for the checks across tables.

Promises: the text of every printed cell is read again and must give its number; sums come from the bytes of
the file alone, in one pass.
Refuses: to look at a cell whose indicator is not in the codebook: that is a problem of its own.
Caveat: `evidence` is left out of `frozen`, because the year before decides on `prior`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from gongkai.codebook import MONEY_UNITS, read_codebook
from gongkai.rows import panel_value
from gongkai.validation.files import File
from gongkai.validation.hashing import (
    NULL,
    Flags,
    Floats,
    Hashes,
    Places,
    codes_of,
    hash_column,
    hash_numbers,
    hash_text,
    hash_texts,
    mix,
    numbers_of,
)  # fmt: skip
from gongkai.validation.outcome import Notes
from parsers.numbers import Kind, read_value
from parsers.report import Cell, Evidence, Status

STATUSES = tuple(status.value for status in Status)
FORMS = tuple(sorted({form for found in read_codebook() for form in found.forms}))
_CODEBOOK = read_codebook()
_PLACES = {found.indicator: place for place, found in enumerate(_CODEBOOK)}
_IS_MONEY = np.array([found.is_money for found in _CODEBOOK])
_IN_FORM = np.array([[form in found.forms for form in FORMS] for found in _CODEBOOK])
CODEBOOK_HASHES = hash_texts(np.array([found.indicator for found in _CODEBOOK], dtype=object))


@lru_cache(maxsize=1 << 8)
def hash_unit(unit: str | None) -> np.uint64:
    """The number of a unit."""
    return NULL if unit is None else hash_text(unit)


_UNITS = np.array([hash_unit(found.unit) for found in _CODEBOOK])
_MONEY = np.array([NULL, *map(hash_unit, MONEY_UNITS)])
_SHOWN = ("report_id", "indicator", "status", "value", "raw", "unit")


@dataclass(frozen=True, slots=True)
class CellSums:
    """Sums of one file, a place a report: counts by STATUSES and by FORMS, and digests of its cells.

    `values` stands for status, value and unit of all cells, `shown` for value, text and status, as `changes`
    compares them, `panel` for the numbers in the panel's units, `prior` for the indicators with that witness,
    `frozen` for all that a document fixes.
    """

    report: Hashes
    statuses: npt.NDArray[Any]
    forms: npt.NDArray[Any]
    values: Hashes
    shown: Hashes
    panel: Hashes
    prior: Hashes
    frozen: Hashes


def sum_cells(groups: Sequence[CellSums]) -> CellSums:
    """The sums of all reports of some row groups; a report may go on from one into the next."""
    report, place = np.unique(np.concatenate([group.report for group in groups]), return_inverse=True)

    def total(name: str) -> Any:
        parts = np.concatenate([getattr(group, name) for group in groups])
        sums = np.zeros((len(report), *parts.shape[1:]), dtype=parts.dtype)
        np.add.at(sums, place, parts)
        return sums

    names = ("statuses", "forms", "values", "shown", "panel", "prior", "frozen")
    return CellSums(report, *(total(name) for name in names))


@dataclass(frozen=True, slots=True)
class _Read:
    """The columns of a row group as numbers."""

    report: Hashes
    indicator: Places
    status: Places
    value: Floats
    is_null: Flags
    unit: Hashes


def sum_group(file: File, group: Any, notes: Notes) -> CellSums:
    """Check the cells of one row group, and sum them by report."""
    read = _read(group)
    _check_texts(file, group, read, notes)
    known = read.indicator >= 0
    hashes = np.where(known, CODEBOOK_HASHES[read.indicator], 0)
    number = hash_numbers(read.value, read.is_null)
    status = hash_column(group.column("status"))
    starts = np.flatnonzero(np.concatenate([[True], read.report[1:] != read.report[:-1]]))
    at = np.cumsum(np.concatenate([[0], (read.report[1:] != read.report[:-1]).astype(np.intp)]))
    implied, raw, where = (hash_column(group.column(name)) for name in ("implied", "raw", "where"))
    values = mix(hashes, status, number, read.unit)
    prior = _has_prior(group)
    return CellSums(
        read.report[starts],
        _counts(at, len(starts), read.status, len(STATUSES)),
        np.add.reduceat((_IN_FORM[read.indicator] & known[:, None]).astype(np.int64), starts, axis=0),
        np.add.reduceat(values, starts),
        np.add.reduceat(mix(hashes, number, raw, status), starts),
        np.add.reduceat(_panel_hashes(read, hashes, group.column("unit")), starts),
        np.add.reduceat(np.where(prior, hashes, np.uint64(0)), starts),
        np.add.reduceat(mix(values, implied, raw, where), starts),
    )


def _counts(at: Places, groups: int, kind: Places, kinds: int) -> npt.NDArray[Any]:
    known = kind >= 0
    flat = np.bincount(at[known] * kinds + kind[known], minlength=groups * kinds)
    return flat.reshape(groups, kinds).astype(np.int64)


def _read(group: Any) -> _Read:
    value, is_null = numbers_of(group.column("value"))
    return _Read(
        hash_column(group.column("report_id")),
        _places(group.column("indicator"), _PLACES),
        _places(group.column("status"), {status: place for place, status in enumerate(STATUSES)}),
        value,
        is_null,
        hash_column(group.column("unit")),
    )


def _places(column: Any, known: Mapping[str, int]) -> Places:
    return _by_dictionary(column, lambda text: known.get(text, -1), -1, np.intp)


def _by_dictionary(column: Any, tell: Callable[[str], Any], null: Any, kind: Any) -> npt.NDArray[Any]:
    """What `tell` says of each text of a dictionary column, as `kind`; `null` where there is none."""
    array = column.combine_chunks()
    if not len(array.dictionary):
        return np.full(len(array), null, dtype=kind)
    found = np.array([tell(text) for text in array.dictionary.to_pylist()], dtype=kind)[codes_of(array)]
    if array.null_count:
        found[np.asarray(pc.is_null(array))] = null
    return found


def _has_prior(group: Any) -> Flags:
    return _by_dictionary(
        group.column("evidence"), lambda text: Evidence.PRIOR.value in text.split("+"), False, np.bool_
    )


def _panel_hashes(read: _Read, hashes: Hashes, units: Any) -> Hashes:
    """A number for each cell that gives the panel a number, else 0."""
    is_money = _IS_MONEY[read.indicator] & (read.indicator >= 0)
    has = ~read.is_null & (is_money | (read.value == np.floor(read.value))) & (read.indicator >= 0)
    value = read.value.copy()
    for place in np.flatnonzero(has & is_money):
        found = _in_panel_unit(int(read.indicator[place]), float(value[place]), units[int(place)].as_py())
        has[place] = found is not None
        value[place] = found or 0.0
    return np.where(has, mix(hashes, hash_numbers(value, ~has)), np.uint64(0))


@lru_cache(maxsize=1 << 16)
def _in_panel_unit(place: int, value: float, unit: str | None) -> float | None:
    found = _CODEBOOK[place]
    return panel_value(found, Cell(found.indicator, value, Status.PUBLISHED, unit=unit))


def _check_texts(file: File, group: Any, read: _Read, notes: Notes) -> None:
    """Whether texts read as their numbers, and units are the text's own, or else the codebook's."""
    raw = group.column("raw")
    has_text = np.asarray(pc.is_valid(raw))
    published = has_text & (read.status == STATUSES.index(Status.PUBLISHED))
    blank = has_text & (read.status == STATUSES.index(Status.BLANK))
    number = _by_dictionary(raw, _number_in, np.nan, np.float64)
    is_blank = _by_dictionary(raw, lambda text: read_value(text).kind is Kind.BLANK, False, np.bool_)
    wrong = (published & (number != read.value)) | (blank & ~is_blank)
    notes.add("raw_value", file.path, int(wrong.sum()), show_rows(group, wrong, _SHOWN))
    own = _by_dictionary(raw, lambda text: hash_unit(read_value(text).unit), NULL, np.uint64)
    is_money = _IS_MONEY[read.indicator]
    expected = np.where(own != NULL, own, np.where(is_money, read.unit, _UNITS[read.indicator]))
    odd = (expected != read.unit) | (is_money & ~np.isin(read.unit, _MONEY))
    odd &= read.indicator >= 0
    notes.add("unit", file.path, int(odd.sum()), show_rows(group, odd, _SHOWN))


def _number_in(text: str) -> float:
    number = read_value(text).number
    return np.nan if number is None else float(number)


def show_rows(group: Any, wrong: Flags, columns: Sequence[str]) -> list[dict[str, object]]:
    """The first rows of a row group that are flagged."""
    return [
        {name: group.column(name)[int(place)].as_py() for name in columns}
        for place in np.flatnonzero(wrong)[:8]
    ]
