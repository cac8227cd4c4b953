"""One HTTP request: the only importer of httpx.

Promises: connects to the address that the guard checked, with the host's own name for TLS and for the
Host header; asks for gzip only, reads raw bytes and decodes them itself under a cap; an answer that goes on
past its announced end is no whole one; every failure is a FetchError.
Refuses: to follow redirects, to use a proxy of the environment, to weaken TLS on an error.
Caveat: cookies live as long as the client, and go to their own host alone, so that a site that wants one
back is read.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from scraper.answer import Answer
from scraper.clock import Clock
from scraper.cookies import Cookies
from scraper.decoding import Decoder, decode_whole, is_packed_page, read_codings
from scraper.errors import (
    BadRedirect,
    BodyTooLarge,
    FetchError,
    ForbiddenAddress,
    TruncatedBody,
    UnknownEncoding,
    Unreachable,
)
from scraper.guard import Target
from scraper.posting import read_request
from scraper.settings import CrawlSettings
from scraper.tls import is_curve_failure, narrow
from scraper.wire import TAIL, Wire

MAX_CLIENTS = 64  # kept open, each with a connection; a run of thousands of hosts would use up the system's
MAX_HEADERS = 64 << 10  # bytes of all header lines; real ones have under 4 KiB
_FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    ssl.SSLError,
    OSError,
    ValueError,  # of text that does not go into a header, and the like
)
_UNREADABLE = (TruncatedBody, BodyTooLarge, UnknownEncoding)
_BAD_LOCATION = "location header"
_AS_IT_CAME = "latin-1"  # bytes of headers as text: what a site gave us goes back to it byte for byte
_NO_BODY = frozenset({204, 304})
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0)


_Key = tuple[str, str, int]


class Client:
    """One `httpx.AsyncClient` with one connection for each host and port; close it with `aclose`.

    `unverified` are hosts whose sources-file row excepts tls, each with the reason.
    """

    def __init__(self, settings: CrawlSettings, clock: Clock, unverified: Mapping[str, str] = {}) -> None:
        self._settings, self._clock = settings, clock
        self._unverified = dict(unverified)
        self._clients: dict[_Key, httpx.AsyncClient] = {}  # the one used last stands last
        self._wires: dict[_Key, Wire] = {}
        self._cookies = Cookies()
        self._narrow: set[_Key] = set()  # hosts that can do with one curve only
        self._tls: dict[tuple[bool, bool], ssl.SSLContext] = {}  # loading the certificates costs 20 ms
        self._busy: Counter[_Key] = Counter()
        self._answering: dict[_Key, httpx.Response] = {}  # what each host is answering just now

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    def unverified_for(self, target: Target) -> str | None:
        """Why this target goes without a verified certificate; None where it does not."""
        return self._unverified.get(target.host) if target.scheme == "https" else None

    async def get(
        self, target: Target, headers: Mapping[str, str] = {}, *, most: int | None = None
    ) -> Answer:
        """Fetch one address, trying its checked addresses in turn; FetchError where none gives an answer.

        Of a body that is longer than `most` bytes, those are all that is read.
        """
        self._answering.pop(_key(target), None)
        try:
            return await self._get_any(target, headers, most)
        except FetchError as error:
            answering = self._answering.get(_key(target))
            error.received = answering.num_bytes_downloaded if answering is not None else 0
            raise
        finally:
            self._answering.pop(_key(target), None)

    async def _get_any(self, target: Target, headers: Mapping[str, str], most: int | None) -> Answer:
        last: FetchError | None = None
        for address in target.addresses:
            try:
                async with asyncio.timeout(self._settings.total_timeout):
                    return await self._reach(target, address, headers, most)
            except TimeoutError as error:
                raise Unreachable(
                    target.url, f"no whole answer in {self._settings.total_timeout:g} s"
                ) from error
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = Unreachable(target.url, f"{address}: {_text(error)}")
            except _FOREIGN as error:
                raise Unreachable(target.url, _text(error)) from error
        raise last or Unreachable(target.url, "the host has no address")

    async def _reach(
        self, target: Target, address: str, headers: Mapping[str, str], most: int | None
    ) -> Answer:
        """Ask at one address; once more with a single curve where the handshake failed at the curve."""
        try:
            return await self._get(target, address, headers, most)
        except httpx.ConnectError as error:
            if _key(target) in self._narrow or not is_curve_failure(error):
                raise
        self._narrow.add(_key(target))
        await self._renew(target)
        return await self._get(target, address, headers, most)

    async def _get(self, target: Target, address: str, extra: Mapping[str, str], most: int | None) -> Answer:
        client = self._client(target)
        self._busy[_key(target)] += 1
        try:
            await self._close_one()
            request = self._request(client, target, address, extra)
            response, body = await self._exchange(client, target, request, most)
        finally:
            self._busy[_key(target)] -= 1
        return Answer(
            url=target.url,
            status=response.status_code,
            reason=response.reason_phrase,
            request_headers=_pairs(response.request.headers),
            headers=_pairs(response.headers),
            body=body,
            fetched_at=self._clock.now(),
            received=response.num_bytes_downloaded,
        )

    async def _exchange(
        self, client: httpx.AsyncClient, target: Target, request: httpx.Request, most: int | None
    ) -> tuple[httpx.Response, bytes]:
        """Ask, and read the answer to its end."""
        response = await _send(client, request, target.url)
        self._answering[_key(target)] = response
        try:
            self._check_headers(target.url, response)
            cookies = [value for name, value in _pairs(response.headers) if name.lower() == "set-cookie"]
            self._cookies.take(target.host, read_request(target.url).url, cookies)
            body = await self._read_whole(target, response, most)
        except _UNREADABLE:
            if response.status_code < 400:
                raise
            body = b""  # an error page that cannot be read: its status says all that there is to say
        finally:
            await response.aclose()
        return response, body

    async def _read_whole(self, target: Target, response: httpx.Response, most: int | None) -> bytes:
        """The decoded body; TruncatedBody where the answer goes on past its announced end."""
        body, tail = await self._read(target.url, response, most)
        if tail is not None and not self._wires[_key(target)].is_spent(tail):
            await self._renew(target)  # or the rest would be read as the next answer
            if tail:
                raise TruncatedBody(target.url, "more came than the length that was announced")
        return body

    def _request(
        self, client: httpx.AsyncClient, target: Target, address: str, extra: Mapping[str, str]
    ) -> httpx.Request:
        asked = read_request(target.url)
        url = httpx.URL(asked.url)
        named = (url.raw_host.decode("ascii"), url.port or target.port)
        if target.host.isascii() and named != (target.host, target.port):
            raise ForbiddenAddress(target.url, "the address can be read in two ways")
        more = {"Content-Type": asked.content_type, "Cookie": self._cookies.line(target.host, asked.url)}
        given = {name: value for name, value in more.items() if value}
        headers = {"Host": url.netloc.decode("ascii"), **given, **extra}
        return client.build_request(
            asked.method,
            url.copy_with(host=address),
            content=asked.body,
            headers=[(name.encode("ascii"), value.encode(_AS_IT_CAME)) for name, value in headers.items()],
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "trace": self._wires[_key(target)].trace,
            },
        )

    async def _read(self, url: str, response: httpx.Response, most: int | None) -> tuple[bytes, bytes | None]:
        """The decoded body, and the last bytes as they came; None where their end was not announced, or is
        not waited for.
        """
        if response.has_redirect_location:
            return b"", None
        if response.status_code in _NO_BODY:
            return b"", b""
        cap, header = max(self._settings.max_bytes, most or 0), response.headers.get("content-encoding")
        decoder = Decoder(url, read_codings(url, header), cap)
        is_chunked = "transfer-encoding" in response.headers  # overrides a length: RFC 9112, section 6.3
        declared = "" if is_chunked else response.headers.get("content-length", "")
        if most is None and declared.isdigit() and int(declared) > cap:
            raise BodyTooLarge(url, f"{declared} bytes are announced, the cap is {cap}")
        tail = b""
        try:
            async for chunk in response.aiter_raw():
                decoder.feed(chunk)
                if most is not None and decoder.size > most:
                    return decoder.first(most), None
                tail = chunk if len(chunk) >= TAIL else (tail + chunk)[-TAIL:]
        except (httpx.ProtocolError, httpx.NetworkError) as error:
            raise TruncatedBody(url, _text(error)) from error
        except BodyTooLarge:
            if most is None or decoder.size <= most:
                raise
            return decoder.first(most), None
        body = decoder.finish()
        if not decoder.codings and is_packed_page(response.headers.get("content-type", ""), body):
            body = decode_whole(url, body, ("gzip",), cap)
        return body, tail if declared else None

    @staticmethod
    def _check_headers(url: str, response: httpx.Response) -> None:
        if sum(len(name) + len(value) for name, value in response.headers.raw) > MAX_HEADERS:
            raise BodyTooLarge(url, f"more than {MAX_HEADERS} bytes of headers")

    def _client(self, target: Target) -> httpx.AsyncClient:
        key = _key(target)
        self._clients[key] = client = self._clients.pop(key, None) or self._open(target)
        return client

    async def _close_one(self) -> None:
        """Close the client that was not used for the longest time, where too many are open."""
        if len(self._clients) <= MAX_CLIENTS:
            return
        idle = next((key for key in self._clients if not self._busy[key]), None)
        if idle is not None:
            client = self._clients.pop(idle)
            del self._busy[idle]
            await client.aclose()

    def _open(self, target: Target) -> httpx.AsyncClient:
        settings, key = self._settings, _key(target)
        self._wires[key] = Wire()
        return httpx.AsyncClient(
            headers={"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"},
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),  # ours are in _cookies
            timeout=httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout),
            limits=_ONE,
            trust_env=False,
            verify=self._context(target.host not in self._unverified, key in self._narrow),
        )

    async def _renew(self, target: Target) -> None:
        """Close the connection of a host; the next request opens another."""
        await self._clients.pop(_key(target)).aclose()

    def _context(self, is_verified: bool, is_narrow: bool = False) -> ssl.SSLContext:
        key = (is_verified, is_narrow)
        if key not in self._tls:
            context = make_context(is_verified)
            self._tls[key] = narrow(context) if is_narrow else context
        return self._tls[key]


async def _send(client: httpx.AsyncClient, request: httpx.Request, url: str) -> httpx.Response:
    """Send, and tell a redirect to no address, which httpx reads even where it is told not to follow."""
    try:
        return await client.send(request, stream=True, follow_redirects=False)
    except httpx.InvalidURL as error:
        raise BadRedirect(url, f"redirects to what is no address: {error}") from error
    except httpx.RemoteProtocolError as error:
        if _BAD_LOCATION not in str(error):
            raise
        raise BadRedirect(url, _text(error)) from error


def make_context(is_verified: bool) -> ssl.SSLContext:
    """The TLS that is offered: from 1.2 on, and trusting the authorities of certifi."""
    return httpx.create_ssl_context(verify=is_verified, trust_env=False)


def _key(target: Target) -> _Key:
    return target.scheme, target.host, target.port


def _pairs(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode(_AS_IT_CAME), value.decode(_AS_IT_CAME)) for name, value in headers.raw)


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
