"""Any other page: its anchors.

Promises: every page is such a list, though it may be an empty one.
Caveat: lists that a script draws are empty here.
"""

from __future__ import annotations

from scraper.sites.base import ListPage, ListText


def read(page: ListText) -> ListPage:
    """The list, without a next page: that is looked for in the pager, as on any page."""
    return ListPage(page.links, (), "anchors")
