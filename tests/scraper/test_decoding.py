from __future__ import annotations

import contextlib
import gzip
import random
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decoding import Decoder, read_codings
from scraper.errors import BodyTooLarge, TruncatedBody, UnknownEncoding

URL = "http://a.example/"
PAGE = "".join(f"<tr><td>{random.Random(7).random()}{n}</td></tr>" for n in range(1000)).encode()
BARE = zlib.compressobj(9, zlib.DEFLATED, -15)
PACKED = {
    "gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "bare deflate": BARE.compress(PAGE) + BARE.flush(),
    "gzip, gzip": gzip.compress(gzip.compress(PAGE)),
    "deflate, gzip": gzip.compress(zlib.compress(PAGE)),
    "two members": gzip.compress(PAGE[:1000]) + gzip.compress(PAGE[1000:]),
}
HEADERS = {"bare deflate": "deflate", "two members": "x-gzip"}


def decode(name: str, data: bytes, *, step: int = 4096, cap: int = 1 << 20) -> bytes:
    decoder = Decoder(URL, read_codings(URL, HEADERS.get(name, name)), cap)
    for start in range(0, len(data), step):
        decoder.feed(data[start : start + step])
    return decoder.finish()


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("step", [1, 7, 4096, 1 << 20])
def test_a_whole_body_is_decoded_however_it_is_cut_into_chunks(name: str, step: int) -> None:
    assert decode(name, PACKED[name], step=step) == PAGE


@pytest.mark.parametrize("percent", range(100))
@pytest.mark.parametrize("name", [name for name in PACKED if name != "two members"])
def test_a_body_cut_anywhere_is_truncated_never_shorter(name: str, percent: int) -> None:
    with pytest.raises(TruncatedBody):
        decode(name, PACKED[name][: len(PACKED[name]) * percent // 100])


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_garbled_bytes_are_truncated(name: str) -> None:
    data = bytearray(PACKED[name])
    data[len(data) // 2 : len(data) // 2 + 50] = bytes(50)
    with pytest.raises(TruncatedBody):
        decode(name, bytes(data))


def test_bytes_after_the_end_that_are_no_member_are_ignored() -> None:
    for step in (7, 1 << 20):
        for rest in (bytes(100), b"\x1fgarbage", bytes(9) + b"\x1f\x8b" * 50):
            assert decode("gzip", PACKED["gzip"] + rest, step=step) == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_trips_the_cap_within_the_cap_and_a_little(coding: str) -> None:
    zeros = bytes(1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding.startswith("gzip") else 15)
    bomb = b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    bomb = gzip.compress(bomb) if "," in coding else bomb
    tracemalloc.start()
    with pytest.raises(BodyTooLarge):
        decode(coding, bomb, step=1 << 20, cap=4 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20


def test_an_uncoded_body_is_capped_too() -> None:
    assert decode("identity", b"x" * 100, cap=100) == b"x" * 100
    with pytest.raises(BodyTooLarge):
        decode("", b"x" * 101, cap=100)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bytes_that_unpack_to_nothing_are_capped_too(coding: str) -> None:
    nothing = gzip.compress(b"") * 100_000 if coding == "gzip" else PACKED["deflate"] + bytes(2 << 20)
    with pytest.raises(BodyTooLarge, match="as they came"):
        decode(coding, nothing, cap=1 << 17)


@pytest.mark.parametrize("header", [None, "", "identity", "utf-8", "GBK", "none", ', "identity" , utf-8;q=1'])
def test_what_names_no_coding_leaves_the_body_as_it_is(header: str | None) -> None:
    assert read_codings(URL, header) == ()
    assert read_codings(URL, f'"GZip" ;q=1, {header or ""}') == ("gzip",)


@pytest.mark.parametrize("header", ["br", "zstd", "gzip, br", "compress", "x", "gzip, gzip, gzip"])
def test_what_was_not_asked_for_is_refused_by_name(header: str) -> None:
    with pytest.raises(UnknownEncoding, match=header.rpartition(" ")[2]):
        read_codings(URL, header)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, gzip", "deflate, gzip"]))
def test_any_bytes_end_in_a_body_or_a_named_error(data: bytes, header: str) -> None:
    with contextlib.suppress(TruncatedBody, BodyTooLarge):
        assert len(decode(header, data, cap=1000)) <= 1000
