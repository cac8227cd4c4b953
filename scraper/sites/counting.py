"""Lists of HTML pages whose pager only a script draws: is there a page after this one?

Promises: a page of the list is asked for where the page says that there are more of them, or shows rows and
a pager without a number; a list of one page costs no request too many.
Refuses: to count on where nothing looks like a pager.
Caveat: a total that is too low is believed; one too high costs a request that shows nothing new.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListText

_PAGES = re.compile(
    r"""(?:page_?count|total_?pages?|page_?total|count_?page|pages|totalpagenum)["']?\s*[:=]\s*["']?(\d{1,5})\b"""
    r"""|共\s*(?:<[^<>]*>)?\s*(\d{1,5})\s*(?:<[^<>]*>)?\s*页|\b\d{1,5}\s*/\s*(\d{1,5})\s*页""",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"""\b(?:total_?(?:count|record|records|rows|num)?|record_?count|count)["']?\s*[:=]\s*["']?(\d{1,7})\b""",
    re.IGNORECASE,
)
_SIZE = re.compile(r"""\b(?:page_?size|per_?page|limit)["']?\s*[:=]\s*["']?(\d{1,4})\b""", re.IGNORECASE)
_PAGER = re.compile(r"下一?页|尾页|末页|pagination|laypage|pager\b|\bpaging\b", re.IGNORECASE)


def has_more(page: ListText, number: int, rows: int) -> bool:
    """True where the list that shows `rows` on its page `number` may have another page.

    >>> has_more(ListText("http://a.example/", "<script>pagination({pageCount: 3})</script>"), 2, 10)
    True
    """
    if not rows:
        return False
    declared = [int(value) for found in _PAGES.findall(page.text) for value in found if value]
    if declared:
        return number < max(declared)
    total, size = _ROWS.search(page.text), _SIZE.search(page.text)
    if total and size and int(size[1]):
        return number * int(size[1]) < int(total[1])
    return bool(_PAGER.search(page.text))
