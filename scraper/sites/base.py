"""What every family of site software shares: a page, its links, and what comes after it.

Promises: links in the order of the page, each address once, with the cleanest title that the page gives.
Caveat: an address in `onclick`, `data-href` or a `javascript:` call is taken where `href` is no address; a
script that puts its address together is not run, and such rows are told by `rows_without_address`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from scraper.address import read_address
from scraper.sites.dates import find_date
from scraper.sites.functions import write_addresses
from scraper.sites.labels import may_turn
from scraper.sites.literals import read_json
from scraper.sites.markup import read_markup
from scraper.sites.naming import name_links

_DATE_AROUND = re.compile(
    r"^\W*20\d\d-\d\d?-\d\d?\W+|\s*[\[(（【]?\s*20\d\d[-./]\d\d?[-./]\d\d?\s*[\])）】]?\s*$"
)
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*>")  # of an answer in XML, whose rows are markup
_QUOTED = re.compile(r"""['"]([^'"]+\.s?html?[^'"]*|https?://[^'"]+|\.{0,2}/[^'"\s]+)['"]""")
_OPENED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|\bopen\(|\bopen\w+\((?=\s*['"][^'"]*[./?]))"""
    r"""\s*['"]([^'"]+)['"]"""  # what is given to a function of the page's own may be a number
)
_HREFS = ("href", "data-href", "to-href", "data-url", "data-link", "tohref", "_href", "oldsrc")
_ACTS = frozenset({"onclick", *_HREFS[1:]})  # what makes a link of any element
_SAYS_NOTHING = re.compile(
    r"^\W*(?:点击)?(?:查看|详情|详细|阅读|浏览|打开|下载)(?:详情|全文|原文|内容|信息)?\W*$"
)
_ROWS = ("li", "tr", "dd")
_NEAR = 400  # characters of a row in which its date stands
_MAX_IN_ROW = 4  # links; a row that holds more is a piece of the page's layout


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a list; `date` is the ISO date beside it, None where there is none."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page shows. Of `next_pages` the first is to be tried first, the next where it is none.

    `rows_lost` are the words of rows that lead nowhere: few are reports. `columns` are links that the
    family knows for columns of annual reports, whatever they are called. A page that `opens` a list
    (a script on the way, the first answer of a list that its page may show too) need show nothing new.
    `parts` are pieces of this page that its browser loads by themselves (frames, units): lists like it.
    """

    links: tuple[Link, ...]
    next_pages: tuple[str, ...]
    family: str
    rows_lost: tuple[str, ...] = ()
    columns: tuple[Link, ...] = ()
    opens: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListText:
    """A page as text, with what its head says of it; `column` is the page that a later one belongs to."""

    url: str
    text: str
    column: str | None = None

    @cached_property
    def data(self) -> Any:
        """The value of a JSON or JSONP answer; None for a page of markup."""
        return read_json(self.text)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page, with the addresses and the names that it gives to its links elsewhere; empty
        where it is no markup."""
        markup = _DECLARATION.sub("", self.text) if self.data is None else ""
        soup = read_markup(markup)
        write_addresses(soup)
        name_links(soup)
        return soup

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links of the page."""
        return read_links(self.soup, self.base)

    @cached_property
    def buttons(self) -> tuple[Tag, ...]:
        """The pieces of the page that may turn it, in its order."""
        return tuple(tag for tag in self.soup.descendants if isinstance(tag, Tag) and may_turn(tag))

    @cached_property
    def scripts(self) -> str:
        """What stands in the page's scripts; of a script file, the whole text."""
        if not self.text.lstrip().startswith("<"):
            return self.text
        return "\n".join(str(script.string or "") for script in self.soup.find_all("script"))

    @cached_property
    def base(self) -> str:
        """What relative links start from: of a script, and of an answer to one, the page that it runs on."""
        if self.data is not None or urlsplit(self.url).path.endswith(".js"):
            return self.column or self.url
        tag = self.soup.find("base", href=True)
        return (read_address(str(tag["href"]), self.url) if isinstance(tag, Tag) else None) or self.url

    def meta(self, name: str) -> str | None:
        """The content of a meta tag, whatever the case of its name."""
        tag = self.soup.find("meta", attrs={"name": re.compile(f"^{name}$", re.IGNORECASE)})
        content = str(tag.get("content") or "").strip() if isinstance(tag, Tag) else ""
        return content or None

    @cached_property
    def title(self) -> str:
        """The column's name: its meta tag, else the page's title."""
        return self.meta("ColumnName") or (
            self.soup.title.get_text(" ", strip=True) if self.soup.title else ""
        )


def read_links(soup: BeautifulSoup | Tag, base: str) -> tuple[Link, ...]:
    """All links below `soup`.

    >>> soup = BeautifulSoup("<li><a href='./t1.html' title='某局年报'>某局…</a>2021-1-29", "lxml")
    >>> read_links(soup, "http://a.example/nb/")
    (Link(url='http://a.example/nb/t1.html', title='某局年报', date='2021-01-29'),)
    """
    found: dict[str, Link] = {}
    for anchor in find_links(soup):
        url = read_target(anchor, base)
        if url is None:
            continue
        link = Link(url, _title(anchor), _date(anchor))
        if url not in found or (link.title and not found[url].title):
            found[url] = link
    return tuple(found.values())


def find_links(soup: Tag) -> Iterator[Tag]:
    """What leads somewhere below `soup`: anchors, and what a script makes a link of."""
    return (tag for tag in soup.descendants if isinstance(tag, Tag) and _is_link(tag))


def read_target(anchor: Tag, base: str) -> str | None:
    """The address that a link leads to; None where it names none."""
    calls = [str(anchor.get("onclick") or "")]
    for name in _HREFS:
        href = str(anchor.get(name) or "").strip()
        if href.lower().startswith("javascript:"):
            calls.append(href)
        elif href and not href.startswith("#") and (url := read_address(href, base)):
            return url
    found = (_OPENED.search(call) or _QUOTED.search(call) for call in calls)
    return next((read_address(quoted[1], base) for quoted in found if quoted), None)


def rows_without_address(soup: BeautifulSoup, base: str) -> tuple[str, ...]:
    """What stands in the innermost rows, and on anchors, that lead nowhere.

    >>> rows_without_address(BeautifulSoup("<li><a onclick='go(7)'>某局年报</a>", "lxml"), "http://a.example/")
    ('某局年报',)
    """
    found: dict[str, None] = {}
    for row in soup.find_all([*_ROWS, "a"]):
        if not _holds_row(row) and not any(read_target(tag, base) for tag in _links_around(row)):
            found.setdefault(_longest(row))
    return tuple(text for text in found if text)


def _links_around(row: Tag) -> Iterator[Tag]:
    yield row
    yield from find_links(row)
    outer = _row_of(row) if row.name == "a" else None
    beside = list(islice(find_links(outer), _MAX_IN_ROW + 1)) if outer is not None else []
    if outer is not None and len(beside) <= _MAX_IN_ROW:
        yield outer
        yield from beside


def _row_of(tag: Tag) -> Tag | None:
    return next((parent for parent in tag.parents if parent.name in _ROWS), None)


def _holds_row(tag: Tag) -> bool:
    return any(isinstance(inner, Tag) and inner.name in _ROWS for inner in tag.descendants)


def _is_link(tag: Tag) -> bool:
    if tag.name == "a":
        return True
    if _ACTS.isdisjoint(tag.attrs) or tag.name == "img" or not any(map(tag.get, _ACTS)):
        return False
    return not any(_names_address(anchor) for anchor in tag.find_all("a", limit=_MAX_IN_ROW))


def _names_address(anchor: Tag) -> bool:
    return read_target(anchor, "http://a.example/") is not None


def _title(anchor: Tag) -> str:
    told = anchor.get("title") or _first_of(anchor, "title")
    text = (
        str(told or "").strip() or anchor.get_text(" ", strip=True) or _first_of(anchor, "alt", "img").strip()
    )
    if not text or _SAYS_NOTHING.match(text):
        text = _title_of_row(anchor) or text
    return _clean(text)


def _first_of(anchor: Tag, attribute: str, name: str | None = None) -> str:
    """The first such attribute of what stands in a link."""
    inside = (tag for tag in anchor.descendants if isinstance(tag, Tag) and name in (None, tag.name))
    return next((str(tag[attribute]) for tag in inside if tag.has_attr(attribute)), "")


def _title_of_row(anchor: Tag) -> str:
    row = _row_of(anchor)
    if row is None or len(row.find_all("a", limit=_MAX_IN_ROW + 1)) > _MAX_IN_ROW:
        return ""
    return _longest(row)


def _longest(row: Tag) -> str:
    texts = (text for text in row.stripped_strings if not _SAYS_NOTHING.match(text))
    return max(map(_clean, texts), key=len, default="")


def _clean(text: str) -> str:
    return _DATE_AROUND.sub("", " ".join(text.split())).strip()


def _date(anchor: Tag) -> str | None:
    row = _row_of(anchor) or anchor
    return find_date(_first_words(row))


def _first_words(row: Tag) -> str:
    text = ""
    for piece in row.stripped_strings:  # a layout's row may be the whole page, and hold every link of it
        text = f"{text} {piece}"
        if len(text) > _NEAR:
            break
    return text[: _NEAR + 1].lstrip()
