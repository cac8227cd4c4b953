"""Epoint portals: a service that is asked with the site's guid, and static pages by number."""

from __future__ import annotations

import json
from uuid import UUID, uuid5

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_SERVICE = "/EWB-FRONT/rest/lightfrontaction"
_AS_FILES = (2023, 2024)  # years whose reports are files: the service names those of the earlier one by id
_SCRIPT = "<script src='/js/webBuilderCommon.js'></script>"


def _name(paper: Article) -> str:
    return str(uuid5(UUID(_GUID), str(paper.number)))


class Epoint(Portal):
    """The guid stands in a script, pages count from 0, the fields go in `params`; the newest are PDF only."""

    name = "epoint"
    area = "苏丘县"
    column = "/dynamic/zwgk/govInfoPub.html?deptcode=SQ01&categorynum=003002"

    def path_of(self, paper: Article) -> str:
        """`/zwgk/003002/20250113/<uuid>.html`, or the file itself."""
        if paper.year in _AS_FILES:
            return f"/uploadfile/{paper.published:%Y%m}/{_name(paper)}.pdf"
        return f"/zwgk/003002/{paper.published:%Y%m%d}/{_name(paper)}.html"

    def lists(self) -> dict[str, Page]:
        """A shell, and the script that knows the site."""
        info = (
            f"var siteInfo = {{\"siteGuid\" : '{_GUID}', projectName: '/EWB-FRONT', 'name': '{self.area}'}};"
        )
        script = Page(200, (("Content-Type", "application/javascript"),), info.encode())
        return {
            "/dynamic/zwgk/govInfoPub.html": self.page("政府信息公开年报", "<ul id='list'></ul>", _SCRIPT),
            "/js/webBuilderCommon.js": script,
        }

    def answer(self, request: Request) -> Page | None:
        """The service, and the files."""
        if request.path.endswith(".pdf"):
            return Page(200, (("Content-Type", "application/pdf"),), f"%PDF-1.4 {request.path}".encode())
        if request.path == f"{_SERVICE}/getGovInfoDetail" and request.method == "POST":
            return self._detail(json.loads(request.fields["params"])["infoid"])
        if request.path != f"{_SERVICE}/getgovinfolist" or request.method != "POST":
            return None
        asked = json.loads(request.body).get("params") or {}
        is_known = asked.get("siteGuid") == _GUID and asked.get("categorynum") == "003002"
        papers = self.papers if is_known and asked.get("deptcode") == "SQ01" else ()
        start, size = (
            int(asked.get("pageIndex", 0)) * int(asked.get("pageSize", 1)),
            int(asked.get("pageSize", 1)),
        )
        rows = [self._row(paper) for paper in papers[start : start + size]]
        return self.json({"status": {"code": "1"}, "custom": {"total": str(len(papers)), "data": rows}})

    def _row(self, paper: Article) -> dict[str, object]:
        row: dict[str, object] = {"title": paper.title[:12] + "...", "realtitle": paper.title}
        if paper.year == 2023:
            return row | {"infoid": _name(paper)}
        if paper.year != 2024:
            return row | {"infourl": self.path_of(paper), "infodate": str(paper.published)}
        return row | {"infotype": "pdf", "attach": self._files(paper), "infodate": str(paper.published)}

    def _detail(self, name: str) -> Page:
        paper = next(paper for paper in self.papers if _name(paper) == name)
        custom = {"title": paper.title, "infotype": "pdf", "infocontent": "", "pdflist": self._files(paper)}
        return self.json({"custom": custom})

    def _files(self, paper: Article) -> list[dict[str, str]]:
        return [{"attachname": f"{paper.title}.pdf", "attachtype": "pdf", "attachurl": self.path_of(paper)}]


class EpointStatic(Portal):
    """`subPage.html`, then `2.html`: the numbers are drawn by a script."""

    name = "epoint-static"
    area = "营湾县"
    column = "/zwgk/001003/subPage.html"

    def path_of(self, paper: Article) -> str:
        """`/zwgk/001003/20250113/<uuid>.html`."""
        return f"/zwgk/001003/{paper.published:%Y%m%d}/{_name(paper)}.html"

    def lists(self) -> dict[str, Page]:
        """The pages of the column."""
        pages = {}
        for number, group in enumerate(self.chunks(), 1):
            total = len(self.papers)
            setup = f"{{total: {total}, pageSize: 10, pageIndex: {number}}}"
            pager = f"<script>$('#page').pagination({setup})</script>"
            name = "subPage" if number == 1 else str(number)
            pages[f"/zwgk/001003/{name}.html"] = self.page(
                "政府信息公开年报", self.rows(group) + pager, _SCRIPT
            )
        return pages
