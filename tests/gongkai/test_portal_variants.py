"""Portals that behave otherwise than their kind: the crawl ends, with the truth or with what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals import PORTALS, Portal, Request, serve_portals
from gongkai.samplesite.portals.easttone import Easttone
from gongkai.samplesite.portals.epoint import Epoint
from gongkai.samplesite.portals.gkmlpt import Gkmlpt
from gongkai.samplesite.portals.igs import Igs
from gongkai.samplesite.portals.lonsun import Lonsun
from gongkai.samplesite.portals.smaller import CatGov, LoadData
from gongkai.samplesite.portals.truecms import TrueCms
from gongkai.samplesite.portals.ucap import Ucap
from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.sites import ListText, read_list
from scraper.sources import Source

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0)
FAMILIES = {
    "trs-0": {"trs"},
    "ucap": {"ucap"},
    "ucap-files": {"ucap"},
    "lonsun": {"lonsun"},
    "showlist": {"showlist"},
    "openness": {"showlist"},
    "gkmlpt": {"gkmlpt"},
    "epoint": {"epoint"},
    "epoint-static": {"epoint"},
    "easttone": {"easttone"},
    "truecms": {"truecms"},
    "igs": {"igs"},
    "catgov": {"catgov"},
    "load-data": {"ajax"},
    "by-query": {"anchors"},
}


def found_on(portal: Portal, folder: Path) -> tuple[set[str], Archive, list[Request]]:
    archive = Archive(folder / "archive")
    with serve_portals([portal]) as served:
        home = served.url(portal)
        source = Source(home, kind="portal")
        crawl([source], archive=archive, frontier=folder / "frontier.sqlite", settings=FAST)
        requests = [request for _, request in served.requests]
    return {capture.url.removeprefix(home.rstrip("/")) for capture in archive.captures()}, archive, requests


@pytest.mark.parametrize(
    "kind", [kind for kind in PORTALS if kind.name in FAMILIES], ids=lambda kind: kind.name
)
def test_no_family_claims_a_page_of_another(kind: type[Portal], tmp_path: Path) -> None:
    _, archive, _ = found_on(kind(), tmp_path)
    lists = archive.captures(kinds=("list",))
    families = {read_list(ListText(one.url, one.body.decode())).family for one in lists}
    assert families <= FAMILIES[kind.name] | {"anchors"}
    assert FAMILIES[kind.name] <= families


class EmbeddedUcap(Ucap):
    """The column shows the first rows itself; page 1 of the search repeats them."""

    def lists(self) -> dict[str, Page]:
        pages = super().lists()
        rows = self.rows(self.papers[:10]).encode()
        return {
            url: Page(p.status, p.headers, p.body.replace(b"</ul>", b"</ul>" + rows, 1))
            for url, p in pages.items()
        }


class FlatEpoint(Epoint):
    """Fields without `params`, pages from 1, and nothing for page 0."""

    def answer(self, request: Request) -> Page | None:
        if not request.path.endswith("getgovinfolist"):
            return super().answer(request)
        asked = json.loads(request.body)
        if "params" in asked:
            return self.html("<p>500</p>", status=500)
        number = asked["pageIndex"] - 1
        asked = {**asked, "pageIndex": number if number >= 0 else 10_000}
        return super().answer(
            Request("POST", request.target, request.headers, json.dumps({"params": asked}).encode())
        )


class SameFirstEpoint(Epoint):
    """Pages 0 and 1 are the same page."""

    def answer(self, request: Request) -> Page | None:
        if not request.path.endswith("getgovinfolist"):
            return super().answer(request)
        asked = json.loads(request.body).get("params") or {}
        asked["pageIndex"] = max(asked.get("pageIndex", 0) - 1, 0)
        return super().answer(
            Request("POST", request.target, request.headers, json.dumps({"params": asked}).encode())
        )


class OddJson(Igs):
    """JSON with single quotes and a mark at its head."""

    def answer(self, request: Request) -> Page | None:
        page = super().answer(request)
        if page is None:
            return None
        return Page(page.status, page.headers, "\ufeff".encode() + str(json.loads(page.body)).encode())


class EndsWithAnError(LoadData):
    """Past its end the service fails."""

    def answer(self, request: Request) -> Page | None:
        page = super().answer(request)
        is_empty = page is not None and not json.loads(page.body)["data"]["list"]
        return self.html("<p>服务器错误</p>", status=500) if is_empty else page


class ShortPages(Easttone):
    """The service leaves one row of each page out, and says how many there are."""

    def answer(self, request: Request) -> Page | None:
        if request.method != "POST":
            return super().answer(request)
        asked = json.loads(request.body)
        start = (asked["pageNo"] - 1) * 9
        rows = [self._row(paper, True) for paper in self.papers[start : start + 9]]
        return self.json({"data": {"totalCount": len(self.papers) + 4, "list": rows}})


class DirectGkmlpt(Gkmlpt):
    """The home page links to the category; the site stands in no folder of its own."""

    def front(self) -> dict[str, Page]:
        return {"/": self.page("首页", self.links({"政府信息公开年报": self.column}))}


@pytest.mark.parametrize(
    "kind", [EmbeddedUcap, FlatEpoint, SameFirstEpoint, OddJson, EndsWithAnError, ShortPages, DirectGkmlpt]
)
def test_other_manners_of_a_family_lose_no_report(kind: type[Portal], tmp_path: Path) -> None:
    portal = kind()
    assert found_on(portal, tmp_path)[0] == set(portal.truth)


def endless(kind: type[Portal]) -> type[Portal]:
    """A portal whose service knows one page only, and gives it for every number."""

    class Endless(kind):  # type: ignore[misc, valid-type]
        first: Page | None = None

        def answer(self, request: Request) -> Page | None:
            made = super().answer(request)
            asks = "startrecord" in request.target or "page" in (
                request.target.lower() + request.body.decode().lower()
            )
            if made is None or not asks or made.status != 200:
                return made
            if b"1" in made.body and self.first is None and len(made.body) > 2000:
                self.first = made
            return self.first or made

    return Endless


@pytest.mark.parametrize("kind", [Ucap, Gkmlpt, Epoint, Easttone, TrueCms, Igs, CatGov, LoadData, Lonsun])
def test_a_service_that_gives_one_page_for_ever_ends_the_list(kind: type[Portal], tmp_path: Path) -> None:
    portal = endless(kind)()
    found, _, requests = found_on(portal, tmp_path)
    assert found
    assert found <= set(portal.truth)
    assert len(requests) < 80
