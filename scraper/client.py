"""One HTTP request: the only importer of httpx.

Promises: connects to the address that the guard checked, with the host's own name for TLS and for the
Host header; asks for gzip only, reads raw bytes and decodes them itself under a cap; every failure is a
FetchError. Refuses: to follow redirects, to use a proxy of the environment, to weaken TLS on an error.
Caveat: cookies live as long as the client of a host, so that a site that echoes one is read.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from scraper.clock import Clock
from scraper.decoding import Decoder, read_codings
from scraper.errors import BodyTooLarge, FetchError, TruncatedBody, Unreachable
from scraper.guard import Target
from scraper.posting import read_request
from scraper.robots import Decision
from scraper.settings import CrawlSettings

MAX_CLIENTS = 64  # kept open, each with a connection; a run of thousands of hosts would use up the system's
MAX_HEADERS = 64 << 10  # bytes of all header lines; real ones have under 4 KiB
_FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict, ssl.SSLError, OSError)
_NO_BODY = frozenset({204, 304})
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered: `body` is decoded, headers are as they came; `received` bytes of it came.

    `allowed_by` is the decision of robots.txt that let it be asked for.
    """

    url: str
    status: int
    reason: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    received: int = 0
    allowed_by: Decision | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Client:
    """One `httpx.AsyncClient` with one connection for each host and port; close it with `aclose`."""

    def __init__(
        self, settings: CrawlSettings, clock: Clock, unverified: frozenset[str] = frozenset()
    ) -> None:
        self._settings, self._clock = settings, clock
        self._unverified = unverified  # hosts whose sources-file row excepts tls, with a reason
        self._clients: dict[tuple[str, str, int], httpx.AsyncClient] = {}  # the one used last stands last
        self._busy: Counter[httpx.AsyncClient] = Counter()
        self._tls: dict[bool, ssl.SSLContext] = {}  # by verified; loading the certificates costs 20 ms

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def get(self, target: Target, headers: Mapping[str, str] = {}) -> Answer:
        """Fetch one address, trying its checked addresses in turn; FetchError where none gives an answer."""
        last: FetchError | None = None
        for address in target.addresses:
            try:
                async with asyncio.timeout(self._settings.total_timeout):
                    return await self._get(target, address, headers)
            except TimeoutError as error:
                raise Unreachable(
                    target.url, f"no whole answer in {self._settings.total_timeout:g} s"
                ) from error
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = Unreachable(target.url, f"{address}: {_text(error)}")
            except _FOREIGN as error:
                raise Unreachable(target.url, _text(error)) from error
        raise last or Unreachable(target.url, "the host has no address")

    async def _get(self, target: Target, address: str, extra: Mapping[str, str]) -> Answer:
        asked = read_request(target.url)
        url = httpx.URL(asked.url)
        typed = {"Content-Type": asked.content_type} if asked.content_type else {}
        client = self._client(target)
        request = client.build_request(
            asked.method,
            url.copy_with(host=address),
            content=asked.body,
            headers={"Host": url.netloc.decode("ascii"), **typed, **extra},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        self._busy[client] += 1
        try:
            await self._close_one()
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                self._check_headers(target.url, response)
                body = await self._read(target.url, response)
            finally:
                await response.aclose()
        finally:
            self._busy[client] -= 1
        return Answer(
            url=target.url,
            status=response.status_code,
            reason=response.reason_phrase,
            request_headers=_pairs(request.headers),
            headers=_pairs(response.headers),
            body=body,
            fetched_at=self._clock.now(),
            received=response.num_bytes_downloaded,
        )

    async def _read(self, url: str, response: httpx.Response) -> bytes:
        if response.status_code in _NO_BODY or response.has_redirect_location:
            return b""
        decoder = Decoder(
            url, read_codings(url, response.headers.get("content-encoding")), self._settings.max_bytes
        )
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._settings.max_bytes:
            raise BodyTooLarge(url, f"{declared} bytes are announced, the cap is {self._settings.max_bytes}")
        try:
            async for chunk in response.aiter_raw():
                decoder.feed(chunk)
        except (httpx.ProtocolError, httpx.NetworkError) as error:
            raise TruncatedBody(url, _text(error)) from error
        return decoder.finish()

    @staticmethod
    def _check_headers(url: str, response: httpx.Response) -> None:
        if sum(len(name) + len(value) for name, value in response.headers.raw) > MAX_HEADERS:
            raise BodyTooLarge(url, f"more than {MAX_HEADERS} bytes of headers")

    def _client(self, target: Target) -> httpx.AsyncClient:
        key = (target.scheme, target.host, target.port)
        self._clients[key] = client = self._clients.pop(key, None) or self._open(target)
        return client

    async def _close_one(self) -> None:
        """Close the client that was not used for the longest time, where too many are open."""
        if len(self._clients) <= MAX_CLIENTS:
            return
        idle = next((key for key, client in self._clients.items() if not self._busy[client]), None)
        if idle is not None:
            client = self._clients.pop(idle)
            del self._busy[client]
            await client.aclose()

    def _open(self, target: Target) -> httpx.AsyncClient:
        settings = self._settings
        return httpx.AsyncClient(
            headers={"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout),
            limits=_ONE,
            trust_env=False,
            verify=self._context(target.host not in self._unverified),
        )

    def _context(self, is_verified: bool) -> ssl.SSLContext:
        if is_verified not in self._tls:
            self._tls[is_verified] = httpx.create_ssl_context(verify=is_verified, trust_env=False)
        return self._tls[is_verified]


def _pairs(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
