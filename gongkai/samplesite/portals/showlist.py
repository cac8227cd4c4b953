"""The showList family: lists `page_1.html` of a branch, and the platform before it."""

from __future__ import annotations

from hashlib import md5

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request


class ShowList(Portal):
    """`/OpennessContent/showList/<branch>/<column>/page_1.html`, with a pager that a script draws."""

    name = "showlist"
    area = "徽水县"
    column = "/OpennessContent/showList/1038/77/page_1.html"

    def path_of(self, paper: Article) -> str:
        """`/OpennessContent/show/107.html`."""
        return f"/OpennessContent/show/{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """Pages from 1; one more is declared than there is."""
        groups = self.chunks()
        pages = {}
        for number, group in enumerate(groups, 1):
            pager = f"<script>laypage({{cont: 'pager', pages: {len(groups) + 1}, curr: {number}}});</script>"
            pages[self.column.replace("page_1", f"page_{number}")] = self.page(
                "政府信息公开年报", self.rows(group) + pager
            )
        return pages


class Openness(Portal):
    """`/opennessTarget/?branch_id=...&page=1`; each article has a mobile form beside it."""

    name = "openness"
    area = "横江县"
    column = "/xxgk/opennessTarget/?branch_id=57b5e1aef29cae1b6ae8b1b3&column_code=10000&tag=&page=1"

    def path_of(self, paper: Article) -> str:
        """`/xxgk/openness/detail/content/<24 hex>.html`."""
        name = md5(str(paper.number).encode(), usedforsecurity=False).hexdigest()[:24]
        return f"/xxgk/openness/detail/content/{name}.html"

    def lists(self) -> dict[str, Page]:
        """None: the pages are made on request."""
        return {}

    def answer(self, request: Request) -> Page | None:
        """A page of the list; past the end there is the first one."""
        if request.path != "/xxgk/opennessTarget/":
            return None
        groups = self.chunks()
        number = int(request.fields.get("page", "1"))
        group = groups[number - 1] if number <= len(groups) else groups[0]
        mobile = self.links(
            {p.title: self.path_of(p).replace("/openness/", "/mobileOpenness/") for p in group}
        )
        pager = f"<div class='pager'>共{len(groups)}页</div>"
        return self.page("政府信息公开年报", self.rows(group) + f"<div hidden>{mobile}</div>" + pager)
