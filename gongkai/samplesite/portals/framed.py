"""Portals whose list stands in a frame, or whose rows have their address elsewhere than in `href`."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal
from gongkai.samplesite.portals.static import TrsFromZero


class Framed(Portal):
    """The list, and its further pages, in a frame of the column."""

    name = "framed"
    area = "淮左县"
    column = "/wzxxgknb/"

    def path_of(self, paper: Article) -> str:
        """`/col/4039_446643/art/17356608/107.html`."""
        return f"/col/4039_446643/art/17356608/{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column with its frame, and the pages of the frame."""
        groups = self.chunks()
        pages = {}
        for at, group in enumerate(groups):
            following = f"<a href='/frame/list_{at + 2}.html'>下一页</a>" if at + 1 < len(groups) else ""
            pages[f"/frame/list_{at + 1}.html"] = self.html(
                f"<html><body>{self.rows(group)}{following}</body></html>"
            )
        hidden = "<iframe src='/counter.html' style='display:none'></iframe>"
        frame = f"<h2>政府信息公开年报</h2><iframe width='100%' src='/frame/list_1.html'></iframe>{hidden}"
        return {**pages, self.column: self.page("政府信息公开年报", frame)}


class CalledLinks(TrsFromZero):
    """Rows whose `href` is no address: it stands in a call, or in an attribute of its own."""

    name = "called-links"
    area = "双桥岭县"

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows of three kinds in turn."""
        kinds = (
            "<li><a href='javascript:' onclick=\"jumpToDetail('{url}')\" title='{title}'>{title}</a></li>",
            "<li><a href='javascript:void(0);' to-href='{url}'>{title}</a></li>",
            "<li data-href='{url}'><a>{title}</a><span>2023-01-09</span></li>",
        )
        rows = (
            kinds[at % 3].format(url=self.path_of(paper), title=paper.title)
            for at, paper in enumerate(papers)
        )
        return f"<ul>{''.join(rows)}</ul>"
