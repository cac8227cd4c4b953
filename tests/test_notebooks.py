"""The notebooks run from top to bottom on a dataset that is built from the sample site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import parsers
from gongkai.pipeline import build
from gongkai.samplesite import SampleSite
from scraper.archive import Archive, Hints

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
Run = Callable[[NotebookNode], list[NotebookNode]]
HOST = 2  # one county has every kind of body, and a third of the pages


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    site = SampleSite()
    archive = Archive(folder / "archive")
    with archive.writer() as writer:
        for truth in (truth for truth in site.truth() if truth.host_index == HOST):
            page = site.page(HOST, truth.path)
            writer.write_resource(
                url=f"http://127.0.0.1{truth.path}",
                body=page.body,
                content_type=dict(page.headers)["Content-Type"],
                fetched_at=NOON,
                hints=Hints(division_code=truth.division_code),
            )
    build(archive, folder / "dataset", parse=parsers.parse)
    return folder


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a notebook in the folder that it lies in; its outputs."""
    monkeypatch.setenv("GONGKAI_DATA", str(data))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    def execute(notebook: NotebookNode) -> list[NotebookNode]:
        resources = {"metadata": {"path": str(NOTEBOOKS)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
        return [output for cell in notebook.cells for output in cell.get("outputs", [])]

    return execute


def printed(outputs: list[NotebookNode], stream: str) -> str:
    return "".join(output.get("text", "") for output in outputs if output.get("name") == stream)


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_a_notebook_runs(name: str, run: Run) -> None:
    outputs = run(nbformat.read(NOTEBOOKS / name, as_version=4))
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2
    assert "Warning" not in printed(outputs, "stderr")


def test_without_a_chinese_font_the_labels_are_english(run: Run) -> None:
    notebook = nbformat.read(NOTEBOOKS / "01-first-look.ipynb", as_version=4)
    looked_for = "installed = {font.name for font in font_manager.fontManager.ttflist}"
    (cell,) = (cell for cell in notebook.cells if looked_for in cell.source)
    cell.source = cell.source.replace(looked_for, "installed = set()")
    outputs = run(notebook)
    assert "No font with Chinese characters is installed" in printed(outputs, "stdout")
    assert "Glyph" not in printed(outputs, "stderr")
    assert any("unable to provide" in output.get("data", {}).get("text/plain", "") for output in outputs)


def test_the_first_look_warns_of_sums_across_levels() -> None:
    text = (NOTEBOOKS / "01-first-look.ipynb").read_text(encoding="utf-8")
    assert "Never sum across levels" in text
    assert '"outputs": []' in text  # kept without results, which change with the data
    assert '"image/png"' not in text
