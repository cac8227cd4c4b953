from __future__ import annotations

import pytest

from scraper.cookies import MAX_BYTES, MAX_COOKIES, Cookies

HOST = "www.xx.gov.cn"
URL = f"https://{HOST}/a/b/1.html"


@pytest.mark.parametrize(
    ("cookie", "asked", "is_sent"),
    [
        ("a=1", URL, True),
        ("a=1", f"https://{HOST}/c/", False),  # the path of what set it
        ("a=1; Path=/", f"https://{HOST}/c/", True),
        ("a=1; Path=/a/x", URL, False),
        ("a=1; Path=/; Secure", f"http://{HOST}/", False),
        ("a=1; Domain=xx.gov.cn", URL, True),
        ("a=1; Domain=zwgk.xx.gov.cn", URL, False),
        ("a=1; Domain=yy.gov.cn", URL, False),
        ("a=1; Max-Age=0", URL, False),
        ("a=1; Expires=Foo; HttpOnly; SameSite=Odd", URL, True),
        (";;;=;=", URL, False),
        ("", URL, False),
    ],
)
def test_a_cookie_goes_where_it_is_for(cookie: str, asked: str, is_sent: bool) -> None:
    cookies = Cookies()
    cookies.take(HOST, URL, [cookie])
    assert (cookies.line(HOST, asked) is not None) is is_sent
    assert cookies.line("zwgk.xx.gov.cn", asked) is None


@pytest.mark.parametrize("size", [1, 500, MAX_BYTES + 1])
def test_a_host_that_sets_a_new_cookie_with_each_page_is_sent_the_newest(size: int) -> None:
    cookies = Cookies()
    for number in range(1000):
        cookies.take(HOST, URL, [f"n{number}={'x' * size}; Path=/"])
    line = cookies.line(HOST, URL) or ""
    assert len(line) < MAX_BYTES + 4 * MAX_COOKIES
    assert line.count("=") <= MAX_COOKIES
    assert ("n999=" in line) is (size <= MAX_BYTES)
