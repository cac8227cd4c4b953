"""Lonsun: `/public/column/<organ>?type=3` holds the annual reports of an organ, pages by `pageIndex`.

Promises: every organ that a page names in this way leads to its annual reports, whichever of its sections
the page links to; pages are counted in `pageIndex` where only a script draws the pager.
Caveat: that type 3 is the section of annual reports is a convention of the software, the same on all its
sites that are known.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.counting import has_more
from scraper.sites.pages import next_page
from scraper.sites.turning import page_number

REPORTS = "3"  # the section of annual reports; 1 rules, 2 guide, 4 catalogue, 5 requests
_ORGAN = re.compile(r"/public/column/(\w+)/?$")
_COLUMN = re.compile(r"/(?:public|content)/column/\w+/?$")
_ARTICLE = re.compile(r"/(?:public|content)/[\w/]+\.s?html?$")
_SECTION = re.compile(r"公开|指南|制度|目录|年报|依申请|更多|首页")
_OF_SECTION = ("catId", "catid", "pageIndex", "page")


def read(page: ListText) -> ListPage | None:
    """The list, or None where neither the page nor a link of it has such an address."""
    links = page.links
    is_column = bool(_COLUMN.search(urlsplit(page.url).path))
    columns = _columns(page, links)
    if not is_column and not columns:
        return None
    following = _next(page, links) if is_column else ()
    return ListPage(links, following, "lonsun", columns=columns)


def _next(page: ListText, links: tuple[Link, ...]) -> tuple[str, ...]:
    printed = next_page(page, links)
    number = page_number(page.url) or 1
    rows = sum(bool(_ARTICLE.search(urlsplit(link.url).path)) for link in links)
    if printed is None and has_more(page, number, rows):
        printed = _with(page.url, {"pageIndex": str(number + 1)}, ())
    return (printed,) if printed else ()


def _columns(page: ListText, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The annual reports of each organ, as the page links to them or else by the organ's other sections."""
    own = _organ(page.url) if _type(page.url) == REPORTS else None
    found: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: _type(link.url) != REPORTS):
        organ = _organ(link.url)
        if organ is None or organ == own or organ in found:
            continue
        name = "" if _SECTION.search(link.title) else link.title
        url = link.url
        if _type(url) != REPORTS:
            url = _with(url, {"type": REPORTS, "action": "list"}, _OF_SECTION)
        found[organ] = Link(url, f"{name}政府信息公开年报")
    return tuple(found.values())


def _organ(url: str) -> str | None:
    found = _ORGAN.search(urlsplit(url).path)
    return found[1] if found else None


def _type(url: str) -> str | None:
    return dict(parse_qsl(urlsplit(url).query)).get("type")


def _with(url: str, fields: dict[str, str], without: tuple[str, ...]) -> str:
    parts = urlsplit(url)
    kept = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = {name: value for name, value in kept.items() if name not in without} | fields
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked), ""))
