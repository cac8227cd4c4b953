"""ASP.NET WebForms: lists that a form of the page itself turns, `__doPostBack('AspNetPager1','2')`.

Promises: the form goes back whole (`webforms`), with the button that is called the next page, has the next
number, or chooses it; no other is used. The request is one address, state and all: on many pagers the state
alone says which page is next. So the later pages of a list have new addresses on each visit; reports and
columns, which are asked for by GET, do not.
Refuses: a form that is too large for an address; such a list ends with its first page.
Caveat: columns and articles that only such a form opens are not followed: their rows are told as lost.
"""

from __future__ import annotations

from bs4 import Tag

from scraper.sites.base import ListPage, ListText
from scraper.sites.postbacks import find_pressed
from scraper.sites.webforms import send_form

_STATE = "__VIEWSTATE"


def read(page: ListText) -> ListPage | None:
    """The list, or None where no button of such a form turns its pages."""
    if page.data is not None or _STATE not in page.text:
        return None
    state = page.soup.find("input", attrs={"name": _STATE})
    pressed = find_pressed(page) if isinstance(state, Tag) else None
    if pressed is None or not isinstance(state, Tag):
        return None
    address = send_form(page, state.find_parent("form") or page.soup, pressed)
    return ListPage(page.links, (address,) if address else (), "aspnet")
