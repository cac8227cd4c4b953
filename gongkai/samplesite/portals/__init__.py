"""The matrix: one small portal for each family of site software, to be crawled from its home page alone.

Promises: `PORTALS` has every one; `serve_portals` serves them, each on a port of its own.
"""

from gongkai.samplesite.portals import encodings, framed, hanweb, hanweb_xxgk, jpaas, pagers
from gongkai.samplesite.portals.base import Article, Portal, Request
from gongkai.samplesite.portals.serving import ServedPortals, serve_portals
from gongkai.samplesite.portals.static import TrsFromZero
from gongkai.samplesite.portals.vsb import Vsb

PORTALS: tuple[type[Portal], ...] = (
    TrsFromZero,
    pagers.FromOne,
    pagers.SetPage,
    pagers.CountPage,
    pagers.ColumnIndex,
    pagers.Whole,
    pagers.ByQuery,
    pagers.ByQueryFromZero,
    hanweb.HanwebByPage,
    hanweb.HanwebByRecord,
    hanweb.HanwebPosted,
    hanweb_xxgk.HanwebSearch,
    hanweb_xxgk.HanwebAnnual,
    jpaas.JpaasPacked,
    jpaas.JpaasPlain,
    jpaas.JpaasForever,
    Vsb,
    framed.Framed,
    framed.CalledLinks,
    encodings.Gb2312Header,
    encodings.Utf8Header,
    encodings.NoCharset,
    encodings.Marked,
    encodings.GzipUnasked,
)

__all__ = ["PORTALS", "Article", "Portal", "Request", "ServedPortals", "serve_portals"]
