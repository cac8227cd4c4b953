"""Epoint: rows from POST `.../rest/lightfrontaction/getgovinfolist`.

Promises: the site's guid and the path of its service are what the page prints, or its `webBuilderCommon.js`,
which is then read on the way; pages are counted from 0, and from 1 where 0 has no rows; the fields stand
alone or in `params`, whichever is answered with rows.
Caveat: what the page asks for travels to the script and back in the script's fragment, which is not sent.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scraper.address import read_address
from scraper.posting import JSON, read_request
from scraper.sites.answers import find_rows, read_answer
from scraper.sites.base import ListPage, ListText
from scraper.sites.calls import as_address, find_call, find_value
from scraper.sites.epoint_detail import asked_for_one_by_one
from scraper.sites.turning import page_number

SIZE = 20  # rows asked for at once, as the sites' own pages do
_SERVICE = re.compile(
    r"/(?:lightfrontaction/getgovinfolist|frontAppNotNeedLoginAction/getGovInfoList)", re.IGNORECASE
)
_PATH = "/rest/lightfrontaction/getgovinfolist"
_SCRIPT = re.compile(
    r"""<script[^<>]{1,200}src\s*=\s*["']?([^"'\s>]*webBuilderCommon[\w.-]*\.js[^"'\s>]*)""", re.IGNORECASE
)
_ASKED = ("deptcode", "categorynum")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page shows no mark of this software."""
    url = read_request(page.url).url
    if page.data is not None:
        return _answer(page) if _SERVICE.search(url) else None
    fragment = dict(parse_qsl(urlsplit(url).fragment.removeprefix("!")))
    if "webBuilderCommon" in url and "categorynum" in fragment:
        following = _calls(page, fragment)
        return ListPage((), following, "epoint", opens=True)
    script = _SCRIPT.search(page.text)
    links = page.links
    if (script or _SERVICE.search(page.text) or "categorynum=" in url) and (asked := _asked(page)):
        return ListPage(links, _calls(page, asked) or _by_script(page, script, asked), "epoint")
    return None


def _asked(page: ListText) -> dict[str, str]:
    found = {name: find_value(page, name) or "" for name in _ASKED}
    return found if found["categorynum"] else {}


def _by_script(page: ListText, script: re.Match[str] | None, asked: dict[str, str]) -> tuple[str, ...]:
    path = script[1] if script else "/js/webBuilderCommon.js"
    address = read_address(f"{urljoin(page.base, path)}#!{urlencode(asked)}", page.base)
    return (address,) if address else ()


def _calls(page: ListText, asked: dict[str, str]) -> tuple[str, ...]:
    """The first request, in the form that the page prints, then in both; none where the guid is unknown."""
    guid = find_value(page, "siteGuid")
    if not guid:
        return ()
    printed = find_call(page, _SERVICE)
    project = find_value(page, "projectName") or ""
    url = read_request(printed).url if printed else urljoin(page.url, f"/{project.strip('/')}{_PATH}")
    url = read_address(project.rstrip("/") + _PATH, page.url) or url if project.startswith("http") else url
    fields = {**asked, "pageIndex": 0, "pageSize": SIZE, "siteGuid": guid}
    wrapped = {"params": fields}
    is_wrapped = re.search(r"""["']?\bparams["']?\s*:""", page.text) is not None
    forms = (wrapped, fields) if is_wrapped else (fields, wrapped)
    return tuple(as_address(url, form, JSON) for form in forms)


def _answer(page: ListText) -> ListPage | None:
    shown = read_answer(page, "epoint")
    if shown is None or find_rows(page.data) or shown.links:
        columns = asked_for_one_by_one(page)
        known = {link.title for link in columns}
        lost = tuple(title for title in shown.rows_lost if title not in known) if shown else ()
        return replace(shown, columns=columns, rows_lost=lost) if shown else None
    return ListPage((), _otherwise(page), "epoint", opens=True)


def _otherwise(page: ListText) -> tuple[str, ...]:
    """What to ask where the first page has no rows: page 1, or the fields in their other form."""
    asked = read_request(page.url)
    body: Any = json.loads(asked.body or b"{}")
    number, is_wrapped = page_number(page.url), "params" in body
    if number == 0:
        fields = body["params"] if is_wrapped else body
        changed = {**fields, "pageIndex": 1}
        return (as_address(asked.url, {"params": changed} if is_wrapped else changed, JSON),)
    return (
        (as_address(asked.url, {"params": {**body, "pageIndex": 0}}, JSON),)
        if number == 1 and not is_wrapped
        else ()
    )
