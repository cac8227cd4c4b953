"""Recognises answers that are no page: challenges, refusals, shells. They are recorded and left alone.

Promises: what is recognised is named; nothing here, or anywhere, tries to get past it. A shell that only says
where the page has moved to is no challenge: `read_shell_target`.
Caveat: a script that a firewall injects into a whole page is no challenge, so size decides.
"""

from __future__ import annotations

import re

REFUSALS = frozenset({401, 403, 406, 407, 422, 451})
CHALLENGES = frozenset({412, 468, 521})  # seen at 瑞数, a firewall of 广元, 加速乐
SHELL = 2000  # bytes; 39 of 3,056 real portals answered 200 with less, none of them a page
LEAST_TEXT = 30  # bytes of text; ten Chinese characters in UTF-8
_COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=.*(?:location|reload)", re.DOTALL)
_CAPTCHA = re.compile(r"验证码|captcha", re.IGNORECASE)
_SCRIPT = re.compile(rb"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(rb"<[^>]*>")
_MARKUP = re.compile(rb"<script|<iframe|http-equiv\s*=\s*.?refresh", re.IGNORECASE)
_SENT_ON = re.compile(
    rb"""http-equiv\s*=\s*["']?refresh["']?[^>]*?url\s*=\s*["']?([^"'>\s]+)"""
    rb"""|location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*["']([^"']+)["']"""
    rb"""|<i?frame\b[^>]*?\ssrc\s*=\s*["']?(?!/_)([^"'>\s]+)""",  # /_...: a firewall's own frame
    re.IGNORECASE,
)


def read_refusal(status: int, body: bytes) -> str | None:
    """Why this answer is no page, or None where it may be one.

    >>> read_refusal(412, b"<script>..</script>"), read_refusal(403, b""), read_refusal(404, b"")
    ('challenge_412', 'http_403', None)
    >>> read_refusal(200, b"<script>document.cookie='C3VK=1';location.reload()</script>")
    'challenge_cookie'
    """
    if status in CHALLENGES:
        return f"challenge_{status}"
    if status in REFUSALS:
        return f"http_{status}"
    if status != 200 or len(body) >= SHELL:
        return None
    if _COOKIE_SCRIPT.search(body):
        return "challenge_cookie"
    if _CAPTCHA.search(body.decode("utf-8", "replace")) and b"<img" in body.lower():
        return "challenge_captcha"
    return "tiny_shell" if _is_shell(body) else None


def read_shell_target(body: bytes) -> str | None:
    """Where a page without text sends its reader at once; None where it is no such page, or a challenge.

    >>> read_shell_target(b"<script>location.replace('./x/')</script>")
    './x/'
    """
    found = _SENT_ON.search(body) if read_refusal(200, body) == "tiny_shell" else None
    return next(filter(None, found.groups())).decode("utf-8", "replace").strip() if found else None


def _is_shell(body: bytes) -> bool:
    text = b"".join(_TAG.sub(b" ", _SCRIPT.sub(b" ", body)).split())
    return bool(_MARKUP.search(body)) and len(text) < LEAST_TEXT
