"""Each check of a release has an example that violates it, and nothing is published that fails one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import corruptions
import handmade
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corruptions import NEWEST, change, corrupt, set_column, write
from history import build_history

from gongkai.datapackage import SUMS
from gongkai.errors import ConfigError
from gongkai.pipeline import build
from gongkai.validation import Demand, Outcome, validate_release
from gongkai.validation.catalogue import CHECKS
from gongkai.validation.demand import read_accepted
from gongkai.validation.page import render_page, write_page
from scraper.archive import Archive, Hints

Alter = Callable[[Path], None]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build_history(tmp_path_factory.mktemp("history"))


def first_file(folder: Path, table: str) -> Path:
    return corruptions.path_of(folder, table, random.Random(0))


def put(table: str, column: str, tell: Callable[[Any], Any], rows: int = 1) -> Alter:
    """Change a column of the first rows where that changes something."""

    def alter(found: Any) -> Any:
        values, left = found.column(column).to_pylist(), rows
        for place, value in enumerate(values):
            if left and tell(value) != value:
                values[place], left = tell(value), left - 1
        return set_column(found, column, values)

    return lambda folder: change(first_file(folder, table), alter)


def drop(table: str, rows: int = 1) -> Alter:
    return lambda folder: change(first_file(folder, table), lambda found: found.slice(rows))


def drop_where(table: str, column: str, value: object) -> Alter:
    def alter(found: Any) -> Any:
        return found.filter(pa.array([one != value for one in found.column(column).to_pylist()]))

    return lambda folder: change(first_file(folder, table), alter)


def in_cells(column: str, status: str, tell: Callable[[Any], Any]) -> Alter:
    """Change a column of the first cell with a status."""

    def alter(found: Any) -> Any:
        values = found.column(column).to_pylist()
        place = found.column("status").to_pylist().index(status)
        values[place] = tell(values[place])
        return set_column(found, column, values)

    return lambda folder: change(first_file(folder, "cells"), alter)


def add_a_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("not ours")


def cut(folder: Path) -> None:
    path = folder / "ledger.parquet"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-20])


def reverse(folder: Path) -> None:
    change(folder / "reports.parquet", lambda found: found.take(list(range(found.num_rows))[::-1]))


def retype(folder: Path) -> None:
    change(folder / "ledger.parquet", lambda found: found.drop_columns(["difference"]))


def make_nulls(folder: Path) -> None:
    """A required column with gaps; Arrow lets them through where the field says otherwise."""
    path = folder / "findings.parquet"
    table = pq.read_table(path)
    loose = table.schema.set(5, table.schema.field(5).with_nullable(True))
    gaps = table.set_column(5, loose.field(5), pa.array([None] * table.num_rows, pa.string()))
    path.unlink()
    pq.write_table(gaps, path)


def move_a_year(folder: Path) -> None:
    (folder / "cells" / "year=2020").rename(folder / "cells" / "year=2031")


def thousandfold(folder: Path) -> None:
    corruptions.multiply_everywhere(folder, random.Random(3), folder)


VIOLATIONS: dict[str, Alter] = {
    "file_lost": add_a_file,
    "file_unreadable": cut,
    "columns": retype,
    "keys": reverse,
    "words": put("findings", "severity", lambda value: "fatal"),
    "pattern": put("reports", "sha256", lambda value: "12"),
    "range": put("reports", "cells_missing", lambda value: -1),
    "text": put("findings", "message_en", lambda value: value + "\x01", rows=1000),
    "languages": put("findings", "message_en", lambda value: "表中没有此行"),
    "dates": put("reports", "last_seen_at", lambda value: value.replace(year=2027)),
    "report_unknown": put("narratives", "report_id", lambda value: "0" * 64),
    "organization_unknown": put("ledger", "organization_id", lambda value: "152922:无名局"),
    "organization_years": put("organizations", "last_year", lambda value: value + 1),
    "year_folder": move_a_year,
    "cell_counts": put("reports", "cells_blank", lambda value: value + 1),
    "finding_counts": drop("findings"),
    "form_cells": drop("cells"),
    "status_value": in_cells("status", "published", lambda value: "missing"),
    "raw_value": in_cells("raw", "published", lambda value: "12345"),
    "unit": put("cells", "unit", lambda value: "吨"),
    "panel_rows": drop("indicators"),
    "panel_values": put("indicators", "requests_received_total", lambda value: value + 1),
    "panel_counts": put("indicators", "findings_warning", lambda value: value + 1),
    "addresses": put("reports", "same_as", lambda value: None),
    "versions": put("reports", "superseded_by", lambda value: None),
    "changes_values": put("changes", "value", lambda value: 4711.0),
    "ledger_values": put("ledger", "carried_out", lambda value: 4711),
    "ledger_findings": drop_where("findings", "code", "carry_over"),
    "prior": put("cells", "evidence", lambda value: "geometry+sums+prior"),
    "coverage_states": put("coverage", "state", lambda value: "found"),
    "coverage_names": put("coverage", "organization", lambda value: "别县统计局"),
    "codebook": put("codebook", "definition", lambda value: "别的"),
    "restated_by_us": put("narratives", "text", lambda value: value + "。"),
    "rows_fell": lambda folder: corruptions.drop_year(folder, random.Random(0), folder),
    "texts_lost": drop("narratives", rows=140),
    "column_empty": put("reports", "content_type", lambda value: None, rows=10_000),
    "organizations_changed": put("organizations", "kind", lambda value: "zone", rows=5),
    "names": put("organizations", "name", lambda value: "N/A", rows=5),
    "jumps": thousandfold,
    "negative": put("indicators", "requests_received_total", lambda value: -1, rows=20),
    "table_fell": drop("narratives", rows=100),
}
BY_THEMSELVES = {"sums_differ", "rows_stated", "null", "type", "restated", "last_release", "rows_fell"}


def judge(releases: tuple[Path, Path], folder: Path, alter: Alter, **more: Any) -> Outcome:
    last, base = releases
    corrupt(base, folder, lambda where, dice, old: alter(where), random.Random(0), last)
    memory = last.parent.with_name("memory")  # of all tests: what one validated is not read again by the next
    demand = Demand(NEWEST, **{"same_code": True, "memory": memory, **more})
    return validate_release(folder, last, demand)


def checks_of(outcome: Outcome) -> set[str]:
    return {problem.check for problem in outcome.problems}


@pytest.mark.parametrize("check", sorted(set(VIOLATIONS) - BY_THEMSELVES))
def test_each_check_has_what_violates_it(releases: tuple[Path, Path], tmp_path: Path, check: str) -> None:
    outcome = judge(releases, tmp_path / "release", VIOLATIONS[check])
    (problem, *_) = [one for one in outcome.problems if one.check == check]
    assert problem.blocks
    assert problem.rows
    assert problem.count


@pytest.mark.parametrize("table", ["codebook", "series"])
def test_what_is_of_the_code_alone_is_compared_with_it(
    releases: tuple[Path, Path], tmp_path: Path, table: str
) -> None:
    outcome = judge(releases, tmp_path / "release", drop(table))
    assert {one.file for one in outcome.problems if one.check == "codebook"} == {f"{table}.parquet"}


@pytest.mark.parametrize(
    ("value", "check"), [(float("nan"), "panel_values"), (float("inf"), "range"), (-1e300, "range")]
)
def test_a_number_of_the_panel_is_one(
    releases: tuple[Path, Path], tmp_path: Path, value: float, check: str
) -> None:
    alter = put("indicators", "proactive_fees_amount", lambda before: value)
    assert check in judge(releases, tmp_path / "release", alter).failed_checks


def test_no_check_is_without_one() -> None:
    assert set(VIOLATIONS) | BY_THEMSELVES == set(CHECKS)


def test_papers_must_agree_with_the_files(releases: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "release"
    judge(releases, folder, lambda where: None)
    (folder / SUMS).write_text((folder / SUMS).read_text().replace("a", "b"))
    package = json.loads((folder / "datapackage.json").read_text())
    package["resources"][0]["rows"] += 1
    (folder / "datapackage.json").write_text(json.dumps(package))
    outcome = validate_release(folder, None, Demand(NEWEST))
    assert set(outcome.failed_checks) == {"sums_differ", "rows_stated"}


def test_gaps_in_a_required_column(releases: tuple[Path, Path], tmp_path: Path) -> None:
    outcome = judge(releases, tmp_path / "release", make_nulls)
    assert checks_of(outcome) & {"null", "columns", "file_unreadable"}


def move(column: str, days: int) -> Alter:
    """Move the moments of a column of `changes`."""

    def alter(found: Any) -> Any:
        moved = [value + timedelta(days=days) for value in found.column(column).to_pylist()]
        return set_column(found, column, moved)

    return lambda folder: change(first_file(folder, "changes"), alter)


@pytest.mark.parametrize(
    "alter",
    [
        drop("changes"),
        drop("changes", rows=10_000),
        put("changes", "status", lambda value: None),
        put("changes", "value_before", lambda value: 4711.0),
        move("seen_at", -1),
        move("seen_at", 1),
        move("replaced_last_seen_at", -1),
        move("replaced_last_seen_at", 1),
    ],
)
def test_changes_are_all_that_versions_changed(
    releases: tuple[Path, Path], tmp_path: Path, alter: Alter
) -> None:
    assert judge(releases, tmp_path / "release", alter).failed_checks == ("changes_values",)


def test_versions_may_come_back(archive: Archive, tmp_path: Path) -> None:
    """Every way in which four captures of an address go between three texts: one sum, one title, one year."""
    texts = {
        "A": {"cells": {"requests_received_total": 3}},
        "B": {"cells": {"requests_received_total": 4}, "statuses": {"requests_received_research": "blank"}},
        "C": {"title": "更正", "year": 2021},
    }
    with archive.writer() as writer:
        for place, words in enumerate(product(texts, repeat=4)):
            for day, word in enumerate(words):
                writer.write_resource(
                    url=f"http://xiyun.example/{place}.html",
                    body=handmade.document(organization=f"溪云县第{place}局", **texts[word]),
                    content_type="text/html",
                    fetched_at=handmade.NOON + timedelta(days=day),
                    hints=Hints(division_code="990101"),
                )
    summary = build(archive, tmp_path / "dataset", parse=handmade.parse)
    assert summary.release.validation is not None
    assert summary.release.validation.problems == ()


@pytest.mark.parametrize("column", ["sha256", "content_type", "encoding"])
def test_the_same_capture_has_the_same_bytes(
    releases: tuple[Path, Path], tmp_path: Path, column: str
) -> None:
    alter = put("reports", column, lambda value: "0" * 64)
    assert judge(releases, tmp_path / "release", alter).failed_checks == ("restated_by_us",)
    assert not judge(releases, tmp_path / "release", alter, same_code=False).blocking


def test_what_came_once_was_first_seen_when_it_was_fetched(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    def alter(found: Any) -> Any:
        url, times = found.column("url").to_pylist(), found.column("first_seen_at").to_pylist()
        place = next(at for at, one in enumerate(url) if url.count(one) == 1)
        times[place] -= timedelta(days=400)
        return set_column(found, "first_seen_at", times)

    outcome = judge(releases, tmp_path / "release", lambda folder: change(folder / "reports.parquet", alter))
    assert outcome.failed_checks == ("dates",)


@pytest.mark.parametrize("text", ["nothing_known", "requests_received_total,requests_received_total"])
def test_findings_touch_cells_of_the_codebook(releases: tuple[Path, Path], tmp_path: Path, text: str) -> None:
    alter = put("findings", "indicators", lambda value: text)
    assert "words" in judge(releases, tmp_path / "release", alter).failed_checks


def test_findings_of_a_document_stay_with_the_same_code(releases: tuple[Path, Path], tmp_path: Path) -> None:
    alter = put("findings", "where", lambda value: "there", rows=1000)
    assert "restated_by_us" in checks_of(judge(releases, tmp_path / "release", alter))
    assert not judge(releases, tmp_path / "release", alter, same_code=False).blocking


def test_a_body_may_have_any_of_its_names_in_coverage(releases: tuple[Path, Path], tmp_path: Path) -> None:
    def alter(folder: Path) -> None:
        put("organizations", "aliases", lambda value: "旧溪云县统计局 (2019)", rows=10_000)(folder)
        put("coverage", "organization", lambda value: "旧溪云县统计局", rows=10_000)(folder)

    assert "coverage_names" not in checks_of(judge(releases, tmp_path / "release", alter))


def test_rows_of_a_province_and_year_that_are_gone(releases: tuple[Path, Path], tmp_path: Path) -> None:
    def alter(folder: Path) -> None:
        corruptions.drop_some_of_a_province(folder, random.Random("a"), folder)

    outcome = judge(releases, tmp_path / "release", alter)
    fallen = [problem for problem in outcome.problems if problem.check == "rows_fell"]
    assert fallen
    assert fallen[0].rows[0]["url"].startswith("http://")
    assert {"rows before", "rows now"} <= set(fallen[0].rows[0])


@pytest.mark.parametrize(("rows", "severity"), [(1, "warning"), (60, "error")])
def test_new_code_may_read_a_few_documents_otherwise(
    releases: tuple[Path, Path], tmp_path: Path, rows: int, severity: str
) -> None:
    alter = put("narratives", "text", lambda value: value + "。", rows=rows)
    outcome = judge(releases, tmp_path / "release", alter, same_code=False)
    (problem,) = outcome.problems
    assert (problem.check, problem.severity) == ("restated", severity)


def test_a_last_release_of_other_columns_is_not_compared_with(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    last, base = releases
    corrupt(last, tmp_path / "old", lambda where, dice, old: retype(where), random.Random(0), last)
    outcome = validate_release(base, tmp_path / "old", Demand(NEWEST))
    (problem,) = outcome.problems
    assert (problem.check, problem.severity, outcome.compared) == ("last_release", "warning", None)


def test_what_is_accepted_does_not_block_and_is_told(releases: tuple[Path, Path], tmp_path: Path) -> None:
    alter = put("organizations", "name", lambda value: "N/A", rows=3)
    before = judge(releases, tmp_path / "release", alter)
    assert set(before.failed_checks) == {"coverage_names", "names", "organizations_changed"}
    after = judge(releases, tmp_path / "release", alter, accept=read_accepted(["names: 试验"]))
    assert after.failed_checks == ("coverage_names", "organizations_changed")
    assert {one.check: one.accepted for one in after.problems}["names"] == "试验"


@pytest.mark.parametrize("words", ["keys: why", "nothing: why", "names", "names:"])
def test_what_cannot_be_accepted_is_refused(words: str) -> None:
    with pytest.raises(ConfigError):
        read_accepted([words])


def test_files_that_were_validated_are_known_by_their_bytes(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, memory = tmp_path / "release", tmp_path / "memory"
    first = judge(releases, folder, lambda where: None, memory=memory)
    again = validate_release(folder, releases[0], Demand(NEWEST, memory=memory, same_code=True))
    assert again.rows < first.rows
    assert again.problems == first.problems == ()
    for path in memory.iterdir():
        path.write_bytes(b"damaged")
    assert validate_release(folder, releases[0], Demand(NEWEST, memory=memory)).rows == first.rows


def test_a_file_with_a_problem_is_not_remembered(releases: tuple[Path, Path], tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    alter = in_cells("raw", "published", lambda value: "12345")
    for _ in range(2):
        outcome = judge(releases, tmp_path / "release", alter, memory=memory)
        assert "raw_value" in outcome.failed_checks


def test_the_page_says_what_failed_where_and_what_to_do(releases: tuple[Path, Path], tmp_path: Path) -> None:
    alter = put("organizations", "name", lambda value: "<script>alert(1)</script>", rows=5)
    outcome = judge(releases, tmp_path / "release", alter)
    page = write_page(outcome, tmp_path / "run")
    text = page.read_text(encoding="utf-8")
    assert text == render_page(outcome)
    assert "<script" not in text
    for words in (
        "not published",
        "本版本未发布",
        "names",
        CHECKS["names"].zh,
        "--accept",
        "organizations.parquet",
    ):
        assert words in text
    values = json.loads((tmp_path / "run" / "validation.json").read_text(encoding="utf-8"))
    assert values["published"] is False
    assert {one["check"] for one in values["problems"]} == checks_of(outcome)


def test_a_page_of_no_problem(tmp_path: Path) -> None:
    text = render_page(Outcome((), 3, 4))
    assert "was published" in text
    assert "Every check holds" in text


def test_rows_of_another_release_are_shown_as_they_are(releases: tuple[Path, Path], tmp_path: Path) -> None:
    def alter(folder: Path) -> None:
        path = folder / "indicators" / "year=2019" / "part-0.parquet"
        table = pq.read_table(path, partitioning=None)
        values = table.column("requests_received_total").to_pylist()
        place = next(at for at, value in enumerate(values) if value is not None)
        write(path, set_column(table, "requests_received_total", [
            4711 if at == place else value for at, value in enumerate(values)
        ]))  # fmt: skip

    outcome = judge(releases, tmp_path / "release", alter)
    (problem,) = [one for one in outcome.problems if one.check == "panel_values"]
    assert problem.count == 1
    (row,) = problem.rows
    assert row["indicator"] == "requests_received_total"
    assert row["in indicators"] == "4711"
    assert row["in cells"] != "4711"
