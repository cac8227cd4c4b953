"""Frames of a page that its site loads beside it: a list, or a menu, may stand in one.

Promises: frames in the order of the page; of those that may be parts of a list, on the host of the page, at
most `MOST`.
Refuses: hidden frames, and those that show a file or a widget.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bs4 import Tag

from scraper.address import read_address
from scraper.sites.base import ListText

FRAMES = ("iframe", "frame", "object")  # tags that load a page beside the one they stand on
MOST = 4  # frames of a page; more is a page of widgets
_SOURCES = ("src", "data-src", "data-original", "data-url", "data")  # `data` is that of an object
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)"
)
_NO_LIST = re.compile(
    r"viewer|weather|player|(?<![a-z])(?:video|share|counter|stats?)(?![a-z])"
    r"|\.(?:pdf|docx?|xlsx?|mp[34]|jpe?g|png|gif|swf)(?:$|[?#&])",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"(?<![a-z])search", re.IGNORECASE)  # a box to type in, unless something is asked for


def read_frames(page: ListText) -> tuple[str, ...]:
    """The addresses of the frames that may hold a list.

    >>> page = ListText("http://a.example/nb/", "<iframe src='list.html'></iframe><iframe src='http://b.example/'>")
    >>> read_frames(page)
    ('http://a.example/nb/list.html',)
    """
    found = dict.fromkeys(read_frame(tag, page.base) for tag in page.soup.find_all(FRAMES))
    own = (url for url in found if url and url != page.url and _host(url) == _host(page.url))
    return tuple(own)[:MOST]


def read_frame(tag: Tag, base: str) -> str | None:
    """The address of the page that a frame shows; None where it shows none that is to be read.

    >>> soup = ListText("http://a.example/", "<iframe src='about:blank' data-src='l.html'></iframe>").soup
    >>> read_frame(soup.iframe, "http://a.example/")
    'http://a.example/l.html'
    """
    is_page = tag.name != "object" or "html" in str(tag.get("type"))
    if not is_page or _is_hidden(tag):
        return None
    told = (str(tag.get(name) or "").strip() for name in _SOURCES)
    url = next((url for source in told if source and (url := read_address(source, base))), None)
    return None if url is None or _shows_no_list(url) else url


def _shows_no_list(url: str) -> bool:
    parts = urlsplit(url)
    is_box = not parts.query and _SEARCH.search(parts.path)
    return bool(is_box or _NO_LIST.search(parts.path))


def _is_hidden(tag: Tag) -> bool:
    sizes = {str(tag.get(name) or "").removesuffix("px") for name in ("width", "height")}
    return bool(sizes & {"0", "1"} or _HIDDEN.search(str(tag.get("style") or "")))


def _host(url: str) -> str:
    return urlsplit(url).netloc
