from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import SourcesError
from scraper.sources import Source, read_sources, write_sources


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "sources.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_url_alone_is_enough(tmp_path: Path) -> None:
    assert read_sources(written(tmp_path, "url\nhttp://a.example/\n")) == [Source("http://a.example/")]


def test_bom_blank_lines_and_any_order_of_columns(tmp_path: Path) -> None:
    text = "\ufefforganization,url,kind\n\n某局,https://a.example/, Page \n,,\n"
    assert read_sources(written(tmp_path, text)) == [Source("https://a.example/", "page", "某局")]


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("", "sources.csv:", "first line must name columns"),
        ("kind\npage\n", ":1: url", "missing"),
        ("url,sort\n", ":1: sort", "unknown column"),
        ("url,url\n", ":1: url", "named twice"),
        ("url\nftp://a.example/\n", ":2: url", "begins with http"),
        ("url\nwww.example.gov.cn\n", ":2: url", "begins with http"),
        ("url\nhttp://\n", ":2: url", "begins with http"),
        ("url\nhttp://[::1/\n", ":2: url", "begins with http"),
        ("url\nhttp://a.example:99999/\n", ":2: url", "begins with http"),
        ('url\n"http://a.example/ b"\n', ":2: url", "begins with http"),
        ("url,kind\nhttp://a.example/,list\n", ":2: kind", "portal, column or page"),
        ("url,division_code\nhttp://a.example/,1234\n", ":2: division_code", "6, 9 or 12 digits"),
        ("url,exception\nhttp://a.example/,all\n", ":2: exception", "robots or tls"),
        ("url,exception\nhttp://a.example/,tls\n", ":2: reason", "needs a reason"),
        ("url,exception,reason\nhttp://a.example/,tls,letter\n", ":2: expires", "needs its last day"),
        ("url,expires\nhttp://a.example/,31.12.2027\n", ":2: expires", "2027-12-31"),
        ("url\nhttp://a.example/,x\n", ":2:", "quote fields"),
        ("url\nhttp://a.example/\n\nhttp://a.example/\n", ":4: url", "line 2 already"),
        ('url\n"http://a.example/\n', "sources.csv:2", "a quote that opens here is not closed"),
        ('url\nhttp://b.example/\n\n"http://a.example/\n,\n', "sources.csv:4", "is not closed"),
        ('url\n"http://a.example/"x\n', "sources.csv:2", "not CSV"),
        (
            "url;kind\nhttp://a.example/;column\n",
            "sources.csv:1",
            "separated by semicolons (;): save the file",
        ),
        ("url\tkind\nhttp://a.example/\tcolumn\n", "sources.csv:1", "separated by tabs"),
        ("kind，url\ncolumn，http://a.example/\n", "sources.csv:1", "full-width commas"),
        ("http://a.example/\nhttp://b.example/\n", "sources.csv:1", "first line must name columns"),
        ("http://a.example/;column\n", "sources.csv:1", "semicolons"),
        ("url,organization\nhttp://a.example/,某局\n".encode("gb18030"), "sources.csv", "CSV UTF-8"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, text: str | bytes, place: str, hint: str
) -> None:
    with pytest.raises(SourcesError) as caught:
        read_sources(written(tmp_path, text))
    assert place in str(caught.value)
    assert hint in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="cannot be read"):
        read_sources(tmp_path / "none.csv")


_text = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)


@given(
    organization=st.none() | _text,
    code=st.none() | st.from_regex(r"[0-9]{6}", fullmatch=True),
    rule=st.none() | st.sampled_from(["robots", "tls"]),
    expires=st.dates(),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    organization: str | None,
    code: str | None,
    rule: str | None,
    expires: date,
) -> None:
    source = Source("http://a.example/x", "page", organization, code, rule, "allowed, by letter", expires)
    path = tmp_path_factory.mktemp("sources") / "s.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_sources(file, [source])
    assert read_sources(path) == [source]


def test_an_exception_lifts_one_rule_for_a_reason_until_its_last_day() -> None:
    day = date(2026, 1, 31)
    whole = Source("http://a.example/", exception="tls", reason="by letter", expires=day)
    assert whole.is_excepted("tls", day)
    assert not whole.is_excepted("robots", day)
    assert not whole.is_excepted("tls", date(2026, 2, 1))
    assert whole.has_ended(date(2026, 2, 1))
    assert not replace(whole, reason=None).is_excepted("tls", day)
    assert not replace(whole, expires=None).is_excepted("tls", day)


def test_days_of_a_search_are_read_and_written_back(tmp_path: Path) -> None:
    path = written(tmp_path, "url,found,gone\nhttp://a.example/,2026-12-24,2027-01-02\nhttp://b.example/,,\n")
    sources = read_sources(path)
    assert (sources[0].found, sources[0].gone) == (date(2026, 12, 24), date(2027, 1, 2))
    assert (sources[1].found, sources[1].gone) == (None, None)
    text = io.StringIO()
    write_sources(text, sources)
    assert text.getvalue().splitlines()[0].endswith("expires,found,gone")
    text = io.StringIO()
    write_sources(text, sources[1:])
    assert text.getvalue().splitlines()[0].endswith("expires")
