"""The papers of a release against the tools that others read them with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import handmade
import jsonschema
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from handmade import NOON, document

import parsers
from gongkai import organizations
from gongkai.categories import CATEGORIES
from gongkai.codebook import TABLES_ZH, read_codebook
from gongkai.datapackage import digest_of
from gongkai.fields import SCHEMA_VERSION, TABLES
from gongkai.load import open_dataset
from gongkai.organizations import kind_of, level_of
from gongkai.pipeline import build
from gongkai.reasons import STATES, VIAS
from gongkai.relations import KEYS, RELATIONS
from gongkai.samplesite import SampleSite
from parsers.report import Severity, Status
from scraper.archive import Archive, Hints

ROOT = Path(__file__).parents[2]
TOTAL = "requests_received_total"
FEES = "proactive_fees_amount"


def put(archive: Archive, url: str, body: bytes, at: datetime = NOON, code: str = "990101") -> None:
    with archive.writer() as writer:
        hints = Hints(division_code=code)
        writer.write_resource(url=url, body=body, content_type="text/html", fetched_at=at, hints=hints)


def from_hand(folder: Path) -> Path:
    """A release with all that is odd: no year, no body, two addresses, a restatement, nulls in every type."""
    archive = Archive(folder / "archive")
    money: dict[str, Any] = {"cells": {FEES: 2.5}, "units": {FEES: "万元"}}
    documents = {
        "1": document(cells={TOTAL: 5}, year=2019, sections={"overview": "nan"}),
        "2": document(statuses={TOTAL: "blank"}, findings=["row_lost", "row_lost"]),
        "3": document(year=2021, form="2021", **money),
        "4": document(year=None),
        "5": document(organization=None),
        "6": document(form=None, published_on=None, findings=["not_a_report"]),
        "7": document(statuses={TOTAL: "blank"}, n=7),
    }
    for name, body in documents.items():
        put(archive, f"http://a.example/{name}", body)
    put(archive, "http://a.example/1", document(cells={TOTAL: 6}, year=2019), NOON + timedelta(days=1))
    return build(archive, folder / "dataset", parse=handmade.parse).release.path


def from_sample_site(folder: Path) -> Path:
    site, archive = SampleSite(), Archive(folder / "archive")
    of_county = [one for one in site.truth() if one.allowed and one.division_code == "990101"]
    for truth in [one for one in of_county if one.year in (2020, 2021)][::3]:
        body = site.page(truth.host_index, truth.path).body
        put(archive, f"http://{truth.host_index}.example{truth.path}", body, code=truth.division_code)
    return build(archive, folder / "dataset", parse=parsers.parse).release.path


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return from_hand(tmp_path_factory.mktemp("by_hand"))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return from_sample_site(tmp_path_factory.mktemp("crawled"))


@pytest.fixture(params=["by_hand", pytest.param("crawled", marks=pytest.mark.soak)])
def release(request: pytest.FixtureRequest) -> Path:
    made: Path = request.getfixturevalue(request.param)
    return made


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def frictionless(release: Path) -> tuple[int, dict[str, set[str]]]:
    """The exit code of `frictionless validate`, and the kinds of errors of each resource that has some."""
    done = run("-m", "frictionless", "validate", "--json", release / "datapackage.json")
    tasks = json.loads(done.stdout)["tasks"]
    return done.returncode, {t["name"]: {e["type"] for e in t["errors"]} for t in tasks if t["errors"]}


def test_frictionless_finds_the_datapackage_and_every_table_valid(release: Path) -> None:
    assert frictionless(release) == (0, {})
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert paths == {path.relative_to(release).as_posix() for path in release.rglob("*.parquet")}
    assert package["schemaVersion"] == SCHEMA_VERSION


def rewrite(path: Path, column: str, change: Callable[[list[Any]], list[Any]]) -> None:
    table = pq.read_table(path, partitioning=None)
    place = table.schema.get_field_index(column)
    values = pa.array(change(table[column].to_pylist()), table.schema.types[place])
    pq.write_table(table.set_column(place, table.schema.names[place], values), path)


def keep_resources(path: Path, names: set[str]) -> None:
    """Leave some resources in a package, and those that their keys refer to."""
    package = json.loads(path.read_text(encoding="utf-8"))
    by_name = {resource["name"]: resource for resource in package["resources"]}
    left, kept = set(names), set[str]()
    while left:
        kept.add(name := left.pop())
        keys = by_name[name]["schema"].get("foreignKeys", [])
        left |= {key["reference"]["resource"] or name for key in keys} - kept
    package["resources"] = [by_name[name] for name in sorted(kept)]
    path.write_text(json.dumps(package), encoding="utf-8")


def test_frictionless_sees_what_is_wrong(by_hand: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(by_hand, tmp_path / by_hand.name))
    rewrite(copy / "cells/year=2019/part-0.parquet", "report_id", lambda old: ["x", *old[1:]])
    rewrite(copy / "cells/year=2020/part-0.parquet", "status", lambda old: ["odd", *old[1:]])
    rewrite(copy / "findings.parquet", "ordinal", lambda old: [0] * len(old))
    keep_resources(copy / "datapackage.json", {"cells-2019", "cells-2020", "findings"})
    code, errors = frictionless(copy)
    assert code == 1
    assert errors["cells-2019"] == {"foreign-key"}
    assert errors["cells-2020"] == {"constraint-error"}
    assert errors["findings"] == {"primary-key"}


def test_every_relation_holds(release: Path) -> None:
    dataset = open_dataset(release)
    for name, relations in RELATIONS.items():
        frame = getattr(dataset, name)()
        for column, other in relations:
            keys = set(getattr(dataset, other)()[KEYS[other]])
            assert set(frame[column].dropna()) <= keys, (name, column)


LOAD = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(sys.argv[1])
rows = {}
for record_set in dataset.metadata.record_sets:
    rows[record_set.id] = [
        {k.partition("/")[2]: v.decode() if isinstance(v, bytes) else v for k, v in record.items()}
        for record in dataset.records(record_set.id)
    ]
print(json.dumps(rows, default=str))
"""


