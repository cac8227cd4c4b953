"""Which links lead to annual reports: from a portal to its columns, from a column to its reports.

Promises: a near miss (网站年报, 法治政府建设年报, a notice) is never taken; a title without the subject
(2023年年报) counts only inside a column of annual reports, and a page of 公布情况 only as a register.
Refuses: to leave the site of the source, which the guard decides.
Caveat: a link says little; a short title is judged again by the page behind it (`judging.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from parsers.titles import Title, is_near_miss, read_title
from scraper.bodies import name_bodies
from scraper.columns import (
    YEAR,
    is_article_address,
    is_bare_column,
    is_document_address,
    is_file_address,
    is_headline,
    is_list_address,
    is_miss,
    is_register,
    is_report_column,
    is_year_name,
    names_other_paper,
    plain_name,
)
from scraper.doors import body_name, door_cost, is_body, is_directory, is_likely_body, maybe_door
from scraper.judging import is_sure_title
from scraper.navigation import Choice
from scraper.sites import Link, ListPage

_GENERIC = re.compile(
    rf"{YEAR}\s*年?.{{0,30}}(?:年报|年度(?:工作)?报告|工作报告|报告)\s*$|{YEAR}.*(?:年报|年度报告)"
)
_CUT = re.compile(rf"{YEAR}.*(?:…|\.\.)\W*$")  # a title that the list cuts short
_OF_YEARS = re.compile(rf"{YEAR}|历年|往年|历史|以前|早期|归档|往期")  # in a column, the name of a part of it
_BODIES = re.compile(
    r"乡镇|镇街|街道|苏木|部门|单位|县区|区县|市县|旗县|[省市县区旗]直|各[镇乡区县市]|委办局"
    r"|(?:[省市县区旗州盟]级?(?:人民)?政府|本级).{0,8}(?:年报|年度(?:工作)?报告)"
)
_NO_BODIES = re.compile(r"指南|制度|目录|机构|动态")
_SAYS_SO = re.compile(
    r"^\W*(?:是|已公[布开示]|已发布|已上[网线]|点击)?(?:查看|详情|链接|网址|浏览|阅读|点击|已公[布开示]|已发布|是|√)\W*$|^√$"
)
LEAST_REPORTS = 2  # titles of reports that make a page a column, where it links to none
LONGEST_PART = 20  # characters of the name of a part of a column
LAST_RESORTS = 20  # items of a home page's menus that are looked at where nothing better has helped
LONGEST_ITEM = 8  # characters of such an item
_STRONGEST = ("report", "register", "list", "portal", "maybe")


@dataclass(frozen=True, slots=True)
class Found:
    """A link worth following: `kind` is report, register, list, portal (a page to look for columns on) or
    maybe (one that is looked at only where nothing else helped).

    `cost` counts the steps through it, `organization` is the body that it names.
    """

    url: str
    kind: str
    title: str
    cost: int = 1
    organization: str | None = None
    is_guess: bool = False  # no link of the page: its address was made up by what the family is known for


def pick_reports(
    page: ListPage,
    *,
    url: str,
    is_column: bool,
    bodies: Mapping[str, str] | None = None,
    is_of_year: bool = False,
) -> list[Found]:
    """Reports and sub-columns among the links of a list; `is_column` for a column of annual reports.

    `bodies` are the links of the page that name a body; on a page `is_of_year` each may be a report.

    >>> links = (Link("http://a.example/1.html", "某局2023年政府信息公开工作年度报告"),
    ...          Link("http://a.example/2.html", "2023年法治政府建设年度报告"))
    >>> [found.url for found in pick_reports(ListPage(links, (), "anchors"), url="", is_column=True)]
    ['http://a.example/1.html']
    """
    known = known_columns(page)
    links = [link for link in page.links if link.url not in {url, *known}]
    picked = [_pick(link, is_column) for link in links]
    if is_column and bodies:
        picked += [_pick_body(link, url, bodies, is_of_year=is_of_year) for link in links]
    return strongest([*known.values(), *(found for found in picked if found is not None)])


def pick_columns(
    choices: Iterable[Choice],
    *,
    is_home: bool = False,
    is_disclosure: bool = True,
    bodies: Mapping[str, str] | None = None,
) -> list[Found]:
    """Columns of annual reports that a portal's page leads to, and the doors behind which they may lie.

    `is_home` for the portal's first page, `is_disclosure` for a page about government information; `bodies`
    are the links that name a body, where that is known.

    >>> doors = [Choice("http://a.example/zwgk/", "政务公开", 0), Choice("http://a.example/ly/", "旅游", 0)]
    >>> [(found.url, found.kind) for found in pick_columns(doors)]
    [('http://a.example/zwgk/', 'portal')]
    """
    choices = tuple(choices)
    bodies = name_bodies(choices) if bodies is None else bodies
    found = [_lead(choice, bodies, is_home=is_home, is_disclosure=is_disclosure) for choice in choices]
    if is_home:
        found += islice(filter(None, map(_last_resort, choices)), LAST_RESORTS)
    return strongest(one for one in found if one is not None)


def is_disclosure_page(title: str, url: str) -> bool:
    """True for a page about government information, by its name or its address.

    >>> is_disclosure_page("清河县政府信息公开", ""), is_disclosure_page("首页", "http://a.example/")
    (True, False)
    """
    return "公开" in title or door_cost(title.split("-")[0], url) is not None


def is_same_level(name: str, other: str) -> bool:
    """True for parts of a column that exclude each other: two years, two bodies.

    >>> is_same_level("2022年", "2023年"), is_same_level("教育局", "2023年")
    (True, False)
    """
    both = (plain_name(name), plain_name(other))
    return all(map(is_year_name, both)) or all(map(is_body, both))


def shows_reports(found: Sequence[Found]) -> bool:
    """True for a page that is a column by what it leads to: reports, and to no column that would hold them.

    >>> title = "某局202{}年政府信息公开工作年度报告"
    >>> shows_reports([Found(f"http://a.example/{n}", "report", title.format(n)) for n in range(2)])
    True
    """
    reports = {one.url for one in found if one.kind == "report"}
    return len(reports) >= LEAST_REPORTS and not any(one.kind == "list" for one in found)


def strongest(found: Iterable[Found]) -> list[Found]:
    """One find an address, the strongest kind of it, in the order of the page.

    >>> [one.kind for one in strongest([Found("http://a.example/", kind, "") for kind in ("portal", "list")])]
    ['list']
    """
    best: dict[str, Found] = {}
    for one in found:
        known = best.get(one.url)
        if known is None or _STRONGEST.index(one.kind) < _STRONGEST.index(known.kind):
            best[one.url] = one
    return list(best.values())


def lost_reports(page: ListPage, *names: str | None) -> list[str]:
    """Titles of reports whose row leads nowhere; `names` are the column's own, which stand on it too.

    >>> rows = ("某局2023年政府信息公开工作年度报告", "2023年政府信息公开年报", "联系我们")
    >>> lost_reports(ListPage((), (), "anchors", rows), "2023年政府信息公开年报")
    ['某局2023年政府信息公开工作年度报告']
    """
    known = {link.title for link in page.links} | set(names)
    titles = ((text, read_title(text)) for text in page.rows_lost if text not in known)
    return [text for text, title in titles if title and title.year and not is_near_miss(text)]


def known_columns(page: ListPage) -> dict[str, Found]:
    """What the family of a page knows for columns of annual reports, by address."""
    shown = {link.url for link in page.links}
    return {
        link.url: Found(link.url, "list", link.title, is_guess=link.url not in shown) for link in page.columns
    }


def _pick(link: Link, is_column: bool) -> Found | None:
    if is_register(link.title):
        return Found(link.url, "register", link.title)
    if not link.title or is_near_miss(link.title) or is_headline(link.title):
        return None
    title, is_list = read_title(link.title), is_list_address(link.url)
    if title is not None and not is_list:
        is_report = title.year or title.organization or is_column
        return Found(link.url, "report", link.title) if is_report else None
    if not is_column:
        return Found(link.url, "list", link.title) if title is not None and title.year else None
    if is_document_address(link.url) and names_other_paper(link.title):
        return None  # its words cannot be asked what it is
    if not is_list and (_GENERIC.search(link.title) or _CUT.search(link.title) or _is_year(link)):
        return Found(link.url, "report", link.title)
    return Found(link.url, "list", link.title) if _is_sub_column(link.title, title, is_list=is_list) else None


def _is_year(link: Link) -> bool:
    """An article or a file that is called by its year alone."""
    return is_year_name(link.title) and is_article_address(link.url)


def _is_sub_column(name: str, title: Title | None, *, is_list: bool) -> bool:
    if is_year_name(name) or (title is not None and title.year):
        return True
    if not is_list or len(name) > LONGEST_PART or is_miss(plain_name(name)):
        return False
    return bool(_OF_YEARS.search(name) or (_BODIES.search(name) and not _NO_BODIES.search(name)))


def _pick_body(link: Link, column: str, bodies: Mapping[str, str], *, is_of_year: bool) -> Found | None:
    """A body named in a column: a folder below the column, or the one report of that body."""
    name = bodies.get(link.url)
    if name is None:
        return None
    is_below = _folder(link.url).startswith(_folder(column)) and link.url != column
    if is_article_address(link.url) or (is_file_address(link.url) and (is_below or is_of_year)):
        return Found(link.url, "report", link.title, organization=name)
    return Found(link.url, "list", link.title, organization=name) if is_below else None


def pick_counted(page: ListPage, *, url: str) -> list[Found]:
    """What a register links to in its rows, whatever the links are called: each may be the report of a row.

    >>> rows = (Link("http://a.example/jyj/2023.html", "已公布"), Link("http://a.example/", "首页"))
    >>> [found.url for found in pick_counted(ListPage(rows, (), "anchors"), url="http://a.example/r.html")]
    ['http://a.example/jyj/2023.html']
    """
    sure = [one for one in pick_reports(page, url=url, is_column=False) if one.kind == "report"]
    known = {one.url for one in sure}
    rows = [link for link in page.links if _is_counted(link) and link.url not in {url, *known}]
    return [*sure, *(Found(link.url, "report", link.title) for link in rows)]


def _is_counted(link: Link) -> bool:
    """A row's link that says that a report is there, names its body, or shows its own address."""
    if not (is_article_address(link.url) or is_file_address(link.url)) or is_near_miss(link.title):
        return False
    says_so = _SAYS_SO.match(link.title) or link.title.startswith(("http://", "https://", "www."))
    return bool(says_so) or is_likely_body(link.title)


