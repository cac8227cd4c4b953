from __future__ import annotations

import pytest

from scraper.robots import MAX_BYTES, Robots, read_robots

PAGE = "http://a.example/a/1.html"
RULES = "User-agent: *\nDisallow: /a\n"


def decide(body: str | bytes, url: str = PAGE) -> bool:
    return read_robots(200, body.encode() if isinstance(body, str) else body).decide(url).allowed


@pytest.mark.parametrize(
    ("status", "allowed", "reason", "is_passing"),
    [
        (404, True, "robots_absent", False),
        (410, True, "robots_absent", False),
        (301, True, "robots_absent", False),
        (401, False, "robots_refused", False),
        (403, False, "robots_refused", False),
        (429, False, "robots_busy", True),
        (500, False, "robots_busy", True),
        (503, False, "robots_busy", True),
        (None, False, "robots_unreachable", True),
    ],
)
def test_what_a_status_means(status: int | None, allowed: bool, reason: str, is_passing: bool) -> None:
    decision = read_robots(status, b"").decide(PAGE)
    assert (decision.allowed, decision.reason, decision.is_passing) == (allowed, reason, is_passing)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_rules_hold_in_every_encoding(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert not decide(mark + RULES.encode(encoding))


def test_an_html_page_has_no_rules_and_that_is_noted() -> None:
    decision = read_robots(200, b"\n <html><body>Disallow: /</body></html>").decide(PAGE)
    assert (decision.allowed, decision.reason) == (True, "robots_is_html")


def test_an_empty_file_has_no_rules() -> None:
    assert decide("")
    assert read_robots(204, b"").decide(PAGE).allowed


def test_a_long_file_counts_at_least_to_its_cap() -> None:
    rule, fill = "User-agent: *\nDisallow: /a\n", "# x\n"
    assert not decide(rule + fill * 200_000)
    assert not decide("User-agent: *\n" + fill * ((MAX_BYTES - 100) // 4) + "Disallow: /a\n")


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("30 # x", 30), ("2.5", 2.5), ("1e9", 3600), ("1_000", 1000)]
    + [(odd, 0) for odd in ("nan", "inf", "-5", "0x10", "")],
)
def test_crawl_delays_are_made_sane(delay: str, seconds: float) -> None:
    assert read_robots(200, f"User-agent: *\nCrawl-delay: {delay}\n".encode()).delay == seconds
    assert Robots().delay == 0


def test_the_product_token_is_matched_and_nothing_else() -> None:
    assert decide("User-agent: mozilla\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert not decide("User-agent: GongKai\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert decide("User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /b\n")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (RULES, "Disallow: /a"),
        ("User-agent: *\nDisallow: /a # why\nDisallow: /a/1.html$\n", "Disallow: /a/1.html$"),
        ("User-agent: *\nDisallow: /*.html\nAllow: /b\n", "Disallow: /*.html"),
        ("User-agent: other\nDisallow: /a/1\n\nUser-agent: *\nDisallow: /a\n", "Disallow: /a"),
        (
            "User-agent: *\nDisallow: /\n\n# ours\nUser-agent: gongkai\nDisallow: /a/\nCrawl-delay: 3\n",
            "Disallow: /a/",
        ),
    ],
)
def test_the_decision_carries_the_line_that_made_it(text: str, rule: str) -> None:
    decision = read_robots(200, text.encode()).decide(PAGE)
    assert (decision.allowed, decision.reason, decision.rule) == (False, "robots_disallow", rule)
