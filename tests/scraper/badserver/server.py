"""The server: raw bytes over asyncio, each site on a port of its own, in one thread.

Promises: sends exactly the bytes that a fault wants, and resets, hangs or drips where it wants that.
Caveat: it reads only what our client sends: GET, no body.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

OK = "200 OK"
DRIP = 0.02  # seconds between two bytes of a body that drips


@dataclass
class Ask:
    """One request, and the ways to answer it. `count` is how often this path was asked before."""

    site: BadSite
    path: str
    headers: dict[str, str]
    count: int
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    async def answer(
        self, body: bytes = b"", status: str = OK, *, length: int | None = -1, headers: Mapping[str, str] = {}
    ) -> None:
        """A whole answer; `length` None announces none and closes."""
        lines = [f"HTTP/1.1 {status}"]
        if not any(name.lower() == "content-type" for name in headers):
            lines.append("Content-Type: text/html; charset=utf-8")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if length is not None:
            lines.append(f"Content-Length: {len(body) if length == -1 else length}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        await self.send(head + body)
        if length is None:
            self.close()

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """End with RST instead of FIN, as a firewall does."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def hang(self) -> None:
        """Say nothing until the client goes."""
        with contextlib.suppress(Exception):
            while not self.writer.transport.is_closing():
                await asyncio.sleep(DRIP)

    async def drip(self, data: bytes) -> None:
        """A byte at a time until the client goes."""
        for at in range(len(data)):
            if self.writer.transport.is_closing():
                return
            await self.send(data[at : at + 1])
            await asyncio.sleep(DRIP)


Answerer = Callable[[Ask], Awaitable[None]]


@dataclass
class BadSite:
    """One port. `pages` are whole bodies by path, `faults` answers by path; `asked` is what came."""

    bad: BadServer
    port: int
    scheme: str = "http"
    pages: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Answerer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.bad.writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            while not writer.transport.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                await self._answer(head, writer)
        writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = {name: value for name, _, value in (line.partition(": ") for line in lines if line)}
        count = sum(path == asked for asked, _ in self.asked)
        self.asked.append((path, headers))
        ask = Ask(self, path, headers, count, writer)
        fault = None if self.bad.is_healthy else self.faults.get(path)
        if fault is not None:
            await fault(ask)
        elif path in self.pages:
            await ask.answer(self.pages[path], headers={"ETag": f'"{path}"'})
        else:
            await ask.answer(b"<p>404</p>", "404 Not Found")


class BadServer:
    """All sites, in a thread; `is_healthy` turns the faults off. Use it in a `with`."""

    def __init__(self) -> None:
        self.is_healthy = False
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._held: list[socket.socket] = []
        self.writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> BadServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def site(self, *, tls: ssl.SSLContext | None = None, on_accept: str = "serve") -> BadSite:
        """A new site; `on_accept` is serve, or reset."""
        return asyncio.run_coroutine_threadsafe(self._site(tls, on_accept), self._loop).result(10)

    def closed_port(self) -> int:
        """A port of loopback on which nobody listens, and which nobody else is given."""
        held = socket.socket()
        held.bind(("127.0.0.1", 0))
        self._held.append(held)
        return int(held.getsockname()[1])

    async def _site(self, tls: ssl.SSLContext | None, on_accept: str) -> BadSite:
        site = BadSite(self, 0, "http" if tls is None else "https")

        async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            Ask(site, "", {}, 0, writer).reset()

        handler = reset if on_accept == "reset" else site.serve
        server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=tls)
        site.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)
        return site

    async def _close(self) -> None:
        for server in (*self._servers, *self._held):
            server.close()
        for writer in self.writers:
            writer.transport.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if others:
            await asyncio.wait(others, timeout=5)  # an aborted connection ends its task
        await asyncio.sleep(0.05)  # transports close in a later turn of the loop


def http_date(moment: object) -> str:
    return format_datetime(moment, usegmt=True)  # type: ignore[arg-type]
