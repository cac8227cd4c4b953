"""The sample site on loopback: a small threaded server for each county, one port each.

Promises: answers GET and HEAD with the site's own pages, 304 where the ETag that was sent still holds.
Refuses: to listen on anything but 127.0.0.1.
Caveat: `requests` counts what was asked for, so that tests can say how polite a crawl was.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from gongkai.samplesite.truth import TruthReport
from scraper.sources import Source

if TYPE_CHECKING:
    from gongkai.samplesite.site import SampleSite

LOOPBACK = "127.0.0.1"
SAMPLE_PORT = 8931  # the first of three, one a county


@dataclass(frozen=True, slots=True)
class Served:
    """A running site: `sources` is ready for a crawl; `requests` grows by (host index, target) with each."""

    ports: tuple[int, ...]
    sources: list[Source]
    requests: list[tuple[int, str]] = field(default_factory=list)

    def url(self, host_index: int, path: str) -> str:
        """The full address of a path on one of the hosts."""
        return address(self.ports[host_index], path)

    def url_of(self, truth: TruthReport) -> str:
        """The full address of a report."""
        return self.url(truth.host_index, truth.path)


def address(port: int, path: str) -> str:
    """A loopback address.

    >>> address(8931, "/robots.txt")
    'http://127.0.0.1:8931/robots.txt'
    """
    return f"http://{LOOPBACK}:{port}{path}"


@contextmanager
def serve(site: SampleSite, ports: Sequence[int] | None = None) -> Iterator[Served]:
    """Serve every host of the site until the block ends; OSError where a port is taken."""
    hosts = site.host_count
    wanted = list(ports) if ports is not None else [0] * hosts
    if len(wanted) != hosts:
        raise ValueError(f"the sample site has {hosts} hosts and needs as many ports, not {len(wanted)}")
    requests: list[tuple[int, str]] = []
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(port, _handler(site, index, requests)))
            for index, port in enumerate(wanted)
        ]
        bound = tuple(server.server_address[1] for server in servers)
        yield Served(bound, list(make_sources(site, bound)), requests)


def make_sources(site: SampleSite, ports: Sequence[int]) -> Iterator[Source]:
    """The rows of a sources file: the columns of every county, and the report that is in no list."""
    for host_index, path, code in site.columns():
        yield Source(address(ports[host_index], path), division_code=code)
    for truth in site.unlisted():
        yield Source(
            address(ports[truth.host_index], truth.path),
            kind="page",
            organization=truth.organization,
            division_code=truth.division_code,
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawl that is stopped hangs up on its answers; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def running(port: int, handler: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    """A server on loopback with this handler, until the block ends; OSError where the port is taken."""
    server = _Server((LOOPBACK, port), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(
    site: SampleSite, host_index: int, requests: list[tuple[int, str]]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: apart, delayed ACK costs 40 ms an answer

        def do_GET(self) -> None:
            requests.append((host_index, self.path))
            page = site.page(host_index, self.path)
            etag = dict(page.headers).get("ETag")
            unchanged = etag is not None and self.headers.get("If-None-Match") == etag
            body = b"" if unchanged else page.body
            self.send_response(304 if unchanged else page.status)
            for name, value in page.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: the crawl has its own log."""

    return Handler
