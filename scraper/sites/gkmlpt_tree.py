"""The tree of categories that a gkmlpt site has in its `_CONFIG`.

Promises: whatever the fields are called under which a category has others, they are found.
Caveat: a tree that is a flat list with the ids of parents has nothing below its categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsers.titles import is_near_miss
from scraper.sites.answers import inside
from scraper.sites.literals import Expression, Name, read_json

MOST_BELOW = 20  # years, or kinds of bodies
_WHOLE = re.compile(
    r"^(?:政府|本机关)?(?:信息公开)?(?:工作)?(?:年报|年度(?:工作)?报告)$|信息公开.*(?:年报|年度(?:工作)?报告)$"
)
_NAMES = ("name", "title", "label", "text")


def read_nodes(tree: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The categories of a tree and their names, the upper ones first."""
    level = [read_json(text) if (text := _written(tree)) is not None else tree]
    while level:
        for node in (node for node in level if isinstance(node, dict)):
            if read_field(node, "id") is not None:
                yield node, next((str(found) for field in _NAMES if (found := read_field(node, field))), "")
        level = [inner for node in level for inner in inside(node) if isinstance(inner, list | dict)]


def _written(tree: Any) -> str | None:
    """The text of a tree that is JSON in a string, or in a call: `JSON.parse('[...]')`."""
    if not isinstance(tree, Expression):
        return tree if isinstance(tree, str) else None
    return "".join(piece.text if isinstance(piece, Name) else piece for piece in tree.pieces)


def is_of_reports(name: str) -> bool:
    """True for the name of a category of annual reports."""
    return bool(_WHOLE.search(name)) and not is_near_miss(name)


def ids_below(nodes: list[tuple[dict[str, Any], str]], category: str | None) -> list[str]:
    """The categories below one, but for those that are about other papers."""
    upper = [inner for node, _ in nodes if str(read_field(node, "id")) == category for inner in inside(node)]
    below = [(node, name) for inner in upper for node, name in read_nodes(inner)]
    return [str(read_field(node, "id")) for node, name in below if not is_near_miss(name)][:MOST_BELOW]


def read_field(values: dict[str, Any], name: str) -> Any:
    """A field, whatever the case of its name."""
    return next((value for key, value in values.items() if key.lower() == name.lower()), None)
