"""Recognises answers that are no page: challenges, refusals, shells. They are recorded and left alone.

Promises: what is recognised is named, by the make of the firewall where it shows one; nothing here, or
anywhere, tries to get past it. A shell that only says where the page has moved to is no challenge:
`read_shell_target`.
Refuses: to take a page with words of its own for a challenge, whatever scripts a firewall put into it.
Caveat: a make that nobody has seen yet is known only by its little text; `tiny_shell` is its name then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.notices import BLOCKED, CHECK, LOGIN, MAKE, UNKNOWN
from scraper.shells import read_sent_on
from scraper.visible import read_title_tag, read_visible

REFUSALS = frozenset({401, 403, 406, 407, 418, 422, 444, 451, 493})  # 418, 444, 493: of firewalls alone
CHALLENGES = frozenset({412, 468, 521})  # seen at 瑞数, a firewall of 广元, 加速乐
EMPTY_SHELL = "tiny_shell"  # what a page without words is called
SHELL = 2000  # bytes; 39 of 3,056 real portals answered 200 with less, none of them a page
LARGEST = 256 << 10  # bytes; a challenge carries its scripts, and no more than that
ENOUGH = 8 << 10  # bytes; the head and the first words of a page
LEAST_TEXT = 10  # characters of text that a page has at least
NOTICE = 120  # characters: what a challenge says to its reader is shorter
FULL_NOTICE = 600  # characters: a page about a check has more words, yet fewer than an article with its frame
_SETS_COOKIE = re.compile(rb"document\s*(?:\.\s*cookie|\[\s*['\"]cookie['\"]\s*\])\s*=")
_MOUNT = re.compile(rb"<(?:div|main|section|body)\b[^<>]*\bid\s*=|<[a-z]+-(?:root|app)\b", re.IGNORECASE)
_LOADED = re.compile(rb"<script\b[^<>]*\bsrc\s*=\s*[\"']?[^\"'\s<>]", re.IGNORECASE)
_GOES_ON = re.compile(rb"location|reload")
_INPUT = re.compile(r"验证码|captcha|校验码", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input\b[^<>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
_PICTURE = re.compile(rb"<(?:img|canvas|input)\b", re.IGNORECASE)
_REPORT = re.compile(r"信息(?:主动)?公开.{0,30}(?:报告|年报)")
_OWN_WORDS = re.compile(b"|".join(["公开".encode(), "公开".encode("gb18030"), rb"\\u516c\\u5f00"]))
_MARKUP = re.compile(rb"<script|<i?frame|\bonload\s*=|http-equiv\s*=\s*.?refresh", re.IGNORECASE)
_CHECK_PATH = re.compile(  # whole words of a path: waf is the beginning of a city's name, too
    r"/(?:[a-z0-9]*[_-])*(?:captcha|verify|verification|punish|challenge|antispider|waf|yzm|safecheck|intercept"
    r"|forbidden|block(?:ed)?|warn(?:ing)?|deny)(?:[_-][a-z0-9]+)*(?:\.\w+)?(?:[/?]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is to be seen of an answer, read once."""

    body: bytes
    text: str
    title: str

    @property
    def words(self) -> str:
        return f"{self.title} {self.text}"


def read_refusal(status: int, body: bytes, *, url: str | None = None, asked: str | None = None) -> str | None:
    """Why this answer is no page, or None where it may be one.

    `url` is where it came from, after redirects, and `asked` what was asked for: being sent to a page for
    checking visitors is a challenge too.

    >>> read_refusal(412, b"<script>..</script>"), read_refusal(403, b""), read_refusal(404, b"")
    ('challenge_412', 'http_403', None)
    >>> read_refusal(200, b"<script>document.cookie='C3VK=1';location.reload()</script>")
    'challenge_cookie'
    """
    if status in CHALLENGES:
        return f"challenge_{status}"
    look = _look(body)
    if status < 500 and status not in (304, 404, 410) and look is not None:
        found = _read_challenge(look) or _read_check(look, url, asked)
        if found is not None:
            return found
    if status in REFUSALS:
        return f"http_{status}"
    is_shell = status == 200 and look is not None and len(body) < SHELL and _is_shell(look)
    return EMPTY_SHELL if is_shell else None


