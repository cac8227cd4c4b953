"""Hanweb's module 信息公开: rows from a POST to `/module/xxgk/search.jsp`, a body's reports by year, a tree.

Promises: the request's fields are those that the page prints; its pages are counted in `currpage`.
Caveat: a search may ignore the column and answer with the whole district; titles then decide.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.address import read_address
from scraper.posting import post_address, read_request
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.calls import find_call
from scraper.sites.counting import read_place
from scraper.sites.fields import read_fields, with_fields
from scraper.sites.hanweb_annual import has_annual_reports, name_report, yearly_reports
from scraper.sites.variables import find_value

_MODULE = "/module/xxgk/"
_SEARCH = re.compile(r"""["']([^"'<>\s]*/module/xxgk/search\.jsp[^"'<>\s]*)["']""")
_TREE = re.compile(r"""["']([^"'<>\s]*/module/xxgk/tree\.jsp\?[^"'<>\s]*)["']""")
_TREE_ROW = re.compile(
    r"""(?:\.add\(\s*[^,()]+,\s*[^,()]+,\s*|\bname["']?\s*:\s*)["']([^"'<>]+)["']"""
    r"""[^{};()]*?["']([^"'\s]*/col/[^"'\s]+)["']"""
)
_FIELDS = (
    "infotypeId", "jdid", "divid", "area", "vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype",
    "fbtime", "sortfield", "standardXxgk", "fields", "fieldConfigId", "hasNoPages", "infoCount", "isAllList",
)  # fmt: skip


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    asked = page.url.partition("?")[0]
    is_answer, is_tree = asked.endswith(f"{_MODULE}search.jsp"), asked.endswith(f"{_MODULE}tree.jsp")
    search = None if is_answer else _SEARCH.search(page.text)
    trees = [read_address(html.unescape(found), page.base) for found in _TREE.findall(page.text)]
    is_shown = has_annual_reports(page) or "tr_main_value_" in page.text
    if not (is_answer or is_tree or search or any(trees) or is_shown):
        return None
    links = {link.url: name_report(link) for link in (*yearly_reports(page), *_tree_rows(page), *page.links)}
    following = _after(page, len(links)) if is_answer else _searches(page, search[1]) if search else ()
    return ListPage(tuple(links.values()), following, "hanweb-xxgk", parts=tuple(filter(None, trees)))


def _searches(page: ListText, printed: str) -> tuple[str, ...]:
    """The first page of the search, and the second: the page may show the first itself."""
    url = read_address(html.unescape(printed), page.base)
    if url is None:
        return ()
    fields = {name: value for name in _FIELDS if (value := find_value(page, name)) is not None}
    called = read_request(find_call(page, _SEARCH) or "").body or b""
    fields |= {name: value for name, value in parse_qsl(called.decode()) if value}
    fields |= dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    bare = url.partition("?")[0]
    return tuple(post_address(bare, urlencode({**fields, "currpage": str(n)}).encode()) for n in (1, 2))


def _after(page: ListText, rows: int) -> tuple[str, ...]:
    number, total = read_fields(page.url).get("currpage") or "1", read_place(page).total
    is_more = rows > 0 and number.isdigit() and (total is None or int(number) < total)
    return (with_fields(page.url, {"currpage": str(int(number) + 1)}),) if is_more else ()


def _tree_rows(page: ListText) -> list[Link]:
    rows = _TREE_ROW.findall(page.text)
    return [Link(url, name.strip()) for name, href in rows if (url := read_address(href, page.base))]
