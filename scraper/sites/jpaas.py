"""大汉 jpaas publish server: units of a column page that a script fetches as JSON with the rows' HTML inside.

Promises: the request is the one that the page prints, its pages are asked in both ways that servers know:
`paramJson`, and `pageNo` beside the other fields. A server that answers with page 1 for ever ends the list.
Caveat: which unit is the list is not told by its name, so each is asked, those named so first.
"""

from __future__ import annotations

import html
import json
import re

from bs4 import Tag

from scraper.address import read_address
from scraper.sites.answers import links_in_markup, markup_of
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.calls import find_call
from scraper.sites.counting import read_place, script_total
from scraper.sites.fields import read_fields, with_fields
from scraper.sites.turning import next_request, page_number

MOST = 6  # units of a page that are asked
FEWEST = 5  # links in a unit that is a list, where none has a date and its name does not say it
_PATH = "jpaas-publish-server"
_PRINTED = re.compile(rf"""["']([^"'<>\s]*{_PATH}[^"'<>\s?]*\?[^"'<>\s]*pageId=[^"'<>\s]+)["']""")
_LIST = re.compile(r"list|列表|分页|内容|zw", re.IGNORECASE)
_PAIR = re.compile(r"""["']?([\w-]+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,{}'"\s]+))""")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    if _PATH in page.url and page.data is not None:
        links = links_in_markup(page)
        return ListPage(links, _after(page) if _is_list(page, links) else (), "jpaas")
    units = [url for tag in page.soup.find_all(_is_unit) if (url := _unit_address(tag, page))]
    printed = (read_address(html.unescape(found[1]), page.base) for found in _PRINTED.finditer(page.text))
    called = None if units else find_call(page, re.compile(_PATH))
    units += filter(None, (*printed, called))
    if not units:
        return None
    units.sort(key=lambda url: not _LIST.search(read_fields(url).get("tagId", "")))
    return ListPage(page.links, (), "jpaas", parts=tuple(dict.fromkeys(units))[:MOST])


def _is_unit(tag: Tag) -> bool:
    return _PATH in str(tag.get("url") or tag.get("data-url") or "") or bool(tag.get("querydata"))


def _unit_address(tag: Tag, page: ListText) -> str | None:
    url = read_address(str(tag.get("url") or tag.get("data-url") or "javascript:"), page.base)
    data = str(tag.get("querydata") or tag.get("data-querydata") or "")
    fields = {name: double or single or bare for name, double, single, bare in _PAIR.findall(data)}
    return with_fields(url, fields) if url else None


def _is_list(page: ListText, links: tuple[Link, ...]) -> bool:
    """False for a menu, which has no second page."""
    is_named = bool(links) and _LIST.search(read_fields(page.url).get("tagId", "")) is not None
    return is_named or len(links) >= FEWEST or any(link.date for link in links)


def _after(page: ListText) -> tuple[str, ...]:
    fields, markup = read_fields(page.url), markup_of(page)
    total = read_place(ListText(page.url, markup)).total or script_total(markup)
    packed = ListText(page.url, fields.get("paramJson", "")).data
    asked = packed if isinstance(packed, dict) else {}
    told_number = page_number(page.url)
    number = 1 if told_number is None else told_number
    if total and number >= total:
        return ()
    size = str(asked.get("pageSize") or fields.get("pageSize") or fields.get("rows") or 15)
    turned = {**asked, "pageNo": number + 1, "pageSize": size}
    ways: list[dict[str, str]] = [
        {"paramJson": json.dumps(turned, ensure_ascii=False, separators=(",", ":"))},
        {"pageNo": str(number + 1), "pageSize": size, "rows": size},
    ]
    if asked:
        ways = ways[:1]
    elif number > 1:
        return (next_request(page.url) or page.url,)
    return tuple(with_fields(page.url, way) for way in ways)
