"""Where the next page may be, on a page that says there is one and does not link to it.

Promises: at most `MOST` guesses, likelier first, each to be verified against the pages read: one that shows
nothing new was no page. Without a sign of a further page nothing is guessed.
Refuses: to run the script that turns pages; the addresses that it writes down are read.
Caveat: a list that is turned by a form with a state of its own (ASP.NET) is left to `aspnet`.
"""

from __future__ import annotations

import re

from scraper.address import read_address
from scraper.sites.base import ListText
from scraper.sites.buttons import called_number, is_hidden, is_next, read_number
from scraper.sites.counting import PAGER, Place, read_place, script_total
from scraper.sites.fields import PAGE_FIELDS, field_name, with_fields
from scraper.sites.forms import next_by_form
from scraper.sites.labels import read_label
from scraper.sites.numbered import file_number, next_by_number, next_files
from scraper.sites.turning import next_request, page_number

MOST = 3
FEWEST = 5  # links on a page that is a list: a button alone is no sign of one
_QUERY = re.compile(r"""(["'`])([^"'`<>\s]*?[?&]([\w.-]+)=)(?:\1\s*\+|\$\{)""")
_FILES = re.compile(
    r"""(?:(["'])([^"'<>\s]*)\1\s*\+\s*)?(["'])([^"'<>\s]*[_-]|)\3\s*\+\s*[\w.()]+\s*\+\s*\3\.(s?html?|jhtml|aspx?|jsp|php)\3"""
)
_GOES = re.compile(r"page|location|turn|jump|go|submit", re.IGNORECASE)
_ROWS = "pagedContent"


def guess_next(page: ListText) -> tuple[str, ...]:
    """Addresses that may be the next page.

    >>> page = ListText("http://a.example/l.jsp?id=7&page=2", "第2页/共5页")
    >>> guess_next(page)
    ('http://a.example/l.jsp?id=7&page=3',)
    """
    if _ROWS in page.text:
        return ()
    told, asked = read_place(page), page_number(page.url)
    counted = None if page.column in (None, page.url) else file_number(page.url)
    number = next((one for one in (told.number, asked, counted) if one is not None), 1)
    if (told.total or _total(page, number)) <= number:
        return ()
    if asked is not None:
        following = next_request(page.url)
        return (following,) if following else ()
    found = [*next_by_form(page, number), *_from_scripts(page, number)] or _from_names(page, told, number)
    return tuple(dict.fromkeys(url for url in found if url and url != page.url))[:MOST]


def _total(page: ListText, number: int) -> int:
    """How many pages there are at least, where no words say it: by its scripts, and by its buttons."""
    scripted = script_total(page.text) if PAGER.search(page.text) else 0
    buttons = [tag for tag in page.buttons if is_next(tag) and not is_hidden(tag)]
    asked = [called for tag in buttons if page.links and (called := called_number(tag))]
    offered = _offered(page)
    if len(page.soup.find_all("a", limit=FEWEST)) >= FEWEST:
        asked += [number + 1] if buttons else []
        asked += filter(None, map(called_number, page.soup.find_all(["a", "li", "option"])))
    return max([scripted, offered, *asked])


def _offered(page: ListText) -> int:
    """How many pages a select lets its reader go to."""
    found = [0]
    for select in page.soup.find_all("select"):
        names = {field_name(str(select.get(name) or "")) for name in ("name", "id")}
        numbers = [read_number(read_label(option)) for option in select.find_all("option")]
        is_pager = names & PAGE_FIELDS or _GOES.search(str(select.get("onchange") or ""))
        if is_pager and numbers == list(range(1, len(numbers) + 1)):
            found.append(len(numbers))
    return max(found)


def _from_scripts(page: ListText, current: int) -> list[str | None]:
    """Addresses that a script writes down with the number left out."""
    # the same number is another page where they count from 0
    numbers = sorted({max(current, 1), current + 1})
    queries = [found[2] for found in _QUERY.finditer(page.text) if field_name(found[3]) in PAGE_FIELDS]
    files = [f"{found[2] or ''}{found[4]}{{}}.{found[5]}" for found in _FILES.finditer(page.text)]
    names = [f"{start}{{}}" for start in queries] + [name for name in files if name[0] != "{"]
    return [read_address(name.replace("{}", str(number)), page.url) for name in names for number in numbers]


def _from_names(page: ListText, told: Place, number: int) -> list[str | None]:
    if "?" in page.url or re.search(r"\.(?:jsp|aspx?|php|do|action)$", page.url):
        fields = (str(tag.get("name") or tag.get("id") or "") for tag in page.soup.find_all("input"))
        name = next((name for name in fields if field_name(name) in PAGE_FIELDS), "page")
        return [with_fields(page.url, {name: one}) for one in ("1", "2")]
    counted = next_by_number(page.url, told.number)
    return [counted] if counted else list(next_files(page.url, told.total or number + 1, number=told.number))
