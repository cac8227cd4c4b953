"""Portals that hide their columns: each has ways of its own from the home page to its annual reports.

Promises: reports and near misses as on any portal of the matrix; what differs is how one gets there.
Refuses: addresses that only a browser could make up: each stands in the markup or in a script of it.
Caveat: portals with traps on the way are in `traps`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

_UNITS = ("教育局", "民政局", "统计局", "白石镇", "河东街道")


class Hidden(Portal):
    """What these portals share: articles `/a/<number>.html`, and one list of all papers at `column`."""

    def path_of(self, paper: Article) -> str:
        """`/a/107.html`."""
        return f"/a/{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column: every paper on one page."""
        return {self.column: self.page("政府信息公开年报", self.rows(self.papers))}

    def of(self, *words: str) -> list[Article]:
        """The reports of the bodies whose names hold one of these words."""
        return [paper for paper in self.reports if any(word in paper.organization for word in words)]

    @staticmethod
    def short_rows(papers: Sequence[Article], path_of: Mapping[int, str]) -> str:
        """Reports by their year alone, as on the page of one body."""
        rows = "".join(f"<li><a href='{path_of[p.number]}'>{p.year}年年报</a></li>" for p in papers)
        return f"<ul>{rows}</ul>"

    def short(self, papers: Sequence[Article]) -> str:
        """Reports by their year alone."""
        return self.short_rows(papers, {paper.number: self.path_of(paper) for paper in papers})


class DeepMenus(Hidden):
    """Menus three levels deep, in nested lists; the near misses stand in the same menu."""

    name = "find-menus"
    area = "松垭县"
    column = "/zwgk/zfxxgk/fdzdgknr/zfxxgknb/"

    def front(self) -> dict[str, Page]:
        """Home, 政务公开, 政府信息公开, 法定主动公开内容; only the last one names the column."""
        misses = {"政府网站年报": "/wznb/", "法治政府建设年度报告": "/fzzf/", "财政预决算": "/czyjs/"}
        home = {
            "走进松垭": "/zjsy/",
            "新闻中心": "/xwzx/",
            "政务公开": "/zwgk/",
            "政务服务": "/zwfw/",
            "互动交流": "/hdjl/",
        }
        platform = {
            "政府信息公开指南": "/zwgk/zfxxgk/zn/",
            "政府信息公开制度": "/zwgk/zfxxgk/zd/",
            "法定主动公开内容": "/zwgk/zfxxgk/fdzdgknr/",
            "依申请公开": "/zwgk/zfxxgk/ysqgk/",
        }
        return {
            "/": self.page("首页", self.links(home)),
            "/zwgk/": self.page(
                "政务公开", self.links({"政府信息公开": "/zwgk/zfxxgk/", "政策文件": "/zwgk/zcwj/"})
            ),
            "/zwgk/zfxxgk/": self.page("政府信息公开", self.links(platform)),
            "/zwgk/zfxxgk/fdzdgknr/": self.page(
                "法定主动公开内容",
                self.links({**misses, "政府信息公开工作年度报告": self.column, "机构职能": "/jgzn/"}),
            ),
        }


class Organs(Hidden):
    """A directory of bodies behind opaque addresses, each with a platform of its own and short titles."""

    name = "find-organs"
    area = "青崖县"
    column = "/gov/x1/"

    def front(self) -> dict[str, Page]:
        """The directory stands on the page of 政府信息公开, as a list and as a select of towns."""
        units = [(unit, f"/o/{n * 7919:06x}.jsp") for n, unit in enumerate(_UNITS, start=1)]
        towns = "".join(f"<option value='{url}'>{name}</option>" for name, url in units[3:])
        odd = {"供销社": "/o/none1.jsp", "档案馆": "/o/none2.jsp"}
        listed = self.links({**dict(units[:3]), **odd})
        body = f"<h3>县直部门</h3>{listed}<select><option>--乡镇--</option>{towns}</select>"
        own = self.links({"政府信息公开年报": self.column, "政府信息公开指南": "/gov/x2/"})
        return {
            "/": self.page("首页", self.links({"信息公开": "/xx/", "旅游": "/ly/"})),
            "/xx/": self.page("信息公开", own + body),
            **{url: self._platform(unit, url) for unit, url in units},
            **{url: self.page(unit, "<p>建设中</p>") for unit, url in odd.items()},
        }

    def _platform(self, unit: str, url: str) -> Page:
        names = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报")
        links = {name: f"{url}?t={number}" for number, name in enumerate(names, start=1)}
        return self.page(f"{self.area}{unit}", self.links(links))

    def lists(self) -> dict[str, Page]:
        """The government's own column, and one for each body."""
        units = self.of(*_UNITS)
        government = [paper for paper in self.reports if paper not in units]
        pages = {self.column: self.page("政府信息公开年报", self.short(government))}
        for n, unit in enumerate(_UNITS, start=1):
            own = self.of(unit)
            pages[f"/o/{n * 7919:06x}.jsp?t=4"] = self.page("政府信息公开年报", self.short(own))
        return pages

    def answer(self, request: Request) -> Page | None:
        """Sections of a platform are told apart by their query alone."""
        if "?t=" in request.target and not request.target.endswith("=4"):
            return self.page("政府信息公开", "<p>内容更新中</p>")
        return None