def test_mlcroissant_finds_the_croissant_valid_and_loads_every_record(release: Path) -> None:
    done = run("-m", "mlcroissant.scripts.validate", "--jsonld", release / "croissant.json")
    assert (done.returncode, "Error" in done.stderr, "Done" in done.stderr) == (0, False, True), done.stderr
    loaded = json.loads(run("-c", LOAD, release / "croissant.json").stdout)
    dataset = open_dataset(release)
    assert set(loaded) == set(TABLES)
    for name, rows in loaded.items():
        frame = getattr(dataset, name)()
        assert len(rows) == len(frame), name
        assert not rows or set(rows[0]) == set(frame.columns), name
        for column, values in frame.items():
            if values.dtype in ("string", "Int64", "Float64", "boolean"):
                wanted = [None if value is pd.NA else value for value in values]
                assert [row[column] for row in rows] == wanted, (name, column)


def test_croissant_names_every_file_with_its_digest_and_every_column(release: Path) -> None:
    text = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    files = {one["contentUrl"]: one for one in text["distribution"] if one["@type"] == "cr:FileObject"}
    assert set(files) == {path.relative_to(release).as_posix() for path in release.rglob("*.parquet")}
    for path, one in files.items():
        assert one["sha256"] == digest_of(release / path)
        assert one["contentSize"] == f"{(release / path).stat().st_size} B"
    assert text["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert text["version"] in text["citeAs"]
    for table in text["recordSet"]:
        names = [field["name"] for field in table["field"]]
        assert names[: len(TABLES[table["name"]].fields)] == TABLES[table["name"]].schema().names
        assert {key["@id"].partition("/")[2] for key in table["key"]} <= set(names)


SCHEMA = json.loads((Path(__file__).parent / "support" / "cff-1.2.0.schema.json").read_text(encoding="utf-8"))


def citation(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def test_the_citation_is_valid_and_names_the_very_tables(release: Path) -> None:
    found = citation(release / "CITATION.cff")
    jsonschema.validate(found, SCHEMA)
    assert (found["type"], found["license"]) == ("dataset", "CC-BY-4.0")
    assert f"v{found['version']}" == release.name
    lines = (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    digest = sha256("".join(line for line in lines if "parquet" in line).encode()).hexdigest()
    assert found["identifiers"][0]["value"] == f"sha256:{digest}"
    assert digest in (release / "README.md").read_text(encoding="utf-8")


def test_the_citation_of_the_code_is_valid() -> None:
    jsonschema.validate(citation(ROOT / "CITATION.cff"), SCHEMA)


@pytest.mark.parametrize("change", [{"type": "data"}, {"version": None}, {"authors": []}, {"licence": "x"}])
def test_the_schema_of_citations_refuses(release: Path, change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**citation(release / "CITATION.cff"), **change}, SCHEMA)


def test_the_sums_are_those_of_every_file(release: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=False)
    assert done.returncode == 0
    lines = (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    named = {line.split("  ")[1] for line in lines}
    there = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert there - named == {"SHA256SUMS"}
    assert sum(1 for name in named if "/" not in name and not name.endswith(".parquet")) == 7


def table_rows(page: str) -> Iterator[list[str]]:
    for line in page.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_the_codebook_page_has_every_indicator_and_every_column_in_both_languages(release: Path) -> None:
    page = (release / "CODEBOOK.md").read_text(encoding="utf-8")
    rows = {row[0].strip("`"): row for row in table_rows(page)}
    for found in read_codebook():
        row = rows[found.indicator]
        assert {found.label_en, found.definition, found.unit, ";".join(found.forms)} <= set(row)
        assert f"`{found.short_name}`" in row
        assert ("yes 是" in row[4]) == found.is_total
    for table in TABLES.values():
        part = page.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        assert table.zh in part
        assert table.en in part
        named = {found.indicator for found in read_codebook()}
        columns = [field for field in table.fields if field.name not in named]
        assert [row[0] for row in table_rows(part)][1:] == [f"`{field.name}`" for field in columns]
        assert all(field.en in part and field.zh in part for field in columns)
    widths = [len(row) for row in table_rows(page)]
    assert set(widths) <= {6, 7, 8, 9, 10, 11}


def test_the_page_of_a_release_says_what_is_in_it(release: Path) -> None:
    page = (release / "README.md").read_text(encoding="utf-8")
    dataset = open_dataset(release)
    for table in TABLES.values():
        count = f"{len(getattr(dataset, table.name)()):,}"
        assert [row[-1] for row in table_rows(page) if row[0] == f"`{table.name}`"] == [count, count]
    years = dataset.cells()["year"].value_counts()
    bodies = dataset.indicators()["year"].value_counts()
    for year, cells in years.items():
        rows = [row[1:] for row in table_rows(page) if re.match(rf"{year}\b", row[0])]
        assert rows == [[f"{bodies.get(year, 0):,}", f"{cells:,}"]] * 2
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert {"CODEBOOK.md", "CHANGES.md", "CITATION.cff", "LICENSE-DATA"} == set(links)
    assert all((release / link).is_file() for link in links)


def test_the_python_of_the_page_runs(release: Path) -> None:
    page = (release / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        program = f"{block}assert str(indicators['{TOTAL}'].dtype) == 'Int64'\nprint(len(indicators))"
        done = run("-c", program, cwd=release.parent)
        assert done.stdout.strip() == str(len(open_dataset(release).indicators())), done.stderr


def test_categories_are_those_of_the_code() -> None:
    assert set(CATEGORIES["cells", "status"]) == set(Status)
    assert set(CATEGORIES["findings", "severity"]) == set(Severity)
    assert tuple(CATEGORIES["coverage", "state"]) == STATES
    assert set(CATEGORIES["coverage", "expected_by"]) == set(VIAS)
    assert {name: zh for name, (_, zh) in CATEGORIES["codebook", "table"].items()} == TABLES_ZH
    assert set(CATEGORIES["reports", "form"]) == {form for one in read_codebook() for form in one.forms}
    kinds = {kind for kind, _ in organizations._KINDS} | {kind_of("甲")}
    assert set(CATEGORIES["organizations", "kind"]) == kinds
    levels = {
        level_of(kind, code)
        for kind in kinds
        for code in (organizations.NATION, "150000", "152900", "152922")
    }
    assert set(CATEGORIES["organizations", "level"]) == levels


def test_categories_belong_to_columns_of_text_and_have_both_languages() -> None:
    for (table, column), labels in CATEGORIES.items():
        (field,) = (field for field in TABLES[table].fields if field.name == column)
        assert field.type == "string"
        assert all(en and zh for en, zh in labels.values())
