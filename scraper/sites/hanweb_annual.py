"""Reports of one body by year, of Hanweb's 信息公开: `xxgkAnnualReport.jsp?area=...&fbtime=2023`.

Promises: a link for each year that the page offers, named as what it leads to.
Caveat: a page that offers no year shows one report, and leads to no other.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from scraper.address import read_address
from scraper.sites.base import Link, ListText
from scraper.sites.fields import read_fields, with_fields
from scraper.sites.form_fields import option_value
from scraper.sites.variables import find_value

_ANNUAL = re.compile(r"""["']([^"'<>\s]*/module/xxgk/xxgkAnnualReport\.jsp[^"'<>\s]*)["']""")
_YEAR = re.compile(r"20\d\d")


def has_annual_reports(page: ListText) -> bool:
    """True where the page names the address of such reports, or has it."""
    return _address(page) is not None


def offers_years(page: ListText) -> bool:
    """True for the page of all years: it shows the newest report, which has an address of its own too."""
    return _is_annual(page.url) and not read_fields(page.url).get("fbtime") and bool(yearly_reports(page))


def yearly_reports(page: ListText) -> list[Link]:
    """The reports of one body by year, where a select offers the years."""
    url = _address(page)
    if url is None:
        return []
    area = {} if read_fields(url).get("area") else {"area": find_value(page, "area") or ""}
    values = (_YEAR.search(option_value(tag)) for tag in page.soup.find_all("option"))
    return [Link(with_fields(url, {**area, "fbtime": year[0]}), f"{year[0]}年") for year in values if year]


def _address(page: ListText) -> str | None:
    found = _ANNUAL.search(page.text)
    printed = read_address(html.unescape(found[1]), page.base) if found else None
    return printed or (page.url if _is_annual(page.url) else None)


def _is_annual(url: str) -> bool:
    return urlsplit(url).path.endswith("/module/xxgk/xxgkAnnualReport.jsp")


def name_report(link: Link) -> Link:
    """A link to a body's report of a year, which says only the year, as what it is.

    >>> name_report(Link("http://a.example/module/xxgk/xxgkAnnualReport.jsp?fbtime=2020", "2020")).title
    '2020年政府信息公开工作年度报告'
    """
    year = read_fields(link.url).get("fbtime", "") if "xxgkAnnualReport.jsp" in link.url else ""
    if not _YEAR.fullmatch(year) or "报告" in link.title or "年报" in link.title:
        return link
    return Link(link.url, f"{year}年政府信息公开工作年度报告", link.date)
