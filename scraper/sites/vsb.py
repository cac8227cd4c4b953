"""博达 VSB: lists `nb.htm`, further pages in a folder of that name, often backwards: `nb/4.htm`, `nb/3.htm`.

Promises: pages are followed by the link that is called the next, never counted.
Caveat: a list without such a link is one page.
"""

from __future__ import annotations

import re

from scraper.sites.base import ListPage, ListText

_MARKS = re.compile(
    r"_showDynClicks|_jsq_\(|/system/resource/(?:code|js|css|vue)/|Visual ?SiteBuilder|_newscontent_fromname"
    r"|/_sitegray/|/system/_content/download\.jsp|\bvsb_content|_dwr/interface/NewsvoteDWR"
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows none of the marks of this family."""
    if not _MARKS.search(page.text):
        return None
    return ListPage(page.links, (), "vsb")
