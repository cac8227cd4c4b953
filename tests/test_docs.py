"""README and docs against the code: commands run, rows are those of the sample site, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import parsers
from gongkai.cli import app
from gongkai.fielddocs import FINDINGS_PAGE, findings_page
from gongkai.load import Dataset, open_dataset
from gongkai.pipeline import build
from gongkai.samplesite import SampleSite
from gongkai.samplesite.samples import FOLDER, samples
from scraper.archive import Archive, Hints
from scraper.records import KINDS, WITNESSES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CAPTURED = datetime(2026, 1, 2, 12, tzinfo=UTC)
NETWORK = {"crawl", "run", "discover"}  # commands of the README that need sites; they are parsed, not run


def shell_lines(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [
        line.partition("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()
    ]


def gongkai_commands(page: str) -> list[list[str]]:
    lines = [shlex.split(line) for line in shell_lines(page)]
    return [words[1:] for words in lines if words[0] == ".venv/bin/gongkai"]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_command_of_the_readme_is_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / name).read_text(encoding="utf-8")
    assert {"make run", "make test"} <= set(shell_lines(page))
    for words in gongkai_commands(page):
        needs_network = bool(NETWORK & set(words))
        arguments = [*words, "--help"] if needs_network else ["--data", str(tmp_path), *words]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (words, result.output)


def test_every_command_of_the_page_of_the_archive_is_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "archive.md").read_text(encoding="utf-8")
    commands = gongkai_commands(page)
    assert len(commands) == 2
    for words in commands:
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, words
    assert all(f"`{name}`" in page for name in (*KINDS, *WITNESSES))


def test_every_command_of_the_page_of_releases_is_one() -> None:
    commands = gongkai_commands((ROOT / "docs" / "dataset.md").read_text(encoding="utf-8"))
    assert len(commands) == 3
    for words in commands:
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, words


RECOVERY = (ROOT / "docs" / "how-cells-are-recovered.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n([^`]*)```\n(?:\n```text\n([^`]*)```)?", RECOVERY)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_the_worked_examples_print_what_the_page_shows(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    (words,) = gongkai_commands(f"```sh\n{command}```")
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    printed = iter(result.output.splitlines())
    for line in shown.splitlines():
        assert line == "..." or line in printed, line  # in this order


def test_there_are_three_worked_examples() -> None:
    assert len([shown for _, shown in EXAMPLES if shown]) == 3


def test_an_option_that_does_not_exist_would_be_found() -> None:
    result = CliRunner().invoke(app, ["crawl", "my.csv", "--no-such-option", "--help"])
    assert result.exit_code != 0


def test_make_knows_every_target_of_the_readme() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[1] for line in shell_lines(README) if (words := line.split())[0] == "make"}
    named |= set(re.findall(r"`make (\w+)`", "".join(p.read_text(encoding="utf-8") for p in PAGES)))
    assert named <= targets


def test_every_command_has_a_help_text_and_stands_in_the_docs() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in commands:
        result = CliRunner().invoke(app, [name, "--help"])
        assert result.exit_code == 0
        assert "Usage" in result.output
        assert re.search(rf"gongkai[^\n`]* {name}\b|`{name}`", pages), name


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("docs")
    site = SampleSite()
    archive = Archive(folder / "archive")
    with archive.writer() as writer:
        for truth in site.truth():
            if truth.year == 2023 and truth.allowed:
                page = site.page(truth.host_index, truth.path)
                writer.write_resource(
                    url=f"http://127.0.0.1:{8931 + truth.host_index}{truth.path}",
                    body=page.body,
                    content_type=dict(page.headers)["Content-Type"],
                    fetched_at=CAPTURED,
                    hints=Hints(division_code=truth.division_code),
                )
    build(archive, folder / "dataset", parse=parsers.parse)
    return open_dataset(folder / "dataset" / "current")


def test_the_rows_of_the_readme_are_those_of_the_sample_site(dataset: Dataset) -> None:
    table = README.split("<!-- rows -->\n")[1].split("\n\n")[0].splitlines()
    columns = [name.strip() for name in table[0].strip("|").split("|")]
    frame = dataset.indicators(years=2023)
    rows = frame.loc[frame["requests_received_total"] > 0, columns].head()
    assert table[2:] == [f"| {' | '.join(map(str, row))} |" for row in rows.itertuples(index=False)]


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), (page.name, target)


def test_the_page_of_findings_is_current() -> None:
    assert FINDINGS_PAGE.read_text(encoding="utf-8") == findings_page(), "run python -m gongkai.fielddocs"


def test_the_samples_are_what_the_site_serves() -> None:
    for name, data in samples(SampleSite()).items():
        assert (FOLDER / name).read_bytes() == data, "run python -m gongkai.samplesite.samples"


def test_every_locked_library_that_we_ask_for_has_its_line() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(
        r'^    "([a-z0-9_]+)', project.split("dependencies = [")[1].split("]")[0], re.MULTILINE
    )
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in wanted if f"| {name} |" not in page] == []
