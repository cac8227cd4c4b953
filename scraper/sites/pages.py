"""The next page of a list, as its pager prints it: a link of that name, the next number, or an arrow.

Promises: only what the page links to is followed; no address is made up by counting.
Caveat: where nothing says which number is the current one it is taken for 1, so a pager that hides it
leads back to a page that was read, which ends the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString

from scraper.sites.base import Link, ListText
from scraper.sites.buttons import TURNS, is_arrow, is_marked, is_next, leads_to, read_number, says_next
from scraper.sites.counting import read_place
from scraper.sites.labels import BUTTONS, NEXT, read_label
from scraper.sites.turning import page_number

_NO_PLACE = re.compile(r"^\s*(?:/|[^第]*页\s*$)")  # how many pages there are: `2/5`, `5页`
_COUNT_BEFORE, _COUNT_AFTER = re.compile(r"(?:共|每页|总|计)\W*$"), re.compile(r"^\W*[条篇项个]")


def next_page(page: ListText, links: tuple[Link, ...]) -> str | None:
    """The next page: the link that is named so, else the number one more than the current, else an arrow.

    >>> page = ListText("http://a.example/nb/", "<b>1</b> <a href='?p=2'>2</a> <a href='?p=9'>尾页</a>")
    >>> next_page(page, ())
    'http://a.example/nb/?p=2'
    """
    return named_next(page, links) or unnamed_next(page)


def unnamed_next(page: ListText) -> str | None:
    """The address of the next page by its number, or by an arrow."""
    return _next_number(page) or _next_arrow(page)


def named_next(page: ListText, links: tuple[Link, ...]) -> str | None:
    """The address of the link that is called the next page."""
    # a number may lead there too, and come first: the links have each address once
    buttons = [tag for tag in page.buttons if says_next(tag)]
    shown = [leads_to(tag, page.base) for tag in buttons if is_next(tag)]
    off = {leads_to(tag, page.base) for tag in buttons if not is_next(tag)}
    named = [link.url for link in links if NEXT.match(link.title) and link.url not in off]
    return next((url for url in (*shown, *named) if url and url != page.url), None)


def is_pager_link(link: Link) -> bool:
    """True for links that only turn pages; they say nothing of whether a page shows anything new.

    >>> [is_pager_link(Link("http://a.example/", title)) for title in ("2", "尾页", "2023", "2022年")]
    [True, True, False, False]
    """
    return read_number(link.title) is not None or bool(TURNS.match(link.title))


def _next_number(page: ListText) -> str | None:
    anchors = list(_numbered(page))
    if not anchors:
        return None
    current = _current(page, anchors)
    url = next((url for number, url, _ in anchors if number == current + 1), None)
    return url if url != page.url else None


def _next_arrow(page: ListText) -> str | None:
    """Where an arrow leads; a double one may lead to the last page, so it counts where there is no other."""
    arrows = [tag for tag in page.buttons if is_arrow(tag)]
    arrows.sort(key=lambda tag: read_label(tag) in ("»", ">>"))
    found = (leads_to(tag, page.base) for tag in arrows)
    return next((url for url in found if url and url != page.url), None)


def _numbered(page: ListText) -> Iterator[tuple[int, str, Tag]]:
    for tag in page.buttons:
        number = read_number(read_label(tag))
        url = leads_to(tag, page.base) if number is not None else None
        if number is not None and url is not None:
            yield number, url, tag


def _current(page: ListText, anchors: list[tuple[int, str, Tag]]) -> int:
    linked = {id(anchor) for _, _, anchor in anchors}
    plain = _plain_numbers(_pager([anchor for _, _, anchor in anchors]), linked)
    numbers = {number for number, _, _ in anchors}
    beside = [number for number in plain if number not in numbers and {number - 1, number + 1} & numbers]
    own = [number for number, url, _ in anchors if url == page.url]
    marked = [number for number, _, anchor in anchors if is_marked(anchor)]
    counted = _by_address(page.url, anchors)
    told = read_place(page).number
    return next(iter([*beside, *own, *counted, *marked, *((told,) if told else ())]), 1)


def _by_address(here: str, anchors: list[tuple[int, str, Tag]]) -> Iterator[int]:
    """What number the page's own address stands for, if it is counted as those of its pager are."""
    own, path = page_number(here), urlsplit(here).path
    for number, url, _ in anchors:
        its = page_number(url) if own is not None and urlsplit(url).path == path else None
        if own is not None and its is not None:
            yield number + own - its


def _pager(anchors: list[Tag]) -> Tag:
    """The smallest piece of the page that holds all numbers and something beside them."""
    for parent in anchors[0].parents:
        inside = {id(anchor) for anchor in parent.find_all(BUTTONS)}
        if all(id(anchor) in inside for anchor in anchors) and len(list(parent.stripped_strings)) > len(
            anchors
        ):
            return parent
    return anchors[0]


def _plain_numbers(pager: Tag, linked: set[int]) -> list[int]:
    found = []
    for text in pager.find_all(string=True):
        number = read_number(text)
        if number is None or any(id(parent) in linked for parent in text.parents) or _is_count(text):
            continue
        found.append(number)
    return found


def _is_count(text: NavigableString) -> bool:
    """True for how many pages or rows there are, which is no place in the list."""
    before, after = text.find_previous(string=True), text.find_next(string=True)
    return bool(
        _NO_PLACE.match(text) or _COUNT_BEFORE.search(before or "") or _COUNT_AFTER.search(after or "")
    )
