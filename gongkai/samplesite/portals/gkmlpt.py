"""A gkmlpt portal in a folder: a shell with `_CONFIG`, a category in the fragment, rows by 100."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cached_property
from html import escape
from typing import ClassVar

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import YEARS, Article, Portal, Request

_ROOT = "/yhxzf/gkmlpt"
_CATEGORY, _SID, _SIZE = "2629", "755041", 100
_NOTICES = 90  # so that the category has more than one page


class Gkmlpt(Portal):
    """Pages 0 and 1 are the same, `url` and `post_url` two addresses of one document."""

    name = "gkmlpt"
    area = "粤河县"
    column = f"{_ROOT}/annualreport#{_CATEGORY}"

    @cached_property
    def papers(self) -> tuple[Article, ...]:
        """The reports among many notices, which are newer than most."""
        notices = (
            Article(20_000 + i, "", None, f"{self.area}第{i + 1}号公告", date(2025, 2, 1), "<p>公告。</p>")
            for i in range(_NOTICES)
        )
        return tuple(sorted([*super().papers, *notices], key=lambda paper: paper.published, reverse=True))

    def path_of(self, paper: Article) -> str:
        """`/yhxzf/gkmlpt/content/0/107/post_107.html`: the path is made of the number."""
        return f"{_ROOT}/content/{paper.number // 1000}/{paper.number}/post_{paper.number}.html"

    def article(self, paper: Article) -> str:
        """A shell whose text is in `_CONFIG.DETAIL`."""
        detail = {"id": paper.number, "title": paper.title, "content": paper.html}
        text = json.dumps(detail, ensure_ascii=False).replace("</", "<\\/")
        script = f"<script>window._CONFIG = {{SID: '{_SID}', DETAIL: {text}}};</script>"
        head = f"{self.meta(ArticleTitle=paper.title)}<title>{escape(paper.title)}</title>"
        return f"<html><head>{head}</head><body><div id='app'></div>{script}</body></html>"

    def front(self) -> dict[str, Page]:
        """The home page knows only the platform."""
        return {"/": self.page("首页", self.links({"政府信息公开平台": f"{_ROOT}/index", "要闻": "/yw/"}))}

    def lists(self) -> dict[str, Page]:
        """The shell, the same at each of its addresses; and the documents once more, in a column."""
        tree = [
            {"id": 2627, "name": "政府信息公开指南", "children": []},
            {"id": 2628, "name": "法定主动公开内容", "children": [{"id": 2630, "name": "部门预决算公开"}]},
            {"id": int(_CATEGORY), "name": "政府信息公开年报", "children": []},
            {"id": 2640, "name": "政府网站工作年度报表"},
        ]
        text = json.dumps(tree, ensure_ascii=False)
        script = f"window._CONFIG = {{\n  SID: '{_SID}', // 站点\n  TREE: {text},\n}};"
        shell = self.html(f"<html><body><div id='app'></div><script>{script}</script></body></html>")
        twins = {self._post_url(paper): self.html(self.article(paper)) for paper in self.papers}
        return {f"{_ROOT}/index": shell, f"{_ROOT}/annualreport": shell} | twins

    def answer(self, request: Request) -> Page | None:
        """The rows of a category."""
        if request.path != f"{_ROOT}/api/all/{_CATEGORY}" or request.fields.get("sid") != _SID:
            return None
        start = max(int(request.fields.get("page", "0")) - 1, 0) * _SIZE
        rows = [self._row(paper) for paper in self.papers[start : start + _SIZE]]
        total = len(self.papers)
        return self.json({"classify": {"id": 2629, "post_count": total}, "total": total, "articles": rows})

    def _row(self, paper: Article) -> dict[str, object]:
        day = paper.published
        return {
            "id": paper.number,
            "post_url": self._post_url(paper),
            "url": self.path_of(paper),
            "title": paper.title,
            "attachment": [{"id": 1, "name": "年报.docx", "url": "/attachment/0/1.docx", "size": "12"}],
            "created_at": f"{day} 09:00:00",
            "date": int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        }

    @staticmethod
    def _post_url(paper: Article) -> str:
        return f"/zwgk/xxgknb/content/post_{paper.number}.html"


class GkmlptByYear(Gkmlpt):
    """The tree is JSON in a string; the category has no row of its own, and one below it for each year."""

    name = "gkmlpt-years"
    area = "封川县"
    _years: ClassVar[dict[str, int]] = {f"30{year}": year for year in YEARS}

    def lists(self) -> dict[str, Page]:
        """The shell, with years below the category."""
        years = [{"id": id_, "name": f"{year}年"} for id_, year in self._years.items()]
        tree = json.dumps([{"id": int(_CATEGORY), "name": "年报", "sub": years}])
        script = f"window._CONFIG = {{SID: '{_SID}', TREE: JSON.parse({json.dumps(tree)}), NAME: '公开'}};"
        shell = self.html(f"<html><body><div id='app'></div><script>{script}</script></body></html>")
        return {f"{_ROOT}/index": shell, f"{_ROOT}/annualreport": shell}

    def answer(self, request: Request) -> Page | None:
        """The rows of a year; numbers are texts, and what is not known is null."""
        category = request.path.removeprefix(f"{_ROOT}/api/all/")
        if category not in (_CATEGORY, *self._years) or request.fields.get("sid") != _SID:
            return None
        is_first = request.fields.get("page") in ("0", "1")
        papers = [paper for paper in self.papers if paper.year == self._years.get(category, 0)]
        rows = [{**self._row(paper), "post_url": None, "date": None} for paper in papers if is_first]
        return self.json({"classify": None, "total": str(len(papers)), "articles": rows or None})
