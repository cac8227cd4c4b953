"""UCAP: columns `/c100123/...` whose rows come as JSON from `/common/search/<channel>`.

Promises: the channel and the query are what the page prints, on whatever host it asks; a page that only
names its channel and shows no article is asked for in the way that all such sites have.
Caveat: one site's older list (`getFileListByCodeId`) names a host on which its pages are not; they are
taken from the host that listed them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from scraper.guard import registered_domain
from scraper.posting import FORM, read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.calls import as_address, find_call
from scraper.sites.variables import find_value

_SEARCH = re.compile(r"/common/search/")
_FILES = re.compile(r"getFileListByCodeId")
_COLUMN = re.compile(r"/c\d{3,}(?:/|$)")
_ARTICLE = re.compile(r"/\d{6}/[\w-]+\.s?html?$|/content\.s?html?$")
_CHANNEL = re.compile(r"[0-9a-zA-Z]{3,40}")
_QUERY = {"page": "1", "_pageSize": "15", "_isAgg": "true", "_isJson": "true", "_template": "index"}


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page neither asks for such rows nor is an answer with them."""
    if page.data is not None:
        return _answer(page)
    address = find_call(page, _SEARCH, _QUERY) or _files(page)
    links = page.links
    if address is None and _COLUMN.search(urlsplit(page.url).path):
        channel = find_value(page, "channelId") or find_value(page, "channel_id") or ""
        if _CHANNEL.fullmatch(channel) and not any(_ARTICLE.search(link.url) for link in links):
            address = as_address(urljoin(page.url, f"/common/search/{channel}"), _QUERY, None)
    return ListPage(links, (address,), "ucap") if address else None


def _files(page: ListText) -> str | None:
    if not _FILES.search(page.text):
        return None
    fields = {"codeId": "", "channelId": find_value(page, "channelId") or "", "page": "1", "size": "30"}
    printed = find_call(page, _FILES, fields)
    if printed and read_request(printed).method == "POST":
        return printed
    return as_address(urljoin(page.url, "/getFileListByCodeId"), fields, FORM)


def _answer(page: ListText) -> ListPage | None:
    asked = read_request(page.url).url
    if _SEARCH.search(asked):
        return read_answer(page, "ucap")
    shown = read_answer(page, "ucap") if _FILES.search(asked) else None
    return replace(shown, links=tuple(_on_host(link, asked) for link in shown.links)) if shown else None


def _on_host(link: Link, asked: str) -> Link:
    there, here = urlsplit(link.url), urlsplit(asked)
    if registered_domain(there.hostname or "") != registered_domain(here.hostname or ""):
        return link
    return replace(link, url=urlunsplit((here.scheme, here.netloc, *there[2:])))
