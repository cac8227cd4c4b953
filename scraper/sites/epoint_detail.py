"""Epoint articles that only the service knows: rows with an id and no address.

Promises: each is asked for by its id, and where the answer holds a file, that file is the report.
Refuses: to take an answer for a report: text that the service gives without a page is told as lost.
Caveat: of several files the first is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scraper.address import read_address
from scraper.posting import FORM, read_request
from scraper.sites.answers import find_rows, inside, row_address, row_title
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.calls import as_address
from scraper.sites.literals import read_json

_DETAIL = "getGovInfoDetail"
_LIST = re.compile(r"getGovInfoList(?=$|[?#])", re.IGNORECASE)
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


def asked_for_one_by_one(page: ListText) -> tuple[Link, ...]:
    """What asks for the articles of a list that have an id and no address."""
    url = _LIST.sub(_DETAIL, read_request(page.url).url)
    found = []
    for row in find_rows(page.data):
        number = next((_lowered(row)[name] for name in _IDS if _lowered(row).get(name)), None)
        if number and not row_address(row):
            asked = as_address(url, {"params": json.dumps({"infoid": str(number)})}, FORM)
            found.append(Link(asked, row_title(row)))
    return tuple(found)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    level = [value]
    for _ in range(_MAX_DEPTH):
        told = (read_json(one) if isinstance(one, str) else one for one in level)
        yield from (one for one in told if isinstance(one, dict))
        level = [inner for outer in level for inner in inside(outer)]


def _lowered(row: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in row.items()}
