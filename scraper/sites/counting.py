"""What a page says of its place in a list: which page it is, of how many, and whether one comes after it.

Promises: a page of the list is asked for where the page says that there are more of them, or shows rows and
a pager without a number; a list of one page costs no request too many.
Refuses: to count on where nothing looks like a pager.
Caveat: a total that is too low is believed, but where the page itself shows more; one too high costs a
request that shows nothing new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from scraper.sites.base import ListText

# variables that count pages
TOTALS = (
    r"(?:total[_-]?|count[_-]?)?pages?[_-]?(?:count|total)|(?:total[_-]?|count[_-]?|conten)pages?(?:_?num)?"
)
PAGER = re.compile(r"下一?页|尾页|末页|pagination|laypage|pager\b|\bpaging\b", re.IGNORECASE)
NUMERAL = "[一二三四五六七八九十]{1,3}"
_COUNT = rf"(?:\d{{1,5}}|{NUMERAL})"
_OF = re.compile(
    rf"(?<![\d/])(?!(?:19|20)\d\d ?/)(?:第 ?)?(?P<a>{_COUNT}) ?页? ?[/／] ?(?:共 ?)?(?P<b>{_COUNT}) ?页"
    rf"|(?:页[次码]|页/总页数) ?[:：]? ?(?P<c>\d{{1,4}}) ?页? ?[/／] ?(?P<d>\d{{1,4}})"
    rf"|第 ?(?P<e>\d{{1,4}}|{NUMERAL}(?= ?页[ ,，、|;；]*共 ?[^\d ])) ?页[ ,，、|;；]*共 ?(?P<f>{_COUNT}) ?页"
    rf"|共 ?(?P<h>{_COUNT}) ?页[ ,，、|;；]*(?:当前|目前)?[是为]?第 ?(?P<g>\d{{1,4}}) ?页"
)
_TOTAL = re.compile(rf"(?:[共计分]|共有|总数) ?({_COUNT}) ?页|总页数? ?[:：]? ?({_COUNT})")
_HERE = re.compile(r"当前(?:页(?:码|数)? ?[:：]?|[是为]?第) ?(\d{1,4})")
_ROWS_TOLD = re.compile(r"(?:共有?|总计) ?(\d{1,6}) ?[条篇项个]|总(?:记录)?数 ?[:：]? ?(\d{1,6})(?! ?页)")
_SIZE_TOLD = re.compile(r"每页(?:显示)? ?[:：]? ?(\d{1,3})|(\d{1,3}) ?[条篇项个](?:信息|记录)? ?/ ?页")
_TAG = re.compile(r"<[^<>]*>")
_PAGES = re.compile(rf"""(?:{TOTALS}|(?<!\w)pages)["']?\s*[:=]\s*["']?(\d{{1,5}})\b""", re.IGNORECASE)
_ROWS = re.compile(
    r"""\b(?:total[_-]?(?:count|record|records|rows|num)?|record[_-]?count|count)["']?\s*[:=]\s*["']?(\d{1,7})\b""",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"""\b(?:page[_-]?size|per[_-]?page|limit)["']?\s*[:=]\s*["']?(\d{1,4})\b""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands in its list, as far as its words say."""

    number: int | None = None
    total: int | None = None


def read_place(page: ListText) -> Place:
    """The number of a page and how many there are, by its words; a total of 0 is a gap that a script fills.

    >>> read_place(ListText("http://a.example/", "第<b>2</b>页/共<b>5</b>页"))
    Place(number=2, total=5)
    >>> read_place(ListText("http://a.example/", "共53条 每页15条"))
    Place(number=None, total=4)
    """
    words = " ".join(unescape(_TAG.sub(" ", page.text)).split())
    if told := _OF.search(words):
        number, total = (next(filter(None, told.group(*names))) for names in ("aceg", "bdfh"))
        return Place(read_count(number), read_count(total) or None)
    here, total_told = _HERE.search(words), _TOTAL.search(words)
    total = read_count(total_told[1] or total_told[2]) if total_told else _by_rows(words)
    return Place(int(here[1]) if here else None, total or None)


def script_total(text: str) -> int:
    """The highest number of pages that a script names; 0 where it names none.

    >>> script_total("laypage({pages: 5})"), script_total("var pageCount = '0'")
    (5, 0)
    """
    return max((int(found) for found in _PAGES.findall(text)), default=0)


def has_more(page: ListText, number: int, rows: int) -> bool:
    """True where the list that shows `rows` on its page `number` may have another page.

    >>> has_more(ListText("http://a.example/", "<script>pagination({pageCount: 3})</script>"), 2, 10)
    True
    """
    if not rows:
        return False
    declared = max(read_place(page).total or 0, script_total(page.text))
    if declared:
        return number < declared
    total, size = _ROWS.search(page.text), _SIZE.search(page.text)
    if total and size and int(size[1]) and int(total[1]) >= rows:
        return number * int(size[1]) < int(total[1])
    return bool(PAGER.search(page.text))


def read_count(text: str) -> int:
    """A number in digits, or in Chinese numerals below a hundred.

    >>> read_count("15"), read_count("五"), read_count("十二"), read_count("二十")
    (15, 5, 12, 20)
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_digit(tens) or 1) if ten else 0) + _digit(ones)


def _digit(text: str) -> int:
    return "零一二三四五六七八九".find(text) if text else 0


def _by_rows(words: str) -> int | None:
    told = (_ROWS_TOLD.search(words), _SIZE_TOLD.search(words))
    rows, size = (int(found[1] or found[2]) if found else 0 for found in told)
    return -(-rows // size) if size else None
