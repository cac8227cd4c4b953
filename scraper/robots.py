"""What robots.txt allows, by RFC 9309, with its edge cases on the safe side.

Promises: 401 and 403 are taken as a refusal of the host; 429, 5xx and no answer close the host for now;
any other 4xx and a page of HTML without a line for an agent mean that there are no rules. A decision carries
the line that made it. Refuses: to let a rule shorten our delay.
Caveat: the first 500 KiB count; a longer file is cut at the end of a line there.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from protego import Protego

from scraper.robots_group import TOKEN, Rule, has_agents, read_group
from scraper.settings import SLOWEST

MAX_BYTES = 500 << 10  # RFC 9309, section 2.5
ASKED_BYTES = MAX_BYTES + 1  # are read: one more tells that the file is longer
_MARKS = {  # the longer first: one begins as another does
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TAG = re.compile(r"<[^<>]*>")
_REFUSALS = frozenset({401, 403})
_NOT_MODIFIED = 304  # of rules that we were never told, for nothing is asked conditionally


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

    note: str = "robots_absent"
    closed: str | None = None
    is_passing: bool = False
    asked_delay: float = 0.0
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
        return min(self.asked_delay, SLOWEST)


def read_robots(status: int | None, body: bytes = b"") -> Robots:
    """Rules from the answer to /robots.txt; `status` is None where there was no answer.

    >>> read_robots(403).closed, read_robots(404).closed, read_robots(503).is_passing
    ('robots_refused', None, True)
    """
    if status is None or status == _NOT_MODIFIED:
        return Robots(closed="robots_unreachable", is_passing=True)
    if status == 429 or status >= 500:
        return Robots(closed="robots_busy", is_passing=True)
    if status in _REFUSALS:
        return Robots(closed="robots_refused")
    if not 200 <= status < 300:
        return Robots()
    text = _decode(body)
    if text.lstrip()[:1] == "<":  # a page; some browsers save a robots.txt as one, and its rules are rules
        text = _TAG.sub("\n", text)
        if not has_agents(text):
            return Robots(note="robots_is_html")
    group = read_group(text)
    rules = Protego.parse(_as_one_group(group.rules))
    return Robots("robots_allow", asked_delay=group.delay, rules=rules, lines=_Lines(group.rules))


def _decode(body: bytes) -> str:
    text = body[:MAX_BYTES].decode(_encoding(body[:MAX_BYTES]), "replace").removeprefix("\ufeff")
    # half a line may say more than the whole one: "Disallow: /" of "Disallow: /private/"
    return text if len(body) <= MAX_BYTES else text[: max(map(text.rfind, "\r\n")) + 1]


def _encoding(body: bytes) -> str:
    """By its mark or its zeros, else UTF-8, as the RFC wants it, else what Chinese files are that are not."""
    for mark, encoding in _MARKS.items():
        if body.startswith(mark):
            return encoding
    head = body[:200]
    if head.count(0) > len(head) // 3:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)  # the cap may have cut a letter
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


class _Lines:
    """The rules of a robots.txt, to tell which one made a decision; each is read once, when it is needed."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = sorted(rules, key=lambda rule: len(rule.pattern), reverse=True)
        self._has_allow = any(rule.is_allow for rule in rules)
        self._alone: dict[str, Protego] = {}

    def find(self, url: str, *, is_allowed: bool) -> str | None:
        """The longest line that speaks of `url` so; None where none does."""
        if is_allowed and not self._has_allow:
            return None
        rules = (rule for rule in self._rules if rule.is_allow is is_allowed)
        return next((rule.text for rule in rules if self._is_met(rule.pattern, url)), None)

    def _is_met(self, pattern: str, url: str) -> bool:
        if pattern not in self._alone:
            self._alone[pattern] = Protego.parse(_alone(pattern))
        return not self._alone[pattern].can_fetch(url, TOKEN)


def _alone(pattern: str) -> str:
    return f"User-agent: {TOKEN}\nDisallow: {pattern}\n"


def _as_one_group(rules: Sequence[Rule]) -> str:
    lines = (f"{'Allow' if rule.is_allow else 'Disallow'}: {rule.pattern}\n" for rule in rules)
    return f"User-agent: {TOKEN}\n{''.join(lines)}"
