"""Articles that are shells, `/art/info/2031/i20260109-ab12`, with their text at `/html/info/detail`.

Promises: of those that may be reports the text itself is asked for, by the id in their address; the answer
is the report where it has the sections of one (`judging`).
Refuses: to fetch the shell: it holds no word of the report, and looks like a challenge.
Caveat: one site is known that does so; where the service is, its own scripts alone say.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin, urlsplit

from scraper.posting import post_address
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.epoint_detail import may_be_report

_SHELL = re.compile(r"/art/info/\w+/(i\d{8}-\w+)/?$")
_DETAIL = "/html/info/detail"


def read(page: ListText) -> ListPage | None:
    """The list, or None where no article of it is such a shell."""
    asked = {link: _ask(link) for link in page.links if may_be_report(link.title)}
    details = {link: detail for link, detail in asked.items() if detail is not None}
    if not details:
        return None
    links = tuple(details.get(link, link) for link in page.links)
    return ListPage(links, (), "shells", columns=tuple(details.values()))


def _ask(link: Link) -> Link | None:
    found = _SHELL.search(urlsplit(link.url).path)
    if found is None:
        return None
    body = urlencode({"id": found[1]}).encode()
    return Link(post_address(urljoin(link.url, _DETAIL), body), link.title, link.date)
