from __future__ import annotations

import csv
import errno
import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gongkai import __version__, importing, release, running, store
from gongkai.changes_page import to_markdown
from gongkai.cli import app, main
from gongkai.corpus import Document, checking
from gongkai.corpus.documents import make_document
from gongkai.corpus.plan import Case
from gongkai.dataset import write_table
from gongkai.diffing import compare
from gongkai.fields import TABLES
from gongkai.locking import hold_lock
from gongkai.pipeline import SCRATCH
from gongkai.samplesite import SampleSite
from scraper import frontier_schema
from scraper.crawl import PlannedFetch
from scraper.frontier import Frontier
from scraper.sources import Source

TOTAL = "requests_received_total"
KEYS = [
    "source", "organization", "year", "form", "title", "published_on", "signed_on", "issuer",
    "index_number", "cells", "findings", "sections",
]  # fmt: skip
CELL_KEYS = ["indicator", "value", "implied", "raw", "unit", "status", "evidence", "where"]
FINDING_KEYS = ["code", "severity", "indicators", "message_zh", "message_en", "where"]
COMMANDS = (
    "run", "refresh", "crawl", "discover", "import", "parse", "explain",
    "build", "check", "diff", "export", "status", "receipts", "codebook",
)  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONGKAI_WORKERS", "1")  # starting processes takes longer than these builds

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture(scope="module")
def some_texts() -> dict[str, bytes]:
    """The re-typed page of the town, and two of the flattened reports of the sample site."""
    files = SampleSite().text_files()
    names = [name for name in sorted(files) if "bdjlz" in name] + sorted(files)[:2]
    return {name: files[name] for name in names}