def is_app_shell(body: bytes) -> bool:
    """True for an empty page that its own script fills, by files that it names: it refuses nobody.

    >>> is_app_shell(b"<div id=root></div><script src=/static/main.js></script>")
    True
    >>> is_app_shell(b"<div id=root></div><script>go(document.cookie)</script>")
    False
    """
    return bool(_MOUNT.search(body)) and bool(_LOADED.search(body)) and not _SETS_COOKIE.search(body)


def read_shell_target(body: bytes) -> str | None:
    """Where a page without text sends its reader at once; None where it is no such page, or a challenge.

    >>> read_shell_target(b"<script>location.replace('./x/')</script>")
    './x/'
    """
    is_shell = len(body) < SHELL and read_refusal(200, body) == EMPTY_SHELL
    return read_sent_on(body) if is_shell else None


def _look(body: bytes) -> _Look | None:
    """None where there is nothing to see: no bytes, a file that is no text, more than a challenge has."""
    if not body or len(body) > LARGEST or body[:5] in (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1"):
        return None
    text = read_visible(body[:ENOUGH])  # most pages have said by then that they are pages
    return _Look(body, text if len(text) >= FULL_NOTICE else read_visible(body), read_title_tag(body))


def _read_challenge(look: _Look) -> str | None:
    """A firewall's script where the page has no words of its own."""
    if len(look.text) >= NOTICE or _has_own_words(look.body):
        return None
    for name, pattern in MAKE.items():
        if pattern.search(look.body):
            return f"challenge_{name}"
    has_page = len(look.text) >= 3 * LEAST_TEXT and len(look.body) >= SHELL
    return "challenge_cookie" if not has_page and _is_cookie_script(look.body) else None


def _is_cookie_script(body: bytes) -> bool:
    found = _SETS_COOKIE.search(body)
    return found is not None and bool(_GOES_ON.search(body, found.end()))


def _read_check(look: _Look, url: str | None, asked: str | None) -> str | None:
    """A page that checks its visitor, or tells that it was turned away."""
    if _REPORT.search(look.words):
        return None
    if url is not None and url != asked and _is_check_path(url, asked):
        return "challenge_redirect"
    if len(look.text) >= FULL_NOTICE:
        return None
    if CHECK.search(look.title) or (CHECK.search(look.text) and len(look.text) < NOTICE):
        return "challenge_captcha"
    if BLOCKED.search(look.title) or (BLOCKED.search(look.text) and len(look.text) < 3 * NOTICE):
        return "blocked_page"
    if _asks_who(look):
        return "blocked_page"
    is_asked = _INPUT.search(look.words) and _PICTURE.search(look.body) and len(look.text) < NOTICE
    return "challenge_captcha" if is_asked else None


def _asks_who(look: _Look) -> bool:
    """A page to log in at; a list with a form for it in its head has another title, and more to say."""
    if UNKNOWN.search(look.text) and len(look.text) < NOTICE // 2:
        return True
    is_form = LOGIN.search(look.title) and _PASSWORD.search(look.body)
    return bool(is_form) and len(look.text) < NOTICE


def _is_check_path(url: str, asked: str | None) -> bool:
    return bool(_CHECK_PATH.search(url)) and not (asked and _CHECK_PATH.search(asked))


def _is_shell(look: _Look) -> bool:
    return len(look.text) < LEAST_TEXT and bool(_MARKUP.search(look.body)) and not _has_own_words(look.body)


def _has_own_words(body: bytes) -> bool:
    """True where the page speaks of what we came for, be it in a script; its title may be the site's."""
    return bool(_OWN_WORDS.search(body.rpartition(b"</title")[2]))
