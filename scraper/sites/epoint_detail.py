"""Epoint articles that only the service knows: rows with an id and no address, or with that of a shell.

Promises: each is asked for by its id, and where the answer holds a file, that file is the report; where it
holds the text, the answer itself is (`judging` knows it by its sections).
Refuses: to take a shell (`showinfo.html?infoGuid=...`) for a report; text without a report's sections is
told as lost.
Caveat: of several files the first is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from parsers.titles import is_near_miss
from scraper.address import read_address
from scraper.posting import FORM, read_request
from scraper.sites.answers import find_rows, inside, row_address, row_title
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.calls import as_address
from scraper.sites.literals import read_json

_DETAIL = "getGovInfoDetail"
_LIST = re.compile(r"getGovInfoList(?=$|[?#])", re.IGNORECASE)
_REPORT = re.compile(r"年报|报告|…|\.\.$")
_SHELL = re.compile(r"/?showinfo\.html\?(?:[^#]*&)?infoguid=([\w-]+)", re.IGNORECASE)
_IDS = ("infoid", "infoguid", "rowguid")
_MAX_DEPTH = 8  # levels of an answer; those seen have four


def read(page: ListText) -> ListPage | None:
    """The file that an answer on one article holds, as a list of one; None where it is no such answer."""
    if page.data is None or not read_request(page.url).url.lower().endswith(_DETAIL.lower()):
        return None
    objects = list(_objects(page.data))
    title = next(filter(None, (row_title({**one, "name": ""}) for one in objects)), "")
    files = ((_lowered(one).get("attachurl"), _lowered(one).get("attachname")) for one in objects)
    for url, name in files:
        address = read_address(str(url), page.base) if url else None
        if address:
            return ListPage((Link(address, title or str(name).rpartition(".")[0]),), (), "epoint")
    return ListPage((), (), "epoint", (title,) if title else ())


def asked_for_one_by_one(page: ListText) -> dict[str, Link]:
    """What asks for those articles that have an id and no page, and may be reports, by their shells."""
    url = _LIST.sub(_DETAIL, read_request(page.url).url)
    found = {}
    for row in find_rows(page.data):
        written = row_address(row)
        shell = _SHELL.search(written)
        ids = (str(_lowered(row).get(name) or "") for name in _IDS)
        number = shell[1] if shell else next(filter(None, ids), "")
        if number and (shell or not written) and may_be_report(row_title(row)):
            asked = as_address(url, {"params": json.dumps({"infoid": number})}, FORM)
            found[(read_address(written, page.base) if shell else None) or asked] = Link(
                asked, row_title(row)
            )
    return found


def may_be_report(title: str) -> bool:
    """True for a title that a report might have, be it short or cut off."""
    return bool(_REPORT.search(title)) and not is_near_miss(title)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    level = [value]
    for _ in range(_MAX_DEPTH):
        told = (read_json(one) if isinstance(one, str) else one for one in level)
        yield from (one for one in told if isinstance(one, dict))
        level = [inner for outer in level for inner in inside(outer)]


def _lowered(row: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in row.items()}
