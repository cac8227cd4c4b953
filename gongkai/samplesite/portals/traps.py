"""Portals with traps on the way: noise, endless calendars, near misses alone, lists of lists, no names.

Promises: the same as `discovery`: reports and near misses, and the truth of them.
Refuses: to end: only a budget, a depth or a rule ends a search in these.
Caveat: what is endless is made on request.
"""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Request
from gongkai.samplesite.portals.discovery import Hidden


class Jungle(Hidden):
    """Three hundred links that lead nowhere, a few of them near misses, and one way in at the very end."""

    name = "find-jungle"
    area = "苍岭县"
    column = "/g/17/"

    def front(self) -> dict[str, Page]:
        """News, services and friends; the way in is a picture in the footer."""
        words = (
            "要闻",
            "公告公示",
            "图片新闻",
            "招商引资",
            "乡村振兴",
            "便民服务",
            "热点专题",
            "视频",
            "旅游",
            "人事任免",
        )
        many = {f"{self.area}{words[n % 10]}第{n}期": f"/n/{n}.html" for n in range(280)}
        misses = {
            "政务公开要点": "/m/1/",
            "依申请公开": "/m/2/",
            "公开招聘": "/m/3/",
            "政府网站年报": "/m/4/",
            "重大决策公开征求意见": "/m/5/",
            "预决算公开": "/m/6/",
            "双随机一公开": "/m/7/",
            "行政规范性文件年报": "/m/8/",
            "法治政府建设年报": "/m/9/",
            "公开信箱": "/m/10/",
        }
        picture = "<a href='/g/'><img src='/i/g.png' alt='政府信息公开'></a>"
        ways = {"公开指南": "/g/1/", "公开制度": "/g/2/", "公开年报": self.column, **misses}
        return {
            "/": self.page("首页", self.links({**many, **misses}) + picture),
            "/g/": self.page("政府信息公开", self.links({**ways, **many})),
            **{url: self.page(title, "<p>内容</p>") for title, url in {**many, **misses}.items()},
        }


class Calendar(Hidden):
    """A calendar on every page, a new address for every visit, and doors that lead in rings."""

    name = "find-calendar"
    area = "月湖县"

    def front(self) -> dict[str, Page]:
        """Only the way itself; the traps are made on request."""
        return {
            "/": self._trap("首页", 202401, self.links({"政务公开": "/zwgk/"})),
            "/zwgk/": self._trap("政务公开", 202401, self.links({"政府信息公开年报": self.column})),
        }

    def lists(self) -> dict[str, Page]:
        """The column has the calendar too."""
        return {self.column: self._trap("政府信息公开年报", 202401, self.rows(self.papers))}

    def answer(self, request: Request) -> Page | None:
        """Any month of any year, and any visit's own page of 政务公开."""
        if request.path == "/rl/":
            return self._trap("政务公开日历", int(request.fields.get("m", "0")) + 1, "")
        if request.path == "/zwgk/index.jsp":
            return self._trap("政务公开", int(request.fields.get("sid", "0")) + 1, "")
        return None

    def _trap(self, title: str, number: int, body: str) -> Page:
        days = {f"{number}{day:02}": f"/rl/?m={number}{day:02}" for day in range(1, 32)}
        years = {f"{2025 + n}年": f"/rl/?y={2025 + n}&m={number}" for n in range(3)}
        ring = {"政务公开": f"/zwgk/index.jsp?sid={number}", "下一月": f"/rl/?m={number + 1}"}
        return self.page(title, body + self.links({**days, **years, **ring}))


class NothingThere(Hidden):
    """Only near misses: the search must end, and say that it found nothing."""

    name = "find-nothing"
    area = "空谷县"
    bodies = 0
    column = "/zwgk/nb/"

    def front(self) -> dict[str, Page]:
        """Everything beside the way."""
        beside = {
            "年度报告": self.column,
            "政府网站工作年度报表": "/wznb/",
            "政府信息公开指南": "/zn/",
            "法治政府建设年报": "/fz/",
        }
        return {
            "/": self.page("首页", self.links({"政务公开": "/zwgk/", "网站地图": "/map/"})),
            "/zwgk/": self.page("政务公开", self.links(beside)),
            "/map/": self.page("网站地图", self.links({**beside, "首页": "/"})),
        }

    def lists(self) -> dict[str, Page]:
        """A column of yearly papers, none of them the one that is looked for."""
        return {self.column: self.page("年度报告", self.rows(self.papers))}


