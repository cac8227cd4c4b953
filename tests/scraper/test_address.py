from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.address import read_address

BASE = "http://www.xx.gov.cn/a/b/index.html"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("./c.html", "http://www.xx.gov.cn/a/b/c.html"),
        ("../c.html", "http://www.xx.gov.cn/a/c.html"),
        ("/c.html?x=1&y=2", "http://www.xx.gov.cn/c.html?x=1&y=2"),
        ("//zwgk.xx.gov.cn/c", "http://zwgk.xx.gov.cn/c"),
        ("HTTPS://WWW.XX.GOV.CN:443", "https://www.xx.gov.cn/"),
        ("http://www.xx.gov.cn.:8080/", "http://www.xx.gov.cn:8080/"),
        ("年报.html", "http://www.xx.gov.cn/a/b/%E5%B9%B4%E6%8A%A5.html"),
        ("a%20b c.html", "http://www.xx.gov.cn/a/b/a%20b%20c.html"),
        ("x;JSESSIONID=9?p=1#top", "http://www.xx.gov.cn/a/b/x?p=1"),
        ("/gkmlpt/index#/a/3", "http://www.xx.gov.cn/gkmlpt/index#/a/3"),
        ("/gkmlpt/annualreport#2629", "http://www.xx.gov.cn/gkmlpt/annualreport#2629"),
        ("/lhq/gkmlpt/index#45", "http://www.xx.gov.cn/lhq/gkmlpt/index#45"),
        ("/gkmlpt/annualreport#top", "http://www.xx.gov.cn/gkmlpt/annualreport"),
        ("/gkmlpt/content/9/post_9.html#2", "http://www.xx.gov.cn/gkmlpt/content/9/post_9.html"),
        ("/zwgk/index#2629", "http://www.xx.gov.cn/zwgk/index"),
        ("http://政府.cn/", "http://xn--mxtq1m.cn/"),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("http://[::1", None),
        ("http://a:b/", None),
        ("http://a.example/" + "x" * 3000, None),
    ],
)
def test_one_form_for_every_spelling(href: str, address: str | None) -> None:
    assert read_address(href, BASE) == address


@given(st.text(max_size=60))
def test_any_text_is_an_ascii_address_or_none_and_reading_it_again_changes_nothing(href: str) -> None:
    address = read_address(href, BASE)
    if address is not None:
        assert address.isascii()
        assert not any(character.isspace() for character in address)
        assert read_address(address, BASE) == address
