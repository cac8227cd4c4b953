"""Portals in the manner of the jpaas publish server: the page prints a request, JSON brings the rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class JpaasPacked(Portal):
    """Pages are asked in `paramJson`; `pageNo` is ignored. Another unit of the page is its menu."""

    name = "jpaas"
    area = "苕溪县"
    column = "/col/col900/index.html"

    def path_of(self, paper: Article) -> str:
        """`/col/col900/art/2024/art_<32 hex>.html`."""
        return f"/col/col900/art/{paper.published.year}/art_{paper.number:032x}.html"

    def lists(self) -> dict[str, Page]:
        """The column page: two scripts and no row."""
        units = "".join(self._unit(tag) for tag in ("导航", "当前栏目list"))
        return {self.column: self.page("政府信息公开年报", f"<div class='con'>{units}</div>")}

    def _unit(self, tag: str) -> str:
        data = f"{{'webId':'8','tplSetId':'x1','pageType':'column','tagId':'{tag}','pageId':'900'}}"
        url = f'url="{UNIT}" parseType="bulidstatic"'
        return f'<script src="/script/unitbuild.js" {url} queryData="{escape(data)}"></script>'

    def answer(self, request: Request) -> Page | None:
        """A unit as JSON."""
        if request.path != UNIT:
            return None
        asked = request.fields
        if asked.get("tagId") != "当前栏目list" or asked.get("pageId") != "900":
            html = self.links({"首页": "/", "新闻动态": "/xwdt/"})
        else:
            html = self.rows(self._group(asked))
        return self.json({"success": True, "code": 200, "data": {"html": html}})

    def _group(self, asked: dict[str, str]) -> tuple[Article, ...]:
        number = self.number(asked)
        groups = self.chunks()
        return groups[number - 1] if number <= len(groups) else ()

    def number(self, asked: dict[str, str]) -> int:
        """The page that is asked for."""
        return int(json.loads(asked.get("paramJson") or "{}").get("pageNo", 1))


class JpaasPlain(JpaasPacked):
    """Pages are asked by `pageNo`; `paramJson` is ignored, and so answers with page 1."""

    name = "jpaas-plain"
    area = "曹娥县"

    def number(self, asked: dict[str, str]) -> int:
        """The page that is asked for."""
        return int(asked.get("pageNo", 1))


class JpaasForever(JpaasPacked):
    """Every page is page 1, as some servers answer from far away; all reports are on it."""

    name = "jpaas-forever"
    area = "鄞江县"

    def _group(self, asked: dict[str, str]) -> tuple[Article, ...]:
        return self.papers


class JpaasFew(JpaasPlain):
    """Three undated rows a page; a script of the page makes the request, with its fields beside."""

    name = "jpaas-few"
    area = "上虞浦县"
    bodies = 3

    def lists(self) -> dict[str, Page]:
        """The column page."""
        fields = "webId: '8', tagId: '当前栏目list', editType: null, pageId: '900', pageNo: pageNo"
        call = f"$.ajax({{url: '{UNIT}', data: {{{fields}}}, success: draw}})"
        script = f"<script>function turn(pageNo) {{ {call} }} turn(1);</script>"
        return {self.column: self.page("政府信息公开年报", f"<div id='list'></div>{script}")}

    def chunks(self, size: int = 3) -> list[tuple[Article, ...]]:
        """Three a page."""
        return super().chunks(3)

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows without dates."""
        return "".join(f"<div><a href='{self.path_of(p)}'>{escape(p.title)}</a></div>" for p in papers)
