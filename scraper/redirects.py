"""Where an answer sends its reader on, by its status and its Location header.

Promises: an absolute address, or None; BadRedirect where a redirect names none.
Caveat: servers write their addresses unescaped, in UTF-8; what is neither is not repaired.
"""

from __future__ import annotations

from urllib.parse import urldefrag

from scraper.address import read_address
from scraper.answer import Answer
from scraper.errors import BadRedirect

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def read_location(answer: Answer) -> str | None:
    """Where to go on; None for an answer that is no redirect."""
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    # servers write UTF-8 here, unescaped
    raw = location.encode("latin-1", "replace").decode("utf-8", "replace")
    fragment = urldefrag(answer.url).fragment
    if fragment and "#" not in raw:  # RFC 9110, section 10.2.2: it goes on to where the redirect leads
        raw = f"{raw}#{fragment}"
    following = read_address(raw, answer.url)
    if following is None:
        raise BadRedirect(answer.url, f"redirects to {raw!r}, which is no address")
    return following
