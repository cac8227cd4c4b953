"""A report that is only a file on its page: which link of the page leads to it.

Promises: one file at most, on a page without a table of numbers: the one that is named as the report, or
the only one of the page where it is shown in a viewer, or its link says no more than 附件 or 下载.
Refuses: files that are named as another paper, and to choose among several that are named differently.
Caveat: a file is told by its address; one behind an address that says nothing is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import Tag

from parsers.titles import is_near_miss, read_title, squeeze
from scraper.address import read_address
from scraper.columns import names_other_paper
from scraper.sites import Link, ListText

LEAST_NUMBERS = 3  # cells that are numbers make a table one of a report's
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|xlsx?)(?![\w.])|down(?:load|file)\w*\.|pdfsrc", re.IGNORECASE)
_HINTS = (b".pdf", b".doc", b".wps", b".ofd", b".rtf", b".xls", b"download", b"downfile", b"pdfsrc")
_PAGE = re.compile(r"\.s?html?$|/$", re.IGNORECASE)
_REPORT = re.compile(r"年报|年度(?:工作)?报告|工作报告|公开报告")
_SAYS_LITTLE = re.compile(
    r"(?:附件|点击|下载|查看|浏览|打开|全文|原文|正文|文件|文档|这里|此处|版|[\w.-](?<![\u4e00-\u9fff])|\W)*"
)
_ENDING = re.compile(r"^(?:附件|附)?\d{0,2}[:：.、]?|\.\w{2,5}$")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")
_VIEWERS = ["iframe", "embed", "object"]


def may_name_file(body: bytes) -> bool:
    """False for a page that names no file, told without reading it.

    >>> may_name_file(b"<a href='1.PDF'>"), may_name_file(b"<a href='1.html'>")
    (True, False)
    """
    lowered = body.lower()
    return any(hint in lowered for hint in _HINTS)


def attached_report(page: ListText, title: str | None) -> Link | None:
    """The file that is the report of a page called `title`; None where the page is it, or links to none.

    >>> page = ListText("http://a.example/1.html", "<a href='1.pdf'>某局2023年政府信息公开年报.pdf</a>")
    >>> attached_report(page, None).url
    'http://a.example/1.pdf'
    """
    if page.data is not None or not _FILE.search(page.text) or _has_numbers(page):
        return None
    shown = [Link(url, title or "") for url in dict.fromkeys(_viewed(page))]
    files = [link for link in page.links if _is_file(link.url)]
    named = [link for link in files if _names_report(link, title)]
    if named:
        return named[0] if len({_stem(link.title) for link in named}) == 1 else None
    only = shown or [link for link in files if _SAYS_LITTLE.fullmatch(link.title)]
    is_only = len({link.url for link in (*shown, *files)}) == 1
    return only[0] if only and is_only else None


def _has_numbers(page: ListText) -> bool:
    """True for a page with a table of its own; the tables of a layout hold words."""
    tables = (table for table in page.soup.find_all("table") if table.find("table") is None)
    return any(_numbers(table) >= LEAST_NUMBERS for table in tables)


def _numbers(table: Tag) -> int:
    return sum(bool(_NUMBER.fullmatch(cell.get_text(strip=True))) for cell in table.find_all(["td", "th"]))


def _is_file(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_FILE.search(f"{parts.path}?{parts.query}")) and not _PAGE.search(parts.path)


def _viewed(page: ListText) -> Iterator[str]:
    """Files that the page shows by itself."""
    for tag in page.soup.find_all(_VIEWERS):
        url = read_address(str(tag.get("src") or tag.get("data") or ""), page.base)
        file = dict(parse_qsl(urlsplit(url).query)).get("file") if url else None
        shown = read_address(file, url) if file and url else url
        if shown and _is_file(shown):
            yield shown
    for tag in page.soup.find_all(None, {"pdfsrc": True}):
        if shown := read_address(str(tag["pdfsrc"]), page.base):
            yield shown


def _names_report(link: Link, title: str | None) -> bool:
    """True where the words of a link, or the name of its file, are those of this report."""
    parts = urlsplit(link.url)
    file = unquote(parts.path.rpartition("/")[2] or parts.query)
    for name in (link.title, file):
        if _REPORT.search(name) and not is_near_miss(name) and not names_other_paper(name):
            return _is_same_year(name, title)
    return False


def _is_same_year(name: str, title: str | None) -> bool:
    years = {found.year for text in (name, title or "") if (found := read_title(text)) and found.year}
    return len(years) < 2


def _stem(name: str) -> str:
    return _ENDING.sub("", squeeze(name))
