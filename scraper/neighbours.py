"""How far a search goes from its portal: to the hosts below it, and to no neighbour's.

Promises: governments of counties and above are left to searches of their own.
Caveat: what is below a portal is told by host names alone.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.guard import is_loopback_url, registered_domain


def is_below(url: str, source: str, organization: str | None) -> bool:
    """False for pages of neighbours: a county's sub-domain leads to no other host but for disclosure.

    >>> is_below("http://b.city.gov.cn/", "http://a.city.gov.cn/", "b县人民政府")
    False
    >>> is_below("http://jyj.xx.gov.cn/", "http://www.xx.gov.cn/", "教育局")
    True
    """
    here, there = urlsplit(source).hostname or "", urlsplit(url).hostname or ""
    home = here.removeprefix("www.")
    if is_loopback_url(source) or home == registered_domain(here) or there == here:
        return not is_neighbour(organization)
    return there.endswith(f".{home}") or organization is None


def is_neighbour(organization: str | None) -> bool:
    """True for a government with a portal of its own: counties and above are sources of their own.

    >>> is_neighbour("清河县人民政府"), is_neighbour("白石镇人民政府"), is_neighbour(None)
    (True, False, False)
    """
    return bool(organization and re.search(r"[省市县区旗州盟](?:人民)?政府$", organization))
