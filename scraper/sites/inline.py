"""Rows that a script holds itself: an array of objects with titles and addresses, or markup that it writes.

Promises: the rows of all such arrays, in their order, and the links of markup that is written as it stands.
Refuses: to join pieces of markup: what a template makes of a row is not read.
Caveat: a menu in a script is such an array too; what its entries are, their names say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from scraper.sites.answers import find_rows, row_links
from scraper.sites.base import Link, ListText
from scraper.sites.literals import read_literal, unquote_literal

MOST = 10  # arrays of a page that are read
_LONGEST = 200_000  # characters of one; a row has some 200
_ARRAY = re.compile(r"\[\s*(?=[\[{])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ADDRESS = re.compile(r"(?:https?://|\.{0,2}/)?[^\s<>\"']*(?:/|\.s?html?|\.jsp|\.aspx?|\.php)[^\s<>\"']*")
_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_WRITTEN = re.compile(rf"document\.write(?:ln)?\s*\(\s*{_STRING}\s*\)", re.IGNORECASE)


def read_inline(page: ListText) -> tuple[Link, ...]:
    """The links of rows that stand in the page's scripts.

    >>> text = "<script>var rows = [{title: '某局年报', url: 't1.html', date: '2021-01-29'}]</script>"
    >>> read_inline(ListText("http://a.example/nb/", text))
    (Link(url='http://a.example/nb/t1.html', title='某局年报', date='2021-01-29'),)
    """
    found: dict[str, Link] = {}
    for link in (*_rows(page), *_written(page)):
        found.setdefault(link.url, link)
    return tuple(found.values())


def _rows(page: ListText) -> Iterator[Link]:
    for array in islice(_ARRAY.finditer(page.scripts), MOST):
        value = read_literal(page.scripts[array.start() : array.start() + _LONGEST])
        links, _ = row_links(find_rows(value) or _unnamed(value), page.base)
        yield from links


def _unnamed(value: object) -> list[dict[str, str]]:
    """Rows that are arrays of texts: the longest with Chinese is the title, one with a path the address."""
    rows = []
    for row in value if isinstance(value, list) else []:
        texts = [one for one in row if isinstance(one, str)] if isinstance(row, list) else []
        title = max((one for one in texts if _CHINESE.search(one)), key=len, default=None)
        url = next((one for one in texts if one is not title and _ADDRESS.fullmatch(one)), None)
        if title and url:
            rows.append({"title": title, "url": url})
    return rows


def _written(page: ListText) -> tuple[Link, ...]:
    markup = "\n".join(unquote_literal(found[1]) for found in _WRITTEN.finditer(page.scripts))
    return ListText(page.base, markup).links if markup else ()
