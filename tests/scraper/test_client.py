from __future__ import annotations

import asyncio
import gzip
import inspect
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import scraper
from scraper.answer import Answer
from scraper.client import Client
from scraper.errors import BodyTooLarge, FetchError, ForbiddenAddress, TruncatedBody, Unreachable
from scraper.guard import Target
from scraper.settings import CrawlSettings

SETTINGS = CrawlSettings(contact="https://c.example/", version="1.2", max_bytes=1 << 20)


def get(site: Any, time: Any, path: str = "/x", *, settings: CrawlSettings = SETTINGS, **more: Any) -> Answer:
    target = Target(site.url + path, "http", "127.0.0.1", site.port, more.pop("addresses", ("127.0.0.1",)))

    async def once() -> Answer:
        client = Client(settings, time.clock)
        try:
            return await client.get(target, **more)
        finally:
            await client.aclose()

    return asyncio.run(once())


def test_it_says_who_it_is_and_asks_for_gzip_only(site: Any, time: Any) -> None:
    site.page("/x", "body", Content_Encoding="gzip")
    site.routes["/x"] = (200, {"Content-Encoding": "gzip", "X-A": "1"}, gzip.compress(b"body"))
    answer = get(site, time, headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.body, answer.header("x-a")) == (200, b"body", "1")
    sent = site.requests[0][1]
    assert sent["User-Agent"] == "gongkai/1.2 (+https://c.example/)"
    assert sent["Accept-Encoding"] == "gzip"
    assert sent["Host"] == f"127.0.0.1:{site.port}"
    assert sent["If-None-Match"] == '"1"'
    assert dict(answer.request_headers)["User-Agent"] == sent["User-Agent"]


def test_redirects_are_not_followed_and_their_bodies_not_read(site: Any, time: Any) -> None:
    site.routes["/x"] = (302, {"Location": "/y", "Content-Encoding": "br"}, b"?")
    assert get(site, time).status == 302
    assert site.paths() == ["/x"]


@pytest.mark.parametrize("percent", range(0, 100, 5))
def test_a_gzip_body_cut_with_a_matching_length_is_truncated(site: Any, time: Any, percent: int) -> None:
    packed = gzip.compress(b"<table>" + b"<tr><td>1</td></tr>" * 5000)
    site.routes["/x"] = (200, {"Content-Encoding": "gzip"}, packed[: len(packed) * percent // 100])
    with pytest.raises(TruncatedBody):
        get(site, time)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", TruncatedBody),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", TruncatedBody),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", TruncatedBody),
        (b"\x00\x01\x02\r\n\r\n", Unreachable),
        (b"", Unreachable),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", Unreachable),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 0123456789\r\n" * 6000 + b"\r\n", BodyTooLarge),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", BodyTooLarge),
    ],
)
def test_broken_http_is_a_named_error(site: Any, time: Any, raw: bytes, error: type[FetchError]) -> None:
    site.routes["/x"] = raw
    with pytest.raises(error):
        get(site, time)


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("length", [b"1", b"4", b"9999"])
def test_chunks_count_and_not_a_length_beside_them(site: Any, time: Any, length: bytes) -> None:
    head = HEAD + b"Content-Length: " + length + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.routes["/x"] = head + b"4\r\npage\r\n0\r\n\r\n"
    assert get(site, time).body == b"page"


@pytest.mark.parametrize("status", [403, 404, 412, 429, 503])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "br"}, b"\x8b\0"),
        ({"Content-Encoding": "gzip"}, b""),
        ({"Content-Encoding": "gzip"}, b"not packed"),
        ({"Content-Encoding": "gzip"}, gzip.compress(bytes(2 << 20))),
        ({"Content-Length": "2"}, b"more than two"),
        ({"Content-Length": "200", "Connection": "close"}, b"half"),
    ],
)
def test_an_error_page_that_cannot_be_read_is_known_by_its_status(
    site: Any, time: Any, status: int, headers: dict[str, str], body: bytes
) -> None:
    site.routes["/x"] = (status, headers, body)
    site.page("/y", "the next answer")

    async def twice() -> tuple[Answer, Answer]:
        client = Client(SETTINGS, time.clock)
        targets = [
            Target(site.url + path, "http", "127.0.0.1", site.port, ("127.0.0.1",)) for path in ("/x", "/y")
        ]
        if "Content-Length" in headers:
            site.routes["/x"] = _raw(status, headers, body)
        answers = [await client.get(target) for target in targets]
        await client.aclose()
        return answers[0], answers[1]

    first, second = asyncio.run(twice())
    assert (first.status, first.body) == (status, b"")
    assert second.body == b"the next answer"


