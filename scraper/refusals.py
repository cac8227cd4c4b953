"""Puts what was refused into groups, as firewalls are set: by prefecture, and by what they answered.

Promises: each refusal is in exactly one group; the largest group comes first; nothing is fetched or guessed.
Caveat: without division codes, counties with registered domains of their own are grouped one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.guard import site_of

OBSTACLES = (
    "challenge_",
    "http_4",
    "http_550",
    "blocked_page",
    "tiny_shell",
    "robots_refused",
    "robots_disallow",
)
NOT_REFUSALS = frozenset({"http_400", "http_404", "http_405", "http_410", "http_429"})
_PREFECTURE = 4  # digits of a GB/T 2260 code: province and prefecture


@dataclass(frozen=True, slots=True)
class Refusal:
    """One address that was not had, why, and the division of its body, where that is known."""

    url: str
    reason: str
    division_code: str | None = None


@dataclass(frozen=True, slots=True)
class RefusalGroup:
    """Refusals of one kind in one family of hosts.

    `family` is the first four digits of the divisions (a prefecture), else a registered domain. `hosts` are
    sorted, `pages` counts the addresses, `example` is the first of them.
    """

    family: str
    reason: str
    hosts: tuple[str, ...]
    pages: int
    example: str


def is_refusal(reason: str) -> bool:
    """True for reasons that are a site's own decision, and no accident.

    >>> is_refusal("challenge_412"), is_refusal("http_404"), is_refusal("unreachable")
    (True, False, False)
    """
    return reason.startswith(OBSTACLES) and reason not in NOT_REFUSALS


def group_refusals(refusals: Iterable[Refusal]) -> tuple[RefusalGroup, ...]:
    """Groups of refusals, those of most hosts and pages first; what is no refusal is left out.

    >>> county, city = "http://www.a-county.gov.cn/1", "http://www.b-city.gov.cn/1"
    >>> both = [Refusal(county, "challenge_412", "510104"), Refusal(city, "challenge_412", "510100")]
    >>> [(group.family, len(group.hosts)) for group in group_refusals(both)]
    [('5101', 2)]
    """
    groups: dict[tuple[str, str], list[str]] = {}
    codes = _codes(kept := [refusal for refusal in refusals if is_refusal(refusal.reason)])
    for refusal in kept:
        site = site_of(refusal.url)
        family = codes.get(site, site)
        groups.setdefault((family, refusal.reason), []).append(refusal.url)
    made = [_group(family, reason, urls) for (family, reason), urls in groups.items()]
    return tuple(
        sorted(made, key=lambda group: (-len(group.hosts), -group.pages, group.family, group.reason))
    )


def _codes(refusals: list[Refusal]) -> dict[str, str]:
    """The prefecture of each site; where its rows name several, the site stands for itself."""
    found: dict[str, set[str]] = {}
    for refusal in refusals:
        if refusal.division_code:
            found.setdefault(site_of(refusal.url), set()).add(refusal.division_code[:_PREFECTURE])
    return {site: codes.pop() for site, codes in found.items() if len(codes) == 1}


def _group(family: str, reason: str, urls: list[str]) -> RefusalGroup:
    hosts = tuple(sorted({urlsplit(url).netloc for url in urls}))
    return RefusalGroup(family, reason, hosts, len(urls), urls[0])
