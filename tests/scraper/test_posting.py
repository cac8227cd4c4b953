"""Requests with a body: one address each, sent, archived and told apart like any other."""

from __future__ import annotations

import asyncio
import zlib
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper.archive import Archive
from scraper.client import Client
from scraper.fetch import keep
from scraper.guard import Guard
from scraper.packing import pack, unpack
from scraper.posting import FORM, JSON, MAX_ADDRESS, Request, post_address, read_request
from scraper.records import NO_HINTS
from scraper.settings import CrawlSettings

BODIES = [b"", b"a=1&b=%E5%B9%B4", '{"a": ["年"]}'.encode(), bytes(range(256)), b"state=" + b"/wEP" * 9000]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("content_type", [FORM, JSON])
@pytest.mark.parametrize("url", ["http://a.example/s", "http://a.example/s?x=1"])
def test_a_request_comes_back_from_its_address(url: str, content_type: str, body: bytes) -> None:
    assert read_request(post_address(url, body, content_type)) == Request(url, body, content_type)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "&__wb_type=xml&__wb_post_data=YQ",
        "&__wb_type=json",
        "&__wb_type=form&__wb_post_data=é!",
        "&__wb_type=form&__wb_deflated=1&__wb_post_data=YQ",
        "&__wb_type=form&__wb_packed=1&__wb_post_data=YQ",
        *(
            "&__wb_type=form&__wb_packed=1&__wb_post_data=" + urlsafe_b64encode(zlib.compress(data)).decode()
            for data in (b"\x00", b"\x02\x00\x00\x00\x00", b"\x01\x00\x00\x00\x09a=b")
        ),
    ],
)
def test_what_is_no_request_of_ours_is_an_ordinary_address(rest: str) -> None:
    url = f"http://a.example/s?__wb_method=POST{rest}"
    assert read_request(url) == Request(url)


def test_it_is_sent_and_archived_as_what_it_is(site: Any, time: Any, tmp_path: Any) -> None:
    site.routes["POST /list"] = (200, {"Content-Type": "application/json"}, b'{"page": 2}')
    address = post_address(f"{site.url}/list", b'{"page":2}', JSON)
    archive = Archive(tmp_path)

    async def run() -> None:
        client = Client(CrawlSettings(contact=None), time.clock)
        guard = Guard([site.url])
        answer = await client.get(await guard.check(address, site.url))
        with archive.writer() as writer:
            keep(writer, answer, "list", NO_HINTS)
        await client.aclose()

    asyncio.run(run())
    assert site.posted == [b'{"page":2}']
    assert site.requests[0][1]["Content-Type"] == JSON
    (capture,) = archive.captures(kinds=("list",))
    assert (capture.url, capture.body) == (address, b'{"page": 2}')
    with next(tmp_path.glob("*.warc.gz")).open("rb") as file:
        (request,) = [
            (record.http_headers.protocol, record.http_headers.statusline, record.content_stream().read())
            for record in ArchiveIterator(file)
            if record.rec_type == "request"
        ]
    assert request == ("POST", "/list HTTP/1.1", b'{"page":2}')


def test_a_long_body_makes_a_shorter_address() -> None:
    body = b"__VIEWSTATE=" + urlsafe_b64encode(Random(1).randbytes(20_000))
    address = post_address("http://a.example/list.aspx", body)
    assert len(body) < len(address) < 1.05 * len(body)
    assert read_request(address).body == body


def test_the_state_of_a_page_that_lists_a_hundred_reports_fits() -> None:
    dice = Random(3)
    rows = "".join(
        f"\x05ctl{n:02}\x02lnk某局{dice.randint(2008, 2025)}年政府信息公开工作年度报告\x1e"
        f"/art/{dice.randint(10**6, 10**7)}.html"
        for n in range(800)
    )
    state = b64encode(rows.encode()).decode()
    assert len(state) > 80_000
    body = urlencode({"__EVENTTARGET": "Pager1", "__VIEWSTATE": state, "q": "年"}).encode()
    address = post_address("http://a.example/list.aspx", body)
    assert len(address) < MAX_ADDRESS
    assert read_request(address).body == body


@given(st.lists(st.tuples(st.text(max_size=5), st.binary(max_size=300), st.booleans()), max_size=6))
def test_every_body_comes_back_from_its_package(fields: list[tuple[str, bytes, bool]]) -> None:
    values = [(name, b64encode(data).decode() if is_text else data.hex()) for name, data, is_text in fields]
    for body in (urlencode(values).encode(), "&".join(f"{name}={value}" for name, value in values).encode()):
        assert unpack(pack(body)) == body


@pytest.mark.parametrize("flag", ["deflated", "packed"])
def test_a_body_without_an_end_is_none(flag: str) -> None:
    data = urlsafe_b64encode(zlib.compress(bytes(50 << 20), 9)).decode().rstrip("=")
    address = f"http://a.example/s?__wb_method=POST&__wb_type=form&__wb_{flag}=1&__wb_post_data={data}"
    assert read_request(address) == Request(address)


def test_the_longest_address_comes_back_from_the_archive(tmp_path: Path) -> None:
    body = urlsafe_b64encode(Random(2).randbytes(21_900))
    address = post_address("http://a.example/list.aspx", body)
    assert MAX_ADDRESS - 1000 < len(address) <= MAX_ADDRESS
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        for url in (address, "http://b.example/"):
            writer.write_exchange(
                url=url,
                request_headers=[],
                status=200,
                reason="OK",
                response_headers=[],
                body=url[-9:].encode(),
                fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
                kind="list",
            )
    assert [capture.url for capture in archive.captures(kinds=("list",))] == [
        address,
        "http://b.example/",
    ]
