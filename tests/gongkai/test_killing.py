"""A crawl that is killed again and again (SIGKILL), at any moment, ends as one that was left alone.

The kills come from the site: while it answers, or within milliseconds of an answer, so that they fall into
the writing of records and of the queue, where they hurt most.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import parsers
from gongkai.datapackage import digest_of
from gongkai.pipeline import build
from gongkai.samplesite.portals.base import Request
from gongkai.samplesite.portals.static import TrsFromZero
from scraper.archive import Archive
from scraper.errors import ArchiveError
from scraper.warc_check import check_archive

# One process imports, and forks a child for each life of the crawl: a kill costs no second of imports.
ZYGOTE = """
import json, os, pathlib, sys, traceback
from datetime import UTC, datetime
from scraper.archive import Archive
from scraper.clock import Clock
from scraper.crawl import CrawlSettings, crawl
from scraper.sources import Source

def tell(*words):
    os.write(1, json.dumps(words).encode() + b"\\n")

def live(contact, folder):
    crawl([Source(sys.argv[1], kind="portal")], archive=Archive(folder / "archive"),
          frontier=folder / "frontier.sqlite",
          settings=CrawlSettings(contact=contact, delay_min=0.0, delay_factor=0.0),
          clock=Clock(now=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC)),
          on_event=lambda event: tell(event.kind, event.url))

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            tell("born", os.getpid())
            contact, folder = json.loads(line)
            live(contact, pathlib.Path(folder))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    tell("ended", end.si_status)
    sys.stdin.readline()  # nobody kills it any more: its id may go
    os.waitpid(pid, 0)
"""
JITTER = 0.006  # seconds from an answer to a kill at most; a page is kept and noted in about 2 ms
ACKNOWLEDGED = frozenset({"stored", "unchanged", "read", "failed", "refused"})


@dataclass
class Site:
    """A portal that kills who asks it: after so many answers, in the way that is set."""

    portal: TrsFromZero = field(default_factory=TrsFromZero)
    asked: list[str] = field(default_factory=list)
    zygote: subprocess.Popen[str] | None = None
    life: int = 0  # who asks says of which life it is: what a killed one left on its way is not counted
    process: int | None = None  # who asks
    lock: threading.Lock = field(default_factory=threading.Lock)  # of what belongs to one life
    left: int = -1  # answers until the kill; below 0 there is none
    way: str = "after"
    jitter: float = 0.0
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        page = self.portal.ask(Request("GET", handler.path))
        with self.lock:
            life = self.life
            if not handler.headers["User-Agent"].endswith(f"(+{life})"):
                handler.close_connection = True
                return
            self.asked.append(handler.path)
            self.left -= 1
            is_last = self.left == 0
        if is_last and self.way == "before":
            self.kill(life)
        handler.send_response(page.status)
        for name, value in (*page.headers, ("Content-Length", str(len(page.body)))):
            handler.send_header(name, value)
        handler.end_headers()
        half = len(page.body) // 2 if is_last and self.way == "half" else len(page.body)
        handler.wfile.write(page.body[:half])
        handler.wfile.flush()
        if is_last:
            time.sleep(self.jitter)
            self.kill(life)

    def kill(self, life: int) -> None:
        with self.lock:
            if self.process is not None and self.life == life:
                os.kill(self.process, signal.SIGKILL)  # waited for only after this: the id is still its own


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:  # who asked was killed
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/"
    command = [sys.executable, "-c", ZYGOTE, served.url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as served.zygote:
        yield served
    server.shutdown()
    thread.join()
    server.server_close()


def live(site: Site, folder: Path) -> tuple[bool, list[str], set[str]]:
    """One life of a crawl: whether it came to its end, what it asked for, what it acknowledged."""
    assert site.zygote is not None
    assert site.zygote.stdin is not None
    assert site.zygote.stdout is not None
    with site.lock:
        site.asked, site.life = [], site.life + 1
    site.zygote.stdin.write(json.dumps([str(site.life), str(folder)]) + "\n")
    site.zygote.stdin.flush()
    told = iter(map(json.loads, site.zygote.stdout))
    born, site.process = next(told)
    assert born == "born"
    if site.way == "start" and site.left > 0:
        time.sleep(site.jitter)
        site.kill(site.life)
    events = []
    while (event := next(told))[0] != "ended":
        events.append(event)
    with site.lock:
        site.process = None
        asked = [path for path in site.asked if path != "/robots.txt"]
    site.zygote.stdin.write("\n")
    site.zygote.stdin.flush()
    assert event[1] in (0, signal.SIGKILL)
    return event[1] == 0, asked, {url for kind, url in events if kind in ACKNOWLEDGED}


def release_bytes(folder: Path) -> dict[str, str]:
    release = build(Archive(folder / "archive"), folder / "dataset", parse=parsers.parse).release
    files = (path for path in release.path.rglob("*") if path.is_file())
    return {path.relative_to(release.path).as_posix(): digest_of(path) for path in files}


@pytest.fixture(scope="module")
def undisturbed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("undisturbed")
    site.left = -1
    is_done, asked, _ = live(site, folder)
    assert is_done
    assert len(asked) == len(set(asked))
    return release_bytes(folder)


def killed_crawl(site: Site, folder: Path, dice: random.Random, kills: int) -> int:
    """Kill a crawl so many times, let it end, and look at all that it did; how often it was killed."""
    folder.mkdir()
    acknowledged: set[str] = set()
    count, is_done = 0, False
    while not is_done:
        site.way = dice.choice(["start", "before", "half", "after", "after", "after", "after"])
        site.left = dice.randrange(1, 7) if count < kills else -1
        site.jitter = dice.random() * JITTER
        is_done, asked, done = live(site, folder)
        count += not is_done
        urls = {site.url.rstrip("/") + path for path in asked}
        assert urls & acknowledged == set(), "an acknowledged page was fetched again"
        assert len(asked) == len(set(asked)), "a page was fetched twice in one life"
        acknowledged |= done
    faults: list[ArchiveError] = []
    check_archive(folder / "archive", faults.append)
    assert faults == []
    found = {
        capture.url.removeprefix(site.url.rstrip("/")) for capture in Archive(folder / "archive").captures()
    }
    assert found == set(site.portal.truth)
    return count


def test_ten_kills_lose_nothing_and_change_nothing(
    site: Site, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201  (shown where it fails)
    assert killed_crawl(site, tmp_path / "data", random.Random(seed), 10) >= 8
    assert release_bytes(tmp_path / "data") == undisturbed


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing_and_change_nothing(
    site: Site, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    dice, count, number = random.Random(200), 0, 0
    while count < 200:
        folder = tmp_path / str(number)
        count += killed_crawl(site, folder, dice, 10)
        assert release_bytes(folder) == undisturbed
        number += 1
