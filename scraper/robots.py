"""What robots.txt allows, by RFC 9309, with its edge cases on the safe side.

Promises: 401 and 403 are taken as a refusal of the host; 429, 5xx and no answer close the host for now;
any other 4xx and a page of HTML mean that there are no rules. A decision carries the line that made it.
Refuses: to match on anything but the product token `gongkai`; to let a rule shorten our delay.
Caveat: the first 500 KiB count; a longer file is cut at the end of a line there.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cached_property

from protego import Protego

from scraper.settings import SLOWEST

TOKEN = "gongkai"
MAX_BYTES = 500 << 10  # RFC 9309, section 2.5
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAME = re.compile(r"user[- ]?agent", re.IGNORECASE)
_ALLOW = re.compile(r"^allow\s*:", re.IGNORECASE)
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
    lines: _Lines | None = field(default=None, compare=False, repr=False)

    def decide(self, url: str) -> Decision:
        """May `url` be fetched?

        >>> read_robots(200, b"User-agent: *\\nDisallow: /private/").decide("http://a.example/private/1")
        Decision(allowed=False, reason='robots_disallow', rule='Disallow: /private/', is_passing=False)
        """
        if self.closed is not None:
            return Decision(False, self.closed, is_passing=self.is_passing)
        if self.rules is None or self.lines is None:
            return Decision(True, self.note)
        is_allowed = self.rules.can_fetch(url, TOKEN)
        return Decision(
            is_allowed,
            self.note if is_allowed else "robots_disallow",
            self.lines.find(url, is_allowed=is_allowed),
        )

    @property
    def delay(self) -> float:
        """Seconds between requests, by Crawl-delay or Request-rate: an hour at most; 0 where none is."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(TOKEN)
        paced = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(self.rules.crawl_delay(TOKEN) or 0.0, paced), SLOWEST)


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
    text = _decode(body)
    if text.lstrip()[:1] == "<":
        return Robots(note="robots_is_html")
    return Robots(text, note="robots_allow", rules=Protego.parse(text), lines=_Lines(text))


def _decode(body: bytes) -> str:
    text = body[:MAX_BYTES].decode(_encoding(body), "replace").removeprefix("\ufeff")
    # half a line may say more than the whole one: "Disallow: /" of "Disallow: /private/"
    return text if len(body) <= MAX_BYTES else text[: max(map(text.rfind, "\r\n")) + 1]


def _encoding(body: bytes) -> str:
    """UTF-8, but where a byte-order mark or every second byte being zero says UTF-16."""
    if body[:2] in _UTF16:
        return "utf-16"
    head = body[:200]
    if not head or head.count(0) < len(head) // 3:
        return "utf-8"
    return "utf-16-be" if head[0] == 0 else "utf-16-le"


class _Lines:
    """The lines of a robots.txt, to tell which one made a decision; each is parsed once."""

    def __init__(self, text: str) -> None:
        self._kept = [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]
        self._bare = [line if _NAME.match(line) else "Disallow:" for line in self._kept]

    @cached_property
    def _rules(self) -> list[tuple[int, bool, Protego]]:
        """Number, whether it allows, and the line as the only one, forbidding; the longest first."""
        numbers = [number for number, line in enumerate(self._kept) if self._bare[number] != line]
        numbers.sort(key=lambda number: len(self._kept[number]), reverse=True)
        alone = ((number, f"User-agent: {TOKEN}\n{self._forbidding(number)}") for number in numbers)
        return [(number, self._is_allow(number), Protego.parse(text)) for number, text in alone]

    @cached_property
    def _has_allow(self) -> bool:
        return any(map(self._is_allow, range(len(self._kept))))

    def find(self, url: str, *, is_allowed: bool) -> str | None:
        """The longest line of our group that speaks of `url` so; None where none does."""
        if is_allowed and not self._has_allow:
            return None
        for number, is_allow, alone in self._rules:
            if is_allow is is_allowed and not alone.can_fetch(url, TOKEN) and self._is_ours(number, url):
                return self._kept[number]
        return None

    def _is_ours(self, number: int, url: str) -> bool:
        lines = [*self._bare[:number], self._forbidding(number), *self._bare[number + 1 :]]
        return not Protego.parse("\n".join(lines)).can_fetch(url, TOKEN)

    def _is_allow(self, number: int) -> bool:
        return bool(_ALLOW.match(self._kept[number]))

    def _forbidding(self, number: int) -> str:
        return _ALLOW.sub("Disallow:", self._kept[number])
