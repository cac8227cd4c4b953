"""What turns a page: what a button says, whether it may be pressed, and where it leads.

Promises: a button is read however it is made: by words, a title, a picture's name or its label.
Refuses: to press what is shown as out of use: a last page often has such a button for the next one.
Caveat: a number of up to four digits below the years is taken for that of a page.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import Tag

from scraper.address import read_address
from scraper.sites.base import read_target
from scraper.sites.counting import NUMERAL, read_count
from scraper.sites.fields import PAGE_FIELDS, field_name
from scraper.sites.labels import NEXT, read_label, told_beside

TURNS = re.compile(rf"^\W*(?:[首尾末]\s*页|最后一?页|第{NUMERAL}页|[上前下后]\s*一?\s*[页頁])\W*$")
_NUMBER = re.compile(rf"^[^\w.]*(?:第\s*)?(?:(\d{{1,4}})(?:\s*页)?|(?<=第)({NUMERAL})页)[^\w.]*$")
_YEAR_FROM = 1990  # numbers from here on are years of sub-columns: no real list has so many pages
_CURRENT = re.compile(r"^(?:cur|curr|current|active|on|selected|now|this)", re.IGNORECASE)
_OFF = re.compile(r"disab|no_?click|no_?link|^none$", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TURN = re.compile(
    r"""(?:[Pp]age\w*|\b(?:go|goto|turn|jump|load)(?:[A-Z_]\w*)?)"""
    r"""\s*\(\s*(?:(["'])[^"']*\1\s*,\s*)?["']?(\d{1,4})["']?\s*[,)]"""
)
_CALL = re.compile(r"""\w\s*\(\s*["']?(\d{1,4})["']?\s*[,)]""")  # whatever a button of the next page calls
_ARROW = re.compile(r"^\s*(?:[>›»→▶＞]|>>)?\s*$")
_NEXT_CLASS = re.compile(r"(?:^|[-_])next(?:[-_]?page)?$", re.IGNORECASE)
_PAGER_CLASS = re.compile(r"pag(?:e|ing|ination)|fenye|turn", re.IGNORECASE)
_NEAR = 3  # steps from a button to what is called a pager


def read_number(text: str) -> int | None:
    """The number of a page that a button says; None for a year and for words.

    >>> [read_number(text) for text in ("[2]", "第3页", "第十二页", "2023", "二", "2022年")]
    [2, 3, 12, None, None, None]
    """
    found = _NUMBER.match(text.strip())
    number = read_count(found[1] or found[2]) if found else 0
    return number if 0 < number < _YEAR_FROM else None


def is_next(tag: Tag) -> bool:
    """True for a button that is called the next page, and may be pressed."""
    return says_next(tag) and not is_off(tag)


def says_next(tag: Tag) -> bool:
    """True for a button that is called the next page."""
    label = read_label(tag)
    if "next" in tag.get_attribute_list("rel"):  # of an article it is the next article
        return tag.name == "link" or bool(_ARROW.match(label) or NEXT.match(label) or read_number(label))
    return any(map(NEXT.match, (label, *told_beside(tag))))


def is_arrow(tag: Tag) -> bool:
    """True for a button of a pager that shows only a sign for the next page, and may be pressed."""
    text = tag.get_text(strip=True)
    is_named = any(_NEXT_CLASS.search(name) for one in _held(tag) for name in _names(one).split())
    if not _ARROW.match(text) or not (text or is_named) or is_off(tag):
        return False
    around = (tag, *islice(tag.parents, _NEAR))
    return any(_PAGER_CLASS.search(_names(one)) for one in around if one.name not in ("body", "html"))


def is_off(tag: Tag) -> bool:
    """True for a button that is shown as out of use, itself or by what holds nothing else."""
    return any(_is_off(one) for one in _held(tag))


def is_hidden(tag: Tag) -> bool:
    """True for a button that a script may show later, or never."""
    return bool(_HIDDEN.search(str(tag.get("style") or "")))


def is_marked(tag: Tag) -> bool:
    """True for the number of the page itself, by its mark."""
    if tag.has_attr("selected") or tag.get("aria-current"):
        return True
    names = [str(name) for one in (tag, tag.parent) if one for name in one.get_attribute_list("class")]
    return any(_CURRENT.match(name) for name in names)


def leads_to(tag: Tag, base: str) -> str | None:
    """The address that a button leads to; None where only a script knows."""
    value = str(tag.get("value") or "") if tag.name == "option" else ""
    if re.search(r"[./?]", value):
        return read_address(value, base)
    return read_target(tag, base)


def called_number(tag: Tag) -> int | None:
    """The number of the page that a button asks its script for: in the call, or in a `data-` attribute.

    >>> from bs4 import BeautifulSoup
    >>> [called_number(tag) for tag in BeautifulSoup("<a data-page=2><a onclick='go(3)'>", "lxml")("a")]
    [2, 3]
    """
    for name, value in tag.attrs.items():
        words = name.removeprefix("data-")
        named = {field_name(words), field_name(words.rpartition("-")[2])}
        if words != name and named & PAGE_FIELDS and (number := read_number(str(value))):
            return number
    called = f"{tag.get('onclick') or ''} {tag.get('href') or ''}"
    found = _TURN.search(called) or (_CALL.search(called) if says_next(tag) else None)
    return read_number(found[found.re.groups]) if found else None


def _is_off(tag: Tag) -> bool:
    is_told = tag.has_attr("disabled") or tag.get("aria-disabled") == "true"
    return is_told or any(_OFF.search(str(name)) for name in tag.get_attribute_list("class"))


def _held(tag: Tag) -> list[Tag]:
    """A button, and the cell that holds it."""
    parent = tag.parent
    return [tag, parent] if parent is not None and parent.name in ("li", "span", "td") else [tag]


def _names(tag: Tag) -> str:
    return " ".join(map(str, (*tag.get_attribute_list("class"), tag.get("id") or "")))
