"""Lists that come as JSON or JSONP: their rows as links, and the request for the next page.

Promises: rows are found by their fields (a title and an address), wherever the answer holds them; a row
without an address is told, not dropped. A page with no row ends the list, and so does one with a few
(fewer than `LEAST_ROWS`, and than it was asked for), unless the answer says that more rows follow.
Refuses: to end a list because of a declared total, but one that the first page shows whole: some servers
give fewer rows than they are asked for, so a page of as many is followed by another request.
Caveat: of several lists of rows the outermost is taken, and of those the longest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

from scraper.address import read_address
from scraper.sites.base import Link, ListPage, ListText, read_links
from scraper.sites.dates import read_date
from scraper.sites.fields import field_name
from scraper.sites.literals import read_json
from scraper.sites.turning import next_request, page_number, page_size

MAX_NODES = 200_000  # values of one answer that are looked at; 100 rows have about 3,000
_TITLES = ("realtitle", "title", "doctitle", "infotitle", "articletitle", "titlename", "subject", "name")
_URLS = (
    *(
        "url",
        "infourl",
        "href",
        "link",
        "linkurl",
        "docpuburl",
        "puburl",
        "articleurl",
        "visiturl",
        "pageurl",
    ),
    *(
        "htmlurl",
        "staticurl",
        "weburl",
        "detailurl",
        "contenturl",
        "doclink",
        "posturl",
        "attachurl",
        "fileurl",
    ),
)
_PRINTED = ("attach", "pdflist", "attachment", "attachments", "files")  # files that stand for an article
_DATE_FIELD = re.compile(r"publish|pub|display|release|rel|show|infodate|date|time|createdat")
_PLAIN_DATE = ("date", "time", "createdat")  # the last to be asked
_OTHER_DATE = re.compile(r"expire|update|modif|end|invalid|abolish")
_TOTALS = (
    *("total", "totalcount", "totalrecord", "totalrecords", "totalelements", "totalrows", "count", "allrow"),
    "postcount",
)
_MARKUP = re.compile(r"<(?:a|li|ul|div)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_NOWHERE = re.compile(r"#(?![/!])|javascript:", re.IGNORECASE)  # `#/detail/7` is a page of a script's
LEAST_ROWS = 5  # that a server gives of more that it is asked for; fewer are the end of a list


def read_answer(page: ListText, family: str, *, usual: int | None = None) -> ListPage | None:
    """The list that a JSON answer holds, or None where the text is no JSON.

    `usual` is how many rows a whole page has where the request does not say.

    >>> text = '{"data": {"total": "31", "results": [{"title": "<em>某局</em>年报", "url": "/1.html"}]}}'
    >>> read_answer(ListText("http://a.example/s?page=1&size=1", text), "ucap").next_pages
    ('http://a.example/s?page=2&size=1',)
    """
    if page.data is None:
        return None
    rows = find_rows(page.data)
    links, lost = row_links(rows, page.base)
    links = links or links_in_markup(page)
    number = page_number(page.url)
    following = next_request(page.url) if _goes_on(page, len(rows) or len(links), usual) else None
    opens = number is not None and number <= 1
    return ListPage(links, (following,) if following else (), family, lost, opens=opens)


def find_rows(value: Any) -> list[dict[str, Any]]:
    """The rows of an answer: the outermost list of objects with a title and an address, the longest if
    several; where there are no such objects, those with a title.

    >>> find_rows({"data": "{'list': [{'TITLE': 'a', 'URL': '/a'}]}"})
    [{'TITLE': 'a', 'URL': '/a'}]
    """
    rowlike: Iterable[Callable[[dict[str, Any]], bool]] = (
        lambda row: bool(row_title(row) and row_address(row)),
        lambda row: bool(row_title({**row, "name": ""})),
    )
    for is_row in rowlike:
        level, seen = [value], 0
        while level and seen < MAX_NODES:
            lists = [found for inner in level if (found := _rows(inner, is_row))]
            if lists:
                return max(lists, key=len)
            seen += len(level)
            level = [inner for outer in level for inner in inside(outer)]
    return []


def _rows(value: Any, is_row: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    found = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return found if any(map(is_row, found)) else []


def inside(value: Any) -> Iterator[Any]:
    """What a value holds, one level down, be it JSON in a string."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        value = read_json(value)
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def row_links(rows: list[dict[str, Any]], base: str) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links of rows, and the titles of those that lead nowhere."""
    found: dict[str, Link] = {}
    lost = []
    for row in rows:
        title, address = row_title(row), read_address(row_address(row), base) if row_address(row) else None
        if address is None:
            lost.append(title)
        else:
            found.setdefault(address, Link(address, title, _date(row)))
    return tuple(found.values()), tuple(filter(None, lost))


def links_in_markup(page: ListText) -> tuple[Link, ...]:
    """Links of the markup that an answer carries instead of rows."""
    markup = markup_of(page)
    return read_links(ListText(page.url, markup).soup, page.base) if markup else ()


def markup_of(page: ListText) -> str:
    """The markup in the strings of an answer, wherever it holds them.

    >>> markup_of(ListText("http://a.example/", '{"data": {"html": "<a href=1>x</a>", "code": "200"}}'))
    '<a href=1>x</a>'
    """
    level, found, seen = [page.data], [], 0
    while level and seen < MAX_NODES:
        found += [text for text in level if isinstance(text, str) and _MARKUP.search(text)]
        seen += len(level)
        level = [inner for outer in level for inner in inside(outer)]
    return "\n".join(found)


def _goes_on(page: ListText, count: int, usual: int | None) -> bool:
    asked, number, total = page_size(page.url) or usual, page_number(page.url) or 1, _total(page.data)
    if not count or asked is None or count >= asked:
        return count > 0
    is_last = total is not None and count == total - (number - 1) * asked
    if count < LEAST_ROWS:
        return total is not None and total > number * count and not is_last
    return not (is_last and number == 1)  # on later pages as many may be what the server gives at most


def _total(value: Any) -> int | None:
    level, seen = [value], 0
    while level and seen < MAX_NODES:
        for outer in level:
            fields = (
                {field_name(key): inner for key, inner in outer.items()} if isinstance(outer, dict) else {}
            )
            if numbers := [int(fields[name]) for name in _TOTALS if str(fields.get(name, "")).isdecimal()]:
                return numbers[0]
        seen += len(level)
        level = [inner for outer in level for inner in inside(outer) if not isinstance(outer, list)]
    return None


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in row.items():
        if value not in (None, ""):
            found.setdefault(field_name(key), value)
    return found


def row_title(row: dict[str, Any]) -> str:
    """The title of a row, without markup."""
    fields = _fields(row)
    told = next((fields[name] for name in _TITLES if isinstance(fields.get(name), str)), "")
    text = _TAG.sub("", unescape(_TAG.sub("", told)))
    return " ".join(_plain(text).split())


def row_address(row: dict[str, Any]) -> str:
    """The address of a row, as it writes it: of a report that is only a file, that file's."""
    fields = _fields(row)
    files = (fields[name] for name in _PRINTED if isinstance(fields.get(name), list))
    printed: list[Any] = next(files, [])
    if fields.get("infotype") == "pdf" and printed and isinstance(printed[0], dict):
        return row_address(printed[0]) or row_address({**row, "infotype": None})
    told = next((fields[name] for name in _URLS if isinstance(fields.get(name), str)), "")
    address = unescape(_plain(told)).strip()
    return "" if _NOWHERE.match(address) else address


def _plain(text: str) -> str:
    """Without halves of surrogate pairs, which no address and no file can hold."""
    return text.encode("utf-8", "ignore").decode()


def _date(row: dict[str, Any]) -> str | None:
    named = [name for name in _fields(row) if _DATE_FIELD.search(name) and not _OTHER_DATE.search(name)]
    named.sort(key=lambda name: _DATE_FIELD.search(name)[0] in _PLAIN_DATE)  # type: ignore[index]
    return next(filter(None, (read_date(_fields(row)[name]) for name in named)), None)
