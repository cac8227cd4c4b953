"""How many pages a second a crawl fetches against a yardstick of the same run: `python -m benchmarks.crawl`.

1,500 pages of 40 KB lie on 16 ports of loopback, served by a process of its own. Ours fetches them with its
archive and frontier, one connection a port, the delay off; Scrapy with 16 connections, writing nothing. Each
runs in a fresh process, the rounds alternate, so that a noisy machine moves both sides alike; what counts is
the time from the first request to the last answer that was kept, without starting Python. Prints pages a
second, medians, and their ratio; the bar is 0.6. Exit 1 where it is missed, 2 where Scrapy is not there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from scraper.archive import Archive
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sources import Source

PAGES, SIZE, PORTS = 1500, 40_000, 16
ROUNDS = 5
BAR = 0.6  # times the pages a second of Scrapy
_HEAD = "<html><head><title>某局2023年政府信息公开工作年度报告</title></head><body>"


def page(number: int) -> bytes:
    """A page of SIZE bytes, which packs about as well as pages from Word do; none is like another."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    line = '<p class="MsoNormal" style="line-height:28.0pt">{}<span lang="EN-US">{}</span></p>\n'
    text, serial = _HEAD, 0
    while len(text.encode()) < SIZE - 300:
        serial += 1
        salt = hashlib.sha256(f"{digest}{serial}".encode()).hexdigest()
        text += line.format("政府信息公开申请答复" + salt[:12], salt[12:20])
    body = f"{text}</body></html>".encode()
    return body + b" " * (SIZE - len(body))


async def serve() -> None:
    """Serve the pages, page n on port n % PORTS, until stdin ends; the ports are printed."""
    pages = {f"/{number}.html".encode(): page(number) for number in range(PAGES)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = pages.get(head.split(b" ", 2)[1])
                status = b"404 Not Found" if body is None else b"200 OK"
                length = str(len(body or b"")).encode()
                writer.write(
                    b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\n"
                    b"Content-Length: " + length + b"\r\n\r\n" + (body or b"")
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(PORTS)]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def addresses(ports: list[int]) -> list[str]:
    """The pages' addresses."""
    return [f"http://127.0.0.1:{ports[n % len(ports)]}/{n}.html" for n in range(PAGES)]


def ours(urls: list[str]) -> float:
    """Seconds that our crawl takes, archive and frontier included."""
    settings = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0, delay_factor=0.0)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        summary = crawl(
            [Source(url, kind="page") for url in urls],
            archive=Archive(Path(folder) / "archive"),
            frontier=Path(folder) / "frontier.sqlite",
            settings=settings,
        )
        took = time.perf_counter() - began
    if summary.stored != PAGES:
        raise SystemExit(f"only {summary.stored} of {PAGES} pages were stored: {summary.reasons}")
    return took


def theirs(urls: list[str]) -> float:
    """Seconds that Scrapy takes, with one connection a port and nothing written."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    got: list[int] = []

    class Pages(scrapy.Spider):  # type: ignore[misc]
        name = "pages"
        start_urls = urls

        def parse(self, response: scrapy.http.Response) -> None:
            got.append(len(response.body))

    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": PORTS,
            "CONCURRENT_REQUESTS_PER_DOMAIN": PORTS,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Pages)
    began = time.perf_counter()
    process.start()
    took = time.perf_counter() - began
    if got != [SIZE] * PAGES:
        raise SystemExit(f"Scrapy got {len(got)} of {PAGES} pages")
    return took


@contextmanager
def served() -> Iterator[list[str]]:
    """The pages' addresses while their server runs."""
    command = [sys.executable, "-m", "benchmarks.crawl", "serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield addresses(json.loads(server.stdout.readline()))
        server.stdin.close()


def in_process(side: str, urls: list[str]) -> float:
    """Seconds of one side, run in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.crawl", side]
    done = subprocess.run(command, input=json.dumps(urls), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} failed:\n{done.stderr}")
    return float(done.stdout)


def compare(rounds: int) -> int:
    """Print pages a second of both sides and their ratio; the exit code."""
    has_scrapy = find_spec("scrapy") is not None
    sides = ("ours", "theirs") if has_scrapy else ("ours",)
    times: dict[str, list[float]] = {side: [] for side in sides}
    with served() as urls:
        for _ in range(rounds):
            for side in sides:
                times[side].append(in_process(side, urls))
    speeds = {side: PAGES / statistics.median(taken) for side, taken in times.items()}
    print(f"{PAGES:,} pages of {SIZE // 1000} KB on {PORTS} ports, {rounds} rounds, medians")
    print(f"  gongkai, archive and frontier included  {speeds['ours']:>6.0f} pages a second")
    if not has_scrapy:
        print("  Scrapy is not installed, so there is no ratio: pip install -r requirements/bench.txt")
        return 2
    ratio = speeds["ours"] / speeds["theirs"]
    print(f"  Scrapy, which writes nothing            {speeds['theirs']:>6.0f} pages a second")
    print(f"  ratio {ratio:.2f}, the bar of {BAR} is {'held' if ratio >= BAR else 'missed'}")
    return int(ratio < BAR)


def main(arguments: list[str]) -> int:
    """Compare, or be one side of the comparison."""
    side = arguments[0] if arguments else ""
    if side == "serve":
        asyncio.run(serve())
    elif side in ("ours", "theirs"):
        run = ours if side == "ours" else theirs
        print(run(json.load(sys.stdin)))
    else:
        return compare(ROUNDS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
