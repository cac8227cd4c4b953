"""A TRS IGS portal: a list that a search engine fills, and its search box on every page."""

from __future__ import annotations

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
