"""Portals on loopback: one threaded server each, GET and POST.

Promises: `requests` lists what was asked, as (portal, request), in the order of asking.
Refuses: to listen on anything but 127.0.0.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from gongkai.samplesite.portals.base import Portal, Request
from gongkai.samplesite.server import address, running


@dataclass(frozen=True, slots=True)
class ServedPortals:
    """Running portals: `ports` by the portal's name."""

    ports: dict[str, int]
    requests: list[tuple[str, Request]] = field(default_factory=list)

    def url(self, portal: Portal | type[Portal], path: str = "/") -> str:
        """The full address of a path on a portal."""
        return address(self.ports[portal.name], path)


@contextmanager
def serve_portals(portals: Sequence[Portal]) -> Iterator[ServedPortals]:
    """Serve each portal on a free port until the block ends."""
    served = ServedPortals({})
    with ExitStack() as stack:
        for portal in portals:
            server = stack.enter_context(running(0, _handler(portal, served.requests)))
            served.ports[portal.name] = server.server_address[1]
        yield served


def _handler(portal: Portal, requests: list[tuple[str, Request]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: apart, delayed ACK costs 40 ms an answer

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _answer(self, body: bytes) -> None:
            request = Request(self.command, self.path, dict(self.headers.items()), body)
            requests.append((portal.name, request))
            page = portal.ask(request)
            self.send_response(page.status)
            for name, value in (*page.headers, ("Content-Length", str(len(page.body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: the crawl has its own log."""

    return Handler
