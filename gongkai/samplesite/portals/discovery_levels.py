"""Portals whose reports lie behind levels of their own: bodies by short names, years and groups, collections.

Promises: the same as `discovery`: reports and near misses, and the truth of them.
Refuses: lists of titles that say all: here a report is known by where it stands and by its own page.
Caveat: one home page only sends its reader on, in words.
"""

from __future__ import annotations

from typing import ClassVar

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Request
from gongkai.samplesite.portals.discovery import Hidden


class ShortNames(Hidden):
    """A splash page, a menu made by calls of a script, and a directory of bodies by their short names."""

    name = "find-short-names"
    area = "锦溪县"
    named: ClassVar[dict[str, str]] = {
        "教育": "教育局",
        "民政": "民政局",
        "统计": "统计局",
        "白石": "白石镇",
        "供水": "",
    }
    column = "/c/1/"

    def front(self) -> dict[str, Page]:
        """No page says 政府信息公开 in a link of its own."""
        calls = (("要闻", "/xw/"), ("政务公开", "/zw/"), ("部门信息公开", "/bm/"))
        menu = "".join(f"d.add({n},0,'{name}','{url}');" for n, (name, url) in enumerate(calls, start=1))
        own = self.links({"政府信息公开年报": self.column, "政府信息公开指南": "/c/2/"})
        units = {name: f"/bm/{n}/" for n, name in enumerate(self.named)}
        return {
            "/": self.page(
                "欢迎", "<p>欢迎访问</p><a href='/web/home.html'>进入首页</a><a href='/en/'>English</a>"
            ),
            "/en/": self.page("Welcome", "<p>Welcome</p>"),
            "/web/home.html": self.page("首页", f"<div id='nav'></div><script>{menu}</script>"),
            "/zw/": self.page("政务公开", own),
            "/bm/": self.page(
                "部门信息公开", self.links({"首页": "/", "互动交流": "/hd/"}) + self.links(units)
            ),
            **{url: self._unit(name, url) for name, url in units.items()},
        }

    def _unit(self, name: str, url: str) -> Page:
        return self.page(name, self.links({"信息公开指南": f"{url}zn/", "信息公开年报": f"{url}nb/"}))

    def lists(self) -> dict[str, Page]:
        """A column for each body, and that of the government."""
        units = {n: self.of(unit) if unit else [] for n, unit in enumerate(self.named.values())}
        of_units = [paper for papers in units.values() for paper in papers]
        rest = [paper for paper in self.papers if paper not in of_units]
        named = {f"/bm/{n}/nb/": self.page("信息公开年报", self.rows(papers)) for n, papers in units.items()}
        return {self.column: self.page("政府信息公开年报", self.rows(rest)), **named}


class YearsAndGroups(Hidden):
    """Three levels below the column: years, groups of bodies, bodies; a year among them by another name."""

    name = "find-levels"
    area = "云门县"
    column = "/nb/"

    def path_of(self, paper: Article) -> str:
        """`/nb/2023/xz/107.html`: the address says what the title does not."""
        if paper.year is None:
            return f"/nb/x/{paper.number}.html"
        return f"/nb/{paper.year}/{self._group(paper)}/{paper.number}.html"

    @staticmethod
    def _group(paper: Article) -> str:
        return "xz" if "镇" in paper.organization or "街道" in paper.organization else "bm"

    def lists(self) -> dict[str, Page]:
        """Years, in each of them two groups, in each of them names of bodies."""
        years = sorted({paper.year for paper in self.reports if paper.year is not None})
        names = {f"{year}年{'信息公开' if year == years[0] else ''}": f"/nb/{year}/" for year in years}
        pages = {self.column: self.page("政府信息公开年报", self.links(names))}
        for year in years:
            groups = {"县直部门": f"/nb/{year}/bm/", "乡镇街道": f"/nb/{year}/xz/"}
            pages[f"/nb/{year}/"] = self.page(f"{year}年", self.links(groups))
            for title, url in groups.items():
                pages[url] = self.page(title, self.links(self._bodies(year, url)))
        return pages

    def _bodies(self, year: int, folder: str) -> dict[str, str]:
        papers = [paper for paper in self.reports if paper.year == year]
        named = {paper.organization.removeprefix(self.area): self.path_of(paper) for paper in papers}
        return {name: url for name, url in named.items() if url.startswith(folder)}


class Collections(Hidden):
    """Articles that only link to what bodies have published: a collection by year, and a 公布情况."""

    name = "find-collections"
    area = "百川县"
    column = "/nb/"

    def lists(self) -> dict[str, Page]:
        """The column has a collection for each year but the newest, which a register counts."""
        titles = {f"{year}年各部门政府信息公开年报汇总": f"/nb/hz/{year}.html" for year in (2021, 2022, 2023)}
        register = {"2024年政府信息公开工作年度报告公布情况": "/nb/hz/2024.html"}
        misses = self.rows([paper for paper in self.papers if paper.year is None])
        pages = {self.column: self.page("政府信息公开年报", self.links({**titles, **register}) + misses)}
        for title, url in titles.items():
            meta = self.meta(ArticleTitle=title)
            rows = self.links(
                {p.organization: self.path_of(p) for p in self.reports if url == f"/nb/hz/{p.year}.html"}
            )
            pages[url] = self.html(f"<html><head>{meta}</head><h1>{title}</h1>{rows}</html>")
        rows = "".join(
            f"<tr><td>{p.organization}</td><td><a href='{self.path_of(p)}'>已公布</a></td></tr>"
            for p in self.reports
            if p.year == 2024
        )
        pages["/nb/hz/2024.html"] = self.page("公布情况", f"<table>{rows}</table>")
        return pages


class OnThePlatform(Hidden):
    """Short titles stand on the page of 政府信息公开 itself, among notices; no column holds them."""

    name = "find-platform"
    area = "平川县"
    column = "/xxgk/"
    bodies = 1

    def front(self) -> dict[str, Page]:
        """The tabs lead nowhere: their panes are on the page."""
        return {"/": self.page("首页", self.links({"政府信息公开": self.column, "旅游": "/ly/"}))}

    def lists(self) -> dict[str, Page]:
        """Tabs, and under them the rows of each."""
        tabs = self.links({"政府信息公开指南": "#t1", "政府信息公开制度": "#t2", "年报": "#t3"})
        notices = self.links({f"关于第{n}号文件的通知": f"/n/{n}.html" for n in range(12)})
        misses = self.rows([paper for paper in self.papers if paper.year is None])
        rows = f"<h3>政府信息公开年报</h3>{self.short(self.reports)}"
        return {self.column: self.page("政府信息公开", tabs + notices + rows + misses)}


class SortOrders(Hidden):
    """A column whose every order, filter and view is an address of its own, and leads to all the others."""

    name = "find-orders"
    area = "回龙县"
    column = "/nb?o=date"

    def answer(self, request: Request) -> Page | None:
        """The same rows under any query."""
        if request.path != "/nb":
            return None
        here = request.target
        orders = {"升序": f"{here}&d=asc", "政府信息公开年报": f"{here}&p=1", "2023年": f"{here}&y=2023"}
        return self.page("政府信息公开年报", self.links(orders) + self.rows(self.papers))

    def front(self) -> dict[str, Page]:
        """The way to it is plain."""
        return {"/": self.page("首页", self.links({"政府信息公开年报": self.column}))}


LEVELS: tuple[type[Hidden], ...] = (ShortNames, YearsAndGroups, Collections, OnThePlatform, SortOrders)
