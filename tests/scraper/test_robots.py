from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        (304, False, "robots_unreachable", True),
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


ALL = "User-agent: *\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        # agents: RFC 9309, section 2.2.1
        ("User-agent: gong\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: g\nDisallow: /\n", "/a", True),
        ("User-agent: gongkaibot\nDisallow: /\n", "/a", True),
        ("User-agent: gongkai/1.0\nDisallow: /\n", "/a", False),
        ("User-agent: gongkai/1.2 (+https://c.example/)\nDisallow: /\n", "/a", False),
        ("User-agent: baidu, gongkai\nDisallow: /\n", "/a", False),
        ("uSER-aGENT : GONGKAI\nDISALLOW : /\n", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: gongkai\n", "/a", True),
        ("User-agent:\nDisallow: /\n", "/a", True),
        ("Disallow: /\nUser-agent: x\nDisallow: /\n", "/a", True),
        # groups: several of one agent, and lines that are no rules between them (section 2.2.4)
        ("User-agent: gongkai\nDisallow: /b\n\nUser-agent: gongkai\nDisallow: /a\n", "/a", False),
        (ALL + "Disallow: /b\n\nUser-agent: x\nAllow: /\n\nUser-agent: *\nDisallow: /a\n", "/a", False),
        ("User-agent: gongkai\nFoo: bar\nUser-agent: other\nDisallow: /a\n", "/a", False),
        ("User-agent: gongkai\nSitemap: http://x/\nUser-agent: other\nDisallow: /a\n", "/a", False),
        ("User-agent: gongkai\nCrawl-delay: 3\nUser-agent: other\nDisallow: /a\n", "/a", False),
        ("User-agent: gongkai\nAllow: /\nUser-agent: other\nDisallow: /a\n", "/a", True),
        ("User-agent: *\n\n\n# x\nDisallow: /a # y\n", "/a", False),
        # the longest match, of two equal ones what allows (section 2.2.2)
        (ALL + "Disallow: /a\nAllow: /a\n", "/a", True),
        (ALL + "Allow: /a/\nDisallow: /a\n", "/a/1", True),
        (ALL + "Allow: /a\nDisallow: /a/\n", "/a/1", False),
        (ALL + "Allow: /p\nDisallow: /\n", "/page", True),
        (ALL + "Disallow: /*.html$\n", "/a/1.html?x", True),
        (ALL + "Disallow: /**a***1*\n", "/a/1.html", False),
        (ALL + "Disallow: /*?\n", "/a?x=1", False),
        (ALL + "Disallow: *\n", "/a", False),
        (ALL + "Disallow: /a$b\n", "/a$b", False),
        # spellings of one path
        (ALL + "Disallow: /%61\n", "/a", False),
        (ALL + "Disallow: /%e5%b9%b4\n", "/%E5%B9%B4%E6%8A%A5/1", False),
        (ALL + "Disallow: /年报\n", "/%E5%B9%B4%E6%8A%A5/1", False),
        (ALL + "Disallow: /年报\n", "/%C4%EA%B1%A8/1", False),
        (ALL + "Disallow: /a%2Fb\n", "/a/b", True),
        # not by the book, and yet meant
        ("User-agent：*\nDisallow：/\n", "/a", False),
        ("User-agent *\nDisallow /a\n", "/a", False),
        (ALL + "Disallow: a/\n", "/a/1", False),
        (ALL + "Disallow: http://a.example/a\n", "/a/1", False),
        (ALL + "Disallow: /\nAllow: a/\n", "/a/1", False),
        ("\ufeff\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
        ("User-agent: x\nDisallow:\n\ufeffUser-agent: *\n\u200bDisallow: /a\n", "/a", False),
        ("User-agent: *\0\nDisallow: /a\n", "/a", False),
        ("<html><pre style='x'>User-agent: *\nDisallow: /\n</pre></html>", "/a", False),
        # ends of lines to Python, not to the RFC
        ("# x\u2028User-agent: *\u2028Disallow: /\n", "/a", True),
        (ALL + "Disallow: /x\x0bDisallow: /a\n", "/a", True),
    ],
)  # fmt: skip
def test_lines_are_read_by_the_rfc_and_on_the_safe_side(text: str, path: str, allowed: bool) -> None:
    for body in (text.encode(), text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode()):
        assert decide(body, f"http://a.example{path}") is allowed


