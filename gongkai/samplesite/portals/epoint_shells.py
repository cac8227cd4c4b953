"""An Epoint portal whose articles are shells: the service knows their text, or the file that they are."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from uuid import UUID, uuid5

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request
from scraper.posting import post_address

_GUID = "11a6d7d4-2c1e-4b1f-9d0e-2b6b2f3d9999"
_SERVICE = "/shja-cms/rest/frontAppNotNeedLoginAction/"
_SIZE = 15


def _name(paper: Article) -> str:
    return str(uuid5(UUID(_GUID), str(paper.number)))


class EpointShells(Portal):
    """`params` is JSON in a form, pages count from 1; half of the reports are text, half PDF."""

    name = "epoint-shells"
    area = "虹水县"
    column = "/govxxgk/xxgk.html?categorynum=003002"

    def path_of(self, paper: Article) -> str:
        """The file, or what asks for the text."""
        if paper.number % 2:
            return f"/uploadfile/{_name(paper)}.pdf"
        body = urlencode({"params": json.dumps({"infoid": _name(paper)})})
        return post_address(f"{_SERVICE}getGovInfoDetail", body.encode())

    def lists(self) -> dict[str, Page]:
        """The shells of the list and of every article."""
        call = (
            f"var siteGuid = '{_GUID}'; $.ajax({{url: '{_SERVICE}getGovInfoList', type: 'post',"
            " data: {params: JSON.stringify({siteGuid: siteGuid, deptcode: '',"
            " categorynum: query('categorynum'),"
            f" pageIndex: n + 1, pageSize: {_SIZE}}})}}}});"
        )
        return {
            "/govxxgk/xxgk.html": self.page(
                "政府信息公开年报", f"<ul id='list'></ul><script>{call}</script>"
            ),
            "/govxxgk/showinfo.html": self.page("政府信息公开", "<div id='content'></div>"),
        }

    def answer(self, request: Request) -> Page | None:
        """The service and the files."""
        if request.path.endswith(".pdf"):
            return Page(200, (("Content-Type", "application/pdf"),), f"%PDF-1.4 {request.path}".encode())
        if request.method != "POST" or not request.path.startswith(_SERVICE):
            return None
        asked = json.loads(request.fields.get("params", "{}"))
        if request.path.endswith("getGovInfoDetail"):
            return self._detail(asked["infoid"])
        is_known = asked.get("siteGuid") == _GUID and asked.get("categorynum") == "003002"
        start = (int(asked["pageIndex"]) - 1) * _SIZE if is_known else -1
        papers = self.papers[start : start + _SIZE] if start >= 0 else ()
        rows = [{"title": p.title, "infourl": f"showinfo.html?infoGuid={_name(p)}"} for p in papers]
        return self.json({"custom": json.dumps({"total": len(self.papers), "infodata": rows or None})})

    def _detail(self, name: str) -> Page:
        paper = next(paper for paper in self.papers if _name(paper) == name)
        if paper.number % 2 == 0:
            return self.json({"custom": {"title": paper.title, "infocontent": paper.html, "pdflist": []}})
        file = {"attachname": f"{paper.title}.pdf", "attachurl": self.path_of(paper)}
        return self.json({"custom": {"title": paper.title, "infotype": "pdf", "attach": [file]}})
