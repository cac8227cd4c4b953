"""Epoint: rows from POST `.../rest/lightfrontaction/getgovinfolist`.

Promises: the site's guid and the path of its service are what the page prints, or its `webBuilderCommon.js`,
which is then read on the way; what has no rows is asked for once more in each way that such sites know.
Caveat: what the page asks for travels to the script and back in the script's fragment, which is not sent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scraper.address import read_address
from scraper.posting import read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.epoint_calls import ASKED, SERVICE, first_requests
from scraper.sites.epoint_detail import asked_for_one_by_one
from scraper.sites.variables import find_value

_SCRIPT = re.compile(
    r"""<script[^<>]{1,200}src\s*=\s*["']?([^"'\s>]*webBuilderCommon[\w.-]*\.js[^"'\s>]*)""", re.IGNORECASE
)


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows no mark of this software."""
    url = read_request(page.url).url
    if page.data is not None:
        return _answer(page) if SERVICE.search(url) else None
    fragment = dict(parse_qsl(urlsplit(url).fragment.removeprefix("!")))
    if "webBuilderCommon" in url and "categorynum" in fragment:
        return ListPage((), first_requests(page, fragment), "epoint", opens=True)
    script = _SCRIPT.search(page.text)
    if (script or SERVICE.search(page.text) or "categorynum=" in url) and (asked := _asked(page)):
        following = first_requests(page, asked) or _by_script(page, script, asked)
        return ListPage(page.links, following, "epoint")
    return None


def _asked(page: ListText) -> dict[str, str]:
    found = {name: find_value(page, name) or "" for name in ASKED}
    return found if found["categorynum"] else {}


def _by_script(page: ListText, script: re.Match[str] | None, asked: dict[str, str]) -> tuple[str, ...]:
    path = script[1] if script else "/js/webBuilderCommon.js"
    address = read_address(f"{urljoin(page.base, path)}#!{urlencode(asked)}", page.base)
    return (address,) if address else ()


def _answer(page: ListText) -> ListPage | None:
    """The rows of an answer; those without a page of their own are asked for one by one."""
    shown = read_answer(page, "epoint")
    if shown is None:
        return None
    one_by_one = asked_for_one_by_one(page)
    shells, titles = set(one_by_one), {link.title for link in one_by_one.values()}
    return replace(
        shown,
        links=(*(link for link in shown.links if link.url not in shells), *one_by_one.values()),
        columns=tuple(one_by_one.values()),
        rows_lost=tuple(title for title in shown.rows_lost if title not in titles),
    )
