"""The matrix: one small portal for each family of site software, to be crawled from its home page alone.

Promises: `PORTALS` has every one; `serve_portals` serves them, each on a port of its own.
"""

from gongkai.samplesite.portals.base import Article, Portal, Request
from gongkai.samplesite.portals.discovery import WAYS
from gongkai.samplesite.portals.serving import ServedPortals, serve_portals
from gongkai.samplesite.portals.static import TrsFromZero
from gongkai.samplesite.portals.traps import TRAPS

PORTALS: tuple[type[Portal], ...] = (
    TrsFromZero,
    *WAYS,
    *TRAPS,
)

__all__ = ["PORTALS", "Article", "Portal", "Request", "ServedPortals", "serve_portals"]
