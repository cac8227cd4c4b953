"""TRS WCM and its look-alikes: static lists `index.html`, `index_1.html` ..., paged by a script call.

Promises: page 2 is first looked for at `index_1`, then at `index_2`: the same call numbers from 0 on one
site and from 1 on another, and a page skipped is worse than a request too many.
Caveat: the declared total only says whether to go on; a page that shows nothing new ends the list.
"""

from __future__ import annotations

import re

from scraper.address import read_address
from scraper.sites.base import ListPage, ListText, read_links

_CALL = re.compile(
    r"""createPage(?:HTML)?\s*\(\s*(?:['"][^'"]*['"]\s*,\s*)?(?P<total>\d+)\s*,\s*\d+\s*,"""
    r"""\s*['"](?P<prefix>[^'"]+)['"]\s*,\s*['"](?P<suffix>\w+)['"]"""
)
_COUNT = re.compile(r"(?:countPage|totalPage|pageCount|contenpage)\s*=\s*['\"]?(?P<total>\d+)")
_PAGER = re.compile(r"Pager\s*\(\s*\{(?P<body>[^}]*)\}")
_FIELD = r"""\b{}\s*:\s*['"]?([\w-]+)"""
_ARTICLE = re.compile(r"/t20\d{6}_\d+\.s?html?$")
_PAGE = re.compile(r"(?P<prefix>[\w-]+?)(?:_(?P<number>\d+))?\.(?P<suffix>s?html?)$")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    pager = _pager(page.text)
    links = read_links(page.soup, page.base)
    if pager is None and not any(_ARTICLE.search(link.url) for link in links):
        return None
    return ListPage(links, _next_pages(page.url, *pager) if pager else (), "trs")


def _pager(text: str) -> tuple[int, str, str] | None:
    """Total, prefix and suffix of the page's own pager."""
    if call := _CALL.search(text):
        return int(call["total"]), call["prefix"], call["suffix"]
    if call := _PAGER.search(text):
        fields = {name: re.search(_FIELD.format(name), call["body"]) for name in ("size", "prefix", "suffix")}
        size, prefix, suffix = (found[1] if found else "" for found in fields.values())
        return int(size) if size.isdigit() else 1 << 16, prefix or "index", suffix or "html"
    if call := _COUNT.search(text):
        return int(call["total"]), "", ""
    return None


def _next_pages(url: str, total: int, prefix: str, suffix: str) -> tuple[str, ...]:
    name = url.rpartition("/")[2].partition("?")[0]
    here = _PAGE.search(name)
    prefix = prefix or (here["prefix"] if here else "index")
    suffix = suffix or (here["suffix"] if here else "html")
    number = int(here["number"]) if here and here["number"] else None
    if number is None:
        following = [1, 2] if total > 1 else []
    else:
        following = [number + 1] if number + 1 <= total else []  # one too many where pages count from 0
    pages = (read_address(f"{prefix}_{number}.{suffix}", url) for number in following)
    return tuple(page for page in pages if page is not None)