@pytest.fixture
def texts(tmp_path: Path, some_texts: dict[str, bytes]) -> Path:
    """Some reports as files."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, data in some_texts.items():
        (folder / name).write_bytes(data)
    return folder


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def town(texts: Path) -> Path:
    (path,) = texts.glob("*bdjlz*")
    return path


def test_version_and_help(run: Run) -> None:
    assert run("--version")[:2] == (0, f"gongkai {__version__}\n")
    code, out, _ = run("--help")
    assert code == 0
    assert all(re.search(rf"^  {name} ", out, re.MULTILINE) for name in COMMANDS)
    named = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert named == set(COMMANDS)
    assert re.search(r"Exit codes: 0 done; 1 .*3 another run", out, re.DOTALL)
    assert not re.search(r"\.\.\.$", out.split("Commands:")[1], re.MULTILINE), "a summary is cut off"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_shared_options(run: Run, name: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == 0
    for option in (
        "data",
        "contact",
        "delay-min",
        "delay-max",
        "hours",
        "fail-on",
        "json",
        "quiet",
        "workers",
    ):
        assert f"--{option}" in out


def test_no_command_shows_the_help(run: Run) -> None:
    code, out, err = run()
    assert code == 2
    assert "Usage: gongkai" in out + err


def test_a_file_that_the_system_refuses_is_named_with_what_to_do(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", texts)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "data/archive/a.warc.gz")

    monkeypatch.setattr("gongkai.commands.read.check_data", refuse)
    code, _, err = run("check")
    assert code == 2
    assert err.startswith("Error: data/archive/a.warc.gz: Permission denied\nCheck its permissions")


def test_an_unknown_option_is_a_usage_error(run: Run) -> None:
    code, _, err = run("run", "--dta", "x")
    assert code == 2
    assert "--data" in err


def test_parse_prints_a_line_of_json_a_report(run: Run, texts: Path) -> None:
    code, out, _ = run("parse", town(texts), "--format", "json")
    (report,) = objects(out)
    assert code == 0
    assert list(report) == KEYS
    assert report["source"] == str(town(texts))
    assert (report["organization"], report["year"], report["form"]) == (
        "阿拉善右旗巴丹吉林镇人民政府",
        2020,
        "2019",
    )
    assert [list(cell) for cell in report["cells"]] == [CELL_KEYS] * 198
    statuses = [cell["status"] for cell in report["cells"]]
    assert (statuses.count("published"), statuses.count("blank")) == (192, 6)
    assert {cell["value"] for cell in report["cells"]} == {0, None}
    assert '"value": 0.0' not in out
    assert "\\u" not in out
    assert all(list(finding) == FINDING_KEYS for finding in report["findings"])
    codes = [finding["code"] for finding in report["findings"]]
    assert sorted(set(codes)) == ["row_unlabelled", "section_missing"]
    assert list(report["sections"]) == ["overview", "proactive", "requests", "disputes", "problems"]


def test_the_json_flag_asks_parse_for_json(run: Run, texts: Path) -> None:
    assert run("--json", "parse", town(texts)) == run("parse", town(texts), "--format", "json")


def test_parse_shows_tables_to_people(run: Run, texts: Path) -> None:
    code, out, _ = run("parse", town(texts))
    assert code == 0
    assert "192 published, 6 blank" in out
    assert re.search(r"规章 .*本年新制作数量 +0", out)
    assert re.search(r"自然人 +商业企业 +科研机构 +社会公益组织 +法律服务机构 +其他 +总计", out)
    assert re.search(r"1\.属于国家秘密 +0 +0 +0 +0 +0 +0 +·", out)
    assert "warning row_unlabelled" in out


def test_parse_walks_a_folder(run: Run, texts: Path) -> None:
    code, out, _ = run("parse", texts, "--format", "json")
    assert code == 0
    assert [Path(report["source"]) for report in objects(out)] == sorted(texts.iterdir())


BAD: dict[str, tuple[bytes, str | None]] = {
    "no-report.html": (b"<html><body><h1>Weather</h1><p>It rains.</p></body></html>", None),
    "404.html": ("<html><head><title>404</title></head><body>页面不存在</body></html>".encode(), None),
    "no-tables.txt": ("溪云县统计局2020年政府信息公开工作年度报告\n一、总体情况\n无表。".encode(), None),
    "other-tables.html": (
        "<table><tr><td>姓名</td><td>数</td></tr><tr><td>甲</td><td>3</td></tr></table>".encode(),
        None,
    ),
    "unknown-charset.html": (b'<meta charset="klingon"><p>hello, this is a page</p>', None),
    "empty.html": (b"", "empty_document"),
    "spaces.txt": (b" \n\t\n", "empty_document"),
    "binary.html": (bytes(range(256)) * 40, "unsupported_format"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(100), "unsupported_format"),
    "paper.html": (b"%PDF-1.4 ...", "unsupported_format"),
}


EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXPLANATION_KEYS = [
    "source", "indicator", "organization", "year", "form", "cell", "lines", "label", "score", "header",
    "between", "sums", "findings", "weighed", "set_aside",
]  # fmt: skip


def test_explain_shows_how_a_value_was_recovered(run: Run) -> None:
    code, out, _ = run("explain", EXAMPLES / "value-lost.txt", "requests_granted_in_part_business")
    assert code == 0
    for words in (
        "recovered: the document does not show the cell",
        "value     1 件",
        "【the cell is not in the document; its place is here】",
        "“（二）部分公开”, read as “（二）部分公开（区分处理的",
        "总计 2 = 自然人 1 + 商业企业 【1*】 + 科研机构 0",
        "1 _ 0 0 0 0 2",
        "1 0 _ 0 0 0 2   breaks column 商业企业, column 科研机构",
        "all that are left give this cell the same value",
    ):
        assert words in out


def test_explain_shows_why_a_cell_is_not_known(run: Run) -> None:
    _, out, _ = run("explain", EXAMPLES / "two-rows-alike.txt", "requests_refused_third_party_natural_person")
    assert "value     none" in out
    assert "自然人 【?】 + 商业企业 ?" in out
    assert "cannot be checked, 2 of its cells are not known" in out


def test_explain_names_the_labels_around_a_row_without_one(run: Run) -> None:
    _, out, _ = run("explain", EXAMPLES / "labels-lost.txt", "requests_refused_other_law_total")
    assert "the nearest labels are “1.属于国家秘密” above and “4.保护第三方合法权益” below" in out
    assert "nothing: there was one way to read it" in out


def test_explain_says_that_a_table_is_not_there(run: Run, tmp_path: Path) -> None:
    text = (EXAMPLES / "labels-lost.txt").read_text(encoding="utf-8")
    path = tmp_path / "cut.txt"
    path.write_text(text.split("四、政府信息公开行政复议")[0], encoding="utf-8")
    _, out, _ = run("explain", path, "disputes_reconsideration_total")
    assert "missing" in out
    assert "no line of its table is in the document" in out
    assert "none was read" in out


@pytest.mark.parametrize("words", ["今天天气很好。", "清河县统计局2022年政府信息公开工作年度报告"])
def test_explain_of_what_is_no_report_says_so(run: Run, tmp_path: Path, words: str) -> None:
    path = tmp_path / "other.txt"
    path.write_text(words, encoding="utf-8")
    code, out, _ = run("explain", path, "requests_granted_total")
    assert code == 0
    assert "no such cell: the document has no cells" in out
    assert re.search("not_a_report|form_unclear", out)


def test_explain_says_of_which_form_a_cell_is(run: Run) -> None:
    _, out, _ = run("explain", EXAMPLES / "value-lost.txt", "proactive_regulations_made")
    assert "no such cell: this cell is of the form of 2019" in out


def test_explain_as_json(run: Run) -> None:
    words = ("explain", EXAMPLES / "value-lost.txt", "requests_granted_in_part_business")
    (how,) = objects(run("--json", *words)[1])
    assert list(how) == EXPLANATION_KEYS
    assert list(how["cell"]) == CELL_KEYS
    assert how["cell"]["status"] == "recovered"
    assert [one["forces"] for one in how["sums"]] == [1, 1]
    assert [list(finding) for finding in how["findings"]] == [FINDING_KEYS]
    (none,) = objects(run("--json", "explain", EXAMPLES / "value-lost.txt", "proactive_regulations_made")[1])
    assert none["cell"] is None
    assert run("--quiet", *words) == (0, "", "")


def test_explain_asks_for_one_document(run: Run, texts: Path) -> None:
    code, _, err = run("explain", texts, "requests_granted_total")
    assert code == 2
    assert "holds several documents" in err
    assert town(texts).name in err
    code, _, err = run("explain", texts / "no-such.txt", "requests_granted_total")
    assert (code, "no such file" in err) == (2, True)
    empty = texts / "empty.txt"
    empty.write_bytes(b"")
    code, _, err = run("explain", empty, "requests_granted_total")
    assert (code, "empty_document" in err) == (2, True)


def test_explain_names_the_nearest_ids(run: Run, texts: Path) -> None:
    code, _, err = run("explain", town(texts), "reqests_granted_totl")
    assert code == 2
    assert "requests_granted_total" in err
    code, _, err = run("explain", town(texts), "@")
    assert (code, "gongkai codebook" in err) == (2, True)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_report_with_findings_or_a_named_error(run: Run, tmp_path: Path, name: str) -> None:
    data, error = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run("parse", path, "--format", "json")
    (found,) = objects(out)
    assert found["source"] == str(path)
    assert "Traceback" not in err
    if error is None:
        assert code == 0
        assert found["form"] is None
        assert found["cells"] == []
        assert {finding["code"] for finding in found["findings"]} & {"not_a_report", "form_unclear"}
    else:
        assert code == 2
        assert found["error"]["code"] == error
        assert found["error"]["message"]


def test_one_bad_file_among_good_ones_is_exit_code_1(run: Run, texts: Path) -> None:
    code, out, _ = run("parse", town(texts), texts / "nowhere.txt", "--format", "json")
    assert code == 1
    assert objects(out)[1] == {
        "source": str(texts / "nowhere.txt"),
        "error": {"code": "no_such_file", "message": "no such file or folder: check the path"},
    }


def test_a_path_that_cannot_be_read_is_no_wrong_usage(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad file among many must not end the command; who reads it says what is wrong."""
    Path("sources.csv").write_text("url\n", encoding="utf-8")
    Path("kept").mkdir()
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    assert run("parse", town(texts), "--data", "kept")[0] == 0
    assert run("explain", town(texts), "requests_granted_total")[0] == 0
    assert run("import", texts, "--cdx", town(texts))[2].startswith("Error: ")
    assert run("import", texts)[0] == 0
    for words in (("crawl", "sources.csv"), ("run", "sources.csv"), ("discover", "x", "--out", "kept")):
        assert run(*words)[2].startswith("Error: "), words
    assert run("check", "--keep", "kept")[0] == 0
    assert "Usage" not in run("status", "--html", "kept")[2]


