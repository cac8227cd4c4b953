"""`gongkai status`: coverage as a table, as lines of JSON, and as a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len

from gongkai.cli import main
from gongkai.coverage_page import render_coverage
from gongkai.dataset import write_table
from gongkai.fields import TABLES
from gongkai.matrix import Matrix, read_matrix
from gongkai.reasons import LETTERS, STATES, known_reasons, reason_of
from gongkai.rows import to_milliseconds

Run = Callable[..., tuple[int, str, str]]
SEEN = to_milliseconds(datetime.fromisoformat("2026-03-01T00:00:00+00:00"))
ROWS = [
    ("990101:教育局", 2022, "溪云县教育局", "read", None, None),
    ("990101:教育局", 2023, "溪云县教育局", "refused", "challenge_412", None),
    ("990101:统计局", 2022, "溪云县统计局", "read", None, "register_says_not_published"),
    ("990101:统计局", 2023, "溪云县统计局", "read", None, None),
    ("990102:<b>局", 2023, "<b>局", "not_found", "said_not_published", None),
]


def write_release(releases: Path, rows: Sequence[tuple[Any, ...]]) -> Path:
    folder = releases / "v2026.1"
    folder.mkdir(parents=True)
    whole = [
        [*row, None if row[3] == "not_found" else f"http://a.example/{at}", "register", None, SEEN]
        for at, row in enumerate(rows)
    ]
    write_table(TABLES["coverage"], whole, folder / "coverage.parquet")
    (folder / "datapackage.json").write_text(json.dumps({"created": "2026-03-01T00:00:00Z"}))
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "dataset", ROWS)


def matrix_of(release: Path, **filters: Any) -> Matrix:
    matrix = read_matrix(release, **filters)
    assert matrix is not None
    return matrix


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], release: Path
) -> Run:
    """Run `status` over a folder whose release holds coverage alone."""
    (tmp_path / "dataset" / "current").symlink_to("v2026.1")
    monkeypatch.setattr("gongkai.status.look_at", lambda path: SimpleNamespace(name=path.name))
    monkeypatch.setattr("gongkai.commands.look.show_status", lambda _: "Archive")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["--data", str(tmp_path), "status", *map(str, arguments)])
        return code, *capsys.readouterr()

    return call


def test_totals_and_gaps_are_counted(release: Path) -> None:
    matrix = matrix_of(release)
    assert (matrix.years, matrix.body_count, matrix.whole) == ((2022, 2023), 3, 1)
    assert [(total.expected, round(total.share(), 2)) for total in matrix.totals] == [(2, 1.0), (3, 0.33)]
    assert [(one.word, one.count) for one in matrix.reasons] == [
        ("said_not_published", 1),
        ("challenge_412", 1),
    ]
    assert [one.word for one in matrix.doubts] == ["register_says_not_published"]
    assert [entry and entry.state for entry in matrix.bodies[2].entries] == [None, "not_found"]


def test_bodies_with_gaps_come_first_where_not_all_are_listed(release: Path) -> None:
    matrix = matrix_of(release, most=2)
    assert [body.name for body in matrix.bodies] == ["溪云县教育局", "<b>局"]
    assert (matrix.hidden, matrix.body_count, matrix.all_years.expected) == (1, 3, 5)


def test_years_and_states_can_be_chosen(release: Path) -> None:
    assert matrix_of(release, years=[2022]).years == (2022,)
    chosen = matrix_of(release, states=["refused", "not_found"])
    assert {body.name for body in chosen.bodies} == {"溪云县教育局", "<b>局"}


def test_a_release_without_the_table_has_no_matrix(tmp_path: Path) -> None:
    assert read_matrix(tmp_path) is None


def test_the_table_fits_80_columns_with_ten_years(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    from gongkai.coverage_view import show_coverage

    name = "溪云县高新技术产业园区管理委员会及其他许多单位"
    rows = [(f"990101:{name}", year, name, "read", None, None) for year in range(2015, 2025)]
    matrix = matrix_of(write_release(tmp_path / "wide", rows))
    Console(width=80).print(show_coverage(matrix))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert sum(line.count(" R") for line in lines if "溪云县" in line) == 10


def test_status_shows_letters_totals_and_what_to_do(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert "3 of 5 expected reports read (60%), 3 bodies; newest crawl 2026-03-01." in out
    assert re.search(r"^溪云县教育局 +R +X *$", out, re.MULTILINE)
    assert re.search(r"^溪云县统计局 +R! +R *$", out, re.MULTILINE)
    assert re.search(r"^<b>局 +· +N *$", out, re.MULTILINE)
    assert re.search(r"^read of expected +100% +33% *$", out, re.MULTILINE)
    assert reason_of("challenge_412").todo.split(". ")[0] in " ".join(out.split())


def test_status_narrows_to_years_and_states(run: Run) -> None:
    out = run("--state", "refused", "--year", "2023")[1]
    assert "溪云县教育局" in out
    assert "溪云县统计局" not in out
    assert "no body is in these years and states" in run("--year", "1999")[1]


def test_status_as_json_has_a_line_for_each_body_and_year(run: Run) -> None:
    lines = [json.loads(line) for line in run("--json")[1].splitlines()]
    assert [line["kind"] for line in lines] == ["status", "coverage", *["organization_year"] * 5]
    assert lines[1]["years"][1] == {
        "year": 2023,
        "expected": 3,
        "read": 1,
        "unreadable": 0,
        "refused": 1,
        "found": 0,
        "not_found": 1,
    }
    assert lines[3] == {
        "kind": "organization_year",
        "organization_id": "990101:教育局",
        "organization": "溪云县教育局",
        "year": 2023,
        "state": "refused",
        "reason": "challenge_412",
        "doubt": None,
        "url": "http://a.example/1",
        "expected_by": "register",
        "register": None,
    }


def test_the_page_is_written_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert run("--html")[0] == 0
    assert run("--html", tmp_path / "page.html", "--quiet") == (0, "", "")
    assert (tmp_path / "coverage.html").read_bytes() == (tmp_path / "page.html").read_bytes()
    code, _, err = run(tmp_path / "page.html")
    assert code == 2
    assert "gongkai status --html" in err
    code, _, err = run("--html", tmp_path / "nowhere" / "page.html")
    assert code == 2
    assert "cannot be written" in err
    assert run("--html", "--year", "1999")[0] == 2


class Tags(HTMLParser):
    """Tags that are open at the end, and every address that a page asks for."""

    VOID = frozenset({"meta", "link", "img", "br", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_no_script_and_no_network(release: Path) -> None:
    text = render_coverage(matrix_of(release))
    page = Tags()
    page.feed(text)
    assert page.open == []
    assert not {tag for tag, _ in page.seen} & {"script", "img", "link", "iframe", "object"}
    assert not any(name in attrs for _, attrs in page.seen for name in ("src", "srcset", "onclick"))
    assert "url(" not in text
    assert "@import" not in text


def test_the_page_tells_states_by_letter_and_word_and_escapes_names(release: Path) -> None:
    text = render_coverage(matrix_of(release))
    assert "<b>局" not in text
    assert text.count("&lt;b&gt;局") >= 2
    assert 'class="refused" title="2023: refused 被拒绝; challenge_412: ' in text
    for state in STATES:
        assert state.replace("_", " ") in text
    assert "60.0%" in text
    assert "2026-03-01" in text


def test_addresses_that_are_not_of_the_web_are_no_links(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "odd", [])
    rows = [
        ["-:甲局", year, "甲局", "read", None, None, url, "known_body", None, SEEN]
        for year, url in ((2021, "javascript:alert(1)"), (2022, "file:a.html"), (2023, "http://a.example/"))
    ]
    write_table(TABLES["coverage"], rows, folder / "coverage.parquet")
    text = render_coverage(matrix_of(folder))
    assert re.findall(r'href="([^"]+)"', text) == ["http://a.example/"]


def test_every_reason_stands_in_the_docs_as_in_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "coverage.md").read_text(encoding="utf-8")
    families = dict.fromkeys(("challenge_412", "http_403", "http_503"), " and the like")
    for word in (*known_reasons(), *families):
        known = reason_of(word)
        row = f"| `{word}`{families.get(word, '')} | {known.en} | {known.zh} | {known.todo} |"
        assert row in page
    for state, letter in LETTERS.items():
        assert f"| `{state}` | {letter} |" in page


def test_a_page_without_a_gap_says_so(tmp_path: Path) -> None:
    text = render_coverage(matrix_of(write_release(tmp_path / "full", ROWS[:1])))
    assert "Every report that is expected was read." in text
    assert "100%" in text


@pytest.mark.parametrize("junk", [b"junk", b"SQLite format 3\0" + b"x" * 4000, b"\0" * 5000])
def test_a_queue_that_is_none_is_told_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], junk: bytes
) -> None:
    state = tmp_path / "data" / "state"
    state.mkdir(parents=True, exist_ok=True)
    (state / "frontier.sqlite").write_bytes(junk)
    (tmp_path / "data" / "archive").mkdir(exist_ok=True)
    assert main(["--data", str(tmp_path / "data"), "status"]) != 0
    err = " ".join(capsys.readouterr().err.split())
    assert "frontier.sqlite" in err
    assert "move it away" in err
    assert "Traceback" not in err
