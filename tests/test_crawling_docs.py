"""docs/crawling.md and docs/security.md against the code: commands, schedules, fields, defaults."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongkai.cli import app
from gongkai.config import load_settings
from gongkai.receipts import receipt_values
from scraper.challenge import CHALLENGES
from scraper.clock import now
from scraper.errors import FetchError
from scraper.events import KINDS, Event
from scraper.receipts import Receipt, Receipts, RobotsReceipt
from scraper.refusals import OBSTACLES
from scraper.settings import CrawlSettings
from scraper.sources import COLUMNS

DOCS = Path(__file__).parents[1] / "docs"
CRAWLING = (DOCS / "crawling.md").read_text(encoding="utf-8")
SECURITY = (DOCS / "security.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", CRAWLING, re.DOTALL)


def commands() -> list[list[str]]:
    shell = [line.partition("  #")[0] for block in blocks("sh") for line in block.splitlines()]
    cron = [line.partition("&& ")[2] for line in blocks("cron")[0].splitlines() if "&&" in line]
    service = re.findall(r"^ExecStart=(.*)$", CRAWLING, re.MULTILINE)
    told = re.findall(r"`(gongkai [^`]*)`", CRAWLING)
    return [shlex.split(line) for line in [*shell, *cron, *service, *told]]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_the_page_is_one(words: list[str]) -> None:
    assert Path(words[0]).name == "gongkai"
    result = CliRunner().invoke(app, [*words[1:], "--help"])
    assert result.exit_code == 0, result.output


def test_options_and_variables_of_the_page_are_settings(tmp_path: Path) -> None:
    helped = CliRunner().invoke(app, ["crawl", "--help"]).output
    shown = CliRunner().invoke(app, ["receipts", "--help"]).output
    for option in set(re.findall(r"--[a-z][a-z-]+", CRAWLING)) - {"--now"}:  # of systemctl
        assert option in helped + shown, option
    (environment,) = re.findall(r"^Environment=(.*)$", CRAWLING, re.MULTILINE)
    settings = load_settings(
        {}, environ=dict(one.split("=", 1) for one in environment.split()), folder=tmp_path
    )
    assert (settings.contact, settings.hours) == ("https://example.org/who-we-are", "22-06")


def test_the_crontab_is_one() -> None:
    mail, line = blocks("cron")[0].splitlines()
    assert re.fullmatch(r"MAILTO=\S+@\S+", mail)
    assert re.match(r"(\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*)  \S", line)
    assert "%" not in line  # a new line to cron


def test_the_units_are_whole() -> None:
    service, timer = (configparser.ConfigParser(interpolation=None) for _ in range(2))
    for unit, text in zip((service, timer), blocks("ini"), strict=True):
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(text)
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["ExecStart"].startswith("/")
    assert service["Service"]["WorkingDirectory"] in service["Service"]["ReadWritePaths"]
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert timer["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    (tmp_path / "fetch").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "fetch").chmod(0o755)
    service, timer = blocks("ini")
    service = re.sub(r"(?m)^ExecStart=.*$", f"ExecStart={tmp_path / 'fetch'}", service)
    service = service.replace("User=gongkai", "User=root")
    (tmp_path / "gongkai.service").write_text(service, encoding="utf-8")
    (tmp_path / "gongkai.timer").write_text(timer, encoding="utf-8")
    units = [str(tmp_path / "gongkai.service"), str(tmp_path / "gongkai.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert complaints == []


def test_every_field_of_a_receipt_is_explained() -> None:
    section = CRAWLING.split("## Receipts")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    wanted = {field.name for record in (Receipt, RobotsReceipt) for field in fields(record)}
    top = receipt_values(Receipts(), CrawlSettings(contact=None), now(), now())
    assert (wanted | top.keys()) - named <= {"gongkai"}


def test_every_kind_and_field_of_an_event_is_explained() -> None:
    section = CRAWLING.split("## Watching it")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    assert KINDS.keys() | {field.name for field in fields(Event)} <= named


def test_every_reason_of_a_crawl_is_explained() -> None:
    section = CRAWLING.split("## What refusals mean")[1].split("\n## ")[0]
    named = re.findall(r"`(\w+)`", section)
    errors = {error.code for error in FetchError.__subclasses__() if isinstance(error.code, str)}
    assert len(errors) >= 6  # Busy has no code of its own: it is http_503 and the like
    obstacles = {word for word in OBSTACLES if not word.endswith("_") and not word.startswith("http_")}
    substitutes = {"empty_body", "soft_404", "index_page", "maintenance", "other_paper"}
    assert errors | obstacles | substitutes <= set(named)
    for word in (*(f"challenge_{status}" for status in CHALLENGES), "challenge_redirect", "blocked_page"):
        assert named.count(word) == 1, word


def test_every_column_of_a_sources_file_is_explained() -> None:
    section = CRAWLING.split("## The sources file")[1].split("\n## ")[0]
    assert set(COLUMNS) <= set(re.findall(r"`(\w+)`", section))


def test_the_defaults_that_are_named_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+)(?: s)? \|", SECURITY, re.MULTILINE)
    settings = CrawlSettings(contact=None)
    assert len(rows) >= 8
    for name, default in rows:
        assert float(default) == getattr(settings, name), name
    assert (settings.connect_timeout, settings.read_timeout, settings.total_timeout) == (20, 30, 180)
    assert "20 s to connect, 30 s between two bytes, 180 s in all" in SECURITY
    assert f"{settings.max_bytes >> 20} MiB a body" in SECURITY
