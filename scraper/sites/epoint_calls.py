"""How Epoint's service is asked for a list: the fields alone, in `params`, or as JSON in a form's `params`.

Promises: the form that the page prints comes first, with the fields that it prints beside the known ones;
pages are counted from 0, and from 1 where 0 has no rows.
Refuses: to ask where the site's guid is unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from scraper.address import read_address
from scraper.posting import FORM, JSON, read_request
from scraper.sites.base import ListText
from scraper.sites.calls import as_address, find_call
from scraper.sites.variables import find_value

ASKED = ("deptcode", "categorynum")
SERVICE = re.compile(
    r"/(?:lightfrontaction/getgovinfolist|frontAppNotNeedLoginAction/getGovInfoList)", re.IGNORECASE
)
_SIZE = 20  # rows asked for at once where the page does not say
_PATH = "/rest/lightfrontaction/getgovinfolist"
_WRAPPED = re.compile(r"""["']?\bparams["']?\s*:""")
_IN_FORM = re.compile(r"""["']?\bparams["']?\s*:\s*JSON\.stringify|["']params=["']\s*\+""")


def first_requests(page: ListText, asked: Mapping[str, str]) -> tuple[str, ...]:
    """The first request, the likeliest way of asking first; none where the guid is unknown."""
    guid = find_value(page, "siteGuid")
    if not guid:
        return ()
    printed = find_call(page, SERVICE)
    url = read_request(printed).url if printed else _service(page)
    told = find_value(page, "pageSize") or ""
    size = int(told) if told.isdecimal() and int(told) else _SIZE
    fields = {**_printed_fields(printed), **asked, "pageSize": size, "siteGuid": guid}
    ways = [_in_params, _alone, _in_form]
    likeliest = (
        _in_form if _IN_FORM.search(page.text) else _in_params if _WRAPPED.search(page.text) else _alone
    )
    ways.sort(key=lambda way: way is not likeliest)
    requests = [[way(url, {**fields, "pageIndex": number}) for number in (0, 1)] for way in ways]
    return (*requests[0], *(one for pair in zip(*requests[1:], strict=True) for one in pair))


def _service(page: ListText) -> str:
    project = find_value(page, "projectName") or ""
    path = project.rstrip("/") if project.startswith("http") else f"/{project.strip('/')}"
    return read_address(f"{path.rstrip('/')}{_PATH}", page.url) or urljoin(page.url, _PATH)


def _printed_fields(printed: str | None) -> dict[str, Any]:
    """What the page's own call sends beside the fields that are known."""
    asked = read_request(printed or "")
    sent = json.loads(asked.body or b"{}") if asked.content_type == JSON else {}
    inner = sent.get("params", sent)
    return inner if isinstance(inner, dict) else {}


def _alone(url: str, fields: dict[str, Any]) -> str:
    return as_address(url, fields, JSON)


def _in_params(url: str, fields: dict[str, Any]) -> str:
    return as_address(url, {"params": fields}, JSON)


def _in_form(url: str, fields: dict[str, Any]) -> str:
    return as_address(url, {"params": json.dumps(fields, ensure_ascii=False)}, FORM)
