"""How a crawl behaves: small typed values, polite by default.

Refuses: to crawl anything but loopback without a contact, or faster than a site's due.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.decoding import MAX_BYTES
from scraper.errors import SettingsError
from scraper.guard import is_loopback_url
from scraper.hours import Hours
from scraper.sources import Source

SLOWEST = 3600.0  # seconds; the longest that robots.txt or Retry-After can make us wait
_PRINTED = re.compile(r"[ -~]*")  # what a header of HTTP holds in every program's eyes
PUBLIC_DELAY = 1.0  # seconds; below it only loopback is crawled


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Delays in seconds: clamp(`delay_factor` x the last answer's duration, `delay_min`, `delay_max`).

    `contact` is a page or an address that tells a site who we are. `max_bytes` caps a decoded body,
    `limit` the reports fetched in this run, `max_sites` the sites crawled at once, `total_timeout` one
    answer from connecting to its last byte. A site rests for `refusal_pause` seconds (`delay_max` at most)
    after it refused, twice as long after each further refusal in a row, and is left after `max_refusals`.
    `hours` are those of the day in which requests are sent; None: all.
    Looking for columns from a portal's home page ends `portal_depth` steps away from it, and after
    `page_budget` pages a host; with `only_columns` no report is fetched. With `only_due` known pages are
    asked for where they may have changed (`revisit.py`), and what is new always is.

    >>> CrawlSettings(contact="https://example.org/crawl", version="1.2").user_agent
    'gongkai/1.2 (+https://example.org/crawl)'
    """

    contact: str | None
    delay_min: float = 1.0
    delay_max: float = 60.0
    delay_factor: float = 5.0
    max_bytes: int = MAX_BYTES
    limit: int | None = None
    max_pages_per_column: int = 200
    max_depth: int = 3
    page_budget: int = 300
    portal_depth: int = 6
    only_columns: bool = False
    only_due: bool = False
    max_sites: int = 16
    max_refusals: int = 5
    refusal_pause: float = 60.0
    hours: Hours | None = None
    tries: int = 3
    connect_timeout: float = 20.0
    read_timeout: float = 30.0
    total_timeout: float = 180.0
    version: str = "0"

    @property
    def user_agent(self) -> str:
        """What we call ourselves, in the header and to robots.txt."""
        return f"gongkai/{self.version}" + (f" (+{self.contact})" if self.contact else "")


def check_settings(settings: CrawlSettings, sources: Sequence[Source]) -> None:
    """SettingsError where a crawl of these sources may not start; it says what to set."""
    if not 0 <= settings.delay_min <= settings.delay_max or settings.delay_factor < 0:
        raise SettingsError("delays must be 0 <= delay_min <= delay_max, and delay_factor not negative")
    if not _PRINTED.fullmatch(settings.contact or ""):
        raise SettingsError(
            f"the contact {settings.contact!r} cannot be sent: write a page or mail address in plain letters"
        )
    public = [source.url for source in sources if not is_loopback_url(source.url)]
    if not public:
        return
    if not (settings.contact or "").strip():
        raise SettingsError(
            f"a contact is needed to crawl {public[0]}: set --contact to a page that says who you are"
        )
    if settings.delay_min < PUBLIC_DELAY:
        raise SettingsError(
            f"delay_min {settings.delay_min} s is for loopback only: set {PUBLIC_DELAY} s or more"
        )


def check_hours(settings: CrawlSettings, now: datetime) -> None:
    """SettingsError outside the hours: for work that does not wait until they begin."""
    wait = settings.hours.until_open(now) if settings.hours is not None else 0.0
    if wait:
        raise SettingsError(
            f"it is outside the hours {settings.hours}: come back in {wait / 3600:.1f} h, or set --hours"
        )
