"""Files that carry the number of a page in their name.

Promises: the same address with another number, all else as it was.
Refuses: to take a long number, or one above the total, for a page: it names a column.
Caveat: whether a site counts its files from 0 or from 1 is not told by their names.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.address import read_address

MOST_PAGES = 500  # numbers above are columns, years or days: a list of 15 rows a page hardly ever has more
_BEYOND = 2  # a number so far past the declared total is still a page's
_FILE = re.compile(
    r"^(?:(?P<stem>.*?[^\d_-]|)(?P<mark>[_-])(?P<number>\d{1,4})|(?P<only>\d{1,4})|(?P<name>[^.]*))"
    r"(?:\.(?P<suffix>s?html?|jhtml|aspx?|jsp|php))?$",
    re.IGNORECASE,
)


def next_files(url: str, total: int, prefix: str = "", suffix: str = "") -> tuple[str, ...]:
    """Where the next page may be, likelier first; `prefix` and `suffix` are what a script says of the names.

    >>> next_files("http://a.example/nb/", 3)
    ('http://a.example/nb/index_1.html', 'http://a.example/nb/index_2.html')
    >>> next_files("http://a.example/nb/1.html", 3), next_files("http://a.example/Node-23116.html", 1)
    (('http://a.example/nb/2.html',), ())
    """
    names = _next_names(urlsplit(url).path.rpartition("/")[2], total, prefix, suffix.lstrip("."))
    addresses = (read_address(name, url) for name in names)
    return tuple(address for address in addresses if address is not None)


def _next_names(name: str, total: int, prefix: str, suffix: str) -> list[str]:
    named = re.match(rf"{re.escape(prefix)}[_-]\d{{1,4}}\.", name) if prefix else None
    here = _FILE.match(name.removeprefix(prefix) if named else name)
    suffix = suffix or (here and here["suffix"]) or "html"
    number = int(here["number"] or here["only"] or 0) if here else 0
    if here and _is_page(number, total) and (not prefix or named):
        before = f"{prefix if named else here['stem']}{here['mark']}" if here["number"] else ""
        # of pages that count from 0, one is asked for too many
        return [f"{before}{number + 1}.{suffix}"] if number + 1 <= total else []
    stem = prefix or name.partition(".")[0] or "index"
    return [f"{stem}_{number}.{suffix}" for number in (1, 2)] if total > 1 else []


def _is_page(number: int, total: int) -> bool:
    return 0 < number <= min(total + _BEYOND, MOST_PAGES)
