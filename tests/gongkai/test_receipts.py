from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongkai.cli import app
from gongkai.errors import InputError
from gongkai.receipts import EVERY, ReceiptBook, each_host, read_receipts, show_receipts
from gongkai.running import crawl_settings
from scraper.answer import Answer
from scraper.events import Event
from scraper.guard import Target
from scraper.receipts import MAX_RULES, Receipts
from scraper.robots import Decision, read_robots
from scraper.settings import CrawlSettings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = CrawlSettings(contact="https://c.example/", version="1.2")


def target(host: str = "www.xx.gov.cn") -> Target:
    return Target(f"https://{host}/1", "https", host, 443, ("8.8.8.8",))


def asked(
    notes: Receipts, *, second: float = 0, status: int | None = 200, host: str = "www.xx.gov.cn"
) -> None:
    body = b"x" * 1000
    answer = None if status is None else Answer("u", status, "", (), (), body, NOON, len(body))
    at = NOON + timedelta(seconds=second)
    notes.note_request(target(host), at=at, began=second, ended=second + 1, answer=answer)


def book(folder: Path) -> ReceiptBook:
    made = ReceiptBook(folder / "20261123T120000.000000Z", SETTINGS, NOON, lambda: NOON + timedelta(hours=1))
    asked(made.notes)
    asked(made.notes, second=5, status=304)
    asked(made.notes, second=9, status=None)
    robots = read_robots(200, b"User-agent: *\nDisallow: /admin/\nCrawl-delay: 3\n")
    made.notes.note_robots(target(), 200, robots)
    for path in ("admin/1", "admin/2", "nb/"):
        made.notes.note_decision(target(), robots.decide(f"https://www.xx.gov.cn/{path}"))
    made.notes.note_decision(target(), Decision(True, "exception", rule="letter of 2026-11-02"))
    made.notes.note_wait(target(), 120)
    made.notes.note_refusal(target())
    return made


def test_a_receipt_comes_back_from_the_disk(tmp_path: Path) -> None:
    book(tmp_path).write()
    values = read_receipts(tmp_path)
    (host,) = values["hosts"]
    assert (values["user_agent"], values["contact"]) == (
        "gongkai/1.2 (+https://c.example/)",
        "https://c.example/",
    )
    assert (host["requests"], host["bytes"], host["statuses"]) == (
        3,
        2000,
        {"200": 1, "304": 1, "no_answer": 1},
    )
    assert (host["mean_delay"], host["least_delay"], host["answering"]) == (3.5, 3, 3)
    assert (host["unchanged"], host["unchanged_share"]) == (1, 0.333)
    assert (host["waits"], host["waited"], host["refusals"]) == (1, 120, 1)
    assert host["robots"] == {
        "status": 200,
        "reading": "robots_allow",
        "crawl_delay": 3.0,
        "allowed": 1,
        "forbidden": 2,
        "rules": {"Disallow: /admin/": 2},
        "exceptions": {"letter of 2026-11-02": 1},
    }
    assert host["first_request"] == "2026-11-23T12:00:00+00:00"


def test_a_webmaster_can_read_the_page(tmp_path: Path) -> None:
    book(tmp_path).write()
    page = next(tmp_path.glob("*/receipts.txt")).read_text(encoding="utf-8")
    assert page == show_receipts(read_receipts(tmp_path))
    for shown in (
        "访问回执 Politeness receipt: www.xx.gov.cn",
        "gongkai/1.2 (+https://c.example/)",
        "2026-11-23 20:00:00 - 2026-11-23 20:00:09 北京时间",
        "平均 mean 3.5 s, 最短 least 3.0 s",
        "304 x 1 (33%)",
        "HTTP 200: 有规则，已遵守",
        "Crawl-delay 3 s (已遵守 kept)",
        "Disallow: /admin/ x 2",
        "例外 exception: letter of 2026-11-02 x 1",
        "1 x, 120 s",
        "User-agent: gongkai",
    ):
        assert shown in page, shown
    assert max(map(len, page.splitlines())) <= 110


def test_a_run_that_asked_nobody_has_no_receipts(tmp_path: Path) -> None:
    ReceiptBook(tmp_path / "run", SETTINGS, NOON, lambda: NOON).write()
    assert list(tmp_path.iterdir()) == []


def test_receipts_are_written_each_minute_so_that_a_kill_loses_little(tmp_path: Path) -> None:
    made, told = book(tmp_path), list[Event]()
    on_event = made.watch(told.append)
    event = Event("stored", "u", "h", "", 1, 1, NOON)
    on_event(event)
    assert list(tmp_path.iterdir()) == []
    on_event(replace(event, at=NOON + timedelta(seconds=EVERY)))
    assert read_receipts(tmp_path)["hosts"][0]["requests"] == 3
    assert len(told) == 2


def test_a_host_or_a_domain_is_picked_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    made = book(tmp_path)
    asked(made.notes, host="zwgk.xx.gov.cn")
    asked(made.notes, host="www.yy.gov.cn")
    made.write()
    assert [one["host"] for one in read_receipts(tmp_path, "xx.gov.cn")["hosts"]] == [
        "www.xx.gov.cn",
        "zwgk.xx.gov.cn",
    ]
    assert len(each_host(read_receipts(tmp_path, "www.yy.gov.cn"))) == 1
    with pytest.raises(InputError, match=r"no receipt for zz\.cn") as caught:
        read_receipts(tmp_path, "zz.cn")
    assert "www.xx.gov.cn" in (caught.value.remedy or "")


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run has receipts"):
        read_receipts(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "receipts.json").write_text("{half", encoding="utf-8")
    with pytest.raises(InputError, match=r"receipts\.json: cannot be read"):
        read_receipts(tmp_path)


def test_a_robots_file_of_thousands_of_lines_does_not_fill_a_receipt() -> None:
    notes = Receipts()
    for n in range(500):
        notes.note_decision(target(), Decision(False, "robots_disallow", f"Disallow: /{n}/"))
    (receipt,) = notes.all()
    assert receipt.robots.forbidden == 500
    assert receipt.robots.rules[0] == ("(other lines)", 500 - MAX_RULES)
    assert len(receipt.robots.rules) == MAX_RULES + 1


def test_the_command_shows_what_the_sample_run_did(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    result = CliRunner().invoke(app, ["run", "--quiet", "--workers", "1", "--hours", "1-2", *data])
    assert result.exit_code == 0, result.output  # the sample site is crawled at any hour
    shown = CliRunner().invoke(app, ["receipts", *data])
    assert shown.output.count("Politeness receipt") == 3
    assert "Disallow: /zwgk/lsgd/" in shown.output
    lines = CliRunner().invoke(app, ["receipts", "--json", *data]).output.splitlines()
    hosts = [json.loads(line) for line in lines]
    assert len(hosts) == 3
    assert all(host["requests"] > 50 and host["user_agent"].startswith("gongkai/") for host in hosts)
    (summary,) = (tmp_path / "runs").glob("*/run_summary.json")
    assert {path.name for path in summary.parent.iterdir()} == {
        "run_summary.json",
        "receipts.json",
        "receipts.txt",
    }


def test_hours_reach_the_crawl_but_not_the_sample_site() -> None:
    from gongkai.config import Settings

    settings = Settings(hours="22-06")
    assert str(crawl_settings(settings, None).hours) == "22:00-06:00 China time"
    assert crawl_settings(settings, None, is_sample=True).hours is None
    assert crawl_settings(Settings(), None).hours is None