class ShellHome(Hidden):
    """A home page that only sends its reader on, twice, to a page made of frames."""

    name = "find-shell"
    area = "沙洲县"

    def front(self) -> dict[str, Page]:
        """The shell has words enough to look like a page."""
        sent = "页面正在跳转，请稍候。如果您的浏览器没有自动跳转，请点击这里进入网站首页，谢谢您的访问。"
        return {
            "/": self.html(
                f"<html><meta http-equiv='Refresh' content='0;URL=./web/'><body>{sent}</body></html>"
            ),
            "/web/": self.html("<html><script>window.location.replace('index_new.shtml');</script></html>"),
            "/web/index_new.shtml": self.html(
                "<html><frameset rows='80,*'><frame src='top.htm'><frame src='main.htm'></frameset></html>"
            ),
            "/web/top.htm": self.page("导航", self.links({"政务公开": "/zwgk/", "网站地图": "/map/"})),
            "/web/main.htm": self.page("首页", "<p>今日要闻</p>"),
            "/zwgk/": self.page("政务公开", "<iframe src='/zwgk/tree.html'></iframe>"),
            "/zwgk/tree.html": self.page("目录", self.links({"政府信息公开年报": self.column})),
        }


class Scripted(Hidden):
    """Links that only a script follows: onclick, data-url, javascript:, and a tree in an inline script."""

    name = "find-scripted"
    area = "石桥县"
    column = "/col/col9/index.html"

    def front(self) -> dict[str, Page]:
        """No page has an ordinary link on the way."""
        names = {"政府网站年报": "/col/col3/", "政府信息公开年报": self.column}
        nodes = [{"id": n, "pId": 0, "name": name, "url": url} for n, (name, url) in enumerate(names.items())]
        tree = f"var zNodes = {json.dumps(nodes)};"  # names in escapes, as the servers write them
        return {
            "/": self.page(
                "首页", "<div class='nav' onclick=\"go('/zwgk/')\">政务公开</div><a onclick='x(3)'>服务</a>"
            ),
            "/zwgk/": self.page(
                "政务公开", "<a href='javascript:void(0)' data-url='/zwgk/xxgk.do'>政府信息公开</a>"
            ),
            "/zwgk/xxgk.do": self.page("政府信息公开", f"<div id='tree'></div><script>{tree}</script>"),
        }

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows whose address stands in a call."""
        rows = "".join(
            f'<li><a href="javascript:;" onclick="open_to(\'{self.path_of(p)}\')">{p.title}</a></li>'
            for p in papers
        )
        return f"<ul>{rows}</ul>"


class English(Hidden):
    """English names, addresses in capitals, and the same page under several spellings."""

    name = "find-english"
    area = "Lanhai County"
    column = "/EN/Annual-Reports/Index.HTML"

    def front(self) -> dict[str, Page]:
        """One link says only More."""
        return {
            "/": self.page(
                "Home",
                self.links({"News": "/EN/News/", "Government Information Disclosure": "/EN/GID/Index.HTML"}),
            ),
            "/EN/GID/Index.HTML": self.page(
                "Government Information Disclosure",
                self.links({"Guide to Disclosure": "/EN/Guide/", "Regulations on Disclosure": "/EN/Law/"})
                + f"<h3>Annual Reports <a href='{self.column}'>More</a></h3>",
            ),
        }

    def rows(self, papers: Sequence[Article]) -> str:
        """Each report is linked twice, once without what its address does not need."""
        again = "".join(f"<li><a href='{self.path_of(p)}#top'>{escape(p.title)}</a></li>" for p in papers)
        return super().rows(papers) + f"<ul>{again}</ul>"


WAYS: tuple[type[Hidden], ...] = (DeepMenus, Organs, ShellHome, Scripted, English)
