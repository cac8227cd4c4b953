"""`gongkai refresh`, on the sample site: what cron sees, and what an operator is told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from gongkai.cli import main
from gongkai.config import Settings
from gongkai.locking import hold_lock
from gongkai.samplesite import SampleSite
from gongkai.samplesite.server import Served

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with SampleSite().serve() as site:
        yield site


@pytest.fixture
def sources(served: Served, tmp_path: Path) -> Path:
    """One column of the sample site, and its division code."""
    source = served.sources[0]
    path = tmp_path / "sources.csv"
    path.write_text(f"url,division_code\n{source.url},{source.division_code}\n", encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, value in (("WORKERS", "1"), ("DELAY_MIN", "0"), ("DELAY_MAX", "0")):
        monkeypatch.setenv(f"GONGKAI_{name}", value)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A chat service on loopback, and what was posted to it."""
    posted: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with closing(server.socket):
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
        server.shutdown()


@pytest.fixture
def mail_server() -> Iterator[tuple[str, list[str]]]:
    """A mail server that takes one message, and its lines."""
    lines: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener.accept()[0] as peer, peer.makefile("rwb") as stream:
            stream.write(b"220 here\r\n")
            stream.flush()
            is_data = False
            for line in stream:
                lines.append(line.decode().rstrip())
                if is_data and line != b".\r\n":
                    continue
                word = line[:4].upper()
                answer = b"354 go on" if word == b"DATA" else b"221 bye" if word == b"QUIT" else b"250 yes"
                is_data = word == b"DATA"
                stream.write(answer + b"\r\n")
                stream.flush()

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}", lines


def last_summary(folder: Path) -> dict[str, Any]:
    path = sorted((folder / "data" / "runs").glob("*/run_summary.json"))[-1]
    summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary


def test_a_refresh_is_quiet_where_all_is_well_and_asks_again_only_what_is_due(
    run: Run, sources: Path, tmp_path: Path
) -> None:
    assert run("refresh", sources, "--quiet") == (0, "", "")
    first = last_summary(tmp_path)
    assert (first["command"], first["error"]) == ("refresh", None)
    assert first["crawl"]["stored"] == first["build"]["documents"] > 10
    assert run("refresh", sources, "--quiet") == (0, "", "")
    second = last_summary(tmp_path)
    assert (second["crawl"]["stored"], second["crawl"]["unchanged"]) == (0, 0)
    assert second["crawl"]["resting"] == first["crawl"]["stored"]
    assert second["build"] == {**first["build"], "is_new": False, "validation": None}


def test_an_operator_is_told_of_problems_and_of_nothing_else(
    run: Run,
    sources: Path,
    tmp_path: Path,
    webhook: tuple[str, list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", webhook[0])
    assert run("refresh", sources, "--quiet")[0] == 0
    assert webhook[1] == []
    with sources.open("a") as file:
        file.write(f"{sources.read_text().splitlines()[1].split(',')[0]}gone/,\n")
    code, _, _ = run("refresh", sources, "--quiet")
    assert code == 1
    (told,) = webhook[1]
    assert told["exit_code"] == 1
    assert "1 problems" in told["subject"]
    assert "/gone/: http_404" in told["text"]
    assert "run_summary.json" in told["text"]
    assert last_summary(tmp_path)["settings"]["webhook"] == "set"


def test_a_refresh_that_fails_is_written_down_and_told(
    run: Run, tmp_path: Path, mail_server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_MAIL_TO", "ops@example.org")
    monkeypatch.setenv("GONGKAI_SMTP", mail_server[0])
    code, out, err = run("refresh", tmp_path / "no.csv", "--quiet")
    assert (code, out) == (2, "")
    assert "no.csv" in err
    assert "no.csv" in last_summary(tmp_path)["error"]
    assert "Subject: gongkai refresh failed (exit code 2)" in mail_server[1]
    assert "To: ops@example.org" in mail_server[1]


def test_an_operator_who_cannot_be_told_is_an_error_of_its_own(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("GONGKAI_WEBHOOK", f"http://127.0.0.1:{port}/")
    monkeypatch.setenv("GONGKAI_TELL", "always")
    code, out, err = run("refresh", sources, "--quiet")
    assert (code, out) == (1, "")
    assert "the operator could not be told: webhook" in err


def test_a_second_refresh_tells_nobody(
    run: Run,
    sources: Path,
    tmp_path: Path,
    webhook: tuple[str, list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", webhook[0])
    with hold_lock(tmp_path / "data"):
        code, _, err = run("refresh", sources, "--quiet")
    assert code == 3
    assert "another run holds the lock" in err
    assert webhook[1] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEBHOOK", "http://example.org/"), ("SMTP", "localhost"), ("MAIL_TO", "ops"), ("TELL", "never")],
)
def test_settings_of_telling_are_checked(
    run: Run, sources: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"GONGKAI_{name}", value)
    code, _, err = run("refresh", sources)
    assert code == 2
    assert f"GONGKAI_{name}" in err
    assert Settings().tell == "problems"
