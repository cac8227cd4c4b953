"""What robots.txt allows, by RFC 9309, with its edge cases on the safe side.

Promises: 401 and 403 are taken as a refusal of the host; 429, 5xx and no answer close the host for now;
any other 4xx and a page of HTML mean that there are no rules. A decision carries the line that made it.
Refuses: to match on anything but the product token `gongkai`; to let a rule shorten our delay.
Caveat: at least the first 500 KiB count; a longer file is cut there.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from protego import Protego

from scraper.settings import SLOWEST

TOKEN = "gongkai"
MAX_BYTES = 500 << 10  # RFC 9309, section 2.5
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAME = re.compile(r"user[- ]?agent", re.IGNORECASE)
_REFUSALS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an address may be fetched; `reason` for machines, `rule` the line of robots.txt.

    `is_passing` is True where the host may allow it later.
    """

    allowed: bool
    reason: str
    rule: str | None = None
    is_passing: bool = False


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `closed` is why nothing may be fetched, None where the rules decide."""

    text: str = ""
    note: str = "robots_absent"
    closed: str | None = None
    is_passing: bool = False
    rules: Protego | None = field(default=None, compare=False, repr=False)

    def decide(self, url: str) -> Decision:
        """May `url` be fetched?

        >>> read_robots(200, b"User-agent: *\\nDisallow: /private/").decide("http://a.example/private/1")
        Decision(allowed=False, reason='robots_disallow', rule='Disallow: /private/', is_passing=False)
        """
        if self.closed is not None:
            return Decision(False, self.closed, is_passing=self.is_passing)
        if self.rules is None or self.rules.can_fetch(url, TOKEN):
            return Decision(True, self.note)
        return Decision(False, "robots_disallow", _rule(self.text, url))

    @property
    def delay(self) -> float:
        """The Crawl-delay in seconds, an hour at most; 0 where there is none."""
        found = self.rules.crawl_delay(TOKEN) if self.rules is not None else None
        return min(found or 0.0, SLOWEST)


def read_robots(status: int | None, body: bytes = b"") -> Robots:
    """Rules from the answer to /robots.txt; `status` is None where there was no answer.

    >>> read_robots(403).closed, read_robots(404).closed, read_robots(503).is_passing
    ('robots_refused', None, True)
    """
    if status is None:
        return Robots(closed="robots_unreachable", is_passing=True)
    if status == 429 or status >= 500:
        return Robots(closed="robots_busy", is_passing=True)
    if status in _REFUSALS:
        return Robots(closed="robots_refused")
    if not 200 <= status < 300:
        return Robots()
    text = _decode(body[:MAX_BYTES])
    if text.lstrip()[:1] == "<":
        return Robots(note="robots_is_html")
    return Robots(text, note="robots_allow", rules=Protego.parse(text))


def _decode(body: bytes) -> str:
    if body[:2] in _UTF16:
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")


def _rule(text: str, url: str) -> str | None:
    """The line that refuses `url`: the longest that still does when all other rules are taken out."""
    kept = [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]
    bare = [line if _NAME.match(line) else "Disallow:" for line in kept]
    candidates = [number for number, line in enumerate(kept) if bare[number] != line]
    for number in sorted(candidates, key=lambda number: len(kept[number]), reverse=True):
        alone = f"User-agent: {TOKEN}\n{kept[number]}"
        if Protego.parse(alone).can_fetch(url, TOKEN):
            continue
        if not Protego.parse("\n".join([*bare[:number], kept[number], *bare[number + 1 :]])).can_fetch(
            url, TOKEN
        ):
            return kept[number]
    return None
