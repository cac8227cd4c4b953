"""A TRS IGS portal: a list that a search engine fills, and its search box on every page."""

from __future__ import annotations

from typing import ClassVar

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

_SERVICE = "/igs/front/search/publish/data/list.html"
_BOX = (
    "<form action='/igs/front/search.jhtml'><input name='searchWord'><input name='siteId' value='3'></form>"
)


class Igs(Portal):
    """Both of its page numbers must agree; titles are marked, the total is a string and too high."""

    name = "igs"
    area = "江宁湾县"

    def path_of(self, paper: Article) -> str:
        """`/zwgk/zfxxgknb/202501/t20250113_107.shtml`."""
        return f"{self.column}{paper.published:%Y%m}/t{paper.published:%Y%m%d}_{paper.number}.shtml"

    def lists(self) -> dict[str, Page]:
        """The empty list."""
        fields = (
            "index: 'wzqsearch-v20190124', type: 'infomation', siteId: 3, pageSize: 10, pageIndex: page,"
            " pageNumber: page, 'filter[SITEID]': 3, 'filter[CHANNELID]': channel"
        )
        call = f"$.ajax({{url: '{_SERVICE}', type: 'get', data: {{{fields}}}, success: draw}});"
        script = f"<script>var channel = 21985, page = 1; {call}</script>"
        return {self.column: self.page("政府信息公开年报", f"{_BOX}<ul id='list'></ul>{script}")}

    def answer(self, request: Request) -> Page | None:
        """The rows of the channel."""
        asked = request.fields
        if request.path != _SERVICE or asked.get("filter[CHANNELID]") != "21985":
            return None
        page, size = int(asked["pageNumber"]), int(asked["pageSize"])
        papers = self.papers[(page - 1) * size : page * size] if asked["pageIndex"] == str(page) else ()
        rows = [
            {"trs_time": f"{p.published} 00:00:00", "title": f"<em>{p.title}</em>", "url": self.path_of(p)}
            for p in papers
        ]
        return self.json({"page": {"content": rows, "total": str(len(self.papers) + 25), "totalPages": 9}})


class IgsSearch(Igs):
    """The list is a search for words that the script encodes, and asks for a code."""

    name = "igs-search"
    area = "浦口湾县"
    bodies = 3
    code: ClassVar[str] = "aabbccddeeff00112233445566778899"

    def lists(self) -> dict[str, Page]:
        """The page, with its code in a field."""
        call = (
            "$.getJSON('/igs/front/search.jhtml?code=' + $('#code').val() + '&searchWord='"
            " + encodeURIComponent('信息公开年度报告') + '&siteId=' + siteId"
            " + '&pageSize=10&pageNumber=' + page, draw);"
        )
        fields = f"<input type='hidden' id='code' value='{self.code}'>"
        script = f"<script>var siteId = 34; function load(page) {{ {call} }} load(1);</script>"
        return {self.column: self.page("政府信息公开年报", f"{_BOX}{fields}{script}")}

    def answer(self, request: Request) -> Page | None:
        """The rows; an error without the code."""
        asked = request.fields
        if request.path != "/igs/front/search.jhtml":
            return None
        if (asked.get("code"), asked.get("searchWord")) != (self.code, "信息公开年度报告"):
            return self.html("", status=500)
        page = int(asked["pageNumber"])
        rows = [{"title": p.title, "url": self.path_of(p)} for p in self.papers[10 * page - 10 : 10 * page]]
        return self.json({"page": {"content": rows, "total": str(len(self.papers))}})


class IgsFile(Igs):
    """The request stands in a script file, its channel in a variable of the page."""

    name = "igs-file"
    area = "六合洲县"
    bodies = 3

    def lists(self) -> dict[str, Page]:
        """The page and its script."""
        fields = (
            "'index=wzqsearch&type=infomation&siteId=3&pageSize=10&pageIndex=' + n + '&pageNumber=' + n"
            " + '&filter[CHANNELID]=' + channelId"
        )
        script = f"var url = '{_SERVICE}?' + {fields}; $.ajax({{url: url, dataType: 'json', success: draw}});"
        page = "<script>var channelId = '21985', n = 1;</script><script src='/js/list.js'></script>"
        return {
            self.column: self.page("政府信息公开年报", _BOX + page),
            "/js/list.js": Page(200, (("Content-Type", "application/javascript"),), script.encode()),
        }
