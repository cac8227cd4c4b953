"""A small bad government site on loopback, and a clock that waits for nothing."""

from __future__ import annotations

import asyncio
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scraper.clock import Clock

sys.path.insert(0, str(Path(__file__).parent / "support"))

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Site:
    """Routes are answers, lists of answers (one a request, the last stays), raw bytes, or functions.

    A route that answers POST is `POST /path`; what was sent is in `posted`.
    """

    def __init__(self) -> None:
        self.routes: dict[str, object] = {"/robots.txt": (404, {}, b"")}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.posted: list[bytes] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet, else each answer waits 40 ms for an ACK

            def do_GET(self) -> None:
                self._answer(self.path)

            def do_POST(self) -> None:
                site.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer(f"POST {self.path}")

            def _answer(self, name: str) -> None:
                site.requests.append((name, dict(self.headers.items())))
                route = site.routes.get(name, (404, {}, b"<p>404</p>"))
                if isinstance(route, list):
                    route = route.pop(0) if len(route) > 1 else route[0]
                if callable(route):
                    route = route(dict(self.headers.items()))
                if isinstance(route, bytes):
                    self.wfile.write(route)
                    self.wfile.flush()
                    self.close_connection = True
                    return
                status, headers, body = route
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if status not in (204, 304):
                    self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def page(self, path: str, text: str | bytes, status: int = 200, **headers: str) -> str:
        body = text if isinstance(text, bytes) else text.encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = (status, {"Content-Type": "text/html; charset=utf-8", **named}, body)
        return self.url + path

    def paths(self, *, robots: bool = False) -> list[str]:
        return [path for path, _ in self.requests if robots or path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def make_site() -> Iterator[Callable[[], Site]]:
    sites: list[Site] = []

    def make() -> Site:
        sites.append(Site())
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def site(make_site: Callable[[], Site]) -> Site:
    return make_site()


class FakeTime:
    """Time that passes only when someone sleeps; `sleeps` lists for how long."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sleeps: list[float] = []
        self.clock = Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        self.seconds += 1e-6  # no two captures of one moment
        return NOON + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()