class ListsOfLists(Hidden):
    """Years, then bodies, then the report; a pager, sub-columns and 公布情况 in the same column."""

    name = "find-lists"
    area = "层岩县"
    column = "/xxgk/zfxxgknb/"

    def lists(self) -> dict[str, Page]:
        """The newest year is paged in the column itself; the others are folders with names of bodies."""
        newest = [paper for paper in self.reports if paper.year == 2024]
        misses = [paper for paper in self.papers if paper.year is None]
        folders = self.links({f"{year}年": f"{self.column}{year + 1}/" for year in (2023, 2022, 2021)})
        register = {f"{self.area}2024年政府信息公开工作年度报告公布情况": "/a/register.html"}
        pages = {}
        for number, group in enumerate((newest[:4], newest[4:] + misses), start=1):
            more = "<a href='list_2.html'>下一页</a>" if number == 1 else ""
            target = self.column if number == 1 else f"{self.column}list_2.html"
            pages[target] = self.page(
                "政府信息公开年报", folders + self.links(register) + self.rows(group) + more
            )
        for year in (2023, 2022, 2021):
            named = {
                p.organization.removeprefix(self.area): self.path_of(p)
                for p in self.reports
                if p.year == year
            }
            pages[f"{self.column}{year + 1}/"] = self.page(f"{year}年", self.links(named))
        table = "".join(f"<tr><td>{p.organization}</td><td>已公布</td></tr>" for p in newest)
        pages["/a/register.html"] = self.page(
            "公布情况", f"<table>{table}</table><a href='/a/r.xls'>附件</a>"
        )
        return pages

    def path_of(self, paper: Article) -> str:
        """Addresses of articles."""
        return f"/xxgk/c{paper.number}/content_{paper.number}.html"

    def front(self) -> dict[str, Page]:
        """The column is linked with and without its file."""
        ways = {"政府信息公开年报": f"{self.column}index.html", "公开年报": self.column}
        home = {"信息公开": "/xxgk/index.html", "政务公开": "/xxgk/"}
        return {
            "/": self.page("首页", self.links(home)),
            "/xxgk/": self.page("信息公开", self.links(ways)),
            "/xxgk/index.html": self.page("信息公开", self.links(ways)),
            f"{self.column}index.html": self.lists()[self.column],
        }


class NamedByHead(Hidden):
    """A column that only its meta tags name, behind an image map, and bodies' columns by what they show."""

    name = "find-head"
    area = "图山县"
    column = "/p/5001/"

    def front(self) -> dict[str, Page]:
        """The page of 政府信息公开 shows links whose names say nothing."""
        ways = {"公开内容": "/p/5000/", "报告公开": self.column, "部门公开": "/p/6000/"}
        image = "<map><area alt='信息公开' href='/p/1/'></map><img usemap='#m' src='/i.png'>"
        return {
            "/": self.page("首页", image),
            "/p/1/": self.page("信息公开", self.links(ways)),
            "/p/5000/": self.page("公开内容", "<p>内容</p>"),
        }

    def lists(self) -> dict[str, Page]:
        """One named by its head with short titles, one that only shows reports, on two pages."""
        first, rest = self.reports[:8], list(self.reports[8:])
        head = "<meta name='ColumnType' content='信息公开年报'>"
        pages = {
            self.column: self.html(f"<html><head>{head}<title>公开</title></head>{self.short(first)}</html>")
        }
        misses = [paper for paper in self.papers if paper.year is None]
        for number, group in ((1, rest[:8] + misses), (2, rest[8:])):
            more = "<p>第<b>1</b>页 <a href='/p/6000/?page=2'>2</a></p>" if number == 1 else "<p><b>2</b></p>"
            target = "/p/6000/" if number == 1 else "/p/6000/?page=2"
            pages[target] = self.page("部门公开", self.rows(group) + more)
        return pages


TRAPS: tuple[type[Hidden], ...] = (Jungle, Calendar, NothingThere, ListsOfLists, NamedByHead)
