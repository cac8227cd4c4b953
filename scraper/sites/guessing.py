"""Where the next page may be, on a page that says there is one and does not link to it.

Promises: at most `MOST` guesses, likelier first, each to be verified against the pages read: one that shows
nothing new was no page. Without a sign of a further page nothing is guessed.
Refuses: to run the script that turns pages; the addresses that it writes down are read.
Caveat: a list that is turned by a form with a state of its own (ASP.NET) is not followed.
"""

from __future__ import annotations

import re

from scraper.address import read_address
from scraper.sites.base import ListText
from scraper.sites.fields import PAGE_FIELDS, field_name, with_fields
from scraper.sites.numbered import next_files
from scraper.sites.pages import NEXT
from scraper.sites.turning import next_request, page_number

MOST = 3
FEWEST = 5  # links on a page that is a list: a button alone is no sign of one
_OF = re.compile(r"(?:第\s*)?(\d{1,4})\s*页?\s*[/／]\s*(?:共\s*)?(\d{1,4})\s*页")
_TOTAL = re.compile(r"(?:共有?|总计|总数)\s*(\d{1,4})\s*页|总页数\s*[:：]?\s*(\d{1,4})")
_TURN = re.compile(r"""(?:page|turn|goto?|jump|load)\w*\s*\(\s*['"]?(\d{1,4})['"]?\s*\)""", re.IGNORECASE)
_QUERY = re.compile(r"""(["'`])([^"'`<>\s]*?[?&]([\w.-]+)=)(?:\1\s*\+|\$\{)""")
_FILES = re.compile(
    r"""(?:(["'])([^"'<>\s]*)\1\s*\+\s*)?(["'])([^"'<>\s]*[_-]|)\3\s*\+\s*[\w.()]+\s*\+\s*\3\.(s?html?)\3"""
)
_ROWS = "pagedContent"


def guess_next(page: ListText) -> tuple[str, ...]:
    """Addresses that may be the next page.

    >>> page = ListText("http://a.example/l.jsp?id=7&page=2", "第2页/共5页")
    >>> guess_next(page)
    ('http://a.example/l.jsp?id=7&page=3',)
    """
    current, total = _place(page)
    if total <= current or _ROWS in page.text:
        return ()
    if page_number(page.url) is not None:
        following = next_request(page.url)
        return (following,) if following else ()
    found = _from_scripts(page, current) or _from_names(page, total)
    return tuple(dict.fromkeys(url for url in found if url and url != page.url))[:MOST]


def _place(page: ListText) -> tuple[int, int]:
    """The number of the page and how many there are, as far as the page tells."""
    text = " ".join(page.soup.get_text(" ").split())
    if told := _OF.search(text):
        return int(told[1]), int(told[2])
    number = page_number(page.url)
    number = 1 if number is None else number
    if told := _TOTAL.search(text):
        return number, int(told[1] or told[2])
    if len(page.soup.find_all("a", limit=FEWEST)) < FEWEST:
        return number, 1
    buttons = (tag for tag in page.soup.find_all(["a", "button", "li", "span"]) if NEXT.match(tag.get_text()))
    if any(
        not re.search(r"disabl|none", str(tag.get("class") or "") + str(tag.get("style") or ""))
        for tag in buttons
    ):
        return number, number + 1
    turns = [int(n) for tag in page.soup.find_all(["a", "li", "option"]) for n in _TURN.findall(_calls(tag))]
    return number, max(turns, default=1)


def _calls(tag: object) -> str:
    get = getattr(tag, "get", lambda name: "")
    return f"{get('onclick') or ''} {get('href') or ''}"


def _from_scripts(page: ListText, current: int) -> list[str | None]:
    """Addresses that a script writes down with the number left out."""
    numbers = sorted(
        {max(current, 1), current + 1}
    )  # the same number is another page where they count from 0
    queries = [found[2] for found in _QUERY.finditer(page.text) if field_name(found[3]) in PAGE_FIELDS]
    files = [f"{found[2] or ''}{found[4]}{{}}.{found[5]}" for found in _FILES.finditer(page.text)]
    names = [f"{start}{{}}" for start in queries] + [name for name in files if name[0] != "{"]
    return [read_address(name.replace("{}", str(number)), page.url) for name in names for number in numbers]


def _from_names(page: ListText, total: int) -> list[str | None]:
    if "?" in page.url or re.search(r"\.(?:jsp|aspx?|php|do|action)$", page.url):
        fields = (str(tag.get("name") or tag.get("id") or "") for tag in page.soup.find_all("input"))
        name = next((name for name in fields if field_name(name) in PAGE_FIELDS), "page")
        return [with_fields(page.url, {name: number}) for number in ("1", "2")]
    return list(next_files(page.url, total))