def _raw(status: int, headers: dict[str, str], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} No\r\n{lines}\r\n".encode() + body


@pytest.mark.parametrize(
    "kind", [None, "text/html", "TEXT/plain", "application/xhtml+xml; charset=utf-8", "application/json"]
)
def test_a_page_that_comes_packed_and_does_not_say_so_is_unpacked(
    site: Any, time: Any, kind: str | None
) -> None:
    site.routes["/x"] = (200, {"Content-Type": kind} if kind else {}, gzip.compress(b"page"))
    assert get(site, time).body == b"page"


@pytest.mark.parametrize("kind", ["application/gzip", "application/octet-stream", "application/x-tar"])
def test_a_file_that_is_packed_stays_as_it_is(site: Any, time: Any, kind: str) -> None:
    site.routes["/x"] = (200, {"Content-Type": kind}, packed := gzip.compress(b"file"))
    assert get(site, time).body == packed


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_a_site_gave_us_goes_back_to_it_byte_for_byte(site: Any, time: Any, encoding: str) -> None:
    etag, cookie = '"年"'.encode(encoding), "名=年".encode(encoding)
    head = HEAD + b"ETag: " + etag + b"\r\nSet-Cookie: " + cookie + b"; Path=/\r\nConnection: close\r\n"
    site.routes["/x"] = head + b"Content-Length: 2\r\n\r\nok"
    target = Target(site.url + "/x", "http", "127.0.0.1", site.port, ("127.0.0.1",))

    async def twice() -> None:
        client = Client(SETTINGS, time.clock)
        first = await client.get(target)
        await client.get(target, {"If-None-Match": first.header("etag") or ""})
        await client.aclose()

    asyncio.run(twice())
    sent = {name: value.encode("latin-1") for name, value in site.requests[1][1].items()}
    assert (sent["If-None-Match"], sent["Cookie"]) == (etag, cookie)


def test_a_bomb_of_a_few_hundred_bytes_is_too_large(site: Any, time: Any) -> None:
    bomb = gzip.compress(gzip.compress(bytes(64 << 20)))
    assert len(bomb) < 1000
    site.routes["/x"] = (200, {"Content-Encoding": "gzip, gzip"}, bomb)
    with pytest.raises(BodyTooLarge):
        get(site, time)


def test_the_next_address_is_tried_where_one_does_not_answer(site: Any, time: Any) -> None:
    site.page("/x", "here")
    assert get(site, time, addresses=("127.0.0.2", "127.0.0.1")).body == b"here"
    with pytest.raises(Unreachable):
        get(site, time, addresses=("127.0.0.2",))


def test_an_answer_that_does_not_end_in_time_is_unreachable(site: Any, time: Any) -> None:
    hang = threading.Event()
    site.routes["/x"] = lambda _: (hang.wait(5), (200, {}, b""))[1]
    with pytest.raises(Unreachable, match="no whole answer in"):
        get(site, time, settings=CrawlSettings(contact=None, total_timeout=0.05))
    hang.set()


def _foreign() -> Iterator[Exception]:
    for _, kind in inspect.getmembers(httpx, inspect.isclass):
        if issubclass(kind, Exception) and kind.__module__.startswith("httpx"):
            if issubclass(kind, httpx.HTTPStatusError):
                continue  # only raised by raise_for_status, which is not called
            yield kind("x") if "message" in inspect.signature(kind).parameters else kind()
    yield ssl.SSLError("x")
    yield ConnectionResetError("x")
    yield UnicodeEncodeError("ascii", "年", 0, 1, "x")


