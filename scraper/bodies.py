"""Which links of a page name a body: by their own words, and by the menu that they stand in.

Promises: a name that is a body's by its end is one anywhere; others are only among bodies' names.
Caveat: in a directory of bodies a menu of short words is taken for one of bodies.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.columns import plain_name
from scraper.doors import body_name, is_body, is_likely_body, is_listed_body, is_short_body
from scraper.navigation import Choice

LEAST_BODIES = 3  # names of bodies that make a menu of bodies, if most of its names are


def name_bodies(choices: Sequence[Choice], *, is_directory: bool = False) -> dict[str, str]:
    """The links that name a body, by the names' ends and by the menus where most names are bodies'.

    On a page that is a directory of bodies, menus of short names (教育, 民政) are such menus too.

    >>> names = ("教育局", "民政局", "白石镇", "供水站", "首页")
    >>> menu = [Choice(f"http://a.example/{n}/", name, 7) for n, name in enumerate(names)]
    >>> list(name_bodies(menu).values())
    ['教育局', '民政局', '白石镇', '供水站']
    """
    menus: dict[int, list[Choice]] = {}
    for choice in choices:
        if choice.title:
            menus.setdefault(choice.menu, []).append(choice)
    named: dict[str, str] = {}
    for menu in menus.values():
        is_menu = _is_menu_of_bodies(menu, is_directory=is_directory)
        for choice in menu:
            name = body_name(choice.title) or (plain_name(choice.title) if is_menu else "")
            if name and (is_body(choice.title) or is_listed_body(choice.title)):
                named.setdefault(choice.url, name)
    return named


def _is_menu_of_bodies(menu: Sequence[Choice], *, is_directory: bool) -> bool:
    sure = sum(is_body(choice.title) for choice in menu)
    if sure >= LEAST_BODIES and 2 * sum(is_likely_body(choice.title) for choice in menu) >= len(menu):
        return True
    return is_directory and len(menu) >= LEAST_BODIES and all(is_short_body(choice.title) for choice in menu)
