"""Portals that keep what matters elsewhere than on their pages: reports in files, menus in what is loaded.

Promises: a file stands on a page that names it in one of the ways that are seen; menus come as JSON.
"""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Request
from gongkai.samplesite.portals.static import TrsFromZero

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_TREE = "/module/xxgk/tree.jsp?area=1"


class Attached(TrsFromZero):
    """Every report is a file of its page: linked by its title or as 附件, or shown in a viewer."""

    name = "attached-files"
    area = "青羊岭县"
    bodies = 3

    @property
    def truth(self) -> dict[str, Article]:
        """The page of each report, and its file."""
        return {path: paper for p in self.reports for path, paper in ((self.path_of(p), p), (_file_of(p), p))}

    def article(self, paper: Article) -> str:
        """A page without the report's tables."""
        if paper.year is None:
            return super().article(paper)
        file = _file_of(paper)
        ways = (
            f"<p>附件：<a href='{file}'>{paper.title}.pdf</a></p>",
            f"<p><a href='{file}'>附件1</a></p>",
            f"<iframe src='/pdfjs/web/viewer.html?file={file}' width='100%'></iframe>",
        )
        return super().article(paper).replace(paper.html, ways[paper.number % len(ways)])

    def lists(self) -> dict[str, Page]:
        """The column, and the files."""
        head = (("Content-Type", "application/pdf"),)
        files = {
            _file_of(paper): Page(200, head, f"%PDF-1.4\n% {paper.number}\n%%EOF\n".encode())
            for paper in self.reports
        }
        return {**super().lists(), **files}


def _file_of(paper: Article) -> str:
    return f"/attach/0/P0{paper.number:020d}.pdf"


class LoadedMenus(TrsFromZero):
    """The home page loads its menu as a unit, the door behind it a tree of columns."""

    name = "loaded-menus"
    area = "丹棱坡县"
    bodies = 3

    def front(self) -> dict[str, Page]:
        """Pages that show no way on by themselves."""
        unit = f"{_UNIT}?tagId=nav&amp;pageId=home"
        return {
            "/": self.page("首页", f"<script src='/x/unitbuild.js' url='{unit}'></script>"),
            "/zwgk/": self.page("政务公开", f"<script>$.get('{_TREE}', show)</script>"),
        }

    def answer(self, request: Request) -> Page | None:
        """The unit, and the tree."""
        if request.path == _UNIT:
            menu = self.links({"政务公开": "/zwgk/", "走进丹棱": "/zjdl/"})
            return self.json({"success": True, "data": {"html": menu}})
        if request.target == _TREE:
            rows = {"政府信息公开指南": "/zwgk/zn/", "政府信息公开年报": self.column}
            added = "".join(
                f"d.add({at}, 0, '{title}', '{url}');" for at, (title, url) in enumerate(rows.items())
            )
            return self.html(f"<script>{added}</script><!--{'树' * 800}-->")
        return super().answer(request)


ATTACHED = (Attached, LoadedMenus)