@pytest.mark.parametrize("error", list(_foreign()), ids=lambda error: type(error).__name__)
def test_no_foreign_exception_slips_through(
    site: Any, time: Any, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(httpx.AsyncClient, "send", fail)
    with pytest.raises(FetchError):
        get(site, time)


def test_only_the_client_imports_httpx() -> None:
    folder = Path(scraper.__file__).parent
    importers = [
        path.name for path in folder.rglob("*.py") if "import httpx" in path.read_text(encoding="utf-8")
    ]
    assert importers == ["client.py"]


def test_certificates_are_verified_but_for_a_host_that_is_excepted(time: Any) -> None:
    client = Client(SETTINGS, time.clock, {"old.example": "by letter"})
    assert client._context(True).verify_mode is ssl.CERT_REQUIRED
    assert client._context(True).check_hostname
    assert client._context(False).verify_mode is ssl.CERT_NONE


def test_cookies_belong_to_the_name_and_not_to_the_address(site: Any, time: Any) -> None:
    """Two hosts on one address, of which one sets cookies for itself, its domain, and for others."""
    cookies = ("a=1", "b=2; Domain=.xx.gov.cn", "c=3; Domain=.yy.gov.cn", "d=4; Domain=127.0.0.1")
    lines = "".join(f"Set-Cookie: {cookie}; Path=/\r\n" for cookie in cookies)
    site.routes["/x"] = f"HTTP/1.1 200 OK\r\n{lines}Connection: close\r\nContent-Length: 2\r\n\r\nok".encode()

    async def ask() -> None:
        client = Client(SETTINGS, time.clock)
        for host in ("www.xx.gov.cn", "www.xx.gov.cn", "www.yy.gov.cn"):
            url = f"http://{host}:{site.port}/x"
            await client.get(Target(url, "http", host, site.port, ("127.0.0.1",)))
        await client.aclose()

    asyncio.run(ask())
    assert [headers.get("Cookie") for _, headers in site.requests] == [None, "a=1; b=2", None]


def test_an_address_that_two_readers_read_differently_is_refused(time: Any) -> None:
    target = Target("http://127.0.0.1:9/x", "http", "www.xx.gov.cn", 80, ("127.0.0.1",))
    client = Client(SETTINGS, time.clock)
    with pytest.raises(ForbiddenAddress, match="two ways"):
        asyncio.run(client.get(target))


@pytest.mark.parametrize("host", ["xn--www-.xx.gov.cn", "xn--a.xx.gov.cn", "a..xx.gov.cn", "xn--\u5e74.cn"])
def test_a_name_that_cannot_be_read_is_a_named_error(time: Any, host: str) -> None:
    target = Target(f"http://{host}:9/", "http", host, 9, ("127.0.0.1",))
    with pytest.raises(FetchError):
        asyncio.run(Client(SETTINGS, time.clock).get(target))


def test_a_run_of_many_hosts_keeps_few_connections_open(
    make_site: Any, time: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.client.MAX_CLIENTS", 3)
    sites = [make_site() for _ in range(6)]
    slow, gate = sites[0], threading.Event()

    def wait(_: dict[str, str]) -> object:
        gate.wait(10)
        return (200, {}, b"slow")

    slow.routes["/x"] = wait
    targets = [Target(f"{one.url}/x", "http", "127.0.0.1", one.port, ("127.0.0.1",)) for one in sites]

    async def ask_all() -> tuple[int, bytes]:
        client = Client(SETTINGS, time.clock)
        first = asyncio.create_task(client.get(targets[0]))
        await asyncio.sleep(0.01)
        for target in [*targets[1:], *targets[1:]]:
            await client.get(target)
        open_now = len(client._clients)
        gate.set()
        body = (await first).body  # the one in use was not closed, though it is the oldest
        await client.aclose()
        return open_now, body

    assert asyncio.run(ask_all()) == (3, b"slow")