@pytest.mark.parametrize("encoding", ["utf-32", "gb18030"])
def test_a_file_that_is_no_utf_8_forbids_too(encoding: str) -> None:
    text = "# 本站\nUser-agent：*\nDisallow：/年报/\n"
    for path in ("/%E5%B9%B4%E6%8A%A5/1", "/%C4%EA%B1%A8/1"):
        assert not decide(text.encode(encoding), f"http://a.example{path}")


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 10s", 10), ("Crawl-delay: 10 seconds", 10), ("Crawl-delay: .5", 0.5),
        ("Crawl-delay: 30\nDisallow: /x\nCrawl-delay: 1", 30), ("crawl delay: 7", 7), ("Crawl-delay：7", 7),
        ("Crawl-delay: " + "9" * 5000, 3600), ("Crawl-delay: 1e99999", 3600), ("Crawl-delay: ٣", 0),
        ("Request-rate: 1/5m", 300), ("Request-rate: 1/9 0100-0200", 9), ("Request-rate: 4/2", 0.5),
        ("Request-rate: 0/5", 0), ("Request-rate: 1/0", 0), ("Request-rate: " + "9" * 5000 + "/1", 0),
        ("Request-rate: 1/20\nCrawl-delay: 5", 20),
    ],
)  # fmt: skip
def test_the_longest_delay_that_can_be_read_holds(lines: str, seconds: float) -> None:
    assert read_robots(200, f"User-agent: *\n{lines}\n".encode()).delay == seconds


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_file_over_the_cap_is_cut_at_the_end_of_a_line(end: str) -> None:
    for spare in range(9):  # of the line that is cut, so many bytes are under the cap
        head = f"User-agent: *{end}Disallow: /x{end}"
        fill = "#" * (MAX_BYTES - len(head) - len(end) - spare - 10) + end
        body = f"{head}{fill}Disallow: /private/{end}".encode()
        assert decide(body)
        assert not decide(body, "http://a.example/x")


def test_the_line_that_is_named_decides_whatever_it_is_written_like() -> None:
    text = "User-agent: gongkai\nSitemap: http://x/\nUser-agent: b\nDisallow: /*\nDisallow: /年\n"
    for path, rule in (("/%E5%B9%B4/1", "Disallow: /年"), ("/b", "Disallow: /*")):
        assert read_robots(200, text.encode()).decide(f"http://a.example{path}").rule == rule


def test_a_file_of_thousands_of_rules_is_decided_in_time() -> None:
    lines = "".join(f"Disallow: /p{n}*x*y$\nAllow: /*{n}$\n" for n in range(9000))
    began = process_time()
    robots = read_robots(200, f"User-agent: *\n{lines}Disallow: /\n".encode())
    assert [robots.decide(f"http://a.example/{n}/").allowed for n in range(10)] == [False] * 10
    assert process_time() - began < 5


LINES = st.lists(
    st.sampled_from(["User-agent: *", "User-agent: gongkai", "User-agent: GongKai/2", "User-agent: gong", ""])
    | st.sampled_from(["Sitemap: http://x/", "Foo: bar", "Crawl-delay: 2", "# x", "Allow:", "Disallow:"])
    | st.from_regex(r"(?:Allow|Disallow): /[ab/*]{0,4}[$]?", fullmatch=True),
    max_size=14,
)


def by_the_book(lines: list[str], path: str) -> bool:
    """RFC 9309, sections 2.2.1 and 2.2.2, written down once more."""
    groups: dict[str, list[tuple[int, bool, str]]] = {}
    agents: list[str] = []
    is_open = False
    for line in lines:
        field, _, value = (part.strip() for part in line.partition(":"))
        if field == "User-agent":
            agents = [*(agents if is_open else []), value.partition("/")[0].lower()]
            is_open = True
            groups.setdefault(agents[-1], [])
        elif field in ("Allow", "Disallow"):
            is_open = False
            for agent in agents:
                groups[agent] += [(len(value), field == "Allow", value)] if value else []
    rules = groups.get("gongkai", groups.get("*", []))
    met = [
        rule
        for rule in rules
        if re.match(re.escape(rule[2]).replace(r"\*", ".*").replace(r"\$", r"\Z"), path)
    ]
    return max(met)[1] if met else True


@given(LINES, st.from_regex(r"/[ab/]{0,6}", fullmatch=True))
def test_any_file_of_the_protocol_is_read_by_the_book(lines: list[str], path: str) -> None:
    decision = read_robots(200, "\n".join(lines).encode()).decide(f"http://a.example{path}")
    assert decision.allowed is by_the_book(lines, path)
    if not decision.allowed:  # the line that is named forbids, on its own
        assert decision.rule in lines
        assert not by_the_book(["User-agent: *", decision.rule or ""], path)


@given(st.binary(max_size=400) | LINES.map(lambda lines: "\r".join(lines).encode("utf-16")))
def test_whatever_a_server_sends_is_read(body: bytes) -> None:
    robots = read_robots(200, body)
    assert 0 <= robots.delay <= 3600
    robots.decide("http://a.example/%E5%B9%B4?x=1")