def _last_resort(choice: Choice) -> Found | None:
    """On a home page any item of a menu may be the way, where nothing better led to a column."""
    name = plain_name(choice.title)
    is_item = choice.form == "link" and 2 <= len(name) <= LONGEST_ITEM and not is_miss(name)
    return Found(choice.url, "maybe", name, 3) if is_item and not is_article_address(choice.url) else None


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rpartition('/')[0]}/"


def _lead(choice: Choice, bodies: Mapping[str, str], *, is_home: bool, is_disclosure: bool) -> Found | None:
    """What one choice of a portal's page is worth."""
    title, url = choice.title, choice.url
    if is_register(title):
        return Found(url, "register", title)
    if is_headline(title):
        return None
    if is_sure_title(title) and not is_list_address(url):
        found = read_title(title)
        return Found(url, "report", title) if found is not None and found.year else None
    if is_report_column(title, url) or (is_disclosure and is_bare_column(title, url)):
        return Found(url, "list", title)
    cost = 1 if choice.form == "frame" else door_cost(title, url)
    if cost is not None:
        return Found(url, "portal", title, cost, body_name(title))
    far = 2 if is_home else 1
    if is_directory(title, url):
        return Found(url, "portal", title, far)
    if url in bodies and not is_article_address(url):
        return Found(url, "portal", title, far, bodies[url])
    return Found(url, "maybe", title, 3) if maybe_door(title, url) else None
