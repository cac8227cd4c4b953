"""Hanweb's module 信息公开: rows from a POST to `/module/xxgk/search.jsp`, a body's reports by year, a tree.

Promises: the request's fields are those that the page prints; its pages are counted in `currpage`.
Caveat: a search may ignore the column and answer with the whole district; titles then decide.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import post_address
from scraper.sites.base import Link, ListPage, ListText, read_links
from scraper.sites.fields import read_fields, with_fields

_SEARCH = re.compile(r"""["']([^"'<>\s]*/module/xxgk/search\.jsp[^"'<>\s]*)["']""")
_TREE = re.compile(r"""["']([^"'<>\s]*/module/xxgk/tree\.jsp\?[^"'<>\s]*)["']""")
_ANNUAL = re.compile(r"""["']([^"'<>\s]*/module/xxgk/xxgkAnnualReport\.jsp[^"'<>\s]*)["']""")
_TREE_ROW = re.compile(
    r"""(?:\.add\(\s*[^,()]+,\s*[^,()]+,\s*|\bname["']?\s*:\s*)["']([^"'<>]+)["']"""
    r"""[^{};()]*?["']([^"'\s]*/col/[^"'\s]+)["']"""
)
_FIELDS = (
    "infotypeId", "jdid", "divid", "area", "vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype",
    "fbtime", "sortfield", "standardXxgk", "fields", "fieldConfigId", "hasNoPages", "infoCount", "isAllList",
)  # fmt: skip
_VALUE = r"""(?<![\w.])["']?{}["']?\s*[:=]\s*["']([^"'<>&]*)["']|[?&"']{}=([^&"'<>\s]*)"""
_PAGES = re.compile(r"共\s*(?:<[^<>]*>\s*)*(\d+)\s*(?:<[^<>]*>\s*)*页")
_YEAR = re.compile(r"20\d\d")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    is_answer = "/module/xxgk/search.jsp" in page.url
    search = None if is_answer else _SEARCH.search(page.text)
    trees = [read_address(html.unescape(found), page.base) for found in _TREE.findall(page.text)]
    is_tree, annual = "/module/xxgk/tree.jsp" in page.url, _ANNUAL.search(page.text)
    if not (is_answer or search or any(trees) or is_tree or annual or "tr_main_value_" in page.text):
        return None
    links = {
        link.url: _renamed(link)
        for link in (*_options(page), *_tree_rows(page), *read_links(page.soup, page.base))
    }
    following = _after(page, len(links)) if is_answer else _searches(page, search[1]) if search else ()
    return ListPage(tuple(links.values()), following, "hanweb-xxgk", parts=tuple(filter(None, trees)))


def _searches(page: ListText, printed: str) -> tuple[str, ...]:
    """The first page of the search, and the second: the page may show the first itself."""
    url = read_address(html.unescape(printed), page.url)
    if url is None:
        return ()
    fields = {name: value for name in _FIELDS if (value := _value(page, name)) is not None}
    fields |= dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    bare = url.partition("?")[0]
    return tuple(post_address(bare, urlencode({**fields, "currpage": str(n)}).encode()) for n in (1, 2))


def _value(page: ListText, name: str) -> str | None:
    field = page.soup.find("input", attrs={"name": name}) or page.soup.find("input", attrs={"id": name})
    if isinstance(field, Tag):
        return str(field.get("value") or "")
    found = re.search(_VALUE.format(name, name), html.unescape(page.text))
    return next((value for value in found.groups() if value is not None), None) if found else None


def _after(page: ListText, rows: int) -> tuple[str, ...]:
    number, told = read_fields(page.url).get("currpage", "1"), _PAGES.search(page.text)
    is_more = rows > 0 and number.isdigit() and (told is None or int(number) < int(told[1]))
    return (with_fields(page.url, {"currpage": str(int(number) + 1)}),) if is_more else ()


def _options(page: ListText) -> list[Link]:
    """The reports of one body by year, where a select offers the years."""
    found = _ANNUAL.search(page.text)
    url = read_address(html.unescape(found[1]), page.base) if found else None
    if url is None:
        return []
    area = {} if read_fields(url).get("area") else {"area": _value(page, "area") or ""}
    years = [
        year[0] for tag in page.soup.find_all("option") if (year := _YEAR.search(str(tag.get("value") or "")))
    ]
    return [Link(with_fields(url, {**area, "fbtime": year}), f"{year}年") for year in years]


def _tree_rows(page: ListText) -> list[Link]:
    rows = _TREE_ROW.findall(page.text)
    return [Link(url, name.strip()) for name, href in rows if (url := read_address(href, page.base))]


def _renamed(link: Link) -> Link:
    """Links to a body's report of a year say only the year."""
    year = read_fields(link.url).get("fbtime", "") if "xxgkAnnualReport.jsp" in link.url else ""
    if not _YEAR.fullmatch(year) or "报告" in link.title or "年报" in link.title:
        return link
    return Link(link.url, f"{year}年政府信息公开工作年度报告", link.date)
