"""Which links lead to annual reports: from a portal to its columns, from a column to its reports.

Promises: a near miss (网站年报, 法治政府建设年报, a notice, 公布情况) is never taken; a title without the
subject (2023年年报) counts only inside a column of annual reports.
Refuses: to leave the site of the source, which the guard decides.
Caveat: a link says little; the parser reads the page itself and has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsers.titles import is_near_miss, read_title
from scraper.sites import Link, ListPage, ListText

_SUBJECT = re.compile(r"信息(?:主动)?公开")
_REPORT = re.compile(r"年报|年度(?:工作)?报告|工作报告")
_YEAR = r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_GENERIC = re.compile(
    rf"{_YEAR}\s*年?.{{0,30}}(?:年报|年度(?:工作)?报告|工作报告|报告)\s*$|{_YEAR}.*(?:年报|年度报告)"
)
_YEAR_FOLDER = re.compile(rf"^\W*{_YEAR}\s*(?:年度?)?\s*(?:年报|年度报告)?\W*$")
_BODIES = re.compile(
    r"乡镇|镇街|街道|苏木|部门|单位|县区|区县|市县|旗县|[省市县区旗]直|各[镇乡区县市]|委办局"
)
_COLUMN_PATH = re.compile(r"(?:zf)?xxgk(?:gz)?nb|gknb|ndbg|annualreport", re.IGNORECASE)
_LIST_NAME = re.compile(
    r"^(?:|(?:index|list|default|node|column)[-_]?\w*\.\w+|page_\d+\.\w+|list|index)$|_list\.s?html?$",
    re.IGNORECASE,
)
_DOORS = re.compile(r"^(?:政府|法定主动)?(?:信息公开|政务公开)(?:专栏|平台|目录)?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A link worth following: `kind` is report, list or portal (a page to look for columns on)."""

    url: str
    kind: str
    title: str


def is_report_column(title: str, url: str) -> bool:
    """True for a column of annual reports, by its name or its address.

    >>> is_report_column("政府信息公开年报", "http://a.example/x/"), is_report_column("网站年报", "http://a.example/")
    (True, False)
    """
    if is_near_miss(title) and "指南" not in title and "目录" not in title:
        return False
    named = bool(_SUBJECT.search(title) and _REPORT.search(title))
    return named or bool(_COLUMN_PATH.search(urlsplit(url).path))


def is_list_address(url: str) -> bool:
    """True for addresses that look like a column and not like an article.

    >>> is_list_address("http://a.example/nb/"), is_list_address("http://a.example/nb/t20210129_1.html")
    (True, False)
    """
    path = urlsplit(url).path
    return bool(_LIST_NAME.search(path.rpartition("/")[2])) or path.rpartition("/")[2].isalpha()


def is_report_page(page: ListText) -> bool:
    """True where a page that was taken for a list is a report by its own article title."""
    title = read_title(page.meta("ArticleTitle") or "")
    return title is not None and title.year is not None


def pick_reports(page: ListPage, *, url: str, is_column: bool) -> list[Found]:
    """Reports and sub-columns among the links of a list; `is_column` for a column of annual reports.

    >>> links = (Link("http://a.example/1.html", "某局2023年政府信息公开工作年度报告"),
    ...          Link("http://a.example/2.html", "2023年法治政府建设年度报告"))
    >>> [found.url for found in pick_reports(ListPage(links, (), "anchors"), url="", is_column=True)]
    ['http://a.example/1.html']
    """
    known = _known_columns(page)
    picked = (_pick(link, is_column) for link in page.links if link.url not in {url, *known})
    return [found for found in picked if found is not None] + [*known.values()]


def pick_columns(page: ListPage) -> list[Found]:
    """Columns of annual reports that a portal links to, and the doors behind which they may lie."""
    known = _known_columns(page)
    found = [*known.values()]
    for link in page.links:
        if link.url in known or is_near_miss(link.title):
            continue
        title = read_title(link.title)
        if title is not None and title.year is not None and not is_list_address(link.url):
            found.append(Found(link.url, "report", link.title))
        elif is_report_column(link.title, link.url):
            found.append(Found(link.url, "list", link.title))
        elif _DOORS.match(link.title.strip()):
            found.append(Found(link.url, "portal", link.title))
    return found


def lost_reports(page: ListPage, *names: str | None) -> list[str]:
    """Titles of reports whose row leads nowhere; `names` are the column's own, which stand on it too.

    >>> rows = ("某局2023年政府信息公开工作年度报告", "2023年政府信息公开年报", "联系我们")
    >>> lost_reports(ListPage((), (), "anchors", rows), "2023年政府信息公开年报")
    ['某局2023年政府信息公开工作年度报告']
    """
    known = {link.title for link in page.links} | set(names)
    titles = ((text, read_title(text)) for text in page.rows_lost if text not in known)
    return [text for text, title in titles if title and title.year and not is_near_miss(text)]


def _known_columns(page: ListPage) -> dict[str, Found]:
    """What the family of a page knows for columns of annual reports, by address."""
    return {link.url: Found(link.url, "list", link.title) for link in page.columns}


def _pick(link: Link, is_column: bool) -> Found | None:
    if not link.title or is_near_miss(link.title):
        return None
    title, is_list = read_title(link.title), is_list_address(link.url)
    if title is not None and not is_list:
        return (
            Found(link.url, "report", link.title) if title.year or title.organization or is_column else None
        )
    if not is_column:
        return Found(link.url, "list", link.title) if title is not None and title.year else None
    if _GENERIC.search(link.title) and not is_list:
        return Found(link.url, "report", link.title)
    is_year = bool(_YEAR_FOLDER.match(link.title) or (title is not None and title.year))
    if is_year or (_is_bodies(link.title) and is_list):
        return Found(link.url, "list", link.title)
    return None


def _is_bodies(title: str) -> bool:
    return (
        len(title) <= 20 and bool(_BODIES.search(title)) and not re.search(r"指南|制度|目录|机构|动态", title)
    )
