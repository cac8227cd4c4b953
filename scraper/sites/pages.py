"""The next page of a list, as its pager prints it: a link of that name, or the next number.

Promises: only what the page links to is followed; no address is made up by counting.
Caveat: where nothing says which number is the current one it is taken for 1, so a pager that hides it
leads back to a page that was read, which ends the column.
"""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from scraper.address import read_address
from scraper.sites.base import Link, ListText, read_target

NEXT = re.compile(r"^\W*(?:下一?页|后一?页|下一頁|next(?:\s*page)?)\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"^[^\w.]*([0-9]{1,4})[^\w.]*$")
_BUTTONS = ["a", "link", "span", "li", "button", "input", "option", "div"]  # what turns a page
_LONGEST = 12  # characters on a button
_YEAR_FROM = 1990  # numbers from here on are years of sub-columns: no real list has so many pages
_PAGER_WORD = re.compile(r"^\W*(?:首页|第一页|上一?页|前一?页|下一?页|后一?页|尾页|末页|最后一页)\W*$")
_CURRENT = re.compile(r"^(?:cur|curr|current|active|on|selected|now|this)", re.IGNORECASE)
_COUNT_BEFORE, _COUNT_AFTER = re.compile(r"(?:共|每页|总|计)\W*$"), re.compile(r"^\W*[条篇项个]")


def next_page(page: ListText, links: tuple[Link, ...]) -> str | None:
    """The address of the next page: the link that is named so, else the number one more than the current.

    >>> page = ListText("http://a.example/nb/", "<b>1</b> <a href='?p=2'>2</a> <a href='?p=9'>尾页</a>")
    >>> next_page(page, ())
    'http://a.example/nb/?p=2'
    """
    return named_next(page, links) or _next_number(page)


def named_next(page: ListText, links: tuple[Link, ...]) -> str | None:
    """The address of the link that is called the next page."""
    # a number may lead there too, and come first: the links have each address once
    shown = [_leads_to(tag, page.base) for tag in page.soup.find_all(_BUTTONS) if _is_next(tag)]
    named = [link.url for link in links if NEXT.match(link.title)]
    return next((url for url in (*shown, *named) if url and url != page.url), None)


def is_pager_link(link: Link) -> bool:
    """True for links that only turn pages; they say nothing of whether a page shows anything new.

    >>> [is_pager_link(Link("http://a.example/", title)) for title in ("2", "尾页", "2023", "2022年")]
    [True, True, False, False]
    """
    return _read_number(link.title) is not None or bool(_PAGER_WORD.match(link.title))


def _next_number(page: ListText) -> str | None:
    anchors = _numbered(page)
    if not anchors:
        return None
    current = _current(page, anchors)
    url = next((url for number, url, _ in anchors if number == current + 1), None)
    return url if url != page.url else None


def _numbered(page: ListText) -> list[tuple[int, str, Tag]]:
    found = []
    for anchor in page.soup.find_all(_BUTTONS):
        number = _read_number(_label(anchor))
        url = _leads_to(anchor, page.base) if number is not None else None
        if number is not None and url is not None:
            found.append((number, url, anchor))
    return found


def _label(tag: Tag) -> str:
    """What a button says; an option says the number alone, or 第2页."""
    text = "".join(piece for _, piece in zip(range(4), tag.stripped_strings, strict=False))
    if tag.name == "option":
        return text.removeprefix("第").removesuffix("页")
    return text if len(text) <= _LONGEST else ""


def _is_next(tag: Tag) -> bool:
    if tag.name == "link":
        return "next" in tag.get_attribute_list("rel")
    image = tag.find("img", alt=True) if tag.name == "a" else None
    told = (
        _label(tag),
        tag.get("title"),
        tag.get("value"),
        image.get("alt") if isinstance(image, Tag) else None,
    )
    return any(NEXT.match(str(text)) for text in told if text)


def _leads_to(tag: Tag, base: str) -> str | None:
    value = str(tag.get("value") or "") if tag.name == "option" else ""
    if re.search(r"[./?]", value):
        return read_address(value, base)
    return read_target(tag, base)


def _current(page: ListText, anchors: list[tuple[int, str, Tag]]) -> int:
    linked = {id(anchor) for _, _, anchor in anchors}
    plain = _plain_numbers(_pager([anchor for _, _, anchor in anchors]), linked)
    numbers = {number for number, _, _ in anchors}
    beside = [number for number in plain if number not in numbers and {number - 1, number + 1} & numbers]
    own = [number for number, url, _ in anchors if url == page.url]
    marked = [number for number, _, anchor in anchors if _is_marked(anchor)]
    return next(iter([*beside, *own, *marked]), 1)


def _pager(anchors: list[Tag]) -> Tag:
    """The smallest piece of the page that holds all numbers and something beside them."""
    for parent in anchors[0].parents:
        inside = {id(anchor) for anchor in parent.find_all("a")}
        if all(id(anchor) in inside for anchor in anchors) and len(list(parent.stripped_strings)) > len(
            anchors
        ):
            return parent
    return anchors[0]


def _plain_numbers(pager: Tag, linked: set[int]) -> list[int]:
    found = []
    for text in pager.find_all(string=True):
        number = _read_number(text)
        if number is None or any(id(parent) in linked for parent in text.parents) or _is_count(text):
            continue
        found.append(number)
    return found


def _is_count(text: NavigableString) -> bool:
    """True for how many pages or rows there are, which is no place in the list."""
    before, after = text.find_previous(string=True), text.find_next(string=True)
    return bool(_COUNT_BEFORE.search(before or "") or _COUNT_AFTER.search(after or ""))


def _is_marked(anchor: Tag) -> bool:
    names = [str(name) for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class")]
    return any(_CURRENT.match(name) for name in names)


def _read_number(text: str) -> int | None:
    found = _NUMBER.match(text.strip())
    return int(found[1]) if found and 0 < int(found[1]) < _YEAR_FROM else None
