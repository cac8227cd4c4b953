"""gkmlpt: a shell with `_CONFIG`, whose rows come from `/gkmlpt/api/all/<category>`.

Promises: the category is the page's fragment (`/gkmlpt/annualreport#2629`), else the one that the site's own
tree calls the annual reports; pages begin at 1, for 0 is the same page; of the two addresses of a document
its `url` is taken. A shell leads to the annual reports that its tree names.
Caveat: what a category below another holds is taken to be in the answer for the upper one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from parsers.titles import is_near_miss
from scraper.posting import read_request
from scraper.sites.answers import read_answer
from scraper.sites.base import Link, ListPage, ListText
from scraper.sites.literals import read_json, read_literal

SIZE = 100  # rows of a page; the request does not say
_ROOT = re.compile(r"^https?://[^/?#]+(?:/[^?#]*?)?/gkmlpt(?=/|$|[?#])")
_CONFIG = re.compile(r"\b_CONFIG\s*=\s*(?=\{)")
_WHOLE = re.compile(
    r"^(?:政府|本机关)?(?:信息公开)?(?:工作)?(?:年报|年度(?:工作)?报告)$|信息公开.*(?:年报|年度(?:工作)?报告)$"
)
_NAMES = ("name", "title", "label", "text")


def read(page: ListText) -> ListPage | None:
    """The list, or None where the page is neither such a shell nor an answer to one."""
    root = _ROOT.match(read_request(page.url).url)
    if page.data is not None:
        return read_answer(page, "gkmlpt", usual=SIZE) if root and "/gkmlpt/api/" in page.url else None
    config = _config(page)
    if not config or root is None:
        return None
    sid = str(_field(config, "SID") or "")
    categories = dict(_categories(_field(config, "TREE")))
    category = _category(page, config, categories)
    following = (f"{root[0]}/api/all/{category}?page=1&sid={sid}",) if category and sid else ()
    columns = (
        Link(f"{root[0]}/annualreport#{id_}", name) for id_, name in categories.items() if id_ != category
    )
    return ListPage(page.links, following, "gkmlpt", columns=tuple(columns))


def _config(page: ListText) -> dict[str, Any]:
    found = _CONFIG.search(page.text)
    config = read_literal(page.text, found.end()) if found else None
    return config if isinstance(config, dict) and _field(config, "SID") is not None else {}


def _category(page: ListText, config: dict[str, Any], categories: dict[str, str]) -> str | None:
    parts = urlsplit(page.url)
    if parts.fragment.isdecimal():
        return parts.fragment
    if not parts.path.endswith("/annualreport"):
        return None
    own = next(
        (_field(config, name) for name in ("CATEGORY", "CATEGORYID", "CID") if _field(config, name)), None
    )
    return next(iter(categories), str(own) if own is not None else None)


def _categories(tree: Any) -> Iterator[tuple[str, str]]:
    """Ids and names of the categories of annual reports, the upper ones first."""
    level = [read_json(tree) if isinstance(tree, str) else tree]
    while level:
        for node in (node for node in level if isinstance(node, dict)):
            name = next((str(found) for field in _NAMES if (found := _field(node, field))), "")
            if _field(node, "id") is not None and _WHOLE.search(name) and not is_near_miss(name):
                yield str(_field(node, "id")), name
        level = [inner for node in level for inner in _below(node)]


def _below(node: Any) -> list[Any]:
    if isinstance(node, list):
        return node
    fields = node.values() if isinstance(node, dict) else ()
    return [value for value in fields if isinstance(value, list | dict)]


def _field(values: dict[str, Any], name: str) -> Any:
    return next((value for key, value in values.items() if key.lower() == name.lower()), None)
