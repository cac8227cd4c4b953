"""When a page that is known is worth asking for again: by the calendar of the reports, or by its last change.

Promises: what was never had is due at once; in the season a column is looked at daily until its reports must
be out, and weekly for some weeks more; what has not changed for long rests longer and longer, half a year at
most.
Refuses: to ask sooner for what a site refused than a week later.
Caveat: a body that publishes months late is met at the next rest's end, two months later at worst.

Source: Regulations on Open Government Information (2019), article 49: departments publish by 31 January,
governments by 31 March.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from scraper.page import Page

CHINA = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
WEEK = 7 * DAY
LATE = 30 * DAY  # after the last day, while the late ones come in
LONGEST_LIST = 60 * DAY
LONGEST_REPORT = 180 * DAY
SHARE = 4  # a page rests for a quarter of the time that it has not changed
_DEPARTMENTS, _GOVERNMENTS = (1, 31), (3, 31)  # month and day by which they publish
_GOVERNMENT = re.compile(r"(?:人民政府|行政公署)$")


def last_day(organization: str | None, year: int) -> date:
    """By when the reports of a body, or of bodies that are not known, are to be out in a year.

    >>> last_day("溪云县统计局", 2024), last_day("溪云县人民政府", 2024), last_day(None, 2024)
    (datetime.date(2024, 1, 31), datetime.date(2024, 3, 31), datetime.date(2024, 3, 31))
    """
    is_department = organization is not None and not _GOVERNMENT.search(organization)
    return date(year, *(_DEPARTMENTS if is_department else _GOVERNMENTS))


def is_due(
    page: Page, state: str, seen_at: datetime | None, changed_at: datetime | None, now: datetime
) -> bool:
    """True where a page that ended in `state` when it was last seen may have changed by now.

    >>> page = Page("http://a.example/nb/", "list", "http://a.example/")
    >>> seen, now = datetime(2024, 7, 1, tzinfo=CHINA), datetime(2024, 7, 5, tzinfo=CHINA)
    >>> is_due(page, "read", seen, seen, now), is_due(page, "failed", seen, seen, now)
    (False, True)
    """
    if seen_at is None or state == "failed":
        return True
    if state == "refused":
        return now - seen_at >= WEEK
    return now - seen_at >= rest_of(page, changed_at or seen_at, now)


def rest_of(page: Page, changed_at: datetime, now: datetime) -> timedelta:
    """How long a page rests, by what it is, when it changed last, and the time of the year."""
    quiet = (now - changed_at) / SHARE
    if page.kind == "report":
        return min(max(quiet, WEEK), LONGEST_REPORT)
    today = now.astimezone(CHINA).date()
    end = last_day(page.organization, today.year)
    if today <= end:
        return DAY
    longest = WEEK if today <= end + LATE else LONGEST_LIST
    return min(max(quiet, WEEK), longest)
