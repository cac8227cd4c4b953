"""A Lonsun portal: each organ has its sections, of which the third holds its annual reports."""

from __future__ import annotations

from functools import cached_property

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

_SIZE = 3  # reports on a page
_PREFIX = "/zfxxgk/public/"


class Lonsun(Portal):
    """The directory links each organ's catalogue; its reports stand under type 3, paged by a script."""

    name = "lonsun"
    area = "皖山县"
    column = f"{_PREFIX}column/6001?type=3&action=list"

    def path_of(self, paper: Article) -> str:
        """`/zfxxgk/public/6002/107.html`."""
        return f"{_PREFIX}{self._organs.get(paper.organization, 6001)}/{paper.number}.html"

    def front(self) -> dict[str, Page]:
        """The door to the directory of organs."""
        organs = {
            name: f"{_PREFIX}column/{number}?type=4&action=list&nav=3"
            for name, number in self._organs.items()
        }
        return {
            "/": self.page(
                "首页", self.links({"政府信息公开": "/zfxxgk/", "新闻动态": "/content/column/77"})
            ),
            "/zfxxgk/": self.page("政府信息公开", self.links(organs)),
        }

    def lists(self) -> dict[str, Page]:
        """None: the sections are made on request."""
        return {}

    def answer(self, request: Request) -> Page | None:
        """A section of an organ; a page past the end is the last one."""
        number = request.path.removeprefix(f"{_PREFIX}column/")
        if not number.isdigit():
            return None
        organ = next((name for name, known in self._organs.items() if str(known) == number), "")
        if request.fields.get("type") != "3":
            others = [paper for paper in self.papers if paper.year is None]
            return self.page("政府信息公开目录", self.rows(others) + self._sections(number))
        papers = [paper for paper in self.reports if paper.organization == organ]
        last = (len(papers) - 1) // _SIZE + 1
        page = min(int(request.fields.get("pageIndex", "1")), last)
        pager = (
            f"<script>Ls.pagination('#page', {{pageIndex: {page}, pageCount: {last + 2}, url: go}});</script>"
        )
        rows = self.rows(papers[(page - 1) * _SIZE : page * _SIZE])
        return self.page("政府信息公开年报", rows + self._sections(number) + pager)

    def _sections(self, number: str) -> str:
        names = {"1": "政府信息公开制度", "2": "政府信息公开指南", "4": "政府信息公开目录"}
        return self.links(
            {name: f"{_PREFIX}column/{number}?type={kind}&catId=9{kind}" for kind, name in names.items()}
        )

    @cached_property
    def _organs(self) -> dict[str, int]:
        names = sorted({paper.organization for paper in self.reports})
        return {name: 6001 + place for place, name in enumerate(names)}
