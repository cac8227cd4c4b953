"""大汉 jpaas publish server: units of a column page that a script fetches as JSON with the rows' HTML inside.

Promises: the request is the one that the page prints, its pages are asked in both ways that servers know:
`paramJson`, and `pageNo` beside the other fields. A server that answers with page 1 for ever ends the list.
Caveat: which unit is the list is not told by its name, so each is asked, those named so first.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from bs4 import BeautifulSoup, Tag

from scraper.address import read_address
from scraper.sites.base import ListPage, ListText, read_links
from scraper.sites.fields import read_fields, with_fields
from scraper.sites.turning import next_request, page_number

MOST = 6  # units of a page that are asked
FEWEST = 5  # links in a unit that is a list, where none has a date
_PATH = "jpaas-publish-server"
_PRINTED = re.compile(rf"""["']([^"'<>\s]*{_PATH}[^"'<>\s?]*\?[^"'<>\s]*pageId=[^"'<>\s]+)["']""")
_LIST = re.compile(r"list|列表|内容|zw", re.IGNORECASE)
_PAIR = re.compile(r"""["']?([\w-]+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,{}'"\s]+))""")
_MARKUP = re.compile(r"<(?:a|li|ul|div)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"""共\s*(?:<[^<>]*>\s*)*(\d+)\s*(?:<[^<>]*>\s*)*页|(?:totalPages?|pageCount)["']?\s*[:=]\s*["']?(\d+)"""
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    if _PATH in page.url and (markup := _markup(page.text)) is not None:
        links = read_links(BeautifulSoup(markup, "lxml"), page.base)
        is_list = len(links) >= FEWEST or any(link.date for link in links)  # a menu has no second page
        return ListPage(links, _after(page.url, markup) if is_list else (), "jpaas")
    units = [url for tag in page.soup.find_all(_is_unit) if (url := _unit_address(tag, page))]
    printed = (read_address(html.unescape(found[1]), page.base) for found in _PRINTED.finditer(page.text))
    units += filter(None, printed)
    if not units:
        return None
    units.sort(key=lambda url: not _LIST.search(read_fields(url).get("tagId", "")))
    return ListPage(read_links(page.soup, page.base), (), "jpaas", parts=tuple(dict.fromkeys(units))[:MOST])


def _is_unit(tag: Tag) -> bool:
    return _PATH in str(tag.get("url") or tag.get("data-url") or "") or bool(tag.get("querydata"))


def _unit_address(tag: Tag, page: ListText) -> str | None:
    url = read_address(str(tag.get("url") or tag.get("data-url") or "javascript:"), page.base)
    data = str(tag.get("querydata") or tag.get("data-querydata") or "")
    fields = {name: double or single or bare for name, double, single, bare in _PAIR.findall(data)}
    return with_fields(url, fields) if url else None


def _markup(text: str) -> str | None:
    """The HTML in an answer, wherever it holds it; None where the answer is no JSON."""
    try:
        found = list(_strings(json.loads(text.lstrip("\ufeff"))))
    except (ValueError, RecursionError):
        return None
    return "\n".join(piece for piece in found if _MARKUP.search(piece))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []


def _after(url: str, markup: str) -> tuple[str, ...]:
    fields, told = read_fields(url), _TOTAL.search(markup)
    asked = _json(fields.get("paramJson", ""))
    told_number = page_number(url)
    number = 1 if told_number is None else told_number
    if told is not None and number >= int(told[1] or told[2]):
        return ()
    size = str(asked.get("pageSize") or fields.get("pageSize") or fields.get("rows") or 15)
    packed = json.dumps(
        {**asked, "pageNo": number + 1, "pageSize": size}, ensure_ascii=False, separators=(",", ":")
    )
    plain = {"pageNo": str(number + 1), "pageSize": size, "rows": size}
    if number > 1 and not asked:
        return (next_request(url) or url,)
    ways = [{"paramJson": packed}] if asked else [{"paramJson": packed}, plain]
    return tuple(with_fields(url, way) for way in ways)


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
