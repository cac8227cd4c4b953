"""Reports of one body by year, of Hanweb's 信息公开: `xxgkAnnualReport.jsp?area=...&fbtime=2023`.

Promises: a link for each year that the page offers, named as what it leads to.
Caveat: a page that offers no year shows one report, and leads to no other.
"""

from __future__ import annotations

import html
import re

from scraper.address import read_address
from scraper.sites.base import Link, ListText
from scraper.sites.calls import find_value
from scraper.sites.fields import read_fields, with_fields

_ANNUAL = re.compile(r"""["']([^"'<>\s]*/module/xxgk/xxgkAnnualReport\.jsp[^"'<>\s]*)["']""")
_YEAR = re.compile(r"20\d\d")


def has_annual_reports(page: ListText) -> bool:
    """True where the page names the address of such reports."""
    return _ANNUAL.search(page.text) is not None


def yearly_reports(page: ListText) -> list[Link]:
    """The reports of one body by year, where a select offers the years."""
    found = _ANNUAL.search(page.text)
    url = read_address(html.unescape(found[1]), page.base) if found else None
    if url is None:
        return []
    area = {} if read_fields(url).get("area") else {"area": find_value(page, "area") or ""}
    values = (_YEAR.search(str(tag.get("value") or "")) for tag in page.soup.find_all("option"))
    return [Link(with_fields(url, {**area, "fbtime": year[0]}), f"{year[0]}年") for year in values if year]


def name_report(link: Link) -> Link:
    """A link to a body's report of a year, which says only the year, as what it is.

    >>> name_report(Link("http://a.example/module/xxgk/xxgkAnnualReport.jsp?fbtime=2020", "2020")).title
    '2020年政府信息公开工作年度报告'
    """
    year = read_fields(link.url).get("fbtime", "") if "xxgkAnnualReport.jsp" in link.url else ""
    if not _YEAR.fullmatch(year) or "报告" in link.title or "年报" in link.title:
        return link
    return Link(link.url, f"{year}年政府信息公开工作年度报告", link.date)
