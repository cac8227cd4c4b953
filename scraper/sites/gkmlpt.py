"""gkmlpt: a shell with `_CONFIG`, whose rows come from `/gkmlpt/api/all/<category>`.

Promises: the category is the page's fragment (`/gkmlpt/annualreport#2629`), else the one that the site's own
tree calls the annual reports; pages begin at 1, for 0 is the same page; of the two addresses of a document
its `url` is taken. A shell leads to the annual reports that its tree names.
Caveat: of the categories below that one, at most `gkmlpt_tree.MOST_BELOW` are asked for.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scraper.posting import read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.gkmlpt_tree import ids_below, is_of_reports, read_field, read_nodes
from scraper.sites.literals import read_literal

SIZE = 100  # rows of a page; the request does not say
_ROOT = re.compile(r"^https?://[^/?#]+(?:/[^?#]*?)?/gkmlpt(?=/|$|[?#])")
_CONFIG = re.compile(r"\b_CONFIG\s*=\s*(?=\{)")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page is neither such a shell nor an answer to one."""
    root = _ROOT.match(read_request(page.url).url)
    if page.data is not None:
        return read_answer(page, "gkmlpt", usual=SIZE) if root and "/gkmlpt/api/" in page.url else None
    config = _config(page)
    if not config or root is None:
        return None
    sid = str(read_field(config, "SID") or "")
    nodes = list(read_nodes(read_field(config, "TREE")))
    reports = {str(read_field(node, "id")): name for node, name in nodes if is_of_reports(name)}
    category = _category(page, config, reports)
    asked = [category, *ids_below(nodes, category)] if category and sid else []
    following, *parts = [f"{root[0]}/api/all/{one}?page=1&sid={sid}" for one in asked] or [""]
    columns = (
        Link(f"{root[0]}/annualreport#{one}", name) for one, name in reports.items() if one != category
    )
    return ListPage(
        page.links, (following,) if following else (), "gkmlpt", columns=tuple(columns), parts=tuple(parts)
    )


def _config(page: ListText) -> dict[str, Any]:
    found = _CONFIG.search(page.text)
    config = read_literal(page.text, found.end()) if found else None
    return config if isinstance(config, dict) and read_field(config, "SID") is not None else {}


def _category(page: ListText, config: dict[str, Any], reports: dict[str, str]) -> str | None:
    parts = urlsplit(page.url)
    if parts.fragment.isdecimal():
        return parts.fragment
    if not parts.path.endswith("/annualreport"):
        return None
    own = (read_field(config, name) for name in ("CATEGORY", "CATEGORYID", "CID"))
    return next(iter(reports), next((str(one) for one in own if one), None))
