"""What every family of site software shares: a page, its links, and what comes after it.

Promises: links in the order of the page, each address once, with the cleanest title that the page gives.
Caveat: an address in `onclick` or `data-href` is taken where `href` is no address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from scraper.address import read_address

_DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_DATE_AROUND = re.compile(
    r"^\W*20\d\d-\d\d?-\d\d?\W+|\s*[\[(（【]?\s*20\d\d[-./]\d\d?[-./]\d\d?\s*[\])）】]?\s*$"
)
_QUOTED = re.compile(r"""['"]([^'"]+\.s?html?[^'"]*|https?://[^'"]+)['"]""")
_HREFS = ("href", "data-href", "to-href")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a list; `date` is the ISO date beside it, None where there is none."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page shows. Of `next_pages` the first is to be tried first, the next where it is none."""

    links: tuple[Link, ...]
    next_pages: tuple[str, ...]
    family: str


@dataclass(frozen=True)
class ListText:
    """A page as text, with what its head says of it."""

    url: str
    text: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        return BeautifulSoup(self.text, "lxml")

    @cached_property
    def base(self) -> str:
        """What relative links start from."""
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
    for anchor in soup.find_all("a"):
        url = read_target(anchor, base)
        if url is None:
            continue
        link = Link(url, _title(anchor), _date(anchor))
        if url not in found or (link.title and not found[url].title):
            found[url] = link
    return tuple(found.values())


def read_target(anchor: Tag, base: str) -> str | None:
    """The address that a link leads to; None where it names none."""
    for name in _HREFS:
        href = anchor.get(name)
        if href and not str(href).strip().startswith("#") and (url := read_address(str(href), base)):
            return url
    quoted = _QUOTED.search(str(anchor.get("onclick") or ""))
    return read_address(quoted[1], base) if quoted else None


def _title(anchor: Tag) -> str:
    inner = anchor.select_one("[title]")
    told = anchor.get("title") or (inner.get("title") if inner else None)
    text = str(told or "").strip() or anchor.get_text(" ", strip=True)
    return _DATE_AROUND.sub("", " ".join(text.split())).strip()


def _date(anchor: Tag) -> str | None:
    row = anchor.find_parent(["li", "tr", "dd"]) or anchor
    found = _DATE.search(row.get_text(" ", strip=True)[:400])
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None
