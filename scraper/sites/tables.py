"""Links of a table that say only 查看: what stands at the head of their column or row is their name.

Promises: a link in a cell is named by the year at the head of its column, else of its row.
Refuses: to name a link that has words of its own, and links of tables without years at their heads.
Caveat: a head that spans several columns counts for the first of them.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

SAYS_NOTHING = re.compile(
    r"^\W*(?:点击)?(?:查看|详情|详细|阅读|浏览|打开|下载|链接|有|是|已公[开布])(?:详情|全文|原文|内容|信息|报告)?\W*$|^\W*$"
)
_YEAR = re.compile(
    r"^\W*(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*(?:年度?)?\W*(?:年报|年度报告|报告)?\W*$"
)
_LONGEST = 40  # characters of a head
_HEADS = 3  # rows, a caption among them, in which the heads of columns stand


def name_cells(soup: BeautifulSoup) -> None:
    """Give links of tables that say nothing the year at their head as a title.

    >>> soup = BeautifulSoup("<table><tr><th>单位<th>2023年<tr><td>某局<td><a href='1.html'>查看</a>", "lxml")
    >>> name_cells(soup)
    >>> soup.a["title"]
    '2023年'
    """
    tables: dict[int, list[Tag]] = {}
    for row in soup.find_all("tr"):
        tables.setdefault(id(row.find_parent("table")), []).append(row)
    for rows in tables.values():
        heads = next((words for row in rows[:_HEADS] if _has_year(words := _row_words(row))), [])
        for row in rows:
            _name_row(row, heads)


def _name_row(row: Tag, heads: list[str]) -> None:
    cells = _cells(row)
    own = [_words(cell) for cell in cells[:1]]
    for at, cell in enumerate(cells):
        named = next(filter(_YEAR.match, (*heads[at : at + 1], *own)), "")
        for anchor in cell.find_all("a") if named else ():
            if SAYS_NOTHING.match(_words(anchor)) and SAYS_NOTHING.match(str(anchor.get("title") or "")):
                anchor["title"] = named


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _row_words(row: Tag) -> list[str]:
    return [_words(cell) for cell in _cells(row)]


def _has_year(words: list[str]) -> bool:
    return any(map(_YEAR.match, words))


def _words(tag: Tag) -> str:
    """The first words of a cell, which may hold the whole page."""
    text = ""
    for piece in tag.stripped_strings:
        text = f"{text} {piece}".lstrip()
        if len(text) > _LONGEST:
            break
    return text
