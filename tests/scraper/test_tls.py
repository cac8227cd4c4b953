"""Handshakes: certificates are verified, and the one retry offers less and verifies as much."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import trustme

from scraper import client as client_module
from scraper.answer import Answer
from scraper.client import Client
from scraper.errors import Unreachable
from scraper.guard import Target
from scraper.settings import CrawlSettings
from scraper.sources import Source
from scraper.tls import is_curve_failure

P256, X25519 = 0x0017, 0x001D
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def groups_of(hello: bytes) -> list[int]:
    """The curves that a ClientHello offers."""
    at = 5 + 4 + 2 + 32  # record, handshake, version, random
    at += 1 + hello[at]
    at += 2 + struct.unpack_from(">H", hello, at)[0]
    at += 1 + hello[at] + 2
    while at < len(hello):
        kind, length = struct.unpack_from(">HH", hello, at)
        if kind == 10:
            return list(struct.unpack_from(f">{(length - 2) // 2}H", hello, at + 6))
        at += 4 + length
    return []


def bad_point(hello: bytes) -> bytes:
    """A ServerHello whose share on X25519 is no point: a byte too short."""
    session = hello[5 + 4 + 34 : 5 + 4 + 35 + hello[5 + 4 + 34]]
    share = struct.pack(">HH", X25519, 31) + bytes(31)
    more = b"\0\x2b\0\2\3\4" + b"\0\x33" + struct.pack(">H", len(share)) + share
    body = b"\3\3" + bytes(range(32)) + session + b"\x13\1\0" + struct.pack(">H", len(more)) + more
    shake = b"\2" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\3\3" + struct.pack(">H", len(shake)) + shake


class CurveServer:
    """Answers with a bad point unless only P-256 is offered; `offered` has each ClientHello's curves."""

    def __init__(self, context: ssl.SSLContext, *, is_cured: bool = True) -> None:
        self.offered: list[list[int]] = []
        self._context, self._is_cured = context, is_cured
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        hello = connection.recv(4096, socket.MSG_PEEK)
        if not hello:
            return
        self.offered.append(groups_of(hello))
        if self.offered[-1] != [P256] or not self._is_cured:
            connection.sendall(bad_point(hello))
            connection.recv(4096)
            return
        try:
            with self._context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(4096)
                tls.sendall(REPLY)
        except OSError:
            return


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Trusted by every client of the test."""
    made = trustme.CA()

    def trusting(is_verified: bool) -> ssl.SSLContext:
        context = ssl.create_default_context()
        made.configure_trust(context)
        if not is_verified:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    monkeypatch.setattr(client_module, "make_context", trusting)
    return made


Serve = Callable[..., CurveServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[CurveServer] = []

    def make(
        issuer: trustme.CA, host: str = "127.0.0.1", *, is_cured: bool = True, **options: Any
    ) -> CurveServer:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(host, **options).configure_cert(context)
        servers.append(CurveServer(context, is_cured=is_cured))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def get(port: int, time: Any, unverified: dict[str, str] | None = None) -> Answer:
    target = Target(f"https://127.0.0.1:{port}/", "https", "127.0.0.1", port, ("127.0.0.1",))

    async def once() -> Answer:
        client = Client(CrawlSettings(contact=None), time.clock, unverified or {})
        try:
            return await client.get(target)
        finally:
            await client.aclose()

    return asyncio.run(once())


def test_a_bad_point_is_asked_once_more_with_p256_alone(
    time: Any, authority: trustme.CA, serve: Serve
) -> None:
    server = serve(authority)
    assert get(server.port, time).body == b"ok"
    first, second = server.offered
    assert X25519 in first
    assert second == [P256]


def test_it_is_asked_once_and_not_again(time: Any, authority: trustme.CA, serve: Serve) -> None:
    server = serve(authority, is_cured=False)
    target = Target(f"https://127.0.0.1:{server.port}/", "https", "127.0.0.1", server.port, ("127.0.0.1",))

    async def twice() -> None:
        client = Client(CrawlSettings(contact=None), time.clock)
        for _ in range(2):
            with pytest.raises(Unreachable):
                await client.get(target)
        await client.aclose()

    asyncio.run(twice())
    assert [curves == [P256] for curves in server.offered] == [False, True, True]


PAST = datetime.now(UTC) - timedelta(days=1)  # TLS has no clock to inject
FAULTY: dict[str, dict[str, Any]] = {
    "another host": {"host": "www.yy.gov.cn"},
    "expired": {"not_before": PAST - timedelta(days=9), "not_after": PAST},
}


@pytest.mark.parametrize("fault", [*FAULTY, "unknown authority"])
def test_the_retry_verifies_as_much_as_the_first(
    time: Any, authority: trustme.CA, serve: Serve, fault: str
) -> None:
    issuer = trustme.CA() if fault == "unknown authority" else authority
    server = serve(issuer, **FAULTY.get(fault, {}))
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        get(server.port, time)
    assert server.offered[-1] == [P256]
    assert get(server.port, time, {"127.0.0.1": "by letter"}).body == b"ok"


def test_nothing_is_ever_weakened() -> None:
    for narrow in (False, True):
        context = Client(CrawlSettings(contact=None), Any)._context(True, narrow)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert not context.options & 0x40000  # SSL_OP_LEGACY_SERVER_CONNECT
        assert context.security_level >= 1
        assert not any(
            word in cipher["name"] for cipher in context.get_ciphers() for word in ("NULL", "RC4", "DES")
        )


@pytest.mark.parametrize(
    "reason",
    ["SSLV3_ALERT_HANDSHAKE_FAILURE", "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "CERTIFICATE_VERIFY_FAILED"],
)
def test_no_other_failure_is_tried_again(reason: str) -> None:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    wrapped = OSError("handshake")
    wrapped.__cause__ = error
    assert not is_curve_failure(wrapped)
    error.reason = "BAD_ECPOINT"
    assert is_curve_failure(wrapped)


def test_only_the_host_of_the_row_goes_without_verification(time: Any) -> None:
    row = Source("https://old.xx.gov.cn/", exception="tls", reason="by letter", expires=date(2026, 12, 31))
    client = Client(CrawlSettings(contact=None), time.clock, {row.host: "by letter"})
    one, other = (Target(f"https://{h}/", "https", h, 443, ("8.8.8.8",)) for h in (row.host, "www.xx.gov.cn"))
    assert (client.unverified_for(one), client.unverified_for(other)) == ("by letter", None)
