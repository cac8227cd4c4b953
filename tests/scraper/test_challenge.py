from __future__ import annotations

import pytest

from scraper.challenge import read_refusal

TEXT = "政府信息公开".encode()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (412, b"<script src='/x.js'></script>", "challenge_412"),
        (521, b"<script>document.cookie='a'</script>", "challenge_521"),
        (468, b"", "challenge_468"),
        (401, b"", "http_401"),
        (403, TEXT * 500, "http_403"),
        (451, b"", "http_451"),
        (418, b"", "http_418"),
        (493, TEXT * 500, "http_493"),
        (
            200,
            b"<script>document.cookie='C3VK=1; max-age=300';\nwindow.location.reload()</script>",
            "challenge_cookie",
        ),
        (200, "<p>请输入验证码</p><img src='c.jpg'>".encode(), "challenge_captcha"),
        (200, b"<html><script>location.replace('./jbxx/')</script></html>", "tiny_shell"),
        (200, b"<meta http-equiv='refresh' content='0;url=/x/'>", "tiny_shell"),
        (200, b"<html><script>" + b"x" * 900, "tiny_shell"),
        (200, b"<p>" + TEXT * 3 + b"</p><script>count()</script>", None),
        (200, b"<html><script src='/_bot_sbu/sbu_fpcm.js'></script>" + TEXT * 200, None),
        (200, b"document.cookie=1;location.reload()" + TEXT * 500, None),
        (200, b"", None),
        (200, b"short text", None),
        (404, b"<script>document.cookie='a';location.reload()</script>", None),
        (304, b"", None),
    ],
)
def test_what_is_no_page_is_named(status: int, body: bytes, reason: str | None) -> None:
    assert read_refusal(status, body) == reason
