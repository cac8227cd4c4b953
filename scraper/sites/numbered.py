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
_IN_FOLDER = re.compile(r"(?P<before>.*\D)(?P<number>\d{1,4})(?P<after>/?|/(?:index|default)\.\w+)")
_IN_NAME = re.compile(r"(?P<before>.*[^\d.])(?P<number>\d{1,4})(?P<after>(?:\.\w+)?)")
_CALLED_PAGE = re.compile(r"/(?:pages?|pn?)[/_-]?$")


def next_files(
    url: str, total: int, prefix: str = "", suffix: str = "", number: int | None = None
) -> tuple[str, ...]:
    """Where the next page may be, likelier first.

    `prefix` and `suffix` are what a script says of the names, `number` is the page's, as its words say.

    >>> next_files("http://a.example/nb/", 3)
    ('http://a.example/nb/index_1.html', 'http://a.example/nb/index_2.html')
    >>> next_files("http://a.example/nb/1.html", 3), next_files("http://a.example/Node-23116.html", 1)
    (('http://a.example/nb/2.html',), ())
    """
    folder, sign, prefix = prefix.rpartition("/")
    names = _next_names(urlsplit(url).path.rpartition("/")[2], total, prefix, suffix.lstrip("."), number)
    addresses = (read_address(f"{folder}{sign}{name}", url) for name in names)
    return tuple(address for address in addresses if address is not None)


def file_number(url: str) -> int | None:
    """The number in the name of a file that a pager led to; None where there is none.

    >>> file_number("http://a.example/nb/index_2.jhtml"), file_number("http://a.example/nb/")
    (2, None)
    """
    found = _FILE.match(urlsplit(url).path.rpartition("/")[2])
    number = found and (found["number"] or found["only"])
    return int(number) if number and int(number) < MOST_PAGES else None


def next_by_number(url: str, number: int | None) -> str | None:
    """The address with the number of its page one higher, in its last name or its last folder.

    `number` is the page's, as its words say; without it only a folder that is called a page counts.

    >>> next_by_number("http://a.example/nb/list/2/", 2), next_by_number("http://a.example/nb/list/2/", 1)
    ('http://a.example/nb/list/3/', None)
    >>> next_by_number("http://a.example/nb/page/2/index.html", None)
    'http://a.example/nb/page/3/index.html'
    """
    parts = urlsplit(url)
    folder, name = _IN_FOLDER.fullmatch(parts.path), _IN_NAME.fullmatch(parts.path)
    if folder is not None and _is_folder_of_page(folder, number):
        return parts._replace(path=_raised(folder)).geturl()
    if name is None or number is None or number < 2:  # the first page is told by no name
        return None
    counted = {number, number - 1} if name["before"][-1] in "_-" else {number}  # some count from 0
    return parts._replace(path=_raised(name)).geturl() if int(name["number"]) in counted else None


def _is_folder_of_page(folder: re.Match[str], number: int | None) -> bool:
    if number is not None and number > 1:
        return int(folder["number"]) == number
    return bool(_CALLED_PAGE.search(folder["before"])) and int(folder["number"]) < MOST_PAGES


def _raised(found: re.Match[str]) -> str:
    number = str(int(found["number"]) + 1).zfill(len(found["number"]))
    return f"{found['before']}{number}{found['after']}"


def _next_names(name: str, total: int, prefix: str, suffix: str, told: int | None) -> list[str]:
    mark = prefix[len(prefix.rstrip("_-")) :] or "_"
    prefix = prefix.rstrip("_-")
    named = re.match(rf"{re.escape(prefix)}[_-]\d{{1,4}}\.", name) if prefix else None
    here = _FILE.match(name.removeprefix(prefix) if named else name)
    ending = suffix or (here["suffix"] if here else "") or ("" if here and here["only"] else "html")
    ending = f".{ending}" if ending else ""
    number = int(here["number"] or here["only"] or 0) if here else 0
    if here and _is_page(number, total, told) and (not prefix or named):
        before = f"{prefix if named else here['stem']}{here['mark']}" if here["number"] else ""
        # of pages that count from 0, one is asked for too many
        return [f"{before}{number + 1}{ending}"] if number + 1 <= total else []
    stem = prefix or name.partition(".")[0] or "index"
    names = [f"{stem}{mark}{number}{ending}" for number in (1, 2)]
    if not prefix and stem.isalpha() and stem != "index":  # `list.shtml` is seen to go on so, too
        names.append(f"{stem}-2{ending}")
    return names if total > 1 else []


def _is_page(number: int, total: int, told: int | None) -> bool:
    return (told is None or number in (told, told - 1)) and 0 < number <= min(total + _BEYOND, MOST_PAGES)
