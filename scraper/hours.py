"""Hours of the day in which a crawl may ask: `22-06` means from ten in the evening to six in the morning.

Promises: hours are those of China, where the sites are, unless a time zone is named behind them.
Refuses: what is no time of day, and two equal times, which may mean all day or never.
Caveat: in a zone with summer time the night of the change may open or close an hour off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CHINA = timezone(timedelta(hours=8), "China time")  # one zone, and no summer time since 1991
DAY = 86_400  # seconds
_FORM = re.compile(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?(?:\s+(\S+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begins` to `ends`, seconds since midnight; where they end before they begin, over midnight.

    >>> hours = read_hours("22-06")
    >>> str(hours)
    '22:00-06:00 China time'
    >>> from datetime import UTC
    >>> hours.until_open(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))  # 20:00 in China
    7200.0
    >>> hours.until_open(datetime(2026, 11, 23, 21, 59, tzinfo=UTC))
    0.0
    """

    begins: int
    ends: int
    zone: tzinfo = field(default=CHINA)

    def __str__(self) -> str:
        zone = self.zone.tzname(None) or str(self.zone)
        return f"{_clock(self.begins)}-{_clock(self.ends)} {zone}"

    def until_open(self, now: datetime) -> float:
        """Seconds until a request may be sent; 0 where it may be sent now."""
        local = now.astimezone(self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        is_day = self.begins < self.ends
        is_open = (second >= self.begins, second < self.ends)
        return 0.0 if (all(is_open) if is_day else any(is_open)) else (self.begins - second) % DAY


def read_hours(text: str) -> Hours:
    """Hours from `22-06`, `22:30-06:15`, or `22-06 Europe/Berlin`; ValueError says what to write.

    >>> read_hours("0:30-24").ends
    86400
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} are no hours: write 22-06, or 22:30-06:15, with a time zone if need be")
    begins, ends = _second(text, found[1], found[2]), _second(text, found[3], found[4])
    if begins % DAY == ends % DAY and (begins, ends) != (0, DAY):
        raise ValueError(f"{text!r} begins where it ends: leave the setting out to crawl at any hour")
    return Hours(begins, ends, _zone(found[5]))


def _second(text: str, hour: str, minute: str | None) -> int:
    second = int(hour) * 3600 + int(minute or 0) * 60
    if int(minute or 0) > 59 or second > DAY:
        raise ValueError(f"{text!r} has no time of day in {hour}:{minute or '00'}")
    return second


def _zone(name: str | None) -> tzinfo:
    if name is None:
        return CHINA
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"the time zone {name!r} is not known: write one like Europe/Berlin") from error


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
