"""Smaller patterns: lists and articles at one path, a service of no known family, pages by query."""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request


class CatGov(Portal):
    """`/info/iList.jsp` is list and article; the address of a row stands in `to-href`."""

    name = "catgov"
    area = "绵谷县"
    column = "/info/iList.jsp?node_id=GKmgx&cat_id=10111&tm_id=41&site_id=CMSmgx"

    def path_of(self, paper: Article) -> str:
        """`/info/iList.jsp?tm_id=77&info_id=107`."""
        return f"/info/iList.jsp?tm_id=77&info_id={paper.number}"

    def lists(self) -> dict[str, Page]:
        """None: list and article share their path."""
        return {}

    def answer(self, request: Request) -> Page | None:
        """A page of the list."""
        if "cat_id" not in request.fields:
            return None
        groups, number = self.chunks(), int(request.fields.get("cur_page", "1"))
        group = groups[number - 1] if number <= len(groups) else ()
        rows = self.rows(group).replace("<a href=", "<a href='javascript:void(0)' to-href=")
        pager = (
            f"<div>第{number}页 共{len(groups)}页 <a href='javascript:turn({number + 1})'>下一页</a></div>"
        )
        return self.page("政府信息公开年报", rows + pager)


class LoadData(Portal):
    """A POST that the page prints, answered with rows in capital letters."""

    name = "load-data"
    area = "吴塘县"

    def path_of(self, paper: Article) -> str:
        """`/wtx/zfxxgknb/202501/107.shtml`."""
        return f"/wtx/zfxxgknb/{paper.published:%Y%m}/{paper.number}.shtml"

    def lists(self) -> dict[str, Page]:
        """The page with its call."""
        call = (
            "$.ajax({type: 'POST', url: '/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=10',"
            " data: {pageIndex: current, channel_id: '8a7b-11'}, success: function (d) { draw(d) }});"
        )
        script = f"<script>var current = 1; {call}</script>"
        return {self.column: self.page("政府信息公开年报", f"<table id='rows'></table>{script}")}

    def answer(self, request: Request) -> Page | None:
        """The service."""
        if request.path != "/szinf/xxgk/interfacesWebZcwj/loadData" or request.method != "POST":
            return None
        start = (int(request.fields["pageIndex"]) - 1) * 10
        papers = self.papers[start : start + 10] if request.fields["channel_id"] == "8a7b-11" else ()
        rows = [
            {"PUBLISHED_TIME_FORMAT": str(p.published), "TITLE": p.title, "URL": self.path_of(p)}
            for p in papers
        ]
        return self.json({"data": {"allRow": len(self.papers), "totalPage": 99, "list": rows}})


class ByQuery(Portal):
    """Everything in the query, in the manner of ASP.NET: `/InfoPublic.aspx?cid=1019&page=1`."""

    name = "by-address"
    area = "滇泽县"
    column = "/InfoPublic.aspx?cid=1019&pid=971&page=1&kw="

    def path_of(self, paper: Article) -> str:
        """`/InfoView.aspx?id=107`."""
        return f"/InfoView.aspx?id={paper.number}"

    def lists(self) -> dict[str, Page]:
        """Numbered pages; the last one links to itself as the next."""
        groups = self.chunks()
        pages = {}
        for number, group in enumerate(groups, 1):
            others = "".join(
                f"<b>{n}</b>" if n == number else f"<a href='{self._page(n)}'>{n}</a>"
                for n in range(1, len(groups) + 1)
            )
            ring = f"<a href='{self._page(min(number + 1, len(groups)))}'>下一页</a>"
            pages[self._page(number)] = self.page("政府信息公开年报", self.rows(group) + others + ring)
        return pages

    def _page(self, number: int) -> str:
        return self.column.replace("page=1", f"page={number}")
