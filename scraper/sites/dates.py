"""Days that lists print: in words beside a link, in digits, or in seconds.

Promises: the ISO date of a day of this century.
Refuses: to ask whether there is such a day: it is what the list says.
Caveat: seconds are counted in UTC and the day is that of China.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_SEPARATED = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_CHINA = timedelta(hours=8)


def find_date(text: str) -> str | None:
    """The first day that stands in `text`.

    >>> find_date("[ 2021 年 1 月 29 日 ]"), find_date("去年")
    ('2021-01-29', None)
    """
    return _iso(_SEPARATED.search(text))


def read_date(value: Any) -> str | None:
    """The day of a field: words or digits that begin with it, seconds or milliseconds.

    >>> read_date("20240109"), read_date("2024/1/9 10:00"), read_date(1704729600000)
    ('2024-01-09', '2024-01-09', '2024-01-09')
    """
    text = str(value).strip()
    if text.isdecimal() and len(text) in (10, 13):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return f"{datetime.fromtimestamp(seconds, UTC) + _CHINA:%Y-%m-%d}"
    return _iso(_SEPARATED.match(text) or _DIGITS.match(text))


def _iso(found: re.Match[str] | None) -> str | None:
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None