@pytest.mark.parametrize("name", ["nowhere", "folder"])
def test_nothing_to_read_is_exit_code_2(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    code, out, err = run("parse", name)
    assert code == 2
    assert name in out
    assert err.startswith(f"Error: nothing could be read\n{name}: ")


@pytest.mark.parametrize(("threshold", "expected"), [("info", 1), ("warning", 1), ("error", 0)])
def test_findings_reach_fail_on(run: Run, texts: Path, threshold: str, expected: int) -> None:
    assert run("parse", town(texts), "--fail-on", threshold)[0] == expected
    assert run("--fail-on", threshold, "parse", town(texts))[0] == expected


def test_options_hold_before_and_after_the_command(run: Run, texts: Path) -> None:
    for place, words in enumerate((("--data", "x0", "import", texts), ("import", texts, "--data", "x1"))):
        assert run(*words)[0] == 0
        assert Path(f"x{place}/archive").is_dir()
    run("--data", "before", "import", texts, "--data", "after")
    assert Path("after").exists()
    assert not Path("before").exists()


def test_a_folder_of_files_becomes_a_dataset(run: Run, texts: Path) -> None:
    code, out, _ = run("import", texts)
    count = len(list(texts.iterdir()))
    to_do = "gongkai build makes a dataset of the archive.\n"
    assert (code, out) == (0, f"Imported: {count} new, 0 there already.\n{to_do}")
    assert run("import", texts)[1] == f"Imported: 0 new, {count} there already.\n{to_do}"
    code, out, _ = run("build")
    assert code == 0
    assert re.search(r"Release v\d{4}\.1: \d+ organisations x years 20\d\d-20\d\d: \d+ organisation", out)
    assert re.search(r"^published +[\d,]+ +\d+\.\d%$", out, re.MULTILINE)
    assert "section_missing" in out
    assert re.search(r"^Of the reports that are expected: \d+ read.*; gongkai status says", out, re.MULTILINE)
    assert 'gongkai.open_dataset("data/dataset/current")' in out
    code, out, _ = run("build")
    assert code == 0
    assert "no new release was made" in out
    code, out, _ = run("status")
    assert code == 0
    assert "Archive: 1 WARC file," in out
    assert "Release v" in out
    assert run("build", "--fail-on", "warning", "--quiet") == (1, "", "")


def test_damage_of_the_archive_is_told_and_is_exit_code_1(run: Run, texts: Path) -> None:
    run("import", texts)
    (path,) = Path("data/archive").glob("*.warc.gz")
    data = path.read_bytes()
    path.write_bytes(data[:4000] + b"junkjunk" + data[4008:])
    code, out, _ = run("build")
    assert code == 1
    assert re.search(
        r"^Damaged in the archive, and not in the release: \d+ records\n  \S+ at byte ", out, re.M
    )
    assert "gongkai check names all" in out
    assert objects(run("build", "--json")[1])[-1]["damage"]


def test_a_file_of_the_archive_that_cannot_be_opened_ends_the_build(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", texts)
    run("build")
    (path,) = Path("data/archive").glob("*.warc.gz")
    path.rename(path.with_suffix(".away"))
    path.symlink_to("gone.warc.gz")
    monkeypatch.setattr("scraper.index.Index.sizes", lambda self: self.head()["files"])
    code, _, err = run("build")
    assert code == 2
    assert f"{path}: No such file or directory\nCheck the path." in err
    assert len(list(Path("data/dataset").glob("v*"))) == 1


def test_failures_are_listed_and_are_exit_code_1(run: Run, texts: Path) -> None:
    for number in range(12):
        (texts / f"empty{number:02}.txt").write_bytes(b" ")
    assert run("import", texts)[0] == 0
    code, out, _ = run("build")
    assert code == 1
    assert "Could not be read: 12 (12 x empty_document)" in out
    assert "file:empty00.txt: " in out
    assert "and 2 more, all in run_summary.json" in out
    newest = max(Path("data/runs").iterdir())
    values = json.loads((newest / "run_summary.json").read_text(encoding="utf-8"))
    assert len(values["build"]["failed"]) == 12
    assert values["command"] == "build"
    assert values["settings"]["data"] == "data"


def test_import_names_what_is_missing(run: Run, texts: Path) -> None:
    code, out, _ = run("import", "nowhere", texts)
    assert code == 1
    assert "nowhere: no such file or folder" in out
    code, _, err = run("import", "nowhere")
    assert code == 2
    assert "Error: nowhere: no such file or folder" in err


def test_build_of_nothing_is_exit_code_2(run: Run) -> None:
    Path("data").mkdir()
    code, _, err = run("build")
    assert code == 2
    assert "data/archive: the archive is empty" in err
    assert "gongkai crawl" in err


@pytest.mark.parametrize("command", ["build", "status", "check"])
def test_a_file_in_place_of_the_data_folder_is_said(run: Run, command: str) -> None:
    Path("data").write_text("x", encoding="utf-8")
    assert run(command)[2].startswith("Error: data: a file, no data folder\n")


@pytest.mark.parametrize("command", ["build", "status"])
def test_a_data_folder_that_is_not_there_is_said_and_not_made(run: Run, command: str) -> None:
    code, _, err = run(command, "--data", "dtaa")
    assert code == 2
    assert err.startswith("Error: dtaa: no such data folder\nCheck --data")
    assert not Path("dtaa").exists()


def test_status_of_nothing(run: Run) -> None:
    Path("data").mkdir()
    code, out, _ = run("status")
    assert code == 0
    assert out == "Archive: 0 WARC files, 0 KB.\nNo release yet: gongkai build makes one.\n"


def test_status_leaves_a_running_crawl_alone(run: Run, tmp_path: Path) -> None:
    frontier = tmp_path / "data" / "state" / "frontier.sqlite"
    with Frontier(frontier) as queue:
        queue.begin([Source("http://127.0.0.1:9/a")], datetime(2026, 1, 2, tzinfo=UTC))
        assert "Last crawl: 1 todo." in run("status")[1]
        with hold_lock(tmp_path / "data"):
            assert queue.claim("127.0.0.1:9") is not None
            code, out, _ = run("status")
            assert code == 0
            assert "Archive and queue are in use" in out
            assert queue.count("claimed") == 1


@pytest.mark.parametrize("is_stale", [False, True])
def test_status_reads_a_folder_that_cannot_be_written(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch, is_stale: bool
) -> None:
    run("import", texts)
    run("build")
    with Frontier(Path("data/state/frontier.sqlite")) as queue:
        queue.begin([Source("http://127.0.0.1:9/nb/")], datetime(2026, 1, 1, tzinfo=UTC))
    before = run("status")[1]
    assert "1 todo" in " ".join(before.split())

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    if is_stale:
        Path("data/archive/index.cdxj").unlink()
        monkeypatch.setattr("scraper.index.os.fsync", refuse)
    monkeypatch.setattr("gongkai.locking.FileLock.acquire", refuse)
    monkeypatch.setattr(Frontier, "__init__", refuse)
    code, shown, _ = run("status")
    assert code == 0
    assert "1 todo" in " ".join(shown.split())
    assert (shown == before) is not is_stale


def test_a_lock_that_is_held_is_exit_code_3(run: Run, tmp_path: Path, texts: Path) -> None:
    with hold_lock(tmp_path / "data"):
        code, _, err = run("import", texts)
    assert code == 3
    assert re.search(r"another run holds the lock \(process \d+\)", err)


def test_a_full_disk_is_exit_code_2_and_leaves_the_old_release(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", texts)
    assert run("build")[0] == 0
    (texts / "more.txt").write_bytes(town(texts).read_bytes())
    run("import", texts)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(release, "sync", full)
    code, _, err = run("build")
    assert code == 2
    assert "No space left on device" in err
    assert "the last release is whole" in err
    assert len(list(Path("data/dataset").glob("v*"))) == 1
    assert run("status")[0] == 0


SMALL = "PRAGMA max_page_count = 14;"  # SQLite then answers as on a disk with so little space


def small_store(archive: object) -> sqlite3.Connection:
    store = sqlite3.connect("")
    store.executescript(f"{SMALL} CREATE TABLE seen (url TEXT, digest TEXT); CREATE TABLE x (y);")
    store.execute("INSERT INTO x VALUES (zeroblob(99999))")
    return store


def test_a_build_on_a_full_disk_says_what_to_do(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", texts)
    monkeypatch.setattr(store, "_SCHEMA", f"{store._SCHEMA}{SMALL}")
    monkeypatch.setattr("gongkai.staged._LEVEL", 0)
    code, _, err = run("build")
    assert code == 2
    assert "database or disk is full" in err
    assert "Free some space" in err
    assert not (Path("data/dataset") / SCRATCH).exists()


def test_an_import_on_a_full_disk_says_what_to_do(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_seen", small_store)
    code, _, err = run("import", texts)
    assert (code, "Free some space" in err) == (2, True)


def test_a_crawl_on_a_full_disk_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontier_schema, "SCHEMA", f"{frontier_schema.SCHEMA}{SMALL}")
    rows = "".join(f"http://127.0.0.1:9/{n}/{'x' * 900}/\n" for n in range(200))
    (tmp_path / "s.csv").write_text(f"url\n{rows}")
    code, _, err = run("crawl", "s.csv")
    assert code == 2
    assert "frontier.sqlite: cannot be written: database or disk is full" in err
    assert "move it away" not in err
    assert "Free some space" in err


def test_a_summary_that_does_not_fit_on_the_disk_says_what_to_do(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(running, "record", full)
    code, _, err = run("import", texts)
    assert (code, "Free some space" in err) == (2, True)


def test_a_fault_of_ours_is_no_full_disk(run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_seen", lambda archive: sqlite3.connect(""))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        run("import", texts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory\nCheck the path."),
        ("", "empty"),
        ("url\n", "sources.csv: the file names no address"),
        ("adress\nhttp://a.example/\n", "adress"),
        ("url\nhttp://www.example.gov.cn/\n", "--contact"),
    ],
)
def test_a_sources_file_with_a_fault_is_exit_code_2(run: Run, text: str | None, said: str) -> None:
    if text is not None:
        Path("sources.csv").write_text(text, encoding="utf-8")
    for command in ("crawl", "run"):
        code, _, err = run(command, "sources.csv")
        assert code == 2
        assert said in err
        assert "Traceback" not in err


@pytest.mark.parametrize("command", ["crawl", "run"])
@pytest.mark.parametrize(("refused", "failed", "reason"), [(0, 1, "unreachable"), (1, 0, "robots_disallow")])
def test_a_crawl_that_fetches_nothing_is_exit_code_2(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, refused: int, failed: int, reason: str
) -> None:
    summary = running.CrawlSummary(0, 0, refused, failed, 0, 0, 0, False, ((reason, 1),))
    monkeypatch.setattr(running, "crawl", lambda *values, **named: summary)
    Path("sources.csv").write_text("url\nhttp://127.0.0.1:9/\n", encoding="utf-8")
    code, _, err = run(command, "sources.csv")
    assert code == 2
    assert f"nothing could be fetched (1 x {reason})" in err
    assert len(list(Path("data/runs").glob("*/run_summary.json"))) == 1


def test_dry_run_shows_the_plan(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = PlannedFetch(
        "http://127.0.0.1:9/a", "127.0.0.1:9", "column", False, "robots_disallow", "Disallow: /"
    )
    monkeypatch.setattr(running, "plan", lambda *values, **named: iter([planned]))
    Path("sources.csv").write_text("url\nhttp://127.0.0.1:9/a\n", encoding="utf-8")
    code, out, _ = run("crawl", "sources.csv", "--dry-run")
    assert code == 0
    assert re.search(r"127\.0\.0\.1:9 +column +robots_disallow +http://127\.0\.0\.1:9/a", out)
    (line,) = objects(run("crawl", "sources.csv", "--dry-run", "--json")[1])
    assert line == {
        "kind": "planned", "source_kind": "column", "url": "http://127.0.0.1:9/a", "host": "127.0.0.1:9",
        "allowed": False, "reason": "robots_disallow", "rule": "Disallow: /",
    }  # fmt: skip


def test_dry_run_ends_with_1_where_a_robots_txt_could_not_be_had(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = PlannedFetch("http://127.0.0.1:9/a", "127.0.0.1:9", "column", False, "robots_unreachable", None)
    monkeypatch.setattr(running, "plan", lambda *values, **named: iter([planned]))
    Path("sources.csv").write_text("url\nhttp://127.0.0.1:9/a\n", encoding="utf-8")
    assert run("crawl", "sources.csv", "--dry-run")[0] == 1


def test_dry_run_says_which_exceptions_have_ended(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "plan", lambda *values, **named: iter(()))
    rows = "".join(
        f"http://127.0.0.1:9/{day},robots,by letter,{day}\n" for day in ("2020-01-31", "2999-01-31")
    )
    Path("sources.csv").write_text(f"url,exception,reason,expires\n{rows}", encoding="utf-8")
    code, _, err = run("crawl", "sources.csv", "--dry-run")
    assert code == 0
    assert "http://127.0.0.1:9/2020-01-31: its exception (robots) ended on 2020-01-31" in err
    assert "2999" not in err


def test_codebook_as_table_and_csv(run: Run) -> None:
    code, out, _ = run("codebook", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) == 284
    assert {row["is_total"] for row in rows} == {"True", "False"}
    assert [one["indicator"] for one in objects(run("codebook", "--json")[1])] == [
        row["indicator"] for row in rows
    ]
    code, out, _ = run("codebook")
    assert code == 0
    assert "requests_received_total" in out


def test_settings_come_from_file_and_environment(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("gongkai.toml").write_text('data = "from-file"\n', encoding="utf-8")
    run("import", texts)
    assert Path("from-file/archive").is_dir()
    monkeypatch.setenv("GONGKAI_DATA", "from-environment")
    run("import", texts)
    assert Path("from-environment/archive").is_dir()
    monkeypatch.setenv("GONGKAI_DTA", "x")
    code, _, err = run("status")
    assert code == 2
    assert "Did you mean GONGKAI_DATA?" in err


def test_json_gives_lines_of_json_alone(run: Run, texts: Path) -> None:
    run("import", texts)
    code, out, err = run("build", "--json")
    lines = objects(out)
    assert code == 0
    assert err == ""
    assert {line["kind"] for line in lines} == {"parsed", "summary"}
    assert lines[-1]["build"]["release"].startswith("v")


def test_the_command_that_resumes_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.cli import same_command

    monkeypatch.setattr(sys, "argv", ["/somewhere/gongkai/__main__.py"])
    assert same_command(["--data", "my data", "run"]) == "python -m gongkai --data 'my data' run"
    monkeypatch.setattr(sys, "argv", [".venv/bin/gongkai"])
    assert same_command(["run"]) == ".venv/bin/gongkai run"


def test_check_scores_the_corpus(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def few(series: int) -> Iterator[Document]:
        asked.append(series)
        return (make_document(Case("text I", "clean", number)) for number in range(2))

    monkeypatch.setattr(checking, "corpus", few)
    monkeypatch.setattr(checking, "read_floors", lambda path: {"text I clean": {"recall": 1.0}})
    code, shown, complaints = run("check", "--corpus")
    assert (code, complaints) == (0, "")
    assert shown.splitlines()[1].split()[:4] == ["text", "I", "clean", "2"]
    monkeypatch.setattr(checking, "read_floors", lambda path: {"text I clean": {"recovered": 1}})
    code, shown, complaints = run("check", "--corpus", "--json")
    assert (code, json.loads(shown)["documents"]) == (1, 2)
    assert complaints == "text I clean: recovered 0.0000 is under its floor 1\n"
    assert run("check", "--corpus", "--series", "3", "--quiet", "--keep", tmp_path / "kept") == (0, "", "")
    assert asked == [0, 0, 3]
    assert not (tmp_path / "kept").exists()


def test_diff_names_what_moved_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    for name, total in (("v2026.1", 3), ("v2026.2", 4)):
        folder = tmp_path / "data" / "dataset" / name
        write_table(TABLES["indicators"], [panel_of(total)], folder / "indicators/year=2020/part-0.parquet")
        (folder / "datapackage.json").write_text("{}")
    code, out, _ = run("diff", "v2026.1", "v2026.2")
    assert code == 1
    assert "| 990101:统计局 | 2020 | `requests_received_total` | 3 | 4 | the same version, read anew |" in out
    code, out, _ = run("--json", "diff", "v2026.1", "v2026.2")
    assert json.loads(out)["moved"] == {"the same version, read anew": 1}
    assert run("diff", "v2026.1", tmp_path / "data/dataset/v2026.1") == (
        0,
        to_markdown(compare(*[tmp_path / "data/dataset/v2026.1"] * 2, "v2026.1")),
        "",
    )
    code, _, err = run("diff", "v2026.1", "v2026.9")
    assert code == 2
    assert "v2026.9: no release\nName one of v2026.1, v2026.2" in err


def panel_of(total: int) -> list[Any]:
    """A row of the panel: one number, and zeros where a column must hold something."""
    known = {"organization_id": "990101:统计局", "report_id": "id", "form": "2019", TOTAL: total}
    zero = {"boolean": False, "integer": 0}
    return [known.get(f.name, None if f.nullable else zero.get(f.type)) for f in TABLES["indicators"].fields]
