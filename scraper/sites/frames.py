"""Frames of a page that its site loads beside it: the list may stand in one.

Promises: frames on the host of the page, in its order, at most `MOST`.
Refuses: hidden frames, and those that show a file or a widget.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bs4 import Tag

from scraper.address import read_address
from scraper.sites.base import ListText

MOST = 4  # frames of a page; more is a page of widgets
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)"
)
_NO_LIST = re.compile(
    r"viewer|\.(?:pdf|docx?|xlsx?|mp4|jpe?g|png|gif|swf)(?:$|[?#&])|weather|video|player|share|search|counter|stat",
    re.IGNORECASE,
)


def read_frames(page: ListText) -> tuple[str, ...]:
    """The addresses of the frames that may hold a list.

    >>> page = ListText("http://a.example/nb/", "<iframe src='list.html'></iframe><iframe src='http://b.example/'>")
    >>> read_frames(page)
    ('http://a.example/nb/list.html',)
    """
    if "<iframe" not in page.text.lower() and "<frame" not in page.text.lower():
        return ()
    found = dict.fromkeys(
        url
        for frame in page.soup.find_all(["iframe", "frame"])
        if not _is_hidden(frame)
        and (url := read_address(_source(frame), page.base))
        and _is_own(url, page.url)
    )
    return tuple(found)[:MOST]


def _source(frame: Tag) -> str:
    return str(frame.get("src") or frame.get("data-src") or "javascript:")


def _is_hidden(frame: Tag) -> bool:
    sizes = {str(frame.get(name) or "").removesuffix("px") for name in ("width", "height")}
    return bool(sizes & {"0", "1"} or _HIDDEN.search(str(frame.get("style") or "")))


def _is_own(url: str, page: str) -> bool:
    return (
        url != page
        and urlsplit(url).netloc == urlsplit(page).netloc
        and not _NO_LIST.search(urlsplit(url).path)
    )
