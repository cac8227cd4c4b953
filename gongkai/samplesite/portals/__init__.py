"""The matrix: one small portal for each family of site software, to be crawled from its home page alone.

Promises: `PORTALS` has every one; `serve_portals` serves them, each on a port of its own.
"""

from gongkai.samplesite.portals import encodings, framed, hanweb, hanweb_xxgk, jpaas, pagers
from gongkai.samplesite.portals.aspnet import AspNet, AspNetButtons
from gongkai.samplesite.portals.attached import ATTACHED
from gongkai.samplesite.portals.base import Article, Portal, Request
from gongkai.samplesite.portals.discovery import WAYS
from gongkai.samplesite.portals.discovery_levels import LEVELS
from gongkai.samplesite.portals.easttone import Easttone
from gongkai.samplesite.portals.epoint import Epoint, EpointStatic
from gongkai.samplesite.portals.epoint_shells import EpointShells
from gongkai.samplesite.portals.gkmlpt import Gkmlpt, GkmlptByYear
from gongkai.samplesite.portals.hanweb_more import MORE
from gongkai.samplesite.portals.igs import Igs, IgsFile, IgsSearch
from gongkai.samplesite.portals.lonsun import Lonsun
from gongkai.samplesite.portals.rows import ROWS
from gongkai.samplesite.portals.serving import ServedPortals, serve_portals
from gongkai.samplesite.portals.shells import Shells
from gongkai.samplesite.portals.showlist import Openness, ShowList
from gongkai.samplesite.portals.smaller import ByQuery, CatGov, LoadData
from gongkai.samplesite.portals.static import TrsFromZero
from gongkai.samplesite.portals.traps import TRAPS
from gongkai.samplesite.portals.truecms import TrueCms, TrueCmsShort
from gongkai.samplesite.portals.ucap import Ucap, UcapFiles
from gongkai.samplesite.portals.vsb import Vsb

PORTALS: tuple[type[Portal], ...] = (
    TrsFromZero,
    Ucap,
    UcapFiles,
    Lonsun,
    ShowList,
    Openness,
    Gkmlpt,
    GkmlptByYear,
    Epoint,
    EpointStatic,
    EpointShells,
    Easttone,
    TrueCms,
    TrueCmsShort,
    Igs,
    IgsSearch,
    IgsFile,
    CatGov,
    LoadData,
    ByQuery,
    AspNet,
    AspNetButtons,
    Shells,
    *WAYS,
    *LEVELS,
    *TRAPS,
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
    *MORE,
    hanweb_xxgk.HanwebSearch,
    hanweb_xxgk.HanwebAnnual,
    jpaas.JpaasPacked,
    jpaas.JpaasPlain,
    jpaas.JpaasForever,
    jpaas.JpaasFew,
    Vsb,
    framed.Framed,
    framed.CalledLinks,
    *ROWS,
    *ATTACHED,
    encodings.Gb2312Header,
    encodings.Utf8Header,
    encodings.NoCharset,
    encodings.Marked,
    encodings.GzipUnasked,
)

__all__ = ["PORTALS", "Article", "Portal", "Request", "ServedPortals", "serve_portals"]
