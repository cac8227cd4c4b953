"""The way in: Ctrl-C before, while and after the command line is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

START = "import sys; sys.argv = ['gongkai', '--version']; from gongkai.__main__ import main\n"
IN_AN_IMPORT = """
import os, signal
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
"""
IN_THE_COMMAND = """
import os, signal
from gongkai import cli
cli.main = lambda: os.kill(os.getpid(), signal.SIGINT)
"""


def call(code: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("where", "said"),
    [(IN_AN_IMPORT, "stopped before anything was begun.\n"), (IN_THE_COMMAND, "stopped.\n")],
)
def test_ctrl_c_says_one_line_and_is_exit_code_130(where: str, said: str) -> None:
    assert call(START + where + "sys.exit(main())") == (130, "", said)


def test_without_ctrl_c_the_command_is_run() -> None:
    code, out, err = call(START + "sys.exit(main())")
    assert (code, err) == (0, "")
    assert out.startswith("gongkai ")


def test_the_entry_imports_nothing_large() -> None:
    """Worker processes import it anew, each."""
    code, out, _ = call("import sys, gongkai.__main__; print(*sorted(sys.modules))")
    assert code == 0
    assert not {"typer", "rich", "pyarrow", "pandas", "numpy", "httpx", "lxml"} & set(out.split())


def test_the_command_line_starts_without_pandas() -> None:
    """It takes half a second to import, and most commands do without."""
    code, out, _ = call("import sys, gongkai.cli; print(*sorted(sys.modules))")
    assert code == 0
    assert "typer" in out.split()
    assert not {"pandas", "pandera"} & set(out.split())


def test_the_script_is_that_entry() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"gongkai": "gongkai.__main__:main"}


def test_ctrl_c_of_an_ended_command_shows_no_traceback() -> None:
    code = "import os, signal\nmain()\nos.kill(os.getpid(), signal.SIGINT)"
    assert call(START + code)[::2] == (0, "")


def test_a_command_asked_twice_still_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from gongkai import cli
    from gongkai.commands import work

    def asked_twice(*_: object, **__: object) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(work, "run_build", asked_twice)
    monkeypatch.setattr(sys, "argv", ["gongkai"])
    assert cli.main(["--data", str(tmp_path), "build"]) == 130
    said = capsys.readouterr().err
    assert said == f"stopped at once; what was fetched is kept.\nTo go on: gongkai --data {tmp_path} build\n"
