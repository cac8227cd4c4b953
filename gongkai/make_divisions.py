"""Makes `data/reference/divisions.parquet`: `python -m gongkai.make_divisions FOLDER`, once a year.

Promises: the same packages give the same rows; the areas come in a row group of their own before the towns,
so that a reader may leave the towns where they are.
Refuses: to run at any other time: a run of gongkai downloads nothing.
Caveat: towns are known from two lists only, of 2023 and 2026; FOLDER keeps the packages that were fetched.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.division_history import Area, Key, Span, follow, make_spans
from gongkai.division_sources import (
    LAST_YEARLY,
    MCA,
    MCA_YEAR,
    NBS,
    YEARLY,
    Town,
    fetch_packages,
    read_current,
    read_events,
    read_towns,
    read_yearly,
)
from gongkai.divisions import read_divisions
from gongkai.portals import write_codes
from gongkai.reference import reference_file

SCHEMA = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("area", pa.string(), nullable=False),
        pa.field("parent", pa.string()),
        pa.field("province", pa.string(), nullable=False),
        pa.field("prefecture", pa.string()),
        pa.field("county", pa.string()),
        pa.field("valid_from", pa.int16(), nullable=False),
        pa.field("valid_to", pa.int16()),
        pa.field("change", pa.string()),
        pa.field("successor", pa.string()),
        pa.field("source", pa.string(), nullable=False),
    ]
)
Row = dict[str, str | int | None]
_YEARS = {NBS: 2023, MCA: MCA_YEAR}


def make_history(
    yearly: Mapping[int, list[Area]], current: list[Area], gone: Mapping[Key, str]
) -> list[Span]:
    """The spans of all areas; in the year between the last yearly list and the current one both hold."""
    last = {area.code: area for area in yearly[LAST_YEARLY]}
    between = {**last, **{area.code: area for area in current}}
    years = {**yearly, LAST_YEARLY + 1: list(between.values()), MCA_YEAR: current}
    hints = {(area.code, year): area.hint for year, areas in years.items() for area in areas if area.hint}
    spans = make_spans(years)
    follow(spans, hints, gone)
    return spans


def area_rows(spans: Iterable[Span]) -> Iterator[Row]:
    """The rows of provinces, prefectures and counties."""
    for span in spans:
        value = span.value
        yield {
            "code": value.code,
            "name": value.name,
            "level": value.level,
            "area": span.area,
            "parent": value.parent,
            "province": value.province,
            "prefecture": value.prefecture,
            "county": value.name if value.level == "county" else None,
            "valid_from": span.first,
            "valid_to": span.last,
            "change": span.change,
            "successor": span.successor,
            "source": YEARLY if span.first <= LAST_YEARLY else MCA,
        }


def town_rows(towns: Iterable[Town], spans: Iterable[Span]) -> Iterator[Row]:
    """The rows of towns: one a code and name; `parent` is the county's own id, so that both lists meet."""
    valid = {source: _areas_of(spans, year) for source, year in _YEARS.items()}
    seen: dict[tuple[str, str, str], list[Town]] = defaultdict(list)
    above: dict[str, Span] = {}
    for town in towns:
        known = valid[town.source]
        # zones that one list has for counties are none: their towns stand under the prefecture
        codes = (town.county, f"{town.county[:4]}00", f"{town.county[:2]}0000")
        county = next(known[code] for code in codes if code in known)
        seen[county.area, town.name, town.code].append(town)
        above[county.area] = county
    for (area, name, code), found in sorted(seen.items()):
        value, years = above[area].value, [_YEARS[town.source] for town in found]
        yield {
            "code": code,
            "name": name,
            "level": "township",
            "area": code,
            "parent": area,
            "province": value.province,
            "prefecture": value.prefecture,
            "county": value.name if value.level == "county" else None,
            "valid_from": min(years),
            "valid_to": None if max(years) == MCA_YEAR else max(years),
            "source": " + ".join(dict.fromkeys(town.source for town in found)),
        }


def _areas_of(spans: Iterable[Span], year: int) -> dict[str, Span]:
    return {s.value.code: s for s in spans if s.first <= year and (s.last is None or s.last >= year)}


def invented_rows() -> Iterator[Row]:
    """The areas of the sample site."""
    with reference_file("invented_areas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["province"], row["prefecture"], row["county"]]
            depth = sum(map(bool, names))
            code = row["code"]
            yield {
                "code": code,
                "name": names[depth - 1],
                "level": ("province", "prefecture", "county")[depth - 1],
                "area": code,
                "parent": (None, f"{code[:2]}0000", f"{code[:4]}00")[depth - 1],
                "province": names[0],
                "prefecture": names[1] or None,
                "county": names[2] or None,
                "valid_from": 1980,
                "source": "sample site",
            }


def write(path: Path, areas: Iterable[Row], towns: Iterable[Row]) -> None:
    """Write the table: the areas as one row group, the towns as the next, those of the older list first."""
    by_code = itemgetter("code", "valid_from")
    by_list = itemgetter("valid_from", "code", "name")
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=19) as writer:
        for rows, order in ((areas, by_code), (towns, by_list)):
            ordered = sorted(rows, key=order)
            writer.write_table(pa.Table.from_pylist(ordered, SCHEMA), row_group_size=len(ordered))


def main(folder: str) -> None:
    """Fetch what is missing in `folder`; write the table, and the codes of portals, into the checkout."""
    packages = Path(folder)
    fetch_packages(packages)
    spans = make_history(read_yearly(packages), read_current(packages), read_events(packages))
    reference = Path(__file__).parents[1] / "data" / "reference"
    areas = [*area_rows(spans), *invented_rows()]
    write(reference / "divisions.parquet", areas, town_rows(read_towns(packages), spans))
    write_codes(reference / "portals.csv", MCA_YEAR, read_divisions())


if __name__ == "__main__":
    main(sys.argv[1])
